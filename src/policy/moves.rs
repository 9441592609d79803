//! What is left over after findings were recognised by their fingerprints: some of it has
//! only moved. Pairs are made one to one, in a fixed order; what is not paired is new.

use rustc_hash::FxHashMap;

use super::evidence::Evidence;
use super::facade;
use crate::finding::{Finding, Shape, Via};
use crate::rules::{Family, Rule};

/// More pairs than this are not looked at one by one: nobody moves so many equal places
/// at once, and what is ambiguous is new.
const MOST_PAIRS: usize = 4_000_000;

/// A finding as far as it is compared with others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The rule's code.
    pub code: String,
    /// Path relative to the project's root.
    pub path: String,
    /// The enclosing definition; empty at module level.
    pub definition: String,
    /// The symbol, or the text that matched.
    pub subject: String,
    /// What stands around it.
    pub shape: Shape,
    /// What its rule is about.
    pub family: Option<Family>,
    /// The module of the project through which the name came, as far as is known.
    pub via: Option<String>,
    /// Whether it gives its module a name that others may take from there: an import, or a
    /// plain name assigned from a chain, at module level.
    pub gives_name: bool,
}

impl Place {
    /// The place of a finding.
    pub fn of(finding: &Finding) -> Self {
        Self {
            code: finding.rule.code.clone(),
            path: finding.path.to_string(),
            definition: finding.definition.as_deref().unwrap_or("").to_owned(),
            subject: finding.subject().to_owned(),
            shape: finding.shape,
            family: Some(finding.rule.family),
            via: match &finding.via {
                Some(Via::Module(module)) => Some(module.to_string()),
                _ => None,
            },
            gives_name: facade::gives_name(finding),
        }
    }

    /// The place that somebody wrote down; `rule` has the code, if there is such.
    pub fn recorded(code: &str, path: &str, definition: &str, subject: &str, shape: Shape, rule: Option<&Rule>) -> Self {
        let [code, path, definition, subject] = [code, path, definition, subject].map(str::to_owned);
        let family = rule.map(|rule| rule.family);
        Self { code, path, definition, subject, shape, family, via: None, gives_name: false }
    }

    /// Whether both have the same fingerprint, but for the ordinal.
    pub fn is_same(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }

    /// What a fingerprint is made of, but for the ordinal.
    fn identity(&self) -> (&str, &str, &str, &str) {
        (&self.code, &self.path, &self.definition, &self.subject)
    }

    /// What two places have in common if one may be the other, moved: the rule and the last
    /// name. Of a requirement that is its own name: a new version is no new requirement.
    fn kin(&self) -> (&str, &str) {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let name = match self.is_requirement() {
            true => self.subject.split(|c| !is_name(c)).next(),
            false => self.subject.rsplit('.').next(),
        };
        (&self.code, name.unwrap_or(""))
    }

    fn is_requirement(&self) -> bool {
        self.family == Some(Family::Dependency)
    }

    fn is_import(&self) -> bool {
        self.family == Some(Family::Import)
    }
}

/// What a finding was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Nothing: it is new.
    New,
    /// This one, by its index.
    Old(usize),
    /// An import for what was there before and has moved into the file, or was imported by
    /// another name; a name that is given to those who had it from elsewhere.
    Import,
}

/// For each of `new`, what it was: by the parts of its fingerprint, and what is then left
/// over, as moved. Of several equal ones those stay whose lines do. `counts` says for each of
/// `new` whether anybody asks: what is silenced is what it was if nothing else on such a line
/// is. Where it stays, it leaves its place to no other use.
pub fn recognise(old: &[Place], new: &[Place], counts: &[bool], evidence: &Evidence) -> Vec<Origin> {
    let mut known = vec![None; new.len()];
    let mut equal = FxHashMap::<_, Vec<usize>>::default();
    for (at, place) in old.iter().enumerate() {
        equal.entry(place.identity()).or_default().push(at);
    }
    let mut order: Vec<usize> = (0..new.len()).collect();
    order.sort_by_key(|&at| !counts[at]);
    for same_line in [true, false] {
        for &at in &order {
            let Some(left) = equal.get_mut(&new[at].identity()).filter(|_| known[at].is_none()) else { continue };
            let from = left.iter().position(|&from| !same_line || old[from].shape == new[at].shape);
            known[at] = from.map(|from| left.remove(from));
        }
    }
    let mut gone: Vec<usize> = equal.into_values().flatten().collect();
    gone.sort_unstable();
    let fresh: Vec<usize> = (0..new.len()).filter(|&at| known[at].is_none()).collect();
    let places = |side: &[Place], which: &[usize]| which.iter().map(|&at| side[at].clone()).collect::<Vec<_>>();
    let moved = pair(&places(old, &gone), &places(new, &fresh), evidence);
    for (at, from) in fresh.iter().zip(moved) {
        known[*at] = from.map(|from| gone[from]);
    }
    let mut origins: Vec<_> = known.iter().map(|from| from.map_or(Origin::New, Origin::Old)).collect();
    for at in fresh.into_iter().filter(|&at| known[at].is_none() && new[at].is_import()) {
        if is_import_of_known(at, old, new, &known) {
            origins[at] = Origin::Import;
        }
    }
    facade::settle(old, new, &mut origins);
    origins
}

/// Whether an import is there for what is known: something that it stands for has moved
/// into the file, or all of that was there before and an import went.
fn is_import_of_known(at: usize, old: &[Place], new: &[Place], known: &[Option<usize>]) -> bool {
    let import = &new[at];
    let below = |name: &str| name.strip_prefix(&*import.subject).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let uses =
        (0..new.len()).filter(|&other| new[other].path == import.path && !new[other].is_import() && below(&new[other].subject));
    let from: Vec<Option<usize>> = uses.map(|other| known[other]).collect();
    let moved_here = from.iter().flatten().any(|&from| old[from].path != import.path);
    let is_gone = |from: usize| !known.contains(&Some(from));
    let mut gone = (0..old.len()).filter(|&from| old[from].path == import.path && old[from].is_import() && is_gone(from));
    moved_here || !from.is_empty() && from.iter().all(Option::is_some) && gone.next().is_some()
}

/// For each of `new`, which of `old` it was before it moved.
fn pair(old: &[Place], new: &[Place], evidence: &Evidence) -> Vec<Option<usize>> {
    let mut kin = FxHashMap::<_, (Vec<usize>, Vec<usize>)>::default();
    for (at, place) in old.iter().enumerate() {
        kin.entry(place.kin()).or_default().0.push(at);
    }
    for (at, place) in new.iter().enumerate() {
        kin.entry(place.kin()).or_default().1.push(at);
    }
    let mut pairs = vec![None; new.len()];
    for (before, now) in kin.values().filter(|(before, now)| before.len() * now.len() <= MOST_PAIRS) {
        pair_kin(old, new, before, now, evidence, &mut pairs);
    }
    pairs
}

/// Pairs what is most alike first.
fn pair_kin(old: &[Place], new: &[Place], before: &[usize], now: &[usize], evidence: &Evidence, pairs: &mut [Option<usize>]) {
    let mut likely = Vec::new();
    for &to in now {
        let likeness = before.iter().filter_map(|&from| Some((likeness(&old[from], &new[to], evidence)?, to, from)));
        likely.extend(likeness);
    }
    likely.sort_unstable();
    let mut taken = vec![false; old.len()];
    for (_, to, from) in likely {
        if pairs[to].is_none() && !taken[from] {
            pairs[to] = Some(from);
            taken[from] = true;
        }
    }
}

/// How sure it is that `new` is `old`, moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// The file was renamed; the line is the same.
    RenamedFile,
    /// The line is the same, elsewhere in the file.
    SameFile,
    /// The line is the same, in the same definition of another file.
    SameDefinition,
    /// The line is the same, in another file.
    SameLine,
    /// The file was renamed; the line was changed.
    ChangedFile,
    /// The definition was renamed or has moved; the line was changed.
    ChangedDefinition,
    /// A new function has it, and is called in its place.
    Extracted,
}

fn likeness(old: &Place, new: &Place, evidence: &Evidence) -> Option<Likeness> {
    let same_line = old.shape == new.shape || old.is_requirement();
    let same_definition = old.definition == new.definition;
    if old.subject != new.subject && !old.is_requirement() {
        // The same line, whose name is imported from elsewhere now.
        let same_place = old.path == new.path && same_definition && same_line && !old.is_import();
        return same_place.then_some(Likeness::SameFile);
    }
    if same_definition && evidence.is_renamed(&old.path, &new.path) {
        return Some(if same_line { Likeness::RenamedFile } else { Likeness::ChangedFile });
    }
    if old.is_import() && old.path != new.path && !evidence.is_gone(&old.path) {
        // One file does without, another begins: an import alone has not moved. Whether it
        // goes with what has is asked later.
        return None;
    }
    if same_line {
        // Who replaces one use and adds another has not moved anything.
        if !old.is_import() && !old.is_requirement() && evidence.is_replaced(old, new) {
            return None;
        }
        return Some(match (old.path == new.path, same_definition) {
            (true, _) => Likeness::SameFile,
            (false, true) => Likeness::SameDefinition,
            (false, false) => Likeness::SameLine,
        });
    }
    match new.definition.is_empty() {
        false if evidence.is_definition_moved(old, new) => Some(Likeness::ChangedDefinition),
        false if evidence.is_extracted(old, new) => Some(Likeness::Extracted),
        _ => None,
    }
}
