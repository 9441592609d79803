//! Which findings count today: those that were not there before.

use rustc_hash::FxHashSet;
use std::sync::Arc;

use super::before::{self, Before};
use super::files::FileSet;
use super::reader::PythonFiles;
use super::{Scanner, join_path};
use crate::analysis::{FileContext, remark};
use crate::finding::{Disposition, Finding, assign_fingerprints};
use crate::input::{Buffer, Tree, TreeFile, decode};
use crate::manifest::{FileKind, classify};
use crate::policy::baseline::{self, Baseline};
use crate::policy::{Evidence, Origin, Place, Texts, recognise};
use crate::report::{BaselineReport, Comparison, Frame};
use crate::rules::Event;
use crate::source::{Location, Ruler};

/// The texts of a project's files.
struct TreeTexts<'t> {
    tree: &'t dyn Tree,
    root: &'t str,
    paths: FxHashSet<&'t str>,
}

impl<'t> TreeTexts<'t> {
    /// Those of `set`, below `root` in `tree`.
    pub fn new(tree: &'t dyn Tree, root: &'t str, set: &'t FileSet) -> Self {
        Self { tree, root, paths: set.paths().collect() }
    }
}

impl Texts for TreeTexts<'_> {
    fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    fn text(&self, path: &str) -> Option<String> {
        self.paths.get(path)?;
        let mut bytes = Buffer::default();
        self.tree.read(&TreeFile { path: join_path(self.root, path).into(), raw: None }, &mut bytes).ok()?;
        Some(match classify(path) {
            FileKind::Python | FileKind::Script => decode::python(bytes.filled()).text.into_owned(),
            FileKind::Other => decode::plain(bytes.filled()).into_owned(),
        })
    }
}

/// Compares the findings with a revision and a baseline: what either has is known. `files`
/// are used up.
pub fn compare(scanner: &Scanner, files: &mut PythonFiles, findings: &mut [(Finding, Frame)]) -> Comparison {
    let mut all: Vec<_> = findings.iter_mut().map(|(finding, _)| finding).collect();
    let report = scanner.baseline.as_ref().map(|own| listed(scanner, own, scanner.strict_rules, &mut all));
    if let Some(before) = scanner.before {
        since(scanner, before, files, &mut all);
    }
    let is_changed = |path: &&str| scanner.before.is_some_and(|before| !before.is_unchanged(&join_path(scanner.root, path)));
    Comparison {
        base: scanner.before.map(Before::commit),
        changed: scanner.before.map(|_| scanner.set.paths().filter(is_changed).map(str::to_owned).collect()),
        baseline: report,
    }
}

/// Marks the findings as known that a revision had; `files` are used up.
fn since(scanner: &Scanner, before: &Before, files: &mut PythonFiles, findings: &mut [&mut Finding]) {
    let mut old = before::scan(scanner, before, files);
    if let Some(asides) = &scanner.asides {
        asides.add_problems(std::mem::take(&mut old.problems));
    }
    old.findings.retain(|finding| scanner.is_selected(finding));
    let was = TreeTexts::new(before, scanner.root, &old.set);
    let is = TreeTexts::new(scanner.tree, scanner.root, &scanner.set);
    let evidence = Evidence::of_texts(&was, &is, findings.iter().map(|finding| &**finding));
    let places: Vec<_> = old.findings.iter().map(Place::of).collect();
    let known = recognised(scanner, &places, findings, &evidence);
    drop(evidence);
    for (finding, _) in findings.iter_mut().zip(known).filter(|(_, origin)| *origin != Origin::New) {
        settle(finding);
    }
}

/// Marks the findings as known that a baseline lists. What became of its entries.
fn listed(scanner: &Scanner, baseline: &Arc<Baseline>, strict: bool, findings: &mut [&mut Finding]) -> BaselineReport {
    let places: Vec<_> = baseline.entries.iter().map(|entry| entry.place.clone()).collect();
    let is = TreeTexts::new(scanner.tree, scanner.root, &scanner.set);
    let list = places.iter().map(|place| (place.path.as_str(), place.definition.as_str()));
    let evidence = Evidence::of_list(list, &is, findings.iter().map(|finding| &**finding));
    let known = recognised(scanner, &places, findings, &evidence);
    drop(evidence);
    let mut used = vec![false; places.len()];
    let mut report =
        BaselineReport { file: baseline.clone(), stale: Vec::new(), unjudged: Vec::new(), moved: 0, later: Vec::new() };
    for (finding, origin) in findings.iter_mut().zip(known) {
        match origin {
            Origin::Old(from) => {
                used[from] = true;
                report.moved += usize::from(!places[from].is_same(&Place::of(finding)));
                settle(finding);
            }
            Origin::Import => settle(finding),
            Origin::New if strict || !baseline.is_later(&finding.rule) => {}
            Origin::New if finding.disposition == Disposition::New => {
                report.later.push(finding.rule.code.clone());
                settle(finding);
            }
            Origin::New => {}
        }
    }
    report.later.sort();
    let is_on = |code: &str| scanner.selection.rules.iter().any(|rule| rule.code == code);
    let scanned: FxHashSet<&str> = scanner.set.paths().collect();
    // What was not scanned may stand in a file that this run passes by.
    let is_judged = |path: &str| scanned.contains(path) || scanner.is_gone(path);
    let judged = |at: &usize| is_on(&places[*at].code) && is_judged(&places[*at].path);
    (report.stale, report.unjudged) = (0..places.len()).filter(|&at| !used[at]).partition(judged);
    report
}

/// Findings about entries of a project's own baseline whose findings are gone, if that is
/// looked for.
pub fn stale_entries(scanner: &Scanner, frames: bool, report: Option<&BaselineReport>) -> Vec<(Finding, Frame)> {
    let rule = scanner.selection.rules.iter().find(|rule| rule.is_about(Event::StaleBaselineEntry));
    let (Some(rule), Some(report)) = (rule, report) else { return Vec::new() };
    let file = FileContext { path: baseline::FILE.into(), test: false };
    let text = report.file.text();
    let mut ruler = Ruler::new(text);
    let mut found: Vec<_> = report
        .stale
        .iter()
        .map(|&at| {
            let line = report.file.entries[at].line;
            let end_column = 1 + ruler.line_text(line).chars().count() as u32;
            remark(rule, ruler.line_text(line), Location { line, column: 1, end_line: line, end_column }, &file)
        })
        .collect();
    assign_fingerprints(&mut found);
    let mut frame = |finding: &Finding| if frames { super::frames::frame(finding.location, &mut ruler) } else { Frame::default() };
    found
        .into_iter()
        .map(|finding| {
            let frame = frame(&finding);
            (finding, frame)
        })
        .collect()
}

fn recognised(scanner: &Scanner, old: &[Place], findings: &[&mut Finding], evidence: &Evidence) -> Vec<Origin> {
    let counts = |finding: &Finding| finding.suppression.is_none() && !scanner.selection.is_ignored(finding);
    let counts: Vec<_> = findings.iter().map(|finding| counts(finding)).collect();
    let new: Vec<_> = findings.iter().map(|finding| Place::of(finding)).collect();
    recognise(old, &new, &counts, evidence)
}

fn settle(finding: &mut Finding) {
    if finding.disposition == Disposition::New {
        finding.disposition = Disposition::Known;
    }
}

impl Scanner<'_> {
    /// Whether there is no file at a path: then what a baseline says of it is judged as if it
    /// had been scanned.
    fn is_gone(&self, path: &str) -> bool {
        let file = TreeFile { path: join_path(self.root, path).into(), raw: None };
        let read = self.tree.read(&file, &mut Buffer::default());
        read.is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
    }
}
