//! Paths below the roots of trees and projects.

use crate::error::Problem;

/// Whether the asked-for path is `path` or a folder that holds it.
pub(super) fn covers(wanted: &str, path: &str) -> bool {
    wanted.is_empty() || path.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub(super) fn folder_name<'n>(root: &'n str, tree: &'n str) -> &'n str {
    let name = crate::input::base_name(root);
    if name.is_empty() { tree } else { name }
}

/// Joins a shown root and a path below it.
pub(super) fn join(shown: &str, below: &str) -> String {
    match (shown, below) {
        (shown, "") => shown.to_owned(),
        ("." | "", below) => below.to_owned(),
        (shown, below) => [shown.trim_end_matches('/'), below].join("/"),
    }
}

pub(super) fn join_path(root: &str, path: &str) -> String {
    join(if root.is_empty() { "." } else { root }, path)
}

pub(super) fn moved(problem: Problem, shown: &str) -> Problem {
    let shown = if shown.is_empty() { "." } else { shown };
    // What is wrong with the root is wrong with what it is called.
    let path = if problem.path == "." { shown.to_owned() } else { join(shown, &problem.path) };
    Problem { path, ..problem }
}
