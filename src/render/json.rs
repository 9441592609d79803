//! The contract's JSON, schema 1: keys may be added, never changed.

use serde::Serialize;
use std::io::{self, Write};

use crate::error::Problem;
use crate::finding::{Disposition, Finding};
use crate::report::{ProjectReport, Report};

#[derive(Serialize)]
struct Document<'d> {
    schema: u32,
    tool: Tool<'d>,
    projects: Vec<Project<'d>>,
    problems: &'d [Problem],
}

/// Who made a document.
#[derive(Serialize)]
pub(super) struct Tool<'d> {
    name: &'static str,
    version: &'static str,
    rules: &'d str,
}

impl<'d> Tool<'d> {
    /// This program, with rules of this digest.
    pub(super) fn new(rules: &'d str) -> Self {
        Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION"), rules }
    }
}

/// A project, as it stands in a document.
#[derive(Serialize)]
pub(super) struct Project<'d> {
    name: &'d str,
    root: &'d str,
    kind: crate::project::ProjectKind,
    version: Option<&'d str>,
    revision: Option<&'d str>,
    files: crate::report::FileCounts,
    findings: Vec<FindingJson<'d>>,
    services: &'d [crate::analysis::services::Service],
    wrappers: &'d [crate::analysis::services::Wrapper],
    readiness: Option<&'d crate::analysis::readiness::Readiness>,
}

#[derive(Serialize)]
pub(super) struct FindingJson<'d> {
    code: &'d str,
    rule: &'d str,
    family: crate::rules::Family,
    severity: crate::rules::Severity,
    confidence: crate::rules::Confidence,
    kind: crate::vocabulary::Kind,
    symbol: Option<&'d str>,
    path: &'d str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    scope: crate::vocabulary::ScopeKind,
    definition: Option<&'d str>,
    test: bool,
    guard: Option<crate::vocabulary::Guard>,
    via: Option<&'d str>,
    message: &'d str,
    replacement: Option<&'d str>,
    effort: u8,
    fingerprint: &'d str,
    disposition: Disposition,
}

/// One object with everything.
///
/// # Errors
/// What the writer says.
pub fn json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: 1,
        tool: Tool::new(&report.rules.digest),
        projects: report.projects.iter().map(project).collect(),
        problems: &report.problems,
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// A project for a document.
pub(super) fn project(project: &ProjectReport) -> Project<'_> {
    Project {
        name: &project.name,
        root: &project.root,
        kind: project.kind,
        version: project.version.as_deref(),
        revision: project.revision.as_deref(),
        files: project.files,
        findings: project.findings.iter().map(finding).collect(),
        services: &project.services,
        wrappers: &project.wrappers,
        readiness: project.readiness.as_ref(),
    }
}

pub(super) fn finding(finding: &Finding) -> FindingJson<'_> {
    FindingJson {
        code: &finding.rule.code,
        rule: &finding.rule.id,
        family: finding.rule.family,
        severity: finding.rule.severity,
        confidence: finding.rule.confidence,
        kind: finding.kind,
        symbol: finding.symbol.as_deref(),
        path: &finding.path,
        line: finding.location.line,
        column: finding.location.column,
        end_line: finding.location.end_line,
        end_column: finding.location.end_column,
        scope: finding.scope,
        definition: finding.definition.as_deref(),
        test: finding.test,
        guard: finding.guard,
        via: finding.via.as_ref().map(|via| via.as_str()),
        message: &finding.message,
        replacement: finding.replacement.as_deref(),
        effort: finding.rule.effort,
        fingerprint: finding.fingerprint.as_str(),
        disposition: finding.disposition,
    }
}
