//! OpenStack's list of teams and their repositories: `reference/projects.yaml` of the
//! governance repository.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

use super::names::repository_names;
use super::{Summary, identity};
use crate::error::Error;

/// Files larger than this are none: the real one has some 100 KiB.
const MAX_BYTES: usize = 8 << 20;

/// Teams and what is theirs.
#[derive(Debug, Clone, Default)]
pub struct Governance {
    /// By name.
    pub teams: Vec<Team>,
}

/// A team.
#[derive(Debug, Clone)]
pub struct Team {
    /// Its name.
    pub name: String,
    /// Its repositories, as `openstack/nova`.
    pub repositories: Vec<String>,
}

/// One team in the file; all other keys are passed by.
#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    deliverables: BTreeMap<String, Deliverable>,
}

#[derive(Deserialize)]
struct Deliverable {
    #[serde(default)]
    repos: Vec<String>,
}

impl Governance {
    /// Reads the file.
    ///
    /// # Errors
    /// One that cannot be read, or is not such a list.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let shown = path.display().to_string();
        let wrong = |reason: String| Error::Path { path: shown.clone(), reason };
        let size = std::fs::metadata(path).map_err(|error| wrong(crate::input::reason(&error)))?.len();
        if size > MAX_BYTES as u64 {
            return Err(wrong(format!("larger than {} MiB: no list of teams", MAX_BYTES >> 20)));
        }
        let text = std::fs::read_to_string(path).map_err(|error| wrong(crate::input::reason(&error)))?;
        Self::parse(&text).map_err(|reason| Error::Usage {
            message: format!("{shown} is no list of teams: {reason}"),
            help: Some("give reference/projects.yaml of the repository openstack/governance".to_owned()),
        })
    }

    /// Reads the text of it.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parsed: BTreeMap<String, Entry> = serde_saphyr::from_str(text).map_err(|error| first_line(&error.to_string()))?;
        let teams: Vec<Team> = parsed.into_iter().map(|(name, entry)| Team { name, repositories: entry.repositories() }).collect();
        if teams.iter().all(|team| team.repositories.is_empty()) {
            return Err("no team in it has a repository".to_owned());
        }
        Ok(Self { teams })
    }

    /// The team that a project belongs to, and its repository.
    pub fn owner(&self, summary: &Summary) -> Option<(&str, &str)> {
        let all = || self.teams.iter().flat_map(|team| team.repositories.iter().map(move |own| (&*team.name, &**own)));
        repository_names(summary).into_iter().find_map(|name| {
            let wanted = identity(name);
            all().find(|(_, repository)| identity(repository.rsplit('/').next().unwrap_or(repository)) == wanted)
        })
    }
}

impl Entry {
    fn repositories(self) -> Vec<String> {
        self.deliverables.into_values().flat_map(|deliverable| deliverable.repos).collect()
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn teams_have_the_repositories_of_their_deliverables() {
        let text = "\
nova:
  ptl: {name: Somebody, irc: somebody}
  mission: >
    To compute.
  deliverables:
    nova:
      repos:
        - openstack/nova
    python-novaclient:
      release-management: none
      repos: [openstack/python-novaclient]
empty:
  ptl: {}
";
        let governance = Governance::parse(text).unwrap();
        let names: Vec<_> = governance.teams.iter().map(|team| (team.name.as_str(), team.repositories.len())).collect();
        assert_eq!(names, [("empty", 0), ("nova", 2)]);
    }

    #[test]
    fn what_is_no_such_list_is_refused() {
        assert!(Governance::parse("- a\n- b\n").is_err());
        assert!(Governance::parse("nova: {}\n").unwrap_err().contains("no team"));
        assert!(Governance::parse("{").is_err());
        // Each alias stands for nine of the one before: 9^9 texts in the end.
        let levels = (1..10).map(|level| format!("x{level}: &x{level} [{}]\n", vec![format!("*x{}", level - 1); 9].join(", ")));
        let bomb = format!("x0: &x0 [lol]\n{}", levels.collect::<String>());
        assert!(Governance::parse(&bomb).is_err());
    }
}
