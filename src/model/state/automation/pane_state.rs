//! The state of a pane: a program works, waits for a person, is done or idle. Programs report it
//! (`mux report`), or their output tells it (OSC 9;4, OSC 133).

use crate::base::sorted::SortedMap;
use serde::{Deserialize, Serialize};

/// The state of a pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaneState {
    /// The program works.
    Working,
    /// The program waits for a person.
    Blocked,
    /// The program has finished its task.
    Done,
    /// The program waits for the next task.
    Idle,
    /// The progress bar of the program shows an error. No report has this state.
    Error,
}

impl PaneState {
    /// All states.
    pub const ALL: [Self; 5] = [
        Self::Working,
        Self::Blocked,
        Self::Done,
        Self::Idle,
        Self::Error,
    ];

    /// The name, as in `#{pane_state}`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Blocked => "blocked",
            Self::Done => "done",
            Self::Idle => "idle",
            Self::Error => "error",
        }
    }

    /// Whether a person should look at the pane.
    pub const fn calls_person(self) -> bool {
        matches!(self, Self::Blocked | Self::Done)
    }
}

/// A state that a program reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The state.
    pub state: PaneState,
    /// One line about it, or empty.
    pub message: String,
    /// The name of the reporting program, or empty.
    pub source: String,
    /// The end of the report, milliseconds since 1970; `None` if it has none.
    pub until: Option<i64>,
}

/// What is known about the state of a pane beside the marks of its shell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaneSignals {
    /// The last report.
    pub report: Option<Report>,
    /// The highest number of a report, by source.
    pub numbers: SortedMap<String, u64>,
    /// The shell has printed a prompt since the program last reported progress: the program ended
    /// and left its progress bar.
    pub progress_is_stale: bool,
    /// The state and its message when hooks and alerts last ran.
    pub told: (Option<PaneState>, String),
}
