//! Saved scrollback on its way from the store to a restored pane.

use crate::base::PaneId;
use crate::store::scrollback::PaneScrollback;

/// Identifies the saved lines of a pane: the lineage of its server, and its id there.
pub type ScrollbackKey = (i64, PaneId);

/// The saved lines below which the program of a restored pane starts.
#[derive(Clone, Debug, Default)]
pub struct SavedScrollback {
    /// The lines.
    pub past: PaneScrollback,
    /// The directory of the program, if it no longer exists.
    pub missing_directory: Option<String>,
    /// A command is typed at the prompt and waits for Enter.
    pub command_waits: bool,
}
