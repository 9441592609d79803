//! Scopes of one file and the names they bind, as Python has them.

use rustc_hash::FxHashMap;

use super::facts::Binding;

/// Index of a scope in its file; 0 is the module.
pub type ScopeId = u32;

/// What opened a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeType {
    /// The file.
    Module,
    /// A class body.
    Class,
    /// A function or lambda.
    Function,
    /// A comprehension or generator expression.
    Comprehension,
    /// The scope of type parameters (PEP 695).
    TypeParameters,
}

/// How a name leaves its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redirect {
    /// `global`
    Global,
    /// `nonlocal`
    Nonlocal,
}

/// One scope.
#[derive(Debug)]
pub struct Scope {
    /// What opened it.
    pub kind: ScopeType,
    /// The scope around it; the module's is itself.
    pub parent: ScopeId,
    /// The dotted path of classes and functions down to this scope; none for the module.
    pub definition: Option<std::sync::Arc<str>>,
    pub(super) bindings: FxHashMap<Box<str>, Vec<Binding>>,
    pub(super) redirects: FxHashMap<Box<str>, Redirect>,
}

impl Scope {
    pub(super) fn new(kind: ScopeType, parent: ScopeId, definition: Option<std::sync::Arc<str>>) -> Self {
        Self { kind, parent, definition, bindings: FxHashMap::default(), redirects: FxHashMap::default() }
    }
}

/// All bindings that `name`, read in `from` at byte `offset`, may mean.
///
/// Which statement ran last is not followed: all bindings of the scope that owns the
/// name count. The one exception is a class body, which is run once from top to bottom
/// as it is read: before it binds a name it reads the module's (enclosing functions are
/// skipped, as CPython's LOAD_NAME does), afterwards its own; after a binding that may
/// not have run, both.
pub(super) fn lookup<'s>(scopes: &'s [Scope], from: ScopeId, name: &str, offset: u32) -> Vec<&'s Binding> {
    let mut id = from;
    let mut class_is_visible = true;
    loop {
        let scope = &scopes[id as usize];
        match scope.redirects.get(name) {
            // What a class says is `global` is so in its body alone, not in its functions.
            Some(Redirect::Global) if id != 0 && (scope.kind != ScopeType::Class || class_is_visible) => {
                return module(scopes, name);
            }
            // What `nonlocal` names is never a class's and never the module's.
            Some(Redirect::Nonlocal) => class_is_visible = false,
            _ => {
                if let Some(bindings) = scope.bindings.get(name) {
                    if scope.kind != ScopeType::Class {
                        return bindings.iter().collect();
                    }
                    if class_is_visible {
                        return in_class_body(scopes, bindings, name, offset);
                    }
                }
            }
        }
        if id == 0 {
            return Vec::new();
        }
        // Scopes of type parameters see the class around them, everything else does not.
        class_is_visible = class_is_visible && scope.kind == ScopeType::TypeParameters;
        id = scope.parent;
    }
}

fn module<'s>(scopes: &'s [Scope], name: &str) -> Vec<&'s Binding> {
    scopes[0].bindings.get(name).into_iter().flatten().collect()
}

fn in_class_body<'s>(scopes: &'s [Scope], bindings: &'s [Binding], name: &str, offset: u32) -> Vec<&'s Binding> {
    let mut found: Vec<_> = bindings.iter().filter(|binding| binding.offset <= offset).collect();
    if found.iter().all(|binding| binding.conditional) {
        found.extend(module(scopes, name));
    }
    found
}
