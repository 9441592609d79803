//! The Reviewdog Diagnostic Format: one JSON object. Its columns count bytes of UTF-8.

use serde::Serialize;
use std::io::{self, Write};

use super::advice;
use crate::finding::Finding;
use crate::report::{Frame, ProjectReport, Report};
use crate::rules::Severity;

#[derive(Serialize)]
struct Document<'d> {
    source: Source,
    diagnostics: Vec<Diagnostic<'d>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'d> {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code<'d>,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Code<'d> {
    value: &'d str,
}

/// A diagnostic for each new finding. Needs the code of the findings: its columns are
/// counted there.
///
/// # Errors
/// What the writer says.
pub fn rdjson(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        source: Source { name: env!("CARGO_PKG_NAME"), url: env!("CARGO_PKG_REPOSITORY") },
        diagnostics: report.new_places().map(|(project, finding, frame)| diagnostic(project, finding, frame)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn diagnostic<'d>(project: &ProjectReport, finding: &'d Finding, frame: &Frame) -> Diagnostic<'d> {
    let at = finding.location;
    Diagnostic {
        message: advice(finding),
        location: Location {
            path: project.shown_path(&finding.path),
            range: Range {
                start: Position { line: at.line, column: frame.bytes.start },
                end: Position { line: at.end_line, column: frame.bytes.end },
            },
        },
        severity: match finding.severity() {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Note => "INFO",
        },
        code: Code { value: &finding.rule.code },
    }
}
