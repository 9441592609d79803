//! What each process of a project runs on, and the evidence.

mod closure;
mod hazards;
mod mode_tests;
mod verdict;
mod words;
mod wrappers;

pub use closure::{Closure, Done, Use};
pub use hazards::Hazard;
pub use mode_tests::ModeTests;
pub use words::{FLAGS, FlagWords, LevelWords, flag_meaning};
pub use wrappers::{Wrapper, wrappers};

use bumpalo::Bump;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::cell::Cell;

use super::replay::{Event, EventKind, Importers, Outcome, Stage, Switch, SwitchKind, SwitchRead, World, replay};
use crate::project::{EntryPoint, Group, ImportEffects, Place, Program};
use crate::rules::Processes;

/// How far a service is from running without eventlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Level {
    /// Bound: patched whatever is set, or served by eventlet's server alone.
    E0,
    /// Entangled: not patched, but what it may run uses eventlet.
    E1,
    /// Switchable, eventlet by default.
    E2,
    /// Switchable, threads by default.
    E3,
    /// Threads only.
    E4,
    /// Its code is elsewhere, or missing.
    EX,
    /// It could not be decided.
    #[serde(rename = "unknown")]
    Unknown,
}

impl Level {
    /// What a switchable service runs on if nothing is set.
    pub fn default(self) -> Option<&'static str> {
        match self {
            Level::E2 => Some("eventlet"),
            Level::E3 => Some("threading"),
            _ => None,
        }
    }

    /// The word for it.
    pub fn mode(self) -> &'static str {
        match self {
            Level::E0 => "bound",
            Level::E1 => "entangled",
            Level::E2 | Level::E3 => "switchable",
            Level::E4 => "threads",
            Level::EX => "external",
            Level::Unknown => "unknown",
        }
    }

    /// The level of a service that can be decided, by its sign.
    pub fn parse(sign: &str) -> Option<Self> {
        [Self::E0, Self::E1, Self::E2, Self::E3, Self::E4, Self::EX].into_iter().find(|level| level.name() == sign)
    }

    /// The sign for it.
    pub fn name(self) -> &'static str {
        match self {
            Level::E0 => "E0",
            Level::E1 => "E1",
            Level::E2 => "E2",
            Level::E3 => "E3",
            Level::E4 => "E4",
            Level::EX => "EX",
            Level::Unknown => "unknown",
        }
    }
}

/// On which threads oslo.service works in a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Backend {
    /// `eventlet` or `threading`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Whether a call selected it; otherwise it was the default of the first import.
    pub explicit: bool,
}

/// One step of the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Path relative to the project's root.
    pub path: String,
    /// 1-based line.
    pub line: u32,
    /// What stands there.
    pub what: String,
    /// Whether Python leaves open that it happens.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub assumed: bool,
}

/// A process that a project ships.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// From what it is started.
    pub group: Group,
    /// What is started.
    pub entry_point: String,
    /// Whether it serves until it is stopped.
    pub daemon: bool,
    /// How far it is.
    pub level: Level,
    /// What the analysis found, where a review put another level in its place.
    #[serde(skip)]
    pub found: Option<Level>,
    /// The word for that.
    pub mode: &'static str,
    /// What a switchable service runs on if nothing is set.
    pub default: Option<&'static str>,
    /// What switches it, in order of precedence.
    pub switches: Vec<Switch>,
    /// When it is patched if nothing is set: `import` or `main`.
    pub patched: Option<&'static str>,
    /// oslo.service's backend if nothing is set.
    pub backend: Option<Backend>,
    /// What changes what is to be done.
    pub flags: Vec<&'static str>,
    /// One sentence.
    pub reason: String,
    /// From the entry point to what decides.
    pub evidence: Vec<Evidence>,
    /// Uses of eventlet that it runs in threaded mode too: for the flag `hard-use`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unguarded: Vec<Evidence>,
    /// What may go wrong while it runs patched.
    pub hazards: Vec<Hazard>,
    /// Fingerprints of the findings in code that it may load.
    pub reaches: Vec<String>,
    /// Those that no other service reaches: what can be changed for it alone.
    pub alone: Vec<String>,
}

impl Service {
    /// Puts what somebody decided by review in the place of what was found.
    pub fn review(&mut self, level: Level, author: &str, date: &str, reason: &str) {
        self.reason = format!("by review of {author} on {date}, instead of {}: {reason}", self.level.name());
        self.found = Some(std::mem::replace(&mut self.level, level));
        self.mode = level.mode();
        self.default = level.default();
        if level >= Level::E4 {
            self.flags.retain(|flag| *flag != "hard-use");
            self.unguarded.clear();
        }
    }
}

/// What the analysis of services needs to know of a project.
pub struct Question<'q> {
    /// The code that may run.
    pub program: &'q Program<'q>,
    /// Facts about libraries.
    pub model: &'q Processes,
    /// Functions that import by name.
    pub importers: &'q Importers<'q>,
    /// Paths of the Python files, by index.
    pub paths: &'q [&'q str],
    /// The processes.
    pub entries: &'q [EntryPoint],
    /// Uses of eventlet in code that is no test.
    pub uses: &'q [Use],
    /// For each finding in code that is no test: the file's index and the fingerprint.
    pub places: &'q [(u32, &'q str)],
}

/// What each process runs on, in the order of the entry points.
pub fn services(question: &Question) -> Vec<Service> {
    let no_backend = needs_no_backend(question);
    let (program, model, importers) = (question.program, question.model, question.importers);
    let stage = Stage { program, effects: ImportEffects::new(program, model, importers), model, importers };
    let one = |(at, entry): (usize, &EntryPoint)| match at < MAX_ENTRIES {
        true => service(question, &stage, entry, no_backend),
        false => verdict::too_many(entry, MAX_ENTRIES),
    };
    let mut all: Vec<Service> = question.entries.par_iter().enumerate().map(one).collect();
    let mut count: FxHashMap<&str, usize> = FxHashMap::default();
    for fingerprint in all.iter().flat_map(|service| &service.reaches) {
        *count.entry(fingerprint).or_default() += 1;
    }
    let alone: Vec<Vec<String>> = all
        .iter()
        .map(|service| service.reaches.iter().filter(|one| count.get(one.as_str()) == Some(&1)).cloned().collect())
        .collect();
    for (service, alone) in all.iter_mut().zip(alone) {
        service.alone = alone;
    }
    all
}

/// Whether nothing in the project imports oslo.service: then no backend need be selected
/// for a process to run on threads.
fn needs_no_backend(question: &Question) -> bool {
    let package = question.model.backend_package.as_str();
    let names = |module: &str| module == package || module.starts_with(package) && module[package.len()..].starts_with('.');
    !question.program.files().any(|(_, code)| code.imports.iter().any(|import| names(&import.module)))
}

fn service(question: &Question, stage: &Stage, entry: &EntryPoint, no_backend: bool) -> Service {
    let Place::Own(_, file, _) = &entry.place else { return verdict::elsewhere(entry) };
    let whole = question.program.code(*file).filter(|code| {
        code.look_everywhere();
        !code.is_broken()
    });
    if whole.is_none() {
        return verdict::unreadable(entry);
    }
    // What all replays of a process may cost depends on how many processes there are, not
    // on what the others took: the result must not depend on who is first.
    let left = Cell::new((TOTAL_STEPS / question.entries.len() as u64).clamp(LEAST_STEPS, MOST_STEPS));
    let run = |world: &World| {
        let arena = Bump::new();
        let outcome = replay(stage, entry, world, left.get(), &arena);
        left.set(left.get().saturating_sub(outcome.steps));
        outcome
    };
    let base = run(&World::default());
    let turns = turns(&base, &question.model.default_backend, &run);
    let closure = Closure::new(question.program, *file, &base);
    verdict::verdict(&verdict::Case { question, entry, base: &base, turns: &turns, closure: &closure, no_backend })
}

/// Statements and expressions that all replays of a project may run, those of one process
/// at least and at most. A project that needs more tells of it: its services are unknown.
const TOTAL_STEPS: u64 = 80_000_000;
const LEAST_STEPS: u64 = 150_000;
const MOST_STEPS: u64 = 12_000_000;
/// Processes that are looked at; the largest project of the corpus has 41.
const MAX_ENTRIES: usize = 500;

/// What happens to a process when a switch is set.
pub struct Turn {
    /// The switch.
    pub switch: Switch,
    /// The value that was tried.
    pub value: String,
    /// What the process did then.
    pub outcome: Outcome,
}

/// How a process runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Patched.
    Green,
    /// Not patched, on threads that were selected.
    Threads,
    /// Not patched, and nothing was selected.
    Neither,
}

/// How a replayed process runs.
pub fn mode(outcome: &Outcome) -> Mode {
    let happens = |kind: &dyn Fn(EventKind) -> bool| outcome.events.iter().any(|event| event.happens() && kind(event.kind));
    if happens(&|kind| kind == EventKind::Patch) {
        Mode::Green
    } else if happens(&|kind| kind == EventKind::Backend { eventlet: false, explicit: true }) {
        Mode::Threads
    } else {
        Mode::Neither
    }
}

/// Values of one switch that are tried.
const MAX_VALUES: usize = 12;
/// Values that a switch without any known ones is tried with.
const USUAL: [&str; 4] = ["1", "0", "true", "false"];

/// Values that say no, most of all to a switch that turns eventlet off.
const DENYING: [&str; 2] = ["0", "false"];

/// Values that tell apart what a switch is compared with: of those that every comparison
/// answers alike, one. What people set a variable to comes first, so that the reason reads
/// as they know it; of that, what usually turns a process that runs as `normal`: each
/// value that is tried in vain costs a replay.
fn worth_trying(read: &SwitchRead, normal: Mode, eventlet: &str) -> Vec<String> {
    let compared = &read.compared;
    let any_value = compared.is_empty() || read.switch.kind == SwitchKind::Environment;
    let usual = USUAL.iter().filter(|_| any_value).map(|value| (*value).to_owned());
    let all = usual.chain(compared.iter().flatten().filter(|value| !value.is_empty()).cloned());
    let is_turning = |value: &String| normal == Mode::Threads && (DENYING.contains(&value.as_str()) || value == eventlet);
    let (turning, others): (Vec<_>, Vec<_>) = all.partition(is_turning);
    let answer = |value: &String| -> Vec<bool> { compared.iter().map(|group| group.contains(value)).collect() };
    let mut answers: Vec<Vec<bool>> = read.held.iter().map(answer).collect();
    let mut values: Vec<String> = Vec::new();
    for value in turning.into_iter().chain(others) {
        if (compared.is_empty() || !answers.contains(&answer(&value))) && !values.contains(&value) && values.len() < MAX_VALUES {
            answers.push(answer(&value));
            values.push(value);
        }
    }
    values
}

/// Sets each switch on which patching or the backend depends, and looks what changes.
fn turns(base: &Outcome, eventlet: &str, run: &dyn Fn(&World) -> Outcome) -> Vec<Turn> {
    let decides = |event: &Event| matches!(event.kind, EventKind::Patch | EventKind::Backend { .. });
    let taints = base.events.iter().filter(|event| decides(event)).fold(0, |taints, event| taints | event.taints);
    let normal = mode(base);
    let mut found = Vec::new();
    for (at, read) in base.switches.iter().enumerate() {
        let switch = &read.switch;
        if taints & (1 << at.min(63)) == 0 {
            continue;
        }
        let mut best: Option<Turn> = None;
        for value in worth_trying(read, normal, eventlet) {
            let world = World { values: vec![(switch.clone(), value.clone())] };
            let outcome = run(&world);
            let turned = mode(&outcome);
            if outcome.fails && turned == Mode::Neither || turned == normal {
                continue;
            }
            let full = turned != Mode::Neither;
            if full || best.is_none() {
                best = Some(Turn { switch: switch.clone(), value, outcome });
            }
            if full {
                break;
            }
        }
        found.extend(best);
    }
    found
}
