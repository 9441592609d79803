//! Takes the projects of a report from where they are.

use rayon::prelude::*;
use std::path::{Path, PathBuf};

use super::ReportArguments;
use crate::error::{Error, Problem};
use crate::input::{Archive, Tree, git};
use crate::report::Report;
use crate::scan::{Progress, scan, scan_tree_watched};
use crate::status::{Body, Project, Source, StatusReport, Summary, read, sources};

/// Results that are read together: so much of their text is in memory at once.
const TOGETHER: usize = 8;

/// The report over `paths`. `whole` says whether the whole of each result is kept for
/// those who want to write it out again.
///
/// # Errors
/// A path that does not exist, a revision that is not there, broken rules. What is wrong
/// with a single project is a problem in the report.
pub fn gather(arguments: &ReportArguments, paths: &[PathBuf], whole: bool, progress: &Progress) -> Result<StatusReport, Error> {
    let all = sources(paths)?;
    let mut gathered = Gathered { arguments, whole, progress, projects: Vec::new(), problems: Vec::new() };
    for group in all.chunk_by(is_alike) {
        gathered.group(group)?;
    }
    Ok(StatusReport::new(gathered.projects, gathered.problems))
}

/// Whether two sources are read together.
fn is_alike(one: &Source, other: &Source) -> bool {
    matches!((one, other), (Source::Folder(_), Source::Folder(_)) | (Source::Result(_), Source::Result(_)))
}

struct Gathered<'g> {
    arguments: &'g ReportArguments,
    whole: bool,
    progress: &'g Progress,
    projects: Vec<Project>,
    problems: Vec<Problem>,
}

impl Gathered<'_> {
    fn group(&mut self, group: &[Source]) -> Result<(), Error> {
        match group {
            [Source::Revision { folder, name }] => self.revision(folder, name),
            [Source::Archive(path)] => self.archive(path),
            [Source::Result(_), ..] => {
                self.results(group);
                Ok(())
            }
            folders => {
                let paths = folders.iter().filter_map(|source| match source {
                    Source::Folder(path) => Some(path.clone()),
                    _ => None,
                });
                let report = scan(&self.arguments.settings(paths.collect()), self.progress)?;
                self.add(report, None);
                Ok(())
            }
        }
    }

    fn archive(&mut self, path: &Path) -> Result<(), Error> {
        let settings = self.arguments.settings(Vec::new());
        let archive = Archive::new(path, &settings.walk)?;
        self.tree(&archive, &path.display().to_string(), None)
    }

    fn revision(&mut self, folder: &Path, name: &str) -> Result<(), Error> {
        let settings = self.arguments.settings(Vec::new());
        let repository = git::Repository::find(folder)?;
        let commit = repository.commit(name)?;
        let below = repository.below(folder).unwrap_or_default();
        let revision = repository.revision(commit, &below, &settings.walk)?;
        self.tree(&revision, &folder.display().to_string(), Some(&commit.to_string()))?;
        match revision.missing() {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    fn tree(&mut self, tree: &dyn Tree, shown: &str, revision: Option<&str>) -> Result<(), Error> {
        let report = scan_tree_watched(tree, shown, &self.arguments.settings(Vec::new()), self.progress)?;
        self.add(report, revision);
        Ok(())
    }

    fn add(&mut self, report: Report, revision: Option<&str>) {
        self.problems.extend(report.problems);
        for mut project in report.projects {
            project.revision = revision.map(str::to_owned).or(project.revision);
            match Summary::of(&project) {
                Ok(summary) => {
                    let body = if self.whole { Body::Scanned(Box::new(project)) } else { Body::Dropped };
                    self.projects.push(Project::new(summary, body));
                }
                Err(error) => self.problems.push(Problem::new(project.root, format!("left out of the report: {error}"))),
            }
        }
    }

    fn results(&mut self, group: &[Source]) {
        for group in group.chunks(TOGETHER) {
            let one = |source: &Source| match source {
                Source::Result(path) => read(path, &path.display().to_string()),
                _ => Default::default(),
            };
            let read: Vec<_> = group.par_iter().map(one).collect();
            for (projects, problems) in read {
                self.projects.extend(projects);
                self.problems.extend(problems);
            }
        }
    }
}
