//! Standard output and standard error.

use anstream::AutoStream;
use miette::{GraphicalReportHandler, GraphicalTheme};
use std::io::{BufWriter, Write};

use crate::error::{Error, Problem};
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

/// Prints an error that ends the run.
pub fn error(error: Error) {
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
