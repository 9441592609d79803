//! Calls: what is called, and which arguments name or select something.

use rustpython_ast::visitor::Visitor;
use rustpython_ast::{Expr, ExprCall};
use rustpython_text_size::{Ranged, TextRange};

use super::collect::Collector;
use super::facts::{Argument, CallFact, StringFact};
use super::{is_dotted, is_identifier};
use crate::vocabulary::Role;

/// Strings longer than this select and name nothing.
const LONGEST_NAME: usize = 256;

impl Collector<'_> {
    pub(super) fn call(&mut self, call: &ExprCall, role: Role) {
        self.as_annotation(false, |this| {
            this.role = Some(role);
            this.visit_expr(&call.func);
            this.call_fact(call, false);
            let asks = matches!(&*call.func, Expr::Name(name) if matches!(name.id.as_str(), "isinstance" | "issubclass"));
            for (index, argument) in call.arguments.args.iter().enumerate() {
                this.role = (asks && index == 1).then_some(Role::Type);
                this.visit_expr(argument);
            }
            for keyword in &call.arguments.keywords {
                this.visit_expr(&keyword.value);
            }
        });
    }

    /// Writes a call down if one of its arguments may name or select something, or if
    /// a name is `bound` to its result.
    pub(super) fn call_fact(&mut self, call: &ExprCall, bound: bool) -> Option<u32> {
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
        // Behind a first argument such a keyword is another: `patch.object` hands it to the mock.
        let by_keyword = || self.interest.object_keywords.iter().find_map(|keyword| call.arguments.find_keyword(keyword));
        let object = call.arguments.args.first().or_else(|| by_keyword().map(|given| &given.value));
        let object = object.and_then(|object| self.reference(object));
        let fromlist = call.arguments.find_argument_value("fromlist", 3);
        let takes_names = fromlist.is_some_and(|value| match value {
            Expr::List(list) => !list.elts.is_empty(),
            Expr::Tuple(tuple) => !tuple.elts.is_empty(),
            other => !other.is_none_literal_expr(),
        });
        let call_fact = CallFact {
            callee,
            written: written(&call.func),
            positional: call.arguments.args.len(),
            arguments,
            takes_names,
            object,
            place: self.place(),
        };
        self.facts.calls.push(call_fact);
        let index = u32::try_from(self.facts.calls.len() - 1).ok()?;
        self.call_ids.insert(call.range, index);
        Some(index)
    }

    pub(super) fn argument(
        &mut self,
        keyword: Option<&str>,
        position: Option<usize>,
        value: &Expr,
        range: TextRange,
    ) -> Option<Argument> {
        let (mut string, mut choices, mut name) = (None, Vec::new(), None);
        match value {
            Expr::StringLiteral(literal) => {
                let text = literal.value.to_str();
                if text.len() > LONGEST_NAME || !is_dotted(text.trim_start_matches('.')) {
                    return None;
                }
                string = Some(StringFact { value: text.into(), span: self.span(literal.range) });
            }
            Expr::If(_) | Expr::BoolOp(_) => {
                choices = self.choices(value).into_iter().map(|fact| fact.value).collect();
                if choices.is_empty() {
                    return None;
                }
            }
            Expr::Name(_) => name = Some(self.reference(value)?),
            _ => return None,
        }
        Some(Argument { keyword: keyword.map(Into::into), position, span: self.span(range), string, choices, name })
    }

    /// The strings that a literal, or a choice between literals, may be.
    pub(super) fn choices(&self, expr: &Expr) -> Vec<StringFact> {
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
