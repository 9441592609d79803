//! One pass over a file before it is parsed: how deeply its syntax may nest, and where
//! its logical lines are.
//!
//! The parser, the walk over its tree and the tree's release all recurse, so a hostile
//! file can overflow any stack and kill the process. CPython protects itself with limits
//! on brackets and indentation; chains (`a.b.b…`, `not not…`, `1+1+…`) it refuses at some
//! thousand levels. This scan applies such limits. It errs on the side of counting too
//! much: whatever the parser could nest on, this counts.

use super::marks::Marks;
use crate::source::LineIndex;

/// CPython: MAXLEVEL in Parser/tokenizer.h.
const MAX_BRACKETS: usize = 200;
/// CPython: MAXINDENT in Parser/tokenizer.h.
const MAX_INDENTS: usize = 100;
/// Operators and words in one expression, those of enclosing brackets included. CPython
/// stops at about 3,000 levels of recursion; the largest count in the 5,114 larger Python
/// files of the corpus is 92.
const MAX_CHAIN: usize = 6_000;

/// A statement without what stands indented below it, or the header of a compound one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogicalLine {
    /// Byte offset of its first character after the indentation.
    pub start: u32,
    /// Byte offset after it: the line ending, or the end of the text.
    pub end: u32,
    /// Indentation in columns, tabs to multiples of eight.
    pub indent: u32,
    /// Whether it ends with a colon, so that a block follows.
    pub header: bool,
}

/// The first place, as 1-based line and words, at which `text` nests too deeply to be parsed.
pub fn too_deep(text: &str) -> Option<(u32, String)> {
    outline(text, &mut Vec::new())
}

/// Writes down the logical lines of `text`; what [`too_deep`] says of it.
pub fn outline(text: &str, lines: &mut Vec<LogicalLine>) -> Option<(u32, String)> {
    // A guess at how many there are: growing copies.
    lines.reserve(text.len() / 48);
    let mut scan = Scan::new(text.as_bytes(), lines);
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

/// Finds logical lines. Only what opens and closes strings, brackets and lines is looked
/// at; what else a statement holds is counted only if the statement is long.
struct Scan<'t, 'l> {
    bytes: &'t [u8],
    marks: Marks<'t>,
    at: usize,
    lines: &'l mut Vec<LogicalLine>,
    /// Start and indentation of the logical line being read.
    line: Option<(usize, usize)>,
    /// Where the last comment began.
    comment: usize,
    /// The brackets that would close what is open.
    closers: Vec<u8>,
    /// Indentation in columns with tabs of eight, and in bytes: the deeper one counts.
    indents: [Vec<usize>; 2],
}

impl<'t, 'l> Scan<'t, 'l> {
    fn new(bytes: &'t [u8], lines: &'l mut Vec<LogicalLine>) -> Self {
        let marks = Marks::new(bytes);
        Self { bytes, marks, at: 0, lines, line: None, comment: usize::MAX, closers: Vec::new(), indents: [vec![0], vec![0]] }
    }

    fn run(&mut self) -> Option<String> {
        self.indent();
        while let Some(at) = self.marks.next(self.at) {
            self.at = at;
            let byte = self.bytes[at];
            match byte {
                b'"' | b'\'' => self.string(),
                b'#' => {
                    self.comment = self.at;
                    let rest = &self.bytes[self.at..];
                    self.at = memchr::memchr2(b'\n', b'\r', rest).map_or(self.bytes.len(), |length| self.at + length);
                }
                b'\\' => self.at += 2,
                b'(' | b'[' | b'{' | b')' | b']' | b'}' => self.bracket(byte),
                _ if !self.closers.is_empty() => self.at += 1,
                _ => {
                    if let Some(reason) = self.end_line() {
                        return Some(reason);
                    }
                    self.at += 1;
                    self.indent();
                    if self.indents.iter().any(|stack| stack.len() > MAX_INDENTS + 1) {
                        return Some(format!("more than {MAX_INDENTS} levels of indentation; Python refuses them too"));
                    }
                }
            }
            if self.closers.len() > MAX_BRACKETS {
                return Some(format!("more than {MAX_BRACKETS} nested brackets; Python refuses them too"));
            }
        }
        self.at = self.bytes.len();
        self.end_line()
    }

    /// Only the fitting bracket closes: recovering from errors, the parser may ignore another.
    fn bracket(&mut self, byte: u8) {
        self.at += 1;
        match byte {
            b'(' => self.closers.push(b')'),
            b'[' => self.closers.push(b']'),
            b'{' => self.closers.push(b'}'),
            _ if self.closers.last() == Some(&byte) => {
                self.closers.pop();
            }
            _ => {}
        }
    }

    fn end_line(&mut self) -> Option<String> {
        let (start, indent) = self.line.take()?;
        let end = self.at.min(self.bytes.len());
        let code = &self.bytes[start..if self.comment >= start { self.comment.min(end) } else { end }];
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let header = code.trim_ascii_end().last() == Some(&b':');
        self.lines.push(LogicalLine { start: offset(start), end: offset(end), indent: offset(indent), header });
        self.comment = usize::MAX;
        let long = end - start > MAX_CHAIN && Chain::is_too_long(&self.bytes[start..end]);
        long.then(|| format!("an expression of more than {MAX_CHAIN} operators and names is nested too deeply to be read"))
    }

    /// Passes a string by; in one with replacement fields brackets count, they are code.
    fn string(&mut self) {
        let quote = self.bytes[self.at];
        let formatted = is_formatted(self.bytes, self.at);
        let open = self.closers.len();
        let triple = self.is_triple(self.at, quote);
        self.at += if triple { 3 } else { 1 };
        loop {
            let found = match (formatted, triple) {
                (false, true) => {
                    let rest = self.bytes.get(self.at..).unwrap_or(&[]);
                    memchr::memchr2(quote, b'\\', rest).map(|skip| self.at + skip)
                }
                _ => self.marks.next(self.at),
            };
            let Some(at) = found else {
                self.at = self.bytes.len();
                return;
            };
            self.at = at;
            match self.bytes[at] {
                b'\\' => self.at += 2,
                b'\n' | b'\r' if !triple => return,
                byte if byte == quote && (!triple || self.is_triple(at, quote)) => {
                    self.at += if triple { 3 } else { 1 };
                    // A bracket in the text of a string that ends is no bracket.
                    self.closers.truncate(open);
                    return;
                }
                byte @ (b'(' | b'[' | b'{' | b')' | b']' | b'}') if formatted => {
                    self.bracket(byte);
                    if self.closers.len() > MAX_BRACKETS {
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    /// Whether three of these quotes begin at `at`, of which the first is known. Byte by byte:
    /// nearly every second byte is another.
    fn is_triple(&self, at: usize, quote: u8) -> bool {
        self.bytes.get(at + 1) == Some(&quote) && self.bytes.get(at + 2) == Some(&quote)
    }

    /// Reads the indentation of a line that holds code.
    fn indent(&mut self) {
        let spaces = leading_spaces(self.bytes.get(self.at..).unwrap_or(&[]));
        let (mut columns, mut count) = (spaces, spaces);
        self.at += spaces;
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
        if self.at >= self.bytes.len() {
            return;
        }
        self.line = Some((self.at, columns));
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

/// How many spaces `bytes` begins with, eight at a time.
fn leading_spaces(bytes: &[u8]) -> usize {
    const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
    let (eights, _) = bytes.as_chunks::<8>();
    let mut count = 0;
    for eight in eights {
        let differing = u64::from_le_bytes(*eight) ^ SPACES;
        if differing != 0 {
            return count + differing.trailing_zeros() as usize / 8;
        }
        count += 8;
    }
    count + bytes[count..].iter().take_while(|&&byte| byte == b' ').count()
}

/// Whether the quote at `at` begins a string with replacement fields: the word before it
/// is a prefix with an `f` or `t` in it, not just any word that ends so.
fn is_formatted(bytes: &[u8], at: usize) -> bool {
    // Before most quotes there is no word at all.
    if at == 0 || !bytes[at - 1].is_ascii_alphabetic() {
        return false;
    }
    let word = bytes[..at].iter().rev().take_while(|&&byte| crate::words::is_word_byte(byte)).take(3);
    let prefix: Vec<u8> = word.map(u8::to_ascii_lowercase).collect();
    prefix.len() <= 2 && prefix.iter().all(|byte| b"rbuft".contains(byte)) && prefix.iter().any(|byte| b"ft".contains(byte))
}

/// Counts the operators and words of one statement that the parser might nest: those of
/// all open brackets together, each since its last comma. A statement of fewer bytes
/// than the limit cannot reach it.
struct Chain {
    /// The closing bracket and the count of each open bracket; the statement first.
    levels: Vec<(u8, usize)>,
    total: usize,
}

impl Chain {
    fn is_too_long(statement: &[u8]) -> bool {
        let mut chain = Chain { levels: vec![(0, 0)], total: 0 };
        let mut at = 0;
        while at < statement.len() && chain.total <= MAX_CHAIN {
            at = chain.step(statement, at);
        }
        chain.total > MAX_CHAIN
    }

    /// Takes the token at `at`; gives the offset behind it.
    fn step(&mut self, bytes: &[u8], at: usize) -> usize {
        let behind = |class: &[Class]| {
            let rest = bytes[at..].iter().position(|&byte| !class.contains(&CLASS[byte as usize]));
            rest.map_or(bytes.len(), |length| at + length)
        };
        match CLASS[bytes[at] as usize] {
            Class::Word => {
                self.count();
                behind(&[Class::Word, Class::Digit])
            }
            // Numbers do not nest, and the dot in one is no attribute.
            Class::Digit => {
                let rest = bytes[at..].iter().position(|&byte| !(byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'_'));
                rest.map_or(bytes.len(), |length| at + length)
            }
            Class::Quote => self.string(bytes, at),
            Class::Comment => memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |length| at + length),
            Class::Backslash => at + 2,
            _ => {
                self.symbol(bytes[at]);
                at + 1
            }
        }
    }

    fn symbol(&mut self, byte: u8) {
        match CLASS[byte as usize] {
            Class::Open => {
                self.count();
                let closer = match byte {
                    b'(' => b')',
                    b'[' => b']',
                    _ => b'}',
                };
                self.levels.push((closer, 0));
            }
            Class::Close if self.levels.len() > 1 && self.levels.last().is_some_and(|level| level.0 == byte) => {
                self.total -= self.levels.pop().map_or(0, |level| level.1);
            }
            Class::Operator => self.count(),
            Class::Separator => {
                if let Some(level) = self.levels.last_mut() {
                    self.total -= std::mem::take(&mut level.1);
                }
            }
            _ => {}
        }
    }

    fn count(&mut self) {
        self.total += 1;
        if let Some(level) = self.levels.last_mut() {
            level.1 += 1;
        }
    }

    /// A string is passed by; in one with replacement fields everything counts.
    fn string(&mut self, bytes: &[u8], start: usize) -> usize {
        let quote = bytes[start];
        let formatted = is_formatted(bytes, start);
        let open = self.levels.len();
        let triple = bytes[start..].starts_with(&[quote; 3]);
        let width = if triple { 3 } else { 1 };
        let mut at = start + width;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'\\' => at += 1,
                b'\n' | b'\r' if !triple => return at,
                _ if byte == quote && (!triple || bytes[at..].starts_with(&[quote; 3])) => {
                    while self.levels.len() > open {
                        self.total -= self.levels.pop().map_or(0, |level| level.1);
                    }
                    return at + width;
                }
                _ if formatted => self.symbol(byte),
                _ => {}
            }
            at += 1;
        }
        bytes.len()
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
            b'.' | b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' | b'~' | b'<' | b'>' | b'=' | b'!' | b':'
            | b'$' | b'?' | b'`' => Class::Operator,
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
    fn brackets_in_strings_do_not_join_lines() {
        let count = |text: &str| {
            let mut lines = Vec::new();
            assert_eq!(outline(text, &mut lines), None);
            lines.len()
        };
        assert_eq!(count("x(pat='(foo')\nif '(' in y: pass\nz = f'({a}'\nw = rf\"[{a['b']}\"\nv = t'{{('\n"), 5);
    }

    #[test]
    fn names_the_line() {
        let text = format!("x = 1\ny = 2\nz = {}", "(".repeat(300));
        assert_eq!(too_deep(&text).map(|(line, _)| line), Some(3));
    }
}
