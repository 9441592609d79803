//! Replays what a process does from its entry point: modules are imported in Python's
//! order, functions are called with the values that are known, conditions are decided
//! where they can be, and both ways are tried where they cannot. Nothing is executed.

mod attributes;
mod branches;
mod builtins;
mod calls;
mod definitions;
mod events;
mod expressions;
mod imports;
mod library;
mod machine;
mod plugins;
mod settings;
mod statements;
mod value;

pub use events::{Event, EventKind, Step, Switch, SwitchKind};
pub use machine::World;

use bumpalo::Bump;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::project::{EntryPoint, ImportEffects, ModuleId, Place, Program};
use crate::rules::Processes;
use machine::{Flow, Frame, MAX_STEPS, Machine};
use value::{Given, Value};

/// The module of whoever starts a process.
const NOBODY: ModuleId = ModuleId::MAX;

/// Functions that import what a string names: ends of dotted names.
pub type Importers<'p> = [&'p str];

/// A switch that was read.
#[derive(Debug)]
pub struct SwitchRead {
    /// Which.
    pub switch: Switch,
    /// The constants it was compared with, those of one comparison together.
    pub compared: Vec<Vec<String>>,
    /// The string it held.
    pub held: Option<String>,
}

/// What a replay found out.
#[derive(Debug, Default)]
pub struct Outcome {
    /// In the order in which they were met.
    pub events: Vec<Event>,
    /// Switches that were read, in that order.
    pub switches: Vec<SwitchRead>,
    /// Whether oslo.service's backend is eventlet's when the process runs.
    pub backend: Option<bool>,
    /// Modules that were imported, in order, with their files.
    pub modules: Vec<(ModuleId, u32)>,
    /// Files of the modules that ran: what is imported may wait until it is used.
    pub ran: FxHashSet<u32>,
    /// The file and line that brought each module that ran or waits.
    pub brought: FxHashMap<ModuleId, (u32, u32)>,
    /// Whether the process refuses to start.
    pub fails: bool,
    /// Whether it was too long to follow to its end.
    pub exhausted: bool,
    /// Statements that ran.
    pub steps: u64,
    /// Whether its module has nothing of that name.
    pub absent: bool,
    /// Whether the entry point's function was found and is the project's own.
    pub found: bool,
}

/// Where processes are replayed: what is the same for all of a project.
pub struct Stage<'p> {
    /// The code that may run.
    pub program: &'p Program<'p>,
    /// What importing its modules may do.
    pub effects: ImportEffects,
    /// Facts about libraries.
    pub model: &'p Processes,
    /// Functions that import by name.
    pub importers: &'p Importers<'p>,
}

/// Replays a process, for at most `steps` statements and expressions: imports the entry
/// point's module, then calls its function.
pub fn replay<'p>(stage: &'p Stage<'p>, entry: &'p EntryPoint, world: &'p World, steps: u64, arena: &'p Bump) -> Outcome {
    let mut outcome = Outcome::default();
    let Place::Own(module, file, function) = &entry.place else { return outcome };
    let mut machine = Machine::new(stage, world, arena);
    machine.most_steps = steps.min(MAX_STEPS);
    let names = machine.names_within(None);
    // The frame of whoever starts the process.
    machine.frames.push(Frame {
        names: names.clone(),
        globals: names,
        function: None,
        module: NOBODY,
        file: *file,
        returns: Vec::new(),
        control: 0,
        method: None,
        is_class: false,
    });
    if entry.is_script() {
        machine.main_module = Some(*module);
    }
    machine.load(*module, 0);
    // A script ends with sys.exit(main()).
    outcome.found = !matches!(machine.pending, Some(Flow::Raise(_)));
    if machine.pending.is_none()
        && let Some(function) = function
    {
        let mut value: Value = value::Data::Module(*module).into();
        for part in function.split('.') {
            value = machine.attribute(&value, part);
        }
        outcome.found = !value.is_unknown();
        outcome.absent = !outcome.found && machine.lacks(*module, function.split('.').next().unwrap_or(function));
        machine.in_main = true;
        machine.call_value(&value, Given::default(), 0, None);
    }
    outcome.fails = machine.refused || matches!(machine.pending, Some(Flow::Raise(_)));
    outcome.steps = machine.steps;
    outcome.exhausted = machine.exhausted();
    outcome.backend = machine.process.backend.map(|(eventlet, _)| eventlet);
    let compared = std::mem::take(&mut machine.compared);
    for (at, switch) in machine.switches.iter().enumerate() {
        let bit = 1 << at.min(63);
        let own = compared.iter().filter(|(taints, _)| taints & bit != 0);
        let values = own.map(|(_, texts)| texts.iter().map(|text| (*text).to_owned()).collect()).collect();
        let held = machine.held.get(at).copied().flatten().map(str::to_owned);
        outcome.switches.push(SwitchRead { switch: switch.clone(), compared: values, held });
    }
    outcome.brought = std::mem::take(&mut machine.deferred);
    outcome.brought.extend(machine.brought.drain());
    outcome.ran = machine.modules.keys().filter_map(|module| stage.program.map.get(*module).file).collect();
    outcome.events = std::mem::take(&mut machine.events);
    outcome.modules = std::mem::take(&mut machine.order);
    outcome
}
