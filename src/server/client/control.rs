//! Requests of the world about the stream of a control client.

use crate::base::PaneId;
use crate::base::sorted::SortedMap;
use crate::model::state::effect::ControlEffect;
use crate::server::client::state::Client;
use crate::server::pane::state::Pane;
use crate::wire::ToClient;
use std::sync::Arc;
use std::time::Duration;

/// Performs `effect` for `client`.
pub fn perform(panes: &SortedMap<PaneId, Arc<Pane>>, client: &Arc<Client>, effect: ControlEffect) {
    let Some(stream) = client.control_stream() else {
        return;
    };
    match effect {
        ControlEffect::Text(text) => stream.push_text(text),
        ControlEffect::Stream(wanted) => {
            let known = client.take_output_from();
            for (id, pane) in panes {
                if wanted.contains(id) {
                    pane.add_control_client(client, known.get(id).copied());
                } else {
                    pane.remove_control_client(client.id);
                }
            }
        }
        ControlEffect::Pause(pane, stop) => stream.pause(pane, stop),
        ControlEffect::Flags {
            pause_after,
            wait_exit,
        } => {
            let limit = pause_after.map(|seconds| Duration::from_secs(u64::from(seconds)));
            stream.set_pause_after(limit);
            stream.push_message(&ToClient::WaitExit(wait_exit));
        }
    }
    client.wake.notify_one();
}
