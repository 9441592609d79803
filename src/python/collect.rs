//! Where a walk over a syntax tree is: its scopes, and what names are bound to in them.

use rustc_hash::FxHashMap;
use rustpython_ast::visitor::Visitor;
use rustpython_ast::{Expr, ExprCall, TypeParams};
use rustpython_text_size::{Ranged, TextRange};
use std::sync::Arc;

use super::alias::Names;
use super::facts::{Binding, BoundTo, Facts, Interest, Place};
use super::reduce::Reduced;
use super::scope::{Redirect, Scope, ScopeId, ScopeType};
use crate::source::Span;
use crate::vocabulary::{Guard, Role};

/// Where a walk is.
pub(super) struct Collector<'a> {
    pub(super) text: &'a str,
    pub(super) names: Names<'a>,
    pub(super) interest: &'a Interest,
    pub(super) facts: Facts,
    pub(super) name_ids: FxHashMap<Box<str>, u32>,
    pub(super) scope: ScopeId,
    guard: Option<Guard>,
    /// As what the next expression is used; taken by whoever looks at it.
    pub(super) role: Option<Role>,
    /// In an annotation, where strings are code.
    pub(super) annotation: bool,
    /// Depth of statements that may not run, in the current scope.
    branches: u32,
    /// Quoted annotations within quoted annotations.
    pub(super) quotes: u32,
    /// In a coroutine or generator.
    pub(super) gives_later: bool,
    /// The calls written down, by their place in the tree: one that a name is bound to is
    /// looked at twice.
    pub(super) call_ids: FxHashMap<TextRange, u32>,
    /// Bindings of names that are `nonlocal`, and the scopes that say so: whose the names are
    /// is told when all scopes are known.
    nonlocals: Vec<(ScopeId, Box<str>, Binding)>,
    /// Whether `__all__` is given something else than plain strings.
    pub(super) all_is_unknown: bool,
    /// Where the pieces of a cut-down text come from.
    reduced: Option<&'a Reduced>,
}

impl<'a> Collector<'a> {
    /// A walk over the tree of `text`; where that is cut down, `reduced` knows from what.
    pub(super) fn new(text: &'a str, names: Names<'a>, interest: &'a Interest, reduced: Option<&'a Reduced>) -> Self {
        let module = Scope::new(ScopeType::Module, 0, None);
        Self {
            text,
            names,
            interest,
            facts: Facts { scopes: vec![module], ..Facts::default() },
            name_ids: FxHashMap::default(),
            scope: 0,
            guard: None,
            role: None,
            annotation: false,
            branches: 0,
            quotes: 0,
            gives_later: false,
            call_ids: FxHashMap::default(),
            nonlocals: Vec::new(),
            all_is_unknown: false,
            reduced,
        }
    }

    /// A range of the tree as a span of the file.
    pub(super) fn span(&self, range: TextRange) -> Span {
        Span::new(self.offset(range.start().to_u32()), self.offset(range.end().to_u32()))
    }

    pub(super) fn offset(&self, offset: u32) -> u32 {
        self.reduced.map_or(offset, |reduced| reduced.original(offset))
    }

    pub(super) fn place(&self) -> Place {
        Place { scope: self.scope, guard: self.guard }
    }

    pub(super) fn scope_type(&self) -> ScopeType {
        self.facts.scopes[self.scope as usize].kind
    }

    // Scopes.

    pub(super) fn in_scope(&mut self, kind: ScopeType, name: Option<&str>, body: impl FnOnce(&mut Self)) {
        let parent = self.scope;
        let around = &self.facts.scopes[parent as usize].definition;
        let definition: Option<Arc<str>> = match (around, name) {
            (Some(path), Some(name)) => Some([path, ".", name].concat().into()),
            (None, Some(name)) => Some(name.into()),
            (around, None) => around.clone(),
        };
        self.scope = u32::try_from(self.facts.scopes.len()).unwrap_or(u32::MAX);
        self.facts.scopes.push(Scope::new(kind, parent, definition));
        let outer = (std::mem::take(&mut self.branches), std::mem::take(&mut self.annotation));
        body(self);
        (self.branches, self.annotation) = outer;
        self.scope = parent;
    }

    pub(super) fn in_type_parameters(&mut self, parameters: Option<&TypeParams>, body: impl FnOnce(&mut Self)) {
        match parameters {
            None => body(self),
            Some(parameters) => self.in_scope(ScopeType::TypeParameters, None, |this| {
                for parameter in &parameters.type_params {
                    this.bind(parameter.name().as_str(), BoundTo::Other, parameter.range());
                }
                this.visit_type_params(parameters);
                body(this);
            }),
        }
    }

    pub(super) fn under(&mut self, guard: Option<Guard>, body: impl FnOnce(&mut Self)) {
        let outer = self.guard;
        self.guard = guard.or(outer);
        self.branches += 1;
        body(self);
        self.branches -= 1;
        self.guard = outer;
    }

    pub(super) fn as_annotation(&mut self, annotation: bool, body: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.annotation, annotation);
        body(self);
        self.annotation = outer;
    }

    // Bindings.

    pub(super) fn bind(&mut self, name: &str, to: BoundTo, statement: TextRange) {
        self.bind_in(self.scope, name, to, statement);
    }

    fn bind_in(&mut self, scope: ScopeId, name: &str, to: BoundTo, statement: TextRange) {
        if !self.names.contains(name) {
            return;
        }
        let binding = Binding { to, offset: self.offset(statement.end().to_u32()), conditional: self.branches > 0 };
        let home = match self.facts.scopes[scope as usize].redirects.get(name) {
            Some(Redirect::Global) => 0,
            Some(Redirect::Nonlocal) => return self.nonlocals.push((scope, name.into(), binding)),
            None => scope,
        };
        self.facts.scopes[home as usize].bindings.entry(name.into()).or_default().push(binding);
    }

    /// All facts, when all statements were seen.
    pub(super) fn finish(mut self) -> Facts {
        for (scope, name, binding) in std::mem::take(&mut self.nonlocals) {
            let home = self.nonlocal_home(scope, &name).unwrap_or(scope);
            self.facts.scopes[home as usize].bindings.entry(name).or_default().push(binding);
        }
        self.facts
    }

    /// The function around `scope` that binds `name` itself; if none does, which Python
    /// refuses, the nearest.
    fn nonlocal_home(&self, scope: ScopeId, name: &str) -> Option<ScopeId> {
        let around = |id: &ScopeId| Some(self.facts.scopes[*id as usize].parent).filter(|id| *id != 0);
        let functions = std::iter::successors(around(&scope), around).filter(|id| {
            let scope = &self.facts.scopes[*id as usize];
            scope.kind == ScopeType::Function && !scope.redirects.contains_key(name)
        });
        let binds = |id: &ScopeId| self.facts.scopes[*id as usize].bindings.contains_key(name);
        functions.clone().find(binds).or_else(|| functions.clone().next())
    }

    /// The scope that a walrus binds in: the nearest that is no comprehension.
    pub(super) fn walrus_scope(&self) -> ScopeId {
        let mut id = self.scope;
        while self.facts.scopes[id as usize].kind == ScopeType::Comprehension {
            id = self.facts.scopes[id as usize].parent;
        }
        id
    }

    /// What a plain name of a module or function comes to mean that is assigned from `value`.
    fn meaning(&mut self, value: &Expr) -> BoundTo {
        match value {
            Expr::Name(_) | Expr::Attribute(_) => self.reference(value).map_or(BoundTo::Other, BoundTo::Alias),
            Expr::Call(call) => self.call_bound(call),
            _ => {
                let strings = self.choices(value);
                if strings.is_empty() {
                    return BoundTo::Other;
                }
                let start = self.facts.texts.len();
                self.facts.texts.extend(strings);
                let at = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
                BoundTo::Text(at(start), at(self.facts.texts.len()))
            }
        }
    }

    fn call_bound(&mut self, call: &ExprCall) -> BoundTo {
        match self.call_fact(call, true) {
            Some(index) => BoundTo::Call(index),
            None => BoundTo::Other,
        }
    }

    pub(super) fn bind_assigned(&mut self, target: &Expr, value: &Expr, statement: TextRange, scope: ScopeId) {
        if let Expr::Name(name) = target
            && self.names.contains(name.id.as_str())
        {
            let around = &self.facts.scopes[scope as usize];
            let is_of_class = around.kind == ScopeType::Class && !around.redirects.contains_key(name.id.as_str());
            let to = if is_of_class { BoundTo::Other } else { self.meaning(value) };
            self.bind_in(scope, name.id.as_str(), to, statement);
        }
    }

    /// Visits what is assigned to, and binds the plain names in it.
    pub(super) fn store(&mut self, target: &Expr, statement: TextRange) {
        match target {
            Expr::Name(name) => self.bind(name.id.as_str(), BoundTo::Other, statement),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|target| self.store(target, statement)),
            Expr::List(list) => list.elts.iter().for_each(|target| self.store(target, statement)),
            Expr::Starred(starred) => self.store(&starred.value, statement),
            _ => self.visit_expr(target),
        }
    }
}

pub(super) fn last_name(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}
