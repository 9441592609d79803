//! The recipes are files of their own, which `init` prints and the documentation shows.

#[path = "common/folder.rs"]
mod folder;
#[path = "common/run.rs"]
mod run;

use std::collections::BTreeMap;

fn recipes() -> BTreeMap<String, String> {
    let files = std::fs::read_dir("docs/recipes").unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| {
        (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap())
    };
    files.map(read).collect()
}

/// As code in Markdown.
fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") };
    text.lines().map(line).collect()
}

#[test]
fn the_documentation_shows_every_recipe_as_it_is() {
    let page = std::fs::read_to_string("docs/integrations.md").unwrap();
    let recipes = recipes();
    assert!(recipes.len() >= 8, "{:?}", recipes.keys());
    for (name, text) in recipes.into_iter().filter(|(name, _)| name != "eventlet-scan.toml") {
        assert!(page.contains(&format!("\n\n{}\n", indented(&text))), "{name} is not in docs/integrations.md, or another");
    }
}

#[test]
fn recipes_install_this_version() {
    let pinned = recipes().into_values().flat_map(|text| {
        let pins = text.match_indices("eventlet-scan==").map(|(at, pin)| {
            let version = text[at + pin.len()..].chars().take_while(|character| character.is_ascii_digit() || *character == '.');
            version.collect::<String>()
        });
        pins.collect::<Vec<_>>()
    });
    let pinned: Vec<String> = pinned.collect();
    assert!(pinned.len() >= 5, "{pinned:?}");
    assert!(pinned.iter().all(|version| version == env!("CARGO_PKG_VERSION")), "{pinned:?}");
}

const PROJECT: [(&str, &str); 3] = [
    ("setup.cfg", "[metadata]\nname = x\n"),
    ("x.py", "import eventlet\n\n\ndef f():\n    eventlet.sleep()\n"),
    ("requirements.txt", "eventlet\n"),
];

/// Which recipes `init` prints for a project in which these files are, too.
fn printed(files: &[(&str, &str)]) -> Vec<String> {
    let folder = folder::with(&[&PROJECT, files].concat());
    let ran = run::run(folder.path(), "init");
    assert_eq!((ran.code, &*ran.err), (0, ""));
    recipes().into_iter().filter(|(_, text)| ran.out.contains(text.trim_end())).map(|(name, _)| name).collect()
}

#[test]
fn init_prints_the_recipes_that_fit() {
    assert_eq!(printed(&[]), ["pre-commit.sh"]);
    assert_eq!(printed(&[("tox.ini", "[tox]\n")]), ["tox.ini"]);
    assert_eq!(printed(&[("tox.ini", "[tox]\n"), (".zuul.yaml", "")]), ["tox.ini", "zuul-tox.yaml"]);
    assert_eq!(printed(&[("zuul.d/project.yaml", "")]), ["zuul-playbook.yaml", "zuul.yaml"]);
    assert_eq!(printed(&[(".pre-commit-config.yaml", "repos: []\n")]), ["pre-commit.yaml"]);
    let hosted = [(".github/workflows/test.yml", "on: push\n"), (".gitlab-ci.yml", "")];
    assert_eq!(printed(&hosted), ["github.yml", "gitlab-ci.yml"]);
    // What is there already is not told again.
    assert_eq!(printed(&[("tox.ini", "deps = eventlet-scan\n"), (".pre-commit-config.yaml", "")]), ["pre-commit.yaml"]);
    assert_eq!(printed(&[("zuul.d/project.yaml", "- eventlet-scan\n")]), [""; 0]);
}

#[test]
fn after_init_nothing_is_new() {
    let folder = folder::with(&PROJECT);
    let ran = run::run(folder.path(), "init");
    assert!(ran.out.starts_with("eventlet-scan.toml written: "), "{}", ran.out);
    assert!(ran.out.contains("\n.eventlet-baseline written: 3 findings known\n"), "{}", ran.out);
    assert_eq!(run::run(folder.path(), "check").code, 0);
    assert!(run::run(folder.path(), "baseline write").err.ends_with(".eventlet-baseline: nothing to change\n"));
    folder::write(folder.path(), "y.py", b"import eventlet\n");
    let ran = run::run(folder.path(), "check");
    assert_eq!((ran.code, &*ran.out), (1, "y.py:1:8: EVT101 import of `eventlet`\n"));
}

#[test]
fn init_overwrites_nothing() {
    let own = [("eventlet-scan.toml", "exclude = ['old/']\n"), (".eventlet-baseline", "rules 0.1.0\n")];
    let folder = folder::with(&[&PROJECT[..], &own].concat());
    let ran = run::run(folder.path(), "init");
    assert_eq!((ran.code, ran.out.matches("left as it is").count()), (0, 2), "{}", ran.out);
    for (name, text) in own {
        assert_eq!(std::fs::read_to_string(folder.path().join(name)).unwrap(), text);
    }
    // A table in pyproject.toml is a configuration.
    let folder = folder::with(&[&PROJECT[..], &[("pyproject.toml", "[tool.eventlet-scan]\n")]].concat());
    assert!(run::run(folder.path(), "init").out.starts_with("pyproject.toml has the configuration"));
    assert!(!folder.path().join("eventlet-scan.toml").exists());
}

#[test]
fn init_is_for_one_project() {
    let two = folder::with(&[("a/setup.cfg", "[metadata]\nname = a\n"), ("b/setup.cfg", "[metadata]\nname = b\n")]);
    for (line, code, hint) in [
        ("init", 2, "name one: a, b"),
        ("init nowhere", 2, "nowhere is no folder"),
        ("init a/setup.cfg", 2, "is no folder"),
        ("init a", 0, ""),
    ] {
        let ran = run::run(two.path(), line);
        assert_eq!(ran.code, code, "{line}\n{}", ran.err);
        assert!(ran.err.contains(hint), "{line}\n{}", ran.err);
    }
    assert!(two.path().join("a/.eventlet-baseline").is_file() && !two.path().join("b/.eventlet-baseline").exists());
    assert_eq!(run::run(folder::with(&[("x.txt", "")]).path(), "init").code, 3);
}

#[test]
fn every_key_of_the_configuration_is_one() {
    let text = std::fs::read_to_string("docs/recipes/eventlet-scan.toml").unwrap();
    let keys: String = text
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|line| line.contains(['=', '[']))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(keys.lines().count(), 7, "{keys}");
    for text in [text, keys] {
        eventlet_scan::config::Config::parse("eventlet-scan.toml", &text).unwrap();
    }
}
