//! Requests of clients that ask again after the death of a server or a lost link. The next server
//! finds them in the snapshot of the world, so nothing is typed twice and every wait continues.

use crate::base::PaneId;
use crate::base::sorted::SortedMap;
use crate::model::state::automation::wait::Met;
use crate::model::state::automation::watch::Found;
use crate::term::ScreenPosition;
use serde::{Deserialize, Serialize};

/// A pane that was closed (`None`), or whose program ended: exit status, signal.
pub type EndedPane = (PaneId, Option<(Option<u8>, Option<u8>)>);

/// A request of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The panes, and where the wait for each began.
    pub panes: Vec<(PaneId, ScreenPosition)>,
    /// The time at which it ends, in milliseconds since 1970; 0 is never.
    pub until: i64,
    /// The time of its start, in milliseconds since 1970; 0 if it has not begun.
    pub started: i64,
    /// Those of its panes that ended since.
    pub ended: Vec<EndedPane>,
    /// What is typed for it.
    pub typing: Option<Typing>,
    /// The pane before that. It is encoded apart from the rest, because it was added later.
    #[serde(skip)]
    pub before: BeforeTyping,
    /// What its wait has found. It is encoded apart from the rest, because it was added later.
    #[serde(skip)]
    pub findings: Findings,
}

/// What the wait of a request has found. Later output may replace the text that a condition found,
/// so a wait that continues cannot look again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// The conditions that were met, in the order in which they were: pane, index, how.
    pub met: Vec<(PaneId, usize, Met)>,
    /// The pattern that ended the wait, and its match.
    pub stopped: Option<(PaneId, String, Found)>,
    /// The client is on another machine: its link may fail, and it comes back.
    pub remote: bool,
}

/// A pane before a text was typed into it. Programs change their terminals, so a server that
/// follows cannot look again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeforeTyping {
    /// The server records how much of the text is written.
    pub recorded: bool,
    /// The terminal echoes the text, and the line editor of a shell may do it again.
    pub echoes_twice: bool,
    /// The shell is at its prompt.
    pub at_prompt: bool,
}

/// How far the text of a request was typed, and the stamp of the screen before the last step. Each
/// is recorded before the step is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Typing {
    /// The text was written. The keys after it follow when the program has read it.
    Text(u64),
    /// All of it was written.
    Done(u64),
}

/// The requests by the number that their client chose.
pub type Requests = SortedMap<u64, Request>;

/// [`Request::before`] of the requests that type.
pub type RequestsBefore = SortedMap<u64, BeforeTyping>;

/// [`Request::findings`] of the requests that have some.
pub type RequestsFindings = SortedMap<u64, Findings>;
