//! The overview, for someone who has never run the tool: what is there, where most of it
//! is, what matters first, what to type next.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::{FAINT, STRONG, count, quoted};
use super::{readiness, services, sharing};
use crate::finding::Finding;
use crate::project::ProjectKind;
use crate::report::{ProjectReport, Report};
use crate::rules::{Family, Severity};
use crate::source::printable;
use crate::vocabulary::Kind;

/// Projects that are shown one by one; more become a table.
const DETAILED: usize = 3;
/// Files that are named.
const FILES: usize = 8;

/// Draws the overview.
///
/// # Errors
/// What the writer says.
pub fn overview(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if report.projects.len() > DETAILED {
        return table(report, out);
    }
    for (index, project) in ordered(report).into_iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        detail(project, out)?;
    }
    Ok(())
}

/// Services before libraries, then by name.
fn ordered(report: &Report) -> Vec<&ProjectReport> {
    let mut projects: Vec<_> = report.projects.iter().collect();
    projects.sort_by_key(|project| {
        let rank = match project.kind {
            ProjectKind::Service => 0,
            ProjectKind::Plugin => 1,
            ProjectKind::Library => 2,
            ProjectKind::Client => 3,
            ProjectKind::Unknown => 4,
        };
        (rank, &project.name, &project.root)
    });
    projects
}

/// Findings that must be done away with, by whether they run or test.
struct Split<'p> {
    runtime: Vec<&'p Finding>,
    tests: Vec<&'p Finding>,
    notes: usize,
    /// Findings in modules that may use it.
    sanctioned: usize,
}

impl<'p> Split<'p> {
    fn of(project: &'p ProjectReport) -> Self {
        // What the tool remarks on files of its own accord is no use of anything.
        let all = || project.findings.iter().filter(|finding| finding.rule.family != Family::Hygiene);
        let uses = || all().filter(|finding| !finding.is_sanctioned());
        let weighty = uses().filter(|finding| finding.severity() != Severity::Note);
        let (tests, runtime): (Vec<_>, Vec<_>) = weighty.partition(|finding| finding.test);
        let notes = uses().filter(|finding| finding.severity() == Severity::Note && is_counted(finding)).count();
        Self { runtime, tests, notes, sanctioned: all().count() - uses().count() }
    }
}

/// Whether a note counts here: what imports a library, requires it and sets it up, tests
/// left out. Uses are many, and say no more.
fn is_counted(note: &Finding) -> bool {
    matches!(note.kind, Kind::Import | Kind::Dependency | Kind::Config) && note.via.is_none() && !note.test
}

fn files<'f>(findings: impl IntoIterator<Item = &'f &'f Finding>) -> usize {
    findings.into_iter().map(|finding| &finding.path).collect::<BTreeSet<_>>().len()
}

/// `3 in 2 files`, or a dash.
fn cell(findings: &[&Finding]) -> String {
    match findings.len() {
        0 => "-".to_owned(),
        number => format!("{number} in {}", count(files(findings.iter()), "file")),
    }
}

fn table(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let projects = ordered(report);
    let width = projects.iter().map(|project| project.name.len()).max().unwrap_or(7).clamp(7, 40);
    let levels: Vec<_> = projects.iter().map(|project| services::cell(&project.services)).collect();
    writeln!(
        out,
        "{STRONG}{:<width$}  level  {:>15}  {:>17}  {:>17}  services{STRONG:#}",
        "project", "effort", "run time", "tests"
    )?;
    let (mut runtime, mut tests, mut free) = (0, 0, 0);
    for (project, levels) in projects.iter().zip(&levels) {
        let split = Split::of(project);
        runtime += split.runtime.len();
        tests += split.tests.len();
        free += usize::from(split.runtime.is_empty() && split.tests.is_empty());
        let (level, effort) = readiness::cells(project);
        writeln!(
            out,
            "{:<width$}  {level:<5}  {effort:>15}  {:>17}  {:>17}  {levels}",
            printable(&project.name),
            cell(&split.runtime),
            cell(&split.tests),
        )?;
    }
    writeln!(
        out,
        "\n{STRONG}{}{STRONG:#}: {} at run time, {} in tests; {free} without any",
        count(projects.len(), "project"),
        count(runtime, "place"),
        tests
    )?;
    let all = services::totals(projects.iter().flat_map(|project| &project.services));
    if !all.is_empty() {
        writeln!(out, "{STRONG}services{STRONG:#}: {all}")?;
    }
    let example = projects.first().map_or(".", |project| project.root.as_str());
    writeln!(out, "\n{STRONG}Next{STRONG:#}")?;
    let rows = [
        (format!("eventlet-scan {}", quoted(example)), "one project: what is used, where, what matters first"),
        ("eventlet-scan --statistics PATH...".to_owned(), "the same as a count for each rule"),
    ];
    commands(&rows, out)
}

fn detail(project: &ProjectReport, out: &mut dyn Write) -> io::Result<()> {
    let split = Split::of(project);
    let version = project.version.as_deref().map(|version| format!(" {version}")).unwrap_or_default();
    write!(out, "{STRONG}{}{}{STRONG:#}", printable(&project.name), printable(&version))?;
    writeln!(
        out,
        "  {FAINT}{} in {}, {}{FAINT:#}",
        kind(project.kind),
        printable(&project.root),
        count(project.files.seen, "Python file")
    )?;
    let total = split.runtime.len() + split.tests.len();
    readiness::head(project, out)?;
    if total == 0 {
        writeln!(out, "  no use of eventlet{}", apart(&split))?;
        readiness::sections(project, out)?;
        services::section(project, out)?;
        let mut rows: Vec<_> = services::command(project).into_iter().collect();
        if split.notes > 0 {
            rows.push((format!("eventlet-scan check --select note {}", quoted(&project.root)), "lists the notes"));
        }
        if !rows.is_empty() {
            writeln!(out, "\n  {STRONG}Next{STRONG:#}")?;
        }
        return commands(&rows, out);
    }
    writeln!(
        out,
        "  {STRONG}{}{STRONG:#} in {}: {} at run time, {} in tests{}",
        count(total, "place"),
        count(files(split.runtime.iter().chain(&split.tests)), "file"),
        split.runtime.len(),
        split.tests.len(),
        apart(&split),
    )?;
    families(&split, out)?;
    busiest(&split, out)?;
    services::section(project, out)?;
    sharing::section(project, out)?;
    readiness::sections(project, out)?;
    next(project, &split, out)
}

/// What is counted apart.
fn apart(split: &Split) -> String {
    let mut said = String::new();
    if split.notes > 0 {
        said.push_str(&format!("; {} of libraries that may run on eventlet (notes)", count(split.notes, "neutral mention")));
    }
    if split.sanctioned > 0 {
        said.push_str(&format!("; {} in sanctioned modules", split.sanctioned));
    }
    said
}

fn kind(kind: ProjectKind) -> &'static str {
    match kind {
        ProjectKind::Service => "service",
        ProjectKind::Library => "library",
        ProjectKind::Client => "client",
        ProjectKind::Plugin => "plugin",
        ProjectKind::Unknown => "unknown",
    }
}

fn families(split: &Split, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n  {STRONG}{:<26}{:>18}{:>18}{STRONG:#}", "What is used", "run time", "tests")?;
    for family in Family::ALL {
        let of = |findings: &[&'_ Finding]| {
            cell(&findings.iter().copied().filter(|finding| finding.rule.family == *family).collect::<Vec<_>>())
        };
        let (runtime, tests) = (of(&split.runtime), of(&split.tests));
        if runtime != "-" || tests != "-" {
            writeln!(out, "  {:<26}{runtime:>18}{tests:>18}", family.title())?;
        }
    }
    Ok(())
}

fn busiest(split: &Split, out: &mut dyn Write) -> io::Result<()> {
    let mut by_file = BTreeMap::<&str, Vec<&Finding>>::new();
    for finding in &split.runtime {
        by_file.entry(&finding.path).or_default().push(finding);
    }
    if by_file.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<_> = by_file.into_iter().collect();
    rows.sort_by(|one, other| other.1.len().cmp(&one.1.len()).then_with(|| one.0.cmp(other.0)));
    writeln!(out, "\n  {STRONG}Where most of it is, at run time{STRONG:#}")?;
    for (path, findings) in rows.iter().take(FILES) {
        let families: BTreeSet<_> =
            findings.iter().map(|finding| finding.rule.family).filter(|family| *family != Family::Import).collect();
        let families = if families.is_empty() { BTreeSet::from([Family::Import]) } else { families };
        let named: Vec<_> = families.into_iter().map(|family| family.title().to_lowercase()).collect();
        writeln!(out, "  {:>5}  {}  {FAINT}{}{FAINT:#}", findings.len(), printable(path), named.join(", "))?;
    }
    if rows.len() > FILES {
        let rest: usize = rows[FILES..].iter().map(|(_, findings)| findings.len()).sum();
        writeln!(out, "  {rest:>5}  in {} more", count(rows.len() - FILES, "file"))?;
    }
    Ok(())
}

fn next(project: &ProjectReport, split: &Split, out: &mut dyn Write) -> io::Result<()> {
    let root = quoted(&project.root);
    let mut rows = Vec::new();
    if let Some(rules) = readiness::first_rules(project) {
        rows.push((
            format!("eventlet-scan check --select {} {root}", rules.join(",")),
            "all that the rules of the first step find, imports and tests too",
        ));
        if let Some(first) = rules.first() {
            rows.push((format!("eventlet-scan explain {first}"), "why it matters, what replaces it"));
        }
    }
    rows.extend(services::command(project));
    rows.push((format!("eventlet-scan --format full {root}"), "every place with its code, notes among them"));
    if split.notes > 0 {
        rows.push((format!("eventlet-scan check --select note {root}"), "the notes, neutral uses among them"));
    }
    writeln!(out, "\n  {STRONG}Next{STRONG:#}")?;
    commands(&rows, out)
}

fn commands(rows: &[(String, &str)], out: &mut dyn Write) -> io::Result<()> {
    let width = rows.iter().map(|(command, _)| command.chars().count()).max().unwrap_or(0).min(64);
    for (command, effect) in rows {
        writeln!(out, "    {command:<width$}  {FAINT}{effect}{FAINT:#}")?;
    }
    Ok(())
}
