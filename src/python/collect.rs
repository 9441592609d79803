//! Walks a syntax tree once and writes down its [`Facts`].

use rustc_hash::FxHashMap;
use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{
    Comprehension, Decorator, ExceptHandler, Expr, ExprCall, ExprContext, Parameters, Pattern, Stmt, StmtClassDef, StmtFunctionDef,
    TypeParam, TypeParams,
};
use rustpython_text_size::{Ranged, TextRange};
use std::sync::Arc;

use super::alias::Names;
use super::facts::*;
use super::guards;
use super::reduce::Reduced;
use super::scope::{Redirect, Scope, ScopeId, ScopeType};
use super::{is_dotted, is_identifier};
use crate::source::Span;
use crate::vocabulary::{Guard, Role};

/// Strings longer than this select and name nothing.
const LONGEST_NAME: usize = 256;

/// Where a walk is.
pub(super) struct Collector<'a> {
    text: &'a str,
    names: Names<'a>,
    interest: &'a Interest,
    pub(super) facts: Facts,
    name_ids: FxHashMap<Box<str>, u32>,
    scope: ScopeId,
    guard: Option<Guard>,
    /// As what the next expression is used; taken by whoever looks at it.
    role: Option<Role>,
    /// In an annotation, where strings are code.
    annotation: bool,
    /// Depth of statements that may not run, in the current scope.
    branches: u32,
    /// Quoted annotations within quoted annotations.
    quotes: u32,
    /// In a coroutine or generator.
    gives_later: bool,
    /// The calls written down, by their place in the tree: one that a name is bound to is
    /// looked at twice.
    call_ids: FxHashMap<TextRange, u32>,
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
            reduced,
        }
    }

    /// A range of the tree as a span of the file.
    fn span(&self, range: TextRange) -> Span {
        Span::new(self.offset(range.start().to_u32()), self.offset(range.end().to_u32()))
    }

    fn offset(&self, offset: u32) -> u32 {
        self.reduced.map_or(offset, |reduced| reduced.original(offset))
    }

    fn place(&self) -> Place {
        Place { scope: self.scope, guard: self.guard }
    }

    fn scope_type(&self) -> ScopeType {
        self.facts.scopes[self.scope as usize].kind
    }

    // Scopes.

    fn in_scope(&mut self, kind: ScopeType, name: Option<&str>, body: impl FnOnce(&mut Self)) {
        let parent = self.scope;
        let around = &self.facts.scopes[parent as usize].definition;
        let definition: Option<Arc<str>> = match (around, name) {
            (Some(path), Some(name)) => Some(format!("{path}.{name}").into()),
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

    fn in_type_parameters(&mut self, parameters: Option<&TypeParams>, body: impl FnOnce(&mut Self)) {
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

    fn under(&mut self, guard: Option<Guard>, body: impl FnOnce(&mut Self)) {
        let outer = self.guard;
        self.guard = guard.or(outer);
        self.branches += 1;
        body(self);
        self.branches -= 1;
        self.guard = outer;
    }

    fn as_annotation(&mut self, annotation: bool, body: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.annotation, annotation);
        body(self);
        self.annotation = outer;
    }

    // Bindings.

    fn bind(&mut self, name: &str, to: BoundTo, statement: TextRange) {
        self.bind_in(self.scope, name, to, statement);
    }

    fn bind_in(&mut self, scope: ScopeId, name: &str, to: BoundTo, statement: TextRange) {
        if !self.names.contains(name) {
            return;
        }
        let home = match self.facts.scopes[scope as usize].redirects.get(name) {
            Some(Redirect::Global) => 0,
            Some(Redirect::Nonlocal) => self.nonlocal_home(scope, name),
            None => scope,
        };
        let binding = Binding { to, offset: self.offset(statement.end().to_u32()), conditional: self.branches > 0 };
        self.facts.scopes[home as usize].bindings.entry(name.into()).or_default().push(binding);
    }

    fn nonlocal_home(&self, scope: ScopeId, name: &str) -> ScopeId {
        let mut id = self.facts.scopes[scope as usize].parent;
        while id != 0 {
            let scope = &self.facts.scopes[id as usize];
            if scope.kind == ScopeType::Function && !scope.redirects.contains_key(name) {
                return id;
            }
            id = scope.parent;
        }
        scope
    }

    /// The scope that a walrus binds in: the nearest that is no comprehension.
    fn walrus_scope(&self) -> ScopeId {
        let mut id = self.scope;
        while self.facts.scopes[id as usize].kind == ScopeType::Comprehension {
            id = self.facts.scopes[id as usize].parent;
        }
        id
    }

    /// What a plain name assigned from `value` comes to mean, in `scope`.
    fn meaning(&mut self, value: &Expr, scope: ScopeId) -> BoundTo {
        if self.facts.scopes[scope as usize].kind == ScopeType::Class {
            return BoundTo::Other;
        }
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

    fn bind_assigned(&mut self, target: &Expr, value: &Expr, statement: TextRange, scope: ScopeId) {
        if let Expr::Name(name) = target
            && self.names.contains(name.id.as_str())
        {
            let to = self.meaning(value, scope);
            self.bind_in(scope, name.id.as_str(), to, statement);
        }
    }

    /// Visits what is assigned to, and binds the plain names in it.
    fn store(&mut self, target: &Expr, statement: TextRange) {
        match target {
            Expr::Name(name) => self.bind(name.id.as_str(), BoundTo::Other, statement),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|target| self.store(target, statement)),
            Expr::List(list) => list.elts.iter().for_each(|target| self.store(target, statement)),
            Expr::Starred(starred) => self.store(&starred.value, statement),
            _ => self.visit_expr(target),
        }
    }

    // References.

    fn name_id(&mut self, name: &str) -> u32 {
        if let Some(&id) = self.name_ids.get(name) {
            return id;
        }
        let id = u32::try_from(self.facts.names.len()).unwrap_or(u32::MAX);
        self.facts.names.push(name.into());
        self.name_ids.insert(name.into(), id);
        id
    }

    /// Writes down the chain that `expr` is, if its name is worth following.
    fn reference(&mut self, expr: &Expr) -> Option<u32> {
        let mut root = expr;
        let mut count = 0;
        while let Expr::Attribute(attribute) = root {
            root = &attribute.value;
            count += 1;
        }
        let Expr::Name(name) = root else { return None };
        if !self.names.contains(name.id.as_str()) {
            return None;
        }
        let attributes = self.attributes(expr, count);
        let reference = Reference {
            name: self.name_id(name.id.as_str()),
            scope: self.scope,
            offset: self.offset(name.range.start().to_u32()),
            attributes,
        };
        self.facts.references.push(reference);
        u32::try_from(self.facts.references.len() - 1).ok()
    }

    /// Writes down the last `count` attributes of `expr`.
    fn attributes(&mut self, expr: &Expr, count: usize) -> (u32, u32) {
        let mut parts = Vec::with_capacity(count);
        let mut inner = expr;
        while let (Expr::Attribute(attribute), true) = (inner, parts.len() < count) {
            parts.push(attribute.attr.as_str());
            inner = &attribute.value;
        }
        let all = &mut self.facts.attributes;
        let start = all.len();
        for (index, part) in parts.iter().rev().enumerate() {
            if index > 0 {
                all.push('.');
            }
            all.push_str(part);
        }
        let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        (at(start), at(all.len()))
    }

    fn chain(&mut self, expr: &Expr, context: ExprContext, role: Role) {
        if let Some(reference) = self.reference(expr) {
            let chain = Chain { reference, span: self.span(expr.range()), context: direction(context), role, place: self.place() };
            self.facts.chains.push(chain);
        }
    }

    /// `callee().a.b`: attributes of what a call returns.
    fn attribute(&mut self, expr: &Expr, context: ExprContext, role: Role) {
        let mut root = expr;
        let mut count = 0;
        while let Expr::Attribute(attribute) = root {
            root = &attribute.value;
            count += 1;
        }
        match root {
            Expr::Name(_) => self.chain(expr, context, role),
            Expr::Call(call) => {
                if let Some(callee) = self.reference(&call.func) {
                    let attributes = self.attributes(expr, count);
                    let getter = PendingGetter {
                        callee,
                        attributes,
                        span: self.span(expr.range()),
                        context: direction(context),
                        role,
                        place: self.place(),
                    };
                    self.facts.getters.push(getter);
                }
                self.visit_expr(root);
            }
            _ => self.visit_expr(root),
        }
    }

    // Calls.

    fn call(&mut self, call: &ExprCall, role: Role) {
        self.as_annotation(false, |this| {
            this.role = Some(role);
            this.visit_expr(&call.func);
            this.call_fact(call, false);
            for argument in &call.arguments.args {
                this.visit_expr(argument);
            }
            for keyword in &call.arguments.keywords {
                this.visit_expr(&keyword.value);
            }
        });
    }

    /// Writes a call down if one of its arguments may name or select something, or if
    /// a name is `bound` to its result.
    fn call_fact(&mut self, call: &ExprCall, bound: bool) -> Option<u32> {
        if let Some(&known) = self.call_ids.get(&call.range) {
            return Some(known);
        }
        let positional = call.arguments.args.iter().enumerate().map(|(index, value)| (None, Some(index + 1), value, value.range()));
        let keywords = call
            .arguments
            .keywords
            .iter()
            .map(|keyword| (keyword.arg.as_ref().map(|name| name.as_str()), None, &keyword.value, keyword.range()));
        let mut arguments = Vec::new();
        for (keyword, position, value, range) in positional.chain(keywords) {
            let argument = self.argument(keyword, position, value, range);
            arguments.extend(argument);
        }
        if arguments.is_empty() && !bound {
            return None;
        }
        let callee = self.reference(&call.func);
        let object = call.arguments.args.first().and_then(|first| self.reference(first));
        let fromlist = call.arguments.find_argument_value("fromlist", 3);
        let takes_names = fromlist.is_some_and(|value| match value {
            Expr::List(list) => !list.elts.is_empty(),
            Expr::Tuple(tuple) => !tuple.elts.is_empty(),
            other => !other.is_none_literal_expr(),
        });
        let call_fact = CallFact { callee, written: written(&call.func), arguments, takes_names, object, place: self.place() };
        self.facts.calls.push(call_fact);
        let index = u32::try_from(self.facts.calls.len() - 1).ok()?;
        self.call_ids.insert(call.range, index);
        Some(index)
    }

    fn argument(&mut self, keyword: Option<&str>, position: Option<usize>, value: &Expr, range: TextRange) -> Option<Argument> {
        let mut argument = Argument {
            keyword: keyword.map(Into::into),
            position,
            span: self.span(range),
            string: None,
            choices: Vec::new(),
            name: None,
        };
        match value {
            Expr::StringLiteral(literal) => {
                let text = literal.value.to_str();
                if text.len() > LONGEST_NAME || !is_dotted(text.trim_start_matches('.')) {
                    return None;
                }
                argument.string = Some(StringFact { value: text.into(), span: self.span(literal.range) });
            }
            Expr::If(_) | Expr::BoolOp(_) => {
                argument.choices = self.choices(value).into_iter().map(|fact| fact.value).collect();
                if argument.choices.is_empty() {
                    return None;
                }
            }
            Expr::Name(_) => argument.name = Some(self.reference(value)?),
            _ => return None,
        }
        Some(argument)
    }

    /// The strings that a literal, or a choice between literals, may be.
    fn choices(&self, expr: &Expr) -> Vec<StringFact> {
        match expr {
            Expr::StringLiteral(literal) => {
                let text = literal.value.to_str();
                match text.len() <= LONGEST_NAME && is_identifier(text) {
                    true => vec![StringFact { value: text.into(), span: self.span(literal.range) }],
                    false => Vec::new(),
                }
            }
            Expr::If(choice) => [self.choices(&choice.body), self.choices(&choice.orelse)].concat(),
            Expr::BoolOp(choice) => choice.values.iter().flat_map(|value| self.choices(value)).collect(),
            _ => Vec::new(),
        }
    }

    // Statements that need more than a walk.

    fn function(&mut self, function: &StmtFunctionDef) {
        self.decorators(&function.decorator_list);
        self.defaults(function.name.as_str(), &function.parameters);
        self.bind(function.name.as_str(), BoundTo::Definition, function.range);
        self.in_type_parameters(function.type_params.as_deref(), |this| {
            for parameter in function.parameters.iter() {
                if let Some(annotation) = parameter.annotation() {
                    this.visit_annotation(annotation);
                }
            }
            if let Some(returns) = &function.returns {
                this.visit_annotation(returns);
            }
            this.in_scope(ScopeType::Function, Some(function.name.as_str()), |this| {
                this.parameters(&function.parameters);
                let outer = std::mem::replace(&mut this.gives_later, function.is_async);
                let returns = this.facts.returns.len();
                this.visit_body(&function.body);
                if std::mem::replace(&mut this.gives_later, outer) {
                    // A coroutine's or generator's call does not give what it returns.
                    this.facts.returns.truncate(returns);
                }
            });
        });
    }

    fn class(&mut self, class: &StmtClassDef) {
        self.decorators(&class.decorator_list);
        self.bind(class.name.as_str(), BoundTo::Definition, class.range);
        self.in_type_parameters(class.type_params.as_deref(), |this| {
            if let Some(arguments) = &class.arguments {
                for base in &arguments.args {
                    this.role = Some(Role::Base);
                    this.visit_expr(base);
                }
                for keyword in &arguments.keywords {
                    this.visit_expr(&keyword.value);
                }
            }
            this.in_scope(ScopeType::Class, Some(class.name.as_str()), |this| this.visit_body(&class.body));
        });
    }

    fn decorators(&mut self, decorators: &[Decorator]) {
        for decorator in decorators {
            self.role = Some(Role::Decorator);
            self.visit_expr(&decorator.expression);
        }
    }

    /// Default arguments are evaluated where the function is defined. One that selects
    /// something is an argument that nobody has to give.
    fn defaults(&mut self, function: &str, parameters: &Parameters) {
        let mut arguments = Vec::new();
        for parameter in parameters.iter_non_variadic_params() {
            let Some(default) = &parameter.default else { continue };
            self.visit_expr(default);
            if let Expr::StringLiteral(literal) = &**default
                && self.interest.values.contains(literal.value.to_str())
            {
                arguments.extend(self.argument(Some(parameter.parameter.name.as_str()), None, default, parameter.range));
            }
        }
        if !arguments.is_empty() {
            let place = self.place();
            self.facts.calls.push(CallFact {
                callee: None,
                written: function.into(),
                arguments,
                takes_names: false,
                object: None,
                place,
            });
        }
    }

    fn parameters(&mut self, parameters: &Parameters) {
        for parameter in parameters.iter() {
            self.bind(parameter.name().as_str(), BoundTo::Other, TextRange::default());
        }
    }

    fn import(&mut self, alias: &rustpython_ast::Alias, level: u32, module: &str, name: Option<&str>, statement: TextRange) {
        if self.scope == 0 && level == 0 {
            let root = module.split('.').next().unwrap_or(module);
            if !self.facts.frameworks.iter().any(|known| **known == *root) {
                self.facts.frameworks.push(root.into());
            }
        }
        let followed = self.interest.is_followed(level, module, name);
        let bound = match (&alias.asname, name) {
            (Some(alias), _) => alias.as_str(),
            (None, Some(name)) => name,
            (None, None) => module.split('.').next().unwrap_or(module),
        };
        if !followed {
            return self.bind(bound, BoundTo::Other, statement);
        }
        let index = u32::try_from(self.facts.imports.len()).unwrap_or(u32::MAX);
        self.facts.imports.push(ImportFact {
            level,
            module: module.into(),
            name: name.map(Into::into),
            binds_root: name.is_none() && alias.asname.is_none(),
            span: self.span(alias.range),
            place: self.place(),
        });
        if name == Some("*") {
            self.facts.stars.push(index);
        } else {
            self.bind(bound, BoundTo::Import(index), statement);
        }
    }

    fn redirect(&mut self, names: &[rustpython_ast::Identifier], to: Redirect) {
        let scope = self.scope as usize;
        for name in names.iter().filter(|name| self.names.contains(name.as_str())) {
            self.facts.scopes[scope].redirects.insert(name.as_str().into(), to);
        }
    }

    /// Comprehensions: the first iterable belongs to the scope around, the rest is a
    /// scope of its own.
    fn comprehension(&mut self, generators: &[Comprehension], elements: &[&Expr]) {
        if let Some(first) = generators.first() {
            self.visit_expr(&first.iter);
        }
        self.in_scope(ScopeType::Comprehension, None, |this| {
            for (index, generator) in generators.iter().enumerate() {
                if index > 0 {
                    this.visit_expr(&generator.iter);
                }
                this.store(&generator.target, generator.range);
                generator.ifs.iter().for_each(|condition| this.visit_expr(condition));
            }
            elements.iter().for_each(|element| this.visit_expr(element));
        });
    }

    /// A string in an annotation is code.
    fn quoted(&mut self, literal: &rustpython_ast::ExprStringLiteral) {
        let text = literal.value.to_str();
        // One name of interest must be in it, and it must not nest without end.
        if self.quotes > 2 || super::depth::too_deep(text).is_some() {
            return;
        }
        if let Ok(parsed) = rustpython_parser::typing::parse_type_annotation(literal, self.text) {
            self.quotes += 1;
            self.as_annotation(true, |this| this.visit_expr(parsed.expression()));
            self.quotes -= 1;
        }
    }

    fn subscript(&mut self, subscript: &rustpython_ast::ExprSubscript) {
        self.visit_expr(&subscript.value);
        if !self.annotation {
            return self.visit_expr(&subscript.slice);
        }
        match (last_name(&subscript.value), &*subscript.slice) {
            (Some("Literal"), slice) => self.as_annotation(false, |this| this.visit_expr(slice)),
            // Only the first argument of Annotated is a type.
            (Some("Annotated"), Expr::Tuple(tuple)) => {
                for (index, element) in tuple.elts.iter().enumerate() {
                    self.as_annotation(index == 0, |this| this.visit_expr(element));
                }
            }
            (_, slice) => self.visit_expr(slice),
        }
    }
}

fn direction(context: ExprContext) -> Context {
    match context {
        ExprContext::Store => Context::Store,
        _ => Context::Read,
    }
}

pub(super) fn last_name(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}

/// The called name as written; where it begins with something else than a name, what
/// follows that.
fn written(expr: &Expr) -> Box<str> {
    let mut parts = Vec::new();
    let mut inner = expr;
    while let Expr::Attribute(attribute) = inner {
        parts.push(attribute.attr.as_str());
        inner = &attribute.value;
    }
    if let Expr::Name(name) = inner {
        parts.push(name.id.as_str());
    }
    parts.reverse();
    parts.join(".").into()
}

impl<'v> Visitor<'v> for Collector<'_> {
    fn visit_stmt(&mut self, stmt: &'v Stmt) {
        self.role = None;
        match stmt {
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.import(alias, 0, alias.name.as_str(), None, import.range);
                }
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map_or("", |name| name.as_str());
                for alias in &import.names {
                    self.import(alias, import.level, module, Some(alias.name.as_str()), import.range);
                }
            }
            Stmt::Global(global) => self.redirect(&global.names, Redirect::Global),
            Stmt::Nonlocal(nonlocal) => self.redirect(&nonlocal.names, Redirect::Nonlocal),
            Stmt::Assign(assign) => {
                self.visit_expr(&assign.value);
                for target in &assign.targets {
                    match target {
                        Expr::Name(name) => {
                            self.bind_assigned(target, &assign.value, assign.range, self.scope);
                            self.note_all(name.id.as_str(), &assign.value);
                        }
                        _ => self.store(target, assign.range),
                    }
                }
            }
            Stmt::AnnAssign(assign) => {
                self.visit_annotation(&assign.annotation);
                if let Some(value) = &assign.value {
                    self.visit_expr(value);
                    if assign.target.is_name_expr() {
                        return self.bind_assigned(&assign.target, value, assign.range, self.scope);
                    }
                }
                self.store(&assign.target, assign.range);
            }
            Stmt::AugAssign(assign) => {
                self.visit_expr(&assign.value);
                self.store(&assign.target, assign.range);
            }
            Stmt::Delete(delete) => {
                for target in &delete.targets {
                    self.visit_expr(target);
                    if let Expr::Name(name) = target {
                        self.bind(name.id.as_str(), BoundTo::Other, delete.range);
                    }
                }
            }
            Stmt::For(statement) => {
                self.visit_expr(&statement.iter);
                self.under(None, |this| {
                    this.store(&statement.target, statement.iter.range());
                    this.visit_body(&statement.body);
                    this.visit_body(&statement.orelse);
                });
            }
            Stmt::While(statement) => {
                self.visit_expr(&statement.test);
                self.under(None, |this| {
                    this.visit_body(&statement.body);
                    this.visit_body(&statement.orelse);
                });
            }
            Stmt::With(statement) => {
                for item in &statement.items {
                    self.role = Some(Role::With);
                    self.visit_expr(&item.context_expr);
                    if let Some(target) = &item.optional_vars {
                        self.store(target, item.range);
                    }
                }
                match guards::suppresses_import_error(&statement.items) {
                    true => self.under(Some(Guard::TryImport), |this| this.visit_body(&statement.body)),
                    false => self.visit_body(&statement.body),
                }
            }
            Stmt::If(statement) => self.branching(statement),
            Stmt::Try(statement) => self.trying(statement),
            Stmt::Match(statement) => {
                self.visit_expr(&statement.subject);
                for case in &statement.cases {
                    self.under(Some(Guard::Conditional), |this| {
                        this.visit_pattern(&case.pattern);
                        if let Some(guard) = &case.guard {
                            this.visit_expr(guard);
                        }
                        this.visit_body(&case.body);
                    });
                }
            }
            Stmt::Raise(raise) => {
                for (index, value) in [&raise.exc, &raise.cause].into_iter().flatten().enumerate() {
                    self.role = (index == 0).then_some(Role::Raise);
                    self.visit_expr(value);
                }
            }
            Stmt::Return(returned) => {
                if let Some(value) = &returned.value {
                    self.visit_expr(value);
                    self.note_return(value);
                }
            }
            Stmt::TypeAlias(alias) => {
                self.store(&alias.name, alias.range);
                self.in_type_parameters(alias.type_params.as_deref(), |this| this.visit_annotation(&alias.value));
            }
            _ => visitor::walk_stmt(self, stmt),
        }
    }

    fn visit_annotation(&mut self, expr: &'v Expr) {
        self.role = None;
        self.as_annotation(true, |this| this.visit_expr(expr));
    }

    fn visit_expr(&mut self, expr: &'v Expr) {
        let role = self.role.take();
        match expr {
            Expr::Name(name) => self.chain(expr, name.ctx, role.unwrap_or(Role::Value)),
            Expr::Attribute(attribute) => self.attribute(expr, attribute.ctx, role.unwrap_or(Role::Value)),
            Expr::Call(call) => {
                let role = match role {
                    Some(role @ (Role::With | Role::Raise | Role::Decorator)) => role,
                    _ => Role::Call,
                };
                self.call(call, role);
            }
            Expr::Tuple(tuple) if role == Some(Role::Except) => {
                for element in &tuple.elts {
                    self.role = role;
                    self.visit_expr(element);
                }
            }
            Expr::StringLiteral(literal) if self.annotation => self.quoted(literal),
            Expr::Subscript(subscript) => self.subscript(subscript),
            Expr::Named(named) => {
                self.visit_expr(&named.value);
                let scope = self.walrus_scope();
                self.bind_assigned(&named.target, &named.value, named.range, scope);
            }
            Expr::Yield(_) | Expr::YieldFrom(_) => {
                self.gives_later = true;
                visitor::walk_expr(self, expr);
            }
            Expr::Lambda(lambda) => {
                let outer = self.gives_later;
                if let Some(parameters) = &lambda.parameters {
                    self.defaults("lambda", parameters);
                }
                self.in_scope(ScopeType::Function, None, |this| {
                    if let Some(parameters) = &lambda.parameters {
                        this.parameters(parameters);
                    }
                    this.visit_expr(&lambda.body);
                });
                self.gives_later = outer;
            }
            Expr::ListComp(comprehension) => self.comprehension(&comprehension.generators, &[&comprehension.elt]),
            Expr::SetComp(comprehension) => self.comprehension(&comprehension.generators, &[&comprehension.elt]),
            Expr::Generator(comprehension) => self.comprehension(&comprehension.generators, &[&comprehension.elt]),
            Expr::DictComp(comprehension) => {
                self.comprehension(&comprehension.generators, &[&comprehension.key, &comprehension.value]);
            }
            _ => visitor::walk_expr(self, expr),
        }
    }

    fn visit_pattern(&mut self, pattern: &'v Pattern) {
        let bound = match pattern {
            Pattern::MatchAs(pattern) => pattern.name.as_ref(),
            Pattern::MatchStar(pattern) => pattern.name.as_ref(),
            Pattern::MatchMapping(pattern) => pattern.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = bound {
            self.bind(name.as_str(), BoundTo::Other, pattern.range());
        }
        visitor::walk_pattern(self, pattern);
    }

    fn visit_type_param(&mut self, parameter: &'v TypeParam) {
        self.as_annotation(true, |this| visitor::walk_type_param(this, parameter));
    }
}

impl Collector<'_> {
    fn branching(&mut self, statement: &rustpython_ast::StmtIf) {
        self.visit_expr(&statement.test);
        let test = guards::type_checking(&statement.test);
        let guard = match test {
            Some(true) => Some(Guard::TypeChecking),
            // The body of `if not TYPE_CHECKING` is what always runs.
            Some(false) => None,
            None => Some(Guard::Conditional),
        };
        self.under(guard, |this| this.visit_body(&statement.body));
        for clause in &statement.elif_else_clauses {
            if let Some(test) = &clause.test {
                // It is asked only where the tests before it failed.
                self.under(Some(Guard::Conditional), |this| this.visit_expr(test));
            }
            let guard = match (&clause.test, test) {
                (None, Some(true)) => None,
                (None, Some(false)) => Some(Guard::TypeChecking),
                (Some(own), _) if guards::type_checking(own) == Some(true) => Some(Guard::TypeChecking),
                _ => Some(Guard::Conditional),
            };
            self.under(guard, |this| this.visit_body(&clause.body));
        }
    }

    fn trying(&mut self, statement: &rustpython_ast::StmtTry) {
        let handles = statement.handlers.iter().any(guards::catches_import_error);
        self.under(handles.then_some(Guard::TryImport), |this| this.visit_body(&statement.body));
        for handler in &statement.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            self.under(handles.then_some(Guard::Conditional), |this| {
                if let Some(caught) = &handler.type_ {
                    this.role = Some(Role::Except);
                    this.visit_expr(caught);
                }
                if let Some(name) = &handler.name {
                    this.bind(name.as_str(), BoundTo::Other, name.range);
                }
                this.visit_body(&handler.body);
            });
        }
        self.under(None, |this| this.visit_body(&statement.orelse));
        self.visit_body(&statement.finalbody);
    }

    fn note_all(&mut self, name: &str, value: &Expr) {
        if name != "__all__" || self.scope != 0 {
            return;
        }
        let elements = match value {
            Expr::List(list) => &list.elts,
            Expr::Tuple(tuple) => &tuple.elts,
            _ => return,
        };
        let strings = elements.iter().map(|element| match element {
            Expr::StringLiteral(literal) => Some(literal.value.to_str().into()),
            _ => None,
        });
        self.facts.all = strings.collect();
    }

    /// `return chain` in a function of module level.
    fn note_return(&mut self, value: &Expr) {
        let scope = &self.facts.scopes[self.scope as usize];
        if self.scope_type() != ScopeType::Function || scope.parent != 0 {
            return;
        }
        let Some(function) = scope.definition.clone() else { return };
        if matches!(value, Expr::Name(_) | Expr::Attribute(_))
            && let Some(reference) = self.reference(value)
        {
            self.facts.returns.push(ReturnFact { function: function.as_ref().into(), reference });
        }
    }
}
