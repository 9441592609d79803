//! Everything a renderer may see, and nothing more.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::analysis::readiness::Readiness;
use crate::analysis::services::{Service, Wrapper};
use crate::error::Problem;
use crate::finding::{Disposition, Finding};
use crate::policy::baseline::Baseline;
use crate::project::ProjectKind;
use crate::rules::RuleSet;
use crate::source::Columns;

/// How many Python files were looked at, and how closely.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct FileCounts {
    /// Python files in the project.
    pub seen: usize,
    /// Of these, files that mention what is looked for, or that may get it from another.
    pub matched: usize,
    /// Of these, files that were parsed.
    pub parsed: usize,
}

/// One project's result.
#[derive(Debug, Clone)]
pub struct ProjectReport {
    /// From the metadata, else the folder's name.
    pub name: String,
    /// Its root relative to the current folder, POSIX separators; `.` for that itself.
    pub root: String,
    /// What it ships.
    pub kind: ProjectKind,
    /// Its version, if the metadata says.
    pub version: Option<String>,
    /// The revision that was read, when not a folder was.
    pub revision: Option<String>,
    /// The files that were looked at.
    pub files: FileCounts,
    /// Sorted by place.
    pub findings: Vec<Finding>,
    /// The text of every line with a finding, where code frames are wanted: parallel to
    /// `findings`.
    pub frames: Vec<Frame>,
    /// The processes that it ships, where they are asked for; sorted by group and name.
    pub services: Vec<Service>,
    /// Its functions that stand for something of eventlet, most called first.
    pub wrappers: Vec<Wrapper>,
    /// How far it is, where services are asked for.
    pub readiness: Option<Readiness>,
    /// The lines of their evidence, where code frames are wanted: parallel to `services`
    /// and to the evidence of each.
    pub evidence: Vec<Vec<Option<Frame>>>,
    /// Paths of the files that would be read, where they are wanted.
    pub listing: Vec<String>,
    /// What the findings were compared with.
    pub comparison: Comparison,
    /// Paths and 1-based lines of findings under a bare `# noqa`, which does not silence
    /// them.
    pub bare_noqa: Vec<(Arc<str>, u32)>,
}

/// What the findings of a project were compared with.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// The commit that was compared with, in hexadecimal digits.
    pub base: Option<String>,
    /// Where it was: the files that are not as they were in it, relative to the project's
    /// root.
    pub changed: Option<BTreeSet<String>>,
    /// The baseline that holds.
    pub baseline: Option<BaselineReport>,
}

/// What became of a baseline.
#[derive(Debug, Clone)]
pub struct BaselineReport {
    /// The baseline.
    pub file: Arc<Baseline>,
    /// Entries, by index, whose findings are gone from what was scanned.
    pub stale: Vec<usize>,
    /// Entries, by index, of which this scan says nothing: of files that were not scanned,
    /// and of rules that are off.
    pub unjudged: Vec<usize>,
    /// How many findings are known although they have moved.
    pub moved: usize,
    /// The codes of findings, one for each, whose rules came after the baseline was
    /// written; they do not count. Sorted.
    pub later: Vec<String>,
}

impl BaselineReport {
    /// Judges no entries but those of the files that were asked for.
    pub fn narrow(&mut self, is_asked_for: impl Fn(&str) -> bool) {
        let entries = &self.file.entries;
        let is_asked_for = |at: usize| is_asked_for(&entries[at].place.path);
        self.stale.retain(|&at| is_asked_for(at));
        let beyond = (0..entries.len()).filter(|&at| !is_asked_for(at));
        self.unjudged.extend(beyond);
        self.unjudged.sort_unstable();
        self.unjudged.dedup();
    }
}

/// The lines around a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// 1-based number of the first line.
    pub first_line: u32,
    /// The lines, safe to be shown, joined by line feeds.
    pub text: String,
    /// Byte offset of the finding in `text`.
    pub start: usize,
    /// Bytes of the finding in `text`.
    pub length: usize,
    /// The columns of the finding in its file, in bytes of UTF-8.
    pub bytes: Columns,
    /// The columns of the finding in its file, in units of UTF-16.
    pub utf16: Columns,
}

impl ProjectReport {
    /// A path of the project relative to the current folder.
    pub fn shown_path(&self, path: &str) -> String {
        match self.root.as_str() {
            "." => path.to_owned(),
            root => format!("{root}/{path}"),
        }
    }
}

/// One run's result.
#[derive(Debug, Clone)]
pub struct Report {
    /// The projects, sorted by root.
    pub projects: Vec<ProjectReport>,
    /// What could not be read as it should, sorted.
    pub problems: Vec<Problem>,
    /// The rules that were read, selected or not.
    pub rules: Arc<RuleSet>,
}

impl Report {
    /// All findings with their projects.
    pub fn findings(&self) -> impl Iterator<Item = (&ProjectReport, &Finding)> {
        self.projects.iter().flat_map(|project| project.findings.iter().map(move |finding| (project, finding)))
    }

    /// The findings that nobody has accepted or silenced: what `check` shows.
    pub fn new_findings(&self) -> impl Iterator<Item = (&ProjectReport, &Finding)> {
        self.findings().filter(|(_, finding)| finding.disposition == Disposition::New)
    }

    /// The findings that count today, with their projects and their code.
    pub fn new_places(&self) -> impl Iterator<Item = (&ProjectReport, &Finding, &Frame)> {
        let places = self.projects.iter().flat_map(|project| {
            project.findings.iter().zip(&project.frames).map(move |(finding, frame)| (project, finding, frame))
        });
        places.filter(|(_, finding, _)| finding.disposition == Disposition::New)
    }

    /// All services with their projects.
    pub fn services(&self) -> impl Iterator<Item = (&ProjectReport, &Service)> {
        self.projects.iter().flat_map(|project| project.services.iter().map(move |service| (project, service)))
    }

    /// Keeps the services of one name.
    pub fn keep_service(&mut self, name: &str) {
        for project in &mut self.projects {
            let keep: Vec<bool> = project.services.iter().map(|service| service.name == name).collect();
            let mut kept = keep.iter();
            project.services.retain(|_| kept.next().is_some_and(|keep| *keep));
            let mut kept = keep.iter();
            project.evidence.retain(|_| kept.next().is_some_and(|keep| *keep));
        }
    }

    /// Whether there was anything to scan: a Python file, or a project.
    pub fn scanned_nothing(&self) -> bool {
        self.projects.is_empty()
    }
}
