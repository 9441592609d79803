//! `src/lib.rs` lists the modules from top to bottom; that list is the architecture.
//! A module names only modules below it, the parser stays behind `python`, and only the
//! command line talks to the world.

use regex::Regex;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static MODULE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m)^pub mod (\w+);").unwrap());
static NAMED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bcrate::(?:(\w+)|\{([^;]*?)\};)").unwrap());
static UPWARD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b(?:super::)+").unwrap());
static PARSER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\brustpython\w*::").unwrap());
static WORLD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\be?print(?:ln)?!|\bdbg!|\bprocess::exit\b|\benv::(?:vars?|args)(?:_os)?\b|\benv::(?:set|remove)_var\b").unwrap()
});

/// One source file.
struct Source {
    path: PathBuf,
    /// Its module: the first component below `src`.
    module: String,
    /// How many `super::` lead out of the module.
    depth: usize,
    /// Its code, line for line; comments and tests are blank.
    code: String,
}

fn modules() -> Vec<String> {
    let list = std::fs::read_to_string("src/lib.rs").unwrap();
    MODULE.captures_iter(&list).map(|found| found[1].to_owned()).collect()
}

fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    collect(Path::new("src"), &mut paths);
    paths.sort();
    paths.into_iter().map(source).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => collect(&path, paths),
            false if path.extension().is_some_and(|ending| ending == "rs") => paths.push(path),
            false => {}
        }
    }
}

fn source(path: PathBuf) -> Source {
    let below = path.strip_prefix("src").unwrap();
    let components = below.components().count();
    let module = below.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
    let depth = if below.ends_with("mod.rs") { components - 1 } else { components };
    let code = code(&std::fs::read_to_string(&path).unwrap());
    Source { path, module, depth, code }
}

/// The text with comments and test items blanked out, so that line numbers stay.
fn code(text: &str) -> String {
    let mut out = String::new();
    let mut test_ends_at = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let trimmed = line.trim();
        if trimmed == "#[cfg(test)]" {
            test_ends_at = Some(indent);
        }
        if test_ends_at.is_none() && !trimmed.starts_with("//") {
            out.push_str(line.split(" // ").next().unwrap_or(line));
        }
        // An item ends with the brace that stands where it began, or on one line.
        if test_ends_at == Some(indent) && (trimmed == "}" || trimmed.ends_with(';')) {
            test_ends_at = None;
        }
        out.push('\n');
    }
    out
}

impl Source {
    fn place(&self, offset: usize) -> String {
        format!("{}:{}", self.path.display(), 1 + self.code[..offset].matches('\n').count())
    }

    /// The modules that the file names, with their places.
    fn named(&self) -> Vec<(String, usize)> {
        let mut named = Vec::new();
        for found in NAMED.captures_iter(&self.code) {
            let at = found.get(0).unwrap().start();
            match (found.get(1), found.get(2)) {
                (Some(one), _) => named.push((one.as_str().to_owned(), at)),
                (_, Some(group)) => named.extend(heads(group.as_str()).into_iter().map(|head| (head, at))),
                _ => {}
            }
        }
        named
    }

    fn finds(&self, pattern: &Regex, what: &str) -> Vec<String> {
        pattern.find_iter(&self.code).map(|found| format!("{}: {what} `{}`", self.place(found.start()), found.as_str())).collect()
    }
}

/// The first names in a group: `a::b, c::{d, e}` gives `a` and `c`.
fn heads(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut items = vec![String::new()];
    for character in group.chars() {
        depth += i32::from(character == '{') - i32::from(character == '}');
        match character {
            ',' if depth == 0 => items.push(String::new()),
            _ => items.last_mut().unwrap().push(character),
        }
    }
    let head = |item: &String| item.trim().split("::").next().unwrap_or_default().trim().to_owned();
    items.iter().map(head).filter(|head| !head.is_empty()).collect()
}

fn assert_none(broken: &[String]) {
    assert!(broken.is_empty(), "\n  {}", broken.join("\n  "));
}

#[test]
fn every_module_is_in_the_list() {
    let modules = modules();
    let listed = |source: &Source| modules.contains(&source.module) || ["lib", "main"].contains(&source.module.as_str());
    let strays = sources().into_iter().filter(|source| !listed(source)).map(|source| source.path.display().to_string());
    assert_none(&strays.collect::<Vec<_>>());
}

#[test]
fn modules_name_only_what_is_below_them() {
    let modules = modules();
    let rank = |name: &str| modules.iter().position(|module| module == name);
    let mut broken = Vec::new();
    for source in sources() {
        let Some(own) = rank(&source.module) else { continue };
        for (name, at) in source.named() {
            if rank(&name).is_none_or(|other| other < own) {
                broken.push(format!("{}: `{}` names `{name}`, which is not below it", source.place(at), source.module));
            }
        }
    }
    assert_none(&broken);
}

#[test]
fn nobody_leaves_his_module_by_the_roof() {
    let mut broken = Vec::new();
    for source in sources() {
        for found in UPWARD.find_iter(&source.code) {
            if found.as_str().matches("super::").count() >= source.depth {
                broken.push(format!(
                    "{}: `{}` leads out of the module; say `crate::`",
                    source.place(found.start()),
                    found.as_str()
                ));
            }
        }
    }
    assert_none(&broken);
}

#[test]
fn only_python_names_the_parser() {
    let others = sources().into_iter().filter(|source| source.module != "python");
    assert_none(&others.flat_map(|source| source.finds(&PARSER, "names the parser")).collect::<Vec<_>>());
}

#[test]
fn only_the_command_line_talks_to_the_world() {
    // The current folder is no talk: paths are relative to it wherever they are resolved.
    let others = sources().into_iter().filter(|source| !["cli", "main"].contains(&source.module.as_str()));
    assert_none(&others.flat_map(|source| source.finds(&WORLD, "prints, exits or reads the environment")).collect::<Vec<_>>());
}

#[test]
fn the_reader_of_this_test_sees_what_it_should() {
    let text = "use crate::a::B;\n// crate::no\nuse crate::{b, c::{d, e}};\n#[cfg(test)]\nmod tests {\n    use crate::t;\n}\nfn f() { crate::g::h() }\n";
    let source = Source { path: "x.rs".into(), module: "x".into(), depth: 1, code: code(text) };
    let named: Vec<_> = source.named().into_iter().map(|(name, at)| format!("{name} {}", source.place(at))).collect();
    assert_eq!(named, ["a x.rs:1", "b x.rs:3", "c x.rs:3", "g x.rs:8"]);
}
