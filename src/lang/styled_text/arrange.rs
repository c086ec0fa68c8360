//! Places the parts of a row, and decides which of them are cut when the row is too short.

use super::cells::{Row, Strip};
use crate::lang::style::Align;

/// The parts of a row.
#[derive(Default)]
pub(super) struct RowParts {
    pub(super) left: Strip,
    pub(super) centre: Strip,
    pub(super) right: Strip,
    pub(super) absolute: Strip,
    pub(super) list: Strip,
    pub(super) left_marker: Strip,
    pub(super) right_marker: Strip,
    /// Text after the list.
    pub(super) after: Strip,
}

/// Columns of a part that may be left out.
pub(super) struct Segment {
    pub(super) part: RowPart,
    pub(super) from: usize,
    pub(super) to: usize,
    /// The lowest is left out first.
    pub(super) importance: u8,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RowPart {
    Left,
    Centre,
    Right,
    Absolute,
    List,
    LeftMarker,
    RightMarker,
    After,
}

impl RowParts {
    pub(super) fn get(&mut self, part: RowPart) -> &mut Strip {
        match part {
            RowPart::Left => &mut self.left,
            RowPart::Centre => &mut self.centre,
            RowPart::Right => &mut self.right,
            RowPart::Absolute => &mut self.absolute,
            RowPart::List => &mut self.list,
            RowPart::LeftMarker => &mut self.left_marker,
            RowPart::RightMarker => &mut self.right_marker,
            RowPart::After => &mut self.after,
        }
    }
}

impl RowParts {
    /// The columns that the parts need side by side.
    fn cols(&self) -> usize {
        let parts = [
            &self.left,
            &self.centre,
            &self.right,
            &self.list,
            &self.after,
        ];
        parts.into_iter().map(Strip::cols).sum()
    }

    /// Leaves out segments, the least important first and of equals the last first, until the parts
    /// fit into `cols` columns. Segments of the list stay.
    pub(super) fn leave_out(&mut self, mut segments: Vec<Segment>, cols: usize) {
        segments.retain(|segment| segment.part != RowPart::List && segment.from < segment.to);
        while self.cols() > cols {
            let least = (0..segments.len()).rev();
            let Some(at) = least.min_by_key(|at| segments[*at].importance) else {
                return;
            };
            let gone = segments.remove(at);
            self.get(gone.part).remove(gone.from, gone.to);
            let width = gone.to - gone.from;
            for other in &mut segments {
                if other.part == gone.part && other.from >= gone.to {
                    other.from -= width;
                    other.to -= width;
                }
            }
        }
    }
}

/// The range of the list's focus, if any.
type Focus = (Option<usize>, Option<usize>);

/// Places all parts. The alignment of the list decides the order in which parts are cut.
pub(super) fn arrange(parts: RowParts, list: Option<Align>, focus: Focus, row: &mut Row) {
    match list {
        None => without_list(&parts, row),
        Some(Align::Default | Align::Left) => list_left(parts, focus, row),
        Some(Align::Centre) => list_centre(parts, focus, row),
        Some(Align::Right) => list_right(parts, focus, row),
        Some(Align::AbsoluteCentre) => list_absolute(&parts, focus, row),
    }
}

/// Reduces the widths, the first one first, until their sum fits.
fn shrink(available: usize, widths: &mut [&mut usize]) {
    let total: usize = widths.iter().map(|w| **w).sum();
    let mut excess = total.saturating_sub(available);
    for width in widths {
        let cut = excess.min(**width);
        **width -= cut;
        excess -= cut;
    }
}

/// The middle between two columns, the second counted from the right end.
fn middle(from: usize, to: usize) -> usize {
    from + to.saturating_sub(from) / 2
}

/// Places the middle `width` columns of a strip around a column.
fn put_around(row: &mut Row, at: usize, strip: &Strip, width: usize) {
    let start = strip.cols() / 2 - width / 2;
    row.put(at.saturating_sub(width / 2), strip, start, width);
}

/// Places the last `width` columns of a strip so that they end before column `end`.
fn put_ending(row: &mut Row, end: usize, strip: &Strip, width: usize) {
    row.put(end - width, strip, strip.cols() - width, width);
}

fn put_absolute(row: &mut Row, strip: &Strip) {
    let width = strip.cols().min(row.cols());
    row.put((row.cols() - width) / 2, strip, 0, width);
}

fn without_list(parts: &RowParts, row: &mut Row) {
    let all = row.cols();
    let (mut left, mut centre, mut right) =
        (parts.left.cols(), parts.centre.cols(), parts.right.cols());
    shrink(all, &mut [&mut centre, &mut right, &mut left]);
    row.put(0, &parts.left, 0, left);
    put_ending(row, all, &parts.right, right);
    put_around(row, middle(left, all - right), &parts.centre, centre);
    put_absolute(row, &parts.absolute);
}

fn list_left(mut parts: RowParts, focus: Focus, row: &mut Row) {
    let all = row.cols();
    let mut widths = Widths::of(&parts);
    let Widths {
        left,
        centre,
        right,
        list,
        after,
    } = &mut widths;
    shrink(all, &mut [centre, list, right, after, left]);
    if widths.list == 0 {
        parts
            .left
            .append(std::mem::take(&mut parts.after), widths.after);
        return without_list(&parts, row);
    }
    let list_end = widths.left + widths.list;
    let right_start = all - widths.right;
    row.put(0, &parts.left, 0, widths.left);
    put_ending(row, all, &parts.right, widths.right);
    row.put(list_end, &parts.after, 0, widths.after);
    let centre_at = middle(list_end + widths.after, right_start);
    put_around(row, centre_at, &parts.centre, widths.centre);
    put_list(row, widths.left, widths.list, &parts, focus_or(focus, 0));
    put_absolute(row, &parts.absolute);
}

fn list_centre(mut parts: RowParts, focus: Focus, row: &mut Row) {
    let all = row.cols();
    let mut widths = Widths::of(&parts);
    let Widths {
        left,
        centre,
        right,
        list,
        after,
    } = &mut widths;
    shrink(all, &mut [list, after, centre, right, left]);
    if widths.list == 0 {
        parts
            .centre
            .append(std::mem::take(&mut parts.after), widths.after);
        return without_list(&parts, row);
    }
    row.put(0, &parts.left, 0, widths.left);
    put_ending(row, all, &parts.right, widths.right);
    let list_at = middle(widths.left, all - widths.right).saturating_sub(widths.list / 2);
    let centre_at = list_at.saturating_sub(widths.centre);
    row.put(centre_at, &parts.centre, 0, widths.centre);
    row.put(list_at + widths.list, &parts.after, 0, widths.after);
    let focus = focus_or(focus, parts.list.cols() / 2);
    put_list(row, list_at, widths.list, &parts, focus);
    put_absolute(row, &parts.absolute);
}

fn list_right(mut parts: RowParts, focus: Focus, row: &mut Row) {
    let all = row.cols();
    let mut widths = Widths::of(&parts);
    let Widths {
        left,
        centre,
        right,
        list,
        after,
    } = &mut widths;
    shrink(all, &mut [centre, list, right, after, left]);
    if widths.list == 0 {
        parts
            .right
            .append(std::mem::take(&mut parts.after), widths.after);
        return without_list(&parts, row);
    }
    let list_at = all - widths.after - widths.list;
    let right_at = list_at - widths.right;
    row.put(0, &parts.left, 0, widths.left);
    put_ending(row, all, &parts.after, widths.after);
    row.put(right_at, &parts.right, 0, widths.right);
    put_around(
        row,
        middle(widths.left, right_at),
        &parts.centre,
        widths.centre,
    );
    put_list(row, list_at, widths.list, &parts, focus_or(focus, 0));
    put_absolute(row, &parts.absolute);
}

/// A list centred in the whole row overlaps its neighbours instead of being cut.
fn list_absolute(parts: &RowParts, focus: Focus, row: &mut Row) {
    let all = row.cols();
    let Widths {
        mut left,
        mut centre,
        mut right,
        mut list,
        mut after,
    } = Widths::of(parts);
    let mut absolute = parts.absolute.cols();
    shrink(all, &mut [&mut centre, &mut right, &mut left]);
    shrink(all, &mut [&mut list, &mut after, &mut absolute]);
    row.put(0, &parts.left, 0, left);
    put_ending(row, all, &parts.right, right);
    let centre_at = middle(left, all - right).saturating_sub(centre);
    row.put(centre_at, &parts.centre, 0, centre);
    let at = (all - list - absolute) / 2;
    row.put(at, &parts.absolute, 0, absolute);
    let focus = focus_or(focus, parts.list.cols() / 2);
    put_list(row, at + absolute, list, parts, focus);
    row.put(at + absolute + list, &parts.after, 0, after);
}

/// The width of each part.
struct Widths {
    left: usize,
    centre: usize,
    right: usize,
    list: usize,
    after: usize,
}

impl Widths {
    fn of(parts: &RowParts) -> Self {
        Self {
            left: parts.left.cols(),
            centre: parts.centre.cols(),
            right: parts.right.cols(),
            list: parts.list.cols(),
            after: parts.after.cols(),
        }
    }
}

fn focus_or(focus: Focus, usual: usize) -> (usize, usize) {
    match focus {
        (Some(from), Some(to)) => (from, to),
        _ => (usual, usual),
    }
}

/// Places the list in `width` columns. A longer list is scrolled so that the focus is in the
/// middle, with markers at the truncated ends.
fn put_list(row: &mut Row, at: usize, width: usize, parts: &RowParts, focus: (usize, usize)) {
    let (list, left, right) = (&parts.list, &parts.left_marker, &parts.right_marker);
    if width >= list.cols() {
        return row.put(at, list, 0, width);
    }
    let (mut at, mut width) = (at, width);
    let centre = middle(focus.0, focus.1);
    let mut start = centre.saturating_sub(width / 2).min(list.cols() - width);
    if start != 0 && width > left.cols() {
        row.put(at, left, 0, left.cols());
        at += left.cols();
        start += left.cols();
        width -= left.cols();
    }
    if start + width < list.cols() && width > right.cols() {
        width -= right.cols();
        row.put(at + width, right, 0, right.cols());
    }
    row.put(at, list, start, width);
}
