//! What one client should see, as plain data: where panes lie, what is around them, status lines.
//! The cells inside panes travel beside it, row by row. It knows nothing of sessions or of drawing.

mod border;
mod frame;

pub use border::{BorderIndicators, BorderLines, BorderLook};
pub use frame::{Cursor, Frame, PaneRows};

use crate::base::{Line, PaneId, Point, Rect, Size, Style};
use serde::{Deserialize, Serialize};

/// Everything around the cells of the panes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// The client's size. A client of another size (a resize is under way) draws what fits.
    pub size: Size,
    /// Where in the client the window shows: all but the status lines.
    pub area: Rect,
    /// The size of the window, larger or smaller than `area` when other clients decide it. Cells
    /// of `area` beyond the window are filled with dots (`fill-character`).
    pub window: Size,
    /// The cell of the window that shows at the top left of `area`.
    pub view: Point,
    /// The panes that show, in window coordinates. Cells of the window in no pane are borders.
    pub panes: Vec<PaneArea>,
    /// How borders look.
    pub border: BorderLook,
    /// Texts on borders (`pane-border-status`), in window coordinates.
    pub labels: Vec<Label>,
    /// Status lines, the message and the prompt, in client coordinates.
    pub status_lines: Vec<Label>,
    /// Things above all else, first to last.
    pub overlays: Vec<Overlay>,
    /// What the outer terminal's title should be (`set-titles`).
    pub title: Option<String>,
    /// Which mouse reports the outer terminal should send.
    pub mouse: MouseWanted,
    /// The character that fills `area` beyond the window.
    pub fill: Option<char>,
}

/// A pane in the window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaneArea {
    /// Which pane.
    pub pane: PaneId,
    /// Its cells, in window coordinates.
    pub rect: Rect,
    /// It is the active pane.
    pub active: bool,
    /// What stands for the default colours in it (`window-style`, `window-active-style`).
    pub look: Style,
    /// The look of the border cells that belong to it (`pane-border-style`, or
    /// `pane-active-border-style` around the active pane).
    pub border: Style,
}

/// A text at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Where its first cell is.
    pub at: Point,
    /// How many columns it may take; a shorter text is followed by blanks in `fill`.
    pub cols: u16,
    /// The text.
    pub line: Line,
    /// The look of columns that the text does not reach; `None` leaves them as they are.
    pub fill: Option<Style>,
}

/// Something drawn above everything else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Overlay {
    /// A big number in the middle of a pane (`display-panes`).
    Number {
        /// The pane's cells, in window coordinates.
        rect: Rect,
        /// The number.
        number: u32,
        /// The colour of its blocks, as background.
        style: Style,
        /// What stands in the corner: the pane's size.
        note: String,
    },
    /// Lines in a box, in client coordinates: key hints, menus.
    Box {
        /// The box with its border.
        rect: Rect,
        /// Its border.
        border: BorderLines,
        /// The border's look.
        border_style: Style,
        /// Stands in the top border.
        title: Line,
        /// What is inside, top to bottom. A line as wide as the box covers its border too.
        lines: Vec<Line>,
        /// The look of the blank cells inside.
        style: Style,
    },
}

/// How much the mouse should tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MouseWanted {
    /// Nothing: the terminal keeps its own selection.
    #[default]
    Off,
    /// Buttons, and motion while one is down.
    Buttons,
    /// All motion.
    All,
}
