//! The revision that a scan is compared with. What is the same on both sides is read and
//! parsed once: what a file says depends on its content alone, so its facts go over from
//! one side to the other. What its names mean depends on all files, so that is asked
//! again.

use rustc_hash::FxHashSet;
use std::io;
use std::path::Path;

use super::files::FileSet;
use super::reader::{Kept, PythonFiles, Reader};
use super::{Scanner, interest};
use crate::config::globs;
use crate::error::{Error, Problem};
use crate::finding::Finding;
use crate::input::git::{Repository, Revision, WorkTree};
use crate::input::{Buffer, Listing, Tree, TreeFile, WalkOptions};
use crate::project::{Discovered, ModuleMap};

/// The files of a revision. Those that are the same in the tree of today are read there.
pub struct Before<'t> {
    revision: Revision,
    now: &'t dyn Tree,
    files: Vec<TreeFile>,
    unchanged: FxHashSet<Box<str>>,
    projects: Vec<Discovered>,
}

impl<'t> Before<'t> {
    /// The commit at which `HEAD` and `name` parted, below `folder`, which `now` reads and
    /// in which it found `listed`.
    ///
    /// # Errors
    /// No repository with a work tree, a name that means no commit, a commit that is not
    /// in the repository.
    pub fn open(
        name: &str,
        folder: &Path,
        now: &'t dyn Tree,
        listed: &[TreeFile],
        wanted: &(dyn Fn(&str) -> bool + Sync),
        options: &WalkOptions,
    ) -> Result<Self, Error> {
        let repository = Repository::find(folder)?;
        let below = repository.below(folder).ok_or_else(|| Error::Usage {
            message: format!("the repository of {} has no checked out files", folder.display()),
            help: Some("`--since` compares a revision with the work tree: run it in a clone that is not bare".to_owned()),
        })?;
        let commit = repository.merge_base(name)?;
        let revision = repository.revision(commit, &below, options)?;
        let work_tree = WorkTree::new(&repository, folder, &below, &revision);
        let same = work_tree.unchanged(listed);
        let unchanged: FxHashSet<_> =
            listed.iter().zip(same).filter(|(_, same)| *same).map(|(file, _)| file.path.clone()).collect();
        let known: FxHashSet<&str> = listed.iter().map(|file| &*file.path).collect();
        let mut files = revision.list(wanted).files;
        // What the walk passes by today, it would have passed by then.
        files.retain(|file| known.contains(&*file.path) || !work_tree.is_passed_by(file));
        Ok(Self { revision, now, files, unchanged, projects: Vec::new() })
    }

    /// Divides the files among the projects of today.
    pub fn divide(&mut self, projects: &[Discovered]) {
        self.projects = projects.to_vec();
    }

    /// The commit, in hexadecimal digits.
    pub fn commit(&self) -> String {
        self.revision.commit().to_string()
    }

    /// Whether a file of today, relative to the tree's root, is as it was.
    pub fn is_unchanged(&self, path: &str) -> bool {
        self.unchanged.contains(path)
    }

    /// What was asked for and is not in the repository.
    pub fn missing(self) -> Option<Error> {
        self.revision.missing()
    }

    fn files_of(&self, project: &Discovered) -> Vec<TreeFile> {
        let owned = self.files.iter().filter(|file| Discovered::owner(&file.path, &self.projects) == Some(project));
        owned.cloned().collect()
    }
}

impl Tree for Before<'_> {
    fn list(&self, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Listing {
        let files = self.files.iter().filter(|file| wanted(&file.path)).cloned().collect();
        Listing { files, problems: Vec::new() }
    }

    fn read(&self, file: &TreeFile, buffer: &mut Buffer) -> io::Result<()> {
        match self.is_unchanged(&file.path) {
            true => self.now.read(file, buffer),
            false => self.revision.read(file, buffer),
        }
    }
}

/// What was there before.
pub struct Found {
    /// All findings, those that the configuration lets pass too.
    pub findings: Vec<Finding>,
    /// The files.
    pub set: FileSet,
    /// What could not be read as it should, and is not as it was: nothing is known of what
    /// was in it.
    pub problems: Vec<Problem>,
}

/// Scans a project as it was before; `files` are those of today, which are used up.
pub fn scan(now: &Scanner, before: &Before, files: &mut PythonFiles) -> Found {
    let excluded = globs(&now.config.exclude);
    let is_excluded = |path: &str| excluded.as_ref().is_some_and(|globs| globs.is_match(path));
    let set = FileSet::new(now.project, before.files_of(now.project), &is_excluded, &now.rules);
    let metadata = set.metadata(before, now.project);
    let map = ModuleMap::new(set.python.iter().map(|file| &*file.path), &set.source_roots(&metadata));
    let interest = interest(&now.rules, now.interest.spoken.clone(), &map);
    // Other top-level packages may make other statements matter.
    let shared = interest.components == now.interest.components && interest.own_names == now.interest.own_names;
    let scanner = Scanner {
        tree: before,
        set,
        map,
        interest,
        rules: now.rules.clone(),
        selection: now.selection.clone(),
        index: now.index.clone(),
        config: now.config.clone(),
        frames: false,
        evidence: false,
        processes: None,
        baseline: None,
        asides: None,
        ..*now
    };
    let mut files = match shared {
        true => take_over(&scanner, now, before, files),
        false => scanner.reader().read(&scanner.index),
    };
    let (findings, mut problems) = scanner.found(&mut files);
    files.settle(scanner.buffers);
    problems.retain(|problem| !before.is_unchanged(&super::join_path(now.root, &problem.path)));
    for problem in &mut problems {
        problem.message = format!("as it was in {:.10}: {}", before.commit(), problem.message);
    }
    Found { findings: findings.into_iter().map(|(finding, _)| finding).collect(), set: scanner.set, problems }
}

/// The files of `scanner`: what is as it was, from `files`, the rest read.
fn take_over(scanner: &Scanner, now: &Scanner, before: &Before, files: &mut PythonFiles) -> PythonFiles {
    let own = &scanner.set.python;
    let mut all = PythonFiles::sized(own.len());
    all.buffers = std::mem::take(&mut files.buffers);
    let (mut changed, mut places) = (Vec::new(), Vec::new());
    for (to, file) in own.iter().enumerate() {
        let from = now.set.python.binary_search_by(|other| other.path.cmp(&file.path)).ok();
        match from.filter(|_| before.is_unchanged(&super::join_path(now.root, &file.path))) {
            Some(from) => all.take(to, files, from, 0),
            None => {
                changed.push(file.clone());
                places.push(to);
            }
        }
    }
    let mut fresh = Reader { files: &changed, ..scanner.reader() }.read(&scanner.index);
    let shift = all.buffers.len() as u32;
    all.buffers.append(&mut fresh.buffers);
    all.problems.append(&mut fresh.problems);
    for (from, to) in places.into_iter().enumerate() {
        all.take(to, &mut fresh, from, shift);
    }
    all
}

impl PythonFiles {
    /// Takes what is known of a file over from another list, whose buffers have been moved
    /// by `shift`.
    fn take(&mut self, to: usize, other: &mut PythonFiles, from: usize, shift: u32) {
        self.is_python[to] = other.is_python[from];
        self.mentions[to] = other.mentions[from];
        self.facts[to] = other.facts[from].take();
        self.texts[to] = other.texts[from].take();
        self.broken[to] = other.broken[from];
        self.partial[to] = other.partial[from].take();
        self.kept[to] = match other.kept[from] {
            Kept::Buffer(buffer, start, end) => Kept::Buffer(buffer + shift, start, end),
            kept => kept,
        };
    }
}
