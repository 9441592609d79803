//! A look at the bytes of a file: may it reach what a module of the project exposes?
//!
//! Whoever reaches a name through a module writes the module before it: `utils.sleep`,
//! `from nova.utils import sleep`, `'nova.utils.sleep'`. Where what stands before the name
//! does not tell, as in `patch.object(utils, 'sleep')`, the module's name may stand anywhere.

use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

use super::reach::{How, IMPORT, Reach, is_blank, last_word, reached};
use super::reader::{PythonFiles, Reader};
use crate::python::{BoundTo, Facts, Interest};
use crate::words::{Found, WordSearch, has_word, is_word_byte};

/// Brings any name; what stands before it makes it `import *`.
const STAR: &str = "rt *";
const BEFORE_STAR: &[u8] = b"impo";

/// Gives any other name.
const AS: &str = " as ";

/// What is looked for in a round.
pub struct Searches<'e> {
    /// In files that were not parsed, in whose code there is no anchor.
    few: BySize,
    /// In those of which only some statements were, with an anchor or not: the names of
    /// earlier rounds too.
    all: BySize,
    /// Last components of the names of modules that expose something.
    tails: FxHashSet<&'e str>,
    /// Bytes of the longest of them.
    longest: usize,
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

impl Look<'_> {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.renamed.is_empty()
    }
}

impl<'e> Searches<'e> {
    /// For `fresh` names, of which only the `open` ones can stand where no anchor does;
    /// `known` are all names so far but those for which statements are parsed anyway, `tails`
    /// the last components of the names of modules that expose something.
    pub fn new(
        open: impl Iterator<Item = &'e str>,
        fresh: impl Iterator<Item = &'e str>,
        known: impl Iterator<Item = &'e str>,
        tails: FxHashSet<&'e str>,
    ) -> Self {
        let star = || [STAR.to_owned()];
        Self {
            few: BySize::new(open.map(str::to_owned).chain(renaming(&tails)).chain(star())),
            all: BySize::new(known.map(str::to_owned).chain(star())),
            longest: tails.iter().map(|tail| tail.len()).max().unwrap_or(0),
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
                word if more && look.names.get(word).is_some_and(|reach| reach.somehow) => {}
                word => {
                    more = true;
                    if let Some((word, how)) = self.fresh.get(word).zip(reached(bytes, at.start, at.end)) {
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
        // A word that is longer is none of them, however long it is.
        let end = at + length(&bytes[at..bytes.len().min(at + self.longest + 1)]);
        let behind = bytes[end..].strip_prefix(AS.as_bytes())?;
        let far = end.saturating_sub(self.longest + 1);
        let start = bytes[far..end].iter().rposition(|&byte| !is_word_byte(byte)).map_or(far, |before| far + before + 1);
        let tail = std::str::from_utf8(&bytes[start..end]).ok().and_then(|word| self.tails.get(word))?;
        // In prose other words stand before it.
        let spaces = bytes[..start].iter().rev().take_while(|&&byte| byte == b' ').count();
        let before = &bytes[..start - spaces];
        if before.last().is_some_and(|&byte| is_word_byte(byte)) && !before.ends_with(IMPORT.as_bytes()) {
            return None;
        }
        Some((tail, String::from_utf8_lossy(&behind[..length(behind)]).into_owned()))
    }
}

/// A search for words by their length: one of three letters makes the search for all others
/// half as fast.
struct BySize([WordSearch; 2]);

impl BySize {
    fn new(words: impl Iterator<Item = String>) -> Self {
        const SHORT: usize = 4;
        let (short, long): (Vec<_>, Vec<_>) = words.partition(|word| word.len() < SHORT);
        Self([WordSearch::new(long), WordSearch::new(short)])
    }

    /// All places where one of the words stands, in no order.
    fn find<'s>(&'s self, bytes: &[u8]) -> impl Iterator<Item = Found<'s>> {
        self.0.iter().flat_map(|search| search.find(bytes))
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
                given.names.entry(last_word(&bytes[..before])).or_default().insert(&name[..length]);
            }
        }
        given
    }
}

/// Other names than their own that modules may have in a file.
#[derive(Default)]
struct Given<'b> {
    /// By word what it is called.
    names: FxHashMap<&'b [u8], FxHashSet<&'b [u8]>>,
    /// Whether anything is imported by a function.
    by_function: bool,
}

/// What is known of the words in a file.
pub struct Seen<'e, 'b> {
    bytes: &'b [u8],
    words: FxHashMap<&'e str, bool>,
    /// All words, once somebody asks for many.
    all: OnceCell<FxHashSet<&'b [u8]>>,
    givers: &'b NameGivers,
    given: OnceCell<Given<'b>>,
    /// If all statements that bind a name of a library were parsed: what the file says, and
    /// what rules speak of.
    known: Option<(&'b Facts, &'b Interest)>,
}

impl<'e, 'b> Seen<'e, 'b> {
    /// Nothing was looked for in these bytes yet.
    pub fn new(bytes: &'b [u8], givers: &'b NameGivers, known: Option<(&'b Facts, &'b Interest)>) -> Self {
        Self { bytes, words: FxHashMap::default(), all: OnceCell::new(), givers, given: OnceCell::new(), known }
    }

    /// Whether a word stands there as a word of its own.
    pub fn has(&mut self, word: &'e str) -> bool {
        *self.words.entry(word).or_insert_with(|| has_word(self.bytes, word))
    }

    /// Whether a name may be reached from a module whose name ends with `tail`, or from one
    /// of its `other` names.
    pub fn is_reached(&mut self, reach: &Reach, tail: &'e str, others: Option<&FxHashSet<&'e str>>) -> bool {
        let has_other = || others.is_some_and(|others| others.iter().any(|other| reach.through.contains(other.as_bytes())));
        if reach.through.contains(tail.as_bytes()) || has_other() {
            return true;
        }
        let given = self.given.get_or_init(|| self.givers.given(self.bytes));
        // One of its other names may be given another name in turn.
        let is_own = |word: &[u8]| {
            let is_other = || std::str::from_utf8(word).is_ok_and(|word| others.is_some_and(|others| others.contains(word)));
            word == tail.as_bytes() || is_other()
        };
        let mut names = given.names.iter().filter(|(word, _)| is_own(word)).flat_map(|(_, names)| names);
        if names.any(|name| reach.through.contains(*name)) {
            return true;
        }
        let anywhere = reach.somehow || given.by_function && !reach.through.iter().all(|word| self.is_library(word));
        anywhere && (self.has(tail) || others.is_some_and(|others| self.has_any(others)))
    }

    /// Whether a word stands for nothing in this file but a library that rules speak of.
    fn is_library(&self, word: &[u8]) -> bool {
        let Some(((facts, interest), word)) = self.known.zip(std::str::from_utf8(word).ok()) else { return false };
        let mut others = facts.bindings_anywhere(word).filter(|binding| match binding.to {
            BoundTo::Import(index) => interest.is_own(facts.imports[index as usize].level, &facts.imports[index as usize].module),
            _ => true,
        });
        interest.words.contains(word) && !interest.components.contains(word) && others.next().is_none()
    }

    /// Whether one of these words stands there.
    fn has_any(&mut self, words: &FxHashSet<&'e str>) -> bool {
        /// Up to so many, looking for each takes less time than knowing all that are there.
        const FEW: usize = 8;
        if words.len() <= FEW {
            return words.iter().any(|word| self.has(word));
        }
        let all = self.all.get_or_init(|| self.bytes.split(|&byte| !is_word_byte(byte)).collect());
        words.iter().any(|word| all.contains(word.as_bytes()))
    }
}

/// What is behind blanks and ends of lines, if there are any.
fn skip_blanks(bytes: &[u8]) -> Option<&[u8]> {
    let length = bytes.iter().position(|byte| !is_blank(*byte)).unwrap_or(bytes.len());
    (length > 0).then(|| &bytes[length..])
}

/// Whether the end of `import *`, at `at`, ends just that.
fn is_star(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].strip_suffix(BEFORE_STAR);
    before.is_some_and(|before| !before.last().copied().is_some_and(is_word_byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_modules_are_given() {
        let givers = NameGivers::new(["import_module"].into_iter());
        let is_reached = |text: &str| {
            let at = text.rfind("sleep").unwrap();
            let mut reach = Reach::default();
            reached(text.as_bytes(), at, at + "sleep".len()).iter().for_each(|how| reach.add(how));
            let others: FxHashSet<&str> = ["helper"].into_iter().collect();
            Seen::new(text.as_bytes(), &givers, None).is_reached(&reach, "utils", Some(&others))
        };
        for text in [
            "utils.sleep",
            "import utils as u\nu.sleep",
            "from nova import (utils\n  as\tu)\nu.sleep",
            "u = import_module('nova.utils')\nu.sleep",
            "from nova.api import helper\nhelper.sleep",
            "from nova.api import helper as h\nh.sleep",
            "from nova.api import helper\npatch.object(helper, 'sleep')",
            "from nova import utils\npatch.object(utils, 'sleep')",
        ] {
            assert!(is_reached(text), "{text}");
        }
        for text in ["from nova import utils\ntime.sleep", "import utils as u\nv.sleep", "patch.object(time, 'sleep')"] {
            assert!(!is_reached(text), "{text}");
        }
    }

    #[test]
    fn modules_that_a_file_renames() {
        let tails: FxHashSet<&str> = ["utils", "io"].into_iter().collect();
        let searches = Searches::new(["util"].into_iter(), ["util"].into_iter(), [].into_iter(), tails);
        let renamed = |text: &str| -> Vec<(&str, String)> {
            let found: Vec<_> = searches.few.find(text.as_bytes()).map(|at| at.start).collect();
            found.into_iter().filter_map(|at| searches.renamed(text.as_bytes(), at)).collect()
        };
        assert_eq!(renamed("import nova.utils as u"), [("utils", "u".to_owned())]);
        assert_eq!(renamed("import io as green_io"), [("io", "green_io".to_owned())]);
        assert_eq!(renamed("import my_utils as u, os as o"), []);
        assert_eq!(renamed("the utils as such, an io as f"), []);
        assert_eq!(renamed("from nova import (io as f,\n  utils as u)"), [("io", "f".to_owned()), ("utils", "u".to_owned())]);
    }
}
