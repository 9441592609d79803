//! A look at the bytes of a file: is it worth parsing?

use rustc_hash::FxHashMap;

use crate::rules::Anchors;
use crate::words::WordSearch;

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
    partners: FxHashMap<String, WordSearch>,
}

impl AnchorSearch {
    /// A search for these words.
    pub fn new(anchors: &Anchors) -> Self {
        let mut partners = FxHashMap::default();
        for (word, others) in &anchors.pairs {
            // Where the other word is found by itself, the pair says nothing more.
            let others = others.iter().filter(|other| !anchors.alone.iter().any(|alone| other.contains(alone.as_str())));
            let others = WordSearch::new(others.cloned());
            if !others.is_empty() {
                partners.insert(word.clone(), others);
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
        let mut tried: Vec<&str> = Vec::new();
        let mut anchored = Anchored::Nowhere;
        for found in self.search.find(bytes) {
            if tried.contains(&found.word) {
                continue;
            }
            match self.partners.get(found.word) {
                None if is_comment(bytes, found.start) => anchored = Anchored::InComments,
                None => return Anchored::InCode,
                Some(partner) if partner.is_match(bytes) => return Anchored::InCode,
                Some(_) => tried.push(found.word),
            }
        }
        anchored
    }
}

/// Whether the line up to `at` begins a comment.
fn is_comment(bytes: &[u8], at: usize) -> bool {
    let start = memchr::memrchr2(b'\n', b'\r', &bytes[..at]).map_or(0, |before| before + 1);
    bytes[start..at].trim_ascii_start().first() == Some(&b'#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_alone_and_in_pairs() {
        let pairs = vec![("oslo_service".to_owned(), vec!["wsgi".to_owned(), "loopingcall".to_owned()])];
        let search = AnchorSearch::new(&Anchors { alone: vec!["eventlet".to_owned()], pairs });
        assert_eq!(search.look(b"import eventlet"), Anchored::InCode);
        assert_eq!(search.look(b"from oslo_service import wsgi"), Anchored::InCode);
        assert_eq!(search.look(b"from oslo_service import service"), Anchored::Nowhere);
        assert_eq!(search.look(b"  # eventlet is gone\nx = 1"), Anchored::InComments);
        assert_eq!(search.look(b"x = 1 # eventlet\nimport eventlet"), Anchored::InCode);
    }
}
