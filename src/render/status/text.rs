//! Text from outside, for each format: whatever it looks like, it appears as text.

use crate::source::printable;

/// Characters that are shown of one text.
const SHOWN: usize = 400;

/// Text without what steers a terminal or deceives a reader, and not endless.
pub fn shown(text: &str) -> String {
    let printable = printable(text);
    match printable.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &printable[..at]),
        None => printable.into_owned(),
    }
}

/// Text for Markdown, where it stands among other text or in the cell of a table.
pub fn markdown(text: &str) -> String {
    let mut out = String::new();
    for character in shown(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Would name a person where the report is pasted.
            '@' => out.push_str("&#64;"),
            // `://` and `www.` make links of their own.
            ':' => {
                out.push_str(if out.ends_with("http") || out.ends_with("https") || out.ends_with("ftp") { "&#58;" } else { ":" })
            }
            '.' if out.to_ascii_lowercase().ends_with("www") => out.push_str("&#46;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' | '(' | ')' | '+' | '-' if needs_escape(character, &out) => {
                out.push('\\');
                out.push(character);
            }
            other => out.push(other),
        }
    }
    out
}

/// Some signs mean something at the beginning alone, and are too common to spoil.
fn needs_escape(character: char, before: &str) -> bool {
    match character {
        '#' | '+' | '-' | '!' => before.is_empty() || before.ends_with(char::is_whitespace),
        // Parentheses matter behind a bracket, which is escaped.
        '(' | ')' => false,
        _ => true,
    }
}

/// A path, a name or a command for Markdown.
pub fn code(text: &str) -> String {
    let shown = shown(text);
    let plain = !shown.contains(['`', '|', '\\']) && !shown.is_empty() && shown.trim() == shown;
    if plain { format!("`{shown}`") } else { markdown(text) }
}

/// A cell of a table that a spreadsheet reads: no text becomes a formula.
pub fn cell(text: &str) -> String {
    let shown = shown(text);
    match shown.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        true => format!("'{shown}"),
        false => shown,
    }
}

/// Text for XML.
pub fn xml(text: &str) -> String {
    let mut out = String::new();
    for character in shown(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No document may hold them, however they are written.
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            other => out.push(other),
        }
    }
    out
}

/// Points, rounded as they are shown everywhere: `93.5`, `20`.
pub fn points(score: f64) -> String {
    let rounded = (score * 100.0).round() / 100.0;
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_of_others_is_text() {
        assert_eq!(markdown("a|b `c` <script>"), "a\\|b \\`c\\` &lt;script&gt;");
        assert_eq!(markdown("[x](https://e.org) @all"), "\\[x\\](https&#58;//e.org) &#64;all");
        assert_eq!(markdown("# a\n- b"), "\\# a\\\\n- b");
        assert_eq!(markdown("non-core (x) 1.5"), "non-core (x) 1.5");
        assert_eq!(code("a_b/c.py:3"), "`a_b/c.py:3`");
        assert_eq!(code("a`b"), "a\\`b");
        assert_eq!(code("a|b"), "a\\|b");
    }

    #[test]
    fn cells_are_no_formulas() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(cell("a=b"), "a=b");
        assert_eq!(cell("\t=1"), "\\t=1");
    }

    #[test]
    fn xml_holds_only_what_it_may() {
        assert_eq!(xml("<a b='c'>&\u{1b}\u{FFFF}"), "&lt;a b=&#39;c&#39;&gt;&amp;\\u{1b}\u{FFFD}");
    }

    #[test]
    fn long_texts_end() {
        assert_eq!(shown(&"é".repeat(1000)).chars().count(), SHOWN + 1);
    }
}
