//! Requirements, configuration, job files and documentation against the rules.

use std::cell::OnceCell;
use std::sync::Arc;

use super::{Draft, FileContext};
use crate::error::Problem;
use crate::finding::Finding;
use crate::manifest::{self, Line};
use crate::rules::{Index, Matcher, Rule};
use crate::source::{LineIndex, Span, printable};
use crate::vocabulary::{Kind, Role, ScopeKind};

/// All findings of a file that is not Python, unsorted, and lines that could not be
/// understood; problems have the path relative to the project's root.
pub fn textual_findings(file: &FileContext, text: &str, index: &Index, documentation: bool) -> (Vec<Finding>, Vec<Problem>) {
    let mut reader = Reader { file, text, lines: OnceCell::new(), found: Vec::new(), problems: Vec::new() };
    if manifest::is_metadata(&file.path) {
        reader.requirements(index);
        reader.plugins(index);
    }
    reader.settings(index);
    if documentation {
        reader.documentation(index);
    }
    (reader.found, reader.problems)
}

struct Reader<'r> {
    file: &'r FileContext,
    text: &'r str,
    lines: OnceCell<LineIndex>,
    found: Vec<Finding>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn add(&mut self, rule: &Arc<Rule>, kind: Kind, span: Span) {
        let matched = self.text.get(span.start as usize..span.end as usize).unwrap_or("");
        let draft = Draft {
            rule,
            kind,
            symbol: None,
            text: Some(matched.to_owned()),
            location: self.lines.get_or_init(|| LineIndex::new(self.text)).locate(self.text, span),
            scope: ScopeKind::Module,
            definition: None,
            guard: None,
            role: Role::Value,
            via: None,
            replacement: rule.replacement.as_deref(),
        };
        self.found.push(draft.finish(self.file));
    }

    fn requirements(&mut self, index: &Index) {
        let all = manifest::requirements(&self.file.path, self.text);
        let matchers = index.rules().iter().rev().flat_map(|rule| rule.matchers.iter().map(move |matcher| (rule, matcher)));
        let matchers: Vec<_> = matchers.filter(|(_, matcher)| matches!(matcher, Matcher::Requirement { .. })).collect();
        for requirement in &all.found {
            let fitting = matchers.iter().filter_map(|(rule, matcher)| match matcher {
                Matcher::Requirement { distributions, extras, unless } => {
                    let asks = |extra: &String| requirement.extras.contains(extra);
                    let named = distributions.contains(&requirement.name);
                    let asked = || extras.is_empty() || extras.iter().any(asks);
                    (named && asked() && !unless.iter().any(asks)).then_some((!extras.is_empty(), *rule))
                }
                _ => None,
            });
            // A rule that names an extra says more than one that does not.
            if let Some((_, rule)) = fitting.max_by_key(|(specific, _)| *specific) {
                self.add(rule, Kind::Dependency, requirement.span);
            }
        }
        for span in all.broken {
            let location = self.lines.get_or_init(|| LineIndex::new(self.text)).locate(self.text, span);
            let line = self.text.get(span.start as usize..span.end as usize).unwrap_or("");
            let shown: String = line.chars().take(80).collect();
            let message = format!("not a requirement as PEP 508 has it: `{}`", printable(&shown));
            self.problems.push(Problem::at(&*self.file.path, location.line, message));
        }
    }

    fn plugins(&mut self, index: &Index) {
        for plugin in manifest::plugins(&self.file.path, self.text) {
            let rule = index.rules().iter().find(|rule| {
                rule.matchers.iter().any(|matcher| match matcher {
                    Matcher::Plugin { targets, names } => {
                        let below = |target: &String| {
                            plugin.target.strip_prefix(target.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                        };
                        targets.iter().any(below) || names.contains(&plugin.name)
                    }
                    _ => false,
                })
            });
            if let Some(rule) = rule {
                self.add(rule, Kind::Dependency, plugin.span);
            }
        }
    }

    fn settings(&mut self, index: &Index) {
        if !index.may_have_settings(self.text) {
            return;
        }
        let mut rules = Vec::new();
        for rule in index.rules() {
            let matchers = rule.matchers.iter().filter_map(|matcher| match matcher {
                Matcher::Setting(setting) if setting.files.is_match(&self.file.path) => Some(setting),
                _ => None,
            });
            rules.extend(matchers.filter(|setting| setting.may_match(self.text)).map(|setting| (rule, setting)));
        }
        if rules.is_empty() {
            return;
        }
        for line in manifest::setting_lines(&self.file.path, self.text) {
            let mut last: Option<&Arc<Rule>> = None;
            for (rule, setting) in &rules {
                // One finding a rule and line, whichever of its matchers finds it.
                let again = last.is_some_and(|last| Arc::ptr_eq(last, rule));
                if let Some(span) = matches(setting, &line).filter(|_| !again) {
                    self.add(rule, Kind::Config, span);
                    last = Some(rule);
                }
            }
        }
    }

    fn documentation(&mut self, index: &Index) {
        for rule in index.rules() {
            for matcher in &rule.matchers {
                let Matcher::Text(pattern) = matcher else { continue };
                let mut last_line_end = 0;
                for found in pattern.find_iter(self.text) {
                    // One finding a line: a sentence that says it twice is one place to rewrite.
                    if found.start < last_line_end {
                        continue;
                    }
                    last_line_end = self.text[found.start..].find('\n').map_or(self.text.len(), |at| found.start + at);
                    self.add(rule, Kind::Text, Span::at(found.start, found.end));
                }
            }
        }
    }
}

fn matches(setting: &crate::rules::TextualMatcher, line: &Line) -> Option<Span> {
    let fits =
        |pattern: &Option<crate::rules::LazyRegex>, text: &str| pattern.as_ref().is_none_or(|pattern| pattern.is_match(text));
    if !fits(&setting.section, line.section) || !fits(&setting.key, line.key) {
        return None;
    }
    // A key alone may be what is looked for: then the line is the finding.
    let found = setting.value.find(line.text)?;
    let start = line.span.start as usize;
    Some(match found.len() {
        0 | 1 => line.span,
        _ => Span::at(start + found.start, start + found.end),
    })
}
