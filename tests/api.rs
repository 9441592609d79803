//! Every public name of eventlet belongs to a rule that says what to do about it, and
//! one and the same API to the same rule under all its names.

use eventlet_scan::rules::{Family, Index, NameQuery, Rule, RuleSet};
use eventlet_scan::vocabulary::{Kind, Role};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Names of eventlet with the names they were defined under: symbol, canonical name,
/// category, separated by tabs.
const NAMES: &str = include_str!("../test-fixtures/api/eventlet-names.txt");

fn index() -> Index {
    Index::new(RuleSet::load(&[] as &[&Path]).unwrap().rules)
}

fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = NAMES.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| {
        let mut fields = line.split('\t');
        (fields.next().unwrap(), fields.next().unwrap())
    })
}

fn rule_of<'i>(index: &'i Index, name: &str) -> Option<&'i Arc<Rule>> {
    let query = NameQuery { name, kind: Kind::Use, role: Role::Value, callee: "" };
    index.name(query).map(|(rule, _)| rule)
}

#[test]
fn every_name_has_a_rule_of_its_own_subject() {
    let index = index();
    let mut bare = Vec::new();
    for (symbol, _) in names() {
        match rule_of(&index, symbol) {
            None => bare.push(format!("{symbol}: no rule")),
            // That something was imported says nothing about what is done with it.
            Some(rule) if matches!(rule.family, Family::Import | Family::DynamicImport) => {
                bare.push(format!("{symbol}: only {} {}", rule.code, rule.id));
            }
            Some(_) => {}
        }
    }
    assert!(names().count() > 500, "the list of names is not what it was");
    assert!(bare.is_empty(), "{} names:\n  {}", bare.len(), bare.join("\n  "));
}

/// Names under eventlet by the name they were defined under, that name included. What
/// greenlet defines is eventlet's subject only under eventlet's names.
fn namesakes() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut all = BTreeMap::<_, BTreeSet<_>>::new();
    for (symbol, canonical) in names() {
        let eventlet = |name: &&str| *name == "eventlet" || name.starts_with("eventlet.");
        all.entry(canonical).or_default().extend([symbol, canonical].into_iter().filter(eventlet));
    }
    all
}

#[test]
fn one_api_under_several_names_has_one_rule() {
    let index = index();
    let mut apart = Vec::new();
    for (canonical, names) in namesakes() {
        let ruled: Vec<_> = names.iter().map(|name| (name, rule_of(&index, name).map_or("none", |rule| &rule.id))).collect();
        if ruled.iter().any(|(_, rule)| *rule != ruled[0].1) {
            apart.push(format!("{canonical}: {ruled:?}"));
        }
    }
    assert!(apart.is_empty(), "{} names:\n  {}", apart.len(), apart.join("\n  "));
}
