//! How far a project is from running without eventlet, what that takes, and in which order.
//! Decided from findings, services and metadata of one tree alone; `docs/readiness.md`
//! defines each figure and says where it comes from.

mod blockers;
mod disablable;
mod effort;
mod facts;
mod places;
mod plan;
mod state;

pub use facts::*;

use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

use super::services::Service;
use crate::finding::Finding;
use crate::manifest::Purpose;
use crate::project::ProjectKind;
use crate::rules::{Processes, ReadinessModel};
use crate::vocabulary::Kind;
use places::Places;
use state::State;

/// What is known of a project when its readiness is judged.
pub struct Question<'q> {
    /// Weights, thresholds and the order of work.
    pub model: &'q ReadinessModel,
    /// Facts about libraries.
    pub processes: &'q Processes,
    /// What the project ships.
    pub kind: ProjectKind,
    /// All findings, notes too, sorted by place.
    pub findings: &'q [&'q Finding],
    /// Its processes.
    pub services: &'q [Service],
    /// Whether a path belongs to what is installed, rather than to tools or documentation.
    pub is_shipped: &'q dyn Fn(&str) -> bool,
    /// By fingerprint: what a requirement is for.
    pub purposes: &'q FxHashMap<&'q str, Purpose>,
    /// Where a check is switched on that refuses the import of eventlet: path and 1-based
    /// line.
    pub ban: Option<(String, u32)>,
    /// The file in which one would be switched on.
    pub checks_file: String,
    /// Whether code that is installed announces the deprecation of a switch; of the parts
    /// for eventlet, if that is asked for. It reads files: it is asked where it decides.
    pub is_deprecated: &'q dyn Fn(&str) -> bool,
    /// Whether a top-level package is the project's own.
    pub is_own: &'q dyn Fn(&str) -> bool,
    /// Whether some package that uses eventlet stands beside one of the same make that does
    /// not.
    pub has_other_path: bool,
    /// Paths of modules that the project imports in functions and under conditions alone.
    pub lazy: &'q FxHashSet<&'q str>,
    /// Which file with findings imports which: paths.
    pub imports: &'q [(&'q str, &'q str)],
    /// What was decided by review; services carry theirs already.
    pub reviewed: Vec<Reviewed>,
}

/// Judges a project.
pub fn readiness(question: &Question) -> Readiness {
    let places = Places::new(question);
    let today = State::new(question, &places, &|_| true, None);
    let found = today.level();
    let reviewed = question.reviewed.iter().find(|reviewed| reviewed.service.is_none());
    let level = reviewed.and_then(|reviewed| ProjectLevel::parse(&reviewed.level)).unwrap_or(found);
    let mut all = question.reviewed.clone();
    for one in all.iter_mut().filter(|one| one.service.is_none()) {
        one.found = found.name().to_owned();
    }
    let effort = effort::effort(question, &places);
    Readiness {
        level,
        title: level.title(),
        milestones: today.milestones(level),
        disablable: disablable::disablable(question, &places, &today),
        counts: counts(question.findings.iter().copied()),
        blockers: blockers::blockers(question, &places, &today, level),
        plan: plan::plan(question, &places),
        leaves: plan::leaves(question, &places),
        effort,
        residual: today.residual(level),
        unknown: today.unknown(),
        reviewed: all,
        related: related(question),
    }
}

/// Findings by family.
pub fn counts<'f>(findings: impl Iterator<Item = &'f Finding>) -> BTreeMap<String, Count> {
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for finding in findings {
        let count = counts.entry(finding.rule.family.name().to_owned()).or_default();
        *(if finding.test { &mut count.test } else { &mut count.runtime }) += 1;
    }
    counts
}

/// Work beside the removal: by rule, or by what the symbol begins with. Of a library only
/// its imports in code that is no test: more is found only where somebody asks for notes,
/// and readiness must not depend on that.
fn related(question: &Question) -> BTreeMap<String, Vec<String>> {
    let belongs = |finding: &Finding, name: &str| {
        finding.rule.id == name
            || finding
                .symbol
                .as_deref()
                .and_then(|symbol| symbol.strip_prefix(name))
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let of = |names: &Vec<String>| -> Vec<String> {
        let counts = |finding: &&&Finding| {
            let stated = matches!(finding.kind, Kind::Import | Kind::Dependency | Kind::Config);
            stated && finding.via.is_none() && !finding.test
        };
        let found = question.findings.iter().filter(counts).filter(|finding| names.iter().any(|name| belongs(finding, name)));
        found.map(|finding| finding.fingerprint.as_str().to_owned()).collect()
    };
    question.model.related.iter().map(|(name, names)| (name.clone(), of(names))).filter(|(_, found)| !found.is_empty()).collect()
}
