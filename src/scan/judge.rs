//! Which findings count today: those that were not there before.

use rustc_hash::FxHashSet;

use super::before::{self, Before};
use super::files::{FileSet, PythonFiles};
use super::{Scanner, join_path};
use crate::finding::{Disposition, Finding};
use crate::input::{Buffer, Tree, TreeFile, decode};
use crate::manifest::{FileKind, classify};
use crate::policy::{Evidence, Place, Texts, pair};

/// The texts of a project's files.
pub struct TreeTexts<'t> {
    tree: &'t dyn Tree,
    root: &'t str,
    paths: FxHashSet<&'t str>,
}

impl<'t> TreeTexts<'t> {
    /// Those of `set`, below `root` in `tree`.
    pub fn new(tree: &'t dyn Tree, root: &'t str, set: &'t FileSet) -> Self {
        Self { tree, root, paths: set.paths().collect() }
    }
}

impl Texts for TreeTexts<'_> {
    fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    fn text(&self, path: &str) -> Option<String> {
        self.paths.get(path)?;
        let mut bytes = Buffer::default();
        self.tree.read(&TreeFile { path: join_path(self.root, path).into(), raw: None }, &mut bytes).ok()?;
        Some(match classify(path) {
            FileKind::Python | FileKind::Script => decode::python(bytes.filled()).text.into_owned(),
            FileKind::Other => decode::plain(bytes.filled()).into_owned(),
        })
    }
}

/// Marks the findings as known that a revision had; `files` are used up.
pub fn since(scanner: &Scanner, before: &Before, files: &mut PythonFiles, findings: &mut [&mut Finding]) {
    let mut old = before::scan(scanner, before, files);
    old.findings.retain(|finding| scanner.is_selected(finding));
    let known: FxHashSet<_> = old.findings.iter().map(|finding| finding.fingerprint.clone()).collect();
    let now: FxHashSet<_> = findings.iter().map(|finding| finding.fingerprint.clone()).collect();
    let gone: Vec<_> = old.findings.iter().filter(|finding| !now.contains(&finding.fingerprint)).map(Place::of).collect();
    let fresh: Vec<usize> = (0..findings.len()).filter(|&at| !known.contains(&findings[at].fingerprint)).collect();
    let new: Vec<_> = fresh.iter().map(|&at| Place::of(findings[at])).collect();
    let (was, is) = (TreeTexts::new(before, scanner.root, &old.set), TreeTexts::new(scanner.tree, scanner.root, &scanner.set));
    let evidence = Evidence::of_texts(&was, &is, findings.iter().map(|finding| &**finding));
    let moved = pair(&gone, &new, &evidence);
    let still_new: FxHashSet<usize> = fresh.into_iter().zip(moved).filter(|(_, from)| from.is_none()).map(|(at, _)| at).collect();
    for (at, finding) in findings.iter_mut().enumerate() {
        if !still_new.contains(&at) {
            finding.disposition = Disposition::Known;
        }
    }
}
