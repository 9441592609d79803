//! Finds the bytes that open or close something: every byte of code goes through here.

/// Bytes that are classified at once: as many as the bits of a word.
const BLOCK: usize = 64;

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
        Self { bytes, base: 0, found: classify(bytes) }
    }

    /// The offset of the first of those bytes at or after `from`, which must not lie
    /// before what an earlier call was asked for.
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
            self.found = classify(rest);
            if self.found != 0 {
                return Some(self.base + self.found.trailing_zeros() as usize);
            }
            self.base += BLOCK;
        }
    }
}

/// The bits of the first bytes. Written so that the compiler makes vector instructions
/// of it: no branches, all bytes alike.
fn classify(bytes: &[u8]) -> u64 {
    let mut padded = [0; BLOCK];
    let block: &[u8; BLOCK] = match bytes.first_chunk() {
        Some(block) => block,
        None => {
            padded[..bytes.len()].copy_from_slice(bytes);
            &padded
        }
    };
    let mut flags = [0_u8; BLOCK];
    for (flag, &byte) in flags.iter_mut().zip(block) {
        *flag = u8::from(is_mark(byte));
    }
    let mut found = 0;
    for (index, eight) in flags.as_chunks::<8>().0.iter().enumerate() {
        // Gathers the lowest bits of eight bytes in the highest byte.
        let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        found |= gathered << (8 * index);
    }
    found
}

/// One of `"'#\()[]{}` and line endings. Two of them in one comparison where they differ
/// in one bit.
const fn is_mark(byte: u8) -> bool {
    let (even, lower) = (byte & !1, byte | 0x20);
    (even == b'(')
        | (lower == b'{')
        | (lower == b'}')
        | (even == b'"')
        | (byte == b'\'')
        | (byte == b'\\')
        | (byte == b'\n')
        | (byte == b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_all_and_nothing_else() {
        for byte in 0..=255 {
            assert_eq!(is_mark(byte), b"\"'#\\()[]{}\n\r".contains(&byte), "{byte}");
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
