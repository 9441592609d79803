//! `eventlet-scan init [PATH]`: what a project needs to begin with, and where to go on.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::args::InitArguments;
use super::baseline::listed;
use super::output;
use super::progress::scan_with_progress;
use super::recipes;
use crate::config::{self, Config};
use crate::error::Error;
use crate::input::reason;
use crate::policy::{Place, baseline};
use crate::render::count;
use crate::report::{ProjectReport, Report};
use crate::scan::{BaselineSource, Settings};
use crate::source::printable;

/// Writes what is not there yet, and prints the recipes that fit.
pub fn run(arguments: &InitArguments) -> Result<ExitCode, Error> {
    let folder = arguments.path.clone().unwrap_or_else(|| PathBuf::from("."));
    if !folder.is_dir() {
        let message = format!("{} is no folder", folder.display());
        return Err(Error::Usage { message, help: Some("name the root of a project".to_owned()) });
    }
    // A baseline that is broken, or a configuration, is told of before anything is written.
    let settings =
        Settings { paths: vec![folder.clone()], baseline: BaselineSource::Projects, shapes: true, ..Settings::default() };
    let report = scan_with_progress(&settings, false)?;
    output::problems(&report.problems);
    if report.scanned_nothing() {
        output::remark("nothing was scanned: no Python file and no project there");
        return Ok(ExitCode::from(3));
    }
    belong_together(&report)?;
    let mut out = output::stdout();
    writeln!(out, "{}", configuration(&folder)?)?;
    for project in &report.projects {
        writeln!(out, "{}", known(project)?)?;
    }
    for recipe in recipes::fitting(&folder) {
        writeln!(out, "\n{}\n\n{}", recipe.place, recipe.text.trim_end())?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// That all projects lie in the first: a folder of projects is not a project.
fn belong_together(report: &Report) -> Result<(), Error> {
    let [first, others @ ..] = report.projects.as_slice() else { return Ok(()) };
    let is_below = |project: &ProjectReport| first.root == "." || Path::new(&project.root).starts_with(&first.root);
    if others.iter().all(is_below) {
        return Ok(());
    }
    let roots: Vec<_> = report.projects.iter().map(|project| printable(&project.root)).collect();
    let message = format!("{} are there, and none of them holds the others", count(roots.len(), "project"));
    Err(Error::Usage { message, help: Some(format!("name one: {}", roots.join(", "))) })
}

fn configuration(folder: &Path) -> Result<String, Error> {
    if let Some((_, path)) = Config::find(folder)? {
        return Ok(format!("{} has the configuration: left as it is", shown(&path)));
    }
    let path = folder.join(config::FILE);
    write_new(&path, recipes::CONFIGURATION)?;
    Ok(format!("{} written: all keys, none of them set", shown(&path)))
}

/// A project's baseline: all that counts today.
fn known(project: &ProjectReport) -> Result<String, Error> {
    let path = Path::new(&project.root).join(baseline::FILE);
    let places: Vec<_> = listed(project).map(Place::of).collect();
    Ok(match write_new(&path, &baseline::write(&places))? {
        true => format!("{} written: {} known", shown(&path), count(places.len(), "finding")),
        false => format!("{} is there: left as it is", shown(&path)),
    })
}

/// Writes a file unless it is there. Whether it was written.
fn write_new(path: &Path, text: &str) -> Result<bool, Error> {
    let fail = |error| Error::Write { path: path.display().to_string(), reason: reason(&error) };
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true).map_err(fail),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(fail(error)),
    }
}

fn shown(path: &Path) -> String {
    let path = path.display().to_string();
    printable(path.strip_prefix("./").unwrap_or(&path)).into_owned()
}
