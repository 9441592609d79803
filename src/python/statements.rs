//! Statements that need more than a walk: definitions, imports, branches and `__all__`.

use rustpython_ast::visitor::Visitor;
use rustpython_ast::{Decorator, ExceptHandler, Expr, Parameters, StmtClassDef, StmtFunctionDef};
use rustpython_text_size::TextRange;

use super::collect::Collector;
use super::facts::{BoundTo, CallFact, ImportFact, ReturnFact};
use super::guards;
use super::scope::{Redirect, ScopeType};
use crate::vocabulary::{Guard, Role};

impl Collector<'_> {
    pub(super) fn function(&mut self, function: &StmtFunctionDef) {
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

    pub(super) fn class(&mut self, class: &StmtClassDef) {
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
    pub(super) fn defaults(&mut self, function: &str, parameters: &Parameters) {
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
                positional: 0,
                arguments,
                takes_names: false,
                object: None,
                place,
            });
        }
    }

    pub(super) fn parameters(&mut self, parameters: &Parameters) {
        for parameter in parameters.iter() {
            self.bind(parameter.name().as_str(), BoundTo::Other, TextRange::default());
        }
    }

    pub(super) fn import(
        &mut self,
        alias: &rustpython_ast::Alias,
        level: u32,
        module: &str,
        name: Option<&str>,
        statement: TextRange,
    ) {
        if self.scope == 0 && level == 0 {
            let root = module.split('.').next().unwrap_or(module);
            self.facts.imports_framework |= self.interest.frameworks.contains(root);
        }
        let followed = self.interest.is_followed(level, module, name);
        let bound = match (&alias.asname, name) {
            (Some(alias), _) => alias.as_str(),
            (None, Some(name)) => name,
            (None, None) => module.split('.').next().unwrap_or(module),
        };
        if !followed && !self.interest.is_written_down(level, module, name) {
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
        if !followed {
            self.bind(bound, BoundTo::Other, statement);
        } else if name == Some("*") {
            self.facts.stars.push(index);
        } else {
            self.bind(bound, BoundTo::Import(index), statement);
        }
    }

    pub(super) fn redirect(&mut self, names: &[rustpython_ast::Identifier], to: Redirect) {
        let scope = self.scope as usize;
        for name in names.iter().filter(|name| self.names.contains(name.as_str())) {
            self.facts.scopes[scope].redirects.insert(name.as_str().into(), to);
        }
    }

    pub(super) fn branching(&mut self, statement: &rustpython_ast::StmtIf) {
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

    pub(super) fn trying(&mut self, statement: &rustpython_ast::StmtTry) {
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

    /// Adds the strings that `__all__` is given; with none, or with something else than plain
    /// strings, nobody knows what it holds.
    pub(super) fn note_all(&mut self, name: &str, value: Option<&Expr>) {
        if name != "__all__" || self.scope != 0 || self.all_is_unknown {
            return;
        }
        let elements = match value {
            Some(Expr::List(list)) => Some(&list.elts),
            Some(Expr::Tuple(tuple)) => Some(&tuple.elts),
            _ => None,
        };
        let string = |element: &Expr| match element {
            Expr::StringLiteral(literal) => Some(Box::from(literal.value.to_str())),
            _ => None,
        };
        let strings: Option<Vec<Box<str>>> = elements.and_then(|elements| elements.iter().map(string).collect());
        self.all_is_unknown = strings.is_none();
        match strings {
            Some(strings) => self.facts.all.get_or_insert_default().extend(strings),
            None => self.facts.all = None,
        }
    }

    /// `return chain` in a function of module level.
    pub(super) fn note_return(&mut self, value: &Expr) {
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
