//! What the names of modules mean to those who get them from there, and which of them rules
//! may speak of at all.

use rustc_hash::FxHashMap;

use super::hits::Hit;
use super::modules::ModuleId;
use super::names::{Names, Query};
use crate::python::{Binding, BoundTo, Facts, ImportFact};

/// What followed names of modules mean, for as long as the facts are the same. Left out is
/// what can be told at once and no rule speaks of.
#[derive(Default)]
pub struct Exports(pub(super) FxHashMap<ModuleId, Members>);

/// What names of one module mean.
pub(super) type Members = FxHashMap<Box<str>, Vec<Hit>>;

impl Names<'_> {
    /// What the names of the module that `file` holds mean elsewhere.
    pub(super) fn exports_of(&self, file: u32) -> Option<(ModuleId, Members)> {
        let module = self.modules.of_file(file)?;
        // Of two files for one module, one holds it.
        let (_, facts) = self.facts_of(module).filter(|(home, _)| *home == file)?;
        let is_spoken_of = |hit: &Hit| hit.symbol().is_some_and(|symbol| self.is_spoken_of(symbol));
        // Nearly all names bring nothing, which is told without putting an answer together.
        let any_may = !facts.stars.is_empty() || self.is_spoken_of(&self.modules.get(module).name);
        let is_unspoken = |binding: &Binding| match binding.to {
            BoundTo::Definition | BoundTo::Text(..) | BoundTo::Other => true,
            BoundTo::Alias(_) | BoundTo::Call(_) => false,
            BoundTo::Import(index) => self.is_unspoken(file, &facts.imports[index as usize]),
        };
        let exports: Members = facts
            .module_names()
            .filter(|name| any_may || !facts.module_bindings(name).iter().all(is_unspoken))
            .filter_map(|name| {
                let hits = match self.at_once(module, name) {
                    Some(hits) => Some(hits).filter(|hits| hits.iter().any(is_spoken_of))?,
                    None => self.exported(module, name, &mut Query::default()),
                };
                Some((Box::from(name), hits))
            })
            .collect();
        (!exports.is_empty()).then_some((module, exports))
    }

    /// Whether any rule speaks of what `dotted` begins with.
    fn is_spoken_of(&self, dotted: &str) -> bool {
        self.index.has_root(dotted.split('.').next().unwrap_or(dotted))
    }

    /// Whether it can be told at once that an import brings nothing that rules speak of: it
    /// is from elsewhere, or from a module of the project that has nothing but its own there.
    pub fn is_unspoken(&self, file: u32, import: &ImportFact) -> bool {
        let Some(module) = self.modules.absolute(file, import.level, &import.module) else { return true };
        if self.is_spoken_of(&module) {
            return false;
        }
        let Some(name) = import.name.as_deref().filter(|name| *name != "*") else { return true };
        self.modules.find(&module).and_then(|module| self.facts_of(module)).is_none_or(|(_, facts)| has_own(facts, name))
    }

    /// What was found out, for another of the same facts.
    pub fn into_exports(self) -> Exports {
        self.exports
    }

    /// What names of modules mean elsewhere, those that rules may speak of among them.
    pub fn exports(&self) -> impl Iterator<Item = (ModuleId, &str, &[Hit])> {
        let named = self.exports.0.iter().flat_map(|(module, names)| names.iter().map(move |named| (*module, named)));
        named.map(|(module, (name, hits))| (module, &**name, hits.as_slice()))
    }
}

/// Whether what a module calls `name` can only be its own, and no function that gives
/// something else.
fn has_own(facts: &Facts, name: &str) -> bool {
    let is_own = |binding: &Binding| matches!(binding.to, BoundTo::Definition | BoundTo::Text(..) | BoundTo::Other);
    facts.stars.is_empty()
        && facts.module_bindings(name).iter().all(is_own)
        && !facts.returns.iter().any(|returned| &*returned.function == name)
}
