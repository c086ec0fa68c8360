//! Searches of copy mode through a long history. They run beside the world, so that neither the
//! world nor the pane waits for them.

use crate::base::PaneId;
use serde::{Deserialize, Serialize};

/// A search through the lines of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistorySearch {
    /// Names the search in its reports.
    pub id: u64,
    /// The pane whose history is searched.
    pub source: PaneId,
    /// The lines before this number are searched.
    pub end: u64,
    /// The text or regular expression.
    pub text: String,
    /// It is a regular expression.
    pub regex: bool,
    /// The match that is looked for; `None` only counts.
    pub find: Option<Find>,
    /// All matches are counted.
    pub counts: bool,
}

/// The start and the direction of a search for one match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Find {
    /// The search goes to newer lines.
    pub down: bool,
    /// Downwards the first line that is searched, upwards the line after it.
    pub from: u64,
    /// Without a match the search goes on at the other end of the history.
    pub wraps: bool,
}

/// The lines with the nearest match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FoundLine {
    /// The first line with a match in the direction of the search.
    pub ahead: Option<u64>,
    /// Without such a line, the first one from the other end of the history on.
    pub wrapped: Option<u64>,
}

/// The state of a search as its thread reports it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchReport {
    /// The search.
    pub id: u64,
    /// The match, once it is known where it is, or that there is none.
    pub found: Option<FoundLine>,
    /// The number of matches in the whole history, once it is known.
    pub count: Option<usize>,
    /// No report follows.
    pub done: bool,
}

/// A search that a pane in copy mode waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingSearch {
    /// Its number.
    pub id: u64,
    /// The text or regular expression.
    pub text: String,
    /// It is a regular expression.
    pub regex: bool,
    /// The match that the cursor goes to, and how many more follow it. `None` if the cursor is
    /// there, or if another command has moved it.
    pub find: Option<(Find, usize)>,
    /// The matches are counted.
    pub counts: bool,
    /// The queue whose command waits, and whether it waits for the count too. It ends with the
    /// server.
    #[serde(skip)]
    pub queue: Option<(u64, bool)>,
}
