//! The table of projects, for a spreadsheet.

use std::io::{self, Write};

use super::text::{cell, points};
use super::words::reached;
use crate::analysis::services::Level;
use crate::project::ProjectKind;
use crate::rules::Family;
use crate::status::{Project, StatusReport};

const FIRST: [&str; 17] = [
    "project",
    "version",
    "revision",
    "kind",
    "team",
    "repository",
    "level",
    "title",
    "2026.2",
    "2027.1",
    "2027.2",
    "score",
    "class",
    "complexity",
    "blockers",
    "runtime",
    "test",
];

/// Writes the table: a header, then a row for each project.
///
/// # Errors
/// What the writer says.
pub fn csv(report: &StatusReport, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
    let levels = Level::ALL.map(|level| format!("services {}", level.name()));
    let families = families().flat_map(|family| [format!("{} runtime", family.name()), format!("{} test", family.name())]);
    let header = FIRST.map(str::to_owned).into_iter().chain(levels).chain(families);
    table.write_record(header)?;
    for project in &report.projects {
        table.write_record(row(project))?;
    }
    table.flush()
}

fn families() -> impl Iterator<Item = Family> {
    Family::ALL.iter().copied().filter(|family| *family != Family::Hygiene)
}

fn row(project: &Project) -> Vec<String> {
    let summary = &project.summary;
    let text = |text: Option<&str>| text.map(cell).unwrap_or_default();
    let total = summary.usage.total();
    let mut row = vec![
        cell(&summary.name),
        text(summary.version.as_deref()),
        text(summary.revision.as_deref()),
        kind(summary.kind).to_owned(),
        text(project.team.as_deref()),
        text(project.repository.as_deref()),
    ];
    match &summary.readiness {
        Some(readiness) => {
            let milestones = readiness.milestones;
            row.extend([readiness.level.name().to_owned(), cell(&readiness.title)]);
            row.extend([milestones.able, milestones.deprecated, milestones.removed].map(|answer| reached(answer).to_owned()));
            let effort = &readiness.effort;
            row.extend([points(effort.score), effort.class.name().to_owned(), effort.complexity.to_string()]);
            row.push(readiness.blockers.len().to_string());
        }
        None => row.extend(std::iter::repeat_n(String::new(), 9)),
    }
    row.extend([total.runtime.to_string(), total.test.to_string()]);
    let services = |level| summary.services.iter().filter(|service| service.level == level).count();
    row.extend(Level::ALL.map(|level| services(level).to_string()));
    row.extend(
        families().map(|family| summary.usage.count(family)).flat_map(|count| [count.runtime.to_string(), count.test.to_string()]),
    );
    row
}

/// The word for what a project ships.
pub(super) fn kind(kind: ProjectKind) -> &'static str {
    match kind {
        ProjectKind::Service => "service",
        ProjectKind::Library => "library",
        ProjectKind::Client => "client",
        ProjectKind::Plugin => "plugin",
        ProjectKind::Unknown => "unknown",
    }
}
