//! What readiness is judged by: `rules/model/readiness.toml`.

use serde::Deserialize;
use std::collections::BTreeMap;

use super::load::built_in;
use super::model::{Family, LazyRegex, Rule};
use crate::error::Error;

/// Weights, thresholds and the order of work; rules are named by their ids.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadinessModel {
    /// Rules of which a module counts once.
    pub per_module: Vec<String>,
    /// Points of such a module that no process reaches.
    pub unreached_weight: f64,
    /// Points of one place in tests or tools.
    pub test_weight: f64,
    /// Points of an entry point that can still run patched.
    pub entry_weight: f64,
    /// The highest scores, in points, of the classes small, medium and large.
    pub classes: [f64; 3],
    /// Rules for code that selects a mode of the project's own.
    pub selects_mode: Vec<String>,
    /// Rules for code that keeps eventlet in a process without naming it.
    pub selects_eventlet: Vec<String>,
    /// Rules for imports of libraries that load eventlet.
    pub loads: Vec<String>,
    /// Rules for requirements that bring eventlet.
    pub brings: Vec<String>,
    /// Rules for requirements of eventlet.
    pub requires: Vec<String>,
    /// Rules for settings that must follow.
    pub settings: Vec<String>,
    /// Known checks that refuse an import of eventlet.
    pub ban: Vec<Ban>,
    /// Checks of a project's own that do.
    pub own_ban: OwnBan,
    /// Work beside the removal: its name, with ids of rules or beginnings of symbols.
    pub related: BTreeMap<String, Vec<String>>,
    /// Kinds of problem, with their points of complexity.
    pub difficulty: Vec<Difficulty>,
    /// The order of work.
    pub step: Vec<Step>,
}

/// A known check that refuses an import of eventlet.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ban {
    /// Its code.
    pub code: String,
    /// The distribution that brings it, normalised.
    pub distribution: String,
}

/// How a project's own check that refuses the import is recognised.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnBan {
    /// The name of its function: a regular expression.
    #[serde(deserialize_with = "regex")]
    pub function: LazyRegex,
}

/// A kind of problem.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difficulty {
    /// What it is called.
    pub name: String,
    /// Its points of complexity.
    pub points: u8,
    /// The rules that show it; `*` for any that weighs something.
    pub rules: Vec<String>,
    /// What there may be instead, for one point less.
    pub instead: Option<String>,
    /// The rules that show that.
    #[serde(default)]
    pub instead_rules: Vec<String>,
    /// Shown by a finding that several services reach.
    #[serde(default)]
    pub shared: bool,
}

/// A step of the plan.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What is to be done.
    pub title: String,
    /// How one sees that it is.
    pub check: String,
    /// Rules whose findings it does away with.
    pub rules: Vec<String>,
    /// Families whose other findings it does.
    pub families: Vec<Family>,
    /// It is about switches.
    #[serde(default)]
    pub switches: bool,
    /// It is about all that is found in tests and tools.
    #[serde(default)]
    pub tests: bool,
    /// It enables a check that refuses the import.
    #[serde(default)]
    pub ban: bool,
}

fn regex<'d, D: serde::Deserializer<'d>>(from: D) -> Result<LazyRegex, D::Error> {
    LazyRegex::new(&String::deserialize(from)?).map_err(serde::de::Error::custom)
}

impl ReadinessModel {
    /// Reads the embedded file.
    ///
    /// # Errors
    /// It is broken.
    pub fn load() -> Result<Self, Error> {
        built_in("model/readiness.toml")
    }

    /// The index of the step that does away with a finding of `rule` in code that runs.
    /// Imports are not asked for here: they go with what they serve.
    pub fn step_of(&self, rule: &Rule) -> Option<usize> {
        let named = self.step.iter().position(|step| step.rules.contains(&rule.id));
        named.or_else(|| self.step.iter().position(|step| step.families.contains(&rule.step)))
    }
}
