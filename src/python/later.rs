//! Functions that are parsed when somebody asks for what they do.

use std::sync::{Arc, OnceLock};

use super::code::{Body, Content, Function, Notes, Text};
use super::parse;
use super::skeleton::Cut;
use crate::error::guarded;
use crate::words::{Found, WordSearch, is_word_byte};

/// A function that was cut out of its module.
pub struct Later {
    /// The text of the file.
    text: Arc<str>,
    cut: Cut,
    /// The class around it.
    class: Option<Text>,
    made: OnceLock<Made>,
}

/// What comes of parsing it.
#[derive(Default)]
pub(super) struct Made {
    pub body: Body,
    notes: Notes,
    broken: bool,
}

impl Made {
    /// From a function that was parsed by itself.
    pub fn new(function: Function, notes: Notes, broken: bool) -> Self {
        let body = match function.content {
            Content::Here(body) => body,
            Content::Later(_) => Body::default(),
        };
        Self { body, notes, broken }
    }

    /// What is left of a function that does not parse at all.
    pub fn nothing() -> Self {
        Self { broken: true, ..Self::default() }
    }
}

impl Later {
    pub(super) fn new(text: Arc<str>, cut: Cut, class: Option<Text>) -> Self {
        Self { text, cut, class, made: OnceLock::new() }
    }

    /// How many bytes it has.
    pub fn size(&self) -> usize {
        (self.cut.end - self.cut.start) as usize
    }

    /// Parses it, if nobody did.
    pub fn parse(&self) {
        self.made();
    }

    /// What it does.
    pub(super) fn made(&self) -> &Made {
        self.made.get_or_init(|| {
            let text = &self.text[self.cut.start as usize..self.cut.end as usize];
            guarded(|| parse::function(text, self.cut.line, self.class.as_deref())).unwrap_or_else(Made::nothing)
        })
    }

    pub(super) fn parsed(&self) -> Option<&Body> {
        self.made.get().map(|made| &made.body)
    }

    pub(super) fn notes(&self) -> Option<&Notes> {
        self.made.get().map(|made| &made.notes)
    }

    pub(super) fn is_broken(&self) -> bool {
        self.made.get().is_some_and(|made| made.broken)
    }

    /// Whether a 1-based line is one of its own.
    pub(super) fn holds(&self, line: u32) -> bool {
        (self.cut.line..=self.cut.last_line).contains(&line)
    }
}

impl std::fmt::Debug for Later {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(out, "Later(line {})", self.cut.line)
    }
}

/// Whether a name may be defined or assigned to, where it stands in `bytes`: a `def` is
/// before it, or an equals sign behind.
pub(super) fn gives(bytes: &[u8], name: Found) -> bool {
    let behind = bytes[name.end..].iter().position(|byte| !b" \t\\\r\n)".contains(byte));
    let equals = |at: usize| bytes.get(at) == Some(&b'=');
    let assigned = behind.is_some_and(|at| equals(name.end + at) && !equals(name.end + at + 1));
    assigned || bytes[..name.start].trim_ascii_end().ends_with(b"def")
}

/// Whether a word may be what makes a function keep a flag: `global`, or a constant that is
/// assigned to an attribute or element (`x.y = True`), not to a name or an argument.
pub(super) fn keeps_flag(bytes: &[u8], word: Found) -> bool {
    let mut before = &bytes[..word.start];
    loop {
        before = trim_blanks(before);
        let Some(target) = before.strip_suffix(b"=") else { return word.word == "global" };
        before = trim_blanks(target);
        if before.ends_with(b"]") {
            return true;
        }
        let name = before.iter().rev().take_while(|byte| is_word_byte(**byte)).count();
        before = trim_blanks(&before[..before.len() - name]);
        if before.ends_with(b".") {
            return true;
        }
        // `x.y = z = True`: the next target is before it.
    }
}

fn trim_blanks(mut bytes: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t' | b'\\' | b'\r' | b'\n'] = bytes {
        bytes = rest;
    }
    bytes
}

/// Those of a file's functions, which are in order, that are not parsed and in which a word
/// stands where it `counts`.
pub(super) fn unparsed<'c>(all: &'c [Arc<Later>], words: &WordSearch, counts: fn(&[u8], Found) -> bool) -> Vec<&'c Later> {
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return Vec::new() };
    let start = first.cut.start as usize;
    let searched = &first.text.as_bytes()[start..last.cut.end as usize];
    let mut waiting = all.iter().peekable();
    let mut hit = Vec::new();
    for found in words.find_words(searched).filter(|found| counts(searched, *found)) {
        let at = start + found.start;
        while waiting.next_if(|later| later.cut.end as usize <= at).is_some() {}
        hit.extend(waiting.next_if(|later| later.cut.start as usize <= at).filter(|later| later.parsed().is_none()));
    }
    hit.into_iter().map(|later| &**later).collect()
}

#[cfg(test)]
mod tests {
    use super::super::code::{Code, Part, Stmt, each_part};
    use super::super::{FirstWords, code, code_for};
    use super::*;

    /// All that is known of a file; the order of what was noted aside.
    fn told(code: &Code) -> (Vec<String>, Vec<String>) {
        code.look_everywhere();
        let mut functions = Vec::new();
        tell(&code.body, &mut functions);
        let mut notes: Vec<String> = code.imports.iter().map(|one| format!("{one:?}")).collect();
        for Notes { calls, aliases, guarded, answers, assigned, flags } in code.notes() {
            notes.extend(calls.iter().map(|one| format!("{one:?}")));
            notes.extend(aliases.iter().map(|one| format!("{one:?}")));
            notes.extend(guarded.iter().map(|one| format!("{one:?}")));
            notes.extend(answers.iter().chain(assigned).map(|one| format!("{one:?}")));
            notes.extend(flags.iter().map(|one| format!("{one:?}")));
        }
        notes.sort();
        (functions, notes)
    }

    fn tell(block: &[Stmt], out: &mut Vec<String>) {
        for statement in block {
            if let Stmt::Function(function) = statement {
                let Function { name, parameters, decorators, line, last_line, .. } = &**function;
                out.push(format!("{name} {line} {last_line} {decorators:?} {parameters:?} {:?}", function.body()));
            }
            each_part(statement, &mut |part| match part {
                Part::Block(block) => tell(block, out),
                Part::Expr(_) => {}
            });
        }
    }

    fn python_files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            match entry.is_dir() {
                true => python_files(&entry, found),
                false => found.extend(entry.extension().is_some_and(|ending| ending == "py").then_some(entry)),
            }
        }
    }

    #[test]
    fn what_is_parsed_later_is_the_same() {
        let words = FirstWords::new(["import".to_owned()], []);
        let mut files = Vec::new();
        python_files(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("test-fixtures"), &mut files);
        let mut cut = 0;
        for file in files {
            let Ok(text) = std::fs::read_to_string(&file) else { continue };
            let (Some(whole), Some(later)) = (code(&text), code_for(&text, Some(&words))) else { continue };
            // What does not parse is not cut at all, unless the error is in what was cut out.
            if !whole.is_broken() {
                cut += later.later.len();
                assert_eq!(told(&later), told(&whole), "{}", file.display());
            }
        }
        assert!(cut > 100, "{cut}");
    }

    const LINES: [&str; 20] = [
        "class A:",
        "    @decorated",
        "    async def one(self,",
        "                  other=None):",
        "        '''Says",
        "def nothing():",
        "        '''",
        "        if self.is_patched():",
        "            return other(",
        "                1)",
        "",
        "    # between",
        "    def __init__(self): self.value = [one for one in made_of_something()]",
        "def two():",
        "\tstate['patched'] = True; return call_of_something_else()",
        "if flag:",
        "  def three(): # with a remark:",
        "      yield something_that_is_long_enough",
        "# behind",
        "last = two()",
    ];

    #[test]
    fn lines_are_those_of_the_file() {
        for end in ["\n", "\r\n", "\r"] {
            let text = LINES.join(end);
            let (whole, later) = (code(&text).unwrap(), code_for(&text, Some(&FirstWords::new([], []))).unwrap());
            assert_eq!(later.later.len(), 3, "{later:?}");
            assert_eq!(told(&later), told(&whole));
        }
    }

    #[test]
    fn functions_that_keep_a_flag_are_known_by_their_words() {
        for (body, keeps) in [
            ("global DONE\n    DONE = 1", true),
            ("STATE['done'] = True  # so", true),
            ("module.done = \\\n        False", true),
            ("module.done = here = True", true),
            ("here = True\n    call_something(x.y, there=True)", false),
            ("return here == True or something.there", false),
        ] {
            let text = format!("def one():\n    {body}\n    return something_that_is_long_enough\n");
            let code = code_for(&text, Some(&FirstWords::new([], []))).unwrap();
            assert_eq!(code.later.len(), 1);
            code.look_for_flags();
            assert_eq!(code.later[0].parsed().is_some(), keeps, "{body}");
            assert_eq!(code.notes().any(|notes| !notes.flags.is_empty()), keeps, "{body}");
        }
    }

    #[test]
    fn only_functions_with_a_word_are_parsed() {
        let text = "def one():\n    first = 1\n    return second(first, 'import')\n\
                    def two():\n    return first == call('a.b.c', other=None)\n";
        let parsed = |code: &Code| code.later.iter().map(|later| later.parsed().is_some()).collect::<Vec<_>>();
        // Whoever looks for the beginning of a string has the function from the start.
        let code = code_for(text, Some(&FirstWords::new(["'a".to_owned()], []))).unwrap();
        assert_eq!(parsed(&code), [false]);
        assert_eq!(code.unparsed_giving(&WordSearch::new(["second"])).len(), 0);
        assert_eq!(code.unparsed_giving(&WordSearch::new(["first"])).len(), 1);
        code.look_for_calls(&WordSearch::new(["third", "econd", "first"]));
        assert_eq!(parsed(&code), [false]);
        code.look_for_calls(&WordSearch::new(["second"]));
        assert_eq!(parsed(&code), [true]);
        assert_eq!(code.unparsed_with(&WordSearch::new(["first"])).len(), 0);
        assert!(!code.is_broken());
    }
}
