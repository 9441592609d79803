//! `eventlet-scan report [PATH]...`

mod arguments;
mod gather;

pub use arguments::{ReportArguments, ReportFormat};

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use super::output;
use super::progress::watched;
use crate::error::Error;
use crate::render::{count, status};
use crate::rules::RuleSet;
use crate::source::printable;
use crate::status::{Governance, StatusReport};
use gather::gather;

/// Makes the report.
pub fn run(arguments: &ReportArguments) -> Result<ExitCode, Error> {
    let start = Instant::now();
    // What is wrong with the command line is said before anything is scanned.
    let outputs = outputs(arguments)?;
    let rules = RuleSet::load(&arguments.rules)?.digest;
    let governance = arguments.governance.as_deref().map(Governance::read).transpose()?;
    let report = watched(arguments.quiet, |progress| {
        let here = [PathBuf::from(".")];
        let paths = if arguments.paths.is_empty() { &here[..] } else { &arguments.paths };
        let whole = outputs.iter().any(|(format, _)| *format == ReportFormat::Json);
        let mut report = gather(arguments, paths, whole, progress)?;
        if let Some(path) = &arguments.compare {
            let earlier = gather(arguments, std::slice::from_ref(path), false, progress)?;
            report = compared(report, earlier, path)?;
        }
        Ok::<_, Error>(report)
    })?;
    let mut report = StatusReport { date: arguments.date.clone(), rules, ..report };
    if let Some(governance) = governance {
        report = report.with_teams(governance);
    }
    say(arguments, &report, start);
    if report.projects.is_empty() {
        return Ok(ExitCode::from(3));
    }
    for (format, path) in outputs {
        write(&report, format, path)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The formats that are asked for, and where each goes.
fn outputs(arguments: &ReportArguments) -> Result<Vec<(ReportFormat, Option<&Path>)>, Error> {
    if arguments.output.is_empty() {
        let format = arguments.format.unwrap_or(ReportFormat::Markdown);
        if format == ReportFormat::Html && std::io::stdout().is_terminal() {
            let help = Some("give it a file: -o status.html".to_owned());
            return Err(Error::Usage { message: "a page for a browser is nothing for a terminal".to_owned(), help });
        }
        return Ok(vec![(format, None)]);
    }
    let format = |path: &PathBuf| arguments.format.map_or_else(|| ReportFormat::of(path), Ok);
    arguments.output.iter().map(|path| Ok((format(path)?, Some(path.as_path())))).collect()
}

/// The report compared with an earlier one, what is wrong with which is said too.
fn compared(mut report: StatusReport, mut earlier: StatusReport, path: &Path) -> Result<StatusReport, Error> {
    let label = path.display().to_string();
    if earlier.projects.is_empty() {
        return Err(Error::Usage {
            message: format!("there is no project in {} to compare with", printable(&label)),
            help: Some("give the JSON of an earlier report, or any PATH that a report is made of".to_owned()),
        });
    }
    report.problems.append(&mut earlier.problems);
    report.problems.sort();
    report.problems.dedup();
    Ok(report.compared_with(&earlier, &label))
}

/// Tells what could not be read, and what was.
fn say(arguments: &ReportArguments, report: &StatusReport, start: Instant) {
    if arguments.quiet {
        return;
    }
    output::problems(&report.problems);
    if report.projects.is_empty() {
        output::remark("nothing was scanned: no Python file, no project and no result there");
    }
    if arguments.verbose > 0 {
        for project in &report.projects {
            output::remark(&printable(&project.summary.label_and_place()));
        }
        output::remark(&format!("{}, {:.0?}", count(report.projects.len(), "project"), start.elapsed()));
    }
}

fn write(report: &StatusReport, format: ReportFormat, path: Option<&Path>) -> Result<(), Error> {
    let Some(path) = path else {
        let mut out = output::stdout();
        draw(report, format, &mut out)?;
        return Ok(out.flush()?);
    };
    replace(path, |out| draw(report, format, out)).map_err(|error| Error::Write {
        path: printable(&path.display().to_string()).into_owned(),
        reason: crate::input::reason(&error),
    })
}

/// Writes a file beside the one that is asked for and puts it in its place when it is
/// whole: the report may be made from the very file that it replaces.
fn replace(path: &Path, draw: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> std::io::Result<()> {
    // What is there and no file (a terminal, a pipe) is written to as it is.
    let place = path.metadata().is_ok_and(|known| !known.is_file());
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let target = if place { path.to_owned() } else { path.with_file_name(format!(".{name}.{}", std::process::id())) };
    let mut out = BufWriter::with_capacity(1 << 16, File::create(&target)?);
    let written = draw(&mut out).and_then(|()| out.flush());
    if place {
        return written;
    }
    let done = written.and_then(|()| std::fs::rename(&target, path));
    if done.is_err() {
        // What is left over helps nobody, and the first error is the one to tell.
        let _ = std::fs::remove_file(&target);
    }
    done
}

fn draw(report: &StatusReport, format: ReportFormat, out: &mut dyn Write) -> std::io::Result<()> {
    match format {
        ReportFormat::Html => status::html(report, out),
        ReportFormat::Markdown => status::markdown(report, out),
        ReportFormat::Json => status::json(report, out),
        ReportFormat::Csv => status::csv(report, out),
        ReportFormat::Badge => status::badge(report, out),
    }
}
