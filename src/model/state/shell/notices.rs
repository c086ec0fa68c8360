//! Notices about commands that ended, and the facts about running programs that they need.

use crate::base::PaneId;
use crate::base::sorted::{SortedMap, SortedSet};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Notices that wait for a client, at most. Older ones are dropped.
const MAX_WAITING: usize = 20;

/// A notice that no client has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// When it came, milliseconds since 1970.
    pub at: i64,
    /// Session and window.
    pub title: String,
    /// What happened.
    pub text: String,
}

/// A program in the foreground of a shell that does not mark its commands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForegroundProgram {
    /// Its arguments.
    pub words: Vec<String>,
    /// When it was first seen, milliseconds since 1970.
    pub since: i64,
}

/// Notices, and what is known of the programs in panes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notices {
    /// The notices that wait for a client, the oldest first.
    waiting: VecDeque<Notice>,
    /// Panes that got Ctrl-C, Ctrl-Z or Ctrl-\ while their command ran.
    pub interrupted: SortedSet<PaneId>,
    /// The programs of shells without marks.
    pub foreground: SortedMap<PaneId, ForegroundProgram>,
    /// When the programs of panes started, milliseconds since 1970.
    pub started: SortedMap<PaneId, i64>,
}

impl Notices {
    /// Keeps a notice for the next client.
    pub fn keep(&mut self, notice: Notice) {
        if self.waiting.len() >= MAX_WAITING {
            self.waiting.pop_front();
        }
        self.waiting.push_back(notice);
    }

    /// Takes the notices that wait, the oldest first.
    pub fn take_waiting(&mut self) -> VecDeque<Notice> {
        std::mem::take(&mut self.waiting)
    }

    /// Forgets a closed pane. Its notices stay.
    pub fn closed(&mut self, pane: PaneId) {
        self.interrupted.remove(&pane);
        self.foreground.remove(&pane);
        self.started.remove(&pane);
    }
}
