//! Whole small projects, `test-fixtures/projects/<name>/`, for what crosses modules. The
//! findings of each stand in its `expected.toml`, all of them, and no others.
//!
//! Only the keys that an entry has are compared; but `via` and `guard` that are not
//! there must not be found either.

use eventlet_scan::finding::Finding;
use eventlet_scan::policy::Selectors;
use eventlet_scan::report::Report;
use eventlet_scan::rules::Family;
use eventlet_scan::scan::{Progress, Settings, scan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const PROJECTS: &str = "test-fixtures/projects";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    project: Vec<ExpectedProject>,
    #[serde(default)]
    finding: Vec<ExpectedFinding>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedProject {
    name: String,
    /// Relative to the fixture.
    root: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedFinding {
    /// Relative to the fixture.
    path: String,
    line: u32,
    kind: String,
    symbol: Option<String>,
    via: Option<String>,
    guard: Option<String>,
    test: Option<bool>,
}

impl ExpectedFinding {
    fn fits(&self, path: &str, finding: &Finding) -> bool {
        self.path == path
            && self.line == finding.location.line
            && Some(&*self.kind) == word(finding.kind).as_deref()
            && self.symbol == finding.symbol
            && self.via.as_deref() == finding.via.as_ref().map(|via| via.as_str())
            && self.guard == word(finding.guard)
            && self.test.is_none_or(|test| test == finding.test)
    }
}

/// The word that stands in JSON for a kind or a guard.
fn word(value: impl Serialize) -> Option<String> {
    serde_json::to_value(value).unwrap().as_str().map(str::to_owned)
}

fn scan_project(name: &str) -> Report {
    let settings = Settings {
        paths: vec![format!("{PROJECTS}/{name}").into()],
        selectors: Selectors { select: vec!["ALL".to_owned()], ..Selectors::default() },
        isolated: true,
        ..Settings::default()
    };
    scan(&settings, &Progress::default()).unwrap()
}

/// A shown path relative to the fixture.
fn below<'p>(name: &str, shown: &'p str) -> &'p str {
    let rest = shown.strip_prefix(&format!("{PROJECTS}/{name}")).unwrap();
    if rest.is_empty() { "." } else { rest.trim_start_matches('/') }
}

fn described(path: &str, finding: &Finding) -> String {
    format!(
        "{path}:{} {} {:?} via {:?} guard {:?} test {}",
        finding.location.line,
        word(finding.kind).unwrap(),
        finding.symbol,
        finding.via,
        finding.guard,
        finding.test
    )
}

fn check(name: &str) {
    let text = std::fs::read_to_string(format!("{PROJECTS}/{name}/expected.toml")).unwrap();
    let mut expected: Expected = toml::from_str(&text).unwrap();
    let report = scan_project(name);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    let found = report
        .projects
        .iter()
        .map(|project| ExpectedProject { name: project.name.clone(), root: below(name, &project.root).to_owned() });
    assert_eq!(found.collect::<Vec<_>>(), expected.project);
    let mut noisy = Vec::new();
    for (project, finding) in report.findings() {
        let shown = project.shown_path(&finding.path);
        let path = below(name, &shown);
        match expected.finding.iter().position(|one| one.fits(path, finding)) {
            Some(at) => drop(expected.finding.remove(at)),
            None => noisy.push(described(path, finding)),
        }
    }
    let missing: Vec<_> = expected.finding.iter().map(|one| format!("{one:?}")).collect();
    assert!(missing.is_empty() && noisy.is_empty(), "missing:\n  {}\nnoisy:\n  {}", missing.join("\n  "), noisy.join("\n  "));
}

#[test]
fn every_project_is_tested() {
    let tested = include_str!("projects.rs");
    for entry in std::fs::read_dir(PROJECTS).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // What these are about is compared elsewhere.
        let by_services = name.starts_with("services-");
        assert!(by_services || tested.contains(&format!("(\"{name}\")")), "{PROJECTS}/{name} is scanned by no test");
    }
}

#[test]
fn reexports_are_followed_through_modules_and_star_imports() {
    check("reexports");
}

#[test]
fn names_are_followed_however_they_are_handed_on() {
    check("handed-on");
}

#[test]
fn modules_that_import_each_other_end_somewhere() {
    check("cycles");
}

#[test]
fn a_package_may_call_something_else_as_its_submodule_is_called() {
    check("submodules");
}

#[test]
fn a_facade_package_hands_the_library_on() {
    check("facade");
}

#[test]
fn a_module_of_the_projects_own_may_have_the_librarys_name() {
    check("namesake");
}

#[test]
fn strings_targets_getters_and_dynamic_imports_lead_through_modules() {
    check("by-name");
}

#[test]
fn sources_below_src_and_scripts_without_ending() {
    check("src-layout");
}

#[test]
fn test_code_is_told_by_more_than_its_name() {
    check("tests-or-not");
}

#[test]
fn several_projects_under_one_folder() {
    check("several");
}

#[test]
fn the_demo_shows_every_family() {
    let report = scan_project("demo");
    let shown: BTreeSet<Family> = report.findings().map(|(_, finding)| finding.rule.family).collect();
    // Hygiene is about the tool's own work: a demo has nothing to clean up.
    let missing: Vec<_> = Family::ALL.iter().filter(|family| **family != Family::Hygiene && !shown.contains(family)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(report.problems.is_empty(), "{:?}", report.problems);
}
