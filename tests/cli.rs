//! The outside of the program: exit codes, the line that tools read, options. What
//! people type goes in, what they get is compared.

#[path = "common/folder.rs"]
mod folder;
#[path = "common/run.rs"]
mod run;

use regex::Regex;
use run::{finish, program, run};
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use tempfile::TempDir;

const SERVICE: &str = "import eventlet\n\n\ndef run():\n    eventlet.spawn(print)\n";

/// A project with findings of several severities.
fn project() -> TempDir {
    folder::with(&[
        ("setup.cfg", "[metadata]\nname = service\n"),
        ("requirements.txt", "eventlet>=0.30\n"),
        ("service/__init__.py", ""),
        ("service/main.py", SERVICE),
        ("service/tests/test_main.py", "import eventlet\n"),
        ("doc/source/index.rst", "The service runs on eventlet.\n"),
        ("clean.py", "import threading\n"),
    ])
}

fn codes(out: &str) -> Vec<&str> {
    out.lines().filter_map(|line| line.split(' ').nth(1)).collect()
}

#[test]
fn exit_codes() {
    let project = project();
    for (line, code) in [
        ("check .", 1),
        ("check", 1),
        ("check --exit-zero .", 0),
        ("check clean.py", 0),
        ("check --ignore ALL .", 0),
        ("check --format json .", 1),
        ("check --format full .", 1),
        ("check --statistics .", 1),
        ("check --show-files .", 0),
        (".", 0),
        ("", 0),
        ("--format json .", 0),
        ("--help", 0),
        ("--version", 0),
        ("check --help", 0),
        ("rules", 0),
        ("explain", 0),
        ("check nowhere", 2),
        ("check . nowhere", 2),
        ("nowhere.py", 2),
        ("check --format nope .", 2),
        ("--nope", 2),
        ("check --select EVT999 .", 2),
        ("check --exclude [ .", 2),
        ("check --rules nowhere .", 2),
        ("check --config nowhere.toml .", 2),
        ("explain EVT999", 2),
    ] {
        let ran = run(project.path(), line);
        assert_eq!(ran.code, code, "{line}\n{}\n{}", ran.out, ran.err);
        assert!(code < 2 || ran.out.is_empty() && !ran.err.is_empty(), "{line}: errors go to standard error\n{}", ran.out);
    }
}

#[test]
fn nothing_to_scan() {
    let empty = folder::with(&[("notes.txt", "eventlet\n")]);
    for line in ["check .", ".", "", "check --exit-zero .", "--format json .", "check --show-files ."] {
        let ran = run(empty.path(), line);
        assert_eq!(ran.code, 3, "{line}\n{}", ran.err);
        assert!(ran.err.contains("nothing was scanned"), "{line}\n{}", ran.err);
    }
    // A project without a Python file is a project.
    let bare = folder::with(&[("setup.cfg", "[metadata]\nname = bare\n"), ("requirements.txt", "six\n")]);
    assert_eq!(run(bare.path(), "check .").code, 0);
}

#[test]
fn the_line_that_tools_read() {
    let project = project();
    let ran = run(project.path(), "check .");
    let shape = Regex::new(r"^(.*):(\d+):(\d+): (EVT\d{3}) (.+)$").unwrap();
    for line in ran.out.lines() {
        assert!(shape.is_match(line), "{line}");
    }
    let wanted = "\
requirements.txt:1:1: EVT801 requirement `eventlet>=0.30`
service/main.py:1:8: EVT101 import of `eventlet`
service/main.py:5:5: EVT301 `eventlet.spawn` starts a green thread
service/tests/test_main.py:1:8: EVT101 import of `eventlet`
";
    let places = |text: &str| text.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
    assert_eq!(places(&ran.out), places(wanted));
}

#[test]
fn paths_are_relative_to_the_current_folder() {
    let project = project();
    let below = project.path().join("service");
    assert!(
        run(&below, "check main.py").out.starts_with("main.py:1:8: ")
            || run(&below, "check main.py").out.starts_with("../service/main.py:1:8: ")
    );
    assert!(run(project.path(), "check ./service/../service/main.py").out.starts_with("service/main.py:1:8: "));
    assert!(run(&project.path().join("doc"), "check ..").out.contains("../service/main.py:1:8: "));
    let line = format!("check {}", project.path().display());
    assert!(run(project.path(), &line).out.contains("\nservice/main.py:1:8: "));
}

#[test]
fn files_named_on_the_command_line() {
    let project = project();
    let ran = run(project.path(), "check service/main.py clean.py");
    assert_eq!((ran.code, codes(&ran.out)), (1, vec!["EVT101", "EVT301"]));
    // What a hook passes may be anything in the project.
    let ran = run(project.path(), "check requirements.txt");
    assert_eq!((ran.code, codes(&ran.out)), (1, vec!["EVT801"]), "{}", ran.err);
    // Twice the same is once.
    let ran = run(project.path(), "check service/main.py service service/main.py .");
    assert_eq!(ran.out.matches("EVT301").count(), 1);
}

#[test]
fn rules_are_selected() {
    let project = project();
    let select = |words: &str| codes(&run(project.path(), &format!("check {words} .")).out).join(" ");
    assert_eq!(select("--select EVT301"), "EVT301");
    assert_eq!(select("--select spawn"), "EVT301");
    assert_eq!(select("--select EVT3,dependency"), "EVT801 EVT301");
    assert_eq!(select("--select error"), "EVT101 EVT301 EVT101");
    assert_eq!(select("--ignore EVT101 --ignore dependency"), "EVT301");
    assert_eq!(select("--select ALL --ignore error"), "EVT901 EVT801");
    assert_eq!(select("--extend-select documentation --ignore import,EVT8"), "EVT901 EVT301");
    assert_eq!(select("--select evt301"), "EVT301", "codes are told in any case");
}

#[test]
fn an_unknown_selector_is_an_error_with_a_suggestion() {
    let project = project();
    for (line, hint) in [
        ("check --select EVT30x .", "did you mean `EVT30"),
        ("check --select green-threads .", "did you mean `green-thread"),
        ("check --ignore wsgi-servr .", "did you mean `wsgi-server`"),
        ("check --select completely-different-thing .", "eventlet-scan rules"),
        ("explain wsgi-servr", "did you mean `wsgi-server`"),
    ] {
        let ran = run(project.path(), line);
        assert!(ran.code == 2 && ran.err.contains(hint), "{line}\n{}", ran.err);
    }
    let empty = TempDir::new().unwrap();
    assert_eq!(run(empty.path(), "check --select EVT999 .").code, 2, "also where nothing is scanned");
}

#[test]
fn files_are_shown_and_not_read() {
    let project = project();
    let ran = run(project.path(), "check --show-files .");
    let wanted =
        ["clean.py", "requirements.txt", "service/__init__.py", "service/main.py", "service/tests/test_main.py", "setup.cfg"];
    assert_eq!(ran.out.lines().collect::<Vec<_>>(), wanted);
    assert_eq!(run(project.path(), "check --show-files clean.py").out, "clean.py\n");
}

#[test]
fn statistics_count_every_rule_and_the_total() {
    let ran = run(project().path(), "check --statistics .");
    let words = |line: &str| line.split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>();
    let rows: Vec<_> = ran.out.lines().map(words).collect();
    assert_eq!(rows, [["2", "EVT101"], ["1", "EVT301"], ["1", "EVT801"], ["4", "4"]], "{}", ran.out);
}

#[test]
fn quiet_and_verbose() {
    let project = folder::with(&[("a.py", SERVICE), ("broken.py", "import eventlet\nx = (\n")]);
    let quiet = run(project.path(), "check -q .");
    assert!(quiet.err.is_empty() && quiet.out.contains("a.py:5:5"), "{}", quiet.err);
    let verbose = run(project.path(), "check -v .");
    assert!(verbose.err.contains("2 Python files"), "{}", verbose.err);
    assert_eq!(quiet.out, verbose.out);
}

#[test]
fn colour_is_for_terminals_and_those_who_ask() {
    let project = project();
    let coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        let ran = finish(program(project.path()).args(arguments).envs(variables.iter().copied()));
        ran.out.contains('\u{1b}')
    };
    assert!(!coloured(&["check", "."], &[]));
    assert!(!coloured(&["check", "--format", "full", "."], &[]));
    assert!(!coloured(&["rules"], &[]));
    assert!(coloured(&["check", "."], &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&["check", "--color", "always", "."], &[]));
    assert!(coloured(&["check", "--format", "full", "."], &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&["--color=always", "check", "."], &[("NO_COLOR", "1")]), "what is typed comes first");
    assert!(!coloured(&["check", "--color", "never", "."], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&["check", "."], &[("NO_COLOR", "1")]));
    assert!(!coloured(&["check", "--format", "json", "."], &[("CLICOLOR_FORCE", "1")]), "JSON is for programs");
}

#[test]
fn a_closed_pipe_ends_the_run_quietly() {
    let many = folder::with(&[("a.py", &format!("import eventlet\n{}", "eventlet.sleep(1)\n".repeat(50_000)))]);
    for line in ["check .", "check --format full .", "--format json .", "explain", "rules --format json"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_eventlet-scan"));
        command.current_dir(many.path()).args(line.split(' ')).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut first = String::new();
        BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        let status = child.wait().unwrap();
        assert!(!first.is_empty() && err.is_empty(), "{line}: {err}");
        assert_eq!(status.code(), Some(0), "{line}: a closed pipe is no failure");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let files: Vec<_> =
        (0..200).map(|at| (format!("pkg/m{at}.py"), format!("import eventlet\neventlet.sleep({at})\nx = (\n"))).collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let tree = folder::with(&files);
    for format in ["check", "check --format full", "--format json", "check --statistics", "--format overview"] {
        let one = run(tree.path(), &format!("{format} --threads 1 ."));
        for threads in [2, 8] {
            let other = run(tree.path(), &format!("{format} --threads {threads} ."));
            assert!(one.out == other.out && one.err == other.err, "{format}: {threads} threads differ from one");
        }
    }
}

#[test]
fn rules_are_explained_by_code_and_by_name() {
    let here = TempDir::new().unwrap();
    let by_code = run(here.path(), "explain EVT301");
    assert!(by_code.out.contains("spawn") && by_code.out.contains("Under native threads"), "{}", by_code.out);
    assert_eq!(by_code.out, run(here.path(), "explain spawn").out);
    assert_eq!(by_code.out, run(here.path(), "explain evt301").out);
    let json: serde_json::Value = serde_json::from_str(&run(here.path(), "explain spawn --format json").out).unwrap();
    assert_eq!((&json["code"], &json["id"]), (&"EVT301".into(), &"spawn".into()));
}

#[test]
fn the_rule_table_and_its_json_hold_every_rule() {
    let here = TempDir::new().unwrap();
    let json: serde_json::Value = serde_json::from_str(&run(here.path(), "rules --format json").out).unwrap();
    let (table, all) = (run(here.path(), "rules").out, run(here.path(), "explain").out);
    let rules = json["rules"].as_array().unwrap();
    assert!(rules.len() > 100);
    for rule in rules {
        let code = rule["code"].as_str().unwrap();
        assert!(table.contains(code) && all.contains(code), "{code}");
        for part in ["title", "why", "threads", "asyncio", "watch", "since", "severity", "family"] {
            assert!(!rule[part].as_str().unwrap().is_empty(), "{code} has no {part}");
        }
    }
}
