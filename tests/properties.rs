//! What must hold whatever the input: nothing panics, and every place lies in its text.

use eventlet_scan::finding::Finding;
use eventlet_scan::input::{Memory, decode};
use eventlet_scan::manifest::{ini::Ini, requirements};
use eventlet_scan::policy::Selectors;
use eventlet_scan::render;
use eventlet_scan::scan::{Settings, scan_tree};
use eventlet_scan::source::{LineIndex, Span, printable};
use proptest::prelude::*;

/// Pieces of Python that meet in strange ways.
const TOKENS: [&str; 92] = [
    "eventlet",
    "eventlet.sleep",
    "import ",
    "from ",
    "import eventlet\n",
    "from eventlet import *\n",
    "import eventlet as e\n",
    "e",
    "x",
    "self",
    "importlib.import_module('eventlet')",
    "__import__",
    "mock.patch.object(eventlet, 'sleep')",
    "'eventlet.spawn'",
    "def f(",
    "class A(",
    "lambda",
    " as ",
    " in ",
    " is ",
    " not ",
    "async ",
    "await ",
    "yield ",
    "return ",
    "global ",
    "nonlocal ",
    "del ",
    "pass\n",
    "if ",
    "else",
    "elif ",
    "try",
    "except ",
    "except* ",
    "finally",
    "with ",
    "for ",
    "while ",
    "match ",
    "case ",
    "type ",
    "raise ",
    "assert ",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ":\n",
    ":\n    ",
    ":=",
    "=",
    "+=",
    "->",
    "*",
    "**",
    "@",
    ".",
    "...",
    ",",
    ";",
    "\n",
    "\n    ",
    "\n        ",
    "\t",
    " ",
    "\\\n",
    "\r",
    "\r\n",
    "\u{c}",
    "#",
    "# é\n",
    "'",
    "\"",
    "'''",
    "\"\"\"",
    "f'",
    "f\"{",
    "rb'",
    "{x!r:>{y}}",
    "}",
    "0",
    "1e9",
    "0x",
    "é",
    "\u{feff}",
    "\0",
    "!",
    "$",
];

fn soup() -> impl Strategy<Value = Vec<u8>> {
    let tokens = prop::collection::vec(prop::sample::select(&TOKENS[..]), 0..60);
    tokens.prop_map(|tokens| format!("import eventlet\n{}", tokens.concat()).into_bytes())
}

/// Text as it may stand in the other files: words of their syntax, thrown together.
fn lines() -> impl Strategy<Value = String> {
    const WORDS: [&str; 36] = [
        "eventlet",
        ">=1.0",
        "!=2",
        "===",
        "~=",
        "[",
        "]",
        "[a,b]",
        "; python_version<'3'",
        ";",
        "#",
        " # x",
        "\n",
        "\n ",
        "\n\t",
        "\r\n",
        "=",
        ":",
        " ",
        "-r x",
        "-e ",
        "git+https://x#egg=",
        "--hash=",
        "\\\n",
        "[options]\n",
        "install_requires =",
        "[testenv]\n",
        "deps =",
        "[project]\n",
        "dependencies = [",
        "'",
        "\"",
        ",",
        "é",
        "\u{2028}",
        "{env:X}",
    ];
    prop::collection::vec(prop::sample::select(&WORDS[..]), 0..40).prop_map(|words| words.concat())
}

/// A scan of everything, with frames, as `--format full` does it.
fn scan(files: Vec<(String, Vec<u8>)>) -> Result<(), TestCaseError> {
    let tree = Memory::new(files.clone());
    let selectors = Selectors { select: vec!["ALL".to_owned()], ..Selectors::default() };
    let report = scan_tree(&tree, ".", &Settings { selectors, frames: true, ..Settings::default() }).unwrap();
    for problem in &report.problems {
        prop_assert!(!problem.message.contains("parser failed"), "a panic in {}", problem.path);
    }
    for (_, finding) in report.findings() {
        let (path, bytes) = files.iter().find(|(path, _)| **path == *finding.path).unwrap();
        let text = if path.ends_with(".py") { decode::python(bytes).text } else { decode::plain(bytes) };
        prop_assert!(is_inside(finding, &text), "{path}: {:?} in {text:?}", finding.location);
    }
    for draw in [render::full, render::concise, render::json, render::statistics] {
        draw(&report, &mut std::io::sink()).unwrap();
    }
    Ok(())
}

/// Whether a finding's place is one of the text, and holds something.
fn is_inside(finding: &Finding, text: &str) -> bool {
    let (index, place) = (LineIndex::new(text), finding.location);
    let fits = |line: u32, column: u32| {
        (1..=index.len(text).max(1)).contains(&line) && column as usize <= 1 + index.line_text(text, line).chars().count()
    };
    let ordered = (place.line, place.column) <= (place.end_line, place.end_column);
    ordered && place.column > 0 && fits(place.line, place.column) && fits(place.end_line, place.end_column)
}

proptest! {
    // A case reads the rules and scans many files.
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn token_soup_is_read(soups in prop::collection::vec(soup(), 1..24)) {
        scan((0..).zip(soups).map(|(at, text)| (format!("pkg/m{at}.py"), text)).collect())?;
    }

    #[test]
    fn arbitrary_bytes_are_read(
        blobs in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..16),
        cookie in prop::sample::select(&["", "# coding: latin-1\n", "# coding: utf-16\n", "\u{feff}", "# coding: gbk\n"][..]),
    ) {
        let whole = |blob: Vec<u8>| [cookie.as_bytes(), b"import eventlet\n", &blob].concat();
        scan((0..).zip(blobs).map(|(at, blob)| (format!("m{at}.py"), whole(blob))).collect())?;
    }

    #[test]
    fn files_that_are_not_python_are_read(text in lines(), blob in prop::collection::vec(any::<u8>(), 0..200)) {
        let names = ["requirements.txt", "setup.cfg", "tox.ini", "pyproject.toml", "etc/x.conf", ".zuul.yaml", "README.rst", "entry_points.txt", "Dockerfile"];
        let texts = names.iter().map(|name| ((*name).to_owned(), text.clone().into_bytes()));
        let blobs = names.iter().map(|name| (format!("below/{name}"), [b"eventlet\n", &blob[..]].concat()));
        scan(texts.chain(blobs).chain([("m.py".to_owned(), Vec::new())]).collect())?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn decoding_never_fails_and_valid_utf_8_stays(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[^#\u{feff}]*") {
        decode::python(&bytes);
        decode::plain(&bytes);
        let decoded = decode::python(text.as_bytes());
        prop_assert_eq!((&*decoded.text, decoded.problem), (&*text, None));
    }

    #[test]
    fn the_lines_of_an_ini_file_are_where_they_say(text in lines()) {
        for line in Ini::parse(&text).lines {
            prop_assert_eq!(text.get(line.span.start as usize..line.span.end as usize), Some(line.text));
            prop_assert!(line.line.start <= line.span.start && line.span.end <= line.line.end);
        }
    }

    #[test]
    fn requirements_are_where_they_say(text in lines()) {
        for path in ["requirements.txt", "setup.cfg", "tox.ini", "pyproject.toml"] {
            let all = requirements(path, &text);
            for span in all.found.iter().map(|found| found.span).chain(all.broken) {
                let shown = text.get(span.start as usize..span.end as usize);
                prop_assert!(shown.is_some_and(|shown| !shown.is_empty()), "{} {:?} in {:?}", path, span, text);
            }
        }
    }

    #[test]
    fn places_lead_back_to_their_offsets(text in "(?s)[a-cé𝄞\r\n\t ]{0,60}", at in 0.0..1.0_f64) {
        let boundaries: Vec<_> = text.char_indices().map(|(offset, _)| offset).chain([text.len()]).collect();
        let offset = boundaries[(at * boundaries.len() as f64) as usize];
        let index = LineIndex::new(&text);
        let place = index.locate(&text, Span::at(offset, offset));
        // The line's start: after as many line endings as there are lines above.
        let ends = text.char_indices().filter(|(at, end)| *end == '\n' || *end == '\r' && !text[at + 1..].starts_with('\n'));
        let start = [0].into_iter().chain(ends.map(|(at, _)| at + 1)).nth(place.line as usize - 1).unwrap();
        let column: usize = text[start..].chars().take(place.column as usize - 1).map(char::len_utf8).sum();
        prop_assert_eq!(start + column, offset);
        prop_assert!(text[start..].starts_with(index.line_text(&text, place.line)));
    }

    #[test]
    fn what_is_shown_is_tame(text in any::<String>()) {
        prop_assert!(!printable(&text).chars().any(char::is_control));
    }
}
