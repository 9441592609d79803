//! What happens outside of the project: calls of libraries and of what Python has built in.

use super::events::{EventKind, SwitchKind};
use super::machine::{Flow, Machine};
use super::value::{Data, Given, Value};
use crate::rules::Roles;

/// Bytes of a library's dotted name; real ones have a quarter.
const MAX_NAME: usize = 240;

impl<'p> Machine<'p> {
    /// A name of a library, or of what one of its calls gave.
    pub fn library_attribute(&mut self, library: &str, name: &str) -> Value<'p> {
        if library.len() + name.len() > MAX_NAME {
            return Value::unknown();
        }
        let dotted = self.concat(&[library, ".", name]);
        if let Some(value) = self.overrides.get(dotted) {
            return value.clone();
        }
        if let Some(constant) = self.model.platform.get(dotted) {
            return Data::Str(constant).into();
        }
        if self.is_option_holder(library) {
            let holder = self.model.option_holders.iter().find(|holder| library.starts_with(holder.as_str()));
            let group = holder.and_then(|holder| library[holder.len()..].strip_prefix('.'));
            let full = group.map_or(name.to_owned(), |group| format!("{group}.{name}"));
            if !self.options.contains_key(full.as_str()) {
                self.wake_options();
            }
            let found = self.options.get(full.as_str()).or_else(|| self.options.get(name).filter(|_| group.is_none()));
            if let Some(definition) = found.cloned() {
                return self.option(&full, &definition, SwitchKind::Configuration);
            }
        }
        if self.model.argument_results.iter().any(|result| result == library)
            && let Some((flag, definition)) = self.arguments.get(name).cloned()
        {
            return self.option(flag, &definition, SwitchKind::Argument);
        }
        Data::Library(dotted).into()
    }

    /// `x in sys.modules`, `'--flag' in sys.argv`, `'X' in os.environ`.
    pub fn library_contains(&mut self, library: &str, element: &str) -> Value<'p> {
        if library == "sys.modules" {
            let own = self.program.map.find(element).is_some_and(|id| self.modules.contains_key(&id));
            let imported = self.libraries.contains_key(element);
            // What libraries import among themselves is not known here.
            return if own || imported { Value::bool(true) } else { Value::unknown() };
        }
        if library == self.model.command_line {
            let taint = self.taint(SwitchKind::Argument, element);
            let given = self.world.value(SwitchKind::Argument, element).is_some_and(|value| value != "false");
            return Value::bool(given).with(taint);
        }
        if self.model.environment.iter().any(|own| own == library) {
            let value = self.environment(element, None);
            return Value::bool(!matches!(value.data, Data::None)).with(value.taints);
        }
        Value::unknown()
    }

    pub fn backend_type(&self, value: &Value<'p>) -> Option<bool> {
        let mut parts = value.library()?.rsplit('.');
        let member = parts.next()?;
        (parts.next()? == self.model.backend_class).then(|| member.eq_ignore_ascii_case("eventlet"))
    }

    pub fn call_library(&mut self, name: &'p str, given: Given<'p>, line: u32) -> Value<'p> {
        if let Some(put) = self.overrides.get(name).cloned() {
            return self.call_value(&put, given, line, None);
        }
        let model = self.model;
        let last = memchr::memrchr(b'.', name.as_bytes()).map_or(name, |at| &name[at + 1..]);
        let roles = model.roles(name, last);
        if roles.has(Roles::PATCHES) {
            return self.patch(name, &given, line);
        }
        if roles.has(Roles::ASKS_PATCHED) {
            return self.process.patched.map_or(Value::unknown(), Value::bool).with(self.process.patched_by);
        }
        if roles.has(Roles::SELECTS_BACKEND) {
            return self.select_backend(name, &given, line);
        }
        if roles.has(Roles::HOOKS_BACKEND) {
            let path = self.path_to(line, &format!("calls {name}"));
            self.hook = given.positional.first().cloned().map(|hook| (hook, path));
            return Value::none();
        }
        if roles.has(Roles::EXITS) {
            self.fail(Flow::Exit);
            return Value::unknown();
        }
        if name.starts_with(super::plugins::COMPUTED) {
            self.event(EventKind::ComputedImport, name, line, "calls");
            return Value::unknown();
        }
        self.tell(name, roles, &given, line);
        // An option that another module registers comes with that module.
        if model.option_imports.iter().any(|own| own == last)
            && let Some((holder, _)) = name.rsplit_once('.')
            && self.is_option_holder(holder)
            && let Some(module) = given.find(1, "module_str").and_then(Value::str)
        {
            self.import_name(module, line);
            return Value::none();
        }
        if let Some(value) = self.read_setting(name, last, roles, &given) {
            return value;
        }
        if let Some(value) = self.call_builtin(name, &given, line) {
            return value;
        }
        if self.import_by_name(name, last, &given, line) {
            return self.imported.take().unwrap_or(Value::unknown());
        }
        if roles.has(Roles::LOADS_PLUGINS) {
            return self.load_plugins(name, &given, line);
        }
        if roles.has(Roles::TAKES_SERVICES) {
            self.start_services(&given, line);
        } else if self.calls_back() && !roles.has(Roles::KEEPS_FUNCTIONS) {
            self.call_back(&given, line);
        }
        if roles.has(Roles::LOADS_PASTE) {
            self.load_paste(line);
        }
        if name.len() > MAX_NAME {
            return Value::unknown();
        }
        let dotted = self.concat(&[name, "()"]);
        if let Some(constant) = model.platform.get(dotted) {
            return Data::Str(constant).into();
        }
        Data::Library(dotted).into()
    }

    /// The events that a call of a library is.
    fn tell(&mut self, name: &str, roles: Roles, given: &Given<'p>, line: u32) {
        let model = self.model;
        if roles.has(Roles::GREEN_SERVER)
            || given.values().any(|value| value.library().is_some_and(|name| is_in(name, &model.green_servers)))
        {
            let server = given.values().filter_map(Value::library).find(|name| is_in(name, &model.green_servers)).unwrap_or(name);
            self.event(EventKind::GreenServer, server, line, if server == name { "calls" } else { "passes on" });
        }
        if roles.has(Roles::BACKEND_SERVER) {
            self.event(EventKind::BackendServer, name, line, "calls");
        }
        if roles.has(Roles::RUNS_ON_BACKEND) {
            self.event(EventKind::RunsOnBackend, name, line, "calls");
        }
        if roles.has(Roles::LAUNCHES) {
            self.event(EventKind::Launch, name, line, "calls");
        }
    }

    fn patch(&mut self, name: &str, given: &Given<'p>, line: u32) -> Value<'p> {
        let mut arguments = String::new();
        for (keyword, value) in &given.keywords {
            let shown = match value.data {
                Data::Bool(true) => "True",
                Data::Bool(false) => "False",
                _ => "…",
            };
            if !arguments.is_empty() {
                arguments.push_str(", ");
            }
            arguments.push_str(&format!("{keyword}={shown}"));
        }
        self.met.remove(&(EventKind::Patch, self.frame().file, line, true));
        self.event_with(EventKind::Patch, name, line, "calls", &arguments);
        if self.maybe == 0 {
            self.process.patched = Some(true);
        } else if self.process.patched == Some(false) {
            self.process.patched = None;
        }
        self.process.patched_by |= self.control();
        Value::none()
    }

    fn select_backend(&mut self, name: &str, given: &Given<'p>, line: u32) -> Value<'p> {
        let chosen = given.find(0, "backend_type").or_else(|| given.positional.first()).cloned().unwrap_or(Value::unknown());
        let Some(eventlet) = self.backend_type(&chosen) else { return Value::unknown() };
        match self.process.backend {
            Some((bound, true)) if bound != eventlet => {
                self.event(EventKind::LateBackend, name, line, "calls");
                self.fail(Flow::Raise(Some(self.model.backend_taken.as_str().into())));
            }
            Some((_, true)) => {}
            _ => {
                self.event(EventKind::Backend { eventlet, explicit: true }, name, line, "calls");
                self.process.backend = Some((eventlet, self.is_certain()));
            }
        }
        Value::none()
    }
}

fn is_in(name: &str, names: &[String]) -> bool {
    names.iter().any(|own| own == name)
}
