//! The files of a commit as a tree to read.

use gix::ObjectId;
use gix::bstr::BStr;
use gix::objs::TreeRefIter;
use ignore::overrides::Override;
use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use super::{Commit, Repository, absent};
use crate::error::Error;
use crate::input::walk::{exclusion, is_hidden_or_foreign, may_be_environment};
use crate::input::{Buffer, Listing, MAX_ENTRIES, MAX_FILE_BYTES, Tree, TreeFile, WalkOptions};

/// The files of a commit, below one folder. They are chosen as those of a folder on disk
/// are, but for what `.gitignore` says: a file that is tracked is there.
///
/// Links are not followed, as on disk. Where a submodule is checked out, its files are
/// those of the commit that is recorded for it; else it has none.
pub struct Revision {
    commit: Commit,
    /// The repository itself, then those of submodules.
    stores: Vec<Store>,
    /// Sorted by path.
    entries: Vec<Entry>,
    /// What was asked for and is not there.
    missing: OnceLock<Error>,
}

/// Who a file's content is: equal for equal content.
pub type BlobId = ObjectId;

struct Entry {
    file: TreeFile,
    blob: BlobId,
    store: u32,
}

/// A repository, and handles of it that are not in use.
struct Store {
    inner: gix::ThreadSafeRepository,
    free: Mutex<Vec<gix::Repository>>,
}

impl Revision {
    pub(super) fn new(repository: &Repository, commit: Commit, below: &Path, options: &WalkOptions) -> Result<Self, Error> {
        let work_tree = repository.work_tree().map(|root| root.join(below));
        let exclude = exclusion(Path::new("."), options)?;
        let mut lister = Lister { options, exclude, commit, work_tree, stores: Vec::new(), entries: Vec::new(), folders: 0 };
        lister.store(repository.inner.clone());
        if let Some(root) = lister.root(below)? {
            lister.tree(root, 0, "", Path::new(""))?;
        }
        let Lister { stores, mut entries, .. } = lister;
        entries.sort_unstable_by(|one, other| one.file.cmp(&other.file));
        Ok(Self { commit, stores, entries, missing: OnceLock::new() })
    }

    /// The commit.
    pub fn commit(&self) -> Commit {
        self.commit
    }

    /// The content of a file. None if the commit has no such file.
    pub fn blob(&self, path: &str) -> Option<BlobId> {
        self.entry(path).map(|entry| entry.blob)
    }

    /// What was to be read and is not in the repository, as happens in a partial clone.
    /// What was read without it is not to be relied on.
    pub fn missing(self) -> Option<Error> {
        self.missing.into_inner()
    }

    fn entry(&self, path: &str) -> Option<&Entry> {
        let at = self.entries.partition_point(|entry| &*entry.file.path < path);
        self.entries.get(at).filter(|entry| &*entry.file.path == path)
    }

    fn load(&self, entry: &Entry, buffer: &mut Buffer) -> io::Result<()> {
        let store = &self.stores[entry.store as usize];
        let repository = store.take();
        let result = match repository.find_header(entry.blob) {
            Ok(header) if header.size() > MAX_FILE_BYTES as u64 => {
                Err(io::Error::new(io::ErrorKind::FileTooLarge, "larger than 256 MiB"))
            }
            Ok(_) => repository.find_object(entry.blob).map(|object| buffer.extend(&object.data)).map_err(io::Error::other),
            Err(error) => Err(io::Error::other(error)),
        };
        if result.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::FileTooLarge) {
            self.missing.get_or_init(|| absent(&repository, self.commit, &entry.file.path));
        }
        store.give(repository);
        result
    }
}

impl Tree for Revision {
    fn list(&self, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Listing {
        let files = self.entries.iter().filter(|entry| wanted(&entry.file.path)).map(|entry| entry.file.clone());
        Listing { files: files.collect(), problems: Vec::new() }
    }

    fn read(&self, file: &TreeFile, buffer: &mut Buffer) -> io::Result<()> {
        let entry = self.entry(&file.path).ok_or(io::ErrorKind::NotFound)?;
        self.load(entry, buffer)
    }
}

impl Store {
    fn take(&self) -> gix::Repository {
        let free = self.free.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).pop();
        free.unwrap_or_else(|| self.inner.to_thread_local())
    }

    fn give(&self, repository: gix::Repository) {
        self.free.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(repository);
    }
}

/// Collects the files of a commit, folder by folder.
struct Lister<'l> {
    options: &'l WalkOptions,
    exclude: Override,
    commit: Commit,
    /// The folder on disk that is looked at, where submodules are checked out.
    work_tree: Option<PathBuf>,
    stores: Vec<Store>,
    entries: Vec<Entry>,
    /// Folders that were looked into.
    folders: usize,
}

/// What stands in a folder.
struct Item {
    name: Vec<u8>,
    mode: gix::objs::tree::EntryMode,
    id: ObjectId,
}

impl Lister<'_> {
    fn store(&mut self, inner: gix::ThreadSafeRepository) {
        self.stores.push(Store { inner, free: Mutex::default() });
    }

    /// The tree of the folder that is looked at; none if the commit has no such folder.
    fn root(&self, below: &Path) -> Result<Option<ObjectId>, Error> {
        let repository = self.stores[0].take();
        let gone = |_| absent(&repository, self.commit, "a folder");
        let tree = repository.find_commit(self.commit.0).and_then(|commit| commit.tree()).map_err(gone)?;
        if below.as_os_str().is_empty() {
            return Ok(Some(tree.id));
        }
        let entry = tree.lookup_entry_by_path(below).map_err(gone)?;
        Ok(entry.filter(|entry| entry.mode().is_tree()).map(|entry| entry.object_id()))
    }

    /// Adds all files below a folder. Folders wait in a list: a tree may be deeper than
    /// a stack.
    fn tree(&mut self, root: ObjectId, store: u32, path: &str, raw: &Path) -> Result<(), Error> {
        let mut waiting = vec![(root, path.to_owned(), raw.to_owned())];
        while let Some((id, path, raw)) = waiting.pop() {
            self.folders += 1;
            if self.folders + self.entries.len() > MAX_ENTRIES {
                // A few objects can stand for any number of files.
                let message = format!("commit {} has more than {MAX_ENTRIES} files and folders", self.commit);
                return Err(Error::Usage { message, help: Some("name a folder of it".to_owned()) });
            }
            let items = self.items(id, store, &path)?;
            if is_environment(&path, &items) && !self.options.no_ignore {
                continue;
            }
            for item in items {
                let name = String::from_utf8_lossy(&item.name);
                let path = if path.is_empty() { name.to_string() } else { format!("{path}/{name}") };
                let folder = item.mode.is_tree() || item.mode.is_commit();
                if self.is_passed_by(&name, &path, folder) {
                    continue;
                }
                let raw = raw.join(native(&item.name));
                if item.mode.is_tree() {
                    waiting.push((item.id, path, raw));
                } else if item.mode.is_commit() {
                    self.submodule(item.id, &path, &raw)?;
                } else if item.mode.is_blob() {
                    let raw = (raw.to_str() != Some(&path)).then_some(raw);
                    let file = TreeFile { path: path.into(), raw };
                    self.entries.push(Entry { file, blob: item.id, store });
                }
            }
        }
        Ok(())
    }

    fn items(&self, id: ObjectId, store: u32, path: &str) -> Result<Vec<Item>, Error> {
        let store = &self.stores[store as usize];
        let repository = store.take();
        let shown = if path.is_empty() { "a folder" } else { path };
        let object = repository.find_object(id).map_err(|_| absent(&repository, self.commit, shown))?;
        let mut items = Vec::new();
        for entry in TreeRefIter::from_bytes(&object.data, id.kind()) {
            let entry = entry.map_err(|_| absent(&repository, self.commit, shown))?;
            // Git refuses to check out other names.
            if !matches!(&**entry.filename, b"" | b"." | b"..") && !entry.filename.contains(&b'/') {
                items.push(Item { name: entry.filename.to_vec(), mode: entry.mode, id: entry.oid.to_owned() });
            }
        }
        drop(object);
        store.give(repository);
        Ok(items)
    }

    fn is_passed_by(&self, name: &str, path: &str, folder: bool) -> bool {
        is_hidden_or_foreign(name, folder, self.options.no_ignore, self.options.hidden)
            || self.exclude.matched(path, folder).is_ignore()
    }

    /// Adds the files of a submodule that is checked out.
    fn submodule(&mut self, commit: ObjectId, path: &str, raw: &Path) -> Result<(), Error> {
        let folder = self.work_tree.as_ref().map(|root| root.join(raw));
        let Some(inner) = folder.filter(|folder| folder.join(".git").exists()).and_then(|folder| gix::open(folder).ok()) else {
            return Ok(());
        };
        let Some(tree) = inner.find_commit(commit).and_then(|commit| commit.tree_id()).ok().map(gix::Id::detach) else {
            return Err(Error::Usage {
                message: format!("commit {commit} of the submodule {} is not there", crate::source::printable(path)),
                help: Some(format!("`git -C {} fetch origin {commit}` brings it", crate::source::printable(path))),
            });
        };
        let store = self.stores.len() as u32;
        self.store(inner.into_sync());
        self.tree(tree, store, path, raw)
    }
}

/// Whether a folder is a virtual environment.
fn is_environment(path: &str, items: &[Item]) -> bool {
    may_be_environment(crate::input::base_name(path)) && items.iter().any(|item| item.name == b"pyvenv.cfg")
}

fn native(name: &[u8]) -> PathBuf {
    gix::path::from_bstr(BStr::new(name)).map_or_else(|_| String::from_utf8_lossy(name).into_owned().into(), Cow::into_owned)
}
