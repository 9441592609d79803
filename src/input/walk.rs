//! A folder on disk, walked in parallel as ripgrep does.

use ignore::overrides::{Override, OverrideBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};
use rayon::slice::ParallelSliceMut;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::{Buffer, Listing, MAX_FILE_BYTES, Tree, TreeFile};
use crate::error::{Error, Problem};

/// Hidden folders that hold job definitions and are read all the same.
const VISIBLE_HIDDEN_FOLDERS: [&str; 2] = [".zuul.d", ".github"];

/// Folders that hold other people's code or build results.
const FOREIGN_FOLDERS: [&str; 4] = ["__pycache__", "node_modules", "site-packages", "__pypackages__"];

/// What to walk over and what to pass by.
#[derive(Debug, Clone, Default)]
pub struct WalkOptions {
    /// Globs of paths to leave out, relative to the root.
    pub exclude: Vec<String>,
    /// Read what `.gitignore` and its kin hide, and other people's code too.
    pub no_ignore: bool,
    /// Read hidden files and folders too.
    pub hidden: bool,
    /// Worker threads; 0: as many as the machine has.
    pub threads: usize,
}

/// A folder on disk.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// The folder, held open: files are found from here, not from the top of the disk.
    #[cfg(unix)]
    handle: Option<File>,
    options: WalkOptions,
    exclude: Override,
}

impl Folder {
    /// The folder at `root`.
    ///
    /// # Errors
    /// A glob in `options.exclude` that is none.
    pub fn new(root: impl Into<PathBuf>, options: WalkOptions) -> Result<Self, Error> {
        let root = root.into();
        let exclude = exclusion(&root, &options)?;
        Ok(Self {
            // One that cannot be opened has files that cannot be either, and each says why.
            #[cfg(unix)]
            handle: File::open(&root).ok(),
            root,
            options,
            exclude,
        })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Folders with a special file where the walk would read which files to ignore are passed
    /// by, and written to `refused`.
    fn builder(&self, refused: &Arc<Mutex<Vec<PathBuf>>>) -> WalkBuilder {
        let mut builder = WalkBuilder::new(&self.root);
        let (no_ignore, hidden) = (self.options.no_ignore, self.options.hidden);
        let refuse = |refused: &Mutex<Vec<PathBuf>>, path: PathBuf| {
            refused.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(path);
        };
        // Those of the root, and of the folders above it, steer the whole walk.
        let above = self.root.canonicalize().ok().filter(|_| !no_ignore);
        let special = above.iter().flat_map(|root| root.ancestors()).find_map(special_ignore_file);
        let ignores = !no_ignore && special.is_none();
        special.into_iter().for_each(|path| refuse(refused, path));
        let refused = refused.clone();
        builder
            .standard_filters(ignores)
            // Hidden files are filtered below: `.zuul.yaml` and `.coveragerc` are wanted.
            .hidden(false)
            .overrides(self.exclude.clone())
            .follow_links(false)
            .threads(self.options.threads)
            .filter_entry(move |entry| {
                if is_passed_by(entry, no_ignore, hidden) {
                    return false;
                }
                let is_folder = entry.depth() > 0 && entry.file_type().is_some_and(|kind| kind.is_dir());
                match is_folder.then(|| special_ignore_file(entry.path())).flatten().filter(|_| ignores) {
                    Some(path) => {
                        refuse(&refused, path);
                        false
                    }
                    None => true,
                }
            });
        builder
    }

    fn relative<'p>(&self, path: &'p Path) -> (Cow<'p, str>, Option<PathBuf>) {
        // Nearly always: comparing component by component would take most of the walk's time.
        let (root, whole) = (self.root.as_os_str().as_encoded_bytes(), path.as_os_str().as_encoded_bytes());
        if !cfg!(windows)
            && let Some(below) = whole.strip_prefix(root).and_then(|below| below.strip_prefix(b"/"))
            && let Ok(relative) = std::str::from_utf8(below)
        {
            return (relative.into(), None);
        }
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        match relative.to_str() {
            Some(text) if !cfg!(windows) => (text.into(), None),
            Some(text) => (text.replace('\\', "/").into(), Some(relative.to_owned())),
            None => (relative.to_string_lossy(), Some(relative.to_owned())),
        }
    }

    /// What to do with one entry of the walk.
    fn visit(&self, entry: &DirEntry, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Visit {
        let Some(kind) = entry.file_type() else { return Visit::Skip };
        if kind.is_dir() {
            return Visit::Skip;
        }
        let (path, raw) = self.relative(entry.path());
        if kind.is_symlink() {
            return self.visit_link(entry.path(), &path, wanted);
        }
        if !wanted(&path) {
            return Visit::Skip;
        }
        let path = Box::<str>::from(path);
        if !kind.is_file() {
            return Visit::Problem(Problem::new(path, "not a regular file (a pipe, socket or device): not read"));
        }
        Visit::File(TreeFile { path, raw })
    }

    /// Links are not followed: what they lead to inside the tree is read in its own
    /// place. One that leads nowhere, or in a circle, is a file somebody misses.
    fn visit_link(&self, real: &Path, path: &str, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Visit {
        match std::fs::metadata(real) {
            Ok(target) if target.is_dir() => {
                let above = std::fs::canonicalize(real).is_ok_and(|target| {
                    std::fs::canonicalize(real.parent().unwrap_or(real)).is_ok_and(|own| own.starts_with(target))
                });
                if above {
                    return Visit::Problem(Problem::new(path, "a symbolic link to a folder above itself: not followed"));
                }
                Visit::Skip
            }
            Ok(_) => Visit::Skip,
            Err(error) if wanted(path) || error.kind() != io::ErrorKind::NotFound => {
                Visit::Problem(Problem::new(path, format!("a symbolic link that leads nowhere: {}", reason(&error))))
            }
            Err(_) => Visit::Skip,
        }
    }
}

/// What `options.exclude` leaves out below `root`.
pub(super) fn exclusion(root: &Path, options: &WalkOptions) -> Result<Override, Error> {
    let mut builder = OverrideBuilder::new(root);
    for glob in &options.exclude {
        // In an override "!" means: leave out.
        builder
            .add(&format!("!{glob}"))
            .map_err(|error| Error::Usage { message: format!("`{glob}` is not a glob: {error}"), help: None })?;
    }
    builder.build().map_err(|error| Error::Usage { message: error.to_string(), help: None })
}

/// What says in `folder` which files to ignore, if it is, or leads to, a pipe or a device:
/// reading that may never end. A link to a file is as good as the file.
fn special_ignore_file(folder: &Path) -> Option<PathBuf> {
    let files = [".gitignore", ".ignore"].into_iter().map(|name| folder.join(name));
    files.into_iter().find(|path| path.metadata().is_ok_and(|about| !about.is_file() && !about.is_dir()))
}

enum Visit {
    Skip,
    File(TreeFile),
    Problem(Problem),
}

fn is_passed_by(entry: &DirEntry, no_ignore: bool, hidden: bool) -> bool {
    if entry.depth() == 0 {
        return false;
    }
    // The path ends with the name: taking it apart component by component is slow.
    let path = entry.path().as_os_str().as_encoded_bytes();
    let start = path.iter().rposition(|&byte| byte == b'/').map_or(0, |before| before + 1);
    let name = match std::str::from_utf8(&path[start..]) {
        Ok(name) if !cfg!(windows) => name.into(),
        _ => entry.file_name().to_string_lossy(),
    };
    let folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    is_hidden_or_foreign(&name, folder, no_ignore, hidden) || folder && !no_ignore && is_environment(&name, entry.path())
}

/// Whether a file or folder is passed by for its name.
pub(super) fn is_hidden_or_foreign(name: &str, folder: bool, no_ignore: bool, hidden: bool) -> bool {
    if name.starts_with('.') && !hidden {
        let python = name.ends_with(".py") || name.ends_with(".pyi");
        if python || folder && !VISIBLE_HIDDEN_FOLDERS.contains(&name) {
            return true;
        }
    }
    name == ".git" || folder && !no_ignore && (FOREIGN_FOLDERS.contains(&name) || name.ends_with(".egg-info"))
}

/// Whether a folder is a virtual environment. Only plausible names are looked into:
/// asking for `pyvenv.cfg` in every folder would cost a system call for each.
fn is_environment(name: &str, path: &Path) -> bool {
    may_be_environment(name) && path.join("pyvenv.cfg").is_file()
}

/// Whether a folder's name is one that virtual environments have.
pub(super) fn may_be_environment(name: &str) -> bool {
    name.contains("env")
}

/// The system's words without Rust's "(os error 13)".
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

impl Tree for Folder {
    fn list(&self, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Listing {
        let found = Mutex::new(Listing::default());
        let refused = Arc::new(Mutex::new(Vec::new()));
        self.builder(&refused).build_parallel().run(|| {
            let mut batch = Batch { found: &found, files: Vec::new(), problems: Vec::new() };
            Box::new(move |entry| {
                match entry {
                    Ok(entry) => match self.visit(&entry, wanted) {
                        Visit::Skip => {}
                        Visit::File(file) => batch.files.push(file),
                        Visit::Problem(problem) => batch.problems.push(problem),
                    },
                    Err(error) => batch.problems.push(self.walk_problem(&error)),
                }
                WalkState::Continue
            })
        });
        let mut listing = found.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
        let refused = std::mem::take(&mut *refused.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
        for path in refused {
            let message = match path.parent().is_some_and(|folder| folder != self.root && folder.starts_with(&self.root)) {
                true => "not a regular file: its folder is not read",
                false => "not a regular file: what is ignored is read too",
            };
            listing.problems.push(Problem::new(self.relative(&path).0, message));
        }
        listing.files.par_sort_unstable();
        for file in listing.files.iter().filter(|file| file.raw.is_some() && !cfg!(windows)) {
            listing.problems.push(Problem::new(&*file.path, "the file's name is not UTF-8: shown with replacement characters"));
        }
        listing.problems.sort_unstable();
        listing
    }

    fn read(&self, file: &TreeFile, buffer: &mut Buffer) -> io::Result<()> {
        read_into(self.open(file)?, buffer)
    }

    fn begins_with(&self, file: &TreeFile, bytes: &[u8]) -> io::Result<bool> {
        let mut begin = Vec::with_capacity(bytes.len());
        self.open(file)?.take(bytes.len() as u64).read_to_end(&mut begin)?;
        Ok(begin == bytes)
    }
}

impl Folder {
    fn open(&self, file: &TreeFile) -> io::Result<File> {
        let relative = file.raw.as_deref().unwrap_or(Path::new(&*file.path));
        #[cfg(unix)]
        if let Some(folder) = &self.handle {
            use rustix::fs::{Mode, OFlags, openat};
            // A link is read where it leads to, if that is in the tree. Nobody may ever write
            // to a pipe: it is opened without waiting for that.
            let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK;
            let open = || openat(folder, relative, flags, Mode::empty());
            return Ok(rustix::io::retry_on_intr(open)?.into());
        }
        File::open(self.root.join(relative))
    }

    fn walk_problem(&self, error: &ignore::Error) -> Problem {
        let mut path = None;
        let mut inner = error;
        loop {
            match inner {
                ignore::Error::WithPath { path: at, err } => {
                    path = Some(at);
                    inner = err;
                }
                ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => inner = err,
                _ => break,
            }
        }
        let shown = path.map_or(".".into(), |path| self.relative(path).0);
        let words = inner.io_error().map_or_else(|| inner.to_string(), reason);
        Problem::new(shown, format!("cannot be listed: {words}"))
    }
}

/// Collects without a lock for each file; hands over when its thread is done.
struct Batch<'l> {
    found: &'l Mutex<Listing>,
    files: Vec<TreeFile>,
    problems: Vec<Problem>,
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        let mut found = self.found.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        found.files.append(&mut self.files);
        found.problems.append(&mut self.problems);
    }
}

/// Reads with as few system calls as possible: no size is asked for unless the file does not
/// fit into the first read, which nearly all do.
fn read_into(file: File, buffer: &mut Buffer) -> io::Result<()> {
    let start = buffer.len();
    loop {
        match read_some(&file, &mut buffer.bytes) {
            Ok(0) => return Ok(()),
            Ok(count) if count == buffer.len() - start && buffer.bytes.len() == buffer.bytes.capacity() => {
                // Growing step by step would copy what is there each time.
                let size = file.metadata().map_or(0, |about| about.len()).min(MAX_FILE_BYTES as u64) as usize;
                buffer.reserve(size.saturating_sub(count) + READ_BYTES);
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                buffer.truncate(start);
                return Err(error);
            }
        }
        if buffer.len() - start > MAX_FILE_BYTES {
            buffer.truncate(start);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "larger than 256 MiB"));
        }
    }
}

/// Bytes that are asked for at once, at least.
const READ_BYTES: usize = 16 << 10;

/// Appends what one read gives; how much that is. The standard library cannot do that in
/// space that was not cleared before.
#[cfg(unix)]
fn read_some(file: &File, bytes: &mut Vec<u8>) -> io::Result<usize> {
    bytes.reserve(READ_BYTES);
    Ok(rustix::io::read(file, rustix::buffer::spare_capacity(bytes))?)
}

#[cfg(not(unix))]
fn read_some(mut file: &File, bytes: &mut Vec<u8>) -> io::Result<usize> {
    let start = bytes.len();
    bytes.resize(start + READ_BYTES, 0);
    let read = file.read(&mut bytes[start..]);
    bytes.truncate(start + read.as_ref().map_or(0, |count| *count));
    read
}
