//! The only file that names the parser crate's entry points: text in, [`Facts`] out.

use rustc_hash::FxHashSet;
use rustpython_ast::visitor::Visitor;
use rustpython_ast::{ModModule, PySourceType, Stmt};
use rustpython_parser::parse_unchecked_source;
use rustpython_text_size::Ranged;
use std::borrow::Cow;

use super::alias::{Meaningful, Names, meaningful};
use super::code::Code;
use super::collect::Collector;
use super::depth::{LogicalLine, outline, too_deep};
use super::facts::{Facts, Interest};
use super::later::Made;
use super::lower::{lower, lower_function};
use super::reduce::{Plan, Reduced, Shape};
use super::skeleton::{FirstWords, Lines, Skeleton};
use crate::source::LineIndex;
use crate::words::{BLOCK, WordSearch, bits};

/// Stack of every thread that parses; only what is used of it takes memory. 5,900 nested
/// `not` fit into 8 MiB in an unoptimised build: the rest is room for other shapes.
pub const WORKER_STACK_BYTES: usize = 256 << 20;

/// More bytes of code than this are not parsed: a syntax tree takes many times the space
/// of its text. The largest file of the corpus has 1.5 MB.
const MAX_CODE_BYTES: usize = 16 << 20;

/// A file of more bytes than this is cut down before it is parsed. Smaller ones are
/// parsed whole: it costs little, and shows syntax errors anywhere in them.
const REDUCE_BYTES: usize = 8 << 10;

/// Of more modules than this no real file asks names that matter; a file that does is parsed
/// whole, for each is looked for by itself.
const MAX_HOLDERS: usize = 64;

/// Names that get their meaning from one another, one at a time: each round parses what is kept
/// once more, and no real file takes more than a few.
const MAX_ROUNDS: usize = 16;

/// Lines of unparsed files that are longer than this on average are no usual code.
const DENSE_LINE_BYTES: usize = 400;

/// Facts of one file, and what was wrong with its text: 1-based line and words.
pub struct Parsed {
    /// What the file says; after an error, what could be recovered.
    pub facts: Facts,
    /// If only statements that matter were parsed: what is needed to parse more of them.
    pub partial: Option<Partial>,
    /// Why facts may be missing.
    pub problem: Option<(u32, String)>,
}

/// What is known of a file of which only the statements that matter were parsed.
#[derive(Default)]
pub struct Partial {
    /// The words that made them matter, besides those of the rules.
    words: FxHashSet<String>,
    /// Those of them that were known to be exposed, so that names were followed that get
    /// something by them.
    exposed: FxHashSet<String>,
    lines: Vec<LogicalLine>,
    shape: Shape,
    kept: Vec<bool>,
}

impl Partial {
    /// Whether the statements were parsed that matter because `word` is exposed: those in
    /// which it stands, and those with a name that gets something by it.
    pub fn covers(&self, word: &str) -> bool {
        self.exposed.contains(word)
    }
}

/// Parses `text` and collects its facts. `exposed` are names that modules of the project
/// are known to expose; `before` is what an earlier look at the same text left. Never
/// panics, never overflows the stack of a thread that has [`WORKER_STACK_BYTES`].
pub fn facts(text: &str, interest: &Interest, exposed: &FxHashSet<String>, before: Option<Partial>) -> Parsed {
    let mut partial = before.unwrap_or_default();
    let first = partial.lines.is_empty();
    if first && let Some(problem) = too_large(text).or_else(|| outline(text, &mut partial.lines)) {
        return Parsed { facts: Facts::default(), partial: None, problem: Some(problem) };
    }
    // Where rules speak of names that the project itself defines, any statement may matter.
    if text.len() > REDUCE_BYTES
        && !interest.own_names
        && let Some((facts, partial)) = reduced_facts(text, interest, exposed, partial)
    {
        return Parsed { facts, partial: Some(partial), problem: None };
    }
    let parsed = parse_unchecked_source(text, PySourceType::Python);
    let problem = parsed.errors().first().map(|error| {
        let before = &text[..error.range().start().to_usize().min(text.len())];
        let line = LineIndex::new(before).len(before).max(1);
        (line, format!("does not parse: {}; what could be recovered is reported", error.error))
    });
    Parsed { facts: collect(parsed.suite(), text, interest, None), partial: None, problem }
}

/// Parses `text` and keeps what it does when it runs. None if it is nested too deeply or
/// too large to be parsed.
pub fn code(text: &str) -> Option<Code> {
    code_for(text, None)
}

/// The same, but functions that hold none of `words` are parsed when somebody asks.
pub fn code_for(text: &str, words: Option<&FirstWords>) -> Option<Code> {
    let mut lines = Vec::new();
    if too_large(text).is_some() || outline(text, &mut lines).is_some() {
        return None;
    }
    if let Some(skeleton) = words.and_then(|words| Skeleton::of(text, &lines, words)) {
        let parsed = parse_unchecked_source(&skeleton.text, PySourceType::Python);
        if parsed.errors().is_empty() {
            return Some(lower(parsed.suite(), skeleton.lines, Some((text.into(), skeleton.cuts))));
        }
    }
    let parsed = parse_unchecked_source(text, PySourceType::Python);
    Some(Code { broken: !parsed.errors().is_empty(), ..lower(parsed.suite(), Lines::of(text), None) })
}

/// Parses a function by itself: `text` is from the beginning of its first line, the 1-based
/// `line` of its file, to its end. None if there is none.
pub(super) fn function(text: &str, line: u32, class: Option<&str>) -> Made {
    // What is indented needs something around it.
    let indented = text.starts_with([' ', '\t', '\x0c']);
    let (text, line) =
        if indented { (format!("if 1:\n{text}").into(), line.saturating_sub(1)) } else { (Cow::Borrowed(text), line) };
    let parsed = parse_unchecked_source(&text, PySourceType::Python);
    let body = match &parsed.suite()[..] {
        [Stmt::If(around)] if indented => &around.body[..],
        body => body,
    };
    let [Stmt::FunctionDef(function)] = body else { return Made::nothing() };
    let (function, notes) = lower_function(function, Lines::from(&text, line), class);
    Made::new(function, notes, !parsed.errors().is_empty())
}

/// Parses all of `text`. None if it is nested too deeply or too large to be parsed.
pub(super) fn parsed(text: &str) -> Option<rustpython_parser::Parsed<ModModule>> {
    let readable = too_large(text).is_none() && too_deep(text).is_none();
    readable.then(|| parse_unchecked_source(text, PySourceType::Python))
}

fn collect(body: &[Stmt], text: &str, interest: &Interest, reduced: Option<&Reduced>) -> Facts {
    let names = Names::of(body, text, interest);
    let mut collector = Collector::new(text, names, interest, reduced);
    collector.visit_body(body);
    collector.finish()
}

/// Facts of the statements that matter. None if they do not parse by themselves, or if
/// any statement may matter.
fn reduced_facts(text: &str, interest: &Interest, exposed: &FxHashSet<String>, partial: Partial) -> Option<(Facts, Partial)> {
    let Partial { mut words, exposed: mut followed, lines, mut shape, kept } = partial;
    if words.is_empty() {
        shape = Shape::of(text, &lines);
    }
    let mut plan = Plan::new(text, &lines, &shape, kept);
    let mut fresh: Vec<String> = exposed.iter().filter(|word| !words.contains(*word)).cloned().collect();
    if words.is_empty() {
        plan.keep_imports(interest);
        fresh.extend(plan.imported_names(interest));
        if plan.keeps(interest.importing()) {
            fresh.extend(interest.importers.iter().cloned());
        }
        // Those of all files are looked for apart: making a search for them costs more
        // than a second look.
        plan.keep_words(interest.first_words());
    }
    for _ in 0..MAX_ROUNDS {
        fresh.retain(|word| !interest.words.contains(word) && !words.contains(word));
        plan.keep_words(&WordSearch::new(fresh.iter().cloned()));
        words.extend(fresh);
        let reduced = plan.cut();
        let parsed = parse_unchecked_source(&reduced.text, PySourceType::Python);
        if !parsed.errors().is_empty() {
            return None;
        }
        let Meaningful { names, holders } = meaningful(parsed.suite(), &reduced.text, interest, exposed)?;
        let is_new = |name: &&str| !interest.words.contains(*name) && !words.contains(*name);
        if holders.len() > MAX_HOLDERS {
            return None;
        }
        let holders = holders.into_iter().filter(|name| is_new(name) && plan.may_bind(name));
        fresh = names.into_iter().filter(is_new).chain(holders).map(str::to_owned).collect();
        if fresh.is_empty() {
            let facts = collect(parsed.suite(), &reduced.text, interest, Some(&reduced));
            let kept = plan.kept();
            // Never empty: an empty set says that nothing was looked at.
            words.insert("__all__".to_owned());
            followed.extend(exposed.iter().cloned());
            return Some((facts, Partial { words, exposed: followed, lines, shape, kept }));
        }
    }
    None
}

/// What is wrong with more text than is parsed.
fn too_large(text: &str) -> Option<(u32, String)> {
    (text.len() > MAX_CODE_BYTES).then(|| {
        let megabytes = text.len() >> 20;
        (1, format!("{megabytes} MiB of code are more than the {} MiB that are parsed", MAX_CODE_BYTES >> 20))
    })
}

/// What is wrong with a file that is not parsed because nothing in it is looked for:
/// only a file with lines far longer than code has is looked at.
/// `bytes` are UTF-8.
pub fn dense_problem(bytes: &[u8]) -> Option<(u32, String)> {
    // With so many lines they are not long, however many follow.
    let enough = bytes.len() / (DENSE_LINE_BYTES + 1);
    let mut breaks = bytes.chunks(BLOCK).map(|block| bits(block, |block| block.are(b'\n')).count_ones() as usize);
    let dense = breaks.try_fold(0, |sum, count| Some(sum + count).filter(|sum| *sum < enough)).is_some();
    dense.then(|| std::str::from_utf8(bytes).ok().and_then(too_deep)).flatten()
}
