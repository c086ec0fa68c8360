//! Changes of a layout by hand, which pause the automatic layout of the window.

use crate::base::{ClientId, WindowId};
use crate::lang::keys::key_name;
use crate::lang::tables::options;
use crate::layout::STACKED;
use crate::model::ops::lifecycle::auto_layout;
use crate::model::ops::messages;
use crate::model::state::client::Client;
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// Pauses the automatic layout of a window whose panes a client arranges by hand, and tells the
/// client how it resumes. A stack that `select-layout` made ends.
pub(crate) fn pause(world: &mut World, id: WindowId, client: Option<ClientId>) {
    if !auto_layout::applies(world, id) {
        return;
    }
    let Some(window) = world.windows.get_mut(&id) else {
        return;
    };
    window.stacked = false;
    let name = options::AUTO_LAYOUT.name();
    let own = window.options.get(name);
    if own.is_some_and(|value| value.as_str() == STACKED) {
        window.options.unset(name);
        if !auto_layout::applies(world, id) {
            return;
        }
    }
    if let Some(set) = world.option_set_mut(OptionScope::Window(Some(id))) {
        set.set_flag(options::AUTO_LAYOUT_PAUSED, true);
    }
    let attached = client.filter(|id| world.clients.get(id).is_some_and(Client::attached));
    if let Some(id) = attached {
        let session = world.clients.get(&id).and_then(|client| client.session);
        let resumes = match world.host.as_tmux {
            true => "select-layout -A".to_owned(),
            false => {
                let prefix = key_name(world.get(options::PREFIX, OptionScope::Session(session)));
                format!("{prefix} M-l")
            }
        };
        let text = format!("The automatic layout is paused; {resumes} resumes it");
        messages::show_message(world, id, &text, None, false);
    }
}
