//! What the paths of a report are: folders to scan, source distributions, revisions of
//! repositories, results made elsewhere.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::input::{Archive, reason};
use crate::project::nearest_marker;

/// Something that a report takes projects from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A project, a folder of projects, a file.
    Folder(PathBuf),
    /// A source distribution.
    Archive(PathBuf),
    /// The JSON of a result.
    Result(PathBuf),
    /// A commit of a repository.
    Revision {
        /// The repository, or a folder in it.
        folder: PathBuf,
        /// The commit's name.
        name: String,
    },
}

/// Folders below a folder of results that are looked into.
const DEPTH: usize = 4;

/// Bytes at either end of a file from which it is told whether it is a result.
const END: u64 = 4096;

/// What the paths are, in their order.
///
/// # Errors
/// A path that does not exist or cannot be read.
pub fn sources(paths: &[PathBuf]) -> Result<Vec<Source>, Error> {
    let mut all = Vec::new();
    for path in paths {
        match std::fs::metadata(path) {
            Ok(kind) if kind.is_dir() => folder(path, &mut all)?,
            Ok(_) => all.push(file(path)),
            Err(error) => all.push(revision(path).ok_or_else(|| unreadable(path, &error))?),
        }
    }
    Ok(all)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    Error::Path { path: crate::source::printable(&path.display().to_string()).into_owned(), reason: reason(error) }
}

/// `nova@stable/2025.2`: a repository and the name of a commit. A path that exists as it
/// stands is itself, whatever is in its name.
fn revision(path: &Path) -> Option<Source> {
    let text = path.to_str()?;
    // From the right: a folder's name may hold the sign. But so may a commit's.
    let splits = text.rmatch_indices('@').map(|(at, _)| (&text[..at], &text[at + 1..]));
    let (folder, name) = splits.into_iter().find(|(folder, _)| Path::new(folder).is_dir())?;
    let name = if name.is_empty() { "HEAD" } else { name };
    Some(Source::Revision { folder: folder.into(), name: name.to_owned() })
}

fn file(path: &Path) -> Source {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if Archive::is_one(&name) {
        Source::Archive(path.to_owned())
    } else if name.to_ascii_lowercase().ends_with(".json") {
        Source::Result(path.to_owned())
    } else {
        Source::Folder(path.to_owned())
    }
}

/// A folder is scanned, unless it is there to hold results or source distributions: then
/// those are read, and only the projects beside them are scanned.
fn folder(path: &Path, all: &mut Vec<Source>) -> Result<(), Error> {
    std::fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
    if is_bare_repository(path) {
        all.push(Source::Revision { folder: path.to_owned(), name: "HEAD".to_owned() });
        return Ok(());
    }
    let mut within = Vec::new();
    if nearest_marker(path).is_none() {
        collect(path, DEPTH, &mut within);
    }
    match within.iter().any(|source| !matches!(source, Source::Folder(_))) {
        true => all.extend(within),
        false => all.push(Source::Folder(path.to_owned())),
    }
    Ok(())
}

fn is_bare_repository(path: &Path) -> bool {
    path.join("HEAD").is_file() && path.join("objects").is_dir() && path.join("refs").is_dir()
}

/// Results, source distributions and projects below a folder that is no project, sorted.
fn collect(folder: &Path, depth: usize, found: &mut Vec<Source>) {
    // What cannot be listed here is a problem of the scan, if there is one.
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') || path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            match is_project(&path) {
                true => found.push(Source::Folder(path)),
                false if depth > 0 => collect(&path, depth - 1, found),
                false => {}
            }
        } else if path.is_file() {
            found.extend(match file(&path) {
                Source::Result(path) => is_result(&path).then_some(Source::Result(path)),
                Source::Archive(path) => Some(Source::Archive(path)),
                _ => None,
            });
        }
    }
}

fn is_project(folder: &Path) -> bool {
    nearest_marker(folder) == Some(folder) || folder.join(".git").exists()
}

/// Whether a file looks like a result: other JSON lies beside them. The words that tell
/// stand first, or last where somebody has sorted the keys.
fn is_result(path: &Path) -> bool {
    let mut ends = Vec::new();
    let read = File::open(path).and_then(|mut file| {
        let length = file.metadata()?.len();
        file.by_ref().take(END).read_to_end(&mut ends)?;
        file.seek(SeekFrom::Start(length.saturating_sub(END)))?;
        file.take(END).read_to_end(&mut ends)
    });
    let has = |word: &str| memchr::memmem::find(&ends, word.as_bytes()).is_some();
    read.is_ok() && has("\"schema\"") && has(concat!("\"", env!("CARGO_PKG_NAME"), "\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(root: &Path, paths: &[&str]) -> Result<Vec<String>, Error> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| root.join(path)).collect();
        let below = |path: &Path| path.strip_prefix(root).unwrap().display().to_string();
        let all = sources(&paths)?.into_iter().map(|source| match source {
            Source::Folder(path) => format!("folder {}", below(&path)),
            Source::Archive(path) => format!("archive {}", below(&path)),
            Source::Result(path) => format!("result {}", below(&path)),
            Source::Revision { folder, name } => format!("{} at {name}", below(&folder)),
        });
        Ok(all.collect())
    }

    #[test]
    fn paths_are_what_they_hold() {
        let root = tempfile::TempDir::new().unwrap();
        let result = r#"{"schema": 1, "tool": {"name": "eventlet-scan"}}"#;
        for (path, text) in [
            ("checkouts/a/setup.cfg", ""),
            ("checkouts/a/result.json", result),
            ("checkouts/b/b.py", ""),
            ("jobs/one/result.json", result),
            ("jobs/two/other.json", "{}"),
            ("jobs/c/setup.py", ""),
            ("jobs/d-1.0.tar.gz", ""),
            ("odd@name/x.py", ""),
            ("repository/.git/HEAD", ""),
        ] {
            std::fs::create_dir_all(root.path().join(path).parent().unwrap()).unwrap();
            std::fs::write(root.path().join(path), text).unwrap();
        }
        let names = |paths: &[&str]| names(root.path(), paths);
        assert_eq!(names(&["checkouts"]).unwrap(), ["folder checkouts"]);
        assert_eq!(names(&["jobs"]).unwrap(), ["folder jobs/c", "archive jobs/d-1.0.tar.gz", "result jobs/one/result.json"]);
        assert_eq!(names(&["jobs/two/other.json", "checkouts/a"]).unwrap(), ["result jobs/two/other.json", "folder checkouts/a"]);
        assert_eq!(names(&["odd@name"]).unwrap(), ["folder odd@name"]);
        assert_eq!(names(&["odd@name@v1"]).unwrap(), ["odd@name at v1"]);
        assert_eq!(names(&["repository@HEAD@{1}"]).unwrap(), ["repository at HEAD@{1}"]);
        let error = names(&["checkouts", "missing@x"]).unwrap_err();
        assert!(error.to_string().contains("missing@x"), "{error}");
    }
}
