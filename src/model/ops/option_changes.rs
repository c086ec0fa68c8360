//! The effects of a changed option.

use crate::base::{PaneId, WindowId};
use crate::lang::tables::option_def::{OnChange, OptionDef};
use crate::model::ops::alert;
use crate::model::ops::auto_rename;
use crate::model::ops::idle;
use crate::model::ops::pane_lifecycle;
use crate::model::ops::screen_options;
use crate::model::ops::window_size;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::world::World;

/// Acts on the new value of an option, as its row says, and redraws every client.
pub(crate) fn option_changed(world: &mut World, def: &OptionDef) {
    let windows: Vec<WindowId> = world.windows.keys().copied().collect();
    match def.on_change {
        OnChange::Redraw => {}
        OnChange::PlaceBorderLines => {
            for id in windows {
                let border = world.border_status(id);
                if let Some(window) = world.windows.get_mut(&id) {
                    window.tree = window.tree.clone().with_border(border);
                }
                window_size::fit_panes(world, id);
            }
        }
        OnChange::ResizeWindows => window_size::fit_windows(world),
        OnChange::SetHistoryLimits => {
            let panes: Vec<PaneId> = world.panes.keys().copied().collect();
            for pane in panes {
                if let Some(place) = world.place_of(pane) {
                    let limits = pane_lifecycle::limits(world, place.session);
                    world.effect(Effect::Pane(pane, PaneEffect::SetLimits(limits)));
                }
            }
        }
        OnChange::StartIdleTimer => idle::watch_idle(world),
        OnChange::SetScreenOptions => screen_options::screen_options_changed(world),
        OnChange::RenameWindows => windows
            .into_iter()
            .for_each(|id| auto_rename::name_soon(world, id)),
        OnChange::StartSilenceTimers => {
            windows
                .into_iter()
                .for_each(|id| alert::watch_silence(world, id));
        }
    }
    window_size::redraw_all(world);
}
