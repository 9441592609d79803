//! Python's scoping, one small snippet for each demand: `test-fixtures/scoping/*.py`.
//!
//! A snippet begins with `# --- title`. `#= kind symbol [key=value]...` at the end of a
//! line tells the findings that begin there, in order, separated by `;`. Keys are `col`,
//! `via`, `guard`, `scope`, `def` and `rule`; `none` says that there is nothing. Findings
//! that no mark tells are wrong: a snippet says all there is.

use eventlet_scan::finding::Finding;
use eventlet_scan::input::Memory;
use eventlet_scan::policy::Selectors;
use eventlet_scan::report::Report;
use eventlet_scan::scan::{Settings, scan_tree};
use std::collections::BTreeMap;

struct Snippet {
    /// The fixture and the line in it before the snippet's first.
    fixture: String,
    offset: usize,
    title: String,
    lines: Vec<String>,
}

impl Snippet {
    fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// The marks by 1-based line.
    fn marks(&self) -> BTreeMap<u32, Vec<&str>> {
        let marked = (1..).zip(&self.lines).filter_map(|(line, text)| Some((line, text.split_once("#= ")?.1)));
        marked.map(|(line, marks)| (line, marks.split(';').map(str::trim).collect())).collect()
    }
}

fn snippets(fixture: &str) -> Vec<Snippet> {
    let path = format!("test-fixtures/scoping/{fixture}.py");
    let mut all: Vec<Snippet> = Vec::new();
    for (offset, line) in (1..).zip(std::fs::read_to_string(&path).unwrap().lines()) {
        if let Some(title) = line.strip_prefix("# --- ") {
            all.push(Snippet { fixture: path.clone(), offset, title: title.to_owned(), lines: Vec::new() });
        } else if let Some(snippet) = all.last_mut() {
            snippet.lines.push(line.to_owned());
        }
    }
    all
}

/// Scans every snippet as a module of its own, all in one run.
fn scan_all(snippets: &[Snippet]) -> Report {
    let files = snippets.iter().enumerate().map(|(at, snippet)| (path(at), snippet.text()));
    let settings =
        Settings { selectors: Selectors { select: vec!["ALL".to_owned()], ..Selectors::default() }, ..Settings::default() };
    scan_tree(&Memory::new(files), ".", &settings).unwrap()
}

fn path(at: usize) -> String {
    format!("snippet_{at:03}.py")
}

/// Whether a mark says of a finding what is so.
fn fits(mark: &str, finding: &Finding) -> bool {
    let mut words = mark.split(' ').filter(|word| !word.is_empty());
    let kind = serde_json::to_value(finding.kind).unwrap();
    let symbol = finding.symbol.as_deref().unwrap_or("-");
    words.next() == kind.as_str() && words.next() == Some(symbol) && words.all(|word| shown(word, finding) == word)
}

/// A finding's value for the key of a `key=value`.
fn shown(word: &str, finding: &Finding) -> String {
    let key = word.split('=').next().unwrap_or(word);
    let value = match key {
        "col" => finding.location.column.to_string(),
        "via" => finding.via.as_ref().map_or("none", |via| via.as_str()).to_owned(),
        "guard" => word_of(finding.guard),
        "scope" => word_of(finding.scope),
        "def" => finding.definition.as_deref().unwrap_or("none").to_owned(),
        "rule" => finding.rule.id.clone(),
        _ => panic!("a mark with an unknown key: {word}"),
    };
    format!("{key}={value}")
}

fn word_of(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap_or("none").to_owned()
}

fn described(finding: &Finding) -> String {
    let keys = ["col", "via", "guard", "scope", "def", "rule"].map(|key| shown(key, finding));
    format!("{} {} {}", word_of(finding.kind), finding.symbol.as_deref().unwrap_or("-"), keys.join(" "))
}

/// The lines on which marks and findings differ, as text.
fn differences(snippet: &Snippet, findings: &[&Finding]) -> Vec<String> {
    let marks = snippet.marks();
    let mut lines: BTreeMap<u32, (Vec<&str>, Vec<&Finding>)> =
        marks.into_iter().map(|(line, marks)| (line, (marks, Vec::new()))).collect();
    for finding in findings {
        lines.entry(finding.location.line).or_default().1.push(finding);
    }
    let differ = |(marks, found): &(Vec<&str>, Vec<&Finding>)| {
        marks.len() != found.len() || marks.iter().zip(found).any(|(mark, finding)| !fits(mark, finding))
    };
    let wrong = lines.into_iter().filter(|(_, both)| differ(both));
    wrong
        .map(|(line, (marks, found))| {
            let found: Vec<_> = found.into_iter().map(described).collect();
            let (place, at) = (&snippet.fixture, snippet.offset + line as usize);
            format!("{place}:{at} ({})\n  expected {}\n  found    {}", snippet.title, marks.join("; "), found.join("; "))
        })
        .collect()
}

fn check(fixture: &str) {
    let snippets = snippets(fixture);
    assert!(!snippets.is_empty());
    let report = scan_all(&snippets);
    let mut wrong: Vec<String> = report.problems.iter().map(|problem| format!("{problem:?}")).collect();
    for (at, snippet) in snippets.iter().enumerate() {
        let mine = report.findings().map(|(_, finding)| finding).filter(|finding| *finding.path == *path(at));
        wrong.extend(differences(snippet, &mine.collect::<Vec<_>>()));
    }
    assert!(wrong.is_empty(), "{} lines are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn imports() {
    check("imports");
}

#[test]
fn names_that_are_not_the_library() {
    check("elsewhere");
}

#[test]
fn scopes() {
    check("scopes");
}

#[test]
fn expressions() {
    check("expressions");
}

#[test]
fn bindings_and_aliases() {
    check("bindings");
}

#[test]
fn strings_targets_and_dynamic_imports() {
    check("strings");
}
