//! `eventlet-scan [PATH]...`

use std::process::ExitCode;
use std::time::Instant;

use super::args::{Format, OverviewArguments, ScanArguments};
use super::output;
use super::progress::scan_with_progress;
use super::settings::Wanted;
use crate::error::Error;
use crate::render;
use crate::report::Report;
use crate::scan::Settings;

/// Runs the overview.
pub fn run(arguments: &OverviewArguments) -> Result<ExitCode, Error> {
    if let Some(name) = &arguments.service {
        return super::service::run(arguments, name);
    }
    let format = arguments.format.unwrap_or(Format::Overview);
    let services = matches!(format, Format::Overview | Format::Json);
    let wanted = Wanted { notes: true, frames: format == Format::Full, services, evidence: false };
    let report = report(&arguments.scan, wanted)?;
    print(&arguments.scan, &report, format)?;
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

/// Prints a report in a format.
pub fn print(arguments: &ScanArguments, report: &Report, format: Format) -> Result<(), Error> {
    let mut out = output::stdout();
    if arguments.show_files {
        render::files(report, &mut out)?;
    } else if arguments.statistics && format != Format::Json {
        render::statistics(report, &mut out)?;
    } else {
        match format {
            Format::Overview => render::overview(report, &mut out)?,
            Format::Full => render::full(report, &mut out)?,
            Format::Concise => render::concise(report, &mut out)?,
            Format::Json => render::json(report, &mut out)?,
        }
    }
    std::io::Write::flush(&mut out)?;
    Ok(())
}
