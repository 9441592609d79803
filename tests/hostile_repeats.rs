//! What stands hundreds of thousands of times in one file, or on one line, takes as many
//! steps, not as many times as many.

#[path = "common/folder.rs"]
mod folder;
#[path = "common/run.rs"]
mod run;

/// So many that looking back to the beginning of a line for each, or through the file for
/// each, takes longer than anybody waits.
const MANY: usize = 400_000;

const EXPOSING: &str = "from eventlet import sleep, spawn\n";

/// The findings of `check` in a project whose module `p/utils.py` exposes names, beside a
/// file of this text.
fn findings(text: &str) -> usize {
    let own = [("setup.cfg", "[metadata]\nname = p\n"), ("p/__init__.py", ""), ("p/utils.py", EXPOSING), ("p/other.py", text)];
    let ran = run::run(folder::with(&own).path(), "check .");
    assert!(ran.code < 2, "{}", ran.err);
    assert!(ran.out.contains("p/utils.py:1:22: EVT101"), "{}\n{}", ran.out, ran.err);
    ran.out.lines().count()
}

#[test]
fn exposed_names_on_one_line() {
    assert_eq!(findings(&format!("x = [{}]\n", "a, sleep, ".repeat(MANY))), 2);
    assert_eq!(findings(&format!("from p.utils import ({}\n    sleep)\n", "\n    a,".repeat(MANY))), 3);
}

#[test]
fn exposed_names_behind_comments_with_brackets() {
    let comments = "# (\n".repeat(MANY / 50);
    assert_eq!(findings(&format!("{comments}{}", "sleep\n".repeat(MANY / 50)).repeat(20)), 2);
}

#[test]
fn exposed_names_in_one_word() {
    assert_eq!(findings(&format!("x = {}\n", "sleep".repeat(MANY))), 2);
    assert_eq!(findings(&format!("import {} as sleep\n", "utils".repeat(MANY))), 2);
}

#[test]
fn many_modules_before_a_name() {
    let uses: String = (0..MANY / 4).map(|number| format!("x{number}.sleep\n")).collect();
    let given: String = (0..MANY / 4).map(|number| format!("import p.utils as y{number}\n")).collect();
    assert_eq!(findings(&format!("{given}{uses}")), 2);
}

#[test]
fn many_modules_that_are_asked_for_a_name() {
    let imports: String = (0..MANY / 4).map(|number| format!("from p import x{number}\n")).collect();
    let uses: String = (0..MANY / 4).map(|number| format!("x{number}.sleep(1)\n")).collect();
    assert_eq!(findings(&format!("from p import utils\n{imports}{uses}utils.sleep(1)\n")), 3);
}

#[test]
fn names_behind_many_backslashes() {
    let names = "\\\n    a, ".repeat(MANY / 4);
    assert_eq!(findings(&format!("from p.utils import {names}sleep\n")), 3);
    assert_eq!(findings(&format!("x = {names}sleep\n")), 2);
}

#[test]
fn one_name_bound_many_times_beside_a_star() {
    let bindings = "    sleep = 1\n".repeat(MANY / 20);
    let uses = "    sleep(1)\n".repeat(MANY / 40);
    assert_eq!(findings(&format!("from p.utils import *\n\n\ndef f():\n{bindings}{uses}")), 2);
}

#[test]
fn words_of_the_rules_in_one_comment() {
    assert_eq!(findings(&format!("# {}\n", "eventlet ".repeat(MANY))), 2);
}

#[test]
fn a_library_of_which_nothing_that_matters_is_reached() {
    assert_eq!(findings(&format!("from oslo_service import service\nx = '{}'\n", "oslo_service ".repeat(MANY))), 2);
    assert_eq!(findings(&format!("'''\n{}'''\n", "oslo_service import (a\n".repeat(MANY / 10))), 2);
}

#[test]
fn comments_for_other_tools_on_one_line() {
    let noqa = "# noqa ".repeat(MANY);
    assert_eq!(findings(&format!("import eventlet\n\n\ndef f():\n    pass\n\n\nx = 1  {noqa}\n")), 3);
    assert_eq!(findings(&format!("import eventlet  {}\n", "# noqa: E1 ".repeat(MANY))), 3);
}

#[test]
fn uses_on_one_line() {
    const USES: usize = 20_000;
    let line = "x = eventlet.sleep; ".repeat(USES);
    let text = format!("import eventlet\né = 1; {line}\n");
    assert_eq!(findings(&text), 2 + 1 + USES);
    let folder = folder::with(&[("uses.py", &*text)]);
    for format in ["full", "rdjson", "sarif"] {
        let ran = run::run(folder.path(), &format!("check --exit-zero --format {format} ."));
        assert_eq!(ran.code, 0, "{}", ran.err);
        // The last use, by its 1-based column in characters.
        let column = 8 + (USES - 1) * 20 + 4;
        let shown = match format {
            "full" => format!("uses.py:2:{column}]"),
            "rdjson" => format!("\"column\":{}", column + 1),
            _ => format!("\"startColumn\":{column}"),
        };
        assert!(ran.out.replace(": ", ":").contains(&shown), "{shown} is not in {format}");
    }
}

/// Each name means what the next one does, up to the last.
#[test]
fn names_that_mean_each_other() {
    for indent in ["", "    "] {
        let head = if indent.is_empty() { "" } else { "def f():\n" };
        let gifts: String = (1..3000).rev().map(|number| format!("{indent}a{number} = a{}\n", number - 1)).collect();
        let uses = format!("{indent}a0 = utils.sleep\n{indent}a0(1)\n{indent}a1(1)\n");
        assert!(findings(&format!("from p import utils\n{head}{gifts}{uses}")) > 4);
    }
}
