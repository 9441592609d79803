//! Definitions of functions and classes.

use std::rc::Rc;

use super::machine::{Frame, Machine};
use super::value::{Class, Closure, Data, Given, MethodKind, Value};
use crate::python::code::{self, Expr, Function, Parameter, ParameterKind};

impl<'p> Machine<'p> {
    pub fn function(&mut self, function: &'p Function) -> Value<'p> {
        // Most functions have none.
        let defaults = match function.parameters.iter().any(|parameter| parameter.default.is_some()) {
            true => function.parameters.iter().map(|parameter| self.default_of(parameter)).collect(),
            false => Vec::new(),
        };
        let frame = self.frame();
        // Functions in a class body do not see its names.
        let around = match (frame.function, frame.is_class) {
            (_, true) => frame.names.outer.clone(),
            (Some(_), false) => Some(frame.names.clone()),
            (None, false) => None,
        };
        let mut kind = MethodKind::Plain;
        for (decorator, _) in &function.decorators {
            kind = match decorator {
                Expr::Name(name) if &**name == "staticmethod" => MethodKind::Static,
                Expr::Name(name) if &**name == "classmethod" => MethodKind::Class,
                Expr::Name(name) if &**name == "property" || name.ends_with("cached_property") => MethodKind::Property,
                Expr::Attribute(_, name) if name.ends_with("cached_property") || &**name == "abstractproperty" => {
                    MethodKind::Property
                }
                _ => kind,
            };
        }
        let module = frame.module;
        Data::Function(Rc::new(Closure { function, module, around, defaults, owner: Default::default(), kind })).into()
    }

    fn default_of(&mut self, parameter: &'p Parameter) -> Option<Value<'p>> {
        match parameter.kind {
            ParameterKind::Rest | ParameterKind::Keywords => None,
            _ => parameter.default.as_ref().map(|default| self.value(default)),
        }
    }

    pub fn class(&mut self, class: &'p code::Class) -> Value<'p> {
        let bases: Vec<_> = class.bases.iter().map(|base| self.value(base)).collect();
        for keyword in &class.keywords {
            self.value(keyword);
        }
        let frame = self.frame();
        let outer = match (frame.function, frame.is_class) {
            (_, true) => frame.names.outer.clone(),
            (Some(_), false) => Some(frame.names.clone()),
            (None, false) => None,
        };
        let (module, file, globals, control) = (frame.module, frame.file, frame.globals.clone(), frame.control);
        let names = self.names_for(outer, class.body.len());
        self.frames.push(Frame {
            names: names.clone(),
            globals,
            function: None,
            module,
            file,
            returns: Vec::new(),
            control,
            method: None,
            is_class: true,
        });
        // Nothing in a class body returns; an exception there ends the module.
        let flow = self.block(&class.body);
        self.frames.pop();
        if flow.fails() {
            self.pending = Some(flow);
        }
        let made = Rc::new(Class { code: class, bases, names });
        for member in made.names.vars.borrow().values() {
            if let Data::Function(closure) = &member.data {
                closure.owner.borrow_mut().get_or_insert_with(|| made.clone());
            }
        }
        Data::Class(made).into()
    }

    pub fn decorated(&mut self, mut made: Value<'p>, decorators: &'p [(Expr, u32)]) -> Value<'p> {
        for (decorator, line) in decorators.iter().rev() {
            let function = self.value(decorator);
            let given = Given { positional: vec![made.clone()], ..Given::default() };
            let result = match &function.data {
                // A library's decorator gives something that does the same.
                Data::Library(_) | Data::Unknown => continue,
                _ => self.call_value(&function, given, *line, None),
            };
            // What cannot be followed does not make the function disappear.
            if !result.is_unknown() && !matches!(result.data, Data::Library(_) | Data::None) {
                made = result;
            }
        }
        made
    }
}
