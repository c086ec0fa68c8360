//! Requests of clients that ask again after the death of a server or a lost link.

use crate::base::client_info::HOST;
use crate::base::sorted::SortedSet;
use crate::base::{ClientId, PaneId};
use crate::model::ops::timers;
use crate::model::state::automation::request::{BeforeTyping, Request, Typing};
use crate::model::state::automation::wait::Met;
use crate::model::state::automation::watch::Found;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::input::Exit;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;
use crate::term::ScreenPosition;

/// How long the requests of a previous server wait for their clients, in milliseconds.
const LEFT_MS: u64 = 60_000;

/// How long the answered request of a client on another machine waits for it, in milliseconds: the
/// answer may be lost with the link.
const ANSWERED_MS: u64 = 10 * 60_000;

/// How much longer than its own time a request without an answer waits for such a client.
const LINK_GRACE_MS: u64 = 60_000;

/// How long a request without an end waits for such a client. The client gives up before.
const ENDLESS_MS: u64 = 25 * 60 * 60_000;

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
    let mut clients = world.clients.values();
    let client = clients.find(|client| client.request == request);
    let remote = client.is_some_and(|client| client.caller.variable(HOST).is_some());
    let known = world.automation.requests.entry(number).or_default();
    if known.started == 0 {
        *known = Request {
            panes: panes.to_vec(),
            until: until.unwrap_or(0),
            started,
            ..std::mem::take(known)
        };
    }
    known.findings.remote |= remote;
}

/// Records how a condition of a request was met.
pub(crate) fn met(
    world: &mut World,
    request: Option<u64>,
    pane: PaneId,
    condition: usize,
    met: Met,
) {
    let known = request.and_then(|number| world.automation.requests.get_mut(&number));
    if let Some(known) = known {
        known.findings.met.push((pane, condition, met));
        world.changed = true;
    }
}

/// Records the pattern that ended the wait of a request.
pub(crate) fn stopped(world: &mut World, request: Option<u64>, by: (PaneId, String, Found)) {
    let known = request.and_then(|number| world.automation.requests.get_mut(&number));
    if let Some(known) = known {
        known.findings.stopped = Some(by);
        world.changed = true;
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
        let mut waits = world.automation.waits.values();
        let waits = waits.any(|wait| wait.request == Some(request));
        let mut typing = world.automation.submissions.all.values();
        let open = waits || typing.any(|typing| typing.request == Some(request));
        await_link(world, request, open);
    } else {
        world.automation.requests.remove(&request);
    }
}

/// Keeps a request until its client on another machine cannot ask for it any more. `open`: it has
/// no answer yet.
fn await_link(world: &mut World, request: u64, open: bool) {
    let Some(known) = world.automation.requests.get(&request) else {
        return;
    };
    let left = (known.until - world.now.wall).max(0).unsigned_abs();
    let ms = match known.until {
        _ if !open => ANSWERED_MS,
        0 => ENDLESS_MS,
        _ => left.saturating_add(LINK_GRACE_MS).min(ENDLESS_MS),
    };
    timers::start_timer(world, Purpose::RequestLeft(request), ms);
}

/// Whether a client asks for a request.
fn is_asked(world: &World, request: u64) -> bool {
    let mut clients = world.clients.values();
    clients.any(|client| client.request == Some(request))
}

/// The client of a request that lost its link has had time to come back. Returns whether the
/// request ends.
pub(crate) fn end_lost(world: &mut World, request: u64) -> bool {
    if is_asked(world, request) {
        return false;
    }
    let known = world.automation.requests.remove(&request);
    for (pane, _) in known.into_iter().flat_map(|known| known.panes) {
        watched(world, pane);
    }
    true
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
    let (mut gone, mut lost) = (SortedSet::new(), Vec::new());
    requests.retain(|number, request| {
        let asked = claimed.contains(number);
        if !asked && request.findings.remote {
            lost.push(*number);
        } else if !asked {
            gone.extend(request.panes.iter().map(|(pane, _)| *pane));
        }
        asked || request.findings.remote
    });
    for request in lost {
        await_link(world, request, true);
    }
    for pane in gone {
        watched(world, pane);
    }
}

/// The wait of a request for a pane has begun or ended. Ends the log of its lines if no other
/// request of the previous server waits for them.
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
