//! From the parser's tree to [`Code`].

use rustpython_ast::{self as ast, ExceptHandler, Expr as Tree, Stmt as Node};
use rustpython_text_size::{Ranged, TextSize};

use std::sync::Arc;

use super::code::*;
use super::collect::last_name;
use super::skeleton::{Cut, Lines};
use super::{conditions, guards};

/// Statements and calls of a function that is little more than what it returns.
const SHORT: u32 = 16;

pub(super) struct Lowering {
    pub(super) lines: Lines,
    pub(super) code: Code,
    /// The file's text, and the functions that were cut out, the last first.
    cut_out: Option<(Arc<str>, Vec<Cut>)>,
    /// Functions around the current statement.
    pub(super) functions: Vec<Around>,
    pub(super) typing_only: bool,
    pub(super) size: u32,
    pub(super) early_calls: Vec<NameHash>,
    early_names: Vec<NameHash>,
    /// How many functions are around the current statement, lambdas not counted: those may be
    /// called at once.
    depth: u32,
    /// The name of the class around the current function, if it is a method.
    pub(super) class: Option<Text>,
}

#[derive(Default)]
pub(super) struct Around {
    pub(super) calls: Vec<NameHash>,
    pub(super) globals: Vec<Text>,
    pub(super) nonlocals: Vec<Text>,
    /// Names that are assigned a constant.
    pub(super) constant: Vec<Text>,
    pub(super) yields: bool,
}

/// The code of a module; of the functions that were cut out, what was left.
pub(super) fn lower(body: &[Node], lines: Lines, mut cut_out: Option<(Arc<str>, Vec<Cut>)>) -> Code {
    cut_out.iter_mut().for_each(|(_, cuts)| cuts.reverse());
    let mut lowering = Lowering { cut_out, ..Lowering::new(lines) };
    let body = lowering.block(body);
    lowering.code.body = body;
    lowering.code.early_calls = sorted(lowering.early_calls);
    lowering.code.early_names = sorted(lowering.early_names);
    lowering.code
}

/// A function that was cut out of a class or module, and what is noted of it.
pub(super) fn lower_function(function: &ast::StmtFunctionDef, lines: Lines, class: Option<&str>) -> (Function, Notes) {
    let mut lowering = Lowering { class: class.map(Into::into), ..Lowering::new(lines) };
    (lowering.function(function), lowering.code.own)
}

fn sorted(mut names: Vec<NameHash>) -> NameSet {
    names.sort_unstable();
    names.dedup();
    names.into()
}

impl Lowering {
    fn new(lines: Lines) -> Self {
        Self {
            lines,
            code: Code::default(),
            cut_out: None,
            functions: Vec::new(),
            typing_only: false,
            size: 0,
            early_calls: Vec::new(),
            early_names: Vec::new(),
            depth: 0,
            class: None,
        }
    }

    pub(super) fn line(&self, offset: TextSize) -> u32 {
        self.lines.line(offset.to_u32())
    }

    pub(super) fn block(&mut self, body: &[Node]) -> Block {
        let mut statements = Vec::with_capacity(body.len());
        for node in body {
            self.statement(node, &mut statements);
        }
        conditions::note(self, body);
        statements.into()
    }

    pub(super) fn statement(&mut self, node: &Node, out: &mut Vec<Stmt>) {
        self.size += 1;
        out.push(match node {
            Node::Expr(statement) => match &*statement.value {
                Tree::StringLiteral(_) | Tree::EllipsisLiteral(_) => return,
                value => Stmt::Expr(self.expression(value)),
            },
            Node::Assign(statement) => {
                conditions::note_assigned(self, &statement.targets, &statement.value);
                conditions::note_flags(self, &statement.targets, &statement.value);
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

    /// Writes down a name that is met while the module is imported.
    pub(super) fn meet(&mut self, name: &str) {
        if self.depth == 0 {
            self.early_names.push(name_hash(name));
        }
    }

    pub(super) fn imported(&mut self, level: u32, module: &str, name: Option<&str>, start: TextSize) -> u32 {
        let line = self.line(start);
        let at_import = self.functions.is_empty();
        let typing_only = self.typing_only;
        let name = name.map(Into::into);
        self.code.imports.push(ImportedName { level, module: module.into(), name, line, at_import, typing_only });
        line
    }

    pub(super) fn from(&mut self, statement: &ast::StmtImportFrom) -> Stmt {
        let module = statement.module.as_ref().map_or("", |module| module.as_str());
        let names = statement.names.iter().map(|alias| {
            let name = alias.name.as_str();
            let line = self.imported(statement.level, module, Some(name), alias.range.start());
            if let Some(other) = &alias.asname {
                self.meet(name);
                self.code.own.aliases.push((name.into(), other.as_str().into()));
            }
            (name.into(), alias.asname.as_ref().map_or(name, |bound| bound.as_str()).into(), line)
        });
        let names = names.collect();
        Stmt::From { level: statement.level, module: module.into(), names }
    }

    pub(super) fn branching(&mut self, statement: &ast::StmtIf) -> Stmt {
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

    pub(super) fn test(&mut self, test: &Tree, typing: Option<bool>) -> Expr {
        match typing {
            // The name means what it says at run time, wherever it comes from.
            Some(true) => Expr::Bool(false),
            Some(false) => Expr::Bool(true),
            None => self.expression(test),
        }
    }

    pub(super) fn typing_block(&mut self, body: &[Node], typing_only: bool) -> Block {
        let outer = self.typing_only;
        self.typing_only |= typing_only;
        let block = self.block(body);
        self.typing_only = outer;
        block
    }

    pub(super) fn trying(&mut self, statement: &ast::StmtTry) -> Stmt {
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

    pub(super) fn case(&mut self, case: &ast::MatchCase) -> Case {
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
    pub(super) fn pattern(&mut self, pattern: &ast::Pattern, constants: &mut Vec<Expr>, names: &mut Vec<Text>) -> bool {
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

    pub(super) fn decorators(&mut self, decorators: &[ast::Decorator]) -> Box<[(Expr, u32)]> {
        for decorator in decorators.iter().filter(|decorator| !matches!(decorator.expression, Tree::Call(_))) {
            self.note_call(&decorator.expression);
        }
        decorators
            .iter()
            .map(|decorator| (self.expression(&decorator.expression), self.line(decorator.expression.range().start())))
            .collect()
    }

    pub(super) fn parameters(&mut self, parameters: &ast::Parameters) -> Box<[Parameter]> {
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

    pub(super) fn function(&mut self, function: &ast::StmtFunctionDef) -> Function {
        let decorators = self.decorators(&function.decorator_list);
        let parameters = self.parameters(&function.parameters);
        let content = match self.cut_out_of(function) {
            Some(later) => Content::Later(later),
            None => Content::Here(self.body(function)),
        };
        Function {
            name: function.name.as_str().into(),
            parameters,
            decorators,
            line: self.line(function.name.range.start()),
            last_line: self.line(function.range.end()),
            content,
        }
    }

    /// The function itself, if what stands for its body is what is left of it.
    fn cut_out_of(&mut self, function: &ast::StmtFunctionDef) -> Option<Arc<Later>> {
        let (text, cuts) = self.cut_out.as_mut()?;
        let place = function.body.first()?.range().start().to_u32();
        let cut = cuts.pop_if(|cut| cut.place == place)?;
        let later = Arc::new(Later::new(text.clone(), cut, self.class.clone()));
        self.code.later.push(later.clone());
        Some(later)
    }

    fn body(&mut self, function: &ast::StmtFunctionDef) -> Body {
        self.functions.push(Around::default());
        let class = self.class.take();
        let outer_size = std::mem::take(&mut self.size);
        self.depth += 1;
        let block = self.block(&function.body);
        self.depth -= 1;
        let size = std::mem::replace(&mut self.size, outer_size);
        self.size += size;
        let around = self.functions.pop().unwrap_or_default();
        let name = function.name.as_str();
        // What an inner function calls, the outer one may.
        if let Some(outer) = self.functions.last_mut() {
            outer.calls.extend(&around.calls);
        }
        let calls = sorted(around.calls);
        let by_itself = class.as_ref().filter(|_| name.starts_with("__") && name.ends_with("__"));
        if name != "__init__" || by_itself.is_none() {
            self.code.own.calls.push((name.into(), calls.clone()));
        }
        self.code.own.calls.extend(by_itself.map(|class| (class.clone(), calls)));
        self.class = class;
        self.code.own.flags.extend(around.constant.into_iter().filter(|name| around.globals.contains(name)));
        if size <= SHORT {
            conditions::note_answers(self, function);
        }
        Body { block, globals: around.globals.into(), nonlocals: around.nonlocals.into(), deferred: around.yields, size }
    }

    pub(super) fn lambda(&mut self, lambda: &ast::ExprLambda) -> Function {
        let parameters = lambda.parameters.as_deref().map(|parameters| self.parameters(parameters)).unwrap_or_default();
        self.functions.push(Around::default());
        let block = [Stmt::Return(Some(self.expression(&lambda.body)))].into();
        self.functions.pop();
        Function {
            name: "<lambda>".into(),
            parameters,
            decorators: Box::default(),
            line: self.line(lambda.range.start()),
            last_line: self.line(lambda.range.end()),
            content: Content::Here(Body { block, size: 1, ..Body::default() }),
        }
    }

    pub(super) fn class(&mut self, class: &ast::StmtClassDef) -> Class {
        let decorators = self.decorators(&class.decorator_list);
        let (mut bases, mut keywords) = (Vec::new(), Vec::new());
        if let Some(arguments) = &class.arguments {
            bases.extend(arguments.args.iter().map(|base| self.expression(base)));
            keywords.extend(arguments.keywords.iter().map(|keyword| self.expression(&keyword.value)));
        }
        let made_of = class.arguments.iter().flat_map(|arguments| &arguments.args).filter_map(last_name).map(name_hash);
        let made_of = sorted(made_of.collect());
        if !made_of.is_empty() {
            self.code.own.calls.push((class.name.as_str().into(), made_of));
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
}
