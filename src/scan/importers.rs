//! Who imports the files with findings: a module that others import where they need it alone
//! makes nobody load what it loads.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::reach::{How, reached};
use super::reader::{PythonFiles, Reader};
use crate::finding::Finding;
use crate::project::{ModuleMap, TestCode};
use crate::python::Facts;
use crate::vocabulary::{Kind, ScopeKind};
use crate::words::WordSearch;

/// What is needed to look for importers.
pub struct Importers<'p> {
    /// The project's modules.
    pub map: &'p ModuleMap,
    /// Its files.
    pub files: &'p PythonFiles,
    /// Reads them.
    pub reader: &'p Reader<'p>,
    /// Which of them are tests, which do not count.
    pub tests: &'p TestCode<'p>,
    /// Their paths, by index.
    pub paths: &'p [&'p str],
}

/// One file of the project imports another.
struct Import<'p> {
    importer: &'p str,
    imported: &'p str,
    /// Whenever it is imported itself.
    always: bool,
    /// Whether it names it: who names a module imports the packages around it too.
    direct: bool,
}

/// Who imports whom, and what is imported, but by nobody whenever he is imported himself.
type Found<'p> = (Vec<(&'p str, &'p str)>, FxHashSet<&'p str>);

impl<'p> Importers<'p> {
    /// Which file with findings imports which, and which of those that need eventlet to be
    /// imported is imported in functions and under conditions alone.
    pub fn find(&self, findings: &[&Finding]) -> Found<'p> {
        let with: FxHashSet<&str> = findings.iter().map(|finding| &*finding.path).collect();
        let facts = self.files.facts.iter().enumerate().filter_map(|(at, facts)| Some((at, facts.as_deref()?)));
        let mut imports: Vec<Import> = facts.flat_map(|(at, facts)| self.of_file(at, facts, &with)).collect();
        let named = imports.iter().filter(|import| import.direct);
        let edges = named.map(|import| (import.importer, import.imported)).collect();
        // What is within a package is imported only once the package is.
        let is_outside = |import: &Import| !is_within(import.importer, import.imported);
        imports.retain(is_outside);
        let needs = findings.iter().filter(|finding| finding.kind == Kind::Import && finding.scope == ScopeKind::Module);
        let mut open: FxHashSet<&str> = needs.filter(|finding| finding.guard.is_none()).map(|finding| &*finding.path).collect();
        imports.iter().filter(|import| import.always).for_each(|import| {
            open.remove(import.imported);
        });
        imports.extend(self.elsewhere(&open).into_iter().filter(is_outside));
        let always: FxHashSet<&str> = imports.iter().filter(|import| import.always).map(|import| import.imported).collect();
        let lazy = imports.iter().map(|import| import.imported).filter(|path| !always.contains(path)).collect();
        (edges, lazy)
    }

    /// What a file that is no test imports of the files at `wanted`.
    fn of_file(&self, at: usize, facts: &Facts, wanted: &FxHashSet<&str>) -> Vec<Import<'p>> {
        if self.tests.is_test(self.paths[at], Some(facts)) {
            return Vec::new();
        }
        let found = facts.imports.iter().flat_map(|import| {
            let files = self.imported(at as u32, import.level, &import.module, import.name.as_deref());
            let always = facts.scope_kind(import.place.scope) == ScopeKind::Module && import.place.guard.is_none();
            files.into_iter().map(move |(file, direct)| (self.paths[file as usize], always, direct))
        });
        let wanted = found.filter(|(imported, ..)| wanted.contains(imported));
        wanted.map(|(imported, always, direct)| Import { importer: self.paths[at], imported, always, direct }).collect()
    }

    /// The files of the project that an import loads: the one that it names, and those of the
    /// packages around it.
    fn imported(&self, file: u32, level: u32, module: &str, name: Option<&str>) -> Vec<(u32, bool)> {
        let Some(module) = self.map.absolute(file, level, module) else { return Vec::new() };
        let within = name.map(|name| format!("{module}.{name}")).filter(|within| self.map.find(within).is_some());
        let named = within.as_deref().unwrap_or(&module);
        let around = named.match_indices('.').map(|(at, _)| (&named[..at], false));
        let loaded = around.chain([(named, true)]);
        loaded.filter_map(|(name, direct)| Some((self.map.get(self.map.find(name)?).file?, direct))).collect()
    }

    /// What files that were not parsed, for nothing that is looked for is in them, import of
    /// the files at `wanted`. The search proposes, parsing decides.
    fn elsewhere(&self, wanted: &FxHashSet<&str>) -> Vec<Import<'p>> {
        // By the last component of a module's name those before it; none: it stands alone.
        let mut parents = FxHashMap::<&str, FxHashSet<Option<&[u8]>>>::default();
        for at in (0..self.paths.len()).filter(|&at| wanted.contains(self.paths[at])) {
            let Some(module) = self.map.of_file(at as u32) else { continue };
            let mut parts = self.map.get(module).name.rsplit('.');
            let last = parts.next().unwrap_or_default();
            parents.entry(last).or_default().insert(parts.next().map(str::as_bytes));
        }
        // A search for very many names takes longer to be made than all files to be parsed.
        let search = (parents.len() <= MOST_SEARCHED).then(|| WordSearch::new(parents.keys().copied()));
        let may_import = |bytes: &[u8]| {
            let Some(search) = &search else { return true };
            search.find_words(bytes).any(|found| {
                let parents = &parents[found.word];
                parents.contains(&None)
                    || match reached(bytes, found.start, found.end) {
                        Some(How::Somehow) => true,
                        Some(How::Through(parent)) => parents.contains(&Some(parent)),
                        None => false,
                    }
            })
        };
        let unparsed = |at: &usize| self.files.is_python[*at] && self.files.facts[*at].is_none();
        let found = (0..self.paths.len()).into_par_iter().filter(unparsed).map(|at| {
            let bytes = self.reader.bytes(self.files, at);
            if self.tests.is_test(self.paths[at], None) || !may_import(&bytes) {
                return Vec::new();
            }
            let facts = self.reader.facts(at, &bytes);
            facts.map(|facts| self.of_file(at, &facts, wanted)).unwrap_or_default()
        });
        found.flatten_iter().collect()
    }
}

/// Names of modules that are searched for; no project of the corpus has a twentieth of it.
const MOST_SEARCHED: usize = 4_000;

/// Whether the file at `path` is part of the package that the file at `package` makes one.
fn is_within(path: &str, package: &str) -> bool {
    package.strip_suffix("__init__.py").is_some_and(|folder| path.starts_with(folder))
}
