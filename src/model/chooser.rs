//! Lists to choose from over a pane: sessions with their windows and panes, clients, paste buffers, options.
//! What is in a list is asked of the world each time; here is what the person made of it.

mod draw;
mod keys;
mod options;
mod rows;
#[cfg(test)]
mod tests;

use crate::base::{ClientId, PaneId, SessionId};
use crate::model::mode::Mode;
use crate::model::pane::Pane;
use crate::model::sight::Sight;
use crate::model::target::Place;
use crate::model::world::World;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a list is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Sessions, their windows, their panes.
    #[default]
    Tree,
    /// Attached clients.
    Clients,
    /// Paste buffers.
    Buffers,
    /// Options, by where they are set.
    Options,
}

impl Kind {
    /// The orders that it can be in, the usual one first.
    pub const fn orders(self) -> &'static [&'static str] {
        match self {
            Self::Tree => &["index", "name", "activity"],
            Self::Clients => &["name", "size", "creation", "activity"],
            Self::Buffers => &["creation", "name", "size"],
            Self::Options => &["name"],
        }
    }

    /// The name of the mode (`#{pane_mode}`).
    pub const fn mode(self) -> &'static str {
        match self {
            Self::Tree => "tree-mode",
            Self::Clients => "client-mode",
            Self::Buffers => "buffer-mode",
            Self::Options => "options-mode",
        }
    }
}

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Item {
    /// A session.
    Session(SessionId),
    /// The window at an index of a session.
    Window(SessionId, u32),
    /// A pane of it.
    Pane(SessionId, u32, PaneId),
    /// A client.
    Client(ClientId),
    /// The paste buffer of this name.
    Buffer(String),
    /// The options of the server, of sessions, of windows: 0, 1, 2.
    Options(u8),
    /// One of them.
    Option(u8, String),
}

impl Item {
    /// Whether both are parts of the same.
    fn beside(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Window(a, _), Self::Window(b, _)) => a == b,
            (Self::Session(_), Self::Session(_)) => true,
            _ => false,
        }
    }
}

/// A list, and what is selected in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chooser {
    /// What it is of.
    pub kind: Kind,
    /// How a row is written, if not as usual.
    pub format: Option<String>,
    /// Which key goes to a row, if not the usual one.
    pub key_format: Option<String>,
    /// Only rows for which this format is true.
    pub filter: Option<String>,
    /// What to run with what was chosen.
    pub template: String,
    /// One of [`Kind::orders`].
    pub order: String,
    /// The order is turned around.
    pub reversed: bool,
    /// What is selected shows below the list.
    pub preview: bool,
    /// Nothing asks before it kills.
    pub sure: bool,
    /// The window was zoomed for the list.
    pub unzoom: bool,
    /// Rows whose parts show.
    pub open: BTreeSet<Item>,
    /// Rows that were tagged.
    pub tagged: BTreeSet<Item>,
    /// The selected row.
    pub at: Option<Item>,
    /// Where it is, for when it goes.
    pub row: usize,
    /// The first row that shows.
    pub top: usize,
    /// What was selected first.
    pub start: Option<Item>,
    /// What was last searched for.
    pub search: String,
    /// The keys show instead.
    pub help: bool,
}

impl World {
    /// Shows a list over a pane, in the whole window if `zoom`. Nothing happens if it would be empty.
    pub(crate) fn enter_chooser(
        &mut self,
        place: Place,
        mut chooser: Chooser,
        zoom: bool,
        sight: &dyn Sight,
    ) {
        chooser.start.clone_from(&chooser.at);
        if self.rows_of(&chooser, place, sight).is_empty() {
            return;
        }
        self.leave_mode(place.pane);
        if let Some(window) = self.windows.get_mut(&place.window)
            && zoom
            && !window.zoomed
            && window.panes().len() > 1
        {
            window.select(place.pane);
            window.zoomed = true;
            chooser.unzoom = true;
            self.fit_panes(place.window);
        }
        if let Some(pane) = self.panes.get_mut(&place.pane) {
            pane.mode = Some(Mode::Chooser(Box::new(chooser)));
        }
        self.mode_changed(place.window);
    }

    /// What a list changed around it is put back.
    pub(crate) fn left_chooser(&mut self, pane: &Chooser, place: Option<Place>) {
        if let Some(place) = place.filter(|_| pane.unzoom)
            && let Some(window) = self.windows.get_mut(&place.window)
        {
            window.zoomed = false;
            self.fit_panes(place.window);
        }
    }

    /// The list over a pane.
    pub(crate) fn chooser(&self, pane: PaneId) -> Option<&Chooser> {
        match self.panes.get(&pane)?.mode.as_ref()? {
            Mode::Chooser(chooser) => Some(chooser),
            _ => None,
        }
    }

    /// Lists show the world as it is: whoever sees one looks again.
    pub(crate) fn refresh_choosers(&mut self) {
        let listed = |pane: &&Pane| matches!(pane.mode, Some(Mode::Chooser(_)));
        let windows: BTreeSet<_> = self
            .panes
            .values()
            .filter(listed)
            .map(|p| p.window)
            .collect();
        for window in windows {
            self.redraw_window(window);
        }
    }
}
