//! Attributes and elements: of modules, objects, classes, libraries, the environment.

use std::rc::Rc;

use super::events::SwitchKind;
use super::machine::{Flow, Machine};
use super::value::{Class, Data, Given, Instance, MethodKind, Value};
use crate::project::ModuleId;

/// Steps along base classes; real hierarchies have ten.
const MAX_BASES: usize = 64;

impl<'p> Machine<'p> {
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
            Some(base) => Data::Library(self.concat(&[base, "().", name])).into(),
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
                let dotted = self.concat(&[library, ".", name]);
                self.override_library(dotted, value);
            }
            _ => {}
        }
    }

    // Elements.

    pub fn item(&mut self, object: &Value<'p>, index: &Value<'p>) -> Value<'p> {
        let value = match (&object.data, &index.data) {
            (Data::List(list), Data::Int(at)) => {
                let list = list.borrow();
                let at = if *at < 0 { *at + list.len() as i64 } else { *at };
                usize::try_from(at).ok().and_then(|at| list.get(at).cloned()).unwrap_or(Value::unknown())
            }
            (Data::Dict(dict), _) => {
                let dict = dict.borrow();
                self.charge_search(dict.len());
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
                let key = self.concat(&["$", key]);
                self.override_library(key, value);
            }
            _ => {}
        }
    }

    /// What an environment variable holds; `default` if it is not set.
    pub fn environment(&mut self, name: &str, default: Option<Value<'p>>) -> Value<'p> {
        let key = self.concat(&["$", name]);
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
}
