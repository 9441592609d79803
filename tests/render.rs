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

/// A project with a service of every level but one, and something to draw for each kind of
/// step: found and assumed.
fn shop() -> Memory {
    Memory::new([
        ("setup.cfg", SHOP),
        ("shop/__init__.py", ""),
        ("shop/api.py", "from shop import net\nimport eventlet\neventlet.monkey_patch()\n\ndef main():\n    pass\n"),
        ("shop/net.py", "import requests\n"),
        ("shop/till.py", TILL),
        ("shop/agent.py", "from shop import pool\n\ndef main():\n    pool.make()\n"),
        ("shop/pool.py", "import eventlet\n\ndef make():\n    return eventlet.GreenPool()\n"),
        ("shop/status.py", "def main():\n    print('open')\n"),
        ("shop/plan.py", "import importlib\nimport sys\n\ndef main():\n    importlib.import_module(sys.argv[1]).run()\n"),
    ])
}

const SHOP: &str = "\
[metadata]
name = shop
version = 3.0

[entry_points]
console_scripts =
    shop-api = shop.api:main
    shop-till = shop.till:main
    shop-agent = shop.agent:main
    shop-status = shop.status:main
    shop-check = shop.status:main
    shop-plan = shop.plan:main
    shop-root = oslo_rootwrap.cmd:main
    shop-gone = shop.gone:main
";

const TILL: &str = "\
import os

from oslo_service import backend

GREEN = os.environ.get('SHOP_GREEN') == '1'
if not GREEN:
    backend.init_backend(backend.BackendType.THREADING)

from oslo_config import cfg
from oslo_service import service


class Till(service.Service):
    def start(self):
        if GREEN:
            import eventlet
            eventlet.monkey_patch()


def main():
    service.launch(cfg.CONF, Till()).wait()
";

fn services() -> Report {
    let settings = Settings { services: true, evidence: true, ..Settings::default() };
    scan_tree(&shop(), "shop", &settings).unwrap()
}

/// What is drawn of one service.
fn one_service(name: &str) -> String {
    let mut report = services();
    report.keep_service(name);
    drawn(|out| render::service(&report, out))
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
fn overview_of_services() {
    insta::assert_snapshot!(drawn(|out| render::overview(&services(), out)));
}

#[test]
fn services_with_their_evidence() {
    let names = ["shop-api", "shop-till", "shop-agent", "shop-plan", "shop-gone"];
    insta::assert_snapshot!(names.map(one_service).join("\n"));
}

#[test]
fn many_services_share_lines_and_none_is_lost() {
    let names: Vec<String> = (0..40).map(|at| format!("shop-{at}")).collect();
    let entries: String = names.iter().map(|name| format!("    {name} = shop.{}:main\n", name.replace('-', ""))).collect();
    let code = |at: usize| match at {
        0..20 => "from shop import green\n\ndef main():\n    pass\n".to_owned(),
        _ => "import eventlet\neventlet.monkey_patch()\n\ndef main():\n    pass\n".to_owned(),
    };
    let mut files = vec![
        ("setup.cfg".to_owned(), format!("[metadata]\nname = shop\n[entry_points]\nconsole_scripts =\n{entries}")),
        ("shop/__init__.py".to_owned(), String::new()),
        ("shop/green.py".to_owned(), "import eventlet\neventlet.monkey_patch()\n".to_owned()),
    ];
    files.extend((0..40).map(|at| (format!("shop/shop{at}.py"), code(at))));
    let tree = Memory::new(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let report = scan_tree(&tree, ".", &Settings { services: true, ..Settings::default() }).unwrap();
    let out = drawn(|out| render::overview(&report, out));
    let section = out.split("Services: 40 bound").nth(1).unwrap().split("What hangs together").next().unwrap();
    let shown: Vec<&str> = section.split([' ', '\n', ',', ':']).filter(|word| word.starts_with("shop-")).collect();
    for name in &names {
        assert_eq!(shown.iter().filter(|word| *word == name).count(), 1, "{name}\n{section}");
    }
    assert!(section.lines().count() < 24, "{section}");
    assert!(section.lines().all(|line| line.chars().count() <= 100), "{section}");
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
    scan(&Settings { paths, selectors, isolated: true, services: true, ..Settings::default() }, &Progress::default()).unwrap()
}

#[test]
fn the_json_is_what_the_schema_promises() {
    for parent in ["test-fixtures/projects", "test-fixtures/rules"] {
        let report = scan_folders(parent);
        assert!(report.findings().count() > 20);
        assert_eq!(violations(&report), [""; 0], "{parent}");
    }
    assert_eq!(violations(&report()), [""; 0]);
    let services = services();
    assert_eq!(violations(&services), [""; 0]);
    let levels: std::collections::BTreeSet<_> = services.services().map(|(_, service)| service.level.name()).collect();
    assert_eq!(levels.into_iter().collect::<Vec<_>>(), ["E0", "E1", "E3", "E4", "EX", "unknown"]);
}

/// The schema holds for the JSON of a report, and no longer once a value is another.
fn assert_refused(report: &Report, wrong: &[(&str, Value)]) {
    let schema: Value = serde_json::from_str(include_str!("schema/report.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let good: Value = serde_json::from_str(&drawn(|out| render::json(report, out))).unwrap();
    assert!(validator.is_valid(&good));
    for (place, value) in wrong {
        let mut document = good.clone();
        *document.pointer_mut(place).unwrap() = value.clone();
        assert!(!validator.is_valid(&document), "{place} = {value}");
    }
}

#[test]
fn the_schema_refuses_what_is_wrong() {
    let wrong = [
        ("/schema", 2.into()),
        ("/projects/0/findings/0/line", 0.into()),
        ("/projects/0/findings/0/code", "E1".into()),
        ("/projects/0/findings/0/kind", "imports".into()),
        ("/projects/0/findings/0/fingerprint", "abc".into()),
        ("/problems/0/line", "2".into()),
    ];
    assert_refused(&report(), &wrong);
}

#[test]
fn the_schema_refuses_services_that_contradict_themselves() {
    let mut report = services();
    report.keep_service("shop-till");
    let switch = serde_json::json!([{ "kind": "environment" }]);
    let wrong = [
        ("/projects/0/services/0/level", "E9".into()),
        ("/projects/0/services/0/level", "E2".into()),
        ("/projects/0/services/0/mode", "threads".into()),
        ("/projects/0/services/0/default", Value::Null),
        ("/projects/0/services/0/default", "eventlet".into()),
        ("/projects/0/services/0/switches", Value::Array(Vec::new())),
        ("/projects/0/services/0/switches", switch),
        ("/projects/0/services/0/group", "console-scripts".into()),
        ("/projects/0/services/0/daemon", "yes".into()),
        ("/projects/0/services/0/patched", "later".into()),
        ("/projects/0/services/0/backend", "threading".into()),
        ("/projects/0/services/0/flags", serde_json::json!(["green"])),
        ("/projects/0/services/0/reason", "".into()),
        ("/projects/0/services/0/evidence/0/line", 0.into()),
    ];
    assert_refused(&report, &wrong);
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
