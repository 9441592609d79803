//! Text with a line index, and places in it.
//!
//! Inside the analyser a place is a [`Span`] of byte offsets (0-based, end
//! exclusive). At the edge, where people and machines read it, it is a
//! [`Location`]: lines and columns count from 1, columns in characters (Unicode
//! scalar values), the end column exclusive. Nothing else converts between the two.

use serde::Serialize;

use crate::words::{BLOCK, bits};

/// Byte offsets into a file's text, 0-based, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// A span from two offsets.
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// A span from two `usize` offsets; texts of 4 GiB and more are never read.
    pub fn at(start: usize, end: usize) -> Self {
        Self::new(clamp(start), clamp(end))
    }
}

fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// A place as people read it: 1-based lines, 1-based columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Location {
    /// 1-based line of the first character.
    pub line: u32,
    /// 1-based column of the first character.
    pub column: u32,
    /// 1-based line of the last character.
    pub end_line: u32,
    /// 1-based column after the last character.
    pub end_column: u32,
}

/// The columns of a place, counted in another unit than characters: 1-based, the end
/// exclusive. `start` is a column of the first line, `end` of the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Columns {
    /// Column of the first character.
    pub start: u32,
    /// Column after the last character.
    pub end: u32,
}

/// The offsets at which lines begin. Lines end as in Python: `\n`, `\r\n` or a lone `\r`.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / 32 + 1);
        starts.push(0);
        for (number, block) in bytes.chunks(BLOCK).enumerate() {
            let mut ends = bits(block, |block| block.are(b'\n') | block.are(b'\r'));
            while ends != 0 {
                let at = number * BLOCK + ends.trailing_zeros() as usize;
                ends &= ends - 1;
                let crlf = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
                if !crlf {
                    starts.push(clamp(at + 1));
                }
            }
        }
        Self { starts }
    }

    /// How many line endings `text` holds.
    pub fn breaks(text: &str) -> u32 {
        let bytes = text.as_bytes();
        let count = match memchr::memchr(b'\r', bytes) {
            None => memchr::memchr_iter(b'\n', bytes).count(),
            Some(_) => Self::new(text).starts.len() - 1,
        };
        clamp(count)
    }

    /// 0-based index of the line that holds `offset`.
    fn line_of(&self, offset: u32) -> usize {
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// 1-based line that holds `offset`: for those who need no column.
    pub fn line(&self, offset: u32) -> u32 {
        clamp(self.line_of(offset) + 1)
    }

    /// Where `span` lies in `text`, the text this index was made from.
    pub fn locate(&self, text: &str, span: Span) -> Location {
        let (line, column) = self.point(text, span.start);
        let (end_line, end_column) = self.point(text, span.end.max(span.start));
        Location { line, column, end_line, end_column }
    }

    fn point(&self, text: &str, offset: u32) -> (u32, u32) {
        let line = self.line_of(offset);
        let start = self.starts[line] as usize;
        let end = (offset as usize).min(text.len()).max(start);
        (clamp(line + 1), 1 + characters(&text.as_bytes()[start..end]))
    }

    /// The text of a 1-based line without its line ending; empty past the end.
    pub fn line_text<'t>(&self, text: &'t str, line: u32) -> &'t str {
        let Some(&start) = (line as usize).checked_sub(1).and_then(|at| self.starts.get(at)) else {
            return "";
        };
        let end = self.starts.get(line as usize).map_or(text.len(), |&next| next as usize);
        text[start as usize..end].trim_end_matches(['\n', '\r'])
    }

    /// How many lines the text has; a text that ends with a line ending has no empty last line.
    pub fn len(&self, text: &str) -> u32 {
        let last = self.starts.last().copied().unwrap_or(0) as usize;
        clamp(self.starts.len() - usize::from(last == text.len() && self.starts.len() > 1))
    }
}

/// Finds places in a text of which few are asked for, best one after the other: lines and
/// columns are counted from one to the next, and no index of all is made.
#[derive(Debug, Clone)]
pub struct Locator<'t> {
    text: &'t str,
    /// Bytes of it that were looked at: in these, lines end with `\n` alone.
    seen: usize,
    /// Where they do not.
    index: Option<LineIndex>,
    /// The place asked for last.
    last: Point,
}

/// A 0-based offset, and the 1-based line and column there.
#[derive(Debug, Clone, Copy)]
struct Point {
    offset: usize,
    line: u32,
    column: u32,
}

impl<'t> Locator<'t> {
    /// For places in `text`.
    pub fn new(text: &'t str) -> Self {
        Self { text, seen: 0, index: None, last: Point { offset: 0, line: 1, column: 1 } }
    }

    /// 1-based line that holds `offset`.
    pub fn line(&mut self, offset: u32) -> u32 {
        self.point(offset).line
    }

    /// Where `span` lies.
    pub fn locate(&mut self, span: Span) -> Location {
        let (start, end) = (self.point(span.start), self.point(span.end.max(span.start)));
        Location { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }

    fn point(&mut self, offset: u32) -> Point {
        let bytes = self.text.as_bytes();
        let last = self.last;
        let at = (offset as usize).min(bytes.len());
        if at > self.seen && self.index.is_none() {
            self.index = memchr::memchr(b'\r', &bytes[self.seen..at]).map(|_| LineIndex::new(self.text));
            self.seen = at;
        }
        let between = &bytes[at.min(last.offset)..at.max(last.offset)];
        let line = match &self.index {
            Some(index) => index.line(offset),
            None => {
                let breaks = clamp(memchr::memchr_iter(b'\n', between).count());
                if at >= last.offset { last.line + breaks } else { last.line - breaks }
            }
        };
        let column = match (line == last.line, at >= last.offset) {
            (true, true) => last.column + characters(between),
            (true, false) => last.column - characters(between),
            (false, _) => {
                let start = match &self.index {
                    Some(index) => index.starts[line as usize - 1] as usize,
                    None => memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |before| before + 1),
                };
                1 + characters(&bytes[start.min(at)..at])
            }
        };
        self.last = Point { offset: at, line, column };
        self.last
    }
}

/// How many characters begin in these bytes: continuation bytes of UTF-8 begin none.
fn characters(bytes: &[u8]) -> u32 {
    clamp(bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count())
}

/// Measures places in other units than characters, best one after the other on a line: it
/// counts from one to the next.
#[derive(Debug, Clone)]
pub struct Ruler<'t> {
    text: &'t str,
    lines: LineIndex,
    last: Mark,
}

/// A place in a line.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    line: u32,
    /// 1-based column in characters.
    pub column: u32,
    /// Bytes of the line before it.
    pub bytes: usize,
    /// Units of UTF-16 of the line before it.
    pub utf16: usize,
}

impl<'t> Ruler<'t> {
    /// For places in `text`.
    pub fn new(text: &'t str) -> Self {
        Self { text, lines: LineIndex::new(text), last: Mark::at_start(1) }
    }

    /// The text of a 1-based line without its line ending; empty past the end.
    pub fn line_text(&self, line: u32) -> &'t str {
        self.lines.line_text(self.text, line)
    }

    /// A 1-based line and column in characters; past the end of the line, its end.
    pub fn mark(&mut self, line: u32, column: u32) -> Mark {
        let said = self.line_text(line);
        let mut mark = if self.last.line == line { self.last } else { Mark::at_start(line) };
        let (before, behind) = said.split_at(mark.bytes);
        for character in behind.chars().take(column.saturating_sub(mark.column) as usize) {
            mark.column += 1;
            mark.bytes += character.len_utf8();
            mark.utf16 += character.len_utf16();
        }
        for character in before.chars().rev().take(mark.column.saturating_sub(column.max(1)) as usize) {
            mark.column -= 1;
            mark.bytes -= character.len_utf8();
            mark.utf16 -= character.len_utf16();
        }
        self.last = mark;
        mark
    }
}

impl Mark {
    fn at_start(line: u32) -> Self {
        Self { line, column: 1, bytes: 0, utf16: 0 }
    }
}

/// Makes text from outside safe for a terminal and for one line of output: control
/// characters, including escape sequences and line breaks, become visible escapes,
/// and so do the invisible characters that reorder or hide text.
pub fn printable(text: &str) -> std::borrow::Cow<'_, str> {
    // Nearly all there is, and looked at many bytes at a time.
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~');
    if text.as_bytes().iter().all(is_plain) || !text.chars().any(is_unsafe) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_unsafe(character) {
            out.extend(character.escape_default());
        } else {
            out.push(character);
        }
    }
    out.into()
}

/// A whole text made safe for a terminal in as many bytes, so that places in it stay: what
/// could steer one is replaced by signs of the same length, but for line breaks and tabs.
pub fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character.len_utf8() {
            _ if matches!(character, '\n' | '\t') || !is_unsafe(character) => out.push(character),
            1 => out.push('?'),
            2 => out.push('¿'),
            3 => out.push(char::REPLACEMENT_CHARACTER),
            _ => out.push_str("¿¿"),
        }
    }
    out
}

/// Whether a character could steer a terminal or deceive a reader. Bidirectional
/// controls and zero-width characters: Unicode Technical Report 36 and CVE-2021-42574.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_end_as_in_python() {
        let text = "é = 1\r\nx\ry\nz";
        let index = LineIndex::new(text);
        let at = |needle: &str| {
            let start = text.find(needle).unwrap();
            let found = index.locate(text, Span::at(start, start + needle.len()));
            (found.line, found.column, found.end_column)
        };
        assert_eq!(at("="), (1, 3, 4));
        assert_eq!(at("x"), (2, 1, 2));
        assert_eq!(at("y"), (3, 1, 2));
        assert_eq!(at("z"), (4, 1, 2));
        assert_eq!(index.line_text(text, 1), "é = 1");
        assert_eq!(index.line_text(text, 9), "");
    }

    #[test]
    fn places_without_an_index_are_those_with_one() {
        for text in ["", "x", "é = 1\nx\n\n  yé\nz", "é = 1\r\nx\ry\nz", "x\n"] {
            let index = LineIndex::new(text);
            let mut locator = Locator::new(text);
            let offsets: Vec<u32> =
                (0..=text.len() as u32 + 1).filter(|&at| text.is_char_boundary(at as usize) || at as usize > text.len()).collect();
            for &start in offsets.iter().rev().chain(&offsets) {
                for &end in &offsets {
                    let span = Span::new(start, end);
                    assert_eq!(locator.locate(span), index.locate(text, span), "{text:?} {span:?}");
                }
                assert_eq!(locator.line(start), index.line(start), "{text:?} {start}");
            }
        }
    }

    #[test]
    fn columns_in_other_units() {
        let mut ruler = Ruler::new("x\né𐐀 = 'ä'\n");
        let mut at = |line, column| {
            let mark = ruler.mark(line, column);
            (mark.column, mark.bytes, mark.utf16)
        };
        assert_eq!(at(2, 4), (4, 7, 4));
        assert_eq!(at(2, 9), (9, 13, 9));
        assert_eq!(at(2, 2), (2, 2, 1));
        assert_eq!(at(1, 9), (2, 1, 1));
        assert_eq!(at(2, 99), (9, 13, 9));
        assert_eq!(at(2, 0), (1, 0, 0));
        assert_eq!(at(7, 3), (1, 0, 0));
    }

    #[test]
    fn escape_sequences_become_text() {
        assert_eq!(printable("a\x1b[31mb\n\u{202e}"), "a\\u{1b}[31mb\\n\\u{202e}");
        assert_eq!(printable("plain é"), "plain é");
    }
}
