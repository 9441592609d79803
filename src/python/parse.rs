//! The only file that names the parser crate's entry points: text in, [`Facts`] out.

use rustc_hash::FxHashSet;
use rustpython_ast::visitor::Visitor;
use rustpython_ast::{PySourceType, Stmt};
use rustpython_parser::parse_unchecked_source;
use rustpython_text_size::Ranged;

use super::alias::{Names, meaningful};
use super::collect::Collector;
use super::depth::{LogicalLine, outline, too_deep};
use super::facts::{Facts, Interest};
use super::reduce::{Plan, Reduced};
use crate::source::LineIndex;
use crate::words::WordSearch;

/// Stack of every thread that parses. What `depth` lets through needs less: 6,000
/// nested unary operators took 40 MB in an unoptimised build.
pub const WORKER_STACK_BYTES: usize = 256 << 20;

/// More bytes of code than this are not parsed: a tree takes some fifty times the space
/// of its text.
const MAX_CODE_BYTES: usize = 16 << 20;

/// A file of more bytes than this is cut down before it is parsed. Smaller ones are
/// parsed whole: it costs little, and shows syntax errors anywhere in them.
const REDUCE_BYTES: usize = 8 << 10;

/// Facts of one file, and what was wrong with its text: 1-based line and words.
pub struct Parsed {
    /// What the file says; after an error, what could be recovered.
    pub facts: Facts,
    /// If only statements that matter were parsed: the words that made them matter,
    /// besides those of the rules.
    pub partial: Option<FxHashSet<String>>,
    /// Why facts may be missing.
    pub problem: Option<(u32, String)>,
}

/// Parses `text` and collects its facts. `exposed` are names that modules of the project
/// are known to expose. Never panics, never overflows the stack of a thread that has
/// [`WORKER_STACK_BYTES`].
pub fn facts(text: &str, interest: &Interest, exposed: &FxHashSet<String>) -> Parsed {
    let mut lines = Vec::new();
    if let Some(problem) = too_large(text).or_else(|| outline(text, &mut lines)) {
        return Parsed { facts: Facts::default(), partial: None, problem: Some(problem) };
    }
    // Where rules speak of names that the project itself defines, any statement may matter.
    if text.len() > REDUCE_BYTES
        && !interest.own_names
        && let Some((facts, words)) = partial(text, &lines, interest, exposed)
    {
        return Parsed { facts, partial: Some(words), problem: None };
    }
    drop(lines);
    let parsed = parse_unchecked_source(text, PySourceType::Python);
    let problem = parsed.errors().first().map(|error| {
        let before = &text[..error.range().start().to_usize().min(text.len())];
        let line = LineIndex::new(before).len(before).max(1);
        (line, format!("does not parse: {}; what could be recovered is reported", error.error))
    });
    Parsed { facts: collect(parsed.suite(), text, interest, None), partial: None, problem }
}

fn collect(body: &[Stmt], text: &str, interest: &Interest, reduced: Option<&Reduced>) -> Facts {
    let names = Names::of(body, text, interest);
    let mut collector = Collector::new(text, names, interest, reduced);
    collector.visit_body(body);
    collector.facts
}

/// Facts of the statements that matter, and the words that made them matter. None if they do not parse by themselves, or if
/// any statement may matter.
fn partial(text: &str, lines: &[LogicalLine], interest: &Interest, exposed: &FxHashSet<String>) -> Option<(Facts, FxHashSet<String>)> {
    let mut words = exposed.clone();
    let mut plan = Plan::new(text, lines);
    plan.keep_imports();
    plan.keep_words(interest.search());
    let mut search = WordSearch::new(exposed.iter().cloned());
    loop {
        plan.keep_words(&search);
        let reduced = plan.cut();
        let parsed = parse_unchecked_source(&reduced.text, PySourceType::Python);
        if !parsed.errors().is_empty() {
            return None;
        }
        let names = meaningful(parsed.suite(), &reduced.text, interest, exposed)?;
        let is_new = |name: &&str| !interest.words.contains(*name) && !words.contains(*name);
        let fresh: Vec<String> = names.into_iter().filter(is_new).map(str::to_owned).collect();
        if fresh.is_empty() {
            return Some((collect(parsed.suite(), &reduced.text, interest, Some(&reduced)), words));
        }
        words.extend(fresh.iter().cloned());
        search = WordSearch::new(fresh);
    }
}

/// Long strings cost nothing, so only what lies outside of the largest counts.
fn too_large(text: &str) -> Option<(u32, String)> {
    (text.len() > MAX_CODE_BYTES).then(|| {
        let megabytes = text.len() >> 20;
        (1, format!("{megabytes} MiB of code are more than the {} MiB that are parsed", MAX_CODE_BYTES >> 20))
    })
}

/// What is wrong with a file that is not parsed because nothing in it is looked for:
/// only a file with lines far longer than code has is looked at.
pub fn dense_problem(text: &str) -> Option<(u32, String)> {
    let lines = 1 + memchr::memchr_iter(b'\n', text.as_bytes()).count();
    (text.len() / lines > 400).then(|| too_deep(text)).flatten()
}
