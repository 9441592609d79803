//! What a name means: imports, aliases and re-exports followed across the files of a
//! project, to the library that defines it or to the project's own definition.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::modules::{ModuleId, ModuleMap};
use crate::finding::Via;
use crate::python::{BoundTo, CallFact, Facts, ImportFact, Reference, ScopeType};
use crate::rules::Model;

/// Re-exports of re-exports are followed this deep; real chains have three steps.
const MAX_DEPTH: u32 = 60;
/// Bindings that are looked into to answer one question. A name that is bound a
/// thousand times to calls of itself (`query = query.filter(…)`) must not take for ever.
const MAX_STEPS: u32 = 2_000;
/// Meanings of one name that are followed; more than two are rare.
const MAX_MEANINGS: usize = 32;

/// One question on its way: what is being looked into, and what was found out.
#[derive(Default)]
struct Query {
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

/// What a name leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// A dotted name outside of the project.
    Outside(String),
    /// A module of the project.
    Module(ModuleId),
    /// A name that the project defines itself.
    Own(String),
}

/// One thing a name may mean.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// What it leads to.
    pub node: Node,
    /// Through what.
    pub via: Option<Via>,
    /// Whether a call of a function that returns it lies in between.
    pub getter: bool,
}

impl Hit {
    fn new(node: Node) -> Self {
        Self { node, via: None, getter: false }
    }

    /// The dotted name outside of the project, or of the project's own.
    pub fn symbol(&self) -> Option<&str> {
        match &self.node {
            Node::Outside(name) | Node::Own(name) => Some(name),
            Node::Module(_) => None,
        }
    }

    fn through(mut self, via: Via) -> Self {
        self.via = Some(via);
        self
    }
}

/// Where names are looked up: the project's modules and the facts of those that were parsed.
pub struct Names<'p> {
    modules: &'p ModuleMap,
    facts: &'p [Option<Box<Facts>>],
    model: &'p Model,
    /// Whether a rule names exactly this: what a star import of a library brings.
    known: &'p (dyn Fn(&str) -> bool + Sync),
    exports: Exports,
}

/// What each followed name of each module means, for as long as the facts are the same.
#[derive(Default)]
pub struct Exports(FxHashMap<(ModuleId, Box<str>), Vec<Hit>>);

impl<'p> Names<'p> {
    /// Looks names up in `facts`, by file. `model` names the functions that import by
    /// name, `known` says which dotted names a library is known to have.
    pub fn new(
        modules: &'p ModuleMap,
        facts: &'p [Option<Box<Facts>>],
        model: &'p Model,
        known: &'p (dyn Fn(&str) -> bool + Sync),
    ) -> Self {
        let mut names = Self::again(modules, facts, model, known, Exports::default());
        let of_file = |(file, facts): (usize, &'p Option<Box<Facts>>)| {
            let module = modules.of_file(file as u32);
            let known = facts.as_ref().zip(module).into_iter();
            known.flat_map(|(facts, module)| facts.module_names().map(move |name| (module, name)))
        };
        let exports = facts.par_iter().enumerate().flat_map_iter(of_file).map(|(module, name)| {
            let hits = names.exported(module, name, &mut Query::default());
            ((module, Box::from(name)), hits)
        });
        let exports = exports.collect::<Vec<_>>().into_iter().collect();
        names.exports = Exports(exports);
        names
    }

    /// The same, with what an earlier one of the same facts found out.
    pub fn again(
        modules: &'p ModuleMap,
        facts: &'p [Option<Box<Facts>>],
        model: &'p Model,
        known: &'p (dyn Fn(&str) -> bool + Sync),
        exports: Exports,
    ) -> Self {
        Self { modules, facts, model, known, exports }
    }

    /// What was found out, for another of the same facts.
    pub fn into_exports(self) -> Exports {
        self.exports
    }

    /// The project's modules.
    pub fn modules(&self) -> &ModuleMap {
        self.modules
    }

    /// What each followed name of each module means elsewhere.
    pub fn exports(&self) -> impl Iterator<Item = (ModuleId, &str, &[Hit])> {
        self.exports.0.iter().map(|((module, name), hits)| (*module, &**name, hits.as_slice()))
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

    /// What the attributes of a resolved thing mean.
    pub fn attributes(&self, hit: Hit, attributes: &str) -> Vec<Hit> {
        self.extend(hit, attributes, &mut Query::default())
    }

    /// The dotted name that a call imports, if it is a call that imports by name.
    pub fn imports_by_name(&self, file: u32, call: &CallFact) -> Option<Imported> {
        self.importer(file, call, &mut Query::default())
    }

    /// What a project's function returns, when `callee` is one that returns a chain.
    pub fn returned(&self, file: u32, callee: &Reference) -> Vec<Hit> {
        self.getter(file, callee, &mut Query::default())
    }

    fn facts(&self, file: u32) -> Option<&'p Facts> {
        self.facts.get(file as usize)?.as_deref()
    }

    fn resolve(&self, file: u32, reference: &Reference, query: &mut Query) -> Vec<Hit> {
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
        if bindings.is_empty() && !query.is_spent() {
            found = self.starred(file, facts, name, query);
        }
        unique(found)
    }

    /// What one binding of `name` means.
    fn bound(&self, file: u32, facts: &Facts, to: BoundTo, name: &str, query: &mut Query) -> Vec<Hit> {
        if query.is_spent() {
            return Vec::new();
        }
        if matches!(to, BoundTo::Definition | BoundTo::Text(..) | BoundTo::Other) {
            return self.look(file, facts, to, name, query);
        }
        match query.known.get(&(file, to)) {
            Some(Some(hits)) => return hits.clone(),
            Some(None) => return Vec::new(),
            None => {}
        }
        query.known.insert((file, to), None);
        query.depth += 1;
        query.steps += 1;
        let hits = self.look(file, facts, to, name, query);
        query.depth -= 1;
        query.known.insert((file, to), Some(hits.clone()));
        hits
    }

    fn look(&self, file: u32, facts: &Facts, to: BoundTo, name: &str, query: &mut Query) -> Vec<Hit> {
        match to {
            BoundTo::Import(index) => {
                let import = &facts.imports[index as usize];
                if import.binds_root {
                    let root = import.module.split('.').next().unwrap_or(&import.module);
                    return self.dotted(root, query);
                }
                self.imported(file, import, query)
            }
            BoundTo::Alias(index) => {
                let hits = self.resolve(file, facts.reference(index), query);
                // A module of the project under another name is no alias of what is in it.
                let hits = hits.into_iter().filter(|hit| !matches!(hit.node, Node::Module(_)));
                hits.map(|hit| hit.through(Via::Alias)).collect()
            }
            BoundTo::Call(index) => self.call_result(file, facts, &facts.calls[index as usize], query),
            BoundTo::Definition => self.own(file, name).into_iter().map(Hit::new).collect(),
            BoundTo::Text(..) | BoundTo::Other => Vec::new(),
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

    fn importer(&self, file: u32, call: &CallFact, query: &mut Query) -> Option<Imported> {
        let string = call
            .arguments
            .iter()
            .find(|argument| {
                argument.position == Some(1) || matches!(argument.keyword.as_deref(), Some("name" | "modname" | "import_str"))
            })
            .and_then(|argument| argument.string.as_ref())?;
        let importer = self.importer_name(file, call, query)?;
        let package = call
            .arguments
            .iter()
            .find(|argument| argument.position == Some(2) || argument.keyword.as_deref() == Some("package"))
            .and_then(|argument| argument.string.as_ref());
        let module = match (string.value.trim_start_matches('.'), package) {
            (rest, Some(package)) if rest.len() < string.value.len() => format!("{}.{rest}", package.value),
            (rest, _) if rest.len() == string.value.len() => rest.to_owned(),
            _ => return None,
        };
        // `__import__('a.b')` gives `a`, unless it is asked for names in it.
        let result = match importer.as_str() {
            "__import__" if !call.takes_names => Some(module.split('.').next().unwrap_or(&module).to_owned()),
            name if ends_with_any(name, &self.model.finders) => None,
            _ => Some(module.clone()),
        };
        Some(Imported { module, result, span: string.span })
    }

    /// The name of the importing function that `call` calls.
    fn importer_name(&self, file: u32, call: &CallFact, query: &mut Query) -> Option<String> {
        let facts = self.facts(file)?;
        let fits = |name: &str| ends_with_any(name, &self.model.importers) || ends_with_any(name, &self.model.finders);
        let callee = call.callee?;
        let reference = facts.reference(callee);
        if &*call.written == "__import__" && facts.bindings(reference).is_empty() {
            return Some("__import__".to_owned());
        }
        let hits = self.resolve(file, reference, query);
        hits.iter().filter_map(Hit::symbol).find(|name| fits(name)).map(str::to_owned)
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
                    found.push(Hit { node: returned.node, via: hit.via.clone().or(elsewhere), getter: true });
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

    fn dotted(&self, dotted: &str, query: &mut Query) -> Vec<Hit> {
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
        if let Some(known) = self.exports.0.get(&(module, Box::from(name))) {
            return known.clone();
        }
        self.exported(module, name, query)
    }

    fn exported(&self, module: ModuleId, name: &str, query: &mut Query) -> Vec<Hit> {
        let key = (module, Box::from(name));
        match query.members.get(&key) {
            Some(Some(hits)) => return hits.clone(),
            // Modules that import each other in a circle: nothing new that way.
            Some(None) => return Vec::new(),
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
        let home = self.modules.get(module);
        let mut found = Vec::new();
        if let Some(file) = home.file
            && let Some(facts) = self.facts(file).filter(|_| !query.is_spent())
        {
            let bindings = facts.module_bindings(name);
            for binding in bindings {
                for hit in self.bound(file, facts, binding.to, name, query) {
                    let defined_here = matches!(binding.to, BoundTo::Definition);
                    let submodule = matches!(hit.node, Node::Module(_));
                    let via = (!defined_here && !submodule).then(|| Via::Module(home.name.clone()));
                    found.push(Hit { via, ..hit });
                }
            }
            if bindings.is_empty() {
                let hits = self.starred(file, facts, name, query);
                found.extend(hits.into_iter().map(|hit| Hit { via: Some(Via::Module(home.name.clone())), ..hit }));
            }
        }
        if found.is_empty() {
            let node = match self.modules.child(module, name) {
                Some(child) => Node::Module(child),
                None => Node::Own([&*home.name, name].join(".")),
            };
            found.push(Hit::new(node));
        }
        unique(found)
    }

    /// What star imports of a file bring under `name`.
    fn starred(&self, file: u32, facts: &Facts, name: &str, query: &mut Query) -> Vec<Hit> {
        if query.is_spent() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for &star in &facts.stars {
            for source in self.imported(file, &facts.imports[star as usize], query) {
                match source.node {
                    Node::Outside(module) => {
                        let dotted = [module.as_str(), name].join(".");
                        if (self.known)(&dotted) {
                            found.push(Hit::new(Node::Outside(dotted)));
                        }
                    }
                    Node::Module(module) if self.is_public(module, name) => {
                        found.extend(self.member(module, name, query).into_iter().filter(|hit| hit.via.is_some()));
                    }
                    _ => {}
                }
            }
        }
        unique(found)
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

/// What a call that imports by name imports.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The dotted name.
    pub module: String,
    /// The dotted name of what the call returns, if that is what it imports.
    pub result: Option<String>,
    /// The string that names it.
    pub span: crate::source::Span,
}

fn unique(mut hits: Vec<Hit>) -> Vec<Hit> {
    if hits.len() > 1 {
        hits.sort();
        // One meaning, reached in two ways, is one meaning: the direct way is kept.
        hits.dedup_by(|later, kept| later.node == kept.node && later.getter == kept.getter);
    }
    hits
}

/// Whether a dotted name is one of `ends`, or ends with one after a dot.
fn ends_with_any(name: &str, ends: &[String]) -> bool {
    ends.iter().any(|end| name.strip_suffix(end.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('.')))
}
