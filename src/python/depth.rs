//! Says, before a file is parsed, how deeply its syntax may nest.
//!
//! The parser, the walk over its tree and the tree's release all recurse, so a hostile
//! file can overflow any stack and kill the process. CPython protects itself with limits
//! on brackets and indentation; chains (`a.b.b…`, `not not…`, `1+1+…`) it refuses at some
//! thousand levels. This scan applies such limits. It errs on the side of counting too
//! much: whatever the parser could nest on, this counts.

use crate::source::LineIndex;

/// CPython: MAXLEVEL in Parser/tokenizer.h.
const MAX_BRACKETS: usize = 200;
/// CPython: MAXINDENT in Parser/tokenizer.h.
const MAX_INDENTS: usize = 100;
/// Operators and words in one expression, those of enclosing brackets included. CPython
/// stops at about 3,000 levels of recursion; the largest count in sixteen OpenStack
/// repositories is below 1,000.
const MAX_CHAIN: usize = 6_000;

/// The first place, as 1-based line and words, at which `text` nests too deeply to be parsed.
pub fn too_deep(text: &str) -> Option<(u32, String)> {
    let mut scan = Scan::new(text.as_bytes());
    let reason = scan.run()?;
    let line = LineIndex::new(&text[..floor(text, scan.at)]).len(&text[..floor(text, scan.at)]);
    Some((line.max(1), reason))
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

struct Level {
    closer: u8,
    chain: usize,
}

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    levels: Vec<Level>,
    /// Chain elements of all open levels together.
    chain: usize,
    /// Indentation in columns with tabs of eight, and in bytes: the deeper one counts.
    indents: [Vec<usize>; 2],
}

impl<'t> Scan<'t> {
    fn new(bytes: &'t [u8]) -> Self {
        let ground = Level { closer: 0, chain: 0 };
        Self { bytes, at: 0, levels: vec![ground], chain: 0, indents: [vec![0], vec![0]] }
    }

    fn run(&mut self) -> Option<String> {
        self.indent();
        while let Some(&byte) = self.bytes.get(self.at) {
            match CLASS[byte as usize] {
                Class::Word => self.word(),
                Class::Digit => {
                    // Numbers do not nest, and the dot in one is no attribute.
                    while self.bytes.get(self.at).is_some_and(|&byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'_') {
                        self.at += 1;
                    }
                }
                Class::Quote => self.string(false),
                Class::Comment => self.skip_line(),
                Class::Open => self.open(byte),
                Class::Close => self.close(byte),
                Class::Operator => self.count(),
                Class::Separator => self.separate(),
                Class::Newline => self.newline(),
                Class::Backslash => self.at += 2,
                Class::Other => self.at += 1,
            }
            if self.chain > MAX_CHAIN {
                return Some(format!("an expression of more than {MAX_CHAIN} operators and names is nested too deeply to be read"));
            }
            if self.levels.len() > MAX_BRACKETS + 1 {
                return Some(format!("more than {MAX_BRACKETS} nested brackets; Python refuses them too"));
            }
            if self.indents.iter().any(|stack| stack.len() > MAX_INDENTS + 1) {
                return Some(format!("more than {MAX_INDENTS} levels of indentation; Python refuses them too"));
            }
        }
        None
    }

    fn count(&mut self) {
        self.at += 1;
        self.chain += 1;
        if let Some(level) = self.levels.last_mut() {
            level.chain += 1;
        }
    }

    fn word(&mut self) {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(|&byte| matches!(CLASS[byte as usize], Class::Word | Class::Digit)) {
            self.at += 1;
        }
        let word = &self.bytes[start..self.at];
        if matches!(self.bytes.get(self.at), Some(b'"' | b'\'')) && word.len() <= 2 {
            let formatted = word.iter().any(|byte| matches!(byte, b'f' | b'F' | b't' | b'T'));
            return self.string(formatted);
        }
        self.at -= 1;
        self.count();
    }

    /// A string is skipped; one with replacement fields is code, so its brackets and
    /// operators count.
    fn string(&mut self, formatted: bool) {
        let quote = self.bytes[self.at];
        let triple = self.bytes[self.at..].starts_with(&[quote; 3]);
        self.at += if triple { 3 } else { 1 };
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\\' => self.at += 2,
                b'\n' | b'\r' if !triple => return,
                _ if byte == quote => {
                    if !triple || self.bytes[self.at..].starts_with(&[quote; 3]) {
                        self.at += if triple { 3 } else { 1 };
                        return;
                    }
                    self.at += 1;
                }
                _ if formatted => match CLASS[byte as usize] {
                    Class::Open => self.open(byte),
                    Class::Close => self.close(byte),
                    Class::Operator => self.count(),
                    Class::Separator => self.separate(),
                    _ => self.at += 1,
                },
                _ => self.at += 1,
            }
            if self.levels.len() > MAX_BRACKETS + 1 || self.chain > MAX_CHAIN {
                return;
            }
        }
    }

    fn open(&mut self, byte: u8) {
        self.count();
        let closer = match byte {
            b'(' => b')',
            b'[' => b']',
            _ => b'}',
        };
        self.levels.push(Level { closer, chain: 0 });
    }

    /// Only the fitting bracket closes: recovering from errors, the parser may ignore another.
    fn close(&mut self, byte: u8) {
        self.at += 1;
        if self.levels.last().is_some_and(|level| level.closer == byte) {
            self.chain -= self.levels.pop().map_or(0, |level| level.chain);
        }
    }

    fn separate(&mut self) {
        self.at += 1;
        if let Some(level) = self.levels.last_mut() {
            self.chain -= level.chain;
            level.chain = 0;
        }
    }

    fn newline(&mut self) {
        if self.levels.len() > 1 {
            self.at += 1;
            return;
        }
        self.separate();
        self.indent();
    }

    fn skip_line(&mut self) {
        self.at = memchr::memchr2(b'\n', b'\r', &self.bytes[self.at..]).map_or(self.bytes.len(), |length| self.at + length);
    }

    /// Reads the indentation of a line that holds code.
    fn indent(&mut self) {
        let (mut columns, mut count) = (0, 0);
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b' ' => columns += 1,
                b'\t' => columns = columns / 8 * 8 + 8,
                0x0C => (columns, count) = (0, 0),
                b'\n' | b'\r' | b'#' => return,
                _ => break,
            }
            count += 1;
            self.at += 1;
        }
        for (stack, width) in self.indents.iter_mut().zip([columns, count]) {
            while stack.last().is_some_and(|&top| top > width) {
                stack.pop();
            }
            if stack.last().is_some_and(|&top| top < width) {
                stack.push(width);
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Digit,
    Quote,
    Comment,
    Open,
    Close,
    Operator,
    Separator,
    Newline,
    Backslash,
    Other,
}

const CLASS: [Class; 256] = {
    let mut table = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80..=0xFF => Class::Word,
            b'0'..=b'9' => Class::Digit,
            b'"' | b'\'' => Class::Quote,
            b'#' => Class::Comment,
            b'(' | b'[' | b'{' => Class::Open,
            b')' | b']' | b'}' => Class::Close,
            b',' | b';' => Class::Separator,
            b'\n' | b'\r' => Class::Newline,
            b'\\' => Class::Backslash,
            b'.' | b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' | b'~' | b'<' | b'>' | b'=' | b'!'
            | b':' | b'$' | b'?' | b'`' => Class::Operator,
            _ => Class::Other,
        };
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_would_overflow() {
        let deep = |text: String| too_deep(&text).is_some();
        assert!(deep("(".repeat(200_000)));
        assert!(deep("(](".repeat(100_000)));
        assert!(deep(format!("x = a{}", ".b".repeat(100_000))));
        assert!(deep(format!("x = a{}", "()".repeat(100_000))));
        assert!(deep(format!("x = 1{}", "+1".repeat(100_000))));
        assert!(deep(format!("x = {}1", "not ".repeat(100_000))));
        assert!(deep("async ".repeat(100_000)));
        assert!(deep(format!("f\"\"\"{}", "{(".repeat(100_000))));
        assert!(deep(format!("f'{}", "{f\"".repeat(100_000))));
        let blocks: String = (0..3_000).map(|depth| format!("{}if x:\n", " ".repeat(depth))).collect();
        assert!(deep(blocks));
    }

    #[test]
    fn accepts_long_flat_code() {
        let flat = |text: String| assert_eq!(too_deep(&text), None);
        flat(format!("x = [{}]", "a.b, ".repeat(100_000)));
        flat("x = a.b\n".repeat(100_000));
        flat("# ((((\n'((('\n".repeat(1_000));
        flat(format!("x = '''{}'''\n", "( ".repeat(100_000)));
        flat(format!("x = ({})", "'a'\n".repeat(10_000)));
        flat("if x:\n\ty = 1\n        z = 2\n".repeat(1_000));
    }

    #[test]
    fn names_the_line() {
        let text = format!("x = 1\ny = 2\nz = {}", "(".repeat(300));
        assert_eq!(too_deep(&text).map(|(line, _)| line), Some(3));
    }
}
