//! Subscriptions: formats whose changes a control client is told (`refresh-client -B`). They are
//! checked once a second.

use crate::base::{ClientId, PaneId, SessionId, WindowId};
use crate::model::format::context::FormatContext;
use crate::model::ops::control::block;
use crate::model::ops::timers;
use crate::model::state::control::{Subscription, SubscriptionKey, Watched};
use crate::model::state::location::Location;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// The time between two checks, in milliseconds.
const INTERVAL: u64 = 1000;

/// Adds, replaces or removes a subscription: `NAME:WHAT:FORMAT`, or `NAME` alone to remove it. WHAT
/// is empty for the session, `%*`, `%ID`, `@*` or `@ID`. Text of another form is ignored, as in
/// tmux.
pub(crate) fn subscribe(world: &mut World, id: ClientId, text: &str) {
    let control = world.control_mut(id);
    let Some(control) = control else { return };
    let Some((name, rest)) = text.split_once(':') else {
        control.subscriptions.remove(text);
        return;
    };
    let Some(subscription) = parsed(rest) else {
        return;
    };
    let is_first = control.subscriptions.is_empty();
    control.subscriptions.insert(name.to_owned(), subscription);
    if is_first {
        timers::start_timer(world, Purpose::Subscriptions(id), INTERVAL);
    }
}

/// Checks the subscriptions of a client that reconnected from now on.
pub(crate) fn resume(world: &mut World, id: ClientId) {
    let control = world.control_mut(id);
    if control.is_some_and(|control| !control.subscriptions.is_empty()) {
        timers::start_timer(world, Purpose::Subscriptions(id), INTERVAL);
    }
}

/// Parses `WHAT:FORMAT`.
pub(crate) fn parsed(text: &str) -> Option<Subscription> {
    let (what, format) = text.split_once(':')?;
    let number = |text: &str| text.parse::<u32>().ok();
    let watched = match (what, what.strip_prefix('%'), what.strip_prefix('@')) {
        ("%*", ..) => Watched::AllPanes,
        ("@*", ..) => Watched::AllWindows,
        (_, Some(pane), _) => match number(pane) {
            Some(pane) => Watched::Pane(PaneId(pane)),
            None => Watched::Session,
        },
        (_, _, Some(window)) => match number(window) {
            Some(window) => Watched::Window(WindowId(window)),
            None => Watched::Session,
        },
        _ => Watched::Session,
    };
    Some(Subscription {
        watched,
        format: format.to_owned(),
        sent: Default::default(),
    })
}

/// Sends the values that changed since the last check, and starts the timer of the next one.
pub(crate) fn check(world: &mut World, id: ClientId, access: &dyn PaneAccess) {
    let control = world.clients.get(&id).and_then(|c| c.control.as_deref());
    let Some(control) = control.filter(|c| !c.subscriptions.is_empty()) else {
        return;
    };
    let mut lines = Vec::new();
    let mut all = control.subscriptions.clone();
    for (name, subscription) in &mut all {
        let mut sent = crate::base::sorted::SortedMap::new();
        let session = world.clients.get(&id).and_then(|c| c.session);
        for (key, place) in objects(world, session, subscription.watched) {
            let context = FormatContext::new(world, access).about(Some(place));
            let value = context.seen_by(Some(id)).expand(&subscription.format);
            if subscription.sent.get(&key) != Some(&value) {
                lines.push(line(name, key, &value));
            }
            sent.insert(key, value);
        }
        subscription.sent = sent;
    }
    if let Some(control) = world.control_mut(id) {
        control.subscriptions = all;
    }
    for line in lines {
        block::notify(world, id, &line);
    }
    timers::start_timer(world, Purpose::Subscriptions(id), INTERVAL);
}

fn line(name: &str, (session, window, pane): SubscriptionKey, value: &str) -> String {
    let (id, index) = match window {
        Some((id, index)) => (id.to_string(), index.to_string()),
        None => ("-".to_owned(), "-".to_owned()),
    };
    let pane = pane.map_or("-".to_owned(), |pane| pane.to_string());
    format!("%subscription-changed {name} {session} {id} {index} {pane} : {value}")
}

/// The objects of a subscription in a session, with their targets.
pub(crate) fn objects(
    world: &World,
    session: Option<SessionId>,
    watched: Watched,
) -> Vec<(SubscriptionKey, Location)> {
    let Some(session) = session.and_then(|s| world.sessions.get(&s)) else {
        return vec![];
    };
    let windows = || {
        let links = session.windows.iter();
        links.filter_map(|(index, link)| Some((*index, world.windows.get(&link.window)?)))
    };
    let at = |index, window, pane| Location {
        session: session.id,
        index,
        window,
        pane,
    };
    match watched {
        Watched::Session => world
            .session_location(session.id)
            .map(|place| ((session.id, None, None), place))
            .into_iter()
            .collect(),
        Watched::Window(_) | Watched::AllWindows => windows()
            .filter(|(_, window)| match watched {
                Watched::Window(wanted) => window.id == wanted,
                _ => true,
            })
            .map(|(index, window)| {
                let key = (session.id, Some((window.id, index)), None);
                (key, at(index, window.id, window.active))
            })
            .collect(),
        Watched::Pane(_) | Watched::AllPanes => windows()
            .flat_map(|(index, window)| {
                let panes = window.panes().into_iter();
                panes.map(move |pane| (index, window.id, pane))
            })
            .filter(|(_, _, pane)| match watched {
                Watched::Pane(wanted) => *pane == wanted,
                _ => true,
            })
            .map(|(index, window, pane)| {
                let key = (session.id, Some((window, index)), Some(pane));
                (key, at(index, window, pane))
            })
            .collect(),
    }
}
