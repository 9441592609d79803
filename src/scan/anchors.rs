//! A look at the bytes of a file: is it worth parsing?

use aho_corasick::AhoCorasick;

use crate::rules::Anchors;

/// Looks for the rules' words.
pub struct AnchorSearch {
    search: Option<AhoCorasick>,
    /// For each pattern of `search` what else must be there; empty: nothing.
    partners: Vec<Option<AhoCorasick>>,
}

impl AnchorSearch {
    /// A search for these words.
    pub fn new(anchors: &Anchors) -> Self {
        let alone = anchors.alone.iter().map(|word| (word, None));
        let pairs = anchors.pairs.iter().map(|(word, partners)| (word, AhoCorasick::new(partners).ok()));
        let (words, partners): (Vec<_>, Vec<_>) = alone.chain(pairs).unzip();
        Self { search: AhoCorasick::new(words).ok(), partners }
    }

    /// Whether a file of these bytes may hold a finding of its own. What stands in a
    /// comment of its own line says nothing.
    pub fn is_match(&self, bytes: &[u8]) -> bool {
        let Some(search) = &self.search else { return false };
        let mut tried = 0_u64;
        for found in search.find_iter(bytes) {
            let pattern = found.pattern().as_usize();
            match &self.partners[pattern] {
                None if is_comment(bytes, found.start()) => {}
                None => return true,
                Some(partner) => {
                    let bit = 1_u64 << (pattern & 63);
                    if tried & bit == 0 && partner.is_match(bytes) {
                        return true;
                    }
                    tried |= bit;
                }
            }
        }
        false
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
        assert!(search.is_match(b"import eventlet"));
        assert!(search.is_match(b"from oslo_service import wsgi"));
        assert!(!search.is_match(b"from oslo_service import service"));
        assert!(!search.is_match(b"  # eventlet is gone\nx = 1"));
        assert!(search.is_match(b"x = 1 # eventlet\nimport eventlet"));
    }
}
