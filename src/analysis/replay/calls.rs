//! Calling functions, classes, and what is handed to libraries.

use std::rc::Rc;

use super::machine::{Flow, Frame, MAX_DEPTH, Machine, Reached};
use super::value::{Class, Closure, Data, Given, Instance, MethodKind, Partial, Value};
use crate::python::code::{Expr, Function, Parameter, ParameterKind};

/// A function of no more statements than this is run whenever it is called.
const SMALL: u32 = 14;
/// Runs of a small and of a larger function in one process: enough to see what it does
/// with different arguments.
const MAX_RUNS: (u32, u32) = (400, 12);
/// The same where it is not certain that they are called: what happens there is only
/// possible. Fewer than half as many change nothing in 130 trees of real projects.
const MAX_POSSIBLE_RUNS: (u32, u32) = (40, 3);

impl<'p> Machine<'p> {
    /// Calls something; `written` is how the called thing stands in the code.
    pub fn call_value(&mut self, function: &Value<'p>, given: Given<'p>, line: u32, written: Option<&'p Expr>) -> Value<'p> {
        if self.exhausted() || self.path.len() as u32 > MAX_DEPTH {
            return Value::unknown();
        }
        // Which function it is depends on the same as what the function does.
        let outer = self.frame().control;
        self.frame_mut().control |= function.taints;
        let value = match &function.data {
            Data::Function(closure) => self.call_closure(&closure.clone(), given, line, written),
            Data::Method(method) => {
                let (receiver, closure) = (method.0.clone(), method.1.clone());
                let mut with_self = given;
                with_self.positional.insert(0, receiver);
                self.call_closure(&closure, with_self, line, written)
            }
            Data::Builtin(method) => self.call_builtin_method(&method.0, method.1, given),
            Data::Class(class) => self.instantiate(&class.clone(), given, line, written),
            Data::Instance(_) => match self.method(function, "__call__") {
                Some(call) => self.call_value(&call, given, line, written),
                None => Value::unknown(),
            },
            Data::Partial(partial) => {
                let mut all = partial.given.clone();
                all.positional.extend(given.positional);
                all.keywords.extend(given.keywords);
                all.open |= given.open;
                let inner = partial.function.clone();
                self.call_value(&inner, all, line, written)
            }
            Data::Library(name) => self.call_library(name, given, line),
            Data::Choice(choices) => {
                let mut result: Option<Value> = None;
                self.maybe += 1;
                for choice in choices.clone().iter() {
                    let value = self.call_value(choice, given.clone(), line, written);
                    self.pending = None;
                    result = Some(result.map_or(value.clone(), |before| before.or(value)));
                }
                self.maybe -= 1;
                result.unwrap_or(Value::unknown())
            }
            Data::Unknown => {
                if self.calls_back() {
                    self.call_back(&given, line);
                }
                Value::unknown()
            }
            _ => Value::unknown(),
        };
        self.frame_mut().control = outer;
        value.with(function.taints)
    }

    pub fn call_closure(&mut self, closure: &Rc<Closure<'p>>, given: Given<'p>, line: u32, written: Option<&'p Expr>) -> Value<'p> {
        let function = closure.function;
        if !self.may_run(function) {
            return Value::unknown();
        }
        let Some(file) = self.program.map.get(closure.module).file else { return Value::unknown() };
        let Some((globals, _)) = self.modules.get(&closure.module) else { return Value::unknown() };
        let globals = globals.clone();
        // Nobody's file calls the function of an entry point.
        let step = (self.frame().module != super::NOBODY).then(|| self.reached_by_call(closure, file, line, written));
        let steps = self.path.len();
        let names = self.names_for(closure.around.clone(), function.parameters.len());
        self.fill_parameters(closure, &given, &names);
        let method = closure.owner.borrow().clone().zip(given.positional.first().cloned());
        self.path.extend(step);
        self.frames.push(Frame {
            names,
            globals,
            function: Some(function),
            module: closure.module,
            file,
            returns: Vec::new(),
            control: 0,
            method,
            is_class: false,
        });
        if self.in_main && self.model.runs_for_ever.iter().any(|name| **name == *function.name) {
            self.event(super::EventKind::Launch, &function.name, function.line, "runs");
        }
        self.main_depth += u32::from(self.in_main);
        let flow = self.block(&function.body().block);
        self.main_depth -= u32::from(self.in_main);
        let frame = self.frames.pop();
        self.path.truncate(steps);
        let returns = frame.map(|frame| frame.returns).unwrap_or_default();
        if matches!(flow, Flow::Raise(_)) && returns.is_empty() {
            self.note_refusal(closure, &given, line);
        }
        self.outcome(flow, returns, function.body().deferred)
    }

    /// Whether a function has not run too often, too deep or within itself; counts the run.
    fn may_run(&mut self, function: &'p Function) -> bool {
        let key: (*const _, bool) = (function, self.is_certain());
        let running = self.frames.iter().filter(|frame| frame.function.is_some_and(|own| std::ptr::eq(own, function))).count();
        let runs = self.runs.entry(key).or_insert(0);
        let (small, large) = if key.1 { MAX_RUNS } else { MAX_POSSIBLE_RUNS };
        let most = if function.body().size <= SMALL { small } else { large };
        if *runs >= most || running >= 2 || self.path.len() as u32 > MAX_DEPTH {
            return false;
        }
        *runs += 1;
        true
    }

    /// The step that a call is; `file` is where the function stands.
    fn reached_by_call(&self, closure: &Closure<'p>, file: u32, line: u32, written: Option<&'p Expr>) -> Reached<'p> {
        let function = closure.function;
        let owner = closure.owner.borrow().as_ref().map(|owner| &*owner.code.name);
        // What stands in the code, where that is another name; a class is called by its own.
        let other = match written {
            Some(Expr::Name(name) | Expr::Attribute(_, name)) => Some(&**name),
            _ => None,
        };
        Reached {
            // A property is called where no parentheses stand; its definition says more.
            file: if closure.kind == MethodKind::Property { file } else { self.frame().file },
            line,
            module: closure.module,
            called: Some((owner, &*function.name)),
            other: other.filter(|name| **name != *function.name && Some(*name) != owner),
            assumed: written.is_none(),
        }
    }

    /// What a call gives whose body ended with `flow`, after `returns` that branches led to.
    fn outcome(&mut self, flow: Flow<'p>, returns: Vec<Value<'p>>, deferred: bool) -> Value<'p> {
        let last = match flow {
            Flow::Return(value) => Some(value),
            // What nobody handles ends the process, which then is none that could be judged;
            // so it is taken not to happen, unless it is what a switch is set to.
            Flow::Raise(_) if self.handlers == 0 && !self.refused => None,
            Flow::Raise(_) | Flow::Exit if returns.is_empty() => {
                self.fail(flow);
                return Value::unknown();
            }
            Flow::Raise(_) | Flow::Exit => None,
            _ => Some(Value::none()),
        };
        if deferred {
            // A context manager or generator: its body has run, as `with` or a loop has it.
            return Value::unknown();
        }
        returns.into_iter().chain(last).reduce(Value::or).unwrap_or(Value::unknown())
    }

    /// A function that is told to use eventlet and raises whatever else is set: the mode is
    /// gone, and this caller does not know.
    fn note_refusal(&mut self, closure: &Closure<'p>, given: &Given<'p>, line: u32) {
        let asked = given.values().any(|value| value.str() == Some(self.model.default_backend.as_str()) && value.taints == 0);
        if asked && self.control() == 0 {
            let module = &self.program.map.get(closure.module).name;
            let name = format!("{module}.{}", closure.function.name);
            self.event(super::EventKind::BrokenMode, &name, line, "calls");
        }
    }

    fn fill_parameters(&mut self, closure: &Closure<'p>, given: &Given<'p>, names: &Rc<super::value::Names<'p>>) {
        let function = closure.function;
        let mut positional = given.positional.iter();
        let is_named = |name: &str| {
            function.parameters.iter().any(|parameter: &Parameter| {
                *parameter.name == *name && matches!(parameter.kind, ParameterKind::Positional | ParameterKind::Keyword)
            })
        };
        for (at, parameter) in function.parameters.iter().enumerate() {
            let value = match parameter.kind {
                ParameterKind::Rest => {
                    let rest: Vec<_> = positional.by_ref().cloned().collect();
                    if given.open && rest.is_empty() { Value::unknown() } else { Value::list(rest) }
                }
                ParameterKind::Keywords => {
                    let rest = given.keywords.iter().filter(|(name, _)| !is_named(name));
                    let items: Vec<_> = rest.map(|(name, value)| (Data::Str(name).into(), value.clone())).collect();
                    Data::Dict(Rc::new(items.into())).into()
                }
                kind => {
                    let by_position = if kind == ParameterKind::Positional { positional.next() } else { None };
                    let found = by_position.or_else(|| given.named(&parameter.name)).cloned();
                    let default = closure.defaults.get(at).cloned().flatten();
                    match (found, default) {
                        (Some(value), _) => value,
                        (None, Some(default)) if !given.open => default,
                        _ => Value::unknown(),
                    }
                }
            };
            self.set(names, &parameter.name, value);
        }
    }

    pub fn instantiate(&mut self, class: &Rc<Class<'p>>, given: Given<'p>, line: u32, written: Option<&'p Expr>) -> Value<'p> {
        let names = self.names_within(None);
        let instance = Rc::new(Instance { class: class.clone(), names, started: Default::default() });
        let object: Value = Data::Instance(instance.clone()).into();
        let init = self.find_in_class(class, "__init__").map(|(init, _)| init);
        match init.map(|init| init.data) {
            Some(Data::Function(init)) => {
                let mut with_self = given;
                with_self.positional.insert(0, object.clone());
                self.call_closure(&init, with_self, line, written.or(Some(&Expr::None)));
            }
            _ => {
                if let Some(base) = self.library_base(class) {
                    self.call_library(base, given, line);
                }
            }
        }
        object
    }

    /// Whether a library that is given a function calls it. While modules are imported
    /// they register functions for later; the entry point's own code puts them to work.
    pub fn calls_back(&self) -> bool {
        self.in_main || self.imports <= 1
    }

    /// Calls the functions and starts the services that a library is given: it may.
    pub fn call_back(&mut self, given: &Given<'p>, line: u32) {
        if self.path.len() as u32 > MAX_DEPTH / 2 {
            return;
        }
        let mut values = Vec::new();
        for value in given.values() {
            match &value.data {
                Data::Choice(_) => values.extend(value.each()),
                Data::Function(_) | Data::Method(_) | Data::Partial(_) => values.push(value.clone()),
                _ => {}
            }
        }
        for value in values {
            match &value.data {
                Data::Function(closure) if closure.kind == MethodKind::Plain => {
                    self.assumed_call(&value, Given { open: true, ..Given::default() }, line);
                }
                Data::Method(_) => {
                    self.assumed_call(&value, Given { open: true, ..Given::default() }, line);
                }
                Data::Partial(_) => self.assumed_call(&value, Given::default(), line),
                _ => {}
            }
        }
    }

    fn assumed_call(&mut self, function: &Value<'p>, given: Given<'p>, line: u32) {
        let outer = self.pending.take();
        self.call_value(function, given, line, None);
        // What a callback raises does not end the process that registers it.
        self.pending = outer;
    }

    /// Starts a service object that a library takes.
    pub fn start_services(&mut self, given: &Given<'p>, line: u32) {
        let values: Vec<_> = given.values().flat_map(Value::each).collect();
        for value in values {
            let object = match &value.data {
                Data::Class(class) => self.instantiate(&class.clone(), Given { open: true, ..Given::default() }, line, None),
                Data::Instance(_) => value.clone(),
                _ => continue,
            };
            let Data::Instance(instance) = &object.data else { continue };
            if instance.started.replace(true) {
                continue;
            }
            for name in &self.model.service_methods {
                if let Some(method) = self.method(&object, name) {
                    self.assumed_call(&method, Given { open: true, ..Given::default() }, line);
                }
            }
        }
    }

    pub fn partial(&mut self, given: Given<'p>) -> Value<'p> {
        let mut given = given;
        if given.positional.is_empty() {
            return Value::unknown();
        }
        let function = given.positional.remove(0);
        Data::Partial(Rc::new(Partial { function, given })).into()
    }
}
