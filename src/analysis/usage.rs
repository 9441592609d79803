//! What the names in one Python file come to, against the rules.

use std::sync::Arc;

use super::{Draft, FileContext};
use crate::finding::{Finding, Via};
use crate::project::{Hit, Known, Names, Node};
use crate::python::{Argument, CallFact, Context, Facts, Place, is_dotted};
use crate::rules::{Event, Index, Model, NameQuery};
use crate::source::{LineIndex, Locator, Span};
use crate::vocabulary::{Kind, Role, ScopeKind};

/// One Python file, ready for analysis.
pub struct FileView<'f> {
    /// Its index among the project's Python files.
    pub index: u32,
    /// Path and role.
    pub context: FileContext,
    /// Its text.
    pub text: &'f str,
    /// What it says.
    pub facts: &'f Facts,
    /// The 1-based line at which it stops being Python, if it does.
    pub broken_at: Option<u32>,
}

/// All findings of a Python file, unsorted.
pub fn usage_findings(file: &FileView, names: &Names, index: &Index, model: &Model) -> Vec<Finding> {
    let mut usage = Usage { file, names, index, model, places: None, known: Known::default(), found: Vec::new() };
    usage.imports();
    usage.chains();
    usage.getters();
    usage.calls();
    usage.broken();
    usage.found
}

struct Usage<'u> {
    file: &'u FileView<'u>,
    names: &'u Names<'u>,
    index: &'u Index,
    model: &'u Model,
    /// Made when the first finding needs it: most parsed files have none.
    places: Option<Locator<'u>>,
    known: Known,
    found: Vec<Finding>,
}

/// What stands at a place, before a rule is asked.
struct Occurrence<'o> {
    kind: Kind,
    role: Role,
    callee: &'o str,
    span: Span,
    place: Place,
}

impl<'u> Usage<'u> {
    fn facts(&self) -> &'u Facts {
        self.file.facts
    }

    /// Adds a finding for a name, if a rule speaks of it.
    fn name(&mut self, symbol: &str, via: Option<Via>, at: &Occurrence) {
        let root = symbol.split('.').next().unwrap_or(symbol);
        if !self.index.has_root(root) {
            return;
        }
        let query = NameQuery { name: symbol, kind: at.kind, role: at.role, callee: at.callee };
        let Some((rule, replacement)) = self.index.name(query) else { return };
        self.add(
            Draft {
                rule,
                kind: at.kind,
                symbol: Some(symbol.to_owned()),
                text: None,
                location: crate::source::Location { line: 0, column: 0, end_line: 0, end_column: 0 },
                scope: self.facts().scope_kind(at.place.scope),
                definition: self.facts().definition(at.place.scope),
                guard: at.place.guard,
                role: at.role,
                via,
                replacement,
            },
            at.span,
        );
    }

    fn add(&mut self, mut draft: Draft<'u>, span: Span) {
        draft.location = self.places.get_or_insert_with(|| Locator::new(self.file.text)).locate(span);
        self.found.push(draft.finish(&self.file.context));
    }

    fn hits(&mut self, hits: Vec<Hit>, at: &Occurrence) {
        for (index, hit) in hits.iter().enumerate() {
            // One symbol is told once: as what it is rather than as what a function gave.
            let is_better = |(at, other): (usize, &Hit)| (other.getter, at) < (hit.getter, index) && other.node == hit.node;
            if let Some(symbol) = hit.symbol().filter(|_| !self.is_at_home(hit) && !hits.iter().enumerate().any(is_better)) {
                let kind = if hit.getter { Kind::Getter } else { at.kind };
                self.name(symbol, hit.via.clone(), &Occurrence { kind, ..*at });
            }
        }
    }

    /// Whether a name is the file's own, and no rule speaks of exactly it: a library's
    /// inner workings are no use of it.
    fn is_at_home(&self, hit: &Hit) -> bool {
        let Node::Own(name) = &hit.node else { return false };
        let modules = self.names.modules();
        let Some(own) = modules.of_file(self.file.index) else { return false };
        let rest = name.strip_prefix(&*modules.get(own).name).and_then(|rest| rest.strip_prefix('.'));
        let first = rest.map(|rest| rest.split('.').next().unwrap_or(rest));
        first.is_some_and(|first| modules.child(own, first).is_none()) && !self.index.knows(name)
    }

    fn imports(&mut self) {
        for import in &self.facts().imports {
            if self.names.is_unspoken(self.file.index, import) {
                continue;
            }
            let at = Occurrence { kind: Kind::Import, role: Role::Value, callee: "", span: import.span, place: import.place };
            let mut hits = self.names.import(self.file.index, import);
            if import.name.as_deref() == Some("*") {
                for hit in &mut hits {
                    // Names of the project's own modules show where they are used.
                    hit.node = match &hit.node {
                        Node::Outside(module) => Node::Outside(format!("{module}.*")),
                        other => other.clone(),
                    };
                }
            }
            self.hits(named(hits), &at);
        }
    }

    fn chains(&mut self) {
        for chain in &self.facts().chains {
            let reference = self.facts().reference(chain.reference);
            let at =
                Occurrence { kind: kind_of(chain.context), role: chain.role, callee: "", span: chain.span, place: chain.place };
            let hits = self.names.reference_again(self.file.index, reference, &mut self.known);
            self.hits(hits, &at);
        }
    }

    fn getters(&mut self) {
        for getter in &self.facts().getters {
            let callee = self.facts().reference(getter.callee);
            let attributes = self.facts().attributes_in(getter.attributes);
            let at = Occurrence { kind: Kind::Getter, role: getter.role, callee: "", span: getter.span, place: getter.place };
            let returned = self.names.returned(self.file.index, callee);
            self.hits(self.names.attributes(returned, attributes), &at);
        }
    }

    fn calls(&mut self) {
        for call in &self.facts().calls {
            let callee = call.written.rsplit('.').next().unwrap_or(&call.written);
            let imported = self.names.imports_by_name(self.file.index, call);
            if let Some(imported) = &imported {
                self.dynamic(call, imported.span, &imported.module);
            }
            let target = self.target(call, callee);
            for argument in &call.arguments {
                self.keyword(call, argument);
                let Some(string) = &argument.string else { continue };
                let spoken_for =
                    imported.as_ref().is_some_and(|imported| imported.span == string.span) || target == Some(string.span);
                if !spoken_for && string.value.contains('.') && is_dotted(&string.value) {
                    self.string(call, callee, &string.value, string.span);
                }
            }
        }
    }

    fn dynamic(&mut self, call: &CallFact, span: Span, module: &str) {
        let at = Occurrence { kind: Kind::Dynamic, role: Role::Value, callee: "", span, place: call.place };
        let hits = self.names.absolute(module);
        self.hits(hits, &at);
    }

    fn string(&mut self, call: &CallFact, callee: &str, value: &str, span: Span) {
        let at = Occurrence { kind: Kind::String, role: Role::Value, callee, span, place: call.place };
        let hits = self.names.absolute(value);
        self.hits(named(hits), &at);
    }

    /// Object and name given apart. Returns the name's place, which is then no string of its own.
    fn target(&mut self, call: &CallFact, callee: &str) -> Option<Span> {
        if !self.model.attribute_by_name.iter().any(|known| known == callee) {
            return None;
        }
        let object = self.facts().reference(call.object?);
        let is_name = |argument: &&Argument| match &argument.keyword {
            Some(keyword) => call.positional < 2 && self.model.attribute_keywords.iter().any(|known| **known == **keyword),
            None => argument.position == Some(2),
        };
        let name = call.arguments.iter().find(is_name)?.string.as_ref()?;
        if !is_dotted(&name.value) {
            return None;
        }
        let at = Occurrence { kind: Kind::Target, role: Role::Value, callee, span: name.span, place: call.place };
        let objects = self.names.reference_again(self.file.index, object, &mut self.known);
        let hits = self.names.attributes(objects, &name.value);
        let found = hits.iter().any(|hit| hit.symbol().is_some());
        self.hits(named(hits), &at);
        found.then_some(name.span)
    }

    fn keyword(&mut self, call: &CallFact, argument: &Argument) {
        let values = argument.string.iter().map(|string| &*string.value).chain(argument.choices.iter().map(|choice| &**choice));
        let mut values: Vec<_> = values.collect();
        if let Some(name) = argument.name {
            let facts = self.facts();
            for binding in facts.bindings(facts.reference(name)) {
                if let crate::python::BoundTo::Text(start, end) = binding.to {
                    values.extend(facts.texts[start as usize..end as usize].iter().map(|text| &*text.value));
                }
            }
        }
        let hit = values.into_iter().find_map(|value| {
            let hit = self.index.argument(&call.written, argument.keyword.as_deref(), argument.position, value)?;
            Some((hit.rule, value.to_owned()))
        });
        if let Some((rule, value)) = hit {
            let written = argument.keyword.as_ref().map_or(format!("'{value}'"), |keyword| format!("{keyword}='{value}'"));
            let draft = self.plain(rule, Kind::Keyword, written, call.place);
            self.add(draft, argument.span);
        }
    }

    /// A finding without a symbol.
    fn plain(&self, rule: &'u Arc<crate::rules::Rule>, kind: Kind, text: String, place: Place) -> Draft<'u> {
        let in_scope = self.facts().scopes.get(place.scope as usize).is_some();
        Draft {
            rule,
            kind,
            symbol: None,
            text: Some(text),
            location: crate::source::Location { line: 0, column: 0, end_line: 0, end_column: 0 },
            scope: if in_scope { self.facts().scope_kind(place.scope) } else { ScopeKind::Module },
            definition: if in_scope { self.facts().definition(place.scope) } else { None },
            guard: place.guard,
            role: Role::Value,
            via: None,
            replacement: rule.replacement.as_deref(),
        }
    }

    fn broken(&mut self) {
        let Some(line) = self.file.broken_at else { return };
        let rule =
            self.index.rules().iter().find(|rule| {
                rule.matchers.iter().any(|matcher| matches!(matcher, crate::rules::Matcher::Event(Event::SyntaxError)))
            });
        let Some(rule) = rule else { return };
        let draft = self.plain(rule, Kind::Text, "syntax error".to_owned(), Place { scope: 0, guard: None });
        let lines = LineIndex::new(self.file.text);
        let shown = lines.line_text(self.file.text, line);
        let start = (shown.as_ptr() as usize).saturating_sub(self.file.text.as_ptr() as usize);
        let start = if shown.is_empty() { 0 } else { start };
        self.add(draft, Span::at(start, start + shown.len()));
    }
}

fn kind_of(context: Context) -> Kind {
    match context {
        Context::Read => Kind::Use,
        Context::Store => Kind::Patch,
    }
}

/// What a string or an import names, be it what a function gave: it is told as that, not as a
/// getter.
fn named(hits: Vec<Hit>) -> Vec<Hit> {
    hits.into_iter().map(|hit| Hit { getter: false, ..hit }).collect()
}
