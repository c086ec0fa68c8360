//! A pane with its window and session, and the look-ups that find one.

use crate::base::{PaneId, SessionId, WindowId};
use serde::{Deserialize, Serialize};

/// A pane in a window in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// The session that contains the window.
    pub session: SessionId,
    /// The index of the window in the session.
    pub index: u32,
    /// The window that contains the pane.
    pub window: WindowId,
    /// The pane's id.
    pub pane: PaneId,
}
