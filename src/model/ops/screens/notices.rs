//! Notices for a person who does not look at the pane: a notification of one terminal, or a line
//! for the client that attaches next.

use crate::base::{ClientId, PaneId};
use crate::model::ops::{message_log, messages, window_size};
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::session::Alerts;
use crate::model::state::shell::notices::Notice;
use crate::model::state::world::World;

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    /// A command ended. The window gets an alert.
    Finished,
    /// The state of a program changed. The caller sets the alert.
    State,
}

/// Notifies the terminal that was used last, with session and window as the title. Without an
/// attached client the notice is kept for the next one.
pub(crate) fn notify(world: &mut World, id: PaneId, kind: NoticeKind, text: &str) {
    let title = title(world, id);
    match kind {
        NoticeKind::Finished => set_alert(world, id),
        NoticeKind::State => {}
    }
    message_log::log_message(world, format!("{title}: {text}"));
    let text = text.to_owned();
    match target(world) {
        Some(client) => world.effect(Effect::Client(client, ClientEffect::Notify(title, text))),
        None => {
            let at = world.now.wall;
            world.notices.keep(Notice { at, title, text });
        }
    }
}

/// The client that was used last, of those that can be notified.
fn target(world: &World) -> Option<ClientId> {
    let clients = world.clients.values();
    let able = clients.filter(|c| c.draws() && !c.read_only && !c.caller.as_tmux);
    able.max_by_key(|client| client.order).map(|c| c.id)
}

/// Session and window of a pane.
fn title(world: &World, id: PaneId) -> String {
    let Some(place) = world.pane_location(id) else {
        return String::new();
    };
    let session = world.sessions.get(&place.session);
    let window = world.windows.get(&place.window);
    format!(
        "{}: {} {}",
        session.map(|s| s.name.as_str()).unwrap_or_default(),
        place.index,
        window.map(|w| w.name.as_str()).unwrap_or_default()
    )
}

/// Sets the alert on the links of a pane's window that no client shows.
fn set_alert(world: &mut World, id: PaneId) {
    let Some(window) = world.panes.get(&id).map(|pane| pane.window) else {
        return;
    };
    let clients = world.clients.values();
    let attached: Vec<_> = clients.filter_map(|client| client.session).collect();
    for session in world.sessions.values_mut() {
        let shown = attached.contains(&session.id).then_some(session.current);
        for (index, link) in &mut session.windows {
            if link.window == window && shown != Some(*index) {
                link.alerts.insert(Alerts::FINISHED);
            }
        }
    }
    window_size::redraw_all(world);
}

/// Shows the notices that wait to a client that attached, as one line until a key.
pub(crate) fn show_waiting(world: &mut World, id: ClientId) {
    let client = world.clients.get(&id);
    if !client.is_some_and(|c| c.draws() && !c.read_only && !c.caller.as_tmux) {
        return;
    }
    let waiting = world.notices.take_waiting();
    let Some(newest) = waiting.back() else {
        return;
    };
    let texts = waiting.iter().rev();
    let texts: Vec<String> = texts
        .map(|notice| format!("{} [{}]", notice.text, notice.title))
        .collect();
    let text = match texts.len() {
        1 => format!("{} [{}]", newest.text, newest.title),
        count => format!("{count} notices: {}", texts.join(" · ")),
    };
    messages::show_message(world, id, &text.replace('#', "##"), Some(0), false);
}
