//! `eventlet-scan baseline write|prune|add [PATH]...`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::args::{BaselineCommand, BaselineScan};
use super::output;
use super::overview::report_of;
use super::settings::Wanted;
use crate::error::Error;
use crate::finding::{Disposition, Finding};
use crate::policy::Place;
use crate::policy::baseline::{self, Baseline};
use crate::render::count;
use crate::report::{ProjectReport, Report};
use crate::rules::RuleSet;
use crate::scan::{BaselineSource, Settings};
use crate::source::printable;

/// Runs one of the commands.
pub fn run(command: &BaselineCommand) -> Result<ExitCode, Error> {
    let (scan, change): (_, fn(&ProjectReport) -> Change) = match command {
        BaselineCommand::Write(scan) => (scan, written),
        BaselineCommand::Prune(scan) => (scan, pruned),
        BaselineCommand::Add(scan) => (scan, added),
    };
    let may_be_new = !matches!(command, BaselineCommand::Prune(_));
    let broken = matches!(command, BaselineCommand::Write(_)) && forgives(scan)?;
    let report = scanned(scan, may_be_new, broken)?;
    for project in &report.projects {
        apply(scan, project, change(project))?;
    }
    Ok(if report.scanned_nothing() { ExitCode::from(3) } else { ExitCode::SUCCESS })
}

/// What is to be done with a project's file.
struct Change {
    /// Its new text; none: it stays as it is.
    text: Option<String>,
    added: usize,
    removed: usize,
}

/// The file of a project.
fn file(scan: &BaselineScan, project: &ProjectReport) -> PathBuf {
    scan.baseline.clone().unwrap_or_else(|| Path::new(&project.root).join(baseline::FILE))
}

fn scanned(scan: &BaselineScan, may_be_new: bool, broken: bool) -> Result<Report, Error> {
    let source = match &scan.baseline {
        _ if broken => BaselineSource::None,
        Some(path) if may_be_new && !path.exists() => BaselineSource::None,
        Some(path) => BaselineSource::File(path.clone()),
        None => BaselineSource::Projects,
    };
    let settings = Settings { baseline: source, shapes: true, strict_rules: true, ..scan.scan.settings(Wanted::default()) };
    let report = report_of(&scan.scan, &settings)?;
    if scan.baseline.is_some() && report.projects.len() > 1 {
        let help = Some("without the option each project has a file of its own".to_owned());
        return Err(Error::Usage { message: "`--baseline` is for one project, and several are scanned".to_owned(), help });
    }
    Ok(report)
}

/// Whether the file that is written is broken, so that it is written anew: after a merge
/// with conflicts that is what somebody wants.
fn forgives(scan: &BaselineScan) -> Result<bool, Error> {
    let path = match (&scan.baseline, scan.scan.paths.as_slice()) {
        (Some(path), _) => path.clone(),
        (None, []) => PathBuf::from(baseline::FILE),
        (None, [project]) => project.join(baseline::FILE),
        (None, _) => return Ok(false),
    };
    let rules = RuleSet::load(&scan.scan.rules)?;
    Ok(path.is_file() && Baseline::read(&path, &rules).is_err())
}

/// The findings that a baseline may list: those that count.
pub fn listed(project: &ProjectReport) -> impl Iterator<Item = &Finding> {
    project.findings.iter().filter(|finding| finding.disposition != Disposition::Suppressed)
}

fn written(project: &ProjectReport) -> Change {
    let all: Vec<_> = listed(project).map(Place::of).collect();
    let Some(old) = &project.comparison.baseline else {
        return Change { added: all.len(), removed: 0, text: Some(baseline::write(&all)) };
    };
    // Entries that say what is there stay where they are; so do those that nothing is known of.
    let mut new = all;
    let mut goes = vec![false; old.file.entries.len()];
    for (goes, entry) in goes.iter_mut().zip(&old.file.entries) {
        match new.iter().position(|place| place.is_same(&entry.place) && place.shape == entry.place.shape) {
            Some(at) => drop(new.swap_remove(at)),
            None => *goes = true,
        }
    }
    for &kept in &old.unjudged {
        goes[kept] = false;
    }
    let removed = goes.iter().filter(|goes| **goes).count();
    let text = baseline::insert(&old.file.without(|at| goes[at]), &new, true);
    Change { added: new.len(), removed, text: Some(text) }
}

fn pruned(project: &ProjectReport) -> Change {
    let Some(old) = &project.comparison.baseline else { return Change { text: None, added: 0, removed: 0 } };
    let text = old.file.without(|at| old.stale.binary_search(&at).is_ok());
    Change { text: (!old.stale.is_empty()).then_some(text), added: 0, removed: old.stale.len() }
}

fn added(project: &ProjectReport) -> Change {
    let new: Vec<_> = listed(project).filter(|finding| finding.disposition == Disposition::New).map(Place::of).collect();
    let text = match &project.comparison.baseline {
        Some(old) => baseline::insert(&old.file.without(|_| false), &new, false),
        None => baseline::write(&new),
    };
    Change { text: (!new.is_empty()).then_some(text), added: new.len(), removed: 0 }
}

fn apply(scan: &BaselineScan, project: &ProjectReport, change: Change) -> Result<(), Error> {
    let path = file(scan, project);
    if let Some(text) = change.text {
        // A link may lead out of the project, and is not read as a baseline either.
        if scan.baseline.is_none() && path.symlink_metadata().is_ok_and(|about| !about.is_file()) {
            return Err(Error::Write { path: path.display().to_string(), reason: "not a regular file".to_owned() });
        }
        std::fs::write(&path, text)
            .map_err(|error| Error::Write { path: path.display().to_string(), reason: crate::input::reason(&error) })?;
    }
    if !scan.scan.quiet {
        let shown = path.display().to_string();
        let shown = printable(shown.strip_prefix("./").unwrap_or(&shown)).into_owned();
        output::remark(&match (change.added, change.removed) {
            (0, 0) => format!("{shown}: nothing to change"),
            (added, removed) => format!("{shown}: {} added, {removed} removed", count(added, "finding")),
        });
    }
    Ok(())
}
