//! Files that are hostile by what they are, not by what they say: encodings, sizes,
//! names, links, pipes, permissions.
#![cfg(unix)]

#[path = "common/folder.rs"]
mod folder;
#[path = "common/run.rs"]
mod run;

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const USE: &str = "import eventlet\neventlet.sleep(1)\n";

fn beside_good(name: &str, bytes: &[u8]) -> TempDir {
    let folder = folder::with(&[("good.py", USE)]);
    folder::write(folder.path(), name, bytes);
    folder
}

fn assert_tame(text: &str) {
    let wild = |character: char| character.is_control() && character != '\n' || ('\u{202A}'..='\u{202E}').contains(&character);
    assert!(!text.contains(wild), "{text:?}");
}

/// Runs `check` in the line formats; the good file's findings are complete.
fn scan(folder: &Path) -> run::Ran {
    let full = run::run(folder, "check --format full .");
    let json = run::run(folder, "--format json .");
    let concise = run::run(folder, "check .");
    for ran in [&full, &json, &concise] {
        assert!(ran.code < 2, "{}", ran.err);
        assert_tame(&ran.out);
        assert_tame(&ran.err);
    }
    for line in ["good.py:1:8: EVT101", "good.py:2:1: EVT351"] {
        assert!(concise.out.contains(line), "{}\n{}", concise.out, concise.err);
    }
    concise
}

fn assert_problem(ran: &run::Ran, name: &str) {
    assert!(ran.err.contains(&format!("warning: {name}")), "no problem for {name}:\n{}", ran.err);
}

#[test]
fn wrong_and_unknown_encodings_are_told_and_read_all_the_same() {
    let cases: [(&str, &[u8]); 7] = [
        ("latin without cookie", b"import eventlet\nx = '\xE9'\n"),
        ("unknown", b"# coding: klingon\nimport eventlet\n"),
        ("ascii that is not", b"# coding: ascii\nimport eventlet\nx = '\xE9'\n"),
        ("mark against cookie", b"\xEF\xBB\xBF# coding: latin-1\nimport eventlet\n"),
        ("cut in a character", b"import eventlet\nx = '\xC3"),
        ("surrogates", b"import eventlet\nx = '\xED\xA0\x80'\n"),
        ("wrong table", b"# coding: euc-jp\nimport eventlet\nx = '\xFF\xFF'\n"),
    ];
    for (what, bytes) in cases {
        let folder = beside_good("bad.py", bytes);
        let ran = scan(folder.path());
        assert_problem(&ran, "bad.py");
        assert!(ran.out.contains("bad.py:") && ran.out.contains("EVT101 import of `eventlet`"), "{what}: {}", ran.out);
    }
}

#[test]
fn utf_16_is_told_and_read_all_the_same() {
    let wide = |bytes: [u8; 2], swap: bool| {
        let units = USE.encode_utf16().flat_map(|unit| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() });
        bytes.into_iter().chain(units).collect::<Vec<u8>>()
    };
    for bytes in [wide([0xFF, 0xFE], false), wide([0xFE, 0xFF], true)] {
        let folder = beside_good("wide.py", &bytes);
        let ran = scan(folder.path());
        assert_problem(&ran, "wide.py");
        assert!(ran.out.contains("wide.py:2:1: EVT351"), "{}", ran.out);
        assert!(!ran.err.contains("NUL"), "{}", ran.err);
    }
}

#[test]
fn declared_encodings_are_no_problem() {
    let cases: [&[u8]; 4] = [
        b"# coding: latin-1\nimport eventlet; x = '\xE9'; eventlet.sleep(1)\n",
        b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nimport eventlet; x = '\x80'\n",
        b"\xEF\xBB\xBFimport eventlet\n",
        b"# coding: utf-8-unix\nimport eventlet; x = '\xC3\xA9'\n",
    ];
    for bytes in cases {
        let folder = beside_good("encoded.py", bytes);
        let ran = scan(folder.path());
        assert!(!ran.err.contains("encoded.py"), "{}", ran.err);
        assert!(ran.out.contains("encoded.py:"), "{}", ran.out);
    }
}

#[test]
fn columns_count_characters_in_any_encoding() {
    let folder = beside_good("columns.py", b"# coding: latin-1\nimport eventlet\n'\xE9\xE9'; eventlet.sleep(1)\n");
    assert!(scan(folder.path()).out.contains("columns.py:3:7: EVT351"));
}

#[test]
fn nul_bytes() {
    let folder = beside_good("nul.py", b"import eventlet\n\0eventlet.sleep(1)\n");
    assert_problem(&scan(folder.path()), "nul.py");
    let folder = beside_good("nothing.py", b"x = 1\n\0\n");
    assert_problem(&scan(folder.path()), "nothing.py");
}

#[test]
fn a_line_of_fifty_megabytes() {
    let line = format!("x = '{}'; import eventlet\n", "a".repeat(50 << 20));
    let folder = beside_good("long.py", line.as_bytes());
    assert_problem(&scan(folder.path()), "long.py");
}

#[test]
fn binary_rubbish() {
    let rubbish: Vec<u8> = (0..1_000_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let folder = beside_good("rubbish.py", &[b"eventlet\n".to_vec(), rubbish].concat());
    assert_problem(&scan(folder.path()), "rubbish.py");
}

#[test]
fn links_in_a_circle() {
    let folder = folder::with(&[("good.py", USE), ("below/x.py", "")]);
    symlink("..", folder.path().join("below/up")).unwrap();
    symlink("loop.py", folder.path().join("loop.py")).unwrap();
    symlink("nowhere.py", folder.path().join("dangling.py")).unwrap();
    let ran = scan(folder.path());
    assert_problem(&ran, "loop.py");
    assert_problem(&ran, "dangling.py");
    assert_eq!(ran.out.matches("EVT351").count(), 1, "a file is read once: {}", ran.out);
}

#[test]
fn a_pipe_named_like_a_module() {
    let folder = folder::with(&[("good.py", USE)]);
    let made = Command::new("mkfifo").arg(folder.path().join("x.py")).status().unwrap();
    assert!(made.success());
    assert_problem(&scan(folder.path()), "x.py");
    // Named on the command line it is a path that cannot be read.
    assert_eq!(run::run(folder.path(), "check x.py").code, 2);
}

#[test]
fn a_folder_named_like_a_module_is_a_folder() {
    let folder = folder::with(&[("good.py", USE), ("folder.py/inner.py", USE)]);
    assert!(scan(folder.path()).out.contains("folder.py/inner.py:2:1: EVT351"));
}

#[test]
fn what_may_not_be_read() {
    let folder = folder::with(&[("good.py", USE), ("secret.py", USE), ("closed/x.py", USE)]);
    let forbid = |path: &str, mode: u32| {
        std::fs::set_permissions(folder.path().join(path), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    forbid("secret.py", 0o000);
    forbid("closed", 0o000);
    // Root may read everything: then there is nothing to test.
    if std::fs::read(folder.path().join("secret.py")).is_err() {
        let ran = scan(folder.path());
        assert_problem(&ran, "secret.py");
        assert_problem(&ran, "closed");
        assert_eq!(run::run(folder.path(), "check closed").code, 2);
    }
    forbid("closed", 0o755);
}

#[test]
fn names_that_are_not_utf_8() {
    let folder = folder::with(&[("good.py", USE)]);
    std::fs::write(folder.path().join(OsStr::from_bytes(b"caf\xE9.py")), USE).unwrap();
    std::fs::create_dir(folder.path().join(OsStr::from_bytes(b"\xFF"))).unwrap();
    std::fs::write(folder.path().join(OsStr::from_bytes(b"\xFF/x.py")), USE).unwrap();
    let ran = scan(folder.path());
    assert!(ran.out.contains("caf\u{FFFD}.py:2:1: EVT351"), "{}\n{}", ran.out, ran.err);
    assert!(ran.out.contains("\u{FFFD}/x.py:2:1: EVT351"), "{}\n{}", ran.out, ran.err);
}

#[test]
fn escape_sequences_in_names_and_source() {
    let name = "\u{1b}[2J\u{1b}]0;title\u{7}.py";
    let source =
        "import eventlet\neventlet.sleep(1)  # \u{1b}[31mred\u{1b}[0m \u{9b}31m \u{202e}sdrawkcab \r\nbroken(: \u{1b}[2J\n";
    let folder = beside_good(name, source.as_bytes());
    folder::write(folder.path(), "\u{1b}[31m/line\nbreak.py", USE.as_bytes());
    folder::write(folder.path(), "requirements.txt", b"eventlet>=1 \x1b[31m\nevent\x1b[31mlet\n");
    let ran = scan(folder.path());
    assert!(ran.out.contains("\\u{1b}[2J") && ran.out.contains("line\\nbreak.py:2:1: EVT351"), "{}", ran.out);
}

#[test]
fn requirements_that_upset_their_parser() {
    // pep508_rs 0.9.2 panics: at a character of several bytes behind a marker's value, and
    // at a name that ends in `-`, `.` or `_` with something behind it.
    for line in ["eventlet; python_version<'3'é", "eventlet->=1"] {
        let folder = beside_good("requirements.txt", format!("{line}\n").as_bytes());
        folder::write(folder.path(), "setup.cfg", format!("[options]\ninstall_requires =\n  {line}\n").as_bytes());
        folder::write(folder.path(), "tox.ini", format!("[testenv]\ndeps =\n  {line}\n").as_bytes());
        let toml = format!("[project]\nname = 'x'\ndependencies = [\"{line}\"]\n");
        folder::write(folder.path(), "pyproject.toml", toml.as_bytes());
        let ran = scan(folder.path());
        for name in ["requirements.txt", "setup.cfg", "tox.ini", "pyproject.toml"] {
            assert_problem(&ran, name);
        }
    }
}

fn pipe(folder: &Path, name: &str) {
    let made = Command::new("mkfifo").arg(folder.join(name)).status().unwrap();
    assert!(made.success());
}

/// What steers a run, or is read because of its name, may be a pipe to which nobody writes, or
/// a link to what never ends.
#[test]
fn special_files_where_others_are_read_by_name() {
    for name in [".gitignore", ".ignore", "setup.cfg", "setup.py", "pyproject.toml", "PKG-INFO", "below/.gitignore"] {
        for linked in [true, false] {
            let folder = beside_good("below/other.py", USE.as_bytes());
            match linked {
                true => symlink("/dev/zero", folder.path().join(name)).unwrap(),
                false => pipe(folder.path(), name),
            }
            let ran = run::run(folder.path(), "check .");
            // A configuration that cannot be read is an error, as one that is broken.
            match name {
                "pyproject.toml" => assert_eq!(ran.code, 2, "{}", ran.err),
                _ => assert!(ran.out.contains("good.py:2:1: EVT351"), "{name}\n{}", ran.err),
            }
            if name.ends_with("ignore") {
                assert_problem(&ran, "");
                assert!(ran.err.contains(&format!("{name}: not a regular file")), "{}", ran.err);
            }
        }
    }
}

/// Many keep their ignore file elsewhere, or one for two tools.
#[test]
fn an_ignore_file_may_be_a_link_to_a_file() {
    let folder = folder::with(&[("good.py", USE), ("rules.txt", "other.py\n"), ("other.py", USE), ("below/good.py", USE)]);
    symlink("rules.txt", folder.path().join(".ignore")).unwrap();
    symlink("../rules.txt", folder.path().join("below/.ignore")).unwrap();
    let ran = scan(folder.path());
    assert_eq!(ran.err.matches("warning").count(), 0, "{}", ran.err);
    assert!(!ran.out.contains("other.py") && ran.out.contains("below/good.py:2:1: EVT351"), "{}", ran.out);
}

/// Nothing of a file to which a link leads out of the project is shown or overwritten.
#[test]
fn links_out_of_the_project_are_refused() {
    let outside = folder::with(&[("secret", "secret words\n")]);
    let secret = outside.path().join("secret");
    for (name, command) in [
        ("eventlet-scan.toml", "check ."),
        (".eventlet-baseline", "check ."),
        (".eventlet-baseline", "baseline write ."),
        ("rules/a.toml", "check --rules rules ."),
    ] {
        let folder = beside_good("rules/b.toml", b"");
        symlink(&secret, folder.path().join(name)).unwrap();
        let ran = run::run(folder.path(), command);
        assert_eq!((ran.code, ran.err.contains("secret words")), (2, false), "{name}\n{}", ran.err);
        assert_eq!(std::fs::read_to_string(&secret).unwrap(), "secret words\n");
    }
    // One that stays inside is a file like any other.
    let folder = beside_good("own.toml", b"ignore = ['ALL']\n");
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    symlink("own.toml", folder.path().join("eventlet-scan.toml")).unwrap();
    let ran = run::run(folder.path(), "check .");
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
}

#[test]
fn errors_about_files_steer_no_terminal() {
    let wild = "\u{1b}]0;x\u{7} \u{1b}[31m \u{202e} \u{9b}2J";
    let broken = [
        (".eventlet-baseline", format!("rules 0.1.0\n\nfoo {wild}\n"), "check ."),
        ("eventlet-scan.toml", format!("# {wild}\nselect = 1 {wild}\n"), "check ."),
        ("eventlet-scan.toml", "select = [\"\\u001b]0;x\"]\n".to_owned(), "check ."),
        ("eventlet-scan.toml", "rules = [\"\\u001b[31m\"]\n".to_owned(), "check ."),
        ("rules/a.toml", format!("family = '{wild}'\n"), "check --rules rules ."),
    ];
    for (name, text, command) in broken {
        let ran = run::run(beside_good(name, text.as_bytes()).path(), command);
        assert_eq!(ran.code, 2, "{name}\n{}", ran.err);
        assert_tame(&ran.err);
    }
}
