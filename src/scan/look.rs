//! A look at the bytes of a file: may it reach what a module of the project exposes?
//!
//! Whoever reaches a name through a module writes the module before it: `utils.sleep`,
//! `from nova.utils import sleep`, `'nova.utils.sleep'`. Where what stands before the name
//! does not tell, as in `patch.object(utils, 'sleep')`, the module's name may stand anywhere.

use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

use super::files::{PythonFiles, Reader};
use crate::words::{WordSearch, has_word, is_word_byte, words_at};

/// Brings any name; what stands before it makes it `import *`.
const STAR: &str = "rt *";
const BEFORE_STAR: &[u8] = b"impo";

/// Gives any other name.
const AS: &str = " as ";

/// What is looked for in a round.
pub struct Searches<'e> {
    /// In files that were not parsed, in whose code there is no anchor.
    few: WordSearch,
    /// In those of which only some statements were: the names of earlier rounds too.
    all: WordSearch,
    /// Last components of the names of modules that expose something.
    tails: FxHashSet<&'e str>,
    /// The names whose exposures are new in this round.
    fresh: FxHashSet<&'e str>,
}

/// What was found in a file.
#[derive(Default)]
pub struct Look<'e> {
    /// Exposed names that may be reached, and how.
    pub names: FxHashMap<&'e str, Reach>,
    /// Modules that expose something, and other names that the file gives them:
    /// `import utils as u`.
    pub renamed: Vec<(&'e str, String)>,
}

/// How a name may be reached in a file.
#[derive(Default)]
pub struct Reach {
    /// What stands right before it: the last component of a module, or another name for one.
    through: Vec<Box<[u8]>>,
    /// Whether at some place that does not tell.
    pub somehow: bool,
}

/// How a name may be reached at one place.
enum How<'b> {
    Through(&'b [u8]),
    Somehow,
}

impl Reach {
    fn add(&mut self, how: &How) {
        match how {
            How::Somehow => self.somehow = true,
            How::Through(word) if self.through.iter().any(|known| **known == **word) => {}
            How::Through(word) => self.through.push((*word).into()),
        }
    }
}

impl Look<'_> {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.renamed.is_empty()
    }
}

impl<'e> Searches<'e> {
    /// For `fresh` names, of which only the `open` ones can stand where no anchor does;
    /// `known` are all names so far, `tails` the last components of the names of modules
    /// that expose something.
    pub fn new(
        open: impl Iterator<Item = &'e str>,
        fresh: impl Iterator<Item = &'e str>,
        known: &FxHashSet<String>,
        tails: FxHashSet<&'e str>,
    ) -> Self {
        let star = || [STAR.to_owned()];
        Self {
            few: WordSearch::new(open.map(str::to_owned).chain(renaming(&tails)).chain(star())),
            all: WordSearch::new(known.iter().cloned().chain(star())),
            tails,
            fresh: fresh.collect(),
        }
    }

    /// Whether the name of a module that exposes something ends with `tail`.
    pub fn exposes(&self, tail: &str) -> bool {
        self.tails.contains(tail)
    }

    /// One look at the bytes of a file.
    pub fn look<'s>(&'s self, files: &PythonFiles, index: usize, reader: &Reader) -> Look<'s> {
        let bytes = &*reader.bytes(files, index);
        let partial = files.partial[index].as_deref();
        let search = if partial.is_some() { &self.all } else { &self.few };
        let mut look = Look::default();
        // Whether parsing once more would look at more statements than before.
        let mut more = partial.is_none();
        for at in search.find(bytes) {
            if partial.is_none() {
                // Of ` as ` alone, what is before it counts.
                look.renamed.extend(self.renamed(bytes, if at.word == AS { at.start.saturating_sub(1) } else { at.start }));
            }
            match at.word {
                STAR if is_star(bytes, at.start) => {
                    self.fresh.iter().for_each(|name| look.names.entry(name).or_default().add(&How::Somehow));
                }
                STAR => {}
                word if word.ends_with(AS) || !at.is_whole(bytes) || partial.is_some_and(|partial| partial.covers(word)) => {}
                word => {
                    more |= !reader.interest.words.contains(word);
                    if let Some((word, how)) = self.fresh.get(word).zip(reached(bytes, at.start)) {
                        look.names.entry(word).or_default().add(&how);
                    }
                }
            }
        }
        if !more {
            look.names.clear();
        }
        look
    }

    /// If the word in which `at` lies is the name of such a module and is followed by ` as `:
    /// it, and the name that it is given.
    fn renamed(&self, bytes: &[u8], at: usize) -> Option<(&'e str, String)> {
        let length = |bytes: &[u8]| bytes.iter().position(|&byte| !is_word_byte(byte)).unwrap_or(bytes.len());
        let end = at + length(&bytes[at..]);
        let behind = bytes[end..].strip_prefix(AS.as_bytes())?;
        let start = bytes[..end].iter().rposition(|&byte| !is_word_byte(byte)).map_or(0, |before| before + 1);
        let tail = std::str::from_utf8(&bytes[start..end]).ok().and_then(|word| self.tails.get(word))?;
        Some((tail, String::from_utf8_lossy(&behind[..length(behind)]).into_owned()))
    }
}

/// What to look for where a module may get another name: nearly every file has an ` as `,
/// few have one behind the last letters of these names, as long as there are few of them.
fn renaming(tails: &FxHashSet<&str>) -> Vec<String> {
    const LETTERS: usize = 2;
    const FEW: usize = 8;
    let ending = |tail: &&str| {
        let at = tail.char_indices().rev().nth(LETTERS - 1).map_or(0, |(at, _)| at);
        format!("{}{AS}", &tail[at..])
    };
    let endings: FxHashSet<String> = tails.iter().map(ending).collect();
    if endings.len() <= FEW { endings.into_iter().collect() } else { vec![AS.to_owned()] }
}

/// Finds what gives modules other names than their own.
pub struct NameGivers(WordSearch);

impl NameGivers {
    /// Where a word may be given another name: the end of what is between them.
    const AS: [&str; 3] = [" as", "\tas", "\nas"];

    /// `importers` are the functions that import by name: then any name may be a module's.
    pub fn new<'m>(importers: impl Iterator<Item = &'m str>) -> Self {
        Self(WordSearch::new(importers.chain(Self::AS)))
    }

    /// One look at the bytes of a file.
    fn given<'b>(&self, bytes: &'b [u8]) -> Given<'b> {
        let mut given = Given::default();
        for found in self.0.find(bytes) {
            if !Self::AS.contains(&found.word) {
                given.by_function = true;
            } else if let Some(name) = skip_blanks(&bytes[found.end..]) {
                let length = name.iter().position(|&byte| !is_word_byte(byte)).unwrap_or(name.len());
                let before = bytes[..found.start].iter().rposition(|&byte| !is_blank(byte)).map_or(0, |at| at + 1);
                given.names.push((last_word(&bytes[..before]), &name[..length]));
            }
        }
        given
    }
}

/// Other names than their own that modules may have in a file.
#[derive(Default)]
struct Given<'b> {
    /// A word, and what it is called.
    names: Vec<(&'b [u8], &'b [u8])>,
    /// Whether anything is imported by a function.
    by_function: bool,
}

/// What is known of the words in a file.
pub struct Seen<'e, 'b> {
    bytes: &'b [u8],
    words: FxHashMap<&'e str, bool>,
    givers: &'b NameGivers,
    given: OnceCell<Given<'b>>,
}

impl<'e, 'b> Seen<'e, 'b> {
    /// Nothing was looked for in these bytes yet.
    pub fn new(bytes: &'b [u8], givers: &'b NameGivers) -> Self {
        Self { bytes, words: FxHashMap::default(), givers, given: OnceCell::new() }
    }

    /// Whether a word stands there as a word of its own.
    pub fn has(&mut self, word: &'e str) -> bool {
        *self.words.entry(word).or_insert_with(|| has_word(self.bytes, word))
    }

    /// Whether a name may be reached from a module whose name ends with `tail`, or from one
    /// of its `other` names.
    pub fn is_reached(&mut self, reach: &Reach, tail: &'e str, others: Option<&FxHashSet<&'e str>>) -> bool {
        let is_other = |word: &[u8]| std::str::from_utf8(word).is_ok_and(|word| others.is_some_and(|others| others.contains(word)));
        if reach.through.iter().any(|word| **word == *tail.as_bytes() || is_other(word)) {
            return true;
        }
        let given = self.given.get_or_init(|| self.givers.given(self.bytes));
        let is_called = |word: &[u8]| given.names.iter().any(|(of, name)| *of == tail.as_bytes() && *name == word);
        if reach.through.iter().any(|word| is_called(word)) {
            return true;
        }
        let anywhere = reach.somehow || given.by_function;
        anywhere && (self.has(tail) || others.is_some_and(|others| others.iter().any(|other| self.has(other))))
    }
}

/// What is behind blanks and ends of lines, if there are any.
fn skip_blanks(bytes: &[u8]) -> Option<&[u8]> {
    let length = bytes.iter().position(|byte| !is_blank(*byte)).unwrap_or(bytes.len());
    (length > 0).then(|| &bytes[length..])
}

/// Whether a byte may stand between two parts of one name or statement.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\\' | b'\n' | b'\r')
}

/// The word at the end of these bytes; empty: there is none.
fn last_word(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().rposition(|&byte| !is_word_byte(byte)).map_or(0, |before| before + 1);
    &bytes[start..]
}

/// How the word at `at` may be reached, if it may: as an attribute, part of a dotted string,
/// or name in an import statement, it stands after a dot or a quote, or in a list of names.
fn reached(bytes: &[u8], at: usize) -> Option<How<'_>> {
    let before = bytes[..at].iter().rposition(|byte| !is_blank(*byte))?;
    match bytes[before] {
        // What else stands before a dot, as the result of a call, may be any module.
        b'.' => Some(Some(last_word(&bytes[..before])).filter(|word| !word.is_empty()).map_or(How::Somehow, How::Through)),
        b'\'' | b'"' => Some(How::Somehow),
        b'(' | b',' | b't' | b')' => imported(bytes, at),
        // Behind a comment in a list of names anything may stand.
        _ if is_first_in_line(bytes, at) => imported(bytes, at),
        _ => None,
    }
}

/// Whether the end of `import *`, at `at`, ends just that.
fn is_star(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].strip_suffix(BEFORE_STAR);
    before.is_some_and(|before| !before.last().copied().is_some_and(is_word_byte))
}

fn line_start(bytes: &[u8], at: usize) -> usize {
    memchr::memrchr2(b'\n', b'\r', &bytes[..at]).map_or(0, |before| before + 1)
}

fn is_first_in_line(bytes: &[u8], at: usize) -> bool {
    bytes[line_start(bytes, at)..at].trim_ascii().is_empty()
}

/// How a word is reached that stands in an import statement: its line has the word `import`,
/// or the bracket around it follows one.
fn imported(bytes: &[u8], at: usize) -> Option<How<'_>> {
    const IMPORT: &str = "import";
    let start = line_start(bytes, at);
    let in_line = words_at(&bytes[start..at], IMPORT).last().map(|found| start + found);
    let around = || {
        let open = memchr::memrchr(b'(', &bytes[..at])?;
        Some(bytes[..open].trim_ascii_end().strip_suffix(IMPORT.as_bytes())?.len())
    };
    match in_line.or_else(around) {
        Some(import) => {
            let module = last_word(bytes[..import].trim_ascii_end());
            Some(if module.is_empty() { How::Somehow } else { How::Through(module) })
        }
        None => {
            let direct = bytes[..at].trim_ascii_end();
            (direct.ends_with(IMPORT.as_bytes()) || direct.ends_with(b"\\")).then_some(How::Somehow)
        }
    }
}
