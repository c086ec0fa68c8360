//! Floating panes with a place above everything else of a window: panes above a zoomed pane, and
//! the modal pane.

use crate::base::PaneId;
use serde::{Deserialize, Serialize};

/// A pane that takes all keys and all clicks of its window until it is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Modal {
    /// The id of the pane.
    pub pane: PaneId,
    /// A click beside the pane closes it.
    pub close_on_click: bool,
    /// Escape and C-c close the pane.
    pub close_on_cancel: bool,
    /// No key is looked up in a key table, not even the prefix.
    pub all_keys: bool,
}

/// The panes above everything else of a window. They are encoded apart from the floating panes,
/// because older versions lack them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Above {
    /// The panes that a zoomed window shows too.
    pub over_zoom: Vec<PaneId>,
    /// The pane that fills the zoomed window while one of `over_zoom` is active.
    pub under: Option<PaneId>,
    /// The modal pane.
    pub modal: Option<Modal>,
}

impl Above {
    /// Forgets a pane that left the window or does not float any more.
    pub fn forget(&mut self, pane: PaneId) {
        self.over_zoom.retain(|known| *known != pane);
        self.under.take_if(|known| *known == pane);
        self.modal.take_if(|modal| modal.pane == pane);
    }

    /// Puts other panes in the places of the present ones.
    pub fn rename(&mut self, name: impl Fn(PaneId) -> PaneId) {
        for pane in &mut self.over_zoom {
            *pane = name(*pane);
        }
        self.under = self.under.map(&name);
        if let Some(modal) = &mut self.modal {
            modal.pane = name(modal.pane);
        }
    }

    /// Whether another pane is modal, so that `pane` cannot be active.
    pub fn blocks(&self, pane: PaneId) -> bool {
        self.modal.is_some_and(|modal| modal.pane != pane)
    }
}
