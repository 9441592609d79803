//! Entry points and scripts in packaging metadata, with the line of each.

use super::ini::Ini;
use crate::source::{LineIndex, Span};

/// One entry point as metadata declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The group: `console_scripts`, `wsgi_scripts`, a plugin group; `scripts` for a file.
    pub group: String,
    /// Its name; the path for a file.
    pub name: String,
    /// The object: `package.module:function`; empty for a file.
    pub target: String,
    /// The file that declares it, relative to the project's root.
    pub path: String,
    /// 1-based line there.
    pub line: u32,
}

/// The entry points of `pyproject.toml`.
pub fn pyproject(text: &str) -> Vec<Declared> {
    let Ok(document) = toml::de::DeTable::parse(text) else { return Vec::new() };
    let lines = LineIndex::new(text);
    let Some(project) = document.get_ref().get("project").and_then(|project| project.get_ref().as_table()) else {
        return Vec::new();
    };
    let mut found = script_files(&document, text, &lines);
    let mut add = |group: &str, table: Option<&toml::Spanned<toml::de::DeValue>>| {
        for (name, target) in table.and_then(|table| table.get_ref().as_table()).into_iter().flat_map(|table| table.iter()) {
            if let Some(object) = target.get_ref().as_str() {
                let line = lines.locate(text, Span::at(name.span().start, name.span().end)).line;
                let (group, name) = (group.to_owned(), name.get_ref().to_string());
                found.push(Declared { group, name, target: object.trim().to_owned(), path: "pyproject.toml".to_owned(), line });
            }
        }
    };
    add("console_scripts", project.get("scripts"));
    add("gui_scripts", project.get("gui-scripts"));
    let groups = project.get("entry-points").and_then(|groups| groups.get_ref().as_table());
    for (group, table) in groups.into_iter().flat_map(|groups| groups.iter()) {
        add(group.get_ref(), Some(table));
    }
    found
}

/// The files that setuptools installs as they are.
fn script_files(document: &toml::Spanned<toml::de::DeTable>, text: &str, lines: &LineIndex) -> Vec<Declared> {
    let tool = document.get_ref().get("tool").and_then(|tool| tool.get_ref().as_table());
    let setuptools = tool.and_then(|tool| tool.get("setuptools")).and_then(|own| own.get_ref().as_table());
    let files = setuptools.and_then(|own| own.get("script-files")).and_then(|files| files.get_ref().as_array());
    let declared = |file: &toml::Spanned<toml::de::DeValue>| {
        Some(Declared {
            group: "scripts".to_owned(),
            name: file.get_ref().as_str()?.to_owned(),
            target: String::new(),
            path: "pyproject.toml".to_owned(),
            line: lines.locate(text, Span::at(file.span().start, file.span().end)).line,
        })
    };
    files.into_iter().flat_map(|files| files.iter()).filter_map(declared).collect()
}

/// The entry points and scripts of `setup.cfg`; of `entry_points.txt` too, where the
/// groups are sections of their own.
pub fn ini(path: &str, text: &str) -> Vec<Declared> {
    let parsed = Ini::parse(text);
    let index = LineIndex::new(text);
    let line = |start: u32| index.locate(text, Span::new(start, start)).line;
    let bare = path.ends_with(".txt");
    let mut found = Vec::new();
    for own in &parsed.lines {
        let is_map = matches!(own.section, "entry_points" | "options.entry_points");
        let is_script = matches!((own.section, own.key), ("files" | "options", "scripts"));
        let (group, entry) = match (bare, is_map, is_script) {
            (true, ..) => (own.section, Some((own.key, own.text))),
            (_, true, _) => (own.key, own.text.split_once('=')),
            (_, _, true) if !own.text.is_empty() => ("scripts", Some((own.text, ""))),
            _ => continue,
        };
        if let Some((name, target)) = entry {
            found.push(Declared {
                group: group.to_owned(),
                name: name.trim().to_owned(),
                target: target.trim().to_owned(),
                path: path.to_owned(),
                line: line(own.span.start),
            });
        }
    }
    found
}

/// The factories that a paste file names: `package.module:object`.
pub fn paste_factories(text: &str) -> Vec<String> {
    let parsed = Ini::parse(text);
    let factory = |key: &str| {
        let key = key.trim();
        key == "paste.app_factory"
            || key == "paste.composite_factory"
            || key == "paste.filter_factory"
            || key == "paste.server_factory"
    };
    let named = parsed.lines.iter().filter(|line| factory(line.key));
    named.map(|line| line.text.trim().to_owned()).filter(|target| target.contains(':')).collect()
}

/// The WSGI callables that a uwsgi or mod_wsgi file names, with their 1-based lines:
/// `package.module` or `package.module:callable`.
pub fn wsgi_modules(text: &str) -> Vec<(String, u32)> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let Some((key, value)) = line.split_once('=') else { continue };
        let value = value.trim();
        if matches!(key.trim(), "module" | "wsgi")
            && !value.is_empty()
            && value.chars().all(|c| c.is_alphanumeric() || "._:".contains(c))
        {
            found.push((value.to_owned(), at as u32 + 1));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_metadata_gives_the_same_entry_point() {
        let toml = pyproject("[project]\nname = 'x'\n[project.scripts]\nx-api = 'x.cmd.api:main'\n");
        let cfg = ini("setup.cfg", "[metadata]\nname = x\n[entry_points]\nconsole_scripts =\n    x-api = x.cmd.api:main\n");
        let txt = ini("x.egg-info/entry_points.txt", "[console_scripts]\nx-api = x.cmd.api:main\n");
        let plain =
            |found: &[Declared]| found.iter().map(|d| (d.group.clone(), d.name.clone(), d.target.clone())).collect::<Vec<_>>();
        assert_eq!(plain(&toml), plain(&cfg));
        assert_eq!(plain(&toml), plain(&txt));
        assert_eq!((toml[0].line, cfg[0].line, txt[0].line), (4, 5, 2));
        assert_eq!(ini("setup.cfg", "[files]\nscripts =\n  bin/tool\n")[0].name, "bin/tool");
    }

    #[test]
    fn servers_files_name_what_they_load() {
        assert_eq!(
            paste_factories("[app:a]\npaste.app_factory = x.api:App.factory\n[filter:b]\nuse = egg:x\n"),
            ["x.api:App.factory"]
        );
        assert_eq!(
            wsgi_modules("[uwsgi]\nmodule = x.wsgi:application\nmodule = $(HOME)\n"),
            [("x.wsgi:application".to_owned(), 2)]
        );
    }
}
