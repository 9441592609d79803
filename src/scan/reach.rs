//! How a word may be reached at one place of a file, by the bytes around it.

use rustc_hash::FxHashSet;

use crate::words::{is_word_byte, words_at};

/// What stands before the names that an import statement lists.
pub const IMPORT: &str = "import";

/// How a name may be reached in a file.
#[derive(Default)]
pub struct Reach {
    /// What stands right before it: the last component of a module, or another name for one.
    pub through: FxHashSet<Box<[u8]>>,
    /// Whether at some place that does not tell: then what stands before it elsewhere says
    /// nothing more.
    pub somehow: bool,
}

/// How a name may be reached at one place.
pub enum How<'b> {
    /// Through what stands right before it.
    Through(&'b [u8]),
    /// Through what is not told there.
    Somehow,
}

impl Reach {
    /// Takes one more place.
    pub fn add(&mut self, how: &How) {
        match how {
            How::Somehow => self.somehow = true,
            How::Through(word) if self.through.contains(*word) => {}
            How::Through(word) => {
                self.through.insert((*word).into());
            }
        }
    }
}

/// Whether a byte may stand between two parts of one name or statement.
pub fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\\' | b'\n' | b'\r')
}

/// The word at the end of these bytes; empty: there is none.
pub fn last_word(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().rposition(|&byte| !is_word_byte(byte)).map_or(0, |before| before + 1);
    &bytes[start..]
}

/// How the word from `at` to `end` may be reached, if it may: as an attribute, part of a dotted
/// string, or name in an import statement, it stands after a dot or a quote, or in a list of
/// names.
pub fn reached(bytes: &[u8], at: usize, end: usize) -> Option<How<'_>> {
    let (before, begins_line) = match code_before(bytes, at)? {
        Before::Code(before, begins_line) => (before, begins_line),
        Before::Comment => return imported(bytes, at),
        Before::Untold => return Some(How::Somehow),
    };
    match bytes[before] {
        // What else stands before a dot, as the result of a call, may be any module.
        b'.' => Some(Some(last_word(&bytes[..before])).filter(|word| !word.is_empty()).map_or(How::Somehow, How::Through)),
        b'\'' | b'"' if before + 1 == at => is_whole_string(bytes, before, end).then_some(How::Somehow),
        b'(' | b',' | b't' | b')' => imported(bytes, at),
        _ if begins_line => imported(bytes, at),
        _ => None,
    }
}

/// Whether the string that begins with the quote at `start` may be the name of an attribute:
/// there is nothing in it but the word up to `end`, and no key of a mapping or index is it. A
/// dotted string begins with the outermost package, which no module exposes.
fn is_whole_string(bytes: &[u8], start: usize, end: usize) -> bool {
    let quote = bytes[start];
    let behind = &bytes[end..];
    let quotes = behind.iter().take_while(|&&byte| byte == quote).count();
    quotes > 0 && !matches!(behind.get(quotes), Some(b':' | b']'))
}

/// What stands before a word.
enum Before {
    /// The last byte of code, and whether lines end between it and the word.
    Code(usize, bool),
    /// A comment behind other code than a dot.
    Comment,
    /// What is not told so quickly.
    Untold,
}

/// What stands before the word at `at`, apart from blanks and from lines with comments alone;
/// none: nothing.
fn code_before(bytes: &[u8], at: usize) -> Option<Before> {
    let far = at.saturating_sub(LOOK_BACK_BYTES);
    let (mut behind, mut begins_line) = (at, false);
    loop {
        let before = bytes[..behind].iter().rposition(|byte| !is_blank(*byte))?;
        begins_line |= bytes[before..behind].iter().any(|byte| matches!(byte, b'\n' | b'\r'));
        if !begins_line {
            return Some(Before::Code(before, false));
        }
        let far_line = before.saturating_sub(LOOK_BACK_BYTES);
        let start = memchr::memrchr2(b'\n', b'\r', &bytes[far_line..before]).map_or(far_line, |end| far_line + end + 1);
        let line = &bytes[start..=before];
        match memchr::memchr(b'#', line).map(|hash| line[..hash].trim_ascii()) {
            None => return Some(Before::Code(before, true)),
            Some([]) if start > far => behind = start,
            Some([]) if start == 0 => return None,
            Some([] | [.., b'.']) => return Some(Before::Untold),
            Some(_) => return Some(Before::Comment),
        }
    }
}

/// How far back is looked for the beginning of a line, or of a list of names. What stands
/// behind more than that may be reached somehow.
const LOOK_BACK_BYTES: usize = 8 << 10;

/// How a word is reached that stands in an import statement: its line has the word `import`,
/// or the bracket around it follows one.
fn imported(bytes: &[u8], at: usize) -> Option<How<'_>> {
    let far = at.saturating_sub(LOOK_BACK_BYTES);
    let Some(start) = statement_line(bytes, at, far) else { return Some(How::Somehow) };
    let in_line = words_at(&bytes[start..at], IMPORT).last().map(|found| start + found);
    let Ok(bracket) = last_bracket(bytes, far, at) else { return Some(How::Somehow) };
    // One that is closed again is none around the name.
    let open = bracket.filter(|&bracket| bytes[bracket] == b'(');
    let around = || Some(bytes[..open?].trim_ascii_end().strip_suffix(IMPORT.as_bytes())?.len());
    match in_line.or_else(around) {
        // Of a module's names nothing: it names whole modules, from the outermost package on.
        Some(import) if begins_statement(bytes, import) => None,
        Some(import) => {
            let module = last_word(bytes[..import].trim_ascii_end());
            Some(if module.is_empty() { How::Somehow } else { How::Through(module) })
        }
        // The list may begin farther back.
        None if bracket.is_none() && far > 0 => Some(How::Somehow),
        None => {
            let direct = bytes[..at].trim_ascii_end();
            (direct.ends_with(IMPORT.as_bytes()) || direct.ends_with(b"\\")).then_some(How::Somehow)
        }
    }
}

/// Where the line begins that holds `at`, with the lines before that a backslash joins to it.
/// None if it begins before `far`.
fn statement_line(bytes: &[u8], at: usize, far: usize) -> Option<usize> {
    let mut end = at;
    loop {
        let Some(before) = memchr::memrchr2(b'\n', b'\r', &bytes[far..end]) else { return (far == 0).then_some(0) };
        let joined = bytes[far..far + before].strip_suffix(b"\r").unwrap_or(&bytes[far..far + before]);
        if !joined.ends_with(b"\\") {
            return Some(far + before + 1);
        }
        end = far + before;
    }
}

/// Whether the word at `at` is the first of a statement.
fn begins_statement(bytes: &[u8], at: usize) -> bool {
    let blanks = bytes[..at].iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let before = &bytes[..at - blanks];
    match before.strip_suffix(b"\n").or_else(|| before.strip_suffix(b"\r")) {
        Some(line) => !line.strip_suffix(b"\r").unwrap_or(line).ends_with(b"\\"),
        None => before.last().is_none_or(|byte| matches!(byte, b';' | b':' | 0x0C)),
    }
}

/// More comments with brackets are not passed by: for each name behind them it would be done
/// again.
const MAX_COMMENTS: usize = 16;

/// Too much would have to be looked at.
struct Untold;

/// The last round bracket between `far` and `at` that is not in a comment.
fn last_bracket(bytes: &[u8], far: usize, at: usize) -> Result<Option<usize>, Untold> {
    let mut behind = at;
    for _ in 0..MAX_COMMENTS {
        let Some(bracket) = memchr::memrchr2(b'(', b')', &bytes[far..behind]).map(|at| far + at) else { return Ok(None) };
        let start = memchr::memrchr2(b'\n', b'\r', &bytes[far..bracket]).map_or(far, |end| far + end + 1);
        match memchr::memchr(b'#', &bytes[start..bracket]) {
            Some(hash) => behind = start + hash,
            None => return Ok(Some(bracket)),
        }
    }
    Err(Untold)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How `sleep`, where it stands last, may be reached.
    fn how(text: &str) -> String {
        let at = text.rfind("sleep").unwrap();
        match reached(text.as_bytes(), at, at + "sleep".len()) {
            None => "not".to_owned(),
            Some(How::Somehow) => "somehow".to_owned(),
            Some(How::Through(word)) => String::from_utf8_lossy(word).into_owned(),
        }
    }

    #[test]
    fn what_stands_before_a_name() {
        for (text, expected) in [
            ("utils.sleep()", "utils"),
            ("nova.utils. sleep()", "utils"),
            ("nova.utils \\\n  .sleep()", "somehow"),
            ("get()\n.sleep()", "somehow"),
            ("(utils.  # why\n    sleep)", "somehow"),
            ("(utils.\n    # why\n    sleep)", "utils"),
            ("# why\nsleep", "not"),
            ("f()\n# why\n\n# not\nsleep()", "not"),
            ("x = 'utils'\nsleep()", "not"),
            ("(utils,  # why\n    sleep)", "not"),
            ("'nova.utils.sleep'", "utils"),
            ("patch.object(utils, 'sleep')", "somehow"),
            ("patch.object(utils, r'sleep')", "somehow"),
            ("patch.object(utils, \"sleep\" )", "somehow"),
            ("patch('sleep.x')", "not"),
            ("log('sleep well')", "not"),
            ("keywords['sleep']", "not"),
            ("{'sleep': 1}", "not"),
            ("from nova.utils import sleep", "utils"),
            ("from nova.utils import a, b as c, sleep", "utils"),
            ("from nova.utils import (sleep", "utils"),
            ("from nova.utils import (a,  # why\n    sleep", "utils"),
            ("from nova.utils import (a,\n    # why\n    sleep", "utils"),
            ("from nova.utils import (a,\n    # why.\n    sleep", "utils"),
            ("from nova.utils import (a,  # why.\n    sleep", "utils"),
            ("from nova.utils import (a,  # 'why'\n    sleep", "utils"),
            ("from nova.utils import (a,\n    # why)\n    sleep", "utils"),
            ("from nova.utils import \\\n    sleep", "utils"),
            ("from nova.utils import a, \\\n    b, sleep", "utils"),
            ("from nova.utils import a, \\\r\n    b, \\\r\n    c, sleep", "utils"),
            ("from os import (path)\nfrom nova.utils import \\\n    sleep", "utils"),
            ("from nova.utils import (a,  # why (not)\n    sleep", "utils"),
            ("from nova.utils import (a,  # why (\n    sleep", "utils"),
            ("# (why)\nimport os\nsleep()", "not"),
            ("f(a)\ng(b, sleep", "not"),
            ("from . import sleep", "somehow"),
            ("from .utils import sleep", "utils"),
            ("import sleep", "not"),
            ("import os\nimport time, sleep", "not"),
            ("try: import sleep", "not"),
            ("from . \\\n    import sleep", "somehow"),
            ("from nova.utils \\\n    import sleep", "somehow"),
            ("sleep()", "not"),
            ("x = sleep", "not"),
            ("f(sleep", "not"),
            ("f(a,\n  sleep", "not"),
        ] {
            assert_eq!(how(text), expected, "{text}");
        }
        let far = format!("from nova.utils import ({}\n    sleep", "\n    some_name,".repeat(1_000));
        assert_eq!(how(&far), "somehow");
        assert_eq!(how(&format!("from nova.utils import (a,\n{}    sleep", "    # (\n".repeat(10))), "utils");
        assert_eq!(how(&format!("from nova.utils import (a,\n{}    sleep", "    # (\n".repeat(20))), "somehow");
        assert_eq!(how(&format!("{}f()\n    sleep()", "# some lines\n".repeat(1_000))), "not");
        assert_eq!(how(&format!("[{} sleep", "a, ".repeat(10_000))), "somehow");
    }
}
