//! Changes of the states of panes: reports, their ends, and the hooks, alerts and notifications
//! that follow.

use crate::base::{PaneId, SessionId};
use crate::lang::tables::hooks as hook_events;
use crate::lang::tables::options;
use crate::model::ops::automation::event_log;
use crate::model::ops::screens::notices::{self, NoticeKind};
use crate::model::ops::{hooks, timers, window_size};
use crate::model::state::automation::pane_state::{PaneSignals, PaneState, Report};
use crate::model::state::options::OptionScope;
use crate::model::state::pane::Pane;
use crate::model::state::session::Alerts;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// Records a report about a pane; `None` clears the last one. A report with a number is ignored if
/// its source has sent this number or a higher one, and a source clears only its own report.
/// Returns whether it counts.
pub(crate) fn report(
    world: &mut World,
    id: PaneId,
    source: &str,
    number: Option<u64>,
    report: Option<Report>,
) -> bool {
    let signals = world.pane_signals.entry(id).or_default();
    if let Some(number) = number {
        let last = signals.numbers.get(source);
        if last.is_some_and(|last| *last >= number) {
            return false;
        }
        signals.numbers.insert(source.to_owned(), number);
    }
    let other = |known: &Report| !source.is_empty() && known.source != source;
    if report.is_none() && signals.report.as_ref().is_some_and(other) {
        return false;
    }
    signals.report = report;
    start_timer(world, id);
    update(world, id);
    true
}

/// Starts the timer of the end of a pane's report. One that runs is replaced.
fn start_timer(world: &mut World, id: PaneId) {
    let purpose = Purpose::ReportEnd(id);
    let running = world.timers.iter().find(|(_, p)| **p == purpose);
    let running = running.map(|(timer, _)| *timer);
    timers::stop_timer(world, running);
    let until = world.pane_report(id).and_then(|report| report.until);
    if let Some(until) = until {
        let left = until.saturating_sub(world.now.wall).max(1).unsigned_abs();
        timers::start_timer(world, purpose, left);
    }
}

/// Handles the end of a report.
pub(crate) fn report_ended(world: &mut World, id: PaneId) {
    // The wall clock may have been set back meanwhile.
    if world.pane_report(id).is_some() {
        start_timer(world, id);
    } else if let Some(signals) = world.pane_signals.get_mut(&id) {
        signals.report = None;
        update(world, id);
    }
}

/// Starts the timers of the reports that a previous server had.
pub(crate) fn adopt(world: &mut World) {
    let panes: Vec<PaneId> = world.pane_signals.keys().copied().collect();
    for id in panes {
        start_timer(world, id);
        report_ended(world, id);
    }
}

/// Handles a change of the progress that a program reports (OSC 9;4).
pub(crate) fn progress(world: &mut World, id: PaneId) {
    if let Some(signals) = world.pane_signals.get_mut(&id) {
        signals.progress_is_stale = false;
    }
    update(world, id);
}

/// Handles a prompt of the shell: a program that ended may have left its progress bar.
pub(crate) fn prompt(world: &mut World, id: PaneId) {
    if world.panes.get(&id).is_some_and(|p| p.progress.is_some()) {
        world.pane_signals.entry(id).or_default().progress_is_stale = true;
    }
    update(world, id);
}

/// Handles the exit of a pane's program: it neither works nor waits any more.
pub(crate) fn program_exited(world: &mut World, id: PaneId) {
    if let Some(signals) = world.pane_signals.get_mut(&id) {
        let unfinished =
            |report: &Report| matches!(report.state, PaneState::Working | PaneState::Blocked);
        signals.report = signals.report.take().filter(|report| !unfinished(report));
    }
    update(world, id);
}

/// Handles the start of another program in a pane.
pub(crate) fn program_replaced(world: &mut World, id: PaneId) {
    if let Some(pane) = world.panes.get_mut(&id) {
        pane.progress = None;
    }
    if let Some(signals) = world.pane_signals.get_mut(&id) {
        let told = std::mem::take(&mut signals.told);
        *signals = PaneSignals {
            told,
            ..PaneSignals::default()
        };
    }
    update(world, id);
}

/// Forgets a closed pane.
pub(crate) fn pane_closed(world: &mut World, id: PaneId) {
    world.pane_signals.remove(&id);
}

/// Runs the hook, the alert and the notification of a pane's state if it changed since the last
/// call.
pub(crate) fn update(world: &mut World, id: PaneId) {
    let state = world.pane_state(id);
    let message = world.pane_report(id).map(|report| report.message.as_str());
    let message = message.unwrap_or_default();
    let told = world.pane_signals.get(&id).map(|signals| &signals.told);
    let (known, said) = told.map_or((None, ""), |(state, message)| (*state, message));
    if (known, said) == (state, message) {
        return;
    }
    let is_new = known != state;
    let message = message.to_owned();
    world.pane_signals.entry(id).or_default().told = (state, message.clone());
    if world.panes.get(&id).is_none_or(Pane::in_popup) {
        return;
    }
    world.automation.told.push(id);
    window_size::redraw_all(world);
    update_alert(world, id, is_new.then_some(state).flatten());
    if let Some(state) = state.filter(|state| is_new && state.calls_person())
        && !is_watched(world, id)
    {
        notify(world, id, state, &message);
    }
    event_log::state(world, id);
    hooks::pane_hook(world, hook_events::PANE_STATE, id);
}

/// The sessions whose clients show the window of a pane.
fn watching(world: &World, id: PaneId) -> Vec<SessionId> {
    let window = world.panes.get(&id).map(|pane| pane.window);
    let sessions = world.sessions.values();
    let showing = sessions.filter(|s| window.is_some() && s.window() == window);
    showing
        .map(|session| session.id)
        .filter(|session| !world.attached_to(*session).is_empty())
        .collect()
}

/// Whether a client shows the window of a pane.
fn is_watched(world: &World, id: PaneId) -> bool {
    !watching(world, id).is_empty()
}

/// Sets the alert on the links of a pane's window that no client shows if its `new` state calls a
/// person, and clears it when no pane of the window calls one.
fn update_alert(world: &mut World, id: PaneId, new: Option<PaneState>) {
    let Some(window) = world.panes.get(&id).map(|pane| pane.window) else {
        return;
    };
    let panes = world.windows.get(&window).map(|w| w.panes());
    let calls = panes.is_some_and(|panes| {
        let mut states = panes.into_iter().filter_map(|pane| world.pane_state(pane));
        states.any(PaneState::calls_person)
    });
    let watching = watching(world, id);
    for session in world.sessions.values_mut() {
        let seen = watching.contains(&session.id);
        let current = session.current;
        for (index, link) in &mut session.windows {
            if link.window != window {
                continue;
            }
            if !calls {
                link.alerts.remove(Alerts::STATE);
            } else if new.is_some_and(PaneState::calls_person) && !(seen && *index == current) {
                link.alerts.insert(Alerts::STATE);
            }
        }
    }
}

/// Notifies a person of a state, if `allow-notifications` is on.
fn notify(world: &mut World, id: PaneId, state: PaneState, message: &str) {
    if !world.get(options::ALLOW_NOTIFICATIONS, OptionScope::Pane(id)) {
        return;
    }
    let body = match (message, state) {
        ("", PaneState::Blocked) => format!("pane {id} waits for you"),
        ("", _) => format!("pane {id} is {}", state.name()),
        (message, _) => message.to_owned(),
    };
    notices::notify(world, id, NoticeKind::State, &body);
}
