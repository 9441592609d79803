//! What has changed since an earlier report.

use std::collections::BTreeMap;

use super::{Project, Service, StatusReport, Summary, identity};
use crate::analysis::readiness::ProjectLevel;
use crate::analysis::services::Level;

/// One project then and now.
#[derive(Debug, Clone)]
pub struct Move {
    /// Its number in the report.
    pub project: usize,
    /// What was read of it then.
    pub then: Option<String>,
    /// Its level then and now, as far as they were found out.
    pub level: (Option<ProjectLevel>, Option<ProjectLevel>),
    /// Its points then and now, as far as they were counted.
    pub score: (Option<f64>, Option<f64>),
    /// Findings to be done away with that are no longer there.
    pub gone: usize,
    /// Those that were not there then.
    pub new: usize,
    /// Those that are there still.
    pub kept: usize,
    /// Services on threads alone now, and not then.
    pub freed: Vec<String>,
    /// Services that can be switched now, and could not then.
    pub switchable: Vec<String>,
    /// Services that are further from threads than they were.
    pub back: Vec<String>,
}

impl Move {
    /// Whether anything has changed.
    pub fn is_any(&self) -> bool {
        let level = self.level.0 != self.level.1;
        let services = !(self.freed.is_empty() && self.switchable.is_empty() && self.back.is_empty());
        level || services || self.gone + self.new > 0 || self.score.0 != self.score.1
    }

    /// Whether the level is a higher one than it was (greater), a lower one (less).
    pub fn direction(&self) -> std::cmp::Ordering {
        match self.level {
            // A project that became a library, or the other way round, went nowhere.
            (Some(then), Some(now)) if is_service(then) == is_service(now) => now.cmp(&then),
            _ => std::cmp::Ordering::Equal,
        }
    }
}

fn is_service(level: ProjectLevel) -> bool {
    level <= ProjectLevel::R5
}

/// What has changed.
#[derive(Debug, Clone)]
pub struct Changes {
    /// What the earlier report is called.
    pub label: String,
    /// Its date, if it has one.
    pub date: Option<String>,
    /// Projects that are in both reports, in the order of this one.
    pub moves: Vec<Move>,
    /// Numbers of the projects that are in this one alone.
    pub new: Vec<usize>,
    /// What is in the earlier one alone.
    pub gone: Vec<String>,
}

impl Changes {
    /// The moves of which something is to be said.
    pub fn moved(&self) -> impl Iterator<Item = &Move> {
        self.moves.iter().filter(|one| one.is_any())
    }

    /// How many are as they were.
    pub fn unchanged(&self) -> usize {
        self.moves.len() - self.moved().count()
    }
}

/// What has changed between two reports.
pub fn changes(now: &StatusReport, then: &StatusReport, label: &str) -> Changes {
    let mut before: BTreeMap<String, &Project> =
        then.projects.iter().map(|project| (identity(&project.summary.name), project)).collect();
    let (mut moves, mut new) = (Vec::new(), Vec::new());
    for (number, project) in now.projects.iter().enumerate() {
        match before.remove(&identity(&project.summary.name)) {
            Some(earlier) => moves.push(moved(number, &earlier.summary, &project.summary)),
            None => new.push(number),
        }
    }
    let gone = before.into_values().map(|project| project.summary.label()).collect();
    Changes { label: label.to_owned(), date: then.date.clone(), moves, new, gone }
}

fn moved(project: usize, then: &Summary, now: &Summary) -> Move {
    let gone = then.usage.keys().filter(|&key| !now.usage.has_counted(key)).count();
    let new = now.usage.keys().filter(|&key| !then.usage.has_counted(key)).count();
    let mut one = Move {
        project,
        then: then.state(),
        level: (then.level(), now.level()),
        score: (then.score(), now.score()),
        gone,
        new,
        kept: now.usage.keys().count() - new,
        freed: Vec::new(),
        switchable: Vec::new(),
        back: Vec::new(),
    };
    for service in &now.services {
        let Some(earlier) = then.services.iter().find(|earlier| is_same(earlier, service)) else { continue };
        let Some((before, after)) = rank(earlier.level).zip(rank(service.level)) else { continue };
        let list = match service.level {
            _ if after < before => &mut one.back,
            Level::E4 if after > before => &mut one.freed,
            Level::E2 | Level::E3 if before < 2 => &mut one.switchable,
            _ => continue,
        };
        list.push(service.name.clone());
    }
    one
}

fn is_same(one: &Service, other: &Service) -> bool {
    one.name == other.name && one.group == other.group
}

/// How far a service is; none for what was not decided, or is not here.
fn rank(level: Level) -> Option<usize> {
    [Level::E0, Level::E1, Level::E2, Level::E3, Level::E4].into_iter().position(|known| known == level)
}
