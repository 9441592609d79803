//! Runs the built program as people and tools run it.

use assert_cmd::Command;
use std::path::Path;
use std::time::Duration;

/// What a run gave.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// The program in `folder`, deaf to the colours and settings of whoever runs the tests.
pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_eventlet-scan"));
    command.current_dir(folder).timeout(Duration::from_secs(120));
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLORTERM"] {
        command.env_remove(variable);
    }
    command
}

/// Runs it with the words of `line`.
pub fn run(folder: &Path, line: &str) -> Ran {
    finish(program(folder).args(line.split_whitespace()))
}

/// Runs a prepared command. A run that is killed, by the timeout or a signal, fails.
pub fn finish(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap_or_else(|error| panic!("not UTF-8: {error}"));
    let (out, err) = (text(output.stdout), text(output.stderr));
    let code = output.status.code().unwrap_or_else(|| panic!("killed: {:?}\n{err}", output.status));
    Ran { code, out, err }
}
