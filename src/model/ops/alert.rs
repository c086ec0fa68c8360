//! Bell, activity and silence alerts of windows.

use crate::base::{PaneId, SessionId, WindowId};
use crate::lang::tables::choices::{AlertAction, VisualAlert};
use crate::lang::tables::hooks as hook_events;
use crate::lang::tables::options;
use crate::model::ops::automation::event_log;
use crate::model::ops::{auto_rename, hooks, messages, restored_commands, timers};
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::options::OptionScope;
use crate::model::state::session::Alerts;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// Handles output of a pane: activity alerts, the silence timer, the automatic name, and the
/// command that waits for a restored shell's prompt.
pub(crate) fn pane_output(world: &mut World, id: PaneId) {
    let Some(pane) = world.panes.get(&id) else {
        return;
    };
    if pane.in_popup() {
        return;
    }
    let window = pane.window;
    restored_commands::schedule_restored_command(world, id);
    if let Some(pane) = world.panes.get_mut(&id) {
        pane.shell.output = world.now.wall;
    }
    event_log::output(world, id);
    let event = hook_events::PANE_ACTIVITY;
    if world
        .set_option(event.name(), OptionScope::Pane(id))
        .is_some()
    {
        hooks::pane_hook(world, event, id);
    }
    auto_rename::schedule_rename(world, window);
    let (wall, mono) = (world.now.wall, world.now.mono);
    if let Some(window) = world.windows.get_mut(&window) {
        window.activity = wall;
        window.wrote = mono;
    }
    if world.get(options::MONITOR_ACTIVITY, OptionScope::Window(Some(window))) {
        alert(world, window, Alerts::ACTIVITY);
    }
    start_silence_timer(world, window);
}

/// Starts the silence timer of a window if `monitor-silence` is set and no timer runs. Output does
/// not restart the timer, because a timer per write would be too many: when it is due, it looks at
/// the time of the last output.
pub(crate) fn start_silence_timer(world: &mut World, window: WindowId) {
    let seconds = world.get(options::MONITOR_SILENCE, OptionScope::Window(Some(window)));
    let waits = world
        .timers
        .values()
        .any(|p| *p == Purpose::Silence(window));
    if seconds > 0 && !waits {
        timers::start_timer(world, Purpose::Silence(window), seconds * 1000);
    }
}

/// Handles a due silence timer: raises the alert, or waits for the rest of the interval since the
/// last output.
pub(crate) fn check_silence(world: &mut World, id: WindowId) {
    let seconds = world.get(options::MONITOR_SILENCE, OptionScope::Window(Some(id)));
    let Some(window) = world.windows.get(&id) else {
        return;
    };
    let wanted = seconds * 1000;
    let silent = world.now.mono.saturating_sub(window.wrote);
    if wanted == 0 {
    } else if silent >= wanted {
        alert(world, id, Alerts::SILENCE);
    } else {
        timers::start_timer(world, Purpose::Silence(id), wanted - silent);
    }
}

/// Handles a bell of a pane (`monitor-bell`). That of a popup rings the terminal of its client.
pub(crate) fn bell(world: &mut World, pane: PaneId) {
    if let Some(client) = world.popup_client(pane) {
        world.effect(Effect::Client(client, ClientEffect::Bell));
        return;
    }
    let Some(window) = world.panes.get(&pane).map(|p| p.window) else {
        return;
    };
    if world.get(options::MONITOR_BELL, OptionScope::Window(Some(window))) {
        alert(world, window, Alerts::BELL);
    }
}

/// Sets an alert on every link of a window that is not current, and announces it once per link; a
/// bell is announced each time.
fn alert(world: &mut World, window: WindowId, alert: Alerts) {
    let sessions: Vec<SessionId> = world.sessions.keys().copied().collect();
    for id in sessions {
        let Some(session) = world.sessions.get_mut(&id) else {
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
            announce(world, id, index, seen, alert);
        }
    }
}

/// Announces an alert to the clients of a session: bell, message and hook, by `bell-action`,
/// `visual-bell` and their counterparts for activity and silence.
fn announce(world: &mut World, session: SessionId, index: u32, seen: bool, alert: Alerts) {
    let (action, visual, hook, word) = match alert {
        Alerts::BELL => (
            options::BELL_ACTION,
            options::VISUAL_BELL,
            hook_events::ALERT_BELL,
            "Bell",
        ),
        Alerts::ACTIVITY => (
            options::ACTIVITY_ACTION,
            options::VISUAL_ACTIVITY,
            hook_events::ALERT_ACTIVITY,
            "Activity",
        ),
        _ => (
            options::SILENCE_ACTION,
            options::VISUAL_SILENCE,
            hook_events::ALERT_SILENCE,
            "Silence",
        ),
    };
    if seen && alert != Alerts::BELL {
        return;
    }
    let of = OptionScope::Session(Some(session));
    let applies = match world.get(action, of) {
        AlertAction::Any => true,
        AlertAction::Current => seen,
        AlertAction::Other => !seen,
        AlertAction::None => false,
    };
    let visual = world.get(visual, of);
    if applies {
        let place = world.location_at(session, index);
        hooks::hook(world, hook, None, place);
    }
    let clients: Vec<_> = world.attached_to(session);
    for client in clients {
        if let Some(client) = world.clients.get_mut(&client) {
            client.stale = true;
        }
        if !applies {
            continue;
        }
        if visual != VisualAlert::On {
            world.effect(Effect::Client(client, ClientEffect::Bell));
        }
        if visual != VisualAlert::Off {
            let text = if seen {
                format!("{word} in current window")
            } else {
                format!("{word} in window {index}")
            };
            messages::show_message(world, client, &text, None, false);
        }
    }
}
