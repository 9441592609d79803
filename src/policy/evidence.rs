//! What the texts of files tell about leftovers: is this one gone, or has it moved?

use regex::Regex;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::LazyLock;

use super::moves::Place;
use crate::finding::{Finding, Shape};
use crate::python::{self, Definition};
use crate::words::has_word;

/// A dotted name, as far as a line alone tells.
static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*").ok());

/// Words that say nothing about a statement.
const KEYWORDS: [&str; 20] = [
    "as", "await", "class", "cls", "def", "else", "except", "for", "from", "if", "import", "in", "is", "not", "pass", "raise",
    "return", "self", "with", "yield",
];

/// The texts of one side.
pub trait Texts {
    /// Whether the side has a file of this path.
    fn has(&self, path: &str) -> bool;

    /// The text of a file; none if there is none, or it cannot be read.
    fn text(&self, path: &str) -> Option<String>;
}

/// The two sides of a comparison. Of the old one there may be a list alone.
pub struct Evidence<'e> {
    before: Before<'e>,
    now: Side<'e>,
    /// Lines of the new side on which something is found, by path.
    found: FxHashMap<&'e str, BTreeSet<u32>>,
    /// Answers that were given: equal places have equal ones, and many are asked for.
    replaced: RefCell<FxHashMap<(Place, bool), bool>>,
    moved: RefCell<FxHashMap<[String; 4], bool>>,
}

enum Before<'e> {
    Texts(Side<'e>),
    /// Paths and definitions of which something is known.
    List(BTreeMap<String, BTreeSet<String>>),
}

impl<'e> Evidence<'e> {
    /// Two sides whose texts are there; `findings` are those of the new one.
    pub fn of_texts(before: &'e dyn Texts, now: &'e dyn Texts, findings: impl Iterator<Item = &'e Finding>) -> Self {
        Self::new(Before::Texts(Side::new(before)), now, findings)
    }

    /// A list of what was there, and a side whose texts are there.
    pub fn of_list<'l>(
        before: impl Iterator<Item = (&'l str, &'l str)>,
        now: &'e dyn Texts,
        findings: impl Iterator<Item = &'e Finding>,
    ) -> Self {
        let mut list = BTreeMap::<String, BTreeSet<String>>::new();
        for (path, definition) in before {
            list.entry(path.to_owned()).or_default().insert(definition.to_owned());
        }
        Self::new(Before::List(list), now, findings)
    }

    fn new(before: Before<'e>, now: &'e dyn Texts, findings: impl Iterator<Item = &'e Finding>) -> Self {
        let found = lines(findings);
        Self { before, now: Side::new(now), found, replaced: RefCell::default(), moved: RefCell::default() }
    }

    fn was(&self, path: &str) -> bool {
        match &self.before {
            Before::Texts(side) => side.texts.has(path),
            Before::List(list) => list.contains_key(path),
        }
    }

    /// Whether a file is there no more.
    pub(super) fn is_gone(&self, path: &str) -> bool {
        !self.now.texts.has(path)
    }

    /// Whether one file went and the other came.
    pub(super) fn is_renamed(&self, from: &str, to: &str) -> bool {
        from != to && self.is_gone(from) && !self.was(to)
    }

    /// Whether the statement of `old` still stands where it stood, with another name in
    /// it: then it was replaced, and `new` is another. A function that was made of the
    /// statement is called in its place, which looks the same.
    pub(super) fn is_replaced(&self, old: &Place, new: &Place) -> bool {
        let was_home = match &self.before {
            Before::Texts(side) => side.defines(&new.path, &new.definition),
            // Of a list it is not known which definitions were there.
            Before::List(_) => true,
        };
        let known = self.replaced.borrow().get(&(old.clone(), was_home)).copied();
        known.unwrap_or_else(|| {
            let replaced = was_home && self.has_replacement(old);
            self.replaced.borrow_mut().insert((old.clone(), was_home), replaced);
            replaced
        })
    }

    fn has_replacement(&self, old: &Place) -> bool {
        let Some(lines) = self.now.lines(&old.path, &old.definition) else { return false };
        let last = old.subject.rsplit('.').next().unwrap_or(&old.subject);
        let before = match &self.before {
            Before::Texts(side) => side.lines(&old.path, ""),
            Before::List(_) => None,
        };
        // A line that the file had has moved itself. Of a list that is not known.
        let had: FxHashSet<&str> = before.iter().flat_map(|lines| lines.iter()).map(|(_, line)| line.trim()).collect();
        let found = self.found.get(&*old.path);
        lines.iter().any(|(number, line)| {
            let is_found = found.is_some_and(|found| found.contains(number));
            let fits = |name: &str| name.rsplit('.').next() == Some(last);
            !is_found && !had.contains(line.trim()) && has_shape(line, old.shape, fits, before.is_none())
        })
    }

    /// Whether the definition of `old` is gone, that of `new` came, and both say mostly
    /// the same.
    pub(super) fn is_definition_moved(&self, old: &Place, new: &Place) -> bool {
        let Before::Texts(before) = &self.before else { return false };
        let asked = [&old.path, &old.definition, &new.path, &new.definition].map(String::clone);
        let known = self.moved.borrow().get(&asked).copied();
        known.unwrap_or_else(|| {
            let moved = self.has_moved(before, old, new);
            self.moved.borrow_mut().insert(asked, moved);
            moved
        })
    }

    fn has_moved(&self, before: &Side, old: &Place, new: &Place) -> bool {
        if old.definition.is_empty() || self.now.defines(&old.path, &old.definition) || before.defines(&new.path, &new.definition) {
            return false;
        }
        let bodies = (before.lines(&old.path, &old.definition), self.now.lines(&new.path, &new.definition));
        matches!(bodies, (Some(one), Some(other)) if is_alike(&one, &other, &old.subject))
    }

    /// Whether the definition of `new` came, and is named now where `old` stood.
    pub(super) fn is_extracted(&self, old: &Place, new: &Place) -> bool {
        let Before::Texts(before) = &self.before else { return false };
        let name = new.definition.rsplit('.').next().unwrap_or(&new.definition);
        if before.defines(&new.path, &new.definition) || old.path == new.path && old.definition == new.definition {
            return false;
        }
        let (Some(now), Some(had)) = (self.now.lines(&old.path, &old.definition), before.lines(&old.path, "")) else {
            return false;
        };
        let had: FxHashSet<&str> = had.iter().map(|(_, line)| line.trim()).collect();
        let names = |line: &str| has_word(line.as_bytes(), name) && !line.trim_start().starts_with("def ");
        now.iter().any(|(_, line)| names(line) && !had.contains(line.trim()))
    }
}

fn lines<'f>(findings: impl Iterator<Item = &'f Finding>) -> FxHashMap<&'f str, BTreeSet<u32>> {
    let mut lines = FxHashMap::<&str, BTreeSet<u32>>::default();
    for finding in findings {
        lines.entry(&*finding.path).or_default().insert(finding.location.line);
    }
    lines
}

/// Whether a line has the shape around a name of its own. Around `f()` alone many have
/// it: there the name must fit too.
fn has_shape(line: &str, shape: Shape, fits: impl Fn(&str) -> bool, same_name: bool) -> bool {
    let Some(names) = &*NAME else { return false };
    names.find_iter(line).any(|name| {
        let around = [&line[..name.start()], &line[name.end()..]];
        let says = around.iter().flat_map(|part| part.split(|c: char| !c.is_alphanumeric() && c != '_'));
        let telling = says.into_iter().any(|word| !word.is_empty() && !KEYWORDS.contains(&word));
        (fits(name.as_str()) || telling && !same_name) && Shape::of(line, name.range()) == shape
    })
}

/// Whether two definitions have half of their lines in common, or most of their words but
/// for those of `subject`.
fn is_alike(one: &Lines, other: &Lines, subject: &str) -> bool {
    let lines = |lines: &Lines| lines.iter().map(|(_, line)| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    let names: Vec<_> = subject.split('.').collect();
    let words = |lines: &Lines| {
        let words = lines.iter().flat_map(|(_, line)| line.split(|c: char| !c.is_alphanumeric() && c != '_'));
        words.filter(|word| !word.is_empty() && !KEYWORDS.contains(word) && !names.contains(word)).map(str::to_owned).collect()
    };
    common(lines(one), lines(other)) >= 0.5 || common(words(one), words(other)) >= 0.6
}

/// Which part of two lists is in both.
fn common(one: Vec<String>, other: Vec<String>) -> f64 {
    let total = one.len() + other.len();
    let mut left = FxHashMap::<String, usize>::default();
    other.into_iter().for_each(|item| *left.entry(item).or_default() += 1);
    let mut is_there = |item: &String| {
        let count = left.get_mut(item).filter(|count| **count > 0);
        count.map(|count| *count -= 1).is_some()
    };
    let shared = one.iter().map(&mut is_there).filter(|there| *there).count();
    if total == 0 { 0.0 } else { 2.0 * shared as f64 / total as f64 }
}

/// Lines with their 1-based numbers.
type Lines = Rc<Vec<(u32, String)>>;

/// One side, and what was found out about its files.
struct Side<'s> {
    texts: &'s dyn Texts,
    files: RefCell<FxHashMap<String, Option<Rc<File>>>>,
}

struct File {
    text: String,
    /// Found when they are first asked for.
    definitions: OnceCell<Vec<Definition>>,
}

impl File {
    fn definition(&self, path: &str) -> Option<&Definition> {
        self.definitions.get_or_init(|| python::definitions(&self.text)).iter().find(|known| known.path == path)
    }
}

impl<'s> Side<'s> {
    fn new(texts: &'s dyn Texts) -> Self {
        Self { texts, files: RefCell::default() }
    }

    fn file(&self, path: &str) -> Option<Rc<File>> {
        let known = self.files.borrow().get(path).cloned();
        known.unwrap_or_else(|| {
            let file = self.texts.text(path).map(|text| Rc::new(File { text, definitions: OnceCell::new() }));
            self.files.borrow_mut().insert(path.to_owned(), file.clone());
            file
        })
    }

    fn defines(&self, path: &str, definition: &str) -> bool {
        match definition {
            "" => self.texts.has(path),
            _ => self.file(path).is_some_and(|file| file.definition(definition).is_some()),
        }
    }

    /// The lines of a definition, or of all of the file. None if it is not there.
    fn lines(&self, path: &str, definition: &str) -> Option<Lines> {
        let file = self.file(path)?;
        let range = match definition {
            "" => 0..file.text.len(),
            _ => {
                let found = file.definition(definition)?;
                found.span.start as usize..found.span.end as usize
            }
        };
        let first = 1 + memchr::memchr_iter(b'\n', &file.text.as_bytes()[..range.start]).count();
        let lines = (first as u32..).zip(file.text.get(range)?.lines().map(str::to_owned));
        Some(Rc::new(lines.collect()))
    }
}
