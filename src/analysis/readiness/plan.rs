//! What to do, in which order, and where to begin.

use rustc_hash::{FxHashMap, FxHashSet};

use super::effort::{Counter, can_run_patched, round};
use super::places::{Placed, Places, Where};
use super::state::{Done, State, counts_as_own};
use super::{Leaf, PlanStep, ProjectLevel, Question};
use crate::analysis::services::{Level, Service};
use crate::rules::{Family, Severity};

/// The steps that have something to do, in order.
pub(super) fn plan(question: &Question, places: &Places) -> Vec<PlanStep> {
    let steps = &question.model.step;
    let points = points(question, places);
    let freed_at: Vec<Option<usize>> = question.services.iter().map(|service| freed_at(question, places, service)).collect();
    let number = |service: &Service| question.services.iter().position(|own| std::ptr::eq(own, service));
    let mut level = State::new(question, places, &|_| true, None).level();
    let switches = question.services.iter().any(|service| matches!(service.level, Level::E2 | Level::E3));
    let mut plan: Vec<PlanStep> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let is_freed = |service: &Service| number(service).and_then(|at| freed_at[at]).is_some_and(|by| by <= at);
        let done = Done {
            freed: &is_freed,
            flipped: steps[..=at].iter().any(|step| step.switches),
            banned: steps[..=at].iter().any(|step| step.ban),
        };
        let stays = |placed: &Placed| placed.step.is_none_or(|step| step > at);
        let after = State::new(question, places, &stays, Some(&done)).level();
        let findings: Vec<&Placed> = places.all.iter().filter(|placed| placed.step == Some(at)).collect();
        let freed = || question.services.iter().zip(&freed_at).filter(|(_, freed)| **freed == Some(at)).map(|(service, _)| service);
        let frees: Vec<String> = freed().map(|service| service.name.clone()).collect();
        let needed = step.switches && switches && level < ProjectLevel::R3 || step.ban && question.ban.is_none();
        if findings.is_empty() && frees.is_empty() && !needed {
            continue;
        }
        level = level.max(after);
        let score: f64 = findings.iter().filter_map(|placed| points.get(placed.finding.fingerprint.as_str())).sum();
        let entries = freed().filter(|service| can_run_patched(service)).count() as f64 * question.model.entry_weight;
        plan.push(PlanStep {
            step: plan.len() + 1,
            title: step.title.clone(),
            findings: findings.iter().map(|placed| placed.finding.fingerprint.as_str().to_owned()).collect(),
            score: round(score + entries),
            frees,
            level,
            check: step.check.clone(),
        });
    }
    plan
}

/// Points by fingerprint.
fn points<'p>(question: &Question<'p>, places: &Places<'p>) -> FxHashMap<&'p str, f64> {
    let mut counter = Counter::new(question);
    let pairs = places.all.iter().filter_map(|placed| Some((placed.finding.fingerprint.as_str(), counter.points(placed)?.weight)));
    pairs.collect()
}

/// The step with which a service is free; none if it is already, or cannot be told.
fn freed_at(question: &Question, places: &Places, service: &Service) -> Option<usize> {
    if !matches!(service.level, Level::E0 | Level::E1 | Level::E2 | Level::E3) {
        return None;
    }
    let reached: FxHashSet<&str> = service.reaches.iter().map(String::as_str).collect();
    let selects = |placed: &Placed| question.model.selects_eventlet.contains(&placed.finding.rule.id);
    let serves = |placed: &Placed| question.model.per_module.contains(&placed.finding.rule.id);
    let binds = |placed: &&Placed| {
        placed.place == Where::Runtime
            && reached.contains(placed.finding.fingerprint.as_str())
            && (counts_as_own(placed) || selects(placed) || serves(placed))
    };
    let last = places.all.iter().filter(binds).filter_map(|placed| placed.step).max();
    // Whoever is patched, or runs on a backend by default, is free when one is selected.
    let backend = question.model.step.iter().position(|step| step.families.contains(&Family::MonkeyPatch));
    let patched = service.patched.is_some() || service.level != Level::E1;
    let implicit = service.flags.contains(&"implicit-backend");
    last.max(backend.filter(|_| patched || implicit))
}

/// Modules that can be migrated at once: nothing else that uses eventlet imports them.
/// Those with most to gain come first.
pub(super) fn leaves(question: &Question, places: &Places) -> Vec<Leaf> {
    let points = points(question, places);
    let mut files: FxHashMap<&str, (usize, f64)> = FxHashMap::default();
    for placed in places.runtime().filter(|placed| placed.finding.severity() != Severity::Note) {
        let (count, score) = files.entry(&placed.finding.path).or_default();
        *count += 1;
        *score += points.get(placed.finding.fingerprint.as_str()).copied().unwrap_or(0.0);
    }
    let depended_on: FxHashSet<&str> = question
        .imports
        .iter()
        .filter(|(importer, imported)| importer != imported && files.contains_key(importer))
        .map(|(_, imported)| *imported)
        .collect();
    let free = files.into_iter().filter(|(path, _)| !depended_on.contains(path));
    let mut leaves: Vec<Leaf> =
        free.map(|(path, (findings, score))| Leaf { path: path.to_owned(), findings, score: round(score) }).collect();
    leaves.sort_by(|one, other| other.score.total_cmp(&one.score).then_with(|| one.path.cmp(&other.path)));
    leaves
}
