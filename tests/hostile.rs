//! No input may abort, hang or blow up a run. Every hostile file stands beside a good
//! one: it must get a problem line, the good one's findings must be complete, and
//! nothing that could steer a terminal may come out.

#[path = "common/folder.rs"]
mod folder;
#[path = "common/run.rs"]
mod run;

use run::Ran;
use std::path::Path;
use tempfile::TempDir;

const GOOD: &str = "import eventlet\n\n\ndef run():\n    eventlet.spawn(eventlet.sleep, 1)\n";
const GOOD_FINDINGS: [&str; 3] = ["good.py:1:8: EVT101", "good.py:5:5: EVT301", "good.py:5:20: EVT351"];

fn beside_good(name: &str, bytes: &[u8]) -> TempDir {
    let folder = folder::with(&[("good.py", GOOD)]);
    folder::write(folder.path(), name, bytes);
    folder
}

/// Runs `check`; whatever it meets, the good file's findings are there.
fn scan(folder: &Path) -> Ran {
    let ran = tame(folder, "check .");
    for line in GOOD_FINDINGS {
        assert!(ran.out.contains(line), "{line} is missing:\n{}\n{}", ran.out, ran.err);
    }
    assert_eq!(ran.code, 1);
    ran
}

fn tame(folder: &Path, line: &str) -> Ran {
    let ran = run::run(folder, line);
    assert!(ran.code < 2, "{}", ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    assert_tame(&ran.out);
    assert_tame(&ran.err);
    ran
}

/// Nothing but text and line feeds: no escape sequence, no carriage return, nothing that
/// reorders what is shown.
fn assert_tame(text: &str) {
    let wild = |character: char| character.is_control() && character != '\n' || ('\u{202A}'..='\u{202E}').contains(&character);
    if let Some(found) = text.chars().find(|character| wild(*character)) {
        panic!("{found:?} is printed:\n{text:?}");
    }
}

/// A file of this text has a problem, named by its path.
fn assert_problem(text: &str) {
    let folder = beside_good("bad.py", text.as_bytes());
    let ran = scan(folder.path());
    assert!(ran.err.contains("warning: bad.py:"), "no problem for bad.py:\n{}", &ran.err[..ran.err.len().min(2000)]);
}

/// Text that nests or repeats, in a file that names the library, and in one that does
/// not and need not be looked into: it must not be silent either.
fn assert_refused(text: &str) {
    assert_problem(&format!("import eventlet\n{text}\n"));
    assert_problem(&format!("{text}\n"));
}

#[test]
fn brackets() {
    assert_refused(&"(".repeat(200_000));
    assert_refused(&format!("{}{}", "[".repeat(200_000), "]".repeat(200_000)));
    assert_refused(&format!("{}1{}", "{'a':".repeat(200_000), "}".repeat(200_000)));
}

#[test]
fn chains_of_attributes_calls_and_subscripts() {
    assert_refused(&format!("a{}", ".b".repeat(200_000)));
    assert_refused(&format!("a{}", "()".repeat(200_000)));
    assert_refused(&format!("a{}", "[0]".repeat(200_000)));
    assert_refused(&format!("a{}", ".b()[0]".repeat(100_000)));
}

#[test]
fn operators() {
    assert_refused(&format!("x = 1{}", "+1".repeat(200_000)));
    assert_refused(&format!("x = {}1", "not ".repeat(200_000)));
    assert_refused(&format!("x = {}1", "-".repeat(200_000)));
    assert_refused(&format!("x = 1{}", "**1".repeat(200_000)));
    assert_refused(&format!("x = {}1", "1 if 1 else ".repeat(100_000)));
    assert_refused(&format!("x = {}1", "await ".repeat(100_000)));
}

#[test]
fn lambdas() {
    assert_refused(&format!("x = {}1", "lambda: ".repeat(100_000)));
    assert_refused(&format!("x = {}1{}", "lambda x=".repeat(100_000), ": 1".repeat(100_000)));
}

#[test]
fn blocks() {
    let nested = |head: &str| (0..3_000).map(|depth| format!("{}{head}\n", " ".repeat(depth))).collect::<String>();
    for head in ["if x:", "def f():", "class A:", "try:", "match x:"] {
        assert_refused(&format!("{}{}pass", nested(head), " ".repeat(3_000)));
    }
}

#[test]
fn elifs_nest_in_nobodys_mind() {
    // CPython's tree nests them, ours does not: a long chain is a file like any other.
    let text = format!("import eventlet\nif x: pass\n{}", "elif x: eventlet.sleep(1)\n".repeat(3_000));
    let folder = beside_good("long.py", text.as_bytes());
    let ran = scan(folder.path());
    assert_eq!(ran.out.lines().filter(|line| line.starts_with("long.py")).count(), 3_001);
}

#[test]
fn f_strings() {
    let nested = format!("x = {}1{}", "f'{".repeat(2_000), "}'".repeat(2_000));
    assert_refused(&nested);
    assert_refused(&format!("x = f'{}1{}'", "{x:".repeat(2_000), "}".repeat(2_000)));
    assert_refused(&format!("x = f'{{{}'", "(".repeat(100_000)));
}

#[test]
fn patterns_and_targets() {
    assert_refused(&format!("match x:\n  case {}1{}: pass", "[".repeat(100_000), "]".repeat(100_000)));
    assert_refused(&format!("match x:\n  case {}1: pass", "-".repeat(100_000)));
    assert_refused(&format!("for {}x in y: pass", "*".repeat(100_000)));
    assert_refused(&format!("type X = {}int", "*".repeat(100_000)));
}

#[test]
fn words_that_begin_statements() {
    assert_refused(&"async ".repeat(100_000));
    assert_refused(&format!("{}pass", "if x: ".repeat(100_000)));
    assert_refused(&"@".repeat(100_000));
    // Nothing in it nests, so it is only looked into where the library is named.
    assert_problem(&format!("import eventlet\n{}", "else:\n".repeat(10_000)));
}

#[test]
fn quoted_annotations_nest_too() {
    // A string that is no expression is still a string: the file is sound.
    let nested = format!("x: '{}eventlet.Timeout{}'\n", "(".repeat(100_000), ")".repeat(100_000));
    let chain = format!("y: 'eventlet{}'\n", ".b".repeat(100_000));
    let folder = beside_good("bad.py", format!("import eventlet\n{nested}{chain}eventlet.sleep(1)\n").as_bytes());
    assert!(scan(folder.path()).out.contains("bad.py:4:1: EVT351"));
}

/// The parser cuts through a character of this string. The rest of the file is told.
#[test]
fn an_annotation_that_upsets_the_parser() {
    let text = "import eventlet\n2*/A:'\\'''\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\\''\\ :\neventlet.sleep(1)\n";
    let ran = scan(beside_good("bad.py", text.as_bytes()).path());
    assert!(ran.err.contains("warning: bad.py:2: does not parse"), "{}", ran.err);
    assert!(ran.out.contains("bad.py:3:1: EVT351"), "{}", ran.out);
}

#[test]
fn every_format_survives() {
    let text = format!("import eventlet\neventlet{}\n", ".b".repeat(5_000));
    let folder = beside_good("bad.py", text.as_bytes());
    for line in ["check --format full .", "--format json .", "--format overview .", "--statistics ."] {
        tame(folder.path(), line);
    }
}

#[test]
fn large_but_flat_files_are_read() {
    let list = |item: &str| format!("x = [\n{}]\n", format!("    {item},\n").repeat(20_000));
    let items = ["name", "-1", "a.b", "f(x)", "'text'", "not x", "{'a': b}", "lambda: 1", "a + b", "*x", "f'{x}'", "x if y else z"];
    let mut text = "import eventlet\n".to_owned();
    items.iter().for_each(|item| text.push_str(&list(item)));
    text.push_str(&format!("f({})\n", (0..20_000).map(|at| format!("x{at}=1, ")).collect::<String>()));
    text.push_str(&format!("d = {{{}}}\n", "'a': b.c, ".repeat(20_000)));
    text.push_str(&format!("{}\neventlet.sleep(1)\n", "x = 1; ".repeat(20_000)));
    let folder = beside_good("flat.py", text.as_bytes());
    let ran = scan(folder.path());
    assert!(!ran.err.contains("flat.py"), "{}", ran.err);
    assert!(ran.out.contains("flat.py:") && ran.out.contains(": EVT351 "), "{}", ran.out);
}

#[test]
fn star_imports_in_circles() {
    // Every module stars every module: ways without end, and a name that nobody has.
    let folder = folder::with(&[("good.py", GOOD), ("p/__init__.py", "")]);
    let stars: String = (0..12).map(|at| format!("from p.m{at} import *\n")).collect();
    for at in 0..12 {
        let text = format!("{stars}from p.m{at} import missing as other\nfrom eventlet import sleep as s{at}\nmissing(s3)\n");
        folder::write(folder.path(), &format!("p/m{at}.py"), text.as_bytes());
    }
    assert_eq!(scan(folder.path()).out.matches("EVT351").count(), 1 + 12);
}

#[test]
fn names_that_mean_themselves() {
    let folder = folder::with(&[("good.py", GOOD), ("p/__init__.py", "from p import x, eventlet as x\nfrom . import p\n")]);
    let circle = "import eventlet\na = b\nb = a\na = a.a\nc = c()\nc = c.d.e()\ndef f(): return f().g\nf().g.h\n";
    folder::write(folder.path(), "p/circle.py", circle.as_bytes());
    let many = format!("import eventlet\nq = eventlet\n{}q.sleep(1)\n", "q = q.filter(q).filter(q)\n".repeat(2_000));
    folder::write(folder.path(), "p/many.py", many.as_bytes());
    let swaps: String = (0..500).map(|at| format!("v{at} = v{}\nv{} = v{at}.x\n", (at * 7) % 500, (at * 13) % 500)).collect();
    folder::write(folder.path(), "p/swaps.py", format!("import eventlet as v1\n{swaps}v2.sleep(1)\n").as_bytes());
    let ran = scan(folder.path());
    assert!(ran.out.contains("p/many.py:2003:1: EVT351"), "{}", &ran.out[..ran.out.len().min(3000)]);
}

/// A name that is bound again and again to what it meant before, and read as often, must
/// not multiply: every question about it is answered once.
#[test]
fn names_bound_a_thousand_times() {
    let calls = format!("import eventlet\nquery = eventlet.x\n{}query.foo\n", "query = query.filter('a.b')\n".repeat(800));
    let chain = format!("import eventlet\nx = eventlet.a\n{}{}", "x = x.y\n".repeat(300), "x.z\n".repeat(800));
    let files = [("calls.py", calls), ("chain.py", chain), ("far.py", format!("from chain import x\n{}", "x.t\n".repeat(800)))];
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let mut command = assert_cmd::Command::cargo_bin("eventlet-scan").unwrap();
    let run = command.current_dir(&folder).args(["check", "-q"]).timeout(std::time::Duration::from_secs(120)).assert();
    run.code(1);
}
