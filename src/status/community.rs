//! Where the community stands: many projects in few numbers.

use super::{Project, StatusReport};
use crate::analysis::readiness::{EffortClass, ProjectLevel};
use crate::analysis::services::Level;

/// A release of OpenStack on the way of the goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// The release.
    pub release: &'static str,
    /// Its name; empty: it has none yet.
    pub name: &'static str,
    /// The day that its schedule says, as YYYY-MM-DD; empty: there is no schedule yet.
    pub date: &'static str,
    /// What the goal asks of it; empty: nothing.
    pub goal: &'static str,
}

/// The releases from the one in which the goal was selected, as
/// <https://releases.openstack.org/> has them.
pub const CALENDAR: [Calendar; 6] = [
    Calendar { release: "2025.1", name: "Epoxy", date: "2025-04-02", goal: "" },
    Calendar { release: "2025.2", name: "Flamingo", date: "2025-10-01", goal: "" },
    Calendar { release: "2026.1", name: "Gazpacho", date: "2026-04-01", goal: "" },
    Calendar { release: "2026.2", name: "Hibiscus", date: "2026-09-30", goal: "able to run without eventlet" },
    Calendar { release: "2027.1", name: "Indri", date: "2027-03-24", goal: "running on eventlet is deprecated" },
    Calendar { release: "2027.2", name: "", date: "", goal: "eventlet is removed" },
];

/// Projects of one level; numbers of projects in the report.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The level.
    pub level: ProjectLevel,
    /// Who has reached it, and not the next.
    pub projects: Vec<usize>,
}

/// Who has reached what the goal asks of a release.
#[derive(Debug, Clone)]
pub struct Milestone {
    /// The release.
    pub calendar: Calendar,
    /// Those who have.
    pub yes: Vec<usize>,
    /// Those who have not.
    pub no: Vec<usize>,
    /// Those of whom it cannot be decided.
    pub undecided: Vec<usize>,
}

/// What a team has left to do.
#[derive(Debug, Clone)]
pub struct TeamStanding {
    /// Its name; empty: projects of no team.
    pub team: String,
    /// Its projects.
    pub projects: Vec<usize>,
    /// Of these, those that are able to run without eventlet.
    pub able: usize,
    /// Points of all.
    pub score: f64,
}

/// The community.
#[derive(Debug, Clone)]
pub struct Community {
    /// Projects that start processes, by level.
    pub services: Vec<Standing>,
    /// Libraries, by level.
    pub libraries: Vec<Standing>,
    /// Projects of which the level is not known.
    pub unknown: Vec<usize>,
    /// The goal.
    pub milestones: Vec<Milestone>,
    /// Projects with something left to do, by class of effort.
    pub efforts: Vec<(EffortClass, Vec<usize>)>,
    /// Processes by level.
    pub processes: Vec<(Level, usize)>,
    /// Teams; none without a list of them.
    pub teams: Vec<TeamStanding>,
}

const SERVICE_LEVELS: [ProjectLevel; 6] =
    [ProjectLevel::R0, ProjectLevel::R1, ProjectLevel::R2, ProjectLevel::R3, ProjectLevel::R4, ProjectLevel::R5];
const LIBRARY_LEVELS: [ProjectLevel; 5] =
    [ProjectLevel::L0, ProjectLevel::L1, ProjectLevel::L2, ProjectLevel::L3, ProjectLevel::L4];

/// Where the projects of a report stand.
pub fn community(report: &StatusReport) -> Community {
    let numbers = |is: &dyn Fn(&Project) -> bool| -> Vec<usize> {
        report.projects.iter().enumerate().filter(|(_, project)| is(project)).map(|(number, _)| number).collect()
    };
    let standings = |levels: &[ProjectLevel]| -> Vec<Standing> {
        let one = |&level| Standing { level, projects: numbers(&|project| project.summary.level() == Some(level)) };
        levels.iter().map(one).collect()
    };
    let classes = [EffortClass::Small, EffortClass::Medium, EffortClass::Large, EffortClass::Redesign];
    let has_class = |project: &Project, class| {
        let effort = project.summary.readiness.as_ref().map(|readiness| &readiness.effort);
        effort.is_some_and(|effort| effort.class == class && effort.score > 0.0)
    };
    let processes = || report.projects.iter().flat_map(|project| &project.summary.services);
    Community {
        services: standings(&SERVICE_LEVELS),
        libraries: standings(&LIBRARY_LEVELS),
        unknown: numbers(&|project| project.summary.readiness.is_none()),
        milestones: milestones(&numbers),
        efforts: classes.into_iter().map(|class| (class, numbers(&|project| has_class(project, class)))).collect(),
        processes: Level::ALL.map(|level| (level, processes().filter(|service| service.level == level).count())).to_vec(),
        teams: report.teams.as_ref().map(|_| teams(report)).unwrap_or_default(),
    }
}

type Numbers<'n> = dyn Fn(&dyn Fn(&Project) -> bool) -> Vec<usize> + 'n;

fn milestones(numbers: &Numbers) -> Vec<Milestone> {
    let with_goal = CALENDAR.into_iter().filter(|calendar| !calendar.goal.is_empty());
    let answered = |calendar: Calendar, answer| numbers(&|project| has_reached(project, calendar.release) == answer);
    let one = |calendar| Milestone {
        calendar,
        yes: answered(calendar, Some(true)),
        no: answered(calendar, Some(false)),
        undecided: answered(calendar, None),
    };
    with_goal.map(one).collect()
}

/// Whether a project has reached what the goal asks of a release.
pub fn has_reached(project: &Project, release: &str) -> Option<bool> {
    let milestones = project.summary.readiness.as_ref()?.milestones;
    match release {
        "2026.2" => milestones.able,
        "2027.1" => milestones.deprecated,
        _ => milestones.removed,
    }
}

/// By name; what belongs to no team comes last.
fn teams(report: &StatusReport) -> Vec<TeamStanding> {
    let mut teams: Vec<TeamStanding> = Vec::new();
    for (number, project) in report.projects.iter().enumerate() {
        let name = project.team.as_deref().unwrap_or_default();
        let at = teams.iter().position(|team| team.team == name).unwrap_or_else(|| {
            teams.push(TeamStanding { team: name.to_owned(), projects: Vec::new(), able: 0, score: 0.0 });
            teams.len() - 1
        });
        let team = &mut teams[at];
        team.projects.push(number);
        team.able += usize::from(has_reached(project, "2026.2") == Some(true));
        team.score += project.summary.score().unwrap_or_default();
    }
    teams.sort_by(|one, other| (one.team.is_empty(), &one.team).cmp(&(other.team.is_empty(), &other.team)));
    teams
}
