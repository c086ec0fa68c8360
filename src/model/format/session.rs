//! Variables about a session, and the loop over sessions.

use crate::base::SessionId;
use crate::lang::format::Order;
use crate::model::format::{FormatContext, Turn, flag, seconds, sort_turns};
use crate::model::state::session::Alerts;

pub(super) fn variable(c: &FormatContext<'_>, name: &str) -> Option<String> {
    let session = c.world.sessions.get(&c.place?.session)?;
    let attached = || c.world.attached_to(session.id);
    let any = |alert: Alerts| session.windows.values().any(|l| l.alerts.contains(alert));
    match name {
        "session_id" => Some(session.id.to_string()),
        "session_name" => Some(session.name.clone()),
        "session_windows" => Some(session.windows.len().to_string()),
        "session_created" => seconds(session.created),
        "session_activity" => seconds(session.activity),
        "session_last_attached" => seconds(session.last_attached),
        "session_attached" => Some(attached().len().to_string()),
        "session_many_attached" => flag(attached().len() > 1),
        "session_attached_list" => {
            let names = attached();
            let names = names.iter().filter_map(|id| c.world.clients.get(id));
            Some(names.map(|k| k.name.clone()).collect::<Vec<_>>().join(","))
        }
        "session_active" => {
            let client = c.client.and_then(|id| c.world.clients.get(&id));
            flag(client.is_some_and(|k| k.session == Some(session.id)))
        }
        "session_path" => Some(session.cwd.clone()),
        "session_stack" => {
            let stack = std::iter::once(session.current).chain(session.last.iter().rev().copied());
            Some(stack.map(|i| i.to_string()).collect::<Vec<_>>().join(","))
        }
        "session_alerts" | "session_alert" => Some(alerts(session)),
        "session_activity_flag" => flag(any(Alerts::ACTIVITY)),
        "session_bell_flag" => flag(any(Alerts::BELL)),
        "session_silence_flag" => flag(any(Alerts::SILENCE)),
        "session_format" => flag(false),
        "session_grouped" => flag(c.world.group_of(session.id).is_some()),
        name if name.starts_with("session_group") => of_group(c, session.id, name),
        "session_marked" => {
            let marked = c.world.marked.and_then(|p| c.world.panes.get(&p));
            flag(marked.is_some_and(|p| session.index_of(p.window).is_some()))
        }
        "active_window_index" => Some(session.current.to_string()),
        "last_window_index" => Some(
            session
                .windows
                .keys()
                .next_back()
                .map(u32::to_string)
                .unwrap_or_default(),
        ),
        _ => None,
    }
}

/// About the group of a session; empty where there is none.
fn of_group(c: &FormatContext<'_>, session: SessionId, name: &str) -> Option<String> {
    let Some((group, members)) = c.world.group_of(session) else {
        return Some(String::new());
    };
    let clients = members.iter().flat_map(|id| c.world.attached_to(*id));
    let clients = clients.filter_map(|id| Some(c.world.clients.get(&id)?.name.clone()));
    let clients: Vec<String> = clients.collect();
    match name {
        "session_group" => Some(group.to_owned()),
        "session_group_size" => Some(members.len().to_string()),
        "session_group_list" => {
            let names = members.iter().filter_map(|id| c.world.sessions.get(id));
            Some(names.map(|s| s.name.as_str()).collect::<Vec<_>>().join(","))
        }
        "session_group_attached" => Some(clients.len().to_string()),
        "session_group_attached_list" => Some(clients.join(",")),
        "session_group_many_attached" => flag(clients.len() > 1),
        _ => None,
    }
}

fn alerts(session: &crate::model::state::session::Session) -> String {
    let mut out = Vec::new();
    for (index, link) in &session.windows {
        let mut text = String::new();
        for (alert, sign) in [
            (Alerts::ACTIVITY, '#'),
            (Alerts::BELL, '!'),
            (Alerts::SILENCE, '~'),
        ] {
            if link.alerts.contains(alert) {
                text.push(sign);
            }
        }
        if !text.is_empty() {
            out.push(format!("{index}{text}"));
        }
    }
    out.join(",")
}

pub(super) fn turns(c: &FormatContext<'_>, order: Order) -> Vec<Turn> {
    let here = c.place.map(|p| p.session);
    let ids = c.world.sessions.keys().copied();
    let mut turns: Vec<Turn> = ids
        .map(|id| (c.world.place_in(id), c.client, Some(id) == here))
        .collect();
    let of = |t: &Turn| t.0.and_then(|p| c.world.sessions.get(&p.session));
    sort_turns(
        &mut turns,
        order,
        |t| of(t).map(|s| s.name.clone()),
        |t| of(t).map_or(0, |s| s.activity),
    );
    turns
}
