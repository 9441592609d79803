//! What one Python file does when it runs: its statements, reduced to what matters for
//! following imports, calls and conditions, owned and free of the parser's types.

pub use super::later::Later;
pub use super::parts::{Part, each_inner, each_part};

use std::sync::{Arc, LazyLock};

use crate::words::{Found, WordSearch, is_called};

/// Names and strings: short ones, which most are, are held in place, without memory of
/// their own that would have to be found and given back.
pub type Text = compact_str::CompactString;

/// Statements in the order in which they run.
pub type Block = Box<[Stmt]>;

/// One file's statements.
#[derive(Debug, Default)]
pub struct Code {
    /// What runs when the module is imported.
    pub body: Block,
    /// Every module that an import statement in the file names, functions included.
    pub imports: Vec<ImportedName>,
    /// Dotted strings that may name a module or class to be imported.
    pub dotted: Vec<DottedString>,
    /// Whether something in it looks like importing by name.
    pub imports_by_name: bool,
    /// The last components of what is called while the module is imported.
    pub early_calls: NameSet,
    /// Every name, attribute and string like one that is met while the module is imported, of
    /// what is imported under another name the name that it has: what is called then has one
    /// of them, whatever way it takes.
    pub early_names: NameSet,
    /// What was noted of the statements that are parsed from the start.
    pub(super) own: Notes,
    /// Functions whose bodies are parsed when somebody asks for them.
    pub(super) later: Vec<Arc<Later>>,
    /// Whether part of what was parsed from the start does not parse.
    pub(super) broken: bool,
}

/// What is noted of statements besides what they do.
#[derive(Debug, Default)]
pub struct Notes {
    /// For each function its name (for `__init__` that of the class; for other methods that
    /// Python calls by itself, both), and the last components of what it calls. For each class
    /// its bases, of which making an object may call.
    pub calls: Vec<(Text, NameSet)>,
    /// Names that are imported under another: the name, and the other.
    pub aliases: Vec<(Text, Text)>,
    /// Lines that run only if a condition holds, or does not.
    pub guarded: Vec<GuardedLines>,
    /// Functions that are little more than what they return, and the names in that.
    pub answers: Vec<From>,
    /// Names and attributes that are assigned, and the names in what they are given.
    pub assigned: Vec<From>,
    /// Names of module level that functions set.
    pub flags: Vec<Text>,
}

impl Code {
    /// What was noted of everything that has been parsed. Whoever looks for certain names
    /// or lines calls one of the `look` functions before.
    pub fn notes(&self) -> impl Iterator<Item = &Notes> {
        [&self.own].into_iter().chain(self.later.iter().filter_map(|later| later.notes()))
    }

    /// Parses the functions in which something of one of these names is called.
    pub fn look_for_calls(&self, names: &WordSearch) {
        let is_call = |bytes: &[u8], name: Found| is_called(bytes, name.end);
        super::later::unparsed(&self.later, names, is_call).into_iter().for_each(Later::parse);
    }

    /// Parses the functions that may keep a flag outside of themselves.
    pub fn look_for_flags(&self) {
        static WORDS: LazyLock<WordSearch> = LazyLock::new(|| WordSearch::new(["global", "True", "False"]));
        super::later::unparsed(&self.later, &WORDS, super::later::keeps_flag).into_iter().for_each(Later::parse);
    }

    /// The functions that are not parsed, and in which one of these words stands.
    pub fn unparsed_with(&self, words: &WordSearch) -> Vec<&Later> {
        super::later::unparsed(&self.later, words, |_, _| true)
    }

    /// The functions that are not parsed, and have one of these names or assign to one.
    pub fn unparsed_giving(&self, names: &WordSearch) -> Vec<&Later> {
        super::later::unparsed(&self.later, names, super::later::gives)
    }

    /// Parses the function that holds a 1-based line.
    pub fn look_at(&self, line: u32) {
        self.later.iter().filter(|later| later.holds(line)).for_each(|later| later.parse());
    }

    /// Parses all functions.
    pub fn look_everywhere(&self) {
        self.later.iter().for_each(|later| later.parse());
    }

    /// Whether part of what was parsed so far does not parse.
    pub fn is_broken(&self) -> bool {
        self.broken || self.later.iter().any(|later| later.is_broken())
    }
}

/// A hash of a name: two names that share one are taken for the same where only a
/// possibility is asked for.
pub type NameHash = u32;

/// Hashes of names, sorted.
pub type NameSet = Box<[NameHash]>;

/// The hash of a name.
pub fn name_hash(name: &str) -> NameHash {
    use std::hash::{Hash, Hasher};
    let mut hasher = rustc_hash::FxHasher::default();
    name.hash(&mut hasher);
    (hasher.finish() >> 16) as NameHash
}

/// A name, and the names that it takes its value from.
pub type From = (Text, Box<[Text]>);

/// A name that is imported, the name it is bound to, the 1-based line.
pub type FromName = (Text, Text, u32);

/// The types, the name and the body of an `except`.
pub type Handler = (Option<Expr>, Option<Text>, Block);

/// The target, the iterable and the conditions of a `for` in a comprehension.
pub type Generator = (Target, Expr, Box<[Expr]>);

/// What stands for the name in a condition that never holds.
pub const NEVER: &str = "<never>";

/// Lines that run only if a condition holds, or only if it does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardedLines {
    /// The first line, 1-based.
    pub first: u32,
    /// The last line.
    pub last: u32,
    /// The last components of the names that the condition reads.
    pub names: Box<[Text]>,
}

/// What an import statement names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedName {
    /// Leading dots of a relative import.
    pub level: u32,
    /// The module.
    pub module: Text,
    /// The name after `from m import`, `*` for all.
    pub name: Option<Text>,
    /// 1-based line of the alias.
    pub line: u32,
    /// Whether it runs when the module is imported: it stands in no function.
    pub at_import: bool,
    /// Whether `if TYPE_CHECKING` keeps it from running.
    pub typing_only: bool,
}

/// A string that looks like the dotted name of a class or module, or like the beginning of
/// one, which ends with a dot; with one before it too, what stands before is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DottedString {
    /// Its value.
    pub value: Text,
    /// 1-based line.
    pub line: u32,
}

/// A statement.
#[derive(Debug)]
pub enum Stmt {
    /// An expression whose value is dropped.
    Expr(Expr),
    /// Assignment of one value to one or several targets.
    Assign(Box<[Target]>, Expr),
    /// `x += value`.
    Augment(Target, Expr),
    /// `import a.b as c`.
    Import {
        /// The dotted name.
        module: Text,
        /// The name after `as`.
        alias: Option<Text>,
        /// 1-based line.
        line: u32,
    },
    /// `from a import b, c as d`.
    From {
        /// Leading dots.
        level: u32,
        /// The module.
        module: Text,
        /// What is imported of it.
        names: Box<[FromName]>,
    },
    /// `if`; an `elif` is an `if` in the other branch.
    If(Expr, Block, Block),
    /// `while`: test, body, `else`.
    While(Expr, Block, Block),
    /// `for`: target, what is iterated, body, `else`.
    For(Target, Expr, Block, Block),
    /// `try`.
    Try(Box<Try>),
    /// `with`: managers, what they are bound to and their 1-based lines; body.
    With(Box<[(Expr, Option<Target>, u32)]>, Block),
    /// `match`: subject, then patterns' constants (none: not a constant), guard, body.
    Match(Expr, Box<[Case]>),
    /// A function definition.
    Function(Box<Function>),
    /// A class definition.
    Class(Box<Class>),
    /// `return`.
    Return(Option<Expr>),
    /// `raise`.
    Raise(Option<Expr>),
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `del x`.
    Delete(Box<[Target]>),
}

/// One `case`.
#[derive(Debug)]
pub struct Case {
    /// The constants that it matches; empty: anything may match.
    pub constants: Box<[Expr]>,
    /// Whether it matches everything.
    pub wildcard: bool,
    /// The names that its pattern binds.
    pub names: Box<[Text]>,
    /// Its body.
    pub body: Block,
}

/// A `try` statement.
#[derive(Debug)]
pub struct Try {
    /// What is tried.
    pub body: Block,
    /// Each `except`.
    pub handlers: Box<[Handler]>,
    /// `else`.
    pub orelse: Block,
    /// `finally`.
    pub finally: Block,
}

/// What is assigned to.
#[derive(Debug)]
pub enum Target {
    /// A name.
    Name(Text),
    /// An attribute.
    Attribute(Expr, Text),
    /// An element.
    Item(Expr, Expr),
    /// Several, from an iterable.
    Tuple(Box<[Target]>),
    /// The rest of an iterable.
    Starred(Box<Target>),
}

/// How a parameter takes its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// By position, and by name too.
    Positional,
    /// `*args`.
    Rest,
    /// By name alone.
    Keyword,
    /// `**kwargs`.
    Keywords,
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
    /// Its name.
    pub name: Text,
    /// How it takes its value.
    pub kind: ParameterKind,
    /// What it is if nothing is given.
    pub default: Option<Expr>,
}

/// A function.
#[derive(Debug)]
pub struct Function {
    /// Its name; `<lambda>` for a lambda.
    pub name: Text,
    /// Its parameters.
    pub parameters: Box<[Parameter]>,
    /// Decorators, outermost first, with their 1-based lines.
    pub decorators: Box<[(Expr, u32)]>,
    /// 1-based line of the name.
    pub line: u32,
    /// 1-based line on which it ends.
    pub last_line: u32,
    /// What it does.
    pub(super) content: Content,
}

/// What a function does, now or when somebody asks.
#[derive(Debug)]
pub(super) enum Content {
    Here(Body),
    Later(Arc<Later>),
}

/// What a function does.
#[derive(Debug, Default)]
pub struct Body {
    /// Its statements.
    pub block: Block,
    /// Names declared `global`.
    pub globals: Box<[Text]>,
    /// Names declared `nonlocal`.
    pub nonlocals: Box<[Text]>,
    /// Whether calling it only makes a generator or coroutine.
    pub deferred: bool,
    /// How many statements and calls it holds: what running it costs.
    pub size: u32,
}

impl Function {
    /// What it does; parsed now, if it was not before.
    pub fn body(&self) -> &Body {
        match &self.content {
            Content::Here(body) => body,
            Content::Later(later) => &later.made().body,
        }
    }

    /// What it does, if that has been parsed.
    pub fn parsed_body(&self) -> Option<&Body> {
        match &self.content {
            Content::Here(body) => Some(body),
            Content::Later(later) => later.parsed(),
        }
    }
}

/// A class.
#[derive(Debug)]
pub struct Class {
    /// Its name.
    pub name: Text,
    /// Its base classes.
    pub bases: Box<[Expr]>,
    /// Metaclass and other keywords.
    pub keywords: Box<[Expr]>,
    /// What runs when it is defined.
    pub body: Block,
    /// Decorators, outermost first, with their 1-based lines.
    pub decorators: Box<[(Expr, u32)]>,
    /// 1-based line of the name.
    pub line: u32,
}

/// Which comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    Unequal,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `<` and its kin.
    Order,
}

/// A call.
#[derive(Debug)]
pub struct Call {
    /// What is called.
    pub function: Expr,
    /// Positional arguments.
    pub arguments: Box<[Expr]>,
    /// Keyword arguments; `**` has no name.
    pub keywords: Box<[(Option<Text>, Expr)]>,
    /// 1-based line of the called name.
    pub line: u32,
}

/// A comprehension or generator expression.
#[derive(Debug)]
pub struct Comprehension {
    /// What it goes through.
    pub generators: Box<[Generator]>,
    /// What is made of each: an element, or key and value.
    pub element: Box<[Expr]>,
}

/// An expression.
#[derive(Debug)]
pub enum Expr {
    /// A value that is not followed, made of parts that are evaluated.
    Opaque(Box<[Expr]>),
    /// `None`.
    None,
    /// `True`, `False`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A string without placeholders.
    Str(Text),
    /// A name.
    Name(Text),
    /// `value.name`.
    Attribute(Box<Expr>, Text),
    /// `value[index]`.
    Item(Box<Expr>, Box<Expr>),
    /// `value[lower:upper]`: lower and upper bound where they are constants.
    Slice(Box<Expr>, Option<i64>, Option<i64>),
    /// A call.
    Call(Box<Call>),
    /// `not x`.
    Not(Box<Expr>),
    /// `a and b`.
    And(Box<[Expr]>),
    /// `a or b`.
    Or(Box<[Expr]>),
    /// One comparison.
    Compare(Box<Expr>, Comparison, Box<Expr>),
    /// `a if test else b`: test, a, b.
    Choice(Box<(Expr, Expr, Expr)>),
    /// A list, tuple or set.
    Sequence(Box<[Expr]>),
    /// A dictionary; `**other` has no key.
    Dict(Box<[(Option<Expr>, Expr)]>),
    /// A lambda.
    Lambda(Box<Function>),
    /// `*x`.
    Starred(Box<Expr>),
    /// `name := x`.
    Walrus(Text, Box<Expr>),
    /// `a + b`.
    Add(Box<Expr>, Box<Expr>),
    /// `a % b`.
    Format(Box<Expr>, Box<Expr>),
    /// A formatted string: its parts.
    Joined(Box<[Expr]>),
    /// A comprehension.
    Comprehension(Box<Comprehension>),
}
