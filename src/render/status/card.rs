//! What a page says of one project. All text in it that comes from outside is made safe to
//! be shown here; the templates escape it for HTML.

use std::collections::BTreeMap;

use super::chart::Bar;
use super::csv::kind;
use super::text::{points, shown};
use super::words::{answer, approach, bounds, meaning, reached, some};
use crate::analysis::readiness::ProjectLevel;
use crate::analysis::services::{Level, flag_meaning};
use crate::render::quoted;
use crate::rules::Family;
use crate::status::{CALENDAR, Effort, Place, PlanStep, Project, Readiness, Service, Summary, Term, Usage, gerrit, has_reached};

/// Files with places that are named under one heading.
const FILES: usize = 20;
/// Lines that are named of one file.
const LINES: usize = 15;
/// Blockers that are shown.
const BLOCKERS: usize = 15;
/// Modules to begin with that are shown.
const LEAVES: usize = 12;
/// Services that are shown unfolded.
const SERVICES: usize = 12;

/// A level, as it is shown.
#[derive(Debug, Clone)]
pub struct LevelView {
    pub sign: &'static str,
    pub title: String,
    pub meaning: &'static str,
}

impl LevelView {
    pub fn of(summary: &Summary) -> Option<Self> {
        summary.readiness.as_ref().map(|readiness| Self {
            sign: readiness.level.name(),
            title: shown(&readiness.title),
            meaning: meaning(readiness.level),
        })
    }
}

/// What the goal asks of a release, and whether it is reached.
pub struct Goal {
    pub release: &'static str,
    pub goal: &'static str,
    pub answer: &'static str,
}

/// A place, and what is said of it.
pub struct Remark {
    pub place: String,
    pub what: String,
}

/// Places in one file.
pub struct FilePlaces {
    pub path: String,
    pub lines: String,
}

/// Places by file, and how many are not named.
#[derive(Default)]
pub struct Places {
    pub files: Vec<FilePlaces>,
    pub more: usize,
}

/// A process.
pub struct ServiceView {
    pub name: String,
    pub level: &'static str,
    pub heading: String,
    pub class: &'static str,
    pub entry_point: String,
    pub daemon: bool,
    pub reason: String,
    pub switches: String,
    pub flags: Vec<(String, &'static str)>,
    pub evidence: Vec<Remark>,
    pub command: String,
}

/// A family of usage.
pub struct FamilyView {
    pub title: &'static str,
    pub runtime: usize,
    pub test: usize,
    pub command: String,
}

/// A line of the score.
pub struct TermView {
    pub code: String,
    pub what: String,
    pub count: usize,
    pub weight: String,
    pub score: String,
    pub places: Places,
    pub names: String,
}

/// The score.
pub struct EffortView {
    pub score: String,
    pub class: &'static str,
    pub bounds: &'static str,
    pub complexity: u8,
    pub difficulties: String,
    pub terms: Vec<TermView>,
}

/// A step of the plan.
pub struct StepView {
    pub title: String,
    pub findings: usize,
    pub score: String,
    pub frees: String,
    pub level: &'static str,
    pub check: String,
    pub places: Places,
}

/// What was decided by review.
pub struct ReviewView {
    pub about: String,
    pub level: String,
    pub found: String,
    pub reason: String,
    pub author: String,
    pub date: String,
    pub expires: String,
}

/// A project.
pub struct Card {
    pub id: String,
    pub name: String,
    pub state: String,
    pub kind: &'static str,
    pub team: String,
    pub root: String,
    pub python_files: usize,
    pub level: Option<LevelView>,
    pub next: &'static str,
    pub approach: String,
    pub switch: &'static str,
    pub goals: Vec<Goal>,
    pub effort: Option<EffortView>,
    pub bar: Bar,
    pub services: Vec<ServiceView>,
    pub unfolded: bool,
    pub families: Vec<FamilyView>,
    pub runtime: usize,
    pub test: usize,
    pub notes: usize,
    pub suppressed: usize,
    pub files: Vec<(String, usize)>,
    pub more_files: usize,
    pub blockers: Vec<Remark>,
    pub more_blockers: usize,
    pub plan: Vec<StepView>,
    pub leaves: Vec<(String, usize, String)>,
    pub more_leaves: usize,
    pub loads: Vec<Remark>,
    pub residual: Vec<(String, usize, &'static str)>,
    pub unknown: Vec<Remark>,
    pub reviewed: Vec<ReviewView>,
    pub gerrit: String,
    pub commands: Vec<(String, &'static str)>,
}

/// What is said of a project.
pub fn card(project: &Project) -> Card {
    let summary = &project.summary;
    let usage = &summary.usage;
    let readiness = summary.readiness.as_ref();
    let total = usage.total();
    let (files, all_files) = usage.files(8);
    let blockers = readiness.map(|readiness| &readiness.blockers[..]).unwrap_or_default();
    let leaves = readiness.map(|readiness| &readiness.leaves[..]).unwrap_or_default();
    Card {
        id: project.id.clone(),
        name: shown(&summary.name),
        state: summary.state().as_deref().map(shown).unwrap_or_default(),
        kind: kind(summary.kind),
        team: project.team.as_deref().map(shown).unwrap_or_default(),
        root: shown(&summary.root),
        python_files: summary.files.seen,
        level: LevelView::of(summary),
        next: summary.level().map(next).unwrap_or_default(),
        approach: shown(&approach(summary)),
        switch: readiness.map_or("not decided", |readiness| answer(readiness.disablable.answer)),
        goals: goals(project),
        effort: readiness.map(|readiness| effort(&readiness.effort, usage)),
        bar: bar(summary),
        services: services(summary),
        unfolded: summary.services.len() <= SERVICES,
        families: families(summary),
        runtime: total.runtime,
        test: total.test,
        notes: usage.notes,
        suppressed: usage.suppressed,
        more_files: all_files - files.len(),
        files: files.into_iter().map(|(path, number)| (shown(path), number)).collect(),
        blockers: blockers.iter().take(BLOCKERS).map(|one| remark(&one.path, one.line, &one.why)).collect(),
        more_blockers: blockers.len().saturating_sub(BLOCKERS),
        plan: readiness.map(|readiness| readiness.plan.iter().map(|one| step(one, usage)).collect()).unwrap_or_default(),
        leaves: leaves.iter().take(LEAVES).map(|leaf| (shown(&leaf.path), leaf.findings, points(leaf.score))).collect(),
        more_leaves: leaves.len().saturating_sub(LEAVES),
        loads: readiness.map(loads).unwrap_or_default(),
        residual: readiness.map(residual).unwrap_or_default(),
        unknown: readiness.map(unknown).unwrap_or_default(),
        reviewed: readiness.map(reviewed).unwrap_or_default(),
        gerrit: gerrit(project, "eventlet-removal"),
        commands: commands(summary),
    }
}

/// The level after a level.
fn next(level: ProjectLevel) -> &'static str {
    match level {
        ProjectLevel::R0 => "R1",
        ProjectLevel::R1 => "R2",
        ProjectLevel::R2 => "R3",
        ProjectLevel::R3 => "R4",
        ProjectLevel::R4 => "R5",
        ProjectLevel::L0 => "L1",
        ProjectLevel::L1 => "L2",
        ProjectLevel::L2 => "L3",
        ProjectLevel::L3 => "L4",
        ProjectLevel::R5 | ProjectLevel::L4 => "",
    }
}

fn goals(project: &Project) -> Vec<Goal> {
    let with_goal = CALENDAR.into_iter().filter(|calendar| !calendar.goal.is_empty());
    let one = |calendar: crate::status::Calendar| Goal {
        release: calendar.release,
        goal: calendar.goal,
        answer: reached(has_reached(project, calendar.release)),
    };
    with_goal.map(one).collect()
}

fn place(path: &str, line: u32) -> String {
    match line {
        0 => shown(path),
        line => format!("{}:{line}", shown(path)),
    }
}

fn remark(path: &str, line: u32, what: &str) -> Remark {
    Remark { place: place(path, line), what: shown(what) }
}

/// The class of a level's colour.
pub fn level_class(level: Level) -> &'static str {
    match level {
        Level::E0 => "e0",
        Level::E1 => "e1",
        Level::E2 => "e2",
        Level::E3 => "e3",
        Level::E4 => "e4",
        Level::EX => "ex",
        Level::Unknown => "eu",
    }
}

/// The processes of a project as a bar.
pub fn bar(summary: &Summary) -> Bar {
    let number = |level| summary.services.iter().filter(|service| service.level == level).count();
    let parts: Vec<_> = Level::ALL.iter().map(|&level| (level_class(level), level.heading(), number(level))).collect();
    let title = format!("Services of {}", shown(&summary.name));
    Bar::new(&title, parts.iter().map(|(class, heading, number)| (*class, heading.as_str(), *number)))
}

/// What needs most work first.
fn services(summary: &Summary) -> Vec<ServiceView> {
    let mut services: Vec<&Service> = summary.services.iter().collect();
    let rank = |service: &Service| Level::ALL.iter().position(|level| *level == service.level);
    services.sort_by(|one, other| (rank(one), !one.daemon, &one.name).cmp(&(rank(other), !other.daemon, &other.name)));
    services.into_iter().map(|one| service(summary, one)).collect()
}

fn service(summary: &Summary, service: &Service) -> ServiceView {
    let switches: Vec<String> = service.switches.iter().map(|switch| shown(&switch.words())).collect();
    let step = |step: &crate::status::Evidence| {
        let assumed = if step.assumed { " (assumed)" } else { "" };
        Remark { what: format!("{}{assumed}", shown(&step.what)), place: place(&step.path, step.line) }
    };
    ServiceView {
        name: shown(&service.name),
        level: service.level.name(),
        heading: service.level.heading(),
        class: level_class(service.level),
        entry_point: shown(&service.entry_point),
        daemon: service.daemon,
        reason: shown(&service.reason),
        switches: some(switches.iter().map(String::as_str), 4),
        flags: service.flags.iter().map(|flag| (shown(flag), flag_meaning(flag))).collect(),
        evidence: service.evidence.iter().map(step).collect(),
        command: format!("eventlet-scan --service {} {}", quoted(&service.name), quoted(&summary.root)),
    }
}

fn families(summary: &Summary) -> Vec<FamilyView> {
    let families = Family::ALL.iter().map(|family| (family, summary.usage.count(*family)));
    let used = families.filter(|(_, count)| count.runtime + count.test > 0);
    let view = |(family, count): (&Family, crate::analysis::readiness::Count)| FamilyView {
        title: family.title(),
        runtime: count.runtime,
        test: count.test,
        command: format!("eventlet-scan check --select {} {}", family.name(), quoted(&summary.root)),
    };
    used.map(view).collect()
}

/// Places by file, in the order of the files.
pub fn places(usage: &Usage, places: &[&Place]) -> Places {
    let mut files: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for place in places {
        files.entry(usage.path(place)).or_default().push(place.line);
    }
    let mut more: usize = files.values().skip(FILES).map(Vec::len).sum();
    let mut shown_files = Vec::new();
    for (path, mut lines) in files.into_iter().take(FILES) {
        lines.sort_unstable();
        lines.dedup();
        more += lines.len().saturating_sub(LINES);
        let lines: Vec<_> = lines.iter().take(LINES).map(u32::to_string).collect();
        shown_files.push(FilePlaces { path: shown(path), lines: lines.join(", ") });
    }
    Places { files: shown_files, more }
}

fn effort(effort: &Effort, usage: &Usage) -> EffortView {
    EffortView {
        score: points(effort.score),
        class: effort.class.name(),
        bounds: bounds(effort.class),
        complexity: effort.complexity,
        difficulties: shown(&effort.difficulties.join(", ")),
        terms: effort.terms.iter().map(|one| term(one, usage)).collect(),
    }
}

fn term(term: &Term, usage: &Usage) -> TermView {
    let found = usage.places_of(&term.of);
    let names = || term.of.iter().filter(|name| !name.starts_with("v1:")).map(|name| shown(name)).collect::<Vec<_>>();
    TermView {
        code: term.code.as_deref().map(shown).unwrap_or_default(),
        what: shown(&term.what),
        count: term.count,
        weight: points(term.weight),
        score: points(term.score),
        places: places(usage, &found),
        names: if found.is_empty() { some(names().iter().map(String::as_str), 20) } else { String::new() },
    }
}

fn step(step: &PlanStep, usage: &Usage) -> StepView {
    let frees: Vec<String> = step.frees.iter().map(|name| shown(name)).collect();
    StepView {
        title: shown(&step.title),
        findings: step.findings.len(),
        score: points(step.score),
        frees: some(frees.iter().map(String::as_str), 12),
        level: step.level.map(ProjectLevel::name).unwrap_or_default(),
        check: shown(&step.check),
        places: places(usage, &usage.places_of(&step.findings)),
    }
}

fn loads(readiness: &Readiness) -> Vec<Remark> {
    let remark = |loader: &crate::status::Loader| {
        let more = if loader.places > 1 { format!(", in {} places, first", loader.places) } else { ", at".to_owned() };
        Remark { what: format!("{}: {}{more}", shown(&loader.kind), shown(&loader.what)), place: place(&loader.path, loader.line) }
    };
    readiness.disablable.still_loads.iter().map(remark).collect()
}

fn residual(readiness: &Readiness) -> Vec<(String, usize, &'static str)> {
    readiness.residual.iter().map(|(flag, &number)| (shown(flag), number, flag_meaning(flag))).collect()
}

fn unknown(readiness: &Readiness) -> Vec<Remark> {
    readiness.unknown.iter().map(|one| Remark { place: shown(&one.service), what: shown(&one.reason) }).collect()
}

fn reviewed(readiness: &Readiness) -> Vec<ReviewView> {
    let view = |one: &crate::status::Reviewed| ReviewView {
        about: one.service.as_deref().map_or_else(|| "the project".to_owned(), shown),
        level: shown(&one.level),
        found: shown(&one.found),
        reason: shown(&one.reason),
        author: shown(&one.author),
        date: shown(&one.date),
        expires: shown(&one.expires),
    };
    readiness.reviewed.iter().map(view).collect()
}

/// What to type to see where the figures come from.
fn commands(summary: &Summary) -> Vec<(String, &'static str)> {
    let root = quoted(&summary.root);
    let mut commands = vec![
        (format!("eventlet-scan {root}"), "the overview of the project"),
        (format!("eventlet-scan check {root}"), "each place, one line for each"),
    ];
    if let Some(first) = summary.services.first() {
        let command = format!("eventlet-scan --service {} {root}", quoted(&first.name));
        commands.push((command, "what decides for one service, step by step"));
    }
    commands
}
