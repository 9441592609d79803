//! Plugin maps of packaging metadata: what stevedore loads by name.

use super::ini::Ini;
use crate::input::base_name;
use crate::source::Span;

/// One entry of a plugin map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plugin {
    /// The group it belongs to.
    pub group: String,
    /// Its name.
    pub name: String,
    /// The object it loads, with a dot for the colon.
    pub target: String,
    /// Where it is.
    pub span: Span,
}

/// The plugin maps in `setup.cfg`, `pyproject.toml` or `entry_points.txt`.
pub fn plugins(path: &str, text: &str) -> Vec<Plugin> {
    match base_name(path) {
        "setup.cfg" => setup_cfg(text),
        "pyproject.toml" => pyproject(text),
        _ => Vec::new(),
    }
}

/// An object reference without extras, with a dot for the colon.
fn dotted(target: &str) -> String {
    target.split('[').next().unwrap_or(target).trim().replace(':', ".").replace(' ', "")
}

fn setup_cfg(text: &str) -> Vec<Plugin> {
    let ini = Ini::parse(text);
    let sections = ["entry_points", "options.entry_points"];
    let lines = ini.lines.iter().filter(|line| sections.contains(&line.section));
    lines
        .filter_map(|line| {
            let (name, target) = line.text.split_once('=')?;
            Some(Plugin { group: line.key.to_owned(), name: name.trim().to_owned(), target: dotted(target), span: line.span })
        })
        .collect()
}

fn pyproject(text: &str) -> Vec<Plugin> {
    let Ok(table) = toml::de::DeTable::parse(text) else { return Vec::new() };
    let groups = table.get_ref().get("project").and_then(|project| project.get_ref().get("entry-points"));
    let mut found = Vec::new();
    for (group, entries) in groups.and_then(|groups| groups.get_ref().as_table()).into_iter().flat_map(|table| table.iter()) {
        for (name, target) in entries.get_ref().as_table().into_iter().flat_map(|table| table.iter()) {
            let Some(object) = target.get_ref().as_str() else { continue };
            found.push(Plugin {
                group: group.get_ref().to_string(),
                name: name.get_ref().to_string(),
                target: dotted(object),
                span: Span::at(name.span().start, target.span().end),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_files_give_the_same() {
        let cfg = "[entry_points]\noslo.messaging.executors =\n    eventlet = futurist:GreenThreadPoolExecutor\n";
        let toml = "[project.entry-points.\"oslo.messaging.executors\"]\neventlet = \"futurist:GreenThreadPoolExecutor\"\n";
        let strip = |found: Vec<Plugin>| found.into_iter().map(|p| (p.group, p.name, p.target)).collect::<Vec<_>>();
        assert_eq!(strip(plugins("setup.cfg", cfg)), strip(plugins("pyproject.toml", toml)));
        assert_eq!(plugins("setup.cfg", cfg)[0].target, "futurist.GreenThreadPoolExecutor");
    }
}
