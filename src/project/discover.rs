//! Finds the projects in a tree: every outermost folder with packaging metadata.

use crate::input::TreeFile;

/// Files that make a folder a project.
const MARKERS: [&str; 3] = ["pyproject.toml", "setup.cfg", "setup.py"];

/// A project's place in a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovered {
    /// Path of its root relative to the tree's root; empty: the tree's root itself.
    pub root: String,
    /// Whether packaging metadata marks it; files outside of all projects form one
    /// without.
    pub marked: bool,
}

/// The projects in a tree, sorted by path. Once a folder is a project, what lies below
/// belongs to it: examples and plugins in a repository are read as part of it. `is_real`
/// says of the path of a marker whether it describes a package; a `pyproject.toml` with
/// settings of tools alone makes no project where folders below have better ones.
pub fn discover(files: &[TreeFile], is_real: &dyn Fn(&str) -> bool) -> Vec<Discovered> {
    let mut marked: Vec<(String, bool)> = Vec::new();
    for file in files.iter().filter(|file| MARKERS.contains(&file.name())) {
        let root = parent(&file.path).to_owned();
        match marked.iter_mut().find(|(known, _)| *known == root) {
            Some((_, real)) => *real = *real || is_real(&file.path),
            None => marked.push((root, is_real(&file.path))),
        }
    }
    marked.sort();
    let mut roots: Vec<String> = Vec::new();
    for (root, real) in &marked {
        let covered = roots.iter().any(|known| is_below(root, known));
        let empty_shell = !real && marked.iter().any(|(other, real)| *real && other != root && is_below(other, root));
        if !covered && !empty_shell {
            roots.push(root.clone());
        }
    }
    // Files of one project mostly follow each other.
    let mut last = 0;
    let mut is_covered = |path: &str| {
        if !roots.get(last).is_some_and(|root| is_below(path, root)) {
            last = roots.iter().position(|root| is_below(path, root)).unwrap_or(usize::MAX);
        }
        last != usize::MAX
    };
    let stray = files.iter().any(|file| !is_covered(&file.path) && !MARKERS.contains(&file.name()));
    let mut found: Vec<_> = roots.into_iter().map(|root| Discovered { root, marked: true }).collect();
    if stray && !found.iter().any(|project| project.root.is_empty()) {
        found.insert(0, Discovered { root: String::new(), marked: false });
    }
    found
}

/// Whether `path` lies in folder `root`.
fn is_below(path: &str, root: &str) -> bool {
    root.is_empty() || path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The project that holds a folder of the disk: the nearest folder at or above `folder`
/// with packaging metadata, not above a repository's root.
pub fn nearest_marker(folder: &std::path::Path) -> Option<&std::path::Path> {
    for candidate in folder.ancestors() {
        if MARKERS.iter().any(|marker| candidate.join(marker).is_file()) {
            return Some(candidate);
        }
        if candidate.join(".git").exists() {
            return None;
        }
    }
    None
}

impl Discovered {
    /// Which of `others` holds the file at `path`, most deeply.
    pub fn owner<'d>(path: &str, others: &'d [Discovered]) -> Option<&'d Discovered> {
        Self::next_owner(path, others, None).map(|at| &others[at])
    }

    /// The index of the same among `all`, which were discovered together; `last` is what the
    /// path before came to: mostly one project's files follow each other.
    pub fn next_owner(path: &str, all: &[Discovered], last: Option<usize>) -> Option<usize> {
        // Only in the tree's own project others lie.
        let again = last.filter(|&at| !all[at].root.is_empty() && is_below(path, &all[at].root));
        again.or_else(|| {
            let owners = all.iter().enumerate().filter(|(_, project)| is_below(path, &project.root));
            owners.max_by_key(|(_, project)| project.root.len()).map(|(at, _)| at)
        })
    }

    /// `path`, relative to the tree's root, relative to the project's root.
    pub fn relative<'p>(&self, path: &'p str) -> &'p str {
        path.strip_prefix(self.root.as_str()).unwrap_or(path).trim_start_matches('/')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roots(paths: &[&str]) -> Vec<(String, bool)> {
        let files: Vec<_> = paths.iter().map(|path| TreeFile { path: (*path).into(), raw: None }).collect();
        let found = discover(&files, &|path| !path.starts_with("shell/p"));
        found.into_iter().map(|project| (project.root, project.marked)).collect()
    }

    #[test]
    fn outermost_folders_with_metadata_are_projects() {
        let one = roots(&["setup.py", "pkg/a.py", "contrib/x/setup.py"]);
        assert_eq!(one, [(String::new(), true)]);
        let several = roots(&["a/setup.cfg", "a/a.py", "b/pyproject.toml"]);
        assert_eq!(several, [("a".into(), true), ("b".into(), true)]);
        let stray = roots(&["a/setup.cfg", "tool.py"]);
        assert_eq!(stray, [(String::new(), false), ("a".into(), true)]);
        assert_eq!(roots(&["shell/pyproject.toml", "shell/a/setup.py"]), [("shell/a".into(), true)]);
        assert_eq!(roots(&["x.py"]), [(String::new(), false)]);
    }

    #[test]
    fn files_belong_to_the_deepest_project() {
        let project = |root: &str| Discovered { root: root.to_owned(), marked: true };
        let all = [project(""), project("a"), project("ab")];
        let mut owner = None;
        let owners = ["a/x.py", "a/y.py", "ab/x.py", "b.py", "a/z.py"].map(|path| {
            owner = Discovered::next_owner(path, &all, owner);
            assert_eq!(owner.map(|at| &all[at]), Discovered::owner(path, &all));
            owner
        });
        assert_eq!(owners, [Some(1), Some(1), Some(2), Some(0), Some(1)]);
        assert_eq!(Discovered::next_owner("b.py", &all[1..], None), None);
    }
}
