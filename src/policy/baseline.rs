//! The file in which a project keeps the findings that it knows.
//!
//! One finding a line, and an empty line between any two: git then merges two branches
//! that each take lines out, be they neighbours. Nothing stands in it that changes while
//! a finding stays: no line number, message, total or date.

use std::path::Path;

use super::moves::Place;
use crate::error::Error;
use crate::finding::Shape;
use crate::rules::{Rule, RuleSet};

/// The name of the file, in the root of a project.
pub const FILE: &str = ".eventlet-baseline";

const HEAD: &str = "# Findings that eventlet-scan knows; `eventlet-scan baseline prune` removes what is gone.";

/// The last line. Without it an empty line would be the last, which editors take away.
const END: &str = "# end";

/// What git writes around the two sides of a conflict.
const CONFLICT: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// Numbers with dots between them.
type Version = Vec<u32>;

/// A baseline as it was read.
#[derive(Debug, Clone)]
pub struct Baseline {
    /// The file's name, as it is shown.
    pub name: String,
    /// The version of the rules that it was written by.
    rules: Version,
    /// Its findings, in their order.
    pub entries: Vec<Entry>,
    text: String,
}

/// One finding of a baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The finding.
    pub place: Place,
    /// The 1-based line that it stands in.
    pub line: u32,
}

impl Baseline {
    /// Reads the text of a baseline. `rules` tell what its codes are about.
    ///
    /// # Errors
    /// A line that is no finding, the marks of a merge conflict, a version that is missing:
    /// with the place.
    pub fn parse(name: &str, text: &str, rules: &RuleSet) -> Result<Self, Error> {
        let mut baseline = Self { name: name.to_owned(), rules: Vec::new(), entries: Vec::new(), text: text.to_owned() };
        let mut start = 0;
        for (number, line) in (1..).zip(text.split_inclusive('\n')) {
            let said = line.trim();
            let fail = |message: &str, help: &str| {
                let at = start..start + line.trim_end().len();
                Error::in_file(name, text, at, message, "here", Some(help.to_owned()))
            };
            if CONFLICT.iter().any(|mark| said.starts_with(mark)) {
                return Err(fail(
                    "a merge conflict in the baseline",
                    "keep the lines that both sides have, or `eventlet-scan baseline write`",
                ));
            }
            if let Some(version) = version_in(said) {
                let read = version_of(version).filter(|_| baseline.rules.is_empty());
                baseline.rules = read.ok_or_else(|| fail("not the one version of the rules", "`rules 0.1.0`, once"))?;
            } else if !said.is_empty() && !said.starts_with('#') {
                let place = entry(said, rules);
                let help = "a finding is `path code definition symbol shape`; `eventlet-scan baseline write` writes the file anew";
                baseline.entries.push(Entry { place: place.ok_or_else(|| fail("not a line of a baseline", help))?, line: number });
            }
            start += line.len();
        }
        if baseline.rules.is_empty() {
            let help = Some("`eventlet-scan baseline write` writes the file anew".to_owned());
            return Err(Error::in_file(name, text, 0..0, "the baseline does not say which rules it was written by", "here", help));
        }
        Ok(baseline)
    }

    /// Reads a baseline's file.
    ///
    /// # Errors
    /// As [`Baseline::parse`], and a file that cannot be read.
    pub fn read(path: &Path, rules: &RuleSet) -> Result<Self, Error> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::Path { path: name.clone(), reason: crate::input::reason(&error) })?;
        Self::parse(&name, &text, rules)
    }

    /// The text that was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a rule came after the baseline was written. Rules of a team's own carry
    /// versions of their own; they are not later.
    pub fn is_later(&self, rule: &Rule) -> bool {
        let since = version_of(&rule.since).unwrap_or_default();
        since > self.rules && version_of(env!("CARGO_PKG_VERSION")).is_some_and(|own| since <= own)
    }

    /// The text without the entries of which `is_gone` is true. The empty lines around
    /// them stay.
    pub fn without(&self, is_gone: impl Fn(usize) -> bool) -> String {
        let gone: Vec<u32> = (0..self.entries.len()).filter(|&at| is_gone(at)).map(|at| self.entries[at].line).collect();
        let lines = (1..).zip(self.text.split_inclusive('\n'));
        lines.filter(|(number, _)| gone.binary_search(number).is_err()).map(|(_, line)| line).collect()
    }
}

/// The text of a baseline of these findings.
pub fn write(places: &[Place]) -> String {
    let mut lines: Vec<String> = places.iter().map(line_of).collect();
    lines.sort_unstable();
    let lines: String = lines.into_iter().map(|line| format!("{line}\n\n")).collect();
    format!("{HEAD}\n{}\n\n{lines}{END}\n", version_line())
}

/// The text of a baseline with these findings besides, each in its place; with `upgrade`
/// the version of the rules is that of this program.
pub fn insert(text: &str, places: &[Place], upgrade: bool) -> String {
    let mut new: Vec<String> = places.iter().map(line_of).collect();
    new.sort_unstable();
    let mut new = new.into_iter().peekable();
    let mut out = String::new();
    for line in text.lines() {
        let said = line.trim();
        let is_entry = !said.starts_with('#') && said.contains(' ') && version_in(said).is_none();
        while let Some(before) = new.next_if(|new| said == END || is_entry && new.as_str() < said) {
            out.extend([&before, "\n\n"]);
        }
        match version_in(said) {
            Some(_) if upgrade => out.push_str(&version_line()),
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    new.for_each(|left| out.extend(["\n", &left, "\n"]));
    out
}

/// What a line says about the version of the rules, if it is the one that does.
fn version_in(line: &str) -> Option<&str> {
    line.strip_prefix("rules ").filter(|rest| !rest.contains(' '))
}

fn version_line() -> String {
    format!("rules {}", env!("CARGO_PKG_VERSION"))
}

fn version_of(text: &str) -> Option<Version> {
    let plain = text.split(['-', '+']).next().unwrap_or(text);
    plain.split('.').map(|number| number.parse().ok()).collect()
}

fn entry(line: &str, rules: &RuleSet) -> Option<Place> {
    let words: Vec<_> = line.split(' ').map(unescape).collect::<Option<_>>()?;
    let [path, code, definition, subject, shape] = <[String; 5]>::try_from(words).ok()?;
    let numbered = code.strip_prefix("EVT").is_some_and(|rest| rest.len() == 3 && rest.bytes().all(|byte| byte.is_ascii_digit()));
    let shape: Shape = shape.parse().ok()?;
    let none = |word: String| if word == "-" { String::new() } else { word };
    let rule = rules.find(&code).map(|rule| &**rule);
    numbered.then(|| Place::recorded(&code, &path, &none(definition), &none(subject), shape, rule))
}

fn line_of(place: &Place) -> String {
    let or_none = |word: &str| if word.is_empty() { "-".to_owned() } else { escape(word) };
    let (definition, subject) = (or_none(&place.definition), or_none(&place.subject));
    format!("{} {} {definition} {subject} {}", escape(&place.path), place.code, place.shape)
}

/// A word without blanks that can begin a line.
fn escape(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for (at, c) in word.chars().enumerate() {
        let special = c.is_whitespace() || c.is_control() || c == '\\' || at == 0 && "#<|=>".contains(c);
        match special || word == "-" || crate::source::printable(c.encode_utf8(&mut [0; 4])).len() != c.len_utf8() {
            true => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            false => out.push(c),
        }
    }
    out
}

fn unescape(word: &str) -> Option<String> {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some((before, escaped)) = rest.split_once('\\') {
        let (digits, behind) = escaped.strip_prefix("u{")?.split_once('}')?;
        out.push_str(before);
        out.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
        rest = behind;
    }
    out.push_str(rest);
    (!word.is_empty()).then_some(out)
}
