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
            printable(&finding.message),
        )?;
    }
    Ok(())
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
