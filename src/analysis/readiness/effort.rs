//! How much there is to change: points per place, and the kinds of problem.

use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

use super::places::{Placed, Places, Where};
use super::{Effort, EffortClass, Question, Term};
use crate::analysis::services::{Level, Service};
use crate::rules::{Difficulty, Severity};
use crate::vocabulary::Kind;

/// The score, its terms and the complexity.
pub(super) fn effort(question: &Question, places: &Places) -> Effort {
    let mut terms = terms(question, places);
    terms.sort_by(|one, other| other.score.total_cmp(&one.score).then_with(|| one.what.cmp(&other.what)));
    let score = round(terms.iter().map(|term| term.score).sum());
    let difficulties: Vec<_> = question.model.difficulty.iter().filter_map(|one| difficulty(question, places, one)).collect();
    let points: u8 = difficulties.iter().map(|(_, points)| points).sum();
    Effort {
        score,
        class: class(question, score),
        complexity: points.clamp(1, 10),
        difficulties: difficulties.into_iter().map(|(name, _)| name).collect(),
        terms,
    }
}

/// Scores are sums of multiples of 0.05: two decimals hold them exactly.
pub(super) fn round(score: f64) -> f64 {
    // An empty sum is -0.0.
    (score * 100.0).round() / 100.0 + 0.0
}

fn class(question: &Question, score: f64) -> EffortClass {
    let classes = [EffortClass::Small, EffortClass::Medium, EffortClass::Large];
    let limits = question.model.classes.iter().zip(classes);
    limits.into_iter().find(|(limit, _)| score <= **limit).map_or(EffortClass::Redesign, |(_, class)| class)
}

/// What a finding adds to the score, in points, with what it is counted as; none if it
/// adds nothing.
pub(super) struct Points<'p> {
    pub weight: f64,
    pub code: Option<&'p str>,
    pub what: String,
}

/// Counts each place once.
pub(super) struct Counter<'c> {
    question: &'c Question<'c>,
    reached: FxHashSet<&'c str>,
    /// Modules that were counted: rule and path.
    modules: FxHashSet<(&'c str, &'c str)>,
}

impl<'c> Counter<'c> {
    pub fn new(question: &'c Question<'c>) -> Self {
        let reached = question.services.iter().flat_map(|service| service.reaches.iter().map(String::as_str)).collect();
        Self { question, reached, modules: FxHashSet::default() }
    }

    /// What the next finding adds. Findings must come in order, each once.
    pub fn points(&mut self, placed: &Placed<'c>) -> Option<Points<'c>> {
        let (finding, model) = (placed.finding, self.question.model);
        let rule = &*finding.rule;
        if matches!(placed.place, Where::Nowhere) || finding.kind == Kind::Import || placed.hands_on {
            return None;
        }
        if placed.place == Where::Tests {
            let counts = placed.own && finding.severity() == Severity::Error;
            let what = "places in tests and tools".to_owned();
            return counts.then_some(Points { weight: model.test_weight, code: None, what });
        }
        if rule.weight == 0.0 {
            return None;
        }
        let code = Some(rule.code.as_str());
        if model.per_module.contains(&rule.id) {
            if !self.modules.insert((&rule.id, &finding.path)) {
                return None;
            }
            if !self.question.services.is_empty() && !self.reached.contains(finding.fingerprint.as_str()) {
                return Some(Points {
                    weight: model.unreached_weight,
                    code,
                    what: format!("{}, which no process reaches", rule.title),
                });
            }
        }
        Some(Points { weight: rule.weight, code, what: rule.title.clone() })
    }
}

fn terms(question: &Question, places: &Places) -> Vec<Term> {
    let mut counter = Counter::new(question);
    let mut terms: BTreeMap<String, Term> = BTreeMap::new();
    for placed in &places.all {
        let Some(points) = counter.points(placed) else { continue };
        let term = terms.entry(points.what.clone()).or_insert_with(|| Term {
            code: points.code.map(str::to_owned),
            what: points.what,
            count: 0,
            weight: points.weight,
            score: 0.0,
            of: Vec::new(),
        });
        term.of.push(placed.finding.fingerprint.as_str().to_owned());
    }
    terms.extend(entry_points(question).map(|term| (term.what.clone(), term)));
    let mut terms: Vec<Term> = terms.into_values().collect();
    for term in &mut terms {
        term.count = term.of.len();
        term.score = round(term.count as f64 * term.weight);
    }
    terms
}

/// Whether a service is patched, or can be.
pub(super) fn can_run_patched(service: &Service) -> bool {
    matches!(service.level, Level::E0 | Level::E2 | Level::E3)
}

fn entry_points(question: &Question) -> Option<Term> {
    let patched = question.services.iter().filter(|service| can_run_patched(service));
    let of: Vec<String> = patched.map(|service| service.name.clone()).collect();
    let what = "entry points that can run patched".to_owned();
    (!of.is_empty()).then_some(Term { code: None, what, count: 0, weight: question.model.entry_weight, score: 0.0, of })
}

/// The name of a difficulty and its points, where it is met.
fn difficulty<'q>(question: &'q Question, places: &Places, difficulty: &'q Difficulty) -> Option<(String, u8)> {
    let shown = |rules: &[String]| {
        let weighs = |placed: &Placed| rules.iter().any(|rule| rule == "*") && placed.finding.rule.weight > 0.0;
        places.runtime().any(|placed| rules.contains(&placed.finding.rule.id) || weighs(placed))
    };
    if difficulty.shared && is_shared(question, places) || shown(&difficulty.rules) {
        return Some((difficulty.name.clone(), difficulty.points));
    }
    let instead = difficulty.instead.as_ref().filter(|_| shown(&difficulty.instead_rules))?;
    Some((instead.clone(), difficulty.points.saturating_sub(1)))
}

/// Whether several services reach some of the same places.
fn is_shared(question: &Question, places: &Places) -> bool {
    let mut count: FxHashMap<&str, usize> = FxHashMap::default();
    for fingerprint in question.services.iter().filter(|service| service.level != Level::EX).flat_map(|service| &service.reaches) {
        *count.entry(fingerprint).or_default() += 1;
    }
    let weighs = |placed: &Placed| placed.own && placed.finding.rule.weight > 0.0;
    places.runtime().any(|placed| weighs(placed) && count.get(placed.finding.fingerprint.as_str()).is_some_and(|count| *count > 1))
}
