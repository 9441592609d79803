//! A look at the bytes of a file: may it reach what a module of the project exposes?

use rustc_hash::{FxHashMap, FxHashSet};

use super::files::{PythonFiles, Reader};
use crate::words::{WordSearch, has_word, is_word_byte};

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
    /// Exposed names that may be reached.
    pub names: FxHashSet<&'e str>,
    /// Modules that expose something, and other names that the file gives them:
    /// `import utils as u`.
    pub renamed: Vec<(&'e str, String)>,
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

    /// One look at the bytes of a file.
    pub fn look<'s>(&'s self, files: &PythonFiles, index: usize, reader: &Reader) -> Look<'s> {
        let bytes = &*reader.bytes(files, index);
        let partial = files.partial[index].as_deref();
        let search = if partial.is_some() { &self.all } else { &self.few };
        let mut look = Look::default();
        // Whether parsing once more would look at more statements than before.
        let mut more = partial.is_none();
        for at in search.find(bytes) {
            // What was found once needs no second look.
            if look.names.contains(at.word) && more && !self.tails.contains(at.word) {
                continue;
            }
            if partial.is_none() {
                // Of ` as ` alone, what is before it counts.
                look.renamed.extend(self.renamed(bytes, if at.word == AS { at.start.saturating_sub(1) } else { at.start }));
            }
            match at.word {
                STAR if is_star(bytes, at.start) => look.names.extend(&self.fresh),
                STAR => {}
                word if word.ends_with(AS) || !at.is_whole(bytes) || partial.is_some_and(|partial| partial.covers(word)) => {}
                word => {
                    more |= !reader.interest.words.contains(word);
                    if self.fresh.contains(word) && !look.names.contains(word) && may_be_reached(bytes, at.start) {
                        look.names.insert(word);
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

/// Words that were looked for in a file, and whether they are in it.
pub struct Seen<'e, 'b> {
    bytes: &'b [u8],
    words: FxHashMap<&'e str, bool>,
}

impl<'e, 'b> Seen<'e, 'b> {
    /// Nothing was looked for in these bytes yet.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, words: FxHashMap::default() }
    }

    /// Whether a word stands there as a word of its own.
    pub fn has(&mut self, word: &'e str) -> bool {
        *self.words.entry(word).or_insert_with(|| has_word(self.bytes, word))
    }
}

/// Whether a word may be an attribute, part of a dotted string, or a name in an import
/// statement: after a dot or a quote, or in a list of imported names.
fn may_be_reached(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].iter().rposition(|byte| !matches!(byte, b' ' | b'\t' | b'\\' | b'\n' | b'\r'));
    match before.map(|index| bytes[index]) {
        Some(b'.' | b'\'' | b'"') => true,
        Some(b'(' | b',' | b't' | b')') => is_imported(bytes, at),
        // Behind a comment in a list of names anything may stand.
        Some(_) => is_first_in_line(bytes, at) && is_imported(bytes, at),
        None => false,
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

/// Whether a word stands in an import statement: its line has the word `import`, or the
/// bracket around it follows one.
fn is_imported(bytes: &[u8], at: usize) -> bool {
    if has_word(&bytes[line_start(bytes, at)..at], "import") {
        return true;
    }
    let bracket = memchr::memrchr(b'(', &bytes[..at]);
    let direct = bytes[..at].trim_ascii_end();
    direct.ends_with(b"import")
        || direct.ends_with(b"\\")
        || bracket.is_some_and(|open| bytes[..open].trim_ascii_end().ends_with(b"import"))
}
