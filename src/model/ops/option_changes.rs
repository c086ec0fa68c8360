//! The effects of a changed option.

use crate::base::{PaneId, WindowId};
use crate::lang::tables::option_def::{OnChange, OptionDef};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::world::World;

impl World {
    /// Acts on the new value of an option, as its row says, and redraws every client.
    pub(crate) fn option_changed(&mut self, def: &OptionDef) {
        let windows: Vec<WindowId> = self.windows.keys().copied().collect();
        match def.on_change {
            OnChange::Redraw => {}
            OnChange::PlaceBorderLines => {
                for id in windows {
                    let border = self.border_status(id);
                    if let Some(window) = self.windows.get_mut(&id) {
                        window.tree = window.tree.clone().with_border(border);
                    }
                    self.fit_panes(id);
                }
            }
            OnChange::ResizeWindows => self.fit_windows(),
            OnChange::SetHistoryLimits => {
                let panes: Vec<PaneId> = self.panes.keys().copied().collect();
                for pane in panes {
                    if let Some(place) = self.place_of(pane) {
                        let limits = self.limits(place.session);
                        self.effect(Effect::Pane(pane, PaneEffect::SetLimits(limits)));
                    }
                }
            }
            OnChange::StartIdleTimer => self.watch_idle(),
            OnChange::SetScreenOptions => self.screen_options_changed(),
            OnChange::RenameWindows => windows.into_iter().for_each(|id| self.name_soon(id)),
            OnChange::StartSilenceTimers => {
                windows.into_iter().for_each(|id| self.watch_silence(id));
            }
        }
        self.redraw_all();
    }
}
