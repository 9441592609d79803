//! Gathers what a project's readiness is judged by.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;

use super::Scanner;
use super::importers::Importers;
use super::processes::Processes;
use super::reader::{PythonFiles, Reader};
use crate::analysis::readiness::{Question, Readiness, readiness};
use crate::finding::Finding;
use crate::input::{Buffer, TreeFile, base_name, decode};
use crate::manifest::{self, Check, Purpose};
use crate::project::{ProjectKind, TestCode};
use crate::report::Frame;
use crate::rules::{Processes as Model, ReadinessModel};
use crate::source::LineIndex;
use crate::vocabulary::Kind;

/// Lines between a name and the word that says that it is deprecated.
const NEAR: usize = 8;
/// Lines between eventlet's name and that word, where the function or the option that has the
/// name of a switch speaks of the mode rather than of the switch.
const NEAR_MODE: usize = 3;
/// Files in which checks are switched on, in the order in which one would be added.
const CHECK_FILES: [&str; 7] =
    ["tox.ini", "setup.cfg", ".flake8", "pyproject.toml", ".pre-commit-config.yaml", ".zuul.yaml", "zuul.d/project.yaml"];

/// What is known of a project when its readiness is judged.
pub struct Known<'k> {
    pub scanner: &'k Scanner<'k>,
    pub files: &'k PythonFiles,
    pub reader: &'k Reader<'k>,
    pub tests: &'k TestCode<'k>,
    pub model: &'k Model,
    pub kind: ProjectKind,
    pub findings: &'k [(Finding, Frame)],
    pub processes: &'k Processes,
}

impl Known<'_> {
    /// Judges the project.
    pub fn readiness(&self, model: &ReadinessModel) -> Readiness {
        let findings: Vec<&Finding> = self.findings.iter().map(|(finding, _)| finding).collect();
        let paths: Vec<&str> = self.scanner.set.python.iter().map(|file| &*file.path).collect();
        let shipped = Shipped::new(&paths);
        let services = &self.processes.services;
        let purposes = self.purposes(&findings);
        let importers =
            Importers { map: &self.scanner.map, files: self.files, reader: self.reader, tests: self.tests, paths: &paths };
        let (edges, lazy) = importers.find(&findings);
        // Each service asks for its switches, in each state of the plan.
        let announced: RefCell<FxHashMap<String, bool>> = RefCell::default();
        let is_deprecated = |name: &str| {
            let known = announced.borrow().get(name).copied();
            known.unwrap_or_else(|| {
                let found = self.announces(name, &paths, &shipped);
                announced.borrow_mut().insert(name.to_owned(), found);
                found
            })
        };
        readiness(&Question {
            model,
            processes: self.model,
            kind: self.kind,
            findings: &findings,
            services,
            is_shipped: &|path| shipped.holds(path),
            purposes: &purposes,
            ban: self.ban(model, &findings),
            checks_file: self.checks_file(),
            is_deprecated: &is_deprecated,
            is_own: &|root| self.scanner.map.roots().any(|own| own == root),
            has_other_path: has_other_path(&findings, &paths, &shipped),
            lazy: &lazy,
            imports: &edges,
            reviewed: self.processes.reviewed.clone(),
        })
    }

    fn text(&self, path: &str) -> Option<String> {
        let mut bytes = Buffer::default();
        let file = TreeFile { path: super::join_path(self.scanner.root, path).into(), raw: None };
        self.scanner.tree.read(&file, &mut bytes).ok()?;
        Some(decode::plain(bytes.filled()).into_owned())
    }

    /// By fingerprint: what a requirement is for.
    fn purposes<'f>(&self, findings: &[&'f Finding]) -> FxHashMap<&'f str, Purpose> {
        let mut found = FxHashMap::default();
        let of_metadata = findings.chunk_by(|one, other| one.path == other.path);
        for group in of_metadata.filter(|group| group.iter().any(|finding| finding.kind == Kind::Dependency)) {
            let path = &group[0].path;
            let Some(text) = self.text(path) else { continue };
            let lines = LineIndex::new(&text);
            let stated = manifest::requirements(path, &text).found;
            let purposes: FxHashMap<_, _> = stated.iter().map(|one| (lines.locate(&text, one.span), one.purpose)).collect();
            let known = group.iter().filter_map(|finding| Some((finding.fingerprint.as_str(), *purposes.get(&finding.location)?)));
            found.extend(known);
        }
        found
    }

    /// Where a check is switched on that refuses the import of eventlet.
    fn ban(&self, model: &ReadinessModel, findings: &[&Finding]) -> Option<(String, u32)> {
        let hidden_jobs = findings.iter().filter(|finding| finding.kind == Kind::Config).map(|finding| &*finding.path);
        let mut paths: Vec<&str> = CHECK_FILES.into_iter().chain(hidden_jobs).collect();
        let mut seen = FxHashSet::default();
        paths.retain(|path| seen.insert(*path));
        paths.into_iter().find_map(|path| {
            let text = self.text(path)?;
            let refuses = |check: &Check| match check {
                Check::Gate => true,
                Check::Banned(module) => self.model.packages.contains(module),
                Check::Own(_, function) => model.own_ban.function.is_match(function),
                Check::Extensions(on, off) => model.ban.iter().any(|ban| {
                    let named = |codes: &[String]| codes.iter().any(|code| ban.code.starts_with(code.as_str()));
                    named(on) && !named(off) && self.asks_for(&ban.distribution)
                }),
            };
            let found = manifest::checks(path, &text).into_iter().find(|(check, _)| refuses(check));
            found.map(|(_, line)| (path.to_owned(), line))
        })
    }

    /// Whether any list of requirements names a distribution.
    fn asks_for(&self, distribution: &str) -> bool {
        let lists = self.scanner.set.textual.iter().filter(|file| manifest::is_metadata(&file.path));
        lists.filter_map(|file| Some((file, self.text(&file.path)?))).any(|(file, text)| {
            let stated = manifest::requirements(&file.path, &text).found;
            stated.iter().any(|one| one.name == distribution)
        })
    }

    fn checks_file(&self) -> String {
        let there = CHECK_FILES.into_iter().find(|path| self.text(path).is_some());
        there.unwrap_or("pyproject.toml").to_owned()
    }

    /// Whether the code that is installed speaks of deprecation near a name.
    fn announces(&self, name: &str, paths: &[&str], shipped: &Shipped) -> bool {
        let name = last_part(name).to_lowercase();
        (0..paths.len()).into_par_iter().filter(|at| shipped.holds(paths[*at])).any(|at| {
            let bytes = self.reader.bytes(self.files, at);
            if memchr::memmem::find(&bytes, b"eprecat").is_none() {
                return false;
            }
            let text = decode::plain(&bytes).to_lowercase();
            let lines: Vec<&str> = text.lines().collect();
            let speak = |lines: &[&str], word: &str| lines.iter().any(|line| line.contains(word));
            let spoken = lines.iter().enumerate().filter(|(_, line)| line.contains("deprecat"));
            spoken.into_iter().any(|(at, _)| {
                speak(around(&lines, at, NEAR), &name)
                    || speak(around(&lines, at, NEAR_MODE), "eventlet") && speak(block(&lines, at), &name)
            })
        })
    }
}

/// The lines up to `far` before and after the 0-based line `at`.
fn around<'l, 't>(lines: &'l [&'t str], at: usize, far: usize) -> &'l [&'t str] {
    &lines[at.saturating_sub(far)..(at + far).min(lines.len())]
}

/// The lines of the statement of module level in which the 0-based line `at` lies, by their
/// indentation: a function, a list of options.
fn block<'l, 't>(lines: &'l [&'t str], at: usize) -> &'l [&'t str] {
    let begins = |line: &&str| line.bytes().next().is_some_and(|first| !first.is_ascii_whitespace() && !b")]}#".contains(&first));
    let start = lines[..=at].iter().rposition(begins).unwrap_or(0);
    let length = lines[start + 1..].iter().position(begins).map_or(lines.len() - start, |length| length + 1);
    &lines[start..start + length]
}

/// An option is named with its group, and found by its own name.
fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// What is installed, as opposed to tools and what builds the documentation: what lies in
/// a top-level package, or in `bin`.
struct Shipped<'p> {
    folders: FxHashSet<&'p str>,
}

impl<'p> Shipped<'p> {
    fn new(paths: &[&'p str]) -> Self {
        let package = |path: &&'p str| path.strip_suffix("/__init__.py").filter(|folder| !folder.contains('/'));
        let folders = paths.iter().filter_map(package).chain(["bin", "src", "lib"]);
        Self { folders: folders.collect() }
    }

    fn holds(&self, path: &str) -> bool {
        match path.split_once('/') {
            // Without packages there is nothing to tell tools from.
            Some((folder, _)) => self.folders.len() <= 3 || self.folders.contains(folder),
            None => base_name(path) != "setup.py",
        }
    }
}

/// Whether a package that uses eventlet stands beside one of the same make that does not:
/// two backends with the same modules.
fn has_other_path(findings: &[&Finding], paths: &[&str], shipped: &Shipped) -> bool {
    let mut modules: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
    for path in paths.iter().filter(|path| shipped.holds(path)) {
        if let Some((folder, name)) = path.rsplit_once('/').filter(|(_, name)| *name != "__init__.py") {
            modules.entry(folder).or_default().insert(name);
        }
    }
    let imports = findings.iter().filter(|finding| finding.kind == Kind::Import && !finding.test);
    let eventlet: FxHashSet<&str> = imports
        .filter(|finding| finding.rule.family == crate::rules::Family::Import)
        .filter_map(|finding| finding.path.rsplit_once('/').map(|(folder, _)| folder))
        .collect();
    eventlet.iter().any(|green| {
        let Some((around, _)) = green.rsplit_once('/') else { return false };
        let siblings = modules
            .iter()
            .filter(|(folder, _)| folder.rsplit_once('/').is_some_and(|(own, _)| own == around) && !eventlet.contains(*folder));
        let own = modules.get(green);
        siblings.into_iter().any(|(_, names)| own.is_some_and(|own| own.intersection(names).count() >= 2))
    })
}
