//! What can go wrong: an [`Error`] ends the run with exit code 2, a [`Problem`] is
//! reported and the run goes on.

use miette::{Diagnostic, NamedSource, SourceSpan};
use serde::Serialize;
use std::path::Path;
use thiserror::Error;

use crate::source::{masked, printable};

/// Something that keeps the job from being done; exit code 2.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// A path named by the user does not exist or cannot be read.
    #[error("cannot read {path}: {reason}")]
    Path {
        /// The path as it was given.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// A file that was to be written and cannot be.
    #[error("cannot write {path}: {reason}")]
    Write {
        /// The path as it was given.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// A rule or configuration file that is wrong, with the place in it.
    #[error("{message}")]
    File {
        /// What is wrong.
        message: String,
        /// The file and its text.
        #[source_code]
        source_code: NamedSource<String>,
        /// Where, as offsets into the text.
        #[label("{label}")]
        span: SourceSpan,
        /// What is said at the place.
        label: String,
        /// What to do about it.
        #[help]
        help: Option<String>,
    },
    /// A command line that asks for something that does not exist.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do about it.
        #[help]
        help: Option<String>,
    },
    /// Output could not be written.
    #[error("cannot write the result: {0}")]
    Output(#[from] std::io::Error),
}

impl Error {
    /// An error that points into a file's text.
    pub fn in_file(
        name: &str,
        text: &str,
        span: std::ops::Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: Option<String>,
    ) -> Self {
        let end = span.end.min(text.len());
        let start = span.start.min(end);
        Error::File {
            message: message.into(),
            source_code: NamedSource::new(name, text.to_owned()),
            span: (start, end - start).into(),
            label: label.into(),
            help,
        }
    }

    /// The same for a terminal: nothing of it steers one, and the places it points to stay.
    pub fn shown(self) -> Self {
        let lines = |text: String| -> String { text.split('\n').map(printable).collect::<Vec<_>>().join("\n") };
        match self {
            Self::Path { path, reason } => Self::Path { path: lines(path), reason: lines(reason) },
            Self::Write { path, reason } => Self::Write { path: lines(path), reason: lines(reason) },
            Self::Usage { message, help } => Self::Usage { message: lines(message), help: help.map(lines) },
            Self::File { message, source_code, span, label, help } => {
                let source_code = NamedSource::new(printable(source_code.name()), masked(source_code.inner()));
                Self::File { message: lines(message), source_code, span, label: lines(label), help: help.map(lines) }
            }
            Self::Output(error) => Self::Output(error),
        }
    }

    /// Whether the reader of our output went away (`| head`), which is no error of ours.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Error::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
    }
}

/// Refuses what a project may hold in the place of a file that steers the run: a link that
/// leads out of it, whose text would be shown where it is wrong; a pipe, to which nobody may
/// ever write; a device.
///
/// # Errors
/// Anything but a regular file, or a link to one in the same repository or folder.
pub fn refuse_special(path: &Path) -> Result<(), Error> {
    let why = match path.symlink_metadata() {
        Ok(about) if about.is_file() || about.is_symlink() && leads_to_own_file(path) => return Ok(()),
        Ok(about) if about.is_symlink() => "a symbolic link that leads out of the project, or to no file".to_owned(),
        Ok(about) if about.is_dir() => "a folder, not a file".to_owned(),
        Ok(_) => "not a regular file (a pipe, socket or device)".to_owned(),
        Err(error) => error.to_string(),
    };
    Err(Error::Path { path: path.display().to_string(), reason: why })
}

/// Whether a link leads to a regular file of its own repository, or of its own folder.
fn leads_to_own_file(link: &Path) -> bool {
    let folder =
        link.parent().and_then(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder }.canonicalize().ok());
    let (Some(folder), Ok(target)) = (folder, link.canonicalize()) else { return false };
    let repository = folder.ancestors().find(|above| above.join(".git").exists()).unwrap_or(&folder);
    target.starts_with(repository) && target.is_file()
}

/// The candidate nearest to `word`, if one is near enough to be what was meant.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

/// serde's "unknown field `x`, expected one of `a`, `b`" as a suggestion.
pub fn suggestion(message: &str) -> Option<String> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let word = quoted.next().filter(|_| message.starts_with("unknown"))?;
    let known: Vec<_> = quoted.collect();
    Some(match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", known.join(", ")),
    })
}

std::thread_local! {
    static GUARDED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Runs what reads foreign input with code that is not ours. None if that panics, which
/// is then a problem of the input alone.
pub fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    let outer = GUARDED.replace(true);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read));
    GUARDED.set(outer);
    result.ok()
}

/// Whether a panic on this thread will be reported as a problem and needs no message of
/// its own.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// Something in the scanned tree that could not be read as it should; the run goes on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Problem {
    /// Path relative to the current folder, POSIX separators.
    pub path: String,
    /// 1-based line, where there is one.
    pub line: Option<u32>,
    /// What happened and what it means for the result.
    pub message: String,
}

impl Problem {
    /// A problem with a whole file or folder.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), line: None, message: message.into() }
    }

    /// A problem at a 1-based line.
    pub fn at(path: impl Into<String>, line: u32, message: impl Into<String>) -> Self {
        Self { path: path.into(), line: Some(line), message: message.into() }
    }
}
