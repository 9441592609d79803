//! An SVG badge for a README: how far one project is, or how many of several are able to
//! run without eventlet.

use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

use super::text::{shown, xml};
use crate::analysis::readiness::ProjectLevel;
use crate::status::{StatusReport, has_reached};

const LABEL: &str = "eventlet removal";

/// Pixels of a letter at this size, on average, in the fonts that are asked for; the text
/// is fitted to the width that comes of it.
const LETTER: f64 = 6.6;

/// Draws the badge.
///
/// # Errors
/// What the writer says.
pub fn badge(report: &StatusReport, out: &mut dyn Write) -> io::Result<()> {
    let (value, colour) = value(report);
    let (value, label) = (shown(&value), LABEL);
    let wide = |text: &str| (text.width() as f64 * LETTER).round() + 12.0;
    let (left, right) = (wide(label), wide(&value));
    let whole = left + right;
    let text = |middle: f64, width: f64, text: &str| {
        let (length, text) = (width - 12.0, xml(text));
        format!("<text x=\"{middle}\" y=\"14\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\">{text}</text>")
    };
    let alone = xml(&format!("{label}: {value}"));
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"20\" role=\"img\" aria-label=\"{alone}\">\n\
         <title>{alone}</title>\n\
         <rect width=\"{whole}\" height=\"20\" rx=\"3\" fill=\"#3b3b3b\"/>\n\
         <path d=\"M{left} 0h{}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{}z\" fill=\"{colour}\"/>\n\
         <g fill=\"#fff\" text-anchor=\"middle\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">\n\
         {}\n{}\n</g>\n</svg>",
        right - 3.0,
        right - 3.0,
        text(left / 2.0, left, label),
        text(left + right / 2.0, right, &value),
    )
}

/// What the badge says, and on what colour: white text is readable on each.
fn value(report: &StatusReport) -> (String, &'static str) {
    if let [project] = &report.projects[..] {
        let Some(readiness) = &project.summary.readiness else { return ("not decided".to_owned(), "#5f5f5f") };
        let colour = match readiness.level {
            ProjectLevel::R0 | ProjectLevel::L0 => "#8c3b0a",
            ProjectLevel::R1 | ProjectLevel::L1 => "#8a5a00",
            ProjectLevel::R2 | ProjectLevel::L2 => "#5d6700",
            ProjectLevel::R3 | ProjectLevel::L3 => "#0b6e63",
            ProjectLevel::R4 | ProjectLevel::R5 | ProjectLevel::L4 => "#01665e",
        };
        return (format!("{} {}", readiness.level.name(), readiness.title), colour);
    }
    let able = report.projects.iter().filter(|project| has_reached(project, "2026.2") == Some(true)).count();
    let all = report.projects.len();
    let colour = if able == all { "#01665e" } else { "#8a5a00" };
    (format!("{able} of {all} able to run without"), colour)
}
