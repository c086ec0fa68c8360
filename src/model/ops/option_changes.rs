//! The effects of a changed option.

use crate::base::{PaneId, WindowId};
use crate::lang::tables::choices::Compatibility;
use crate::lang::tables::option_def::{OnChange, OptionDef};
use crate::lang::tables::options;
use crate::model::ops::lifecycle::{close, floating, lock};
use crate::model::ops::screens::screen_options;
use crate::model::ops::settings::{look, prompt_history, reload};
use crate::model::ops::{alert, idle, timers, window_size};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// Acts on the new value of an option, as its row says, and redraws every client.
pub(crate) fn apply_option_change(world: &mut World, def: &OptionDef) {
    let windows: Vec<WindowId> = world.windows.keys().copied().collect();
    match def.on_change {
        OnChange::Redraw => {}
        OnChange::PlaceBorderLines => {
            for id in windows {
                let border = world.border_status(id);
                if let Some(window) = world.windows.get_mut(&id) {
                    window.tree = window.tree.clone().with_border(border);
                }
                floating::set_borders(world, id);
                window_size::update_pane_sizes(world, id);
            }
        }
        OnChange::ArrangePanes => {
            for id in windows {
                window_size::update_pane_sizes(world, id);
            }
        }
        OnChange::ResizeWindows => window_size::update_window_sizes(world),
        OnChange::SetHistoryLimits => {
            let panes: Vec<PaneId> = world.panes.keys().copied().collect();
            for pane in panes {
                if let Some(place) = world.pane_location(pane) {
                    let limits = world.history_limits(place.session);
                    world.effect(Effect::Pane(pane, PaneEffect::SetLimits(limits)));
                }
            }
        }
        OnChange::RestartStatusTimers => {
            let clients = world.clients.values_mut();
            let running: Vec<_> = clients.map(|client| client.clock.take()).collect();
            running
                .into_iter()
                .for_each(|timer| timers::stop_timer(world, timer));
        }
        OnChange::CloseUnattached => close::close_unattached(world),
        OnChange::StartIdleTimer => idle::start_idle_timer(world),
        OnChange::StartLockTimers => lock::start_lock_timers(world),
        OnChange::SetCompatibility => {
            // A server called mux has the keys in any case.
            if world.host.as_tmux {
                let version = world.get(options::COMPATIBILITY, OptionScope::Server);
                world.keys.set_3_8_keys(version == Compatibility::V3_8);
            }
        }
        OnChange::WatchConfig => reload::start(world),
        OnChange::SetLook => look::apply(world),
        OnChange::LoadPromptHistory => prompt_history::load_file(world),
        OnChange::SetScreenOptions => screen_options::resend_screen_options(world),
        OnChange::RenameWindows => world.due_names.extend(windows),
        OnChange::StartSilenceTimers => {
            windows
                .into_iter()
                .for_each(|id| alert::start_silence_timer(world, id));
        }
    }
    window_size::redraw_all(world);
}
