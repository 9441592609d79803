//! The report as one page that needs nothing else: no network, no scripts, no fonts.

use askama::{DynTemplate, Template};
use std::io::{self, Write};

use super::card::{Card, card};
use super::chart::Bar;
use super::fixed;
use super::page::{self, ChangesView, EffortRow, LevelRow, LibraryRow, ProjectRow, RelatedView, ReleaseRow, ServerRow, TeamRow};
use super::text::shown;
use crate::rules::Family;
use crate::status::{StatusReport, community, libraries};

/// What stands before the projects' cards.
#[derive(Template)]
#[template(path = "status/head.html")]
struct Head {
    date: String,
    version: &'static str,
    number: usize,
    lead: String,
    service_rows: Vec<LevelRow>,
    service_bar: Bar,
    library_levels: Vec<LevelRow>,
    library_bar: Bar,
    unknown: Vec<page::Link>,
    releases: Vec<ReleaseRow>,
    efforts: Vec<EffortRow>,
    teams: Vec<TeamRow>,
    changes: Option<ChangesView>,
    families: Vec<Family>,
    projects: Vec<ProjectRow>,
    process_bar: Bar,
    service_levels: Vec<(&'static str, String, &'static str)>,
    libraries: Vec<LibraryRow>,
}

/// One card.
#[derive(Template)]
#[template(path = "status/card.html")]
struct CardPage {
    card: Card,
}

/// What stands behind them.
#[derive(Template)]
#[template(path = "status/foot.html")]
struct Foot {
    servers: Vec<ServerRow>,
    measurements: &'static [[&'static str; 6]],
    measured: &'static str,
    method: &'static str,
    limits: &'static [&'static str],
    points: &'static str,
    not_counted: &'static str,
    related: Vec<RelatedView>,
    problems: Vec<(String, String)>,
    version: &'static str,
    rules: String,
}

/// Writes the page: head, a card for each project, foot. A card is made when it is
/// written, so that a thousand do not lie in memory together.
///
/// # Errors
/// What the writer says.
pub fn html(report: &StatusReport, out: &mut dyn Write) -> io::Result<()> {
    // Made whole before it is written: what the writer says stays what it is.
    let made = |template: &dyn DynTemplate| template.dyn_render().map_err(io::Error::other);
    out.write_all(made(&head(report))?.as_bytes())?;
    for project in &report.projects {
        out.write_all(made(&CardPage { card: card(project) })?.as_bytes())?;
    }
    out.write_all(made(&foot(report))?.as_bytes())
}

fn head(report: &StatusReport) -> Head {
    let community = community(report);
    let families = page::families(report);
    let service_rows = page::levels(report, &community.services);
    let library_levels = page::levels(report, &community.libraries);
    let process_parts: Vec<_> =
        community.processes.iter().map(|(level, number)| (super::card::level_class(*level), level.heading(), *number)).collect();
    Head {
        date: report.date.as_deref().map(shown).unwrap_or_default(),
        version: env!("CARGO_PKG_VERSION"),
        number: report.projects.len(),
        lead: page::lead(report),
        service_bar: page::level_bar("Projects that start processes, by level", &service_rows),
        library_bar: page::level_bar("Libraries, by level", &library_levels),
        service_rows,
        library_levels,
        unknown: community.unknown.iter().map(|&number| page::link(report, number)).collect(),
        releases: page::releases(report, &community.milestones),
        efforts: page::efforts(report, &community),
        teams: page::teams(report, &community),
        changes: report.changes.as_ref().map(|changes| page::changes(report, changes)),
        projects: page::projects(report, &families),
        families,
        process_bar: Bar::new(
            "Services of all projects, by level",
            process_parts.iter().map(|(class, heading, number)| (*class, heading.as_str(), *number)),
        ),
        service_levels: page::service_levels(),
        libraries: page::library_rows(report, &libraries(report)),
    }
}

fn foot(report: &StatusReport) -> Foot {
    let problem = |problem: &crate::error::Problem| {
        let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
        (format!("{}{line}", shown(&problem.path)), shown(&problem.message))
    };
    Foot {
        servers: page::servers(report),
        measurements: &fixed::MEASUREMENTS,
        measured: fixed::MEASURED,
        method: fixed::METHOD,
        limits: &fixed::LIMITS,
        points: fixed::POINTS,
        not_counted: fixed::NOT_COUNTED,
        related: page::related(report),
        problems: report.problems.iter().map(problem).collect(),
        version: env!("CARGO_PKG_VERSION"),
        rules: report.rules.chars().take(12).collect(),
    }
}
