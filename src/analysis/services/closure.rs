//! Which modules a process may load, and the shortest way to each.

use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

use super::super::replay::{Outcome, Step};
use crate::project::{ModuleId, Program};

/// What is done with something of eventlet that is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Done {
    /// It is called.
    Called,
    /// It is given to something else, which may call it.
    PassedOn,
    /// It is caught, derived from, overwritten, imported.
    Otherwise,
}

/// A use of eventlet in code that is no test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Index of the file.
    pub file: u32,
    /// 1-based line.
    pub line: u32,
    /// What is used, as it resolves.
    pub symbol: String,
    /// Whether it is an import; otherwise something is done with what was imported.
    pub import: bool,
    /// Whether it runs when its module is imported.
    pub at_import: bool,
    /// What is done with it.
    pub done: Done,
    /// Whether it only asks, or takes what was there before patching.
    pub passive: bool,
    /// Whether it patches, or gives patching away.
    pub patching: bool,
    /// The file of the function that gives it, where one does.
    pub given_by: Option<u32>,
    /// Whether a condition about the mode, or a failed import, keeps it from running.
    pub guarded: bool,
    /// Whether `if __name__ == '__main__'` keeps it from running in a module.
    pub main_only: bool,
    /// Whether it comes through another module of the project.
    pub facade: bool,
}

/// The files that a process may load: for each the step that leads to it.
#[derive(Debug, Default)]
pub struct Closure {
    /// Which file imports it, where; none for those that are there from the start. Whether
    /// imports of module level alone lead to it.
    reached: FxHashMap<u32, (Option<Link>, bool)>,
    /// The file from which it starts.
    pub start: u32,
    /// Files that the replay ran, and the modules that it imported.
    ran: FxHashSet<u32>,
    imported: FxHashSet<ModuleId>,
}

/// How a file is reached.
#[derive(Debug, Clone, Copy)]
struct Link {
    /// From which file, on which line.
    file: u32,
    line: u32,
    /// The module that is imported; none for one that a string names.
    module: Option<ModuleId>,
    assumed: bool,
}

/// Endings of the names of classes that are loaded by their dotted name.
const LOADED: [&str; 3] = ["Manager", "Driver", "Service"];

impl Closure {
    /// Everything that can be reached from a file: first what is imported while modules
    /// are imported, then what functions import too.
    /// What did not come of a module that was run is left out: a condition stands before it.
    pub fn new(program: &Program, start: u32, base: &Outcome) -> Self {
        let imported = base.modules.iter().map(|(module, _)| *module).collect();
        let ran = if base.found && !base.exhausted { base.ran.clone() } else { FxHashSet::default() };
        let mut closure = Self { start, ran, imported, ..Self::default() };
        let mut queue = VecDeque::new();
        if let Some(module) = program.map.of_file(start).or_else(|| program.map.script(start)) {
            closure.add(program, module, None, true, &mut queue);
        }
        closure.spread(program, &mut queue, true);
        // What the replay imported by name is loaded too, and what that imports.
        for (module, file) in base.modules.iter().filter(|_| base.found && !base.exhausted) {
            if !closure.reached.contains_key(file) {
                let link = base.brought.get(module);
                let link = link.map(|&(file, line)| Link { file, line, module: Some(*module), assumed: false });
                closure.add(program, *module, link, true, &mut queue);
            }
        }
        closure.spread(program, &mut queue, true);
        let mut queue: VecDeque<u32> = closure.reached.keys().copied().collect();
        queue.make_contiguous().sort_unstable();
        closure.spread(program, &mut queue, false);
        closure
    }

    fn spread(&mut self, program: &Program, queue: &mut VecDeque<u32>, at_import: bool) {
        while let Some(file) = queue.pop_front() {
            let Some(code) = program.code(file) else { continue };
            for edge in program.edges(file).iter().filter(|edge| edge.at_import || !at_import) {
                if at_import && !self.comes(program, file, edge.module) {
                    continue;
                }
                let link = Link { file, line: edge.line, module: Some(edge.module), assumed: !at_import };
                self.add(program, edge.module, Some(link), at_import, queue);
            }
            if at_import {
                continue;
            }
            for string in &code.dotted {
                let last = string.value.rsplit(['.', ':']).next().unwrap_or("");
                if !LOADED.iter().any(|end| last.ends_with(end)) {
                    continue;
                }
                let name = string.value.split(':').next().unwrap_or("");
                if let Some((module, _)) = program.map.longest(name) {
                    let link = Link { file, line: string.line, module: None, assumed: true };
                    self.add(program, module, Some(link), false, queue);
                }
            }
        }
    }

    /// Whether an import of module level is one that the replay met, or could not meet.
    fn comes(&self, program: &Program, file: u32, module: ModuleId) -> bool {
        !self.ran.contains(&file) || self.imported.contains(&module) || program.map.get(module).file.is_none()
    }

    fn add(&mut self, program: &Program, module: ModuleId, link: Option<Link>, at_import: bool, queue: &mut VecDeque<u32>) {
        for &file in program.files_around(module) {
            if let std::collections::hash_map::Entry::Vacant(free) = self.reached.entry(file) {
                free.insert((link, at_import));
                queue.push_back(file);
            }
        }
    }

    /// Whether a file may be loaded.
    pub fn holds(&self, file: u32) -> bool {
        self.reached.contains_key(&file)
    }

    /// Whether importing the entry point's module loads it.
    pub fn at_import(&self, file: u32) -> bool {
        self.reached.get(&file).is_some_and(|(_, at_import)| *at_import)
    }

    /// How many imports lead to a file.
    pub fn distance(&self, file: u32) -> usize {
        self.links(file).len()
    }

    fn links(&self, file: u32) -> Vec<(Link, u32)> {
        let mut links = Vec::new();
        let mut at = file;
        while let Some((Some(link), _)) = self.reached.get(&at) {
            links.push((*link, at));
            at = link.file;
            if links.len() > self.reached.len() {
                break;
            }
        }
        links
    }

    /// The imports that lead to a file, in order.
    pub fn path(&self, program: &Program, file: u32) -> Vec<Step> {
        let step = |(link, to): (Link, u32)| {
            let what = match link.module {
                Some(module) => format!("imports {}", program.map.get(module).name),
                None => {
                    let named = program.map.of_file(to).map_or("", |module| &program.map.get(module).name);
                    format!("names {named}")
                }
            };
            Step { file: link.file, line: link.line, what: what.into(), assumed: link.assumed }
        };
        self.links(file).into_iter().rev().map(step).collect()
    }
}
