//! What `check` compares with, and what it says about that on standard error.

use std::collections::BTreeSet;

use super::args::GateArguments;
use super::output;
use crate::finding::{Disposition, SuppressionKind};
use crate::render::{count, quoted};
use crate::report::{BaselineReport, ProjectReport, Report};
use crate::scan::{BaselineSource, Settings};
use crate::source::printable;

/// Entries that are named one by one.
const NAMED: usize = 10;

impl GateArguments {
    /// The settings with what these words mean.
    pub fn settings(&self, settings: Settings) -> Settings {
        let baseline = match &self.baseline {
            _ if self.no_baseline => BaselineSource::None,
            Some(path) => BaselineSource::File(path.clone()),
            None => BaselineSource::Projects,
        };
        Settings { since: self.since.clone(), baseline, strict_rules: self.strict_rules, ..settings }
    }
}

/// How many entries of baselines are stale.
pub fn stale(report: &Report) -> usize {
    baselines(report).map(|(_, baseline)| baseline.stale.len()).sum()
}

fn baselines(report: &Report) -> impl Iterator<Item = (&ProjectReport, &BaselineReport)> {
    report.projects.iter().filter_map(|project| Some((project, project.comparison.baseline.as_ref()?)))
}

/// Says what does not count, and why, and what to do about it.
pub fn remarks(report: &Report) {
    for (project, baseline) in baselines(report) {
        stale_entries(project, baseline);
        later_rules(project, baseline);
    }
    bare_noqa(report);
    silenced(report);
}

fn stale_entries(project: &ProjectReport, baseline: &BaselineReport) {
    let stale = baseline.stale.len();
    if stale == 0 {
        return;
    }
    let name = printable(&baseline.file.name);
    for &at in baseline.stale.iter().take(NAMED) {
        let entry = &baseline.file.entries[at];
        let place = &entry.place;
        let path = printable(&project.shown_path(&place.path)).into_owned();
        output::remark(&format!("{name}:{}: gone: {} `{}` in {path}", entry.line, place.code, printable(&place.subject)));
    }
    let more = if stale > NAMED { format!(" ({} more than shown)", stale - NAMED) } else { String::new() };
    let entries = if stale == 1 { "1 entry is".to_owned() } else { format!("{stale} entries are") };
    output::remark(&format!("{entries} gone{more}; `{}` takes them out", command("prune", project, baseline)));
}

fn later_rules(project: &ProjectReport, baseline: &BaselineReport) {
    if baseline.later.is_empty() {
        return;
    }
    let mut codes = baseline.later.clone();
    codes.dedup();
    output::remark(&format!(
        "{} of rules that came after {} was written ({}) {} not count; `{}` takes them in, `--strict-rules` lets them count",
        count(baseline.later.len(), "finding"),
        printable(&baseline.file.name),
        codes.join(", "),
        if baseline.later.len() == 1 { "does" } else { "do" },
        command("write", project, baseline),
    ));
}

/// The command that changes a baseline.
fn command(verb: &str, project: &ProjectReport, baseline: &BaselineReport) -> String {
    let mut command = format!("eventlet-scan baseline {verb}");
    if project.root != "." {
        command.push_str(&format!(" {}", quoted(&project.root)));
    }
    let own = project.shown_path(crate::policy::baseline::FILE);
    if baseline.file.name != own {
        command.push_str(&format!(" --baseline {}", quoted(&baseline.file.name)));
    }
    command
}

fn bare_noqa(report: &Report) {
    let new: BTreeSet<_> =
        report.new_findings().map(|(project, finding)| (&project.root, &finding.path, finding.location.line)).collect();
    let places = report.projects.iter().flat_map(|project| project.bare_noqa.iter().map(move |place| (project, place)));
    let places: Vec<_> = places.filter(|(project, (path, line))| new.contains(&(&project.root, path, *line))).collect();
    let Some((project, (path, line))) = places.first() else { return };
    output::remark(&format!(
        "a bare `# noqa` silences nothing here, `# noqa: EVT101` does: {} under one, the first in {}:{line}",
        count(places.len(), "finding"),
        printable(&project.shown_path(path)),
    ));
}

fn silenced(report: &Report) {
    let kinds = report.findings().filter(|(_, finding)| finding.disposition == Disposition::Suppressed);
    let kinds: Vec<_> = kinds.filter_map(|(_, finding)| Some(finding.suppression.as_ref()?.kind)).collect();
    let sanctioned = kinds.iter().filter(|kind| **kind == SuppressionKind::Sanctioned).count();
    let known = report.findings().filter(|(_, finding)| finding.disposition == Disposition::Known).count();
    let counts = [(known, "known"), (kinds.len() - sanctioned, "silenced by comments"), (sanctioned, "in sanctioned modules")];
    let said: Vec<_> = counts.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")).collect();
    if !said.is_empty() {
        output::remark(&format!("not counted: {}", said.join(", ")));
    }
}
