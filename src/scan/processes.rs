//! The processes of a project: finds their entry points, parses what they may run, and
//! asks what each runs on.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::files::FileSet;
use super::reader::{PythonFiles, Reader};
use super::{Scanner, join_path};
use crate::analysis::readiness::Reviewed;
use crate::analysis::services::{Done, ModeTests, Question, Service, Use, Wrapper, services, wrappers};
use crate::finding::{Finding, Via};
use crate::input::{Buffer, TreeFile, base_name, decode};
use crate::manifest::entries::{self, Declared};
use crate::manifest::is_in_documentation;
use crate::project::entry_points::{arrange, declared, has_application, script, setup_py, wsgi_module};
use crate::project::{EntryPoint, ModuleMap, Place, PluginTarget, Program, TestCode, words};
use crate::python::FirstWords;
use crate::python::code::Code;
use crate::report::Frame;
use crate::rules::{Family, Processes as Model, Severity};
use crate::vocabulary::{Guard, Kind, Role, ScopeKind};

/// What is known of a project when its processes are looked at.
pub struct Parts<'p> {
    pub scanner: &'p Scanner<'p>,
    pub set: &'p FileSet,
    pub map: &'p ModuleMap,
    pub reader: &'p Reader<'p>,
    pub files: &'p PythonFiles,
    pub tests: &'p TestCode<'p>,
}

/// What was found out about the processes of a project.
#[derive(Debug, Default)]
pub struct Processes {
    /// What each runs on.
    pub services: Vec<Service>,
    /// Functions that stand for something of eventlet.
    pub wrappers: Vec<Wrapper>,
    /// What was decided about them, or about the project, by review.
    pub reviewed: Vec<Reviewed>,
}

impl Parts<'_> {
    /// What each process runs on, sorted by group and name, and what several share.
    pub fn services(&self, model: &Model, findings: &[(Finding, Frame)]) -> Processes {
        let paths: Vec<&str> = self.set.python.iter().map(|file| &*file.path).collect();
        let metadata = self.metadata();
        let mut entries = declared(self.map, &metadata, &paths, &|path| self.text(path).is_some());
        entries.extend(self.scripts(&paths));
        entries.extend(self.wsgi_modules(&paths));
        let mut entries = arrange(entries);
        for entry in &mut entries {
            if let Place::Own(_, file, _) = entry.place
                && !self.files.is_python[file as usize]
            {
                entry.place = Place::NotPython;
            }
        }
        if entries.is_empty() {
            return Processes::default();
        }
        let start: Vec<_> = entries
            .iter()
            .filter_map(|entry| match entry.place {
                Place::Own(module, ..) => Some(module),
                _ => None,
            })
            .collect();
        let plugins: Vec<_> =
            metadata.into_iter().map(|entry| PluginTarget { group: entry.group, name: entry.name, target: entry.target }).collect();
        // What makes an object of what it imports runs that too.
        let names = &self.scanner.rules.model;
        let importers: Vec<&str> = names.importers.iter().chain(&names.finders).map(String::as_str).collect();
        let words = words(self.map, &plugins, &importers, model.deciding_calls().chain(model.asking_calls()));
        let read = |file: u32| self.code(file, &words);
        let program = Program::new(self.map, paths.len(), &start, plugins, self.paste(), &read);
        let mut uses = uses(model, findings, self.map, &paths);
        ModeTests::new(&program, model, &uses).mark(&program, &mut uses);
        let places = places(findings, &paths);
        let question = Question {
            program: &program,
            model,
            importers: &importers,
            paths: &paths,
            entries: &entries,
            uses: &uses,
            places: &places,
        };
        Processes { services: services(&question), wrappers: wrappers(&question), reviewed: Vec::new() }
    }

    fn text(&self, path: &str) -> Option<String> {
        let mut bytes = Buffer::default();
        let file = TreeFile { path: join_path(self.scanner.root, path).into(), raw: None };
        self.scanner.tree.read(&file, &mut bytes).ok()?;
        Some(decode::plain(bytes.filled()).into_owned())
    }

    /// Entry points as metadata declares them; those of an installed distribution where
    /// nothing else does.
    fn metadata(&self) -> Vec<Declared> {
        let mut found = self.text("pyproject.toml").map(|text| entries::pyproject(&text)).unwrap_or_default();
        found.extend(self.text("setup.cfg").map(|text| entries::ini("setup.cfg", &text)).unwrap_or_default());
        if let Some(text) = self.text("setup.py") {
            found.extend(crate::python::code(&text).map(|code| setup_py(&code, &text)).unwrap_or_default());
        }
        if !found.iter().any(|entry| entry.group.ends_with("_scripts")) {
            let installed = self.set.textual.iter().find(|file| base_name(&file.path) == "entry_points.txt");
            if let Some(file) = installed {
                found.extend(self.text(&file.path).map(|text| entries::ini(&file.path, &text)).unwrap_or_default());
            }
        }
        found
    }

    /// Python files in `bin` at the project's root.
    fn scripts(&self, paths: &[&str]) -> Vec<EntryPoint> {
        let is_script =
            |at: usize| self.files.is_python[at] && paths[at].strip_prefix("bin/").is_some_and(|rest| !rest.contains('/'));
        (0..paths.len()).filter(|at| is_script(*at)).filter_map(|at| script(self.map, paths[at], paths, None)).collect()
    }

    /// Modules with an `application`, and those that server configurations name.
    fn wsgi_modules(&self, paths: &[&str]) -> Vec<EntryPoint> {
        let word = memchr::memmem::Finder::new("application");
        let candidates: Vec<u32> = (0..paths.len())
            .into_par_iter()
            .filter(|at| {
                let is_source = self.files.is_python[*at] && !is_in_documentation(paths[*at]) && !paths[*at].starts_with("bin/");
                let facts = self.files.facts[*at].as_deref();
                is_source && !self.tests.is_test(paths[*at], facts) && binds_word(&self.reader.bytes(self.files, *at), &word)
            })
            .map(|at| at as u32)
            .collect();
        let no_words = FirstWords::new([], []);
        let mut found: Vec<EntryPoint> = candidates
            .into_par_iter()
            .filter(|file| self.code(*file, &no_words).is_some_and(|code| has_application(&code)))
            .filter_map(|file| wsgi_module(self.map, file, "application"))
            .collect();
        for file in self.set.textual.iter().filter(|file| file.path.ends_with(".ini") && file.path.contains("uwsgi")) {
            for (target, line) in self.text(&file.path).map(|text| entries::wsgi_modules(&text)).unwrap_or_default() {
                let (module, callable) = target.split_once(':').unwrap_or((&target, "application"));
                let known = found.iter().any(|entry| entry.name == module);
                let own = self.map.find(module).and_then(|id| self.map.get(id).file);
                if let Some(own) = own.filter(|_| !known) {
                    found.extend(
                        wsgi_module(self.map, own, callable)
                            .map(|entry| EntryPoint { declared: Some((file.path.to_string(), line)), ..entry }),
                    );
                }
            }
        }
        found
    }

    /// The factories that paste files name.
    fn paste(&self) -> Vec<String> {
        let files = self.set.textual.iter().filter(|file| file.path.ends_with("paste.ini"));
        let mut found: Vec<String> =
            files.filter_map(|file| self.text(&file.path)).flat_map(|text| entries::paste_factories(&text)).collect();
        found.sort();
        found.dedup();
        found
    }

    /// What a file does; functions in which none of `words` stands are parsed when
    /// somebody asks.
    fn code(&self, file: u32, words: &FirstWords) -> Option<Code> {
        let bytes = self.reader.bytes(self.files, file as usize);
        let decoded = decode::python(&bytes);
        crate::error::guarded(|| crate::python::code_for(&decoded.text, Some(words))).flatten()
    }
}

/// Whether a line begins with a word after nothing but space, or defines it at its beginning.
fn binds_word(bytes: &[u8], word: &memchr::memmem::Finder) -> bool {
    word.find_iter(bytes).any(|at| {
        let end = at + word.needle().len();
        let is_word = bytes.get(end).is_none_or(|next| b" =(:".contains(next));
        let begins_line = |before: &[u8]| before.last().is_none_or(|byte| *byte == b'\n');
        let blanks = || bytes[..at].iter().rev().take_while(|byte| b" \t".contains(byte)).count();
        let is_defined = || bytes[..at].strip_suffix(b"def ").is_some_and(begins_line);
        is_word && (begins_line(&bytes[..at - blanks()]) || is_defined())
    })
}

/// The file and the fingerprint of every finding in code that is no test.
fn places<'f>(findings: &'f [(Finding, Frame)], paths: &[&str]) -> Vec<(u32, &'f str)> {
    let files: FxHashMap<&str, u32> = paths.iter().enumerate().map(|(at, path)| (*path, at as u32)).collect();
    let code = findings.iter().filter(|(finding, _)| !finding.test && finding.rule.severity <= Severity::Warning);
    code.filter_map(|(finding, _)| Some((*files.get(&*finding.path)?, finding.fingerprint.as_str()))).collect()
}

/// The uses of eventlet among the findings in code that is no test.
fn uses(model: &Model, findings: &[(Finding, Frame)], map: &ModuleMap, paths: &[&str]) -> Vec<Use> {
    let files: FxHashMap<&str, u32> = paths.iter().enumerate().map(|(at, path)| (*path, at as u32)).collect();
    let mut found = Vec::new();
    let mut typing_only: FxHashMap<u32, bool> = FxHashMap::default();
    for (finding, _) in findings {
        let (Some(&file), Some(symbol)) = (files.get(&*finding.path), &finding.symbol) else { continue };
        let below = |names: &[String]| {
            names.iter().any(|name| symbol.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
        };
        let kind_counts = matches!(finding.kind, Kind::Import | Kind::Dynamic | Kind::Use | Kind::Patch | Kind::Getter);
        if finding.test || !kind_counts || !(below(&model.packages) || below(&model.green_executors)) {
            continue;
        }
        // An executor that is only named, as a type, is not made.
        let made = matches!(finding.role, Role::Call | Role::With);
        if !below(&model.packages) && (finding.scope != ScopeKind::Function || !made) {
            continue;
        }
        let given_by = match &finding.via {
            Some(Via::Module(module)) if finding.kind == Kind::Getter => map.find(module).and_then(|id| map.get(id).file),
            _ => None,
        };
        let import = matches!(finding.kind, Kind::Import | Kind::Dynamic);
        if import {
            *typing_only.entry(file).or_insert(true) &= finding.guard == Some(Guard::TypeChecking);
        }
        found.push(Use {
            file,
            line: finding.location.line,
            symbol: symbol.to_string(),
            import,
            at_import: finding.scope != ScopeKind::Function,
            done: match (finding.kind, finding.role) {
                (Kind::Use | Kind::Getter, Role::Call | Role::With) => Done::Called,
                (Kind::Use | Kind::Getter, Role::Value) => Done::PassedOn,
                _ => Done::Otherwise,
            },
            // A type that is only named, a package that is only tested, or handed on, does nothing.
            passive: finding.role == Role::Type
                || below(&model.passive)
                || finding.rule.family == Family::MonkeyPatch
                || model.packages.iter().any(|package| **package == **symbol),
            given_by,
            patching: finding.rule.family == Family::MonkeyPatch,
            guarded: matches!(finding.guard, Some(Guard::TypeChecking | Guard::TryImport)),
            main_only: false,
            facade: matches!(finding.via, Some(Via::Module(_))),
        });
    }
    // What is imported for type checkers alone is used in annotations alone.
    for used in &mut found {
        used.guarded |= typing_only.get(&used.file).copied().unwrap_or(false);
    }
    found
}
