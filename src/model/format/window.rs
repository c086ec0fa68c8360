//! Variables about a window, and the loop over the windows of a session.

use crate::base::{PaneId, WindowId};
use crate::lang::format::Order;
use crate::model::format::{FormatContext, Turn, flag, seconds, sort_turns};
use crate::model::state::client::Client;
use crate::model::state::location::Location;
use crate::model::state::session::{Alerts, Session};

pub(super) fn variable(c: &FormatContext<'_>, name: &str) -> Option<String> {
    let place = c.place?;
    let window = c.world.windows.get(&place.window)?;
    let session = c.world.sessions.get(&place.session)?;
    let link = session.windows.get(&place.index);
    let has = |alert: Alerts| flag(link.is_some_and(|l| l.alerts.contains(alert)));
    let current = session.current == place.index;
    match name {
        "window_id" => Some(window.id.to_string()),
        "window_name" => Some(window.name.clone()),
        "window_index" => Some(place.index.to_string()),
        "window_active" => flag(current),
        "window_panes" => Some(window.panes().len().to_string()),
        "window_width" => Some(window.size().cols.to_string()),
        "window_height" => Some(window.size().rows.to_string()),
        "window_cell_width" | "window_cell_height" => Some("0".to_owned()),
        "window_layout" => Some(window.tree.dump()),
        "window_visible_layout" => Some(if window.zoomed {
            crate::layout::Tree::single(window.active, window.size()).dump()
        } else {
            window.tree.dump()
        }),
        "window_zoomed_flag" => flag(window.zoomed),
        "window_last_flag" => flag(session.last_index() == Some(place.index)),
        "window_start_flag" => flag(session.windows.keys().next() == Some(&place.index)),
        "window_end_flag" => flag(session.windows.keys().next_back() == Some(&place.index)),
        "window_bell_flag" => has(Alerts::BELL),
        "window_activity_flag" => has(Alerts::ACTIVITY),
        "window_silence_flag" => has(Alerts::SILENCE),
        "window_marked_flag" => flag(holds_mark(c, window.id)),
        "window_flags" => Some(flags(c, place, session).replace('#', "##")),
        "window_raw_flags" => Some(flags(c, place, session)),
        "window_activity" => seconds(window.activity),
        "window_format" => flag(false),
        "window_linked" => flag(links(c, window.id) > c.world.links_for(place.session)),
        "window_linked_sessions_list" => Some(linked(c, window.id).join(",")),
        "window_linked_sessions" => Some(links(c, window.id).to_string()),
        "window_stack_index" => {
            let mut stack = session.last.iter().rev();
            let at = stack.position(|i| *i == place.index).map_or(0, |at| at + 1);
            Some(if current { 0 } else { at }.to_string())
        }
        "window_active_clients" => Some(seeing(c, window.id).len().to_string()),
        "window_active_clients_list" => Some(seeing(c, window.id).join(",")),
        "window_active_sessions" => Some(showing(c, window.id).len().to_string()),
        "window_active_sessions_list" => Some(showing(c, window.id).join(",")),
        "window_bigger" => {
            let id = c.client?;
            let room = c.world.room(id);
            let size = window.size();
            flag(size.cols > room.cols || size.rows > room.rows)
        }
        "window_offset_x" => Some(c.world.view(c.client?).x.to_string()),
        "window_offset_y" => Some(c.world.view(c.client?).y.to_string()),
        "next_window_index" => neighbour(session, place, 1),
        "prev_window_index" => neighbour(session, place, -1),
        "next_window_active" => flag(session.step(place.index, 1) == Some(session.current)),
        "prev_window_active" => flag(session.step(place.index, -1) == Some(session.current)),
        "window_after_active" => {
            let mut before = session.windows.range(..place.index);
            flag(
                before
                    .next_back()
                    .is_some_and(|(i, _)| *i == session.current),
            )
        }
        "window_before_active" => {
            let mut after = session.windows.range(place.index + 1..);
            flag(after.next().is_some_and(|(i, _)| *i == session.current))
        }
        _ => None,
    }
}

fn neighbour(session: &Session, place: Location, step: i64) -> Option<String> {
    session.step(place.index, step).map(|i| i.to_string())
}

fn links(c: &FormatContext<'_>, window: WindowId) -> usize {
    let all = c.world.sessions.values();
    all.map(|s| s.windows.values().filter(|l| l.window == window).count())
        .sum()
}

/// The names of the sessions that have a window, once for each of its links.
fn linked(c: &FormatContext<'_>, window: WindowId) -> Vec<String> {
    let links = c.world.sessions.values().flat_map(|session| {
        let links = session.windows.values().filter(|l| l.window == window);
        links.map(|_| session.name.clone())
    });
    links.collect()
}

/// The names of the sessions whose current window it is.
fn showing<'a>(c: &FormatContext<'a>, window: WindowId) -> Vec<&'a str> {
    let all = c.world.sessions.values();
    let showing = all.filter(|s| s.window() == Some(window));
    showing.map(|s| s.name.as_str()).collect()
}

/// The names of the clients that show it.
fn seeing<'a>(c: &FormatContext<'a>, window: WindowId) -> Vec<&'a str> {
    let shown = |client: &Client| {
        let session = client.session.and_then(|s| c.world.sessions.get(&s));
        session.is_some_and(|s| s.window() == Some(window))
    };
    let seeing = c.world.clients.values().filter(|client| shown(client));
    seeing.map(|client| client.name.as_str()).collect()
}

fn holds_mark(c: &FormatContext<'_>, window: WindowId) -> bool {
    let marked: Option<PaneId> = c.world.marked;
    let pane = marked.and_then(|p| c.world.panes.get(&p));
    pane.is_some_and(|p| p.window == window)
}

/// The signs of a window in the status line.
fn flags(c: &FormatContext<'_>, place: Location, session: &Session) -> String {
    let alerts = session
        .windows
        .get(&place.index)
        .map(|l| l.alerts)
        .unwrap_or_default();
    let zoomed = c.world.windows.get(&place.window).is_some_and(|w| w.zoomed);
    let signs = [
        (alerts.contains(Alerts::ACTIVITY), '#'),
        (alerts.contains(Alerts::BELL), '!'),
        (alerts.contains(Alerts::SILENCE), '~'),
        (session.current == place.index, '*'),
        (session.last_index() == Some(place.index), '-'),
        (holds_mark(c, place.window), 'M'),
        (zoomed, 'Z'),
    ];
    signs
        .iter()
        .filter(|(on, _)| *on)
        .map(|(_, sign)| *sign)
        .collect()
}

pub(super) fn turns(c: &FormatContext<'_>, order: Order) -> Vec<Turn> {
    let Some(session) = c.place.and_then(|p| c.world.sessions.get(&p.session)) else {
        return vec![];
    };
    let indexes = session.windows.keys().copied();
    let mut turns: Vec<Turn> = indexes
        .map(|i| {
            (
                c.world.place_at(session.id, i),
                c.client,
                i == session.current,
            )
        })
        .collect();
    let of = |t: &Turn| t.0.and_then(|p| c.world.windows.get(&p.window));
    sort_turns(
        &mut turns,
        order,
        |t| of(t).map(|w| w.name.clone()),
        |t| of(t).map_or(0, |w| w.activity),
    );
    turns
}
