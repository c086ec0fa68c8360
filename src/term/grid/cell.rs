//! A cell is eight bytes: what stands there below, how it looks above. 0 is a blank cell in the
//! default look, so fresh memory is an empty screen.
//!
//! The lower half holds a character, or the number of a grapheme cluster, or nothing (never
//! written, erased); a character of two columns has a head and, to its right, a spacer. The upper
//! half is the number of a look in the screen's table.

const CLUSTER: u64 = 1 << 31;
const WIDE: u64 = 1 << 30;
const SPACER: u64 = 1 << 29;
const TEXT: u64 = (1 << 29) - 1;
/// All of the lower half.
const CONTENT: u64 = 0xffff_ffff;

/// A character in a look.
#[inline]
pub(in crate::term) fn character(c: char, wide: bool, look: u32) -> u64 {
    u64::from(u32::from(c)) | if wide { WIDE } else { 0 } | u64::from(look) << 32
}

/// Cluster number `n` in a look.
pub(in crate::term) fn cluster(n: u32, wide: bool, look: u32) -> u64 {
    CLUSTER | u64::from(n) | if wide { WIDE } else { 0 } | u64::from(look) << 32
}

/// The right half of a character of two columns.
#[inline]
pub(in crate::term) fn spacer(look: u32) -> u64 {
    SPACER | u64::from(look) << 32
}

/// An erased cell.
#[inline]
pub(in crate::term) fn blank(look: u32) -> u64 {
    u64::from(look) << 32
}

/// The number of a cell's look.
#[inline]
pub(in crate::term) fn look(cell: u64) -> u32 {
    (cell >> 32) as u32
}

/// Whether nothing stands there.
#[inline]
pub(in crate::term) fn is_blank(cell: u64) -> bool {
    cell & CONTENT == 0
}

/// Whether it holds a cluster.
#[inline]
pub(in crate::term) fn is_cluster(cell: u64) -> bool {
    cell & CLUSTER != 0
}

/// Whether it is the left half of a character of two columns.
#[inline]
pub(in crate::term) fn is_wide(cell: u64) -> bool {
    cell & WIDE != 0
}

/// Whether it is the right half of one.
#[inline]
pub(in crate::term) fn is_spacer(cell: u64) -> bool {
    cell & SPACER != 0
}

/// The number of the character in a cell, 0 if nothing stands there. Only for cells that hold no
/// cluster and are no spacer.
#[inline]
pub(in crate::term) fn text(cell: u64) -> u32 {
    (cell & TEXT) as u32
}

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::term) enum Content {
    /// Nothing.
    Blank,
    /// The right half of what stands to the left.
    Spacer,
    /// A character.
    Char(char),
    /// A cluster by number.
    Cluster(u32),
}

/// What stands in a cell.
#[inline]
pub(in crate::term) fn content(cell: u64) -> Content {
    let text = (cell & TEXT) as u32;
    if cell & SPACER != 0 {
        Content::Spacer
    } else if cell & CLUSTER != 0 {
        Content::Cluster(text)
    } else if text == 0 {
        Content::Blank
    } else {
        Content::Char(char::from_u32(text).unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}
