//! What is silenced, by comments and by the configuration, and what that says.

#[path = "common/folder.rs"]
mod folder;
#[path = "common/run.rs"]
mod run;

use run::{Ran, run};
use serde_json::Value;

/// `line CODE` of what `check` finds in a file.
fn check(path: &str, text: &str) -> (Vec<String>, Ran) {
    let folder = folder::with(&[("setup.py", ""), (path, text)]);
    let ran = run(folder.path(), "check");
    let short = |line: &str| {
        let mut parts = line.splitn(4, ':').skip(1);
        let (line, _, rest) = (parts.next().unwrap(), parts.next(), parts.next().unwrap());
        format!("{line} {}", rest.split_whitespace().next().unwrap())
    };
    (ran.out.lines().map(short).collect(), ran)
}

fn found(path: &str, text: &str) -> Vec<String> {
    check(path, text).0
}

#[test]
fn a_comment_silences_the_rules_that_it_names() {
    let cases: &[(&str, &[&str])] = &[
        ("import eventlet  # eventlet-scan: ignore[EVT101]\n", &[]),
        ("import eventlet  # eventlet-scan: ignore[EVT101] because\n", &[]),
        ("import eventlet  #eventlet-scan:ignore [ EVT1 , EVT2 ]: because\n", &[]),
        ("import eventlet  # eventlet-scan: ignore[import-eventlet]\n", &[]),
        ("import eventlet  # pylint: disable=x  # eventlet-scan: ignore[import]\n", &[]),
        ("import eventlet  # eventlet-scan: ignore[EVT102]\n", &["1 EVT101"]),
        ("import eventlet  # eventlet-scan: ignore[]\n", &["1 EVT101"]),
        ("import eventlet  # eventlet-scan: ignore\n", &["1 EVT101"]),
        ("# eventlet-scan: ignore[EVT101]\nimport eventlet\n", &["2 EVT101"]),
        ("import eventlet; X = '  # eventlet-scan: ignore[EVT101]'\n", &["1 EVT101"]),
        ("'''\n# eventlet-scan: file-ignore[EVT101]\n'''\nimport eventlet\n", &["4 EVT101"]),
    ];
    for (text, wanted) in cases {
        assert_eq!(found("a.py", text), *wanted, "{text}");
    }
}

#[test]
fn a_comment_speaks_of_its_line_or_of_the_statement_that_it_opens_or_closes() {
    let import =
        |one: &str, two: &str, three: &str| format!("from eventlet import (  {one}\n    sleep,  {two}\n    spawn,\n)  {three}\n");
    let comment = "# eventlet-scan: ignore[EVT101]";
    assert_eq!(found("a.py", &import("", "", "")), ["2 EVT101", "3 EVT101"]);
    assert_eq!(found("a.py", &import(comment, "", "")), [""; 0]);
    assert_eq!(found("a.py", &import("", "", comment)), [""; 0]);
    assert_eq!(found("a.py", &import("", comment, "")), ["3 EVT101"]);
    let call =
        "import eventlet  # noqa: EVT101\neventlet.spawn(\n    print,\n    eventlet.sleep,\n)  # eventlet-scan: ignore[EVT301]\n";
    assert_eq!(found("a.py", call), ["4 EVT351"]);
    let block =
        "import eventlet  # noqa: EVT101\nwith eventlet.Timeout(1):  # eventlet-scan: ignore[EVT5]\n    eventlet.Timeout(2)\n";
    assert_eq!(found("a.py", block), ["3 EVT501"]);
}

#[test]
fn a_comment_at_the_top_silences_the_file() {
    let at = |comment: &str, before: &str| format!("{before}{comment}\nimport eventlet\neventlet.sleep(1)\n");
    let comment = "# eventlet-scan: file-ignore[EVT101, scheduling] vendored";
    assert_eq!(found("a.py", &at(comment, "")), [""; 0]);
    assert_eq!(found("a.py", &at(comment, "#!/usr/bin/python3\n# Licence\n\n'''Doc.'''\n")), [""; 0]);
    assert_eq!(found("a.py", &at(comment, "import os\n")), ["3 EVT101", "4 EVT351"]);
    assert_eq!(found("a.py", &at("# eventlet-scan: file-ignore[EVT101]", "")), ["3 EVT351"]);
}

#[test]
fn noqa_silences_with_our_codes_alone_and_says_so_once() {
    for word in ["noqa", "NOQA", "NoQA", "Noqa", "noQa"] {
        assert_eq!(found("a.py", &format!("import eventlet  # {word}: EVT101\n")), [""; 0], "{word}");
    }
    assert_eq!(found("a.py", "import eventlet  # NoQA:E402,EVT101\n"), [""; 0]);
    assert_eq!(found("a.py", "import eventlet  # noqa: E402\n"), ["1 EVT101"]);
    let (new, ran) = check("a.py", "import eventlet  # noqa\nimport eventlet.tpool  # noqa\n");
    assert_eq!(new, ["1 EVT101", "2 EVT101"]);
    assert_eq!(ran.err.matches("a bare `# noqa` silences nothing here").count(), 1, "{}", ran.err);
    assert!(ran.err.contains("2 findings under one, the first in a.py:1"), "{}", ran.err);
    let (_, ran) = check("a.py", "import eventlet  # noqa: E402\n");
    assert!(!ran.err.contains("bare"), "{}", ran.err);
}

#[test]
fn comments_of_other_files_silence_their_line_or_the_next() {
    assert_eq!(found("requirements.txt", "eventlet>=0.30  # eventlet-scan: ignore[EVT801] until 2027.2\n"), [""; 0]);
    assert_eq!(found("requirements.txt", "# eventlet-scan: ignore[EVT801]\neventlet\neventlet\n"), ["3 EVT801"]);
    let cfg = |comment: &str| format!("[options]\ninstall_requires =\n{comment}    eventlet\n");
    assert_eq!(found("setup.cfg", &cfg("")), ["3 EVT801"]);
    assert_eq!(found("setup.cfg", &cfg("    # eventlet-scan: ignore[dependency]\n")), [""; 0]);
    assert_eq!(found("setup.cfg", &format!("# eventlet-scan: file-ignore[EVT801]\n{}", cfg(""))), [""; 0]);
    let toml = "[project]\ndependencies = [\n  'eventlet',  # eventlet-scan: ignore[EVT801]\n]\n";
    assert_eq!(found("pyproject.toml", toml), [""; 0]);
    assert_eq!(found(".coveragerc", "[run]\n# eventlet-scan: ignore[configuration]\nconcurrency = eventlet\n"), [""; 0]);
}

#[test]
fn what_silences_nothing_is_a_finding_where_it_is_looked_for() {
    let unused = |text: &str, select: &str| {
        let folder = folder::with(&[("setup.py", ""), ("a.py", text)]);
        let ran = run(folder.path(), &format!("check {select}"));
        ran.out.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let text = "import os  # eventlet-scan: ignore[EVT101, EVT301]\n";
    assert_eq!(unused(text, ""), [""; 0], "notes are looked for on request");
    assert_eq!(unused(text, "--extend-select hygiene"), ["a.py:1:36:", "a.py:1:44:"]);
    assert_eq!(unused(text, "--select EVT1,hygiene"), ["a.py:1:36:"], "what is off cannot be judged");
    let (_, ran) = check("a.py", "import eventlet  # eventlet-scan: ignore\n");
    assert!(ran.err.contains("a.py:1: a comment of eventlet-scan that names no rule"), "{}", ran.err);
}

#[test]
fn sanctioned_modules_never_fail_and_are_counted_apart() {
    let folder = folder::with(&[
        ("setup.py", ""),
        ("eventlet-scan.toml", "sanctioned = ['demo/patching.py', 'compat/']\n"),
        ("demo/patching.py", "import eventlet\neventlet.monkey_patch()\n"),
        ("compat/x.py", "import eventlet\n"),
        ("demo/b.py", "import os\n"),
    ]);
    let ran = run(folder.path(), "check");
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert!(ran.err.contains("3 in sanctioned modules"), "{}", ran.err);
    let overview = run(folder.path(), ".");
    assert!(overview.out.contains("no use of eventlet; 3 in sanctioned modules"), "{}", overview.out);
    folder::write(folder.path(), "demo/b.py", b"import eventlet\n");
    let ran = run(folder.path(), "check");
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("demo/b.py:1:8: EVT101"), "{}", ran.out);
}

#[test]
fn json_says_what_is_silenced() {
    let folder = folder::with(&[
        ("setup.py", ""),
        ("a.py", "import eventlet  # eventlet-scan: ignore[EVT101] why not\neventlet.sleep(1)\n"),
    ]);
    let ran = run(folder.path(), "check --format json");
    assert_eq!(ran.code, 1);
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    let dispositions: Vec<_> =
        json["projects"][0]["findings"].as_array().unwrap().iter().map(|finding| finding["disposition"].clone()).collect();
    assert_eq!(dispositions, ["suppressed", "new"]);
}

#[test]
fn a_bare_noqa_is_told_of_in_whatever_statement_it_stands() {
    let told = |text: &str| check("a.py", text).1.err.contains("a bare `# noqa` silences nothing here");
    // In the statement of the finding, if not on its line.
    assert!(told("from eventlet import (\n    sleep,\n    spawn,\n)  # noqa\n"));
    assert!(told("from eventlet import (  # NOQA\n    sleep,\n)\n"));
    assert!(told("import eventlet; X = \"\"\"\ndef f\n\"\"\"  # noqa\n"));
    assert!(told("import eventlet; X = 'a \\\npass'  # noqa\n"));
    // In another.
    assert!(!told("import eventlet\nX = 1  # noqa\n"));
    assert!(!told("import eventlet\n\n\ndef f():  # noqa\n    pass\n"));
    assert!(!told("X = 1  # noqa\n\n\nimport eventlet\n"));
    assert!(!told("import eventlet\nX = '# noqa'\n"));
}

#[test]
fn many_comments_and_findings_take_no_time_together() {
    let many = |line: &str| line.repeat(30_000);
    // As long as the program's timeout lets it run: each with each would take minutes.
    let text = format!("{}import eventlet\n{}{}", many("x = 1  # noqa\n"), many("eventlet.spawn\n"), many("x = 1  # noqa\n"));
    assert_eq!(found("a.py", &text).len(), 30_001);
    let silent: String = (0..30_000).map(|number| format!("# eventlet-scan: file-ignore[EVT{number}]\n")).collect();
    let text = format!("{silent}import eventlet\n{}", many("eventlet.spawn  # noqa\n"));
    assert_eq!(found("a.py", &text), [""; 0]);
}
