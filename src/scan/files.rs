//! The files of a project, and which are read as what.

use super::join_path;
use crate::input::{Buffer, Tree, TreeFile, base_name, decode};
use crate::manifest::{FileKind, classify, is_history, is_metadata};
use crate::policy::Selection;
use crate::project::{Discovered, Metadata};
use crate::rules::{LazyGlobs, RuleSet};

/// Files of packaging metadata that say what a project is.
const METADATA: [&str; 4] = ["pyproject.toml", "setup.cfg", "setup.py", "PKG-INFO"];

/// Which paths a walk should list at all.
pub struct Wanted {
    settings: LazyGlobs,
    documentation: bool,
}

impl Wanted {
    /// What the rules can say something about, be they selected or not; documentation if it
    /// is asked for.
    pub fn new(rules: &RuleSet, selection: &Selection) -> Self {
        let settings = LazyGlobs::of_settings(&rules.rules);
        Self { settings, documentation: selection.reads_documentation() }
    }

    /// Whether the file at `path` is listed.
    pub fn is_wanted(&self, path: &str) -> bool {
        match classify(path) {
            FileKind::Python | FileKind::Script => true,
            FileKind::Other => {
                METADATA.contains(&base_name(path))
                    || !is_history(path)
                        && (is_metadata(path) || self.documentation && is_documentation(path) || self.is_setting(path))
            }
        }
    }

    fn is_setting(&self, path: &str) -> bool {
        self.settings.is_match(path)
    }
}

/// Whether a file is documentation that people read.
pub fn is_documentation(path: &str) -> bool {
    let name = base_name(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let prose = matches!(ending, "rst" | "md" | "inc") || name.starts_with("README");
    let folder = path.split('/').any(|folder| folder == "doc" || folder == "docs");
    (prose || folder && ending == "txt") && !is_history(path)
}

/// Whether a metadata file describes a package rather than settings of tools.
pub fn describes_package(tree: &dyn Tree, path: &str) -> bool {
    let mut bytes = Buffer::default();
    let file = TreeFile { path: path.into(), raw: None };
    if tree.read(&file, &mut bytes).is_err() {
        return false;
    }
    let text = decode::plain(bytes.filled());
    match base_name(path) {
        "setup.py" => true,
        "setup.cfg" => text.contains("[metadata]") || text.contains("[options]"),
        _ => text.contains("[project]") || text.contains("[tool.poetry]") || text.contains("[build-system]"),
    }
}

/// The files of one project, paths relative to its root.
#[derive(Debug, Default)]
pub struct FileSet {
    /// Python files, and files without ending that may be.
    pub python: Vec<TreeFile>,
    /// What rules read as text.
    pub textual: Vec<TreeFile>,
}

impl FileSet {
    /// Sorts the files of a project; `is_excluded` knows the configuration's globs. Python
    /// whose settings some of `rules` speak of is read as text too.
    pub fn new(project: &Discovered, files: Vec<TreeFile>, is_excluded: &dyn Fn(&str) -> bool, rules: &RuleSet) -> Self {
        let settings = LazyGlobs::of_python_settings(&rules.rules);
        let mut set = FileSet::default();
        for file in files {
            let relative = TreeFile { path: project.relative(&file.path).into(), raw: file.raw };
            if is_excluded(&relative.path) {
                continue;
            }
            match classify(&relative.path) {
                FileKind::Python => {
                    if relative.name() == "setup.py" || settings.is_match(&relative.path) {
                        set.textual.push(relative.clone());
                    }
                    set.python.push(relative);
                }
                FileKind::Script => {
                    set.textual.push(relative.clone());
                    set.python.push(relative);
                }
                FileKind::Other => set.textual.push(relative),
            }
        }
        set
    }

    /// All paths, each once, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let mut all: Vec<_> = self.python.iter().chain(&self.textual).map(|file| &*file.path).collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter()
    }

    /// Reads the project's metadata.
    pub fn metadata(&self, tree: &dyn Tree, project: &Discovered) -> Metadata {
        let read = |name: &str| {
            let mut bytes = Buffer::default();
            let file = TreeFile { path: join_path(&project.root, name).into(), raw: None };
            tree.read(&file, &mut bytes).ok()?;
            Some(decode::plain(bytes.filled()).into_owned())
        };
        let [pyproject, cfg, py, info] = METADATA.map(read);
        Metadata::read(pyproject.as_deref(), cfg.as_deref(), py.as_deref(), info.as_deref())
    }

    /// Folders below which module names begin: what the metadata says, and `src` or
    /// `lib` where they hold packages and are none.
    pub fn source_roots(&self, metadata: &Metadata) -> Vec<String> {
        let mut roots = metadata.source_roots.clone();
        for usual in ["src", "lib"] {
            let package = format!("{usual}/__init__.py");
            let is_package = self.python.iter().any(|file| *file.path == *package);
            if !is_package && !roots.iter().any(|root| root == usual) {
                roots.push(usual.to_owned());
            }
        }
        roots
    }
}
