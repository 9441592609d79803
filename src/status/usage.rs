//! Findings, counted while they are read: a report needs their number, their places and
//! who they are, not their words.

use rustc_hash::FxHashMap;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use crate::analysis::readiness::Count;
use crate::finding::{Disposition, Finding};
use crate::rules::{Family, Severity};

/// What is read of a finding.
#[derive(Debug, Deserialize)]
pub(super) struct Line<'l> {
    #[serde(borrow)]
    code: Cow<'l, str>,
    #[serde(borrow)]
    family: Cow<'l, str>,
    #[serde(borrow)]
    severity: Cow<'l, str>,
    #[serde(borrow, default)]
    symbol: Option<Cow<'l, str>>,
    #[serde(borrow)]
    path: Cow<'l, str>,
    line: u32,
    test: bool,
    #[serde(borrow)]
    fingerprint: Cow<'l, str>,
    #[serde(borrow, default)]
    disposition: Cow<'l, str>,
}

impl<'f> From<&'f Finding> for Line<'f> {
    fn from(finding: &'f Finding) -> Self {
        let severity = match finding.severity() {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let disposition = if finding.disposition == Disposition::Suppressed { SUPPRESSED } else { "" };
        Self {
            code: finding.rule.code.as_str().into(),
            family: finding.rule.family.name().into(),
            severity: severity.into(),
            symbol: finding.symbol.as_deref().map(Cow::Borrowed),
            path: (&*finding.path).into(),
            line: finding.location.line,
            test: finding.test,
            fingerprint: finding.fingerprint.as_str().into(),
            disposition: disposition.into(),
        }
    }
}

const SUPPRESSED: &str = "suppressed";

/// Who a finding is, in few bytes.
pub(super) type Key = u128;

/// Where a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    key: Key,
    path: u32,
    code: u16,
    /// 1-based.
    pub line: u32,
    /// What it is about; none for a family that is not known here.
    pub family: Option<Family>,
    /// Whether it is test code.
    pub test: bool,
    /// Whether it has to be done away with: no note, and nobody has suppressed it.
    pub counts: bool,
}

/// The findings of a project.
#[derive(Debug, Clone, Default)]
pub struct Usage {
    /// In the order in which they came: by path, then line.
    places: Vec<Place>,
    paths: Vec<Box<str>>,
    codes: Vec<Box<str>>,
    /// Indices into `places`, by key.
    by_key: Vec<u32>,
    /// How often the parts of libraries that may run on eventlet are used in code that
    /// runs, by the library's top-level module.
    pub libraries: BTreeMap<Box<str>, usize>,
    /// Neutral uses.
    pub notes: usize,
    /// Findings that somebody has silenced.
    pub suppressed: usize,
}

impl Usage {
    /// The findings of a project, counted.
    pub(super) fn of<'l>(lines: impl IntoIterator<Item = Line<'l>>) -> Self {
        let mut tally = Tally::default();
        lines.into_iter().for_each(|line| tally.add(&line));
        tally.done()
    }

    /// All places.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The path of a place.
    pub fn path(&self, place: &Place) -> &str {
        &self.paths[place.path as usize]
    }

    /// The code of a place's rule.
    pub fn code(&self, place: &Place) -> &str {
        &self.codes[usize::from(place.code)]
    }

    /// The places of these fingerprints, as far as they are known, in order.
    pub fn places_of<'u>(&'u self, fingerprints: &'u [String]) -> Vec<&'u Place> {
        let mut found: Vec<u32> = fingerprints.iter().filter_map(|text| self.find(key(text))).collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|at| &self.places[at as usize]).collect()
    }

    /// Whether it has a finding that has to be done away with.
    pub(super) fn has_counted(&self, key: Key) -> bool {
        self.find(key).is_some_and(|at| self.places[at as usize].counts)
    }

    /// Who the findings are that have to be done away with.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        self.places.iter().filter(|place| place.counts).map(|place| place.key)
    }

    fn find(&self, key: Key) -> Option<u32> {
        let at = self.by_key.binary_search_by_key(&key, |&at| self.places[at as usize].key).ok()?;
        Some(self.by_key[at])
    }

    /// What has to be done away with in a family; hygiene is the tool's own.
    pub fn count(&self, family: Family) -> Count {
        let mut count = Count::default();
        for place in self.places.iter().filter(|place| place.counts && place.family == Some(family)) {
            *if place.test { &mut count.test } else { &mut count.runtime } += 1;
        }
        count
    }

    /// What has to be done away with at all.
    pub fn total(&self) -> Count {
        let mut total = Count::default();
        for place in self.places.iter().filter(|place| place.counts) {
            *if place.test { &mut total.test } else { &mut total.runtime } += 1;
        }
        total
    }

    /// The files with most places in code that runs, and how many files there are.
    pub fn files(&self, most: usize) -> (Vec<(&str, usize)>, usize) {
        let mut files: BTreeMap<u32, usize> = BTreeMap::new();
        for place in self.places.iter().filter(|place| place.counts && !place.test) {
            *files.entry(place.path).or_default() += 1;
        }
        let mut sorted: Vec<_> = files.into_iter().map(|(path, number)| (&*self.paths[path as usize], number)).collect();
        let all = sorted.len();
        sorted.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
        sorted.truncate(most);
        (sorted, all)
    }
}

/// Collects findings.
#[derive(Default)]
struct Tally {
    usage: Usage,
    paths: FxHashMap<Box<str>, u32>,
    codes: FxHashMap<Box<str>, u16>,
}

impl Tally {
    fn add(&mut self, line: &Line) {
        let family = Family::ALL.iter().copied().find(|family| family.name() == line.family);
        if family == Some(Family::Hygiene) {
            return;
        }
        let (note, suppressed) = (line.severity == "note", line.disposition == SUPPRESSED);
        self.usage.suppressed += usize::from(suppressed);
        self.usage.notes += usize::from(note && !suppressed);
        if family == Some(Family::Indirect) && !line.test && !suppressed {
            self.library(line);
        }
        let Some(code) = number(&mut self.codes, &mut self.usage.codes, &line.code) else { return };
        let Some(path) = number(&mut self.paths, &mut self.usage.paths, &line.path) else { return };
        self.usage.places.push(Place {
            key: key(&line.fingerprint),
            path,
            code,
            line: line.line,
            family,
            test: line.test,
            counts: !note && !suppressed,
        });
    }

    fn library(&mut self, line: &Line) {
        let Some(symbol) = &line.symbol else { return };
        let top = symbol.split('.').next().unwrap_or(symbol);
        match self.usage.libraries.get_mut(top) {
            Some(number) => *number += 1,
            None => drop(self.usage.libraries.insert(top.into(), 1)),
        }
    }

    fn done(self) -> Usage {
        let mut usage = self.usage;
        let count = u32::try_from(usage.places.len()).unwrap_or(u32::MAX);
        usage.by_key = (0..count).collect();
        usage.by_key.sort_by_key(|&at| usage.places[at as usize].key);
        usage.places.shrink_to_fit();
        usage
    }
}

/// The number of a text among those that were met; none once there are too many.
fn number<N: TryFrom<usize> + Copy>(known: &mut FxHashMap<Box<str>, N>, all: &mut Vec<Box<str>>, text: &str) -> Option<N> {
    if let Some(&number) = known.get(text) {
        return Some(number);
    }
    let number = N::try_from(all.len()).ok()?;
    all.push(text.into());
    known.insert(text.into(), number);
    Some(number)
}

/// A fingerprint in few bytes: its own digits, or a hash of what is none.
fn key(fingerprint: &str) -> Key {
    let digits = fingerprint.strip_prefix("v1:").filter(|digits| digits.len() <= 20);
    digits.and_then(|digits| Key::from_str_radix(digits, 16).ok()).unwrap_or_else(|| {
        let hash = Sha256::digest(fingerprint.as_bytes());
        let bytes: [u8; 16] = std::array::from_fn(|at| hash[at]);
        Key::from_be_bytes(bytes) | 1 << 127
    })
}

impl<'de> Deserialize<'de> for Usage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Findings)
    }
}

struct Findings;

impl<'de> Visitor<'de> for Findings {
    type Value = Usage;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a list of findings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut findings: A) -> Result<Usage, A::Error> {
        let mut tally = Tally::default();
        while let Some(line) = findings.next_element::<Line>()? {
            tally.add(&line);
        }
        Ok(tally.done())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_of_any_form_are_told_apart() {
        assert_eq!(key("v1:00ff"), 255);
        assert_ne!(key("v1:00ff"), key("v2:00ff"));
        assert_ne!(key(""), key("v1:"));
        assert_ne!(key("v1:é"), key("v1:è"));
    }
}
