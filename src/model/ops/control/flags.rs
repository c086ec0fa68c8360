//! Client flags: `attach-session -f`, `new-session -f`, `refresh-client -f`, `switch-client -f`.

use crate::base::ClientId;
use crate::model::ops::lifecycle::client_lifecycle;
use crate::model::ops::window_size;
use crate::model::state::effect::{ClientEffect, ControlEffect, Effect};
use crate::model::state::world::World;

/// Sets the comma-separated client flags; `!` before a flag clears it. Unknown flags are ignored,
/// as in tmux.
pub(crate) fn set_flags(world: &mut World, id: ClientId, flags: &str) {
    let user = world
        .clients
        .get(&id)
        .and_then(|client| client.user.as_ref());
    let reader = world.is_reader(user);
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    for flag in flags.split(',') {
        let (on, name) = match flag.strip_prefix('!') {
            Some(name) => (false, name),
            None => (true, flag),
        };
        match name {
            "read-only" => client.read_only = on || reader,
            "ignore-size" => client.ignore_size = on,
            _ => {}
        }
        let Some(control) = client.control.as_deref_mut() else {
            continue;
        };
        match name {
            "no-output" => control.no_output = on,
            "wait-exit" => control.wait_exit = on,
            "active-pane" => control.active_pane = on,
            "no-detach-on-destroy" => control.no_detach_on_destroy = on,
            "pause-after" => control.pause_after = on.then_some(0),
            name => {
                let seconds = name.strip_prefix("pause-after=");
                if let Some(seconds) = seconds.and_then(|s| s.parse().ok()) {
                    control.pause_after = on.then_some(seconds);
                }
            }
        }
    }
    if let Some(control) = &client.control {
        let effect = ClientEffect::Control(ControlEffect::Flags {
            pause_after: control.pause_after,
            wait_exit: control.wait_exit,
        });
        world.effect(Effect::Client(id, effect));
    }
    let client = world.clients.get(&id).filter(|c| c.control.is_some());
    if let Some((client, session)) = client.and_then(|c| Some((c, c.session?))) {
        // A client that loses its server attaches with the present flags.
        let effect = ClientEffect::Attached {
            reattach: client_lifecycle::reattach(client, session),
            escape_time: 0,
        };
        world.effect(Effect::Client(id, effect));
    }
    window_size::update_window_sizes(world);
}
