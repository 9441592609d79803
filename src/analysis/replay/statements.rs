//! Running statements.

use std::rc::Rc;

use super::machine::{Flow, Machine};
use super::value::{Data, Given, Taints, Value};
use crate::python::code::{self, Block, Expr, Stmt, Target};

/// Elements of a list that are looped over one by one.
const MAX_ROUNDS: usize = 64;

impl<'p> Machine<'p> {
    pub fn block(&mut self, block: &'p Block) -> Flow<'p> {
        for statement in block {
            self.steps += 1;
            if self.exhausted() {
                return Flow::Exit;
            }
            let flow = self.statement(statement);
            if !matches!(flow, Flow::Normal) {
                return flow;
            }
            // A call may have ended the process or raised.
            if let Some(flow) = self.pending.take() {
                return flow;
            }
        }
        Flow::Normal
    }

    fn statement(&mut self, statement: &'p Stmt) -> Flow<'p> {
        match statement {
            Stmt::Expr(expression) => {
                self.value(expression);
            }
            Stmt::Assign(targets, expression) => {
                let value = self.value(expression);
                let control = self.frame().control;
                for target in targets {
                    self.assign(target, value.clone().with(control));
                }
            }
            Stmt::Augment(target, expression) => self.augment(target, expression),
            Stmt::Import { module, alias, line } => self.import(module, alias.as_deref(), *line),
            Stmt::From { level, module, names } => return self.import_from(*level, module, names),
            Stmt::If(test, body, orelse) => return self.branch(test, body, orelse),
            Stmt::While(test, body, orelse) => return self.repeat(test, body, orelse),
            Stmt::For(target, iterated, body, orelse) => return self.each_of(target, iterated, body, orelse),
            Stmt::Try(attempt) => return self.attempt(attempt),
            Stmt::With(items, body) => return self.with(items, body),
            Stmt::Match(subject, cases) => return self.match_cases(subject, cases),
            Stmt::Function(function) => {
                let made = self.function(function);
                let decorated = self.decorated(made, &function.decorators);
                self.bind(&function.name, decorated);
            }
            Stmt::Class(class) => {
                let made = self.class(class);
                let decorated = self.decorated(made, &class.decorators);
                self.bind(&class.name, decorated);
            }
            Stmt::Return(value) => {
                let value = value.as_ref().map_or(Value::none(), |value| self.value(value));
                return Flow::Return(value.with(self.frame().control));
            }
            Stmt::Raise(raised) => {
                let control = self.control();
                self.refused |= self.untaken == 0 && self.maybe == 0 && control != 0 && !self.is_unset(control);
                return Flow::Raise(raised.as_ref().and_then(|raised| self.exception(raised)));
            }
            Stmt::Break => return Flow::Break,
            Stmt::Continue => return Flow::Continue,
            Stmt::Delete(targets) => {
                for target in targets {
                    if let Target::Name(name) = target {
                        let names = self.frame().names.clone();
                        self.remove(&names, name);
                    }
                }
            }
        }
        Flow::Normal
    }

    /// The name of the class of what is raised.
    fn exception(&mut self, raised: &'p Expr) -> Option<Rc<str>> {
        let named = match raised {
            Expr::Call(call) => &call.function,
            other => other,
        };
        self.value(raised);
        let value = self.value(named);
        match &value.data {
            Data::Library(name) => Some((*name).into()),
            Data::Class(class) => Some((&*class.code.name).into()),
            _ => match named {
                Expr::Name(name) => Some((&**name).into()),
                _ => None,
            },
        }
    }

    // Names.

    pub fn bind(&mut self, name: &'p str, value: Value<'p>) {
        let frame = self.frame();
        let home = match frame.function {
            Some(function) if function.body().globals.iter().any(|global| **global == *name) => frame.globals.clone(),
            Some(function) if function.body().nonlocals.iter().any(|nonlocal| **nonlocal == *name) => {
                let mut around = frame.names.outer.clone();
                while let Some(names) = &around
                    && names.get(name).is_none()
                {
                    around = names.outer.clone();
                }
                around.unwrap_or_else(|| frame.names.clone())
            }
            _ => frame.names.clone(),
        };
        // Control decides what a name holds after the branch.
        let control = frame.control;
        self.set(&home, name, value.with(control));
    }

    pub fn assign(&mut self, target: &'p Target, value: Value<'p>) {
        match target {
            Target::Name(name) => self.bind(name, value),
            Target::Attribute(object, name) => {
                let object = self.value(object);
                self.set_attribute(&object, name, value);
            }
            Target::Item(object, index) => {
                let object = self.value(object);
                let index = self.value(index);
                self.set_item(&object, index, value);
            }
            Target::Tuple(targets) => {
                let parts = match &value.data {
                    Data::List(list) => list.borrow().clone(),
                    _ => Vec::new(),
                };
                let starred = targets.iter().any(|target| matches!(target, Target::Starred(_)));
                let known = parts.len() == targets.len() && !starred;
                for (at, target) in targets.iter().enumerate() {
                    // parse_known_args() and parse_args() of optparse give their result first.
                    let first = at == 0 && value.library().is_some();
                    let part = match known {
                        true => parts[at].clone(),
                        false if first => value.clone(),
                        false => Value::unknown(),
                    };
                    self.assign(target, part.with(value.taints));
                }
            }
            Target::Starred(target) => self.assign(target, Value::unknown()),
        }
    }

    fn augment(&mut self, target: &'p Target, expression: &'p Expr) {
        let added = self.value(expression);
        let old = match target {
            Target::Name(name) => self.name(name),
            _ => Value::unknown(),
        };
        let new = match (&old.data, &added.data) {
            (Data::List(list), Data::List(more)) => {
                let more = more.borrow().clone();
                self.change_list(list, |values| values.extend(more));
                return;
            }
            (Data::Str(_), _) => old.followed_by(&added, self.arena),
            _ => Value::unknown(),
        };
        self.assign(target, new.with(old.taints | added.taints));
    }

    // Branches.

    fn branch(&mut self, test: &'p Expr, body: &'p Block, orelse: &'p Block) -> Flow<'p> {
        let value = self.value(test);
        if let Some(flow) = self.pending.take() {
            return flow;
        }
        let yes = (!body.is_empty()).then_some(|this: &mut Self| this.block(body));
        let no = (!orelse.is_empty()).then_some(|this: &mut Self| this.block(orelse));
        self.decide(value.truth(), value.taints, yes, no)
    }

    /// Runs the branch that is taken; where switches decide, tries the other one too. A
    /// branch with nothing in it is none.
    pub fn decide(
        &mut self,
        truth: Option<bool>,
        taints: Taints,
        yes: Option<impl Fn(&mut Self) -> Flow<'p>>,
        no: Option<impl Fn(&mut Self) -> Flow<'p>>,
    ) -> Flow<'p> {
        match truth {
            None => {
                let outer = self.frame().control;
                self.frame_mut().control |= taints;
                let flow = match (yes, no) {
                    (Some(yes), Some(no)) => self.either(yes, no),
                    (Some(yes), None) => self.maybe(yes),
                    (None, Some(no)) => self.maybe(no),
                    (None, None) => Flow::Normal,
                };
                self.frame_mut().control = outer;
                flow
            }
            Some(true) if taints == 0 => yes.map_or(Flow::Normal, |yes| yes(self)),
            Some(false) if taints == 0 => no.map_or(Flow::Normal, |no| no(self)),
            Some(true) => self.switched(taints, yes, no),
            Some(false) => self.switched(taints, no, yes),
        }
    }

    fn switched(
        &mut self,
        taints: Taints,
        taken: Option<impl Fn(&mut Self) -> Flow<'p>>,
        other: Option<impl Fn(&mut Self) -> Flow<'p>>,
    ) -> Flow<'p> {
        let outer = self.frame().control;
        self.frame_mut().control |= taints;
        // Speculating within speculation finds little and costs its square.
        let other = other.filter(|_| self.untaken < 2);
        let (flow, untaken) = match taken {
            Some(taken) => self.prefer(taints, taken, other),
            None => (Flow::Normal, other.map_or(Flow::Normal, |other| self.speculate(other))),
        };
        self.frame_mut().control = outer;
        if !matches!(untaken, Flow::Normal) || !matches!(flow, Flow::Normal) {
            // Whether the rest of the function runs depends on the switch as well.
            self.frame_mut().control |= taints;
        }
        flow
    }

    fn repeat(&mut self, test: &'p Expr, body: &'p Block, orelse: &'p Block) -> Flow<'p> {
        let value = self.value(test);
        let round = |this: &mut Self| match this.block(body) {
            Flow::Break | Flow::Continue => Flow::Normal,
            flow => flow,
        };
        let flow = match value.truth() {
            // `while True` runs; what follows may be reached by a break.
            Some(true) => round(self),
            truth => self.decide(truth, value.taints, Some(round), None::<fn(&mut Self) -> Flow<'p>>),
        };
        match flow {
            Flow::Normal => self.block(orelse),
            flow => flow,
        }
    }

    fn each_of(&mut self, target: &'p Target, iterated: &'p Expr, body: &'p Block, orelse: &'p Block) -> Flow<'p> {
        let value = self.value(iterated);
        let elements = match &value.data {
            Data::List(list) => Some(list.borrow().clone()),
            Data::Dict(dict) => Some(dict.borrow().iter().map(|(key, _)| key.clone()).collect()),
            _ => None,
        };
        let flow = match elements {
            Some(elements) if elements.len() <= MAX_ROUNDS => self.rounds(target, elements, body),
            _ => {
                let once = |this: &mut Self| {
                    this.assign(target, Value::unknown());
                    match this.block(body) {
                        Flow::Break | Flow::Continue => Flow::Normal,
                        flow => flow,
                    }
                };
                // A loop that returns from within may not have run.
                self.maybe(once)
            }
        };
        match flow {
            Flow::Normal => self.block(orelse),
            Flow::Break => Flow::Normal,
            flow => flow,
        }
    }

    fn rounds(&mut self, target: &'p Target, elements: Vec<Value<'p>>, body: &'p Block) -> Flow<'p> {
        for element in elements {
            self.assign(target, element);
            match self.block(body) {
                Flow::Normal | Flow::Continue => {}
                flow => return flow,
            }
        }
        Flow::Normal
    }

    fn attempt(&mut self, attempt: &'p code::Try) -> Flow<'p> {
        let expects_keys = u32::from(attempt.handlers.iter().any(|(types, _, _)| types.as_ref().is_some_and(names_key_error)));
        self.handlers += 1;
        self.key_handlers += expects_keys;
        let flow = self.block(&attempt.body);
        self.key_handlers -= expects_keys;
        self.handlers -= 1;
        let flow = match flow {
            Flow::Raise(raised) => match self.handler(attempt, raised.as_deref()) {
                Some((_, name, body)) => {
                    if let Some(name) = name {
                        self.bind(name, Value::unknown());
                    }
                    self.block(body)
                }
                None if self.handlers == 0 && !self.refused => Flow::Normal,
                None => Flow::Raise(raised),
            },
            flow => {
                // Whatever is tried may raise; what is done about it is looked at, not kept.
                for (_, name, body) in &attempt.handlers {
                    self.speculate(|this| {
                        this.maybe += 1;
                        if let Some(name) = name {
                            this.bind(name, Value::unknown());
                        }
                        let flow = this.block(body);
                        this.maybe -= 1;
                        flow
                    });
                    self.pending = None;
                }
                match flow {
                    Flow::Normal => self.block(&attempt.orelse),
                    flow => flow,
                }
            }
        };
        match self.block(&attempt.finally) {
            Flow::Normal => flow,
            last => last,
        }
    }

    fn handler(&self, attempt: &'p code::Try, raised: Option<&str>) -> Option<&'p code::Handler> {
        let last = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
        attempt.handlers.iter().find(|(types, _, _)| {
            let Some(types) = types else { return true };
            let alternatives: Vec<&Expr> = match types {
                Expr::Sequence(types) => types.iter().collect(),
                one => vec![one],
            };
            alternatives.into_iter().any(|caught| {
                let written = match caught {
                    Expr::Name(name) | Expr::Attribute(_, name) => &**name,
                    _ => return true,
                };
                let Some(raised) = raised.map(last) else { return true };
                written == raised
                    || matches!(written, "Exception" | "BaseException")
                    || written == "ImportError" && raised == "ModuleNotFoundError"
                    || written == "SystemExit" && raised == "SystemExit"
            })
        })
    }

    fn with(&mut self, items: &'p [(Expr, Option<Target>, u32)], body: &'p Block) -> Flow<'p> {
        for (manager, target, line) in items {
            let value = self.value(manager);
            let entered = match self.method(&value, "__enter__") {
                // The step names the class: that is what the line has.
                Some(enter) => self.call_value(&enter, Given::default(), *line, Some(&Expr::None)),
                None => value,
            };
            if let Some(target) = target {
                self.assign(target, entered);
            }
        }
        self.block(body)
    }

    fn match_cases(&mut self, subject: &'p Expr, cases: &'p [code::Case]) -> Flow<'p> {
        let subject = self.value(subject);
        self.next_case(&subject, cases)
    }

    fn next_case(&mut self, subject: &Value<'p>, cases: &'p [code::Case]) -> Flow<'p> {
        let Some((case, rest)) = cases.split_first() else { return Flow::Normal };
        let mut truth = if case.wildcard { Some(true) } else { None };
        if !case.constants.is_empty() {
            truth = Some(false);
            for constant in &case.constants {
                let constant = self.value(constant);
                self.note_comparison(subject, &constant);
                truth = match (truth, subject.equals(&constant)) {
                    (Some(true), _) | (_, Some(true)) => Some(true),
                    (Some(false), Some(false)) => Some(false),
                    _ => None,
                };
            }
        }
        let taints = if case.wildcard { 0 } else { subject.taints };
        self.decide(
            truth,
            taints,
            Some(|this: &mut Self| {
                for name in &case.names {
                    this.bind(name, subject.clone());
                }
                this.block(&case.body)
            }),
            (!rest.is_empty()).then_some(|this: &mut Self| this.next_case(subject, rest)),
        )
    }
}

fn names_key_error(types: &Expr) -> bool {
    match types {
        Expr::Name(name) => &**name == "KeyError",
        Expr::Sequence(types) => types.iter().any(names_key_error),
        _ => false,
    }
}
