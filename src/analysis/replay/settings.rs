//! What is set from outside: environment variables, options, command lines.

use super::events::SwitchKind;
use super::machine::{Definition, Machine};
use super::value::{Data, Given, Value};
use crate::rules::Roles;

/// How options and groups that were made are called here.
const OPTION: &str = "<option>";
const GROUP: &str = "<group>";

impl<'p> Machine<'p> {
    pub fn is_option_holder(&self, name: &str) -> bool {
        self.model.option_holders.iter().any(|holder| {
            name.strip_prefix(holder.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.') && !rest.contains('('))
        })
    }

    pub fn option(&mut self, name: &str, definition: &Definition<'p>, kind: SwitchKind) -> Value<'p> {
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

    /// Environment variables, options, command lines and how they are read.
    pub fn read_setting(&mut self, name: &str, last: &str, roles: Roles, given: &Given<'p>) -> Option<Value<'p>> {
        let model = self.model;
        let first = given.positional.first();
        if roles.has(Roles::READS_ENVIRONMENT) {
            let key = first?.str()?;
            let default = given.find(1, "default").cloned();
            let value = self.environment(key, default.clone());
            if name.ends_with("setdefault") {
                let key = self.concat(&["$", key]);
                self.override_library(key, value.clone());
            }
            return Some(value);
        }
        let option_part = name.strip_prefix(model.option_module.as_str()).and_then(|rest| rest.strip_prefix('.'));
        if let Some(class) = option_part
            && model.option_classes.iter().any(|own| own == class)
        {
            return Some(self.define_option(class, given));
        }
        if model.option_registrations.iter().any(|own| own == last)
            && let Some((holder, _)) = name.rsplit_once('.')
            && self.is_option_holder(holder)
        {
            self.register_options(given);
            return Some(Value::none());
        }
        if option_part == Some("OptGroup") {
            let group = given.find(0, "name").and_then(Value::str)?;
            return Some(Data::Library(self.text(&format!("{GROUP}{group}"))).into());
        }
        if roles.has(Roles::DEFINES_ARGUMENT) {
            self.define_argument(given);
            return Some(Value::unknown());
        }
        if roles.has(Roles::READS_BOOLEAN) {
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
    pub fn note_truths(&mut self, value: &Value<'p>) {
        if value.taints != 0 {
            self.note_constants(value.taints, vec!["1", "t", "true", "on", "y", "yes"]);
        }
    }

    /// An option is a value until it is registered in a group.
    pub fn define_option(&mut self, class: &str, given: &Given<'p>) -> Value<'p> {
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

    pub fn register_options(&mut self, given: &Given<'p>) {
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
                Some(group) if group != "DEFAULT" => self.concat(&[group, ".", name]),
                _ => name,
            };
            self.options.insert(full, definition);
        }
    }

    pub fn define_argument(&mut self, given: &Given<'p>) {
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
}
