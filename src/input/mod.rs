//! Sets of files to read. Analysis reads through [`Tree`] and never touches the disk,
//! so a folder, a git revision and a test's memory are one to it.

pub mod decode;
mod memory;
mod walk;


pub use memory::Memory;
pub use walk::{Folder, WalkOptions, reason};

use std::path::PathBuf;

use crate::error::Problem;

/// Files larger than this are not read: 256 MiB, two hundred times the largest Python
/// file of OpenStack.
pub const MAX_FILE_BYTES: usize = 256 << 20;

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
    path.rsplit('/').next().unwrap_or(path)
}

/// What a tree holds.
#[derive(Debug, Default)]
pub struct Listing {
    /// The files, sorted by path.
    pub files: Vec<TreeFile>,
    /// What could not be listed; paths relative to the root.
    pub problems: Vec<Problem>,
}

/// A set of files to read.
pub trait Tree: Sync {
    /// All files for which `wanted` is true of their path, sorted.
    fn list(&self, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Listing;

    /// Appends the bytes of `file` to `buffer`.
    ///
    /// # Errors
    /// What the system says, or that the file is larger than [`MAX_FILE_BYTES`].
    fn read(&self, file: &TreeFile, buffer: &mut Vec<u8>) -> std::io::Result<()>;
}
