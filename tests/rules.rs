//! Every rule has a fixture, `test-fixtures/rules/<id>/`, that carries its expectations
//! in its sources. A rule that does not find what its fixture marks is *missing*
//! something; a finding without a mark, whatever its rule, is *noisy*.

#[path = "common/marks.rs"]
mod marks;

use eventlet_scan::policy::Selectors;
use eventlet_scan::report::Report;
use eventlet_scan::rules::RuleSet;
use eventlet_scan::scan::{BaselineSource, Progress, Settings, scan};
use marks::Places;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

const FIXTURES: &str = "test-fixtures/rules";

fn rule_ids() -> BTreeSet<String> {
    let rules = RuleSet::load(&[] as &[&Path]).unwrap();
    rules.rules.iter().map(|rule| rule.id.clone()).collect()
}

fn fixture_names() -> BTreeSet<String> {
    let entries = std::fs::read_dir(FIXTURES).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// All fixtures, each a project of its own, in one run: reading the rules takes longer
/// than scanning.
static REPORT: LazyLock<Report> = LazyLock::new(|| {
    let settings = Settings {
        paths: fixture_names().iter().map(|name| format!("{FIXTURES}/{name}").into()).collect(),
        selectors: Selectors { select: vec!["ALL".to_owned()], ..Selectors::default() },
        isolated: true,
        baseline: BaselineSource::Projects,
        ..Settings::default()
    };
    scan(&settings, &Progress::default()).unwrap()
});

/// The rules found, by place.
fn found() -> Places {
    let mut places = Places::new();
    for (project, finding) in REPORT.findings() {
        let path = project.shown_path(&finding.path);
        if is_mark_in_prose(&path, finding.location.line) {
            continue;
        }
        places.entry((path, finding.location.line)).or_default().push(finding.rule.id.clone());
    }
    places.values_mut().for_each(|ids| ids.sort());
    places
}

/// In prose a mark is text like any other, and often names what it speaks of.
fn is_mark_in_prose(path: &str, line: u32) -> bool {
    let prose = [".rst", ".md", ".txt", ".inc"].iter().any(|ending| path.ends_with(ending));
    let requirements = path.contains("requirement") || path.contains("constraint");
    if !prose || requirements {
        return false;
    }
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().nth(line as usize - 1).is_some_and(marks::is_mark)
}

/// What the fixtures mark.
fn expected() -> Places {
    marks::under(Path::new(FIXTURES), FIXTURES)
}

#[test]
fn every_rule_has_a_fixture_and_every_fixture_a_rule() {
    let (rules, fixtures) = (rule_ids(), fixture_names());
    let without: Vec<_> = rules.difference(&fixtures).collect();
    assert!(without.is_empty(), "rules without test-fixtures/rules/<id>/: {without:?}");
    let strays: Vec<_> = fixtures.difference(&rules).collect();
    assert!(strays.is_empty(), "fixtures that belong to no rule: {strays:?}");
}

#[test]
fn marks_name_rules_that_exist() {
    let rules = rule_ids();
    let mut unknown = Vec::new();
    for ((path, line), ids) in marks::under(Path::new(FIXTURES), FIXTURES) {
        unknown.extend(ids.iter().filter(|id| !rules.contains(*id)).map(|id| format!("{path}:{line} {id}")));
    }
    assert!(unknown.is_empty(), "marks for rules that do not exist:\n  {}", unknown.join("\n  "));
}

#[test]
fn every_rule_is_expected_in_its_own_fixture() {
    let is_expected = |id: &String| {
        let folder = format!("{FIXTURES}/{id}");
        Path::new(&folder).is_dir() && marks::under(Path::new(&folder), &folder).values().any(|ids| ids.contains(id))
    };
    let idle: Vec<_> = rule_ids().into_iter().filter(|id| !is_expected(id)).collect();
    assert!(idle.is_empty(), "fixtures that never expect their own rule: {idle:?}");
}

#[test]
fn fixtures_find_what_they_mark_and_nothing_else() {
    let (expected, found) = (expected(), found());
    let list = |lines: &[String]| lines.iter().map(|line| format!("\n  {line}")).collect::<String>();
    let missing = marks::difference(&expected, &found);
    let noisy = marks::difference(&found, &expected);
    assert!(missing.is_empty() && noisy.is_empty(), "missing:{}\nnoisy:{}", list(&missing), list(&noisy));
}

#[test]
fn every_fixture_is_a_project_of_its_own() {
    let roots: BTreeSet<_> = REPORT.projects.iter().map(|project| project.root.clone()).collect();
    let wanted: BTreeSet<_> = fixture_names().iter().map(|name| format!("{FIXTURES}/{name}")).collect();
    assert_eq!(roots, wanted);
}

#[test]
fn only_the_fixture_of_syntax_errors_has_problems() {
    let broken = |path: &str| path.starts_with("test-fixtures/rules/syntax-error/");
    let problems: Vec<_> = REPORT.problems.iter().filter(|problem| !broken(&problem.path)).collect();
    assert!(problems.is_empty(), "{problems:#?}");
    assert!(REPORT.problems.iter().any(|problem| broken(&problem.path)));
}
