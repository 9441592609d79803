//! Which rules are on.

use std::sync::Arc;

use crate::config::{Config, globs};
use crate::error::Error;
use crate::finding::Finding;
use crate::rules::{Family, Rule, RuleSet, Severity};

/// Selectors from the command line; they come before the configuration's.
#[derive(Debug, Clone, Default)]
pub struct Selectors {
    /// Rules that are on, instead of the default.
    pub select: Vec<String>,
    /// Rules that are on besides.
    pub extend: Vec<String>,
    /// Rules that are off.
    pub ignore: Vec<String>,
    /// Whether notes are on by default; documentation never is.
    pub notes: bool,
}

/// The rules that are on in one project.
#[derive(Debug, Clone)]
pub struct Selection {
    /// They, in the order of their codes.
    pub rules: Vec<Arc<Rule>>,
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
        let default = |rule: &Rule| rule.family != Family::Documentation && (selectors.notes || rule.severity != Severity::Note);
        let is_on = |rule: &Rule| {
            let chosen = if select.is_empty() { default(rule) } else { select.iter().any(|one| rule.is_selected_by(one)) };
            (chosen || selectors.extend.iter().any(|one| rule.is_selected_by(one)))
                && !ignores.iter().any(|one| rule.is_selected_by(one))
        };
        let per_file = config
            .per_file_ignores
            .iter()
            .filter_map(|(glob, ignored)| Some((globs(std::slice::from_ref(glob))?, ignored.clone())));
        Ok(Self { rules: rules.rules.iter().filter(|rule| is_on(rule)).cloned().collect(), per_file: per_file.collect() })
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
