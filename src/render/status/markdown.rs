//! The report in brief, as Markdown: for an etherpad, a wiki, a comment on a change.

use std::io::{self, Write};

use super::card::{self, Card, Places};
use super::fixed;
use super::page::{self, Link};
use super::text::{code, markdown as text};
use crate::status::{Community, StatusReport, community, has_reached, libraries};

/// Projects of which each is described; of more, the tables say enough.
const DETAILED: usize = 40;
/// Blockers, steps and modules that are named of one project.
const SOME: usize = 8;

/// Writes the report.
///
/// # Errors
/// What the writer says.
pub fn markdown(report: &StatusReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Eventlet removal: status\n")?;
    if let Some(date) = &report.date {
        writeln!(out, "{}\n", text(date))?;
    }
    writeln!(out, "{}\n", text(&page::lead(report)))?;
    let community = community(report);
    standing(report, &community, out)?;
    changes(report, out)?;
    projects(report, out)?;
    library_table(report, out)?;
    if report.projects.len() <= DETAILED {
        writeln!(out, "## Project by project\n")?;
        for project in &report.projects {
            one(&card::card(project), out)?;
        }
    }
    servers(report, out)?;
    related(report, out)?;
    method(report, out)
}

/// Names in a row, each with what is added to it.
fn names(links: &[Link]) -> String {
    let one = |link: &Link| match link.extra.as_str() {
        "" => text(&link.name),
        extra => format!("{} ({})", text(&link.name), text(extra)),
    };
    if links.is_empty() { "–".to_owned() } else { links.iter().map(one).collect::<Vec<_>>().join(", ") }
}

fn table(columns: &[&str], rows: impl IntoIterator<Item = Vec<String>>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| {} |", columns.join(" | "))?;
    writeln!(out, "|{}", " --- |".repeat(columns.len()))?;
    for row in rows {
        writeln!(out, "| {} |", row.join(" | "))?;
    }
    writeln!(out)
}

fn standing(report: &StatusReport, community: &Community, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Where the community stands\n")?;
    let levels = [&community.services[..], &community.libraries[..]].concat();
    let used = page::levels(report, &levels).into_iter().filter(|row| !row.projects.is_empty());
    let row = |row: page::LevelRow| {
        vec![row.sign.to_owned(), format!("{}: {}", row.title, row.meaning), row.projects.len().to_string(), names(&row.projects)]
    };
    table(&["level", "meaning", "projects", "which"], used.map(row), out)?;
    if !community.unknown.is_empty() {
        let unknown: Vec<Link> = community.unknown.iter().map(|&number| page::link(report, number)).collect();
        writeln!(out, "Level not known: {}\n", names(&unknown))?;
    }
    let releases = page::releases(report, &community.milestones).into_iter().filter(|row| !row.goal.is_empty());
    let row = |row: page::ReleaseRow| {
        let date = if row.date.is_empty() { "not scheduled" } else { row.date };
        vec![
            row.release.to_owned(),
            date.to_owned(),
            row.goal.to_owned(),
            row.yes.to_string(),
            names(&row.no),
            names(&row.undecided),
        ]
    };
    table(&["release", "date", "goal", "reached", "not reached", "not decided"], releases.map(row), out)?;
    writeln!(out, "The goal is measured as it is worded since 2025-06-19, for earlier code too.\n")?;
    if report.teams.is_some() {
        writeln!(out, "### By team\n")?;
        let row = |row: page::TeamRow| {
            vec![text(&row.team), names(&row.projects), format!("{} of {}", row.able, row.projects.len()), row.score]
        };
        let rows = page::teams(report, community).into_iter().map(row);
        table(&["team", "projects", "able to run without", "points left"], rows, out)?;
    }
    Ok(())
}

fn changes(report: &StatusReport, out: &mut dyn Write) -> io::Result<()> {
    let Some(changes) = report.changes.as_ref().map(|changes| page::changes(report, changes)) else { return Ok(()) };
    writeln!(out, "## What has changed since {}\n", code(&changes.label))?;
    writeln!(
        out,
        "Levels: {} higher, {} lower. Services freed: {}. Places: {} gone, {} new. Projects as before: {}.\n",
        changes.up, changes.down, changes.freed, changes.gone_findings, changes.new_findings, changes.unchanged
    )?;
    let row = |row: page::MoveRow| {
        let services = [("on threads", row.freed), ("switchable", row.switchable), ("further from threads", row.back)];
        let services = services.into_iter().filter(|(_, names)| !names.is_empty());
        vec![
            text(&row.link.name),
            format!("{} → {}", row.before, row.after),
            format!("{} → {}", row.score_before, row.score_after),
            format!("{} gone, {} new", row.gone, row.new),
            services.map(|(words, names)| format!("{words}: {}", text(&names))).collect::<Vec<_>>().join("; "),
        ]
    };
    table(&["project", "level", "points", "places", "services"], changes.moves.into_iter().map(row), out)?;
    if !changes.new.is_empty() {
        writeln!(out, "New: {}\n", names(&changes.new))?;
    }
    if !changes.gone.is_empty() {
        let gone: Vec<_> = changes.gone.iter().map(|name| text(name)).collect();
        writeln!(out, "No longer there: {}\n", gone.join(", "))?;
    }
    Ok(())
}

/// The table of projects: how far, how much is left, where.
fn projects(report: &StatusReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Projects\n")?;
    let families = page::families(report);
    let rows = page::projects(report, &families);
    let row = |(project, row): (&crate::status::Project, page::ProjectRow)| {
        let summary = &project.summary;
        let total = summary.usage.total();
        let goals = ["2026.2", "2027.1", "2027.2"].map(|release| super::words::reached(has_reached(project, release)));
        let state = summary.state().map(|state| format!(" {}", text(&state))).unwrap_or_default();
        vec![
            format!("{}{state}", text(&summary.name)),
            row.level.map_or_else(|| "not decided".to_owned(), |level| format!("{} {}", level.sign, text(&level.title))),
            goals.join(" / "),
            summary.score().map(super::text::points).unwrap_or_default(),
            format!("{} / {}", total.runtime, total.test),
            text(&row.bar.text),
        ]
    };
    let columns = ["project", "level", "2026.2 / 2027.1 / 2027.2", "points left", "places at run time / in tests", "services"];
    table(&columns, report.projects.iter().zip(rows).map(row), out)?;
    if families.is_empty() {
        return Ok(());
    }
    writeln!(out, "What they use, at run time / in tests:\n")?;
    let titles: Vec<&str> = std::iter::once("project").chain(families.iter().map(|family| family.title())).collect();
    let cell = |cell: &page::Cell| match (cell.runtime, cell.test) {
        (0, 0) => "·".to_owned(),
        (runtime, test) => format!("{runtime} / {test}"),
    };
    let used =
        page::projects(report, &families).into_iter().filter(|row| row.cells.iter().any(|cell| cell.runtime + cell.test > 0));
    table(&titles, used.map(|row| std::iter::once(text(&row.link.name)).chain(row.cells.iter().map(cell)).collect()), out)
}

fn library_table(report: &StatusReport, out: &mut dyn Write) -> io::Result<()> {
    let libraries = page::library_rows(report, &libraries(report));
    if libraries.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Libraries, and whom they hold back\n")?;
    let row = |row: page::LibraryRow| {
        let name = row.link.map_or_else(|| code(&row.module), |link| text(&link.name));
        let level = if row.level.is_empty() { "–".to_owned() } else { row.level };
        vec![row.step.to_string(), name, level, row.holds.to_owned(), names(&row.users)]
    };
    table(&["step", "library", "level", "holds back", "used by (places)"], libraries.into_iter().map(row), out)
}

/// One project.
fn one(card: &Card, out: &mut dyn Write) -> io::Result<()> {
    let level =
        card.level.as_ref().map_or_else(|| "not decided".to_owned(), |level| format!("{} {}", level.sign, text(&level.title)));
    writeln!(out, "### {} {}\n", text(&card.name), text(&card.state))?;
    writeln!(out, "- Level: {level}")?;
    writeln!(out, "- Approach in use: {}", text(&card.approach))?;
    writeln!(out, "- Can be switched off: {}", card.switch)?;
    if let Some(effort) = &card.effort {
        writeln!(out, "- Left to do: {} points, {}; complexity {} of 10", effort.score, effort.class, effort.complexity)?;
    }
    for review in &card.reviewed {
        writeln!(
            out,
            "- Decided by review: {} is {} ({} was found): {}. {}, {}, until {}",
            text(&review.about),
            text(&review.level),
            text(&review.found),
            text(&review.reason),
            text(&review.author),
            text(&review.date),
            text(&review.expires)
        )?;
    }
    for unknown in &card.unknown {
        writeln!(out, "- Not decided: {}: {}", code(&unknown.place), text(&unknown.what))?;
    }
    list(
        "What loads eventlet all the same",
        card.loads.iter().map(|one| format!("{} {}", text(&one.what), code(&one.place))),
        out,
    )?;
    let blockers = card.blockers.iter().map(|one| format!("{} {}", code(&one.place), text(&one.what)));
    list(&format!("What keeps it from {}", if card.next.is_empty() { "its next level" } else { card.next }), blockers, out)?;
    plan(card, out)?;
    list("Modules that can be changed now", card.leaves.iter().map(|(path, number, _)| format!("{} {number}", code(path))), out)?;
    writeln!(out, "- Elsewhere: <{}>, `{}`\n", card.gerrit, card.commands[0].0.replace('`', "'"))
}

/// A few of a list, and how many more there are.
fn list(title: &str, lines: impl ExactSizeIterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    let all = lines.len();
    if all == 0 {
        return Ok(());
    }
    writeln!(out, "- {title}:")?;
    for line in lines.take(SOME) {
        writeln!(out, "  - {line}")?;
    }
    if all > SOME {
        writeln!(out, "  - and {} more", all - SOME)?;
    }
    Ok(())
}

fn plan(card: &Card, out: &mut dyn Write) -> io::Result<()> {
    let line = |step: &card::StepView| {
        let mut line = text(&step.title);
        if step.findings > 0 {
            line.push_str(&format!(": {} places, {} points", step.findings, step.score));
        }
        if !step.level.is_empty() {
            line.push_str(&format!("; then {}", step.level));
        }
        if !step.frees.is_empty() {
            line.push_str(&format!("; frees {}", text(&step.frees)));
        }
        line
    };
    list("Plan", card.plan.iter().map(line), out)
}

fn servers(report: &StatusReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Alternatives for the WSGI server\n")?;
    let rows = page::servers(report);
    if rows.is_empty() {
        writeln!(out, "No service of this report starts a WSGI server that runs on eventlet alone.\n")?;
    } else {
        let row = |row: page::ServerRow| vec![text(&row.link.name), row.number.to_string(), text(&row.services)];
        table(&["project", "number", "services on eventlet's WSGI server"], rows.into_iter().map(row), out)?;
    }
    let rows = fixed::MEASUREMENTS.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect());
    table(&["requests per second", "1 worker", "4 workers", "8 workers", "16 workers", "noted with it"], rows, out)?;
    writeln!(out, "{}\n", fixed::MEASURED)
}

fn related(report: &StatusReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Related work\n\nNamed beside the removal, and no part of a project's level or points.\n")?;
    for kind in page::related(report) {
        let number = |row: &page::RelatedRow| format!("{}: {}{}", text(&row.link.name), row.number, first(&row.places));
        let rows: Vec<String> = kind.rows.iter().map(number).collect();
        let rows = if rows.is_empty() { "no place in this report".to_owned() } else { rows.join("; ") };
        writeln!(out, "- {}: {rows}", code(&kind.key))?;
    }
    writeln!(out)
}

/// The first of some places.
fn first(places: &Places) -> String {
    places
        .files
        .first()
        .map(|file| format!(", first {}", code(&format!("{}:{}", file.path, file.lines.split(',').next().unwrap_or("")))))
        .unwrap_or_default()
}

fn method(report: &StatusReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Method and limits\n")?;
    writeln!(out, "{}\n", fixed::METHOD)?;
    for limit in fixed::LIMITS {
        writeln!(out, "- A high level does not prove {limit}")?;
    }
    writeln!(out, "\n{}\n\n{}", fixed::POINTS, fixed::NOT_COUNTED)?;
    if !report.problems.is_empty() {
        writeln!(out, "\n## What could not be read\n")?;
        for problem in &report.problems {
            let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
            writeln!(out, "- {}: {}", code(&format!("{}{line}", problem.path)), text(&problem.message))?;
        }
    }
    writeln!(out, "\nMade by eventlet-scan {}.", env!("CARGO_PKG_VERSION"))
}
