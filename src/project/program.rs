//! The code of a project that may run: parsed as far as imports, plugins and strings
//! that name classes lead.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::modules::{ModuleId, ModuleMap};
use crate::python::FirstWords;
use crate::python::code::{Code, Later};
use crate::words::WordSearch;

/// A plugin of an entry point group, as packaging metadata names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginTarget {
    /// The group.
    pub group: String,
    /// Its name in the group.
    pub name: String,
    /// `package.module:object`.
    pub target: String,
}

/// The parsed code of a project.
pub struct Program<'m> {
    /// Its modules.
    pub map: &'m ModuleMap,
    codes: Vec<Option<Code>>,
    /// By file: the modules of the project that it imports.
    edges: Vec<Box<[Edge]>>,
    /// By module: the files that run when it is imported, those of the packages around it
    /// first.
    around: Vec<Box<[u32]>>,
    roots: FxHashSet<Box<str>>,
    /// Plugins that the project's metadata names.
    pub plugins: Vec<PluginTarget>,
    /// Factories that the project's paste files name: `package.module:object`.
    pub paste: Vec<String>,
}

/// Words in a function for which it is parsed from the start: what imports, by name too with
/// one of the `importers`, what names something of the project or plugins of it in a string,
/// and `calls`, for which somebody is sure to look.
pub fn words<'w>(
    map: &'w ModuleMap,
    plugins: &'w [PluginTarget],
    importers: &[&str],
    calls: impl Iterator<Item = &'w str>,
) -> FirstWords {
    // What begins with a name is found with it.
    let is_own = |group: &str| map.roots().any(|root| group.strip_prefix(root).is_some_and(|rest| rest.starts_with('.')));
    let groups = plugins.iter().map(|plugin| &*plugin.group).filter(|group| !is_own(group));
    // A name in a string has a dot, and a colon before its last parts.
    let own = map.roots().flat_map(|root| [format!("{root}."), format!("{root}:")]);
    let strings = own.chain(groups.map(str::to_owned)).flat_map(|name| [format!("'{name}"), format!("\"{name}")]);
    let by_name = importers.iter().filter_map(|name| name.rsplit('.').next());
    let importing: FxHashSet<&str> = by_name.chain(["import"]).collect();
    FirstWords::new(importing.into_iter().map(str::to_owned).chain(strings), calls.map(str::to_owned))
}

/// An import of a module of the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// What is imported.
    pub module: ModuleId,
    /// 1-based line.
    pub line: u32,
    /// Whether it runs when the importing module is imported.
    pub at_import: bool,
}

/// Reads and parses a file by its index; none if that is not possible.
pub type ReadCode<'r> = dyn Fn(u32) -> Option<Code> + Sync + 'r;

impl<'m> Program<'m> {
    /// The code that can be reached from the modules `start` of a project with `files`
    /// Python files.
    pub fn new(
        map: &'m ModuleMap,
        files: usize,
        start: &[ModuleId],
        plugins: Vec<PluginTarget>,
        paste: Vec<String>,
        read: &ReadCode,
    ) -> Self {
        let roots = map.roots().map(Into::into).collect();
        let around = (0..map.len() as ModuleId).map(|module| files_around(map, module)).collect();
        let codes = (0..files).map(|_| None).collect();
        let mut program = Self { map, codes, edges: vec![Box::default(); files], around, roots, plugins, paste };
        let mut seen: FxHashSet<u32> = FxHashSet::default();
        let mut frontier: Vec<u32> = Vec::new();
        for module in start {
            program.with_parents(*module, &mut seen, &mut frontier);
        }
        let mut groups: FxHashSet<String> = FxHashSet::default();
        for target in program.paste.clone() {
            program.add_target(&target, &mut seen, &mut frontier);
        }
        while !frontier.is_empty() {
            let read: Vec<(u32, Option<Code>)> = frontier.par_iter().map(|file| (*file, read(*file))).collect();
            frontier = Vec::new();
            for (file, code) in read {
                if let Some(code) = &code {
                    program.edges[file as usize] = program.edges_of(file, code);
                    program.follow(file, code, &mut seen, &mut groups, &mut frontier);
                }
                program.codes[file as usize] = code;
            }
        }
        program
    }

    fn follow(&self, file: u32, code: &Code, seen: &mut FxHashSet<u32>, groups: &mut FxHashSet<String>, out: &mut Vec<u32>) {
        for edge in self.edges(file) {
            self.with_parents(edge.module, seen, out);
        }
        // Whoever imports by name in a package may mean any module of it.
        if let Some(package) = self.map.of_file(file).filter(|_| code.imports_by_name).and_then(|module| self.package(module)) {
            for child in self.map.children(package) {
                self.with_parents(child, seen, out);
            }
        }
        for string in &code.dotted {
            if self.is_own(&string.value) {
                self.add_target(&string.value, seen, out);
            }
            // One of the modules in it is meant.
            let package = string.value.strip_suffix('.').and_then(|package| self.package_at(file, package));
            for child in package.into_iter().flat_map(|package| self.map.children(package)) {
                self.with_parents(child, seen, out);
            }
            if groups.insert(string.value.to_string()) {
                let targets: Vec<_> = self.plugins.iter().filter(|plugin| *plugin.group == *string.value).collect();
                for plugin in targets {
                    self.add_target(&plugin.target, seen, out);
                }
            }
        }
    }

    /// The package that a module is, or is in.
    fn package(&self, module: ModuleId) -> Option<ModuleId> {
        let own = self.map.get(module);
        if own.package { Some(module) } else { self.map.find(own.name.rsplit_once('.')?.0) }
    }

    /// A package by its name, or by what follows the name of the one that a file is in.
    fn package_at(&self, file: u32, name: &str) -> Option<ModuleId> {
        match name.strip_prefix('.') {
            Some(below) => {
                let own = self.package(self.map.of_file(file)?)?;
                self.map.find(&format!("{}.{below}", self.map.get(own).name))
            }
            None => self.map.find(name),
        }
    }

    fn edges_of(&self, file: u32, code: &Code) -> Box<[Edge]> {
        let imports = code.imports.iter().filter(|import| !import.typing_only);
        let edges = imports.flat_map(|import| {
            let (line, at_import) = (import.line, import.at_import);
            self.imported(file, import).into_iter().map(move |module| Edge { module, line, at_import })
        });
        edges.collect()
    }

    /// The modules of the project that a file imports.
    pub fn edges(&self, file: u32) -> &[Edge] {
        self.edges.get(file as usize).map_or(&[], |edges| edges)
    }

    fn add_target(&self, target: &str, seen: &mut FxHashSet<u32>, out: &mut Vec<u32>) {
        let module = target.split(['[', ':']).next().unwrap_or(target).trim();
        if let Some((id, _)) = self.map.longest(module) {
            self.with_parents(id, seen, out);
        }
    }

    fn with_parents(&self, module: ModuleId, seen: &mut FxHashSet<u32>, out: &mut Vec<u32>) {
        let own = self.map.get(module).file;
        out.extend(own.into_iter().chain(self.files_around(module).iter().copied()).filter(|file| seen.insert(*file)));
    }

    /// The files that run when a module is imported: those of the packages around it, then
    /// its own.
    pub fn files_around(&self, module: ModuleId) -> &[u32] {
        &self.around[module as usize]
    }

    /// The modules of the project that an import names: the module, and the name if it is
    /// a submodule.
    pub fn imported(&self, file: u32, import: &crate::python::code::ImportedName) -> Vec<ModuleId> {
        let Some(absolute) = self.map.absolute(file, import.level, &import.module) else { return Vec::new() };
        let Some(module) = self.map.find(&absolute) else {
            // What is there of it runs all the same.
            return self.map.longest(&absolute).map(|(id, _)| id).into_iter().collect();
        };
        let member = import.name.as_deref().and_then(|name| self.map.child(module, name));
        [Some(module), member].into_iter().flatten().collect()
    }

    /// Whether a dotted name begins in a package of the project.
    pub fn is_own(&self, name: &str) -> bool {
        let root = name.split(['.', ':']).next().unwrap_or(name);
        self.roots.contains(root)
    }

    /// The code of a file, if it was reached and could be parsed.
    pub fn code(&self, file: u32) -> Option<&Code> {
        self.codes.get(file as usize)?.as_ref()
    }

    /// How many Python files the project has.
    pub fn file_count(&self) -> usize {
        self.codes.len()
    }

    /// The functions that are not parsed, and in which one of these names stands.
    pub fn unparsed_with(&self, names: &FxHashSet<&str>) -> Vec<&Later> {
        let words = WordSearch::new(names.iter().copied());
        let searched = self.codes.par_iter().flatten().filter(|_| !words.is_empty());
        searched.flat_map_iter(|code| code.unparsed_with(&words)).collect()
    }

    /// The functions that are not parsed, and have one of these names or assign to one.
    pub fn unparsed_giving(&self, names: &FxHashSet<&str>) -> Vec<&Later> {
        let words = WordSearch::new(names.iter().copied());
        self.codes.par_iter().flatten().flat_map_iter(|code| code.unparsed_giving(&words)).collect()
    }

    /// Files that were reached and parsed, by index.
    pub fn files(&self) -> impl Iterator<Item = (u32, &Code)> {
        self.codes.iter().enumerate().filter_map(|(file, code)| Some((file as u32, code.as_ref()?)))
    }
}

fn files_around(map: &ModuleMap, module: ModuleId) -> Box<[u32]> {
    let own = map.get(module);
    let packages = own.name.match_indices('.').filter_map(|(at, _)| map.find(&own.name[..at]));
    packages.filter_map(|id| map.get(id).file).chain(own.file).collect()
}
