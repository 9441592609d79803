//! Bytes to text, as CPython decodes its source: UTF-8 unless a byte order mark or a
//! coding cookie in the first two lines says otherwise (PEP 263).

use memchr::memmem::Finder;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Text, and what was wrong with the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'b> {
    /// The text, without byte order mark. Offsets are offsets into this text.
    pub text: Cow<'b, str>,
    /// What CPython would refuse, if anything: 1-based line and words. The text is then
    /// the best that can be had.
    pub problem: Option<(u32, String)>,
}

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Decodes a Python file.
pub fn python(bytes: &[u8]) -> Decoded<'_> {
    let (marked, body) = match bytes.strip_prefix(BOM) {
        Some(body) => (true, body),
        None => (false, bytes),
    };
    if body.starts_with(b"\xFF\xFE") || body.starts_with(b"\xFE\xFF") {
        return utf16(body);
    }
    let Some((line, name)) = cookie(body) else { return utf8(body) };
    let encoding = Encoding::named(&name);
    if marked && encoding != Encoding::Utf8 {
        let mut decoded = utf8(body);
        decoded.problem =
            Some((line, format!("a UTF-8 byte order mark and the encoding `{name}` contradict each other; read as UTF-8")));
        return decoded;
    }
    match encoding {
        Encoding::Utf8 => utf8(body),
        Encoding::Latin1 => latin1(body, None),
        Encoding::Ascii => ascii(body),
        Encoding::Table(table) => {
            let (text, broken) = table.decode_without_bom_handling(body);
            let problem = broken.then(|| (line, format!("bytes that are not {name}; shown with replacement characters")));
            Decoded { text, problem }
        }
        Encoding::Unknown => latin1(body, Some((line, format!("unknown encoding `{name}`; read as Latin-1")))),
    }
}

/// The word that every cookie has. A search is made once: making it takes longer than it takes.
static CODING: LazyLock<Finder> = LazyLock::new(|| Finder::new("coding"));

/// Whether text in the file may be spelt in other bytes than ASCII's, so that looking
/// for ASCII words in the bytes says nothing.
pub fn hides_ascii(bytes: &[u8]) -> bool {
    let body = bytes.strip_prefix(BOM).unwrap_or(bytes);
    if body.starts_with(b"\xFF\xFE") || body.starts_with(b"\xFE\xFF") {
        return true;
    }
    // Most files have no cookie: one look at the first bytes settles it.
    let head = &body[..body.len().min(512)];
    if CODING.find(head).is_none() {
        return false;
    }
    cookie(body).is_some_and(|(_, name)| matches!(Encoding::named(&name), Encoding::Table(_) | Encoding::Unknown))
}

/// Whether all bytes are ASCII and none is NUL: one pass, where asking for each takes two.
pub fn is_plain(bytes: &[u8]) -> bool {
    /// So many bytes are looked at before anything is decided.
    const PIECE: usize = 4096;
    // The highest bit says it of either: NUL less one is 0xFF.
    bytes.chunks(PIECE).all(|piece| piece.iter().fold(0, |all, &byte| all | byte | byte.wrapping_sub(1)) < 0x80)
}

/// The bytes as text if they are UTF-8.
pub fn strict(bytes: &[u8]) -> Option<&str> {
    simdutf8::basic::from_utf8(bytes).ok()
}

/// Decodes a file that is not Python: UTF-8, with replacement characters where it is not.
pub fn plain(bytes: &[u8]) -> Cow<'_, str> {
    let body = bytes.strip_prefix(BOM).unwrap_or(bytes);
    // The lossy conversion is slow, and nearly always there is nothing to lose.
    simdutf8::basic::from_utf8(body).map_or_else(|_| String::from_utf8_lossy(body), Cow::Borrowed)
}

fn line_at(bytes: &[u8], offset: usize) -> u32 {
    let lines = memchr::memchr_iter(b'\n', &bytes[..offset]).count();
    u32::try_from(lines + 1).unwrap_or(u32::MAX)
}

fn utf8(bytes: &[u8]) -> Decoded<'_> {
    match simdutf8::compat::from_utf8(bytes) {
        Ok(text) => Decoded { text: text.into(), problem: None },
        Err(error) => Decoded {
            text: String::from_utf8_lossy(bytes),
            problem: Some((
                line_at(bytes, error.valid_up_to()),
                "not UTF-8, and no encoding is declared; shown with replacement characters".to_owned(),
            )),
        },
    }
}

fn utf16(bytes: &[u8]) -> Decoded<'_> {
    let encoding = if bytes[0] == 0xFF { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    Decoded { text, problem: Some((1, "UTF-16, which Python does not read; read all the same".to_owned())) }
}

fn latin1(bytes: &[u8], problem: Option<(u32, String)>) -> Decoded<'_> {
    Decoded { text: encoding_rs::mem::decode_latin1(bytes), problem }
}

fn ascii(bytes: &[u8]) -> Decoded<'_> {
    let broken = bytes.iter().position(|byte| !byte.is_ascii());
    let problem = broken.map(|at| (line_at(bytes, at), "not ASCII, though declared to be; read as Latin-1".to_owned()));
    latin1(bytes, problem)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Latin1,
    Ascii,
    Table(&'static encoding_rs::Encoding),
    Unknown,
}

/// Python's spellings of encodings that encoding_rs knows under another name.
const SPELLINGS: [(&str, &str); 16] = [
    ("sjis", "shift-jis"),
    ("s-jis", "shift-jis"),
    ("shiftjis", "shift-jis"),
    ("eucjp", "euc-jp"),
    ("euckr", "euc-kr"),
    ("iso2022-jp", "iso-2022-jp"),
    ("iso2022jp", "iso-2022-jp"),
    ("iso8859-2", "iso-8859-2"),
    ("iso8859-5", "iso-8859-5"),
    ("iso8859-7", "iso-8859-7"),
    ("iso8859-9", "iso-8859-9"),
    ("iso8859-15", "iso-8859-15"),
    ("latin2", "iso-8859-2"),
    ("mac-roman", "macintosh"),
    ("macroman", "macintosh"),
    ("mac-cyrillic", "x-mac-cyrillic"),
];

impl Encoding {
    /// Python's name for an encoding; normalised as `codecs.lookup` does.
    fn named(name: &str) -> Self {
        let name = name.to_ascii_lowercase().replace('_', "-");
        // Editors write utf-8-unix and the like; CPython looks at the beginning alone.
        if name == "utf-8" || name.starts_with("utf-8-") || name == "utf8" || name == "u8" || name == "cp65001" {
            return Encoding::Utf8;
        }
        let latin1 = ["latin-1", "iso-8859-1", "iso-latin-1", "latin1", "iso8859-1", "8859", "cp819", "l1", "latin"];
        if latin1.iter().any(|known| name == *known || name.starts_with(&format!("{known}-"))) {
            return Encoding::Latin1;
        }
        if ["ascii", "us-ascii", "646"].contains(&name.as_str()) {
            return Encoding::Ascii;
        }
        let label = match name.strip_prefix("cp").and_then(|page| page.parse::<u32>().ok()) {
            Some(page @ (1250..=1258)) => format!("windows-{page}"),
            Some(932) => "shift-jis".to_owned(),
            Some(936) => "gbk".to_owned(),
            Some(949) => "euc-kr".to_owned(),
            Some(950) => "big5".to_owned(),
            Some(866) => "ibm866".to_owned(),
            Some(874) => "windows-874".to_owned(),
            _ => SPELLINGS.iter().find(|(own, _)| name == *own).map_or(name, |(_, label)| (*label).to_owned()),
        };
        encoding_rs::Encoding::for_label(label.as_bytes()).map_or(Encoding::Unknown, Encoding::Table)
    }
}

/// The encoding that a comment in the first two lines declares: `coding[:=]\s*([-\w.]+)`.
/// The second line counts only below a first line that is blank or a comment.
fn cookie(bytes: &[u8]) -> Option<(u32, String)> {
    let mut rest = bytes;
    for number in 1..=2 {
        let end = rest.iter().position(|&byte| byte == b'\n' || byte == b'\r').unwrap_or(rest.len());
        let line = &rest[..end.min(4096)];
        let text = line.iter().position(|&byte| !matches!(byte, b' ' | b'\t' | 0x0C));
        match text.map(|at| &line[at..]) {
            Some(comment) if comment[0] == b'#' => {
                if let Some(name) = cookie_in(comment) {
                    return Some((number, name));
                }
            }
            Some(_) => return None,
            None => {}
        }
        let crlf = rest[end..].starts_with(b"\r\n");
        rest = rest.get(end + 1 + usize::from(crlf)..)?;
    }
    None
}

fn cookie_in(comment: &[u8]) -> Option<String> {
    memchr::memmem::find_iter(comment, b"coding").find_map(|at| {
        let after = &comment[at + 6..];
        let after = after.strip_prefix(b":").or_else(|| after.strip_prefix(b"="))?;
        let blank = after.iter().take_while(|&&byte| byte == b' ' || byte == b'\t').count();
        let name: Vec<u8> = after[blank..]
            .iter()
            .copied()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
            .collect();
        String::from_utf8(name).ok().filter(|name| !name.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (String, Option<u32>) {
        let decoded = python(bytes);
        (decoded.text.into_owned(), decoded.problem.map(|(line, _)| line))
    }

    #[test]
    fn plain_bytes() {
        for length in [0, 1, 63, 4096, 5000] {
            let mut bytes = vec![b'x'; length];
            assert!(is_plain(&bytes));
            for odd in [0, 0x80, 0xFF] {
                if let Some(last) = bytes.last_mut() {
                    *last = odd;
                    assert!(!is_plain(&bytes), "{odd} at {length}");
                }
            }
        }
        assert!(is_plain(&(1..=0x7F).collect::<Vec<u8>>()));
    }

    #[test]
    fn decodes_as_cpython() {
        assert_eq!(text(b"\xEF\xBB\xBFx = 1"), ("x = 1".into(), None));
        assert_eq!(text(b"# -*- coding: latin-1 -*-\nx = '\xE9'"), ("# -*- coding: latin-1 -*-\nx = 'é'".into(), None));
        assert_eq!(text(b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n'\x80'").0.chars().rev().nth(1), Some('€'));
        assert_eq!(text(b"x = 1\n\n'\xE9'"), ("x = 1\n\n'\u{FFFD}'".into(), Some(3)));
        // The cookie must stand in a comment, and below nothing but a comment.
        assert_eq!(text(b"x = 1\n# coding: latin-1\n'\xE9'").1, Some(3));
        assert_eq!(text(b"# coding: klingon\nx").1, Some(1));
        assert_eq!(text(b"\xEF\xBB\xBF# coding: latin-1\nx").1, Some(1));
        assert_eq!(text(b"# coding: ascii\n'\xE9'"), ("# coding: ascii\n'é'".into(), Some(2)));
        assert_eq!(text(b"# coding: utf-8-unix\n'\xC3\xA9'").1, None);
    }

    #[test]
    fn knows_where_ascii_may_hide() {
        assert!(hides_ascii(b"\xFF\xFEi\0"));
        assert!(hides_ascii(b"# coding: iso2022_jp\n"));
        assert_eq!(python(b"# coding: mac_roman\n'\x8E'").problem, None);
        assert!(!hides_ascii(b"# coding: utf-8\n"));
        assert!(!hides_ascii(b"# about encoding\n"));
    }
}
