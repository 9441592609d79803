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

use super::look::{Look, NameGivers, Searches, Seen};
use super::reach::Reach;
use super::reader::{PythonFiles, Reader};
use crate::project::{Exports, Hit, Known, ModuleMap, Names, Node};
use crate::python::{Binding, BoundTo, Facts, ImportFact, Reference};
use crate::rules::{Anchors, Index, Model};

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
}

/// What functions return that is looked for, by their full names.
type Getters = FxHashMap<String, Vec<Hit>>;

/// One module's exposure of a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Exposure {
    /// Last component of the module's name.
    tail: String,
    /// The folder of the package, if the module is one.
    folder: Option<String>,
    /// Words of which one must stand in the file too; empty: none.
    remainders: Vec<String>,
    /// Whether whoever uses it writes a word for which files are parsed anyway.
    anchored: bool,
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
            let names = Names::new(self.map, &files.facts, self.model, self.index);
            let exposed = self.exposed(&names, files);
            let mut wanted = self.needed(&exposed, &names, files);
            let exports = names.into_exports();
            let fresh = exposed.without(&mut done);
            known.extend(fresh.by_name.keys().cloned());
            let near = self.candidates(&fresh, &known, files);
            wanted.extend(near.keys());
            wanted.sort_unstable();
            wanted.dedup();
            wanted.retain(|&index| files.is_python[index] && (files.facts[index].is_none() || files.partial[index].is_some()));
            if wanted.is_empty() {
                return exports;
            }
            // What is known of statements that were parsed is taken out, to be added to.
            let taken: Vec<_> = wanted.iter().map(|&index| (index, files.partial[index].take())).collect();
            let reads: Vec<_> = taken
                .into_par_iter()
                .map(|(index, partial)| {
                    let read = match files.text(index) {
                        // More of it is parsed, for the names that are new to it.
                        Some(text) => {
                            let (file, names) = (&self.reader.files[index], near.get(&index).unwrap_or(&known));
                            self.reader.parse_text(file, text, Vec::new(), names, partial.map(|partial| *partial))
                        }
                        None => self.reader.parse_kept(files, index, &known),
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
        let mut getters = Getters::default();
        for (file, facts) in files.facts.iter().enumerate() {
            let (Some(facts), Some(module)) = (facts, self.map.of_file(file as u32)) else { continue };
            for returned in &facts.returns {
                let hits = names.reference(file as u32, facts.reference(returned.reference));
                self.expose(&mut exposed, module, &returned.function, &hits);
                if !hits.is_empty() {
                    let getter = format!("{}.{}", self.map.get(module).name, returned.function);
                    getters.entry(getter).or_default().extend(hits);
                }
            }
        }
        for (module, name, hits) in names.exports() {
            self.hand_on(&mut exposed, module, name, hits, &getters);
        }
        self.expose_stars(&mut exposed, names, files, &getters);
        exposed
    }

    /// What a module imports with a star it exposes too: of a library all that rules know of
    /// it, of other modules what they expose, step by step.
    fn expose_stars(&self, exposed: &mut Exposed, names: &Names, files: &PythonFiles, getters: &Getters) {
        let mut starred = Vec::new();
        for (file, facts) in (0_u32..).zip(&files.facts) {
            let (Some(facts), Some(module)) = (facts, self.map.of_file(file)) else { continue };
            let sources = facts.stars.iter().flat_map(|&star| names.import(file, &facts.imports[star as usize]));
            let libraries: Vec<_> = sources.filter_map(|hit| hit.outside().map(|library| format!("{library}."))).collect();
            if !facts.stars.is_empty() {
                starred.push((module, libraries));
            }
        }
        if starred.is_empty() {
            return;
        }
        for (module, libraries) in &starred {
            for library in libraries {
                let known = self.index.names().filter_map(|name| name.strip_prefix(library.as_str()));
                for name in known.filter(|name| !name.contains('.')) {
                    self.expose(exposed, *module, name, &names.of_module(*module, name));
                }
            }
        }
        let all: Vec<String> = exposed.by_name.keys().cloned().collect();
        for (module, _) in starred {
            for name in &all {
                let hits = names.of_module(module, name);
                // Only what comes from elsewhere: a module has no name of its own here.
                let brought: Vec<Hit> = hits.into_iter().filter(|hit| hit.via.is_some()).collect();
                self.hand_on(exposed, module, name, &brought, getters);
            }
        }
    }

    /// What a module exposes that it has from elsewhere: a function that gives something is
    /// handed on as the thing itself is.
    fn hand_on(&self, exposed: &mut Exposed, module: u32, name: &str, hits: &[Hit], getters: &Getters) {
        self.expose(exposed, module, name, hits);
        for given in hits.iter().filter_map(|hit| getters.get(hit.symbol()?)) {
            self.expose(exposed, module, name, given);
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
                anchored: self.is_anchored(symbol, name, &remainders),
                remainders,
            };
            exposed.by_name.entry(name.to_owned()).or_default().insert(exposure);
        }
    }

    /// Whether whoever uses `symbol` under `name` writes a word for which files are parsed
    /// anyway: in the name, in all that rules speak of below it, or as the library's own name.
    fn is_anchored(&self, symbol: &str, name: &str, remainders: &[String]) -> bool {
        let Anchors { alone, pairs } = self.index.anchors(false);
        let is_anchor = |word: &str| alone.iter().any(|anchor| word.contains(anchor.as_str()));
        let by_itself = symbol == name && pairs.iter().any(|pair| pair.root == symbol);
        is_anchor(name) || by_itself || !remainders.is_empty() && remainders.iter().all(|word| is_anchor(word))
    }

    /// Unparsed modules that stand between a parsed file and an exposed name:
    /// `manager.utils.sleep` needs to know what `utils` is in `manager`.
    fn needed(&self, exposed: &Exposed, names: &Names, files: &PythonFiles) -> Vec<usize> {
        let mut needed = FxHashSet::default();
        let is_unparsed = |home: u32| files.facts[home as usize].is_none();
        for (file, facts) in (0_u32..).zip(&files.facts) {
            let Some(facts) = facts else { continue };
            for hit in self.leads(exposed, names, file, facts) {
                let Node::Own(dotted) = &hit.node else { continue };
                let Some((module, rest)) = self.map.longest(dotted) else { continue };
                let home = self.map.get(module).file.filter(|&home| exposed.is_named_in(rest) && is_unparsed(home));
                needed.extend(home.map(|home| home as usize));
            }
            // A star import hides what it brings: the module must be known.
            for &star in &facts.stars {
                let import = &facts.imports[star as usize];
                let module = self.map.absolute(file, import.level, &import.module).and_then(|module| self.map.find(&module));
                let home = module.and_then(|module| self.map.get(module).file).filter(|&home| is_unparsed(home));
                needed.extend(home.map(|home| home as usize));
            }
        }
        needed.into_iter().collect()
    }

    /// What a file writes that may lead to something exposed: names, strings, and objects of
    /// which a string names an attribute.
    fn leads(&self, exposed: &Exposed, names: &Names, file: u32, facts: &Facts) -> Vec<Hit> {
        let mut known = Known::default();
        let mut found = Vec::new();
        for reference in &facts.references {
            let (name, attributes) = (facts.name(reference), facts.attributes_in(reference.attributes));
            let names_one = exposed.by_name.contains_key(name) || exposed.is_named_in(attributes);
            if names_one && self.may_lead_on(facts, reference) {
                found.extend(names.reference_again(file, reference, &mut known));
            }
        }
        let imports = facts.imports.iter().filter(|import| import.name.as_deref().is_some_and(|name| exposed.is_named_in(name)));
        found.extend(imports.filter(|import| self.is_of_project(import)).flat_map(|import| names.import(file, import)));
        for call in &facts.calls {
            let strings = call.arguments.iter().filter_map(|argument| argument.string.as_ref());
            for string in strings.filter(|string| exposed.is_named_in(&string.value)) {
                found.extend(names.absolute(&string.value));
                let object = call.object.map(|object| facts.reference(object)).filter(|object| self.may_lead_on(facts, object));
                let objects = object.map(|object| names.reference_again(file, object, &mut known)).unwrap_or_default();
                found.extend(names.attributes(objects, &string.value));
            }
        }
        found
    }

    /// Whether a name may stand for something of the project that a library's name is not.
    fn may_lead_on(&self, facts: &Facts, reference: &Reference) -> bool {
        let bindings = facts.bindings(reference);
        let leads_on = |binding: &Binding| match binding.to {
            BoundTo::Import(index) => self.is_of_project(&facts.imports[index as usize]),
            BoundTo::Alias(_) | BoundTo::Call(_) => true,
            BoundTo::Text(..) | BoundTo::Definition | BoundTo::Other => false,
        };
        bindings.iter().any(|binding| leads_on(binding)) || bindings.is_empty() && !facts.stars.is_empty()
    }

    fn is_of_project(&self, import: &ImportFact) -> bool {
        import.level > 0 || self.map.longest(&import.module).is_some()
    }

    /// Files in which an exposed name and the name of a module that exposes it stand, and
    /// whose facts do not tell what it means there, with those names. `known` are all names
    /// exposed so far.
    fn candidates(&self, exposed: &Exposed, known: &FxHashSet<String>, files: &PythonFiles) -> FxHashMap<usize, FxHashSet<String>> {
        let is_open = |index: usize| match (&files.facts[index], &files.partial[index]) {
            (Some(_), None) => false,
            // Whoever holds an anchor was parsed; others can hold it in comments alone.
            (None, _) => !exposed.is_anchored(),
            _ => true,
        };
        let open: Vec<usize> = (0..files.facts.len()).filter(|&index| files.is_python[index] && is_open(index)).collect();
        if exposed.by_name.is_empty() || open.is_empty() {
            return FxHashMap::default();
        }
        let open_names = exposed.by_name.iter().filter(|(_, exposures)| exposures.iter().any(|exposure| !exposure.anchored));
        let tails = exposed.by_name.values().flatten().map(|exposure| exposure.tail.as_str());
        let names = exposed.by_name.keys().map(String::as_str);
        let unspoken = known.difference(&self.reader.interest.words).map(String::as_str);
        let searches = Searches::new(open_names.map(|(name, _)| name.as_str()), names, unspoken, tails.collect());
        let looks: Vec<(usize, Look)> = open
            .into_par_iter()
            .map(|index| (index, searches.look(files, index, self.reader)))
            .filter(|(_, look)| !look.is_empty())
            .collect();
        let mut renamed = FxHashMap::<&str, FxHashSet<&str>>::default();
        let unparsed = looks.iter().flat_map(|(_, look)| &look.renamed).map(|(tail, other)| (*tail, other.as_str()));
        for (tail, other) in unparsed.chain(files.facts.iter().flatten().flat_map(|facts| renamed_by(facts, &searches))) {
            renamed.entry(tail).or_default().insert(other);
        }
        let importers = self.model.importers.iter().filter_map(|name| name.rsplit('.').next());
        let givers = NameGivers::new(importers);
        let near = |(index, look): &(usize, Look)| {
            let bytes = self.reader.bytes(files, *index);
            let known = files.facts[*index].as_deref().zip(Some(self.reader.interest));
            let mut seen = Seen::new(&bytes, &givers, known);
            let path = &*self.reader.files[*index].path;
            let mut is_near = |name: &str, reach: &Reach| {
                let mut exposures = exposed.by_name.get(name).into_iter().flatten();
                exposures.any(|exposure| exposure.is_near(path, &mut seen, reach, renamed.get(exposure.tail.as_str())))
            };
            // For what is parsed for the first time it is enough that there is one.
            let count = if files.partial[*index].is_some() { usize::MAX } else { 1 };
            let near = look.names.iter().filter(|(name, reach)| is_near(name, reach)).take(count);
            let names: FxHashSet<String> = near.map(|(name, _)| (*name).to_owned()).collect();
            (!names.is_empty()).then_some((*index, names))
        };
        looks.par_iter().filter(|(_, look)| !look.names.is_empty()).filter_map(near).collect()
    }
}

impl Exposure {
    /// Whether a file reaches the module, by its own name or another, and has all else that
    /// is needed.
    fn is_near<'e>(&'e self, path: &str, seen: &mut Seen<'e, '_>, reach: &Reach, others: Option<&FxHashSet<&'e str>>) -> bool {
        let inside = reach.somehow && self.folder.as_ref().is_some_and(|folder| path.starts_with(folder.as_str()));
        (inside || seen.is_reached(reach, &self.tail, others))
            && (self.remainders.is_empty() || self.remainders.iter().any(|word| seen.has(word)))
    }
}

/// Modules that expose something, and other names by which a parsed module hands them on.
fn renamed_by<'f>(facts: &'f Facts, searches: &Searches<'f>) -> Vec<(&'f str, &'f str)> {
    let mut renamed = Vec::new();
    for name in facts.module_names() {
        for binding in facts.module_bindings(name) {
            let BoundTo::Import(index) = binding.to else { continue };
            let import = &facts.imports[index as usize];
            // `import os.path` gives the last module no other name.
            if import.binds_root {
                continue;
            }
            let last = import.name.as_deref().unwrap_or_else(|| import.module.rsplit('.').next().unwrap_or(&import.module));
            if last != name && searches.exposes(last) {
                renamed.push((last, name));
            }
        }
    }
    renamed
}

impl Exposed {
    /// Whether all that it names is found by words for which files are parsed anyway.
    fn is_anchored(&self) -> bool {
        self.by_name.values().flatten().all(|exposure| exposure.anchored)
    }

    /// Whether one of the parts of a dotted name is exposed.
    fn is_named_in(&self, dotted: &str) -> bool {
        dotted.split('.').any(|part| self.by_name.contains_key(part))
    }

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
