//! Git repositories, read straight from the object database: no checkout, no index that
//! is written, nothing fetched. What is not there is an error that names what brings it.

mod revision;
mod work_tree;

pub use revision::{BlobId, Revision};
pub use work_tree::WorkTree;

use gix::ObjectId;
use std::fmt;
use std::path::{Path, PathBuf};

use super::WalkOptions;
use crate::error::Error;

/// A repository that a folder belongs to.
pub struct Repository {
    inner: gix::ThreadSafeRepository,
}

/// A commit that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commit(ObjectId);

impl fmt::Display for Commit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Repository {
    /// The repository of `folder`: the work tree around it, a linked one too, or a bare
    /// repository. Where git calls us from a hook, it says in the environment which
    /// repository and index are meant; that holds if `folder` is in its work tree.
    ///
    /// # Errors
    /// No repository, or one that cannot be read.
    pub fn find(folder: &Path) -> Result<Self, Error> {
        let named = gix::ThreadSafeRepository::discover_with_environment_overrides(folder).ok();
        let named = named.map(|inner| Self { inner }).filter(|repository| repository.below(folder).is_some());
        if let Some(repository) = named {
            return Ok(repository);
        }
        let inner = gix::ThreadSafeRepository::discover(folder).map_err(|error| Error::Usage {
            message: format!("{} is in no git repository that can be read: {error}", folder.display()),
            help: Some("give each repository by its own path".to_owned()),
        })?;
        Ok(Self { inner })
    }

    /// The folder with the checked out files; a bare repository has none.
    pub fn work_tree(&self) -> Option<&Path> {
        self.inner.work_dir()
    }

    /// The way from the work tree to `folder`, with slashes; empty for the work tree
    /// itself. None if `folder` is not inside, or there is no work tree.
    pub fn below(&self, folder: &Path) -> Option<PathBuf> {
        let root = std::fs::canonicalize(self.work_tree()?).ok()?;
        let folder = std::fs::canonicalize(folder).ok()?;
        folder.strip_prefix(root).ok().map(Path::to_owned)
    }

    /// The commit that a revision's name means, as `git rev-parse` understands it.
    ///
    /// # Errors
    /// A name that means no commit that is there.
    pub fn commit(&self, name: &str) -> Result<Commit, Error> {
        let repository = self.inner.to_thread_local();
        let id = repository.rev_parse_single(name).ok();
        let commit = id.and_then(|id| id.object().ok()).and_then(|object| object.peel_to_commit().ok());
        commit.map(|commit| Commit(commit.id)).ok_or_else(|| unknown(&repository, name))
    }

    /// The commit at which `HEAD` and the history of `name` parted.
    ///
    /// # Errors
    /// A name that means no commit, or a history that is not there as far as the two
    /// have one in common.
    pub fn merge_base(&self, name: &str) -> Result<Commit, Error> {
        let (base, head) = (self.commit(name)?, self.commit("HEAD")?);
        if base == head {
            return Ok(base);
        }
        let repository = self.inner.to_thread_local();
        match repository.merge_base(base.0, head.0) {
            Ok(Some(found)) => Ok(Commit(found.detach())),
            Ok(None) | Err(_) => Err(unrelated(&repository, name)),
        }
    }

    /// The files of a commit below a folder of the work tree.
    ///
    /// # Errors
    /// A glob in `options.exclude` that is none; folders of the commit that are not in
    /// the repository.
    pub fn revision(&self, commit: Commit, below: &Path, options: &WalkOptions) -> Result<Revision, Error> {
        Revision::new(self, commit, below, options)
    }
}

/// What brings a revision that is not there.
fn unknown(repository: &gix::Repository, name: &str) -> Error {
    let remotes = repository.remote_names();
    let remote = remotes.iter().find_map(|remote| {
        let branch = name.strip_prefix(&*remote.to_string())?.strip_prefix('/')?;
        Some((remote, branch))
    });
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
    let help = match remote {
        _ if name == "HEAD" => "the repository has no commit yet: commit first".to_owned(),
        Some((remote, branch)) if plain => format!("`git fetch {remote} {branch}:refs/remotes/{remote}/{branch}` brings it"),
        _ if is_shallow(repository) => {
            "the clone is shallow: `git fetch --unshallow` brings the whole history, `git fetch origin NAME` a branch".to_owned()
        }
        _ if is_hash(name) => format!("`git fetch origin {name}` brings it"),
        _ => "`git branch --all` and `git tag` list what is there; `git fetch origin NAME` brings a branch".to_owned(),
    };
    Error::Usage { message: format!("`{}` names no commit of this repository", crate::source::printable(name)), help: Some(help) }
}

fn unrelated(repository: &gix::Repository, name: &str) -> Error {
    let help = match is_shallow(repository) {
        true => "the clone is shallow: `git fetch --unshallow` brings the whole history".to_owned(),
        false => "the two have no history in common: name a commit that HEAD comes from".to_owned(),
    };
    let message = format!("no commit that HEAD and `{}` have in common is there", crate::source::printable(name));
    Error::Usage { message, help: Some(help) }
}

/// What brings an object that a commit should have.
fn absent(repository: &gix::Repository, commit: Commit, what: &str) -> Error {
    let help = match is_partial(repository) {
        true => format!("the clone is partial: `git diff {commit} > {NULL}` fetches what has changed since"),
        false => "the repository is damaged: `git fsck` says more".to_owned(),
    };
    let message = format!("{} of commit {commit} is not in the repository", crate::source::printable(what));
    Error::Usage { message, help: Some(help) }
}

const NULL: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };

fn is_hash(name: &str) -> bool {
    name.len() >= 40 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_shallow(repository: &gix::Repository) -> bool {
    repository.is_shallow().unwrap_or(false)
}

/// Whether objects may be missing because the clone left them out.
fn is_partial(repository: &gix::Repository) -> bool {
    let config = repository.config_snapshot();
    let mut remotes = repository.remote_names().into_iter();
    config.string("extensions.partialClone").is_some()
        || remotes.any(|remote| config.boolean(&*format!("remote.{remote}.promisor")) == Some(true))
}
