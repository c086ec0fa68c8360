//! Gives the lists and prompts of a server that was replaced back to clients that reconnect.

use crate::base::ClientId;
use crate::model::ops::lifecycle::popup_lifecycle::owner;
use crate::model::ops::{overlays, queue};
use crate::model::script::parse;
use crate::model::state::client::Client;
use crate::model::state::command::{Origin, Queue};
use crate::model::state::overlay::Prompt;
use crate::model::state::overlay::left::OverlaysLeft;
use crate::model::state::overlay::list::List;
use crate::model::state::overlay::popup::PopupOwner;
use crate::model::state::world::World;

/// The lists and prompts that the next server gives back to their clients.
pub(crate) fn to_save(world: &World) -> Vec<(PopupOwner, OverlaysLeft)> {
    let shown = world.clients.values().filter_map(|client| {
        let list = client.overlays.get::<List>().map(List::left);
        let prompt = client.overlays.get::<Prompt>();
        let prompt = prompt.filter(|prompt| is_own(world, client.id, prompt));
        let left = OverlaysLeft {
            list: list.or_else(|| client.list_left.clone()),
            prompt: prompt.cloned(),
        };
        let some = left.list.is_some() || left.prompt.is_some();
        some.then(|| Some((owner(world, client.id)?, left)))?
    });
    shown.chain(world.overlays_left.iter().cloned()).collect()
}

/// Whether a prompt of a client waits for nobody else. A program that opened one asks again itself.
fn is_own(world: &World, id: ClientId, prompt: &Prompt) -> bool {
    let queue = prompt.run.and_then(|run| world.queues.all.get(&run));
    queue.is_none_or(|queue| queue.client.is_none_or(|client| client == id))
}

/// Gives a client that reconnected its list and its prompt back. The rows of the list are found
/// anew by the command that opens it.
pub(crate) fn give_back(world: &mut World, id: ClientId) {
    let Some(owner) = owner(world, id) else {
        return;
    };
    let at = world.overlays_left.iter().position(|(of, _)| *of == owner);
    let Some(at) = at else {
        return;
    };
    let (_, left) = world.overlays_left.remove(at);
    if !world.clients.get(&id).is_some_and(Client::draws) {
        return;
    }
    if let Some(prompt) = left.prompt {
        overlays::open(world, id, prompt);
    }
    let Some(list) = left.list else {
        return;
    };
    let Ok(script) = parse::parse(world, list.command()) else {
        return;
    };
    let place = list.place;
    let run = Queue {
        client: Some(id),
        origin: Origin::Key,
        place: place.filter(|place| world.panes.contains_key(&place.pane)),
        ..Queue::default()
    };
    if let Some(client) = world.clients.get_mut(&id) {
        client.list_left = Some(list);
    }
    queue::enqueue(world, run, script);
}

#[cfg(test)]
mod tests {
    use crate::base::ClientId;
    use crate::model::state::overlay::Prompt;
    use crate::model::state::overlay::list::{List, ListKind};
    use crate::model::testing::TestWorld;

    fn list(fixture: &TestWorld, client: ClientId) -> Option<&List> {
        fixture.world.clients[&client].overlays.get()
    }

    #[test]
    fn a_list_returns_with_its_filter_and_its_chosen_row() {
        for (open, kind) in [("?", ListKind::Keys), ("Enter", ListKind::Palette)] {
            let mut fixture = TestWorld::new();
            let client = fixture.attach();
            fixture.keys(client, &["C-b", open]);
            fixture.type_text(client, "window");
            fixture.keys(client, &["Down", "Down", "Left"]);
            let before = list(&fixture, client).unwrap();
            let chosen = before.chosen().map(|row| row.id.clone());
            let place = before.place;
            let client = fixture.replace_server(client);
            let after = list(&fixture, client).unwrap();
            assert_eq!((after.kind, after.typed()), (kind, "window".to_owned()));
            assert_eq!((after.cursor(), after.place), (5, place));
            assert!(chosen.is_some());
            assert_eq!(after.chosen().map(|row| row.id.clone()), chosen, "{open}");
            // Keys go on in the list, not to the program.
            fixture.type_text(client, "s");
            let typed = list(&fixture, client).unwrap().typed();
            assert_eq!(
                (typed.as_str(), fixture.typed(0)),
                ("windosw", String::new())
            );
        }
    }

    #[test]
    fn a_closed_list_does_not_return() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("choose-key");
        fixture.keys(client, &["a", "Escape"]);
        let client = fixture.replace_server(client);
        assert!(list(&fixture, client).is_none());
        // The next list of that kind starts anew.
        fixture.ok("choose-key");
        assert_eq!(list(&fixture, client).unwrap().typed(), "");
    }

    #[test]
    fn the_switcher_keeps_its_marks_and_what_its_end_does() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("new-session -d -s other");
        fixture.ok("bind F5 pick -d");
        fixture.keys(client, &["C-b", "F5"]);
        fixture.keys(client, &["C-Space", "C-t"]);
        let left = list(&fixture, client).unwrap().left();
        assert_eq!(left.marked.iter().count(), 1);
        let client = fixture.replace_server(client);
        assert_eq!(list(&fixture, client).unwrap().left(), left);
        fixture.keys(client, &["Escape"]);
        assert!(!fixture.world.is_attached(client));
    }

    #[test]
    fn a_prompt_returns_with_its_text_and_runs_its_command() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.keys(client, &["C-b", ","]);
        fixture.type_text(client, "ne");
        let client = fixture.replace_server(client);
        let prompt = fixture.world.clients[&client].overlays.get::<Prompt>();
        assert!(prompt.is_some_and(|prompt| prompt.input.ends_with(&['n', 'e'])));
        fixture.keys(client, &["C-u", "n", "e", "w", "Enter"]);
        assert_eq!(fixture.format("#W"), "new");
        assert_eq!(fixture.typed(0), "");
    }
}
