//! What the renderers draw, as snapshots; and that the JSON is the one that
//! `tests/schema/report.schema.json` promises.

use eventlet_scan::input::Memory;
use eventlet_scan::policy::Selectors;
use eventlet_scan::render;
use eventlet_scan::report::Report;
use eventlet_scan::rules::RuleSet;
use eventlet_scan::scan::{Progress, Settings, scan, scan_tree};
use serde_json::Value;
use std::io;
use std::path::Path;

const MANAGER: &str = "\
import eventlet
from service import green


class Manager:
    def start(self):\tself.pool = eventlet.GreenPool(10)

    def stop(self):
        green.rest(0)
        return 'é', eventlet.spawn(
            self.pool.waitall)
";

/// A project with something of every shape: symbols and none, `via`, tests, guards.
fn project() -> Memory {
    Memory::new([
        ("setup.cfg", "[metadata]\nname = service\nversion = 2.0\n"),
        ("requirements.txt", "eventlet>=0.30 # MIT\n"),
        ("service/__init__.py", ""),
        ("service/green.py", "try:\n    from eventlet import sleep as rest\nexcept ImportError:\n    rest = None\n"),
        ("service/manager.py", MANAGER),
        ("service/tests/test_manager.py", "from unittest import mock\n\nmock.patch('service.green.rest')\n"),
        ("service/broken.py", "import eventlet\ndef f(:\n"),
    ])
}

fn report() -> Report {
    let selectors = Selectors { select: vec!["ALL".to_owned()], ..Selectors::default() };
    scan_tree(&project(), ".", &Settings { selectors, frames: true, ..Settings::default() }).unwrap()
}

/// What a renderer writes, without colours.
fn drawn(draw: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> String {
    let mut out = anstream::StripStream::new(Vec::new());
    draw(&mut out).unwrap();
    String::from_utf8(out.into_inner()).unwrap()
}

fn rules() -> RuleSet {
    RuleSet::load(&[] as &[&Path]).unwrap()
}

#[test]
fn concise() {
    insta::assert_snapshot!(drawn(|out| render::concise(&report(), out)));
}

#[test]
fn overview() {
    insta::assert_snapshot!(drawn(|out| render::overview(&report(), out)));
}

#[test]
fn full() {
    insta::assert_snapshot!(drawn(|out| render::full(&report(), out)));
}

#[test]
fn headers_of_frames_name_the_place_that_the_line_names() {
    let (full, concise) = (drawn(|out| render::full(&report(), out)), drawn(|out| render::concise(&report(), out)));
    let headers: Vec<_> = full.lines().filter_map(|line| line.split_once("─[")?.1.strip_suffix(']')).collect();
    let places: Vec<_> = concise.lines().filter_map(|line| Some(line.split_once(": EVT")?.0)).collect();
    assert_eq!(headers, places);
}

#[test]
fn statistics() {
    insta::assert_snapshot!(drawn(|out| render::statistics(&report(), out)));
}

#[test]
fn json() {
    let mut document: Value = serde_json::from_str(&drawn(|out| render::json(&report(), out))).unwrap();
    document["tool"]["version"] = "[version]".into();
    document["tool"]["rules"] = "[digest]".into();
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn rule_table() {
    let rules = rules();
    let chosen: Vec<_> =
        rules.rules.iter().filter(|rule| ["EVT101", "EVT301", "EVT302", "EVT801"].contains(&&*rule.code)).cloned().collect();
    insta::assert_snapshot!(drawn(|out| render::rule_table(&chosen, out)));
}

#[test]
fn explanation() {
    let spawn = rules().find("spawn").unwrap().clone();
    insta::assert_snapshot!(drawn(|out| render::explanations(&[spawn], out)));
}

/// What the schema says about a report.
fn violations(report: &Report) -> Vec<String> {
    let schema: Value = serde_json::from_str(include_str!("schema/report.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let document: Value = serde_json::from_str(&drawn(|out| render::json(report, out))).unwrap();
    validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn scan_folders(parent: &str) -> Report {
    let paths = std::fs::read_dir(parent).unwrap().map(|entry| entry.unwrap().path()).collect();
    let selectors = Selectors { select: vec!["ALL".to_owned()], ..Selectors::default() };
    scan(&Settings { paths, selectors, isolated: true, ..Settings::default() }, &Progress::default()).unwrap()
}

#[test]
fn the_json_is_what_the_schema_promises() {
    for parent in ["test-fixtures/projects", "test-fixtures/rules"] {
        let report = scan_folders(parent);
        assert!(report.findings().count() > 20);
        assert_eq!(violations(&report), [""; 0], "{parent}");
    }
    assert_eq!(violations(&report()), [""; 0]);
}

#[test]
fn the_schema_refuses_what_is_wrong() {
    let schema: Value = serde_json::from_str(include_str!("schema/report.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let good: Value = serde_json::from_str(&drawn(|out| render::json(&report(), out))).unwrap();
    let wrong: [(&str, Value); 6] = [
        ("/schema", 2.into()),
        ("/projects/0/findings/0/line", 0.into()),
        ("/projects/0/findings/0/code", "E1".into()),
        ("/projects/0/findings/0/kind", "imports".into()),
        ("/projects/0/findings/0/fingerprint", "abc".into()),
        ("/problems/0/line", "2".into()),
    ];
    for (place, value) in wrong {
        let mut document = good.clone();
        *document.pointer_mut(place).unwrap() = value;
        assert!(!validator.is_valid(&document), "{place}");
    }
}

/// A snapshot that agrees with a wrong line proves nothing: the source must agree too.
#[test]
fn places_hold_in_the_source_what_findings_say() {
    let report = scan_folders("test-fixtures/rules");
    for (project, finding) in report.findings() {
        let path = project.shown_path(&finding.path);
        let text = std::fs::read_to_string(&path).unwrap();
        let (place, line) = (finding.location, text.lines().nth(finding.location.line as usize - 1));
        let line = line.unwrap_or_else(|| panic!("{path} has no line {}", place.line));
        let width = if place.end_line == place.line { (place.end_column - place.column) as usize } else { usize::MAX };
        let shown: String = line.chars().skip(place.column as usize - 1).take(width).collect();
        assert!(!shown.trim().is_empty(), "{path}:{}:{} is empty", place.line, place.column);
        // Of a name that came by its own import, the last part stands there, unless it has another there.
        let (Some(symbol), None) = (&finding.symbol, &finding.via) else { continue };
        let last = symbol.rsplit('.').next().unwrap();
        assert!(shown.contains(last) || !shown.contains('.'), "{path}:{}: `{shown}` for {symbol}", place.line);
    }
}
