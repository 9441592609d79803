//! The overview's section about services: what each runs on and what decides that.

use anstyle::Style;
use std::io::{self, Write};

use super::wrap::{fits, wrapped};
use super::{FAINT, STRONG, quoted};
use crate::analysis::services::{Level, Service};
use crate::report::ProjectReport;

/// Services of a project that are shown one by one; of more, those that share level,
/// reason and flags share their line.
const SINGLE: usize = 6;
/// Lines of one level.
const LINES: usize = 8;

/// `16 bound, 2 external`: in the order of the levels.
pub(super) fn totals<'s>(services: impl IntoIterator<Item = &'s Service>) -> String {
    let counts = counts(services).into_iter();
    counts.map(|(level, number)| format!("{number} {}", level.words().counted)).collect::<Vec<_>>().join(", ")
}

/// `E0 16, E4 2`, for a table; a dash if nothing is there to be decided.
pub(super) fn cell(services: &[Service]) -> String {
    let counts = counts(services).into_iter().filter(|(level, _)| *level != Level::EX);
    let all: Vec<_> = counts.map(|(level, number)| format!("{} {number}", level.name())).collect();
    if all.is_empty() { "-".to_owned() } else { all.join(", ") }
}

fn counts<'s>(services: impl IntoIterator<Item = &'s Service>) -> Vec<(Level, usize)> {
    let mut counts = Level::ALL.map(|level| (level, 0));
    for service in services {
        counts.iter_mut().filter(|(level, _)| *level == service.level).for_each(|(_, number)| *number += 1);
    }
    counts.into_iter().filter(|(_, number)| *number > 0).collect()
}

/// Draws the section, if the project has services.
pub(super) fn section(project: &ProjectReport, out: &mut dyn Write) -> io::Result<()> {
    if project.services.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n  {STRONG}Services{STRONG:#}: {}", totals(&project.services))?;
    for level in Level::ALL {
        let rows = rows(project, level);
        if rows.is_empty() {
            continue;
        }
        writeln!(out, "    {}: {FAINT}{}{FAINT:#}", level.heading(), level.words().gloss)?;
        for row in rows.iter().take(LINES) {
            draw(row, out)?;
        }
        let rest: Vec<&str> = rows.iter().skip(LINES).flatten().map(|service| service.name.as_str()).collect();
        if !rest.is_empty() {
            let more = format!("{} more:", rest.len());
            wrapped(&[(FAINT, &more), (STRONG, &rest.join(", "))], 6, 6, out)?;
        }
    }
    Ok(())
}

/// The services of a level, those that share a line together: what serves comes before
/// what ends by itself, many before few.
fn rows(project: &ProjectReport, level: Level) -> Vec<Vec<&Service>> {
    let mut rows: Vec<Vec<&Service>> = Vec::new();
    for service in project.services.iter().filter(|service| service.level == level) {
        let folds = project.services.len() > SINGLE || level == Level::EX;
        let same = |row: &&mut Vec<&Service>| folds && row[0].reason == service.reason && row[0].flags == service.flags;
        match rows.iter_mut().find(same) {
            Some(row) => row.push(service),
            None => rows.push(vec![service]),
        }
    }
    rows.sort_by_key(|row| (!row.iter().any(|service| service.daemon), std::cmp::Reverse(row.len())));
    rows
}

fn draw(row: &[&Service], out: &mut dyn Write) -> io::Result<()> {
    let names = row.iter().map(|service| service.name.as_str()).collect::<Vec<_>>().join(", ") + ":";
    let flags = match row[0].flags.as_slice() {
        [] => String::new(),
        flags => format!("[{}]", flags.join(", ")),
    };
    let parts = [(STRONG, names.as_str()), (Style::new(), &row[0].reason), (FAINT, &flags)];
    if fits(&parts, 6) {
        return wrapped(&parts, 6, 6, out);
    }
    // Names and reason would be hard to tell apart in one paragraph.
    wrapped(&parts[..1], 6, 6, out)?;
    wrapped(&parts[1..], 10, 10, out)
}

/// What to type to see one service: the first that is shown and was decided.
pub(super) fn command(project: &ProjectReport) -> Option<(String, &'static str)> {
    let first = Level::ALL.into_iter().filter(|level| *level != Level::EX).find_map(|level| {
        let rows = rows(project, level);
        rows.first().map(|row| row[0].name.as_str())
    })?;
    let command = format!("eventlet-scan {} --service {}", quoted(&project.root), quoted(first));
    Some((command, "what decides for one service, step by step"))
}
