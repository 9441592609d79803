//! The state of a replayed process, and how branches that cannot be decided are both
//! tried: what they change is written down, undone, and joined.

use bumpalo::Bump;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::rc::Rc;

use super::branches::Undo;
use super::events::{Event, EventKind, Step, Switch, SwitchKind};
use super::value::{MAX_ELEMENTS, Names, Taints, Value};
use crate::project::{ImportEffects, ModuleId, Program};
use crate::python::code::Function;
use crate::rules::Processes;

/// Statements and expressions that one process may run here; the largest of the corpus
/// runs 362,595.
pub const MAX_STEPS: u64 = 5_000_000;
/// Bytes of strings and modules, classes, objects and calls that one process may make.
const MAX_BYTES: usize = 64 << 20;
const MAX_MADE: usize = 300_000;
/// Calls and imports within each other.
pub const MAX_DEPTH: u32 = 120;

/// What is set from outside.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// Values of switches; all others are unset.
    pub values: Vec<(Switch, String)>,
}

impl World {
    pub fn value(&self, kind: SwitchKind, name: &str) -> Option<&str> {
        let found = self.values.iter().find(|(switch, _)| switch.kind == kind && &*switch.name == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// How a block of statements ended.
pub enum Flow<'p> {
    Normal,
    Return(Value<'p>),
    Break,
    Continue,
    /// An exception: the name of its class, if known.
    Raise(Option<Rc<str>>),
    /// The process ends.
    Exit,
}

impl Flow<'_> {
    /// Whether nothing after it runs in this function, and no value comes back.
    pub fn fails(&self) -> bool {
        matches!(self, Flow::Raise(_) | Flow::Exit)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loaded {
    Running,
    Done,
    /// In a branch that may not be taken.
    Maybe,
    Failed,
}

/// A call or import in progress.
#[derive(Clone, Copy)]
pub struct Reached<'p> {
    pub file: u32,
    pub line: u32,
    /// The module that is imported, or whose function is called.
    pub module: ModuleId,
    /// The class, if it is a method, and the function.
    pub called: Option<(Option<&'p str>, &'p str)>,
    /// The name under which it is called, if that is another.
    pub other: Option<&'p str>,
    pub assumed: bool,
}

impl Reached<'_> {
    fn step(&self, program: &Program) -> Step {
        let module = &program.map.get(self.module).name;
        let mut what = match self.called {
            None => format!("imports {module}"),
            Some((None, function)) => format!("calls {module}.{function}"),
            Some((Some(class), function)) => format!("calls {module}.{class}.{function}"),
        };
        if let Some(other) = self.other {
            what.push_str(" as ");
            what.push_str(other);
        }
        Step { file: self.file, line: self.line, what: what.into(), assumed: self.assumed }
    }
}

/// The parts of the state that are not values of names; saved whole before a branch.
#[derive(Debug, Clone)]
pub struct Process {
    /// oslo.service's backend: whether it is eventlet's, and whether it is selected for
    /// certain.
    pub backend: Option<(bool, bool)>,
    /// Whether it is patched; none: it may be.
    pub patched: Option<bool>,
    /// What the patched state depends on.
    pub patched_by: Taints,
}

/// One function call, class body or module that is running.
pub struct Frame<'p> {
    pub names: Rc<Names<'p>>,
    pub globals: Rc<Names<'p>>,
    pub function: Option<&'p Function>,
    pub module: ModuleId,
    pub file: u32,
    /// Values that branches returned while others went on.
    pub returns: Vec<Value<'p>>,
    /// Switches that decide whether the current statement runs.
    pub control: Taints,
    /// The class and first argument, for `super()`.
    pub method: Option<(Rc<super::value::Class<'p>>, Value<'p>)>,
    /// Whether it is the body of a class.
    pub is_class: bool,
}

/// A definition of an option.
#[derive(Clone)]
pub struct Definition<'p> {
    pub default: Value<'p>,
    /// Values that it may have.
    pub choices: Vec<&'p str>,
}

pub struct Machine<'p> {
    pub program: &'p Program<'p>,
    pub model: &'p Processes,
    pub importers: &'p super::Importers<'p>,
    pub world: &'p World,
    pub arena: &'p Bump,
    pub frames: Vec<Frame<'p>>,
    /// How the current statement was reached: parallel to calls and imports in progress.
    pub path: Vec<Reached<'p>>,
    pub events: Vec<Event>,
    pub process: Process,
    pub modules: FxHashMap<ModuleId, (Rc<Names<'p>>, Loaded)>,
    /// Modules whose import was put off: from which file and line.
    pub deferred: FxHashMap<ModuleId, (u32, u32)>,
    /// Those of them that register options.
    pub registering: Vec<ModuleId>,
    /// From which file and line modules that ran were imported first.
    pub brought: FxHashMap<ModuleId, (u32, u32)>,
    /// What importing modules may do, and which were found to do nothing.
    pub effects: &'p ImportEffects,
    pub quiet: FxHashMap<(ModuleId, u8), bool>,
    /// Modules that would do nothing that matters: while the backend is open, and after.
    pub calm: [FxHashSet<ModuleId>; 2],
    /// Libraries that were imported, and whether they were for certain.
    pub libraries: FxHashMap<&'p str, bool>,
    /// Values put in the place of a library's names, and environment variables set here.
    pub overrides: FxHashMap<&'p str, Value<'p>>,
    /// Options that were made, with their names.
    pub defined: Vec<(&'p str, Definition<'p>)>,
    /// Options that were registered, by group and name.
    pub options: FxHashMap<&'p str, Definition<'p>>,
    /// Flags of the command line, by the name that holds their value.
    pub arguments: FxHashMap<&'p str, (&'p str, Definition<'p>)>,
    /// What decides the backend if nobody selects one, and the steps to where it was registered.
    pub hook: Option<(Value<'p>, Vec<Step>)>,
    pub switches: Vec<Switch>,
    /// The string that each holds, where it does.
    pub held: Vec<Option<&'p str>>,
    /// Constants that a switch was compared with, those of one comparison together.
    pub compared: Vec<(Taints, Vec<&'p str>)>,
    pub maybe: u32,
    pub untaken: u32,
    pub in_main: bool,
    /// Calls since the entry point's function began.
    pub main_depth: u32,
    /// How often each function ran, for certain and possibly.
    pub runs: FxHashMap<(*const Function, bool), u32>,
    /// What was met already: kind, file and line.
    pub met: FxHashSet<(EventKind, u32, u32, bool)>,
    pub steps: u64,
    pub most_steps: u64,
    /// Expressions that are being evaluated within each other.
    pub nesting: u32,
    /// Modules in the order in which they were imported.
    pub order: Vec<(ModuleId, u32)>,
    /// How the statement that is running will end, if a call in it raised.
    pub pending: Option<Flow<'p>>,
    /// What an import by name gave.
    pub imported: Option<Value<'p>>,
    /// Modules that are being imported.
    pub imports: u32,
    /// `try` statements around the current one that handle something.
    pub handlers: u32,
    /// Those of them that handle a missing key.
    pub key_handlers: u32,
    /// Whether an exception was raised because of what a switch is set to.
    pub refused: bool,
    /// Plugin managers that were made.
    pub managers: u32,
    /// The module that runs as `__main__`.
    pub main_module: Option<ModuleId>,
    made: Vec<Rc<Names<'p>>>,
    pub journal: Vec<Undo<'p>>,
    pub forks: u32,
}

impl Drop for Machine<'_> {
    fn drop(&mut self) {
        for names in &self.made {
            names.vars.take();
        }
    }
}

impl<'p> Machine<'p> {
    pub fn new(stage: &'p super::Stage<'p>, world: &'p World, arena: &'p Bump) -> Self {
        Self {
            program: stage.program,
            model: stage.model,
            importers: stage.importers,
            world,
            arena,
            frames: Vec::new(),
            path: Vec::new(),
            events: Vec::new(),
            process: Process { backend: None, patched: Some(false), patched_by: 0 },
            modules: FxHashMap::default(),
            deferred: FxHashMap::default(),
            registering: Vec::new(),
            brought: FxHashMap::default(),
            effects: &stage.effects,
            quiet: FxHashMap::default(),
            calm: Default::default(),
            libraries: FxHashMap::default(),
            overrides: FxHashMap::default(),
            defined: Vec::new(),
            options: FxHashMap::default(),
            arguments: FxHashMap::default(),
            hook: None,
            switches: Vec::new(),
            held: Vec::new(),
            compared: Vec::new(),
            maybe: 0,
            untaken: 0,
            in_main: false,
            main_depth: 0,
            runs: FxHashMap::default(),
            met: FxHashSet::default(),
            steps: 0,
            most_steps: MAX_STEPS,
            nesting: 0,
            order: Vec::new(),
            pending: None,
            imported: None,
            imports: 0,
            handlers: 0,
            key_handlers: 0,
            refused: false,
            managers: 0,
            main_module: None,
            made: Vec::new(),
            journal: Vec::new(),
            forks: 0,
        }
    }

    /// Whether the process became too long to follow.
    pub fn exhausted(&self) -> bool {
        self.steps > self.most_steps || self.made.len() > MAX_MADE || self.arena.allocated_bytes() > MAX_BYTES
    }

    /// Work that grows with what it is done to counts as steps: one for each value that is
    /// copied, for that takes memory too.
    pub fn charge(&mut self, values: usize) {
        self.steps += values as u64;
    }

    /// The same for values that are looked through.
    pub fn charge_search(&mut self, values: usize) {
        const VALUES: usize = 16;
        self.charge(values / VALUES);
    }

    /// The same for bytes of a text.
    pub fn charge_text(&mut self, bytes: usize) {
        const BYTES: usize = 64;
        self.charge(bytes / BYTES);
    }

    pub fn text(&self, text: &str) -> &'p str {
        self.arena.alloc_str(text)
    }

    /// Texts one after the other.
    pub fn concat(&self, parts: &[&str]) -> &'p str {
        let mut all = bumpalo::collections::String::with_capacity_in(parts.iter().map(|part| part.len()).sum(), self.arena);
        parts.iter().for_each(|part| all.push_str(part));
        all.into_bump_str()
    }

    pub fn frame(&self) -> &Frame<'p> {
        &self.frames[self.frames.len() - 1]
    }

    pub fn frame_mut(&mut self) -> &mut Frame<'p> {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// The switches that decide whether the current statement runs.
    pub fn control(&self) -> Taints {
        self.frames.iter().fold(0, |taints, frame| taints | frame.control)
    }

    /// The set that holds one switch.
    pub fn taint(&mut self, kind: SwitchKind, name: &str) -> Taints {
        let found = self.switches.iter().position(|switch| switch.kind == kind && &*switch.name == name);
        let at = found.unwrap_or_else(|| {
            self.switches.push(Switch { kind, name: name.into() });
            self.held.push(None);
            self.switches.len() - 1
        });
        1 << at.min(63)
    }

    /// Remembers what a switch holds.
    pub fn hold(&mut self, taint: Taints, value: &Value<'p>) {
        if let Some(held) = self.held.get_mut(taint.trailing_zeros() as usize) {
            *held = value.str();
        }
    }

    /// Whether the current statement runs whatever cannot be decided.
    pub fn is_certain(&self) -> bool {
        self.maybe == 0 && self.untaken == 0
    }

    /// Writes an event down, unless the same place told it before.
    pub fn event(&mut self, kind: EventKind, name: &str, line: u32, what: &str) {
        self.event_with(kind, name, line, what, "");
    }

    pub fn event_with(&mut self, kind: EventKind, name: &str, line: u32, what: &str, arguments: &str) {
        let file = self.frame().file;
        let happens = self.is_certain();
        if !self.met.insert((kind, file, line, happens)) {
            return;
        }
        let path = self.path_to(line, &format!("{what} {name}"));
        self.events.push(Event {
            kind,
            name: name.into(),
            path,
            taints: self.control(),
            maybe: self.maybe,
            untaken: self.untaken > 0,
            in_main: self.in_main,
            depth: self.main_depth,
            arguments: arguments.into(),
            patched: self.process.patched == Some(true),
            imported: self.order.len(),
        });
    }

    /// The steps to what happens now.
    pub fn path_to(&self, line: u32, what: &str) -> Vec<Step> {
        let here = Step { file: self.frame().file, line, what: what.into(), assumed: false };
        self.path.iter().map(|reached| reached.step(self.program)).chain([here]).collect()
    }

    // Writing.

    /// New names. Functions and the names around them hold each other, so somebody must
    /// know them all to let them go.
    pub fn names_within(&mut self, outer: Option<Rc<Names<'p>>>) -> Rc<Names<'p>> {
        self.names_for(outer, 0)
    }

    /// New names with room for `count` of them: growing step by step costs more.
    pub fn names_for(&mut self, outer: Option<Rc<Names<'p>>>, count: usize) -> Rc<Names<'p>> {
        let vars = FxHashMap::with_capacity_and_hasher(count, Default::default());
        let names = Rc::new(Names { vars: RefCell::new(vars), outer });
        self.made.push(names.clone());
        names
    }

    pub fn set(&mut self, names: &Rc<Names<'p>>, name: &'p str, value: Value<'p>) {
        let old = names.vars.borrow_mut().insert(name, value);
        if self.forks > 0 {
            self.journal.push(Undo::Name(names.clone(), name, old));
        }
    }

    pub fn remove(&mut self, names: &Rc<Names<'p>>, name: &'p str) {
        let old = names.vars.borrow_mut().remove(name);
        if self.forks > 0 && old.is_some() {
            self.journal.push(Undo::Name(names.clone(), name, old));
        }
    }

    pub fn change_list(&mut self, list: &Rc<RefCell<Vec<Value<'p>>>>, change: impl FnOnce(&mut Vec<Value<'p>>)) {
        if self.forks > 0 {
            self.charge(list.borrow().len());
            self.journal.push(Undo::List(list.clone(), list.borrow().clone()));
        }
        let mut elements = list.borrow_mut();
        change(&mut elements);
        elements.truncate(MAX_ELEMENTS);
    }

    pub fn change_dict(
        &mut self,
        dict: &Rc<RefCell<Vec<(Value<'p>, Value<'p>)>>>,
        change: impl FnOnce(&mut Vec<(Value<'p>, Value<'p>)>),
    ) {
        if self.forks > 0 {
            self.charge(dict.borrow().len());
            self.journal.push(Undo::Dict(dict.clone(), dict.borrow().clone()));
        }
        let mut items = dict.borrow_mut();
        change(&mut items);
        items.truncate(MAX_ELEMENTS);
    }

    pub fn set_loaded(&mut self, module: ModuleId, names: Rc<Names<'p>>, state: Loaded) {
        let old = self.modules.insert(module, (names, state)).map(|(_, state)| state);
        if state == Loaded::Maybe {
            self.calm.iter_mut().for_each(FxHashSet::clear);
        }
        if self.forks > 0 {
            self.journal.push(Undo::Module(module, old));
        }
    }

    pub fn note_library(&mut self, name: &'p str) -> bool {
        let certain = self.is_certain();
        match self.libraries.get(name) {
            Some(known) if *known || !certain => return false,
            _ => {}
        }
        let old = self.libraries.insert(name, certain);
        if self.forks > 0 {
            self.journal.push(Undo::Library(name, old));
        }
        true
    }

    pub fn override_library(&mut self, name: &'p str, value: Value<'p>) {
        let old = self.overrides.insert(name, value);
        if self.forks > 0 {
            self.journal.push(Undo::Override(name, old));
        }
    }
}
