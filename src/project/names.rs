//! What a name means: imports, aliases and re-exports followed across the files of a
//! project, to the library that defines it or to the project's own definition.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::exports::Exports;
use super::hits::{Hit, Node, unique};
use super::modules::{ModuleId, ModuleMap};
use crate::finding::Via;
use crate::python::{Binding, BoundTo, CallFact, Facts, ImportFact, Reference, ScopeType};
use crate::rules::{Index, Model};

/// Re-exports of re-exports are followed this deep; real chains have three steps.
const MAX_DEPTH: u32 = 60;
/// Bindings that are looked into to answer one question. A name that is bound a
/// thousand times to calls of itself (`query = query.filter(…)`) must not take for ever.
const MAX_STEPS: u32 = 2_000;
/// Meanings of one name that are followed; more than two are rare.
const MAX_MEANINGS: usize = 32;

/// One question on its way: what is being looked into, and what was found out.
#[derive(Default)]
pub(super) struct Query {
    depth: u32,
    steps: u32,
    /// Answers by file and binding; none while it is being looked into.
    known: FxHashMap<(u32, BoundTo), Option<Vec<Hit>>>,
    /// The same for names of modules.
    members: FxHashMap<(ModuleId, Box<str>), Option<Vec<Hit>>>,
}

/// What names of one file mean, by name and scope, as far as they were looked up.
#[derive(Default)]
pub struct Known(FxHashMap<(u32, u32), Vec<Hit>>);

impl Query {
    fn is_spent(&self) -> bool {
        self.depth >= MAX_DEPTH || self.steps >= MAX_STEPS
    }
}

/// Where names are looked up: the project's modules and the facts of those that were parsed.
pub struct Names<'p> {
    pub(super) modules: &'p ModuleMap,
    facts: &'p [Option<Box<Facts>>],
    pub(super) model: &'p Model,
    /// The rules: what they name is what a star import of a library brings.
    pub(super) index: &'p Index,
    pub(super) exports: Exports,
}

impl<'p> Names<'p> {
    /// Looks names up in `facts`, by file. `model` names the functions that import by
    /// name, `index` holds the rules.
    pub fn new(modules: &'p ModuleMap, facts: &'p [Option<Box<Facts>>], model: &'p Model, index: &'p Index) -> Self {
        let mut names = Self::again(modules, facts, model, index, Exports::default());
        let exports: Vec<_> = (0..facts.len() as u32).into_par_iter().filter_map(|file| names.exports_of(file)).collect();
        names.exports = Exports(exports.into_iter().collect());
        names
    }

    /// The same, with what an earlier one of the same facts found out.
    pub fn again(
        modules: &'p ModuleMap,
        facts: &'p [Option<Box<Facts>>],
        model: &'p Model,
        index: &'p Index,
        exports: Exports,
    ) -> Self {
        Self { modules, facts, model, index, exports }
    }

    /// The project's modules.
    pub fn modules(&self) -> &ModuleMap {
        self.modules
    }

    /// What a reference in `file` means.
    pub fn reference(&self, file: u32, reference: &Reference) -> Vec<Hit> {
        self.resolve(file, reference, &mut Query::default())
    }

    /// The same for many references of one file: a name that is read a thousand times is
    /// looked up once.
    pub fn reference_again(&self, file: u32, reference: &Reference, known: &mut Known) -> Vec<Hit> {
        let Some(facts) = self.facts(file) else { return Vec::new() };
        // In a class body it matters where a name is read.
        if facts.scopes[reference.scope as usize].kind == ScopeType::Class {
            return self.reference(file, reference);
        }
        let look = || self.root(file, facts, reference, &mut Query::default());
        let roots = known.0.entry((reference.name, reference.scope)).or_insert_with(look);
        let attributes = facts.attributes_in(reference.attributes);
        let extended = roots.iter().flat_map(|hit| self.extend(hit.clone(), attributes, &mut Query::default()));
        unique(extended.collect())
    }

    /// What one import statement's alias stands for. Star imports: the module itself.
    pub fn import(&self, file: u32, import: &ImportFact) -> Vec<Hit> {
        self.imported(file, import, &mut Query::default())
    }

    /// What an absolute dotted name means, as a string that names it would be resolved:
    /// the longest module, then names in it.
    pub fn absolute(&self, dotted: &str) -> Vec<Hit> {
        self.dotted(dotted, &mut Query::default())
    }

    /// What `name` means as an attribute of a module.
    pub fn of_module(&self, module: ModuleId, name: &str) -> Vec<Hit> {
        self.member(module, name, &mut Query::default())
    }

    /// What the attributes of a resolved thing mean, which may be several things.
    pub fn attributes(&self, hits: Vec<Hit>, attributes: &str) -> Vec<Hit> {
        unique(hits.into_iter().flat_map(|hit| self.extend(hit, attributes, &mut Query::default())).collect())
    }

    /// What a project's function returns, when `callee` is one that returns a chain.
    pub fn returned(&self, file: u32, callee: &Reference) -> Vec<Hit> {
        self.getter(file, callee, &mut Query::default())
    }

    pub(super) fn facts(&self, file: u32) -> Option<&'p Facts> {
        self.facts.get(file as usize)?.as_deref()
    }

    /// The file that holds a module, and what it says.
    pub(super) fn facts_of(&self, module: ModuleId) -> Option<(u32, &'p Facts)> {
        let file = self.modules.get(module).file?;
        Some((file, self.facts(file)?))
    }

    pub(super) fn resolve(&self, file: u32, reference: &Reference, query: &mut Query) -> Vec<Hit> {
        let Some(facts) = self.facts(file) else { return Vec::new() };
        let attributes = facts.attributes_in(reference.attributes);
        let mut found = Vec::new();
        for hit in self.root(file, facts, reference, query) {
            found.extend(self.extend(hit, attributes, query));
        }
        unique(found)
    }

    /// What the name of a reference means, without its attributes.
    fn root(&self, file: u32, facts: &Facts, reference: &Reference, query: &mut Query) -> Vec<Hit> {
        let bindings = facts.bindings(reference);
        let name = facts.name(reference);
        let mut found = Vec::new();
        for binding in &bindings {
            query.steps += 1;
            if query.is_spent() || found.len() > MAX_MEANINGS {
                break;
            }
            found.extend(self.bound(file, facts, binding.to, name, query));
        }
        // A star import of the module binds any name too.
        let of_module = facts.module_bindings(name).as_ptr_range();
        let is_of_module = |binding: &&Binding| of_module.contains(&std::ptr::from_ref(*binding));
        if !facts.stars.is_empty() && (bindings.is_empty() || bindings.iter().any(is_of_module)) && !query.is_spent() {
            found.extend(self.starred(file, facts, name, query));
        }
        unique(found)
    }

    /// What one binding of `name` means.
    fn bound(&self, file: u32, facts: &Facts, to: BoundTo, name: &str, query: &mut Query) -> Vec<Hit> {
        if query.is_spent() {
            return Vec::new();
        }
        if let Some(hits) = self.bound_at_once(file, facts, to, name) {
            return hits;
        }
        match query.known.get(&(file, to)) {
            Some(Some(hits)) => return hits.clone(),
            Some(None) => return self.in_circle(file, facts, to),
            None => {}
        }
        query.known.insert((file, to), None);
        query.depth += 1;
        query.steps += 1;
        let hits = self.look(file, facts, to, query);
        query.depth -= 1;
        query.known.insert((file, to), Some(hits.clone()));
        hits
    }

    /// The same, if no other module and no other binding must be asked for it.
    fn bound_at_once(&self, file: u32, facts: &Facts, to: BoundTo, name: &str) -> Option<Vec<Hit>> {
        match to {
            BoundTo::Definition => Some(self.own(file, name).into_iter().map(Hit::new).collect()),
            BoundTo::Text(..) | BoundTo::Other => Some(Vec::new()),
            BoundTo::Alias(_) | BoundTo::Call(_) => None,
            BoundTo::Import(index) => {
                let import = &facts.imports[index as usize];
                if import.binds_root {
                    let root = import.module.split('.').next().unwrap_or(&import.module);
                    return Some(vec![Hit::new(self.module_or_outside(root))]);
                }
                let Some(module) = self.modules.absolute(file, import.level, &import.module) else { return Some(Vec::new()) };
                let node = match (self.module_or_outside(&module), import.name.as_deref()) {
                    (base, None | Some("*")) => base,
                    (Node::Outside(module), Some(name)) => Node::Outside([&*module, name].join(".")),
                    (Node::Own(module), Some(name)) => Node::Own([&*module, name].join(".")),
                    (Node::Module(module), Some(name)) if self.facts_of(module).is_none() => self.unknown_member(module, name),
                    (Node::Module(_), Some(_)) => return None,
                };
                Some(vec![Hit::new(node)])
            }
        }
    }

    /// Modules that import each other in a circle: nothing new that way but a submodule, which
    /// `from package import name` gets where the package has no such name yet.
    fn in_circle(&self, file: u32, facts: &Facts, to: BoundTo) -> Vec<Hit> {
        let BoundTo::Import(index) = to else { return Vec::new() };
        let import = &facts.imports[index as usize];
        let module = self.modules.absolute(file, import.level, &import.module).and_then(|module| self.modules.find(&module));
        match (module, import.name.as_deref()) {
            (Some(module), Some(name)) => self.submodule(module, name),
            _ => Vec::new(),
        }
    }

    fn submodule(&self, module: ModuleId, name: &str) -> Vec<Hit> {
        self.modules.child(module, name).map(|child| Hit::new(Node::Module(child))).into_iter().collect()
    }

    fn look(&self, file: u32, facts: &Facts, to: BoundTo, query: &mut Query) -> Vec<Hit> {
        match to {
            BoundTo::Import(index) => self.imported(file, &facts.imports[index as usize], query),
            BoundTo::Alias(index) => {
                let hits = self.resolve(file, facts.reference(index), query);
                // A module of the project under another name is no alias of what is in it.
                let hits = hits.into_iter().filter(|hit| !matches!(hit.node, Node::Module(_)));
                hits.map(|hit| hit.through(Via::Alias)).collect()
            }
            BoundTo::Call(index) => self.call_result(file, facts, &facts.calls[index as usize], query),
            // Told at once.
            BoundTo::Definition | BoundTo::Text(..) | BoundTo::Other => Vec::new(),
        }
    }

    fn own(&self, file: u32, name: &str) -> Option<Node> {
        let module = self.modules.get(self.modules.of_file(file)?);
        Some(Node::Own([&*module.name, name].join(".")))
    }

    fn call_result(&self, file: u32, facts: &Facts, call: &CallFact, query: &mut Query) -> Vec<Hit> {
        if let Some(imported) = self.importer(file, call, query) {
            let Some(result) = &imported.result else { return Vec::new() };
            let hits = self.dotted(result, query);
            return hits.into_iter().map(|hit| hit.through(Via::Dynamic)).collect();
        }
        match call.callee {
            Some(callee) => self.getter(file, facts.reference(callee), query),
            None => Vec::new(),
        }
    }

    fn getter(&self, file: u32, callee: &Reference, query: &mut Query) -> Vec<Hit> {
        if query.is_spent() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for hit in self.resolve(file, callee, query) {
            let Node::Own(name) = &hit.node else { continue };
            let Some((module, function)) = name.rsplit_once('.') else { continue };
            let Some(home) = self.modules.find(module).and_then(|id| self.modules.get(id).file) else { continue };
            let Some(facts) = self.facts(home) else { continue };
            for returned in facts.returns.iter().filter(|returned| &*returned.function == function) {
                for returned in self.resolve(home, facts.reference(returned.reference), query) {
                    // The function's module stands between, whether it defines or re-exports it.
                    let elsewhere = (home != file).then(|| Via::Module(module.into()));
                    found.push(Hit { node: returned.node, via: hit.via.clone().or(elsewhere).or(returned.via), getter: true });
                }
            }
        }
        unique(found)
    }

    fn imported(&self, file: u32, import: &ImportFact, query: &mut Query) -> Vec<Hit> {
        if query.is_spent() {
            return Vec::new();
        }
        let Some(module) = self.modules.absolute(file, import.level, &import.module) else { return Vec::new() };
        let base = self.module_or_outside(&module);
        match import.name.as_deref() {
            None | Some("*") => vec![Hit::new(base)],
            Some(name) => self.extend(Hit::new(base), name, query),
        }
    }

    /// What `module` in an import statement is: modules only, no attributes.
    fn module_or_outside(&self, module: &str) -> Node {
        match self.modules.find(module) {
            Some(id) => Node::Module(id),
            None if self.modules.longest(module).is_some() => Node::Own(module.to_owned()),
            None => Node::Outside(module.to_owned()),
        }
    }

    pub(super) fn dotted(&self, dotted: &str, query: &mut Query) -> Vec<Hit> {
        match self.modules.longest(dotted) {
            Some((module, rest)) => self.extend(Hit::new(Node::Module(module)), rest, query),
            None => vec![Hit::new(Node::Outside(dotted.to_owned()))],
        }
    }

    fn extend(&self, hit: Hit, attributes: &str, query: &mut Query) -> Vec<Hit> {
        if attributes.is_empty() {
            return vec![hit];
        }
        if query.is_spent() {
            return Vec::new();
        }
        let (first, rest) = attributes.split_once('.').unwrap_or((attributes, ""));
        match &hit.node {
            Node::Outside(name) => vec![Hit { node: Node::Outside([name.as_str(), attributes].join(".")), ..hit }],
            Node::Own(name) => vec![Hit { node: Node::Own([name.as_str(), attributes].join(".")), ..hit }],
            Node::Module(module) => {
                let mut found = Vec::new();
                for member in self.member(*module, first, query) {
                    // Who asked first, and by which way, stays on record.
                    let via = hit.via.clone().or(member.via);
                    let member = Hit { node: member.node, via, getter: hit.getter || member.getter };
                    found.extend(self.extend(member, rest, query));
                }
                unique(found)
            }
        }
    }

    /// What `name` means as an attribute of a module.
    fn member(&self, module: ModuleId, name: &str, query: &mut Query) -> Vec<Hit> {
        if let Some(known) = self.exports.0.get(&module).and_then(|names| names.get(name)) {
            return known.clone();
        }
        self.exported(module, name, query)
    }

    /// The same, if no other module must be asked for it.
    pub(super) fn at_once(&self, module: ModuleId, name: &str) -> Option<Vec<Hit>> {
        let Some((file, facts)) = self.facts_of(module) else { return Some(vec![Hit::new(self.unknown_member(module, name))]) };
        if !facts.stars.is_empty() {
            return None;
        }
        let bindings = facts.module_bindings(name);
        let mut found = Vec::new();
        for binding in bindings {
            found.extend(self.exposed(module, name, binding, self.bound_at_once(file, facts, binding.to, name)?));
        }
        Some(self.or_unknown(module, name, found))
    }

    pub(super) fn exported(&self, module: ModuleId, name: &str, query: &mut Query) -> Vec<Hit> {
        if let Some(hits) = self.at_once(module, name) {
            return hits;
        }
        let key = (module, Box::from(name));
        match query.members.get(&key) {
            Some(Some(hits)) => return hits.clone(),
            Some(None) => return self.submodule(module, name),
            None if query.is_spent() => return Vec::new(),
            None => {}
        }
        query.members.insert(key.clone(), None);
        query.depth += 1;
        query.steps += 1;
        let hits = self.look_up(module, name, query);
        query.depth -= 1;
        query.members.insert(key, Some(hits.clone()));
        hits
    }

    fn look_up(&self, module: ModuleId, name: &str, query: &mut Query) -> Vec<Hit> {
        let mut found = Vec::new();
        if let Some((file, facts)) = self.facts_of(module).filter(|_| !query.is_spent()) {
            let bindings = facts.module_bindings(name);
            for binding in bindings {
                found.extend(self.exposed(module, name, binding, self.bound(file, facts, binding.to, name, query)));
            }
            let hits = self.starred(file, facts, name, query);
            found.extend(hits.into_iter().map(|hit| Hit { via: self.handed_on(module, name, &hit), ..hit }));
        }
        self.or_unknown(module, name, found)
    }

    /// What a binding of `name` in `module` means to those who get it from there.
    fn exposed(&self, module: ModuleId, name: &str, binding: &Binding, hits: Vec<Hit>) -> Vec<Hit> {
        let defined_here = matches!(binding.to, BoundTo::Definition);
        let via = |hit: &Hit| if defined_here { None } else { self.handed_on(module, name, hit) };
        hits.into_iter().map(|hit| Hit { via: via(&hit), ..hit }).collect()
    }

    /// How whoever gets `name` from `module` came by what it means, which is not defined there.
    fn handed_on(&self, module: ModuleId, name: &str, hit: &Hit) -> Option<Via> {
        // A step down into a package re-exports nothing.
        let submodule = matches!(hit.node, Node::Module(id) if self.modules.child(module, name) == Some(id));
        (!submodule).then(|| Via::Module(self.modules.get(module).name.clone()))
    }

    fn or_unknown(&self, module: ModuleId, name: &str, mut found: Vec<Hit>) -> Vec<Hit> {
        if found.is_empty() {
            return vec![Hit::new(self.unknown_member(module, name))];
        }
        // Whoever imports a submodule finds it in the package, whatever else that calls so;
        // but not what the package has out of the submodule, which was imported before.
        if let Some(child) = self.modules.child(module, name)
            && !self.imports_from(module, &self.modules.get(child).name)
        {
            found.push(Hit::new(Node::Module(child)));
        }
        unique(found)
    }

    /// Whether the statements of `module` itself import something out of a module of that name.
    fn imports_from(&self, module: ModuleId, name: &str) -> bool {
        self.facts_of(module).is_some_and(|(file, facts)| {
            let mut sources = facts.imports.iter().filter(|import| import.name.is_some() && import.place.scope == 0);
            sources.any(|import| self.modules.absolute(file, import.level, &import.module).as_deref() == Some(name))
        })
    }

    /// What `name` is in a module of which nothing is known that has it: a submodule, or
    /// something of its own.
    fn unknown_member(&self, module: ModuleId, name: &str) -> Node {
        match self.modules.child(module, name) {
            Some(child) => Node::Module(child),
            None => Node::Own([&*self.modules.get(module).name, name].join(".")),
        }
    }

    /// What star imports of a file bring under `name`.
    fn starred(&self, file: u32, facts: &Facts, name: &str, query: &mut Query) -> Vec<Hit> {
        if query.is_spent() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for &star in &facts.stars {
            query.steps += 1;
            // Many modules that bring each other's names bring the same ones in many ways.
            if found.len() > MAX_MEANINGS {
                found = unique(found);
            }
            if query.is_spent() || found.len() > MAX_MEANINGS {
                break;
            }
            for source in self.imported(file, &facts.imports[star as usize], query) {
                match source.node {
                    Node::Outside(module) => {
                        let dotted = [module.as_str(), name].join(".");
                        if self.index.knows(&dotted) {
                            found.push(Hit::new(Node::Outside(dotted)));
                        }
                    }
                    Node::Module(module) if self.is_public(module, name) => found.extend(self.brought(module, name, query)),
                    _ => {}
                }
            }
        }
        unique(found)
    }

    /// What a star import of `module` brings under a public name.
    fn brought(&self, module: ModuleId, name: &str, query: &mut Query) -> Vec<Hit> {
        let facts = self.facts_of(module).map(|(_, facts)| facts);
        let is_bound = facts.is_some_and(|facts| !facts.module_bindings(name).is_empty());
        // A submodule that nothing binds there is imported if it is listed.
        let is_listed = facts.is_some_and(|facts| facts.all.is_some());
        let nothing = Hit::new(self.unknown_member(module, name));
        let is_there = |hit: &Hit| *hit != nothing || is_bound || is_listed && matches!(hit.node, Node::Module(_));
        let via = || Some(Via::Module(self.modules.get(module).name.clone()));
        self.member(module, name, query).into_iter().filter(is_there).map(|hit| Hit { via: via(), ..hit }).collect()
    }

    /// Whether a star import of `module` brings `name`.
    fn is_public(&self, module: ModuleId, name: &str) -> bool {
        let facts = self.modules.get(module).file.and_then(|file| self.facts(file));
        match facts.and_then(|facts| facts.all.as_ref()) {
            Some(all) => all.iter().any(|public| &**public == name),
            None => !name.starts_with('_'),
        }
    }
}
