//! Running text, broken into lines between words.

use anstyle::Style;
use std::io::{self, Write};

use crate::source::printable;

/// Columns of running text and of code frames.
pub(super) const WIDTH: usize = 100;

/// Whether parts fit into one line after `indent` spaces.
pub(super) fn fits(parts: &[(Style, &str)], indent: usize) -> bool {
    let shown = parts.iter().map(|(_, text)| printable(text).chars().count()).filter(|length| *length > 0);
    shown.map(|length| length + 1).sum::<usize>() + indent <= WIDTH + 1
}

/// Writes parts, a space between two of them, after `indent` spaces; later lines begin
/// after `hanging` spaces. What comes from scanned files is made safe here.
pub(super) fn wrapped(parts: &[(Style, &str)], indent: usize, hanging: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut column = indent;
    write!(out, "{:indent$}", "")?;
    let mut fresh = true;
    for (style, text) in parts {
        for word in printable(text).split(' ').filter(|word| !word.is_empty()) {
            let length = word.chars().count();
            if !fresh && column + 1 + length > WIDTH {
                write!(out, "\n{:hanging$}", "")?;
                column = hanging;
            } else if !fresh {
                write!(out, " ")?;
                column += 1;
            }
            write!(out, "{style}{word}{style:#}")?;
            column += length;
            fresh = false;
        }
    }
    writeln!(out)
}
