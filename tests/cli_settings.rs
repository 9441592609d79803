//! Configuration files, excludes and rule folders, as the program sees them.

#[path = "common/folder.rs"]
mod folder;
#[path = "common/run.rs"]
mod run;

use run::run;
use tempfile::TempDir;

const USE: &str = "import eventlet\neventlet.sleep(1)\n";

fn with_config(config: &str) -> TempDir {
    folder::with(&[("eventlet-scan.toml", config), ("a.py", USE), ("legacy/b.py", USE), ("setup.cfg", "[metadata]\nname = x\n")])
}

fn places(folder: &TempDir, line: &str) -> Vec<String> {
    let ran = run(folder.path(), line);
    assert!(ran.code < 2, "{}", ran.err);
    ran.out.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn a_wrong_configuration_is_pointed_at() {
    for (config, words) in [
        ("exclud = []\n", &["unknown field", "exclud", "did you mean `exclude`?"][..]),
        ("select = ['EVT1']\nper-file-ignore = {}\n", &["per-file-ignore", "did you mean `per-file-ignores`?"]),
        ("select = 1\n", &["select = 1", "here"]),
        ("exclude = ['[']\n", &["is not a glob"]),
        ("select = [\n", &["eventlet-scan.toml"]),
        ("select = ['EVT999']\n", &["EVT999"]),
        ("rules = ['nowhere']\n", &["nowhere"]),
    ] {
        let folder = with_config(config);
        let ran = run(folder.path(), "check .");
        assert_eq!(ran.code, 2, "{config}\n{}", ran.err);
        assert!(words.iter().all(|word| ran.err.contains(word)), "{config}: {words:?}\n{}", ran.err);
        assert_eq!(run(folder.path(), "check --isolated .").code, 1, "--isolated reads none of it");
    }
}

#[test]
fn the_place_of_a_wrong_key_is_told() {
    let folder = with_config("ignore = []\n\nexclud = []\n");
    let err = run(folder.path(), "check .").err;
    assert!(err.contains("eventlet-scan.toml:3:1"), "{err}");
    let folder = folder::with(&[("pyproject.toml", "[project]\nname = 'x'\n[tool.eventlet-scan]\nselct = []\n"), ("a.py", USE)]);
    let err = run(folder.path(), "check .").err;
    assert!(err.contains("pyproject.toml:4:1") && err.contains("did you mean `select`?"), "{err}");
}

#[test]
fn other_tools_tables_are_not_ours_to_judge() {
    let folder = folder::with(&[("pyproject.toml", "[project]\nname = 'x'\n[tool.other]\nnonsense = 1\n"), ("a.py", USE)]);
    assert_eq!(run(folder.path(), "check .").code, 1);
}

#[test]
fn select_and_ignore_of_the_configuration() {
    assert_eq!(places(&with_config("select = ['EVT101']\n"), "check ."), ["a.py:1:8: EVT101", "legacy/b.py:1:8: EVT101"]);
    assert_eq!(places(&with_config("ignore = ['import']\n"), "check ."), ["a.py:2:1: EVT351", "legacy/b.py:2:1: EVT351"]);
    // The command line comes first.
    assert_eq!(places(&with_config("select = ['EVT101']\n"), "check --select sleep a.py"), ["a.py:2:1: EVT351"]);
    assert_eq!(places(&with_config("select = ['EVT101']\n"), "check --isolated a.py").len(), 2);
}

#[test]
fn per_file_ignores() {
    let folder = with_config("[per-file-ignores]\n'legacy/*' = ['EVT101']\n'a.py' = ['scheduling']\n");
    assert_eq!(places(&folder, "check ."), ["a.py:1:8: EVT101", "legacy/b.py:2:1: EVT351"]);
}

#[test]
fn excludes_hold_for_files_named_on_the_command_line_too() {
    let folder = with_config("exclude = ['legacy/']\n");
    assert_eq!(places(&folder, "check .").len(), 2);
    assert_eq!(places(&folder, "check a.py legacy/b.py").len(), 2, "a hook passes every changed file");
    let folder = with_config("");
    assert_eq!(places(&folder, "check --exclude legacy .").len(), 2);
    assert_eq!(places(&folder, "check --exclude legacy a.py legacy/b.py").len(), 2);
    assert_eq!(places(&folder, "check --exclude *.py --select ALL ."), [""; 0]);
}

#[test]
fn test_paths_are_tests() {
    let folder = with_config("test-paths = ['legacy/*']\n");
    let json: serde_json::Value = serde_json::from_str(&run(folder.path(), "--format json .").out).unwrap();
    for finding in json["projects"][0]["findings"].as_array().unwrap() {
        assert_eq!(finding["test"], finding["path"] == "legacy/b.py", "{finding}");
    }
}

#[test]
fn a_configuration_named_on_the_command_line_replaces_the_projects() {
    let folder = with_config("select = ['EVT101']\n");
    folder::write(folder.path(), "other.toml", b"select = ['sleep']\n");
    assert_eq!(places(&folder, "check --config other.toml a.py"), ["a.py:2:1: EVT351"]);
}

#[test]
fn each_project_has_its_own_configuration() {
    let project = |name: &str, config: &str| -> Vec<(String, String)> {
        let metadata = format!("[metadata]\nname = {name}\n");
        let files = [("setup.cfg", metadata.as_str()), ("eventlet-scan.toml", config), ("m.py", USE)];
        files.iter().map(|(path, text)| (format!("{name}/{path}"), (*text).to_owned())).collect()
    };
    let files = [project("one", "select = ['EVT1']\n"), project("two", "select = ['EVT3']\n")].concat();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(places(&folder::with(&files), "check ."), ["one/m.py:1:8: EVT101", "two/m.py:2:1: EVT351"]);
}

#[test]
fn ignored_hidden_and_foreign_folders() {
    let files =
        [("a.py", USE), ("skipped/b.py", USE), (".hidden/c.py", USE), (".gitignore", "skipped/\n"), ("node_modules/d.py", USE)];
    let folder = folder::with(&files);
    // Git's rules hold in git's folders.
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    let files_of = |line: &str| run(folder.path(), line).out.lines().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(files_of("check --show-files ."), ["a.py"]);
    assert_eq!(files_of("check --show-files --hidden ."), [".hidden/c.py", "a.py"]);
    let all = files_of("check --show-files --hidden --no-ignore .");
    assert!(all.contains(&"skipped/b.py".to_owned()) && all.contains(&"node_modules/d.py".to_owned()), "{all:?}");
}

const TEAM_RULE: &str = r#"family = "green-thread"
[[rule]]
code = "EVT349"
id = "own-spawn"
title = "the team's wrapper"
severity = "error"
confidence = "high"
effort = 2
since = "0.1.0"
message = "`{symbol}` is a wrapper of spawn"
why = "It is."
threads = "Use an executor."
asyncio = "Use a task."
watch = "Nothing."
[[rule.symbol]]
names = ["service.utils.spawn"]
"#;

fn with_rules(rule: &str) -> TempDir {
    folder::with(&[
        ("rules/team.toml", rule),
        ("service/__init__.py", ""),
        ("service/utils.py", "def spawn(function): pass\n"),
        ("service/main.py", "from service import utils\nutils.spawn(print)\n"),
    ])
}

#[test]
fn a_teams_own_rules() {
    let folder = with_rules(TEAM_RULE);
    assert_eq!(places(&folder, "check --rules rules ."), ["service/main.py:2:1: EVT349"]);
    assert!(run(folder.path(), "explain own-spawn --rules rules").out.contains("Use an executor."));
    folder::write(folder.path(), "eventlet-scan.toml", b"rules = ['rules']\n");
    assert_eq!(places(&folder, "check ."), ["service/main.py:2:1: EVT349"]);
    // What `check` tells of there can be looked up there.
    assert!(run(folder.path(), "explain EVT349").out.contains("Use an executor."));
    assert!(run(folder.path(), "rules").out.contains("own-spawn"));
}

/// The files that only a configuration asks for are listed too.
#[test]
fn what_a_configuration_adds_is_read() {
    let setting = "code = \"EVT349\"";
    assert!(TEAM_RULE.contains(setting));
    let matcher = "[[rule.setting]]\nfiles = [\"*.tpl\", \"settings.py\"]\nvalue = '\\bgreen\\b'\n";
    let rule = TEAM_RULE.split("[[rule.symbol]]").next().unwrap().to_owned() + matcher;
    let folder = with_rules(&rule);
    for path in ["a.tpl", "service/settings.py", "service/other.py"] {
        folder::write(folder.path(), path, b"MODE = 'green'\n");
    }
    folder::write(folder.path(), "doc/source/index.rst", b"It runs on eventlet.\n");
    assert_eq!(places(&folder, "check ."), [""; 0]);
    folder::write(folder.path(), "eventlet-scan.toml", b"rules = ['rules']\nselect = ['ALL']\n");
    let found = ["a.tpl:1:9: EVT349", "doc/source/index.rst:1:12: EVT901", "service/settings.py:1:9: EVT349"];
    assert_eq!(places(&folder, "check ."), found);
}

#[test]
fn a_broken_rule_file_is_pointed_at() {
    for (from, to, place, words) in [
        ("effort = 2", "effort = 9", ":8:", "effort goes from 1 to 5"),
        ("EVT349", "EVT949", ":3:", "codes of family `green-thread`"),
        ("own-spawn", "spawn", ":3:", "taken"),
        ("id = \"own-spawn\"", "id = \"Own\"", ":4:", "kebab-case"),
        ("severity = \"error\"", "severty = \"error\"", ":6:", "did you mean `severity`?"),
        ("severity = \"error\"", "severity = \"fatal\"", ":6:", "fatal"),
        ("service.utils.spawn", "service..spawn", ":16:", "not a dotted name"),
        ("[[rule.symbol]]\nnames = [\"service.utils.spawn\"]", "", ":3:", "matches nothing"),
        ("watch = \"Nothing.\"", "watch = \"", ":14:", "team.toml"),
    ] {
        let folder = with_rules(&TEAM_RULE.replace(from, to));
        for line in ["check --rules rules .", "rules --rules rules", "explain --rules rules"] {
            let ran = run(folder.path(), line);
            assert_eq!(ran.code, 2, "{to}\n{}", ran.out);
            assert!(ran.err.contains(&format!("team.toml{place}")) && ran.err.contains(words), "{to}:\n{}", ran.err);
        }
    }
}

/// A finding belongs to one rule, and that does not change with what somebody asks for.
#[test]
fn what_a_rule_finds_does_not_depend_on_the_other_rules_that_are_selected() {
    let folder = std::path::Path::new("test-fixtures/rules");
    let found = |select: &str| -> Vec<String> {
        let ran = run(folder, &format!("check --isolated --select {select} ."));
        assert!(ran.code < 2, "{}", ran.err);
        ran.out.lines().map(str::to_owned).collect()
    };
    let all = found("ALL");
    let code = |line: &str| line.split(' ').nth(1).unwrap_or("").to_owned();
    let codes: std::collections::BTreeSet<String> = all.iter().map(|line| code(line)).collect();
    assert!(codes.len() > 100, "{}", codes.len());
    // How much of a file is parsed depends on what is looked for, and with it what is seen
    // of its errors.
    for wanted in codes.iter().filter(|code| !code.starts_with("EVT95")) {
        let filtered: Vec<_> = all.iter().filter(|line| code(line) == *wanted).cloned().collect();
        assert_eq!(found(wanted), filtered, "{wanted}");
    }
}

/// What processes run on, and how far a project is, does not depend on what somebody wants
/// to read about; only what is counted does.
#[test]
fn services_and_readiness_do_not_depend_on_the_selection() {
    let judged = |line: &str| -> Vec<serde_json::Value> {
        let ran = run(std::path::Path::new("test-fixtures/projects"), line);
        let mut all: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}\n{}", ran.err));
        let projects = all["projects"].as_array_mut().unwrap();
        let take = |project: &mut serde_json::Value| {
            project["readiness"].as_object_mut().unwrap().remove("counts").unwrap();
            serde_json::json!([project["name"], project["services"], project["readiness"]])
        };
        projects.iter_mut().map(take).collect()
    };
    let all = judged("--format json .");
    assert!(all.len() > 10);
    for line in ["check --format json .", "check --format json --select EVT101 .", "check --format json --select ALL ."] {
        assert_eq!(judged(line), all, "{line}");
    }
}
