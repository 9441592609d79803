//! `eventlet-scan [PATH]...`

use std::process::ExitCode;
use std::time::Instant;

use super::args::{OverviewArguments, ScanArguments};
use super::format::{Format, Outputs};
use super::output;
use super::progress::scan_with_progress;
use super::settings::Wanted;
use crate::error::Error;
use crate::policy::Notes;
use crate::render;
use crate::report::Report;
use crate::scan::Settings;

/// Runs the overview.
pub fn run(arguments: &OverviewArguments) -> Result<ExitCode, Error> {
    if let Some(name) = &arguments.service {
        return super::service::run(arguments, name);
    }
    let outputs = Outputs::new(&arguments.format, Format::Overview)?;
    let services = outputs.has(Format::Overview) || outputs.has(Format::Json);
    // The overview says how many notes there are and lists none.
    let lists = outputs.iter().any(|output| output.format != Format::Overview) || arguments.scan.statistics;
    let notes = if lists { Notes::All } else { Notes::Imports };
    let wanted = Wanted { notes, frames: outputs.read_code(), services, evidence: false };
    let report = report(&arguments.scan, wanted)?;
    print(&arguments.scan, &report, &outputs)?;
    Ok(if report.scanned_nothing() { ExitCode::from(3) } else { ExitCode::SUCCESS })
}

/// Scans, and tells what could not be read.
pub fn report(arguments: &ScanArguments, wanted: Wanted) -> Result<Report, Error> {
    report_of(arguments, &arguments.settings(wanted))
}

/// The same, with settings that are more than the words of `arguments`.
pub fn report_of(arguments: &ScanArguments, settings: &Settings) -> Result<Report, Error> {
    let start = Instant::now();
    let report = scan_with_progress(settings, arguments.quiet)?;
    if !arguments.quiet {
        output::problems(&report.problems);
    }
    if report.scanned_nothing() && !arguments.quiet {
        output::remark("nothing was scanned: no Python file and no project there");
    }
    if arguments.verbose > 0 {
        for project in &report.projects {
            let files = project.files;
            output::remark(&format!(
                "{}: {} Python files, {} looked into, {} parsed",
                crate::source::printable(&project.root),
                files.seen,
                files.matched,
                files.parsed
            ));
        }
        output::remark(&format!("{} rules, {:.0?}", report.rules.rules.len(), start.elapsed()));
    }
    Ok(report)
}

/// Prints a report in its formats. Lists of files and counts take the place of what would
/// go to standard output, but not that of JSON, which has them.
pub fn print(arguments: &ScanArguments, report: &Report, outputs: &Outputs) -> Result<(), Error> {
    output::write(outputs, |format, file, out| match file {
        None if arguments.show_files => render::files(report, out),
        None if arguments.statistics && format != Format::Json => render::statistics(report, out),
        _ => format.draw(report, out),
    })
}
