//! Cuts a file down to the statements that matter, so that only they are parsed.
//!
//! Parsing all of a test module of a megabyte to find ten uses in it takes a hundred
//! times as long as finding the words. A statement in which none of the words stands,
//! neither the library's nor a name that comes to mean something of it, holds no finding
//! and binds no name that matters. So the lines with a word are kept, with the headers
//! of the blocks around them; a block of which nothing is kept becomes `0`. What results
//! is Python again. If it does not parse, the whole file is parsed instead.

use super::depth::LogicalLine;
use super::facts::Interest;
use crate::words::{WordSearch, is_word_byte, words_at};

/// A cut-down text and where its pieces come from.
pub(super) struct Reduced {
    /// The text to parse.
    pub text: String,
    /// Ascending: offset in `text`, offset in the original, from which on both run in step.
    pieces: Vec<(u32, u32)>,
}

impl Reduced {
    /// The offset in the original of an offset in the cut-down text.
    pub fn original(&self, offset: u32) -> u32 {
        let at = self.pieces.partition_point(|&(reduced, _)| reduced <= offset);
        match at.checked_sub(1).map(|at| self.pieces[at]) {
            Some((reduced, original)) => original + (offset - reduced),
            None => offset,
        }
    }
}

/// No line.
const NONE: u32 = u32::MAX;

/// Which lines of an outline are kept.
pub(super) struct Plan<'t> {
    text: &'t str,
    lines: &'t [LogicalLine],
    kept: Vec<bool>,
    shape: &'t Shape,
}

impl<'t> Plan<'t> {
    /// A plan that keeps what an earlier one kept; none: nothing yet. `shape` is that of
    /// the lines.
    pub fn new(text: &'t str, lines: &'t [LogicalLine], shape: &'t Shape, mut kept: Vec<bool>) -> Self {
        kept.resize(lines.len(), false);
        Self { text, lines, kept, shape }
    }

    /// Which lines are kept, for a later plan.
    pub fn kept(self) -> Vec<bool> {
        self.kept
    }

    /// Keeps the lines in which a word of `search` stands, as a word of its own.
    pub fn keep_words(&mut self, search: &WordSearch) {
        if search.is_empty() {
            return;
        }
        let mut line = 0;
        for found in search.find_words(self.text.as_bytes()) {
            while self.lines.get(line).is_some_and(|line| line.end as usize <= found.start) {
                line += 1;
            }
            // Between two lines there are only comments.
            if self.lines.get(line).is_some_and(|line| line.start as usize <= found.start) {
                self.kept[line] = true;
            }
        }
    }

    /// Whether a word of `search` stands in a line that is kept.
    pub fn keeps(&self, search: &WordSearch) -> bool {
        let mut kept = self.lines.iter().zip(&self.kept).filter(|(_, kept)| **kept);
        kept.any(|(line, _)| search.is_match(&self.text.as_bytes()[line.start as usize..line.end as usize]))
    }

    /// Whether a line that is not kept may bind a name: nearly all do no more than ask it for
    /// an attribute.
    pub fn may_bind(&self, name: &str) -> bool {
        let bytes = self.text.as_bytes();
        let mut line = 0;
        words_at(bytes, name).any(|at| {
            while self.lines.get(line).is_some_and(|line| line.end as usize <= at) {
                line += 1;
            }
            let is_asked = bytes.get(at + name.len()) == Some(&b'.') || at > 0 && bytes[at - 1] == b'.';
            !is_asked && self.lines.get(line).is_some_and(|found| found.start as usize <= at) && !self.kept[line]
        })
    }

    /// Keeps import statements that may bring something of the project or of what rules speak
    /// of: they say what the names before an exposed one mean; and the statements that say
    /// whose names they bind.
    pub fn keep_imports(&mut self, interest: &Interest) {
        let brings = |said: &[u8]| {
            let mut words = said.split(|&byte| !is_word_byte(byte)).filter_map(|word| std::str::from_utf8(word).ok());
            words.any(|word| interest.may_follow(word))
        };
        for (line, kept) in self.lines.iter().zip(&mut self.kept) {
            let said = &self.text.as_bytes()[line.start as usize..line.end as usize];
            // Nearly all lines begin otherwise: one byte tells.
            *kept |= match said.first() {
                Some(b'i') => said.starts_with(b"import ") && brings(said),
                Some(b'f') => said.starts_with(b"from ") && (said[5..].trim_ascii_start().starts_with(b".") || brings(said)),
                Some(b'g') => said.starts_with(b"global "),
                Some(b'n') => said.starts_with(b"nonlocal "),
                _ => false,
            };
        }
    }

    /// Names that kept `from` imports bind to something that is looked for. A guess that
    /// saves parsing twice; what they mean is decided when they are parsed.
    pub fn imported_names(&self, interest: &Interest) -> Vec<String> {
        let mut names = Vec::new();
        for line in self.lines.iter().zip(&self.kept).filter(|(_, kept)| **kept).map(|(line, _)| line) {
            let said = &self.text[line.start as usize..line.end as usize];
            let Some((module, listed)) = said.strip_prefix("from ").and_then(|rest| rest.split_once(" import")) else { continue };
            let mut words = listed.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).peekable();
            while let Some(word) = words.next() {
                let renamed = words.next_if_eq(&"as").and_then(|_| words.next());
                if interest.may_bring(module.trim(), word) {
                    names.push(renamed.unwrap_or(word).to_owned());
                }
            }
        }
        names
    }

    /// The kept lines, what they need around them, as a text that parses.
    pub fn cut(&self) -> Reduced {
        let kept = self.completed();
        let parent = |index: u32| self.shape.parent[index as usize];
        let mut around: Vec<u32> = kept.iter().map(|&index| parent(index)).collect();
        around.sort_unstable();
        let mut reduced = Reduced { text: String::new(), pieces: Vec::new() };
        for &index in &kept {
            self.copy(index, &mut reduced);
            // The first line of a block of which nothing is kept stands for the block.
            let first = index + 1;
            if let Some(line) = self.lines.get(first as usize)
                && parent(first) == index
                && around.binary_search(&index).is_err()
            {
                reduced.text.push_str(indentation(self.text, line));
                reduced.text.push_str("0\n");
            }
        }
        reduced
    }

    /// Of a function in whose header no word stands, its name is enough.
    fn copy(&self, index: u32, reduced: &mut Reduced) {
        let line = &self.lines[index as usize];
        let begin = line.start as usize - indentation(self.text, line).len();
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        reduced.pieces.push((offset(reduced.text.len()), offset(begin)));
        let said = &self.text[line.start as usize..line.end as usize];
        let name = Some(said).filter(|_| line.header && !self.kept[index as usize]).and_then(name_end);
        match name {
            Some(end) => reduced.text.extend([&self.text[begin..line.start as usize + end], "():"]),
            None => reduced.text.push_str(&self.text[begin..line.end as usize]),
        }
        reduced.text.push('\n');
    }

    /// The kept lines with what they need, ascending: the headers around them and the other
    /// clauses of those statements; of decorators those that are kept.
    fn completed(&self) -> Vec<u32> {
        let mut work: Vec<u32> = (0..self.kept.len() as u32).filter(|&index| self.kept[index as usize]).collect();
        let mut seen = vec![false; self.kept.len()];
        let mut kept = Vec::with_capacity(work.len());
        while let Some(index) = work.pop() {
            let at = index as usize;
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            kept.push(index);
            let around = [self.shape.parent[at], self.shape.first[at], self.shape.next[at]];
            work.extend(around.into_iter().filter(|&other| other != NONE));
        }
        let is_decorator = |index: u32| self.text.as_bytes()[self.lines[index as usize].start as usize] == b'@';
        kept.retain(|&index| self.kept[index as usize] || !is_decorator(index));
        kept.sort_unstable();
        kept
    }
}

/// Where the name ends in the header of a function, if it is one.
fn name_end(said: &str) -> Option<usize> {
    let spaces = |text: &str| text.len() - text.trim_start_matches(' ').len();
    let definition = said.strip_prefix("async ").map_or(said, |rest| rest.trim_start_matches(' ')).strip_prefix("def ")?;
    let start = said.len() - definition.len() + spaces(definition);
    let length = said.as_bytes()[start..].iter().position(|&byte| !is_word_byte(byte))?;
    (length > 0).then_some(start + length)
}

/// What stands before a logical line on its first line.
pub(super) fn indentation<'t>(text: &'t str, line: &LogicalLine) -> &'t str {
    let start = line.start as usize;
    let before = text.as_bytes()[..start].iter().rposition(|byte| matches!(byte, b'\n' | b'\r'));
    let begin = before.map_or(0, |before| before + 1);
    &text[begin..start]
}

/// How the lines of an outline hang together, by index.
#[derive(Default)]
pub(super) struct Shape {
    /// The header that the line stands below.
    parent: Vec<u32>,
    /// The first line of the statement that the line belongs to: for `except`, the `try`;
    /// for a `def`, its first decorator.
    first: Vec<u32>,
    /// The next line of the same statement.
    next: Vec<u32>,
}

impl Shape {
    pub fn of(text: &str, lines: &[LogicalLine]) -> Self {
        let count = lines.len();
        let mut shape = Shape { parent: vec![NONE; count], first: (0..count as u32).collect(), next: vec![NONE; count] };
        let mut open: Vec<u32> = Vec::new();
        let mut decorator = NONE;
        for (index, line) in lines.iter().enumerate() {
            // Where a clause goes on is the last line of the same indentation.
            let mut sibling = NONE;
            while let Some(&top) = open.last()
                && lines[top as usize].indent >= line.indent
            {
                sibling = if lines[top as usize].indent == line.indent { top } else { NONE };
                open.pop();
            }
            shape.parent[index] = open.last().copied().unwrap_or(NONE);
            let said = &text.as_bytes()[line.start as usize..line.end as usize];
            let before = if decorator != NONE { decorator } else { sibling };
            if before != NONE && (decorator != NONE || goes_on(said)) {
                shape.first[index] = shape.first[before as usize];
                shape.next[before as usize] = index as u32;
            }
            decorator = if said.first() == Some(&b'@') { index as u32 } else { NONE };
            open.push(index as u32);
        }
        shape
    }
}

/// Whether a line goes on with the statement before it: `else`, `elif`, `except`, `finally`.
fn goes_on(said: &[u8]) -> bool {
    if said.first() != Some(&b'e') && said.first() != Some(&b'f') {
        return false;
    }
    let end = said.iter().position(|&byte| !is_word_byte(byte)).unwrap_or(said.len());
    matches!(&said[..end], b"else" | b"elif" | b"except" | b"finally")
}
