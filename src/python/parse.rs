//! The only file that names the parser crate's entry points: text in, [`Facts`] out.

use rustpython_ast::PySourceType;
use rustpython_ast::visitor::Visitor;
use rustpython_parser::parse_unchecked_source;
use rustpython_text_size::Ranged;

use super::alias::Names;
use super::collect::Collector;
use super::depth::too_deep;
use super::facts::{Facts, Interest};
use crate::source::LineIndex;

/// Stack of every thread that parses. What `depth` lets through needs less: 6,000
/// nested unary operators took 40 MB in an unoptimised build.
pub const WORKER_STACK_BYTES: usize = 256 << 20;

/// More bytes of code than this are not parsed: a tree takes some fifty times the space
/// of its text.
const MAX_CODE_BYTES: usize = 16 << 20;

/// Facts of one file, and what was wrong with its text: 1-based line and words.
pub struct Parsed {
    /// What the file says; after an error, what could be recovered.
    pub facts: Facts,
    /// Why facts may be missing.
    pub problem: Option<(u32, String)>,
}

/// Parses `text` and collects its facts. Never panics, never overflows the stack of a
/// thread that has [`WORKER_STACK_BYTES`].
pub fn facts(text: &str, interest: &Interest) -> Parsed {
    if let Some(problem) = too_large(text).or_else(|| too_deep(text)) {
        return Parsed { facts: Facts::default(), problem: Some(problem) };
    }
    let parsed = parse_unchecked_source(text, PySourceType::Python);
    let problem = parsed.errors().first().map(|error| {
        let before = &text[..error.range().start().to_usize().min(text.len())];
        let line = LineIndex::new(before).len(before).max(1);
        (line, format!("does not parse: {}; what could be recovered is reported", error.error))
    });
    let names = Names::of(parsed.suite(), text, interest);
    let mut collector = Collector::new(text, names, interest);
    collector.visit_body(parsed.suite());
    Parsed { facts: collector.facts, problem }
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
