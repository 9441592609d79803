//! The work tree beside a revision: which files are the same in both.

use gix::ObjectId;
use gix::bstr::BString;
use gix::index::entry::{Flags, Stat, stat};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

use super::{Repository, Revision};
use crate::input::TreeFile;

/// Compares files on disk with those of a revision. Git's index is believed where a file
/// has not been touched since it was written there, as git itself believes it; what it
/// does not tell is read.
pub struct WorkTree<'w> {
    index: Option<gix::worktree::Index>,
    options: stat::Options,
    /// The folder on disk.
    root: PathBuf,
    /// The way to it from the root of the work tree.
    below: &'w Path,
    revision: &'w Revision,
}

impl<'w> WorkTree<'w> {
    /// The folder `below` the repository's work tree, at `root`, beside `revision`.
    pub fn new(repository: &Repository, root: &Path, below: &'w Path, revision: &'w Revision) -> Self {
        let repository = repository.inner.to_thread_local();
        // Without nanoseconds all files of a fresh clone may have changed since.
        let exact = |options| stat::Options { use_nsec: true, ..options };
        let options = repository.stat_options().map(exact).unwrap_or_default();
        Self { index: repository.try_index().ok().flatten(), options, root: root.to_owned(), below, revision }
    }

    /// For each file on disk, whether it holds what the revision holds at the same path.
    pub fn unchanged(&self, files: &[TreeFile]) -> Vec<bool> {
        files.par_iter().with_min_len(64).map(|file| self.is_unchanged(file)).collect()
    }

    /// Whether the walk over the disk passed by what the revision has at `file`: the file
    /// is there, or a sparse checkout left it out.
    pub fn is_passed_by(&self, file: &TreeFile) -> bool {
        std::fs::symlink_metadata(self.root.join(native(file))).is_ok_and(|found| found.is_file())
            || self.entry(file).is_some_and(|entry| entry.flags.contains(Flags::SKIP_WORKTREE))
    }

    fn is_unchanged(&self, file: &TreeFile) -> bool {
        let Some(blob) = self.revision.blob(&file.path) else { return false };
        match self.recorded(file) {
            Some(recorded) => recorded == blob,
            None => self.is_content(file, blob),
        }
    }

    /// What the index says a file holds. None if the file may have changed since.
    fn recorded(&self, file: &TreeFile) -> Option<ObjectId> {
        let entry = self.entry(file)?;
        let found = gix::index::fs::Metadata::from_path_no_follow(&self.root.join(native(file))).ok()?;
        let found = Stat::from_fs(&found).ok()?;
        let timestamp = self.index.as_ref()?.timestamp();
        (!entry.stat.is_racy(timestamp, self.options) && entry.stat.matches(&found, self.options)).then_some(entry.id)
    }

    fn is_content(&self, file: &TreeFile, blob: ObjectId) -> bool {
        let bytes = std::fs::read(self.root.join(native(file))).unwrap_or_default();
        gix::objs::compute_hash(blob.kind(), gix::objs::Kind::Blob, &bytes).is_ok_and(|own| own == blob)
    }

    fn entry(&self, file: &TreeFile) -> Option<&gix::index::Entry> {
        let path: BString =
            gix::path::to_unix_separators_on_windows(gix::path::into_bstr(self.below.join(native(file))).ok()?).into_owned();
        self.index.as_ref()?.entry_by_path(path.as_ref())
    }
}

fn native(file: &TreeFile) -> &Path {
    file.raw.as_deref().unwrap_or(Path::new(&*file.path))
}
