//! Which lines run only under a condition, and which names the condition reads: whether
//! that is a question about green threads is for the analysis.

use rustpython_ast::visitor::{Visitor, walk_expr};
use rustpython_ast::{Expr, Number, Stmt, StmtFunctionDef, StmtIf};
use rustpython_text_size::{Ranged, TextRange};

use super::code::{GuardedLines, NEVER, Text};
use super::lower::Lowering;

/// Names in a condition that are told apart.
const MAX_NAMES: usize = 12;

#[derive(Default)]
struct Names(Vec<Text>);

impl Visitor<'_> for Names {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Name(name) => self.0.push(name.id.as_str().into()),
            Expr::Attribute(attribute) => self.0.push(attribute.attr.as_str().into()),
            _ => {}
        }
        if self.0.len() < MAX_NAMES {
            walk_expr(self, expr);
        }
    }
}

fn names(expr: &Expr) -> Box<[Text]> {
    let mut names = Names::default();
    names.visit_expr(expr);
    names.0.into()
}

/// Writes down the conditions of the `if` statements of a block: for their branches, and
/// for what follows where a branch leaves the block.
pub(super) fn note(lowering: &mut Lowering, body: &[Stmt]) {
    let Some(end) = body.last().map(Ranged::range) else { return };
    for (at, node) in body.iter().enumerate() {
        let Stmt::If(statement) = node else { continue };
        let names = names(&statement.test);
        let own = statement.range;
        add(lowering, branches(statement).unwrap_or(own), &names);
        if let (true, Some(first), Some(last)) = (is_never(&statement.test), statement.body.first(), statement.body.last()) {
            add(lowering, TextRange::new(first.range().start(), last.range().end()), &[NEVER.into()]);
        }
        if leaves(&statement.body)
            && let Some(next) = body.get(at + 1)
        {
            add(lowering, TextRange::new(next.range().start(), end.end()), &names);
        }
    }
}

/// From the first branch to the last: all of them depend on the first test.
fn branches(statement: &StmtIf) -> Option<TextRange> {
    let first = statement.body.first()?.range();
    Some(TextRange::new(first.start(), statement.range.end()))
}

/// Whether a condition is written so that it never holds.
fn is_never(test: &Expr) -> bool {
    match test {
        Expr::BooleanLiteral(literal) => !literal.value,
        Expr::NoneLiteral(_) => true,
        Expr::NumberLiteral(literal) => matches!(&literal.value, Number::Int(number) if number.as_i64() == Some(0)),
        _ => false,
    }
}

fn leaves(body: &[Stmt]) -> bool {
    matches!(body.last(), Some(Stmt::Return(_) | Stmt::Raise(_) | Stmt::Continue(_) | Stmt::Break(_)))
}

fn add(lowering: &mut Lowering, range: TextRange, names: &[Text]) {
    let (first, last) = (lowering.line(range.start()), lowering.line(range.end()));
    lowering.code.own.guarded.push(GuardedLines { first, last, names: names.into() });
}

/// Writes down what names and attributes are assigned from.
pub(super) fn note_assigned(lowering: &mut Lowering, targets: &[Expr], value: &Expr) {
    if !matches!(value, Expr::Call(_) | Expr::Attribute(_) | Expr::Name(_) | Expr::UnaryOp(_) | Expr::If(_) | Expr::Compare(_)) {
        return;
    }
    if let Expr::If(choice) = value {
        add(lowering, choice.range, &names(&choice.test));
    }
    for target in targets {
        let name = match target {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => continue,
        };
        let from = match value {
            // What a call is given does not make its result an answer.
            Expr::Call(call) => names(&call.func),
            value => names(value),
        };
        lowering.code.own.assigned.push((name.into(), from));
    }
}

/// Writes down the names under which a function keeps a flag outside of itself.
pub(super) fn note_flags(lowering: &mut Lowering, targets: &[Expr], value: &Expr) {
    let Some(around) = lowering.functions.last_mut() else { return };
    if matches!(value, Expr::BooleanLiteral(_) | Expr::StringLiteral(_) | Expr::NumberLiteral(_)) {
        around.constant.extend(targets.iter().filter_map(|target| Some(target.as_name_expr()?.id.as_str().into())));
    }
    if matches!(value, Expr::BooleanLiteral(_)) {
        lowering.code.own.flags.extend(targets.iter().filter_map(kept_outside));
    }
}

/// `STATE['x'] = True`, `module.x = True`.
fn kept_outside(target: &Expr) -> Option<Text> {
    match target {
        Expr::Subscript(item) => Some(item.value.as_name_expr()?.id.as_str().into()),
        Expr::Attribute(attribute) => {
            let object = attribute.value.as_name_expr()?.id.as_str();
            (!matches!(object, "self" | "cls")).then(|| attribute.attr.as_str().into())
        }
        _ => None,
    }
}

/// Writes down what a short function returns.
pub(super) fn note_answers(lowering: &mut Lowering, function: &StmtFunctionDef) {
    struct Returns(Names);
    impl Visitor<'_> for Returns {
        fn visit_stmt(&mut self, statement: &Stmt) {
            match statement {
                Stmt::Return(returned) => returned.value.iter().for_each(|value| self.0.visit_expr(value)),
                Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
                Stmt::If(branching) if matches!(branching.body.first(), Some(Stmt::Return(_))) => {
                    self.0.visit_expr(&branching.test);
                    rustpython_ast::visitor::walk_stmt(self, statement);
                }
                _ => rustpython_ast::visitor::walk_stmt(self, statement),
            }
        }
        fn visit_expr(&mut self, _: &Expr) {}
    }
    let mut returns = Returns(Names::default());
    for statement in &function.body {
        returns.visit_stmt(statement);
    }
    let names = returns.0.0;
    if !names.is_empty() {
        lowering.code.own.answers.push((function.name.as_str().into(), names.into()));
    }
}
