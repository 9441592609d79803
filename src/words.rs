//! Looks for many words in bytes at once.

use aho_corasick::{AhoCorasick, MatchKind, packed};
use wide::u8x64;

/// A search for words. Where two begin at the same place, the longer is found.
pub struct WordSearch {
    /// The words, longest first.
    words: Vec<String>,
    engine: Engine,
}

enum Engine {
    None,
    /// Vector instructions, as long as there are few words.
    Packed(packed::Searcher),
    Automaton(AhoCorasick),
}

/// A word that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'w> {
    /// Which one.
    pub word: &'w str,
    /// 0-based byte offset of it.
    pub start: usize,
    /// 0-based byte offset after it.
    pub end: usize,
}

impl Found<'_> {
    /// Whether it stands in `bytes`, which were searched, as a word of its own.
    pub fn is_whole(&self, bytes: &[u8]) -> bool {
        is_whole(bytes, self.start, self.end)
    }
}

impl WordSearch {
    /// A search for these words.
    pub fn new<W: Into<String>>(words: impl IntoIterator<Item = W>) -> Self {
        let mut words: Vec<String> = words.into_iter().map(Into::into).filter(|word| !word.is_empty()).collect();
        words.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        words.dedup();
        let engine = match packed::Searcher::new(&words) {
            _ if words.is_empty() => Engine::None,
            Some(searcher) => Engine::Packed(searcher),
            None => {
                AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(&words).map_or(Engine::None, Engine::Automaton)
            }
        };
        Self { words, engine }
    }

    /// What is looked for.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// All places where one of the words stands, be it within a longer word.
    pub fn find<'s>(&'s self, bytes: &[u8]) -> impl Iterator<Item = Found<'s>> {
        let (packed, automaton) = match &self.engine {
            Engine::None => (None, None),
            Engine::Packed(searcher) => (Some(searcher.find_iter(bytes)), None),
            Engine::Automaton(automaton) => (None, Some(automaton.find_iter(bytes))),
        };
        let found = packed.into_iter().flatten().chain(automaton.into_iter().flatten());
        found.map(|at| Found { word: &self.words[at.pattern().as_usize()], start: at.start(), end: at.end() })
    }

    /// All places where one of the words stands as a word of its own. What is found within
    /// a longer word hides no other: words hold no other words.
    pub fn find_words<'s>(&'s self, bytes: &[u8]) -> impl Iterator<Item = Found<'s>> {
        self.find(bytes).filter(|found| found.is_whole(bytes))
    }

    /// Whether one of the words stands anywhere.
    pub fn is_match(&self, bytes: &[u8]) -> bool {
        self.find(bytes).next().is_some()
    }
}

/// Bytes that [`bits`] looks at: as many as a word has bits.
pub const BLOCK: usize = 64;

/// [`BLOCK`] bytes that are looked at all at once.
#[derive(Clone, Copy)]
pub struct Block(u8x64);

impl Block {
    /// Those that are `byte`.
    #[inline(always)]
    pub fn are(self, byte: u8) -> Where {
        Where(self.0.simd_eq(u8x64::splat(byte)))
    }

    /// All with these bits set.
    #[inline(always)]
    pub fn with(self, bits: u8) -> Self {
        Self(self.0 | u8x64::splat(bits))
    }
}

/// Some of the bytes of a block.
#[derive(Clone, Copy)]
pub struct Where(u8x64);

impl std::ops::BitOr for Where {
    type Output = Where;

    #[inline(always)]
    fn bitor(self, other: Where) -> Where {
        Where(self.0 | other.0)
    }
}

/// A bit for each of the first [`BLOCK`] bytes: whether it is among those that `are` gives.
#[inline(always)]
pub fn bits(bytes: &[u8], are: impl Fn(Block) -> Where) -> u64 {
    match bytes.first_chunk::<BLOCK>() {
        Some(block) => are(Block(u8x64::from(*block))).0.to_bitmask(),
        None => {
            let mut padded = [0; BLOCK];
            padded[..bytes.len()].copy_from_slice(bytes);
            // What is beyond the end is nothing, whatever is said of zero.
            are(Block(u8x64::from(padded))).0.to_bitmask() & !(u64::MAX << bytes.len())
        }
    }
}

/// Whether a byte may be part of an identifier.
pub fn is_word_byte(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric() || byte >= 0x80
}

fn is_whole(bytes: &[u8], start: usize, end: usize) -> bool {
    // What begins with a quote begins there, whatever stands before; what ends with a dot
    // ends there.
    let before = start.checked_sub(1).map(|index| bytes[index]).filter(|_| is_word_byte(bytes[start]));
    let behind = bytes.get(end).copied().filter(|_| start == end || is_word_byte(bytes[end - 1]));
    !before.is_some_and(is_word_byte) && !behind.is_some_and(is_word_byte)
}

/// Whether what ends at a 0-based offset of `bytes` is called there.
pub fn is_called(bytes: &[u8], end: usize) -> bool {
    bytes[end..].iter().find(|byte| !b" \t\\\r\n".contains(byte)) == Some(&b'(')
}

/// Whether `word` stands in `bytes` as a word of its own.
pub fn has_word(bytes: &[u8], word: &str) -> bool {
    words_at(bytes, word).next().is_some()
}

/// The 0-based offsets at which `word` stands in `bytes` as a word of its own.
pub fn words_at<'b>(bytes: &'b [u8], word: &'b str) -> impl Iterator<Item = usize> + 'b {
    memchr::memmem::find_iter(bytes, word.as_bytes()).filter(move |&at| is_whole(bytes, at, at + word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[&str], text: &str) -> Vec<String> {
        let search = WordSearch::new(words.iter().copied());
        search.find_words(text.as_bytes()).map(|found| format!("{}@{}", found.word, found.start)).collect()
    }

    #[test]
    fn whole_words_the_longest_first() {
        assert_eq!(found(&["sleep", "sleeper"], "sleep sleeper xsleep sleep_ sleep"), ["sleep@0", "sleeper@6", "sleep@28"]);
        let many: Vec<String> = (0..400).map(|number| format!("word{number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(found(&many, "word3 word39 word399 word3999"), ["word3@0", "word39@6", "word399@13"]);
        assert_eq!(found(&[], "x"), Vec::<String>::new());
    }
}
