//! `eventlet-scan check [PATH]...`

use std::process::ExitCode;

use super::args::CheckArguments;
use super::format::{Format, Outputs};
use super::gate;
use super::output;
use super::overview::{print, report_of};
use super::settings::Wanted;
use crate::error::Error;
use crate::render::count;

/// Runs the gate.
pub fn run(arguments: &CheckArguments) -> Result<ExitCode, Error> {
    let outputs = Outputs::new(&arguments.format, Format::Concise)?;
    let wanted = Wanted { frames: outputs.read_code(), services: outputs.has(Format::Json), ..Wanted::default() };
    let settings = arguments.gate.settings(arguments.scan.settings(wanted));
    let report = report_of(&arguments.scan, &settings)?;
    print(&arguments.scan, &report, &outputs)?;
    if !arguments.scan.quiet && !arguments.scan.show_files {
        gate::remarks(&report);
    }
    let stale = arguments.gate.locked && gate::stale(&report) > 0;
    let new = report.new_findings().count();
    if !arguments.scan.quiet
        && !arguments.scan.show_files
        && outputs.printed().is_none_or(|format| format == Format::Concise)
        && new > 0
    {
        let files: std::collections::BTreeSet<_> =
            report.new_findings().map(|(project, finding)| (&project.root, &finding.path)).collect();
        let (new, files) = (count(new, "new finding"), count(files.len(), "file"));
        output::remark(&format!("{new} in {files}; `eventlet-scan explain CODE` says what to do about one"));
    }
    Ok(match new {
        _ if report.scanned_nothing() => ExitCode::from(3),
        _ if arguments.scan.show_files => ExitCode::SUCCESS,
        0 if !stale => ExitCode::SUCCESS,
        _ if arguments.exit_zero => ExitCode::SUCCESS,
        _ => ExitCode::from(1),
    })
}
