//! Expressions and targets, from the parser's tree to [`Code`](super::code::Code).

use rustpython_ast::{self as ast, Expr as Tree};
use rustpython_text_size::{Ranged, TextSize};

use super::code::*;
use super::lower::Lowering;
use super::{is_dotted, is_identifier};

/// Strings longer than this name no class.
const LONGEST_DOTTED: usize = 120;

impl Lowering {
    pub(super) fn target(&mut self, target: &Tree) -> Target {
        match target {
            Tree::Name(name) => Target::Name(name.id.as_str().into()),
            Tree::Attribute(attribute) => Target::Attribute(self.expression(&attribute.value), attribute.attr.as_str().into()),
            Tree::Subscript(item) => {
                // Setting an environment variable may decide what is imported next.
                self.note_call(&item.value);
                Target::Item(self.expression(&item.value), self.expression(&item.slice))
            }
            Tree::Tuple(tuple) => Target::Tuple(tuple.elts.iter().map(|target| self.target(target)).collect()),
            Tree::List(list) => Target::Tuple(list.elts.iter().map(|target| self.target(target)).collect()),
            Tree::Starred(starred) => Target::Starred(Box::new(self.target(&starred.value))),
            // What cannot be assigned to is a syntax error, which was reported.
            _ => Target::Tuple(Box::default()),
        }
    }

    pub(super) fn expressions<'e>(&mut self, all: impl IntoIterator<Item = &'e Tree>) -> Box<[Expr]> {
        all.into_iter().map(|expression| self.expression(expression)).collect()
    }

    pub(super) fn opaque<'e>(&mut self, parts: impl IntoIterator<Item = &'e Tree>) -> Expr {
        let parts: Vec<_> = parts
            .into_iter()
            .map(|part| self.expression(part))
            .filter(|part| !matches!(part, Expr::Str(_) | Expr::Int(_) | Expr::Bool(_) | Expr::None))
            .collect();
        Expr::Opaque(parts.into())
    }

    pub(super) fn boxed(&mut self, expression: &Tree) -> Box<Expr> {
        Box::new(self.expression(expression))
    }

    pub(super) fn comprehension<'e>(
        &mut self,
        generators: &[ast::Comprehension],
        element: impl IntoIterator<Item = &'e Tree>,
    ) -> Expr {
        let generators = generators
            .iter()
            .map(|generator| (self.target(&generator.target), self.expression(&generator.iter), self.expressions(&generator.ifs)))
            .collect();
        Expr::Comprehension(Box::new(Comprehension { generators, element: self.expressions(element) }))
    }

    pub(super) fn expression(&mut self, expression: &Tree) -> Expr {
        match expression {
            Tree::NoneLiteral(_) => Expr::None,
            Tree::BooleanLiteral(literal) => Expr::Bool(literal.value),
            Tree::NumberLiteral(literal) => match &literal.value {
                ast::Number::Int(number) => number.as_i64().map_or(Expr::Opaque(Box::default()), Expr::Int),
                _ => Expr::Opaque(Box::default()),
            },
            Tree::StringLiteral(literal) => self.string(literal),
            Tree::Name(name) => {
                self.meet(name.id.as_str());
                Expr::Name(name.id.as_str().into())
            }
            Tree::Attribute(attribute) => {
                self.meet(attribute.attr.as_str());
                Expr::Attribute(self.boxed(&attribute.value), attribute.attr.as_str().into())
            }
            Tree::Subscript(item) => self.subscript(item),
            Tree::Call(call) => self.call(call),
            Tree::UnaryOp(unary) if unary.op == ast::UnaryOp::Not => Expr::Not(self.boxed(&unary.operand)),
            Tree::UnaryOp(unary) => match self.expression(&unary.operand) {
                Expr::Int(number) if unary.op == ast::UnaryOp::USub => Expr::Int(number.wrapping_neg()),
                other => Expr::Opaque([other].into()),
            },
            Tree::BoolOp(operation) => {
                let values = self.expressions(&operation.values);
                if operation.op == ast::BoolOp::And { Expr::And(values) } else { Expr::Or(values) }
            }
            Tree::Compare(compare) => self.compare(compare),
            Tree::If(choice) => {
                let test = self.expression(&choice.test);
                Expr::Choice(Box::new((test, self.expression(&choice.body), self.expression(&choice.orelse))))
            }
            Tree::List(list) => Expr::Sequence(self.expressions(&list.elts)),
            Tree::Tuple(tuple) => Expr::Sequence(self.expressions(&tuple.elts)),
            Tree::Set(set) => Expr::Sequence(self.expressions(&set.elts)),
            Tree::Dict(dict) => {
                let item = |item: &ast::DictItem, this: &mut Self| {
                    (item.key.as_ref().map(|key| this.expression(key)), this.expression(&item.value))
                };
                Expr::Dict(dict.items.iter().map(|entry| item(entry, self)).collect())
            }
            Tree::Lambda(lambda) => Expr::Lambda(Box::new(self.lambda(lambda))),
            Tree::Starred(starred) => Expr::Starred(self.boxed(&starred.value)),
            Tree::Named(walrus) => {
                let value = self.boxed(&walrus.value);
                match &*walrus.target {
                    Tree::Name(name) => Expr::Walrus(name.id.as_str().into(), value),
                    _ => *value,
                }
            }
            Tree::BinOp(operation) => match operation.op {
                ast::Operator::Add => Expr::Add(self.boxed(&operation.left), self.boxed(&operation.right)),
                ast::Operator::Mod => Expr::Format(self.boxed(&operation.left), self.boxed(&operation.right)),
                _ => self.opaque([&*operation.left, &*operation.right]),
            },
            Tree::ListComp(made) => self.comprehension(&made.generators, [&*made.elt]),
            Tree::SetComp(made) => self.comprehension(&made.generators, [&*made.elt]),
            Tree::Generator(made) => self.comprehension(&made.generators, [&*made.elt]),
            Tree::DictComp(made) => self.comprehension(&made.generators, [&*made.key, &*made.value]),
            // What a coroutine gives is what it returns.
            Tree::Await(awaited) => self.expression(&awaited.value),
            Tree::Yield(yielded) => {
                self.yields();
                self.opaque(yielded.value.as_deref())
            }
            Tree::YieldFrom(yielded) => {
                self.yields();
                self.opaque([&*yielded.value])
            }
            Tree::FString(formatted) => {
                let mut parts = Vec::new();
                for element in formatted.value.elements() {
                    parts.push(match element {
                        ast::InterpolatedStringElement::Literal(text) => {
                            self.note_dotted(&text.value, text.range.start());
                            Expr::Str((*text.value).into())
                        }
                        ast::InterpolatedStringElement::Interpolation(inner) => self.expression(&inner.expression),
                    });
                }
                Expr::Joined(parts.into())
            }
            Tree::TString(_) | Tree::BytesLiteral(_) | Tree::EllipsisLiteral(_) | Tree::Slice(_) | Tree::IpyEscapeCommand(_) => {
                Expr::Opaque(Box::default())
            }
        }
    }

    pub(super) fn yields(&mut self) {
        if let Some(around) = self.functions.last_mut() {
            around.yields = true;
        }
    }

    pub(super) fn string(&mut self, literal: &ast::ExprStringLiteral) -> Expr {
        let value = literal.value.to_str();
        // `getattr(module, 'name')`.
        if value.len() <= LONGEST_DOTTED && is_identifier(value) {
            self.meet(value);
        }
        self.note_dotted(value, literal.range.start());
        Expr::Str(value.into())
    }

    /// Writes down a string that is the dotted name of something, or the beginning of one up to
    /// a dot: what is put in behind that is not known.
    fn note_dotted(&mut self, value: &str, start: TextSize) {
        let name = value.split(':').next().unwrap_or(value);
        let begin = value.split(['%', '{']).next().unwrap_or(value);
        let dotted = match begin.strip_suffix('.') {
            // Behind `__name__`, say.
            Some(package) if is_dotted(package.strip_prefix('.').unwrap_or(package)) => begin,
            _ if value.contains('.') && is_dotted(name) => value,
            _ => return,
        };
        if dotted.len() <= LONGEST_DOTTED {
            let line = self.line(start);
            self.code.dotted.push(DottedString { value: dotted.into(), line });
        }
    }

    pub(super) fn subscript(&mut self, item: &ast::ExprSubscript) -> Expr {
        let value = self.boxed(&item.value);
        match &*item.slice {
            Tree::Slice(slice) => {
                let bound = |bound: Option<&Tree>, this: &mut Self| bound.map(|bound| this.expression(bound));
                let (lower, upper) = (bound(slice.lower.as_deref(), self), bound(slice.upper.as_deref(), self));
                let number = |bound: &Option<Expr>| match bound {
                    None => Some(None),
                    Some(Expr::Int(number)) => Some(Some(*number)),
                    Some(_) => None,
                };
                match (number(&lower), number(&upper), &slice.step) {
                    (Some(lower), Some(upper), None) => Expr::Slice(value, lower, upper),
                    _ => Expr::Opaque([*value].into_iter().chain(lower).chain(upper).collect()),
                }
            }
            index => Expr::Item(value, self.boxed(index)),
        }
    }

    pub(super) fn compare(&mut self, compare: &ast::ExprCompare) -> Expr {
        let [operator] = &*compare.ops else {
            return self.opaque([&*compare.left].into_iter().chain(compare.comparators.iter()));
        };
        let comparison = match operator {
            ast::CmpOp::Eq => Comparison::Equal,
            ast::CmpOp::NotEq => Comparison::Unequal,
            ast::CmpOp::In => Comparison::In,
            ast::CmpOp::NotIn => Comparison::NotIn,
            ast::CmpOp::Is => Comparison::Is,
            ast::CmpOp::IsNot => Comparison::IsNot,
            _ => Comparison::Order,
        };
        let left = self.boxed(&compare.left);
        Expr::Compare(left, comparison, self.boxed(&compare.comparators[0]))
    }

    pub(super) fn call(&mut self, call: &ast::ExprCall) -> Expr {
        self.size += 1;
        // The line on which the called name stands: chained calls begin far above.
        let named = match &*call.func {
            Tree::Attribute(attribute) => attribute.attr.range.start(),
            other => other.range().start(),
        };
        let line = self.line(named);
        self.note_call(&call.func);
        let function = self.expression(&call.func);
        let arguments = self.expressions(&call.arguments.args);
        let keyword = |keyword: &ast::Keyword, this: &mut Self| {
            (keyword.arg.as_ref().map(|name| name.as_str().into()), this.expression(&keyword.value))
        };
        let keywords = call.arguments.keywords.iter().map(|given| keyword(given, self)).collect();
        Expr::Call(Box::new(Call { function, arguments, keywords, line }))
    }

    pub(super) fn note_call(&mut self, called: &Tree) {
        let name = match called {
            Tree::Name(name) => name.id.as_str(),
            Tree::Attribute(attribute) => attribute.attr.as_str(),
            _ => return,
        };
        self.code.imports_by_name |= matches!(name, "import_module" | "__import__");
        let around = self.functions.last_mut().map(|around| &mut around.calls);
        around.unwrap_or(&mut self.early_calls).push(name_hash(name));
    }
}
