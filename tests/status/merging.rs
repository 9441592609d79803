//! Results made elsewhere become one report, and none is lost in silence.

use serde_json::{Value, json};

use crate::made::{self, project, report, result};
use crate::run;

/// The rows of the table: project and version.
fn rows(csv: &str) -> Vec<String> {
    csv.lines().skip(1).map(|line| line.split(',').take(2).collect::<Vec<_>>().join(" ")).collect()
}

fn plain(name: &str, version: &str) -> Value {
    project(name, version, &[], &[], Value::Null)
}

#[test]
fn a_folder_of_results_is_merged_whatever_lies_beside_them() {
    let folder = made::folder();
    for number in 0..300 {
        made::write(folder.path(), &format!("jobs/{number}/scan.json"), &result(&[plain(&format!("p{number:03}"), "1")]));
    }
    made::write(folder.path(), "jobs/7/zuul-manifest.json", &json!({ "tree": [] }));
    let ran = report(folder.path(), "jobs --format csv");
    assert_eq!(rows(&ran.out).len(), 300);
    assert_eq!(ran.err, "");
}

#[test]
fn of_the_same_project_the_newest_stays_and_the_other_is_named() {
    let folder = made::folder();
    made::write(folder.path(), "a.json", &result(&[plain("Shop_Window", "10.0")]));
    made::write(folder.path(), "b.json", &result(&[plain("shop.window", "9.0")]));
    let ran = report(folder.path(), "a.json b.json --format csv");
    assert_eq!(rows(&ran.out), ["Shop_Window 10.0"]);
    assert!(
        ran.err.contains("shop.window 9.0 is left out of the report: Shop_Window 10.0 in src/Shop_Window is newer"),
        "{}",
        ran.err
    );
    made::write(folder.path(), "b.json", &result(&[plain("shop.window", "10.0")]));
    let ran = report(folder.path(), "a.json b.json --format csv");
    assert_eq!(rows(&ran.out), ["shop.window 10.0"]);
    assert!(ran.err.contains("was given last"), "{}", ran.err);
}

#[test]
fn keys_that_are_not_known_are_passed_by() {
    let folder = made::folder();
    let mut document = made::after();
    document["later"] = json!({ "x": [1, 2] });
    document["projects"][0]["later"] = json!("x");
    document["projects"][0]["services"][0]["later"] = json!([{}]);
    document["projects"][0]["readiness"]["later"] = json!(1);
    document["projects"][0]["findings"][0]["family"] = json!("a-family-of-later");
    document["projects"][0]["services"][0]["level"] = json!("E9");
    made::write(folder.path(), "later.json", &document);
    let ran = report(folder.path(), "later.json --format csv");
    assert_eq!(rows(&ran.out), ["shop 2.0", "oslo.lamp 2.0"]);
    assert_eq!(ran.err, "");
}

#[test]
fn what_is_wrong_with_one_result_is_said_with_its_place_and_the_others_go_on() {
    let folder = made::folder();
    let mut broken = made::after();
    broken["projects"][1]["services"] = json!("none");
    made::write(folder.path(), "broken.json", &broken);
    let text = serde_json::to_string_pretty(&broken).unwrap();
    let line = text.lines().position(|line| line.contains("\"services\": \"none\"")).unwrap() + 1;
    for (name, text, said) in [
        ("cut.json", &text[..text.len() / 2], "warning: cut.json:".to_owned()),
        ("empty.json", "", "warning: empty.json:1: not read: EOF".to_owned()),
        ("foreign.json", "{\"schema\": 1}", "warning: foreign.json:1: not read: no result of eventlet-scan".to_owned()),
        ("future.json", "{\"schema\": 2, \"tool\": {\"name\": \"eventlet-scan\"}}", "not read: its schema is 2".to_owned()),
        ("deep.json", &"[".repeat(100_000), "warning: deep.json:1: not read: ".to_owned()),
        ("binary.json", "\u{0}\u{1}", "warning: binary.json:1: not read".to_owned()),
        ("broken.json", &text, format!("warning: broken.json:{line}: a project of it is left out: invalid type: string \"none\"")),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
        let ran = report(folder.path(), &format!("{name} before.json --format csv"));
        assert!(ran.err.contains(&said), "{name}: {}", ran.err);
        assert!(rows(&ran.out).contains(&"gone 1.0".to_owned()), "{name}: {}", ran.out);
    }
}

#[test]
fn problems_of_results_are_problems_of_the_report() {
    let folder = made::folder();
    let mut document = made::after();
    document["problems"] = json!([{ "path": "shop/bad.py", "line": 3, "message": "does not parse" }]);
    made::write(folder.path(), "after.json", &document);
    let ran = report(folder.path(), "after.json");
    assert!(ran.err.contains("warning: shop/bad.py:3: does not parse"), "{}", ran.err);
    assert!(ran.out.contains("- `shop/bad.py:3`: does not parse"), "{}", ran.out);
}

#[test]
fn nothing_there_is_said_with_an_exit_code() {
    let folder = made::folder();
    made::write(folder.path(), "none.json", &result(&[]));
    let code = |line: &str| run::run(folder.path(), &format!("report {line}")).code;
    assert_eq!(code("none.json"), 3);
    assert_eq!(code("none.json -o none.html"), 3);
    assert!(!folder.path().join("none.html").exists());
    for line in [
        "missing.json",
        "missing@v1",
        "after.json -o report.pdf",
        "after.json --compare none.json",
        "after.json --governance after.json",
    ] {
        assert_eq!(code(line), 2, "{line}");
    }
}

#[test]
fn teams_are_those_of_the_governance() {
    let folder = made::folder();
    let teams = "Keepers:\n  deliverables:\n    shop:\n      repos: [openstack/shop]\n  ptl: {name: X}\nOslo:\n  deliverables:\n    oslo.lamp:\n      repos:\n        - openstack/oslo.lamp\n";
    std::fs::write(folder.path().join("projects.yaml"), teams).unwrap();
    let ran = report(folder.path(), "after.json before.json --governance projects.yaml --format csv");
    let teams: Vec<_> = ran.out.lines().skip(1).map(|line| line.split(',').skip(4).take(2).collect::<Vec<_>>()).collect();
    assert_eq!(teams, [vec!["", ""], vec!["Keepers", "openstack/shop"], vec!["Oslo", "openstack/oslo.lamp"]]);
    let said = report(folder.path(), "after.json before.json --governance projects.yaml").out;
    assert!(said.contains("| in no team's list | gone |"), "{said}");
}
