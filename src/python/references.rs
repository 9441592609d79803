//! Names, attributes of names, and attributes of what a call returns.

use rustpython_ast::visitor::Visitor;
use rustpython_ast::{Expr, ExprContext};
use rustpython_text_size::Ranged;

use super::collect::Collector;
use super::facts::{Chain, Context, PendingGetter, Reference};
use crate::vocabulary::Role;

impl Collector<'_> {
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
    pub(super) fn reference(&mut self, expr: &Expr) -> Option<u32> {
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

    pub(super) fn chain(&mut self, expr: &Expr, context: ExprContext, role: Role) {
        if let Some(reference) = self.reference(expr) {
            let role = if self.annotation && role == Role::Value { Role::Type } else { role };
            let chain = Chain { reference, span: self.span(expr.range()), context: direction(context), role, place: self.place() };
            self.facts.chains.push(chain);
        }
    }

    /// `callee().a.b`: attributes of what a call returns.
    pub(super) fn attribute(&mut self, expr: &Expr, context: ExprContext, role: Role) {
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
}

fn direction(context: ExprContext) -> Context {
    match context {
        ExprContext::Store => Context::Store,
        _ => Context::Read,
    }
}
