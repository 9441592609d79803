//! The words that rules, facts and findings share.

use serde::{Deserialize, Serialize};

/// What kind of thing was found; the table in `docs/findings.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An alias of an import statement.
    Import,
    /// A chain that is read or deleted.
    Use,
    /// A chain that is assigned to.
    Patch,
    /// An import through a function, with a constant name.
    Dynamic,
    /// A dotted string argument.
    String,
    /// Object and name given apart, as `mock.patch.object` takes them.
    Target,
    /// An argument that selects eventlet.
    Keyword,
    /// A use through a function that returns the library.
    Getter,
    /// A requirement or a plugin map.
    Dependency,
    /// A line of a configuration or job file.
    Config,
    /// Documentation, and the tool's own remarks.
    Text,
}

/// The innermost scope a finding lies in; comprehensions belong to what surrounds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ScopeKind {
    /// Module level, and everything that is not Python.
    Module,
    /// A class body.
    Class,
    /// A function or lambda.
    Function,
}

/// What stands lexically around a finding; the innermost wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Guard {
    /// The body of a `try` that catches a failing import.
    TryImport,
    /// The body of `if TYPE_CHECKING:`.
    TypeChecking,
    /// Another branch: `if`, `else`, `case`, or the handler of such a `try`.
    Conditional,
}

/// As what a name is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It is called.
    Call,
    /// It is a base class.
    Base,
    /// It is, or its call is, what a `with` statement enters.
    With,
    /// An `except` clause catches it.
    Except,
    /// It, or its call, is raised.
    Raise,
    /// It is a decorator.
    Decorator,
    /// It stands for a type: in an annotation, or where `isinstance` asks. Nothing of it runs.
    Type,
    /// Anything else: passed on, compared, stored.
    Value,
}

/// The name of a distribution or of an extra as PEP 503 normalises it.
pub fn normalise(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '-' | '_' | '.' if !out.ends_with('-') => out.push('-'),
            '-' | '_' | '.' => {}
            other => out.extend(other.to_lowercase()),
        }
    }
    out
}
