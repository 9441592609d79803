//! Annotations of GitHub Actions: commands to the runner, one a line.

use std::io::{self, Write};

use super::{advice, heading};
use crate::finding::Finding;
use crate::report::Report;
use crate::rules::Severity;
use crate::source::printable;

/// `::error file=…,line=…,col=…,title=…::message` for each new finding.
///
/// # Errors
/// What the writer says.
pub fn github(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for (project, finding) in report.new_findings() {
        writeln!(
            out,
            "::{} file={},{},title={}::{}",
            command(finding.severity()),
            property(&printable(&project.shown_path(&finding.path))),
            place(finding),
            property(&heading(finding)),
            data(&advice(finding)),
        )?;
    }
    Ok(())
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    }
}

/// Columns are for places within one line only.
fn place(finding: &Finding) -> String {
    let at = finding.location;
    match at.line == at.end_line {
        true => format!("line={},col={},endLine={},endColumn={}", at.line, at.column, at.end_line, at.end_column),
        false => format!("line={},endLine={}", at.line, at.end_line),
    }
}

/// Text behind the last `::`, as the runner takes it apart again.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value in front of it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
