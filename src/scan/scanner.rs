//! One project: its files read, its names resolved, its findings compared and judged.

use rayon::prelude::*;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::before::Before;
use super::paths::join_path;
use super::{FileSet, Progress, candidates, files, frames, judge, processes, reader, readiness, reviews, silence};
use crate::analysis::readiness::{Readiness, counts};
use crate::analysis::{FileContext, FileView, textual_findings, usage_findings};
use crate::config::{Config, globs};
use crate::error::Problem;
use crate::finding::{Finding, assign_fingerprints};
use crate::input::{Buffer, Tree, TreeFile};
use crate::manifest::{FileKind, classify, is_metadata};
use crate::policy::Selection;
use crate::policy::baseline::Baseline;
use crate::project::{Discovered, ModuleMap, Names, ProjectKind, TestCode};
use crate::python::{Interest, Spoken};
use crate::report::{Comparison, FileCounts, Frame};
use crate::rules::{Index, Processes, ReadinessModel, RuleSet};
use crate::source::Ruler;

/// Scans one project.
pub(super) struct Scanner<'s> {
    pub tree: &'s dyn Tree,
    pub root: &'s str,
    pub project: &'s Discovered,
    /// What it is compared with.
    pub before: Option<&'s Before<'s>>,
    pub baseline: Option<Arc<Baseline>>,
    pub strict_rules: bool,
    /// What is noticed on the way; none where nothing is silenced.
    pub asides: Option<silence::Asides>,
    pub set: FileSet,
    pub map: ModuleMap,
    pub interest: Interest,
    pub selection: Arc<Selection>,
    pub index: Arc<Index>,
    pub rules: Arc<RuleSet>,
    pub config: Config,
    pub frames: bool,
    /// Whether findings are compared, so that what stands around them matters.
    pub shapes: bool,
    pub evidence: bool,
    pub progress: &'s Progress,
    pub buffers: &'s reader::Buffers,
    /// What services are judged by, where they are asked for.
    pub processes: Option<&'s (Processes, ReadinessModel)>,
    /// The day by which overrides expire.
    pub today: Option<toml::value::Date>,
}

/// What a scan of a project came to.
pub(super) struct Outcome {
    pub comparison: Comparison,
    pub bare_noqa: Vec<(Arc<str>, u32)>,
    pub findings: Vec<(Finding, Frame)>,
    pub processes: processes::Processes,
    pub readiness: Option<Readiness>,
    /// The lines of the services' evidence, where they are wanted.
    pub evidence: Vec<Vec<Option<Frame>>>,
    pub problems: Vec<Problem>,
    pub files: FileCounts,
    /// Paths of the files that are Python.
    pub python: Vec<Box<str>>,
}

/// What is worth following in the modules of `map`.
pub(super) fn interest(rules: &RuleSet, spoken: Arc<Spoken>, map: &ModuleMap) -> Interest {
    let mut interest = Interest { spoken, ..Interest::default() };
    for name in map.roots() {
        interest.own_names |= interest.prefixes.contains(name);
        interest.components.insert(name.to_owned());
    }
    let model = &rules.model;
    for (module, _) in model.importers.iter().chain(&model.finders).filter_map(|importer| importer.rsplit_once('.')) {
        interest.components.insert(module.split('.').next().unwrap_or(module).to_owned());
    }
    interest
}

/// What rules speak of, as far as it is the same for all projects.
pub(super) fn spoken(index: &Index, rules: &RuleSet) -> Spoken {
    let mut spoken = Spoken::default();
    for (module, function) in rules.model.importers.iter().filter_map(|importer| importer.rsplit_once('.')) {
        spoken.importers.push(function.to_owned());
        spoken.importer_modules.push(module.split('.').next().unwrap_or(module).to_owned());
    }
    spoken.frameworks.extend(rules.model.test_frameworks.iter().cloned());
    spoken.object_keywords.extend(rules.model.object_keywords.iter().cloned());
    index.names().for_each(|name| spoken.add_name(name));
    index.imported().for_each(|name| spoken.add_import(name));
    spoken.values.extend(index.argument_values().map(str::to_owned));
    spoken.words.extend(index.argument_values().map(str::to_owned));
    spoken
}

impl Scanner<'_> {
    pub fn reader(&self) -> reader::Reader<'_> {
        reader::Reader {
            tree: self.tree,
            root: self.root,
            files: &self.set.python,
            interest: &self.interest,
            tests: self.tests(),
            progress: self.progress,
            buffers: self.buffers,
        }
    }

    pub fn read(&self) -> reader::PythonFiles {
        self.progress.total.fetch_add(self.set.python.len() + self.set.textual.len(), Ordering::Relaxed);
        self.reader().read(&self.index)
    }

    /// All findings, sorted, and problems.
    pub fn found(&self, files: &mut reader::PythonFiles) -> (Vec<(Finding, Frame)>, Vec<Problem>) {
        let (set, map, model) = (&self.set, &self.map, &*self.rules.model);
        let reader = self.reader();
        let search = candidates::Search { reader: &reader, map, index: &self.index, model };
        let exports = search.complete(files);
        let remarked = self.remarked(files);
        // Services read files again that no rule had a word in.
        if self.processes.is_none() && self.before.is_none() {
            files.settle_unparsed(self.buffers);
        }
        let mut problems = std::mem::take(&mut files.problems);
        let files = &*files;
        let tests = self.tests();
        let names = Names::again(map, &files.facts, model, &self.index, exports);
        let mut findings: Vec<(Finding, Frame)> =
            (0..files.facts.len()).into_par_iter().flat_map_iter(|at| self.python_findings(at, files, &names, &tests)).collect();
        for (at, text) in remarked {
            let path: Arc<str> = (*set.python[at].path).into();
            let test = tests.is_test(&path, None);
            findings.extend(self.framed(Vec::new(), &text, &FileContext { path, test }));
        }
        let textual: Vec<_> = set.textual.par_iter().map(|file| self.textual(file, &tests)).collect();
        for (found, trouble) in textual {
            findings.extend(found);
            problems.extend(trouble);
        }
        (arrange(findings), problems)
    }

    fn tests(&self) -> TestCode<'_> {
        TestCode::new(&self.rules.model, globs(&self.config.test_paths))
    }

    pub fn is_selected(&self, finding: &Finding) -> bool {
        self.selection.rules.iter().any(|rule| rule.code == finding.rule.code)
    }

    pub fn resolve(&self, mut files: reader::PythonFiles, kind: ProjectKind) -> Outcome {
        let (set, map) = (&self.set, &self.map);
        let (mut findings, mut problems) = self.found(&mut files);
        let (reader, tests) = (self.reader(), self.tests());
        let mut processes = self.processes.map_or_else(Default::default, |(model, _)| {
            let parts = processes::Parts { scanner: self, set, map, reader: &reader, files: &files, tests: &tests };
            parts.services(model, &findings)
        });
        // Without services there are none that an override could name.
        if self.processes.is_some() {
            let (reviewed, outdated) = reviews::apply(&self.config.overrides, self.today, &mut processes.services);
            processes.reviewed = reviewed;
            problems.extend(outdated);
        }
        let mut readiness = self.processes.map(|(model, weights)| {
            let known = readiness::Known {
                scanner: self,
                files: &files,
                reader: &reader,
                tests: &tests,
                model,
                kind,
                findings: &findings,
                processes: &processes,
            };
            known.readiness(weights)
        });
        let python: Vec<_> =
            set.python.iter().zip(&files.is_python).filter(|(_, is)| **is).map(|(file, _)| file.path.clone()).collect();
        let file_counts = FileCounts { seen: python.len(), matched: files.matched(), parsed: files.parsed() };
        findings.retain(|(finding, _)| self.is_selected(finding));
        let sanctioned = globs(&self.config.sanctioned);
        self.settle(sanctioned.as_ref(), findings.iter_mut().map(|(finding, _)| finding));
        let comparison = judge::compare(self, &mut files, &mut findings);
        files.settle(self.buffers);
        findings.retain(|(finding, _)| !self.selection.is_ignored(finding));
        let (trouble, bare_noqa) = self.asides.as_ref().map(silence::Asides::take).unwrap_or_default();
        problems.extend(trouble);
        if let Some(readiness) = &mut readiness {
            readiness.counts = counts(findings.iter().map(|(finding, _)| finding));
        }
        let evidence = if self.evidence { frames::evidence(self, &processes.services) } else { Vec::new() };
        Outcome { comparison, bare_noqa, findings, processes, readiness, evidence, problems, files: file_counts, python }
    }

    fn python_findings(&self, at: usize, files: &reader::PythonFiles, names: &Names, tests: &TestCode) -> Vec<(Finding, Frame)> {
        let (Some(facts), Some(text)) = (&files.facts[at], files.text(at)) else { return Vec::new() };
        let path: Arc<str> = (*self.set.python[at].path).into();
        let test = tests.is_test(&path, Some(facts));
        let view = FileView { index: at as u32, context: FileContext { path, test }, text, facts, broken_at: files.broken[at] };
        let found = usage_findings(&view, names, &self.index, &self.rules.model);
        self.framed(found, text, &view.context)
    }

    fn textual(&self, file: &TreeFile, tests: &TestCode) -> (Vec<(Finding, Frame)>, Vec<Problem>) {
        self.progress.done.fetch_add(1, Ordering::Relaxed);
        if !self.is_text(&file.path) {
            return (Vec::new(), Vec::new());
        }
        let mut bytes = self.buffers.take();
        let absolute = TreeFile { path: join_path(self.root, &file.path).into(), raw: file.raw.clone() };
        let found = match self.tree.read(&absolute, &mut bytes) {
            Ok(()) => self.textual_in(file, &bytes, tests),
            Err(error) => (Vec::new(), vec![Problem::new(&*file.path, format!("cannot be read: {error}"))]),
        };
        self.buffers.give(vec![bytes]);
        found
    }

    /// Whether anything is looked for in the text of the file at `path`. All others were
    /// listed for that; what has no ending, to find scripts.
    fn is_text(&self, path: &str) -> bool {
        classify(path) != FileKind::Script
            || is_metadata(path)
            || self.index.has_settings_in(path)
            || self.selection.reads_documentation() && files::is_documentation(path)
    }

    fn textual_in(&self, file: &TreeFile, bytes: &Buffer, tests: &TestCode) -> (Vec<(Finding, Frame)>, Vec<Problem>) {
        let text = crate::input::decode::plain(bytes.filled());
        let context = FileContext { path: (*file.path).into(), test: tests.is_test(&file.path, None) };
        let documentation = self.selection.reads_documentation() && files::is_documentation(&file.path);
        let (found, problems) = textual_findings(&context, &text, &self.index, documentation);
        (self.framed(found, &text, &context), problems)
    }

    /// The findings of a file with their frames; what its comments silence says so.
    fn framed(&self, mut found: Vec<Finding>, text: &str, file: &FileContext) -> Vec<(Finding, Frame)> {
        self.silence(file, text, &mut found);
        if found.is_empty() || !self.frames && !self.shapes {
            return found.into_iter().map(|finding| (finding, Frame::default())).collect();
        }
        let mut ruler = Ruler::new(text);
        let framed = found.into_iter().map(|mut finding| {
            if self.shapes {
                finding.shape = frames::shape(finding.location, &mut ruler);
            }
            let frame = if self.frames { frames::frame(finding.location, &mut ruler) } else { Frame::default() };
            (finding, frame)
        });
        framed.collect()
    }
}

/// Sorts, and gives every finding its fingerprint.
fn arrange(mut findings: Vec<(Finding, Frame)>) -> Vec<(Finding, Frame)> {
    findings.sort_by(|(one, _), (other, _)| one.order().cmp(&other.order()));
    let (mut found, frames): (Vec<_>, Vec<_>) = findings.into_iter().unzip();
    assign_fingerprints(&mut found);
    found.into_iter().zip(frames).collect()
}
