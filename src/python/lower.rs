//! From the parser's tree to [`Code`].

use rustpython_ast::{self as ast, ExceptHandler, Expr as Tree, Stmt as Node};
use rustpython_text_size::{Ranged, TextSize};

use super::code::*;
use super::is_dotted;
use super::{conditions, guards};
use crate::source::LineIndex;

/// Strings longer than this name no class.
const LONGEST_DOTTED: usize = 120;

/// Statements and calls of a function that is little more than what it returns.
const SHORT: u32 = 16;

pub(super) struct Lowering {
    lines: LineIndex,
    pub(super) code: Code,
    /// Functions around the current statement.
    functions: Vec<Around>,
    typing_only: bool,
    size: u32,
    early_calls: Vec<NameHash>,
    /// The name of the class around the current function, if it is a method.
    class: Option<Box<str>>,
}

#[derive(Default)]
struct Around {
    calls: Vec<NameHash>,
    globals: Vec<Box<str>>,
    nonlocals: Vec<Box<str>>,
    yields: bool,
}

pub(super) fn lower(body: &[Node], text: &str, broken: bool) -> Code {
    let code = Code { broken, ..Code::default() };
    let mut lowering = Lowering {
        lines: LineIndex::new(text),
        code,
        functions: Vec::new(),
        typing_only: false,
        size: 0,
        early_calls: Vec::new(),
        class: None,
    };
    let body = lowering.block(body);
    lowering.code.body = body;
    lowering.code.early_calls = sorted(lowering.early_calls);
    lowering.code
}

fn sorted(mut names: Vec<NameHash>) -> NameSet {
    names.sort_unstable();
    names.dedup();
    names.into()
}

impl Lowering {
    pub(super) fn line(&self, offset: TextSize) -> u32 {
        self.lines.line(offset.to_u32())
    }

    fn block(&mut self, body: &[Node]) -> Block {
        let mut statements = Vec::with_capacity(body.len());
        for node in body {
            self.statement(node, &mut statements);
        }
        conditions::note(self, body);
        statements.into()
    }

    fn statement(&mut self, node: &Node, out: &mut Vec<Stmt>) {
        self.size += 1;
        out.push(match node {
            Node::Expr(statement) => match &*statement.value {
                Tree::StringLiteral(_) | Tree::EllipsisLiteral(_) => return,
                value => Stmt::Expr(self.expression(value)),
            },
            Node::Assign(statement) => {
                conditions::note_assigned(self, &statement.targets, &statement.value);
                if !self.functions.is_empty() && matches!(*statement.value, Tree::BooleanLiteral(_)) {
                    self.code.flags.extend(statement.targets.iter().filter_map(conditions::kept_outside));
                }
                let value = self.expression(&statement.value);
                Stmt::Assign(statement.targets.iter().map(|target| self.target(target)).collect(), value)
            }
            Node::AnnAssign(statement) => match &statement.value {
                Some(value) => {
                    let value = self.expression(value);
                    Stmt::Assign([self.target(&statement.target)].into(), value)
                }
                None => return,
            },
            Node::AugAssign(statement) => {
                let value = self.expression(&statement.value);
                Stmt::Augment(self.target(&statement.target), value)
            }
            Node::Import(statement) => {
                for alias in &statement.names {
                    let line = self.imported(0, alias.name.as_str(), None, alias.range.start());
                    let bound = alias.asname.as_ref().map(|name| name.as_str().into());
                    out.push(Stmt::Import { module: alias.name.as_str().into(), alias: bound, line });
                }
                return;
            }
            Node::ImportFrom(statement) => self.from(statement),
            Node::If(statement) => self.branching(statement),
            Node::While(statement) => {
                let test = self.expression(&statement.test);
                Stmt::While(test, self.block(&statement.body), self.block(&statement.orelse))
            }
            Node::For(statement) => {
                let iterated = self.expression(&statement.iter);
                let target = self.target(&statement.target);
                Stmt::For(target, iterated, self.block(&statement.body), self.block(&statement.orelse))
            }
            Node::Try(statement) => self.trying(statement),
            Node::With(statement) => {
                let item = |item: &ast::WithItem, this: &mut Self| {
                    let line = this.line(item.range.start());
                    (this.expression(&item.context_expr), item.optional_vars.as_deref().map(|target| this.target(target)), line)
                };
                let items = statement.items.iter().map(|entered| item(entered, self)).collect();
                Stmt::With(items, self.block(&statement.body))
            }
            Node::Match(statement) => {
                let subject = self.expression(&statement.subject);
                Stmt::Match(subject, statement.cases.iter().map(|case| self.case(case)).collect())
            }
            Node::FunctionDef(function) => Stmt::Function(Box::new(self.function(function))),
            Node::ClassDef(class) => Stmt::Class(Box::new(self.class(class))),
            Node::Return(statement) => Stmt::Return(statement.value.as_deref().map(|value| self.expression(value))),
            Node::Raise(statement) => Stmt::Raise(statement.exc.as_deref().map(|value| self.expression(value))),
            Node::Assert(statement) => Stmt::Expr(self.expression(&statement.test)),
            Node::Delete(statement) => Stmt::Delete(statement.targets.iter().map(|target| self.target(target)).collect()),
            Node::Break(_) => Stmt::Break,
            Node::Continue(_) => Stmt::Continue,
            Node::Global(statement) => {
                if let Some(around) = self.functions.last_mut() {
                    around.globals.extend(statement.names.iter().map(|name| name.as_str().into()));
                }
                return;
            }
            Node::Nonlocal(statement) => {
                if let Some(around) = self.functions.last_mut() {
                    around.nonlocals.extend(statement.names.iter().map(|name| name.as_str().into()));
                }
                return;
            }
            Node::Pass(_) | Node::TypeAlias(_) | Node::IpyEscapeCommand(_) => return,
        });
    }

    fn imported(&mut self, level: u32, module: &str, name: Option<&str>, start: TextSize) -> u32 {
        let line = self.line(start);
        let at_import = self.functions.is_empty();
        let typing_only = self.typing_only;
        let name = name.map(Into::into);
        self.code.imports.push(ImportedName { level, module: module.into(), name, line, at_import, typing_only });
        line
    }

    fn from(&mut self, statement: &ast::StmtImportFrom) -> Stmt {
        let module = statement.module.as_ref().map_or("", |module| module.as_str());
        let names = statement.names.iter().map(|alias| {
            let name = alias.name.as_str();
            let line = self.imported(statement.level, module, Some(name), alias.range.start());
            (name.into(), alias.asname.as_ref().map_or(name, |bound| bound.as_str()).into(), line)
        });
        let names = names.collect();
        Stmt::From { level: statement.level, module: module.into(), names }
    }

    fn branching(&mut self, statement: &ast::StmtIf) -> Stmt {
        let mut clauses = Vec::new();
        let typing = guards::type_checking(&statement.test);
        let test = self.test(&statement.test, typing);
        clauses.push((test, self.typing_block(&statement.body, typing == Some(true))));
        let mut last = Block::default();
        for clause in &statement.elif_else_clauses {
            match &clause.test {
                Some(test) => {
                    let typing = guards::type_checking(test);
                    let test = self.test(test, typing);
                    clauses.push((test, self.typing_block(&clause.body, typing == Some(true))));
                }
                None => last = self.typing_block(&clause.body, typing == Some(false)),
            }
        }
        while clauses.len() > 1 {
            if let Some((test, body)) = clauses.pop() {
                last = [Stmt::If(test, body, last)].into();
            }
        }
        match clauses.pop() {
            Some((test, body)) => Stmt::If(test, body, last),
            None => Stmt::Expr(Expr::None),
        }
    }

    fn test(&mut self, test: &Tree, typing: Option<bool>) -> Expr {
        match typing {
            // The name means what it says at run time, wherever it comes from.
            Some(true) => Expr::Bool(false),
            Some(false) => Expr::Bool(true),
            None => self.expression(test),
        }
    }

    fn typing_block(&mut self, body: &[Node], typing_only: bool) -> Block {
        let outer = self.typing_only;
        self.typing_only |= typing_only;
        let block = self.block(body);
        self.typing_only = outer;
        block
    }

    fn trying(&mut self, statement: &ast::StmtTry) -> Stmt {
        let body = self.block(&statement.body);
        let handlers = statement.handlers.iter().map(|handler| {
            let ExceptHandler::ExceptHandler(handler) = handler;
            let types = handler.type_.as_deref().map(|types| self.expression(types));
            (types, handler.name.as_ref().map(|name| name.as_str().into()), self.block(&handler.body))
        });
        let handlers = handlers.collect();
        let orelse = self.block(&statement.orelse);
        Stmt::Try(Box::new(Try { body, handlers, orelse, finally: self.block(&statement.finalbody) }))
    }

    fn case(&mut self, case: &ast::MatchCase) -> Case {
        let mut constants = Vec::new();
        let mut names = Vec::new();
        let simple = self.pattern(&case.pattern, &mut constants, &mut names);
        let wildcard = case.guard.is_none() && case.pattern.is_irrefutable();
        if !simple || case.guard.is_some() {
            constants.clear();
        }
        let mut body = Vec::new();
        if let Some(guard) = &case.guard {
            body.push(Stmt::Expr(self.expression(guard)));
        }
        body.extend(self.block(&case.body));
        Case { constants: constants.into(), wildcard, names: names.into(), body: body.into() }
    }

    /// Whether a pattern matches exactly the constants that are added.
    fn pattern(&mut self, pattern: &ast::Pattern, constants: &mut Vec<Expr>, names: &mut Vec<Box<str>>) -> bool {
        match pattern {
            ast::Pattern::MatchValue(value) => {
                constants.push(self.expression(&value.value));
                true
            }
            ast::Pattern::MatchSingleton(single) => {
                constants.push(match single.value {
                    ast::Singleton::None => Expr::None,
                    ast::Singleton::True => Expr::Bool(true),
                    ast::Singleton::False => Expr::Bool(false),
                });
                true
            }
            ast::Pattern::MatchOr(any) => {
                // All of them are read, whatever the first is.
                let simple: Vec<_> = any.patterns.iter().map(|pattern| self.pattern(pattern, constants, names)).collect();
                simple.into_iter().all(|simple| simple)
            }
            ast::Pattern::MatchAs(bound) => {
                names.extend(bound.name.as_ref().map(|name| name.as_str().into()));
                bound.pattern.as_ref().is_some_and(|pattern| self.pattern(pattern, constants, names))
            }
            ast::Pattern::MatchSequence(sequence) => {
                for pattern in &sequence.patterns {
                    self.pattern(pattern, constants, names);
                }
                false
            }
            ast::Pattern::MatchStar(star) => {
                names.extend(star.name.as_ref().map(|name| name.as_str().into()));
                false
            }
            ast::Pattern::MatchMapping(mapping) => {
                for pattern in &mapping.patterns {
                    self.pattern(pattern, constants, names);
                }
                false
            }
            ast::Pattern::MatchClass(class) => {
                for pattern in &class.arguments.patterns {
                    self.pattern(pattern, constants, names);
                }
                false
            }
        }
    }

    fn decorators(&mut self, decorators: &[ast::Decorator]) -> Box<[(Expr, u32)]> {
        for decorator in decorators.iter().filter(|decorator| !matches!(decorator.expression, Tree::Call(_))) {
            self.note_call(&decorator.expression);
        }
        decorators
            .iter()
            .map(|decorator| (self.expression(&decorator.expression), self.line(decorator.expression.range().start())))
            .collect()
    }

    fn parameters(&mut self, parameters: &ast::Parameters) -> Box<[Parameter]> {
        let mut all = Vec::new();
        let plain = |parameter: &ast::ParameterWithDefault, kind, this: &mut Self| Parameter {
            name: parameter.parameter.name.as_str().into(),
            kind,
            default: parameter.default.as_deref().map(|default| this.expression(default)),
        };
        for parameter in parameters.posonlyargs.iter().chain(&parameters.args) {
            all.push(plain(parameter, ParameterKind::Positional, self));
        }
        let named = |parameter: &ast::Parameter, kind| Parameter { name: parameter.name.as_str().into(), kind, default: None };
        all.extend(parameters.vararg.as_deref().map(|rest| named(rest, ParameterKind::Rest)));
        for parameter in &parameters.kwonlyargs {
            all.push(plain(parameter, ParameterKind::Keyword, self));
        }
        all.extend(parameters.kwarg.as_deref().map(|rest| named(rest, ParameterKind::Keywords)));
        all.into()
    }

    fn function(&mut self, function: &ast::StmtFunctionDef) -> Function {
        let decorators = self.decorators(&function.decorator_list);
        let parameters = self.parameters(&function.parameters);
        self.functions.push(Around::default());
        let class = self.class.take();
        let outer_size = std::mem::take(&mut self.size);
        let body = self.block(&function.body);
        let size = std::mem::replace(&mut self.size, outer_size);
        self.size += size;
        let around = self.functions.pop().unwrap_or_default();
        let name = match &class {
            Some(class) if function.name.as_str() == "__init__" => &**class,
            _ => function.name.as_str(),
        };
        // What an inner function calls, the outer one may.
        if let Some(outer) = self.functions.last_mut() {
            outer.calls.extend(&around.calls);
        }
        self.code.calls.push((name_hash(name), sorted(around.calls)));
        self.class = class;
        self.code.flags.extend(around.globals.iter().cloned());
        if size <= SHORT {
            conditions::note_answers(self, function);
        }
        Function {
            name: function.name.as_str().into(),
            parameters,
            body,
            decorators,
            globals: around.globals.into(),
            nonlocals: around.nonlocals.into(),
            deferred: around.yields,
            line: self.line(function.name.range.start()),
            last_line: self.line(function.range.end()),
            size,
        }
    }

    fn lambda(&mut self, lambda: &ast::ExprLambda) -> Function {
        let parameters = lambda.parameters.as_deref().map(|parameters| self.parameters(parameters)).unwrap_or_default();
        self.functions.push(Around::default());
        let body = [Stmt::Return(Some(self.expression(&lambda.body)))].into();
        self.functions.pop();
        Function {
            name: "<lambda>".into(),
            parameters,
            body,
            decorators: Box::default(),
            globals: Box::default(),
            nonlocals: Box::default(),
            deferred: false,
            line: self.line(lambda.range.start()),
            last_line: self.line(lambda.range.end()),
            size: 1,
        }
    }

    fn class(&mut self, class: &ast::StmtClassDef) -> Class {
        let decorators = self.decorators(&class.decorator_list);
        let (mut bases, mut keywords) = (Vec::new(), Vec::new());
        if let Some(arguments) = &class.arguments {
            bases.extend(arguments.args.iter().map(|base| self.expression(base)));
            keywords.extend(arguments.keywords.iter().map(|keyword| self.expression(&keyword.value)));
        }
        let outer = self.class.replace(class.name.as_str().into());
        let body = self.block(&class.body);
        self.class = outer;
        Class {
            name: class.name.as_str().into(),
            bases: bases.into(),
            keywords: keywords.into(),
            body,
            decorators,
            line: self.line(class.name.range.start()),
        }
    }

    fn target(&mut self, target: &Tree) -> Target {
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

    fn expressions<'e>(&mut self, all: impl IntoIterator<Item = &'e Tree>) -> Box<[Expr]> {
        all.into_iter().map(|expression| self.expression(expression)).collect()
    }

    fn opaque<'e>(&mut self, parts: impl IntoIterator<Item = &'e Tree>) -> Expr {
        let parts: Vec<_> = parts
            .into_iter()
            .map(|part| self.expression(part))
            .filter(|part| !matches!(part, Expr::Str(_) | Expr::Int(_) | Expr::Bool(_) | Expr::None))
            .collect();
        Expr::Opaque(parts.into())
    }

    fn boxed(&mut self, expression: &Tree) -> Box<Expr> {
        Box::new(self.expression(expression))
    }

    fn comprehension<'e>(&mut self, generators: &[ast::Comprehension], element: impl IntoIterator<Item = &'e Tree>) -> Expr {
        let generators = generators
            .iter()
            .map(|generator| (self.target(&generator.target), self.expression(&generator.iter), self.expressions(&generator.ifs)))
            .collect();
        Expr::Comprehension(Box::new(Comprehension { generators, element: self.expressions(element) }))
    }

    fn expression(&mut self, expression: &Tree) -> Expr {
        match expression {
            Tree::NoneLiteral(_) => Expr::None,
            Tree::BooleanLiteral(literal) => Expr::Bool(literal.value),
            Tree::NumberLiteral(literal) => match &literal.value {
                ast::Number::Int(number) => number.as_i64().map_or(Expr::Opaque(Box::default()), Expr::Int),
                _ => Expr::Opaque(Box::default()),
            },
            Tree::StringLiteral(literal) => self.string(literal),
            Tree::Name(name) => Expr::Name(name.id.as_str().into()),
            Tree::Attribute(attribute) => Expr::Attribute(self.boxed(&attribute.value), attribute.attr.as_str().into()),
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
                        ast::InterpolatedStringElement::Literal(text) => Expr::Str((*text.value).into()),
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

    fn yields(&mut self) {
        if let Some(around) = self.functions.last_mut() {
            around.yields = true;
        }
    }

    fn string(&mut self, literal: &ast::ExprStringLiteral) -> Expr {
        let value = literal.value.to_str();
        let name = value.split(':').next().unwrap_or(value);
        if value.len() <= LONGEST_DOTTED && value.contains('.') && is_dotted(name) {
            let line = self.line(literal.range.start());
            self.code.dotted.push(DottedString { value: value.into(), line });
        }
        Expr::Str(value.into())
    }

    fn subscript(&mut self, item: &ast::ExprSubscript) -> Expr {
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

    fn compare(&mut self, compare: &ast::ExprCompare) -> Expr {
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

    fn call(&mut self, call: &ast::ExprCall) -> Expr {
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

    fn note_call(&mut self, called: &Tree) {
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
