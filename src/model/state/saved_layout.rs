//! The saved layout of sessions, which the store keeps across reboots. Fields are stored by name
//! and default when missing, so that later versions read it.

use crate::base::sorted::{SortedMap, SortedSet};
use crate::base::{PaneId, SessionId, Size, WindowId};
use crate::model::state::environment::Environment;
use crate::model::state::options::OptionSet;
use serde::{Deserialize, Serialize};

/// Sessions, windows and panes of a server, as saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedLayout {
    /// The lineage that the ids belong to: the start of its first server, milliseconds since 1970.
    pub lineage: i64,
    /// The version of the program that saved it; empty if it is not known.
    pub program: String,
    /// The sessions.
    pub sessions: Vec<SavedSession>,
    /// The windows of all sessions, each once.
    pub windows: Vec<SavedWindow>,
    /// The panes of all windows.
    pub panes: Vec<SavedPane>,
    /// The next ids of a session, a window and a pane.
    pub next: [u32; 3],
    /// The marked pane.
    pub marked: Option<PaneId>,
    /// Panes whose scrollback is not saved (option `record`).
    #[serde(skip)]
    pub unrecorded: SortedSet<PaneId>,
    /// The time of the last use of each session, milliseconds since 1970.
    pub used: SortedMap<SessionId, i64>,
    /// The ids that sessions, windows and panes had in earlier lineages.
    pub former: FormerIds,
}

/// The ids of restored sessions, windows and panes in the lineages that they were restored from:
/// lineage, id there, id here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FormerIds {
    /// Sessions.
    pub sessions: Vec<(i64, SessionId, SessionId)>,
    /// Windows.
    pub windows: Vec<(i64, WindowId, WindowId)>,
    /// Panes.
    pub panes: Vec<(i64, PaneId, PaneId)>,
}

/// The present id of what had the id `old` in `lineage`.
pub fn present_id<T: Copy + PartialEq>(former: &[(i64, T, T)], lineage: i64, old: T) -> Option<T> {
    let mut known = former.iter().rev();
    let found = known.find(|(from, id, _)| *from == lineage && *id == old);
    found.map(|(_, _, now)| *now)
}

/// A session of a saved layout.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedSession {
    /// The id in its lineage.
    pub id: SessionId,
    /// The name of the session.
    pub name: String,
    /// The windows by index.
    pub windows: SortedMap<u32, WindowId>,
    /// The index of the current window.
    pub current: u32,
    /// Indexes that were current before, the most recent last.
    pub last: Vec<u32>,
    /// Options set on it.
    pub options: OptionSet,
    /// The session environment.
    pub environment: Environment,
    /// The directory in which new windows start.
    pub cwd: String,
    /// When it was made, milliseconds since 1970.
    pub created: i64,
    /// When a client last attached, milliseconds since 1970; 0 if never.
    pub last_attached: i64,
    /// The name of the session group; empty without one.
    pub group: String,
}

/// A window of a saved layout.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedWindow {
    /// The id in its lineage.
    pub id: WindowId,
    /// The name of the window.
    pub name: String,
    /// The layout as a layout string (`#{window_layout}`).
    pub layout: String,
    /// The panes: the tiled ones in layout order, then the floating ones.
    pub panes: Vec<PaneId>,
    /// The panes by index; empty if they are in layout order.
    pub order: Vec<PaneId>,
    /// The window is zoomed.
    pub zoomed: bool,
    /// The active pane.
    pub active: PaneId,
    /// Panes that were active before, the most recent last.
    pub last: Vec<PaneId>,
    /// The size that the user set (`window-size manual`).
    pub manual: Option<Size>,
    /// Options set on it.
    pub options: OptionSet,
    /// When it was made, milliseconds since 1970.
    pub created: i64,
    /// The floating panes from front to back.
    pub floats: Vec<SavedFloat>,
    /// The floating panes are hidden.
    pub floats_hidden: bool,
    /// The places that tiled panes had while they were floating.
    pub places_before: Vec<SavedFloat>,
}

/// A floating pane of a saved layout.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedFloat {
    /// The id of the pane in its lineage.
    pub pane: PaneId,
    /// The first column without the border, in window coordinates.
    pub x: i32,
    /// The first row without the border, in window coordinates.
    pub y: i32,
    /// The columns of the pane.
    pub cols: u16,
    /// The rows of the pane.
    pub rows: u16,
    /// The size of the window that the place was chosen for.
    pub of: Size,
}

impl SavedWindow {
    /// The tiled panes in layout order.
    pub fn tiled(&self) -> Vec<PaneId> {
        let floats = |pane: &&PaneId| self.floats.iter().any(|float| float.pane == **pane);
        self.panes
            .iter()
            .filter(|pane| !floats(pane))
            .copied()
            .collect()
    }
}

/// A pane of a saved layout.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedPane {
    /// The id in its lineage.
    pub id: PaneId,
    /// The title of the pane.
    pub title: String,
    /// The command that the pane was started with; empty for the default shell.
    pub command: Vec<String>,
    /// The working directory of its foreground program.
    pub cwd: String,
    /// The arguments of the foreground program; empty for a shell at its prompt.
    pub running: Vec<String>,
    /// The environment variables given with `-e`.
    pub env: Vec<(String, String)>,
    /// Options set on it.
    pub options: OptionSet,
    /// Input to the pane is disabled (`select-pane -d`).
    pub input_off: bool,
}

impl SavedPane {
    /// Whether the pane was made without a program.
    pub fn without_program(&self) -> bool {
        matches!(self.command.as_slice(), [one] if one.is_empty())
    }
}

/// The working directory and arguments of the foreground program of a pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgramInfo {
    /// The working directory; `None` if it is unknown.
    pub cwd: Option<String>,
    /// The arguments; empty for a shell at its prompt.
    pub running: Vec<String>,
}

impl ProgramInfo {
    /// The same, with the directory that was known before if this one could not be read: the
    /// program may just have ended, and its last directory is the one to save.
    pub fn or_known(self, known: Self) -> Self {
        Self {
            cwd: self.cwd.or(known.cwd),
            ..self
        }
    }
}

impl SavedLayout {
    /// Whether the layout has no session.
    pub const fn is_empty(&self) -> bool {
        self.sessions.is_empty()
    }

    /// Replaces the directories and arguments of programs by the current ones.
    pub fn learn(&mut self, facts: &SortedMap<PaneId, ProgramInfo>) {
        for pane in &mut self.panes {
            if let Some(known) = facts.get(&pane.id) {
                if let Some(cwd) = &known.cwd {
                    pane.cwd.clone_from(cwd);
                }
                pane.running.clone_from(&known.running);
            }
        }
    }

    /// Whether the layouts are equal apart from the times of use, so that use alone writes no
    /// snapshot.
    pub fn same(&self, other: &Self) -> bool {
        self.lineage == other.lineage
            && self.sessions == other.sessions
            && self.windows == other.windows
            && self.panes == other.panes
            && self.next == other.next
            && self.marked == other.marked
    }

    /// The panes of this layout that `later` does not have.
    pub fn missing_in(&self, later: &Self) -> Vec<PaneId> {
        let there: SortedSet<PaneId> = later.panes.iter().map(|p| p.id).collect();
        let all = self.panes.iter().map(|p| p.id);
        all.filter(|id| !there.contains(id)).collect()
    }

    /// The window with this id.
    pub fn window(&self, id: WindowId) -> Option<&SavedWindow> {
        self.windows.iter().find(|w| w.id == id)
    }

    /// The pane with this id.
    pub fn pane(&self, id: PaneId) -> Option<&SavedPane> {
        self.panes.iter().find(|p| p.id == id)
    }

    /// The names of the session and window that contain a pane.
    pub fn home_of(&self, pane: PaneId) -> Option<(&str, &str)> {
        let window = self.windows.iter().find(|w| w.panes.contains(&pane))?;
        let mut sessions = self.sessions.iter();
        let session = sessions.find(|s| s.windows.values().any(|w| *w == window.id))?;
        Some((&session.name, &window.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_that_cannot_be_read_stays_the_known_one() {
        let info = |cwd: Option<&str>| ProgramInfo {
            cwd: cwd.map(str::to_owned),
            running: Vec::new(),
        };
        let known = || info(Some("/tmp"));
        assert_eq!(info(None).or_known(known()), known());
        assert_eq!(info(Some("/")).or_known(known()), info(Some("/")));
    }
}
