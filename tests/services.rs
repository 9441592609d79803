//! Whole small projects, `test-fixtures/projects/services-*/`, for what the processes of a
//! project run on. Every process stands in the `expected.toml` of its project, and no
//! others.
//!
//! Only the keys that an entry has are compared. What is not there is written `none`.

use eventlet_scan::analysis::services::{Evidence, Service};
use eventlet_scan::scan::{Progress, Settings, scan};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

const PROJECTS: &str = "test-fixtures/projects";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    service: Vec<ExpectedService>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedService {
    name: String,
    group: String,
    level: Option<String>,
    mode: Option<String>,
    /// `none`, `eventlet`, `threading`.
    default: Option<String>,
    /// `environment NAME`, in order of precedence.
    switches: Option<Vec<String>>,
    /// `none`, `import`, `main`.
    patched: Option<String>,
    /// `none`, or the backend's type and `explicit` or `implicit`.
    backend: Option<String>,
    daemon: Option<bool>,
    flags: Option<Vec<String>>,
    /// A part of the reason.
    reason: Option<String>,
    /// `path:line what`, each step.
    evidence: Option<Vec<String>>,
}

fn fixtures() -> Vec<String> {
    let entries = std::fs::read_dir(PROJECTS).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.starts_with("services-"));
    names.sort();
    names
}

fn services(name: &str) -> Vec<Service> {
    let settings =
        Settings { paths: vec![format!("{PROJECTS}/{name}").into()], services: true, isolated: true, ..Settings::default() };
    let mut report = scan(&settings, &Progress::default()).unwrap();
    assert_eq!(report.projects.len(), 1, "{name} is one project");
    report.projects.remove(0).services
}

/// The word that stands in JSON for a value.
fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap_or("none").to_owned()
}

fn backend(service: &Service) -> String {
    let shown = |backend: eventlet_scan::analysis::services::Backend| {
        format!("{} {}", backend.kind, if backend.explicit { "explicit" } else { "implicit" })
    };
    service.backend.map_or("none".to_owned(), shown)
}

fn step(evidence: &Evidence) -> String {
    format!("{}:{} {}", evidence.path, evidence.line, evidence.what)
}

fn switches(service: &Service) -> Vec<String> {
    service.switches.iter().map(|switch| format!("{} {}", word(switch.kind), switch.name)).collect()
}

/// What differs, a line for each.
fn differences(expected: &ExpectedService, found: &Service) -> String {
    let mut out = String::new();
    let mut text = |key: &str, expected: &Option<String>, found: &str| {
        if let Some(expected) = expected
            && expected != found
        {
            writeln!(out, "    {key}: expected {expected}, found {found}").unwrap();
        }
    };
    text("level", &expected.level, found.level.name());
    text("mode", &expected.mode, found.mode);
    text("default", &expected.default, found.default.unwrap_or("none"));
    text("patched", &expected.patched, found.patched.unwrap_or("none"));
    text("backend", &expected.backend, &backend(found));
    text("daemon", &expected.daemon.map(|daemon| daemon.to_string()), &found.daemon.to_string());
    if let Some(part) = expected.reason.as_ref().filter(|part| !found.reason.contains(*part)) {
        writeln!(out, "    reason: expected “{part}” in it").unwrap();
    }
    let mut list = |key: &str, expected: &Option<Vec<String>>, found: &[String]| {
        let Some(expected) = expected.as_ref().filter(|expected| *expected != found) else { return };
        writeln!(out, "    {key}:").unwrap();
        for line in expected {
            writeln!(out, "      {} {line}", if found.contains(line) { ' ' } else { '-' }).unwrap();
        }
        for line in found.iter().filter(|line| !expected.contains(line)) {
            writeln!(out, "      + {line}").unwrap();
        }
    };
    list("switches", &expected.switches, &switches(found));
    list("flags", &expected.flags, &found.flags.iter().map(|flag| (*flag).to_owned()).collect::<Vec<_>>());
    list("evidence", &expected.evidence, &found.evidence.iter().map(step).collect::<Vec<_>>());
    if !out.is_empty() {
        writeln!(out, "    because: {}", found.reason).unwrap();
    }
    out
}

fn compare(fixture: &str) -> String {
    let text = std::fs::read_to_string(format!("{PROJECTS}/{fixture}/expected.toml")).unwrap();
    let expected: Expected = toml::from_str(&text).unwrap_or_else(|error| panic!("{fixture}: {error}"));
    let mut found = services(fixture);
    let mut out = String::new();
    for one in &expected.service {
        let title = format!("  {fixture}: {} ({})", one.name, one.group);
        match found.iter().position(|service| service.name == one.name && word(service.group) == one.group) {
            Some(at) => {
                let differs = differences(one, &found.remove(at));
                if !differs.is_empty() {
                    write!(out, "{title}\n{differs}").unwrap();
                }
            }
            None => writeln!(out, "{title} is missing").unwrap(),
        }
    }
    for service in found {
        writeln!(out, "  {fixture}: {} ({}) is not expected: {}", service.name, word(service.group), service.reason).unwrap();
    }
    out
}

#[test]
fn processes_run_on_what_is_expected() {
    let differs: String = fixtures().iter().map(|fixture| compare(fixture)).collect();
    assert!(differs.is_empty(), "\n{differs}");
}

/// Whether the last component of what a step names stands on its line;
/// in a file that renames it under its other name.
fn stands_on(text: &str, evidence: &Evidence) -> bool {
    let line = text.lines().nth((evidence.line as usize).wrapping_sub(1)).unwrap_or_default();
    let words: Vec<&str> = evidence.what.split(' ').collect();
    match words[..] {
        ["declares", name, ..] => line.contains(name),
        ["calls", _, "as", name] => line.contains(name),
        // A value whose name is not known here, and what an element or another call gave.
        ["passes", "on", _] => line.contains('('),
        ["calls", _] if evidence.assumed || line.contains("](") || line.contains(")(") => true,
        // The name stands elsewhere: in metadata, or in a string that is put together.
        ["imports", _] if !line.contains("import ") => line.contains('('),
        [_, named] => {
            // A class is called, or entered, by its own name.
            let named = named.strip_suffix(".__init__").or(named.strip_suffix(".__enter__")).unwrap_or(named);
            let last = named.rsplit(['.', ':']).next().unwrap();
            let renaming = format!("{last} as ");
            let mut others = text.split(&renaming).skip(1).filter_map(|rest| rest.split_whitespace().next());
            let mut bound = text.lines().filter_map(|line| line.split_once(" = ")).filter(|(_, value)| value.contains(last));
            line.contains(last) || others.any(|other| line.contains(other)) || bound.any(|(name, _)| line.contains(name.trim()))
        }
        _ => false,
    }
}

#[test]
fn every_step_of_the_evidence_stands_where_it_says() {
    let mut wrong = String::new();
    for fixture in fixtures() {
        for service in services(&fixture) {
            for evidence in &service.evidence {
                let text = std::fs::read_to_string(format!("{PROJECTS}/{fixture}/{}", evidence.path)).unwrap();
                if !stands_on(&text, evidence) {
                    writeln!(wrong, "  {fixture}: {}: {}", service.name, step(evidence)).unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
