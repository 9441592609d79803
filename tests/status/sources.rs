//! What a report takes projects from: checkouts, source distributions, and both beside
//! results.

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use std::path::Path;

use crate::made::{self, report};
use crate::{folder, run};

const FILES: [(&str, &str); 5] = [
    (
        "setup.cfg",
        "[metadata]\nname = till\nversion = 3.1\n\n[entry_points]\nconsole_scripts =\n    till = till.cmd:main\n    till-api = till.cmd:main\n",
    ),
    ("requirements.txt", "eventlet>=0.30\n"),
    ("till/__init__.py", ""),
    ("till/cmd.py", "import eventlet\n\neventlet.monkey_patch()\n\n\ndef main():\n    eventlet.spawn(print).wait()\n"),
    ("till/tests/test_cmd.py", "import eventlet\n"),
];

fn checkout(folder: &Path, below: &str) {
    for (path, text) in FILES {
        folder::write(folder, &format!("{below}/{path}"), text.as_bytes());
    }
}

fn sdist(path: &Path) {
    let mut builder = tar::Builder::new(GzEncoder::new(std::fs::File::create(path).unwrap(), Compression::fast()));
    for (name, text) in FILES {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append_data(&mut header, format!("till-3.1/{name}"), text.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap();
}

/// The only project of a report, without its place.
fn project(folder: &Path, line: &str) -> Value {
    let mut document: Value = serde_json::from_str(&report(folder, &format!("{line} --format json")).out).unwrap();
    let mut project = document["projects"][0].take();
    project["root"].take();
    project
}

#[test]
fn a_source_distribution_is_what_its_checkout_is() {
    let folder = made::folder();
    checkout(folder.path(), "checkout");
    sdist(&folder.path().join("till-3.1.tar.gz"));
    let checkout = project(folder.path(), "checkout");
    assert_eq!(checkout["readiness"]["level"], "R0");
    assert_eq!(checkout["services"][0]["level"], "E0");
    assert_eq!(project(folder.path(), "till-3.1.tar.gz"), checkout);
}

#[test]
fn a_result_says_the_same_as_the_scan_that_made_it() {
    let folder = made::folder();
    checkout(folder.path(), "checkout");
    let overview = run::run(folder.path(), "--format json checkout");
    folder::write(folder.path(), "till.json", overview.out.as_bytes());
    for format in ["markdown", "csv", "html", "badge"] {
        let from = |what: &str| report(folder.path(), &format!("{what} --format {format}")).out;
        assert_eq!(from("till.json"), from("checkout"), "{format}");
    }
}

#[test]
fn folders_archives_and_results_make_one_report() {
    let folder = made::folder();
    checkout(folder.path(), "all/checkouts/till");
    made::write(folder.path(), "all/results/shop.json", &made::after());
    sdist(&folder.path().join("all/till-3.1.tar.gz"));
    let ran = report(folder.path(), "all --format csv");
    let names: Vec<_> = ran.out.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(names, ["shop", "till", "oslo.lamp"]);
    assert!(ran.err.contains("till 3.1 is left out of the report"), "{}", ran.err);
}

#[test]
fn a_project_that_cannot_be_scanned_is_named_and_the_others_go_on() {
    let folder = made::folder();
    checkout(folder.path(), "all/till");
    folder::write(folder.path(), "all/odd/setup.cfg", b"[metadata]\nname = odd\n");
    folder::write(folder.path(), "all/odd/eventlet-scan.toml", b"exclude = 3\n");
    folder::write(folder.path(), "broken.tar.gz", b"no archive");
    let ran = report(folder.path(), "all broken.tar.gz --format csv");
    assert_eq!(ran.out.lines().count(), 2, "{}", ran.out);
    assert!(ran.err.contains("warning: all/odd: this project is not scanned: "), "{}", ran.err);
    assert!(ran.err.contains("warning: broken.tar.gz: cannot be unpacked: "), "{}", ran.err);
}
