//! A revision as a tree to read.

use eventlet_scan::error::Error;
use eventlet_scan::input::git::{Repository as Opened, Revision};
use eventlet_scan::input::{Buffer, Folder, Tree, TreeFile, WalkOptions};
use std::path::Path;

use crate::repository::Repository;

const USE: &str = "import eventlet\n";

fn revision(repository: &Repository, name: &str) -> Revision {
    opened(repository.root(), name, &WalkOptions::default())
}

fn opened(folder: &Path, name: &str, options: &WalkOptions) -> Revision {
    let opened = Opened::find(folder).unwrap();
    opened.revision(opened.commit(name).unwrap(), &opened.below(folder).unwrap_or_default(), options).unwrap()
}

fn paths(tree: &dyn Tree) -> Vec<String> {
    tree.list(&|_| true).files.iter().map(|file| file.path.to_string()).collect()
}

fn text(tree: &dyn Tree, path: &str) -> String {
    let mut buffer = Buffer::default();
    tree.read(&TreeFile { path: path.into(), raw: None }, &mut buffer).unwrap();
    String::from_utf8(buffer.filled().to_vec()).unwrap()
}

fn words(error: Error) -> (String, String) {
    let Error::Usage { message, help } = error else { panic!("{error}") };
    (message, help.unwrap())
}

#[test]
fn files_are_those_of_the_commit() {
    let repository = Repository::with(&[("a.py", USE), ("b/c.py", "x = 1\n"), ("b/d/e.txt", "")]);
    repository.write("a.py", "changed = 1\n");
    repository.write("new.py", USE);
    repository.commit("second");
    repository.write("untracked.py", USE);
    let first = revision(&repository, "HEAD^");
    assert_eq!(paths(&first), ["a.py", "b/c.py", "b/d/e.txt"]);
    assert_eq!(text(&first, "a.py"), USE);
    let second = revision(&repository, "main");
    assert_eq!(paths(&second), ["a.py", "b/c.py", "b/d/e.txt", "new.py"]);
    assert_eq!(text(&second, "a.py"), "changed = 1\n");
    assert_eq!(first.blob("b/c.py"), second.blob("b/c.py"));
    assert_eq!(first.blob("a.py"), second.blob("new.py"));
    assert_ne!(first.blob("a.py"), second.blob("a.py"));
    assert_eq!(first.commit().to_string(), repository.git("rev-parse HEAD^"));
}

#[test]
fn a_folder_of_the_repository_is_a_tree() {
    let repository = Repository::with(&[("a.py", USE), ("sub/b.py", USE), ("sub/c/d.py", USE)]);
    std::fs::create_dir(repository.root().join("empty")).unwrap();
    let below = |folder: &str| opened(&repository.root().join(folder), "HEAD", &WalkOptions::default());
    assert_eq!(paths(&below("sub")), ["b.py", "c/d.py"]);
    assert_eq!(text(&below("sub"), "c/d.py"), USE);
    assert!(paths(&below("empty")).is_empty());
}

#[test]
fn the_same_files_are_passed_by_as_on_disk() {
    let repository = Repository::with(&[
        (".zuul.d/jobs.yaml", ""),
        (".hidden/a.py", USE),
        (".hidden.py", USE),
        ("my-env/pyvenv.cfg", ""),
        ("my-env/lib/a.py", USE),
        ("environment/a.py", USE),
        ("node_modules/a.py", USE),
        ("x.egg-info/PKG-INFO", ""),
        ("contrib/deep/a.py", USE),
        ("gen/a_pb2.py", USE),
        ("a.py", USE),
    ]);
    std::os::unix::fs::symlink("a.py", repository.root().join("link.py")).unwrap();
    std::os::unix::fs::symlink("environment", repository.root().join("linked")).unwrap();
    repository.commit("links");
    let excluding = WalkOptions { exclude: vec!["contrib".to_owned(), "/gen/*_pb2.py".to_owned()], ..WalkOptions::default() };
    let all = WalkOptions { no_ignore: true, hidden: true, ..WalkOptions::default() };
    for (options, count) in [(WalkOptions::default(), 5), (excluding, 3), (all, 11)] {
        let tree = opened(repository.root(), "HEAD", &options);
        let folder = Folder::new(repository.root(), options).unwrap();
        assert_eq!(paths(&tree), paths(&folder));
        assert_eq!(paths(&tree).len(), count);
    }
}

#[test]
fn linked_worktrees_bare_and_detached_ones_are_opened() {
    let repository = Repository::with(&[("a.py", USE)]);
    repository.write("a.py", "x = 1\n");
    repository.commit("second");
    let linked = repository.beside("linked");
    repository.git(&format!("worktree add --quiet --detach {} HEAD^", linked.display()));
    assert_eq!(text(&opened(&linked, "HEAD", &WalkOptions::default()), "a.py"), USE);
    assert_eq!(text(&opened(&linked, "main", &WalkOptions::default()), "a.py"), "x = 1\n");
    let bare = repository.beside("bare.git");
    repository.git(&format!("clone --quiet --bare . {}", bare.display()));
    assert_eq!(text(&opened(&bare, "main", &WalkOptions::default()), "a.py"), "x = 1\n");
    assert!(Opened::find(&bare).unwrap().work_tree().is_none());
}

#[test]
fn files_of_submodules_are_those_of_the_recorded_commit() {
    let inner = Repository::with(&[("b.py", USE)]);
    let outer = Repository::with(&[("a.py", USE)]);
    outer.git(&format!("-c protocol.file.allow=always submodule --quiet add {} sub", inner.root().display()));
    outer.commit("submodule");
    inner.write("b.py", "x = 1\n");
    inner.commit("second");
    outer.git_in(&outer.root().join("sub"), "pull --quiet");
    outer.commit("newer");
    assert_eq!(text(&revision(&outer, "HEAD^"), "sub/b.py"), USE);
    assert_eq!(text(&revision(&outer, "HEAD"), "sub/b.py"), "x = 1\n");
    let clone = outer.beside("clone");
    outer.git(&format!("clone --quiet . {}", clone.display()));
    assert_eq!(paths(&opened(&clone, "HEAD", &WalkOptions::default())), [".gitmodules", "a.py"]);
}

#[test]
fn the_merge_base_is_where_the_branches_parted() {
    let repository = Repository::with(&[("a.py", "1\n")]);
    let parting = repository.git("rev-parse HEAD");
    repository.git("checkout --quiet -b topic");
    repository.commit("topic");
    repository.git("checkout --quiet main");
    repository.commit("main");
    repository.git("checkout --quiet topic");
    let opened = Opened::find(repository.root()).unwrap();
    assert_eq!(opened.merge_base("main").unwrap().to_string(), parting);
    assert_eq!(opened.merge_base("HEAD").unwrap().to_string(), repository.git("rev-parse HEAD"));
    repository.git("checkout --quiet --orphan other");
    repository.commit("other");
    let (message, help) = words(opened.merge_base("main").unwrap_err());
    assert!(message.contains("in common") && help.contains("history in common"), "{message}: {help}");
}

#[test]
fn a_revision_that_is_not_there_is_an_error_that_says_what_brings_it() {
    let origin = Repository::with(&[("a.py", "1\n")]);
    for number in 2..5 {
        origin.write("a.py", &format!("{number}\n"));
        origin.commit("more");
    }
    let clone = origin.beside("clone");
    origin.git(&format!("clone --quiet --depth 1 file://{} {}", origin.root().display(), clone.display()));
    let opened = Opened::find(&clone).unwrap();
    let help = |name: &str| words(opened.commit(name).unwrap_err()).1;
    assert_eq!(help("origin/stable/x"), "`git fetch origin stable/x:refs/remotes/origin/stable/x` brings it");
    assert!(help("HEAD^").contains("git fetch --unshallow"));
    assert!(help("nope").contains("git fetch --unshallow"));
    let full = Opened::find(origin.root()).unwrap();
    let hash = "a".repeat(40);
    assert_eq!(words(full.commit(&hash).unwrap_err()).1, format!("`git fetch origin {hash}` brings it"));
    assert!(words(full.commit("nope").unwrap_err()).1.contains("git branch --all"));

    // Both ends are there, what they have in common is not.
    origin.git("checkout --quiet -b topic HEAD^");
    origin.commit("topic");
    origin.git_in(&clone, "fetch --quiet --depth 1 origin topic:topic");
    let (message, help) = words(opened.merge_base("topic").unwrap_err());
    assert!(message.contains("in common") && help.contains("--unshallow"), "{message}: {help}");
    origin.git_in(&clone, "fetch --quiet --unshallow");
    origin.git_in(&clone, "fetch --quiet origin topic:topic");
    assert!(Opened::find(&clone).unwrap().merge_base("topic").is_ok());
}

#[test]
fn what_a_partial_clone_left_out_is_an_error() {
    let origin = Repository::with(&[("a.py", "import os\n"), ("same.py", USE)]);
    origin.git("config uploadpack.allowFilter true");
    origin.write("a.py", "x = 1\n");
    origin.commit("second");
    let clone = origin.beside("clone");
    origin.git(&format!("clone --quiet --filter=blob:none file://{} {}", origin.root().display(), clone.display()));
    let tree = opened(&clone, "HEAD^", &WalkOptions::default());
    assert_eq!(paths(&tree), ["a.py", "same.py"]);
    assert_eq!(text(&tree, "same.py"), USE);
    let file = TreeFile { path: "a.py".into(), raw: None };
    assert!(tree.read(&file, &mut Buffer::default()).is_err());
    let commit = tree.commit();
    let (message, help) = words(tree.missing().unwrap());
    assert!(message.starts_with("a.py of commit"), "{message}");
    assert_eq!(help, format!("the clone is partial: `git diff {commit} > /dev/null` fetches what has changed since"));
    origin.git_in(&clone, &format!("diff {commit}"));
    assert_eq!(text(&opened(&clone, "HEAD^", &WalkOptions::default()), "a.py"), "import os\n");
    assert!(opened(&clone, "HEAD", &WalkOptions::default()).missing().is_none());
}

#[test]
fn a_folder_outside_of_git_is_in_no_repository() {
    let folder = crate::folder::with(&[("a.py", USE)]);
    let (message, help) = words(Opened::find(folder.path()).map(|_| ()).unwrap_err());
    assert!(message.contains("is in no git repository") && !help.is_empty(), "{message}");
}
