//! Configuration and job files as lines with a section and a key, comments left out.

use super::ini::{Ini, lines};
use crate::input::base_name;
use crate::source::Span;

/// A line that says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'t> {
    /// INI section or TOML table; empty elsewhere.
    pub section: &'t str,
    /// The key that the line's value belongs to; empty where there is none.
    pub key: &'t str,
    /// What is searched: the line without indentation and comment.
    pub text: &'t str,
    /// Where `text` is.
    pub span: Span,
}

/// The lines of a configuration or job file, by the format that its name tells.
pub fn setting_lines<'t>(path: &str, text: &'t str) -> Vec<Line<'t>> {
    let name = base_name(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "toml" => keyed(text, '=', true),
        "yaml" | "yml" | "j2" => keyed(text, ':', false),
        "ini" | "cfg" | "conf" | "sample" | "coveragerc" => ini_lines(text),
        _ => keyed(text, '=', false),
    }
}

fn ini_lines(text: &str) -> Vec<Line<'_>> {
    let ini = Ini::parse(text);
    let whole = |line: &super::ini::IniLine<'_>| (line.line.start as usize, line.line.end as usize);
    ini.lines
        .iter()
        .map(|line| {
            let (start, end) = whole(line);
            let shown = text[start..end].trim();
            let at = end - text[start..end].trim_start().len();
            Line { section: line.section, key: line.key, text: shown, span: Span::at(at, at + shown.len()) }
        })
        .collect()
}

/// Lines of `key<separator>value`, with tables in brackets if `tables`. A line without
/// a key of its own, as in a list over several lines, belongs to the last key.
fn keyed(text: &str, separator: char, tables: bool) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let (mut section, mut key) = ("", "");
    for (start, line) in lines(text) {
        let said = without_comment(line);
        let shown = said.trim();
        if shown.is_empty() {
            continue;
        }
        if tables && shown.starts_with('[') && shown.ends_with(']') && !shown.contains(',') && !shown.contains('"') {
            (section, key) = (shown.trim_matches(['[', ']']).trim(), "");
            continue;
        }
        if let Some((before, _)) = shown.split_once(separator) {
            let word = before.trim_start_matches("- ").trim().trim_matches(['"', '\'']);
            if is_key(word) {
                key = word;
            }
        }
        let at = start + (said.len() - said.trim_start().len());
        found.push(Line { section, key, text: shown, span: Span::at(at, at + shown.len()) });
    }
    found
}

fn is_key(word: &str) -> bool {
    let word = word.strip_prefix("export ").unwrap_or(word);
    !word.is_empty()
        && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '$' | '{' | '}' | '[' | ']'))
}

/// A line up to the `#` that begins a comment: at the line's start or after a blank, and
/// not in quotes.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    let mut before = ' ';
    for (at, character) in line.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '#') if before.is_whitespace() => return &line[..at],
            _ => {}
        }
        before = character;
    }
    // An apostrophe is no quote: `# don't` after an unclosed one is a comment all the same.
    match (quote, line.find(" #")) {
        (Some(_), Some(at)) => &line[..at],
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_left_out_and_keys_carried_on() {
        let toml = "[tool.coverage.run] # x\nconcurrency = [\n  \"eventlet\", # why\n]\n";
        let found = setting_lines("pyproject.toml", toml);
        let shown: Vec<_> = found.iter().map(|line| (line.key, line.text)).collect();
        assert!(shown.contains(&("concurrency", "\"eventlet\",")));
        let yaml = "- job:\n    name: a-eventlet  # no\n    vars: {x: '#1'}\n";
        let found = setting_lines(".zuul.yaml", yaml);
        assert_eq!(found[1].text, "name: a-eventlet");
        assert_eq!(found[2].text, "vars: {x: '#1'}");
        let ini = setting_lines("tox.ini", "[testenv]\nsetenv =\n  A=1\n  B=2\n");
        assert_eq!((ini[2].section, ini[2].key, ini[2].text), ("testenv", "setenv", "B=2"));
    }
}
