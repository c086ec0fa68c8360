//! Text that scripts type into panes, and the lock that keeps writers apart.

use crate::base::PaneId;
use crate::base::sorted::SortedMap;
use crate::model::state::automation::wait::NewWait;
use crate::term::ScreenPosition;
use std::collections::VecDeque;

/// How far a text was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Another writer has the pane.
    Waits,
    /// The text was written, and the program has not read it.
    Text,
    /// A previous server may have died before it wrote the text, or (`true`) the keys.
    Unsure(bool),
}

/// A text that is typed into a pane, with the keys after it.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The queue that waits for it; it may be gone.
    pub run: u64,
    /// The request of the client, if it asks again after the death of the server.
    pub request: Option<u64>,
    /// The number under which the server records how much is written.
    pub record: Option<u64>,
    /// The pane.
    pub pane: PaneId,
    /// The bytes of the text.
    pub text: Vec<u8>,
    /// The bytes of the keys.
    pub keys: Vec<u8>,
    /// What the queue waits for after that; `None`: for the keys.
    pub wait: Option<NewWait>,
    /// A wait answers the queue.
    pub waits: bool,
    /// How far it is.
    pub stage: Stage,
    /// The position before the text.
    pub from: ScreenPosition,
    /// The time of its start, in milliseconds since 1970.
    pub started: i64,
    /// When the keys are written even if the program has not read the text, in milliseconds of the
    /// monotonic clock.
    pub until: u64,
    /// The time to the next look, in milliseconds.
    pub pause: u64,
    /// Print JSON.
    pub json: bool,
}

/// The lock of a pane.
#[derive(Clone, Debug, Default)]
pub struct InputLock {
    /// The submission that has it.
    pub owner: u64,
    /// The submissions that wait for it, the first next.
    pub waiting: VecDeque<u64>,
    /// Input of others that arrived meanwhile.
    pub held: Vec<u8>,
}

/// The most bytes of input that a lock holds back. More passes it.
pub const MAX_HELD: usize = 1 << 20;

/// The submissions by number, and the locks of panes.
#[derive(Debug, Default)]
pub struct Submissions {
    /// The submissions.
    pub all: SortedMap<u64, Submission>,
    /// The locks.
    pub locks: SortedMap<PaneId, InputLock>,
    /// The number of the last submission.
    pub last: u64,
}

impl Submissions {
    /// Keeps input of another writer while a text is typed into a pane. Returns the bytes that are
    /// not kept.
    pub fn hold(&mut self, pane: PaneId, bytes: Vec<u8>) -> Option<Vec<u8>> {
        let lock = self.locks.get_mut(&pane);
        match lock.filter(|lock| lock.held.len() + bytes.len() <= MAX_HELD) {
            Some(lock) => {
                lock.held.extend_from_slice(&bytes);
                None
            }
            None => Some(bytes),
        }
    }
}
