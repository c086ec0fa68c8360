//! The variables of a session and its group, and the loop over sessions.

use crate::base::client_info::WEB;
use crate::lang::format::Order;
use crate::lang::tables::format_variables::{SessionGroupVariable, SessionVariable as V};
use crate::model::format::context::{FormatContext, Turn, flag, seconds, sort_turns};
use crate::model::state::session::Alerts;

pub(crate) fn value(c: &FormatContext<'_>, variable: V) -> Option<String> {
    let session = c.world.sessions.get(&c.place?.session)?;
    let attached = || c.world.attached_to(session.id);
    let any = |alert: Alerts| session.windows.values().any(|l| l.alerts.contains(alert));
    match variable {
        V::Id => Some(session.id.to_string()),
        V::Name => Some(session.name.clone()),
        V::Windows => Some(session.windows.len().to_string()),
        V::Created => seconds(session.created),
        V::Activity => seconds(session.activity),
        V::LastAttached => seconds(session.last_attached),
        V::Attached => Some(attached().len().to_string()),
        V::ManyAttached => flag(attached().len() > 1),
        V::WebViewers => {
            let clients = attached();
            let clients = clients.iter().filter_map(|id| c.world.clients.get(id));
            let viewers = clients.filter(|k| k.caller.variable(WEB) == Some("viewer"));
            Some(viewers.count().to_string())
        }
        V::AttachedList => {
            let names = attached();
            let names = names.iter().filter_map(|id| c.world.clients.get(id));
            Some(names.map(|k| k.name.clone()).collect::<Vec<_>>().join(","))
        }
        V::Active => {
            let client = c.client.and_then(|id| c.world.clients.get(&id));
            flag(client.is_some_and(|k| k.session == Some(session.id)))
        }
        V::Path => Some(session.cwd.clone()),
        V::Stack => {
            let stack = std::iter::once(session.current).chain(session.last.iter().rev().copied());
            Some(stack.map(|i| i.to_string()).collect::<Vec<_>>().join(","))
        }
        V::Alerts | V::Alert => Some(alerts(session)),
        V::ActivityFlag => flag(any(Alerts::ACTIVITY)),
        V::BellFlag => flag(any(Alerts::BELL)),
        V::BlockedPanes => Some(c.world.blocked_in_session(session.id).len().to_string()),
        V::SilenceFlag => flag(any(Alerts::SILENCE)),
        V::Format => flag(false),
        V::Grouped => flag(c.world.group_of(session.id).is_some()),
        V::Marked => {
            let marked = c.world.marked.and_then(|p| c.world.panes.get(&p));
            flag(marked.is_some_and(|p| session.index_of(p.window).is_some()))
        }
        V::ActiveWindowIndex => Some(session.current.to_string()),
        V::LastWindowIndex => Some(
            session
                .windows
                .keys()
                .next_back()
                .map(u32::to_string)
                .unwrap_or_default(),
        ),
    }
}

/// The value of a variable of the session's group; empty without a group.
pub(crate) fn group_value(c: &FormatContext<'_>, variable: SessionGroupVariable) -> Option<String> {
    let session = c.world.sessions.get(&c.place?.session)?.id;
    let Some((group, members)) = c.world.group_of(session) else {
        return Some(String::new());
    };
    let clients = members.iter().flat_map(|id| c.world.attached_to(*id));
    let clients = clients.filter_map(|id| Some(c.world.clients.get(&id)?.name.clone()));
    let clients: Vec<String> = clients.collect();
    use SessionGroupVariable as G;
    match variable {
        G::Name => Some(group.to_owned()),
        G::Size => Some(members.len().to_string()),
        G::List => {
            let names = members.iter().filter_map(|id| c.world.sessions.get(id));
            Some(names.map(|s| s.name.as_str()).collect::<Vec<_>>().join(","))
        }
        G::Attached => Some(clients.len().to_string()),
        G::AttachedList => Some(clients.join(",")),
        G::ManyAttached => flag(clients.len() > 1),
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
            (Alerts::STATE, '?'),
            (Alerts::FINISHED, '+'),
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

pub(crate) fn turns(c: &FormatContext<'_>, order: Order) -> Vec<Turn> {
    let here = c.place.map(|p| p.session);
    let ids = c.world.sessions.keys().copied();
    let mut turns: Vec<Turn> = ids
        .map(|id| (c.world.session_location(id), c.client, Some(id) == here))
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
