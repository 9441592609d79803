//! What a name can stand for while a process is replayed.

use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::project::ModuleId;
use crate::python::code::{Class as ClassCode, Function};

/// A set of switches, by their number; more than 64 share the last.
pub type Taints = u64;

/// More possible values than this are not told apart.
const MAX_CHOICES: usize = 6;

/// Bytes of a string that is put together: names are shorter.
pub const MAX_TEXT: usize = 4096;
/// Elements of a list or dictionary that are kept apart.
pub const MAX_ELEMENTS: usize = 1024;

/// Names and what they are bound to: a module's, a function call's, a class's, an
/// object's.
#[derive(Default)]
pub struct Names<'p> {
    pub vars: RefCell<FxHashMap<&'p str, Value<'p>>>,
    /// Where a function looks next.
    pub outer: Option<Rc<Names<'p>>>,
}

impl<'p> Names<'p> {
    pub fn get(&self, name: &str) -> Option<Value<'p>> {
        self.vars.borrow().get(name).cloned()
    }
}

/// A function with what is around it.
pub struct Closure<'p> {
    pub function: &'p Function,
    pub module: ModuleId,
    pub around: Option<Rc<Names<'p>>>,
    /// By parameter; empty if there are none.
    pub defaults: Vec<Option<Value<'p>>>,
    /// The class that it is a method of.
    pub owner: RefCell<Option<Rc<Class<'p>>>>,
    pub kind: MethodKind,
}

/// How a function is bound when it is read from an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MethodKind {
    Plain,
    Static,
    Class,
    Property,
}

/// A class of the project.
pub struct Class<'p> {
    pub code: &'p ClassCode,
    pub bases: Vec<Value<'p>>,
    pub names: Rc<Names<'p>>,
}

/// An object of a class of the project.
pub struct Instance<'p> {
    pub class: Rc<Class<'p>>,
    pub names: Rc<Names<'p>>,
    /// Whether a library was given it to be started.
    pub started: Cell<bool>,
}

/// `functools.partial`.
pub struct Partial<'p> {
    pub function: Value<'p>,
    pub given: Given<'p>,
}

/// The arguments of a call.
#[derive(Default, Clone)]
pub struct Given<'p> {
    pub positional: Vec<Value<'p>>,
    pub keywords: Vec<(&'p str, Value<'p>)>,
    /// Whether there may be more than is written here.
    pub open: bool,
}

impl<'p> Given<'p> {
    /// The argument at a 0-based position or of a name.
    pub fn find(&self, position: usize, keyword: &str) -> Option<&Value<'p>> {
        self.positional.get(position).or_else(|| self.named(keyword))
    }

    pub fn named(&self, keyword: &str) -> Option<&Value<'p>> {
        self.keywords.iter().find(|(name, _)| *name == keyword).map(|(_, value)| value)
    }

    pub fn values(&self) -> impl Iterator<Item = &Value<'p>> {
        self.positional.iter().chain(self.keywords.iter().map(|(_, value)| value))
    }
}

#[derive(Clone)]
pub enum Data<'p> {
    Unknown,
    None,
    Bool(bool),
    Int(i64),
    Str(&'p str),
    /// A string of which only the beginning is known.
    Begins(&'p str),
    List(Rc<RefCell<Vec<Value<'p>>>>),
    Dict(Rc<RefCell<Vec<(Value<'p>, Value<'p>)>>>),
    Function(Rc<Closure<'p>>),
    /// A function and what its first argument is.
    Method(Rc<(Value<'p>, Rc<Closure<'p>>)>),
    Class(Rc<Class<'p>>),
    Instance(Rc<Instance<'p>>),
    Module(ModuleId),
    /// Something outside of the project, by its dotted name: `eventlet.spawn`; what a call
    /// of it gives has `()` behind it.
    Library(&'p str),
    Partial(Rc<Partial<'p>>),
    /// A name of a module that need not have run yet.
    Lazy(ModuleId, &'p str),
    /// A method of a string, list or dictionary.
    Builtin(Rc<(Value<'p>, &'p str)>),
    /// `super()`: the class whose bases are asked, and the object.
    Super(Rc<(Rc<Class<'p>>, Value<'p>)>),
    /// One of several.
    Choice(Rc<[Value<'p>]>),
}

/// A value, and the switches that it depends on.
#[derive(Clone)]
pub struct Value<'p> {
    pub data: Data<'p>,
    pub taints: Taints,
}

impl<'p> From<Data<'p>> for Value<'p> {
    fn from(data: Data<'p>) -> Self {
        Self { data, taints: 0 }
    }
}

impl<'p> Value<'p> {
    pub fn unknown() -> Self {
        Data::Unknown.into()
    }

    pub fn none() -> Self {
        Data::None.into()
    }

    pub fn bool(value: bool) -> Self {
        Data::Bool(value).into()
    }

    pub fn list(values: Vec<Value<'p>>) -> Self {
        Data::List(Rc::new(RefCell::new(values))).into()
    }

    pub fn with(mut self, taints: Taints) -> Self {
        self.taints |= taints;
        self
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self.data, Data::Unknown)
    }

    /// A string that is known.
    pub fn str(&self) -> Option<&'p str> {
        match self.data {
            Data::Str(text) => Some(text),
            _ => None,
        }
    }

    /// Two values one after the other as strings.
    pub fn followed_by(&self, other: &Self, arena: &'p bumpalo::Bump) -> Self {
        let taints = self.taints | other.taints;
        let length = |value: &Self| match value.data {
            Data::Str(text) | Data::Begins(text) => text.len(),
            _ => 0,
        };
        let data = match (&self.data, &other.data) {
            (Data::Str(one) | Data::Begins(one), _) if length(self) + length(other) > MAX_TEXT => Data::Begins(one),
            (Data::Str(one), Data::Str(two)) => Data::Str(arena.alloc_str(&format!("{one}{two}"))),
            (Data::Str(one), Data::Begins(two)) => Data::Begins(arena.alloc_str(&format!("{one}{two}"))),
            (Data::Str(one) | Data::Begins(one), _) => Data::Begins(one),
            _ => Data::Unknown,
        };
        Value { data, taints }
    }

    /// The dotted name of something outside of the project.
    pub fn library(&self) -> Option<&'p str> {
        match self.data {
            Data::Library(name) => Some(name),
            _ => None,
        }
    }

    /// Whether it counts as true, where that is known.
    pub fn truth(&self) -> Option<bool> {
        match &self.data {
            Data::Unknown | Data::Lazy(..) => None,
            Data::Begins(text) => (!text.is_empty()).then_some(true),
            // What an unknown call gives may be anything; a module or function is something.
            Data::Library(name) => (!name.contains("()")).then_some(true),
            Data::None => Some(false),
            Data::Bool(value) => Some(*value),
            Data::Int(number) => Some(*number != 0),
            Data::Str(text) => Some(!text.is_empty()),
            Data::List(list) => Some(!list.borrow().is_empty()),
            Data::Dict(dict) => Some(!dict.borrow().is_empty()),
            Data::Choice(choices) => {
                let first = choices.first()?.truth()?;
                choices.iter().all(|choice| choice.truth() == Some(first)).then_some(first)
            }
            _ => Some(true),
        }
    }

    /// Whether two values are equal, where that is known.
    pub fn equals(&self, other: &Self) -> Option<bool> {
        use Data::*;
        match (&self.data, &other.data) {
            (Unknown | Lazy(..) | Begins(_) | Choice(_), _) | (_, Unknown | Lazy(..) | Begins(_) | Choice(_)) => Option::None,
            (None, None) => Some(true),
            (Bool(one), Bool(two)) => Some(one == two),
            (Int(one), Int(two)) => Some(one == two),
            (Bool(one), Int(two)) | (Int(two), Bool(one)) => Some(i64::from(*one) == *two),
            (Str(one), Str(two)) => Some(one == two),
            (Module(one), Module(two)) => Some(one == two),
            (Library(one), Library(two)) => match one == two {
                true => Some(true),
                // Members of an enumeration differ where their names do.
                false => (!one.contains("()") && !two.contains("()")).then_some(false),
            },
            (Library(name), None) | (None, Library(name)) => (!name.contains("()")).then_some(false),
            (Library(_), _) | (_, Library(_)) | (List(_), List(_)) | (Dict(_), Dict(_)) => Option::None,
            (Instance(one), Instance(two)) => Rc::ptr_eq(one, two).then_some(true),
            (Class(one), Class(two)) => Some(Rc::ptr_eq(one, two)),
            (Function(one), Function(two)) => Some(Rc::ptr_eq(one, two)),
            (Method(_), Method(_)) | (Builtin(_), Builtin(_)) | (Partial(_), Partial(_)) | (Super(_), Super(_)) => Option::None,
            _ => Some(false),
        }
    }

    /// Whether both are certainly the same thing.
    pub fn same(&self, other: &Self) -> bool {
        use Data::*;
        match (&self.data, &other.data) {
            (Unknown, Unknown) => true,
            (Lazy(one, name), Lazy(two, other)) => one == two && name == other,
            (List(one), List(two)) => Rc::ptr_eq(one, two),
            (Dict(one), Dict(two)) => Rc::ptr_eq(one, two),
            (Method(one), Method(two)) => Rc::ptr_eq(&one.1, &two.1) && one.0.same(&two.0),
            (Partial(one), Partial(two)) => Rc::ptr_eq(one, two),
            (Choice(one), Choice(two)) => Rc::ptr_eq(one, two),
            _ => self.equals(other) == Some(true),
        }
    }

    /// One or the other.
    pub fn or(self, other: Self) -> Self {
        let taints = self.taints | other.taints;
        if self.same(&other) {
            return self.with(taints);
        }
        let mut all: Vec<Value> = Vec::new();
        for value in [self, other] {
            match value.data {
                Data::Choice(choices) => {
                    for choice in choices.iter() {
                        if !all.iter().any(|known| known.same(choice)) {
                            all.push(choice.clone());
                        }
                    }
                }
                _ if all.iter().any(|known| known.same(&value)) => {}
                _ => all.push(value),
            }
        }
        match all.len() {
            1 => all.swap_remove(0).with(taints),
            count if count > MAX_CHOICES => Value::unknown().with(taints),
            _ => Value { data: Data::Choice(all.into()), taints },
        }
    }

    /// What it may be, one by one.
    pub fn each(&self) -> Vec<Value<'p>> {
        match &self.data {
            Data::Choice(choices) => choices.iter().map(|choice| choice.clone().with(self.taints)).collect(),
            _ => vec![self.clone()],
        }
    }
}
