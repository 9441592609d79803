//! Whatever a project, a path or a line of code is called, it is text in every format.

use serde_json::Value;

use crate::made::{self, report};
use crate::page::elements;

/// Each string of a result is followed by this.
const HOSTILE: &str =
    "\"'><script>alert(1)</script><img src=x onerror=y>`|**a** [x](https://e.org) {{ 7*7 }} &amp; \u{1b}[31m\u{202e}\r\n=1+1";

/// Begins every string that may begin with anything.
const FORMULAS: [&str; 5] = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1"];

/// A result in which every string that may hold anything holds something hostile.
fn result(beginning: &str) -> Value {
    let mut document = made::after();
    for project in document["projects"].as_array_mut().unwrap() {
        spoil(project, beginning);
    }
    document
}

fn spoil(value: &mut Value, beginning: &str) {
    const FIXED: [&str; 14] = [
        "level",
        "kind",
        "severity",
        "family",
        "confidence",
        "scope",
        "fingerprint",
        "disposition",
        "answer",
        "class",
        "mode",
        "default",
        "group",
        "findings",
    ];
    match value {
        Value::String(text) => *text = format!("{beginning}{text}{HOSTILE}"),
        Value::Array(all) => all.iter_mut().for_each(|one| spoil(one, beginning)),
        Value::Object(all) => {
            for (key, one) in all.iter_mut() {
                match (key.as_str(), &one) {
                    ("findings", Value::Array(list)) if list.first().is_some_and(Value::is_object) => spoil(one, beginning),
                    ("of", _) => {}
                    (key, _) if FIXED.contains(&key) => {}
                    _ => spoil(one, beginning),
                }
            }
        }
        _ => {}
    }
}

/// What a format makes of hostile results, compared with another.
fn drawn(format: &str, beginning: &str) -> String {
    let folder = made::folder();
    made::write(folder.path(), "now.json", &result(beginning));
    let mut then = result(beginning);
    then["projects"][1]["name"] = format!("{beginning}old{HOSTILE}").into();
    made::write(folder.path(), "then.json", &then);
    let ran = report(folder.path(), &format!("now.json --compare then.json --format {format}"));
    for text in [&ran.out, &ran.err] {
        let wild = |character: char| character.is_control() && character != '\n' || ('\u{202A}'..='\u{202E}').contains(&character);
        assert_eq!(text.chars().find(|character| wild(*character)), None, "{format}");
    }
    ran.out
}

#[test]
fn html() {
    for element in elements(&drawn("html", "")) {
        assert!(!["script", "img"].contains(&element.name.as_str()), "{element:?}");
        assert!(element.attributes.keys().all(|name| !name.starts_with("on")), "{element:?}");
        if let Some(target) = element.attributes.get("href") {
            assert!(target.starts_with('#') || target.starts_with("https://"), "{target}");
            assert!(!target.contains(['"', '<', ' ']), "{target}");
        }
    }
}

#[test]
fn html_shows_it_as_it_is() {
    let all = elements(&drawn("html", ""));
    let title = all.iter().find(|element| element.name == "article").unwrap();
    assert!(
        title.text.contains(
            "shop\"'><script>alert(1)</script><img src=x onerror=y>`|**a** [x](https://e.org) {{ 7*7 }} &amp; \\u{1b}[31m"
        )
    );
}

#[test]
fn markdown() {
    let text = drawn("markdown", "");
    for sign in ["<script", "<img", "**a**", "[x](http"] {
        // What stands between backticks is text.
        let outside: String = text.lines().flat_map(|line| line.split('`').step_by(2)).collect();
        assert!(!outside.contains(sign), "{sign}");
    }
    let columns = |line: &str| line.replace("\\|", "").matches('|').count();
    let mut width = 0;
    for line in text.lines() {
        match line.starts_with('|') {
            false => width = 0,
            true if width == 0 => width = columns(line),
            true => assert_eq!(columns(line), width, "{line}"),
        }
    }
}

#[test]
fn csv_has_no_formulas() {
    for beginning in FORMULAS {
        let text = drawn("csv", beginning);
        let mut table = csv::Reader::from_reader(text.as_bytes());
        let mut cells = 0;
        for record in table.records() {
            for cell in &record.unwrap() {
                cells += 1;
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            }
        }
        assert!(cells > 50);
    }
}

#[test]
fn the_badge() {
    let folder = made::folder();
    made::write(folder.path(), "one.json", &made::result(&[result("")["projects"][0].clone()]));
    let badge = report(folder.path(), "one.json --format badge").out;
    assert!(!badge.contains("<script") && !badge.contains("<img") && badge.contains("&lt;script&gt;"), "{badge}");
    assert_eq!(
        elements(&format!("<!DOCTYPE html><title>x</title>{badge}")).iter().filter(|element| element.name == "script").count(),
        0
    );
}

#[test]
fn json_is_what_it_was() {
    let document: Value = serde_json::from_str(&drawn_json()).unwrap();
    assert_eq!(document["projects"], result("")["projects"]);
}

fn drawn_json() -> String {
    let folder = made::folder();
    made::write(folder.path(), "now.json", &result(""));
    report(folder.path(), "now.json --format json").out
}
