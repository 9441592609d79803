//! Finds the bytes that open or close something: every byte of code goes through here.

use crate::words::{BLOCK, Block, Where, bits};

/// Where quotes, brackets, comments, backslashes and line endings are.
pub(super) struct Marks<'t> {
    bytes: &'t [u8],
    /// Offset of the block that is being read.
    base: usize,
    /// One bit for each of its bytes.
    found: u64,
}

impl<'t> Marks<'t> {
    pub fn new(bytes: &'t [u8]) -> Self {
        Self { bytes, base: 0, found: bits(bytes, marks) }
    }

    /// The offset of the first of those bytes at or after `from`, which must not lie
    /// before what an earlier call was asked for.
    #[inline(always)]
    pub fn next(&mut self, from: usize) -> Option<usize> {
        match from.checked_sub(self.base) {
            Some(inside @ 0..BLOCK) => {
                self.found &= u64::MAX << inside;
                if self.found != 0 {
                    return Some(self.base + self.found.trailing_zeros() as usize);
                }
                self.base += BLOCK;
            }
            _ => (self.base, self.found) = (from, 0),
        }
        loop {
            let rest = self.bytes.get(self.base..).filter(|rest| !rest.is_empty())?;
            self.found = bits(rest, marks);
            if self.found != 0 {
                return Some(self.base + self.found.trailing_zeros() as usize);
            }
            self.base += BLOCK;
        }
    }
}

/// The bytes `"'#\()[]{}` and line endings. Two of them in one comparison where they differ
/// in one bit.
#[inline(always)]
fn marks(block: Block) -> Where {
    let (odd, lower) = (block.with(1), block.with(0x20));
    odd.are(b')')
        | lower.are(b'{')
        | lower.are(b'}')
        | odd.are(b'#')
        | block.are(b'\'')
        | block.are(b'\\')
        | block.are(b'\n')
        | block.are(b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_all_and_nothing_else() {
        for byte in (0..=255).filter(|&byte| byte != b'x') {
            let expected = if b"\"'#\\()[]{}\n\r".contains(&byte) { 0b1001 } else { 0 };
            assert_eq!(bits(&[byte, b'x', b'x', byte], marks), expected, "{byte}");
        }
        for length in [0, 1, 63, 64, 65, 127, 128, 200] {
            let bytes: Vec<u8> = (0..length).map(|at: usize| if at * at % 7 == 2 { b'(' } else { b'x' }).collect();
            let mut marks = Marks::new(&bytes);
            let (mut from, mut found) = (0, Vec::new());
            while let Some(at) = marks.next(from) {
                found.push(at);
                from = at + 1;
            }
            let expected: Vec<usize> = (0..length).filter(|at| at * at % 7 == 2).collect();
            assert_eq!(found, expected);
            assert_eq!(Marks::new(&bytes).next(length / 2), expected.iter().copied().find(|&at| at >= length / 2));
            let mut beyond = Marks::new(b"((((");
            assert_eq!((beyond.next(length + 5), beyond.next(length + 5)), (None, None));
        }
    }
}
