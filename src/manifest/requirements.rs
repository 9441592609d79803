//! Requirement lines wherever they stand, parsed as PEP 508 says.

use pep508_rs::{Requirement as Pep508, VerbatimUrl};
use std::str::FromStr;

use super::ini::{Ini, lines};
use super::is_in_documentation;
use crate::error::guarded;
use crate::input::base_name;
use crate::source::Span;
use crate::vocabulary::normalise;

/// One requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The distribution's name, normalised (PEP 503).
    pub name: String,
    /// The extras asked for, normalised.
    pub extras: Vec<String>,
    /// Where it is.
    pub span: Span,
    /// What it is required for.
    pub purpose: Purpose,
}

/// What a requirement is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Whoever installs the distribution gets it.
    #[default]
    Runtime,
    /// Whoever asks for an extra of the distribution gets it.
    Extra,
    /// Tests, builds, documentation; constraints.
    Development,
}

/// The requirements of a file, and lines that are none though they should be.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Requirements {
    /// What was found, in order.
    pub found: Vec<Requirement>,
    /// Lines that do not parse.
    pub broken: Vec<Span>,
    /// What the lines that follow are for.
    purpose: Purpose,
}

/// Names of extras that are for those who work on the project.
const FOR_DEVELOPERS: [&str; 6] = ["test", "tests", "testing", "dev", "doc", "docs"];
/// Words in the names of requirement lists that are for them.
const LISTS_FOR_OTHERS: [&str; 5] = ["test", "dev", "doc", "lint", "driver"];

/// Whether a path is a list of requirements or constraints.
fn is_list(path: &str) -> bool {
    let name = base_name(path);
    if !name.ends_with(".txt") && !name.ends_with(".in") {
        return false;
    }
    let folder = path.rsplit('/').nth(1).unwrap_or("");
    name.contains("requirement") || name.contains("constraint") || folder.contains("requirements")
}

/// The requirements that the file at `path` states; none if it is no such file.
pub fn requirements(path: &str, text: &str) -> Requirements {
    let mut all = Requirements::default();
    match base_name(path) {
        "setup.cfg" => setup_cfg(text, &mut all),
        "tox.ini" => tox(text, &mut all),
        "pyproject.toml" => pyproject(text, &mut all),
        name if is_list(path) => {
            let others =
                is_in_documentation(path) || name.contains("constraint") || LISTS_FOR_OTHERS.iter().any(|word| name.contains(word));
            all.purpose = if others { Purpose::Development } else { Purpose::Runtime };
            list(text, &mut all)
        }
        _ => {}
    }
    all
}

/// Whether [`requirements`] would read the file at `path`.
pub(super) fn is_read(path: &str) -> bool {
    matches!(base_name(path), "setup.cfg" | "tox.ini" | "pyproject.toml") || is_list(path)
}

impl Requirements {
    /// Adds the requirement that `text`, at byte `start`, is.
    fn add(&mut self, text: &str, start: usize) {
        let shown = strip(text);
        let at = start + (text.len() - text.trim_start().len());
        if shown.is_empty() || shown.starts_with('-') && !shown.starts_with("-e") {
            return;
        }
        let span = Span::at(at, at + shown.len());
        // pep508_rs 0.9.2 panics on some characters behind a marker.
        match guarded(|| Pep508::<VerbatimUrl>::from_str(shown).ok()).flatten() {
            Some(parsed) => self.found.push(Requirement {
                name: normalise(parsed.name.as_ref()),
                extras: parsed.extras.iter().map(|extra| normalise(extra.as_ref())).collect(),
                span,
                purpose: self.purpose,
            }),
            None => match egg(shown) {
                Some(name) => {
                    let purpose = self.purpose;
                    self.found.push(Requirement { name: normalise(name), extras: Vec::new(), span, purpose });
                }
                // Paths and links are pip's own; they name nothing.
                None if shown.contains("://") || shown.starts_with(['.', '/', '-', '{', '$']) => {}
                None => self.broken.push(span),
            },
        }
    }
}

/// A requirement line without comment, pip's options and the continuation mark.
fn strip(text: &str) -> &str {
    let mut shown = text.trim();
    if shown.starts_with('#') {
        return "";
    }
    for mark in [" #", "\t#", " --", " \\"] {
        shown = shown.split(mark).next().unwrap_or(shown);
    }
    shown.trim().trim_end_matches('\\').trim()
}

/// The name in pip's `git+https://…#egg=name`.
fn egg(text: &str) -> Option<&str> {
    let name = text.split_once("#egg=")?.1;
    Some(name.split(['&', '[', ' ']).next().unwrap_or(name)).filter(|name| !name.is_empty())
}

fn list(text: &str, all: &mut Requirements) {
    let mut continued = false;
    for (start, line) in lines(text) {
        // Continuation lines hold hashes.
        if !continued {
            all.add(line, start);
        }
        continued = line.trim_end().ends_with('\\');
    }
}

fn setup_cfg(text: &str, all: &mut Requirements) {
    let ini = Ini::parse(text);
    for line in &ini.lines {
        let purpose = match (line.section, line.key) {
            ("options", "install_requires") | ("metadata", "requires_dist" | "requires-dist") => Purpose::Runtime,
            ("options.extras_require" | "extras", key) if FOR_DEVELOPERS.contains(&key) => Purpose::Development,
            ("options.extras_require" | "extras", _) => Purpose::Extra,
            ("options", "setup_requires" | "tests_require") | ("metadata", "setup_requires_dist") => Purpose::Development,
            _ => continue,
        };
        all.purpose = purpose;
        let marked = if line.section == "extras" { pbr_marker(line.text) } else { line.text };
        all.add(marked, line.span.start as usize);
    }
}

/// pbr writes the marker of an extra as `name:(marker)`.
fn pbr_marker(text: &str) -> &str {
    match text.split_once(":(") {
        Some((requirement, _)) if !requirement.contains(';') => requirement,
        _ => text,
    }
}

fn tox(text: &str, all: &mut Requirements) {
    let ini = Ini::parse(text);
    all.purpose = Purpose::Development;
    for line in ini.lines.iter().filter(|line| line.key == "deps" && line.section.starts_with("testenv")) {
        // `factor: requirement`
        let factored = line.text.split_once(": ").filter(|(factor, _)| !factor.contains([' ', '/', '=']));
        let said = factored.map_or(line.text, |(_, requirement)| requirement.trim());
        let at = line.span.start as usize + (line.text.len() - said.len());
        let substitution = said.contains('{') || said.starts_with("http");
        if !substitution {
            all.add(said, at);
        }
    }
}

fn pyproject(text: &str, all: &mut Requirements) {
    let Ok(table) = toml::de::DeTable::parse(text) else { return };
    let root = table.get_ref();
    let get = |path: &[&str]| {
        let mut value = root.get(path[0])?;
        for key in &path[1..] {
            value = value.get_ref().get(*key)?;
        }
        Some(value)
    };
    strings(get(&["project", "dependencies"]), text, all);
    all.purpose = Purpose::Development;
    for path in [&["build-system", "requires"][..], &["tool", "uv", "dev-dependencies"]] {
        strings(get(path), text, all);
    }
    for (path, purpose) in
        [(&["project", "optional-dependencies"][..], Purpose::Extra), (&["dependency-groups"], Purpose::Development)]
    {
        for (name, group) in get(path).and_then(|value| value.get_ref().as_table()).into_iter().flat_map(|table| table.iter()) {
            all.purpose = if FOR_DEVELOPERS.contains(&name.get_ref().as_ref()) { Purpose::Development } else { purpose };
            strings(Some(group), text, all);
        }
    }
    all.purpose = Purpose::Runtime;
    poetry(get(&["tool", "poetry", "dependencies"]), all);
    all.purpose = Purpose::Development;
    let groups = get(&["tool", "poetry", "group"]).and_then(|value| value.get_ref().as_table());
    for (_, group) in groups.into_iter().flat_map(|table| table.iter()) {
        poetry(group.get_ref().get("dependencies"), all);
    }
}

type SpannedValue<'t> = toml::Spanned<toml::de::DeValue<'t>>;

fn strings(value: Option<&SpannedValue<'_>>, text: &str, all: &mut Requirements) {
    for item in value.and_then(|value| value.get_ref().as_array()).into_iter().flatten() {
        if let Some(string) = item.get_ref().as_str() {
            let span = item.span();
            let raw = text.get(span.clone()).unwrap_or("");
            let quotes = raw.len() - raw.trim_start_matches(['"', '\'']).len();
            all.add(string, span.start + quotes);
        }
    }
}

/// Poetry's tables name a distribution by key.
fn poetry(value: Option<&SpannedValue<'_>>, all: &mut Requirements) {
    for (key, value) in value.and_then(|value| value.get_ref().as_table()).into_iter().flat_map(|table| table.iter()) {
        let extras = value.get_ref().get("extras").and_then(|extras| extras.get_ref().as_array());
        let extras = extras.into_iter().flatten().filter_map(|extra| extra.get_ref().as_str()).map(normalise).collect();
        let span = key.span();
        let (span, purpose) = (Span::at(span.start, span.end), all.purpose);
        all.found.push(Requirement { name: normalise(key.get_ref()), extras, span, purpose });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &str, text: &str) -> Vec<String> {
        let all = requirements(path, text);
        assert_eq!(all.broken, [], "{text}");
        for requirement in &all.found {
            let shown = &text[requirement.span.start as usize..requirement.span.end as usize];
            assert!(normalise(shown).contains(&requirement.name), "{shown}");
        }
        all.found.into_iter().map(|found| [vec![found.name], found.extras].concat().join("+")).collect()
    }

    #[test]
    fn every_kind_of_file() {
        let list = "# eventlet\neventlet>=0.27.0,!=0.28 # MIT\nOslo.Service[threading, eventlet]>=1 ; python_version<'4'\n-r other.txt\n\
                    greenlet===3.0 \\\n    --hash=sha256:aa\ngit+https://x/y#egg=eventlet\n";
        assert_eq!(names("test-requirements.txt", list), ["eventlet", "oslo-service+threading+eventlet", "greenlet", "eventlet"]);
        let cfg = "[options]\ninstall_requires =\n  eventlet\n[extras]\nx =\n  greenlet>=1:(python_version<'3')\n[options.extras_require]\ny = a;b\n";
        assert_eq!(requirements("setup.cfg", cfg).found.len(), 2);
        let toml = "[project]\ndependencies = [\n \"eventlet>=1\", # x\n]\n[project.optional-dependencies]\na = ['oslo.log[eventlet]']\n\
                    [tool.poetry.dependencies]\ngreenlet = { version = '1', extras = ['x'] }\n";
        assert_eq!(names("pyproject.toml", toml), ["eventlet", "oslo-log+eventlet", "greenlet+x"]);
        let tox = "[testenv]\ndeps =\n  -c{env:X}\n  -r requirements.txt\n  py3: eventlet>=1\n  greenlet\n";
        assert_eq!(names("tox.ini", tox), ["eventlet", "greenlet"]);
        assert_eq!(names("notes.txt", "eventlet\n"), Vec::<String>::new());
    }

    #[test]
    fn a_requirement_says_what_it_is_for() {
        use Purpose::{Development, Extra, Runtime};
        let purposes = |path: &str, text: &str| -> Vec<Purpose> {
            requirements(path, text).found.into_iter().map(|found| found.purpose).collect()
        };
        assert_eq!(purposes("requirements.txt", "a\n"), [Runtime]);
        for path in ["test-requirements.txt", "doc/requirements.txt", "lower-constraints.txt"] {
            assert_eq!(purposes(path, "a\n"), [Development], "{path}");
        }
        let cfg = "[options]\ninstall_requires =\n  a\ntests_require = b\n[options.extras_require]\ngreen = c\ntest = d\n";
        assert_eq!(purposes("setup.cfg", cfg), [Runtime, Development, Extra, Development]);
        let toml = "[build-system]\nrequires = ['a']\n[project]\ndependencies = ['b']\n[project.optional-dependencies]\n\
                    green = ['c']\ntest = ['d']\n[tool.poetry.dependencies]\ne = '1'\n[tool.poetry.group.x.dependencies]\nf = '1'\n";
        assert_eq!(purposes("pyproject.toml", toml), [Runtime, Development, Extra, Development, Runtime, Development]);
    }

    #[test]
    fn what_does_not_parse_is_told() {
        assert_eq!(requirements("requirements.txt", "eventlet >>> 3\n").broken.len(), 1);
    }
}
