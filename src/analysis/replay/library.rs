//! What happens outside of the project: calls of libraries and of what Python has built in.

use bumpalo::collections::String as ArenaString;
use std::rc::Rc;

use super::events::{EventKind, SwitchKind};
use super::machine::{Definition, Flow, Machine};
use super::value::{Closure, Data, Given, MethodKind, Value};

/// Parts of a string that are joined.
const MAX_JOINED: usize = 32;
/// How options and groups that were made are called here.
const OPTION: &str = "<option>";
const GROUP: &str = "<group>";

impl<'p> Machine<'p> {
    /// A name of a library, or of what one of its calls gave.
    pub fn library_attribute(&mut self, library: &str, name: &str) -> Value<'p> {
        let mut dotted = ArenaString::with_capacity_in(library.len() + name.len() + 1, self.arena);
        dotted.push_str(library);
        dotted.push('.');
        dotted.push_str(name);
        let dotted: &'p str = dotted.into_bump_str();
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

    pub fn is_option_holder(&self, name: &str) -> bool {
        self.model.option_holders.iter().any(|holder| {
            name.strip_prefix(holder.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.') && !rest.contains('('))
        })
    }

    fn option(&mut self, name: &str, definition: &Definition<'p>, kind: SwitchKind) -> Value<'p> {
        let taint = self.taint(kind, name);
        for choice in &definition.choices {
            self.note_constants(taint, vec![choice]);
        }
        let set = self.world.value(kind, name).map(|value| match (&definition.default.data, value) {
            (Data::Bool(_), "true") => Value::bool(true),
            (Data::Bool(_), "false") => Value::bool(false),
            _ => Data::Str(self.text(value)).into(),
        });
        let value = set.unwrap_or_else(|| definition.default.clone());
        self.hold(taint, &value);
        value.with(taint)
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
        let is = |names: &[String]| names.iter().any(|own| own == name);
        if is(&model.patches) {
            return self.patch(name, &given, line);
        }
        if is(&model.asks_patched) {
            return self.process.patched.map_or(Value::unknown(), Value::bool).with(self.process.patched_by);
        }
        if is(&model.selects_backend) {
            return self.select_backend(name, &given, line);
        }
        if is(&model.hooks_backend) {
            self.hook = given.positional.first().cloned();
            return Value::none();
        }
        if is(&model.exits) {
            self.fail(Flow::Exit);
            return Value::unknown();
        }
        if name.starts_with(super::plugins::COMPUTED) {
            self.event(EventKind::ComputedImport, name, line, "calls");
            return Value::unknown();
        }
        self.tell(name, &given, line);
        // An option that another module registers comes with that module.
        if let Some((holder, "import_opt" | "import_group")) = name.rsplit_once('.')
            && self.is_option_holder(holder)
            && let Some(module) = given.find(1, "module_str").and_then(Value::str)
        {
            self.import_name(module, line);
            return Value::none();
        }
        if let Some(value) = self.read_setting(name, &given) {
            return value;
        }
        if let Some(value) = self.call_builtin(name, &given, line) {
            return value;
        }
        if self.import_by_name(name, &given, line) {
            return self.imported.take().unwrap_or(Value::unknown());
        }
        if model.plugin_loaders.iter().any(|loader| loader == name) {
            return self.load_plugins(name, &given, line);
        }
        if model.takes_services.iter().any(|end| ends_with(name, end)) {
            self.start_services(&given, line);
        } else if self.calls_back() && !model.keeps_functions.iter().any(|own| own == name) {
            self.call_back(&given, line);
        }
        if model.paste_loaders.iter().any(|loader| loader == name) {
            self.load_paste(line);
        }
        if name.len() > 200 {
            return Value::unknown();
        }
        let dotted = self.text(&format!("{name}()"));
        if let Some(constant) = model.platform.get(dotted) {
            return Data::Str(constant).into();
        }
        Data::Library(dotted).into()
    }

    /// The events that a call of a library is.
    fn tell(&mut self, name: &str, given: &Given<'p>, line: u32) {
        let model = self.model;
        let is = |names: &[String]| names.iter().any(|own| own == name);
        if is(&model.green_servers)
            || given.values().any(|value| value.library().is_some_and(|name| is_in(name, &model.green_servers)))
        {
            let server = given.values().filter_map(Value::library).find(|name| is_in(name, &model.green_servers)).unwrap_or(name);
            self.event(EventKind::GreenServer, server, line, if server == name { "calls" } else { "passes on" });
        }
        if is(&model.backend_servers) {
            self.event(EventKind::BackendServer, name, line, "calls");
        }
        if is(&model.runs_on_backend) {
            self.event(EventKind::RunsOnBackend, name, line, "calls");
        }
        if is(&model.green_executors) {
            self.event(EventKind::GreenExecutor, name, line, "calls");
        }
        let last = name.rsplit('.').next().unwrap_or(name);
        if is(&model.launches) || model.launch_names.iter().any(|own| own == last) {
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

    /// Environment variables, options, command lines and how they are read.
    fn read_setting(&mut self, name: &str, given: &Given<'p>) -> Option<Value<'p>> {
        let model = self.model;
        let first = given.positional.first();
        if model.environment_readers.iter().any(|own| own == name) {
            let key = first?.str()?;
            let default = given.find(1, "default").cloned();
            let value = self.environment(key, default.clone());
            if name.ends_with("setdefault") {
                let key = self.text(&format!("${key}"));
                self.override_library(key, value.clone());
            }
            return Some(value);
        }
        if let Some(class) = name.strip_prefix(model.option_module.as_str()).and_then(|rest| rest.strip_prefix('.'))
            && model.option_classes.iter().any(|own| own == class)
        {
            return Some(self.define_option(class, given));
        }
        if let Some((holder, method)) = name.rsplit_once('.')
            && matches!(method, "register_opt" | "register_opts" | "register_cli_opt" | "register_cli_opts")
            && self.is_option_holder(holder)
        {
            self.register_options(given);
            return Some(Value::none());
        }
        if name.strip_prefix(model.option_module.as_str()) == Some(".OptGroup") {
            let group = given.find(0, "name").and_then(Value::str)?;
            return Some(Data::Library(self.text(&format!("{GROUP}{group}"))).into());
        }
        if model.argument_definitions.iter().any(|own| own == name) {
            self.define_argument(given);
            return Some(Value::unknown());
        }
        if model.boolean_readers.iter().any(|own| own == name) {
            let value = first?;
            let truth = match &value.data {
                Data::Bool(truth) => Some(*truth),
                Data::Str(text) => {
                    let lower = text.trim().to_lowercase();
                    Some(model.true_strings.contains(&lower))
                }
                _ => None,
            };
            self.note_truths(value);
            return Some(truth.map_or(Value::unknown(), Value::bool).with(value.taints));
        }
        None
    }

    /// A switch that is read as a boolean is worth a try both ways.
    fn note_truths(&mut self, value: &Value<'p>) {
        if value.taints != 0 {
            self.note_constants(value.taints, vec!["1", "t", "true", "on", "y", "yes"]);
        }
    }

    /// An option is a value until it is registered in a group.
    fn define_option(&mut self, class: &str, given: &Given<'p>) -> Value<'p> {
        let Some(name) = given.find(0, "name").and_then(Value::str) else { return Value::unknown() };
        let name = self.text(&name.replace('-', "_"));
        let default = given.named("default").cloned().unwrap_or(Value::none());
        let mut choices: Vec<&'p str> = Vec::new();
        if let Some(Value { data: Data::List(list), .. }) = given.named("choices") {
            for choice in list.borrow().iter() {
                // A choice may come with its description.
                let value = match &choice.data {
                    Data::List(pair) => pair.borrow().first().and_then(Value::str),
                    _ => choice.str(),
                };
                choices.extend(value);
            }
        }
        let default = match class {
            "BoolOpt" => {
                choices.extend(["true", "false"]);
                if matches!(default.data, Data::None) { Value::bool(false) } else { default }
            }
            _ => default,
        };
        let number = self.defined.len();
        self.defined.push((name, Definition { default, choices }));
        Data::Library(self.text(&format!("{OPTION}{number}"))).into()
    }

    fn register_options(&mut self, given: &Given<'p>) {
        let group = given.find(1, "group").and_then(|group| match &group.data {
            Data::Str(name) => Some(*name),
            Data::Library(name) => name.strip_prefix(GROUP),
            _ => None,
        });
        let Some(first) = given.positional.first().or_else(|| given.named("opts")).or_else(|| given.named("opt")) else { return };
        let options = match &first.data {
            Data::List(list) => list.borrow().clone(),
            _ => vec![first.clone()],
        };
        for option in options {
            let number =
                option.library().and_then(|name| name.strip_prefix(OPTION)).and_then(|number| number.parse::<usize>().ok());
            let Some((name, definition)) = number.and_then(|number| self.defined.get(number).cloned()) else { continue };
            let full = match group {
                Some(group) if group != "DEFAULT" => self.text(&format!("{group}.{name}")),
                _ => name,
            };
            self.options.insert(full, definition);
        }
    }

    fn define_argument(&mut self, given: &Given<'p>) {
        let flag = given.positional.iter().filter_map(Value::str).find(|flag| flag.starts_with("--"));
        let Some(flag) = flag else { return };
        let name = given.named("dest").and_then(Value::str).unwrap_or(flag.trim_start_matches('-'));
        let name = self.text(&name.replace('-', "_"));
        let action = given.named("action").and_then(Value::str);
        let default = match action {
            Some("store_true") => Value::bool(false),
            Some("store_false") => Value::bool(true),
            _ => given.named("default").cloned().unwrap_or(Value::none()),
        };
        let mut choices = Vec::new();
        if action.is_some_and(|action| action.starts_with("store_")) {
            choices.extend(["true", "false"]);
        }
        if let Some(Value { data: Data::List(list), .. }) = given.named("choices") {
            choices.extend(list.borrow().iter().filter_map(Value::str));
        }
        self.arguments.insert(name, (flag, Definition { default, choices }));
    }

    // What Python has built in.

    fn call_builtin(&mut self, name: &str, given: &Given<'p>, line: u32) -> Option<Value<'p>> {
        let first = given.positional.first();
        let taints = given.values().fold(0, |taints, value| taints | value.taints);
        let value = match name {
            "bool" => first?.truth().map_or(Value::unknown(), Value::bool),
            "str" => match first?.data {
                Data::Str(_) => first?.clone(),
                _ => Value::unknown(),
            },
            "int" | "float" => match (&first?.data, first?.str()) {
                (Data::Int(_) | Data::Bool(_), _) => first?.clone(),
                (_, Some(text)) => {
                    self.note_truths(first?);
                    text.trim().parse().map_or(Value::unknown(), |number| Data::Int(number).into())
                }
                _ => Value::unknown(),
            },
            "len" => match &first?.data {
                Data::List(list) => Data::Int(list.borrow().len() as i64).into(),
                Data::Str(text) => Data::Int(text.len() as i64).into(),
                _ => Value::unknown(),
            },
            "list" | "tuple" | "set" | "frozenset" | "sorted" | "iter" | "reversed" => match first.map(|first| &first.data) {
                Some(Data::List(list)) => Value::list(list.borrow().clone()),
                None => Value::list(Vec::new()),
                _ => Value::unknown(),
            },
            "dict" | "collections.OrderedDict" => {
                let items: Vec<_> = given.keywords.iter().map(|(name, value)| (Data::Str(name).into(), value.clone())).collect();
                Data::Dict(Rc::new(items.into())).into()
            }
            "getattr" => {
                let value = match given.positional.get(1).and_then(Value::str) {
                    Some(attribute) => self.attribute(&first?.clone(), attribute),
                    None => Value::unknown(),
                };
                match given.positional.get(2) {
                    Some(default) if value.is_unknown() => default.clone().or(value),
                    _ => value,
                }
            }
            "setattr" => {
                if let (Some(attribute), Some(value)) = (given.positional.get(1).and_then(Value::str), given.positional.get(2)) {
                    self.set_attribute(&first?.clone(), attribute, value.clone());
                }
                Value::none()
            }
            "globals" | "locals" | "vars" | "isinstance" | "issubclass" | "hasattr" | "callable" | "type" | "id" | "hash"
            | "repr" | "open" | "print" | "input" | "abs" | "min" | "max" | "sum" | "range" | "enumerate" | "zip" | "any"
            | "all" => Value::unknown(),
            "functools.partial" => self.partial(given.clone()),
            "staticmethod"
            | "classmethod"
            | "property"
            | "functools.wraps()"
            | "functools.lru_cache"
            | "functools.cache"
            | "functools.lru_cache()"
            | "contextlib.contextmanager" => {
                let value = first?;
                match (&value.data, name) {
                    (Data::Function(closure), "staticmethod" | "classmethod") => {
                        let kind = if name == "staticmethod" { MethodKind::Static } else { MethodKind::Class };
                        let closure = Closure {
                            function: closure.function,
                            module: closure.module,
                            around: closure.around.clone(),
                            defaults: closure.defaults.clone(),
                            owner: closure.owner.clone(),
                            kind,
                        };
                        Data::Function(Rc::new(closure)).into()
                    }
                    _ => value.clone(),
                }
            }
            "map" | "filter" => {
                self.call_back(given, line);
                Value::unknown()
            }
            "exec" | "eval" | "compile" => Value::unknown(),
            "exit" | "quit" => {
                self.fail(Flow::Exit);
                Value::unknown()
            }
            _ => return None,
        };
        Some(value.with(taints))
    }

    pub fn call_builtin_method(&mut self, receiver: &Value<'p>, name: &str, given: Given<'p>) -> Value<'p> {
        let first = given.positional.first();
        let taints = given.values().fold(receiver.taints, |taints, value| taints | value.taints);
        let value = match &receiver.data {
            Data::Str(text) if name == "join" => match first.map(|first| &first.data) {
                Some(Data::List(list)) => {
                    let separator: Value = Data::Str(text).into();
                    let mut joined: Value = Data::Str("").into();
                    for (at, part) in list.borrow().iter().take(MAX_JOINED).enumerate() {
                        let before = if at == 0 { joined } else { joined.followed_by(&separator, self.arena) };
                        joined = before.followed_by(part, self.arena);
                    }
                    joined
                }
                _ => Value::unknown(),
            },
            Data::Str(text) => match (name, first.and_then(Value::str)) {
                ("lower" | "casefold", None) => Data::Str(self.text(&text.to_lowercase())).into(),
                ("upper", None) => Data::Str(self.text(&text.to_uppercase())).into(),
                ("strip", None) => Data::Str(text.trim()).into(),
                ("startswith", Some(start)) => Value::bool(text.starts_with(start)),
                ("endswith", Some(end)) => Value::bool(text.ends_with(end)),
                ("split", Some(separator)) if !separator.is_empty() => {
                    Value::list(text.split(separator).map(|part| Data::Str(self.text(part)).into()).collect())
                }
                ("replace", Some(old)) if !old.is_empty() => match given.positional.get(1).and_then(Value::str) {
                    Some(new) => Data::Str(self.text(&text.replace(old, new))).into(),
                    None => Value::unknown(),
                },
                ("isdigit", None) => Value::bool(!text.is_empty() && text.chars().all(|digit| digit.is_ascii_digit())),
                _ => Value::unknown(),
            },
            Data::List(list) => {
                match (name, first) {
                    ("append" | "add", Some(value)) => self.change_list(list, |all| all.push(value.clone())),
                    ("insert", _) => {
                        if let Some(value) = given.positional.get(1) {
                            self.change_list(list, |all| all.insert(0, value.clone()));
                        }
                    }
                    ("extend" | "update", Some(Value { data: Data::List(more), .. })) => {
                        let more = more.borrow().clone();
                        self.change_list(list, |all| all.extend(more));
                    }
                    ("copy", None) => return Value::list(list.borrow().clone()),
                    ("pop", _) => return list.borrow().last().cloned().unwrap_or(Value::unknown()),
                    _ => return Value::unknown().with(taints),
                }
                Value::none()
            }
            Data::Dict(dict) => match (name, first) {
                ("get" | "pop" | "setdefault", Some(key)) => {
                    let found =
                        dict.borrow().iter().rev().find(|(own, _)| own.equals(key) == Some(true)).map(|(_, value)| value.clone());
                    found.or_else(|| given.positional.get(1).cloned()).unwrap_or(Value::none())
                }
                ("values", None) => Value::list(dict.borrow().iter().map(|(_, value)| value.clone()).collect()),
                ("keys", None) => Value::list(dict.borrow().iter().map(|(key, _)| key.clone()).collect()),
                ("items", None) => {
                    Value::list(dict.borrow().iter().map(|(key, value)| Value::list(vec![key.clone(), value.clone()])).collect())
                }
                ("update", Some(Value { data: Data::Dict(more), .. })) => {
                    let more = more.borrow().clone();
                    self.change_dict(dict, |items| items.extend(more));
                    Value::none()
                }
                _ => Value::unknown(),
            },
            _ => Value::unknown(),
        };
        value.with(taints)
    }
}

fn is_in(name: &str, names: &[String]) -> bool {
    names.iter().any(|own| own == name)
}

/// Whether a dotted name ends with another, at a dot.
pub fn ends_with(name: &str, end: &str) -> bool {
    name.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}
