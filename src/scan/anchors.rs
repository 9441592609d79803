//! A look at the bytes of a file: is it worth parsing?

use rustc_hash::FxHashMap;
use std::cell::OnceCell;

use crate::rules::{Anchors, Pair};
use crate::words::{Found, WordSearch, is_word_byte};

/// Where the rules' words stand in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchored {
    /// Nowhere.
    Nowhere,
    /// In comments alone, which say nothing.
    InComments,
    /// Where they may mean something.
    InCode,
}

/// Looks for the rules' words.
pub struct AnchorSearch {
    search: WordSearch,
    /// What else must be there for a word to count; absent: nothing.
    partners: FxHashMap<String, Partners>,
}

/// What must be there besides the name of a library.
struct Partners {
    /// Names of which one must be reached in it.
    members: WordSearch,
    /// Words of which one stands anywhere.
    others: WordSearch,
}

impl AnchorSearch {
    /// A search for these words. With `inside` the files belong to a library that rules
    /// speak of: it need not write its own name to reach what is in it.
    pub fn new(anchors: &Anchors, inside: bool) -> Self {
        let mut partners = FxHashMap::default();
        for pair in &anchors.pairs {
            let found = Partners::new(pair, inside, &anchors.alone);
            if !found.members.is_empty() || !found.others.is_empty() {
                partners.insert(pair.root.clone(), found);
            }
        }
        // Where a word is found that holds another, the other is found too.
        let holds_another = |word: &str| anchors.alone.iter().any(|other| word != other && word.contains(other.as_str()));
        let alone = anchors.alone.iter().filter(|word| !holds_another(word));
        let search = WordSearch::new(alone.chain(partners.keys()).cloned());
        Self { search, partners }
    }

    /// Whether a file of these bytes may hold a finding of its own. Words that count only
    /// together with another are code where both are there, and else nowhere.
    pub fn look(&self, bytes: &[u8]) -> Anchored {
        let mut anchored = Anchored::Nowhere;
        // Neither a comment nor what may stand anywhere is looked for again at each word.
        let mut comment_end = 0;
        let mut anywhere = FxHashMap::<&str, OnceCell<bool>>::default();
        for found in self.search.find(bytes) {
            match self.partners.get(found.word) {
                None if found.start < comment_end => {}
                None if is_comment(bytes, found.start) => {
                    anchored = Anchored::InComments;
                    comment_end = line_end(bytes, found.start);
                }
                None => return Anchored::InCode,
                Some(partners) => {
                    if !anywhere.contains_key(found.word) && partners.others.is_match(bytes) {
                        return Anchored::InCode;
                    }
                    let known = anywhere.entry(found.word).or_default();
                    if partners.are_reached(bytes, &found, || *known.get_or_init(|| partners.members.is_match(bytes))) {
                        return Anchored::InCode;
                    }
                }
            }
        }
        anchored
    }
}

impl Partners {
    fn new(pair: &Pair, inside: bool, alone: &[String]) -> Self {
        // Where the other word is found by itself, the pair says nothing more.
        let says_more = |other: &&String| !alone.iter().any(|alone| other.contains(alone.as_str()));
        let members = pair.members.iter().filter(says_more);
        let others = pair.others.iter().filter(says_more);
        match inside {
            true => Self { members: WordSearch::new([""; 0]), others: WordSearch::new(members.chain(others).cloned()) },
            false => Self { members: WordSearch::new(members.cloned()), others: WordSearch::new(others.cloned()) },
        }
    }

    /// Whether the library's name, found in `bytes`, is followed by one of the members: after
    /// a dot, or among the names that are imported from it. Where something else follows
    /// (`import root`, the end of a string), it is enough that a member stands `anywhere`.
    fn are_reached(&self, bytes: &[u8], root: &Found, anywhere: impl Fn() -> bool) -> bool {
        if self.members.is_empty() {
            return false;
        }
        let behind = &bytes[root.end..];
        match behind.first() {
            Some(&byte) if is_word_byte(byte) => false,
            Some(b'.') => {
                let name = &behind[1..];
                let length = name.iter().position(|&byte| !is_word_byte(byte)).unwrap_or(name.len());
                // Behind a blank the name may still come.
                length == 0 && anywhere() || self.members.find(&name[..length]).any(|found| found.start == 0)
            }
            Some(b' ') => match behind.trim_ascii_start().strip_prefix(b"import").and_then(listed) {
                Some(names) => self.members.is_match(names),
                None => anywhere(),
            },
            _ => anywhere(),
        }
    }
}

/// The names that an import statement lists, if that is easily told: to the end of the line
/// or of the brackets, as long as there is no star, no comment and no line that goes on, and
/// as long as there are not very many.
fn listed(names: &[u8]) -> Option<&[u8]> {
    const LONGEST_LIST_BYTES: usize = 8 << 10;
    let names = &names[..names.len().min(LONGEST_LIST_BYTES)];
    let bracketed = names.trim_ascii_start().first() == Some(&b'(');
    let end = names.iter().position(|&byte| if bracketed { byte == b')' } else { matches!(byte, b'\n' | b'\r') });
    let list = match end {
        Some(end) => &names[..end],
        None if names.len() < LONGEST_LIST_BYTES => names,
        None => return None,
    };
    (!list.iter().any(|byte| matches!(byte, b'*' | b'#' | b'\\'))).then_some(list)
}

/// Where the line ends that holds `at`.
fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |length| at + length)
}

/// Whether the line up to `at` begins a comment.
fn is_comment(bytes: &[u8], at: usize) -> bool {
    let start = memchr::memrchr2(b'\n', b'\r', &bytes[..at]).map_or(0, |before| before + 1);
    bytes[start..at].trim_ascii_start().first() == Some(&b'#')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(inside: bool) -> AnchorSearch {
        let pair = Pair {
            root: "oslo_service".to_owned(),
            members: vec!["wsgi".to_owned(), "backend".to_owned()],
            others: vec!["SignalHandler".to_owned()],
        };
        AnchorSearch::new(&Anchors { alone: vec!["eventlet".to_owned()], pairs: vec![pair] }, inside)
    }

    #[test]
    fn words_alone() {
        let look = |text: &str| search(false).look(text.as_bytes());
        assert_eq!(look("import eventlet"), Anchored::InCode);
        assert_eq!(look("  # eventlet is gone\nx = 1"), Anchored::InComments);
        assert_eq!(look("x = 1 # eventlet\nimport eventlet"), Anchored::InCode);
    }

    #[test]
    fn words_in_pairs() {
        let is_code = |text: &str| search(false).look(text.as_bytes()) == Anchored::InCode;
        for text in [
            "from oslo_service import wsgi",
            "from oslo_service import (service,\n    wsgi)",
            "from oslo_service import (service,  # )\n    wsgi)",
            "from oslo_service import service, \\\n    wsgi",
            "from oslo_service  import  wsgi as w",
            "import oslo_service\noslo_service.wsgi",
            "import oslo_service as o\no.wsgi",
            "from oslo_service import *\nwsgi",
            "import_module('oslo_service.wsgi.Server')",
            "import_module('.wsgi', 'oslo_service')",
            "oslo_service. wsgi",
            "oslo_service\t.wsgi",
            "from oslo_service import service\nfrom oslo_service.backend import x",
            "from oslo_service import service\nservice.SignalHandler",
        ] {
            assert!(is_code(text), "{text}");
        }
        for text in [
            "from oslo_service import service\nself.backend.wsgi",
            "from oslo_service.service import backend",
            "from my_oslo_services import wsgi",
            "import oslo_service",
        ] {
            assert!(!is_code(text), "{text}");
        }
        let own = "from oslo_service import service\nself.backend";
        assert_eq!(search(true).look(own.as_bytes()), Anchored::InCode);
    }
}
