//! Requests of clients that ask again after the death of a server.

use crate::base::{ClientId, PaneId};
use crate::model::ops::timers;
use crate::model::state::automation::request::{Request, Typing};
use crate::model::state::input::Exit;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;
use crate::term::ScreenPosition;

/// How long the requests of a previous server wait for their clients, in milliseconds.
const LEFT_MS: u64 = 60_000;

/// Notes the request of a client.
pub(crate) fn claim(world: &mut World, client: Option<ClientId>, request: Option<u64>) {
    let client = client.and_then(|client| world.clients.get_mut(&client));
    if let Some(client) = client {
        client.request = request;
    }
}

/// The request of a client is asked for the first time: records where its wait begins, and when it
/// ends (milliseconds since 1970). A known request stays as it is.
pub(crate) fn begin(
    world: &mut World,
    request: Option<u64>,
    panes: &[(PaneId, ScreenPosition)],
    until: Option<i64>,
) {
    let Some(number) = request else { return };
    let started = world.now.wall;
    let known = world.automation.requests.entry(number).or_default();
    if known.started == 0 {
        *known = Request {
            panes: panes.to_vec(),
            until: until.unwrap_or(0),
            started,
            ..std::mem::take(known)
        };
    }
}

/// Records how far the text of a request is typed.
pub(crate) fn typed(world: &mut World, request: Option<u64>, typing: Typing) {
    if let Some(number) = request {
        world.automation.requests.entry(number).or_default().typing = Some(typing);
    }
}

/// Records that a pane of requests was closed, or that its program ended (the exit).
pub(crate) fn pane_ended(world: &mut World, pane: PaneId, exit: Option<Exit>) {
    for request in world.automation.requests.values_mut() {
        if request.panes.iter().any(|(known, _)| *known == pane) {
            let exit = exit.map(|exit| (exit.status, exit.signal));
            request.ended.push((pane, exit));
        }
    }
}

/// Forgets the requests of a previous server after some time, if their clients do not come back.
pub(crate) fn await_clients(world: &mut World) {
    if !world.automation.requests.is_empty() {
        timers::start_timer(world, Purpose::RequestsLeft, LEFT_MS);
    }
}

/// The clients have had time to come back.
pub(crate) fn end_left(world: &mut World) {
    let claimed: Vec<u64> = world.clients.values().filter_map(|c| c.request).collect();
    let requests = &mut world.automation.requests;
    requests.retain(|number, _| claimed.contains(number));
}
