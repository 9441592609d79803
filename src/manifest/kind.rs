//! Tells by its path what a file is read as.

use crate::input::base_name;

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Python by its ending.
    Python,
    /// Python if its first line says so.
    Script,
    /// Something else that rules may read as text.
    Other,
}

/// Beginnings of the names of files that tell what was, not what is.
const HISTORY: [&str; 6] = ["changelog", "changes", "news", "history", "release-notes", "release_notes"];

/// What the file at a POSIX path is read as.
pub fn classify(path: &str) -> FileKind {
    // Most that is asked about is Python.
    if path.ends_with(".py") {
        return FileKind::Python;
    }
    let name = base_name(path);
    let dot = name.as_bytes().iter().rposition(|&byte| byte == b'.');
    match dot.map(|at| &name[at + 1..]) {
        Some("py" | "pyi" | "wsgi") => FileKind::Python,
        None | Some("cgi" | "pyw") => FileKind::Script,
        Some("sh" | "bash" | "conf" | "ini" | "txt") => FileKind::Other,
        Some(_) if is_in_bin(&path[..path.len() - name.len()]) => FileKind::Script,
        Some(_) => FileKind::Other,
    }
}

/// Whether a folder's path, up to its last slash, is that of a `bin`.
fn is_in_bin(folder: &str) -> bool {
    folder.strip_suffix("bin/").is_some_and(|around| around.is_empty() || around.ends_with('/'))
}

/// Whether a file is a record of the past: release notes and change logs.
pub fn is_history(path: &str) -> bool {
    let name = base_name(path).as_bytes();
    let begins = |word: &str| name.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word.as_bytes()));
    let is_folder = |part: &[u8]| matches!(part, b"releasenotes" | b"newsfragments");
    // Nearly all names begin with another letter.
    let first = name.first().map(u8::to_ascii_lowercase);
    let is_record = || HISTORY.iter().any(|word| word.as_bytes().first().copied() == first && begins(word));
    is_record() || path.as_bytes().split(|&byte| byte == b'/').any(is_folder)
}

/// Whether a file belongs to the documentation, by its top-level folder.
pub fn is_in_documentation(path: &str) -> bool {
    path.split_once('/').is_some_and(|(folder, _)| matches!(folder, "doc" | "docs"))
}

/// What a script begins with.
pub const SHEBANG: &[u8] = b"#!";

/// Whether the first line of a file without ending names Python.
pub fn has_python_shebang(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(SHEBANG) else { return false };
    let end = rest.iter().position(|&byte| byte == b'\n' || byte == b'\r').unwrap_or(rest.len()).min(256);
    let line = String::from_utf8_lossy(&rest[..end]);
    let mut words = line.split_whitespace().map(base_name);
    let program = match words.next() {
        // `env` takes options and assignments before the program.
        Some("env") => words.find(|word| !word.starts_with('-') && !word.contains('=')),
        program => program,
    };
    program.is_some_and(|program| program.starts_with("python") || program.starts_with("pypy"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shebangs() {
        for line in ["#!/usr/bin/python3", "#! /usr/bin/env python", "#!/usr/bin/env -S python3 -u", "#!/opt/pypy3\r\n"] {
            assert!(has_python_shebang(line.as_bytes()), "{line}");
        }
        for line in ["#!/bin/sh", "#!/usr/bin/env bash python", "# python", ""] {
            assert!(!has_python_shebang(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn kinds() {
        assert_eq!(classify("a/b.py"), FileKind::Python);
        assert_eq!(classify("bin/nova-compute"), FileKind::Script);
        assert_eq!(classify("bin/run.cgi"), FileKind::Script);
        assert_eq!(classify("tox.ini"), FileKind::Other);
        assert!(is_history("releasenotes/notes/eventlet.yaml") && is_history("ChangeLog") && !is_history("doc/index.rst"));
    }
}
