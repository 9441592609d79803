//! What is said about a project's readiness; `docs/readiness.md` defines each figure.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::analysis::replay::Switch;

/// How far a project is. `R` levels are for what starts processes, `L` levels for what
/// others import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ProjectLevel {
    /// Every daemon is bound to eventlet.
    R0,
    /// Some service is not, or the project selects its mode itself; something still blocks R2.
    R1,
    /// Every service can run without eventlet.
    R2,
    /// Eventlet is no longer the default, and what switches it on is deprecated.
    R3,
    /// Nothing of its own uses eventlet at run time, nor requires it.
    R4,
    /// Tests, documentation and settings are free of it too, and a rule keeps it out.
    R5,
    /// It cannot be used without eventlet.
    L0,
    /// It works without, and looks for eventlet by itself.
    L1,
    /// Its parts for eventlet are deprecated.
    L2,
    /// It works without unless an extra asks for eventlet.
    L3,
    /// It has nothing to do with eventlet.
    L4,
}

impl ProjectLevel {
    const ALL: [Self; 11] =
        [Self::R0, Self::R1, Self::R2, Self::R3, Self::R4, Self::R5, Self::L0, Self::L1, Self::L2, Self::L3, Self::L4];

    /// The sign for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::R0 => "R0",
            Self::R1 => "R1",
            Self::R2 => "R2",
            Self::R3 => "R3",
            Self::R4 => "R4",
            Self::R5 => "R5",
            Self::L0 => "L0",
            Self::L1 => "L1",
            Self::L2 => "L2",
            Self::L3 => "L3",
            Self::L4 => "L4",
        }
    }

    /// The level whose sign this is.
    pub fn parse(sign: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == sign)
    }

    /// It in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::R0 => "not started",
            Self::R1 => "partly able to run without eventlet",
            Self::R2 => "able to run without eventlet",
            Self::R3 => "eventlet no longer the default",
            Self::R4 => "eventlet removed",
            Self::R5 => "clean, and kept so",
            Self::L0 => "needs eventlet",
            Self::L1 => "eventlet optional",
            Self::L2 => "parts for eventlet deprecated",
            Self::L3 => "eventlet only in an extra",
            Self::L4 => "free of eventlet",
        }
    }
}

/// Whether the dates of the community's goal are met. None where that cannot be decided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestones {
    /// Able to run without eventlet.
    #[serde(rename = "2026.2")]
    pub able: Option<bool>,
    /// Running on eventlet is deprecated.
    #[serde(rename = "2027.1")]
    pub deprecated: Option<bool>,
    /// Eventlet is removed.
    #[serde(rename = "2027.2")]
    pub removed: Option<bool>,
}

/// Whether eventlet can be switched off today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// In every service.
    Yes,
    /// In some.
    Partly,
    /// In none.
    No,
    /// That cannot be decided.
    Unknown,
}

/// How eventlet is switched off, and who loads it all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disablable {
    /// Whether it can be.
    pub answer: Answer,
    /// By what, in order of precedence.
    pub by: Vec<Switch>,
    /// What loads it all the same.
    pub still_loads: Vec<Loader>,
}

/// Something that loads eventlet although nothing asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loader {
    /// `library`, `module`, `optional`, `tests` or `requirement`.
    pub kind: &'static str,
    /// What it is: a library's module, a file.
    pub what: String,
    /// Path of the first place, relative to the project's root.
    pub path: String,
    /// 1-based line of it.
    pub line: u32,
    /// How many places there are.
    pub places: usize,
}

/// How much there is to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EffortClass {
    /// Up to 20 points.
    Small,
    /// Up to 60.
    Medium,
    /// Up to 150.
    Large,
    /// More.
    Redesign,
}

impl EffortClass {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
            Self::Redesign => "redesign",
        }
    }
}

/// How much there is to change: the amount of code, not the calendar.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effort {
    /// Sum of the terms, in points.
    pub score: f64,
    /// The class of the score.
    pub class: EffortClass,
    /// How many different kinds of problem there are to solve, 1 to 10.
    pub complexity: u8,
    /// What the complexity is made of.
    pub difficulties: Vec<String>,
    /// What the score is made of, largest first.
    pub terms: Vec<Term>,
}

/// One line of the score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Term {
    /// The rule's code; none for tests and entry points.
    pub code: Option<String>,
    /// What is counted.
    pub what: String,
    /// How many.
    pub count: usize,
    /// Points of one.
    pub weight: f64,
    /// Points of all.
    pub score: f64,
    /// The findings that are counted: fingerprints; for entry points the services' names.
    pub of: Vec<String>,
}

/// Findings of one family.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// In code that runs.
    pub runtime: usize,
    /// In tests, tools and documentation.
    pub test: usize,
}

/// Something that keeps a project from its next level.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Blocker {
    /// Path relative to the project's root.
    pub path: String,
    /// 1-based line.
    pub line: u32,
    /// Why it does.
    pub why: String,
}

/// One step of the plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanStep {
    /// 1-based number.
    pub step: usize,
    /// What is to be done.
    pub title: String,
    /// Fingerprints of the findings that it does away with.
    pub findings: Vec<String>,
    /// Points of them.
    pub score: f64,
    /// Names of the services that are free of eventlet when it is done.
    pub frees: Vec<String>,
    /// The project's level when it and those before are done.
    pub level: ProjectLevel,
    /// How one sees that it is done.
    pub check: String,
}

/// A module that can be migrated at once: nothing else that uses eventlet imports it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leaf {
    /// Path relative to the project's root.
    pub path: String,
    /// Findings in it.
    pub findings: usize,
    /// Points of them.
    pub score: f64,
}

/// What could not be decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Undecided {
    /// The service.
    pub service: String,
    /// Why.
    pub reason: String,
}

/// What somebody decided after a review, instead of the analysis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reviewed {
    /// The service it is about; none: the project.
    pub service: Option<String>,
    /// The level that holds.
    pub level: String,
    /// The level that was found.
    pub found: String,
    /// Why.
    pub reason: String,
    /// Who reviewed it.
    pub author: String,
    /// When, as YYYY-MM-DD.
    pub date: String,
    /// Until when it holds, as YYYY-MM-DD.
    pub expires: String,
}

/// How far a project is, and what is left to do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Readiness {
    /// How far.
    pub level: ProjectLevel,
    /// The level in words.
    pub title: &'static str,
    /// The community goal's dates, measured against the goal as it is worded today.
    pub milestones: Milestones,
    /// Whether eventlet can be switched off.
    pub disablable: Disablable,
    /// How much there is to change.
    pub effort: Effort,
    /// Findings by family.
    pub counts: BTreeMap<String, Count>,
    /// What keeps the project from the next level, sorted by place.
    pub blockers: Vec<Blocker>,
    /// What to do, in order.
    pub plan: Vec<PlanStep>,
    /// Where to begin.
    pub leaves: Vec<Leaf>,
    /// Flags of services that have reached their level all the same, with how many carry it.
    pub residual: BTreeMap<String, usize>,
    /// What could not be decided.
    pub unknown: Vec<Undecided>,
    /// What was decided by review.
    pub reviewed: Vec<Reviewed>,
    /// Work beside the removal, apart from readiness: `rootwrap`, `heartbeat_in_pthread`,
    /// with the fingerprints of their findings.
    pub related: BTreeMap<String, Vec<String>>,
}
