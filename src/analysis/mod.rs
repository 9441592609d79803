//! Facts and lines become findings.

pub mod readiness;
pub mod replay;
pub mod services;
mod textual;
mod usage;

pub use textual::textual_findings;
pub use usage::{FileView, usage_findings};

use std::sync::Arc;

use crate::finding::{Disposition, Finding, Fingerprint, Shape, Via};
use crate::rules::Rule;
use crate::source::Location;
use crate::vocabulary::{Guard, Kind, Role, ScopeKind};

/// What every finding of a file shares.
#[derive(Debug, Clone)]
pub struct FileContext {
    /// Path relative to the project's root.
    pub path: Arc<str>,
    /// Whether the file is test code.
    pub test: bool,
}

/// What one finding is, before it has a place among the others.
pub(crate) struct Draft<'r> {
    pub rule: &'r Arc<Rule>,
    pub kind: Kind,
    pub symbol: Option<String>,
    pub text: Option<String>,
    pub location: Location,
    pub scope: ScopeKind,
    pub definition: Option<Arc<str>>,
    pub guard: Option<Guard>,
    pub role: Role,
    pub via: Option<Via>,
    pub replacement: Option<&'r str>,
}

impl Draft<'_> {
    fn finish(self, file: &FileContext) -> Finding {
        let subject = self.symbol.as_deref().or(self.text.as_deref()).unwrap_or("");
        Finding {
            message: self.rule.message_for(subject),
            replacement: self.replacement.map(str::to_owned),
            rule: self.rule.clone(),
            kind: self.kind,
            symbol: self.symbol,
            text: self.text,
            path: file.path.clone(),
            location: self.location,
            scope: self.scope,
            definition: self.definition,
            test: file.test,
            guard: self.guard,
            role: self.role,
            via: self.via,
            // Given when all findings of a project are known: it counts equals.
            fingerprint: Fingerprint::default(),
            shape: Shape::default(),
            disposition: Disposition::New,
            suppression: None,
        }
    }
}

/// A finding of the tool's own about a place in a file: what it says there is `text`.
pub fn remark(rule: &Arc<Rule>, text: &str, location: Location, file: &FileContext) -> Finding {
    let draft = Draft {
        rule,
        kind: Kind::Text,
        symbol: None,
        text: Some(text.to_owned()),
        location,
        scope: ScopeKind::Module,
        definition: None,
        role: Role::Value,
        guard: None,
        via: None,
        replacement: rule.replacement.as_deref(),
    };
    draft.finish(file)
}
