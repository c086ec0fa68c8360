//! Bell, activity and silence alerts of windows.

use crate::base::{PaneId, SessionId, WindowId};
use crate::lang::tables::choices::{AlertAction, VisualAlert};
use crate::lang::tables::options;
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::session::Alerts;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

impl World {
    /// A pane's program wrote something.
    pub(crate) fn pane_output(&mut self, id: PaneId, _sight: &dyn PaneAccess) {
        let Some(pane) = self.panes.get(&id) else {
            return;
        };
        let window = pane.window;
        self.offer_soon(id);
        self.name_soon(window);
        let (wall, mono) = (self.now.wall, self.now.mono);
        if let Some(window) = self.windows.get_mut(&window) {
            window.activity = wall;
            window.wrote = mono;
        }
        if self.get(options::MONITOR_ACTIVITY, OptionScope::Window(Some(window))) {
            self.alert(window, Alerts::ACTIVITY);
        }
        self.watch_silence(window);
    }

    /// Starts waiting for silence, where that is monitored.
    pub(crate) fn watch_silence(&mut self, window: WindowId) {
        let seconds = self.get(options::MONITOR_SILENCE, OptionScope::Window(Some(window)));
        let waits = self.timers.values().any(|p| *p == Purpose::Silence(window));
        if seconds > 0 && !waits {
            self.start_timer(Purpose::Silence(window), seconds * 1000);
        }
    }

    /// The time for silence is over: was it silent?
    pub(crate) fn silence(&mut self, id: WindowId) {
        let seconds = self.get(options::MONITOR_SILENCE, OptionScope::Window(Some(id)));
        let Some(window) = self.windows.get(&id) else {
            return;
        };
        let wanted = seconds * 1000;
        let silent = self.now.mono.saturating_sub(window.wrote);
        if wanted == 0 {
        } else if silent >= wanted {
            self.alert(id, Alerts::SILENCE);
        } else {
            self.start_timer(Purpose::Silence(id), wanted - silent);
        }
    }

    /// A bell rang in a pane.
    pub(crate) fn bell(&mut self, pane: PaneId) {
        let Some(window) = self.panes.get(&pane).map(|p| p.window) else {
            return;
        };
        if self.get(options::MONITOR_BELL, OptionScope::Window(Some(window))) {
            self.alert(window, Alerts::BELL);
        }
    }

    fn alert(&mut self, window: WindowId, alert: Alerts) {
        let sessions: Vec<SessionId> = self.sessions.keys().copied().collect();
        for id in sessions {
            let Some(session) = self.sessions.get_mut(&id) else {
                continue;
            };
            let current = session.current;
            let mut new = Vec::new();
            for (index, link) in &mut session.windows {
                if link.window == window {
                    let known = link.alerts.contains(alert);
                    let seen = *index == current;
                    if !known && !seen {
                        link.alerts |= alert;
                    }
                    if !known || alert == Alerts::BELL {
                        new.push((*index, seen));
                    }
                }
            }
            for (index, seen) in new {
                self.announce(id, index, seen, alert);
            }
        }
    }

    /// Rings or shows an alert as the session's options say.
    fn announce(&mut self, session: SessionId, index: u32, seen: bool, alert: Alerts) {
        let (action, visual, hook, word) = match alert {
            Alerts::BELL => (
                options::BELL_ACTION,
                options::VISUAL_BELL,
                "alert-bell",
                "Bell",
            ),
            Alerts::ACTIVITY => (
                options::ACTIVITY_ACTION,
                options::VISUAL_ACTIVITY,
                "alert-activity",
                "Activity",
            ),
            _ => (
                options::SILENCE_ACTION,
                options::VISUAL_SILENCE,
                "alert-silence",
                "Silence",
            ),
        };
        if seen && alert != Alerts::BELL {
            return;
        }
        let of = OptionScope::Session(Some(session));
        let applies = match self.get(action, of) {
            AlertAction::Any => true,
            AlertAction::Current => seen,
            AlertAction::Other => !seen,
            AlertAction::None => false,
        };
        let visual = self.get(visual, of);
        if applies {
            let place = self.place_at(session, index);
            self.hook(hook, None, place);
        }
        let clients: Vec<_> = self.attached_to(session);
        for client in clients {
            if let Some(client) = self.clients.get_mut(&client) {
                client.stale = true;
            }
            if !applies {
                continue;
            }
            if visual != VisualAlert::On {
                self.effect(Effect::Client(client, ClientEffect::Bell));
            }
            if visual != VisualAlert::Off {
                let text = if seen {
                    format!("{word} in current window")
                } else {
                    format!("{word} in window {index}")
                };
                self.show_message(client, &text, None, false);
            }
        }
    }
}
