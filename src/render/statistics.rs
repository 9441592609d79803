//! A count for each rule.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{STRONG, count, severity_style};
use crate::report::Report;

/// Findings and files for each rule, the most frequent first, and the total.
///
/// # Errors
/// What the writer says.
pub fn statistics(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = BTreeMap::new();
    for (project, finding) in report.findings() {
        let row = rows.entry(&finding.rule.code).or_insert_with(|| (&finding.rule, 0, std::collections::BTreeSet::new()));
        row.1 += 1;
        row.2.insert((&project.root, &finding.path));
    }
    let total: usize = rows.values().map(|(_, findings, _)| findings).sum();
    let mut rows: Vec<_> = rows.into_values().collect();
    rows.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.code.cmp(&other.0.code)));
    for (rule, findings, files) in &rows {
        let style = severity_style(rule.severity);
        let files = count(files.len(), "file");
        writeln!(out, "{findings:>6}  {style}{}{style:#}  {:<28} in {files}", rule.code, rule.id)?;
    }
    writeln!(out, "{STRONG}{total:>6}{STRONG:#}  {} of {}", count(total, "finding"), count(rows.len(), "rule"))
}
