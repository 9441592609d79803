//! What goes wrong at run time in a process that is patched: modules that were imported
//! too early, patching twice, patching by importing.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::super::replay::{Event, EventKind, Outcome, Step};
use super::{Evidence, Question};
use crate::python::code::{Code, ImportedName, name_hash};

/// Something that may go wrong at run time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Hazard {
    /// `imported-before-patching`, `lock-before-patching`, `patched-twice`,
    /// `patched-by-package`.
    pub kind: &'static str,
    /// Path relative to the project's root.
    pub path: String,
    /// 1-based line.
    pub line: u32,
    /// What stands there and why it matters.
    pub what: String,
}

/// Hazards that are listed of one kind; the first are the ones to look at.
const MAX_OF_A_KIND: usize = 20;

/// The hazards of a process.
pub fn hazards(question: &Question, base: &Outcome) -> Vec<Hazard> {
    let patches: Vec<&Event> = base.events.iter().filter(|event| event.kind == EventKind::Patch && !event.untaken).collect();
    let Some(first) = patches.iter().find(|event| event.happens()) else { return Vec::new() };
    let mut found = early_imports(question, base, first);
    let place = |step: &Step, kind: &'static str, what: String| Hazard {
        kind,
        path: question.paths.get(step.file as usize).copied().unwrap_or("?").to_owned(),
        line: step.line,
        what,
    };
    if let Some(package) = first.path.iter().find(|step| is_package(question, step))
        && !first.in_main
    {
        found.push(place(
            package,
            "patched-by-package",
            "importing this package patches whoever imports anything of it".to_owned(),
        ));
    }
    for other in patches.iter().filter(|event| event.happens() && event.arguments != first.arguments) {
        if let Some(step) = other.path.last() {
            let what = format!("patches again, with ({}) after ({})", other.arguments, first.arguments);
            found.push(place(step, "patched-twice", what));
        }
    }
    found.sort();
    found.dedup();
    found
}

fn is_package(question: &Question, step: &Step) -> bool {
    question.paths.get(step.file as usize).is_some_and(|path| path.ends_with("/__init__.py"))
}

/// What was imported before the process was patched, and keeps what it had.
fn early_imports(question: &Question, base: &Outcome, patch: &Event) -> Vec<Hazard> {
    let program = question.program;
    // The module that patches runs up to that line only.
    let patching: FxHashSet<u32> = patch.path.iter().map(|step| step.file).collect();
    let mut seen: FxHashSet<u32> = FxHashSet::default();
    let mut waiting: Vec<u32> = base.modules.iter().take(patch.imported).map(|(_, file)| *file).collect();
    waiting.retain(|file| !patching.contains(file));
    let mut found = Vec::new();
    while let Some(file) = waiting.pop() {
        if !seen.insert(file) || patching.contains(&file) {
            continue;
        }
        let Some(code) = program.code(file) else { continue };
        let own = program.edges(file).iter().filter(|edge| edge.at_import);
        waiting.extend(own.filter_map(|edge| program.map.get(edge.module).file));
        found.extend(kept_by(question, file, code, u32::MAX));
    }
    for file in patching {
        // Imports above the line that leads to patching.
        let line = patch.path.iter().filter(|step| step.file == file).map(|step| step.line).min().unwrap_or(0);
        if let Some(code) = program.code(file) {
            found.extend(kept_by(question, file, code, line));
        }
    }
    found.sort();
    found.dedup();
    // One kind leaves room for the other.
    let mut listed = FxHashMap::<&str, usize>::default();
    found.retain(|hazard| {
        let number = listed.entry(hazard.kind).or_default();
        *number += 1;
        *number <= MAX_OF_A_KIND
    });
    found
}

fn kept_by(question: &Question, file: u32, code: &Code, before: u32) -> Vec<Hazard> {
    let path = question.paths.get(file as usize).copied().unwrap_or("?").to_owned();
    let mut found = Vec::new();
    let early = |import: &&ImportedName| import.at_import && !import.typing_only && import.level == 0 && import.line < before;
    for import in code.imports.iter().filter(early) {
        let whole = import.name.as_ref().map(|name| format!("{}.{name}", import.module));
        let covers =
            |known: &str, name: &str| name.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let reason = question
            .model
            .keeps_unpatched
            .iter()
            .find(|(known, _)| covers(known, &import.module) || whole.as_deref().is_some_and(|name| covers(known, name)));
        if let Some((known, why)) = reason {
            let what = format!("imports {known} before patching: it {why}");
            found.push(Hazard { kind: "imported-before-patching", path: path.clone(), line: import.line, what });
        }
        let makes = |name: &&str| code.early_calls.binary_search(&name_hash(name)).is_ok();
        if &*import.module == "threading"
            && before == u32::MAX
            && let Some(made) = ["Lock", "RLock", "Condition", "Semaphore", "Event", "local"].iter().find(|name| makes(name))
        {
            let what = format!("makes a threading.{made} when it is imported, before patching");
            found.push(Hazard { kind: "lock-before-patching", path: path.clone(), line: import.line, what });
        }
    }
    found
}

/// One step of a path, for people.
pub fn evidence(question: &Question, step: &Step) -> Evidence {
    Evidence {
        path: question.paths.get(step.file as usize).copied().unwrap_or("?").to_owned(),
        line: step.line,
        what: step.what.to_string(),
        assumed: step.assumed,
    }
}
