//! Finds the changes since the last observation, and runs the hooks and focus reports that follow.

use crate::base::{PaneId, SessionId, WindowId};
use crate::lang::tables::options;
use crate::model::state::observed::{Observed, ObservedPane, ObservedWindow};
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;
use std::collections::{BTreeMap, BTreeSet};

/// Something that has a hook, and what it is about.
pub(crate) enum ChangeHook {
    /// A hook and a session.
    Session(&'static str, SessionId),
    /// A hook and a window.
    Window(&'static str, WindowId),
    /// A hook and a pane.
    Pane(&'static str, PaneId),
}

impl World {
    /// Looks at what changed, tells programs about the focus and starts hooks. Whether there were
    /// any.
    pub(crate) fn fire_change_hooks(&mut self, sight: &dyn PaneAccess) -> bool {
        let notices = self.diff_observed(sight);
        let queues = notices.into_iter().filter_map(|notice| {
            let (name, place) = match notice {
                ChangeHook::Session(name, id) => (name, self.place_in(id)),
                ChangeHook::Window(name, id) => (name, self.place_of_window(id)),
                ChangeHook::Pane(name, id) => (name, self.place_of(id)),
            };
            self.hook(name, None, place)
        });
        queues.count() > 0
    }

    /// Takes what is there as known, and says what is new.
    pub(crate) fn diff_observed(&mut self, sight: &dyn PaneAccess) -> Vec<ChangeHook> {
        self.share_windows();
        let mut seen = std::mem::take(&mut self.seen);
        let mut notices = self.link_notices(&mut seen);
        self.window_notices(&mut seen, &mut notices);
        self.pane_notices(&mut seen, &mut notices);
        self.focus_notices(&mut seen, &mut notices, sight);
        self.seen = seen;
        notices
    }

    fn link_notices(&self, seen: &mut Observed) -> Vec<ChangeHook> {
        let mut notices = Vec::new();
        let links = self.sessions.values().flat_map(|s| {
            let links = s.windows.values();
            links.map(|l| (s.id, l.window))
        });
        let links: BTreeSet<_> = links.collect();
        let came = links.difference(&seen.links);
        notices.extend(came.map(|(_, w)| ChangeHook::Window("window-linked", *w)));
        let went = seen.links.difference(&links);
        notices.extend(went.map(|(s, _)| ChangeHook::Session("window-unlinked", *s)));
        seen.links = links;
        let current = self.sessions.values();
        let current: BTreeMap<_, _> = current.filter_map(|s| Some((s.id, s.window()?))).collect();
        for (session, window) in &current {
            if seen.current.get(session).is_some_and(|w| w != window) {
                notices.push(ChangeHook::Session("session-window-changed", *session));
            }
        }
        seen.current = current;
        notices
    }

    fn window_notices(&self, seen: &mut Observed, notices: &mut Vec<ChangeHook>) {
        seen.windows.retain(|id, _| self.windows.contains_key(id));
        for window in self.windows.values() {
            let id = window.id;
            let Some(old) = seen.windows.get_mut(&id) else {
                seen.windows.insert(id, ObservedWindow::of(window));
                continue;
            };
            if old.active != window.active {
                old.active = window.active;
                notices.push(ChangeHook::Window("window-pane-changed", id));
            }
            if old.size != window.size() {
                notices.push(ChangeHook::Window("window-resized", id));
            }
            if old.tree != window.tree || old.zoomed != window.zoomed {
                *old = ObservedWindow::of(window);
                notices.push(ChangeHook::Window("window-layout-changed", id));
            }
        }
    }

    fn pane_notices(&self, seen: &mut Observed, notices: &mut Vec<ChangeHook>) {
        seen.panes.retain(|id, _| self.panes.contains_key(id));
        for pane in self.panes.values() {
            let in_mode = pane.mode.is_some();
            match seen.panes.get_mut(&pane.id) {
                Some(old) => {
                    if old.in_mode != in_mode {
                        old.in_mode = in_mode;
                        notices.push(ChangeHook::Pane("pane-mode-changed", pane.id));
                    }
                    if old.title != pane.title {
                        old.title.clone_from(&pane.title);
                        notices.push(ChangeHook::Pane("pane-title-changed", pane.id));
                    }
                }
                None => {
                    let title = pane.title.clone();
                    seen.panes.insert(pane.id, ObservedPane { in_mode, title });
                }
            }
        }
    }

    /// The active panes before clients whose terminals have the focus.
    fn focused_panes(&self) -> BTreeSet<PaneId> {
        let clients = self.clients.values().filter(|c| c.focused);
        let places = clients.filter_map(|c| self.place_in(c.session?));
        places.map(|p| p.pane).collect()
    }

    fn focus_notices(
        &mut self,
        seen: &mut Observed,
        notices: &mut Vec<ChangeHook>,
        sight: &dyn PaneAccess,
    ) {
        let focused = self.focused_panes();
        if focused == seen.focused {
            return;
        }
        let old = std::mem::replace(&mut seen.focused, focused);
        if !self.get(options::FOCUS_EVENTS, OptionScope::Server) {
            return;
        }
        let there = old.difference(&seen.focused);
        let lost: Vec<PaneId> = there
            .filter(|p| self.panes.contains_key(p))
            .copied()
            .collect();
        for pane in lost {
            self.tell_focus(pane, false, sight);
            notices.push(ChangeHook::Pane("pane-focus-out", pane));
        }
        for pane in seen.focused.difference(&old) {
            self.tell_focus(*pane, true, sight);
            notices.push(ChangeHook::Pane("pane-focus-in", *pane));
        }
    }
}
