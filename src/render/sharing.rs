//! What follows from services: what one of them can be rid of alone, which modules hold
//! several back, and which functions stand for many uses.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::wrap::wrapped;
use super::{FAINT, STRONG, count};
use crate::report::ProjectReport;

/// Lines of each part.
const LINES: usize = 4;

/// Draws the section, if anything follows.
pub(super) fn section(project: &ProjectReport, out: &mut dyn Write) -> io::Result<()> {
    let shared = shared(project);
    let alone: Vec<_> = project.services.iter().filter(|service| !service.alone.is_empty()).collect();
    if project.wrappers.is_empty() && shared.is_empty() && alone.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n  {STRONG}What hangs together{STRONG:#}")?;
    for (path, findings, services) in shared.iter().take(LINES) {
        let text = format!("{}; {services} services may load it", count(*findings, "place"));
        line(path, &text, out)?;
    }
    rest(shared.len(), "such modules", out)?;
    let mut alone: Vec<_> = alone.into_iter().map(|service| (service.alone.len(), &service.name)).collect();
    alone.sort_by(|one, other| (other.0, one.1).cmp(&(one.0, other.1)));
    for (findings, name) in alone.iter().take(LINES) {
        line(name, &format!("{} that no other service may load", count(*findings, "place")), out)?;
    }
    rest(alone.len(), "such services", out)?;
    for wrapper in project.wrappers.iter().take(LINES) {
        let callers = count(wrapper.callers.len(), "file");
        let text = format!("wraps {}: {} in {callers}", wrapper.symbol, count(wrapper.calls, "call"));
        line(&wrapper.name, &text, out)?;
    }
    rest(project.wrappers.len(), "such functions", out)
}

fn line(name: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    wrapped(&[(STRONG, name), (FAINT, text)], 4, 6, out)
}

fn rest(all: usize, such: &str, out: &mut dyn Write) -> io::Result<()> {
    if all <= LINES {
        return Ok(());
    }
    wrapped(&[(FAINT, &format!("and {} more {such}", all - LINES))], 4, 6, out)
}

/// Files with findings that more than one service may load: path, findings, services;
/// first those that most services share, then those with most findings.
fn shared(project: &ProjectReport) -> Vec<(String, usize, usize)> {
    let paths: BTreeMap<&str, &str> =
        project.findings.iter().map(|finding| (finding.fingerprint.as_str(), &*finding.path)).collect();
    let mut files: BTreeMap<&str, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    for service in &project.services {
        for fingerprint in &service.reaches {
            if let Some(path) = paths.get(fingerprint.as_str()) {
                let (findings, services) = files.entry(path).or_default();
                findings.insert(fingerprint);
                services.insert(&service.name);
            }
        }
    }
    let several = files.into_iter().filter(|(_, (_, services))| services.len() > 1);
    let mut all: Vec<_> = several.map(|(path, (findings, services))| (path.to_owned(), findings.len(), services.len())).collect();
    all.sort_by(|one, other| (other.2, other.1, &one.0).cmp(&(one.2, one.1, &other.0)));
    all
}
