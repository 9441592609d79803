//! What each format says, as snapshots; and that the JSON is the one of the contract.

use serde_json::Value;

use crate::made::{self, report};

const COMPARED: &str = "after.json --compare before.json --date 2026-11-22";

fn validator() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(include_str!("../schema/report.schema.json")).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn results_made_by_hand_are_of_the_schema() {
    for result in [made::before(), made::after()] {
        let wrong: Vec<String> =
            validator().iter_errors(&result).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(wrong, [""; 0]);
    }
}

#[test]
fn markdown() {
    let folder = made::folder();
    insta::assert_snapshot!(report(folder.path(), COMPARED).out);
}

#[test]
fn the_table() {
    let folder = made::folder();
    insta::assert_snapshot!(report(folder.path(), "after.json --format csv").out);
}

#[test]
fn the_badge_of_one_project() {
    let folder = made::folder();
    made::write(folder.path(), "one.json", &made::result(&[made::after()["projects"][0].clone()]));
    insta::assert_snapshot!(report(folder.path(), "one.json --format badge").out);
}

#[test]
fn the_badge_of_several() {
    let folder = made::folder();
    let badge = report(folder.path(), "after.json --format badge").out;
    assert!(badge.contains(">0 of 2 able to run without</text>"), "{badge}");
}

#[test]
fn json_is_that_of_the_contract_with_what_is_said_of_all_together() {
    let folder = made::folder();
    let text = report(folder.path(), &format!("{COMPARED} --format json")).out;
    let document: Value = serde_json::from_str(&text).unwrap();
    let wrong: Vec<String> =
        validator().iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(wrong, [""; 0]);
    assert_eq!(document["projects"].as_array().unwrap(), made::after()["projects"].as_array().unwrap());
    insta::assert_json_snapshot!(document["report"]);
}

#[test]
fn the_json_of_a_report_is_what_a_later_one_is_compared_with() {
    let folder = made::folder();
    report(folder.path(), "before.json --date 2026-01-01 -o earlier.json");
    let direct = report(folder.path(), "after.json --compare before.json --format csv").out;
    assert_eq!(report(folder.path(), "after.json --compare earlier.json --format csv").out, direct);
    let said = report(folder.path(), "after.json --compare earlier.json").out;
    assert!(said.contains("R0 → R1") && said.contains("on threads: shop-api"), "{said}");
}

#[test]
fn several_files_at_once_each_in_its_format() {
    let folder = made::folder();
    let ran = report(folder.path(), "after.json -o a.html -o a.md -o a.json -o a.csv -o a.svg");
    assert_eq!(ran.out, "");
    let begins = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap().chars().take(5).collect::<String>();
    let heads = ["a.html", "a.md", "a.json", "a.csv", "a.svg"].map(begins);
    assert_eq!(heads, ["<!DOC", "# Eve", "{\n  \"", "proje", "<svg "]);
}

#[test]
fn a_report_may_replace_what_it_is_made_from() {
    let folder = made::folder();
    report(folder.path(), "after.json before.json -o after.json");
    let merged: Value = serde_json::from_slice(&std::fs::read(folder.path().join("after.json")).unwrap()).unwrap();
    let names: Vec<_> = merged["projects"].as_array().unwrap().iter().map(|project| project["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["gone", "shop", "oslo.lamp"]);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = made::folder();
    for format in ["html", "markdown", "json", "csv", "badge"] {
        let line = format!("{COMPARED} --format {format}");
        assert_eq!(report(folder.path(), &line).out, report(folder.path(), &line).out, "{format}");
    }
}
