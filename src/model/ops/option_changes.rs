//! The effects of a changed option.

use crate::base::{PaneId, WindowId};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::world::World;

impl World {
    /// What follows from an option that has another value now.
    pub(crate) fn option_changed(&mut self, name: &str) {
        match name {
            "pane-border-status" => {
                let windows: Vec<WindowId> = self.windows.keys().copied().collect();
                for id in windows {
                    let border = self.border_status(id);
                    if let Some(window) = self.windows.get_mut(&id) {
                        window.tree = window.tree.clone().with_border(border);
                    }
                    self.fit_panes(id);
                }
            }
            "status" | "window-size" | "aggressive-resize" => self.fit_windows(),
            "history-limit" => {
                let panes: Vec<PaneId> = self.panes.keys().copied().collect();
                for pane in panes {
                    if let Some(place) = self.place_of(pane) {
                        let limits = self.limits(place.session);
                        self.effect(Effect::Pane(pane, PaneEffect::SetLimits(limits)));
                    }
                }
            }
            "session-idle-timeout" => self.watch_idle(),
            "alternate-screen" | "scroll-on-clear" | "codepoint-widths" | "allow-reports" => {
                self.screen_options_changed();
            }
            "automatic-rename" | "automatic-rename-format" => {
                let windows: Vec<WindowId> = self.windows.keys().copied().collect();
                for id in windows {
                    self.name_soon(id);
                }
            }
            "monitor-silence" => {
                let windows: Vec<WindowId> = self.windows.keys().copied().collect();
                for id in windows {
                    self.watch_silence(id);
                }
            }
            _ => {}
        }
        self.redraw_all();
    }
}
