//! Importing: which modules run, in which order, and what that selects.

use super::events::EventKind;
use super::machine::{Flow, Frame, Loaded, MAX_DEPTH, Machine, Reached};
use super::value::{Data, Value};
use crate::project::{ModuleId, effects};
use crate::python::code::FromName;

impl<'p> Machine<'p> {
    /// `import a.b.c` and `import a.b.c as d`.
    pub fn import(&mut self, module: &'p str, alias: Option<&'p str>, line: u32) {
        let value = self.import_name(module, line);
        if self.pending.is_some() {
            return;
        }
        match alias {
            Some(alias) => self.bind(alias, value),
            None => {
                let root = module.split('.').next().unwrap_or(module);
                let value = match self.program.map.find(root) {
                    Some(id) if self.program.is_own(root) => Data::Module(id).into(),
                    _ => Data::Library(root).into(),
                };
                self.bind(root, value);
            }
        }
    }

    /// Imports a module by its dotted name and gives it.
    pub fn import_name(&mut self, name: &'p str, line: u32) -> Value<'p> {
        if !self.program.is_own(name) {
            self.import_library(name, line);
            return Data::Library(name).into();
        }
        match self.program.map.find(name) {
            Some(id) => {
                self.load_or_defer(id, line);
                Data::Module(id).into()
            }
            None => {
                self.load_parents(name, line);
                self.missing(name, line);
                Value::unknown()
            }
        }
    }

    fn missing(&mut self, name: &str, line: u32) {
        if self.pending.is_none() {
            // What a `try` is around was expected to be missing.
            if self.handlers == 0 {
                self.event(EventKind::MissingModule, name, line, "imports");
            }
            self.fail(Flow::Raise(Some("ModuleNotFoundError".into())));
        }
    }

    pub fn import_from(&mut self, level: u32, module: &'p str, names: &'p [FromName]) -> Flow<'p> {
        let file = self.frame().file;
        // An absolute name is what stands there.
        let absolute =
            if level == 0 { Some(module) } else { self.program.map.absolute(file, level, module).map(|name| self.text(&name)) };
        let Some(absolute) = absolute else {
            for (_, bound, _) in names {
                self.bind(bound, Value::unknown());
            }
            return Flow::Normal;
        };
        let line = names.first().map_or(0, |(_, _, line)| *line);
        let source = self.import_name(absolute, line);
        if let Some(flow) = self.pending.take() {
            return flow;
        }
        for (name, bound, line) in names {
            if &**name == "*" {
                self.import_star(&source);
                continue;
            }
            let value = match &source.data {
                Data::Module(id) if self.is_bare(*id) && self.program.map.child(*id, name).is_none() => {
                    let dotted = self.concat(&[absolute, ".", name]);
                    self.missing(dotted, *line);
                    Value::unknown()
                }
                // A submodule is imported; any other name can wait.
                Data::Module(id) if !self.modules.contains_key(id) && self.program.map.child(*id, name).is_none() => {
                    Data::Lazy(*id, name).into()
                }
                Data::Module(id) => self.import_member(*id, name, *line),
                _ => {
                    let dotted = self.concat(&[absolute, ".", name]);
                    // It may be a module, and then it is imported too.
                    self.import_library(dotted, *line);
                    self.library_attribute(absolute, name)
                }
            };
            if let Some(flow) = self.pending.take() {
                return flow;
            }
            self.bind(bound, value);
        }
        Flow::Normal
    }

    fn import_member(&mut self, module: ModuleId, name: &'p str, line: u32) -> Value<'p> {
        let known = self.modules.get(&module).and_then(|(names, _)| names.get(name));
        if let Some(value) = known {
            return value;
        }
        match self.program.map.child(module, name) {
            Some(child) => {
                self.load_or_defer(child, line);
                Data::Module(child).into()
            }
            None => Value::unknown(),
        }
    }

    /// What a lazy name stands for, once somebody wants to know.
    pub fn force(&mut self, value: Value<'p>) -> Value<'p> {
        let Data::Lazy(module, name) = value.data else { return value };
        self.wake(module);
        self.import_member(module, name, 0).with(value.taints)
    }

    /// Runs a module whose import was put off.
    pub fn wake(&mut self, module: ModuleId) {
        if self.modules.contains_key(&module) {
            return;
        }
        if let Some((file, line)) = self.deferred.get(&module).copied() {
            // It would have run without a failure long ago.
            let outer = self.pending.take();
            let handlers = std::mem::take(&mut self.handlers);
            self.load_from(module, Some(file), line);
            self.handlers = handlers;
            self.pending = outer;
        }
    }

    /// Runs the modules that wait and register options: somebody asks for one.
    pub fn wake_options(&mut self) {
        let is_asleep = |module: &ModuleId| !self.modules.contains_key(module);
        let mut found: Vec<ModuleId> = self.registering.iter().copied().filter(is_asleep).collect();
        found.sort_unstable();
        found.into_iter().for_each(|module| self.wake(module));
    }

    /// Imports a module, unless nothing that matters would come of it: then it waits until
    /// something of it is used.
    fn load_or_defer(&mut self, module: ModuleId, line: u32) {
        if self.is_loaded(module) {
            return;
        }
        let relevant = match self.process.backend {
            Some((_, true)) => effects::DECIDES,
            _ => effects::DECIDES | effects::BINDS,
        };
        let known = self.quiet.get(&(module, relevant)).copied();
        let is_quiet = known.unwrap_or_else(|| {
            let modules = &self.modules;
            let loaded = |id: ModuleId| modules.get(&id).is_some_and(|(_, state)| *state != Loaded::Maybe);
            let calm = &mut self.calm[usize::from(relevant & effects::BINDS != 0)];
            self.effects.is_quiet(module, relevant, &loaded, calm)
        });
        if !is_quiet {
            return self.load(module, line);
        }
        self.quiet.insert((module, relevant), true);
        let file = self.frame().file;
        if let std::collections::hash_map::Entry::Vacant(free) = self.deferred.entry(module) {
            free.insert((file, line));
            if self.effects.registers_options(module) {
                self.registering.push(module);
            }
            let own = self.program.map.get(module);
            if let Some(at) = own.file {
                self.order.push((module, at));
            }
        }
    }

    fn import_star(&mut self, source: &Value<'p>) {
        let Data::Module(id) = source.data else { return };
        self.wake(id);
        let Some((names, _)) = self.modules.get(&id) else { return };
        let listed: Option<Vec<&'p str>> = names.get("__all__").and_then(|all| match &all.data {
            Data::List(list) => list.borrow().iter().map(Value::str).collect(),
            _ => None,
        });
        let vars: Vec<_> = names.vars.borrow().iter().map(|(name, value)| (*name, value.clone())).collect();
        for (name, value) in vars {
            let exported = listed.as_ref().map_or(!name.starts_with('_'), |listed| listed.contains(&name));
            if exported {
                self.bind(name, value);
            }
        }
    }

    fn load_parents(&mut self, name: &str, line: u32) {
        let file = self.frames.last().filter(|frame| frame.module != super::NOBODY).map(|frame| frame.file);
        self.load_parents_from(name, file, line);
    }

    fn load_parents_from(&mut self, name: &str, from: Option<u32>, line: u32) {
        for (at, _) in name.match_indices('.') {
            if let Some(parent) = self.program.map.find(&name[..at]) {
                self.load_one(parent, from, line);
            }
            if self.pending.is_some() {
                return;
            }
        }
    }

    /// Runs a module and the packages around it, if they have not run yet.
    pub fn load(&mut self, module: ModuleId, line: u32) {
        let file = self.frames.last().filter(|frame| frame.module != super::NOBODY).map(|frame| frame.file);
        self.load_from(module, file, line);
    }

    fn load_from(&mut self, module: ModuleId, from: Option<u32>, line: u32) {
        let name = self.program.map.get(module).name.clone();
        if self.is_loaded(module) {
            return;
        }
        self.load_parents_from(&name, from, line);
        if self.pending.is_none() {
            self.load_one(module, from, line);
        }
    }

    /// Whether a package has nothing but its submodules.
    fn is_bare(&self, module: ModuleId) -> bool {
        let own = self.program.map.get(module);
        let is_empty = |file| self.program.code(file).is_some_and(|code| code.body.is_empty());
        own.package && own.file.is_none_or(is_empty)
    }

    /// Whether a module that ran certainly has no such name.
    pub fn lacks(&self, module: ModuleId, name: &str) -> bool {
        let Some((names, Loaded::Done)) = self.modules.get(&module) else { return false };
        let code = self.program.map.get(module).file.and_then(|file| self.program.code(file));
        let others = code.is_none_or(|code| code.imports.iter().any(|import| import.name.as_deref() == Some("*")));
        !others && names.get(name).is_none() && names.get("__getattr__").is_none()
    }

    /// Whether importing a module again does nothing. What may have been imported runs once
    /// more when it is imported for certain: now it is known to.
    fn is_loaded(&self, module: ModuleId) -> bool {
        self.modules.get(&module).is_some_and(|(_, state)| *state != Loaded::Maybe || !self.is_certain())
    }

    fn load_one(&mut self, module: ModuleId, from: Option<u32>, line: u32) {
        if self.is_loaded(module) || self.exhausted() || self.frames.len() as u32 > MAX_DEPTH * 4 {
            return;
        }
        let program = self.program;
        let own = program.map.get(module);
        let code = own.file.and_then(|file| program.code(file));
        let names = self.names_for(None, code.map_or(0, |code| code.body.len()));
        let Some(file) = own.file else {
            return self.set_loaded(module, names, Loaded::Done);
        };
        self.set_loaded(module, names.clone(), Loaded::Running);
        // Whoever starts the process is in no file of the project.
        let step = from.map(|file| Reached { file, line, module, called: None, other: None, assumed: false });
        if let Some(file) = from {
            self.brought.entry(module).or_insert((file, line));
        }
        self.order.push((module, file));
        let Some(code) = code else {
            if from.is_some() {
                self.event(EventKind::UnreadModule, &own.name, line, "imports");
            }
            return self.set_loaded(module, names, Loaded::Failed);
        };
        self.path.extend(step);
        self.frames.push(Frame {
            names: names.clone(),
            globals: names.clone(),
            function: None,
            module,
            file,
            returns: Vec::new(),
            control: 0,
            method: None,
            is_class: false,
        });
        // Importing does not count as calling.
        let depth = std::mem::take(&mut self.main_depth);
        self.imports += 1;
        let flow = self.block(&code.body);
        self.imports -= 1;
        self.main_depth = depth;
        self.frames.pop();
        if step.is_some() {
            self.path.pop();
        }
        match flow {
            flow if flow.fails() => {
                self.set_loaded(module, names, Loaded::Failed);
                self.fail(flow);
            }
            _ if self.is_certain() => self.set_loaded(module, names, Loaded::Done),
            _ => self.set_loaded(module, names, Loaded::Maybe),
        }
        // A submodule becomes a name of its package.
        if let Some((parent, last)) = own.name.rsplit_once('.')
            && let Some(parent) = program.map.find(parent)
            && let Some((names, _)) = self.modules.get(&parent)
        {
            let names = names.clone();
            let last = self.text(last);
            self.set(&names, last, Data::Module(module).into());
        }
    }

    /// What importing a module of a library does to the process.
    pub fn import_library(&mut self, name: &'p str, line: u32) {
        let mut end = 0;
        while end < name.len() {
            end = name[end + 1..].find('.').map_or(name.len(), |at| end + 1 + at);
            let part = &name[..end];
            if !self.note_library(part) && part != "eventlet" {
                continue;
            }
            let model = self.model;
            if part == "eventlet" {
                self.event(EventKind::ImportsEventlet, name, line, "imports");
            }
            if model.binds_backend.iter().any(|binder| binder == part) {
                self.bind_default(name, line);
            }
        }
    }

    /// A library needs a backend and nobody has selected one.
    fn bind_default(&mut self, name: &'p str, line: u32) {
        let certain = self.is_certain();
        if self.process.backend.is_some_and(|(_, known)| known || !certain) {
            return;
        }
        if let Some((hook, path)) = self.hook.clone() {
            let given = super::value::Given::default();
            let chosen = self.call_value(&hook, given, line, None);
            if let Some(eventlet) = self.backend_type(&chosen) {
                self.process.backend = Some((eventlet, certain));
                let known = self.events.len();
                self.event(EventKind::Backend { eventlet, explicit: true }, name, line, "imports");
                // Who registered the hook selects, whoever needs a backend first.
                if let Some(event) = self.events.get_mut(known) {
                    event.path = path;
                }
                return;
            }
        }
        let eventlet = self.model.default_backend == "eventlet";
        self.process.backend = Some((eventlet, certain));
        self.event(EventKind::Backend { eventlet, explicit: false }, name, line, "imports");
    }
}
