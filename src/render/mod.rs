//! One file a format; each takes a report and a writer.

mod concise;
mod frame;
mod full;
mod json;
mod overview;
mod readiness;
mod rules;
mod service;
mod services;
mod sharing;
mod statistics;
mod wrap;

pub use concise::{concise, files};
pub use full::full;
pub use json::json;
pub use overview::overview;
pub use rules::{explanations, rule_json, rule_table, rules_json};
pub use service::service;
pub use statistics::statistics;

use anstyle::{AnsiColor, Style};

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

/// `1 file`, `2 files`.
pub fn count(number: usize, one: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ if one.ends_with('y') => format!("{number} {}ies", &one[..one.len() - 1]),
        _ => format!("{number} {one}s"),
    }
}
