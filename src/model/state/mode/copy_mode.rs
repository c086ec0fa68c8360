//! The data of copy mode and view mode: the frozen text, the view, the cursor, the selection and
//! the search.
//!
//! Rows are numbered from the top of the frozen screen: 0 is its first row and rows of history are
//! negative. The numbers stay valid while the program writes and while old lines leave the history.

use crate::base::width::str_width;
use crate::base::{Line, PaneId, Size, Style};
use crate::term::{FrozenScreen, MarkedRow, RowMarks};
use serde::{Deserialize, Serialize};

/// A cell: column and row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The row.
    pub y: i64,
    /// The column.
    pub x: usize,
}

impl Place {
    /// The cell at column `x` of row `y`.
    pub const fn new(x: usize, y: i64) -> Self {
        Self { y, x }
    }
}

/// The text of the mode.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenText {
    /// The pane whose history has the older lines.
    pub source: PaneId,
    /// The lines before this number are read from that history.
    pub end: u64,
    /// The rows after them, wrapped at the width of `size`; at least as many as the view has.
    pub rows: Vec<MarkedRow>,
    /// The number of blank rows at the end that only fill the view.
    pub filler: usize,
    /// The size of the view.
    pub size: Size,
}

impl FrozenText {
    /// The text of a screen.
    pub fn of_screen(source: PaneId, frozen: FrozenScreen, size: Size) -> Self {
        Self {
            source,
            end: frozen.end,
            rows: frozen.rows,
            filler: 0,
            size,
        }
    }

    /// Appends lines of text, whose tabs become blanks.
    pub fn append(&mut self, lines: &[String]) {
        self.rows.truncate(self.rows.len() - self.filler);
        for text in lines {
            let mut line = Line::default();
            line.push_str(&without_tabs(text), Style::DEFAULT);
            let rows = line.wrap(usize::from(self.size.cols.max(1)));
            let rows = rows.into_iter().map(|row| (row, RowMarks::default()));
            self.rows.extend(rows);
        }
        self.filler = 0;
        self.fill();
    }

    /// Appends blank rows until the text fills the view.
    pub fn fill(&mut self) {
        while self.rows.len() < usize::from(self.size.rows) {
            self.rows.push(MarkedRow::default());
            self.filler += 1;
        }
    }
}

/// A text with blanks in place of tabs, which are at every eighth column.
fn without_tabs(text: &str) -> String {
    let mut out = String::new();
    let mut parts = text.split('\t').peekable();
    while let Some(part) = parts.next() {
        out.push_str(part);
        if parts.peek().is_some() {
            let blanks = 8 - str_width(&out) % 8;
            out.push_str(&" ".repeat(blanks));
        }
    }
    out
}

/// The end of the selection that moves with the cursor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CursorEnd {
    /// None: the selection stays.
    #[default]
    None,
    /// The end.
    End,
    /// The start.
    Start,
}

/// The unit by which a selection grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Characters.
    #[default]
    Char,
    /// Words.
    Word,
    /// Lines.
    Line,
}

/// The direction in which a selection of whole lines grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineSelection {
    /// The selection is not one of whole lines.
    #[default]
    None,
    /// From its start downwards.
    Down,
    /// From its end upwards.
    Up,
}

/// A selection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// Something is selected.
    pub on: bool,
    /// The start, where it was begun.
    pub start: Place,
    /// The end. It may be before the start.
    pub end: Place,
    /// The end that moves with the cursor.
    pub cursor: CursorEnd,
    /// The unit by which it grows.
    pub unit: Unit,
    /// The direction of a selection of whole lines.
    pub lines: LineSelection,
    /// It is a rectangle.
    pub rectangle: bool,
    /// The separators of its words.
    pub separators: String,
    /// The cell where a selection of words or lines was begun.
    pub origin: Place,
    /// The start of the word or line where it was begun.
    pub first_start: Place,
    /// The end of the word or line where it was begun.
    pub first_end: Place,
}

/// A search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// The text or regular expression; empty if there was no search.
    pub text: String,
    /// It is a regular expression.
    pub regex: bool,
    /// The search goes down.
    pub down: bool,
    /// The direction of the last step.
    pub went_down: bool,
    /// The matches are highlighted.
    pub shown: bool,
    /// The number of matches, if they were counted.
    pub count: Option<usize>,
    /// There are more matches than `count`.
    pub partial: bool,
    /// The cursor and the scroll position where an incremental search began.
    pub origin: Option<(Place, usize)>,
}

/// A jump to a character of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum JumpKind {
    /// To the next one.
    Forward,
    /// To the previous one.
    Backward,
    /// Just before the next one.
    ToForward,
    /// Just after the previous one.
    ToBackward,
}

/// The next position of `recentre-top-bottom`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recentre {
    /// The middle of the view.
    #[default]
    Middle,
    /// The top.
    Top,
    /// The bottom.
    Bottom,
}

/// Line numbers at the left of the view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineNumbering {
    /// By the option `copy-mode-line-numbers`.
    #[default]
    ByOption,
    /// None.
    Off,
    /// By the option, and those of the default kind if it is off.
    On,
}

/// A label of quick select.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Its letters.
    pub name: String,
    /// The first cell of the text.
    pub start: Place,
    /// The cell after the last.
    pub end: Place,
    /// The text.
    pub text: String,
}

/// Quick select: the labels of the view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuickSelect {
    /// The labels.
    pub labels: Vec<Label>,
    /// The letters of a label that were typed.
    pub typed: String,
    /// Several texts are chosen, one after the other.
    pub several: bool,
    /// The texts that were chosen.
    pub chosen: Vec<String>,
    /// Copy mode ends with quick select.
    pub entered: bool,
}

/// The view, the cursor, the selection and the search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyState {
    /// The column of the cursor.
    pub x: usize,
    /// The row of the cursor in the view.
    pub row: usize,
    /// The rows that the view is scrolled up; 0 is the bottom.
    pub up: usize,
    /// The column that vertical movements aim at.
    pub last_x: usize,
    /// The length of the line that the cursor last left vertically.
    pub last_length: usize,
    /// The selection.
    pub selection: Selection,
    /// The search.
    pub search: Search,
    /// The last jump and its character.
    pub jump: Option<(JumpKind, String)>,
    /// The mark.
    pub mark: Place,
    /// The mark was set.
    pub mark_shown: bool,
    /// The next position of `recentre-top-bottom`, and the row that it was last used on.
    pub recentre: (Recentre, i64),
    /// Line numbers.
    pub line_numbers: LineNumbering,
    /// Scrolling to the bottom ends the mode (`copy-mode -e`).
    pub exit_at_bottom: bool,
    /// The position indicator is hidden (`copy-mode -H`).
    pub hide_position: bool,
    /// The text follows the pane (`refresh-on`).
    pub refresh: bool,
    /// The labels of quick select, while they are shown.
    pub quick_select: Option<QuickSelect>,
}

/// Copy mode or view mode.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyMode {
    /// The text.
    pub text: FrozenText,
    /// The rest of the state.
    pub state: CopyState,
    /// Counts up with every change.
    pub generation: u64,
}
