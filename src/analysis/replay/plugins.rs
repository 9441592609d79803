//! Modules that are named by strings: imported by name, loaded as plugins, built by paste.

use super::events::EventKind;
use super::machine::Machine;
use super::value::{Data, Given, Value};
use crate::rules::ends_with;

/// What a function that imports by name gives.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gives {
    Module,
    Object,
    Called,
    Nothing,
}

/// What the functions give whose names end so.
fn gives(last: &str) -> Gives {
    match last {
        "import_class" | "import_string" | "resolve_name" => Gives::Object,
        "import_object" | "import_object_ns" => Gives::Called,
        name if name.starts_with("import") || name.starts_with("try_import") || name == "__import__" => Gives::Module,
        _ => Gives::Nothing,
    }
}

/// The names of the plugins that are asked for, where they are known.
fn wanted<'p>(given: &Given<'p>) -> Vec<&'p str> {
    match given.find(1, "name").or_else(|| given.named("names")).map(|wanted| &wanted.data) {
        Some(Data::Str(name)) => vec![name],
        Some(Data::List(names)) => names.borrow().iter().filter_map(Value::str).collect(),
        _ => Vec::new(),
    }
}

/// The name of a module whose name is not known.
pub const COMPUTED: &str = "<computed>";

impl<'p> Machine<'p> {
    /// Imports what a string names, if `function`, whose name ends with `last`, does that; leaves the result in `imported`.
    pub fn import_by_name(&mut self, function: &str, last: &str, given: &Given<'p>, line: u32) -> bool {
        let gives = gives(last);
        if gives == Gives::Nothing || !self.importers.iter().any(|end| ends_with(function, end)) {
            return false;
        }
        let at = usize::from(function.ends_with("import_object_ns"));
        let Some(named) = given.positional.get(at).or_else(|| given.named("name")).cloned() else { return false };
        let mut result: Option<Value> = None;
        for name in named.each() {
            let below = match name.data {
                Data::Begins(start) => self.import_below(start, function, line),
                _ => false,
            };
            let value = match name.str() {
                None if below => Value::unknown(),
                Some(name) => self.import_string(name, gives, given, at, line),
                // That somebody looks for a module matters little; that it is run does.
                None if gives == Gives::Called => {
                    self.event(EventKind::ComputedImport, function, line, "calls");
                    Value::unknown()
                }
                None => Data::Library(COMPUTED).into(),
            };
            // A name that is tried may be missing; what follows is what the caller sees.
            if function.contains("try_import") {
                self.pending = None;
            }
            result = Some(result.map_or(value.clone(), |before| before.or(value)));
        }
        self.imported = result;
        true
    }

    /// Imports every module of the package that a name begins with: one of them it is.
    /// Whether there is such a package.
    fn import_below(&mut self, start: &str, function: &str, line: u32) -> bool {
        let Some((package, _)) = start.rsplit_once('.') else { return false };
        let Some(package) = self.program.map.find(package) else { return false };
        let program = self.program;
        let is_unread = |module| program.map.get(module).file.is_some_and(|file| program.code(file).is_none());
        if program.map.children(package).into_iter().any(is_unread) {
            self.event(EventKind::ComputedImport, function, line, "calls");
        }
        self.maybe += 1;
        for module in program.map.children(package) {
            self.load(module, line);
            self.pending = None;
        }
        self.maybe -= 1;
        true
    }

    fn import_string(&mut self, name: &'p str, gives: Gives, given: &Given<'p>, at: usize, line: u32) -> Value<'p> {
        let object = match gives {
            Gives::Module => {
                let package = given.find(1, "package").and_then(Value::str);
                let name = name.split(':').next().unwrap_or(name);
                return match (name.strip_prefix('.'), package) {
                    (Some(below), Some(package)) => self.import_name(self.concat(&[package, ".", below]), line),
                    _ => self.import_name(name, line),
                };
            }
            _ => self.resolve_target(name, line),
        };
        if gives != Gives::Called {
            return object;
        }
        let mut rest = given.clone();
        rest.positional.drain(..=at.min(rest.positional.len().saturating_sub(1)));
        self.call_value(&object, rest, line, None)
    }

    /// What `package.module.Class` or `package.module:Class.method` names; its module is
    /// imported.
    pub fn resolve_target(&mut self, target: &'p str, line: u32) -> Value<'p> {
        let colon = target.split_once(':');
        let dotted = self.text(&target.replace(':', "."));
        if !self.program.is_own(dotted) {
            let module = colon.map_or(dotted, |(module, _)| module);
            self.import_library(module, line);
            return Data::Library(dotted).into();
        }
        let (module, attributes) = match colon {
            Some((module, attributes)) => (module, attributes),
            None => match self.program.map.longest(dotted) {
                Some((id, rest)) => {
                    let length = self.program.map.get(id).name.len();
                    (&dotted[..length], rest)
                }
                None => (dotted, ""),
            },
        };
        let mut value = self.import_name(module, line);
        for attribute in attributes.split('.').filter(|attribute| !attribute.is_empty()) {
            if self.pending.is_some() {
                return Value::unknown();
            }
            value = self.attribute(&value, attribute);
        }
        value
    }

    /// Imports the plugins of an entry point group: the one that is named, or all, of which
    /// the running process will choose. What the manager gives as its driver is that.
    pub fn load_plugins(&mut self, loader: &str, given: &Given<'p>, line: u32) -> Value<'p> {
        let keywords = &self.model.plugin_group_keywords;
        let named = keywords.iter().find_map(|keyword| given.named(keyword));
        let group = named.or_else(|| given.positional.first()).and_then(Value::str);
        let wanted = wanted(given);
        let program = self.program;
        let all: Vec<_> = program.plugins.iter().filter(|plugin| Some(&*plugin.group) == group).collect();
        let chosen: Vec<_> = all.iter().copied().filter(|plugin| wanted.contains(&&*plugin.name)).collect();
        let every = self.model.loads_every_plugin.iter().any(|own| own == loader);
        let certain = every || !chosen.is_empty();
        let called = given.named("invoke_on_load").is_some_and(|value| value.truth() != Some(false));
        let mut driver: Option<Value> = None;
        self.maybe += u32::from(!certain);
        for plugin in if certain && !every { chosen } else { all } {
            let target: &'p str = plugin.target.split('[').next().unwrap_or("").trim();
            let mut value = self.resolve_target(target, line);
            if called && self.pending.is_none() {
                let arguments = Given { open: true, ..Given::default() };
                value = self.call_value(&value, arguments, line, None);
            }
            self.pending = None;
            driver = Some(driver.map_or(value.clone(), |before| before.or(value)));
        }
        self.maybe -= u32::from(!certain);
        self.managers += 1;
        let manager = self.text(&format!("{loader}()#{}", self.managers));
        if let Some(driver) = driver {
            let name = self.text(&format!("{manager}.driver"));
            self.override_library(name, driver);
        }
        Data::Library(manager).into()
    }

    /// Calls every factory that a paste file of the project names.
    pub fn load_paste(&mut self, line: u32) {
        let program = self.program;
        self.maybe += 1;
        for target in &program.paste {
            let value = self.resolve_target(target, line);
            if self.pending.is_none() {
                self.call_value(&value, Given { open: true, ..Given::default() }, line, None);
            }
            self.pending = None;
        }
        self.maybe -= 1;
    }
}
