//! Findings as the judgement sees them: where they count, in which step they go.

use rustc_hash::FxHashMap;

use super::Question;
use crate::finding::{Finding, Via};
use crate::manifest::Purpose;
use crate::rules::{Family, Severity};
use crate::vocabulary::{Kind, Role, ScopeKind};

/// Where a finding counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// In code that is installed.
    Runtime,
    /// In tests, tools and what builds the documentation.
    Tests,
    /// In metadata: a requirement, a plugin map.
    Metadata(Purpose),
    /// In settings and jobs.
    Settings,
    /// Nowhere: prose, remarks of the tool's own.
    Nowhere,
}

/// One finding, judged.
pub(super) struct Placed<'p> {
    pub finding: &'p Finding,
    pub place: Where,
    /// Index of the step that does away with it.
    pub step: Option<usize>,
    /// It names eventlet itself, or what eventlet is made of.
    pub own: bool,
    /// It hands on what others use, and is counted with them.
    pub hands_on: bool,
}

/// The findings of a project, judged.
pub(super) struct Places<'p> {
    pub all: Vec<Placed<'p>>,
}

impl<'p> Places<'p> {
    /// Judges findings.
    pub fn new(question: &Question<'p>) -> Self {
        let handed_on = handed_on(question.findings);
        let all = question.findings.iter().map(|finding| {
            let place = place(question, finding);
            let alias = finding.kind == Kind::Use && finding.role == Role::Value && finding.scope == ScopeKind::Module;
            let hands_on = alias && handed_on.contains_key(&(finding.path.as_ref(), finding.subject()));
            Placed { finding, place, step: None, own: is_own(question, finding), hands_on }
        });
        let mut places = Self { all: all.collect() };
        places.assign_steps(question);
        places
    }

    /// Findings in code that is installed.
    pub fn runtime(&self) -> impl Iterator<Item = &Placed<'p>> {
        self.all.iter().filter(|placed| placed.place == Where::Runtime)
    }

    fn assign_steps(&mut self, question: &Question) {
        let steps = &question.model.step;
        let tests = steps.iter().position(|step| step.tests);
        let mut last: FxHashMap<&str, usize> = FxHashMap::default();
        for placed in &mut self.all {
            placed.step = match placed.place {
                Where::Nowhere => None,
                Where::Tests => tests.filter(|_| placed.finding.severity() != Severity::Note),
                Where::Runtime if placed.finding.kind == Kind::Import => None,
                _ if placed.finding.severity() == Severity::Note => None,
                _ => question.model.step_of(&placed.finding.rule),
            };
            if let (Where::Runtime, Some(step)) = (placed.place, placed.step) {
                let latest = last.entry(&placed.finding.path).or_default();
                *latest = step.max(*latest);
            }
        }
        // What is imported goes with what it is imported for; what nothing is used of, at once.
        let first = question.model.step.iter().position(|step| step.families.contains(&Family::Synchronization));
        for placed in self.all.iter_mut().filter(|placed| placed.place == Where::Runtime && placed.finding.kind == Kind::Import) {
            if placed.finding.severity() != Severity::Note {
                placed.step = last.get(&*placed.finding.path).copied().or(first);
            }
        }
    }
}

/// What a module hands on: its path and the symbol, where some other module's use came
/// through it, or its own uses through the name.
fn handed_on<'f>(findings: &[&'f Finding]) -> FxHashMap<(&'f str, &'f str), ()> {
    let by_module = findings.iter().filter_map(|finding| match &finding.via {
        Some(Via::Module(module)) => Some((module.replace('.', "/"), finding.subject())),
        _ => None,
    });
    let passed: FxHashMap<(String, &str), ()> = by_module.map(|key| (key, ())).collect();
    let aliased =
        findings.iter().filter(|finding| finding.via == Some(Via::Alias)).map(|finding| (&*finding.path, finding.subject()));
    let mut found: FxHashMap<(&str, &str), ()> = aliased.map(|key| (key, ())).collect();
    for finding in findings {
        let stem = finding.path.trim_end_matches(".py").trim_end_matches("/__init__");
        // A module's name is the end of its path, wherever the sources begin.
        let names = stem.char_indices().filter(|(at, _)| *at == 0 || stem.as_bytes()[at - 1] == b'/').map(|(at, _)| &stem[at..]);
        if names.into_iter().any(|name| passed.contains_key(&(name.to_owned(), finding.subject()))) {
            found.insert((&finding.path, finding.subject()), ());
        }
    }
    found
}

fn place(question: &Question, finding: &Finding) -> Where {
    match finding.kind {
        Kind::Dependency => {
            let purpose = question.purposes.get(finding.fingerprint.as_str()).copied();
            Where::Metadata(if finding.test { Purpose::Development } else { purpose.unwrap_or_default() })
        }
        Kind::Config => Where::Settings,
        Kind::Text => Where::Nowhere,
        _ if finding.rule.family == Family::Hygiene => Where::Nowhere,
        _ if finding.test || !(question.is_shipped)(&finding.path) => Where::Tests,
        _ => Where::Runtime,
    }
}

fn is_own(question: &Question, finding: &Finding) -> bool {
    let root = finding.symbol.as_deref().and_then(|symbol| symbol.split('.').next());
    root.is_some_and(|root| question.processes.packages.iter().any(|package| package == root))
}
