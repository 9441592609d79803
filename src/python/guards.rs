//! Recognises the statements that guard what stands in them.

use rustpython_ast::{BoolOp, ExceptHandler, Expr, UnaryOp, WithItem};

/// Exceptions whose handler catches an import that fails.
const CAUGHT: [&str; 4] = ["ImportError", "ModuleNotFoundError", "Exception", "BaseException"];

/// Whether a test asks for `TYPE_CHECKING` (`Some(true)`) or for its contrary.
pub(super) fn type_checking(test: &Expr) -> Option<bool> {
    match test {
        Expr::Name(name) => (name.id.as_str() == "TYPE_CHECKING").then_some(true),
        Expr::Attribute(attribute) => (attribute.attr.as_str() == "TYPE_CHECKING").then_some(true),
        // What else it asks for, it never runs.
        Expr::BoolOp(both) if both.op == BoolOp::And => {
            both.values.iter().any(|value| type_checking(value) == Some(true)).then_some(true)
        }
        Expr::UnaryOp(unary) if unary.op == UnaryOp::Not => type_checking(&unary.operand).map(|positive| !positive),
        _ => None,
    }
}

/// Whether a handler catches a failing import.
pub(super) fn catches_import_error(handler: &ExceptHandler) -> bool {
    let ExceptHandler::ExceptHandler(handler) = handler;
    handler.type_.as_deref().is_none_or(names_import_error)
}

/// `with contextlib.suppress(ImportError):`
pub(super) fn suppresses_import_error(items: &[WithItem]) -> bool {
    items.iter().any(|item| match &item.context_expr {
        Expr::Call(call) => {
            super::collect::last_name(&call.func) == Some("suppress") && call.arguments.args.iter().any(names_import_error)
        }
        _ => false,
    })
}

fn names_import_error(caught: &Expr) -> bool {
    match caught {
        Expr::Tuple(tuple) => tuple.elts.iter().any(names_import_error),
        other => super::collect::last_name(other).is_some_and(|name| CAUGHT.contains(&name)),
    }
}
