//! Standard output and standard error.

use anstream::AutoStream;
use miette::{GraphicalReportHandler, GraphicalTheme};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::format::{Format, Outputs};
use crate::error::{Error, Problem};
use crate::input::reason;
use crate::source::printable;

/// Bytes that are written at once.
const OUTPUT_BYTES: usize = 1 << 16;

/// Standard output with colour where it is wanted, buffered: a line at a time would cost
/// a system call for each. Where colours are taken out again, what is left comes in small
/// pieces, so it is buffered on both sides of that.
pub fn stdout() -> impl Write {
    let stdout = std::io::stdout();
    let choice = AutoStream::choice(&stdout);
    let plain: Box<dyn Write> = Box::new(BufWriter::with_capacity(OUTPUT_BYTES, stdout.lock()));
    BufWriter::with_capacity(OUTPUT_BYTES, AutoStream::new(plain, choice))
}

/// Writes all that a run prints, each to its place. `draw` is told the format and the file,
/// if it is one.
pub fn write(outputs: &Outputs, draw: impl Fn(Format, Option<&Path>, &mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    for output in outputs.iter() {
        let draw = |out: &mut dyn Write| draw(output.format, output.file.as_deref(), out).and_then(|()| out.flush());
        match &output.file {
            Some(path) => {
                to_file(path, draw).map_err(|error| Error::Write { path: path.display().to_string(), reason: reason(&error) })?
            }
            None => draw(&mut stdout())?,
        }
    }
    Ok(())
}

/// Writes a file, without colours.
fn to_file(path: &Path, draw: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let file: Box<dyn Write> = Box::new(BufWriter::with_capacity(OUTPUT_BYTES, File::create(path)?));
    draw(&mut BufWriter::with_capacity(OUTPUT_BYTES, anstream::StripStream::new(file)))
}

/// Prints an error that ends the run.
pub fn error(error: Error) {
    let error = error.shown();
    let mut text = String::new();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode()).with_links(false);
    if handler.render_report(&mut text, &error).is_err() {
        text = error.to_string();
    }
    // Nobody to tell if standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Prints what could not be read as it should.
pub fn problems(problems: &[Problem]) {
    let mut stderr = anstream::stderr().lock();
    for problem in problems {
        let path = printable(&problem.path);
        let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
        let _ = writeln!(stderr, "warning: {path}{line}: {}", printable(&problem.message));
    }
}

/// Prints a remark for people.
pub fn remark(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}
