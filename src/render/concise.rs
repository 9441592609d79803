//! One line a finding: what tools read.

use std::io::{self, Write};

use super::{STRONG, severity_style};
use crate::report::Report;
use crate::source::printable;

/// New findings as `path:line:column: CODE message`, path relative to the current folder.
///
/// # Errors
/// What the writer says.
pub fn concise(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for (project, finding) in report.new_findings() {
        let path = project.shown_path(&finding.path);
        let style = severity_style(finding.severity());
        writeln!(
            out,
            "{STRONG}{}{STRONG:#}:{}:{}: {style}{}{style:#} {}",
            printable(&path),
            finding.location.line,
            finding.location.column,
            finding.rule.code,
            without_places(&printable(&finding.message)),
        )?;
    }
    Ok(())
}

/// A message in which nothing looks like a place, of which tools take the last in a line:
/// `:1:2: ` gets a space before its last colon.
fn without_places(message: &str) -> String {
    let mut parts = message.split(": ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(if ends_like_a_place(&out) { " : " } else { ": " });
        out.push_str(part);
    }
    out
}

fn ends_like_a_place(text: &str) -> bool {
    let number = |text: &str| {
        let rest = text.trim_end_matches(|character: char| character.is_ascii_digit());
        if rest.len() < text.len() { rest.strip_suffix(':').map(str::len) } else { None }
    };
    number(text).is_some_and(|end| number(&text[..end]).is_some())
}

/// The files that are read, one a line, relative to the current folder.
///
/// # Errors
/// What the writer says.
pub fn files(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for project in &report.projects {
        for path in &project.listing {
            writeln!(out, "{}", printable(&project.shown_path(path)))?;
        }
    }
    Ok(())
}
