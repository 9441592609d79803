//! Sets of files to read. Analysis reads through [`Tree`] and never touches the disk,
//! so a folder, a git revision and a test's memory are one to it.

mod archive;
pub mod decode;
pub mod git;
mod memory;
mod walk;

pub use archive::Archive;
pub use memory::Memory;
pub use walk::{Folder, WalkOptions, reason};

use std::path::PathBuf;

use crate::error::Problem;

/// Files larger than this are not read: 256 MiB, more than a hundred times the largest
/// Python file of the corpus.
pub const MAX_FILE_BYTES: usize = 256 << 20;

/// Files and folders of an archive or a git revision at most: a hundred times those of the
/// largest project.
pub const MAX_ENTRIES: usize = 400_000;

/// One file of a tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TreeFile {
    /// Path relative to the tree's root, POSIX separators; where the name is not
    /// UTF-8, with replacement characters.
    pub path: Box<str>,
    /// The real path relative to the root where `path` is not exactly it.
    pub raw: Option<PathBuf>,
}

impl TreeFile {
    /// The last component of the path.
    pub fn name(&self) -> &str {
        base_name(&self.path)
    }
}

/// The last component of a POSIX path.
pub fn base_name(path: &str) -> &str {
    // Names are short: looking at one byte after the other is faster than anything cleverer.
    let before = path.as_bytes().iter().rposition(|&byte| byte == b'/');
    before.map_or(path, |at| &path[at + 1..])
}

/// What a tree holds.
#[derive(Debug, Default)]
pub struct Listing {
    /// The files, sorted by path.
    pub files: Vec<TreeFile>,
    /// What could not be listed; paths relative to the root.
    pub problems: Vec<Problem>,
}

/// Bytes of files, one after the other. The space is used again and again and never
/// cleared: clearing it for every file costs more than reading the file.
#[derive(Debug, Default)]
pub struct Buffer {
    bytes: Vec<u8>,
}

impl Buffer {
    /// Bytes that are there.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Bytes that fit into it without new memory.
    pub fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    /// What is there.
    pub fn filled(&self) -> &[u8] {
        &self.bytes
    }

    /// Forgets what lies behind `length`.
    pub fn truncate(&mut self, length: usize) {
        self.bytes.truncate(length);
    }

    /// Makes room for at least `count` bytes behind what is there.
    pub fn reserve(&mut self, count: usize) {
        self.bytes.reserve(count);
    }

    /// Appends bytes.
    pub fn extend(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }
}

/// A set of files to read.
pub trait Tree: Sync {
    /// All files for which `wanted` is true of their path, sorted.
    fn list(&self, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Listing;

    /// Appends the bytes of `file` to `buffer`.
    ///
    /// # Errors
    /// What the system says, or that the file is larger than [`MAX_FILE_BYTES`].
    fn read(&self, file: &TreeFile, buffer: &mut Buffer) -> std::io::Result<()>;

    /// Whether `file` begins with these bytes: a tree that can tell it without reading all of
    /// it does.
    ///
    /// # Errors
    /// As [`Tree::read`].
    fn begins_with(&self, file: &TreeFile, bytes: &[u8]) -> std::io::Result<bool> {
        let mut buffer = Buffer::default();
        self.read(file, &mut buffer)?;
        Ok(buffer.filled().starts_with(bytes))
    }
}
