//! Libraries that may run on eventlet, who uses them, and what must go first.

use std::collections::{BTreeMap, BTreeSet};

use super::{Project, StatusReport, identity};
use crate::analysis::readiness::ProjectLevel;
use crate::project::ProjectKind;

/// Modules that are eventlet's own ground and no library on the way to it.
const GROUND: [&str; 2] = ["eventlet", "greenlet"];

/// A project that uses a library.
#[derive(Debug, Clone)]
pub struct LibraryUser {
    /// Its number in the report.
    pub project: usize,
    /// Places in code that runs that use what may run on eventlet.
    pub uses: usize,
    /// Whether the library is found to load eventlet there although nothing asks for it.
    pub loads: bool,
}

/// A library.
#[derive(Debug, Clone)]
pub struct Library {
    /// Its top-level module.
    pub module: String,
    /// Its number in the report, if it is there.
    pub project: Option<usize>,
    /// Its level, if that is known.
    pub level: Option<ProjectLevel>,
    /// Who uses it, most uses first.
    pub users: Vec<LibraryUser>,
    /// 1-based: libraries of one step wait for those of the steps before, which use them.
    pub step: usize,
}

impl Library {
    /// Whom it holds back.
    pub fn holds(&self) -> &'static str {
        match self.level {
            Some(ProjectLevel::L0) => "everyone who uses it: it brings eventlet with it",
            Some(ProjectLevel::L1 | ProjectLevel::L2) => "those who leave it its default",
            Some(ProjectLevel::L3 | ProjectLevel::L4) => "nobody",
            _ if self.project.is_some() => "not decided",
            _ => "not in this report",
        }
    }
}

/// The libraries that the projects of a report use, and those that are in it themselves.
/// What a library has for eventlet can go once nobody uses it: users come first.
pub fn libraries(report: &StatusReport) -> Vec<Library> {
    let mut users: BTreeMap<&str, Vec<LibraryUser>> = BTreeMap::new();
    for (number, project) in report.projects.iter().enumerate() {
        let own = identity(&project.summary.name);
        for (module, &uses) in &project.summary.usage.libraries {
            // What begins so is no library, but a module that eventlet makes.
            if module.starts_with("__") || GROUND.contains(&&**module) || identity(module) == own {
                continue;
            }
            let user = LibraryUser { project: number, uses, loads: loads(project, module) };
            users.entry(module).or_default().push(user);
        }
    }
    let in_report = report.projects.iter().filter(|project| project.summary.kind == ProjectKind::Library);
    let own: Vec<String> = in_report.map(|project| identity(&project.summary.name).replace('-', "_")).collect();
    for module in &own {
        users.entry(module).or_default();
    }
    let mut libraries: Vec<Library> = users.into_iter().map(|(module, users)| library(report, module, users)).collect();
    order(&mut libraries);
    libraries
}

fn library(report: &StatusReport, module: &str, mut users: Vec<LibraryUser>) -> Library {
    users.sort_by(|one, other| other.uses.cmp(&one.uses).then(one.project.cmp(&other.project)));
    let wanted = identity(module);
    let project = report.projects.iter().position(|project| identity(&project.summary.name) == wanted);
    let level = project.and_then(|number| report.projects[number].summary.level());
    Library { module: module.to_owned(), project, level, users, step: 1 }
}

/// Whether a library is found to load eventlet in a project.
fn loads(project: &Project, module: &str) -> bool {
    let loaders = project.summary.readiness.iter().flat_map(|readiness| &readiness.disablable.still_loads);
    let top = |what: &str| what.split('.').next() == Some(module) || identity(what) == identity(module);
    loaders.into_iter().any(|loader| loader.kind == "library" && top(&loader.what))
}

/// Gives each library its step and sorts by it. Libraries that use each other in a circle
/// share what they would have had without it.
fn order(libraries: &mut [Library]) {
    let numbers: BTreeMap<usize, usize> =
        libraries.iter().enumerate().filter_map(|(at, library)| Some((library.project?, at))).collect();
    let using: Vec<Vec<usize>> = libraries
        .iter()
        .map(|library| library.users.iter().filter_map(|user| numbers.get(&user.project).copied()).collect())
        .collect();
    let mut steps = vec![None; libraries.len()];
    for at in 0..libraries.len() {
        step(at, &using, &mut steps, &mut BTreeSet::new());
    }
    for (library, step) in libraries.iter_mut().zip(steps) {
        library.step = step.unwrap_or(1);
    }
    libraries.sort_by(|one, other| {
        let key = |library: &Library| (library.step, std::cmp::Reverse(library.users.len()));
        key(one).cmp(&key(other)).then_with(|| one.module.cmp(&other.module))
    });
}

fn step(at: usize, using: &[Vec<usize>], steps: &mut [Option<usize>], above: &mut BTreeSet<usize>) -> usize {
    if let Some(known) = steps[at] {
        return known;
    }
    // There are no more libraries than modules that rules name: it does not go deep.
    if !above.insert(at) {
        return 0;
    }
    let before = using[at].iter().map(|&user| step(user, using, steps, above)).max().unwrap_or(0);
    above.remove(&at);
    steps[at] = Some(before + 1);
    before + 1
}
