//! Each finding with its code frame, label and help.

use miette::{Diagnostic, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use std::fmt;
use std::io::{self, Write};

use super::count;
use super::frame::{FrameSource, handler};
use crate::finding::{Disposition, Finding};
use crate::report::{Frame, ProjectReport, Report};
use crate::rules::Severity;
use crate::source::printable;

/// Draws the new findings.
///
/// # Errors
/// What the writer says.
pub fn full(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let handler = handler(GraphicalTheme::unicode());
    for project in &report.projects {
        let drawn = project.findings.iter().zip(&project.frames);
        for (finding, frame) in drawn.filter(|(finding, _)| finding.disposition == Disposition::New) {
            let drawn = Drawn::new(project, finding, frame);
            let mut text = String::new();
            handler.render_report(&mut text, &drawn).map_err(io::Error::other)?;
            writeln!(out, "{}", text.trim_end())?;
            writeln!(out)?;
        }
    }
    let total = report.new_findings().count();
    writeln!(out, "{} in {}", count(total, "finding"), count(report.projects.len(), "project"))
}

/// A finding as miette draws it.
struct Drawn<'d> {
    finding: &'d Finding,
    source: NamedSource<FrameSource>,
    label: LabeledSpan,
}

impl<'d> Drawn<'d> {
    fn new(project: &ProjectReport, finding: &'d Finding, frame: &Frame) -> Self {
        let name = printable(&project.shown_path(&finding.path)).into_owned();
        let label = match (&finding.symbol, &finding.via) {
            (Some(symbol), Some(via)) => format!("{symbol}, through {}", via.as_str()),
            (Some(symbol), None) => symbol.clone(),
            (None, _) => finding.rule.title.clone(),
        };
        let label = printable(&label).into_owned();
        let source = FrameSource { frame: frame.clone(), line: finding.location.line, column: finding.location.column };
        Self {
            finding,
            source: NamedSource::new(name, source),
            label: LabeledSpan::new_primary_with_span(Some(label), (frame.start, frame.length)),
        }
    }
}

impl fmt::Debug for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.finding, f)
    }
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.finding.message))
    }
}

impl std::error::Error for Drawn<'_> {}

impl Diagnostic for Drawn<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("{} {}", self.finding.rule.code, self.finding.rule.id)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity() {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.finding.replacement.as_ref().map(|text| Box::new(text.clone()) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(self.label.clone())))
    }
}
