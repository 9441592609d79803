//! Going through [`Code`] without knowing every kind of statement and expression.

use super::code::*;

/// A part of a statement or expression.
pub enum Part<'c> {
    /// Statements.
    Block(&'c Block),
    /// An expression.
    Expr(&'c Expr),
}

/// Gives every block and expression that a statement consists of; of functions what has
/// been parsed.
pub fn each_part<'c>(statement: &'c Stmt, see: &mut dyn FnMut(Part<'c>)) {
    match statement {
        Stmt::Expr(value) => see(Part::Expr(value)),
        Stmt::Assign(targets, value) => {
            see(Part::Expr(value));
            targets.iter().for_each(|target| each_target(target, see));
        }
        Stmt::Augment(target, value) => {
            see(Part::Expr(value));
            each_target(target, see);
        }
        Stmt::Import { .. } | Stmt::From { .. } | Stmt::Break | Stmt::Continue => {}
        Stmt::If(test, body, orelse) | Stmt::While(test, body, orelse) => {
            see(Part::Expr(test));
            see(Part::Block(body));
            see(Part::Block(orelse));
        }
        Stmt::For(target, iterated, body, orelse) => {
            see(Part::Expr(iterated));
            each_target(target, see);
            see(Part::Block(body));
            see(Part::Block(orelse));
        }
        Stmt::Try(attempt) => {
            see(Part::Block(&attempt.body));
            for (types, _, body) in &attempt.handlers {
                types.iter().for_each(|types| see(Part::Expr(types)));
                see(Part::Block(body));
            }
            see(Part::Block(&attempt.orelse));
            see(Part::Block(&attempt.finally));
        }
        Stmt::With(items, body) => {
            for (manager, target, _) in items {
                see(Part::Expr(manager));
                target.iter().for_each(|target| each_target(target, see));
            }
            see(Part::Block(body));
        }
        Stmt::Match(subject, cases) => {
            see(Part::Expr(subject));
            for case in cases {
                see(Part::Block(&case.body));
            }
        }
        Stmt::Function(function) => each_of_function(function, see),
        Stmt::Class(class) => {
            class.bases.iter().chain(&class.keywords).for_each(|base| see(Part::Expr(base)));
            class.decorators.iter().for_each(|(decorator, _)| see(Part::Expr(decorator)));
            see(Part::Block(&class.body));
        }
        Stmt::Return(value) | Stmt::Raise(value) => value.iter().for_each(|value| see(Part::Expr(value))),
        Stmt::Delete(targets) => targets.iter().for_each(|target| each_target(target, see)),
    }
}

fn each_of_function<'c>(function: &'c Function, see: &mut dyn FnMut(Part<'c>)) {
    function.decorators.iter().for_each(|(decorator, _)| see(Part::Expr(decorator)));
    function.parameters.iter().filter_map(|parameter| parameter.default.as_ref()).for_each(|default| see(Part::Expr(default)));
    function.parsed_body().into_iter().for_each(|body| see(Part::Block(&body.block)));
}

fn each_target<'c>(target: &'c Target, see: &mut dyn FnMut(Part<'c>)) {
    match target {
        Target::Name(_) => {}
        Target::Attribute(object, _) => see(Part::Expr(object)),
        Target::Item(object, index) => {
            see(Part::Expr(object));
            see(Part::Expr(index));
        }
        Target::Tuple(targets) => targets.iter().for_each(|target| each_target(target, see)),
        Target::Starred(target) => each_target(target, see),
    }
}

/// Gives every expression and block that an expression consists of.
pub fn each_inner<'c>(expression: &'c Expr, see: &mut dyn FnMut(Part<'c>)) {
    match expression {
        Expr::None | Expr::Bool(_) | Expr::Int(_) | Expr::Str(_) | Expr::Name(_) => {}
        Expr::Opaque(parts) | Expr::And(parts) | Expr::Or(parts) | Expr::Sequence(parts) | Expr::Joined(parts) => {
            parts.iter().for_each(|part| see(Part::Expr(part)));
        }
        Expr::Attribute(inner, _) | Expr::Slice(inner, ..) | Expr::Not(inner) | Expr::Starred(inner) | Expr::Walrus(_, inner) => {
            see(Part::Expr(inner));
        }
        Expr::Item(one, other) | Expr::Compare(one, _, other) | Expr::Add(one, other) | Expr::Format(one, other) => {
            see(Part::Expr(one));
            see(Part::Expr(other));
        }
        Expr::Call(call) => {
            see(Part::Expr(&call.function));
            call.arguments.iter().for_each(|argument| see(Part::Expr(argument)));
            call.keywords.iter().for_each(|(_, argument)| see(Part::Expr(argument)));
        }
        Expr::Choice(parts) => {
            see(Part::Expr(&parts.0));
            see(Part::Expr(&parts.1));
            see(Part::Expr(&parts.2));
        }
        Expr::Dict(items) => {
            for (key, value) in items {
                key.iter().for_each(|key| see(Part::Expr(key)));
                see(Part::Expr(value));
            }
        }
        Expr::Lambda(function) => each_of_function(function, see),
        Expr::Comprehension(made) => {
            for (target, iterated, tests) in &made.generators {
                see(Part::Expr(iterated));
                each_target(target, see);
                tests.iter().for_each(|test| see(Part::Expr(test)));
            }
            made.element.iter().for_each(|part| see(Part::Expr(part)));
        }
    }
}
