//! One file a format; each takes a report and a writer.

mod concise;
mod frame;
mod full;
mod github;
mod gitlab;
mod json;
mod json_lines;
mod junit;
mod overview;
mod rdjson;
mod readiness;
mod rules;
mod sarif;
mod service;
mod services;
mod sharing;
mod statistics;
pub mod status;
mod wrap;
mod zuul;

pub use concise::{concise, files};
pub use full::full;
pub use github::github;
pub use gitlab::gitlab;
pub use json::json;
pub use json_lines::json_lines;
pub use junit::junit;
pub use overview::overview;
pub use rdjson::rdjson;
pub use rules::{explanations, rule_json, rule_table, rules_json};
pub use sarif::sarif;
pub use service::service;
pub use statistics::statistics;
pub use zuul::zuul;

use rules::explanation_parts;

use anstyle::{AnsiColor, Style};

use crate::finding::Finding;
use crate::rules::Severity;
use crate::source::printable;

/// Text that people look for first.
pub(crate) const STRONG: Style = Style::new().bold();
/// Text that may be passed over.
pub(crate) const FAINT: Style = Style::new().dimmed();

/// The colour of a severity.
pub(crate) fn severity_style(severity: Severity) -> Style {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    Style::new().fg_color(Some(color.into()))
}

/// Text as a shell takes it: a path, a name.
pub(crate) fn quoted(text: &str) -> String {
    let plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+'));
    if plain && !text.starts_with('-') { text.to_owned() } else { format!("'{}'", printable(text).replace('\'', r"'\''")) }
}

/// A rule as a title names it: `EVT301 spawn`.
pub(crate) fn heading(finding: &Finding) -> String {
    printable(&format!("{} {}", finding.rule.code, finding.rule.id)).into_owned()
}

/// What a reviewer reads about a finding: the message, and on a second line what takes its
/// place. Safe to be shown.
pub(crate) fn advice(finding: &Finding) -> String {
    let message = printable(&finding.message);
    match &finding.replacement {
        Some(replacement) => format!("{message}\nInstead: {}", printable(replacement)),
        None => message.into_owned(),
    }
}

/// `1 file`, `2 files`.
pub fn count(number: usize, one: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ if one.ends_with('y') => format!("{number} {}ies", &one[..one.len() - 1]),
        _ => format!("{number} {one}s"),
    }
}
