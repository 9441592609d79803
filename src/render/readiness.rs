//! The overview's sections about readiness: how far a project is, what keeps it from the
//! next level, what to do in which order, where to begin.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Write};

use super::wrap::wrapped;
use super::{FAINT, STRONG, count};
use crate::analysis::readiness::{Answer, PlanStep, Readiness};
use crate::analysis::services::{Level, Service};
use crate::finding::Finding;
use crate::report::ProjectReport;
use crate::source::printable;

/// Blockers that are named.
const BLOCKERS: usize = 5;
/// Modules to begin with that are named.
const LEAVES: usize = 5;

/// Level and effort, for a table.
pub(super) fn cells(project: &ProjectReport) -> (&'static str, String) {
    let cells = |readiness: &Readiness| {
        let effort = &readiness.effort;
        (readiness.level.name(), format!("{} {}", points(effort.score), effort.class.name()))
    };
    project.readiness.as_ref().map_or(("-", "-".to_owned()), cells)
}

/// Draws level, milestones and effort.
pub(super) fn head(project: &ProjectReport, out: &mut dyn Write) -> io::Result<()> {
    let Some(readiness) = &project.readiness else { return Ok(()) };
    let milestones = &readiness.milestones;
    let answer = |met: Option<bool>| met.map_or("undecided", |met| if met { "yes" } else { "no" });
    writeln!(
        out,
        "  {STRONG}{} {}{STRONG:#}; the goal: able to run without (2026.2) {}, deprecated (2027.1) {}, removed (2027.2) {}",
        readiness.level.name(),
        readiness.title,
        answer(milestones.able),
        answer(milestones.deprecated),
        answer(milestones.removed),
    )?;
    let effort = &readiness.effort;
    let what = format!(
        "effort {} points ({}), complexity {} of 10; {}",
        points(effort.score),
        effort.class.name(),
        effort.complexity,
        disablable(project, readiness)
    );
    wrapped(&[(FAINT, &what)], 2, 4, out)?;
    for one in &readiness.reviewed {
        let about = one.service.as_deref().unwrap_or("the project");
        writeln!(
            out,
            "  {STRONG}reviewed{STRONG:#}: {} is {} instead of {} by {} on {}, until {}: {}",
            printable(about),
            one.level,
            one.found,
            printable(&one.author),
            one.date,
            one.expires,
            printable(&one.reason)
        )?;
    }
    for one in &readiness.unknown {
        writeln!(out, "  {STRONG}undecided{STRONG:#}: {}: {}", printable(&one.service), printable(&one.reason))?;
    }
    Ok(())
}

/// Services that nothing patches and that do not run on threads alone for it.
fn not_free(project: &ProjectReport) -> Vec<Cow<'_, str>> {
    let stands = |service: &&Service| service.level == Level::E1 || service.flags.contains(&"wsgi-raises");
    project.services.iter().filter(stands).map(|service| printable(&service.name)).collect()
}

fn disablable(project: &ProjectReport, readiness: &Readiness) -> String {
    let by: Vec<_> = readiness.disablable.by.iter().map(|switch| printable(&switch.name).into_owned()).collect();
    let by = if by.is_empty() { String::new() } else { format!(" by {}", by.join(", ")) };
    match readiness.disablable.answer {
        Answer::Yes if by.is_empty() => match not_free(project).as_slice() {
            [] => "runs without eventlet".to_owned(),
            names => format!("nothing is patched, but see {} below", names.join(", ")),
        },
        Answer::Yes => format!("eventlet can be switched off{by}"),
        Answer::Partly if by.is_empty() => "some services run without eventlet".to_owned(),
        Answer::Partly => format!("eventlet can be switched off in part{by}"),
        Answer::No => "eventlet cannot be switched off".to_owned(),
        Answer::Unknown => "whether eventlet can be switched off is undecided".to_owned(),
    }
}

/// Draws what is left to do.
pub(super) fn sections(project: &ProjectReport, out: &mut dyn Write) -> io::Result<()> {
    let Some(readiness) = &project.readiness else { return Ok(()) };
    blockers(readiness, out)?;
    plan(project, readiness, out)?;
    leaves(readiness, out)
}

fn blockers(readiness: &Readiness, out: &mut dyn Write) -> io::Result<()> {
    if readiness.blockers.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n  {STRONG}What keeps it from the next level{STRONG:#}")?;
    for blocker in readiness.blockers.iter().take(BLOCKERS) {
        let place = format!("{}:{}", printable(&blocker.path), blocker.line);
        wrapped(&[(STRONG, &place), (FAINT, &printable(&blocker.why))], 4, 6, out)?;
    }
    if readiness.blockers.len() > BLOCKERS {
        writeln!(out, "    {} more in `--format json`", readiness.blockers.len() - BLOCKERS)?;
    }
    Ok(())
}

fn plan(project: &ProjectReport, readiness: &Readiness, out: &mut dyn Write) -> io::Result<()> {
    if readiness.plan.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n  {STRONG}What to do, in order{STRONG:#}")?;
    for step in &readiness.plan {
        wrapped(&[(STRONG, &format!("{}.", step.step)), (anstyle::Style::new(), &step.title)], 2, 5, out)?;
        let mut said = vec![format!("{}, {} points", count(step.findings.len(), "place"), points(step.score))];
        if !step.frees.is_empty() {
            said.push(format!("frees {}", count(step.frees.len(), "service")));
        }
        said.push(format!("then {}", step.level.name()));
        writeln!(out, "     {FAINT}{}{FAINT:#}", said.join("; "))?;
        if let Some(first) = example(project, step) {
            let hint = first.replacement.as_deref().map(|replacement| format!(": {replacement}")).unwrap_or_default();
            let place = format!("{}:{} {}{hint}", printable(&first.path), first.location.line, first.rule.code);
            wrapped(&[(FAINT, &place)], 5, 7, out)?;
        }
    }
    Ok(())
}

/// The first of a step's places that take most effort.
fn example<'p>(project: &'p ProjectReport, step: &PlanStep) -> Option<&'p Finding> {
    findings(project, step).max_by_key(|finding| (finding.rule.effort, std::cmp::Reverse(finding.order())))
}

fn findings<'p>(project: &'p ProjectReport, step: &PlanStep) -> impl Iterator<Item = &'p Finding> {
    let wanted: BTreeSet<&str> = step.findings.iter().map(String::as_str).collect();
    project.findings.iter().filter(move |finding| wanted.contains(finding.fingerprint.as_str())).collect::<Vec<_>>().into_iter()
}

fn leaves(readiness: &Readiness, out: &mut dyn Write) -> io::Result<()> {
    if readiness.leaves.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n  {STRONG}Where to begin{STRONG:#}: {FAINT}nothing else that uses eventlet imports these{FAINT:#}")?;
    for leaf in readiness.leaves.iter().take(LEAVES) {
        let what = format!("{}, {} points", count(leaf.findings, "place"), points(leaf.score));
        writeln!(out, "    {}  {FAINT}{what}{FAINT:#}", printable(&leaf.path))?;
    }
    if readiness.leaves.len() > LEAVES {
        writeln!(out, "    {} more in `--format json`", count(readiness.leaves.len() - LEAVES, "module"))?;
    }
    Ok(())
}

/// The codes of the first step's rules, hardest first.
pub(super) fn first_rules(project: &ProjectReport) -> Option<Vec<&str>> {
    let step = project.readiness.as_ref()?.plan.first()?;
    let mut rules: Vec<_> =
        findings(project, step).map(|finding| (std::cmp::Reverse(finding.rule.effort), finding.rule.code.as_str())).collect();
    rules.sort();
    rules.dedup();
    Some(rules.into_iter().map(|(_, code)| code).collect()).filter(|rules: &Vec<_>| !rules.is_empty())
}

/// Points as people write them: `130`, `17.65`.
pub(super) fn points(score: f64) -> String {
    format!("{score:.2}").trim_end_matches('0').trim_end_matches('.').to_owned()
}
