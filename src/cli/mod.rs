//! The command line: the only place that prints, reads the environment or exits.

mod args;
mod baseline;
mod check;
mod explain;
mod format;
mod gate;
mod init;
mod manual;
mod output;
mod overview;
mod progress;
mod recipes;
mod report;
mod service;
mod settings;

use clap::Parser;
use std::process::ExitCode;

use crate::error::Error;
use args::{Arguments, Command};

/// Parses the command line, runs, prints errors; the exit code is the contract's: 0
/// done, 1 new findings, 2 the job could not be done, 3 nothing was scanned.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = match error.print() {
                // A closed pipe leaves nobody to tell.
                Err(failed) if failed.kind() != std::io::ErrorKind::BrokenPipe => 2,
                _ if error.use_stderr() => 2,
                _ => 0,
            };
            return ExitCode::from(code);
        }
    };
    arguments.color.apply();
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // A file that breaks the parser becomes a problem in the report.
        if !crate::error::is_guarded() {
            usual(panic);
        }
    }));
    match run(&arguments) {
        Ok(code) => code,
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            output::error(error);
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    match &arguments.command {
        None => overview::run(&arguments.overview),
        Some(Command::Check(check)) => check::run(check),
        Some(Command::Baseline(arguments)) => baseline::run(&arguments.command),
        Some(Command::Report(report)) => report::run(report),
        Some(Command::Explain(explain)) => explain::explain(explain),
        Some(Command::Rules(rules)) => explain::rules(rules),
        Some(Command::Init(init)) => init::run(init),
        Some(Command::Completions(completions)) => manual::completions(completions),
        Some(Command::Man(man)) => manual::man(man),
    }
}
