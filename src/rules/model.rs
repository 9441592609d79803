//! What a rule is. [`Matcher`] is a closed set: a new usage pattern is TOML only.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use regex::bytes::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use crate::vocabulary::{Kind, Role};
use crate::words::WordSearch;

/// How much a finding weighs. `check` judges errors and warnings; notes when selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// eventlet itself, in code.
    Error,
    /// What selects or requires eventlet.
    Warning,
    /// Neutral use of a library that may run on eventlet, documentation, logger names.
    Note,
}

/// How sure the rule is that what it finds is what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// The name was resolved.
    High,
    /// The shape is typical, the meaning likely.
    Medium,
    /// A mention.
    Low,
}

macro_rules! families {
    ($($variant:ident $name:literal $low:literal..=$high:literal $title:literal;)*) => {
        /// What a rule is about. Fifteen families share nine hundreds of codes: kin
        /// split one, the first from x01, the second from x51.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Family { $(#[doc = $title] $variant,)* }

        impl Family {
            /// All families, in the order of their codes.
            pub const ALL: &'static [Family] = &[$(Family::$variant),*];

            /// The name in rule files, JSON and on the command line.
            pub fn name(self) -> &'static str {
                match self { $(Family::$variant => $name),* }
            }

            /// What people read.
            pub fn title(self) -> &'static str {
                match self { $(Family::$variant => $title),* }
            }

            /// The numbers of the codes that belong to the family.
            pub fn codes(self) -> std::ops::RangeInclusive<u16> {
                match self { $(Family::$variant => $low..=$high),* }
            }
        }
    };
}

families! {
    Import "import" 101..=149 "Imports";
    DynamicImport "dynamic-import" 151..=199 "Dynamic imports";
    MonkeyPatch "monkey-patch" 201..=299 "Monkey patching";
    GreenThread "green-thread" 301..=349 "Green threads and pools";
    Scheduling "scheduling" 351..=399 "Sleeping and timers";
    WsgiServer "wsgi-server" 401..=499 "WSGI server";
    Timeout "timeout" 501..=549 "Timeouts";
    Synchronization "synchronization" 551..=599 "Locks, events and queues";
    GreenLibrary "green-library" 601..=649 "Green libraries";
    Internals "internals" 651..=699 "Internals";
    Indirect "indirect" 701..=799 "Indirect use";
    Dependency "dependency" 801..=849 "Requirements";
    Configuration "configuration" 851..=899 "Configuration and jobs";
    Documentation "documentation" 901..=949 "Documentation";
    Hygiene "hygiene" 951..=999 "Hygiene";
}

/// Something that the tool itself notices about a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// A file that mentions what is looked for and does not parse.
    SyntaxError,
    /// A suppression that suppresses nothing.
    UnusedSuppression,
    /// A baseline entry that nothing matches.
    StaleBaselineEntry,
}

/// Resolved dotted names. A name covers itself and what lies below it; the longest
/// name over all rules wins.
#[derive(Debug, Clone)]
pub struct SymbolMatcher {
    /// The names.
    pub names: Vec<String>,
    /// In which kinds of finding.
    pub kinds: Vec<Kind>,
    /// Only in these roles; empty: in all.
    pub roles: Vec<Role>,
    /// For strings: only as an argument of a function whose last name is one of these.
    pub callee: Vec<String>,
    /// Replaces the rule's replacement.
    pub replacement: Option<String>,
}

/// An argument that selects eventlet.
#[derive(Debug, Clone)]
pub struct ArgumentMatcher {
    /// The name of the keyword, if it may be given by name.
    pub keyword: Option<String>,
    /// The 1-based position, if it may be given by position.
    pub position: Option<usize>,
    /// Ends of the called function's dotted name as written; empty: any function.
    pub callee: Vec<String>,
    /// The exact strings that select eventlet.
    pub values: Vec<String>,
}

/// A regular expression that is compiled when it is first needed: most runs need few of
/// them, and compiling all takes longer than reading a project.
#[derive(Clone)]
pub struct LazyRegex {
    source: Arc<str>,
    compiled: Arc<OnceLock<Option<Regex>>>,
}

impl LazyRegex {
    /// Checks the syntax of `source`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(source: &str) -> Result<Self, String> {
        Self::parse(source).map_err(|error| error.to_string())?;
        Ok(Self { source: source.into(), compiled: Arc::default() })
    }

    /// Words are ASCII words: the names that are looked for are, and Unicode's tables
    /// make an expression ten times as slow to compile.
    fn parse(source: &str) -> Result<regex_syntax::hir::Hir, regex_syntax::Error> {
        regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build().parse(source)
    }

    fn get(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| RegexBuilder::new(&self.source).unicode(false).build().ok()).as_ref()
    }

    /// Words of which one stands in every text that it matches; empty: unknown.
    fn literals(&self) -> Vec<String> {
        Self::parse(&self.source).ok().and_then(|hir| required(&hir)).unwrap_or_default()
    }

    /// Whether it matches anywhere.
    pub fn is_match(&self, text: &str) -> bool {
        self.get().is_some_and(|regex| regex.is_match(text.as_bytes()))
    }

    /// Its first match, as byte offsets.
    pub fn find(&self, text: &str) -> Option<std::ops::Range<usize>> {
        let found = self.get()?.find(text.as_bytes())?.range();
        // Without Unicode a dot may stop within a character.
        (text.is_char_boundary(found.start) && text.is_char_boundary(found.end)).then_some(found)
    }

    /// All its matches, as byte offsets.
    pub fn find_iter<'t>(&'t self, text: &'t str) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.get().into_iter().flat_map(move |regex| regex.find_iter(text.as_bytes()).map(|found| found.range()))
    }
}

/// Texts of which one stands in everything that a pattern matches, if there are such.
fn required(hir: &regex_syntax::hir::Hir) -> Option<Vec<String>> {
    use regex_syntax::hir::HirKind;
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok().filter(|text| text.len() > 2)?;
            Some(vec![text.to_owned()])
        }
        HirKind::Concat(parts) => {
            let shortest = |texts: &Vec<String>| texts.iter().map(String::len).min();
            parts.iter().filter_map(required).max_by_key(shortest)
        }
        HirKind::Alternation(parts) => {
            let all: Option<Vec<_>> = parts.iter().map(required).collect();
            all.map(|texts| texts.concat())
        }
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        _ => None,
    }
}

impl std::fmt::Debug for LazyRegex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.source)
    }
}

/// Globs for paths, compiled when they are first needed.
#[derive(Clone)]
pub struct LazyGlobs {
    patterns: Arc<[String]>,
    compiled: Arc<OnceLock<GlobSet>>,
}

impl LazyGlobs {
    /// Globs that were checked.
    pub(super) fn new(patterns: Vec<String>) -> Self {
        Self { patterns: patterns.into(), compiled: Arc::default() }
    }

    /// Those of all files whose settings some of `rules` speak of, each once.
    pub fn of_settings<'r>(rules: impl IntoIterator<Item = &'r Arc<Rule>>) -> Self {
        Self::of_settings_in(rules, |_| true)
    }

    /// Those of them that say by their ending that they mean Python files.
    pub fn of_python_settings<'r>(rules: impl IntoIterator<Item = &'r Arc<Rule>>) -> Self {
        Self::of_settings_in(rules, |pattern| pattern.ends_with(".py"))
    }

    fn of_settings_in<'r>(rules: impl IntoIterator<Item = &'r Arc<Rule>>, counts: impl Fn(&str) -> bool) -> Self {
        let matchers = rules.into_iter().flat_map(|rule| &rule.matchers);
        let patterns: BTreeSet<&String> = matchers
            .filter_map(|matcher| match matcher {
                Matcher::Setting(setting) => Some(&*setting.files.patterns),
                _ => None,
            })
            .flatten()
            .filter(|pattern| counts(pattern))
            .collect();
        Self::new(patterns.into_iter().cloned().collect())
    }

    /// Whether one of them matches a path.
    pub fn is_match(&self, path: &str) -> bool {
        let compile = || {
            let mut builder = GlobSetBuilder::new();
            let globs = self.patterns.iter().filter_map(|pattern| GlobBuilder::new(pattern).literal_separator(true).build().ok());
            globs.for_each(|glob| {
                builder.add(glob);
            });
            builder.build().unwrap_or_else(|_| GlobSet::empty())
        };
        self.compiled.get_or_init(compile).is_match(path)
    }
}

impl std::fmt::Debug for LazyGlobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.patterns.fmt(f)
    }
}

/// Patterns for text that is not Python.
#[derive(Clone)]
pub struct TextualMatcher {
    /// Which files, by path or base name.
    pub files: LazyGlobs,
    /// The section it must stand in, matched as a whole.
    pub section: Option<LazyRegex>,
    /// The key it must belong to, matched as a whole.
    pub key: Option<LazyRegex>,
    /// What is searched for.
    pub value: LazyRegex,
    /// Words of which one stands in every file in which it matches; empty: unknown.
    words: Arc<OnceLock<WordSearch>>,
}

impl std::fmt::Debug for TextualMatcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TextualMatcher").field("files", &self.files).field("value", &self.value).finish_non_exhaustive()
    }
}

impl TextualMatcher {
    /// What is searched for in which files, sections and keys.
    pub(super) fn new(files: LazyGlobs, section: Option<LazyRegex>, key: Option<LazyRegex>, value: LazyRegex) -> Self {
        Self { files, section, key, value, words: Arc::default() }
    }

    /// Whether a look at the lines of `text` is worth it: one of the words that the
    /// pattern cannot do without stands in it.
    pub fn may_match(&self, text: &str) -> bool {
        let words = self.words();
        words.is_empty() || words.is_match(text.as_bytes())
    }

    /// Words of which one stands in every text in which it matches; empty: unknown.
    pub fn words(&self) -> &WordSearch {
        self.words.get_or_init(|| {
            let of_value = self.value.literals();
            WordSearch::new(match &self.key {
                Some(key) if of_value.is_empty() => key.literals(),
                _ => of_value,
            })
        })
    }
}

/// The ways in which a rule recognises something; closed.
#[derive(Debug, Clone)]
pub enum Matcher {
    /// Resolved names.
    Symbol(SymbolMatcher),
    /// Arguments.
    Argument(ArgumentMatcher),
    /// Requirement lines: distributions (normalised), and extras of which one must be asked for.
    Requirement {
        /// Normalised names (PEP 503).
        distributions: Vec<String>,
        /// Empty: with or without extras.
        extras: Vec<String>,
        /// Not if one of these extras is asked for.
        unless: Vec<String>,
    },
    /// Plugin maps of packaging metadata.
    Plugin {
        /// Object references with a dot for the colon.
        targets: Vec<String>,
        /// Names of entry points.
        names: Vec<String>,
    },
    /// Configuration and job files.
    Setting(TextualMatcher),
    /// Documentation.
    Text(LazyRegex),
    /// The tool's own events.
    Event(Event),
}

/// One rule.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// `EVT` and three digits; never reused.
    pub code: String,
    /// Kebab-case name.
    pub id: String,
    /// A few words.
    pub title: String,
    /// What it is about.
    pub family: Family,
    /// The family with whose places it is worked off, where that is not its own.
    pub step: Family,
    /// How much it weighs.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// Effort of one place, 1 (mechanical) to 5 (redesign).
    pub effort: u8,
    /// Points of one place at run time in the effort score; `docs/readiness.md`.
    pub weight: f64,
    /// The version of the tool that brought it.
    pub since: String,
    /// One line with `{symbol}` or `{text}` in it.
    pub message: String,
    /// What replaces it, in a phrase.
    pub replacement: Option<String>,
    /// Why it matters.
    pub why: String,
    /// What replaces it under native threads.
    pub threads: String,
    /// What replaces it under asyncio.
    pub asyncio: String,
    /// What to watch for when replacing it.
    pub watch: String,
    /// How it recognises things.
    #[serde(skip)]
    pub matchers: Vec<Matcher>,
}

impl Rule {
    /// Whether `selector` names this rule: a code or the beginning of one, an id, a
    /// family, a severity, or `ALL`.
    pub fn is_selected_by(&self, selector: &str) -> bool {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let upper = selector.to_ascii_uppercase();
        upper == "ALL"
            || (upper.starts_with("EVT") && self.code.starts_with(&upper))
            || selector.eq_ignore_ascii_case(&self.id)
            || selector.eq_ignore_ascii_case(self.family.name())
            || selector.eq_ignore_ascii_case(severity)
    }

    /// Whether it is about something that the tool itself notices.
    pub fn is_about(&self, event: Event) -> bool {
        self.matchers.iter().any(|matcher| matches!(matcher, Matcher::Event(own) if *own == event))
    }

    /// The message for one finding.
    pub fn message_for(&self, subject: &str) -> String {
        self.message.replace("{symbol}", subject).replace("{text}", subject)
    }
}
