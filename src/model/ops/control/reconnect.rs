//! Gives control clients of a server that was replaced their state back when they reconnect. Client
//! flags come with the command that attaches again.

use crate::base::ClientId;
use crate::model::ops::control::{block, notify, subscription};
use crate::model::ops::lifecycle::popup_lifecycle;
use crate::model::state::control::ControlLeft;
use crate::model::state::effect::{ClientEffect, ControlEffect, Effect};
use crate::model::state::overlay::popup::PopupOwner;
use crate::model::state::world::World;

/// The state of control clients for the next server.
pub(crate) fn to_save(world: &World) -> Vec<(PopupOwner, ControlLeft)> {
    let connected = world.clients.values().filter_map(|client| {
        let control = client.control.as_deref()?;
        client.session?;
        let left = ControlLeft {
            size: control.sized.then_some(client.size),
            window_sizes: control.window_sizes.clone(),
            off: control.off.clone(),
            subscriptions: control.subscriptions.clone(),
            pauses: control.pause_after.is_some(),
        };
        Some((popup_lifecycle::owner(world, client.id)?, left))
    });
    connected
        .chain(world.control_left.iter().cloned())
        .collect()
}

/// Gives a client that reconnected its sizes, subscriptions and switched-off panes back. The output
/// in between is not in its stream: a client that uses `pause-after` is told by `%pause` for each
/// pane.
pub(crate) fn give_back(world: &mut World, id: ClientId) {
    let Some(owner) = popup_lifecycle::owner(world, id) else {
        return;
    };
    let at = world.control_left.iter().position(|(of, _)| *of == owner);
    let Some(at) = at else {
        return;
    };
    let (_, left) = world.control_left.remove(at);
    let panes = notify::panes_of(world, id);
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    client.size = left.size.unwrap_or(client.size);
    let Some(control) = client.control.as_deref_mut() else {
        return;
    };
    control.sized = left.size.is_some();
    control.window_sizes = left.window_sizes;
    control.off = left.off;
    control.subscriptions = left.subscriptions;
    let missed: Vec<_> = match left.pauses {
        true => panes.difference(&control.off).copied().collect(),
        false => Vec::new(),
    };
    control.paused.extend(missed.iter().copied());
    subscription::resume(world, id);
    for pane in missed {
        block::notify(world, id, &format!("%pause {pane}"));
        let effect = ClientEffect::Control(ControlEffect::Pause(pane, true));
        world.effect(Effect::Client(id, effect));
    }
}
