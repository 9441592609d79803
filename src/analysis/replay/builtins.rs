//! What Python has built in: functions, and methods of strings, lists and dictionaries.

use std::rc::Rc;

use super::machine::{Flow, Machine};
use super::value::{Closure, Data, Given, MAX_ELEMENTS, MAX_TEXT, MethodKind, Value};

/// Parts of a string that are joined.
const MAX_JOINED: usize = 32;

impl<'p> Machine<'p> {
    pub fn call_builtin(&mut self, name: &str, given: &Given<'p>, line: u32) -> Option<Value<'p>> {
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
        if let Data::Str(text) = receiver.data {
            // A long text takes its time.
            self.charge_text(text.len());
        }
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
                    Value::list(text.split(separator).take(MAX_ELEMENTS).map(|part| Data::Str(self.text(part)).into()).collect())
                }
                ("replace", Some(old)) if !old.is_empty() => match given.positional.get(1).and_then(Value::str) {
                    Some(new) if text.len() * (new.len() + 1) <= MAX_TEXT => Data::Str(self.text(&text.replace(old, new))).into(),
                    Some(_) => Value::unknown(),
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
