//! Words that all formats share.

use crate::analysis::readiness::{Answer, EffortClass, ProjectLevel};
use crate::analysis::services::Level;
use crate::render::count;
use crate::status::{Service, Summary, Switch};

/// What a level asks for: goes on from its title.
pub fn meaning(level: ProjectLevel) -> &'static str {
    match level {
        ProjectLevel::R0 => "every daemon is bound to it",
        ProjectLevel::R1 => "some service is not bound to it, or the project selects its mode itself",
        ProjectLevel::R2 => "every service has a mode without it",
        ProjectLevel::R3 => "every service runs on threads unless it is told otherwise, and that is deprecated",
        ProjectLevel::R4 => "nothing of its own uses it at run time, nor requires it",
        ProjectLevel::R5 => "tests, documentation and settings are free of it too, and a rule keeps it out",
        ProjectLevel::L0 => "it cannot be used without",
        ProjectLevel::L1 => "it works without, and looks for eventlet by itself",
        ProjectLevel::L2 => "it works without; what it has for eventlet is going to go",
        ProjectLevel::L3 => "it works without unless an extra asks for it",
        ProjectLevel::L4 => "it has nothing to do with it",
    }
}

/// The bounds of a class of effort.
pub fn bounds(class: EffortClass) -> &'static str {
    match class {
        EffortClass::Small => "up to 20 points",
        EffortClass::Medium => "21 to 60 points",
        EffortClass::Large => "61 to 150 points",
        EffortClass::Redesign => "more than 150 points",
    }
}

/// Whether eventlet can be switched off, as an answer.
pub fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "yes, in every service",
        Answer::Partly => "in some services",
        Answer::No => "no",
        Answer::Unknown => "not decided",
    }
}

/// `yes`, `no`, or that it is not decided.
pub fn reached(answer: Option<bool>) -> &'static str {
    match answer {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not decided",
    }
}

/// Names in a row, of many only the first.
pub fn some<'n>(names: impl ExactSizeIterator<Item = &'n str>, most: usize) -> String {
    let all = names.len();
    let mut text = names.take(most).collect::<Vec<_>>().join(", ");
    if all > most {
        text.push_str(&format!(" and {} more", all - most));
    }
    text
}

/// How a project goes about it, from its services alone.
pub fn approach(summary: &Summary) -> String {
    let here = || summary.services.iter().filter(|service| service.level != Level::EX);
    if here().next().is_none() {
        return "starts no process of its own".to_owned();
    }
    let number = |levels: &[Level]| here().filter(|service| levels.contains(&service.level)).count();
    let mut parts = Vec::new();
    for (level, default) in [(Level::E2, "eventlet"), (Level::E3, "threads")] {
        let services: Vec<&Service> = here().filter(|service| service.level == level).collect();
        if !services.is_empty() {
            let switches = switches(&services);
            parts.push(format!("{} switchable by {switches}, {default} by default", of(services.len())));
        }
    }
    for (levels, words) in [
        (Level::E0, "bound to eventlet in code, whatever is set"),
        (Level::E1, "not patched, but entangled with code that uses eventlet"),
        (Level::Unknown, "not decided"),
    ] {
        let services = number(&[levels]);
        if services > 0 {
            parts.push(format!("{} {words}", of(services)));
        }
    }
    let threads = number(&[Level::E4]);
    match (threads, parts.is_empty()) {
        (0, _) => {}
        (_, true) => parts.push("all services on threads, changed in code: there is no switch".to_owned()),
        (number, false) => parts.push(format!("{} on threads, whatever is set", of(number))),
    }
    parts.join("; ")
}

fn of(number: usize) -> String {
    count(number, "service")
}

fn switches(services: &[&Service]) -> String {
    let mut all: Vec<&Switch> = services.iter().flat_map(|service| &service.switches).collect();
    all.sort();
    all.dedup();
    let words: Vec<String> = all.iter().map(|switch| switch.words()).collect();
    if words.is_empty() { "the code's own choice".to_owned() } else { some(words.iter().map(String::as_str), 4) }
}
