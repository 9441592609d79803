//! What comments and the configuration silence in a project.

use globset::GlobSet;
use std::sync::{Arc, Mutex};

use super::Scanner;
use super::reader::PythonFiles;
use crate::analysis::{FileContext, remark};
use crate::error::Problem;
use crate::finding::{Disposition, Finding, Suppression, SuppressionKind};
use crate::input::decode;
use crate::manifest::{FileKind, classify};
use crate::policy::suppress::{self, Silenced};
use crate::rules::{Event, Family};
use crate::source::{LineIndex, printable};

/// What is noticed on the way and is no finding.
#[derive(Default)]
pub struct Asides {
    found: Mutex<Found>,
}

/// Problems, and paths and 1-based lines of findings that a bare `# noqa` does not silence.
type Found = (Vec<Problem>, Vec<(Arc<str>, u32)>);

impl Asides {
    fn add(&self, path: &Arc<str>, silenced: &Silenced) {
        let message = "a comment of eventlet-scan that names no rule silences nothing: `ignore[EVT101]` does";
        let mut found = self.found.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        found.0.extend(silenced.nameless.iter().map(|&line| Problem::at(printable(path), line, message)));
        found.1.extend(silenced.bare.iter().map(|&line| (path.clone(), line)));
    }

    /// Takes over problems from elsewhere.
    pub fn add_problems(&self, problems: impl IntoIterator<Item = Problem>) {
        self.found.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).0.extend(problems);
    }

    /// What was noticed, the places sorted.
    pub fn take(&self) -> Found {
        let mut found = std::mem::take(&mut *self.found.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
        found.1.sort();
        found
    }
}

impl Scanner<'_> {
    /// Files that were not parsed, in whose comments something may stand that is for us:
    /// their index and text.
    pub(super) fn remarked(&self, files: &PythonFiles) -> Vec<(usize, String)> {
        let unparsed = (0..files.facts.len()).filter(|&at| files.mentions[at] && files.facts[at].is_none());
        let texts = unparsed.filter(|_| self.asides.is_some()).map(|at| {
            let bytes = self.reader().bytes(files, at).into_owned();
            (at, decode::python(&bytes).text.into_owned())
        });
        texts.filter(|(_, text)| suppress::may_silence(text, false)).collect()
    }

    /// Silences the findings of one file, and adds those about comments that silence none.
    pub(super) fn silence(&self, file: &FileContext, text: &str, found: &mut Vec<Finding>) {
        let Some(asides) = &self.asides else { return };
        let python = classify(&file.path) != FileKind::Other;
        let worth_it =
            if python { suppress::may_silence_python(text, found) } else { suppress::may_silence(text, !found.is_empty()) };
        if !worth_it {
            return;
        }
        let lines = LineIndex::new(text);
        let directives = match classify(&file.path) {
            FileKind::Python | FileKind::Script => suppress::in_python(text, &lines),
            FileKind::Other if super::files::is_documentation(&file.path) => return,
            FileKind::Other => suppress::in_lines(text, &lines),
        };
        let selected = |selector: &str| self.selection.rules.iter().any(|rule| rule.is_selected_by(selector));
        let known = |selector: &str| self.rules.rules.iter().any(|rule| rule.is_selected_by(selector));
        let silenced = suppress::apply(&directives, found, &lines, &|selector| selected(selector) || !known(selector));
        // What is read both as Python and as text has findings that are not known here.
        let rule = self.rules.for_event(Event::UnusedSuppression);
        if let Some(rule) = rule.filter(|_| !python || !self.set.textual.iter().any(|other| *other.path == *file.path)) {
            let unused = silenced.unused.iter();
            found.extend(unused.map(|(selector, span)| remark(rule, selector, lines.locate(text, *span), file)));
        }
        asides.add(&file.path, &silenced);
    }

    /// Silences what the configuration sanctions; says of everything silenced that it is.
    pub(super) fn settle<'f>(&self, sanctioned: Option<&GlobSet>, findings: impl Iterator<Item = &'f mut Finding>) {
        for finding in findings {
            let own = finding.rule.family == Family::Hygiene;
            if !own && sanctioned.is_some_and(|globs| globs.is_match(&*finding.path)) {
                let suppression = || Suppression { kind: SuppressionKind::Sanctioned, reason: None };
                finding.suppression.get_or_insert_with(suppression);
            }
            if finding.suppression.is_some() {
                finding.disposition = Disposition::Suppressed;
            }
        }
    }
}
