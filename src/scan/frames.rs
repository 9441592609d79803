//! Code frames: the lines around a place, cut and made safe to be shown.

use rustc_hash::FxHashMap;

use super::{Scanner, join_path};
use crate::analysis::services::Service;
use crate::finding::Shape;
use crate::input::{Buffer, TreeFile, decode};
use crate::report::Frame;
use crate::source::{LineIndex, Location, printable};

/// The lines of the evidence of services, in their order. None for a line that is not
/// there: the file may have changed since.
pub fn evidence(scanner: &Scanner, services: &[Service]) -> Vec<Vec<Option<Frame>>> {
    let mut texts: FxHashMap<&str, Option<(String, LineIndex)>> = FxHashMap::default();
    let mut frames = Vec::new();
    for service in services {
        let mut own = Vec::new();
        for step in &service.evidence {
            let read = texts.entry(&step.path).or_insert_with(|| text(scanner, &step.path));
            own.push(read.as_ref().and_then(|(text, lines)| line_frame(step.line, text, lines)));
        }
        frames.push(own);
    }
    frames
}

fn text(scanner: &Scanner, path: &str) -> Option<(String, LineIndex)> {
    let mut bytes = Buffer::default();
    let file = TreeFile { path: join_path(scanner.root, path).into(), raw: None };
    scanner.tree.read(&file, &mut bytes).ok()?;
    // Python's reading of a file without a declared encoding is the plain one.
    let text = decode::python(bytes.filled()).text.into_owned();
    let lines = LineIndex::new(&text);
    Some((text, lines))
}

/// The frame of a whole line, without the space around it.
fn line_frame(line: u32, text: &str, lines: &LineIndex) -> Option<Frame> {
    let shown = lines.line_text(text, line);
    let code = shown.trim();
    if code.is_empty() {
        return None;
    }
    let column = 1 + (shown.chars().count() - shown.trim_start().chars().count()) as u32;
    let end_column = column + code.chars().count() as u32;
    Some(frame(Location { line, column, end_line: line, end_column }, text, lines))
}

/// What stands around a place in its line.
pub fn shape(place: Location, text: &str, lines: &LineIndex) -> Shape {
    let line = lines.line_text(text, place.line);
    let byte = |column: u32| line.char_indices().nth(column as usize - 1).map_or(line.len(), |(at, _)| at);
    let end = if place.end_line == place.line { byte(place.end_column) } else { line.len() };
    Shape::of(line, byte(place.column)..end)
}

/// Characters of a line that a code frame shows; generated files have lines of megabytes.
const WIDTH: usize = 160;

/// The line of a place with one line around it, cut to a readable width, in characters
/// that are safe for a terminal.
pub fn frame(place: Location, text: &str, lines: &LineIndex) -> Frame {
    let line = place.line;
    let first_line = line.saturating_sub(1).max(1);
    let mut frame = Frame {
        first_line,
        bytes: lines.columns(text, place, char::len_utf8),
        utf16: lines.columns(text, place, char::len_utf16),
        ..Frame::default()
    };
    for number in first_line..=line + 1 {
        let shown = lines.line_text(text, number);
        if number > line && shown.is_empty() {
            break;
        }
        if number > first_line {
            frame.text.push('\n');
        }
        if number != line {
            let cut: String = shown.chars().take(WIDTH).collect();
            frame.text.push_str(&safe(&cut));
            continue;
        }
        let column = place.column as usize - 1;
        let length = match place.end_line == line {
            true => (place.end_column - place.column) as usize,
            false => usize::MAX,
        };
        let from = if column + length.min(WIDTH) > WIDTH { column.saturating_sub(WIDTH / 4) } else { 0 };
        let part = |skip: usize, take: usize| safe(&shown.chars().skip(skip).take(take).collect::<String>());
        let (before, matched) = (part(from, column - from), part(column, length.clamp(1, WIDTH)));
        let rest = WIDTH.saturating_sub(column - from + matched.chars().count());
        let after = part(column.saturating_add(length), rest);
        frame.start = frame.text.len() + before.len();
        frame.length = matched.len();
        frame.text.extend([before, matched, after]);
    }
    frame
}

/// Tabs stay; everything else that could steer a terminal becomes text.
fn safe(text: &str) -> String {
    text.split('\t').map(printable).collect::<Vec<_>>().join("\t")
}
