//! Whether eventlet can be switched off today, and who loads it all the same.

use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

use super::places::{Placed, Places, Where};
use super::state::{State, is_able, must_import};
use super::{Answer, Disablable, Loader, ProjectLevel, Question};
use crate::analysis::replay::Switch;
use crate::analysis::services::Level;
use crate::finding::Finding;
use crate::manifest::Purpose;
use crate::rules::Severity;
use crate::vocabulary::Kind;

/// The answer of today.
pub(super) fn disablable(question: &Question, places: &Places, state: &State) -> Disablable {
    let mut by: Vec<Switch> = Vec::new();
    for switch in question.services.iter().flat_map(|service| &service.switches) {
        if !by.contains(switch) {
            by.push(switch.clone());
        }
    }
    Disablable { answer: answer(state), by, still_loads: loaders(question, places) }
}

fn answer(state: &State) -> Answer {
    let level = state.level();
    match level {
        ProjectLevel::L0 => return Answer::No,
        ProjectLevel::L1 | ProjectLevel::L2 | ProjectLevel::L3 | ProjectLevel::L4 => return Answer::Yes,
        ProjectLevel::R4 | ProjectLevel::R5 => return Answer::Yes,
        _ => {}
    }
    let able = state.serving().filter(|standing| is_able(standing) && standing.level != Level::Unknown).count();
    let unknown = state.serving().filter(|standing| standing.level == Level::Unknown).count();
    match (able, state.serving().count()) {
        (_, 0) => Answer::Unknown,
        (able, all) if able == all => Answer::Yes,
        (able, all) if able + unknown == all => Answer::Unknown,
        _ if state.serving().any(|standing| standing.level >= Level::E2 && standing.level != Level::Unknown) => Answer::Partly,
        _ => Answer::No,
    }
}

/// Who loads eventlet although nothing asks for it, by kind and name.
fn loaders(question: &Question, places: &Places) -> Vec<Loader> {
    let reached: FxHashSet<&str> =
        question.services.iter().flat_map(|service| service.reaches.iter().map(String::as_str)).collect();
    let mut found: BTreeMap<(&'static str, String), Loader> = BTreeMap::new();
    for placed in &places.all {
        let Some((kind, what)) = loader(question, placed, &reached) else { continue };
        let finding = placed.finding;
        let one = found.entry((kind, what.clone())).or_insert_with(|| Loader {
            kind,
            what,
            path: finding.path.to_string(),
            line: finding.location.line,
            places: 0,
        });
        one.places += 1;
    }
    found.into_values().collect()
}

fn loader(question: &Question, placed: &Placed, reached: &FxHashSet<&str>) -> Option<(&'static str, String)> {
    let finding = placed.finding;
    let symbol = || finding.symbol.clone().unwrap_or_default();
    match placed.place {
        Where::Runtime if finding.kind == Kind::Import && is_library(question, finding) => Some(("library", symbol())),
        Where::Runtime if must_import(question, placed) && placed.own && finding.severity() == Severity::Error => {
            // What no process reaches by itself is loaded where a deployment asks for it.
            let kind = if reached.contains(finding.fingerprint.as_str()) { "module" } else { "optional" };
            Some((kind, finding.path.to_string()))
        }
        Where::Tests if finding.kind == Kind::Import && placed.own => Some(("tests", "tests and tools".to_owned())),
        Where::Metadata(Purpose::Runtime) if question.model.brings.contains(&finding.rule.id) => {
            Some(("requirement", finding.text.clone().unwrap_or_default()))
        }
        _ => None,
    }
}

/// Whether an import loads a library that loads eventlet. Whoever gets it from another
/// module of the project loads nothing more.
fn is_library(question: &Question, import: &Finding) -> bool {
    let root = import.symbol.as_deref().and_then(|symbol| symbol.split('.').next());
    import.via.is_none() && question.model.loads.contains(&import.rule.id) && !root.is_some_and(|root| (question.is_own)(root))
}
