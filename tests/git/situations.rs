//! Where and when the gate runs: hooks, clones, branches, worktrees.

use crate::repository::{Ran, Repository, finish};

const USE: &str = "import eventlet\n";
const OTHER: &str = "import eventlet\neventlet.sleep(1)\n";

fn repository() -> Repository {
    Repository::with(&[("setup.py", "import setuptools\n"), ("a.py", USE)])
}

fn passes(ran: &Ran) {
    assert_eq!((ran.code, ran.found()), (0, vec![]), "{}", ran.err);
}

fn finds(ran: &Ran, new: &[&str]) {
    assert_eq!((ran.code, ran.found()), (1, new.iter().map(|new| (*new).to_owned()).collect()), "{}", ran.err);
}

/// The message of a run that could not judge.
fn fails(ran: &Ran, said: &[&str]) {
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    let words = ran.err.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
    for part in said {
        assert!(words.contains(part), "{part}: {}", ran.err);
    }
}

#[test]
fn the_merge_base_counts_and_not_the_tip_of_the_other_branch() {
    let repository = repository();
    repository.git("checkout --quiet -b topic");
    repository.write("mine.py", USE);
    repository.commit("mine");
    repository.git("checkout --quiet main");
    // Fixed there, still here: that is no new use of the branch.
    repository.write("a.py", "");
    repository.commit("fixed");
    repository.git("checkout --quiet topic");
    finds(&repository.check("check --since main"), &["mine.py:1 EVT101"]);
}

#[test]
fn a_rebase_and_a_merge_say_the_same() {
    let repository = repository();
    repository.git("checkout --quiet -b topic");
    repository.write("mine.py", USE);
    repository.commit("mine");
    repository.git("checkout --quiet main");
    repository.write("theirs.py", USE);
    repository.commit("theirs");
    repository.git("checkout --quiet -b rebased topic");
    repository.git("rebase --quiet main");
    finds(&repository.check("check --since main"), &["mine.py:1 EVT101"]);
    repository.git("checkout --quiet topic");
    repository.git("merge --quiet --no-edit main");
    finds(&repository.check("check --since main"), &["mine.py:1 EVT101"]);
}

#[test]
fn a_revert_brings_back_what_was_removed_and_that_is_new() {
    let repository = repository();
    repository.write("a.py", "import os\n");
    repository.commit("fixed");
    passes(&repository.check("check --since HEAD^"));
    repository.git("revert --no-edit HEAD");
    finds(&repository.check("check --since HEAD^"), &["a.py:1 EVT101"]);
    passes(&repository.check("check --since HEAD~2"));
}

#[test]
fn a_detached_head_and_a_linked_worktree_are_judged() {
    let repository = repository();
    repository.write("b.py", USE);
    repository.commit("second");
    repository.git("checkout --quiet --detach");
    finds(&repository.check("check --since HEAD^"), &["b.py:1 EVT101"]);
    let linked = repository.beside("linked");
    repository.git(&format!("worktree add --quiet {} -b other HEAD^", linked.display()));
    passes(&repository.run_in(&linked, "check --since main~1"));
    std::fs::write(linked.join("c.py"), USE).unwrap();
    finds(&repository.run_in(&linked, "check --since main~1"), &["c.py:1 EVT101"]);
}

#[test]
fn a_shallow_clone_judges_or_says_what_to_fetch() {
    let origin = repository();
    origin.write("b.py", USE);
    origin.commit("second");
    let clone = origin.beside("clone");
    origin.git(&format!("clone --quiet --depth 1 file://{} {}", origin.root().display(), clone.display()));
    fails(&origin.run_in(&clone, "check --since HEAD^"), &["names no commit", "git fetch --unshallow"]);
    fails(&origin.run_in(&clone, "check --since origin/topic"), &["git fetch origin topic:refs/remotes/origin/topic"]);
    passes(&origin.run_in(&clone, "check --since HEAD"));
    origin.git_in(&clone, "fetch --quiet --deepen 1");
    finds(&origin.run_in(&clone, "check --since HEAD^"), &["b.py:1 EVT101"]);
}

#[test]
fn a_partial_clone_judges_or_says_what_to_fetch() {
    let origin = repository();
    origin.git("config uploadpack.allowFilter true");
    origin.write("a.py", OTHER);
    origin.commit("second");
    let clone = origin.beside("clone");
    origin.git(&format!("clone --quiet --filter=blob:none file://{} {}", origin.root().display(), clone.display()));
    fails(&origin.run_in(&clone, "check --since HEAD^"), &["a.py of commit", "the clone is partial", "git diff"]);
    // What is the same on both sides need not be there twice.
    std::fs::write(clone.join("b.py"), USE).unwrap();
    finds(&origin.run_in(&clone, "check --since HEAD"), &["b.py:1 EVT101"]);
    origin.git_in(&clone, "diff HEAD^");
    finds(&origin.run_in(&clone, "check --since HEAD^"), &["a.py:2 EVT351", "b.py:1 EVT101"]);
}

#[test]
fn an_origin_that_points_nowhere_is_never_asked() {
    let repository = repository();
    let tip = repository.git("rev-parse HEAD");
    repository.git("remote add origin file:///dev/null");
    repository.git(&format!("update-ref refs/remotes/origin/main {tip}"));
    repository.write("b.py", USE);
    repository.commit("change");
    finds(&repository.check("check --since origin/main"), &["b.py:1 EVT101"]);
}

#[test]
fn what_is_no_commit_is_an_error_and_never_all_is_new() {
    let repository = repository();
    fails(&repository.run("check --since nope"), &["`nope` names no commit"]);
    fails(&repository.run("check --since HEAD:a.py"), &["names no commit"]);
    let outside = crate::folder::with(&[("a.py", USE)]);
    fails(&repository.run_in(outside.path(), "check --since HEAD"), &["no git repository"]);
    let empty = crate::folder::with(&[("a.py", USE)]);
    repository.git_in(empty.path(), "init --quiet");
    fails(&repository.run_in(empty.path(), "check --since HEAD"), &["commit first"]);
}

#[test]
fn submodules_are_compared_with_the_recorded_commit() {
    let inner = Repository::with(&[("b.py", USE)]);
    let outer = repository();
    outer.git(&format!("-c protocol.file.allow=always submodule --quiet add {} sub", inner.root().display()));
    finds(&outer.check("check --since HEAD"), &["sub/b.py:1 EVT101"]);
    outer.commit("submodule");
    passes(&outer.check("check --since HEAD"));
    std::fs::write(outer.root().join("sub/c.py"), USE).unwrap();
    finds(&outer.check("check --since HEAD"), &["sub/c.py:1 EVT101"]);
}

#[test]
#[cfg(unix)]
fn a_symbolic_link_to_known_code_is_nothing_new() {
    let repository = repository();
    std::os::unix::fs::symlink("a.py", repository.root().join("b.py")).unwrap();
    passes(&repository.check("check --since HEAD"));
    // Moved, and a link left behind.
    std::fs::rename(repository.root().join("a.py"), repository.root().join("c.py")).unwrap();
    std::os::unix::fs::symlink("c.py", repository.root().join("a.py")).unwrap();
    passes(&repository.check("check --since HEAD"));
}

#[test]
fn files_that_git_tracks_and_the_walk_passes_by_hide_nothing() {
    let repository = Repository::with(&[("setup.py", "import setuptools\n"), ("gen/a.py", OTHER)]);
    repository.write(".gitignore", "gen/\n");
    repository.commit("ignored");
    repository.write("b.py", OTHER);
    finds(&repository.check("check --since HEAD"), &["b.py:1 EVT101", "b.py:2 EVT351"]);
}

#[test]
fn the_configuration_of_today_holds_for_both_sides() {
    let repository = Repository::with(&[("setup.py", "import setuptools\n"), ("gen/a.py", OTHER), ("b.py", USE)]);
    repository.write("eventlet-scan.toml", "exclude = ['gen']\n");
    passes(&repository.check("check --since HEAD"));
    repository.write("eventlet-scan.toml", "select = ['ALL']\n");
    repository.write("b.py", "import greenlet\nimport eventlet\n");
    let ran = repository.check("check --since HEAD");
    assert!(ran.code == 1 && ran.found().iter().all(|new| new.starts_with("b.py:1 ")), "{}", ran.out);
}

#[test]
fn files_that_are_named_are_judged_with_the_whole_project() {
    let repository = Repository::with(&[
        ("setup.py", "import setuptools\n"),
        ("demo/__init__.py", ""),
        ("demo/utils.py", "from eventlet import sleep\n"),
        ("demo/b.py", ""),
    ]);
    repository.write("demo/b.py", "from demo.utils import sleep\nsleep(1)\n");
    repository.write("demo/c.py", USE);
    finds(&repository.check("check --since HEAD demo/b.py"), &["demo/b.py:1 EVT101", "demo/b.py:2 EVT351"]);
}

/// Git calls a hook with variables that say which repository and which index it means.
#[test]
fn a_hook_of_git_sees_the_repository_that_commits() {
    let repository = repository();
    let hook = repository.root().join(".git/hooks/pre-commit");
    let program = env!("CARGO_BIN_EXE_eventlet-scan");
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    std::fs::write(&hook, format!("#!/bin/sh\nexec {program} check --since HEAD\n")).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let commit = |words: &[&str]| {
        let mut command = repository.command("git", repository.root());
        finish(command.args(["commit", "--quiet", "--message", "change"]).args(words))
    };
    repository.write("a.py", "import eventlet\nimport os\n");
    assert_eq!(commit(&["--all"]).code, 0);
    repository.write("a.py", OTHER);
    repository.git("add a.py");
    let refused = commit(&[]);
    assert_eq!(refused.code, 1, "{}", refused.err);
    let said = format!("{}{}", refused.out, refused.err);
    assert!(said.contains("a.py:2:1: EVT351"), "{said}");
    assert_eq!(commit(&["a.py"]).code, 1);
}

#[test]
fn a_sparse_checkout_has_lost_nothing() {
    let repository = Repository::with(&[("setup.py", "import setuptools\n"), ("far/a.py", OTHER), ("near/b.py", USE)]);
    repository.git("sparse-checkout set near");
    assert!(!repository.root().join("far").exists());
    repository.write("near/b.py", OTHER);
    finds(&repository.check("check --since HEAD"), &["near/b.py:2 EVT351"]);
}

#[test]
fn files_that_were_only_touched_are_compared_by_content() {
    let repository = repository();
    let path = repository.root().join("a.py");
    std::fs::remove_file(&path).unwrap();
    repository.write("a.py", USE);
    passes(&repository.check("check --since HEAD"));
}

/// What is not known of before is told of: it may be no news.
#[test]
fn what_could_not_be_read_of_the_revision_is_told_of() {
    let too_large = format!("import eventlet\n#{}\n", "#".repeat(17 << 20));
    let repository = Repository::with(&[("setup.cfg", "[metadata]\nname = demo\n"), ("a.py", &too_large), ("b.py", "(\n")]);
    repository.write("a.py", "import eventlet\n");
    let ran = repository.run("check --since HEAD .");
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("warning: a.py:1: as it was in ") && ran.err.contains("more than the 16 MiB"), "{}", ran.err);
    // What is as it was says nothing of before.
    assert!(!ran.err.contains("b.py: as it was"), "{}", ran.err);
}
