//! What a project may copy. The texts are those of the documentation.

use std::path::Path;

/// A configuration to begin with.
pub const CONFIGURATION: &str = include_str!("../../docs/recipes/eventlet-scan.toml");

const TOX: &str = include_str!("../../docs/recipes/tox.ini");
const ZUUL: &str = include_str!("../../docs/recipes/zuul.yaml");
const ZUUL_PLAYBOOK: &str = include_str!("../../docs/recipes/zuul-playbook.yaml");
const ZUUL_TOX: &str = include_str!("../../docs/recipes/zuul-tox.yaml");
const PRE_COMMIT: &str = include_str!("../../docs/recipes/pre-commit.yaml");
const GITHUB: &str = include_str!("../../docs/recipes/github.yml");
const GITLAB: &str = include_str!("../../docs/recipes/gitlab-ci.yml");
const GIT: &str = include_str!("../../docs/recipes/pre-commit.sh");

/// Where Zuul looks for a project's jobs, in its order.
const ZUUL_PLACES: [&str; 4] = ["zuul.yaml", "zuul.d", ".zuul.yaml", ".zuul.d"];

/// Something to be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    /// Where it goes, as a line above it.
    pub place: String,
    /// What goes there.
    pub text: &'static str,
}

impl Recipe {
    fn new(place: impl Into<String>, text: &'static str) -> Self {
        Self { place: place.into(), text }
    }
}

/// The recipes for what is there in a project and does not name the tool yet.
pub fn fitting(root: &Path) -> Vec<Recipe> {
    let is_there = |name: &str| root.join(name).exists();
    let lacks = |name: &str| is_there(name) && !names_us(&root.join(name));
    let mut recipes = Vec::new();
    if lacks("tox.ini") {
        recipes.push(Recipe::new("Add to tox.ini:", TOX));
    }
    if let Some(place) = ZUUL_PLACES.into_iter().find(|place| is_there(place)).filter(|place| lacks(place)) {
        let place = if place.ends_with(".d") { format!("{place}/eventlet-scan.yaml") } else { place.to_owned() };
        if is_there("tox.ini") {
            recipes.push(Recipe::new(format!("Add to {place}:"), ZUUL_TOX));
        } else {
            recipes.push(Recipe::new(format!("Add to {place}:"), ZUUL));
            recipes.push(Recipe::new("Write to playbooks/eventlet-scan.yaml:", ZUUL_PLAYBOOK));
        }
    }
    if lacks(".pre-commit-config.yaml") {
        recipes.push(Recipe::new("Add to .pre-commit-config.yaml, below `repos:`:", PRE_COMMIT));
    }
    if lacks(".github/workflows") {
        recipes.push(Recipe::new("Write to .github/workflows/eventlet.yml:", GITHUB));
    }
    if lacks(".gitlab-ci.yml") {
        recipes.push(Recipe::new("Add to .gitlab-ci.yml:", GITLAB));
    }
    let places = ZUUL_PLACES.into_iter().chain(["tox.ini", ".pre-commit-config.yaml", ".github/workflows", ".gitlab-ci.yml"]);
    if recipes.is_empty() && !places.into_iter().any(is_there) {
        recipes.push(Recipe::new("Write to .git/hooks/pre-commit, and make it executable:", GIT));
    }
    recipes
}

/// Whether a file, or one in a folder, has the tool's name in it.
fn names_us(path: &Path) -> bool {
    let has_name = |path: &Path| {
        path.symlink_metadata().is_ok_and(|about| about.is_file())
            && std::fs::read(path).is_ok_and(|bytes| memchr::memmem::find(&bytes, env!("CARGO_PKG_NAME").as_bytes()).is_some())
    };
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().any(|entry| has_name(&entry.path())),
        Err(_) => has_name(path),
    }
}
