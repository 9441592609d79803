//! Comments that silence findings.

use memchr::memmem;
use regex::Regex;
use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, LazyLock};

use crate::finding::{Finding, Suppression, SuppressionKind};
use crate::python::{self, Comment};
use crate::rules::Rule;
use crate::source::{LineIndex, Locator, Span};
use crate::words::WordSearch;

static OWN_COMMENT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"#\s*eventlet-scan:\s*(file-ignore|ignore)\b(?:\s*\[([^\]#]*)\])?([^#]*)").ok());
static NOQA_COMMENT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)#\s*noqa\b(?:\s*:\s*([A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*))?").ok());

/// What comments that speak to us hold, ours and those of other tools, each in two pieces.
/// The second ones are looked for: `eventlet` stands all over the file, and what has two
/// letters is found with half the work.
const OWN: &[u8] = b"eventlet";
const OWN_WORDS: &str = "-scan:";
const NOQA: &[u8] = b"no";
const NOQA_WORDS: [&str; 4] = ["qa", "QA", "Qa", "qA"];

static SPOKEN_ENDS: LazyLock<WordSearch> = LazyLock::new(|| WordSearch::new(NOQA_WORDS.into_iter().chain([OWN_WORDS])));

/// Where nothing is found, no comment of other tools counts.
static OWN_FINDER: LazyLock<memmem::Finder> = LazyLock::new(|| memmem::Finder::new(OWN_WORDS));

/// Words that only begin statements: where one begins a line outside of strings, no
/// statement goes on from the line before.
const STATEMENT_WORDS: [&str; 16] = [
    "def", "class", "return", "import", "raise", "with", "try", "while", "pass", "del", "assert", "global", "nonlocal", "except",
    "break", "continue",
];

/// Whether a look at the comments of a Python file is worth it: one is for us, or one for
/// other tools too stands where something was found. Tells it from the words alone, for the
/// look itself parses the file.
pub fn may_silence_python(text: &str, findings: &[Finding]) -> bool {
    if findings.is_empty() {
        return may_silence(text, false);
    }
    let mut found: Vec<u32> = findings.iter().map(|finding| finding.location.line).collect();
    found.sort_unstable();
    let (mut places, mut lines) = (None, None);
    // What one comment on a line comes to, all on it do.
    let mut apart = None;
    SPOKEN_ENDS.find(text.as_bytes()).filter(|word| is_spoken(text, word.word, word.start)).any(|word| {
        if word.word == OWN_WORDS {
            return true;
        }
        if !speaks_to_us(text, word.start) {
            return false;
        }
        let line = places.get_or_insert_with(|| Locator::new(text)).line(word.start as u32);
        if apart == Some(line) {
            return false;
        }
        // Where the nearest stand apart, so do all behind them.
        let next = found.partition_point(|found| *found < line);
        let mut nearest = found[..next].last().into_iter().chain(found.get(next));
        let lines = lines.get_or_insert_with(|| LineIndex::new(text));
        apart = Some(line);
        nearest.any(|&found| !are_apart(text, lines, line, found))
    })
}

/// Whether a comment in which a word for other tools stands, at 0-based byte offset `at`,
/// speaks to us too, and not of their rules alone. One that is very long may.
fn speaks_to_us(text: &str, at: usize) -> bool {
    const LONGEST_COMMENT_BYTES: usize = 1 << 10;
    let bytes = text.as_bytes();
    let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let far = at.saturating_sub(LONGEST_COMMENT_BYTES);
    let Some(start) = bytes[far..at].iter().rposition(|byte| is_end(byte) || *byte == b'#') else { return far > 0 };
    let beyond = bytes.len().min(at + LONGEST_COMMENT_BYTES);
    let end = match bytes[at..beyond].iter().position(is_end) {
        Some(length) => at + length,
        None if beyond == bytes.len() => beyond,
        None => return true,
    };
    let mut found = Vec::new();
    read(text, Span::at(far + start, end), &[], false, &mut found);
    !found.is_empty()
}

/// Whether a look at the lines of another file is worth it.
pub fn may_silence(text: &str, anything_found: bool) -> bool {
    if !anything_found {
        return OWN_FINDER.find_iter(text.as_bytes()).any(|at| is_spoken(text, OWN_WORDS, at));
    }
    SPOKEN_ENDS.find(text.as_bytes()).any(|word| is_spoken(text, word.word, word.start))
}

/// Whether the piece at 0-based byte offset `at` follows the one that belongs before it.
fn is_spoken(text: &str, piece: &str, at: usize) -> bool {
    let before = &text.as_bytes()[..at];
    match piece {
        OWN_WORDS => before.ends_with(OWN),
        _ => at.checked_sub(NOQA.len()).is_some_and(|start| before[start..].eq_ignore_ascii_case(NOQA)),
    }
}

/// Lines that are looked at to tell whether two stand apart: statements are shorter.
const NEAR_LINES: usize = 200;

/// Whether a comment outside of strings and what was found, on two 1-based lines, stand in
/// two statements for sure.
fn are_apart(text: &str, lines: &LineIndex, comment: u32, found: u32) -> bool {
    let begins = |said: &str| {
        let word = said.trim_start().split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or("");
        STATEMENT_WORDS.contains(&word)
    };
    let (first, last) = (comment.min(found), comment.max(found));
    let mut upwards = (first + 1..=last).rev().take(NEAR_LINES);
    let mut downwards = (first + 1..=last).take(NEAR_LINES);
    let mut next = || if found < comment { upwards.next() } else { downwards.next() };
    while let Some(line) = next() {
        let (above, said) = (lines.line_text(text, line - 1), lines.line_text(text, line));
        // Behind these a line may begin in a string, which says nothing.
        let nearer = if found < comment { said } else { above };
        if nearer.contains("\"\"\"") || nearer.contains("'''") || above.ends_with('\\') {
            return false;
        }
        if begins(said) {
            return true;
        }
    }
    false
}

/// What a comment says to us.
#[derive(Debug)]
pub struct Directive {
    kind: SuppressionKind,
    /// Selectors of rules, and where they stand.
    selectors: Vec<(String, Span)>,
    reason: Option<String>,
    /// All of it.
    span: Span,
    /// The lines it speaks of: the first of these in which something is found.
    lines: Vec<RangeInclusive<u32>>,
    /// Whether it stands where one for the whole file must stand.
    top: bool,
}

/// What the comments of a file came to.
#[derive(Debug, Default)]
pub struct Silenced {
    /// Selectors that silenced nothing, and where they stand.
    pub unused: Vec<(String, Span)>,
    /// 1-based lines of comments of ours that name no rule.
    pub nameless: Vec<u32>,
    /// 1-based lines of findings that a bare `# noqa` does not silence.
    pub bare: Vec<u32>,
}

/// The directives of a Python file.
pub fn in_python(text: &str, lines: &LineIndex) -> Vec<Directive> {
    let mut found = Vec::new();
    for comment in python::comments(text) {
        let line = lines.line(comment.span.start);
        let mut spoken_of = vec![line..=line];
        spoken_of.extend(statement(&comment, line, lines));
        read(text, comment.span, &spoken_of, comment.top, &mut found);
    }
    found
}

/// The lines of the statement that a comment stands in, if it stands in its first or last.
fn statement(comment: &Comment, line: u32, lines: &LineIndex) -> Option<RangeInclusive<u32>> {
    let statement = comment.statement?;
    let (first, last) = (lines.line(statement.start), lines.line(statement.end.saturating_sub(1)));
    (line == first || line == last).then_some(first..=last)
}

/// The directives of a file in which `#` begins a comment, at the start of a line or after
/// a blank. One on a line of its own speaks of the next.
pub fn in_lines(text: &str, lines: &LineIndex) -> Vec<Directive> {
    let mut found = Vec::new();
    let mut top = true;
    for line in 1..=lines.len(text) {
        let said = lines.line_text(text, line);
        let own = said.trim_start().starts_with('#');
        let hash =
            said.match_indices('#').map(|(at, _)| at).find(|at| said[..*at].chars().next_back().is_none_or(char::is_whitespace));
        if let Some(hash) = hash {
            let start = said.as_ptr() as usize - text.as_ptr() as usize;
            let of = if own { line + 1 } else { line };
            read(text, Span::at(start + hash, start + said.len()), &[of..=of], top, &mut found);
        }
        top &= own || said.trim().is_empty();
    }
    found
}

/// Reads one comment.
fn read(text: &str, comment: Span, lines: &[RangeInclusive<u32>], top: bool, found: &mut Vec<Directive>) {
    let offset = comment.start as usize;
    let said = text.get(offset..comment.end as usize).unwrap_or("");
    let directive = |kind, selectors: Vec<(String, Span)>, reason: &str, span: std::ops::Range<usize>| {
        let reason = reason.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-'));
        let reason = (!reason.is_empty()).then(|| reason.to_owned());
        Directive { kind, selectors, reason, span: Span::at(offset + span.start, offset + span.end), lines: lines.to_vec(), top }
    };
    for own in OWN_COMMENT.iter().flat_map(|own| own.captures_iter(said)) {
        let kind = if &own[1] == "ignore" { SuppressionKind::Line } else { SuppressionKind::File };
        let selectors = own.get(2).map_or_else(Vec::new, |list| words(list.as_str(), offset + list.start()));
        let whole = own.get(0).map_or(0..0, |whole| whole.start()..whole.start() + whole.as_str().trim_end().len());
        found.push(directive(kind, selectors, own.get(3).map_or("", |reason| reason.as_str()), whole));
    }
    for noqa in NOQA_COMMENT.iter().flat_map(|noqa| noqa.captures_iter(said)) {
        let codes = noqa.get(1).map_or_else(Vec::new, |list| words(list.as_str(), offset + list.start()));
        let whole = noqa.get(0).map_or(0..0, |whole| whole.range());
        // Codes of other tools say nothing to us, and make it no bare one.
        let bare = codes.is_empty();
        let own: Vec<_> = codes.into_iter().filter(|(code, _)| code.to_ascii_uppercase().starts_with("EVT")).collect();
        if bare || !own.is_empty() {
            found.push(directive(SuppressionKind::Noqa, own, "", whole));
        }
    }
}

/// The words of a list, and where they stand.
fn words(list: &str, offset: usize) -> Vec<(String, Span)> {
    let base = list.as_ptr() as usize;
    let words = list.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
    let place = |word: &str| offset + (word.as_ptr() as usize - base);
    words.map(|word| (word.to_owned(), Span::at(place(word), place(word) + word.len()))).collect()
}

/// Silences the findings of a file. `is_judged` says of a selector whether a run with these
/// rules can tell that it is of no use.
pub fn apply(directives: &[Directive], findings: &mut [Finding], lines: &LineIndex, is_judged: &dyn Fn(&str) -> bool) -> Silenced {
    let mut silenced = Silenced::default();
    let mut by_line: Vec<(u32, usize)> = findings.iter().enumerate().map(|(at, finding)| (finding.location.line, at)).collect();
    by_line.sort_unstable();
    // However many comments there are, rules are few. What a whole file is silenced for is
    // done once, however often it is said.
    let rules: FxHashMap<String, Arc<Rule>> =
        findings.iter().map(|finding| (finding.rule.code.clone(), finding.rule.clone())).collect();
    let mut whole: FxHashMap<&str, bool> = FxHashMap::default();
    for directive in directives {
        let own = directive.kind != SuppressionKind::Noqa;
        if directive.selectors.is_empty() && own {
            silenced.nameless.push(lines.line(directive.span.start));
        }
        for (selector, span) in &directive.selectors {
            let is_met = || rules.values().any(|rule| rule.is_selected_by(selector));
            let mut silence = || is_met() && directive.silence(findings, &by_line, &|rule| rule.is_selected_by(selector));
            let used = match directive.kind {
                SuppressionKind::File if directive.top => *whole.entry(selector).or_insert_with(silence),
                _ => silence(),
            };
            if !used && own && is_judged(selector) {
                silenced.unused.push((selector.clone(), *span));
            }
        }
    }
    for bare in directives.iter().filter(|directive| directive.kind == SuppressionKind::Noqa && directive.selectors.is_empty()) {
        let found = bare.spoken_of(findings, &by_line, &|_| true);
        let open = found.into_iter().map(|at| &findings[at]).filter(|finding| finding.suppression.is_none());
        silenced.bare.extend(open.map(|finding| finding.location.line));
    }
    silenced
}

impl Directive {
    /// The findings it speaks of, by index; `by_line` has all their lines, sorted.
    fn spoken_of(&self, findings: &[Finding], by_line: &[(u32, usize)], fits: &dyn Fn(&Rule) -> bool) -> Vec<usize> {
        let fitting = |lines: &RangeInclusive<u32>| -> Vec<usize> {
            let start = by_line.partition_point(|(line, _)| line < lines.start());
            let there = by_line[start..].iter().take_while(|(line, _)| line <= lines.end()).map(|(_, at)| *at);
            there.filter(|at| fits(&findings[*at].rule)).collect()
        };
        match self.kind {
            SuppressionKind::File if self.top => fitting(&(0..=u32::MAX)),
            SuppressionKind::File => Vec::new(),
            _ => self.lines.iter().map(fitting).find(|found| !found.is_empty()).unwrap_or_default(),
        }
    }

    /// Silences what it speaks of; whether there is any.
    fn silence(&self, findings: &mut [Finding], by_line: &[(u32, usize)], fits: &dyn Fn(&Rule) -> bool) -> bool {
        let found = self.spoken_of(findings, by_line, fits);
        for &at in &found {
            let suppression = || Suppression { kind: self.kind, reason: self.reason.clone() };
            findings[at].suppression.get_or_insert_with(suppression);
        }
        !found.is_empty()
    }
}
