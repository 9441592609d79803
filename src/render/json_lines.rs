//! One JSON object a line for each finding: what line-wise tools and logs read.

use serde::Serialize;
use std::io::{self, Write};

use super::json::{FindingJson, finding};
use crate::report::Report;

#[derive(Serialize)]
struct Line<'l> {
    project: &'l str,
    root: &'l str,
    #[serde(flatten)]
    finding: FindingJson<'l>,
}

/// The findings of the JSON object, each with the name and the root of its project.
///
/// # Errors
/// What the writer says.
pub fn json_lines(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for (project, found) in report.findings() {
        let line = Line { project: &project.name, root: &project.root, finding: finding(found) };
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)?;
    }
    Ok(())
}
