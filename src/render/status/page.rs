//! What a page says of all projects together.

use super::card::{LevelView, Places, bar, level_class, places};
use super::chart::{Bar, shade};
use super::text::{points, shown};
use super::words::{bounds, meaning, some};
use crate::analysis::readiness::{EffortClass, ProjectLevel};
use crate::analysis::services::Level;
use crate::render::count;
use crate::rules::Family;
use crate::status::{CALENDAR, Changes, Community, Library, Milestone, Move, Project, Standing, StatusReport, has_reached};

/// A name that leads to a project's card.
#[derive(Debug, Clone)]
pub struct Link {
    pub id: String,
    pub name: String,
    pub extra: String,
}

/// A row of the table of levels.
pub struct LevelRow {
    pub sign: &'static str,
    pub class: String,
    pub title: &'static str,
    pub meaning: &'static str,
    pub projects: Vec<Link>,
}

/// A release and who has reached what is asked of it.
pub struct ReleaseRow {
    pub release: &'static str,
    pub name: &'static str,
    pub date: &'static str,
    pub goal: &'static str,
    pub bar: Option<Bar>,
    pub yes: usize,
    pub no: Vec<Link>,
    pub undecided: Vec<Link>,
}

/// Projects with much the same left to do.
pub struct EffortRow {
    pub class: &'static str,
    pub bounds: &'static str,
    pub projects: Vec<Link>,
}

/// What a team has left to do.
pub struct TeamRow {
    pub team: String,
    pub projects: Vec<Link>,
    pub able: usize,
    pub score: String,
}

/// A project among the others.
pub struct ProjectRow {
    pub link: Link,
    pub level: Option<LevelView>,
    pub cells: Vec<Cell>,
    pub bar: Bar,
    pub levels: Vec<usize>,
}

/// One field of the heat map.
pub struct Cell {
    pub shade: u8,
    pub runtime: usize,
    pub test: usize,
}

/// A library.
pub struct LibraryRow {
    pub step: usize,
    pub link: Option<Link>,
    pub module: String,
    pub level: String,
    pub holds: &'static str,
    pub users: Vec<Link>,
}

/// A project then and now.
pub struct MoveRow {
    pub link: Link,
    pub then: String,
    pub now: String,
    pub before: &'static str,
    pub after: &'static str,
    pub direction: &'static str,
    pub score_before: String,
    pub score_after: String,
    pub gone: usize,
    pub new: usize,
    pub kept: usize,
    pub freed: String,
    pub switchable: String,
    pub back: String,
}

/// What has changed.
pub struct ChangesView {
    pub label: String,
    pub date: String,
    pub moves: Vec<MoveRow>,
    pub unchanged: usize,
    pub up: usize,
    pub down: usize,
    pub freed: usize,
    pub gone_findings: usize,
    pub new_findings: usize,
    pub new: Vec<Link>,
    pub gone: Vec<String>,
}

/// A project that has to change how it is served.
pub struct ServerRow {
    pub link: Link,
    pub services: String,
    pub number: usize,
}

/// Work beside the removal.
pub struct RelatedRow {
    pub link: Link,
    pub number: usize,
    pub places: Places,
}

/// One kind of work beside the removal.
pub struct RelatedView {
    pub key: String,
    pub title: &'static str,
    pub text: &'static str,
    pub rows: Vec<RelatedRow>,
}

/// A name that leads to the card of a project of the report.
pub fn link(report: &StatusReport, number: usize) -> Link {
    to(&report.projects[number])
}

fn to(project: &Project) -> Link {
    Link { id: project.id.clone(), name: shown(&project.summary.name), extra: String::new() }
}

fn links(report: &StatusReport, numbers: &[usize]) -> Vec<Link> {
    numbers.iter().map(|&number| link(report, number)).collect()
}

/// The table of levels.
pub fn levels(report: &StatusReport, standings: &[Standing]) -> Vec<LevelRow> {
    let row = |standing: &Standing| LevelRow {
        sign: standing.level.name(),
        class: standing.level.name().to_lowercase(),
        title: standing.level.title(),
        meaning: meaning(standing.level),
        projects: links(report, &standing.projects),
    };
    standings.iter().map(row).collect()
}

/// The bar above it.
pub fn level_bar(title: &str, rows: &[LevelRow]) -> Bar {
    Bar::new(title, rows.iter().map(|row| (row.class.as_str(), row.sign, row.projects.len())))
}

/// The calendar, and where the projects are in it.
pub fn releases(report: &StatusReport, milestones: &[Milestone]) -> Vec<ReleaseRow> {
    let row = |calendar: crate::status::Calendar| {
        let reached = milestones.iter().find(|milestone| milestone.calendar == calendar);
        let parts = |one: &Milestone| {
            [("yes", "yes", one.yes.len()), ("no", "no", one.no.len()), ("eu", "not decided", one.undecided.len())]
        };
        ReleaseRow {
            release: calendar.release,
            name: calendar.name,
            date: calendar.date,
            goal: calendar.goal,
            bar: reached.map(|one| Bar::new(&format!("Projects and the goal of {}", calendar.release), parts(one))),
            yes: reached.map_or(0, |one| one.yes.len()),
            no: reached.map(|one| links(report, &one.no)).unwrap_or_default(),
            undecided: reached.map(|one| links(report, &one.undecided)).unwrap_or_default(),
        }
    };
    CALENDAR.into_iter().map(row).collect()
}

/// Projects by what is left to do.
pub fn efforts(report: &StatusReport, community: &Community) -> Vec<EffortRow> {
    let row = |(effort, numbers): &(EffortClass, Vec<usize>)| {
        let with_score = |&number: &usize| {
            let extra = report.projects[number].summary.score().map(points).unwrap_or_default();
            Link { extra, ..link(report, number) }
        };
        EffortRow { class: effort.name(), bounds: bounds(*effort), projects: numbers.iter().map(with_score).collect() }
    };
    community.efforts.iter().map(row).collect()
}

/// Teams.
pub fn teams(report: &StatusReport, community: &Community) -> Vec<TeamRow> {
    let row = |team: &crate::status::TeamStanding| TeamRow {
        team: if team.team.is_empty() { "in no team's list".to_owned() } else { shown(&team.team) },
        projects: links(report, &team.projects),
        able: team.able,
        score: points(team.score),
    };
    community.teams.iter().map(row).collect()
}

/// The families that somebody uses.
pub fn families(report: &StatusReport) -> Vec<Family> {
    let used = |family: Family| {
        report
            .projects
            .iter()
            .any(|project| project.summary.usage.places().iter().any(|place| place.counts && place.family == Some(family)))
    };
    Family::ALL.iter().copied().filter(|family| used(*family)).collect()
}

/// The projects among each other.
pub fn projects(report: &StatusReport, families: &[Family]) -> Vec<ProjectRow> {
    let counts: Vec<Vec<_>> = report
        .projects
        .iter()
        .map(|project| families.iter().map(|family| project.summary.usage.count(*family)).collect())
        .collect();
    let most = counts.iter().flatten().map(|count| count.runtime).max().unwrap_or(0);
    let row = |(project, counts): (&Project, &Vec<crate::analysis::readiness::Count>)| ProjectRow {
        link: to(project),
        level: LevelView::of(&project.summary),
        cells: counts
            .iter()
            .map(|count| Cell { shade: shade(count.runtime, most), runtime: count.runtime, test: count.test })
            .collect(),
        bar: bar(&project.summary),
        levels: Level::ALL.map(|level| project.summary.services.iter().filter(|service| service.level == level).count()).to_vec(),
    };
    report.projects.iter().zip(&counts).map(row).collect()
}

/// The levels of services: class, sign, words.
pub fn service_levels() -> Vec<(&'static str, String, &'static str)> {
    Level::ALL.map(|level| (level_class(level), level.heading(), level.words().gloss)).to_vec()
}

/// Libraries and whom they hold back.
pub fn library_rows(report: &StatusReport, libraries: &[Library]) -> Vec<LibraryRow> {
    let row = |library: &Library| LibraryRow {
        step: library.step,
        link: library.project.map(|number| link(report, number)),
        module: shown(&library.module),
        level: library.level.map(ProjectLevel::name).unwrap_or_default().to_owned(),
        holds: library.holds(),
        users: library
            .users
            .iter()
            .map(|user| {
                let loads = if user.loads { ", loads eventlet" } else { "" };
                Link { extra: format!("{}{loads}", user.uses), ..link(report, user.project) }
            })
            .collect(),
    };
    libraries.iter().map(row).collect()
}

/// What has changed.
pub fn changes(report: &StatusReport, changes: &Changes) -> ChangesView {
    let moves: Vec<&Move> = changes.moved().collect();
    let turned = |direction| moves.iter().filter(|one| one.direction() == direction).count();
    ChangesView {
        label: shown(&changes.label),
        date: changes.date.as_deref().map(shown).unwrap_or_default(),
        unchanged: changes.unchanged(),
        up: turned(std::cmp::Ordering::Greater),
        down: turned(std::cmp::Ordering::Less),
        freed: moves.iter().map(|one| one.freed.len()).sum(),
        gone_findings: moves.iter().map(|one| one.gone).sum(),
        new_findings: moves.iter().map(|one| one.new).sum(),
        moves: moves.into_iter().map(|one| move_row(report, one)).collect(),
        new: links(report, &changes.new),
        gone: changes.gone.iter().map(|label| shown(label)).collect(),
    }
}

fn move_row(report: &StatusReport, one: &Move) -> MoveRow {
    let level = |level: Option<ProjectLevel>| level.map(ProjectLevel::name).unwrap_or("–");
    let score = |score: Option<f64>| score.map(points).unwrap_or_else(|| "–".to_owned());
    let names = |names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| shown(name)).collect();
        some(names.iter().map(String::as_str), 12)
    };
    MoveRow {
        link: link(report, one.project),
        then: one.then.as_deref().map(shown).unwrap_or_default(),
        now: report.projects[one.project].summary.state().as_deref().map(shown).unwrap_or_default(),
        before: level(one.level.0),
        after: level(one.level.1),
        direction: match one.direction() {
            std::cmp::Ordering::Greater => "up",
            std::cmp::Ordering::Less => "down",
            std::cmp::Ordering::Equal => "",
        },
        score_before: score(one.score.0),
        score_after: score(one.score.1),
        gone: one.gone,
        new: one.new,
        kept: one.kept,
        freed: names(&one.freed),
        switchable: names(&one.switchable),
        back: names(&one.back),
    }
}

/// Projects that start a WSGI server which runs on eventlet alone.
pub fn servers(report: &StatusReport) -> Vec<ServerRow> {
    let row = |project: &Project| {
        let through =
            |service: &&crate::status::Service| service.flags.iter().any(|flag| flag == "eventlet-wsgi" || flag == "wsgi-raises");
        let names: Vec<String> = project.summary.services.iter().filter(through).map(|service| shown(&service.name)).collect();
        let services = some(names.iter().map(String::as_str), 8);
        (!names.is_empty()).then(|| ServerRow { link: to(project), services, number: names.len() })
    };
    report.projects.iter().filter_map(row).collect()
}

/// Work that is named beside the removal, apart from readiness.
pub fn related(report: &StatusReport) -> Vec<RelatedView> {
    let known = [
        (
            "rootwrap",
            "oslo.rootwrap",
            "The Technical Committee suggests to deprecate rootwrap; privilege separation with oslo.privsep is a goal of \
             its own.",
        ),
        (
            "heartbeat_in_pthread",
            "heartbeat_in_pthread",
            "The option of oslo.messaging's RabbitMQ driver ran the heartbeat of a patched process in a native thread. It \
             has no purpose without eventlet, and newer releases of oslo.messaging do not know it.",
        ),
    ];
    let mut keys: Vec<&str> = known.iter().map(|(key, ..)| *key).collect();
    let all = report.projects.iter().filter_map(|project| project.summary.readiness.as_ref());
    for key in all.flat_map(|readiness| readiness.related.keys()) {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    keys.into_iter()
        .map(|key| {
            let words = known.iter().find(|(known, ..)| *known == key);
            RelatedView {
                key: shown(key),
                title: words.map_or("", |(_, title, _)| *title),
                text: words.map_or("", |(.., text)| *text),
                rows: report.projects.iter().filter_map(|project| related_row(project, key)).collect(),
            }
        })
        .collect()
}

fn related_row(project: &Project, key: &str) -> Option<RelatedRow> {
    let fingerprints = project.summary.readiness.as_ref()?.related.get(key).filter(|all| !all.is_empty())?;
    let usage = &project.summary.usage;
    let places = places(usage, &usage.places_of(fingerprints));
    Some(RelatedRow { link: to(project), number: fingerprints.len(), places })
}

/// Where all projects stand, in a sentence or two.
pub fn lead(report: &StatusReport) -> String {
    let number = |release, answer| report.projects.iter().filter(|project| has_reached(project, release) == answer).count();
    let reached = |release| are(number(release, Some(true)));
    let lead = format!(
        "Of {} {} able to run without eventlet, {} no longer on it by default, and {} rid of it.",
        count(report.projects.len(), "project"),
        reached("2026.2"),
        reached("2027.1"),
        reached("2027.2")
    );
    match number("2026.2", None) {
        0 => lead,
        undecided => format!("{lead} Of {undecided} it is not decided."),
    }
}

fn are(number: usize) -> String {
    format!("{number} {}", if number == 1 { "is" } else { "are" })
}
