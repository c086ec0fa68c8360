//! The variables of a window, and the loop over the windows of a session.

use crate::base::{PaneId, WindowId};
use crate::lang::format::Order;
use crate::lang::tables::format_variables::WindowVariable as V;
use crate::model::format::context::{FormatContext, Turn, flag, seconds, sort_turns};
use crate::model::state::client::Client;
use crate::model::state::location::Location;
use crate::model::state::session::{Alerts, Session};

pub(crate) fn value(c: &FormatContext<'_>, variable: V) -> Option<String> {
    let place = c.place?;
    let window = c.world.windows.get(&place.window)?;
    let session = c.world.sessions.get(&place.session)?;
    let link = session.windows.get(&place.index);
    let has = |alert: Alerts| flag(link.is_some_and(|l| l.alerts.contains(alert)));
    let current = session.current == place.index;
    match variable {
        V::Id => Some(window.id.to_string()),
        V::Name => Some(window.name.clone()),
        V::Index => Some(place.index.to_string()),
        V::Active => flag(current),
        V::Panes => Some(window.panes().len().to_string()),
        V::Width => Some(window.size().cols.to_string()),
        V::Height => Some(window.size().rows.to_string()),
        V::CellWidth | V::CellHeight => Some("0".to_owned()),
        V::Layout => Some(window.layout()),
        V::ManualHeight => Some(window.manual?.rows.to_string()),
        V::ManualWidth => Some(window.manual?.cols.to_string()),
        V::VisibleLayout => Some(window.visible_layout()),
        V::ZoomedFlag => flag(window.zoomed),
        V::ModalPane => {
            let modal = window.floats.above.modal;
            Some(
                modal
                    .map(|modal| modal.pane.to_string())
                    .unwrap_or_default(),
            )
        }
        V::LastFlag => flag(session.last_index() == Some(place.index)),
        V::StartFlag => flag(session.windows.keys().next() == Some(&place.index)),
        V::EndFlag => flag(session.windows.keys().next_back() == Some(&place.index)),
        V::BellFlag => has(Alerts::BELL),
        V::ActivityFlag => has(Alerts::ACTIVITY),
        V::BlockedPanes => Some(c.world.blocked_in_window(window.id).len().to_string()),
        V::StateFlag => has(Alerts::STATE),
        V::FinishedFlag => has(Alerts::FINISHED),
        V::SilenceFlag => has(Alerts::SILENCE),
        V::MarkedFlag => flag(holds_mark(c, window.id)),
        V::Flags => Some(flags(c, place, session).replace('#', "##")),
        V::RawFlags => Some(flags(c, place, session)),
        V::Activity => seconds(window.activity),
        V::Format => flag(false),
        V::Linked => flag(links(c, window.id) > c.world.links_per_session(place.session)),
        V::LinkedSessionsList => Some(linked(c, window.id).join(",")),
        V::LinkedSessions => Some(links(c, window.id).to_string()),
        V::StackIndex => {
            let mut stack = session.last.iter().rev();
            let at = stack.position(|i| *i == place.index).map_or(0, |at| at + 1);
            Some(if current { 0 } else { at }.to_string())
        }
        V::ActiveClients => Some(seeing(c, window.id).len().to_string()),
        V::ActiveClientsList => Some(seeing(c, window.id).join(",")),
        V::ActiveSessions => Some(showing(c, window.id).len().to_string()),
        V::ActiveSessionsList => Some(showing(c, window.id).join(",")),
        V::Bigger => {
            let id = c.client?;
            let room = c.world.window_space(id);
            let size = window.size();
            flag(size.cols > room.cols || size.rows > room.rows)
        }
        V::OffsetX => Some(c.world.view_offset(c.client?).x.to_string()),
        V::OffsetY => Some(c.world.view_offset(c.client?).y.to_string()),
        V::NextWindowIndex => neighbour(session, place, 1),
        V::PrevWindowIndex => neighbour(session, place, -1),
        V::NextWindowActive => flag(session.step(place.index, 1) == Some(session.current)),
        V::PrevWindowActive => flag(session.step(place.index, -1) == Some(session.current)),
        V::AfterActive => {
            let mut before = session.windows.range(..place.index);
            flag(
                before
                    .next_back()
                    .is_some_and(|(i, _)| *i == session.current),
            )
        }
        V::BeforeActive => {
            let mut after = session.windows.range(place.index + 1..);
            flag(after.next().is_some_and(|(i, _)| *i == session.current))
        }
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

/// The names of the sessions whose current window this is.
fn showing<'a>(c: &FormatContext<'a>, window: WindowId) -> Vec<&'a str> {
    let all = c.world.sessions.values();
    let showing = all.filter(|s| s.window() == Some(window));
    showing.map(|s| s.name.as_str()).collect()
}

/// The names of the clients that show the window.
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

/// The flags of a window in the status line (`#F`).
fn flags(c: &FormatContext<'_>, place: Location, session: &Session) -> String {
    let alerts = session
        .windows
        .get(&place.index)
        .map(|l| l.alerts)
        .unwrap_or_default();
    let window = c.world.windows.get(&place.window);
    let zoomed = window.is_some_and(|window| window.zoomed);
    let modal = window.is_some_and(|window| window.floats.above.modal.is_some());
    let signs = [
        (alerts.contains(Alerts::ACTIVITY), '#'),
        (alerts.contains(Alerts::BELL), '!'),
        (alerts.contains(Alerts::SILENCE), '~'),
        (alerts.contains(Alerts::STATE), '?'),
        (alerts.contains(Alerts::FINISHED), '+'),
        (session.current == place.index, '*'),
        (session.last_index() == Some(place.index), '-'),
        (holds_mark(c, place.window), 'M'),
        (zoomed, 'Z'),
        (modal, 'O'),
    ];
    signs
        .iter()
        .filter(|(on, _)| *on)
        .map(|(_, sign)| *sign)
        .collect()
}

pub(crate) fn turns(c: &FormatContext<'_>, order: Order) -> Vec<Turn> {
    let Some(session) = c.place.and_then(|p| c.world.sessions.get(&p.session)) else {
        return vec![];
    };
    let indexes = session.windows.keys().copied();
    let mut turns: Vec<Turn> = indexes
        .map(|i| {
            (
                c.world.location_at(session.id, i),
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
