//! The contract's JSON of a report: that of the overview over all projects, and under
//! `report` what the other formats say of them together.

use serde::Serialize;
use serde_json::{Value, json as object};
use std::io::{self, Write};

use crate::render::json::{Tool, project as whole};
use crate::status::{Body, Changes, Library, Milestone, Standing, StatusReport, community, libraries};

/// Writes one object with everything.
///
/// # Errors
/// What the writer says, and a result that has changed since it was read.
pub fn json(report: &StatusReport, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\n  \"schema\": 1,\n  \"tool\": ")?;
    value(&Tool::new(&report.rules), out)?;
    write!(out, ",\n  \"report\": ")?;
    value(&together(report), out)?;
    write!(out, ",\n  \"projects\": [")?;
    let kept = report.projects.iter().filter(|project| !matches!(project.body, Body::Dropped));
    for (number, project) in kept.enumerate() {
        write!(out, "{}\n    ", if number > 0 { "," } else { "" })?;
        match &project.body {
            Body::Scanned(project) => value(&whole(project), out)?,
            Body::Stored(stored) => stored.copy(out)?,
            Body::Dropped => {}
        }
    }
    write!(out, "\n  ],\n  \"problems\": ")?;
    value(&report.problems, out)?;
    writeln!(out, "\n}}")
}

fn value<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    Ok(serde_json::to_writer(out, value)?)
}

/// What is said of all projects together.
fn together(report: &StatusReport) -> Value {
    let community = community(report);
    let name = |&number: &usize| report.projects[number].summary.name.as_str();
    let names = |numbers: &[usize]| -> Vec<&str> { numbers.iter().map(name).collect() };
    let levels = |standings: &[Standing]| -> Value {
        standings.iter().map(|standing| (standing.level.name().to_owned(), object!(names(&standing.projects)))).collect()
    };
    let milestone = |milestone: &Milestone| {
        let answers = object!({
            "yes": names(&milestone.yes), "no": names(&milestone.no), "undecided": names(&milestone.undecided),
        });
        (milestone.calendar.release.to_owned(), answers)
    };
    let team = |team: &crate::status::TeamStanding| object!({ "team": none_if_empty(&team.team), "projects": names(&team.projects), "able": team.able, "score": team.score });
    let services = community.processes.iter().map(|(level, number)| (level.name().to_owned(), object!(number)));
    object!({
        "date": report.date,
        "levels": levels(&[community.services.clone(), community.libraries.clone()].concat()),
        "unknown": names(&community.unknown),
        "milestones": community.milestones.iter().map(milestone).collect::<Value>(),
        "services": services.collect::<Value>(),
        "teams": report.teams.as_ref().map(|_| community.teams.iter().map(team).collect::<Vec<_>>()),
        "libraries": libraries(report).iter().map(|one| library(report, one)).collect::<Vec<_>>(),
        "changes": report.changes.as_ref().map(|one| changes(report, one)),
    })
}

fn none_if_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn library(report: &StatusReport, library: &Library) -> Value {
    let users = library.users.iter().map(|user| {
        let name = &report.projects[user.project].summary.name;
        object!({ "project": name, "uses": user.uses, "loads": user.loads })
    });
    object!({
        "module": library.module,
        "project": library.project.map(|number| &report.projects[number].summary.name),
        "level": library.level,
        "step": library.step,
        "users": users.collect::<Vec<_>>(),
    })
}

fn changes(report: &StatusReport, changes: &Changes) -> Value {
    let name = |number: usize| &report.projects[number].summary.name;
    let moves = changes.moves.iter().map(|one| {
        object!({
            "project": name(one.project), "then": one.then,
            "level": [one.level.0, one.level.1], "score": [one.score.0, one.score.1],
            "findings": { "gone": one.gone, "new": one.new, "kept": one.kept },
            "freed": one.freed, "switchable": one.switchable, "back": one.back,
        })
    });
    object!({
        "since": changes.label,
        "date": changes.date,
        "projects": moves.collect::<Vec<_>>(),
        "new": changes.new.iter().map(|&number| name(number)).collect::<Vec<_>>(),
        "gone": changes.gone,
    })
}
