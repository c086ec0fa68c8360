//! Dispatches a key: to the overlays, the key tables with prefix and repeat, or the pane.

use crate::base::key::MousePlace;
use crate::base::{ClientId, Key, KeyCode, KeyEvent, KeyEventKind, Mods, PaneId};
use crate::lang::keys::key_name;
use crate::lang::script::{CommandLine, Script};
use crate::lang::tables::choices::RemainOnExit;
use crate::lang::tables::hooks as hook_events;
use crate::lang::tables::options;
use crate::layout::Modal;
use crate::model::input::key_hints;
use crate::model::modes::copy_mode::history_search;
use crate::model::modes::mode_dispatch;
use crate::model::ops::lifecycle::first_steps;
use crate::model::ops::lifecycle::{client_lifecycle, close};
use crate::model::ops::pane_input::{encode, modes};
use crate::model::ops::{hooks, messages, overlays, queue, timers};
use crate::model::overlays::event::KeyOutcome;
use crate::model::overlays::{popup, prompt, stack};
use crate::model::script::{parse, table};
use crate::model::state::client::MouseHit;
use crate::model::state::command::{CommandDef, Origin, ParsedScript, Queue};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::key_tables::{Binding, KeyTables};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;
use crate::term::encode_paste;

/// Dispatches a key of a client. Returns whether the key was only typed into panes, so that nothing
/// with a hook can have changed.
pub(crate) fn key(
    world: &mut World,
    id: ClientId,
    event: &KeyEvent,
    access: &dyn PaneAccess,
) -> bool {
    let order = world.clients.get(&id).map(|client| client.order);
    let queued = world.queues.next;
    if !client_lifecycle::record_activity(world, id) {
        return false;
    }
    // A client that was not the last one to be used gives windows its size and has a hook.
    let same_client =
        world.clients.get(&id).map(|client| client.order) == order && world.queues.next == queued;
    if event.kind == KeyEventKind::Release {
        if popup::shown(world, id).is_some() {
            popup::key(world, id, event, access);
            return false;
        }
        return key_to_pane(world, id, event, access) && same_client;
    }
    key_hints::pressed(world, id);
    // A key that closes an overlay and goes on to the pane wakes the queue that waited for it.
    let only_typed = same_client && overlays::kinds(world, id).is_empty();
    loop {
        match stack::key(world, id, event, access) {
            KeyOutcome::Taken => {
                // The keys of a prompt change what it searches for, and Enter keeps it.
                if history_search::ends(event.key) {
                    history_search::cancel_by_key(world, id, event.key);
                }
                return false;
            }
            KeyOutcome::Pass => break,
            KeyOutcome::Redispatch => {}
        }
    }
    if let Some(client) = world.clients.get_mut(&id) {
        client.key = Some(event.key);
    }
    if history_search::cancel_by_key(world, id, event.key) {
        return false;
    }
    let modal = modal(world, id);
    if modal.is_some_and(|modal| modal.close_on_cancel && cancels(event.key)) {
        let pane = modal.map(|modal| modal.pane).unwrap_or_default();
        world.changed = true;
        close::close_pane(world, pane);
        return false;
    }
    let pasted = is_pasted(world, id);
    let captured = modal.is_some_and(|modal| modal.all_keys);
    (pasted || captured || !dispatch_binding(world, id, event.key, None, access))
        && key_to_pane(world, id, event, access)
        && only_typed
}

/// The modal pane that gets the keys of a client: none for a client that only reads, in a mode, or
/// after a prefix.
fn modal(world: &World, id: ClientId) -> Option<Modal> {
    let client = world.clients.get(&id);
    let client = client.filter(|client| !client.read_only && client.table.is_none())?;
    let place = world.session_location(client.session?)?;
    let modal = world.windows.get(&place.window)?.floats.above.modal?;
    let pane = world.panes.get(&modal.pane)?;
    (pane.mode.is_none() && place.pane == modal.pane).then_some(modal)
}

fn cancels(key: Key) -> bool {
    let control_c = Key::new(KeyCode::Char('c'), Mods::CTRL);
    key == Key::plain(KeyCode::Escape) || key == control_c
}

/// Whether a key counts as pasted, because it and the key before it each followed the key
/// before them within `assume-paste-time`. Terminals with bracketed paste mark pastes themselves.
fn is_pasted(world: &mut World, id: ClientId) -> bool {
    let Some(client) = world.clients.get(&id) else {
        return false;
    };
    let limit = world.get(
        options::ASSUME_PASTE_TIME,
        OptionScope::Session(client.session),
    );
    let mut features = client.terminal.features.split(',');
    let marks = client.terminal.features.is_empty() || features.any(|name| name == "bpaste");
    let now = world.now.mono;
    let fast = limit > 0 && !marks && now.saturating_sub(client.last_key) < limit;
    let Some(client) = world.clients.get_mut(&id) else {
        return false;
    };
    client.last_key = now;
    std::mem::replace(&mut client.pasting, fast) && fast
}

/// Runs the binding of a key by key table, prefix and repeat time. Returns false if no binding took
/// the key, so that the pane gets it.
pub(crate) fn dispatch_binding(
    world: &mut World,
    id: ClientId,
    key: Key,
    mouse: Option<MouseHit>,
    access: &dyn PaneAccess,
) -> bool {
    let Some(client) = world.clients.get(&id) else {
        return true;
    };
    let Some(place) = client.session.and_then(|s| world.session_location(s)) else {
        return true;
    };
    let of = OptionScope::Session(client.session);
    let root = world.get(options::KEY_TABLE, of);
    let pointed = mouse.as_ref().map_or(Some(place), |m| {
        m.place.filter(|_| m.on == MousePlace::Pane)
    });
    let mode_table = pointed.and_then(|p| mode_table(world, p));
    let own_table = client.table.clone();
    let repeating = client.repeat_until > world.now.mono;
    let is_prefix = key.code != KeyCode::None
        && (key == world.get(options::PREFIX, of) || key == world.get(options::PREFIX2, of));
    if is_prefix && (own_table.is_none() || repeating) && mouse.is_none() {
        enter_key_table(world, id, "prefix");
        if let Some(place) = pointed {
            first_steps::tell_of_nesting(world, id, place.pane, access);
        }
        return true;
    }
    let first = match &own_table {
        Some(table) => table.as_str(),
        None => mode_table.unwrap_or(root),
    };
    let mut table = first;
    let mut found = lookup(world, first, key);
    if repeating && own_table.is_some() && !found.as_ref().is_some_and(|b| b.repeat) {
        leave_key_table(world, id);
        return dispatch_binding(world, id, key, mouse, access);
    }
    if found.is_none() && mode_table == Some(first) {
        table = root;
        found = lookup(world, root, key);
        if found.is_none() {
            // Modes get the mouse only through commands of bindings.
            if let Some(place) = pointed.filter(|_| !matches!(key.code, KeyCode::Mouse(_))) {
                mode_dispatch::key(world, id, place.pane, key, access);
            }
            return true;
        }
    }
    let Some(binding) = found else {
        if own_table.is_some() {
            leave_key_table(world, id);
            if key == Key::plain(KeyCode::Escape) {
                first_steps::dismiss(world, id);
            }
            return true;
        }
        return false;
    };
    let client = world.clients.get(&id);
    let read_only = client.is_some_and(|c| c.read_only);
    let as_tmux = client.is_some_and(|c| c.caller.as_tmux);
    let mut script = KeyTables::script_for(table, key, &binding, as_tmux);
    let after_prefix = table == "prefix" && !repeating;
    if mouse.is_none() && own_table.is_some() {
        first_steps::pressed(world, id, &script);
        if after_prefix {
            world.habits.used_key(key_name(key));
        }
    }
    world.changed = true;
    let of = OptionScope::Session(Some(place.session));
    let initial =
        Some(world.get(options::INITIAL_REPEAT_TIME, of)).filter(|n| *n > 0 && !repeating);
    let repeat_ms = initial.unwrap_or_else(|| world.get(options::REPEAT_TIME, of));

    if binding.repeat && repeat_ms > 0 && own_table.is_some() {
        keep_key_table(world, id, repeat_ms);
    } else {
        leave_key_table(world, id);
    }
    if read_only && !harmless(world.commands, &script) {
        script = binding.script;
    }
    if read_only && !harmless(world.commands, &script) {
        messages::show_error(world, id, "Client is read-only");
        return true;
    }
    let run = Queue {
        client: Some(id),
        origin: Origin::Key,
        place: mouse.as_ref().and_then(|m| m.place),
        mouse,
        key: Some(key),
        ..Queue::default()
    };
    enqueue(world, run, &script);
    true
}

/// Runs a command line that a client sent, like the commands of a binding. A read-only client may
/// run only commands that change nothing.
pub(crate) fn command_line(world: &mut World, id: ClientId, line: &str) {
    let Some(client) = world.clients.get(&id).filter(|client| client.attached()) else {
        return;
    };
    let read_only = client.read_only;
    let run = Queue {
        client: Some(id),
        origin: Origin::Key,
        ..Queue::default()
    };
    let script = parse::read(world, line).and_then(|script| {
        if read_only && !harmless(world.commands, &script) {
            return Ok(None);
        }
        let parsed = parse::resolve(world, script);
        parsed.map(Some).map_err(|rejected| rejected.error)
    });
    match script {
        Ok(Some(script)) => drop(queue::enqueue(world, run, script)),
        Ok(None) => messages::show_error(world, id, "Client is read-only"),
        Err(error) => {
            let queue = queue::enqueue(world, run, ParsedScript::default());
            messages::report_error(world, queue, None, &error);
        }
    }
}

/// Queues the commands of a binding, or reports the one that is wrong.
fn enqueue(world: &mut World, run: Queue, script: &Script) {
    match table::parse_all(world.commands, script) {
        Ok(script) => {
            queue::enqueue(world, run, script);
        }
        Err(error) => {
            let queue = queue::enqueue(world, run, ParsedScript::default());
            messages::report_error(world, queue, None, &error);
        }
    }
}

/// The key table of the mode that a pane is in.
pub(crate) fn mode_table(world: &World, place: Location) -> Option<&'static str> {
    let mode = world.panes.get(&place.pane)?.mode.as_ref()?;
    let window = OptionScope::Window(Some(place.window));
    Some(mode.key_table(world.get(options::MODE_KEYS, window)))
}

fn lookup(world: &World, table: &str, key: Key) -> Option<Binding> {
    let any = Key::plain(KeyCode::Any);
    let found = world.keys.find(table, key).or_else(|| match key.code {
        KeyCode::Mouse(_) => None,
        _ => world.keys.find(table, any),
    });
    found.cloned()
}

/// Selects the key table for the next key.
pub(crate) fn enter_key_table(world: &mut World, id: ClientId, table: &str) {
    let timeout = world.get(options::PREFIX_TIMEOUT, OptionScope::Server);
    let timer = (table == "prefix" && timeout > 0)
        .then(|| timers::start_timer(world, Purpose::KeyTable(id), timeout));
    if let Some(client) = world.clients.get_mut(&id) {
        client.table = Some(table.to_owned());
        client.repeat_until = 0;
        client.stale = true;
        let old = std::mem::replace(&mut client.table_timer, timer);
        timers::stop_timer(world, old);
    }
}

fn keep_key_table(world: &mut World, id: ClientId, ms: u64) {
    let until = world.now.mono + ms;
    let timer = timers::start_timer(world, Purpose::KeyTable(id), ms);
    if let Some(client) = world.clients.get_mut(&id) {
        client.repeat_until = until;
        let old = client.table_timer.replace(timer);
        timers::stop_timer(world, old);
    }
}

/// Returns to the session's key table.
pub(crate) fn leave_key_table(world: &mut World, id: ClientId) {
    if let Some(client) = world.clients.get_mut(&id) {
        client.stale |= client.table.is_some();
        client.table = None;
        client.repeat_until = 0;
        let old = client.table_timer.take();
        timers::stop_timer(world, old);
    }
}

/// The panes that get a key for `pane`: all of its window with `synchronize-panes`.
pub(crate) fn receivers(world: &World, pane: PaneId) -> Vec<PaneId> {
    let Some(known) = world.panes.get(&pane) else {
        return vec![];
    };
    let mut to = vec![pane];
    if world.get(options::SYNCHRONIZE_PANES, OptionScope::Pane(pane))
        && let Some(window) = world.windows.get(&known.window)
    {
        let others = window.panes().into_iter().filter(|p| *p != pane);
        to.extend(others.filter(|p| world.get(options::SYNCHRONIZE_PANES, OptionScope::Pane(*p))));
    }
    to.retain(|p| {
        let pane = world.panes.get(p);
        pane.is_some_and(|p| !p.input_off && p.exit().is_none() && p.mode.is_none())
    });
    to
}

/// Types a key into the active pane. Returns false if it closed a pane instead.
fn key_to_pane(world: &mut World, id: ClientId, event: &KeyEvent, access: &dyn PaneAccess) -> bool {
    let Some(client) = world.clients.get(&id).filter(|c| !c.read_only) else {
        return true;
    };
    let Some(place) = client.session.and_then(|s| world.session_location(s)) else {
        return true;
    };
    if close_dead(world, place.pane, event) {
        return false;
    }
    type_key(world, place.pane, event, access);
    true
}

/// Closes a dead pane on a key (`remain-on-exit key`). Returns false for other panes.
fn close_dead(world: &mut World, pane: PaneId, event: &KeyEvent) -> bool {
    let dead = world.panes.get(&pane).is_some_and(|p| p.exit().is_some());
    let how = world.get(options::REMAIN_ON_EXIT, OptionScope::Pane(pane));
    let enter = how == RemainOnExit::Off && event.key.code == KeyCode::Enter;
    let waits = dead && (how == RemainOnExit::Key || enter);
    if waits && event.kind == KeyEventKind::Press {
        world.changed = true;
        close::close_pane(world, pane);
    }
    waits
}

/// Writes a key to a pane and to the panes that are synchronized with it, encoded for the modes of
/// each.
pub(crate) fn type_key(world: &mut World, pane: PaneId, event: &KeyEvent, access: &dyn PaneAccess) {
    for pane in receivers(world, pane) {
        let mut bytes = Vec::new();
        encode(world, event, &modes(access, pane), &mut bytes);
        if !bytes.is_empty() {
            world.effect(Effect::Pane(pane, PaneEffect::Write(bytes)));
        }
    }
}

/// Handles text that was pasted into a client's terminal.
pub(crate) fn paste(world: &mut World, id: ClientId, text: &str, access: &dyn PaneAccess) {
    if !client_lifecycle::record_activity(world, id) {
        return;
    }
    if stack::paste(world, id, text, access) {
        return;
    }
    event_key(world, id, KeyCode::PasteStart, access);
    paste_to_panes(world, id, text, access);
    event_key(world, id, KeyCode::PasteEnd, access);
}

fn paste_to_panes(world: &mut World, id: ClientId, text: &str, access: &dyn PaneAccess) {
    let Some(client) = world.clients.get(&id).filter(|c| !c.read_only) else {
        return;
    };
    let Some(place) = client.session.and_then(|s| world.session_location(s)) else {
        return;
    };
    for pane in receivers(world, place.pane) {
        let mut bytes = Vec::new();
        encode_paste(text, &modes(access, pane), &mut bytes);
        world.effect(Effect::Pane(pane, PaneEffect::Write(bytes)));
    }
}

/// Handles a change of the focus of a client's terminal.
pub(crate) fn focus(world: &mut World, id: ClientId, focused: bool, access: &dyn PaneAccess) {
    if let Some(client) = world.clients.get_mut(&id) {
        client.focused = focused;
    }
    let event = match focused {
        true => hook_events::CLIENT_FOCUS_IN,
        false => hook_events::CLIENT_FOCUS_OUT,
    };
    hooks::client_hook(world, event, id);
    let code = if focused {
        client_lifecycle::record_activity(world, id);
        KeyCode::FocusIn
    } else {
        KeyCode::FocusOut
    };
    event_key(world, id, code, access);
}

/// Passes an event of the terminal that has the name of a key to a prompt for a key, or runs its
/// binding. Other overlays, a key table for one key and panes do not see it.
fn event_key(world: &mut World, id: ClientId, code: KeyCode, access: &dyn PaneAccess) {
    let key = Key::plain(code);
    if prompt::asks_for_key(world, id) {
        prompt::key(world, id, &KeyEvent::press(key), access);
        return;
    }
    let session = world.clients.get(&id).and_then(|client| client.session);
    let Some(place) = session.and_then(|session| world.session_location(session)) else {
        return;
    };
    let root = world.get(options::KEY_TABLE, OptionScope::Session(session));
    let table = mode_table(world, place).unwrap_or(root);
    let found = world.keys.find(table, key);
    let Some(binding) = found.or_else(|| world.keys.find(root, key)).cloned() else {
        return;
    };
    world.changed = true;
    let read_only = world.clients.get(&id).is_some_and(|c| c.read_only);
    if read_only && !harmless(world.commands, &binding.script) {
        return;
    }
    let run = Queue {
        client: Some(id),
        origin: Origin::Key,
        key: Some(key),
        ..Queue::default()
    };
    enqueue(world, run, &binding.script);
}

/// Whether a read-only client may run all commands of a script. The commands of modes read and
/// copy, and write nothing to a program.
fn harmless(table: &'static [CommandDef], script: &Script) -> bool {
    let mut commands = script.sequences.iter().flat_map(|s| &s.commands);
    commands.all(|line| {
        let command = crate::model::script::table::lookup(table, line);
        command.is_ok_and(|c| c.read_only_ok || c.name == "send-keys" && runs_mode_command(line))
    })
}

/// Whether the first flags of a `send-keys` have -X.
fn runs_mode_command(line: &CommandLine) -> bool {
    let flags = line.args.iter().map(|arg| arg.text.as_str());
    let mut flags = flags
        .skip(1)
        .take_while(|text| text.starts_with('-') && *text != "--");
    flags.any(|text| text.contains('X'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::sorted::SortedMap;
    use crate::lang::parse_env::EmptyEnv;
    use crate::lang::tables::bindings::DEFAULTS;
    use crate::model::script::table::check;
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;

    pub(crate) fn lines(script: &Script) -> Vec<&CommandLine> {
        let mut all = Vec::new();
        for line in script.sequences.iter().flat_map(|s| &s.commands) {
            all.push(line);
            let blocks = line.args.iter().filter_map(|arg| arg.block.as_ref());
            all.extend(blocks.flat_map(lines));
        }
        all
    }

    #[test]
    fn focus_and_pastes_of_the_terminal_can_be_bound_like_keys() {
        use crate::model::state::input::Input;
        let mut world = TestWorld::new();
        let client = world.attach();
        for (key, option) in [
            ("FocusIn", "@in"),
            ("FocusOut", "@out"),
            ("PasteStart", "@start"),
            ("PasteEnd", "@end"),
        ] {
            world.ok(&format!("bind -n {key} set -g {option} yes"));
            assert!(
                world.ok("list-keys -T root").contains(&format!(" {key} ")),
                "{key}"
            );
        }
        let set = |world: &mut TestWorld| world.format("#{@in}#{@out}#{@start}#{@end}");
        world.apply(Input::Focus(client, false));
        assert_eq!(set(&mut world), "yes");
        world.apply(Input::Focus(client, true));
        assert_eq!(set(&mut world), "yesyes");
        world.apply(Input::Paste(client, "text".to_owned()));
        assert_eq!(set(&mut world), "yesyesyesyes");
        assert_eq!(world.typed(0), "text", "the text reaches the pane");
        // A prompt for a key sees them, a message and a prefix that waits do not.
        world.ok("unbind -n FocusIn");
        world.keys(client, &["C-b"]);
        world.apply(Input::Focus(client, true));
        assert_eq!(world.format("#{client_prefix}"), "1");
        world.keys(client, &["x", "n"]);
        world.ok("bind -n K command-prompt -k 'set -g @key %%'");
        world.keys(client, &["K"]);
        world.apply(Input::Focus(client, false));
        assert_eq!(world.format("#{@key}"), "FocusOut");
    }

    #[test]
    fn a_command_line_of_a_client_runs_like_a_binding() {
        use crate::model::state::input::Input;
        let mut world = TestWorld::new();
        let client = world.attach();
        let windows = |world: &mut TestWorld| world.format("#{session_windows}");
        world.apply(Input::Command(
            client,
            "neww ; rename-window web".to_owned(),
        ));
        assert_eq!(windows(&mut world), "2");
        assert_eq!(world.format("#{window_name}"), "web");
        for wrong in ["no-such-command", "neww -Z", "{", ""] {
            world.apply(Input::Command(client, wrong.to_owned()));
        }
        assert_eq!(windows(&mut world), "2");
        world.ok("refresh-client -f read-only");
        world.apply(Input::Command(client, "neww".to_owned()));
        assert_eq!(
            windows(&mut world),
            "2",
            "a read-only client changes nothing"
        );
        world.apply(Input::Command(ClientId(99), "neww".to_owned()));
        assert_eq!(
            windows(&mut world),
            "2",
            "nor does one that is not attached"
        );
    }

    #[test]
    fn shift_with_tab_is_one_key_however_the_terminal_sends_it() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("bind -n C-S-Tab set -ga @k C ; bind -n S-Tab set -ga @k S");
        for (code, mods) in [
            (KeyCode::Tab, Mods::CTRL | Mods::SHIFT),
            (KeyCode::BackTab, Mods::CTRL),
            (KeyCode::BackTab, Mods::empty()),
        ] {
            let key = KeyEvent::press(Key::new(code, mods));
            fixture.apply(Input::Key(client, key));
        }
        assert_eq!(fixture.format("#{@k}"), "CCS");
    }

    #[test]
    fn a_session_has_a_prefix_of_its_own() {
        let mut world = TestWorld::new();
        let client = world.attach();
        world.ok("set -t s prefix C-a");
        world.keys(client, &["C-b", "c"]);
        assert_eq!(world.format("#{session_windows}"), "1");
        world.keys(client, &["C-a", "c"]);
        assert_eq!(world.format("#{session_windows}"), "2");
    }

    #[test]
    fn every_default_binding_is_understood() {
        let tables = KeyTables::defaults();
        let bindings = tables.0.values().flat_map(SortedMap::values);
        let mut wrong = Vec::new();
        let mut count = 0;
        let own = DEFAULTS.iter().filter_map(|row| row.own);
        let own: Vec<Script> = own
            .map(|text| crate::lang::config::parse(text, None, &mut EmptyEnv).0)
            .collect();
        for line in bindings.map(|b| &b.script).chain(&own).flat_map(lines) {
            count += 1;
            match check(crate::model::commands::COMMANDS, line) {
                Ok(None) => {}
                Ok(Some(message)) => wrong.push(message),
                Err(error) => wrong.push(error.message),
            }
        }
        assert_eq!(wrong, [""; 0]);
        assert_eq!(
            DEFAULTS.len(),
            tables.0.values().map(SortedMap::len).sum::<usize>()
        );
        assert!(count > DEFAULTS.len());
    }
}
