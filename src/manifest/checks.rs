//! Checks of style that a project has switched on: flake8's extensions, checks of its own,
//! ruff's banned imports, this tool in a job or a hook.

use toml::de::DeTable;

use super::ini::Ini;
use crate::input::base_name;
use crate::source::LineIndex;

/// A check that a project has switched on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// Extensions whose code begins so are on; those of the second list are not.
    Extensions(Vec<String>, Vec<String>),
    /// A check of its own: its code and its function.
    Own(String, String),
    /// The name of a module that may not be imported.
    Banned(String),
    /// This tool, as a gate.
    Gate,
}

/// How this tool stands in a job that runs it as a gate, or in a hook.
const GATES: [&str; 3] = ["eventlet-scan check", "id: eventlet-scan", "eventlet-scan, check"];

/// The checks that the file at `path` switches on, each with its 1-based line.
pub fn checks(path: &str, text: &str) -> Vec<(Check, u32)> {
    let mut found = match base_name(path) {
        "tox.ini" | "setup.cfg" | ".flake8" => flake8(text),
        "pyproject.toml" => banned(text),
        _ => Vec::new(),
    };
    let gate = text.lines().position(|line| !line.trim_start().starts_with('#') && GATES.iter().any(|gate| line.contains(gate)));
    found.extend(gate.map(|at| (Check::Gate, at as u32 + 1)));
    found
}

fn flake8(text: &str) -> Vec<(Check, u32)> {
    let ini = Ini::parse(text);
    let lines = LineIndex::new(text);
    let line = |at: u32| lines.line(at);
    let codes = |keys: &[&str]| -> Vec<String> {
        let lines = ini.lines_of("flake8", keys).map(|line| line.text.split('#').next().unwrap_or(""));
        let words = lines.flat_map(|text| text.split([',', ' '])).map(str::trim);
        words.filter(|code| !code.is_empty()).map(str::to_owned).collect()
    };
    let mut found = Vec::new();
    // `select` only narrows what is on: it does not switch on what is off by default.
    let on = ["enable-extensions", "enable_extensions", "extend-select", "extend_select"];
    if let Some(first) = ini.lines_of("flake8", &on).next() {
        let off = codes(&["ignore", "extend-ignore", "extend_ignore"]);
        found.push((Check::Extensions(codes(&on), off), line(first.line.start)));
    }
    for own in ini.section("flake8:local-plugins") {
        if let Some((code, function)) = own.text.split_once('=').filter(|(_, target)| target.contains(':')) {
            let name = function.rsplit(':').next().unwrap_or("").trim();
            found.push((Check::Own(code.trim().to_owned(), name.to_owned()), line(own.line.start)));
        }
    }
    found
}

/// Ruff's list of imports that are not allowed.
fn banned(text: &str) -> Vec<(Check, u32)> {
    let Ok(document) = DeTable::parse(text) else { return Vec::new() };
    let lines = LineIndex::new(text);
    let below = |table: &'_ DeTable<'_>, path: &[&str]| -> Vec<(Check, u32)> {
        let list = path.iter().try_fold(table, |table, key| table.get(*key)?.get_ref().as_table());
        let names = list.into_iter().flat_map(|list| list.keys());
        names.map(|name| (Check::Banned(name.get_ref().to_string()), lines.line(name.span().start as u32))).collect()
    };
    let lists = [
        ["tool", "ruff", "lint", "flake8-tidy-imports", "banned-api"].as_slice(),
        &["tool", "ruff", "flake8-tidy-imports", "banned-api"],
    ];
    lists.into_iter().flat_map(|path| below(document.get_ref(), path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_switched_on() {
        let tox = "[flake8]\nenable-extensions = H203,N # c\nignore = N530,\n  W504\n[flake8:local-plugins]\nextension =\n  \
                   X1 = checks:no_eventlet\npaths = ./x\n";
        let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            checks("tox.ini", tox),
            [
                (Check::Extensions(codes(&["H203", "N"]), codes(&["N530", "W504"])), 2),
                (Check::Own("X1".to_owned(), "no_eventlet".to_owned()), 7)
            ]
        );
        let toml = "[tool.ruff.lint.flake8-tidy-imports.banned-api]\n\"eventlet\".msg = 'no'\n";
        assert_eq!(checks("pyproject.toml", toml), [(Check::Banned("eventlet".to_owned()), 2)]);
        assert_eq!(checks(".zuul.yaml", "# eventlet-scan check\n- run: eventlet-scan check .\n"), [(Check::Gate, 2)]);
        assert_eq!(checks("tox.ini", "[flake8"), []);
    }
}
