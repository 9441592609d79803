//! The processes that a project ships: commands, WSGI applications, scripts.

use std::collections::BTreeSet;

use super::modules::{ModuleId, ModuleMap};
use crate::manifest::entries::Declared;
use crate::python::code::{Block, Call, Code, Expr, Stmt, Target};

/// From what an entry point is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// A command that calls a function.
    ConsoleScripts,
    /// A WSGI application that calling a function gives.
    WsgiScripts,
    /// A module with an `application`.
    WsgiModule,
    /// A file that is run.
    Script,
}

/// Where an entry point's code is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A module of the project, and the function that is called.
    Own(ModuleId, u32, Option<String>),
    /// A module outside of the project.
    External,
    /// Nowhere, though the project would have it.
    Missing,
    /// In a file that is not Python.
    NotPython,
}

/// An entry point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryPoint {
    /// What is typed, or the module's dotted name.
    pub name: String,
    /// From what it is started.
    pub group: Group,
    /// `package.module:function`; the path for a script.
    pub target: String,
    /// The file that declares it and the 1-based line, if one does.
    pub declared: Option<(String, u32)>,
    /// Where its code is.
    pub place: Place,
}

impl EntryPoint {
    /// Whether its file runs as `__main__`.
    pub fn is_script(&self) -> bool {
        self.group == Group::Script
    }
}

fn place(map: &ModuleMap, target: &str) -> Place {
    let target = target.split('[').next().unwrap_or(target).trim();
    let (module, function) = target.split_once(':').unwrap_or((target, ""));
    let (module, function) = (module.trim(), function.trim());
    let found = map.find(module).and_then(|id| Some((id, map.get(id).file?)));
    match found {
        Some((id, file)) => Place::Own(id, file, (!function.is_empty()).then(|| function.to_owned())),
        None if map.find(module.split('.').next().unwrap_or(module)).is_some() => Place::Missing,
        None => Place::External,
    }
}

/// The processes among what metadata declares; `exists` says whether a file does that is
/// not Python.
pub fn declared(map: &ModuleMap, found: &[Declared], paths: &[&str], exists: &dyn Fn(&str) -> bool) -> Vec<EntryPoint> {
    let mut all = Vec::new();
    for entry in found {
        let group = match entry.group.as_str() {
            "console_scripts" | "gui_scripts" => Group::ConsoleScripts,
            "wsgi_scripts" => Group::WsgiScripts,
            "scripts" => {
                let place = Some((entry.path.clone(), entry.line));
                let found = script(map, &entry.name, paths, place.clone());
                all.push(found.unwrap_or_else(|| EntryPoint {
                    name: crate::input::base_name(&entry.name).to_owned(),
                    group: Group::Script,
                    target: entry.name.clone(),
                    declared: place,
                    place: if exists(&entry.name) { Place::NotPython } else { Place::Missing },
                }));
                continue;
            }
            _ => continue,
        };
        all.push(EntryPoint {
            name: entry.name.clone(),
            group,
            target: entry.target.clone(),
            declared: Some((entry.path.clone(), entry.line)),
            place: place(map, &entry.target),
        });
    }
    all
}

/// A file that is run; `declared` says where metadata names it.
pub fn script(map: &ModuleMap, path: &str, paths: &[&str], declared: Option<(String, u32)>) -> Option<EntryPoint> {
    let file = paths.iter().position(|own| *own == path)? as u32;
    let module = map.of_file(file).or_else(|| map.script(file))?;
    let name = crate::input::base_name(path).to_owned();
    Some(EntryPoint { name, group: Group::Script, target: path.to_owned(), declared, place: Place::Own(module, file, None) })
}

/// A module that a server loads: it has an `application`.
pub fn wsgi_module(map: &ModuleMap, file: u32, callable: &str) -> Option<EntryPoint> {
    let module = map.of_file(file)?;
    let name = map.get(module).name.to_string();
    let target = format!("{name}:{callable}");
    Some(EntryPoint { name, group: Group::WsgiModule, target, declared: None, place: Place::Own(module, file, None) })
}

/// Whether importing a module binds `application`.
pub fn has_application(code: &Code) -> bool {
    binds(&code.body, "application")
}

fn binds(block: &Block, name: &str) -> bool {
    block.iter().any(|statement| match statement {
        Stmt::Assign(targets, value) => {
            !matches!(value, Expr::None) && targets.iter().any(|target| matches!(target, Target::Name(own) if **own == *name))
        }
        Stmt::Function(function) => *function.name == *name && function.parameters.len() == 2,
        Stmt::If(test, body, orelse) => !is_main(test) && (binds(body, name) || binds(orelse, name)),
        Stmt::With(_, body) => binds(body, name),
        Stmt::Try(attempt) => binds(&attempt.body, name) || binds(&attempt.orelse, name),
        _ => false,
    })
}

fn is_main(test: &Expr) -> bool {
    matches!(test, Expr::Compare(left, _, _) if matches!(&**left, Expr::Name(name) if &**name == "__name__"))
}

/// Entries whose own line is looked for; no project declares so many.
const MOST_PLACED: usize = 500;

/// What a `setup.py` declares without being run: the literal arguments of `setup(...)`.
pub fn setup_py(code: &Code, text: &str) -> Vec<Declared> {
    let mut found = Vec::new();
    for statement in &code.body {
        let call = match statement {
            Stmt::Expr(Expr::Call(call)) => call,
            _ => continue,
        };
        let called = match &call.function {
            Expr::Name(name) | Expr::Attribute(_, name) => &**name,
            _ => continue,
        };
        if called == "setup" {
            read_setup(call, &mut found);
        }
    }
    for entry in found.iter_mut().take(MOST_PLACED) {
        // Strings have no lines here; what is declared stands in the call, in quotes.
        let declares = |line: &str| {
            line.match_indices(entry.name.as_str()).any(|(at, _)| {
                let quoted = line[..at].trim_end().ends_with(['\'', '"']);
                quoted && line[at + entry.name.len()..].contains(entry.target.as_str())
            })
        };
        let before = entry.line.saturating_sub(1);
        let lines = text.lines().enumerate().skip(before as usize);
        entry.line = lines.into_iter().find(|(_, line)| declares(line)).map_or(entry.line, |(at, _)| at as u32 + 1);
    }
    found
}

fn read_setup(call: &Call, found: &mut Vec<Declared>) {
    let mut add = |group: &str, name: &str, target: &str| {
        let (path, line) = ("setup.py".to_owned(), call.line);
        found.push(Declared {
            group: group.to_owned(),
            name: name.trim().to_owned(),
            target: target.trim().to_owned(),
            path,
            line,
        });
    };
    for (keyword, value) in &call.keywords {
        match (keyword.as_deref(), value) {
            (Some("scripts"), Expr::Sequence(scripts)) => {
                for script in scripts {
                    if let Expr::Str(path) = script {
                        add("scripts", path, "");
                    }
                }
            }
            (Some("entry_points"), Expr::Dict(groups)) => {
                for (group, entries) in groups {
                    let (Some(Expr::Str(group)), Expr::Sequence(entries)) = (group, entries) else { continue };
                    for entry in entries {
                        if let Expr::Str(text) = entry
                            && let Some((name, target)) = text.split_once('=')
                        {
                            add(group, name, target);
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// Sorts, and keeps one of those that start the same thing under the same name.
pub fn arrange(mut all: Vec<EntryPoint>) -> Vec<EntryPoint> {
    all.sort_by(|one, other| (one.group, &one.name).cmp(&(other.group, &other.name)));
    let mut seen = BTreeSet::new();
    let mut names = BTreeSet::new();
    all.retain(|entry| {
        let fresh = seen.insert((entry.name.clone(), entry.target.clone()));
        // A file in bin/ that has the name of a command is what installs that command.
        let shadow = entry.group == Group::Script && names.contains(&entry.name);
        names.insert(entry.name.clone());
        fresh && !shadow
    });
    all
}
