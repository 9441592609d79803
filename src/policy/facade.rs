//! A module that gathers what others imported for themselves: its imports are not new, for
//! what they give to others was there before.

use rustc_hash::FxHashMap;

use super::moves::{Origin, Place};
use crate::finding::Finding;
use crate::vocabulary::{Kind, Role, ScopeKind};

/// Whether a finding gives its module a name that others may take from there.
pub(super) fn gives_name(finding: &Finding) -> bool {
    let alias = finding.kind == Kind::Use && finding.role == Role::Value;
    finding.scope == ScopeKind::Module && (finding.kind == Kind::Import || alias)
}

/// Settles what is new and gives a name to somebody who is known and had it from elsewhere;
/// then the imports for such names.
pub(super) fn settle(old: &[Place], new: &[Place], origins: &mut [Origin]) {
    let mut taken: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for (place, origin) in new.iter().zip(origins.iter()) {
        let Some(module) = place.via.as_deref() else { continue };
        // Of a list it is not known from where something came.
        let moved = matches!(origin, Origin::Old(from) if old[*from].via.as_deref() != Some(module));
        if moved {
            taken.entry(module).or_default().push(&place.subject);
        }
    }
    if taken.is_empty() {
        return;
    }
    let fresh: Vec<usize> = (0..new.len()).filter(|&at| origins[at] == Origin::New && new[at].gives_name).collect();
    let mut given: Vec<(&str, &str)> = Vec::new();
    for &at in &fresh {
        let place = &new[at];
        let taken = taken.iter().filter(|(module, _)| is_module(&place.path, module)).flat_map(|(_, names)| names);
        if taken.into_iter().any(|name| is_below(name, &place.subject)) {
            origins[at] = Origin::Import;
            given.push((&place.path, &place.subject));
        }
    }
    for at in fresh {
        let serves = || given.iter().any(|(path, name)| *path == new[at].path && is_below(name, &new[at].subject));
        if origins[at] == Origin::New && serves() {
            origins[at] = Origin::Import;
        }
    }
}

/// Whether a dotted name is another, or below it.
fn is_below(name: &str, above: &str) -> bool {
    name.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether a file is a module, wherever its sources begin.
fn is_module(path: &str, module: &str) -> bool {
    let stem = path.strip_suffix(".py").unwrap_or(path);
    let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
    let module = module.replace('.', "/");
    stem.strip_suffix(&*module).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}
