//! Paste buffers and clipboards: what programs copy and ask for (OSC 52).

use crate::base::{ClientId, PaneId, base64};
use crate::lang::tables::hooks as hook_events;
use crate::lang::tables::{choices, options};
use crate::model::ops::hooks;
use crate::model::state::client::ClipboardQuery;
use crate::model::state::effect::{ClientEffect, Effect, PaneEffect};
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// The time in milliseconds after which the reply to a clipboard query is dropped. It is long
/// because the terminal may ask its user for permission.
const REPLY_TIMEOUT_MS: u64 = 10_000;

/// The maximum number of open clipboard queries per client, so that a program cannot queue replies
/// without limit.
const MAX_QUERIES: usize = 16;

/// Handles a program that sets the clipboard, if `set-clipboard` is `on`: passes it to the viewers
/// and stores a paste buffer.
pub(crate) fn set_clipboard(world: &mut World, pane: PaneId, selection: &str, data: &[u8]) {
    if world.get(options::SET_CLIPBOARD, OptionScope::Server) != choices::SetClipboard::On {
        return;
    }
    for client in world.clients_showing_pane(pane) {
        world.effect(Effect::Client(
            client,
            ClientEffect::Clipboard(selection.to_owned(), data.to_vec()),
        ));
    }
    if !data.is_empty() {
        add_buffer(world, None, data.to_vec());
    }
    hooks::pane_hook(world, hook_events::PANE_SET_CLIPBOARD, pane);
}

/// Handles a program that queries the clipboard. By `get-clipboard` it gets the newest paste
/// buffer, the clipboard of the most recently used client, or no reply.
pub(crate) fn answer_clipboard_query(
    world: &mut World,
    pane: PaneId,
    selection: String,
    bell: bool,
) {
    let source = world.get(options::GET_CLIPBOARD, OptionScope::Server);
    match source {
        choices::GetClipboard::Off => {}
        choices::GetClipboard::Buffer => {
            if let Some(data) = world.buffers.find(None).map(|b| b.data.clone()) {
                write_clipboard_reply(world, pane, &selection, bell, &data);
            }
        }
        choices::GetClipboard::Request | choices::GetClipboard::Both => {
            let attached = world.clients.values().filter(|c| c.attached());
            let latest = attached.max_by_key(|c| c.order).map(|c| c.id);
            if let Some(client) = latest {
                let query = ClipboardQuery {
                    pane: Some(pane),
                    selection,
                    bell,
                    buffer: source == choices::GetClipboard::Both,
                    until: 0,
                };
                query_clipboard(world, client, query);
            }
        }
    }
}

/// Queries the clipboard of a client's terminal, and stores the reply as a paste buffer.
pub(crate) fn copy_client_clipboard(world: &mut World, client: ClientId) {
    let query = ClipboardQuery {
        pane: None,
        selection: String::new(),
        bell: false,
        buffer: true,
        until: 0,
    };
    query_clipboard(world, client, query);
}

/// Sends a clipboard query. The terminal does not identify its replies, so they are matched to the
/// open queries in order.
fn query_clipboard(world: &mut World, id: ClientId, query: ClipboardQuery) {
    let now = world.now.mono;
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    client.clipboard_queries.retain(|query| query.until > now);
    if client.clipboard_queries.len() >= MAX_QUERIES {
        return;
    }
    let selection = query.selection.clone();
    client.clipboard_queries.push_back(ClipboardQuery {
        until: now + REPLY_TIMEOUT_MS,
        ..query
    });
    world.effect(Effect::Client(id, ClientEffect::AskClipboard(selection)));
}

/// Handles the reply to the oldest open query of a client. A reply without a query is dropped.
pub(crate) fn clipboard_reply(world: &mut World, id: ClientId, data: &[u8]) {
    let now = world.now.mono;
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    client.clipboard_queries.retain(|query| query.until > now);
    let Some(query) = client.clipboard_queries.pop_front() else {
        return;
    };
    if query.buffer && !data.is_empty() {
        add_buffer(world, None, data.to_vec());
    }
    if let Some(pane) = query.pane.filter(|pane| world.panes.contains_key(pane)) {
        write_clipboard_reply(world, pane, &query.selection, query.bell, data);
    }
}

/// Writes the reply to a clipboard query into a pane (OSC 52).
fn write_clipboard_reply(
    world: &mut World,
    pane: PaneId,
    selection: &str,
    bell: bool,
    data: &[u8],
) {
    let end = if bell { "\x07" } else { "\x1b\\" };
    let data = base64::encode(data);
    let answer = format!("\x1b]52;{selection};{data}{end}");
    world.effect(Effect::Pane(pane, PaneEffect::Write(answer.into_bytes())));
}

/// Passes a notification of a program to every client whose session has its window, if
/// `allow-notifications` is on.
pub(crate) fn pass_notification(world: &mut World, pane: PaneId, title: &str, body: &str) {
    if !world.get(options::ALLOW_NOTIFICATIONS, OptionScope::Pane(pane)) {
        return;
    }
    for client in world.clients_with_pane(pane) {
        let (title, body) = (title.to_owned(), body.to_owned());
        world.effect(Effect::Client(client, ClientEffect::Notify(title, body)));
    }
}

/// Stores data in the paste buffer called `name`, or in a new one with an automatic name. At most
/// `buffer-limit` buffers with automatic names remain.
pub(crate) fn add_buffer(world: &mut World, name: Option<&str>, data: Vec<u8>) {
    let limit = world.get(options::BUFFER_LIMIT, OptionScope::Server);
    let now = world.now.wall;
    world.buffers.put(name, data, now, limit);
}

/// Stores data in a new paste buffer with an automatic name that begins with `prefix`; an empty
/// one stands for the usual prefix.
pub(crate) fn add_prefixed_buffer(world: &mut World, prefix: &str, data: Vec<u8>) {
    let limit = world.get(options::BUFFER_LIMIT, OptionScope::Server);
    let now = world.now.wall;
    world.buffers.put_prefixed(prefix, data, now, limit);
}

/// Appends data to the newest paste buffer with an automatic name, or to a new one.
pub(crate) fn append_to_buffer(world: &mut World, data: Vec<u8>) {
    match world
        .buffers
        .find(None)
        .map(|b| (b.name.clone(), b.data.clone()))
    {
        Some((name, mut old)) => {
            old.extend(data);
            world.buffers.replace(&name, old);
        }
        None => add_buffer(world, None, data),
    }
}

/// Copies a text of a pane to a new paste buffer and, unless `set-clipboard` is `off`, to the
/// clipboards of the terminals that show the pane.
pub(crate) fn copy_text(world: &mut World, pane: PaneId, data: Vec<u8>) {
    if world.get(options::SET_CLIPBOARD, OptionScope::Server) != choices::SetClipboard::Off {
        copy_to_terminals(world, pane, &data);
    }
    add_buffer(world, None, data);
}

/// Sets the clipboards of the terminals that show a pane (OSC 52).
pub(crate) fn copy_to_terminals(world: &mut World, pane: PaneId, data: &[u8]) {
    for client in world.clients_showing_pane(pane) {
        set_client_clipboard(world, Some(client), data);
    }
    hooks::pane_hook(world, hook_events::PANE_SET_CLIPBOARD, pane);
}

/// Sets the clipboard of a client's terminal (OSC 52).
pub(crate) fn set_client_clipboard(world: &mut World, client: Option<ClientId>, data: &[u8]) {
    if let Some(client) = client {
        world.effect(Effect::Client(
            client,
            ClientEffect::Clipboard("c".to_owned(), data.to_vec()),
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientId, PaneId};
    use crate::model::state::effect::{ClientEffect, Effect, PaneEffect};
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;
    use crate::term::Event;

    fn question() -> Event {
        Event::ClipboardQuery {
            selection: "c".to_owned(),
            bell: false,
        }
    }

    fn copy() -> Event {
        Event::Clipboard {
            selection: "c".to_owned(),
            data: b"hi".to_vec(),
        }
    }

    /// The effects after an event of a program, as text.
    pub(crate) fn after(fixture: &mut TestWorld, event: Event) -> Vec<Effect> {
        fixture.effects.clear();
        fixture.apply(Input::PaneEvents(PaneId(0), vec![event]));
        std::mem::take(&mut fixture.effects)
    }

    pub(crate) fn attached() -> (TestWorld, ClientId) {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        (fixture, client)
    }

    #[test]
    fn programs_copy_only_when_that_is_on() {
        let (mut fixture, client) = attached();
        let wanted = Effect::Client(
            client,
            ClientEffect::Clipboard("c".to_owned(), b"hi".to_vec()),
        );
        for (value, passes) in [("off", false), ("external", false), ("on", true)] {
            fixture.run(&format!("set -s set-clipboard {value}"));
            let effects = after(&mut fixture, copy());
            assert_eq!(effects.contains(&wanted), passes, "{value}");
            let made = fixture.world.buffers.find(None).is_some();
            assert_eq!(made, passes, "{value}");
        }
    }

    #[test]
    fn the_terminal_answers_once_and_in_time() {
        for (value, buffer) in [("request", false), ("both", true)] {
            let (mut fixture, client) = attached();
            fixture.run(&format!("set -s get-clipboard {value}"));
            let told = |fixture: &mut TestWorld| {
                fixture.effects.clear();
                fixture.apply(Input::Clipboard(client, b"hi".to_vec()));
                let wanted = b"\x1b]52;c;aGk=\x1b\\".to_vec();
                fixture
                    .effects
                    .contains(&Effect::Pane(PaneId(0), PaneEffect::Write(wanted)))
            };
            assert!(!told(&mut fixture), "{value}: nobody asked");
            let effects = after(&mut fixture, question());
            let query = Effect::Client(client, ClientEffect::AskClipboard("c".to_owned()));
            assert!(effects.contains(&query), "{value}: {effects:?}");
            assert!(told(&mut fixture), "{value}");
            assert!(!told(&mut fixture), "{value}: asked once");
            let made = fixture.world.buffers.find(None).is_some();
            assert_eq!(made, buffer, "{value}");
            after(&mut fixture, question());
            fixture.now.mono += crate::model::ops::clipboard::REPLY_TIMEOUT_MS;
            assert!(!told(&mut fixture), "{value}: too late");
        }
    }

    #[test]
    fn notifications_reach_clients_unless_that_is_off() {
        let (mut fixture, client) = attached();
        let note = || Event::Notify {
            title: "a".to_owned(),
            body: "b".to_owned(),
        };
        let wanted = Effect::Client(client, ClientEffect::Notify("a".to_owned(), "b".to_owned()));
        assert!(after(&mut fixture, note()).contains(&wanted));
        fixture.run("set -g allow-notifications off");
        assert!(!after(&mut fixture, note()).contains(&wanted));
    }
}
