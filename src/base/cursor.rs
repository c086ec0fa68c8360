//! The shape of the text cursor.

use serde::{Deserialize, Serialize};

/// Cursor shapes (DECSCUSR, xterm ctlseqs `CSI Ps SP q`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CursorShape {
    /// The terminal's default (0).
    #[default]
    Default,
    /// A block (1 and 2).
    Block,
    /// An underline (3 and 4).
    Underline,
    /// A vertical bar at the left edge of the cell (5 and 6).
    Bar,
}
