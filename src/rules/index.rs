//! Answers, for a resolved name or an argument, which of the selected rules applies.

use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, OnceLock};

use super::model::*;
use crate::vocabulary::{Kind, Role};
use crate::words::WordSearch;

/// A question to the index: which rule speaks of this name, found like this?
#[derive(Debug, Clone, Copy)]
pub struct NameQuery<'q> {
    /// The dotted name.
    pub name: &'q str,
    /// The kind of finding.
    pub kind: Kind,
    /// As what it is used.
    pub role: Role,
    /// For strings: the last name of the function it is passed to.
    pub callee: &'q str,
}

/// What must stand in a file for the file to be worth parsing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchors {
    /// Any of these words is enough.
    pub alone: Vec<String>,
    /// Words that say something only together with others.
    pub pairs: Vec<Pair>,
}

/// A library of which only some names matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pair {
    /// Its name.
    pub root: String,
    /// What must be reached directly in it: `root.member`, `from root import member`.
    pub members: Vec<String>,
    /// What must stand anywhere else in the file.
    pub others: Vec<String>,
}

/// A rule that speaks of an argument.
#[derive(Debug, Clone, Copy)]
pub struct ArgumentHit<'i> {
    /// The rule.
    pub rule: &'i Arc<Rule>,
}

struct NameEntry {
    rule: usize,
    kinds: Vec<Kind>,
    roles: Vec<Role>,
    callee: Vec<String>,
    replacement: Option<String>,
}

/// What is wanted of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All that it finds.
    All,
    /// Of names, only their imports from the library itself. What uses them need not be
    /// looked for.
    Imports,
    /// Nothing. What it would claim is still its own: no rule that says less gets it.
    Nothing,
}

/// The rules of a run, ready to be asked.
pub struct Index {
    /// All there are, in their order.
    all: Vec<Arc<Rule>>,
    /// Those of which anything is wanted.
    wanted: Vec<Arc<Rule>>,
    names: FxHashMap<String, Vec<NameEntry>>,
    /// Names of which only imports are wanted.
    imported: FxHashMap<String, Vec<NameEntry>>,
    roots: FxHashSet<String>,
    /// All beginnings of names, cut at a dot.
    prefixes: FxHashSet<String>,
    arguments: Vec<(usize, ArgumentMatcherRef)>,
    argument_values: FxHashSet<String>,
    /// The files whose settings wanted rules speak of.
    setting_files: LazyGlobs,
    /// Words of which one stands in every text with a setting that a rule speaks of;
    /// empty: unknown.
    setting_words: OnceLock<WordSearch>,
    /// Without the names of which only imports are wanted, and with them.
    anchors: [OnceLock<Anchors>; 2],
}

struct ArgumentMatcherRef {
    matcher: usize,
}

impl Index {
    /// Indexes `rules`; where two claim the same, the later one wins.
    pub fn new(rules: impl IntoIterator<Item = Arc<Rule>>) -> Self {
        Self::of(rules, |_| Wanted::All)
    }

    /// The same, with what is wanted of each rule.
    pub fn of(rules: impl IntoIterator<Item = Arc<Rule>>, wanted: impl Fn(&Rule) -> Wanted) -> Self {
        let all: Vec<Arc<Rule>> = rules.into_iter().collect();
        let is_wanted = |rule: &&Arc<Rule>| wanted(rule) != Wanted::Nothing;
        let chosen: Vec<_> = all.iter().filter(is_wanted).cloned().collect();
        let mut index = Index {
            setting_files: LazyGlobs::of_settings(&chosen),
            wanted: chosen,
            all,
            names: FxHashMap::default(),
            imported: FxHashMap::default(),
            roots: FxHashSet::default(),
            prefixes: FxHashSet::default(),
            arguments: Vec::new(),
            argument_values: FxHashSet::default(),
            setting_words: OnceLock::new(),
            anchors: Default::default(),
        };
        let rules = index.all.clone();
        for (at, rule) in rules.iter().enumerate() {
            match wanted(rule) {
                Wanted::All => index.add(at, rule),
                Wanted::Imports => index.add_imports(at, rule),
                Wanted::Nothing => {}
            }
        }
        for (at, rule) in rules.iter().enumerate().filter(|(_, rule)| wanted(rule) != Wanted::All) {
            index.add_claims(at, rule);
        }
        index
    }

    fn add(&mut self, at: usize, rule: &Rule) {
        for (position, matcher) in rule.matchers.iter().enumerate() {
            match matcher {
                Matcher::Symbol(symbol) => {
                    for name in &symbol.names {
                        self.roots.insert(root(name).to_owned());
                        self.prefixes.extend(name.match_indices('.').map(|(at, _)| name[..at].to_owned()));
                        self.names.entry(name.clone()).or_default().push(NameEntry::new(at, symbol));
                    }
                }
                Matcher::Argument(argument) => {
                    self.argument_values.extend(argument.values.iter().cloned());
                    self.arguments.push((at, ArgumentMatcherRef { matcher: position }));
                }
                _ => {}
            }
        }
    }

    fn add_imports(&mut self, at: usize, rule: &Rule) {
        for symbol in symbols(rule).filter(|symbol| symbol.kinds.contains(&Kind::Import)) {
            for name in &symbol.names {
                self.roots.insert(root(name).to_owned());
                self.imported.entry(name.clone()).or_default().push(NameEntry::new(at, symbol));
            }
        }
    }

    /// What a rule claims of names of which a wanted rule covers all that is below.
    fn add_claims(&mut self, at: usize, rule: &Rule) {
        for symbol in symbols(rule) {
            for name in &symbol.names {
                let above = name.match_indices('.').map(|(at, _)| &name[..at]).chain([&**name]);
                if above.into_iter().any(|above| self.names.contains_key(above)) {
                    self.names.entry(name.clone()).or_default().push(NameEntry::new(at, symbol));
                }
            }
        }
        let arguments = rule.matchers.iter().enumerate().filter(|(_, matcher)| matches!(matcher, Matcher::Argument(_)));
        self.arguments.extend(arguments.map(|(matcher, _)| (at, ArgumentMatcherRef { matcher })));
        self.arguments.sort_by_key(|(at, reference)| (*at, reference.matcher));
    }

    /// The names that rules speak of.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// The names of which only imports are wanted.
    pub fn imported(&self) -> impl Iterator<Item = &str> {
        self.imported.keys().map(String::as_str)
    }

    /// The values of arguments that rules speak of.
    pub fn argument_values(&self) -> impl Iterator<Item = &str> {
        self.argument_values.iter().map(String::as_str)
    }

    /// The rules of which anything is wanted.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.wanted
    }

    /// Whether a rule speaks of settings of the file at `path`.
    pub fn has_settings_in(&self, path: &str) -> bool {
        self.setting_files.is_match(path)
    }

    /// Whether a rule for settings may apply to anything in `text`.
    pub fn may_have_settings(&self, text: &str) -> bool {
        let words = self.setting_words.get_or_init(|| {
            let matchers = self.wanted.iter().flat_map(|rule| &rule.matchers);
            let words: Vec<&[String]> = matchers
                .filter_map(|matcher| match matcher {
                    Matcher::Setting(setting) => Some(setting.words().words()),
                    _ => None,
                })
                .collect();
            let unknown = words.iter().any(|words| words.is_empty());
            WordSearch::new(words.concat().into_iter().filter(|_| !unknown))
        });
        words.is_empty() || words.is_match(text.as_bytes())
    }

    /// Whether any rule speaks of names that begin with this component.
    pub fn has_root(&self, root: &str) -> bool {
        self.roots.contains(root)
    }

    /// The words without which a Python file holds no finding, unless another module
    /// re-exports something to it.
    ///
    /// A library that a rule covers whole (`eventlet`) is worth a look wherever it is
    /// named. Of others only some names matter (`oslo_service.wsgi.Server`): whoever
    /// imports those, to use or to re-export them, also reaches the module for the next
    /// name. For notes, which are many and neutral, it must be the last name: a module that
    /// hands one of them on without using it is passed by.
    ///
    /// Without `imports` the names are left out of which only imports are wanted.
    pub fn anchors(&self, imports: bool) -> &Anchors {
        self.anchors[usize::from(imports)].get_or_init(|| self.find_anchors(imports))
    }

    fn find_anchors(&self, imports: bool) -> Anchors {
        let imported = self.imported.iter().filter(|_| imports);
        let mut alone: Vec<String> = self.argument_values.iter().cloned().collect();
        let is_whole = |root: &&String| self.names.contains_key(*root) || imports && self.imported.contains_key(*root);
        alone.extend(self.roots.iter().filter(is_whole).cloned());
        let mut pairs = FxHashMap::<&str, Pair>::default();
        for (name, entries) in self.names.iter().chain(imported) {
            let Some((root, below)) = name.split_once('.') else { continue };
            if alone.iter().any(|word| root.contains(word.as_str())) {
                continue;
            }
            let notes = entries.iter().all(|entry| self.all[entry.rule].severity == Severity::Note);
            let pair = pairs.entry(root).or_insert_with(|| Pair { root: root.to_owned(), ..Pair::default() });
            match below.rsplit_once('.') {
                Some((_, last)) if notes => pair.others.push(last.to_owned()),
                _ => pair.members.push(below.split('.').next().unwrap_or(below).to_owned()),
            }
        }
        let mut pairs: Vec<_> = pairs.into_values().collect();
        pairs.sort_by(|one, other| one.root.cmp(&other.root));
        alone.sort();
        alone.dedup();
        Anchors { alone, pairs }
    }

    /// What else must stand in a file that uses `symbol` from a re-export: nothing if a
    /// rule covers it as it is (`Some` of an empty list), one of some words if rules
    /// speak of names below it, `None` if no rule can apply.
    pub fn remainders(&self, symbol: &str) -> Option<Vec<&str>> {
        let mut name = symbol;
        loop {
            if self.names.contains_key(name) {
                return Some(Vec::new());
            }
            match name.rfind('.') {
                Some(at) => name = &name[..at],
                None => break,
            }
        }
        if !self.prefixes.contains(symbol) {
            return None;
        }
        let below = self.names.keys().filter_map(|name| name.strip_prefix(symbol)?.strip_prefix('.'));
        let words: Vec<_> = below.map(|rest| rest.rsplit('.').next().unwrap_or(rest)).collect();
        (!words.is_empty()).then_some(words)
    }

    /// Whether some rule names exactly this name.
    pub fn knows(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// The rule for a name: the longest name that covers it wins, then the matcher that
    /// says more (callee, role), then the later one. With it, what replaces the name.
    pub fn name(&self, query: NameQuery) -> Option<(&Arc<Rule>, Option<&str>)> {
        let mut name = query.name;
        loop {
            let imported = if query.kind == Kind::Import { self.imported.get(name) } else { None };
            let best = self
                .names
                .get(name)
                .or(imported)
                .into_iter()
                .flatten()
                .filter(|entry| entry.fits(&query))
                .max_by_key(|entry| (!entry.callee.is_empty(), !entry.roles.is_empty(), entry.rule));
            if let Some(entry) = best {
                let rule = &self.all[entry.rule];
                return Some((rule, entry.replacement.as_deref().or(rule.replacement.as_deref())));
            }
            name = &name[..name.rfind('.')?];
        }
    }

    /// The rule for an argument, given by its keyword and 1-based position, of a call of `callee`.
    pub fn argument(&self, callee: &str, keyword: Option<&str>, position: Option<usize>, value: &str) -> Option<ArgumentHit<'_>> {
        if !self.argument_values.contains(value) {
            return None;
        }
        let found = self.arguments.iter().rev().find(|(at, reference)| {
            let Some(Matcher::Argument(matcher)) = self.all[*at].matchers.get(reference.matcher) else {
                return false;
            };
            let by_name = keyword.is_some() && keyword == matcher.keyword.as_deref();
            let by_position = position.is_some() && position == matcher.position;
            let by_callee = matcher.callee.is_empty() || matcher.callee.iter().any(|end| ends_with_name(callee, end));
            (by_name || by_position) && by_callee && matcher.values.iter().any(|own| own == value)
        });
        found.map(|(at, _)| ArgumentHit { rule: &self.all[*at] })
    }
}

/// The first component of a dotted name.
fn root(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

fn symbols(rule: &Rule) -> impl Iterator<Item = &SymbolMatcher> {
    rule.matchers.iter().filter_map(|matcher| match matcher {
        Matcher::Symbol(symbol) => Some(symbol),
        _ => None,
    })
}

impl NameEntry {
    fn new(rule: usize, symbol: &SymbolMatcher) -> Self {
        Self {
            rule,
            kinds: symbol.kinds.clone(),
            roles: symbol.roles.clone(),
            callee: symbol.callee.clone(),
            replacement: symbol.replacement.clone(),
        }
    }

    fn fits(&self, query: &NameQuery) -> bool {
        self.kinds.contains(&query.kind)
            && (self.roles.is_empty() || self.roles.contains(&query.role))
            && (self.callee.is_empty() || self.callee.iter().any(|name| name == query.callee))
    }
}

/// Whether dotted `name` is `end` or ends with `.end`.
fn ends_with_name(name: &str, end: &str) -> bool {
    name.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}
