//! The data of automation: what programs and shells tell about their panes, positions in output,
//! and waits for conditions.

pub mod event_log;
pub mod pane_state;
pub mod position;
pub mod request;
pub mod submission;
pub mod wait;
pub mod watch;

use crate::base::PaneId;
use crate::model::state::automation::request::Requests;
use crate::model::state::automation::submission::Submissions;
use crate::model::state::automation::wait::Waits;
use crate::model::state::input::Exit;

/// The waits of scripts.
#[derive(Debug, Default)]
pub struct Automation {
    /// The waits by number.
    pub waits: Waits,
    /// The number of the last wait.
    pub last_wait: u64,
    /// Text that is typed into panes.
    pub submissions: Submissions,
    /// The requests of clients that ask again after the death of the server.
    pub requests: Requests,
    /// Panes whose programs ended (the exit) or that were closed (`None`), for the waits.
    pub ended: Vec<(PaneId, Option<Exit>)>,
    /// Queues that are gone with their clients.
    pub left: Vec<u64>,
    /// Panes whose state changed.
    pub told: Vec<PaneId>,
    /// Panes whose programs could not be started, and why.
    pub failed: Vec<(PaneId, String)>,
}
