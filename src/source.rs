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
        (clamp(line + 1), column(&text.as_bytes()[start..end]))
    }

    /// The columns of `place` in `text`, with characters as wide as `width` says: in bytes
    /// with [`char::len_utf8`], in UTF-16 units with [`char::len_utf16`].
    pub fn columns(&self, text: &str, place: Location, width: fn(char) -> usize) -> Columns {
        let column = |line, column: u32| {
            let before = self.line_text(text, line).chars().take(column.saturating_sub(1) as usize);
            clamp(before.map(width).sum::<usize>() + 1)
        };
        Columns { start: column(place.line, place.column), end: column(place.end_line, place.end_column) }
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

/// Finds places in a text of which few are asked for, best one after the other: lines are
/// counted from one to the next, and no index of all is made.
#[derive(Debug, Clone)]
pub struct Locator<'t> {
    text: &'t str,
    /// Where lines end otherwise than with `\n` alone.
    index: Option<LineIndex>,
    /// Offset of the place asked for last, and how many lines end before it.
    last: (usize, u32),
}

impl<'t> Locator<'t> {
    /// For places in `text`.
    pub fn new(text: &'t str) -> Self {
        let index = memchr::memchr(b'\r', text.as_bytes()).map(|_| LineIndex::new(text));
        Self { text, index, last: (0, 0) }
    }

    /// 1-based line that holds `offset`.
    pub fn line(&mut self, offset: u32) -> u32 {
        if let Some(index) = &self.index {
            return index.line(offset);
        }
        let (at, before) = self.last;
        let offset = (offset as usize).min(self.text.len());
        let count = |from: usize, to: usize| clamp(memchr::memchr_iter(b'\n', &self.text.as_bytes()[from..to]).count());
        let before = if offset >= at { before + count(at, offset) } else { before - count(offset, at) };
        self.last = (offset, before);
        before + 1
    }

    /// Where `span` lies.
    pub fn locate(&mut self, span: Span) -> Location {
        if let Some(index) = &self.index {
            return index.locate(self.text, span);
        }
        let (line, column) = self.point(span.start);
        let (end_line, end_column) = self.point(span.end.max(span.start));
        Location { line, column, end_line, end_column }
    }

    fn point(&mut self, offset: u32) -> (u32, u32) {
        let line = self.line(offset);
        let before = &self.text.as_bytes()[..self.last.0];
        let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        (line, column(&before[start..]))
    }
}

/// 1-based column behind these bytes of a line: continuation bytes of UTF-8 begin no character.
fn column(before: &[u8]) -> u32 {
    clamp(before.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() + 1)
}

/// Makes text from outside safe for a terminal and for one line of output: control
/// characters, including escape sequences and line breaks, become visible escapes,
/// and so do the invisible characters that reorder or hide text.
pub fn printable(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
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
        let text = "x\né𐐀 = 'ä'\n";
        let index = LineIndex::new(text);
        let place = Location { line: 2, column: 4, end_line: 2, end_column: 9 };
        assert_eq!(index.columns(text, place, |_| 1), Columns { start: 4, end: 9 });
        assert_eq!(index.columns(text, place, char::len_utf16), Columns { start: 5, end: 10 });
        assert_eq!(index.columns(text, place, char::len_utf8), Columns { start: 8, end: 14 });
    }

    #[test]
    fn escape_sequences_become_text() {
        assert_eq!(printable("a\x1b[31mb\n\u{202e}"), "a\\u{1b}[31mb\\n\\u{202e}");
        assert_eq!(printable("plain é"), "plain é");
    }
}
