//! Formats on the command line: several at once, to files, and the line that tools read.

#[path = "common/folder.rs"]
mod folder;
#[path = "common/run.rs"]
mod run;

use regex::Regex;

/// Zuul's tox role makes review comments of such lines.
fn tox() -> Regex {
    Regex::new(r"^(.*):(\d+):(\d+): (.*)$").unwrap()
}

#[test]
fn zuul_s_tox_role_reads_the_lines_of_check() {
    let odd = ["a b.py", "x:12:3: y.py", "deep/er:1.py", "é/𐐀.py"];
    let mut files: Vec<_> = odd.map(|path| (path, "\nx = 'é'; import eventlet\n")).to_vec();
    files.push(("setup.cfg", "[metadata]\nname = x\n"));
    // A message with what looks like a place in it.
    files.push(("requirements.txt", "eventlet>=0.30; python_version==':4:5: z'\n"));
    let folder = folder::with(&files);
    let ran = run::run(folder.path(), "check");
    let mut found = Vec::new();
    let tox = tox();
    for line in ran.out.lines() {
        let parts = tox.captures(line).unwrap_or_else(|| panic!("not read: {line}"));
        assert!(folder.path().join(&parts[1]).is_file(), "no such file: {}", &parts[1]);
        assert!(parts[4].starts_with("EVT"), "{line}");
        found.push((parts[1].to_owned(), parts[2].to_owned(), parts[3].to_owned()));
    }
    let place = |path: &str, line: &str, column: &str| (path.to_owned(), line.to_owned(), column.to_owned());
    let mut wanted: Vec<_> = odd.map(|path| place(path, "2", "17")).to_vec();
    wanted.push(place("requirements.txt", "1", "1"));
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn several_formats_at_once() {
    let files = [("setup.cfg", "[metadata]\nname = x\n"), ("x.py", "import eventlet\n")];
    let folder = folder::with(&files);
    let plain = run::run(folder.path(), "check");
    let ran = run::run(folder.path(), "check --format sarif=out.sarif --format concise --format junit=o=1.xml");
    assert_eq!((ran.code, &ran.out), (1, &plain.out));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("out.sarif"), run::run(folder.path(), "check --format sarif").out);
    assert_eq!(read("o=1.xml"), run::run(folder.path(), "check --format junit").out);
    // Only to files: nothing but the remark is left to say.
    let ran = run::run(folder.path(), "check --format full=full.txt --color always");
    assert_eq!((ran.code, &*ran.out), (1, ""));
    assert!(ran.err.contains("1 new finding"), "{}", ran.err);
    assert!(read("full.txt").contains("import of `eventlet`") && !read("full.txt").contains('\x1b'));
}

#[test]
fn the_exit_code_depends_on_no_format() {
    let dirty = folder::with(&[("setup.cfg", "[metadata]\nname = x\n"), ("x.py", "import eventlet\n")]);
    let clean = folder::with(&[("setup.cfg", "[metadata]\nname = x\n"), ("x.py", "import os\n")]);
    let empty = folder::with(&[("x.txt", "")]);
    let formats = ["overview", "full", "concise", "json", "json-lines", "sarif", "junit", "github", "gitlab", "rdjson", "zuul"];
    for format in formats {
        for (folder, code) in [(&dirty, 1), (&clean, 0), (&empty, 3)] {
            assert_eq!(run::run(folder.path(), &format!("check --format {format}")).code, code, "{format}");
        }
        assert_eq!(run::run(dirty.path(), &format!("check --exit-zero --format {format}=out")).code, 0, "{format}");
        assert_eq!(run::run(dirty.path(), &format!("--format {format}")).code, 0, "{format}");
    }
}

#[test]
fn formats_that_cannot_be_written_are_errors() {
    let folder = folder::with(&[("setup.cfg", "[metadata]\nname = x\n"), ("x.py", "import eventlet\n")]);
    for (line, hint) in [
        ("check --format sarif --format junit", "two formats would be written to standard output"),
        ("check --format sarif=a --format junit=a", "two formats would be written to a"),
        ("check --format sarif=nowhere/a", "cannot write nowhere/a: no such file or directory"),
        ("check --format sarif=", "no file is named after `sarif=`"),
        ("check --format sarf=a", "a similar value exists: 'sarif'"),
        ("--service x --format sarif", "`--service` has no format `sarif`"),
    ] {
        let ran = run::run(folder.path(), line);
        assert_eq!((ran.code, &*ran.out), (2, ""), "{line}");
        assert!(ran.err.contains(hint), "{line}\n{}", ran.err);
    }
}
