//! Timers and their purposes.

use crate::base::{ClientId, PaneId, TimerId, WindowId};
use crate::model::state::overlay::OverlayKind;
use std::collections::BTreeMap;

/// Why a timer runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// An overlay of a client closes.
    Overlay(ClientId, OverlayKind),
    /// A prefix was not followed up.
    KeyTable(ClientId),
    /// The status line is drawn again.
    Status(ClientId),
    /// A window was silent for long enough.
    Silence(WindowId),
    /// A queue goes on (`run-shell -d`).
    Run(u64),
    /// A program that was hung up still runs.
    Kill(PaneId),
    /// The clock over a pane goes on.
    Clock(PaneId),
    /// The shell of a restored pane is at its prompt.
    Offer(PaneId),
    /// A window's name is looked at again.
    Name(WindowId),
    /// A session may have been idle for long enough.
    Idle,
}

/// Timers that run.
pub type Timers = BTreeMap<TimerId, Purpose>;
