//! Values of expressions.

use std::rc::Rc;

use super::machine::{Flow, Machine};
use super::value::{Data, Given, MAX_ELEMENTS, MAX_TEXT, Value};
use crate::python::code::{Call, Comparison, Comprehension, Expr};

/// Comparisons of switches that are told apart: each value that one of them may have is worth
/// a try, and no real process has a hundred.
const MAX_COMPARED: usize = 512;

/// Expressions within each other, those of all functions that are running together: each
/// takes some of the thread's stack.
const MAX_NESTING: u32 = 12_000;

impl<'p> Machine<'p> {
    pub fn value(&mut self, expression: &'p Expr) -> Value<'p> {
        self.steps += 1;
        if self.nesting > MAX_NESTING || self.exhausted() {
            return Value::unknown();
        }
        self.nesting += 1;
        let value = self.value_of(expression);
        self.nesting -= 1;
        value
    }

    fn value_of(&mut self, expression: &'p Expr) -> Value<'p> {
        match expression {
            Expr::Opaque(parts) => {
                let taints = parts.iter().fold(0, |taints, part| taints | self.value(part).taints);
                Value::unknown().with(taints)
            }
            Expr::None => Value::none(),
            Expr::Bool(value) => Value::bool(*value),
            Expr::Int(number) => Data::Int(*number).into(),
            Expr::Str(text) => Data::Str(text).into(),
            Expr::Name(name) => self.name(name),
            Expr::Attribute(object, name) => {
                let object = self.value(object);
                self.attribute(&object, name)
            }
            Expr::Item(object, index) => {
                let object = self.value(object);
                let index = self.value(index);
                self.item(&object, &index)
            }
            Expr::Slice(object, lower, upper) => {
                let value = self.value(object);
                slice(&value, *lower, *upper)
            }
            Expr::Call(call) => self.call(call),
            Expr::Not(inner) => {
                let value = self.value(inner);
                value.truth().map_or(Value::unknown(), |truth| Value::bool(!truth)).with(value.taints)
            }
            Expr::And(values) => self.logical(values, false),
            Expr::Or(values) => self.logical(values, true),
            Expr::Compare(left, comparison, right) => self.compare(left, *comparison, right),
            Expr::Choice(parts) => {
                let (test, yes, no) = &**parts;
                let test = self.value(test);
                let outer = self.frame().control;
                self.frame_mut().control |= test.taints;
                let value = match test.truth() {
                    Some(true) => self.value(yes),
                    Some(false) => self.value(no),
                    None => {
                        self.maybe += 1;
                        let (yes, no) = (self.value(yes), self.value(no));
                        self.maybe -= 1;
                        yes.or(no)
                    }
                };
                self.frame_mut().control = outer;
                value.with(test.taints)
            }
            Expr::Sequence(elements) => self.sequence(elements),
            Expr::Dict(items) => self.dict(items),
            Expr::Lambda(function) => self.function(function),
            Expr::Starred(inner) => self.value(inner),
            Expr::Walrus(name, inner) => {
                let value = self.value(inner);
                self.bind(name, value.clone());
                value
            }
            Expr::Add(left, right) => self.add(left, right),
            Expr::Format(left, right) => self.format(left, right),
            Expr::Joined(parts) => self.joined(parts),
            Expr::Comprehension(made) => self.comprehension(made),
        }
    }

    pub fn name(&mut self, name: &'p str) -> Value<'p> {
        let frame = self.frame();
        let mut scope = Some(&frame.names);
        let mut found = None;
        while let Some(names) = scope {
            found = names.get(name);
            scope = names.outer.as_ref().filter(|_| found.is_none());
        }
        // At module level both are the same.
        if found.is_none() && !Rc::ptr_eq(&frame.names, &frame.globals) {
            found = frame.globals.get(name);
        }
        if let Some(value) = found {
            return self.force(value);
        }
        match name {
            "__name__" => {
                let own = self.frame().module;
                match self.main_module == Some(own) {
                    true => Data::Str("__main__").into(),
                    false => Data::Str(self.text(&self.program.map.get(own).name)).into(),
                }
            }
            "__package__" => {
                let own = self.program.map.get(self.frame().module);
                let package = if own.package { &*own.name } else { own.name.rsplit_once('.').map_or("", |(package, _)| package) };
                Data::Str(self.text(package)).into()
            }
            "__file__" | "__doc__" | "__path__" | "__spec__" | "__builtins__" => Value::unknown(),
            _ => Data::Library(name).into(),
        }
    }

    fn logical(&mut self, values: &'p [Expr], stops_at: bool) -> Value<'p> {
        let mut taints = 0;
        let mut result: Option<Value> = None;
        let mut uncertain = 0;
        let outer = self.frame().control;
        for part in values {
            let value = self.value(part);
            taints |= value.taints;
            // Whether what follows is evaluated depends on it.
            self.frame_mut().control |= value.taints;
            let truth = value.truth();
            result = Some(match result {
                Some(before) if uncertain > 0 => before.or(value),
                _ => value,
            });
            match truth {
                Some(truth) if truth == stops_at => break,
                Some(_) => {}
                // What follows may not be evaluated.
                None => {
                    self.maybe += 1;
                    uncertain += 1;
                }
            }
            // What may not be evaluated ends nothing for certain.
            if uncertain > 1 {
                self.pending = None;
            }
        }
        self.maybe -= uncertain;
        self.frame_mut().control = outer;
        result.unwrap_or(Value::unknown()).with(taints)
    }

    /// Remembers what a switch is compared with: a value that is worth a try.
    pub fn note_comparison(&mut self, one: &Value<'p>, other: &Value<'p>) {
        for (value, constant) in [(one, other), (other, one)] {
            if value.taints == 0 {
                continue;
            }
            match &constant.data {
                Data::Str(text) => self.note_constants(value.taints, vec![text]),
                Data::List(list) => {
                    self.charge(list.borrow().len());
                    let texts = list.borrow().iter().filter_map(Value::str).collect();
                    self.note_constants(value.taints, texts);
                }
                _ => {}
            }
        }
    }

    pub fn note_constants(&mut self, taints: u64, texts: Vec<&'p str>) {
        if !texts.is_empty()
            && self.compared.len() < MAX_COMPARED
            && !self.compared.iter().any(|(own, known)| *own == taints && *known == texts)
        {
            self.compared.push((taints, texts));
        }
    }

    fn compare(&mut self, left: &'p Expr, comparison: Comparison, right: &'p Expr) -> Value<'p> {
        let (one, other) = (self.value(left), self.value(right));
        self.note_comparison(&one, &other);
        self.charge_text(one.str().map_or(0, str::len).min(other.str().map_or(0, str::len)));
        let mut taints = one.taints | other.taints;
        let not = |truth: Option<bool>| truth.map(|truth| !truth);
        let truth = match comparison {
            Comparison::Equal => one.equals(&other),
            Comparison::Unequal => not(one.equals(&other)),
            Comparison::Is | Comparison::IsNot => {
                // A fresh object is never None; what a call outside gives may be.
                let same = one.equals(&other);
                if comparison == Comparison::Is { same } else { not(same) }
            }
            Comparison::In | Comparison::NotIn => {
                let found = self.contains(&other, &one);
                taints |= found.taints;
                let found = found.truth();
                if comparison == Comparison::In { found } else { not(found) }
            }
            Comparison::Order => None,
        };
        truth.map_or(Value::unknown(), Value::bool).with(taints)
    }

    fn contains(&mut self, container: &Value<'p>, element: &Value<'p>) -> Value<'p> {
        match &container.data {
            Data::List(list) => self.charge_search(list.borrow().len()),
            Data::Dict(dict) => self.charge_search(dict.borrow().len()),
            Data::Str(text) => self.charge_text(text.len()),
            _ => {}
        }
        let any = |values: &mut dyn Iterator<Item = Value<'p>>| {
            let mut truth = Some(false);
            for value in values {
                match value.equals(element) {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => truth = None,
                }
            }
            truth
        };
        let truth = match (&container.data, element.str()) {
            (Data::List(list), _) => any(&mut list.borrow().iter().cloned()),
            (Data::Dict(dict), _) => any(&mut dict.borrow().iter().map(|(key, _)| key.clone())),
            (Data::Str(text), Some(part)) => Some(text.contains(part)),
            (Data::Library(name), Some(part)) => return self.library_contains(name, part),
            _ => None,
        };
        truth.map_or(Value::unknown(), Value::bool).with(container.taints)
    }

    fn sequence(&mut self, elements: &'p [Expr]) -> Value<'p> {
        let mut values = Vec::with_capacity(elements.len());
        let mut taints = 0;
        for element in elements {
            let value = self.value(element);
            taints |= value.taints;
            match (element, &value.data) {
                (Expr::Starred(_), Data::List(list)) if list.borrow().len() + values.len() <= MAX_ELEMENTS => {
                    self.charge(list.borrow().len());
                    values.extend(list.borrow().iter().cloned());
                }
                (Expr::Starred(_), _) => return Value::unknown().with(taints),
                _ => values.push(value),
            }
        }
        Value::list(values)
    }

    fn dict(&mut self, items: &'p [(Option<Expr>, Expr)]) -> Value<'p> {
        let mut all = Vec::with_capacity(items.len());
        for (key, value) in items {
            let key = key.as_ref().map(|key| self.value(key));
            let value = self.value(value);
            match (key, &value.data) {
                (Some(key), _) => all.push((key, value)),
                (None, Data::Dict(more)) if more.borrow().len() + all.len() <= MAX_ELEMENTS => {
                    self.charge(more.borrow().len());
                    all.extend(more.borrow().iter().cloned());
                }
                (None, Data::Dict(_)) => return Value::unknown(),
                (None, _) => {}
            }
        }
        Data::Dict(Rc::new(all.into())).into()
    }

    fn add(&mut self, left: &'p Expr, right: &'p Expr) -> Value<'p> {
        let (one, other) = (self.value(left), self.value(right));
        let taints = one.taints | other.taints;
        let sum = match (&one.data, &other.data) {
            (Data::Str(_), _) => one.followed_by(&other, self.arena),
            (Data::Int(one), Data::Int(two)) => Data::Int(one.wrapping_add(*two)).into(),
            (Data::List(one), Data::List(two)) if one.borrow().len() + two.borrow().len() <= MAX_ELEMENTS => {
                Value::list([one.borrow().clone(), two.borrow().clone()].concat())
            }
            _ => Value::unknown(),
        };
        sum.with(taints)
    }

    fn format(&mut self, left: &'p Expr, right: &'p Expr) -> Value<'p> {
        let (pattern, filled) = (self.value(left), self.value(right));
        let taints = pattern.taints | filled.taints;
        let parts = match &filled.data {
            Data::List(list) => list.borrow().clone(),
            _ => vec![filled.clone()],
        };
        let texts: Option<Vec<&str>> = parts.iter().map(Value::str).collect();
        let result = match (pattern.str(), texts) {
            (Some(pattern), Some(texts)) if pattern.matches("%s").count() == texts.len() => {
                let mut pieces = pattern.split("%s");
                let mut text = pieces.next().unwrap_or("").to_owned();
                for (filled, piece) in texts.into_iter().zip(pieces) {
                    text.push_str(filled);
                    text.push_str(piece);
                }
                if text.len() > MAX_TEXT { Value::unknown() } else { Data::Str(self.text(&text)).into() }
            }
            _ => Value::unknown(),
        };
        result.with(taints)
    }

    fn joined(&mut self, parts: &'p [Expr]) -> Value<'p> {
        let mut text: Value = Data::Str("").into();
        for part in parts {
            let value = self.value(part);
            let length = text.str().map_or(0, str::len);
            text = match length < MAX_TEXT {
                true => text.followed_by(&value, self.arena),
                false => Value::unknown().with(text.taints | value.taints),
            };
        }
        text
    }

    fn comprehension(&mut self, made: &'p Comprehension) -> Value<'p> {
        let outer = self.frame().names.clone();
        let is_class = std::mem::replace(&mut self.frame_mut().is_class, false);
        self.frame_mut().names = self.names_within(Some(outer.clone()));
        let mut known = made.generators.len() == 1;
        let mut rounds: Vec<Value> = Vec::new();
        for (at, (target, iterated, _)) in made.generators.iter().enumerate() {
            let value = self.value(iterated);
            match &value.data {
                Data::List(list) if at == 0 && list.borrow().len() <= 32 => rounds = list.borrow().clone(),
                _ => {
                    known = false;
                    self.assign(target, Value::unknown());
                }
            }
        }
        let mut results = Vec::new();
        let round = |this: &mut Self, results: &mut Vec<Value<'p>>| {
            let mut keeps = Some(true);
            for test in made.generators.iter().flat_map(|(_, _, tests)| tests) {
                keeps = this.value(test).truth().and_then(|truth| keeps.map(|keeps| keeps && truth));
            }
            if keeps != Some(false) {
                let value = made.element.iter().map(|part| this.value(part)).last().unwrap_or(Value::unknown());
                results.push(value);
            }
            keeps.is_some()
        };
        if rounds.is_empty() {
            self.maybe += 1;
            round(self, &mut results);
            self.maybe -= 1;
            known = false;
        }
        for element in rounds {
            self.assign(&made.generators[0].0, element);
            known &= round(self, &mut results);
        }
        self.frame_mut().names = outer;
        self.frame_mut().is_class = is_class;
        if known && made.element.len() == 1 { Value::list(results) } else { Value::unknown() }
    }

    fn call(&mut self, call: &'p Call) -> Value<'p> {
        if let Some(value) = self.zero_argument_super(call) {
            return value;
        }
        let function = self.value(&call.function);
        // A method's object comes before the arguments.
        let mut given = Given { positional: Vec::with_capacity(call.arguments.len() + 1), ..Given::default() };
        for argument in &call.arguments {
            let value = self.value(argument);
            match (argument, &value.data) {
                (Expr::Starred(_), Data::List(list)) if list.borrow().len() + given.positional.len() <= MAX_ELEMENTS => {
                    self.charge(list.borrow().len());
                    given.positional.extend(list.borrow().iter().cloned());
                }
                (Expr::Starred(_), _) => given.open = true,
                _ => given.positional.push(value),
            }
        }
        for (name, argument) in &call.keywords {
            let value = self.value(argument);
            match (name, &value.data) {
                (Some(name), _) => given.keywords.push((name, value)),
                (None, Data::Dict(dict)) if dict.borrow().len() + given.keywords.len() <= MAX_ELEMENTS => {
                    self.charge(dict.borrow().len());
                    let items = dict.borrow();
                    given.keywords.extend(items.iter().filter_map(|(key, value)| Some((key.str()?, value.clone()))));
                }
                (None, _) => given.open = true,
            }
        }
        if self.pending.is_some() {
            return Value::unknown();
        }
        self.call_value(&function, given, call.line, Some(&call.function))
    }

    fn zero_argument_super(&mut self, call: &'p Call) -> Option<Value<'p>> {
        let Expr::Name(name) = &call.function else { return None };
        if &**name != "super" {
            return None;
        }
        let (class, receiver) = self.frame().method.clone()?;
        // `super(Base, self)` names its class, which is the one around it in real code.
        Some(Data::Super(Rc::new((class, receiver))).into())
    }

    /// How the process would end here.
    pub fn fail(&mut self, flow: Flow<'p>) {
        if self.pending.is_none() {
            self.pending = Some(flow);
        }
    }
}

fn slice<'p>(value: &Value<'p>, lower: Option<i64>, upper: Option<i64>) -> Value<'p> {
    let Data::List(list) = &value.data else { return Value::unknown().with(value.taints) };
    let list = list.borrow();
    let length = list.len() as i64;
    let bound = |at: i64| (if at < 0 { at + length } else { at }).clamp(0, length) as usize;
    let (from, to) = (bound(lower.unwrap_or(0)), bound(upper.unwrap_or(length)));
    Value::list(list.get(from..to.max(from)).unwrap_or_default().to_vec()).with(value.taints)
}
