//! The line that tells the first client what became of the previous server.

use crate::base::{ClientId, counted};
use crate::lang::keys::key_name;
use crate::lang::tables::news::{VERSION, since};
use crate::lang::tables::options;
use crate::model::ops::messages;
use crate::model::state::options::OptionScope;
use crate::model::state::store_request::StartNote;
use crate::model::state::world::World;

/// Notes that this server took over from one of version `before`, which handed over or died.
pub fn took_over(world: &mut World, before: &str, died: bool) {
    let panes = counted(world.panes.len(), "pane");
    let died = (died && !world.panes.is_empty()).then(|| StartNote {
        text: format!("The server died and was replaced: {panes} went on (see mux status)"),
        restored: false,
        for_new_clients: true,
    });
    world.start_note = news(world, before).or(died);
}

/// The note about a new version of the program.
fn news(world: &World, before: &str) -> Option<StartNote> {
    let prefix = key_name(world.get(options::PREFIX, OptionScope::Session(None)));
    let text = since(before, VERSION, &prefix)?;
    Some(StartNote {
        text,
        restored: false,
        for_new_clients: false,
    })
}

/// The text about restored sessions, with what is new since the version that saved them.
pub(crate) fn with_news(world: &World, text: String, before: &str) -> String {
    match news(world, before) {
        Some(note) => format!("{text}. {}", note.text),
        None => text,
    }
}

/// Shows the note to the first client, until a key. A client that was attached to a server that
/// died saw that itself.
pub(crate) fn show(world: &mut World, id: ClientId) {
    if world.is_control(id) {
        return;
    }
    let Some(client) = world.clients.get(&id) else {
        return;
    };
    let (as_tmux, back) = (client.caller.as_tmux, client.caller.reattaching);
    let note = world.start_note.take();
    if let Some(note) = note.filter(|note| !(as_tmux || back && note.for_new_clients)) {
        let text = note.text.replace('#', "##");
        messages::show_message(world, id, &text, Some(0), false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ClientInfo;
    use crate::model::testing::TestWorld;

    #[test]
    fn the_first_client_is_told_once_what_is_new() {
        let mut fixture = TestWorld::new();
        fixture.ok("set -g prefix C-a");
        took_over(&mut fixture.world, "0.0.1", true);
        let client = fixture.attach();
        let text = format!("This is mux {VERSION}, before it was 0.0.1");
        let shown = fixture.message(client).unwrap_or_default();
        assert!(
            shown == text || shown.starts_with("New since mux 0.0.1: C-a P"),
            "{shown}"
        );
        let second = fixture.attach();
        assert_eq!(fixture.message(second), None);
    }

    #[test]
    fn a_new_client_is_told_that_the_server_died_and_a_returning_one_is_not() {
        let mut fixture = TestWorld::new();
        took_over(&mut fixture.world, VERSION, true);
        let client = fixture.attach();
        let text = "The server died and was replaced: 1 pane went on (see mux status)";
        assert_eq!(fixture.message(client), Some(text));
        took_over(&mut fixture.world, VERSION, true);
        let caller = ClientInfo {
            reattaching: true,
            ..ClientInfo::default()
        };
        let back = fixture.start("attach", caller);
        assert_eq!(fixture.message(back), None);
        took_over(&mut fixture.world, VERSION, false);
        assert_eq!(fixture.world.start_note, None);
    }
}
