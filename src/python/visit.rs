//! Walks a syntax tree once and writes down its [`Facts`](super::Facts): what each kind of
//! statement, expression and pattern leads to.

use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{Comprehension, Expr, Operator, Pattern, Stmt, TypeParam};
use rustpython_text_size::Ranged;

use super::collect::{Collector, last_name};
use super::facts::BoundTo;
use super::guards;
use super::scope::{Redirect, ScopeType};
use crate::error::guarded;
use crate::vocabulary::{Guard, Role};

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
                            self.note_all(name.id.as_str(), Some(&assign.value));
                        }
                        _ => self.store(target, assign.range),
                    }
                }
            }
            Stmt::AnnAssign(assign) => {
                self.visit_annotation(&assign.annotation);
                if let Some(value) = &assign.value {
                    self.role = (last_name(&assign.annotation) == Some("TypeAlias")).then_some(Role::Type);
                    self.visit_expr(value);
                    if let Expr::Name(name) = &*assign.target {
                        self.note_all(name.id.as_str(), Some(value));
                        return self.bind_assigned(&assign.target, value, assign.range, self.scope);
                    }
                }
                // Without a value a name in a class stays what it was.
                if assign.value.is_some() || self.scope_type() != ScopeType::Class || !assign.target.is_name_expr() {
                    self.store(&assign.target, assign.range);
                }
            }
            Stmt::AugAssign(assign) => {
                self.visit_expr(&assign.value);
                if let Expr::Name(name) = &*assign.target {
                    self.note_all(name.id.as_str(), Some(&assign.value));
                }
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
            Stmt::TypeAlias(alias) => {
                self.store(&alias.name, alias.range);
                self.in_type_parameters(alias.type_params.as_deref(), |this| this.visit_annotation(&alias.value));
            }
            _ => self.flow(stmt),
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
            Expr::Attribute(attribute) => {
                // `__all__.extend(…)`: what it then holds is not told.
                if let Expr::Name(name) = &*attribute.value {
                    self.note_all(name.id.as_str(), None);
                }
                self.attribute(expr, attribute.ctx, role.unwrap_or(Role::Value));
            }
            Expr::Call(call) => {
                let role = match role {
                    Some(role @ (Role::With | Role::Raise | Role::Decorator)) => role,
                    _ => Role::Call,
                };
                self.call(call, role);
            }
            Expr::Tuple(tuple) if matches!(role, Some(Role::Except | Role::Type)) => {
                for element in &tuple.elts {
                    self.role = role;
                    self.visit_expr(element);
                }
            }
            Expr::BinOp(union) if union.op == Operator::BitOr && role == Some(Role::Type) => {
                for side in [&union.left, &union.right] {
                    self.role = role;
                    self.visit_expr(side);
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
        // In a string that errors left in pieces the parser may cut through a character: no
        // reason to lose the rest of the file.
        let parsed = guarded(|| rustpython_parser::typing::parse_type_annotation(literal, self.text));
        if let Some(Ok(parsed)) = parsed {
            self.quotes += 1;
            self.as_annotation(true, |this| this.visit_expr(parsed.expression()));
            self.quotes -= 1;
        }
    }

    fn subscript(&mut self, subscript: &rustpython_ast::ExprSubscript) {
        self.visit_expr(&subscript.value);
        if !self.annotation {
            // `Optional[…]` wherever it stands: classes are written so, mappings are not.
            let is_class = last_name(&subscript.value).is_some_and(|name| name.starts_with(|first: char| first.is_uppercase()));
            self.role = is_class.then_some(Role::Type);
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

impl Collector<'_> {
    /// Statements that steer which others run, and the rest.
    fn flow(&mut self, stmt: &Stmt) {
        match stmt {
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
            _ => visitor::walk_stmt(self, stmt),
        }
    }
}
