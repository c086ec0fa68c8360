//! Dispatches a key: to the overlays, the key tables with prefix and repeat, or the pane.

use crate::base::key::MousePlace;
use crate::base::{ClientId, Key, KeyCode, KeyEvent, KeyEventKind, PaneId};
use crate::lang::script::Script;
use crate::lang::tables::choices::{KeySet, RemainOnExit};
use crate::lang::tables::options;
use crate::model::ops::messages;
use crate::model::ops::pane_input::modes;
use crate::model::ops::pane_lifecycle;
use crate::model::ops::queue;
use crate::model::ops::timers;
use crate::model::ops::window_size;
use crate::model::overlays::stack::{self, KeyOutcome};
use crate::model::state::command::CommandDef;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::key_tables::Binding;
use crate::model::state::location::Location;
use crate::model::state::mode::Mode;
use crate::model::state::mouse::MouseHit;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::queue::{Origin, Queue};
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;
use crate::term::{encode_key, encode_paste};

impl World {
    /// A key from a client.
    pub(crate) fn key(&mut self, id: ClientId, event: &KeyEvent, sight: &dyn PaneAccess) {
        if !self.record_activity(id) {
            return;
        }
        if event.kind == KeyEventKind::Release {
            self.key_to_pane(id, event, sight);
            return;
        }
        loop {
            match stack::key(self, id, event, sight) {
                KeyOutcome::Taken => return,
                KeyOutcome::Pass => break,
                KeyOutcome::Redispatch => {}
            }
        }
        if let Some(client) = self.clients.get_mut(&id) {
            client.key = Some(event.key);
        }
        if !self.dispatch_binding(id, event.key, None, sight) {
            self.key_to_pane(id, event, sight);
        }
    }

    /// Notes that a client did something. False if it shows no session.
    pub(crate) fn record_activity(&mut self, id: ClientId) -> bool {
        let order = self.clients.values().map(|c| c.order).max().unwrap_or(0);
        let wall = self.now.wall;
        let Some(client) = self.clients.get_mut(&id) else {
            return false;
        };
        let Some(session) = client.session else {
            return false;
        };
        client.activity = wall;
        let was_last = client.order == order;
        if !was_last {
            client.order = order + 1;
        }
        if let Some(session) = self.sessions.get_mut(&session) {
            session.activity = wall;
        }
        if !was_last {
            window_size::fit_windows(self);
        }
        true
    }

    /// Looks the key up and runs what it is bound to. False if the pane should have it.
    pub(crate) fn dispatch_binding(
        &mut self,
        id: ClientId,
        key: Key,
        mouse: Option<MouseHit>,
        sight: &dyn PaneAccess,
    ) -> bool {
        let Some(client) = self.clients.get(&id) else {
            return true;
        };
        let Some(place) = client.session.and_then(|s| self.place_in(s)) else {
            return true;
        };
        let of = OptionScope::Session(client.session);
        let root = self.get(options::KEY_TABLE, of);
        let pointed = mouse.as_ref().map_or(Some(place), |m| {
            m.place.filter(|_| m.on == MousePlace::Pane)
        });
        let mode_table = pointed.and_then(|p| self.mode_table(p));
        let own_table = client.table.clone();
        let repeating = client.repeat_until > self.now.mono;
        let is_prefix = key.code != KeyCode::None
            && (key == self.get(options::PREFIX, of) || key == self.get(options::PREFIX2, of));
        if is_prefix && (own_table.is_none() || repeating) && mouse.is_none() {
            self.enter_key_table(id, "prefix");
            return true;
        }
        let first = match &own_table {
            Some(table) => table.as_str(),
            None => mode_table.unwrap_or(root),
        };
        let mut found = self.lookup(first, key);
        if repeating && own_table.is_some() && !found.as_ref().is_some_and(|b| b.repeat) {
            self.leave_key_table(id);
            return self.dispatch_binding(id, key, mouse, sight);
        }
        if found.is_none() && mode_table == Some(first) {
            found = self.lookup(root, key);
            if found.is_none() {
                self.end_clock(pointed, key);
                self.key_to_chooser(id, pointed, key, sight);
                return true;
            }
        }
        let Some(binding) = found else {
            if own_table.is_some() {
                self.leave_key_table(id);
                return true;
            }
            return false;
        };
        self.changed = true;
        let of = OptionScope::Session(Some(place.session));
        let initial =
            Some(self.get(options::INITIAL_REPEAT_TIME, of)).filter(|n| *n > 0 && !repeating);
        let repeat_ms = initial.unwrap_or_else(|| self.get(options::REPEAT_TIME, of));

        if binding.repeat && repeat_ms > 0 && own_table.is_some() {
            self.keep_key_table(id, repeat_ms);
        } else {
            self.leave_key_table(id);
        }
        let read_only = self.clients.get(&id).is_some_and(|c| c.read_only);
        if read_only && !harmless(self.commands, &binding.script) {
            messages::show_message(self, id, "Client is read-only", None, false);
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
        queue::enqueue(self, run, &binding.script);
        true
    }

    /// The key table of the mode that a pane is in.
    pub(crate) fn mode_table(&self, place: Location) -> Option<&'static str> {
        let mode = self.panes.get(&place.pane)?.mode.as_ref()?;
        Some(match mode {
            Mode::Clock => "clock-mode",
            Mode::Tree(chooser) => chooser.kind.mode(),
            Mode::Copy(_) | Mode::View(_) => {
                match self.get(options::MODE_KEYS, OptionScope::Window(Some(place.window))) {
                    KeySet::Vi => "copy-mode-vi",
                    KeySet::Emacs => "copy-mode",
                }
            }
        })
    }

    /// Any key takes the clock away.
    fn end_clock(&mut self, place: Option<Location>, key: Key) {
        let pane = place.and_then(|p| self.panes.get(&p.pane));
        let pane = pane.filter(|p| p.mode == Some(Mode::Clock)).map(|p| p.id);
        if let Some(id) = pane.filter(|_| !matches!(key.code, KeyCode::Mouse(_))) {
            self.changed = true;
            self.leave_mode(id);
        }
    }

    /// A list has keys of its own. The mouse gets there by what it is bound to.
    fn key_to_chooser(
        &mut self,
        id: ClientId,
        place: Option<Location>,
        key: Key,
        sight: &dyn PaneAccess,
    ) {
        let pane = place.map(|p| p.pane).filter(|p| self.chooser(*p).is_some());
        let read_only = self.clients.get(&id).is_none_or(|c| c.read_only);
        if let Some(pane) = pane.filter(|_| !read_only && !matches!(key.code, KeyCode::Mouse(_))) {
            self.chooser_key(Some(id), pane, key, sight);
        }
    }

    fn lookup(&self, table: &str, key: Key) -> Option<Binding> {
        let any = Key::plain(KeyCode::Any);
        let found = self.keys.find(table, key).or_else(|| match key.code {
            KeyCode::Mouse(_) => None,
            _ => self.keys.find(table, any),
        });
        found.cloned()
    }

    /// The next key is looked up in `table`.
    pub(crate) fn enter_key_table(&mut self, id: ClientId, table: &str) {
        let timeout = self.get(options::PREFIX_TIMEOUT, OptionScope::Server);
        let timer = (table == "prefix" && timeout > 0)
            .then(|| timers::start_timer(self, Purpose::KeyTable(id), timeout));
        if let Some(client) = self.clients.get_mut(&id) {
            client.table = Some(table.to_owned());
            client.repeat_until = 0;
            client.stale = true;
            let old = std::mem::replace(&mut client.table_timer, timer);
            timers::stop_timer(self, old);
        }
    }

    fn keep_key_table(&mut self, id: ClientId, ms: u64) {
        let until = self.now.mono + ms;
        let timer = timers::start_timer(self, Purpose::KeyTable(id), ms);
        if let Some(client) = self.clients.get_mut(&id) {
            client.repeat_until = until;
            let old = client.table_timer.replace(timer);
            timers::stop_timer(self, old);
        }
    }

    /// Back to the table that keys usually have.
    pub(crate) fn leave_key_table(&mut self, id: ClientId) {
        if let Some(client) = self.clients.get_mut(&id) {
            client.stale |= client.table.is_some();
            client.table = None;
            client.repeat_until = 0;
            let old = client.table_timer.take();
            timers::stop_timer(self, old);
        }
    }

    /// The panes that a key for `pane` goes to.
    pub(crate) fn receivers(&self, pane: PaneId) -> Vec<PaneId> {
        let Some(known) = self.panes.get(&pane) else {
            return vec![];
        };
        let mut to = vec![pane];
        if self.get(options::SYNCHRONIZE_PANES, OptionScope::Pane(pane))
            && let Some(window) = self.windows.get(&known.window)
        {
            let others = window.panes().into_iter().filter(|p| *p != pane);
            to.extend(
                others.filter(|p| self.get(options::SYNCHRONIZE_PANES, OptionScope::Pane(*p))),
            );
        }
        to.retain(|p| {
            let pane = self.panes.get(p);
            pane.is_some_and(|p| !p.input_off && p.exit().is_none() && p.mode.is_none())
        });
        to
    }

    fn key_to_pane(&mut self, id: ClientId, event: &KeyEvent, sight: &dyn PaneAccess) {
        let Some(client) = self.clients.get(&id).filter(|c| !c.read_only) else {
            return;
        };
        let Some(place) = client.session.and_then(|s| self.place_in(s)) else {
            return;
        };
        if self.close_dead(place.pane, event) {
            return;
        }
        self.type_key(place.pane, event, sight);
    }

    /// A key closes a pane that waits for one (`remain-on-exit key`).
    fn close_dead(&mut self, pane: PaneId, event: &KeyEvent) -> bool {
        let dead = self.panes.get(&pane).is_some_and(|p| p.exit().is_some());
        let how = self.get(options::REMAIN_ON_EXIT, OptionScope::Pane(pane));
        let enter = how == RemainOnExit::Off && event.key.code == KeyCode::Enter;
        let waits = dead && (how == RemainOnExit::Key || enter);
        if waits && event.kind == KeyEventKind::Press {
            self.changed = true;
            pane_lifecycle::close_pane(self, pane);
        }
        waits
    }

    /// Types a key into a pane, and into those synchronized with it.
    pub(crate) fn type_key(&mut self, pane: PaneId, event: &KeyEvent, sight: &dyn PaneAccess) {
        for pane in self.receivers(pane) {
            let mut bytes = Vec::new();
            encode_key(event, &modes(sight, pane), &mut bytes);
            if !bytes.is_empty() {
                self.effect(Effect::Pane(pane, PaneEffect::Write(bytes)));
            }
        }
    }

    /// Text pasted into a client's terminal.
    pub(crate) fn paste(&mut self, id: ClientId, text: &str, sight: &dyn PaneAccess) {
        if !self.record_activity(id) {
            return;
        }
        if stack::paste(self, id, text) {
            return;
        }
        let Some(client) = self.clients.get(&id).filter(|c| !c.read_only) else {
            return;
        };
        let Some(place) = client.session.and_then(|s| self.place_in(s)) else {
            return;
        };
        for pane in self.receivers(place.pane) {
            let mut bytes = Vec::new();
            encode_paste(text, &modes(sight, pane), &mut bytes);
            self.effect(Effect::Pane(pane, PaneEffect::Write(bytes)));
        }
    }

    /// A client's terminal got or lost the focus.
    pub(crate) fn focus(&mut self, id: ClientId, focused: bool) {
        if let Some(client) = self.clients.get_mut(&id) {
            client.focused = focused;
        }
        if focused {
            self.record_activity(id);
        }
    }
}

/// Whether a read-only client may run this: what only changes what that client sees.
fn harmless(table: &'static [CommandDef], script: &Script) -> bool {
    const ALLOWED: &[&str] = &[
        "copy-mode",
        "detach-client",
        "display-message",
        "display-panes",
        "list-keys",
        "refresh-client",
        "select-window",
        "next-window",
        "previous-window",
        "last-window",
        "show-messages",
        "suspend-client",
        "switch-client",
    ];
    let mut commands = script.sequences.iter().flat_map(|s| &s.commands);
    commands
        .all(|c| crate::model::script::table::of(table, c).is_ok_and(|e| ALLOWED.contains(&e.name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::script::CommandLine;
    use crate::lang::tables::bindings::DEFAULTS;
    use crate::model::script::table::check;
    use crate::model::state::key_tables::KeyTables;
    use std::collections::BTreeMap;
    use std::collections::BTreeSet;

    /// Commands of default bindings that are not there yet.
    const MISSING: &[&str] = &["new-pane"];

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
    fn every_default_binding_is_understood() {
        let tables = KeyTables::defaults();
        let bindings = tables.0.values().flat_map(BTreeMap::values);
        let mut missing = BTreeSet::new();
        let mut wrong = Vec::new();
        let mut count = 0;
        for line in bindings.flat_map(|b| lines(&b.script)) {
            count += 1;
            match check(crate::model::commands::COMMANDS, line) {
                Err(e) if e.message.starts_with("unknown command: ") => {
                    missing.insert(line.name().to_owned());
                }
                Err(e) => wrong.push(e.message),
                Ok(_) => {}
            }
        }
        assert_eq!(wrong, [""; 0]);
        assert_eq!(
            missing.iter().map(String::as_str).collect::<Vec<_>>(),
            MISSING
        );
        assert_eq!(
            DEFAULTS.len(),
            tables.0.values().map(BTreeMap::len).sum::<usize>()
        );
        assert!(count > DEFAULTS.len());
    }
}
