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
