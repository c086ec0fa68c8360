//! A new size of the view: the copied rows are wrapped anew, and view, cursor, selection and mark
//! stay on their text.

use crate::base::{Line, Size};
use crate::model::copy::text::{Text, count, signed};
use crate::model::state::mode::copy_mode::{CopyMode, FrozenText, Place};
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::term::{MarkedRow, RowMarks};

/// A position in the text that does not depend on the width.
#[derive(Clone, Copy, Debug)]
enum Anchor {
    /// A line of the history by its number, and a column of it.
    History(u64, usize),
    /// A copied line by its index, and a column of it.
    Copied(usize, usize),
    /// The start of the text: the line left the history.
    Gone,
}

/// The copied rows as lines, with the index of the first row of each.
struct Lines {
    lines: Vec<MarkedRow>,
    starts: Vec<usize>,
}

/// Gives the mode a new size. Call it before the screen of the pane gets the size.
pub fn resize(copy: &mut CopyMode, size: Size, access: &dyn PaneAccess) {
    let old = copy.text.size;
    copy.generation += 1;
    if old == Size::default() {
        copy.text.size = size;
        rewrap_uncut(&mut copy.text, size);
        copy.state.up = copy.text.rows.len() - usize::from(size.rows);
        return;
    }
    copy_popped_lines(&mut copy.text, size, access);
    let text = Text::new(&copy.text, access);
    let lines = lines_of(&copy.text);
    let state = &copy.state;
    let selection = &state.selection;
    let cursor = Place::new(state.x, signed(state.row) - signed(state.up));
    let places = [
        cursor,
        Place::new(0, -signed(state.up)),
        selection.start,
        selection.end,
        selection.origin,
        selection.first_start,
        selection.first_end,
        state.mark,
    ];
    let anchors = places.map(|place| anchor(&text, &lines, place));
    let (rows, starts) = rewrap(&lines, size, anchors[0]);
    let mut new = FrozenText {
        source: copy.text.source,
        end: copy.text.end,
        rows,
        filler: 0,
        size,
    };
    new.fill();
    let text = Text::new(&new, access);
    let [
        cursor,
        top,
        start,
        end,
        origin,
        first_start,
        first_end,
        mark,
    ] = anchors.map(|anchor| place(&text, &starts, anchor));
    let height = signed(usize::from(size.rows));
    let history = signed(text.history());
    let mut up = if copy.state.up == 0 { 0 } else { -top.y };
    up = up.clamp(0, history);
    // The cursor stays visible.
    up = up
        .max(-cursor.y)
        .min(height - 1 - cursor.y)
        .clamp(0, history);
    let state = &mut copy.state;
    state.up = count(up);
    state.row = count(cursor.y + up).min(count(height - 1));
    state.x = cursor.x;
    (state.last_x, state.last_length) = (cursor.x, 0);
    state.mark = mark;
    let selection = &mut state.selection;
    (selection.start, selection.end, selection.origin) = (start, end, origin);
    (selection.first_start, selection.first_end) = (first_start, first_end);
    if let Some((place, _)) = &mut state.search.origin {
        place.y = place.y.min(height - 1);
    }
    copy.text = new;
}

/// Wraps the rows of a text that had no size yet.
fn rewrap_uncut(text: &mut FrozenText, size: Size) {
    let lines = lines_of(text);
    text.rows = rewrap(&lines, size, Anchor::Copied(usize::MAX, 0)).0;
    text.filler = 0;
    text.fill();
}

/// Copies the newest lines of the history: a screen that becomes taller or wider takes as many
/// back as it has rows, and the program may change them there.
fn copy_popped_lines(text: &mut FrozenText, size: Size, access: &dyn PaneAccess) {
    let cols = text.size.cols.max(1);
    let end = text.end;
    let (from, rows) = of_screen(access, text.source, |s| {
        let kept = s.end_line().saturating_sub(u64::from(size.rows));
        let from = kept.max(s.oldest_line(end)).min(end);
        let count = s.rows_between(from, end, cols);
        (from, s.rows_before(end, cols, 1..count + 1))
    });
    if !rows.is_empty() {
        text.end = from;
        text.rows.splice(0..0, rows);
    }
}

fn lines_of(text: &FrozenText) -> Lines {
    let mut lines: Vec<MarkedRow> = Vec::new();
    let mut starts = Vec::new();
    let mut open = false;
    let rows = text.rows.len() - text.filler;
    for (n, (row, marks)) in text.rows.iter().take(rows).enumerate() {
        match lines.last_mut().filter(|_| open) {
            Some((line, _)) => line.extend(row),
            None => {
                starts.push(n);
                let mut line = Line::default();
                line.extend(row);
                lines.push((line, *marks));
            }
        }
        open = row.wrapped;
    }
    Lines { lines, starts }
}

/// Wraps lines at the width of `size`. Blank lines at the end, below the line of the cursor, are
/// dropped as long as there are more rows than the view has. Returns the rows, and the first row of
/// each line.
fn rewrap(lines: &Lines, size: Size, cursor: Anchor) -> (Vec<MarkedRow>, Vec<usize>) {
    let mut rows = Vec::new();
    let mut starts = Vec::new();
    for (line, marks) in &lines.lines {
        starts.push(rows.len());
        let wrapped = line.wrap(usize::from(size.cols.max(1))).into_iter();
        rows.extend(wrapped.enumerate().map(|(n, row)| {
            let marks = if n == 0 { *marks } else { RowMarks::default() };
            (row, marks)
        }));
    }
    let last = match cursor {
        Anchor::Copied(line, _) => starts.get(line).copied().unwrap_or(0),
        Anchor::History(..) | Anchor::Gone => 0,
    };
    while rows.len() > usize::from(size.rows).max(last + 1)
        && rows
            .last()
            .is_some_and(|(row, marks)| row.spans.is_empty() && *marks == RowMarks::default())
    {
        rows.pop();
    }
    (rows, starts)
}

fn anchor(text: &Text<'_>, lines: &Lines, place: Place) -> Anchor {
    let offset = |first: i64| {
        let above = (first..place.y).map(|y| text.row(y).used());
        above.sum::<usize>() + place.x
    };
    if let Some((line, row)) = text.history_line(place.y) {
        return Anchor::History(line, offset(place.y - signed(row)));
    }
    let Ok(row) = usize::try_from(place.y - text.first_copied()) else {
        return Anchor::Gone;
    };
    let after = lines.starts.partition_point(|start| *start <= row);
    let Some(line) = after.checked_sub(1) else {
        return Anchor::Gone;
    };
    let start = text.first_copied() + signed(lines.starts[line]);
    Anchor::Copied(line, offset(start))
}

fn place(text: &Text<'_>, starts: &[usize], anchor: Anchor) -> Place {
    let (first, mut offset) = match anchor {
        Anchor::Gone => return Place::new(0, text.top()),
        Anchor::History(line, offset) => match text.row_of_line(line) {
            Some(y) => (y, offset),
            None => return Place::new(0, text.top()),
        },
        Anchor::Copied(line, offset) => {
            let start = starts.get(line).copied().unwrap_or(usize::MAX);
            let y = text.first_copied().saturating_add(signed(start));
            (y.min(text.bottom()), offset)
        }
    };
    let mut y = first;
    while text.wraps(y) && offset >= text.row(y).used() {
        offset -= text.row(y).used();
        y += 1;
    }
    Place::new(offset.min(text.cols()), y)
}
