//! The recipes are files of their own, which `init` prints and the documentation shows.

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
    for (name, text) in recipes {
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
