//! GitLab's code quality report: an array with an object for each new finding.

use serde::Serialize;
use std::io::{self, Write};

use super::{advice, heading};
use crate::finding::Finding;
use crate::report::{ProjectReport, Report};
use crate::rules::Severity;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Code quality issues; each with a fingerprint of its own over all projects.
///
/// # Errors
/// What the writer says.
pub fn gitlab(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let issues: Vec<Issue> = report.new_findings().map(|(project, finding)| issue(project, finding)).collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

fn issue(project: &ProjectReport, finding: &Finding) -> Issue {
    let at = finding.location;
    Issue {
        description: advice(finding),
        check_name: heading(finding),
        fingerprint: fingerprint(project, finding),
        severity: match finding.severity() {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Note => "info",
        },
        location: Location { path: project.shown_path(&finding.path), lines: Lines { begin: at.line, end: at.end_line } },
    }
}

/// Two projects may have equal findings at equal paths: what is not scanned alone, from its
/// own root, says which it is.
fn fingerprint(project: &ProjectReport, finding: &Finding) -> String {
    match project.root.as_str() {
        "." => finding.fingerprint.as_str().to_owned(),
        root => format!("{root}:{}", finding.fingerprint.as_str()),
    }
}
