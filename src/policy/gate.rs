//! Which rules are on.

use std::sync::Arc;

use crate::config::{Config, globs};
use crate::error::Error;
use crate::finding::Finding;
use crate::rules::{Family, Rule, RuleSet, Severity, Wanted};

/// Selectors from the command line; they come before the configuration's.
#[derive(Debug, Clone, Default)]
pub struct Selectors {
    /// Rules that are on, instead of the default.
    pub select: Vec<String>,
    /// Rules that are on besides.
    pub extend: Vec<String>,
    /// Rules that are off.
    pub ignore: Vec<String>,
    /// What is told of notes by default.
    pub notes: Notes,
}

/// What is told of notes where nobody selects any; of documentation nothing ever is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Notes {
    /// Nothing.
    #[default]
    Off,
    /// Who imports a library, what requires and sets it up; what uses it is not looked for.
    Imports,
    /// Everything.
    All,
}

/// The rules that are on in one project.
#[derive(Debug, Clone)]
pub struct Selection {
    /// They, in the order of their codes.
    pub rules: Vec<Arc<Rule>>,
    /// Those of them of which only imports are told.
    imports_only: Vec<String>,
    per_file: Vec<(globset::GlobSet, Vec<String>)>,
}

impl Selection {
    /// Applies selectors to the rules.
    ///
    /// # Errors
    /// A selector that selects no rule.
    pub fn new(rules: &RuleSet, selectors: &Selectors, config: &Config) -> Result<Self, Error> {
        let configured = config.select.clone().unwrap_or_default();
        let select = if selectors.select.is_empty() { &configured } else { &selectors.select };
        let ignores: Vec<_> = selectors.ignore.iter().chain(&config.ignore).collect();
        let per_file_selectors = config.per_file_ignores.values().flatten();
        for selector in select.iter().chain(&selectors.extend).chain(ignores.iter().copied()).chain(per_file_selectors) {
            rules.check_selector(selector).map_err(|(message, help)| Error::Usage { message, help })?;
        }
        let noted = |rule: &Rule| rule.severity != Severity::Note || selectors.notes != Notes::Off;
        let default = |rule: &Rule| rule.family != Family::Documentation && noted(rule);
        let is_extended = |rule: &Rule| selectors.extend.iter().any(|one| rule.is_selected_by(one));
        let is_on = |rule: &Rule| {
            let chosen = if select.is_empty() { default(rule) } else { select.iter().any(|one| rule.is_selected_by(one)) };
            (chosen || is_extended(rule)) && !ignores.iter().any(|one| rule.is_selected_by(one))
        };
        let per_file = config
            .per_file_ignores
            .iter()
            .filter_map(|(glob, ignored)| Some((globs(std::slice::from_ref(glob))?, ignored.clone())));
        let by_import = selectors.notes == Notes::Imports && select.is_empty();
        let is_by_import = |rule: &&Arc<Rule>| by_import && rule.severity == Severity::Note && !is_extended(rule);
        let rules: Vec<_> = rules.rules.iter().filter(|rule| is_on(rule)).cloned().collect();
        let imports_only = rules.iter().filter(is_by_import).map(|rule| rule.code.clone()).collect();
        Ok(Self { rules, imports_only, per_file: per_file.collect() })
    }

    /// What is wanted of a rule.
    pub fn wants(&self, rule: &Rule) -> Wanted {
        match self.rules.iter().any(|own| own.code == rule.code) {
            true if self.imports_only.contains(&rule.code) => Wanted::Imports,
            true => Wanted::All,
            false => Wanted::Nothing,
        }
    }

    /// Whether the configuration lets a finding pass in its file.
    pub fn is_ignored(&self, finding: &Finding) -> bool {
        self.per_file.iter().any(|(files, ignored)| {
            files.is_match(&*finding.path) && ignored.iter().any(|selector| finding.rule.is_selected_by(selector))
        })
    }

    /// Whether documentation is looked for.
    pub fn reads_documentation(&self) -> bool {
        self.rules.iter().any(|rule| rule.matchers.iter().any(|matcher| matches!(matcher, crate::rules::Matcher::Text(_))))
    }
}
