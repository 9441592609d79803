//! What a report needs to know of a project, as it stands in the JSON of a result. Keys
//! that are not known are passed by; those that the contract allows to be missing may be.

use pep508_rs::pep440_rs::Version;
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::str::FromStr;

use super::usage::{Line, Usage};
use crate::analysis::readiness::{Answer, EffortClass, Milestones, ProjectLevel};
use crate::analysis::services::Level;
use crate::project::ProjectKind;
use crate::report::{FileCounts, ProjectReport};

/// A project.
#[derive(Debug, Clone, Deserialize)]
pub struct Summary {
    /// Its name.
    pub name: String,
    /// Its root, relative to the folder from which it was scanned.
    #[serde(default)]
    pub root: String,
    /// What it ships.
    #[serde(default = "no_kind", deserialize_with = "kind")]
    pub kind: ProjectKind,
    /// Its version, if the metadata says.
    #[serde(default)]
    pub version: Option<String>,
    /// The revision that was read.
    #[serde(default)]
    pub revision: Option<String>,
    /// The files that were looked at.
    #[serde(default)]
    pub files: FileCounts,
    /// Its findings, counted.
    #[serde(rename = "findings")]
    pub usage: Usage,
    /// Its processes.
    pub services: Vec<Service>,
    /// How far it is, if that was found out.
    #[serde(default)]
    pub readiness: Option<Readiness>,
}

/// A process.
#[derive(Debug, Clone, Deserialize)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// From what it is started.
    #[serde(default)]
    pub group: String,
    /// What is started.
    #[serde(default)]
    pub entry_point: String,
    /// Whether it serves until it is stopped.
    #[serde(default)]
    pub daemon: bool,
    /// How far it is; what is not known here counts as not decided.
    #[serde(deserialize_with = "level")]
    pub level: Level,
    /// What switches it.
    #[serde(default)]
    pub switches: Vec<Switch>,
    /// What changes what is to be done.
    #[serde(default)]
    pub flags: Vec<String>,
    /// One sentence.
    #[serde(default)]
    pub reason: String,
    /// From the entry point to what decides.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// One step of the evidence.
#[derive(Debug, Clone, Deserialize)]
pub struct Evidence {
    /// Path relative to the project's root.
    pub path: String,
    /// 1-based line.
    pub line: u32,
    /// What stands there.
    pub what: String,
    /// Whether Python leaves open that it happens.
    #[serde(default)]
    pub assumed: bool,
}

/// Something outside of the code that decides what it does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Switch {
    /// `environment`, `configuration` or `argument`.
    pub kind: String,
    /// The variable, the option, the argument.
    pub name: String,
}

impl Switch {
    /// What it is, and which: `environment variable OS_NAME`.
    pub fn words(&self) -> String {
        let kind = match self.kind.as_str() {
            "environment" => "environment variable",
            "configuration" => "option",
            other => other,
        };
        format!("{kind} {}", self.name)
    }
}

/// How eventlet is switched off, and who loads it all the same.
#[derive(Debug, Clone, Deserialize)]
pub struct Disablable {
    /// Whether it can be.
    pub answer: Answer,
    /// By what.
    #[serde(default)]
    pub by: Vec<Switch>,
    /// What loads it all the same.
    #[serde(default)]
    pub still_loads: Vec<Loader>,
}

/// Something that loads eventlet although nothing asks for it.
#[derive(Debug, Clone, Deserialize)]
pub struct Loader {
    /// `library`, `module`, `optional`, `tests` or `requirement`.
    pub kind: String,
    /// What it is.
    pub what: String,
    /// Path of the first place.
    #[serde(default)]
    pub path: String,
    /// 1-based line of it.
    #[serde(default)]
    pub line: u32,
    /// How many places there are.
    #[serde(default)]
    pub places: usize,
}

/// How much there is to change.
#[derive(Debug, Clone, Deserialize)]
pub struct Effort {
    /// Points.
    pub score: f64,
    /// The class of the score.
    pub class: EffortClass,
    /// 1 to 10.
    pub complexity: u8,
    /// What the complexity is made of.
    #[serde(default)]
    pub difficulties: Vec<String>,
    /// What the score is made of, largest first.
    #[serde(default)]
    pub terms: Vec<Term>,
}

/// One line of the score.
#[derive(Debug, Clone, Deserialize)]
pub struct Term {
    /// The rule's code; none for tests and entry points.
    #[serde(default)]
    pub code: Option<String>,
    /// What is counted.
    pub what: String,
    /// How many.
    pub count: usize,
    /// Points of one.
    pub weight: f64,
    /// Points of all.
    pub score: f64,
    /// Fingerprints, or names of services.
    #[serde(default)]
    pub of: Vec<String>,
}

/// Something that keeps a project from its next level.
#[derive(Debug, Clone, Deserialize)]
pub struct Blocker {
    /// Path relative to the project's root.
    pub path: String,
    /// 1-based line.
    pub line: u32,
    /// Why it does.
    pub why: String,
}

/// What could not be decided.
#[derive(Debug, Clone, Deserialize)]
pub struct Undecided {
    /// The service.
    pub service: String,
    /// Why.
    pub reason: String,
}

/// One step of the plan.
#[derive(Debug, Clone, Deserialize)]
pub struct PlanStep {
    /// 1-based number.
    pub step: usize,
    /// What is to be done.
    pub title: String,
    /// Fingerprints.
    #[serde(default)]
    pub findings: Vec<String>,
    /// Points.
    #[serde(default)]
    pub score: f64,
    /// Services that are free of eventlet when it is done.
    #[serde(default)]
    pub frees: Vec<String>,
    /// The level that the project has then.
    #[serde(default)]
    pub level: Option<ProjectLevel>,
    /// How one sees that it is done.
    #[serde(default)]
    pub check: String,
}

/// A module that can be migrated at once.
#[derive(Debug, Clone, Deserialize)]
pub struct Leaf {
    /// Path relative to the project's root.
    pub path: String,
    /// Findings in it.
    #[serde(default)]
    pub findings: usize,
    /// Points of them.
    #[serde(default)]
    pub score: f64,
}

/// What somebody decided after a review, instead of the analysis.
#[derive(Debug, Clone, Deserialize)]
pub struct Reviewed {
    /// The service it is about; none: the project.
    #[serde(default)]
    pub service: Option<String>,
    /// The level that holds.
    pub level: String,
    /// The level that was found.
    #[serde(default)]
    pub found: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Who reviewed it.
    #[serde(default)]
    pub author: String,
    /// When.
    #[serde(default)]
    pub date: String,
    /// Until when it holds.
    #[serde(default)]
    pub expires: String,
}

/// How far a project is, and what is left to do.
#[derive(Debug, Clone, Deserialize)]
pub struct Readiness {
    /// How far.
    pub level: ProjectLevel,
    /// The level in words.
    pub title: String,
    /// The community goal's dates.
    pub milestones: Milestones,
    /// Whether eventlet can be switched off.
    pub disablable: Disablable,
    /// How much there is to change.
    pub effort: Effort,
    /// What keeps the project from the next level.
    #[serde(default)]
    pub blockers: Vec<Blocker>,
    /// What to do, in order.
    #[serde(default)]
    pub plan: Vec<PlanStep>,
    /// Where to begin.
    #[serde(default)]
    pub leaves: Vec<Leaf>,
    /// Flags of services that have reached their level all the same.
    #[serde(default)]
    pub residual: BTreeMap<String, usize>,
    /// What could not be decided.
    #[serde(default)]
    pub unknown: Vec<Undecided>,
    /// What was decided by review.
    #[serde(default)]
    pub reviewed: Vec<Reviewed>,
    /// Work beside the removal, with the fingerprints of its findings.
    #[serde(default)]
    pub related: BTreeMap<String, Vec<String>>,
}

impl Summary {
    /// The summary of a project that was scanned.
    ///
    /// # Errors
    /// None that a scan could bring about; what comes out of one goes through the same
    /// door as what is read from a file.
    pub fn of(project: &ProjectReport) -> serde_json::Result<Self> {
        let services = serde_json::to_vec(&project.services)?;
        let readiness = serde_json::to_vec(&project.readiness)?;
        Ok(Self {
            name: project.name.clone(),
            root: project.root.clone(),
            kind: project.kind,
            version: project.version.clone(),
            revision: project.revision.clone(),
            files: project.files,
            usage: Usage::of(project.findings.iter().map(Line::from)),
            services: serde_json::from_slice(&services)?,
            readiness: serde_json::from_slice(&readiness)?,
        })
    }

    /// Its level, if that was found out.
    pub fn level(&self) -> Option<ProjectLevel> {
        self.readiness.as_ref().map(|readiness| readiness.level)
    }

    /// Its points, if they were counted.
    pub fn score(&self) -> Option<f64> {
        self.readiness.as_ref().map(|readiness| readiness.effort.score)
    }

    /// What was read: the version, the revision in short, or both.
    pub fn state(&self) -> Option<String> {
        let revision = self.revision.as_deref().map(short);
        match (self.version.as_deref(), revision) {
            (Some(version), Some(revision)) => Some(format!("{version} ({revision})")),
            (Some(version), None) => Some(version.to_owned()),
            (None, Some(revision)) => Some(revision.to_owned()),
            (None, None) => None,
        }
    }

    /// Name and state.
    pub fn label(&self) -> String {
        self.state().map_or_else(|| self.name.clone(), |state| format!("{} {state}", self.name))
    }

    /// Name, state, and where it was.
    pub fn label_and_place(&self) -> String {
        format!("{} in {}", self.label(), self.root)
    }

    /// Whether `other` is of an earlier version (greater), a later one (less), or neither
    /// can be said.
    pub fn age(&self, other: &Self) -> Ordering {
        let version = |summary: &Self| summary.version.as_deref().and_then(|text| Version::from_str(text).ok());
        match (version(self), version(other)) {
            (Some(own), Some(other)) => own.cmp(&other),
            _ => Ordering::Equal,
        }
    }
}

/// A commit's name as people write it; other revisions as they are.
fn short(revision: &str) -> &str {
    let is_hash = revision.len() >= 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash { &revision[..10] } else { revision }
}

fn kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ProjectKind, D::Error> {
    let text = Cow::<str>::deserialize(deserializer)?;
    Ok(match &*text {
        "service" => ProjectKind::Service,
        "library" => ProjectKind::Library,
        "client" => ProjectKind::Client,
        "plugin" => ProjectKind::Plugin,
        _ => ProjectKind::Unknown,
    })
}

fn no_kind() -> ProjectKind {
    ProjectKind::Unknown
}

fn level<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Level, D::Error> {
    let text = Cow::<str>::deserialize(deserializer)?;
    Ok(Level::ALL.into_iter().find(|level| level.name() == text).unwrap_or(Level::Unknown))
}
