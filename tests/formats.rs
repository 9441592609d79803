//! The formats of other tools: what they draw, as snapshots; that each is valid by its
//! schema; that places hold in the source; that text from outside stays text.

use eventlet_scan::finding::{Disposition, Suppression, SuppressionKind};
use eventlet_scan::input::{Folder, Memory, WalkOptions};
use eventlet_scan::policy::Selectors;
use eventlet_scan::render;
use eventlet_scan::report::Report;
use eventlet_scan::scan::{Progress, Settings, scan, scan_tree};
use eventlet_scan::source::printable;
use regex::Regex;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::LazyLock;

type Draw = fn(&Report, &mut dyn io::Write) -> io::Result<()>;

const MAIN: &str = "\
import eventlet


def run():
    x = 'é𐐀', eventlet.spawn(print)
    return eventlet.Timeout(
        x)
";

/// A name that every format has to take as it is: markup, commands, escape sequences, and
/// characters that XML does not have.
const HOSTILE: &str = "service/a ]]>&<b>\"'%0A::error,x=1:2:3: y\u{1b}[31m\n\u{FFFF}é.py";

/// Text that would be a link, a placeholder and the end of a section.
const REQUIREMENT: &str = "eventlet>=0.30; python_version=='[x](http://x.example/){0}]]>::error::%0A'\n";

fn project() -> Memory {
    Memory::new([
        ("setup.cfg", "[metadata]\nname = service\nversion = 2.0\n"),
        ("requirements.txt", REQUIREMENT),
        ("service/__init__.py", ""),
        ("service/main.py", MAIN),
        ("service/broken.py", "import eventlet\ndef f(:\n"),
        (HOSTILE, "import eventlet\n"),
    ])
}

fn settings() -> Settings {
    let selectors = Selectors { select: vec!["ALL".to_owned()], ..Selectors::default() };
    Settings { selectors, frames: true, isolated: true, ..Settings::default() }
}

/// A report in which the first finding is known and the second suppressed.
fn report() -> Report {
    let mut report = scan_tree(&project(), ".", &settings()).unwrap();
    let mut findings = report.projects[0].findings.iter_mut().filter(|finding| &*finding.path == "service/main.py");
    findings.next().unwrap().disposition = Disposition::Known;
    let silenced = findings.next().unwrap();
    silenced.disposition = Disposition::Suppressed;
    silenced.suppression = Some(Suppression { kind: SuppressionKind::Line, reason: Some("]]> \u{1b}[31mold".to_owned()) });
    report
}

/// The reports that every format must stand: small and hostile, empty, and all fixtures.
fn reports() -> Vec<Report> {
    let empty = scan_tree(&Memory::new([("clean.py", "")]), ".", &settings()).unwrap();
    let folders = |parent: &str| {
        let paths = std::fs::read_dir(parent).unwrap().map(|entry| entry.unwrap().path()).collect();
        let report = scan(&Settings { paths, ..settings() }, &Progress::default()).unwrap();
        assert!(report.findings().count() > 20);
        report
    };
    vec![report(), empty, folders("test-fixtures/projects"), folders("test-fixtures/rules")]
}

fn drawn(report: &Report, draw: Draw) -> String {
    let mut out = Vec::new();
    draw(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn json(report: &Report, draw: Draw) -> Value {
    serde_json::from_str(&drawn(report, draw)).unwrap()
}

fn schema(name: &str) -> jsonschema::Validator {
    let text = std::fs::read_to_string(format!("tests/schema/{name}.schema.json")).unwrap();
    let mut schema: Value = serde_json::from_str(&text).unwrap();
    for part in ["run", "toolComponent"] {
        // SARIF's pattern for languages has an unbalanced bracket; no language is written.
        if let Some(language) = schema.pointer_mut(&format!("/definitions/{part}/properties/language")) {
            language.as_object_mut().unwrap().remove("pattern");
        }
    }
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

fn assert_valid(document: &Value, schema: &jsonschema::Validator) {
    let errors: Vec<_> = schema.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(errors, [""; 0]);
}

/// The schema refuses the document once a value is another: it was looked at.
fn assert_refuses(schema: &jsonschema::Validator, document: &Value, wrong: &[(&str, Value)]) {
    for (place, value) in wrong {
        let mut document = document.clone();
        *document.pointer_mut(place).unwrap_or_else(|| panic!("no {place}")) = value.clone();
        assert!(!schema.is_valid(&document), "{place} = {value}");
    }
}

#[test]
fn snapshots() {
    let report = report();
    let formats: [(&str, Draw); 7] = [
        ("json_lines", render::json_lines),
        ("sarif", render::sarif),
        ("junit", render::junit),
        ("github", render::github),
        ("gitlab", render::gitlab),
        ("rdjson", render::rdjson),
        ("zuul", render::zuul),
    ];
    for (name, draw) in formats {
        let text = drawn(&report, draw).replace(&format!("\"semanticVersion\": \"{}\"", env!("CARGO_PKG_VERSION")), "[version]");
        insta::assert_snapshot!(name, text);
    }
}

/// Everything that must be true of a report in every format, but for what snapshots show.
fn assert_holds(report: &Report) {
    json_lines_hold(report);
    sarif_holds(report);
    junit_holds(report);
    gitlab_holds(report);
    rdjson_holds(report);
    zuul_holds(report);
    github_holds(report);
}

#[test]
fn every_format_is_valid() {
    reports().iter().for_each(assert_holds);
}

/// Where the trees are is said by `EVENTLET_SCAN_CORPUS`, as for `corpus/agree`.
#[test]
#[ignore = "needs the corpus"]
fn every_format_is_valid_on_the_corpus() {
    let corpus = std::env::var_os("EVENTLET_SCAN_CORPUS").expect("EVENTLET_SCAN_CORPUS");
    let mut trees = 0;
    for list in ["flamingo", "latest"] {
        for tree in std::fs::read_dir(std::path::Path::new(&corpus).join(list)).unwrap() {
            let tree = tree.unwrap().path();
            let folder = Folder::new(&tree, WalkOptions::default()).unwrap();
            let report = scan_tree(&folder, ".", &settings()).unwrap();
            assert_holds(&report);
            units_agree(&report, |path| std::fs::read(tree.join(path)).unwrap());
            trees += 1;
        }
    }
    assert!(trees > 20, "{trees} trees");
}

fn json_lines_hold(report: &Report) {
    let document = json(report, render::json);
    let mut wanted = Vec::new();
    for project in document["projects"].as_array().unwrap() {
        for finding in project["findings"].as_array().unwrap() {
            let mut line = finding.clone();
            line["project"] = project["name"].clone();
            line["root"] = project["root"].clone();
            wanted.push(line);
        }
    }
    let lines: Vec<Value> = drawn(report, render::json_lines).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines, wanted);
}

static SARIF: LazyLock<jsonschema::Validator> = LazyLock::new(|| schema("sarif-2.1.0"));

fn sarif_holds(report: &Report) {
    let log = json(report, render::sarif);
    assert_valid(&log, &SARIF);
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), report.findings().count());
    let rules = &log["runs"][0]["tool"]["driver"]["rules"];
    for result in results {
        let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["text"].as_str().is_some_and(|text| text.contains("Under native threads\n")));
        assert!(rule["help"]["markdown"].as_str().is_some_and(|text| text.contains("## Under native threads\n")));
    }
}

#[test]
fn the_schema_of_sarif_refuses_what_is_wrong() {
    let wrong = [
        ("/version", "2.0".into()),
        ("/runs/0/columnKind", "bytes".into()),
        ("/runs/0/results/0/locations/0/physicalLocation/region/startLine", 0.into()),
        ("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri", "a b".into()),
        ("/runs/0/results/0/baselineState", "old".into()),
    ];
    assert_refuses(&SARIF, &json(&report(), render::sarif), &wrong);
}

#[test]
fn sarif_tells_what_is_new() {
    let log = json(&report(), render::sarif);
    let states: Vec<_> = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|result| result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "service/main.py")
        .map(|result| (result["baselineState"].as_str().unwrap(), &result["suppressions"]))
        .collect();
    let silenced = serde_json::json!([{ "kind": "inSource", "justification": "]]> \\u{1b}[31mold" }]);
    assert_eq!(states, [("unchanged", &Value::Null), ("unchanged", &silenced), ("new", &Value::Null)]);
}

#[test]
fn sarif_uris_lead_back_to_the_paths() {
    for (root, wanted) in [("a b", "a%20b/x.py"), ("../up", "../up/x.py"), ("/top:é", "file:///top%3A%C3%A9/x.py")] {
        let report = scan_tree(&Memory::new([("x.py", "import eventlet\n")]), root, &settings()).unwrap();
        let log = json(&report, render::sarif);
        let artifact = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
        assert_eq!(artifact["uri"], wanted);
        assert_eq!(artifact["uriBaseId"].is_string(), root == "a b", "{root}");
    }
}

static JUNIT: LazyLock<uppsala::XsdValidator> = LazyLock::new(|| {
    let schema = std::fs::read_to_string("tests/schema/junit-10.xsd").unwrap();
    uppsala::XsdValidator::from_schema(&uppsala::parse(&schema).unwrap()).unwrap()
});

fn junit_holds(report: &Report) {
    let text = drawn(report, render::junit);
    let document = uppsala::parse(&text).unwrap();
    let errors: Vec<_> = JUNIT.validate(&document).into_iter().map(|error| error.message).collect();
    assert_eq!(errors, [""; 0]);
    let count = |name: &str| document.get_elements_by_tag_name(name).len();
    assert_eq!(count("failure"), report.new_findings().count());
    assert_eq!(count("testcase"), report.findings().count().max(1));
}

#[test]
fn the_schema_of_junit_refuses_what_is_wrong() {
    let text = drawn(&report(), render::junit);
    for (part, other) in [("<testcase name=", "<testcase title="), (" errors=", " faults="), ("testsuite>", "suite>")] {
        let wrong = text.replace(part, other);
        let refused = uppsala::parse(&wrong).map_or(true, |document| !JUNIT.validate(&document).is_empty());
        assert!(text != wrong && refused, "{other}");
    }
}

static GITLAB: LazyLock<jsonschema::Validator> = LazyLock::new(|| schema("gitlab"));

fn gitlab_holds(report: &Report) {
    let issues = json(report, render::gitlab);
    assert_valid(&issues, &GITLAB);
    let fingerprints: BTreeSet<_> = issues.as_array().unwrap().iter().map(|issue| issue["fingerprint"].to_string()).collect();
    assert_eq!(fingerprints.len(), report.new_findings().count(), "fingerprints are unique");
}

#[test]
fn the_schema_of_gitlab_refuses_what_is_wrong() {
    let wrong = [("/0/severity", "high".into()), ("/0/location/lines/begin", 0.into()), ("/0/location/path", "/a".into())];
    assert_refuses(&GITLAB, &json(&report(), render::gitlab), &wrong);
}

#[test]
fn equal_projects_have_fingerprints_of_their_own() {
    let files = [("setup.cfg", "[metadata]\nname = x\n"), ("x.py", "import eventlet\n")];
    let both = files.iter().flat_map(|(path, text)| [(format!("a/{path}"), *text), (format!("b/{path}"), *text)]);
    let both: Vec<_> = both.collect();
    let report = scan_tree(&Memory::new(both.iter().map(|(path, text)| (path.as_str(), *text))), ".", &settings()).unwrap();
    assert_eq!(report.projects.len(), 2);
    let issues = json(&report, render::gitlab);
    let fingerprints: BTreeSet<_> = issues.as_array().unwrap().iter().map(|issue| issue["fingerprint"].to_string()).collect();
    assert_eq!(fingerprints.len(), 2);
}

static RDJSON: LazyLock<jsonschema::Validator> = LazyLock::new(|| schema("rdjson"));

fn rdjson_holds(report: &Report) {
    let document = json(report, render::rdjson);
    assert_valid(&document, &RDJSON);
    assert_eq!(document["diagnostics"].as_array().unwrap().len(), report.new_findings().count());
}

#[test]
fn the_schema_of_rdjson_refuses_what_is_wrong() {
    let wrong = [("/diagnostics/0/severity", "error".into()), ("/diagnostics/0/location/range/start/line", 0.into())];
    assert_refuses(&RDJSON, &json(&report(), render::rdjson), &wrong);
}

static ZUUL: LazyLock<jsonschema::Validator> = LazyLock::new(|| schema("zuul"));

fn zuul_holds(report: &Report) {
    assert_valid(&json(report, render::zuul), &ZUUL);
}

#[test]
fn the_schema_of_zuul_refuses_what_is_wrong() {
    let wrong = [
        ("/service~1main.py/0/line", "6".into()),
        ("/service~1main.py/0/level", "note".into()),
        ("/service~1main.py/0/range/start_character", (-1).into()),
        ("/service~1main.py/0", serde_json::json!({ "line": 1, "message": "x", "column": 1 })),
    ];
    assert_refuses(&ZUUL, &json(&report(), render::zuul), &wrong);
}

#[test]
fn zuul_leaves_no_more_comments_than_are_read() {
    let code = format!("import eventlet\n{}", "eventlet.sleep()\n".repeat(59));
    let files = [("a.py", code.as_str()), ("requirements.txt", "eventlet\n"), ("setup.cfg", "[metadata]\nname = x\n")];
    let report = scan_tree(&Memory::new(files), ".", &settings()).unwrap();
    let comments = json(&report, render::zuul);
    let all: Vec<_> = comments.as_object().unwrap().values().flat_map(|list| list.as_array().unwrap()).collect();
    assert_eq!(all.len(), 50);
    let note = comments["a.py"].as_array().unwrap().last().unwrap();
    assert_eq!(note["message"], "12 more findings left out here; `eventlet-scan check` lists all");
    assert_eq!(comments["requirements.txt"], Value::Null, "errors come before warnings");
    // As many as there is room for need no note.
    let code = format!("import eventlet\n{}", "eventlet.sleep()\n".repeat(49));
    let report = scan_tree(&Memory::new([("a.py", code.as_str())]), ".", &settings()).unwrap();
    assert_eq!(json(&report, render::zuul)["a.py"][49]["level"], "error");
}

#[test]
fn zuul_speaks_only_of_files_of_the_change() {
    let mut report = report();
    report.projects[0].comparison.changed = Some(["service/broken.py".to_owned()].into());
    let comments = json(&report, render::zuul);
    assert_eq!(comments.as_object().unwrap().keys().collect::<Vec<_>>(), ["service/broken.py"]);
}

#[test]
fn zuul_speaks_only_of_files_below() {
    let report = scan_tree(&project(), "../other", &settings()).unwrap();
    assert_eq!(json(&report, render::zuul), serde_json::json!({}));
}

/// `[from, to)` of a line, where `width` is that of a character; 0-based.
fn cut(line: &str, from: usize, to: usize, width: fn(char) -> usize) -> String {
    let mut at = 0;
    let mut out = String::new();
    for character in line.chars() {
        if (from..to).contains(&at) {
            out.push(character);
        }
        at += width(character);
    }
    out
}

/// Each format counts in its own units, from its own first number: all must name the same
/// characters. These, one string for each new finding.
fn units_agree(report: &Report, read: impl Fn(&str) -> Vec<u8>) -> Vec<String> {
    let (sarif, rdjson) = (json(report, render::sarif), json(report, render::rdjson));
    let number = |value: &Value| value.as_u64().unwrap() as usize;
    let mut found = Vec::new();
    for (at, (project, finding, frame)) in report.new_places().enumerate() {
        // What is not UTF-8 is read by other means, and has other bytes.
        let text = String::from_utf8(read(&project.shown_path(&finding.path))).unwrap_or_default();
        let text = text.trim_start_matches('\u{FEFF}');
        let (Some(line), true) =
            (text.lines().nth(finding.location.line as usize - 1), finding.location.line == finding.location.end_line)
        else {
            continue;
        };
        let region = &sarif["runs"][0]["results"][at]["locations"][0]["physicalLocation"]["region"];
        let in_sarif = cut(line, number(&region["startColumn"]) - 1, number(&region["endColumn"]) - 1, |_| 1);
        let range = &rdjson["diagnostics"][at]["location"]["range"];
        let in_rdjson = &line[number(&range["start"]["column"]) - 1..number(&range["end"]["column"]) - 1];
        let utf16 = frame.utf16;
        let in_utf16 = cut(line, utf16.start as usize - 1, utf16.end as usize - 1, char::len_utf16);
        assert_eq!((in_rdjson, &*in_utf16), (&*in_sarif, &*in_sarif), "{}", finding.path);
        found.push(in_sarif);
    }
    found
}

#[test]
fn places_hold_in_the_source() {
    let report = scan_tree(&Memory::new([("main.py", MAIN)]), ".", &settings()).unwrap();
    assert_eq!(units_agree(&report, |_| MAIN.into()), ["eventlet", "eventlet.spawn", "eventlet.Timeout"]);
    let range = serde_json::json!({ "start_line": 5, "start_character": 15, "end_line": 5, "end_character": 29 });
    assert_eq!(json(&report, render::zuul)["main.py"][1]["range"], range);
}

/// What the runner of GitHub Actions makes of a line: the command, its properties, and the
/// message.
fn command(line: &str) -> (String, BTreeMap<String, String>, String) {
    let (head, data) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (name, properties) = head.split_once(' ').unwrap();
    let plain = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n");
    let value = |text: &str| plain(&text.replace("%3A", ":").replace("%2C", ",")).replace("%25", "%");
    let properties = properties.split(',').map(|pair| pair.split_once('=').unwrap());
    let properties = properties.map(|(name, text)| (name.to_owned(), value(text))).collect();
    (name.to_owned(), properties, plain(data).replace("%25", "%"))
}

fn github_holds(report: &Report) {
    let text = drawn(report, render::github);
    assert_eq!(text.lines().count(), report.new_findings().count(), "one line each");
    for (line, (project, finding)) in text.lines().zip(report.new_findings()) {
        let (name, properties, message) = command(line);
        assert!(["error", "warning", "notice"].contains(&&*name));
        assert_eq!(properties["file"], printable(&project.shown_path(&finding.path)));
        assert_eq!(properties["line"], finding.location.line.to_string());
        assert!(message.starts_with(&*printable(&finding.message)), "{message}");
        let known = ["file", "line", "col", "endLine", "endColumn", "title"];
        assert!(properties.keys().all(|name| known.contains(&&**name)), "{properties:?}");
    }
}

#[test]
fn text_from_outside_stays_text() {
    let report = report();
    let formats: [Draw; 6] = [render::sarif, render::junit, render::github, render::gitlab, render::rdjson, render::zuul];
    for draw in formats {
        let text = drawn(&report, draw);
        let wild = text.chars().find(|character| character.is_control() && *character != '\n');
        assert_eq!(wild, None, "{text}");
    }
}

#[test]
fn sarif_messages_have_no_links_and_no_placeholders() {
    let log = json(&report(), render::sarif);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let messages: Vec<_> = results.iter().map(|result| result["message"]["text"].as_str().unwrap()).collect();
    let special = Regex::new(r"\]\(|(?:^|[^{])\{\d").unwrap();
    assert!(messages.iter().any(|text| text.contains("[x] (http://x.example/){{0}}")), "{messages:?}");
    assert!(messages.iter().all(|text| !special.is_match(text)), "{messages:?}");
}

#[test]
fn junit_names_even_what_xml_has_no_characters_for() {
    let text = drawn(&report(), render::junit);
    let document = uppsala::parse(&text).unwrap();
    let suites = document.get_elements_by_tag_name("testsuite");
    let names: Vec<_> = suites.iter().map(|id| document.get_attribute(*id, "name").unwrap()).collect();
    let shown = "service/a ]]>&<b>\"'%0A::error,x=1:2:3: y\\u{1b}[31m\\n\\u{ffff}é.py";
    assert!(names.contains(&shown), "{names:?}");
}
