//! Finds the files that get what is looked for from another module of the project,
//! without naming the library themselves.
//!
//! A module that says `from eventlet import sleep` exposes `sleep`. Whoever uses it from
//! there must write `sleep` after a dot, after a quote or in an import statement, and
//! must name the module, or what another module calls it. A scan of the bytes for both
//! proposes files; parsing them decides. What they expose is looked for in turn, until
//! nothing new is found.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::files::{PythonFiles, Reader};
use crate::project::{Exports, Hit, ModuleMap, Names};
use crate::python::{BoundTo, Facts};
use crate::rules::{Index, Model};
use crate::words::{WordSearch, has_word, is_word_byte};

/// Brings any name.
const STAR: &str = "import *";

/// Gives any other name.
const AS: &str = " as ";

/// What is needed to look for candidates.
pub struct Search<'s> {
    /// Reads and parses.
    pub reader: &'s Reader<'s>,
    /// The project's modules.
    pub map: &'s ModuleMap,
    /// The selected rules.
    pub index: &'s Index,
    /// How names are given away.
    pub model: &'s Model,
    /// Whether a rule names exactly this.
    pub known: &'s (dyn Fn(&str) -> bool + Sync),
}

/// One module's exposure of a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Exposure {
    /// Last component of the module's name.
    tail: String,
    /// The folder of the package, if the module is one.
    folder: Option<String>,
    /// Words of which one must stand in the file too; empty: none.
    remainders: Vec<String>,
}

/// Exposed names.
#[derive(Default)]
struct Exposed {
    by_name: FxHashMap<String, FxHashSet<Exposure>>,
}

impl Search<'_> {
    /// Parses candidates until no parsed file exposes anything new. What the modules then
    /// expose.
    pub fn complete(&self, files: &mut PythonFiles) -> Exports {
        let mut done = FxHashSet::<(String, Exposure)>::default();
        let mut known = FxHashSet::default();
        loop {
            let names = Names::new(self.map, &files.facts, self.model, self.known);
            let exposed = self.exposed(&names, files);
            let exports = names.into_exports();
            let mut wanted = self.needed(&exposed, files);
            let fresh = exposed.without(&mut done);
            known.extend(fresh.by_name.keys().cloned());
            wanted.extend(self.candidates(&fresh, &known, files));
            wanted.sort_unstable();
            wanted.dedup();
            wanted.retain(|&index| files.is_python[index] && (files.facts[index].is_none() || files.partial[index].is_some()));
            if wanted.is_empty() {
                return exports;
            }
            // What is parsed a second time is taken out, text and all.
            let taken: Vec<_> =
                wanted.iter().map(|&index| (index, files.texts[index].take(), files.partial[index].take())).collect();
            let reads: Vec<_> = taken
                .into_par_iter()
                .map(|(index, text, partial)| {
                    let file = &self.reader.files[index];
                    let read = match (text, &*self.reader.bytes(files, index)) {
                        (Some(text), _) => self.reader.parse_text(file, text, Vec::new(), &known, partial.map(|partial| *partial)),
                        (None, []) => self.reader.reread(index, &known),
                        (None, bytes) => self.reader.parse(file, bytes, &known),
                    };
                    (index, read)
                })
                .collect();
            for (index, read) in reads {
                files.put(index, read);
            }
        }
    }

    fn exposed(&self, names: &Names, files: &PythonFiles) -> Exposed {
        let mut exposed = Exposed::default();
        for (module, name, hits) in names.exports() {
            self.expose(&mut exposed, module, name, hits);
        }
        for (file, facts) in files.facts.iter().enumerate() {
            let (Some(facts), Some(module)) = (facts, self.map.of_file(file as u32)) else { continue };
            for returned in &facts.returns {
                let hits = names.reference(file as u32, facts.reference(returned.reference));
                self.expose(&mut exposed, module, &returned.function, &hits);
            }
        }
        self.expose_stars(&mut exposed, names, files);
        exposed
    }

    /// What a module imports with a star it exposes too, step by step.
    fn expose_stars(&self, exposed: &mut Exposed, names: &Names, files: &PythonFiles) {
        let starred: Vec<_> = (0..files.facts.len() as u32)
            .filter(|&file| files.facts[file as usize].as_ref().is_some_and(|facts| !facts.stars.is_empty()))
            .filter_map(|file| self.map.of_file(file))
            .collect();
        if starred.is_empty() {
            return;
        }
        let all: Vec<String> = exposed.by_name.keys().cloned().collect();
        for module in starred {
            for name in &all {
                let hits = names.of_module(module, name);
                // Only what comes from elsewhere: a module has no name of its own here.
                let brought: Vec<Hit> = hits.into_iter().filter(|hit| hit.via.is_some()).collect();
                self.expose(exposed, module, name, &brought);
            }
        }
    }

    fn expose(&self, exposed: &mut Exposed, module: u32, name: &str, hits: &[Hit]) {
        let home = self.map.get(module);
        for symbol in hits.iter().filter_map(Hit::symbol) {
            let Some(remainders) = self.index.remainders(symbol) else { continue };
            let tail = home.name.rsplit('.').next().unwrap_or(&home.name);
            let mut remainders: Vec<_> = remainders.into_iter().map(str::to_owned).collect();
            remainders.sort();
            let exposure = Exposure {
                tail: tail.to_owned(),
                // `from . import name` below a package names no module.
                folder: home.package.then(|| format!("{}/", home.name.replace('.', "/"))),
                remainders,
            };
            exposed.by_name.entry(name.to_owned()).or_default().insert(exposure);
        }
    }

    /// Unparsed modules that stand between a parsed file and an exposed name:
    /// `manager.utils.sleep` needs to know what `utils` is in `manager`.
    fn needed(&self, exposed: &Exposed, files: &PythonFiles) -> Vec<usize> {
        let mut needed = FxHashSet::default();
        for (file, facts) in files.facts.iter().enumerate() {
            let Some(facts) = facts else { continue };
            for dotted in self.paths_to(exposed, file as u32, facts) {
                let Some((module, rest)) = self.map.longest(&dotted) else { continue };
                let Some(home) = self.map.get(module).file else { continue };
                if !rest.is_empty() && files.facts[home as usize].is_none() {
                    needed.insert(home as usize);
                }
            }
        }
        needed.into_iter().collect()
    }

    /// Dotted names in a file that may lead to something exposed.
    fn paths_to(&self, exposed: &Exposed, file: u32, facts: &Facts) -> Vec<String> {
        let mut paths = Vec::new();
        for reference in &facts.references {
            let attributes = facts.attributes_in(reference.attributes);
            let name = facts.name(reference);
            if !exposed.by_name.contains_key(name) && !attributes.split('.').any(|part| exposed.by_name.contains_key(part)) {
                continue;
            }
            for binding in facts.bindings(reference) {
                let BoundTo::Import(index) = binding.to else { continue };
                let import = &facts.imports[index as usize];
                let Some(module) = self.map.absolute(file, import.level, &import.module) else { continue };
                let base = match (&import.name, import.binds_root) {
                    (Some(name), _) => format!("{module}.{name}"),
                    (None, true) => module.split('.').next().unwrap_or(&module).to_owned(),
                    (None, false) => module,
                };
                paths.push(if attributes.is_empty() { base } else { format!("{base}.{attributes}") });
            }
        }
        let strings = facts.calls.iter().flat_map(|call| &call.arguments).filter_map(|argument| argument.string.as_ref());
        let strings = strings.filter(|string| string.value.split('.').any(|part| exposed.by_name.contains_key(part)));
        paths.extend(strings.map(|string| string.value.to_string()));
        for &star in &facts.stars {
            let import = &facts.imports[star as usize];
            // A star import hides what it brings: the module must be known.
            paths.extend(self.map.absolute(file, import.level, &import.module).map(|module| format!("{module}.*")));
        }
        paths
    }

    /// Files in which an exposed name and the name of a module that exposes it stand, and
    /// whose facts do not tell what it means there. `known` are all names exposed so far.
    fn candidates(&self, exposed: &Exposed, known: &FxHashSet<String>, files: &PythonFiles) -> Vec<usize> {
        if exposed.by_name.is_empty() {
            return Vec::new();
        }
        // What an anchor stands in is parsed; other files can hold it in comments alone.
        let anchors = self.index.anchors(false).alone;
        let is_anchored = |name: &str| anchors.iter().any(|anchor| name.contains(anchor.as_str()));
        let names = exposed.by_name.keys().map(String::as_str);
        let searches = Searches {
            few: WordSearch::new(names.clone().filter(|name| !is_anchored(name)).chain([STAR, AS])),
            all: WordSearch::new(known.iter().map(String::as_str).chain([STAR, AS])),
            tails: exposed.by_name.values().flatten().map(|exposure| exposure.tail.as_str()).collect(),
            fresh: names.collect(),
        };
        let looks: Vec<(usize, Look)> = (0..files.facts.len())
            .into_par_iter()
            .filter(|&index| files.is_python[index] && (files.facts[index].is_none() || files.partial[index].is_some()))
            .map(|index| (index, searches.look(files, index, self.reader)))
            .filter(|(_, look)| !look.is_empty())
            .collect();
        let mut renamed = FxHashMap::<&str, FxHashSet<&str>>::default();
        for (tail, other) in looks.iter().flat_map(|(_, look)| &look.renamed) {
            renamed.entry(tail).or_default().insert(other);
        }
        let is_near = |(index, look): &(usize, Look)| {
            let bytes = self.reader.bytes(files, *index);
            let mut seen = Seen { bytes: &bytes, words: FxHashMap::default() };
            let path = &*self.reader.files[*index].path;
            let mut exposures = look.names.iter().filter_map(|name| exposed.by_name.get(*name)).flatten();
            exposures.any(|exposure| exposure.is_near(path, &mut seen, renamed.get(exposure.tail.as_str()))).then_some(*index)
        };
        looks.par_iter().filter(|(_, look)| !look.names.is_empty()).filter_map(is_near).collect()
    }
}

/// What is looked for in a round.
struct Searches<'e> {
    /// In files without anchors.
    few: WordSearch,
    /// In others: the names of earlier rounds too.
    all: WordSearch,
    /// Last components of the names of modules that expose something.
    tails: FxHashSet<&'e str>,
    /// The names whose exposures are new in this round.
    fresh: FxHashSet<&'e str>,
}

/// What was found in a file.
#[derive(Default)]
struct Look<'e> {
    /// Exposed names that may be reached.
    names: FxHashSet<&'e str>,
    /// Modules that expose something, and other names that the file gives them:
    /// `import utils as u`.
    renamed: Vec<(&'e str, String)>,
}

impl Look<'_> {
    fn is_empty(&self) -> bool {
        self.names.is_empty() && self.renamed.is_empty()
    }
}

impl Searches<'_> {
    /// One look at the bytes of a file.
    fn look<'s>(&'s self, files: &PythonFiles, index: usize, reader: &Reader) -> Look<'s> {
        let bytes = &*reader.bytes(files, index);
        let partial = files.partial[index].as_ref();
        let search = if partial.is_some() || files.mentions[index] { &self.all } else { &self.few };
        let mut look = Look::default();
        // Whether parsing once more would look at more statements than before.
        let mut more = partial.is_none();
        for at in search.find(bytes) {
            match at.word {
                AS if partial.is_some() => {}
                AS => look.renamed.extend(self.renamed(bytes, at.start, at.end)),
                word if !at.is_whole(bytes) || partial.is_some_and(|partial| partial.covers(word)) => {}
                STAR => look.names.extend(&self.fresh),
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

    /// The words around an ` as `, if the one before it is the name of such a module.
    fn renamed(&self, bytes: &[u8], start: usize, end: usize) -> Option<(&str, String)> {
        let before = bytes[..start].iter().rposition(|&byte| !is_word_byte(byte)).map_or(0, |before| before + 1);
        let tail = std::str::from_utf8(&bytes[before..start]).ok().and_then(|word| self.tails.get(word))?;
        let behind = &bytes[end..];
        let length = behind.iter().position(|&byte| !is_word_byte(byte)).unwrap_or(behind.len());
        Some((tail, String::from_utf8_lossy(&behind[..length]).into_owned()))
    }
}

/// Words that were looked for in a file, and whether they are in it.
struct Seen<'e, 'b> {
    bytes: &'b [u8],
    words: FxHashMap<&'e str, bool>,
}

impl<'e> Seen<'e, '_> {
    fn has(&mut self, word: &'e str) -> bool {
        *self.words.entry(word).or_insert_with(|| has_word(self.bytes, word))
    }
}

impl Exposure {
    /// Whether a file names the module, by its own name or another, and all else that is needed.
    fn is_near<'e>(&'e self, path: &str, seen: &mut Seen<'e, '_>, others: Option<&FxHashSet<&'e str>>) -> bool {
        let named = self.folder.as_ref().is_some_and(|folder| path.starts_with(folder.as_str()))
            || seen.has(&self.tail)
            || others.is_some_and(|others| others.iter().any(|other| seen.has(other)));
        named && (self.remainders.is_empty() || self.remainders.iter().any(|word| seen.has(word)))
    }
}

impl Exposed {
    /// What is not in `done` yet; it is then.
    fn without(self, done: &mut FxHashSet<(String, Exposure)>) -> Exposed {
        let mut fresh = Exposed::default();
        for (name, exposures) in self.by_name {
            for exposure in exposures {
                if done.insert((name.clone(), exposure.clone())) {
                    fresh.by_name.entry(name.clone()).or_default().insert(exposure);
                }
            }
        }
        fresh
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
