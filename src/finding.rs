//! A finding: one place where a rule applies, and who it is.

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::rules::{Rule, Severity};
use crate::source::Location;
use crate::vocabulary::{Guard, Kind, Role, ScopeKind};
use std::sync::Arc;

/// How a name came to mean what it means, where that is not by an import of its own file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Via {
    /// The first re-exporting module of the project.
    Module(Arc<str>),
    /// A plain name of the same file, assigned from the chain.
    Alias,
    /// A plain name assigned from a dynamic import.
    Dynamic,
}

impl Via {
    /// As it stands in JSON.
    pub fn as_str(&self) -> &str {
        match self {
            Via::Module(name) => name,
            Via::Alias => "alias",
            Via::Dynamic => "dynamic",
        }
    }
}

impl Serialize for Via {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Whether a finding counts today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Disposition {
    /// Nobody has accepted it.
    New,
    /// It was there before.
    Known,
    /// Somebody has silenced it; [`Finding::suppression`] says how.
    Suppressed,
}

/// How a finding was silenced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuppressionKind {
    /// By a comment of ours on its line or statement.
    Line,
    /// By a comment of ours at the top of its file.
    File,
    /// By `# noqa` with its code.
    Noqa,
    /// By the configuration, which names the modules that may use it.
    Sanctioned,
}

/// That somebody silenced a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suppression {
    /// How.
    pub kind: SuppressionKind,
    /// Why, in their words; none if they gave none.
    pub reason: Option<String>,
}

/// Who a finding is, so that it is recognised after the code around it moved:
/// `v1:` and a hash of rule, path, enclosing definition, symbol (or matched text), and
/// an ordinal among equals. No line number, no message.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of the `ordinal`th (0-based) finding among those alike.
    pub fn new(code: &str, path: &str, definition: &str, subject: &str, ordinal: usize) -> Self {
        let mut hash = Sha256::new();
        for part in [code, path, definition, subject, &ordinal.to_string()] {
            // The length in front keeps ("ab", "c") and ("a", "bc") apart.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        // 80 bits: with a million findings the chance of any collision is below 10^-12.
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
        let digits = hash.finalize().into_iter().take(10).flat_map(|byte| [digit(byte >> 4), digit(byte & 0xF)]);
        Self("v1:".chars().chain(digits).collect())
    }

    /// The text of it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What stands around a finding in its line: a hash of the line without blanks, comment
/// and the matched text itself. No part of who a finding is; it tells one that has moved
/// from another of the same name. A name that becomes an attribute of the object, or begins
/// with an underscore, is the same name: that is what often happens to it on the way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shape(u32);

impl Shape {
    /// The shape of a line around the bytes `matched` of it.
    pub fn of(line: &str, matched: std::ops::Range<usize>) -> Self {
        // Of a line of megabytes what is near says enough.
        const NEAR_BYTES: usize = 2_000;
        let before = &line[line.ceil_char_boundary(matched.start.saturating_sub(NEAR_BYTES))..matched.start];
        let behind = &line[matched.end..line.floor_char_boundary(matched.end.saturating_add(NEAR_BYTES))];
        let comment = behind.match_indices('#').find(|(at, _)| behind[..*at].ends_with(char::is_whitespace));
        let code = comment.map_or(behind, |(at, _)| &behind[..at]);
        let mut hash = Sha256::new();
        for part in [before, code] {
            hash.update(plain(part).as_bytes());
            hash.update([0]);
        }
        let digest = hash.finalize();
        Self(u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]))
    }
}

/// Code without blanks, `self.` and `cls.`, and underscores before names.
fn plain(code: &str) -> String {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let length = if is_name(first) { rest.find(|c| !is_name(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (word, behind) = rest.split_at(length);
        rest = behind;
        match word {
            "self" | "cls" if rest.starts_with('.') => rest = &rest[1..],
            _ if first.is_whitespace() => {}
            _ => out.push_str(word.trim_start_matches('_')),
        }
    }
    out
}

impl std::fmt::Display for Shape {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:08x}", self.0)
    }
}

impl std::str::FromStr for Shape {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        let value = digits.then(|| u32::from_str_radix(text, 16).ok()).flatten();
        value.map(Self).ok_or(())
    }
}

/// One place where a rule applies.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule that applies.
    pub rule: Arc<Rule>,
    /// What kind of thing was found.
    pub kind: Kind,
    /// The dotted name as it resolves at that place; none where no name is involved.
    pub symbol: Option<String>,
    /// The text that matched where there is no symbol: a requirement, a value.
    pub text: Option<String>,
    /// Path relative to the project's root, POSIX separators.
    pub path: Arc<str>,
    /// Where it is.
    pub location: Location,
    /// The innermost scope.
    pub scope: ScopeKind,
    /// Dotted path of the enclosing classes and functions.
    pub definition: Option<Arc<str>>,
    /// Whether it is test code.
    pub test: bool,
    /// What stands around it.
    pub guard: Option<Guard>,
    /// As what the name is used.
    pub role: Role,
    /// Through what the name came.
    pub via: Option<Via>,
    /// One line that says what was found.
    pub message: String,
    /// What replaces it, in a phrase.
    pub replacement: Option<String>,
    /// Who it is.
    pub fingerprint: Fingerprint,
    /// What stands around it, where findings are compared.
    pub shape: Shape,
    /// Whether it counts today.
    pub disposition: Disposition,
    /// How it was silenced, if [`Finding::disposition`] says so.
    pub suppression: Option<Suppression>,
}

impl Finding {
    /// What the finding is about: the symbol, or the text that matched.
    pub fn subject(&self) -> &str {
        self.symbol.as_deref().or(self.text.as_deref()).unwrap_or("")
    }

    /// Whether it stands in a module that may use what was found.
    pub fn is_sanctioned(&self) -> bool {
        self.suppression.as_ref().is_some_and(|suppression| suppression.kind == SuppressionKind::Sanctioned)
    }

    /// The severity of its rule.
    pub fn severity(&self) -> Severity {
        self.rule.severity
    }

    /// The order in which findings are shown: by place, then by what was found.
    pub fn order(&self) -> (&str, Location, &str, Kind, &str) {
        (&self.path, self.location, &self.rule.code, self.kind, self.subject())
    }
}

/// Gives findings their fingerprints. They must be sorted by [`Finding::order`], so
/// that the ordinal among equals follows the text.
pub fn assign_fingerprints(findings: &mut [Finding]) {
    let mut seen = rustc_hash::FxHashMap::<(String, Arc<str>, String, String), usize>::default();
    for finding in findings {
        let definition = finding.definition.as_deref().unwrap_or("").to_owned();
        let subject = finding.subject().to_owned();
        let key = (finding.rule.code.clone(), finding.path.clone(), definition, subject);
        let ordinal = seen.entry(key.clone()).or_default();
        finding.fingerprint = Fingerprint::new(&key.0, &key.1, &key.2, &key.3, *ordinal);
        *ordinal += 1;
    }
}
