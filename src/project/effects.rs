//! Which modules may do something of interest when they are imported: all others need
//! not run before something of them is used.

use rustc_hash::FxHashSet;

use super::modules::ModuleId;
use super::program::Program;
use crate::python::code::{Code, NameHash, Text, name_hash};
use crate::rules::Processes;
use crate::words::WordSearch;

/// What importing a module may do, as bits.
pub type Effects = u8;

/// It meets what patches or selects a backend, whatever it does with it; or what sets an
/// environment variable or imports by name; or it fails, or cannot be read.
pub const DECIDES: Effects = 1;
/// It imports a library that selects the default backend.
pub const BINDS: Effects = 2;
/// It registers options itself.
const REGISTERS: Effects = 4;

/// What importing each module may do.
#[derive(Debug, Default)]
pub struct ImportEffects {
    /// By module: what it does itself, and the modules that it imports.
    own: Vec<(Effects, Box<[ModuleId]>)>,
    /// What it and everything that it imports may do.
    closure: Vec<Effects>,
}

impl ImportEffects {
    /// Looks at all code of a program.
    pub fn new(program: &Program, model: &Processes, importers: &[&str]) -> Self {
        let wrappers = Wrappers::new(program, model);
        let last = |name: &str| name_hash(name.rsplit('.').next().unwrap_or(name));
        let mut deciding: FxHashSet<NameHash> = importers.iter().map(|name| last(name)).collect();
        let others = model.plugin_loaders.iter().chain(&model.environment).chain(&model.launches).chain(&model.option_imports);
        deciding.extend(others.map(|name| last(name)));
        deciding.extend(model.runs_on_backend.iter().map(|name| last(name.trim_end_matches(".start"))));
        let registering: FxHashSet<NameHash> = model.option_registrations.iter().map(|name| name_hash(name)).collect();
        let count = program.map.len();
        let mut own: Vec<(Effects, Box<[ModuleId]>)> = Vec::with_capacity(count);
        for module in 0..count as ModuleId {
            let Some(file) = program.map.get(module).file else {
                own.push((0, Box::default()));
                continue;
            };
            let Some(code) = program.code(file) else {
                own.push((DECIDES, Box::default()));
                continue;
            };
            let mut effects = 0;
            let meets = |names: &FxHashSet<NameHash>| code.early_names.iter().any(|name| names.contains(name));
            if code.is_broken() || meets(&deciding) || wrappers.are_called(file, &code.early_names) {
                effects |= DECIDES;
            }
            if meets(&registering) {
                effects |= REGISTERS;
            }
            effects |= library_effects(program, model, file, code);
            own.push((effects, imports(program, module, file)));
        }
        let closure = close(&own);
        Self { own, closure }
    }

    /// Whether a module registers options when it is imported.
    pub fn registers_options(&self, module: ModuleId) -> bool {
        self.own.get(module as usize).is_some_and(|(effects, _)| effects & REGISTERS != 0)
    }

    /// Whether importing a module does nothing of `relevant`, given the modules that have
    /// been imported: those run no second time. `calm` are modules of which this was found
    /// out, as long as none that had been imported is taken back.
    pub fn is_quiet(
        &self,
        module: ModuleId,
        relevant: Effects,
        is_loaded: &dyn Fn(ModuleId) -> bool,
        calm: &mut FxHashSet<ModuleId>,
    ) -> bool {
        if self.closure.get(module as usize).is_none_or(|effects| effects & relevant == 0) || calm.contains(&module) {
            return true;
        }
        let mut seen: FxHashSet<ModuleId> = FxHashSet::from_iter([module]);
        let mut waiting = vec![module];
        while let Some(next) = waiting.pop() {
            let Some((effects, imported)) = self.own.get(next as usize) else { continue };
            if effects & relevant != 0 {
                return false;
            }
            for id in imported {
                let matters = self.closure[*id as usize] & relevant != 0;
                if matters && !calm.contains(id) && !seen.contains(id) && !is_loaded(*id) {
                    seen.insert(*id);
                    waiting.push(*id);
                }
            }
        }
        calm.extend(seen);
        true
    }
}

/// Binders that a file imports, and modules of the project that are not there.
fn library_effects(program: &Program, model: &Processes, file: u32, code: &Code) -> Effects {
    let mut effects = 0;
    for import in code.imports.iter().filter(|import| import.at_import && !import.typing_only) {
        let own = import.level > 0 || program.is_own(&import.module);
        if own {
            let found =
                program.map.absolute(file, import.level, &import.module).is_some_and(|name| program.map.find(&name).is_some());
            effects |= if found { 0 } else { DECIDES };
            continue;
        }
        let with_name = import.name.as_ref().map(|name| format!("{}.{name}", import.module));
        let binds = |name: &str| {
            let below =
                |binder: &String| name.strip_prefix(binder.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            model.binds_backend.iter().any(below)
        };
        if binds(&import.module) || with_name.is_some_and(|name| binds(&name)) {
            effects |= BINDS;
        }
    }
    effects
}

/// The modules that run when a module is imported: what it imports, and the packages
/// around it and them.
fn imports(program: &Program, module: ModuleId, file: u32) -> Box<[ModuleId]> {
    let mut all: Vec<ModuleId> = Vec::new();
    let mut add = |id: ModuleId| {
        let name = &program.map.get(id).name;
        all.extend(name.match_indices('.').filter_map(|(at, _)| program.map.find(&name[..at])));
        if id != module {
            all.push(id);
        }
    };
    add(module);
    program.edges(file).iter().filter(|edge| edge.at_import).for_each(|edge| add(edge.module));
    all.sort_unstable();
    all.dedup();
    all.into()
}

fn close(own: &[(Effects, Box<[ModuleId]>)]) -> Vec<Effects> {
    let mut closure: Vec<Effects> = own.iter().map(|(effects, _)| *effects).collect();
    loop {
        let mut changed = false;
        for (at, (_, imported)) in own.iter().enumerate() {
            let all = imported.iter().fold(closure[at], |all, id| all | closure[*id as usize]);
            changed |= all != closure[at];
            closure[at] = all;
        }
        if !changed {
            return closure;
        }
    }
}

/// Functions that patch or select a backend, or call one that does: by file.
struct Wrappers {
    seeds: FxHashSet<NameHash>,
    /// The names of all of them and the seeds: most calls are of none.
    all: FxHashSet<NameHash>,
    of_file: Vec<FxHashSet<NameHash>>,
    imported: Vec<Box<[u32]>>,
}

/// Wrappers of wrappers: real chains have three.
const ROUNDS: usize = 8;

impl Wrappers {
    fn new(program: &Program, model: &Processes) -> Self {
        let seeds: FxHashSet<NameHash> = model.deciding_calls().map(name_hash).collect();
        let files = program.file_count();
        let mut imported: Vec<Box<[u32]>> = vec![Box::default(); files];
        for (file, _) in program.files() {
            let modules = program.edges(file).iter().map(|edge| edge.module);
            imported[file as usize] = modules.filter_map(|id| program.map.get(id).file).collect();
        }
        let mut wrappers = Self { all: seeds.clone(), seeds, of_file: vec![FxHashSet::default(); files], imported };
        for _ in 0..ROUNDS {
            let mut found: Vec<(u32, &str)> = Vec::new();
            for (file, code) in program.files() {
                let own = &wrappers.of_file[file as usize];
                let calling = code.notes().flat_map(|notes| &notes.calls).filter(|(_, calls)| wrappers.are_called(file, calls));
                let calling = calling.map(|(name, _)| name);
                let means = |from: &[Text]| from.iter().any(|name| wrappers.are_called(file, &[name_hash(name)]));
                let given = code.notes().flat_map(|notes| &notes.assigned).filter(|(_, from)| means(from));
                let aliases = code.notes().flat_map(|notes| &notes.aliases);
                let aliased = aliases.filter(|(name, _)| wrappers.are_called(file, &[name_hash(name)])).map(|(_, other)| other);
                let named =
                    calling.chain(given.map(|(name, _)| name)).chain(aliased).filter(|name| !own.contains(&name_hash(name)));
                found.extend(named.map(|name| (file, &**name)));
            }
            if found.is_empty() {
                break;
            }
            wrappers.look_for(program, &found);
            for (file, name) in found {
                let name = name_hash(name);
                wrappers.of_file[file as usize].insert(name);
                wrappers.all.insert(name);
            }
        }
        wrappers
    }

    /// Parses what may call these functions.
    fn look_for(&self, program: &Program, found: &[(u32, &str)]) {
        let names = WordSearch::new(found.iter().map(|(_, name)| *name));
        let files: FxHashSet<u32> = found.iter().map(|(file, _)| *file).collect();
        for (file, code) in program.files() {
            if files.contains(&file) || self.imported[file as usize].iter().any(|file| files.contains(file)) {
                code.look_for_calls(&names);
            }
        }
    }

    /// Whether one of these names may be a wrapper that `file` sees.
    fn are_called(&self, file: u32, calls: &[NameHash]) -> bool {
        let seen = || self.imported[file as usize].iter().chain([&file]).map(|file| &self.of_file[*file as usize]);
        let is_seen = |name: &NameHash| self.seeds.contains(name) || seen().any(|set| set.contains(name));
        calls.iter().filter(|name| self.all.contains(name)).any(is_seen)
    }
}
