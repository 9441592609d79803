//! What packaging metadata says of a project: name, version, kind, source folders.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::manifest::ini::Ini;

/// What a project ships.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ProjectKind {
    /// Processes that serve.
    Service,
    /// Modules for others.
    Library,
    /// A command-line client.
    Client,
    /// Modules that another project's processes load.
    Plugin,
    /// The metadata does not say.
    Unknown,
}

/// What packaging metadata says of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The distribution's name.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Folders below which module names begin, relative to the project's root.
    pub source_roots: Vec<String>,
    /// Entry points: group, name, object reference.
    pub entry_points: Vec<(String, String, String)>,
    /// Trove classifiers.
    pub classifiers: Vec<String>,
}

#[derive(Deserialize, Default)]
struct Pyproject {
    project: Option<ProjectTable>,
    tool: Option<Tools>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct ProjectTable {
    name: Option<String>,
    version: Option<String>,
    #[serde(default)]
    classifiers: Vec<String>,
    #[serde(default)]
    scripts: BTreeMap<String, String>,
    #[serde(default)]
    gui_scripts: BTreeMap<String, String>,
    #[serde(default)]
    entry_points: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Deserialize, Default)]
struct Tools {
    setuptools: Option<toml::Value>,
    poetry: Option<PoetryTable>,
}

#[derive(Deserialize, Default)]
struct PoetryTable {
    name: Option<String>,
    version: Option<String>,
}

impl Metadata {
    /// Reads the texts of `pyproject.toml`, `setup.cfg`, `setup.py` and `PKG-INFO`, as far
    /// as they are there. What is broken in one is taken from another.
    pub fn read(pyproject: Option<&str>, setup_cfg: Option<&str>, setup_py: Option<&str>, pkg_info: Option<&str>) -> Self {
        let mut metadata = Metadata::default();
        if let Some(parsed) = pyproject.and_then(|text| toml::from_str::<Pyproject>(text).ok()) {
            metadata.add_pyproject(parsed);
        }
        if let Some(text) = setup_cfg {
            metadata.add_setup_cfg(&Ini::parse(text));
        }
        if let Some(text) = setup_py {
            metadata.name = metadata.name.take().or_else(|| keyword(text, "name"));
            metadata.version = metadata.version.take().or_else(|| keyword(text, "version"));
        }
        if let Some(text) = pkg_info {
            let header = |field: &str| {
                let head = text.split("\n\n").next().unwrap_or(text);
                head.lines().find_map(|line| line.strip_prefix(field)).map(|value| value.trim().to_owned())
            };
            metadata.name = metadata.name.take().or_else(|| header("Name:"));
            metadata.version = metadata.version.take().or_else(|| header("Version:"));
        }
        metadata.source_roots.retain(|root| !root.is_empty() && root != ".");
        metadata
    }

    fn add_pyproject(&mut self, parsed: Pyproject) {
        let poetry = parsed.tool.as_ref().and_then(|tool| tool.poetry.as_ref());
        let project = parsed.project.unwrap_or_default();
        self.name = project.name.or_else(|| poetry?.name.clone());
        self.version = project.version.or_else(|| poetry?.version.clone());
        self.classifiers = project.classifiers;
        let groups = [("console_scripts", project.scripts), ("gui_scripts", project.gui_scripts)];
        let groups = groups.into_iter().map(|(group, map)| (group.to_owned(), map)).chain(project.entry_points);
        for (group, map) in groups {
            self.entry_points.extend(map.into_iter().map(|(name, target)| (group.clone(), name, target)));
        }
        if let Some(setuptools) = parsed.tool.and_then(|tool| tool.setuptools) {
            let place = |path: &[&str]| path.iter().try_fold(&setuptools, |value, key| value.get(key)).cloned();
            let root = place(&["package-dir", ""]).and_then(|value| value.as_str().map(str::to_owned));
            let found = place(&["packages", "find", "where"]).and_then(|value| value.as_array().cloned());
            self.source_roots.extend(root);
            self.source_roots.extend(found.into_iter().flatten().filter_map(|value| value.as_str().map(str::to_owned)));
        }
    }

    fn add_setup_cfg(&mut self, ini: &Ini) {
        self.name = self.name.take().or_else(|| ini.value("metadata", "name"));
        self.version = self.version.take().or_else(|| ini.value("metadata", "version"));
        for line in ini.lines_of("metadata", &["classifier", "classifiers"]) {
            self.classifiers.push(line.text.to_owned());
        }
        for section in ["entry_points", "options.entry_points"] {
            for line in ini.section(section) {
                if let Some((name, target)) = line.text.split_once('=') {
                    let entry = (line.key.to_owned(), name.trim().to_owned(), target.trim().to_owned());
                    self.entry_points.push(entry);
                }
            }
        }
        for line in ini.lines_of("options", &["package_dir"]) {
            if let Some(root) = line.text.trim().strip_prefix('=') {
                self.source_roots.push(root.trim().to_owned());
            }
        }
        self.source_roots.extend(ini.value("options.packages.find", "where"));
    }

    /// What the project ships, as far as metadata says: who starts processes and has
    /// something for a WSGI server or several commands is a service.
    pub fn kind(&self) -> ProjectKind {
        let has = |group: &str| self.entry_points.iter().filter(|(own, _, _)| own == group).count();
        let topic = |text: &str| self.classifiers.iter().any(|classifier| classifier.contains(text));
        let name = self.name.as_deref().unwrap_or("");
        if name.ends_with("client") && (has("console_scripts") > 0 || has("openstack.cli.extension") > 0) {
            ProjectKind::Client
        } else if topic("Software Development :: Libraries") {
            ProjectKind::Library
        } else if has("wsgi_scripts") > 0 || has("console_scripts") > 1 {
            ProjectKind::Service
        } else if !self.entry_points.is_empty() && has("console_scripts") == 0 && has("oslo.config.opts") == 0 {
            ProjectKind::Plugin
        } else if self.name.is_some() {
            ProjectKind::Library
        } else {
            ProjectKind::Unknown
        }
    }
}

/// The string given to a keyword of `setup(...)`. A look at the text is enough for a
/// name; what runs when it is read is never run.
fn keyword(text: &str, name: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let value = line.trim().strip_prefix(name).or_else(|| line.split_once("setup(")?.1.trim().strip_prefix(name))?;
        let value = value.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        value[1..].split(quote).next().map(str::to_owned)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_each_file_says() {
        let toml = "[project]\nname = 'nova'\n[project.scripts]\nnova-compute = 'nova.cmd.compute:main'\n";
        let metadata = Metadata::read(Some(toml), Some("[metadata]\nname = other\nversion = 3\n"), None, None);
        assert_eq!(metadata.name.as_deref(), Some("nova"));
        assert_eq!(metadata.version.as_deref(), Some("3"));
        assert_eq!(metadata.entry_points[0].0, "console_scripts");
        let old = Metadata::read(None, None, Some("setup(name='swift',\n  version=\"2\")"), Some("Name: x\nVersion: 9\n"));
        assert_eq!((old.name.as_deref(), old.version.as_deref()), (Some("swift"), Some("2")));
        let broken = Metadata::read(Some("[project"), None, None, Some("Metadata-Version: 2\nName: a\n\nName: b"));
        assert_eq!(broken.name.as_deref(), Some("a"));
    }
}
