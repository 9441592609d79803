//! Reads rule files. Whatever is wrong with one is an error that points into it.

use globset::Glob;
use include_dir::{Dir, include_dir};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;

use super::model::*;
use crate::error::{Error, nearest, suggestion};
use crate::vocabulary::{Kind, Role, normalise};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    family: Spanned<Family>,
    #[serde(default)]
    rule: Vec<Spanned<RawRule>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    code: Spanned<String>,
    id: Spanned<String>,
    title: Spanned<String>,
    step: Option<Family>,
    severity: Severity,
    confidence: Confidence,
    effort: Spanned<u8>,
    #[serde(default)]
    weight: f64,
    since: String,
    message: Spanned<String>,
    replacement: Option<String>,
    why: String,
    threads: String,
    asyncio: String,
    watch: String,
    #[serde(default)]
    symbol: Vec<RawSymbol>,
    #[serde(default)]
    argument: Vec<Spanned<RawArgument>>,
    #[serde(default)]
    requirement: Vec<RawRequirement>,
    #[serde(default)]
    plugin: Vec<Spanned<RawPlugin>>,
    #[serde(default)]
    setting: Vec<RawSetting>,
    #[serde(default)]
    text: Vec<RawText>,
    #[serde(default)]
    event: Vec<RawEvent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSymbol {
    names: Spanned<Vec<Spanned<String>>>,
    #[serde(default = "symbol_kinds")]
    kinds: Vec<Kind>,
    #[serde(default)]
    roles: Vec<Role>,
    #[serde(default)]
    callee: Vec<String>,
    replacement: Option<String>,
}

fn symbol_kinds() -> Vec<Kind> {
    vec![Kind::Use, Kind::Patch, Kind::String, Kind::Target, Kind::Getter]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawArgument {
    keyword: Option<String>,
    position: Option<usize>,
    #[serde(default)]
    callee: Vec<String>,
    values: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRequirement {
    distributions: Vec<String>,
    #[serde(default)]
    extras: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPlugin {
    #[serde(default)]
    targets: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSetting {
    files: Vec<Spanned<String>>,
    section: Option<Spanned<String>>,
    key: Option<Spanned<String>>,
    value: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawText {
    pattern: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEvent {
    event: Event,
}

/// Facts about Python and its ecosystem that say how names are given away without an
/// import statement; `rules/model/names.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Functions that import by name: the dotted name, or the end of one.
    pub importers: Vec<String>,
    /// Functions that are given the name of a module and return something else.
    pub finders: Vec<String>,
    /// Functions that take an object and the name of an attribute: the last name.
    pub attribute_by_name: Vec<String>,
    /// How they are given the object, if not as the first argument.
    pub object_keywords: Vec<String>,
    /// How they are given the name, if not as the second argument.
    pub attribute_keywords: Vec<String>,
    /// Modules whose import at module level tells test code from a plugin with "test" in its name.
    pub test_frameworks: Vec<String>,
    /// Names of folders that hold tests.
    pub test_folders: Vec<String>,
    /// Endings of names of folders that hold tests.
    pub test_folder_endings: Vec<String>,
}

/// All rules of a run, in the order of their codes.
#[derive(Debug, Clone)]
pub struct RuleSet {
    /// The rules, sorted by code.
    pub rules: Vec<Arc<Rule>>,
    /// How names are given away.
    pub model: Arc<Model>,
    /// Identifies the contents of all rule files read.
    pub digest: String,
}

/// One file's text while it is read.
struct File<'t> {
    name: &'t str,
    text: &'t str,
}

impl File<'_> {
    fn error(&self, span: std::ops::Range<usize>, message: impl Into<String>, help: Option<String>) -> Error {
        Error::in_file(self.name, self.text, span, message, "here", help)
    }

    fn regex(&self, pattern: &Spanned<String>, whole: bool) -> Result<LazyRegex, Error> {
        let text = pattern.get_ref();
        let full = if whole { format!("^(?:{text})$") } else { text.clone() };
        LazyRegex::new(&full).map_err(|error| {
            let reason = error.lines().last().unwrap_or_default().to_owned();
            self.error(pattern.span(), "not a regular expression", Some(reason))
        })
    }
}

impl RuleSet {
    /// The embedded rules, and those in the `*.toml` files of `folders`. A team's rule
    /// with the code of an embedded one replaces it.
    ///
    /// # Errors
    /// A folder that cannot be read, or a rule file that is wrong.
    pub fn load(folders: &[impl AsRef<Path>]) -> Result<Self, Error> {
        let mut digest = Sha256::new();
        let mut rules = Vec::new();
        let mut files: Vec<_> = BUILT_IN.get_dir("usage").map(|dir| dir.files().collect()).unwrap_or_default();
        files.sort_by_key(|file| file.path());
        let files: Vec<_> = files
            .into_iter()
            .map(|file| (format!("rules/{}", file.path().display()), file.contents_utf8().unwrap_or_default()))
            .collect();
        let parsed: Vec<_> = files.par_iter().map(|(name, text)| parse(name, text)).collect();
        for ((name, text), parsed) in files.iter().zip(parsed) {
            digest.update(text);
            add(&mut rules, parsed?, &File { name, text }, false)?;
        }
        for folder in folders {
            for (name, text) in read_folder(folder.as_ref())? {
                digest.update(&text);
                add(&mut rules, parse(&name, &text)?, &File { name: &name, text: &text }, true)?;
            }
        }
        rules.sort_by(|one, other| one.rule.code.cmp(&other.rule.code));
        let digest = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let rules: Vec<_> = rules.into_iter().map(|loaded| Arc::new(loaded.rule)).collect();
        Ok(Self { rules, model: Arc::new(built_in("model/names.toml")?), digest })
    }

    /// The rule that a code or an id names.
    pub fn find(&self, name: &str) -> Option<&Arc<Rule>> {
        self.rules.iter().find(|rule| rule.code.eq_ignore_ascii_case(name) || rule.id.eq_ignore_ascii_case(name))
    }

    /// The rule whose matcher is this event.
    pub fn for_event(&self, event: Event) -> Option<&Arc<Rule>> {
        self.rules.iter().find(|rule| rule.is_about(event))
    }

    /// Checks a selector of `--select`, `--ignore` or the configuration.
    ///
    /// # Errors
    /// What is wrong, and the nearest name that exists, if it selects no rule.
    pub fn check_selector(&self, selector: &str) -> Result<(), (String, Option<String>)> {
        if self.rules.iter().any(|rule| rule.is_selected_by(selector)) {
            return Ok(());
        }
        let names = self.rules.iter().flat_map(|rule| [rule.code.as_str(), rule.id.as_str()]);
        let families = Family::ALL.iter().map(|family| family.name());
        let hint = nearest(selector, names.chain(families)).map(|name| format!("did you mean `{name}`?"));
        let help = hint.unwrap_or_else(|| "`eventlet-scan rules` lists codes, ids and families".to_owned());
        Err((format!("no rule is called `{selector}`"), Some(help)))
    }
}

/// Reads an embedded file of `rules`.
pub(super) fn built_in<T: serde::de::DeserializeOwned>(path: &str) -> Result<T, Error> {
    let text = BUILT_IN.get_file(path).and_then(|file| file.contents_utf8()).unwrap_or_default();
    let name = format!("rules/{path}");
    toml::from_str(text).map_err(|error| Error::in_file(&name, text, error.span().unwrap_or(0..0), error.message(), "here", None))
}

fn read_folder(folder: &Path) -> Result<Vec<(String, String)>, Error> {
    let fail = |path: &Path, error: std::io::Error| Error::Path { path: path.display().to_string(), reason: error.to_string() };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| fail(folder, error))? {
        let path = entry.map_err(|error| fail(folder, error))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            crate::error::refuse_special(&path)?;
            let text = std::fs::read_to_string(&path).map_err(|error| fail(&path, error))?;
            files.push((path.display().to_string(), text));
        }
    }
    if files.is_empty() {
        return Err(Error::Path { path: folder.display().to_string(), reason: "no *.toml rule file in this folder".to_owned() });
    }
    files.sort();
    Ok(files)
}

struct Loaded {
    rule: Rule,
    custom: bool,
}

fn add(into: &mut Vec<Loaded>, rules: Vec<(Rule, std::ops::Range<usize>)>, file: &File, custom: bool) -> Result<(), Error> {
    for (rule, span) in rules {
        let clash = into.iter().position(|known| known.rule.code == rule.code || known.rule.id == rule.id);
        match clash {
            Some(at) if custom && !into[at].custom && into[at].rule.code == rule.code => {
                into[at] = Loaded { rule, custom };
            }
            Some(at) => {
                let known = &into[at].rule;
                let message = format!("{} `{}` is taken by {} `{}`", rule.code, rule.id, known.code, known.id);
                let help = "give the rule a code and an id of its own; a team's rule replaces an embedded one by taking its code"
                    .to_owned();
                return Err(file.error(span, message, Some(help)));
            }
            None => {
                check_names(into, &rule, file, span, custom)?;
                into.push(Loaded { rule, custom });
            }
        }
    }
    Ok(())
}

/// Two embedded rules that claim the same name would make the result depend on the
/// order of files. A team's rule may claim a name: it wins.
fn check_names(known: &[Loaded], rule: &Rule, file: &File, span: std::ops::Range<usize>, custom: bool) -> Result<(), Error> {
    let mine: FxHashSet<&str> = symbols(rule).flat_map(|symbol| &symbol.names).map(String::as_str).collect();
    for other in known.iter().filter(|other| other.custom == custom) {
        let mut theirs = symbols(&other.rule).flat_map(|symbol| symbol.names.iter().map(move |name| (name.as_str(), symbol)));
        let claimed = |(name, theirs): &(&str, &SymbolMatcher)| {
            mine.contains(name) && symbols(rule).any(|mine| mine.names.iter().any(|own| own == name) && overlap(mine, theirs))
        };
        if let Some((name, _)) = theirs.find(claimed) {
            let message = format!("`{name}` is claimed by {} already", other.rule.code);
            return Err(file.error(span, message, Some("one name and kind belongs to one rule".to_owned())));
        }
    }
    Ok(())
}

fn symbols(rule: &Rule) -> impl Iterator<Item = &SymbolMatcher> {
    rule.matchers.iter().filter_map(|matcher| match matcher {
        Matcher::Symbol(symbol) => Some(symbol),
        _ => None,
    })
}

/// Whether two matchers speak of one name under the same conditions.
fn overlap(one: &SymbolMatcher, other: &SymbolMatcher) -> bool {
    one.roles == other.roles && one.callee == other.callee && one.kinds.iter().any(|kind| other.kinds.contains(kind))
}

fn parse(name: &str, text: &str) -> Result<Vec<(Rule, std::ops::Range<usize>)>, Error> {
    let file = File { name, text };
    let raw: RawFile = toml::from_str(text).map_err(|error| {
        let message = error.message().lines().next().unwrap_or_default().to_owned();
        file.error(error.span().unwrap_or(0..0), message.clone(), suggestion(&message))
    })?;
    let family = *raw.family.get_ref();
    raw.rule
        .into_iter()
        .map(|rule| {
            let span = rule.get_ref().code.span();
            Ok((build(&file, family, rule.into_inner())?, span))
        })
        .collect()
}

fn build(file: &File, family: Family, raw: RawRule) -> Result<Rule, Error> {
    check_code(file, family, &raw.code)?;
    let id = raw.id.get_ref();
    if id.is_empty() || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Err(file.error(raw.id.span(), "an id is kebab-case", None));
    }
    if !(1..=5).contains(raw.effort.get_ref()) {
        return Err(file.error(raw.effort.span(), "effort goes from 1 to 5", None));
    }
    let whole = raw.code.span();
    let matchers = matchers(file, &raw)?;
    if matchers.is_empty() {
        let help = "add [[rule.symbol]], [[rule.argument]], [[rule.requirement]], [[rule.plugin]], [[rule.setting]], [[rule.text]] or [[rule.event]]";
        return Err(file.error(whole, "this rule matches nothing", Some(help.to_owned())));
    }
    Ok(Rule {
        code: raw.code.into_inner(),
        id: raw.id.into_inner(),
        title: raw.title.into_inner(),
        family,
        step: raw.step.unwrap_or(family),
        severity: raw.severity,
        confidence: raw.confidence,
        effort: raw.effort.into_inner(),
        weight: raw.weight,
        since: raw.since,
        message: raw.message.into_inner(),
        replacement: raw.replacement,
        why: raw.why.trim().to_owned(),
        threads: raw.threads.trim().to_owned(),
        asyncio: raw.asyncio.trim().to_owned(),
        watch: raw.watch.trim().to_owned(),
        matchers,
    })
}

fn check_code(file: &File, family: Family, code: &Spanned<String>) -> Result<(), Error> {
    let digits = code.get_ref().strip_prefix("EVT").filter(|digits| digits.len() == 3);
    let number = digits.and_then(|digits| digits.parse::<u16>().ok());
    let range = family.codes();
    match number {
        Some(number) if range.contains(&number) => Ok(()),
        Some(_) => Err(file.error(
            code.span(),
            format!("codes of family `{}` go from EVT{} to EVT{}", family.name(), range.start(), range.end()),
            None,
        )),
        None => Err(file.error(code.span(), "a code is EVT and three digits", None)),
    }
}

fn matchers(file: &File, raw: &RawRule) -> Result<Vec<Matcher>, Error> {
    let mut all = Vec::new();
    for symbol in &raw.symbol {
        all.push(Matcher::Symbol(symbol_matcher(file, symbol)?));
    }
    for argument in &raw.argument {
        let inner = argument.get_ref();
        if inner.keyword.is_none() && inner.position.is_none() || inner.values.is_empty() {
            return Err(file.error(argument.span(), "an argument needs a keyword or a position, and values", None));
        }
        all.push(Matcher::Argument(ArgumentMatcher {
            keyword: inner.keyword.clone(),
            position: inner.position,
            callee: inner.callee.clone(),
            values: inner.values.clone(),
        }));
    }
    for requirement in &raw.requirement {
        all.push(Matcher::Requirement {
            distributions: requirement.distributions.iter().map(|name| normalise(name)).collect(),
            extras: requirement.extras.iter().map(|extra| normalise(extra)).collect(),
            unless: requirement.unless.iter().map(|extra| normalise(extra)).collect(),
        });
    }
    for plugin in &raw.plugin {
        let inner = plugin.get_ref();
        if inner.targets.is_empty() && inner.names.is_empty() {
            return Err(file.error(plugin.span(), "a plugin needs targets or names", None));
        }
        all.push(Matcher::Plugin { targets: inner.targets.clone(), names: inner.names.clone() });
    }
    for setting in &raw.setting {
        all.push(Matcher::Setting(textual(file, setting)?));
    }
    for text in &raw.text {
        all.push(Matcher::Text(file.regex(&text.pattern, false)?));
    }
    all.extend(raw.event.iter().map(|event| Matcher::Event(event.event)));
    Ok(all)
}

fn symbol_matcher(file: &File, raw: &RawSymbol) -> Result<SymbolMatcher, Error> {
    let names = raw.names.get_ref();
    if names.is_empty() {
        return Err(file.error(raw.names.span(), "at least one name", None));
    }
    for name in names {
        let text = name.get_ref();
        let parts_ok = text.split('.').all(|part| !part.is_empty() && (part == "*" || is_identifier(part)));
        if !parts_ok {
            return Err(file.error(name.span(), format!("`{text}` is not a dotted name"), None));
        }
    }
    Ok(SymbolMatcher {
        names: names.iter().map(|name| name.get_ref().clone()).collect(),
        kinds: raw.kinds.clone(),
        roles: raw.roles.clone(),
        callee: raw.callee.clone(),
        replacement: raw.replacement.clone(),
    })
}

fn is_identifier(text: &str) -> bool {
    text.chars().all(|c| c == '_' || c.is_alphanumeric()) && !text.starts_with(|c: char| c.is_numeric())
}

fn textual(file: &File, raw: &RawSetting) -> Result<TextualMatcher, Error> {
    let mut globs = Vec::new();
    for pattern in &raw.files {
        let text = pattern.get_ref();
        // Without a slash a pattern speaks of the base name, wherever the file is.
        let full = if text.contains('/') { text.clone() } else { format!("**/{text}") };
        Glob::new(&full).map_err(|error| file.error(pattern.span(), "not a glob", Some(error.kind().to_string())))?;
        globs.push(full);
    }
    let section = raw.section.as_ref().map(|pattern| file.regex(pattern, true)).transpose()?;
    let key = raw.key.as_ref().map(|pattern| file.regex(pattern, true)).transpose()?;
    Ok(TextualMatcher::new(LazyGlobs::new(globs), section, key, file.regex(&raw.value, false)?))
}
