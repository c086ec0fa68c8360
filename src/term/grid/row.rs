//! What a grid knows of a row beside its cells.

use super::cell;

/// A prompt begins in the row (OSC 133 A).
pub(in crate::term) const MARK_PROMPT: u8 = 1;
/// A command's output begins in the row (OSC 133 C).
pub(in crate::term) const MARK_OUTPUT: u8 = 2;

/// What is known of a row beside its cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct RowInfo {
    /// How many cells from the left were written; the rest are blank.
    pub used: u16,
    /// The text goes on in the next row.
    pub wrapped: bool,
    /// Some cell holds more than an ASCII character. May be true without need.
    pub mixed: bool,
    /// Some cell has another look than the default. May be true without need.
    pub styled: bool,
    /// `MARK_*` bits.
    pub marks: u8,
}

/// A row's cells without the blank end, and the look in which that end is filled to the edge.
/// A row that goes on keeps all that was written.
#[inline]
pub(in crate::term) fn trimmed<'a>(row: &'a [u64], info: &RowInfo, cols: u16) -> (&'a [u64], u32) {
    if info.wrapped {
        return (row, 0);
    }
    let fill = match row.last() {
        Some(&last) if row.len() == usize::from(cols) && cell::is_blank(last) => cell::look(last),
        _ => 0,
    };
    (without_end(row, cell::blank(fill)), fill)
}

/// Cells without those at the end that are `blank`; rows that were erased have many.
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
