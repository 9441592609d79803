//! `eventlet-scan completions SHELL` and `eventlet-scan man [COMMAND]`: what the definition
//! of the command line says, for shells and for `man`.

use clap::CommandFactory;
use std::io::Write;
use std::process::ExitCode;

use super::args::{Arguments, CompletionsArguments, ManArguments};
use super::output;
use crate::error::{Error, nearest};
use crate::source::printable;

/// Prints completions.
pub fn completions(arguments: &CompletionsArguments) -> Result<ExitCode, Error> {
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    // Its functions give up when a write fails, and a closed pipe is no reason to.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    print(&script)
}

/// Prints a manual page.
pub fn man(arguments: &ManArguments) -> Result<ExitCode, Error> {
    let mut command = Arguments::command();
    // Gives every command its full name.
    command.build();
    let page = match &arguments.command {
        None => command,
        Some(name) => match command.find_subcommand(name) {
            Some(found) => found.clone(),
            None => return Err(unknown(&command, name)),
        },
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    print(&text)
}

fn print(text: &[u8]) -> Result<ExitCode, Error> {
    let mut out = output::stdout();
    out.write_all(text)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn unknown(program: &clap::Command, name: &str) -> Error {
    let names = || program.get_subcommands().map(clap::Command::get_name);
    let help = match nearest(name, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
    };
    Error::Usage { message: format!("no command is called `{}`", printable(name)), help: Some(help) }
}
