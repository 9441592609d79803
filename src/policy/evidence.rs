//! What the texts of files tell about leftovers: is this one gone, or has it moved?

use regex::Regex;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::LazyLock;

use super::moves::Place;
use crate::finding::{Finding, Shape};
use crate::python::{self, Definition};

/// A dotted name, as far as a line alone tells.
static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*").ok());

/// Words that say nothing about a statement.
const KEYWORDS: [&str; 14] =
    ["return", "yield", "await", "with", "as", "if", "not", "for", "in", "else", "raise", "except", "self", "from"];

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
}

enum Before<'e> {
    Texts(Side<'e>),
    /// Paths and definitions of which something is known.
    List(BTreeMap<String, BTreeSet<String>>),
}

impl<'e> Evidence<'e> {
    /// Two sides whose texts are there; `findings` are those of the new one.
    pub fn of_texts(before: &'e dyn Texts, now: &'e dyn Texts, findings: impl Iterator<Item = &'e Finding>) -> Self {
        Self { before: Before::Texts(Side::new(before)), now: Side::new(now), found: lines(findings) }
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
        Self { before: Before::List(list), now: Side::new(now), found: lines(findings) }
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
        let Some(lines) = self.now.lines(&old.path, &old.definition) else { return false };
        let last = old.subject.rsplit('.').next().unwrap_or(&old.subject);
        let before = match &self.before {
            Before::Texts(side) if side.defines(&new.path, &new.definition) => side.lines(&old.path, ""),
            Before::Texts(_) => return false,
            Before::List(_) => None,
        };
        // Of a list it is not known which lines are new and which definitions were there.
        let same_name = before.is_none();
        // A line that the file had has moved itself.
        let known: FxHashSet<&str> = before.iter().flat_map(|lines| lines.iter()).map(|(_, line)| line.trim()).collect();
        let found = self.found.get(&*old.path);
        lines.iter().any(|(number, line)| {
            let is_found = found.is_some_and(|found| found.contains(number));
            !is_found
                && !known.contains(line.trim())
                && has_shape(line, old.shape, |name| name.rsplit('.').next() == Some(last), same_name)
        })
    }

    /// Whether the definition of `old` is gone, that of `new` came, and both say mostly
    /// the same.
    pub(super) fn is_definition_moved(&self, old: &Place, new: &Place) -> bool {
        let Before::Texts(before) = &self.before else { return false };
        if old.definition.is_empty() || self.now.defines(&old.path, &old.definition) || before.defines(&new.path, &new.definition) {
            return false;
        }
        let bodies = (before.lines(&old.path, &old.definition), self.now.lines(&new.path, &new.definition));
        matches!(bodies, (Some(one), Some(other)) if is_alike(&one, &other))
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

/// Whether two definitions have half of their lines in common.
fn is_alike(one: &Lines, other: &Lines) -> bool {
    let said =
        |lines: &Lines| lines.iter().map(|(_, line)| line.trim().to_owned()).filter(|line| !line.is_empty()).collect::<Vec<_>>();
    let (one, mut other) = (said(one), said(other));
    let total = one.len() + other.len();
    let common = one.iter().filter(|line| {
        let at = other.iter().position(|known| known == *line);
        at.is_some_and(|at| {
            other.swap_remove(at);
            true
        })
    });
    4 * common.count() >= total
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
    definitions: Vec<Definition>,
}

impl<'s> Side<'s> {
    fn new(texts: &'s dyn Texts) -> Self {
        Self { texts, files: RefCell::default() }
    }

    fn file(&self, path: &str) -> Option<Rc<File>> {
        let known = self.files.borrow().get(path).cloned();
        known.unwrap_or_else(|| {
            let file = self.texts.text(path).map(|text| Rc::new(File { definitions: python::definitions(&text), text }));
            self.files.borrow_mut().insert(path.to_owned(), file.clone());
            file
        })
    }

    fn defines(&self, path: &str, definition: &str) -> bool {
        match definition {
            "" => self.texts.has(path),
            _ => self.file(path).is_some_and(|file| file.definitions.iter().any(|known| known.path == definition)),
        }
    }

    /// The lines of a definition, or of all of the file. None if it is not there.
    fn lines(&self, path: &str, definition: &str) -> Option<Lines> {
        let file = self.file(path)?;
        let range = match definition {
            "" => 0..file.text.len(),
            _ => {
                let found = file.definitions.iter().find(|known| known.path == definition)?;
                found.span.start as usize..found.span.end as usize
            }
        };
        let first = 1 + memchr::memchr_iter(b'\n', &file.text.as_bytes()[..range.start]).count();
        let lines = (first as u32..).zip(file.text.get(range)?.lines().map(str::to_owned));
        Some(Rc::new(lines.collect()))
    }
}
