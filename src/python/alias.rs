//! A first look over a file's statements: which names can come to mean something that
//! is looked for? Everything else is passed by when the file is walked.

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_ast::statement_visitor::{StatementVisitor, walk_stmt};
use rustpython_ast::visitor::{Visitor, walk_expr, walk_stmt as walk_whole_stmt};
use rustpython_ast::{Expr, Stmt};

use super::facts::Interest;

/// The names worth following.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    set: FxHashSet<&'a str>,
    /// A star import brings any name.
    all: bool,
}

impl<'a> Names<'a> {
    /// The names of `body` that imports, assignments and definitions make worth following.
    pub(super) fn of(body: &'a [Stmt], text: &str, interest: &Interest) -> Self {
        let mut look = Look::new(Some(interest));
        // Shadowing it must be seen.
        look.names.set.insert("__import__");
        for stmt in body {
            look.visit_stmt(stmt);
        }
        if memchr::memmem::find(text.as_bytes(), b":=").is_some() {
            let mut walruses = Walruses { assignments: &mut look.assignments };
            for stmt in body {
                walruses.visit_stmt(stmt);
            }
        }
        look.spread(interest);
        look.names
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.all || self.set.contains(name)
    }
}

/// Names in a cut-down file whose statements matter.
pub(super) struct Meaningful<'a> {
    /// Those that come to mean something that is looked for.
    pub(super) names: FxHashSet<&'a str>,
    /// Those that an import binds to a module of the project of which an exposed name is
    /// asked: what else binds them matters, what uses them does not.
    pub(super) holders: FxHashSet<&'a str>,
}

/// The names in a cut-down file that come to mean something that is looked for, or
/// something that a module of the project exposes under one of the names in `exposed`. None
/// if any name may: a star import.
///
/// Narrower than [`Names`]: what else is imported from the project does not count, else
/// every statement of a file would matter.
pub(super) fn meaningful<'a>(
    body: &'a [Stmt],
    text: &str,
    interest: &Interest,
    exposed: &FxHashSet<String>,
) -> Option<Meaningful<'a>> {
    let mut look = Look::new(None);
    let exposed = Exposed { names: exposed, interest };
    let mut imports = Imports { found: FxHashSet::default(), own: FxHashSet::default(), star: false, interest, exposed };
    for stmt in body {
        look.visit_stmt(stmt);
        imports.visit_stmt(stmt);
    }
    if imports.star {
        return None;
    }
    if memchr::memmem::find(text.as_bytes(), b":=").is_some() {
        let mut walruses = Walruses { assignments: &mut look.assignments };
        body.iter().for_each(|stmt| walruses.visit_stmt(stmt));
    }
    let mut set = imports.found;
    let mut holders = Holders { exposed, own: &imports.own, found: FxHashSet::default() };
    if !imports.own.is_empty() {
        body.iter().for_each(|stmt| holders.visit_stmt(stmt));
    }
    let holders = holders.found;
    let mut gifts = Vec::new();
    for (name, value) in look.assignments {
        if means(value, interest, exposed) {
            set.insert(name);
        } else {
            gifts.extend(given(value).map(|from| (from, name)));
        }
    }
    spread(&mut set, &gifts);
    Some(Meaningful { names: set, holders })
}

/// Adds the names that get what a name of `set` means, step by step. Each of `gifts` is a
/// name and another that gets what it means.
fn spread<'a>(set: &mut FxHashSet<&'a str>, gifts: &[(&'a str, &'a str)]) {
    if set.is_empty() || gifts.is_empty() {
        return;
    }
    let mut by_giver = FxHashMap::<&str, Vec<&str>>::default();
    for &(from, to) in gifts {
        by_giver.entry(from).or_default().push(to);
    }
    let mut fresh: Vec<&str> = by_giver.keys().copied().filter(|from| set.contains(from)).collect();
    while let Some(from) = fresh.pop() {
        fresh.extend(by_giver.remove(from).into_iter().flatten().filter(|to| set.insert(to)));
    }
}

/// Names that modules of the project expose, or may expose: a library itself is handed on
/// so often that asking at once is cheaper than parsing a second time.
#[derive(Clone, Copy)]
struct Exposed<'i> {
    names: &'i FxHashSet<String>,
    interest: &'i Interest,
}

impl Exposed<'_> {
    fn contains(self, name: &str) -> bool {
        self.names.contains(name) || self.interest.words.contains(name)
    }
}

/// The name that must mean something that is looked for so that an assigned value does.
fn given(value: &Expr) -> Option<&str> {
    match value {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => given(&attribute.value),
        Expr::Call(call) => call.func.as_name_expr().map(|name| name.id.as_str()),
        _ => None,
    }
}

/// Whether an assigned value may be, or give, something that is looked for, whatever its
/// names mean.
fn means(value: &Expr, interest: &Interest, exposed: Exposed) -> bool {
    match value {
        Expr::Name(name) => exposed.contains(name.id.as_str()),
        Expr::Attribute(attribute) => exposed.contains(attribute.attr.as_str()) || means(&attribute.value, interest, exposed),
        Expr::Call(call) => {
            // A dynamic import names the library in a string; a getter is a function.
            let names = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|keyword| &keyword.value));
            let called = last(&call.func).unwrap_or("");
            let named = names.into_iter().any(|argument| match argument {
                Expr::StringLiteral(literal) => {
                    let said = literal.value.to_str();
                    said.split('.').any(|part| interest.words.contains(part)) || interest.may_import(called, said)
                }
                _ => false,
            });
            let function = match &*call.func {
                Expr::Name(name) => exposed.contains(name.id.as_str()),
                Expr::Attribute(attribute) => exposed.contains(attribute.attr.as_str()),
                _ => false,
            };
            named || function
        }
        other => selects(other, interest),
    }
}

/// Names that import statements bind to something that is looked for.
struct Imports<'a, 'i> {
    found: FxHashSet<&'a str>,
    /// Names that may be modules of the project.
    own: FxHashSet<&'a str>,
    star: bool,
    interest: &'i Interest,
    exposed: Exposed<'i>,
}

impl<'a> StatementVisitor<'a> for Imports<'a, '_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Import(import) => {
                for alias in &import.names {
                    let module = alias.name.as_str();
                    let root = module.split('.').next().unwrap_or(module);
                    let bound = alias.asname.as_ref().map_or(root, |name| name.as_str());
                    if self.interest.may_mean(module) {
                        self.found.insert(bound);
                    }
                    if self.interest.is_own(0, module) {
                        self.own.insert(bound);
                    }
                }
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map_or("", |name| name.as_str());
                let is_own = self.interest.is_own(import.level, module);
                for alias in &import.names {
                    let name = alias.name.as_str();
                    if is_own {
                        self.own.insert(alias.asname.as_ref().map_or(name, |name| name.as_str()));
                    }
                    if name == "*" {
                        self.star |= self.interest.may_mean(module);
                    } else if self.exposed.contains(name) || import.level == 0 && self.interest.may_bring(module, name) {
                        self.found.insert(alias.asname.as_ref().map_or(name, |name| name.as_str()));
                    }
                }
            }
            _ => walk_stmt(self, stmt),
        }
    }
}

/// Modules of the project of which an exposed name is asked: `utils` in `utils.sleep`, in
/// `patch.object(utils, 'sleep')`.
struct Holders<'a, 'e> {
    exposed: Exposed<'e>,
    own: &'e FxHashSet<&'a str>,
    found: FxHashSet<&'a str>,
}

impl<'a> Visitor<'a> for Holders<'a, '_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        walk_whole_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Attribute(attribute) if self.exposed.contains(attribute.attr.as_str()) => {
                self.found.extend(root(&attribute.value).filter(|root| self.own.contains(root)));
            }
            Expr::Call(call) => {
                let is_exposed = |argument: &Expr| match argument {
                    Expr::StringLiteral(literal) => literal.value.to_str().split('.').any(|part| self.exposed.contains(part)),
                    _ => false,
                };
                let given = || call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|keyword| &keyword.value));
                if given().any(is_exposed) {
                    self.found.extend(given().filter_map(root).filter(|root| self.own.contains(root)));
                }
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}

/// Name and value of an assignment to a plain name.
type Assignment<'a> = (&'a str, &'a Expr);

struct Look<'a, 'i> {
    names: Names<'a>,
    /// What imports and definitions are judged by; none: only assignments are asked for.
    interest: Option<&'i Interest>,
    assignments: Vec<Assignment<'a>>,
    /// The function of module level that is being looked at.
    function: Option<&'a str>,
    depth: usize,
}

impl<'a, 'i> Look<'a, 'i> {
    fn new(interest: Option<&'i Interest>) -> Self {
        Look { names: Names::default(), interest, assignments: Vec::new(), function: None, depth: 0 }
    }

    /// Adds names assigned from names worth following, step by step.
    fn spread(&mut self, interest: &Interest) {
        let set = &mut self.names.set;
        set.extend(self.assignments.iter().filter(|(_, value)| selects(value, interest)).map(|(name, _)| *name));
        let gifts: Vec<_> = self.assignments.iter().filter_map(|(name, value)| Some((root(value)?, *name))).collect();
        spread(set, &gifts);
    }
}

impl<'a> StatementVisitor<'a> for Look<'a, '_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Import(import) => {
                let Some(interest) = self.interest else { return };
                for alias in &import.names {
                    let module = alias.name.as_str();
                    if interest.is_followed(0, module, None) {
                        let root = module.split('.').next().unwrap_or(module);
                        self.names.set.insert(alias.asname.as_ref().map_or(root, |name| name.as_str()));
                    }
                }
            }
            Stmt::ImportFrom(import) => {
                let Some(interest) = self.interest else { return };
                let module = import.module.as_ref().map_or("", |name| name.as_str());
                for alias in &import.names {
                    let name = alias.name.as_str();
                    if !interest.is_followed(import.level, module, Some(name)) {
                        continue;
                    }
                    if name == "*" {
                        self.names.all = true;
                    } else {
                        self.names.set.insert(alias.asname.as_ref().map_or(name, |name| name.as_str()));
                    }
                }
            }
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    if let Expr::Name(name) = target {
                        self.assignments.push((name.id.as_str(), &assign.value));
                    }
                }
            }
            Stmt::AnnAssign(assign) => {
                if let (Expr::Name(name), Some(value)) = (&*assign.target, &assign.value) {
                    self.assignments.push((name.id.as_str(), value));
                }
            }
            Stmt::Return(returned) => {
                // A function that returns what a followed name means passes it on.
                if let (Some(function), Some(value)) = (self.function, &returned.value) {
                    self.assignments.push((function, value));
                }
            }
            Stmt::FunctionDef(function) => {
                if self.depth == 0 {
                    self.function = Some(function.name.as_str());
                    self.own(function.name.as_str());
                }
                self.depth += 1;
                walk_stmt(self, stmt);
                self.depth -= 1;
                if self.depth == 0 {
                    self.function = None;
                }
            }
            Stmt::ClassDef(class) => {
                if self.depth == 0 {
                    self.own(class.name.as_str());
                }
                self.depth += 1;
                walk_stmt(self, stmt);
                self.depth -= 1;
            }
            _ => walk_stmt(self, stmt),
        }
    }
}

impl<'a> Look<'a, '_> {
    fn own(&mut self, name: &'a str) {
        if self.interest.is_some_and(|interest| interest.own_names) {
            self.names.set.insert(name);
        }
    }
}

/// Assignments inside expressions.
struct Walruses<'a, 'l> {
    assignments: &'l mut Vec<Assignment<'a>>,
}

impl<'a> Visitor<'a> for Walruses<'a, '_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        walk_whole_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Named(named) = expr
            && let Expr::Name(name) = &*named.target
        {
            self.assignments.push((name.id.as_str(), &named.value));
        }
        walk_expr(self, expr);
    }
}

/// The name that a chain ends with.
fn last(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}

/// The name that a chain, or the chain that a call calls, begins with.
fn root(expr: &Expr) -> Option<&str> {
    let mut expr = expr;
    loop {
        expr = match expr {
            Expr::Name(name) => return Some(name.id.as_str()),
            Expr::Attribute(attribute) => &attribute.value,
            Expr::Call(call) => &call.func,
            _ => return None,
        }
    }
}

/// Whether a value is, or is a choice of, strings that select something.
fn selects(expr: &Expr, interest: &Interest) -> bool {
    match expr {
        Expr::StringLiteral(string) => interest.values.contains(string.value.to_str()),
        Expr::If(choice) => selects(&choice.body, interest) || selects(&choice.orelse, interest),
        Expr::BoolOp(choice) => choice.values.iter().any(|value| selects(value, interest)),
        _ => false,
    }
}
