//! What one Python file says: parsed, walked once, and kept as [`Facts`].

mod alias;
mod calls;
pub mod code;
mod collect;
mod conditions;
mod depth;
mod facts;
mod guards;
mod later;
mod layout;
mod lower;
mod lower_expressions;
mod marks;
mod parse;
mod parts;
mod reduce;
mod references;
mod scope;
mod skeleton;
mod statements;
mod visit;

pub use facts::{
    Argument, Binding, BoundTo, CallFact, Chain, Context, Facts, ImportFact, Interest, PendingGetter, Place, Reference, ReturnFact,
    Spoken, StringFact,
};
pub use layout::{Comment, Definition, comments, definitions};
pub use parse::{Parsed, Partial, WORKER_STACK_BYTES, code, code_for, dense_problem, facts};
pub use scope::{Scope, ScopeId, ScopeType};
pub use skeleton::FirstWords;

/// Whether text is an identifier: what may stand between the dots of a dotted name.
pub fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first == '_' || first.is_alphabetic())
        && characters.all(|character| character == '_' || character.is_alphanumeric())
}

/// Whether text is identifiers with dots between them.
pub fn is_dotted(text: &str) -> bool {
    text.split('.').all(is_identifier)
}
