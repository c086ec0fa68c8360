//! Decoding of UTF-8 and runs of printable ASCII.

/// The length of the prefix of printable ASCII.
#[inline]
pub(in crate::term) fn ascii_run(bytes: &[u8]) -> usize {
    const STEP: usize = 32;
    let mut n = 0;
    if let Some((word, _)) = bytes.split_first_chunk() {
        let bad = not_printable(u64::from_le_bytes(*word));
        if bad != 0 {
            return (bad.trailing_zeros() / 8) as usize;
        }
        n = 8;
    }
    for chunk in bytes[n..].chunks_exact(STEP) {
        let bad = chunk
            .iter()
            .fold(0, |bad, b| bad | u8::from(b.wrapping_sub(0x20) > 0x5e));
        if bad != 0 {
            break;
        }
        n += STEP;
    }
    while n + 8 <= bytes.len() {
        let word = bytes[n..n + 8].try_into().map_or(0, u64::from_le_bytes);
        let bad = not_printable(word);
        if bad != 0 {
            return n + (bad.trailing_zeros() / 8) as usize;
        }
        n += 8;
    }
    while n < bytes.len() && (0x20..0x7f).contains(&bytes[n]) {
        n += 1;
    }
    n
}

/// Sets the high bit of every byte that is not printable ASCII. Bytes after the first such one may
/// be wrong because of carries.
#[inline]
fn not_printable(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let below = word.wrapping_sub(ONES * 0x20) & !word;
    let above = word.wrapping_add(ONES);
    (below | above | word) & HIGH
}

/// The result of [`decode`].
pub(in crate::term) enum Decoded {
    /// A character and its length in bytes.
    Char(char, usize),
    /// The length of an invalid sequence in bytes.
    Invalid(usize),
    /// The bytes end within a character.
    Incomplete,
}

/// Decodes the first character of `bytes`, whose first byte must be 0x80 or more. An invalid
/// sequence is as long as the maximal subpart of a well-formed character (Unicode, section 3.9).
#[inline]
pub(in crate::term) fn decode(bytes: &[u8]) -> Decoded {
    let first = bytes[0];
    let (len, low, high) = match first {
        0xc2..=0xdf => (2, 0x80, 0xbf),
        0xe0 => (3, 0xa0, 0xbf),
        0xed => (3, 0x80, 0x9f),
        0xe1..=0xef => (3, 0x80, 0xbf),
        0xf0 => (4, 0x90, 0xbf),
        0xf1..=0xf3 => (4, 0x80, 0xbf),
        0xf4 => (4, 0x80, 0x8f),
        _ => return Decoded::Invalid(1),
    };
    let mut code = u32::from(first) & (0x7f >> len);
    for n in 1..len {
        let Some(&byte) = bytes.get(n) else {
            return Decoded::Incomplete;
        };
        let range = if n == 1 { low..=high } else { 0x80..=0xbf };
        if !range.contains(&byte) {
            return Decoded::Invalid(n);
        }
        code = code << 6 | u32::from(byte & 0x3f);
    }
    Decoded::Char(
        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
        len,
    )
}
