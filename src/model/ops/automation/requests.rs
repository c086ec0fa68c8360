//! Requests of clients that ask again after the death of a server.

use crate::base::sorted::SortedSet;
use crate::base::{ClientId, PaneId};
use crate::model::ops::timers;
use crate::model::state::automation::request::{BeforeTyping, Request, Typing};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::input::Exit;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;
use crate::term::ScreenPosition;

/// How long the requests of a previous server wait for their clients, in milliseconds.
const LEFT_MS: u64 = 60_000;

/// How long the request of a client on another machine waits for it, in milliseconds.
const LINK_LOST_MS: u64 = 10 * 60_000;

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

/// Whether a previous server began a request.
pub(crate) fn is_known(world: &World, request: Option<u64>) -> bool {
    let known = request.and_then(|number| world.automation.requests.get(&number));
    known.is_some_and(|known| known.started > 0)
}

/// Records how far the text of a request is typed.
pub(crate) fn typed(world: &mut World, request: Option<u64>, typing: Typing) {
    if let Some(number) = request {
        world.automation.requests.entry(number).or_default().typing = Some(typing);
    }
}

/// The pane of a request before its text was typed: as a previous server saw it, else as it is
/// now, which is recorded.
pub(crate) fn before_typing(
    world: &mut World,
    request: Option<u64>,
    now: BeforeTyping,
) -> BeforeTyping {
    let Some(number) = request else {
        return BeforeTyping {
            recorded: false,
            ..now
        };
    };
    let known = world.automation.requests.entry(number).or_default();
    if known.typing.is_none() {
        known.before = now;
    }
    known.before
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

/// The client of a request is gone. One on another machine may have lost its link alone: it comes
/// back and asks again.
pub(crate) fn client_gone(world: &mut World, request: u64, remote: bool) {
    if remote {
        timers::start_timer(world, Purpose::RequestLeft(request), LINK_LOST_MS);
    } else {
        world.automation.requests.remove(&request);
    }
}

/// The client of a request that lost its link has had time to come back.
pub(crate) fn end_lost(world: &mut World, request: u64) {
    if !world.clients.values().any(|c| c.request == Some(request)) {
        world.automation.requests.remove(&request);
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
    let left = requests.extract_if(|number, _| !claimed.contains(number));
    let panes = left.flat_map(|(_, request)| request.panes);
    let panes: SortedSet<PaneId> = panes.map(|(pane, _)| pane).collect();
    for pane in panes {
        world.effect(Effect::Pane(pane, PaneEffect::DropLineLog));
    }
}

/// The wait of a request for a pane has begun. Ends the log of its lines if no other request of the
/// previous server waits for them.
pub(crate) fn watched(world: &mut World, pane: PaneId) {
    let claimed: Vec<u64> = world.clients.values().filter_map(|c| c.request).collect();
    let mut requests = world.automation.requests.iter();
    let waits = requests.any(|(number, request)| {
        let here = request.panes.iter().any(|(known, _)| *known == pane);
        here && !claimed.contains(number)
    });
    if !waits {
        world.effect(Effect::Pane(pane, PaneEffect::DropLineLog));
    }
}
