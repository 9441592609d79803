//! What keeps a project from its next level.

use super::places::{Placed, Places, Where};
use super::state::{Standing, State, counts_as_own, must_import};
use super::{Blocker, ProjectLevel, Question};
use crate::analysis::services::Level;
use crate::manifest::Purpose;
use crate::rules::Severity;

/// The blockers of the level above `level`, sorted by place.
pub(super) fn blockers(question: &Question, places: &Places, state: &State, level: ProjectLevel) -> Vec<Blocker> {
    use ProjectLevel::*;
    let mut found = match level {
        R0 | R1 => unable(state),
        R2 => undecided_default(state),
        R3 => remaining(question, places, &|placed| placed.place == Where::Runtime),
        R4 => leftovers(question, places),
        L0 => remaining(question, places, &|placed| must_import(question, placed)),
        L1 | L2 => remaining(question, places, &|placed| placed.place == Where::Runtime),
        L3 => remaining(question, places, &|_| true),
        R5 | L4 => Vec::new(),
    };
    found.sort();
    found.dedup();
    found
}

/// Services that cannot run without eventlet, each where that is decided.
fn unable(state: &State) -> Vec<Blocker> {
    let mut found = Vec::new();
    for standing in state.serving() {
        let service = standing.service;
        if standing.level < Level::E2 || standing.level == Level::Unknown {
            found.push(decided(standing, &service.reason));
        }
        if standing.level >= Level::E2 && standing.hard {
            let uses = service.unguarded.iter();
            found.extend(uses.map(|used| Blocker {
                path: used.path.clone(),
                line: used.line,
                why: format!("{} is used in threaded mode too", used.what),
            }));
        }
    }
    if let Some(standing) = state.lacks_server() {
        found.push(decided(standing, "its WSGI server refuses threads, and no WSGI application stands beside it"));
    }
    found
}

/// The last step of the evidence about a service, with a reason.
fn decided(standing: &Standing, reason: &str) -> Blocker {
    let service = standing.service;
    let (path, line) =
        service.evidence.last().map_or_else(|| (service.entry_point.clone(), 1), |step| (step.path.clone(), step.line));
    Blocker { path, line, why: format!("{}: {reason}", service.name) }
}

/// Services whose default is eventlet, and switches that nobody deprecates.
fn undecided_default(state: &State) -> Vec<Blocker> {
    let mut found = Vec::new();
    for standing in state.serving() {
        if standing.level == Level::E2 {
            found.push(decided(standing, "runs on eventlet unless somebody switches"));
        } else if !state.is_deprecated(standing) {
            found.push(decided(standing, "nothing says near its switch that it is deprecated"));
        }
    }
    found
}

/// Findings in code that runs and requirements that are left.
fn remaining(question: &Question, places: &Places, counts: &dyn Fn(&Placed) -> bool) -> Vec<Blocker> {
    let model = question.model;
    let requires = |placed: &Placed| match placed.place {
        Where::Metadata(Purpose::Runtime | Purpose::Extra) => model.requires.contains(&placed.finding.rule.id),
        _ => false,
    };
    let selects = |placed: &Placed| placed.place == Where::Runtime && model.selects_eventlet.contains(&placed.finding.rule.id);
    let own = |placed: &Placed| placed.place == Where::Runtime && counts_as_own(placed) && counts(placed);
    let left = places.all.iter().filter(|placed| requires(placed) || selects(placed) || own(placed));
    left.map(told).collect()
}

/// What is left in tests, tools and settings, and the ban that is missing.
fn leftovers(question: &Question, places: &Places) -> Vec<Blocker> {
    let model = question.model;
    let left = places.all.iter().filter(|placed| match placed.place {
        Where::Tests => placed.own && placed.finding.severity() != Severity::Note,
        Where::Metadata(Purpose::Development | Purpose::Extra) => model.requires.contains(&placed.finding.rule.id),
        Where::Settings => model.settings.contains(&placed.finding.rule.id),
        _ => false,
    });
    let mut found: Vec<Blocker> = left.map(told).collect();
    if question.ban.is_none() {
        let why = "no check refuses an import of eventlet: enable H905, a check of your own, or `eventlet-scan check` in a job";
        found.push(Blocker { path: question.checks_file.clone(), line: 1, why: why.to_owned() });
    }
    found
}

fn told(placed: &Placed) -> Blocker {
    let finding = placed.finding;
    Blocker {
        path: finding.path.to_string(),
        line: finding.location.line,
        why: format!("{} {}", finding.rule.code, finding.message),
    }
}
