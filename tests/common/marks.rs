//! Marks in fixtures: what a scan must find, written where it must be found.
//!
//! `# expect: id[, id]` at the end of a line speaks of that line; `expect-next: id[, id]`
//! of the line below, for files in which a comment cannot share a line. Marks are
//! searched in the text, so the comment syntax of the file does not matter.

use regex::Regex;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

/// Rule ids by path (as given) and 1-based line, sorted; one that is expected or found
/// twice stands there twice.
pub type Places = BTreeMap<(String, u32), Vec<String>>;

static MARK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bexpect(-next)?:[ \t]*([a-z][a-z0-9-]*(?:[ \t]*,[ \t]*[a-z][a-z0-9-]*)*)").unwrap());

/// The marks in a text, by line.
pub fn in_text(text: &str) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        for mark in MARK.captures_iter(content) {
            let at = line + u32::from(mark.get(1).is_some());
            found.extend(mark[2].split(',').map(|id| (at, id.trim().to_owned())));
        }
    }
    found
}

/// Whether a line is there to hold a mark.
pub fn is_mark(line: &str) -> bool {
    MARK.is_match(line)
}

/// The marks in all files under `folder`, whose path is shown as `shown`.
pub fn under(folder: &Path, shown: &str) -> Places {
    let mut places = Places::new();
    collect(folder, shown, &mut places);
    places.values_mut().for_each(|ids| ids.sort());
    places
}

fn collect(folder: &Path, shown: &str, places: &mut Places) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let below = format!("{shown}/{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            collect(&path, &below, places);
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        for (line, id) in in_text(&text) {
            places.entry((below.clone(), line)).or_default().push(id);
        }
    }
}

/// What stands on one side and not on the other, one line for each id: `path:line id`.
pub fn difference(one: &Places, other: &Places) -> Vec<String> {
    let nothing = Vec::new();
    let mut missing = Vec::new();
    for (place, ids) in one {
        let mut rest = other.get(place).unwrap_or(&nothing).clone();
        for id in ids {
            match rest.iter().position(|known| known == id) {
                Some(at) => drop(rest.swap_remove(at)),
                None => missing.push(format!("{}:{} {id}", place.0, place.1)),
            }
        }
    }
    missing
}
