//! Functions of a project that do little else than call something of eventlet: fixing one
//! fixes all their callers.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::{Done, Question, Use};
use crate::project::{ModuleId, Program};
use crate::python::code::*;
use crate::words::WordSearch;

/// A function that does little else than call something of eventlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wrapper {
    /// Its dotted name.
    pub name: String,
    /// What it calls, itself or by another wrapper.
    pub symbol: String,
    /// Path of its file, relative to the project's root.
    pub path: String,
    /// 1-based line of its name.
    pub line: u32,
    /// How often it is called in code that is no test.
    pub calls: usize,
    /// Paths of the files that call it, sorted.
    pub callers: Vec<String>,
}

/// Statements and calls of a function that does little else.
const THIN: u32 = 40;

/// The wrappers of a project, most called first.
pub fn wrappers(question: &Question) -> Vec<Wrapper> {
    let mut found: FxHashMap<(ModuleId, &str), Wrapper> = FxHashMap::default();
    for (file, code) in question.program.files() {
        let Some(module) = question.program.map.of_file(file) else { continue };
        for statement in &code.body {
            let Stmt::Function(function) = statement else { continue };
            let Some(used) = used_in(question.uses, file, function) else { continue };
            if function.body().size > THIN {
                continue;
            }
            let wrapper = Wrapper {
                name: format!("{}.{}", question.program.map.get(module).name, function.name),
                symbol: used.symbol.clone(),
                path: question.paths.get(file as usize).copied().unwrap_or("?").to_owned(),
                line: function.line,
                calls: 0,
                callers: Vec::new(),
            };
            found.insert((module, &function.name), wrapper);
        }
    }
    add_outer(question, &mut found);
    let near = Near::new(&found);
    for (file, code) in question.program.files().filter(|(file, code)| near.is_seen(question.program, *file, code)) {
        code.look_for_calls(&near.names);
        let mut counter = Counter::new(question.program, file);
        counter.bind_own(&found);
        counter.block(&code.body);
        let path = question.paths.get(file as usize).copied().unwrap_or("?");
        for key in counter.calls {
            if let Some(wrapper) = found.get_mut(&(key.0, key.1)) {
                wrapper.calls += 1;
                if wrapper.callers.last().is_none_or(|last| last != path) {
                    wrapper.callers.push(path.to_owned());
                }
            }
        }
    }
    let mut all: Vec<Wrapper> = found.into_values().filter(|wrapper| wrapper.calls > 0).collect();
    for wrapper in &mut all {
        wrapper.callers.sort();
        wrapper.callers.dedup();
    }
    all.sort_by(|one, other| (other.calls, &one.name).cmp(&(one.calls, &other.name)));
    all
}

/// Statements and calls of a function that does nothing but call a wrapper.
const THINNER: u32 = 16;
/// Wrappers of wrappers of wrappers.
const ROUNDS: usize = 3;

/// Functions that call a wrapper of their own module wrap the same.
fn add_outer<'q>(question: &'q Question, found: &mut FxHashMap<(ModuleId, &'q str), Wrapper>) {
    for _ in 0..ROUNDS {
        let mut outer = Vec::new();
        let near = Near::new(found);
        for (file, code) in question.program.files() {
            let Some(module) = question.program.map.of_file(file).filter(|module| near.modules.contains(module)) else { continue };
            code.look_for_calls(&near.names);
            for statement in &code.body {
                let Stmt::Function(function) = statement else { continue };
                let key = (module, &*function.name);
                let thin = function.parsed_body().filter(|body| body.size <= THINNER);
                let Some(body) = thin.filter(|_| !found.contains_key(&key)) else { continue };
                let mut counter = Counter::new(question.program, file);
                counter.bind_own(found);
                counter.block(&body.block);
                let inner = counter.calls.iter().find(|(own, _)| *own == module).and_then(|called| found.get(called));
                if let Some(inner) = inner {
                    let name = format!("{}.{}", question.program.map.get(module).name, function.name);
                    outer.push((key, Wrapper { name, line: function.line, ..inner.clone() }));
                }
            }
        }
        if outer.is_empty() {
            break;
        }
        found.extend(outer);
    }
}

/// What a function calls of eventlet first, or else what it passes on: between its name and the
/// end of its body. What it only names, as an exception to be caught, it does not stand for.
fn used_in<'u>(uses: &'u [Use], file: u32, function: &Function) -> Option<&'u Use> {
    uses.iter()
        .filter(|used| used.file == file && used.done != Done::Otherwise && !used.passive && !used.at_import)
        .filter(|used| (function.line..=function.last_line).contains(&used.line))
        .min_by_key(|used| (used.done, used.line))
}

/// Counts the calls of functions of the project's modules.
struct Counter<'c> {
    program: &'c Program<'c>,
    file: u32,
    /// What names stand for: a module, or a function of one.
    bound: FxHashMap<&'c str, (ModuleId, Option<&'c str>)>,
    calls: Vec<(ModuleId, &'c str)>,
}

/// Where wrappers may be called.
struct Near {
    modules: FxHashSet<ModuleId>,
    names: WordSearch,
}

impl Near {
    fn new(found: &FxHashMap<(ModuleId, &str), Wrapper>) -> Self {
        let modules = found.keys().map(|(module, _)| *module).collect();
        Self { modules, names: WordSearch::new(found.keys().map(|(_, name)| *name)) }
    }

    /// Whether a file is or imports a module with a wrapper.
    fn is_seen(&self, program: &Program, file: u32, code: &Code) -> bool {
        let own = program.map.of_file(file);
        // Imports for type checkers are no edges.
        let typing = code.imports.iter().filter(|import| import.typing_only).flat_map(|import| program.imported(file, import));
        let imported = program.edges(file).iter().map(|edge| edge.module).chain(typing);
        own.into_iter().chain(imported).any(|module| self.modules.contains(&module))
    }
}

impl<'c> Counter<'c> {
    fn new(program: &'c Program<'c>, file: u32) -> Self {
        Self { program, file, bound: FxHashMap::default(), calls: Vec::new() }
    }

    fn bind_own(&mut self, found: &FxHashMap<(ModuleId, &'c str), Wrapper>) {
        let Some(own) = self.program.map.of_file(self.file) else { return };
        let names: FxHashSet<&'c str> = found.keys().filter(|(module, _)| *module == own).map(|(_, name)| *name).collect();
        self.bound.extend(names.into_iter().map(|name| (name, (own, Some(name)))));
    }

    fn block(&mut self, block: &'c Block) {
        for statement in block {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &'c Stmt) {
        match statement {
            Stmt::Import { module, alias: Some(alias), .. } => {
                if let Some(id) = self.program.map.find(module) {
                    self.bound.insert(alias, (id, None));
                }
            }
            Stmt::From { level, module, names } => {
                let Some(absolute) = self.program.map.absolute(self.file, *level, module) else { return };
                let Some(id) = self.program.map.find(&absolute) else { return };
                for (name, bound, _) in names {
                    let meaning = match self.program.map.child(id, name) {
                        Some(child) => (child, None),
                        None => (id, Some(&**name)),
                    };
                    // Under another name it may be called anywhere below.
                    if name != bound && meaning.1.is_some() {
                        self.program.code(self.file).into_iter().for_each(Code::look_everywhere);
                    }
                    self.bound.insert(bound, meaning);
                }
            }
            other => each_part(other, &mut |part| match part {
                Part::Block(block) => self.block(block),
                Part::Expr(expression) => self.expression(expression),
            }),
        }
    }

    fn expression(&mut self, expression: &'c Expr) {
        if let Expr::Call(call) = expression {
            let target = match &call.function {
                Expr::Name(name) => self.bound.get(&**name).and_then(|(module, function)| Some((*module, (*function)?))),
                Expr::Attribute(object, name) => match &**object {
                    Expr::Name(module) => match self.bound.get(&**module) {
                        Some((module, None)) => Some((*module, &**name)),
                        _ => None,
                    },
                    _ => None,
                },
                _ => None,
            };
            self.calls.extend(target);
        }
        each_inner(expression, &mut |part| match part {
            Part::Block(block) => self.block(block),
            Part::Expr(inner) => self.expression(inner),
        });
    }
}
