//! File comments as Zuul's `zuul_return` takes them: an object of paths, with a list of
//! comments for each. Zuul refuses all of them for one key that it does not know.

use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{advice, count};
use crate::finding::Finding;
use crate::report::{Frame, Report};
use crate::rules::Severity;
use crate::source::Location;

/// Comments that are left on a change at most. So many does Zuul pass on to GitHub, and
/// more are read by nobody.
const MOST: usize = 50;

/// Characters of one comment; Gerrit takes 16 KiB.
const LONGEST: usize = 2000;

#[derive(Serialize)]
struct Comment {
    /// 1-based; the last of its range.
    line: u32,
    message: String,
    level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

/// Lines count from 1 and characters from 0, in units of UTF-16, the end exclusive: Gerrit
/// is a web page.
#[derive(Serialize)]
struct Range {
    start_line: u32,
    start_character: u32,
    end_line: u32,
    end_character: u32,
}

/// A comment for each new finding: the first of the errors, then of the warnings, up to a
/// number that can be read. Where some are left out, one more says how many. Needs the code
/// of the findings: its columns are counted there.
///
/// # Errors
/// What the writer says.
pub fn zuul(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut found: Vec<_> = report
        .new_places()
        .filter(|(project, finding, _)| {
            // A change may bring usage to a file that it does not touch, on which nobody can comment.
            project.comparison.changed.as_ref().is_none_or(|changed| changed.contains(&*finding.path))
        })
        .map(|(project, finding, frame)| (project.shown_path(&finding.path), finding, frame))
        // Zuul knows the files of the repository that it runs in, and no others.
        .filter(|(path, ..)| !path.starts_with("../") && !path.starts_with('/'))
        .collect();
    // A stable sort: within a severity they stay in the order of their places.
    found.sort_by_key(|(_, finding, _)| finding.severity());
    let left_out = match found.len() {
        all if all > MOST => found.split_off(MOST - 1).len(),
        _ => 0,
    };
    let note = found.last().filter(|_| left_out > 0).map(|(path, finding, _)| (path.clone(), note(finding, left_out)));
    let mut comments: BTreeMap<String, Vec<Comment>> = BTreeMap::new();
    for (path, finding, frame) in found {
        comments.entry(path).or_default().push(comment(finding, frame));
    }
    if let Some((path, note)) = note {
        comments.entry(path).or_default().push(note);
    }
    serde_json::to_writer_pretty(&mut *out, &comments)?;
    writeln!(out)
}

fn comment(finding: &Finding, frame: &Frame) -> Comment {
    let at = finding.location;
    let mut message = format!("{} {}", finding.rule.code, advice(finding));
    if let Some((cut, _)) = message.char_indices().nth(LONGEST) {
        message.truncate(cut);
        message.push('…');
    }
    Comment {
        line: at.end_line,
        message,
        level: match finding.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "info",
        },
        range: range(at, frame),
    }
}

/// None for a place without characters, which Gerrit does not show.
fn range(at: Location, frame: &Frame) -> Option<Range> {
    let columns = frame.utf16;
    let is_empty = at.line == at.end_line && columns.start >= columns.end;
    (!is_empty).then(|| Range {
        start_line: at.line,
        start_character: columns.start.saturating_sub(1),
        end_line: at.end_line,
        end_character: columns.end.saturating_sub(1),
    })
}

/// Stands where the last comment does.
fn note(last: &Finding, left_out: usize) -> Comment {
    let message = format!("{} left out here; `eventlet-scan check` lists all", count(left_out, "more finding"));
    Comment { line: last.location.end_line, message, level: "info", range: None }
}
