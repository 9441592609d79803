//! The status of many projects: what was scanned here, and results made elsewhere, as one
//! report; [`crate::render`] draws it.
//!
//! Both come in through the same door, the JSON of a result, so that a report says the
//! same of a project whether it was scanned for it or by a job somewhere else.

mod changes;
mod community;
mod governance;
mod libraries;
mod names;
mod read;
mod sources;
mod summary;
mod usage;

pub use changes::{Changes, Move, changes};
pub use community::{CALENDAR, Calendar, Community, Milestone, Standing, TeamStanding, community, has_reached};
pub use governance::{Governance, Team};
pub use libraries::{Library, LibraryUser, libraries};
pub use names::{gerrit, identity};
pub use read::{Stored, read};
pub use sources::{Source, sources};
pub use summary::{
    Blocker, Disablable, Effort, Evidence, Leaf, Loader, PlanStep, Readiness, Reviewed, Service, Summary, Switch, Term, Undecided,
};
pub use usage::{Place, Usage};

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::error::Problem;
use crate::project::ProjectKind;
use crate::report::ProjectReport;

/// Where the whole of a project's result is.
#[derive(Debug, Clone)]
pub enum Body {
    /// It was scanned.
    Scanned(Box<ProjectReport>),
    /// In a file.
    Stored(Stored),
    /// Nobody asked for it.
    Dropped,
}

/// One project of a report.
#[derive(Debug, Clone)]
pub struct Project {
    /// What is known of it.
    pub summary: Summary,
    /// The whole of it.
    pub body: Body,
    /// A name for it that is unique in the report: letters, digits and dashes.
    pub id: String,
    /// Its team, where a list of teams has it.
    pub team: Option<String>,
    /// Its repository (`openstack/nova`), where a list of teams has it.
    pub repository: Option<String>,
}

impl Project {
    /// A project of the report, before it is among others.
    pub fn new(summary: Summary, body: Body) -> Self {
        Self { summary, body, id: String::new(), team: None, repository: None }
    }
}

/// What a report is about.
#[derive(Debug, Clone, Default)]
pub struct StatusReport {
    /// The day that it is said to be of, as YYYY-MM-DD.
    pub date: Option<String>,
    /// Services first, then by name.
    pub projects: Vec<Project>,
    /// What could not be read as it should, sorted.
    pub problems: Vec<Problem>,
    /// The teams, where a list of them was given.
    pub teams: Option<Governance>,
    /// What has changed, where an earlier state was given.
    pub changes: Option<Changes>,
    /// Digest of the rules of the program that makes the report.
    pub rules: String,
}

impl StatusReport {
    /// A report of projects in the order in which they were given: of those that are the
    /// same one, the newest stays, and a problem names the other.
    pub fn new(projects: Vec<Project>, mut problems: Vec<Problem>) -> Self {
        let mut projects = newest(projects, &mut problems);
        projects.sort_by(|one, other| place(&one.summary).cmp(&place(&other.summary)));
        names::number(&mut projects);
        problems.sort();
        problems.dedup();
        Self { projects, problems, ..Self::default() }
    }

    /// Groups the projects by team.
    pub fn with_teams(mut self, governance: Governance) -> Self {
        for project in &mut self.projects {
            if let Some((team, repository)) = governance.owner(&project.summary) {
                project.team = Some(team.to_owned());
                project.repository = Some(repository.to_owned());
            }
        }
        self.teams = Some(governance);
        self
    }

    /// Compares with an earlier report, which is called `label`.
    pub fn compared_with(mut self, earlier: &StatusReport, label: &str) -> Self {
        self.changes = Some(changes(&self, earlier, label));
        self
    }

    /// The project of a name.
    pub fn find(&self, name: &str) -> Option<&Project> {
        let wanted = identity(name);
        self.projects.iter().find(|project| identity(&project.summary.name) == wanted)
    }
}

/// Services before libraries, then by name.
fn place(summary: &Summary) -> (u8, &str, &str) {
    let rank = match summary.kind {
        ProjectKind::Service => 0,
        ProjectKind::Plugin => 1,
        ProjectKind::Library => 2,
        ProjectKind::Client => 3,
        ProjectKind::Unknown => 4,
    };
    (rank, &summary.name, &summary.root)
}

/// One of each name.
fn newest(projects: Vec<Project>, problems: &mut Vec<Problem>) -> Vec<Project> {
    let mut kept: BTreeMap<String, Project> = BTreeMap::new();
    for project in projects {
        let key = identity(&project.summary.name);
        let Some(known) = kept.remove(&key) else {
            kept.insert(key, project);
            continue;
        };
        let (stays, goes) = match known.summary.age(&project.summary) {
            Ordering::Greater => (known, project),
            Ordering::Less | Ordering::Equal => (project, known),
        };
        let why = if stays.summary.age(&goes.summary) == Ordering::Greater { "is newer" } else { "was given last" };
        let message = format!(
            "{} is left out of the report: {} {why}; a report has each project once",
            goes.summary.label(),
            stays.summary.label_and_place()
        );
        problems.push(Problem::new(goes.summary.root.clone(), message));
        kept.insert(key, stays);
    }
    kept.into_values().collect()
}
