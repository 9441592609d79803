//! Tells test code from what runs. A name alone misleads both ways: a resource plugin
//! may be called `test_resource.py`, and a test base class lives in `nova/test.py`.

use globset::GlobSet;

use crate::input::base_name;
use crate::python::Facts;
use crate::rules::Model;

/// What makes a file test code.
pub struct TestCode<'m> {
    model: &'m Model,
    paths: Option<GlobSet>,
}

impl<'m> TestCode<'m> {
    /// By the model's facts, and the globs of the project's configuration.
    pub fn new(model: &'m Model, paths: Option<GlobSet>) -> Self {
        Self { model, paths }
    }

    /// Whether the file at `path` (relative to the project's root) is test code. `facts`
    /// decide where the file is only named like one.
    pub fn is_test(&self, path: &str, facts: Option<&Facts>) -> bool {
        if self.paths.as_ref().is_some_and(|paths| paths.is_match(path)) {
            return true;
        }
        let name = base_name(path);
        let folders = &path[..path.len() - name.len()];
        let in_folder = folders.as_bytes().split(|&byte| byte == b'/').any(|folder| {
            self.model.test_folders.iter().any(|known| known.as_bytes() == folder)
                || self.model.test_folder_endings.iter().any(|ending| folder.ends_with(ending.as_bytes()))
        });
        if in_folder || name == "conftest.py" || name == "test-requirements.txt" {
            return true;
        }
        let stem = name.strip_suffix(".py").or_else(|| name.strip_suffix(".pyi")).unwrap_or(name);
        let named = stem == "test" || stem == "tests" || stem.starts_with("test_") || stem.ends_with("_test");
        named && facts.is_some_and(|facts| facts.imports_framework)
    }
}
