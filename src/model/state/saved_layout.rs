//! The layout of sessions that outlives a reboot, as plain data with names. A store keeps it, and later
//! versions read it.

use crate::base::{PaneId, SessionId, Size, WindowId};
use crate::model::state::environment::Environment;
use crate::model::state::options::OptionSet;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Sessions, windows and panes with their places.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Saved {
    /// Names the line of servers that the ids belong to: when its first one started, milliseconds
    /// since 1970.
    pub lineage: i64,
    /// Sessions.
    pub sessions: Vec<SavedSession>,
    /// Windows.
    pub windows: Vec<SavedWindow>,
    /// Panes.
    pub panes: Vec<SavedPane>,
    /// The numbers that the next session, window and pane get.
    pub next: [u32; 3],
    /// The marked pane.
    pub marked: Option<PaneId>,
    /// Panes whose lines are not to be saved.
    #[serde(skip)]
    pub unrecorded: BTreeSet<PaneId>,
    /// When each session was last used, milliseconds since 1970.
    pub used: BTreeMap<SessionId, i64>,
}

/// A session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedSession {
    /// Its id.
    pub id: SessionId,
    /// Its name.
    pub name: String,
    /// Its windows by index.
    pub windows: BTreeMap<u32, WindowId>,
    /// The index of the current window.
    pub current: u32,
    /// Indexes that were current before, the latest last.
    pub last: Vec<u32>,
    /// Options set on it.
    pub options: OptionSet,
    /// Its environment.
    pub environment: Environment,
    /// Where its new windows start.
    pub cwd: String,
    /// When it was made, milliseconds since 1970.
    pub created: i64,
    /// When a client last attached, milliseconds since 1970; 0 if never.
    pub last_attached: i64,
    /// The group that it is in, or nothing.
    pub group: String,
}

/// A window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedWindow {
    /// Its id.
    pub id: WindowId,
    /// Its name.
    pub name: String,
    /// Its layout as a layout string.
    pub layout: String,
    /// Its panes in the order of the layout.
    pub panes: Vec<PaneId>,
    /// Whether the active pane fills it.
    pub zoomed: bool,
    /// The active pane.
    pub active: PaneId,
    /// Panes that were active before, the latest last.
    pub last: Vec<PaneId>,
    /// The size a person gave it.
    pub manual: Option<Size>,
    /// Options set on it.
    pub options: OptionSet,
    /// When it was made, milliseconds since 1970.
    pub created: i64,
}

/// A pane.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedPane {
    /// Its id.
    pub id: PaneId,
    /// Its title.
    pub title: String,
    /// The command it was started with; empty for the default shell.
    pub command: Vec<String>,
    /// Where its program is.
    pub cwd: String,
    /// The words of the program in its foreground; empty for a shell that waits.
    pub running: Vec<String>,
    /// Variables it was given.
    pub env: Vec<(String, String)>,
    /// Options set on it.
    pub options: OptionSet,
    /// Keys do not reach it.
    pub input_off: bool,
}

/// What is known of the program in a pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgramInfo {
    /// Where it is.
    pub cwd: Option<String>,
    /// Its words; empty for a shell that waits.
    pub running: Vec<String>,
}

impl Saved {
    /// Whether there is nothing in it.
    pub const fn is_empty(&self) -> bool {
        self.sessions.is_empty()
    }

    /// Adds what is known of programs.
    pub fn learn(&mut self, facts: &BTreeMap<PaneId, ProgramInfo>) {
        for pane in &mut self.panes {
            if let Some(known) = facts.get(&pane.id) {
                if let Some(cwd) = &known.cwd {
                    pane.cwd.clone_from(cwd);
                }
                pane.running.clone_from(&known.running);
            }
        }
    }

    /// Whether the two differ in nothing but when sessions were used.
    pub fn same(&self, other: &Self) -> bool {
        self.lineage == other.lineage
            && self.sessions == other.sessions
            && self.windows == other.windows
            && self.panes == other.panes
            && self.next == other.next
            && self.marked == other.marked
    }

    /// Panes that are here and not in `later`.
    pub fn missing_in(&self, later: &Self) -> Vec<PaneId> {
        let there: BTreeSet<PaneId> = later.panes.iter().map(|p| p.id).collect();
        let all = self.panes.iter().map(|p| p.id);
        all.filter(|id| !there.contains(id)).collect()
    }

    /// A window.
    pub fn window(&self, id: WindowId) -> Option<&SavedWindow> {
        self.windows.iter().find(|w| w.id == id)
    }

    /// A pane.
    pub fn pane(&self, id: PaneId) -> Option<&SavedPane> {
        self.panes.iter().find(|p| p.id == id)
    }

    /// What restoring would do, in lines; `name_for` says which sessions come back under which names.
    pub fn plan(&self, name_for: impl Fn(&SavedSession) -> Option<String>) -> Vec<String> {
        let mut lines = Vec::new();
        for session in &self.sessions {
            let Some(name) = name_for(session) else {
                lines.push(format!("session {}: is left alone", session.name));
                continue;
            };
            lines.push(format!("session {name}"));
            for (index, id) in &session.windows {
                let Some(window) = self.window(*id) else {
                    continue;
                };
                lines.push(format!("  window {index} {}", window.name));
                for pane in window.panes.iter().filter_map(|pane| self.pane(*pane)) {
                    let running = if pane.running.is_empty() {
                        &pane.command
                    } else {
                        &pane.running
                    };
                    let offer = if running.is_empty() {
                        String::new()
                    } else {
                        format!(", offers {}", running.join(" "))
                    };
                    lines.push(format!(
                        "    pane {}: a shell in {}{offer}",
                        pane.id, pane.cwd
                    ));
                }
            }
        }
        lines
    }

    /// The session and the name of the window that a pane is in.
    pub fn home_of(&self, pane: PaneId) -> Option<(&str, &str)> {
        let window = self.windows.iter().find(|w| w.panes.contains(&pane))?;
        let mut sessions = self.sessions.iter();
        let session = sessions.find(|s| s.windows.values().any(|w| *w == window.id))?;
        Some((&session.name, &window.name))
    }
}
