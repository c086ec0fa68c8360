//! Variable-length integers: seven bits per byte, least significant first, with the high bit set in
//! all bytes but the last (LEB128). Small numbers take one byte.

/// Appends `n` in one to ten bytes.
#[inline]
pub fn put(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// Removes a number from the front of `bytes`. `None` if the bytes end within it, or if it is
/// longer than [`put`] makes it.
#[inline]
pub fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut n = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        n |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(n);
        }
    }
    None
}
