//! Code frames: the lines around a place, cut and made safe to be shown.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Scanner, join_path};
use crate::analysis::services::Service;
use crate::finding::Shape;
use crate::input::{Buffer, TreeFile, decode};
use crate::report::Frame;
use crate::source::{Columns, Location, Mark, Ruler, printable};

/// The lines of the evidence of services, in their order. None for a line that is not
/// there: the file may have changed since.
pub fn evidence(scanner: &Scanner, services: &[Service]) -> Vec<Vec<Option<Frame>>> {
    let paths: FxHashSet<&str> = services.iter().flat_map(|service| &service.evidence).map(|step| &*step.path).collect();
    let texts: FxHashMap<&str, String> = paths.into_iter().filter_map(|path| Some((path, text(scanner, path)?))).collect();
    let mut rulers: FxHashMap<&str, Ruler> = texts.iter().map(|(path, text)| (*path, Ruler::new(text))).collect();
    let mut frame = |path: &str, line| rulers.get_mut(path).and_then(|ruler| line_frame(line, ruler));
    services.iter().map(|service| service.evidence.iter().map(|step| frame(&step.path, step.line)).collect()).collect()
}

fn text(scanner: &Scanner, path: &str) -> Option<String> {
    let mut bytes = Buffer::default();
    let file = TreeFile { path: join_path(scanner.root, path).into(), raw: None };
    scanner.tree.read(&file, &mut bytes).ok()?;
    // Python's reading of a file without a declared encoding is the plain one.
    Some(decode::python(bytes.filled()).text.into_owned())
}

/// The frame of a whole line, without the space around it.
fn line_frame(line: u32, ruler: &mut Ruler) -> Option<Frame> {
    let shown = ruler.line_text(line);
    let code = shown.trim();
    if code.is_empty() {
        return None;
    }
    let column = 1 + (shown.chars().count() - shown.trim_start().chars().count()) as u32;
    let end_column = column + code.chars().count() as u32;
    Some(frame(Location { line, column, end_line: line, end_column }, ruler))
}

/// What stands around a place in its line.
pub fn shape(place: Location, ruler: &mut Ruler) -> Shape {
    let line = ruler.line_text(place.line);
    let start = ruler.mark(place.line, place.column).bytes;
    let end = if place.end_line == place.line { ruler.mark(place.line, place.end_column).bytes } else { line.len() };
    Shape::of(line, start..end)
}

/// Characters of a line that a code frame shows; generated files have lines of megabytes.
const WIDTH: usize = 160;

/// The line of a place with one line around it, cut to a readable width, in characters
/// that are safe for a terminal.
pub fn frame(place: Location, ruler: &mut Ruler) -> Frame {
    let line = place.line;
    let first_line = line.saturating_sub(1).max(1);
    let (start, end) = (ruler.mark(line, place.column), ruler.mark(place.end_line, place.end_column));
    let columns = |start: usize, end: usize| Columns { start: start as u32 + 1, end: end as u32 + 1 };
    let (bytes, utf16) = (columns(start.bytes, end.bytes), columns(start.utf16, end.utf16));
    let mut frame = Frame { first_line, bytes, utf16, ..Frame::default() };
    for number in first_line..=line + 1 {
        let shown = ruler.line_text(number);
        if number > line && shown.is_empty() {
            break;
        }
        if number > first_line {
            frame.text.push('\n');
        }
        if number == line {
            let end = (place.end_line == line).then_some(end);
            frame.draw(shown, start, end);
        } else {
            let cut: String = shown.chars().take(WIDTH).collect();
            frame.text.push_str(&safe(&cut));
        }
    }
    frame
}

impl Frame {
    /// Adds the line with what is found in it, from `start` to `end`; none: to later lines.
    fn draw(&mut self, shown: &str, start: Mark, end: Option<Mark>) {
        let column = start.column as usize - 1;
        let length = end.map_or(usize::MAX, |end| (end.column - start.column) as usize);
        let from = if column + length.min(WIDTH) > WIDTH { column.saturating_sub(WIDTH / 4) } else { 0 };
        let (behind, rest) = (&shown[start.bytes..], end.map_or("", |end| &shown[end.bytes..]));
        let mut before: Vec<char> = shown[..start.bytes].chars().rev().take(column - from).collect();
        before.reverse();
        let before = safe(&before.into_iter().collect::<String>());
        let matched = safe(&behind.chars().take(length.clamp(1, WIDTH)).collect::<String>());
        let room = WIDTH.saturating_sub(column - from + matched.chars().count());
        let after = safe(&rest.chars().take(room).collect::<String>());
        self.start = self.text.len() + before.len();
        self.length = matched.len();
        self.text.extend([before, matched, after]);
    }
}

/// Tabs stay; everything else that could steer a terminal becomes text.
fn safe(text: &str) -> String {
    text.split('\t').map(printable).collect::<Vec<_>>().join("\t")
}
