//! The list of known findings: what the commands do to it, and what git does.

use crate::repository::Repository;

const BASELINE: &str = ".eventlet-baseline";

/// A project with a finding in each of these modules, and a baseline of them, committed.
fn project(modules: &[&str]) -> Repository {
    let files: Vec<_> = modules.iter().map(|module| (format!("{module}.py"), "import eventlet\n")).collect();
    let mut files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    files.push(("setup.py", "import setuptools\n"));
    let repository = Repository::with(&files);
    assert_eq!(repository.run("baseline write").code, 0);
    repository.commit("baseline");
    repository
}

fn text(repository: &Repository) -> String {
    std::fs::read_to_string(repository.root().join(BASELINE)).unwrap()
}

/// The paths that the baseline lists.
fn paths(repository: &Repository) -> Vec<String> {
    let text = text(repository);
    let entries = text.lines().filter(|line| line.contains(" EVT"));
    entries.map(|line| line.split(' ').next().unwrap().to_owned()).collect()
}

fn fix(repository: &Repository, module: &str) {
    repository.write(&format!("{module}.py"), "import os\n");
}

#[test]
fn a_baseline_is_sorted_lines_that_hold_nothing_that_changes() {
    let repository = Repository::with(&[
        ("setup.py", "import setuptools\n"),
        ("requirements.txt", "eventlet>=0.30 ; python_version<'4'\n"),
        ("b.py", "import eventlet\n\n\ndef f():\n    eventlet.sleep(1)\n    eventlet.sleep(1)\n"),
        ("a b.py", "import eventlet\n"),
    ]);
    repository.run("baseline write");
    let text = text(&repository);
    let lines: Vec<_> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(lines[0], format!("rules {}", env!("CARGO_PKG_VERSION")));
    let entries: Vec<_> = lines[1..].iter().map(|line| line.rsplit_once(' ').unwrap().0).collect();
    assert_eq!(
        entries,
        [
            "a\\u{20}b.py EVT101 - eventlet",
            "b.py EVT101 - eventlet",
            "b.py EVT351 f eventlet.sleep",
            "b.py EVT351 f eventlet.sleep",
            "requirements.txt EVT801 - eventlet>=0.30\\u{20};\\u{20}python_version<'4'",
        ]
    );
    assert_eq!(repository.check("check").code, 0);
    let again = text.clone();
    repository.run("baseline write");
    assert_eq!(self::text(&repository), again);
}

/// All pairs of branches that each remove one of four neighbours.
#[test]
fn branches_that_each_remove_findings_merge() {
    for verb in ["prune", "write"] {
        let modules = ["a", "b", "c", "d"];
        for (at, one) in modules.iter().enumerate() {
            for other in &modules[at + 1..] {
                let repository = project(&modules);
                repository.git("checkout --quiet -b one");
                fix(&repository, one);
                repository.run(&format!("baseline {verb}"));
                repository.commit("one");
                repository.git("checkout --quiet -b other main");
                fix(&repository, other);
                repository.run(&format!("baseline {verb}"));
                repository.commit("other");
                repository.git("merge --quiet --no-edit one");
                let left: Vec<_> = modules.iter().filter(|module| module != &one && module != &other).collect();
                assert_eq!(paths(&repository), left.iter().map(|module| format!("{module}.py")).collect::<Vec<_>>());
                assert_eq!(repository.check("check --locked").code, 0);
            }
        }
    }
}

#[test]
fn a_rebase_of_a_branch_that_removes_findings_is_clean() {
    let repository = project(&["a", "b", "c"]);
    repository.git("checkout --quiet -b topic");
    fix(&repository, "b");
    repository.run("baseline prune");
    repository.commit("topic");
    repository.git("checkout --quiet main");
    for module in ["a", "c"] {
        fix(&repository, module);
    }
    repository.run("baseline prune");
    repository.commit("main");
    repository.git("checkout --quiet topic");
    repository.git("rebase --quiet main");
    assert!(paths(&repository).is_empty());
    assert_eq!(repository.check("check --locked").code, 0);
}

#[test]
fn a_revert_of_a_fix_and_its_pruning_is_known_again() {
    let repository = project(&["a", "b"]);
    fix(&repository, "a");
    repository.run("baseline prune");
    repository.commit("fixed");
    repository.git("revert --no-edit HEAD");
    assert_eq!(repository.check("check --locked").code, 0);
    // The file alone: that is new.
    fix(&repository, "a");
    repository.run("baseline prune");
    repository.git("checkout --quiet HEAD -- a.py");
    assert_eq!(repository.check("check").found(), ["a.py:1 EVT101"]);
}

#[test]
fn stale_entries_are_told_apart_and_fail_only_if_locked() {
    let repository = project(&["a", "b"]);
    fix(&repository, "a");
    std::fs::remove_file(repository.root().join("b.py")).unwrap();
    let ran = repository.check("check");
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert!(ran.err.contains("2 entries are gone; `eventlet-scan baseline prune` takes them out"), "{}", ran.err);
    assert!(ran.err.contains(".eventlet-baseline:4: gone: EVT101 `eventlet` in a.py"), "{}", ran.err);
    assert_eq!(repository.check("check --locked").code, 1);
    // Judged only for what was scanned, and for rules that are on.
    assert_eq!(repository.check("check --locked setup.py").code, 0);
    assert_eq!(repository.check("check --locked a.py").code, 1);
    assert_eq!(repository.check("check --locked --select EVT2").code, 0);
    assert_eq!(repository.check("check --locked --exclude a.py --exclude b.py").code, 1, "b.py is gone for certain");
    assert_eq!(repository.run("baseline prune").code, 0);
    assert_eq!(repository.check("check --locked").code, 0);
    assert!(paths(&repository).is_empty());
}

#[test]
fn check_never_writes_and_prune_never_adds() {
    let repository = project(&["a", "b"]);
    let before = text(&repository);
    fix(&repository, "a");
    repository.write("c.py", "import eventlet\n");
    assert_eq!(repository.check("check").found(), ["c.py:1 EVT101"]);
    assert_eq!(text(&repository), before);
    repository.run("baseline prune");
    assert_eq!(paths(&repository), ["b.py"]);
    repository.run("baseline add");
    assert_eq!(paths(&repository), ["b.py", "c.py"]);
    fix(&repository, "b");
    repository.run("baseline add");
    assert_eq!(paths(&repository), ["b.py", "c.py"]);
    repository.run("baseline write");
    assert_eq!(paths(&repository), ["c.py"]);
}

#[test]
fn a_part_of_a_project_changes_its_part_of_the_file() {
    let repository = project(&["a", "b", "c"]);
    for module in ["a", "b"] {
        fix(&repository, module);
    }
    repository.run("baseline prune a.py");
    assert_eq!(paths(&repository), ["b.py", "c.py"]);
    repository.write("d.py", "import eventlet\n");
    repository.write("e.py", "import eventlet\n");
    repository.run("baseline add d.py");
    assert_eq!(paths(&repository), ["b.py", "c.py", "d.py"]);
    repository.run("baseline write e.py");
    assert_eq!(paths(&repository), ["b.py", "c.py", "d.py", "e.py"]);
    repository.run("baseline write --select EVT2");
    assert_eq!(paths(&repository).len(), 4, "other rules' findings were not looked for");
}

#[test]
fn a_later_rule_breaks_no_gate_that_does_not_ask_for_it() {
    let repository = project(&["a"]);
    let old = text(&repository).replace(&format!("rules {}", env!("CARGO_PKG_VERSION")), "rules 0.0.1");
    repository.write(BASELINE, &old);
    repository.write("b.py", "import eventlet\neventlet.sleep(1)\n");
    let ran = repository.check("check");
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert!(ran.err.contains("2 findings of rules that came after .eventlet-baseline was written (EVT101, EVT351) do not count"));
    assert_eq!(repository.check("check --strict-rules").found(), ["b.py:1 EVT101", "b.py:2 EVT351"]);
    repository.run("baseline prune");
    assert!(text(&repository).contains("rules 0.0.1"), "what is taken out says nothing about the rules");
    repository.run("baseline write");
    repository.write("c.py", "import eventlet\n");
    assert_eq!(repository.check("check").found(), ["c.py:1 EVT101"]);
}

#[test]
fn a_broken_baseline_is_an_error_with_its_place() {
    let repository = project(&["a", "b"]);
    let good = text(&repository);
    let broken = [
        (good.replace("a.py", "<<<<<<< ours\na.py"), "a merge conflict in the baseline"),
        (good.replace("EVT101", "E101"), "not a line of a baseline"),
        (good.replace("- eventlet", "eventlet"), "not a line of a baseline"),
        (good.replace("rules 0", "rules x"), "not the one version of the rules"),
        ("garbage\n".to_owned(), "not a line of a baseline"),
        (String::new(), "does not say which rules"),
        (good.replace("a.py", "a\\q.py"), "not a line of a baseline"),
    ];
    for (text, message) in broken {
        repository.write(BASELINE, &text);
        for line in ["check", "check --since HEAD", "baseline prune", "baseline add"] {
            let ran = repository.run(line);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{text}");
            assert!(ran.err.contains(message) && ran.err.contains(BASELINE), "{}", ran.err);
        }
        assert_eq!(repository.check("check --no-baseline").code, 1);
        assert_eq!(std::fs::read_to_string(repository.root().join(BASELINE)).unwrap(), text);
        // Writing it anew is what is done about it.
        assert_eq!(repository.run("baseline write").code, 0);
        assert_eq!(repository.check("check --locked").code, 0);
    }
}

#[test]
fn another_file_may_be_named_for_one_project() {
    let repository = project(&["a"]);
    assert_eq!(repository.run("check --baseline none.txt").code, 2);
    assert_eq!(repository.run("baseline write --baseline ci/known.txt").code, 2, "the folder is not there");
    assert_eq!(repository.run("baseline write --baseline known.txt").code, 0);
    std::fs::remove_file(repository.root().join(BASELINE)).unwrap();
    assert_eq!(repository.check("check").code, 1);
    assert_eq!(repository.check("check --baseline known.txt").code, 0);
    let two = crate::folder::with(&[("x/setup.py", ""), ("x/a.py", "import eventlet\n"), ("y/setup.py", ""), ("y/a.py", "")]);
    let ran = repository.run_in(two.path(), "check --baseline x.txt x y");
    assert_eq!(ran.code, 2);
    assert_eq!(repository.run_in(two.path(), "baseline write").code, 0);
    assert!(two.path().join("x/.eventlet-baseline").is_file() && two.path().join("y/.eventlet-baseline").is_file());
    assert_eq!(repository.run_in(two.path(), "check").code, 0);
}

/// Lines at the top of every file move everything and change nothing.
#[test]
fn lines_above_everything_are_nothing_new() {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("test-fixtures/projects/demo");
    let repository = Repository::with(&[]);
    copy(&source, repository.root(), "");
    assert_eq!(repository.run("baseline write").code, 0);
    assert!(paths(&repository).len() > 40);
    copy(&source, repository.root(), &"# A line.\n".repeat(300));
    let ran = repository.check("check --locked");
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
}

fn copy(from: &std::path::Path, to: &std::path::Path, above: &str) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &target, above),
            false => {
                let python = path.extension().is_some_and(|ending| ending == "py");
                let text = std::fs::read_to_string(&path).unwrap();
                std::fs::write(target, if python { format!("{above}{text}") } else { text }).unwrap();
            }
        }
    }
}
