//! INI files as `configparser` reads them, with the place of every line of a value.
//!
//! The crates that read INI files give values without places, and a finding without a
//! place is of no use; so this reads lines and leaves values alone.

use crate::source::Span;

/// One line of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IniLine<'t> {
    /// The section it stands in.
    pub section: &'t str,
    /// The key it belongs to; lower case is left to the reader.
    pub key: &'t str,
    /// The line without indentation; on the first line what follows `=` or `:`.
    pub text: &'t str,
    /// Where `text` is.
    pub span: Span,
    /// Where the whole line is.
    pub line: Span,
}

/// An INI file.
#[derive(Debug, Default)]
pub struct Ini<'t> {
    /// All lines of values, in order.
    pub lines: Vec<IniLine<'t>>,
}

/// The lines of a text with their offsets, without line endings.
pub fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = offset;
        offset += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

impl<'t> Ini<'t> {
    /// Reads a text; what is no INI yields no lines.
    pub fn parse(text: &'t str) -> Self {
        let mut ini = Ini::default();
        let (mut section, mut key) = ("", "");
        for (start, line) in lines(text) {
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
                continue;
            }
            let indented = line.starts_with([' ', '\t']);
            if indented && !key.is_empty() {
                ini.push(section, key, start, line, trimmed);
            } else if let Some(name) = trimmed.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
                (section, key) = (name, "");
            } else if let Some(at) = trimmed.find(['=', ':']) {
                key = trimmed[..at].trim();
                ini.push(section, key, start, line, trimmed[at + 1..].trim());
            } else {
                key = trimmed;
                ini.push(section, key, start, line, trimmed);
            }
        }
        ini
    }

    fn push(&mut self, section: &'t str, key: &'t str, start: usize, line: &'t str, text: &'t str) {
        let at = start + (text.as_ptr() as usize - line.as_ptr() as usize).min(line.len());
        let span = Span::at(at, at + text.len());
        self.lines.push(IniLine { section, key, text, span, line: Span::at(start, start + line.len()) });
    }

    /// The lines of a section that hold anything.
    pub fn section<'s>(&'s self, section: &'s str) -> impl Iterator<Item = &'s IniLine<'t>> {
        self.lines.iter().filter(move |line| line.section.eq_ignore_ascii_case(section) && !line.text.is_empty())
    }

    /// The lines of some keys of a section.
    pub fn lines_of<'s>(&'s self, section: &'s str, keys: &'s [&'s str]) -> impl Iterator<Item = &'s IniLine<'t>> {
        self.section(section).filter(|line| keys.iter().any(|key| line.key.eq_ignore_ascii_case(key)))
    }

    /// The first line of a value.
    pub fn value(&self, section: &str, key: &str) -> Option<String> {
        self.lines_of(section, &[key]).next().map(|line| line.text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_value_has_its_place() {
        let text = "[a]\nx = 1\n# no\nlist =\n    one\n    two = 2\n\n[b]\ny: z\n";
        let ini = Ini::parse(text);
        let all: Vec<_> = ini.lines.iter().map(|line| (line.section, line.key, line.text)).collect();
        assert_eq!(all, [("a", "x", "1"), ("a", "list", ""), ("a", "list", "one"), ("a", "list", "two = 2"), ("b", "y", "z")]);
        for line in &ini.lines {
            assert_eq!(&text[line.span.start as usize..line.span.end as usize], line.text);
        }
    }
}
