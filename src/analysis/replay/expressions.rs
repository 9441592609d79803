//! Values of expressions.

use std::rc::Rc;

use super::events::SwitchKind;
use super::machine::{Flow, Machine};
use super::value::{Class, Data, Given, Instance, MethodKind, Value};
use crate::project::ModuleId;
use crate::python::code::{Call, Comparison, Comprehension, Expr};

/// Steps along base classes; real hierarchies have ten.
const MAX_BASES: usize = 64;

/// Bytes of a string that is put together.
const MAX_TEXT: usize = 4096;

impl<'p> Machine<'p> {
    pub fn value(&mut self, expression: &'p Expr) -> Value<'p> {
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
        let mut names = Some(frame.names.clone());
        let globals = frame.globals.clone();
        while let Some(scope) = names {
            if let Some(value) = scope.get(name) {
                return self.force(value);
            }
            names = scope.outer.clone();
        }
        if let Some(value) = globals.get(name) {
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
                    let texts = list.borrow().iter().filter_map(Value::str).collect();
                    self.note_constants(value.taints, texts);
                }
                _ => {}
            }
        }
    }

    pub fn note_constants(&mut self, taints: u64, texts: Vec<&'p str>) {
        if !texts.is_empty() && !self.compared.iter().any(|(own, known)| *own == taints && *known == texts) {
            self.compared.push((taints, texts));
        }
    }

    fn compare(&mut self, left: &'p Expr, comparison: Comparison, right: &'p Expr) -> Value<'p> {
        let (one, other) = (self.value(left), self.value(right));
        self.note_comparison(&one, &other);
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
                (Expr::Starred(_), Data::List(list)) => values.extend(list.borrow().iter().cloned()),
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
                (None, Data::Dict(more)) => all.extend(more.borrow().iter().cloned()),
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
            (Data::List(one), Data::List(two)) => Value::list([one.borrow().clone(), two.borrow().clone()].concat()),
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
                Data::Str(self.text(&text)).into()
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

    // Attributes.

    pub fn attribute(&mut self, object: &Value<'p>, name: &'p str) -> Value<'p> {
        let value = match &object.data {
            Data::Module(module) => self.member(*module, name),
            Data::Library(library) => self.library_attribute(library, name),
            Data::Instance(instance) => self.instance_attribute(object, &instance.clone(), name),
            Data::Class(class) => match self.find_in_class(class, name) {
                Some((found, _)) => self.bound(found, object, true),
                None => self.outside_attribute(class, name),
            },
            Data::Super(asked) => {
                let (class, receiver) = (&asked.0, &asked.1);
                let found = self.find_after(class, receiver, name);
                match found {
                    Some(found) => self.bound(found, receiver, matches!(receiver.data, Data::Class(_))),
                    None => self.outside_attribute(class, name),
                }
            }
            Data::Choice(choices) => {
                let mut result: Option<Value> = None;
                for choice in choices.clone().iter() {
                    let value = self.attribute(choice, name);
                    result = Some(result.map_or(value.clone(), |before| before.or(value)));
                }
                result.unwrap_or(Value::unknown())
            }
            Data::Partial(partial) if name == "func" => partial.function.clone(),
            Data::Function(_) | Data::Method(_) => Value::unknown(),
            Data::Str(_) | Data::List(_) | Data::Dict(_) => Data::Builtin(Rc::new((object.clone(), name))).into(),
            _ => Value::unknown(),
        };
        value.with(object.taints)
    }

    /// A name of a module of the project, which may be a submodule.
    pub fn member(&mut self, module: ModuleId, name: &'p str) -> Value<'p> {
        self.wake(module);
        if let Some((names, _)) = self.modules.get(&module)
            && let Some(value) = names.get(name)
        {
            return self.force(value);
        }
        match self.program.map.child(module, name) {
            Some(child) => Data::Module(child).into(),
            None => Value::unknown(),
        }
    }

    fn instance_attribute(&mut self, object: &Value<'p>, instance: &Rc<Instance<'p>>, name: &'p str) -> Value<'p> {
        if let Some(value) = instance.names.get(name) {
            return value;
        }
        match self.find_in_class(&instance.class, name) {
            Some((found, _)) => self.bound(found, object, false),
            None if name == "__class__" => Data::Class(instance.class.clone()).into(),
            None => self.outside_attribute(&instance.class, name),
        }
    }

    /// An attribute that a library's base class may have.
    fn outside_attribute(&mut self, class: &Rc<Class<'p>>, name: &str) -> Value<'p> {
        match self.library_base(class) {
            Some(base) => Data::Library(self.text(&format!("{base}().{name}"))).into(),
            None => Value::unknown(),
        }
    }

    /// The first base class, along the classes of the project, that a library defines.
    pub fn library_base(&self, class: &Rc<Class<'p>>) -> Option<&'p str> {
        let mut waiting = vec![class.clone()];
        for _ in 0..MAX_BASES {
            let class = waiting.pop()?;
            for base in class.bases.iter().rev() {
                match &base.data {
                    Data::Class(base) => waiting.push(base.clone()),
                    Data::Library(name) if *name != "object" => return Some(name),
                    _ => {}
                }
            }
        }
        None
    }

    /// What a class or one of its bases defines under a name, and which does.
    pub fn find_in_class(&self, class: &Rc<Class<'p>>, name: &str) -> Option<(Value<'p>, Rc<Class<'p>>)> {
        if let Some(value) = class.names.get(name) {
            return Some((value, class.clone()));
        }
        self.lineage(class).into_iter().find_map(|class| Some((class.names.get(name)?, class)))
    }

    /// What `super()` in a class finds: what comes after it among the bases of the object's
    /// class, which are not all its own.
    fn find_after(&self, class: &Rc<Class<'p>>, receiver: &Value<'p>, name: &str) -> Option<Value<'p>> {
        let of_object = match &receiver.data {
            Data::Instance(instance) => &instance.class,
            Data::Class(receiver) => receiver,
            _ => class,
        };
        let mut all = self.lineage(of_object);
        if !all.iter().any(|one| Rc::ptr_eq(one, class)) {
            all = self.lineage(class);
        }
        all.into_iter().skip_while(|one| !Rc::ptr_eq(one, class)).skip(1).find_map(|one| one.names.get(name))
    }

    /// A class and its bases in the order in which Python asks them: a base that several
    /// share comes after the last of them.
    fn lineage(&self, class: &Rc<Class<'p>>) -> Vec<Rc<Class<'p>>> {
        let mut waiting = vec![class.clone()];
        let mut all: Vec<Rc<Class<'p>>> = Vec::new();
        for _ in 0..MAX_BASES {
            let Some(class) = waiting.pop() else { break };
            all.retain(|known| !Rc::ptr_eq(known, &class));
            for base in class.bases.iter().rev() {
                match &base.data {
                    Data::Class(base) => waiting.push(base.clone()),
                    Data::Choice(choices) => waiting.extend(choices.iter().filter_map(|choice| match &choice.data {
                        Data::Class(base) => Some(base.clone()),
                        _ => None,
                    })),
                    _ => {}
                }
            }
            all.push(class);
        }
        all
    }

    /// A member of a class as it is read from an object or from the class itself.
    fn bound(&mut self, found: Value<'p>, receiver: &Value<'p>, from_class: bool) -> Value<'p> {
        let Data::Function(closure) = &found.data else { return found };
        match closure.kind {
            MethodKind::Static => found,
            MethodKind::Class => {
                let class = match &receiver.data {
                    Data::Instance(instance) => Data::Class(instance.class.clone()).into(),
                    _ => receiver.clone(),
                };
                Data::Method(Rc::new((class, closure.clone()))).into()
            }
            _ if from_class => found,
            MethodKind::Property => {
                let given = Given { positional: vec![receiver.clone()], ..Given::default() };
                let line = closure.function.line;
                self.call_closure(&closure.clone(), given, line, None)
            }
            MethodKind::Plain => Data::Method(Rc::new((receiver.clone(), closure.clone()))).into(),
        }
    }

    /// A method that an object of the project's classes has.
    pub fn method(&mut self, object: &Value<'p>, name: &'p str) -> Option<Value<'p>> {
        let Data::Instance(instance) = &object.data else { return None };
        let (found, _) = self.find_in_class(&instance.class, name)?;
        matches!(found.data, Data::Function(_)).then(|| self.bound(found, object, false))
    }

    pub fn set_attribute(&mut self, object: &Value<'p>, name: &'p str, value: Value<'p>) {
        match &object.data {
            Data::Instance(instance) => {
                let names = instance.names.clone();
                self.set(&names, name, value);
            }
            Data::Class(class) => {
                let names = class.names.clone();
                self.set(&names, name, value);
            }
            Data::Module(module) => {
                // What the module itself sets comes first.
                self.wake(*module);
                if let Some((names, _)) = self.modules.get(module) {
                    let names = names.clone();
                    self.set(&names, name, value);
                }
            }
            Data::Library(library) => {
                let dotted = self.text(&format!("{library}.{name}"));
                self.override_library(dotted, value);
            }
            _ => {}
        }
    }

    // Elements.

    fn item(&mut self, object: &Value<'p>, index: &Value<'p>) -> Value<'p> {
        let value = match (&object.data, &index.data) {
            (Data::List(list), Data::Int(at)) => {
                let list = list.borrow();
                let at = if *at < 0 { *at + list.len() as i64 } else { *at };
                usize::try_from(at).ok().and_then(|at| list.get(at).cloned()).unwrap_or(Value::unknown())
            }
            (Data::Dict(dict), _) => {
                let dict = dict.borrow();
                for key in dict.iter().filter(|_| index.taints != 0).filter_map(|(key, _)| key.str()) {
                    self.note_constants(index.taints, vec![key]);
                }
                let found = dict.iter().rev().find(|(key, _)| key.equals(index) == Some(true));
                match found {
                    Some((_, value)) => value.clone(),
                    // One of them, if the key is not known.
                    None if index.is_unknown() && dict.len() <= 6 => {
                        dict.iter().map(|(_, value)| value.clone()).reduce(Value::or).unwrap_or(Value::unknown())
                    }
                    None => Value::unknown(),
                }
            }
            (Data::Library(name), Data::Str(key)) if self.model.environment.iter().any(|own| own == name) => {
                let value = self.environment(key, None);
                match value.data {
                    Data::None if self.key_handlers > 0 => {
                        self.frame_mut().control |= value.taints;
                        self.fail(Flow::Raise(Some("KeyError".into())));
                        Value::unknown()
                    }
                    // A missing key raises; that it is there is what the code relies on.
                    Data::None => Value::unknown().with(value.taints),
                    _ => value,
                }
            }
            (Data::Library(name), Data::Str(key)) if self.is_option_holder(name) => self.library_attribute(name, key),
            _ => Value::unknown(),
        };
        value.with(object.taints | index.taints)
    }

    pub fn set_item(&mut self, object: &Value<'p>, index: Value<'p>, value: Value<'p>) {
        match (&object.data, index.str()) {
            (Data::Dict(dict), _) => self.change_dict(&dict.clone(), |items| items.push((index, value))),
            (Data::Library(name), Some(key)) if self.model.environment.iter().any(|own| own == name) => {
                let key = self.text(&format!("${key}"));
                self.override_library(key, value);
            }
            _ => {}
        }
    }

    /// What an environment variable holds; `default` if it is not set.
    pub fn environment(&mut self, name: &str, default: Option<Value<'p>>) -> Value<'p> {
        let key = self.text(&format!("${name}"));
        if let Some(set) = self.overrides.get(key) {
            return set.clone();
        }
        let taint = match self.model.says_patched.iter().any(|own| own == name) {
            true => 0,
            false => self.taint(SwitchKind::Environment, name),
        };
        let value = match self.world.value(SwitchKind::Environment, name) {
            Some(value) => Data::Str(self.text(value)).into(),
            None => default.unwrap_or(Value::none()),
        };
        if taint != 0 {
            self.hold(taint, &value);
        }
        value.with(taint)
    }

    fn call(&mut self, call: &'p Call) -> Value<'p> {
        if let Some(value) = self.zero_argument_super(call) {
            return value;
        }
        let function = self.value(&call.function);
        let mut given = Given::default();
        for argument in &call.arguments {
            let value = self.value(argument);
            match (argument, &value.data) {
                (Expr::Starred(_), Data::List(list)) => given.positional.extend(list.borrow().iter().cloned()),
                (Expr::Starred(_), _) => given.open = true,
                _ => given.positional.push(value),
            }
        }
        for (name, argument) in &call.keywords {
            let value = self.value(argument);
            match (name, &value.data) {
                (Some(name), _) => given.keywords.push((name, value)),
                (None, Data::Dict(dict)) => {
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
