//! Cuts the bodies of functions out of a module: what runs when it is imported is parsed
//! from the start, the rest when somebody asks for it.
//!
//! Most functions of a project run in none of its processes. A body that holds a word
//! that somebody is sure to ask for stays where it is. What results is Python again; if it
//! does not parse, the whole file is parsed instead.

use rustc_hash::FxHashSet;
use std::ops::Range;

use super::depth::LogicalLine;
use super::reduce::indentation;
use crate::source::LineIndex;
use crate::words::{WordSearch, is_called};

/// Bodies of fewer bytes are left: parsing them costs less than coming back.
const LEAST_BYTES: usize = 32;

/// What a function must hold to be parsed from the start.
pub struct FirstWords {
    search: WordSearch,
    /// Those that must be called.
    called: FxHashSet<String>,
}

impl FirstWords {
    /// Words, and names that count where they are called.
    pub fn new(words: impl IntoIterator<Item = String>, called: impl IntoIterator<Item = String>) -> Self {
        let called: FxHashSet<String> = called.into_iter().collect();
        Self { search: WordSearch::new(words.into_iter().chain(called.iter().cloned())), called }
    }

    /// 0-based offsets at which one stands.
    fn find<'f>(&'f self, text: &'f str) -> impl Iterator<Item = usize> + 'f {
        let bytes = text.as_bytes();
        let found = self.search.find_words(bytes);
        found.filter(|found| !self.called.contains(found.word) || is_called(bytes, found.end)).map(|found| found.start)
    }
}

/// A module without the bodies of some functions.
pub(super) struct Skeleton {
    /// The text to parse.
    pub text: String,
    /// What was cut out, in order.
    pub cuts: Vec<Cut>,
    /// The lines of the original.
    pub lines: Lines,
}

/// A function whose body was cut out.
pub(super) struct Cut {
    /// Where in the skeleton something stands for the body.
    pub place: u32,
    /// The bytes of the function in the original, from the beginning of its first line.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// 1-based line of the first byte.
    pub line: u32,
    /// 1-based line of the last.
    pub last_line: u32,
}

impl Skeleton {
    /// Cuts all functions out of `text` whose bodies hold none of `words`. None if there
    /// are none. `lines` are the logical lines of the text.
    pub fn of(text: &str, lines: &[LogicalLine], words: &FirstWords) -> Option<Self> {
        let mut found = words.find(text).peekable();
        let mut cutter = Cutter {
            text,
            skeleton: String::with_capacity(text.len() / 2),
            cuts: Vec::new(),
            at: 0,
            line: 1,
            own: 1,
            moved: Vec::new(),
        };
        let mut next = 0;
        while next < lines.len() {
            let body = body_of(text, lines, next);
            next = body.end;
            let (Some(first), Some(last)) = (lines.get(body.start), lines[..body.end].last()) else { continue };
            if body.is_empty() || ((last.end - first.start) as usize) < LEAST_BYTES {
                continue;
            }
            while found.next_if(|at| *at < first.start as usize).is_some() {}
            if found.peek().is_none_or(|at| *at >= last.end as usize) {
                cutter.cut(&lines[body.start - 1], first, last);
            }
        }
        cutter.finish()
    }
}

/// The lines of the body of the function whose header is the line at `index`; none, right
/// after it, for any other line.
fn body_of(text: &str, lines: &[LogicalLine], index: usize) -> Range<usize> {
    let header = &lines[index];
    let said = &text.as_bytes()[header.start as usize..header.end as usize];
    let start = index + 1;
    if !header.header || !(said.starts_with(b"def ") || said.starts_with(b"async def ")) {
        return start..start;
    }
    let length = lines[start..].iter().take_while(|line| line.indent > header.indent).count();
    start..start + length
}

struct Cutter<'t> {
    text: &'t str,
    skeleton: String,
    cuts: Vec<Cut>,
    /// Up to where the text was copied or cut out.
    at: usize,
    /// The 1-based lines of that place, in the original and in the skeleton.
    line: u32,
    own: u32,
    moved: Vec<(u32, u32)>,
}

impl<'t> Cutter<'t> {
    fn cut(&mut self, header: &LogicalLine, first: &LogicalLine, last: &LogicalLine) {
        let start = header.start as usize - indentation(self.text, header).len();
        self.copy(start);
        let line = self.line;
        self.copy(header.end as usize);
        self.skeleton.push('\n');
        self.skeleton.push_str(indentation(self.text, first));
        let place = offset(self.skeleton.len());
        self.skeleton.push('0');
        let end = last.end as usize;
        self.line += LineIndex::breaks(&self.text[self.at..end]);
        self.own += 1;
        self.at = end;
        // What stands for the body ends where it does.
        self.moved.push((self.own, self.line - self.own));
        self.cuts.push(Cut { place, start: offset(start), end: offset(end), line, last_line: self.line });
    }

    fn copy(&mut self, end: usize) {
        let copied = &self.text[self.at..end];
        self.skeleton.push_str(copied);
        let lines = LineIndex::breaks(copied);
        self.line += lines;
        self.own += lines;
        self.at = end;
    }

    fn finish(mut self) -> Option<Skeleton> {
        self.skeleton.push_str(&self.text[self.at..]);
        let lines = Lines { index: LineIndex::new(&self.skeleton), moved: self.moved };
        (!self.cuts.is_empty()).then_some(Skeleton { text: self.skeleton, cuts: self.cuts, lines })
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The lines of a file, by offsets into a text that holds parts of it.
pub(super) struct Lines {
    index: LineIndex,
    /// From which line of the text on the file's are how many further.
    moved: Vec<(u32, u32)>,
}

impl Lines {
    /// Those of a text that is the whole file.
    pub fn of(text: &str) -> Self {
        Self { index: LineIndex::new(text), moved: Vec::new() }
    }

    /// Those of a text whose first line is the 1-based `line` of the file.
    pub fn from(text: &str, line: u32) -> Self {
        Self { index: LineIndex::new(text), moved: vec![(1, line.saturating_sub(1))] }
    }

    /// 1-based line of the file.
    pub fn line(&self, offset: u32) -> u32 {
        let line = self.index.line(offset);
        let at = self.moved.partition_point(|(from, _)| *from <= line);
        line + at.checked_sub(1).map_or(0, |at| self.moved[at].1)
    }
}
