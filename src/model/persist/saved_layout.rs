//! The layout that the store saves.

use crate::base::PaneId;
use crate::lang::tables::options;
use crate::model::state::options::OptionScope;
use crate::model::state::saved_layout::{Saved, SavedPane, SavedSession, SavedWindow};
use crate::model::state::world::World;
use std::collections::BTreeSet;

impl World {
    /// What outlives a reboot.
    pub fn saved(&self) -> Saved {
        Saved {
            lineage: self.lineage,
            sessions: self.saved_sessions(),
            windows: self.saved_windows(),
            panes: self.saved_panes(),
            next: [self.next.session, self.next.window, self.next.pane],
            marked: self.marked,
            unrecorded: self.unrecorded(),
            used: self.sessions.values().map(|s| (s.id, s.activity)).collect(),
        }
    }

    fn unrecorded(&self) -> BTreeSet<PaneId> {
        let all = self.panes.keys().copied();
        all.filter(|pane| !self.get(options::RECORD, OptionScope::Pane(*pane)))
            .collect()
    }

    fn saved_sessions(&self) -> Vec<SavedSession> {
        let all = self.sessions.values().map(|session| SavedSession {
            id: session.id,
            name: session.name.clone(),
            windows: session
                .windows
                .iter()
                .map(|(index, link)| (*index, link.window))
                .collect(),
            current: session.current,
            last: session.last.clone(),
            options: session.options.clone(),
            environment: session.environment.clone(),
            cwd: session.cwd.clone(),
            created: session.created,
            last_attached: session.last_attached,
            group: self
                .group_of(session.id)
                .map_or_else(String::new, |(name, _)| name.to_owned()),
        });
        all.collect()
    }

    fn saved_windows(&self) -> Vec<SavedWindow> {
        let all = self.windows.values().map(|window| SavedWindow {
            id: window.id,
            name: window.name.clone(),
            layout: window.tree.dump(),
            panes: window.panes(),
            zoomed: window.zoomed,
            active: window.active,
            last: window.last.clone(),
            manual: window.manual,
            options: window.options.clone(),
            created: window.created,
        });
        all.collect()
    }

    fn saved_panes(&self) -> Vec<SavedPane> {
        let all = self.panes.values().map(|pane| SavedPane {
            id: pane.id,
            title: pane.title.clone(),
            command: pane.command.clone(),
            cwd: pane.cwd.clone(),
            running: Vec::new(),
            env: pane.extra_env.clone(),
            options: pane.options.clone(),
            input_off: pane.input_off,
        });
        all.collect()
    }
}
