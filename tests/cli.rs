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
fn a_hook_may_name_what_is_not_read() {
    let files = [("setup.cfg", "[metadata]\nname = x\n"), ("README.rst", "eventlet\n"), ("old/x.py", "import eventlet\n")];
    let project = folder::with(&files);
    for (line, code) in [("README.rst", 0), ("old/x.py", 1), ("old/x.py --exclude old", 0), ("README.rst old/x.py", 1)] {
        let ran = run(project.path(), &format!("check {line}"));
        assert_eq!(ran.code, code, "{line}\n{}", ran.err);
    }
    folder::write(project.path(), "eventlet-scan.toml", b"exclude = ['old/']\n");
    assert_eq!(run(project.path(), "check old/x.py README.rst").code, 0);
    assert_eq!(run(project.path(), "check old/x.py README.rst --isolated").code, 1);
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

/// The example that the documentation shows.
const DEMO: &str = "test-fixtures/projects/demo";

fn here() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_overview_says_what_each_service_runs_on() {
    let ran = run(here(), DEMO);
    for line in [
        "  Services: 3 bound, 1 switchable (default eventlet), 1 on threads, 1 external",
        "      demo-api: patched at demo/cmd/api.py:5, whatever is set [eventlet-wsgi]",
        "      demo-manage: neither patched nor using eventlet",
    ] {
        assert!(ran.out.lines().any(|own| own == line), "{line}\n{}", ran.out);
    }
    assert!(ran.out.contains(&format!("eventlet-scan {DEMO} --service demo-api ")), "{}", ran.out);
    // The README shows what the program says.
    let readme = std::fs::read_to_string(here().join("README.md")).unwrap();
    let section = ran.out.split("\n\n").find(|part| part.starts_with("  Services")).unwrap();
    for line in section.lines().take(11) {
        assert!(readme.contains(&format!("\n  {line}\n")), "not in the README: {line}");
    }
}

#[test]
fn one_service_is_shown_with_its_evidence() {
    let ran = run(here(), &format!("{DEMO} --service demo-scheduler"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    for part in [
        "E2 switchable, default eventlet: patched at",
        "OS_DEMO_SCHEDULER_THREADS",
        "scheduler.py:11:5]",
        "eventlet.monkey_patch()",
        "2. calls ",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
    assert!(!ran.out.contains("demo-api = ") || !ran.out.contains("E0"), "another service is shown:\n{}", ran.out);
    assert_eq!(ran.out, run(here(), &format!("{DEMO} --service demo-scheduler --format full")).out);
    assert_eq!(ran.out, run(here(), &format!("{DEMO} --service demo-s")).out, "a beginning that is the only one will do");
    let json: serde_json::Value =
        serde_json::from_str(&run(here(), &format!("{DEMO} --service demo-scheduler --format json")).out).unwrap();
    let services = json["projects"][0]["services"].as_array().unwrap();
    assert_eq!(services.len(), 1);
    assert_eq!((&services[0]["name"], &services[0]["level"]), (&"demo-scheduler".into(), &"E2".into()));
}

#[test]
fn flags_of_a_service_are_explained() {
    let ran = run(here(), &format!("{DEMO} --service demo-worker"));
    for flag in ["implicit-backend", "half-switch", "facade"] {
        let line = ran.out.lines().find(|line| line.trim_start().starts_with(flag)).unwrap_or_default();
        assert!(line.len() > flag.len() + 20, "{flag} is not explained:\n{}", ran.out);
    }
}

#[test]
fn a_service_that_is_not_there_is_an_error_with_a_suggestion() {
    for (name, hint) in [
        ("demo-wroker", "did you mean `demo-worker`?"),
        ("demo-api-wsg1", "did you mean `demo-api-wsgi`?"),
        ("demo-", "these begin so: demo-api, demo-api-wsgi, demo-manage"),
        ("worker-of-the-demo", "known here: demo-worker, demo-"),
        ("\u{1b}[31m", "known here: demo-"),
    ] {
        let ran = finish(program(here()).args([DEMO, "--service", name]));
        assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains(hint), "{name}\n{}", ran.err);
        assert!(!ran.err.contains('\u{1b}'), "{:?}", ran.err);
    }
    let project = project();
    let ran = run(project.path(), ". --service api");
    assert!(ran.code == 2 && ran.err.contains("no service was found"), "{}", ran.err);
    for line in ["--service api --statistics", "--service api --format concise", "check --service api .", "--service"] {
        assert_eq!(run(project.path(), line).code, 2, "{line}");
    }
    assert_eq!(run(TempDir::new().unwrap().path(), ". --service api").code, 3);
}

#[test]
fn services_are_coloured_for_those_who_ask() {
    for line in [DEMO.to_owned(), format!("{DEMO} --service demo-api")] {
        assert!(!run(here(), &line).out.contains('\u{1b}'));
        assert!(run(here(), &format!("{line} --color always")).out.contains('\u{1b}'));
    }
}

#[test]
fn hostile_names_of_services_reach_no_terminal() {
    let setup = "[metadata]\nname = x\n[entry_points]\nconsole_scripts =\n    \u{1b}]0;owned\u{7}api = x.api:main\n    \
                 \u{202e}ipa = x.api:ma\u{1b}[2Jin\n    it's = x.\u{1b}[31mgone:main\n";
    let code = "import eventlet\neventlet.monkey_patch()  # \u{1b}[2J \u{202e}\n\ndef main():\n    pass\n";
    let tree = folder::with(&[("setup.cfg", setup), ("x/__init__.py", ""), ("x/api.py", code)]);
    let names = ["\u{1b}]0;owned\u{7}api", "\u{202e}ipa", "it's"];
    let mut outputs = vec![run(tree.path(), ".")];
    outputs.extend(names.map(|name| finish(program(tree.path()).args([".", "--service", name]))));
    outputs.push(finish(program(tree.path()).args([".", "--service", "nothing-like-these"])));
    for ran in &outputs {
        let wild = |character: char| character.is_control() && character != '\n' || ('\u{202a}'..='\u{202e}').contains(&character);
        assert!(!ran.out.contains(wild) && !ran.err.contains(wild), "{:?}\n{:?}", ran.out, ran.err);
    }
    assert!(outputs[0].out.contains("owned"), "{}", outputs[0].out);
    assert!(outputs[1..4].iter().all(|ran| ran.code == 0 && ran.out.contains("Evidence")), "{}", outputs[1].err);
}

#[test]
fn services_of_one_name_are_all_shown() {
    let setup = "[metadata]\nname = x\n[entry_points]\nconsole_scripts =\n    status = x.status:main\n    x-api = x.status:main\n";
    let files = [("setup.cfg", setup), ("x/__init__.py", ""), ("x/status.py", "def main():\n    pass\n")];
    let both: Vec<_> = ["one", "two"].iter().flat_map(|at| files.map(|(path, text)| (format!("{at}/{path}"), text))).collect();
    let tree = folder::with(&both.iter().map(|(path, text)| (path.as_str(), *text)).collect::<Vec<_>>());
    let ran = run(tree.path(), "one two --service status");
    assert_eq!((ran.code, ran.out.matches("E4 threads:").count()), (0, 2), "{}", ran.out);
    assert!(ran.out.contains(" in one\n") && ran.out.contains(" in two\n"), "{}", ran.out);
    assert_eq!(run(tree.path(), "one --service status").out.matches("E4 threads:").count(), 1);
}

/// Whoever tries the README sees what it shows.
#[test]
fn the_readme_shows_what_is_printed() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    for line in ["test-fixtures/projects/demo", "check test-fixtures/projects/demo", "explain EVT301"] {
        let start = format!("    $ eventlet-scan {line}\n");
        let (_, shown) = readme.split_once(&start).unwrap_or_else(|| panic!("{line} is not shown"));
        let shown: Vec<_> = shown.lines().take_while(|line| line.is_empty() || line.starts_with("    ")).collect();
        let shown = shown.iter().take_while(|line| !line.starts_with("    $ ")).map(|line| line.trim());
        let ran = run(root, line);
        let printed: std::collections::HashSet<&str> = ran.out.lines().map(str::trim).collect();
        let others: Vec<_> = shown.filter(|line| *line != "…" && !line.is_empty() && !printed.contains(line)).collect();
        assert_eq!(others, [""; 0], "{line}");
    }
}
