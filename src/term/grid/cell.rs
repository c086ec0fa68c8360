//! A cell in eight bytes: its content in the lower half, its style id in the upper half. 0 is a
//! blank cell in the default style, so zeroed memory is an empty screen.
//!
//! The content is a character, the index of a grapheme cluster, or nothing (never written or
//! erased). A character of two columns takes two cells: itself with [`WIDE`], and a spacer to its
//! right. A tab that the program wrote takes a cell per column, with the control characters of
//! [`crate::base::tabs`] as content. They are blanks unless someone asks for them.

use crate::base::tabs;

/// Index of a style in the screen's [`Interners`](super::interner::Interners); 0 is the default
/// style without a hyperlink.
pub(in crate::term) type StyleId = u32;

const CLUSTER: u64 = 1 << 31;
const WIDE: u64 = 1 << 30;
const SPACER: u64 = 1 << 29;
const TEXT: u64 = (1 << 29) - 1;
/// All bits of the content.
const CONTENT: u64 = 0xffff_ffff;

/// A cell with a character.
#[inline]
pub(in crate::term) fn character(c: char, wide: bool, style_id: StyleId) -> u64 {
    u64::from(u32::from(c)) | if wide { WIDE } else { 0 } | u64::from(style_id) << 32
}

/// A cell with the grapheme cluster of index `n`.
pub(in crate::term) fn cluster(n: u32, wide: bool, style_id: StyleId) -> u64 {
    CLUSTER | u64::from(n) | if wide { WIDE } else { 0 } | u64::from(style_id) << 32
}

/// The right half of a character of two columns.
#[inline]
pub(in crate::term) fn spacer(style_id: StyleId) -> u64 {
    SPACER | u64::from(style_id) << 32
}

/// An erased cell.
#[inline]
pub(in crate::term) fn blank(style_id: StyleId) -> u64 {
    u64::from(style_id) << 32
}

/// The style id of a cell.
#[inline]
pub(in crate::term) fn style_id(cell: u64) -> StyleId {
    (cell >> 32) as u32
}

/// Whether the cell has no content.
#[inline]
pub(in crate::term) fn is_blank(cell: u64) -> bool {
    cell & CONTENT == 0
}

/// Whether the cell holds a cluster.
#[inline]
pub(in crate::term) fn is_cluster(cell: u64) -> bool {
    cell & CLUSTER != 0
}

/// Whether the cell is the left half of a character of two columns.
#[inline]
pub(in crate::term) fn is_wide(cell: u64) -> bool {
    cell & WIDE != 0
}

/// Whether the cell is the right half of a character of two columns.
#[inline]
pub(in crate::term) fn is_spacer(cell: u64) -> bool {
    cell & SPACER != 0
}

/// The character of [`crate::base::tabs`] for a cell of a tab.
#[inline]
pub(in crate::term) fn tab_column(cell: u64) -> Option<char> {
    let text = (cell & CONTENT) as u32;
    char::from_u32(text).filter(|c| tabs::is_column(*c))
}

/// The code point in a cell, 0 if it is blank. Only for cells that are neither a cluster nor a
/// spacer.
#[inline]
pub(in crate::term) fn text(cell: u64) -> u32 {
    (cell & TEXT) as u32
}

/// The decoded content of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::term) enum Content {
    /// Nothing, or a column of a tab.
    Blank,
    /// The right half of the character in the cell to the left.
    Spacer,
    /// A character.
    Char(char),
    /// The index of a cluster.
    Cluster(u32),
}

/// The content of a cell.
#[inline]
pub(in crate::term) fn content(cell: u64) -> Content {
    let text = (cell & TEXT) as u32;
    if cell & SPACER != 0 {
        Content::Spacer
    } else if cell & CLUSTER != 0 {
        Content::Cluster(text)
    } else if text < 0x20 {
        Content::Blank
    } else {
        Content::Char(char::from_u32(text).unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}
