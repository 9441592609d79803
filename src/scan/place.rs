//! What the paths on the command line mean.

use std::path::{Component, Path, PathBuf};

use super::Settings;
use crate::error::Error;
use crate::project::nearest_marker;

/// A folder to walk, and which part of it is asked for.
#[derive(Debug, Clone)]
pub struct Place {
    /// The folder, absolute.
    pub root: PathBuf,
    /// The folder relative to the current one, POSIX separators.
    pub shown: String,
    /// The folder's own name.
    pub name: String,
    /// Paths relative to the folder that are reported; all if none. Names come from the
    /// whole project all the same: a re-export may be anywhere.
    pub only: Option<Vec<String>>,
}

/// The folders to walk for the paths of `settings`, each once.
///
/// # Errors
/// A path that does not exist or cannot be read.
pub fn places(settings: &Settings) -> Result<Vec<Place>, Error> {
    let current = std::env::current_dir().map_err(|error| Error::Path { path: ".".to_owned(), reason: error.to_string() })?;
    let here = [PathBuf::from(".")];
    let paths = if settings.paths.is_empty() { &here[..] } else { &settings.paths };
    let mut places: Vec<Place> = Vec::new();
    for path in paths {
        let absolute = clean(&current.join(path));
        let kind = std::fs::metadata(&absolute)
            .map_err(|error| Error::Path { path: path.display().to_string(), reason: crate::input::reason(&error) })?;
        if !kind.is_dir() && !kind.is_file() {
            return Err(Error::Path { path: path.display().to_string(), reason: "neither a file nor a folder".to_owned() });
        }
        if kind.is_dir() {
            std::fs::read_dir(&absolute)
                .map_err(|error| Error::Path { path: path.display().to_string(), reason: crate::input::reason(&error) })?;
        }
        let (root, only) = home(&absolute, kind.is_dir());
        add(&mut places, root, only, &current);
    }
    Ok(places)
}

/// The folder to walk for one path, and the part of it that is asked for: a file, or a
/// folder inside a package, is read as part of its project.
fn home(path: &Path, folder: bool) -> (PathBuf, Option<String>) {
    let inside = !folder || path.join("__init__.py").is_file();
    let start = if folder { path } else { path.parent().unwrap_or(path) };
    let root = match inside {
        true => nearest_marker(start).map(Path::to_owned).unwrap_or_else(|| above_packages(start)),
        false => path.to_owned(),
    };
    if root == *path {
        return (root, None);
    }
    let below = path.strip_prefix(&root).unwrap_or(path);
    let only = posix(below);
    (root, Some(only))
}

/// The nearest folder that is no package.
fn above_packages(start: &Path) -> PathBuf {
    let above = start.ancestors().find(|folder| !folder.join("__init__.py").is_file());
    above.unwrap_or(start).to_owned()
}

fn add(places: &mut Vec<Place>, root: PathBuf, only: Option<String>, current: &Path) {
    if let Some(known) = places.iter_mut().find(|known| known.root == root) {
        match (&mut known.only, only) {
            (Some(paths), Some(path)) => paths.push(path),
            (paths, None) => *paths = None,
            (None, Some(_)) => {}
        }
        return;
    }
    let shown = relative(&root, current);
    let name = root.file_name().map_or_else(|| "/".to_owned(), |name| name.to_string_lossy().into_owned());
    places.push(Place { root, shown, name, only: only.map(|path| vec![path]) });
}

/// `path` without `.` and `..`, by its text alone.
fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

fn posix(path: &Path) -> String {
    path.components().map(|component| component.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// `path` relative to `current`; both absolute and clean.
fn relative(path: &Path, current: &Path) -> String {
    let common = path.components().zip(current.components()).take_while(|(one, other)| one == other).count();
    let up = current.components().count() - common;
    let mut parts = vec!["..".to_owned(); up];
    parts.extend(path.components().skip(common).map(|component| component.as_os_str().to_string_lossy().into_owned()));
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_the_current_folder() {
        let from = |path: &str| relative(Path::new(path), Path::new("/a/b"));
        assert_eq!(from("/a/b"), ".");
        assert_eq!(from("/a/b/c"), "c");
        assert_eq!(from("/a/x"), "../x");
        assert_eq!(from("/"), "../..");
        assert_eq!(clean(Path::new("/a/./b/../c")), Path::new("/a/c"));
    }
}
