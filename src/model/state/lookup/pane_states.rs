//! Look-ups of the states of panes.

use crate::base::{PaneId, SessionId, WindowId};
use crate::model::state::automation::pane_state::{PaneState, Report};
use crate::model::state::world::World;

impl World {
    /// The report about a pane that is in force.
    pub fn pane_report(&self, id: PaneId) -> Option<&Report> {
        let report = self.pane_signals.get(&id)?.report.as_ref()?;
        let ended = report.until.is_some_and(|until| until <= self.now.wall);
        (!ended).then_some(report)
    }

    /// The state of a pane; `None` if nothing tells it. A report goes before the progress bar (OSC
    /// 9;4), and that before the marks of the shell (OSC 133).
    pub fn pane_state(&self, id: PaneId) -> Option<PaneState> {
        let pane = self.panes.get(&id)?;
        if let Some(report) = self.pane_report(id) {
            return Some(report.state);
        }
        if pane.exit().is_some() {
            return None;
        }
        let signals = self.pane_signals.get(&id);
        let stale = signals.is_some_and(|signals| signals.progress_is_stale);
        match pane.progress.filter(|_| !stale) {
            Some((2, _)) => return Some(PaneState::Error),
            Some(_) => return Some(PaneState::Working),
            None => {}
        }
        match (pane.shell.is_running(), pane.shell.prompt > 0) {
            (true, _) => Some(PaneState::Working),
            (false, true) => Some(PaneState::Idle),
            (false, false) => None,
        }
    }

    /// Whether the program of a pane waits for a person.
    pub fn awaits_person(&self, id: PaneId) -> bool {
        self.pane_state(id) == Some(PaneState::Blocked)
    }

    /// The panes of a window whose programs wait for a person.
    pub fn blocked_in_window(&self, id: WindowId) -> Vec<PaneId> {
        let window = self.windows.get(&id);
        let mut panes = window.map(|window| window.panes()).unwrap_or_default();
        panes.retain(|pane| self.awaits_person(*pane));
        panes
    }

    /// The panes of a session whose programs wait for a person.
    pub fn blocked_in_session(&self, id: SessionId) -> Vec<PaneId> {
        let session = self.sessions.get(&id).into_iter();
        let links = session.flat_map(|session| session.windows.values());
        links
            .flat_map(|link| self.blocked_in_window(link.window))
            .collect()
    }
}
