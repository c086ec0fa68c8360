//! The scene of one client: pane areas, borders, status lines, overlays.

use super::border::{BorderLines, BorderLook};
use crate::base::{BoxRect, Line, PaneId, Point, Rect, Size, Style};
use serde::{Deserialize, Serialize};

/// The display of one client without the contents of panes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// The client's size. During a resize a client of another size draws the part that fits.
    pub size: Size,
    /// The area of the client for the window: everything but the status lines.
    pub area: Rect,
    /// The size of the window. It differs from `area` if other clients determine it. Cells of
    /// `area` beyond the window show `fill`.
    pub window: Size,
    /// The cell of the window at the top left of `area`.
    pub view: Point,
    /// The visible panes. Cells of the window outside all panes are borders.
    pub panes: Vec<PaneArea>,
    /// The style of borders.
    pub border: BorderLook,
    /// Texts on borders (`pane-border-status`), in window coordinates.
    pub labels: Vec<Label>,
    /// Status lines, the message and the prompt, in client coordinates.
    pub status_lines: Vec<Label>,
    /// Overlays, drawn in this order above everything else.
    pub overlays: Vec<Overlay>,
    /// The title for the outer terminal (`set-titles`).
    pub title: Option<String>,
    /// The mouse reports that the outer terminal should send.
    pub mouse: MouseWanted,
    /// The fill for cells of `area` beyond the window (`fill-character`); `None`: `·`.
    pub fill: Option<char>,
}

/// The area of a pane and its styles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaneArea {
    /// The id of the pane.
    pub pane: PaneId,
    /// The cells of the pane, in window coordinates.
    pub rect: Rect,
    /// Whether it is the active pane.
    pub active: bool,
    /// Replaces the default colours (`window-style`, `window-active-style`).
    pub look: Style,
    /// The style of its border cells (`pane-border-style`, or `pane-active-border-style` around the
    /// active pane).
    pub border: Style,
}

/// A line of text at a position.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The position of its first cell.
    pub at: Point,
    /// The width in columns; a shorter text is followed by blanks in `fill`.
    pub cols: u16,
    /// The text.
    pub line: Line,
    /// The style of columns after the text; `None` leaves them unchanged.
    pub fill: Option<Style>,
}

/// A drawing above everything else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Overlay {
    /// A big number in the middle of a pane (`display-panes`).
    Number {
        /// The pane's cells, in window coordinates.
        rect: Rect,
        /// The number.
        number: u32,
        /// The style whose background colour the blocks take.
        style: Style,
        /// The text in the top right corner: the pane's size.
        note: String,
    },
    /// A box with lines of text, in client coordinates: menus, key hints.
    Box {
        /// The box, border included.
        rect: Rect,
        /// The line characters of the border.
        border: BorderLines,
        /// The style of the border.
        border_style: Style,
        /// The title in the top border.
        title: Line,
        /// The lines, top to bottom. A line as wide as the box covers the border too.
        lines: Vec<Line>,
        /// The style of blank cells inside.
        style: Style,
    },
    /// A box with the rows of a pane inside. Since version 4 of the protocol.
    Pane(Box<PaneBox>),
}

/// The title of the box with key hints. It has no border, so the title is not drawn: a client that
/// shows hints in its own way finds them by it.
pub const KEY_HINTS: &str = "key hints";

impl Overlay {
    /// Whether this is the box with key hints.
    pub fn is_key_hints(&self) -> bool {
        match self {
            Self::Box { border, title, .. } => {
                *border == BorderLines::None && title.text() == KEY_HINTS
            }
            Self::Number { .. } | Self::Pane(_) => false,
        }
    }
}

impl Scene {
    /// The panes whose rows are shown: those of the window, then those in boxes.
    pub fn shown_panes(&self) -> impl Iterator<Item = PaneId> {
        let boxes = self.overlays.iter().filter_map(|overlay| match overlay {
            Overlay::Pane(pane_box) => Some(pane_box.pane),
            Overlay::Number { .. } | Overlay::Box { .. } => None,
        });
        self.panes.iter().map(|area| area.pane).chain(boxes)
    }
}

/// A box above the panes of a window with the rows of a pane inside: a popup, a floating pane.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaneBox {
    /// The id of the pane.
    pub pane: PaneId,
    /// The box, border included.
    pub rect: BoxRect,
    /// The coordinates of `rect`.
    pub plane: Plane,
    /// The line characters of the border. With [`BorderLines::None`] the pane fills the box.
    pub border: BorderLines,
    /// The style of the border.
    pub border_style: Style,
    /// The title in the border, from the second column.
    pub title: Line,
    /// The title is in the lower border.
    pub title_below: bool,
    /// Replaces the default colours of the pane.
    pub look: Style,
}

/// The coordinates in which a box lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Plane {
    /// Those of the client: the box may cover the status lines.
    #[default]
    Client,
    /// Those of the window: the box moves with the visible part of the window and is clipped to it.
    Window,
}

/// The mouse reports of the outer terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MouseWanted {
    /// None: the terminal keeps its own selection.
    #[default]
    Off,
    /// Buttons, and motion while a button is held (mode 1002).
    Buttons,
    /// Buttons and all motion (mode 1003).
    All,
}
