//! Requests of clients that ask again after the death of a server. The next server finds them in
//! the snapshot of the world, so nothing is typed twice and every wait begins where it began.

use crate::base::PaneId;
use crate::term::ScreenPosition;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A request of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The panes, and where the wait for each began.
    pub panes: Vec<(PaneId, ScreenPosition)>,
    /// The time at which it ends, in milliseconds since 1970; 0 is never.
    pub until: i64,
    /// The time of its start, in milliseconds since 1970.
    pub started: i64,
    /// The pane that was made for it (`spawn`).
    pub spawned: Option<PaneId>,
    /// How a program ended that the client may not know of yet: exit status, signal.
    pub ended: Option<(Option<u8>, Option<u8>)>,
    /// What is typed for it.
    pub typing: Option<Typing>,
}

/// How far the text of a request was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Typing {
    /// Not yet: another writer has the pane.
    Waits,
    /// The text was written. The keys after it follow when the program has read it.
    Text,
    /// All of it was written.
    Done,
}

/// The requests by the number that their client chose.
pub type Requests = BTreeMap<u64, Request>;
