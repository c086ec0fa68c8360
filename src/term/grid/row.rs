//! Flags of a row, and its cells without trailing blanks.

use super::cell;
use super::interner::PackedStyle;
use crate::base::Style;

/// How rows are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::term) enum Reading {
    /// As they are displayed.
    Shown,
    /// As the program sent them: tabs as the characters of [`tabs`](crate::base::tabs), and
    /// [`Attrs::LINE_DRAWING`](crate::base::Attrs::LINE_DRAWING).
    Sent,
}

impl Reading {
    /// The style of text with the style `packed`.
    pub fn style(self, packed: PackedStyle) -> Style {
        match self {
            Self::Shown => packed.visible_style(),
            Self::Sent => packed.sent_style(),
        }
    }
}

/// A prompt begins in the row (OSC 133 A).
pub(in crate::term) const MARK_PROMPT: u8 = 1;
/// A command's output begins in the row (OSC 133 C).
pub(in crate::term) const MARK_OUTPUT: u8 = 2;

/// The flags of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct RowInfo {
    /// The number of cells from the left that were written. The others are blank.
    pub used: u16,
    /// The logical line continues in the next row.
    pub wrapped: bool,
    /// A cell may hold something other than an ASCII character. False lets readers copy bytes.
    pub mixed: bool,
    /// A cell may have a style other than the default. False lets readers skip style runs.
    pub styled: bool,
    /// `MARK_*` bits.
    pub marks: u8,
    /// The stamp of the last change of the text: how many bytes of output the screen had
    /// processed. It moves with the row when the screen scrolls.
    pub written: u64,
}

/// The cells of a row without trailing blanks, and the style that fills the row to the right edge.
/// A row that continues keeps its trailing blanks, because they are part of the line.
#[inline]
pub(in crate::term) fn trimmed<'a>(row: &'a [u64], info: &RowInfo, cols: u16) -> (&'a [u64], u32) {
    if info.wrapped {
        return (row, 0);
    }
    let fill = match row.last() {
        Some(&last) if row.len() == usize::from(cols) && cell::is_blank(last) => {
            cell::style_id(last)
        }
        _ => 0,
    };
    (without_end(row, cell::blank(fill)), fill)
}

/// The cells without trailing cells equal to `blank`. It compares 16 at once, because erased rows
/// have many.
fn without_end(mut cells: &[u64], blank: u64) -> &[u64] {
    let others = |cells: &[u64; 16]| cells.iter().fold(0, |odd, cell| odd | (cell ^ blank));
    while let Some((rest, last)) = cells.split_last_chunk()
        && others(last) == 0
    {
        cells = rest;
    }
    let end = cells.iter().rposition(|&cell| cell != blank);
    &cells[..end.map_or(0, |n| n + 1)]
}
