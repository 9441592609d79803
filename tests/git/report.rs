//! A report over a repository at a revision.

use crate::repository::Repository;
use crate::run;

#[test]
fn a_revision_is_read_without_being_checked_out() {
    let repository = Repository::with(&[("setup.cfg", "[metadata]\nname = till\n"), ("till/a.py", "import eventlet\n")]);
    repository.git("tag v1");
    repository.write("till/a.py", "import threading\n");
    repository.commit("second");
    let commit = repository.git("rev-parse v1");
    let row = |what: &str| {
        let ran = run::run(repository.root().parent().unwrap(), &format!("report {what} --format csv"));
        assert_eq!(ran.code, 0, "{}", ran.err);
        let row: Vec<String> = ran.out.lines().nth(1).unwrap().split(',').map(str::to_owned).collect();
        let runtime = ran.out.lines().next().unwrap().split(',').position(|name| name == "runtime").unwrap();
        (row[2].clone(), row[runtime].clone())
    };
    assert_eq!(row("work@v1"), (commit, "1".to_owned()));
    assert_eq!(row("work"), (String::new(), "0".to_owned()));
    let ran = run::run(repository.root().parent().unwrap(), "report work@v2");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("`v2` names no commit"), "{}", ran.err);
}

/// Nine trees, each of ten times the one before, stand for a milliard files.
#[test]
fn a_revision_without_end_is_an_error() {
    let repository = Repository::with(&[("a/a.py", "import eventlet\n")]);
    let mut tree = repository.git("rev-parse HEAD:a");
    for _ in 0..9 {
        let entries: String = (0..10).map(|number| format!("040000 tree {tree}\td{number}\n")).collect();
        repository.write("entries", &entries);
        let mut make = repository.command("git", repository.root());
        make.arg("mktree").stdin(std::fs::File::open(repository.root().join("entries")).unwrap());
        tree = String::from_utf8(make.output().unwrap().stdout).unwrap().trim().to_owned();
    }
    let commit = repository.git(&format!("commit-tree -m endless {tree}"));
    let ran = run::run(repository.root().parent().unwrap(), &format!("report work@{commit}"));
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("has more than 400000 files and folders"), "{}", ran.err);
}
