//! A popup: a box above the panes of one client with a program of its own (`display-popup`).

use crate::base::{Grip, PaneId, Rect, Style};
use crate::scene::BorderLines;
use serde::{Deserialize, Serialize};

/// An open popup. Its program runs in a pane that belongs to no window, so that it outlives the
/// server like other programs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Popup {
    /// The pane of the program.
    pub pane: PaneId,
    /// The title in the upper border, with styles.
    pub title: String,
    /// The line style of the border.
    pub lines: BorderLines,
    /// The style of the border.
    pub border_style: Style,
    /// The style of the pane.
    pub style: Style,
    /// The cells of the popup with its border, in client coordinates.
    pub rect: Rect,
    /// The cells that it takes in a client that is large enough.
    pub wanted: Rect,
    /// When it closes.
    pub closing: Closing,
    /// The queue that waits until it is closed.
    #[serde(skip)]
    pub run: Option<u64>,
    /// The mouse moves or resizes it.
    #[serde(skip)]
    pub drag: Option<PopupDrag>,
}

/// When a popup closes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// It closes with the program (`-E`).
    pub at_exit: bool,
    /// It closes with the program if that was successful (`-EE`).
    pub at_success: bool,
    /// Every key closes it once the program has ended (`-k`).
    pub any_key: bool,
}

/// A drag of a popup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PopupDrag {
    /// It moves: the cell that the mouse holds, counted from the top left cell of the popup.
    Move(u16, u16),
    /// It is resized by a part of its border.
    Resize(Grip),
}

/// The client that shows a popup, recognizable for the next server: terminal and process id.
pub type PopupOwner = (String, u32);

/// An action of the menu of a popup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PopupAction {
    /// Close it.
    Close,
    /// Paste the newest paste buffer into it.
    Paste,
    /// Give it the size of the client.
    Fill,
    /// Move it to the centre.
    Centre,
    /// Make it a pane right of the active one.
    ToHorizontalPane,
    /// Make it a pane below the active one.
    ToVerticalPane,
}

impl Popup {
    /// Whether it has a border around the pane.
    pub fn bordered(&self) -> bool {
        self.lines != BorderLines::None
    }
}

impl Closing {
    /// Whether the end of the program can close it. Otherwise Escape and C-c always do.
    pub const fn by_program(self) -> bool {
        self.at_exit || self.at_success
    }
}
