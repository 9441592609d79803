//! Who a project is, and where it lives.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use std::collections::BTreeMap;

use super::{Project, Summary};
use crate::project::ProjectKind;

/// A project's name for comparison: packages that differ in case, dots, dashes and
/// underscores alone are one.
pub fn identity(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for character in name.chars() {
        if matches!(character, '-' | '_' | '.') {
            if !out.ends_with('-') {
                out.push('-');
            }
        } else {
            out.extend(character.to_lowercase());
        }
    }
    out
}

/// What a project's repository may be called: as the project, or without what only sets a
/// package's name apart from those that were there before.
pub(super) fn repository_names(summary: &Summary) -> Vec<&str> {
    let name = summary.name.as_str();
    let bare = name.strip_prefix("openstack-").or_else(|| match summary.kind {
        ProjectKind::Client => None,
        _ => name.strip_prefix("python-"),
    });
    std::iter::once(name).chain(bare).collect()
}

/// The address of the reviews under a topic, in the project's repository.
pub fn gerrit(project: &Project, topic: &str) -> String {
    let guessed = || repository_names(&project.summary).into_iter().map(|name| format!("openstack/{name}")).collect();
    let repositories: Vec<String> = project.repository.clone().map_or_else(guessed, |known| vec![known]);
    let terms: Vec<_> = repositories.iter().map(|name| format!("project:{}", encoded(name))).collect();
    let terms = if terms.len() > 1 { format!("({})", terms.join("+OR+")) } else { terms.concat() };
    format!("https://review.opendev.org/q/topic:{}+{terms}", encoded(topic))
}

/// What may stand in an address as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// Text as a part of an address.
fn encoded(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, PLAIN)
}

/// Gives each project a name that is unique in the report and may stand in an address.
pub(super) fn number(projects: &mut [Project]) {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for project in projects {
        let plain = slug(&project.summary.name);
        let times = taken.entry(plain.clone()).or_default();
        *times += 1;
        // Two dashes: no other name becomes this one.
        project.id = if *times == 1 { plain } else { format!("{plain}--{times}") };
    }
}

/// Letters, digits and single dashes.
fn slug(name: &str) -> String {
    let mut out = String::new();
    for character in name.chars().take(60) {
        match character.to_ascii_lowercase() {
            plain @ ('a'..='z' | '0'..='9') => out.push(plain),
            _ if out.ends_with('-') || out.is_empty() => {}
            _ => out.push('-'),
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() { "unnamed".to_owned() } else { out.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_package_indexes_do() {
        assert_eq!(identity("Oslo.Service"), identity("oslo__service"));
        assert_ne!(identity("oslo.service"), identity("osloservice"));
    }

    #[test]
    fn anchors_are_plain() {
        assert_eq!(slug("oslo.service"), "oslo-service");
        assert_eq!(slug("<b>\"x\"</b>"), "b-x-b");
        assert_eq!(slug("\u{1b}[31m"), "31m");
        assert_eq!(slug("…"), "unnamed");
        assert_eq!(encoded("a b\"<é").to_string(), "a%20b%22%3C%C3%A9");
    }
}
