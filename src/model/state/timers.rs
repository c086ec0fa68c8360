//! The running timers and their purposes.

use crate::base::sorted::SortedMap;
use crate::base::{ClientId, JobId, PaneId, SessionId, TimerId, WindowId};
use crate::model::state::automation::wait::WaitTimer;
use crate::model::state::overlay::OverlayKind;

/// The purpose of a timer: what happens when it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Close an overlay of a client (`display-time`, `display-panes-time`).
    Overlay(ClientId, OverlayKind),
    /// Leave the key table that a prefix selected (`prefix-timeout`).
    KeyTable(ClientId),
    /// Show the key hints of a client (`key-hints`).
    KeyHints(ClientId),
    /// Check the subscriptions of a control client.
    Subscriptions(ClientId),
    /// Checks the event monitors.
    Monitors,
    /// Lock a session that nobody used (`lock-after-time`).
    Lock(SessionId),
    /// Redraw the status line of a client (`status-interval`).
    Status(ClientId),
    /// Check a window for silence (`monitor-silence`).
    Silence(WindowId),
    /// Wake a queue (`run-shell -d`).
    Run(u64),
    /// Kill a program that still runs after SIGHUP.
    Kill(PaneId),
    /// Scroll copy mode while a client drags at the edge of the pane.
    CopyScroll(ClientId),
    /// Run the binding of a double click of a client, because no third click came.
    DoubleClick(ClientId),
    /// Advance the clock of a pane in clock mode.
    Clock(PaneId),
    /// Type the command of a restored pane at the prompt of its shell.
    RestoredCommand(PaneId),
    /// Update the automatic name of a window.
    Name(WindowId),
    /// End a shell command that takes too long.
    EndJob(JobId),
    /// End the popups whose clients have not come back.
    PopupsLeft,
    /// End a report about the state of a pane (`report --ttl`).
    ReportEnd(PaneId),
    /// Check whether a pane has become quiet, for the log of events.
    Quiet(PaneId),
    /// Check for idle sessions (`session-idle-timeout`).
    Idle,
    /// Check a wait.
    Wait(u64, WaitTimer),
    /// Go on with a text that is typed into a pane.
    Submit(u64),
    /// Forget the requests whose clients have not come back.
    RequestsLeft,
    /// Forget the request with this number if its client has not come back over a new link.
    RequestLeft(u64),
    /// Look whether a file of the configuration has changed (`reload-config`).
    ReloadConfig,
}

/// The running timers by id.
pub type Timers = SortedMap<TimerId, Purpose>;
