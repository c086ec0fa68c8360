//! When key hints appear and go. They never take a key: the dispatch of keys only notes that there
//! was one.

use crate::base::ClientId;
use crate::lang::tables::options;
use crate::lang::time::duration_ms;
use crate::model::ops::timers;
use crate::model::state::client::Client;
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::key_hints::Receiver;
use crate::model::state::overlay::{OverlayKind, Prompt};
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// How many times longer than after the prefix key one must hesitate in a mode or a prompt, which
/// also wait for people who read or think.
const PATIENCE: u64 = 2;

/// Notes that a client pressed a key.
pub(crate) fn pressed(world: &mut World, id: ClientId) {
    if let Some(client) = world.clients.get_mut(&id) {
        client.hints.pressed = true;
    }
}

/// Follows what the next key of each client is for: starts and stops the timers of hints, and hides
/// hints that are out of date. Hints of a further key table follow shown ones at once.
pub(crate) fn update(world: &mut World) {
    let all: Vec<ClientId> = world.clients.keys().copied().collect();
    for id in all {
        let Some(client) = world.clients.get(&id).filter(|client| client.draws()) else {
            continue;
        };
        let (of, delay) = match receiver(world, client).zip(delay(world, client)) {
            Some((of, delay)) => (Some(of), delay),
            None => (None, 0),
        };
        let Some(client) = world.clients.get_mut(&id) else {
            continue;
        };
        let pressed = std::mem::take(&mut client.hints.pressed);
        let is_table = matches!(of, Some(Receiver::Table(_)));
        let was_table = matches!(client.hints.of, Some(Receiver::Table(_)));
        let same = client.hints.of == of;
        if same && (!pressed || of.is_none() || is_table && client.hints.shown) {
            continue;
        }
        let further = is_table && was_table && client.hints.shown;
        client.stale |= client.hints.shown || further;
        client.hints.shown = further;
        // In a mode or prompt the first key shows that its user knows the way.
        let waits = of.is_some() && !further && (is_table || !same);
        let wait = if is_table { delay } else { delay * PATIENCE };
        client.hints.of = of;
        let timer = client.hints.timer.take();
        timers::stop_timer(world, timer);
        let timer = waits.then(|| timers::start_timer(world, Purpose::KeyHints(id), wait));
        if let Some(client) = world.clients.get_mut(&id) {
            client.hints.timer = timer;
        }
    }
}

/// Shows the hints of a client that has hesitated.
pub(crate) fn show(world: &mut World, id: ClientId) {
    if let Some(client) = world.clients.get_mut(&id) {
        client.hints.timer = None;
        client.hints.shown = client.hints.of.is_some();
        client.stale |= client.hints.shown;
    }
}

/// The time that a client must hesitate after the prefix key, in milliseconds; `None` if it gets no
/// hints. A client that was started as `tmux` looks like one.
fn delay(world: &World, client: &Client) -> Option<u64> {
    let text = world.get(options::KEY_HINTS, OptionScope::Session(client.session));
    duration_ms(text).filter(|_| !client.caller.as_tmux)
}

/// The receiver of the next key of a client, if it has hints.
fn receiver(world: &World, client: &Client) -> Option<Receiver> {
    for kind in client.overlays.kinds() {
        match kind {
            OverlayKind::Prompt => {
                return client.overlays.has::<Prompt>().then_some(Receiver::Prompt);
            }
            // Menus and lists name their keys themselves; a popup has a program.
            OverlayKind::Menu
            | OverlayKind::List
            | OverlayKind::Popup
            | OverlayKind::PaneNumbers => return None,
            OverlayKind::Message => {}
        }
    }
    if let Some(table) = &client.table {
        let repeats = client.repeat_until > world.now.mono;
        return (!repeats).then(|| Receiver::Table(table.clone()));
    }
    let place = world.session_location(client.session?)?;
    let mode = world.panes.get(&place.pane)?.mode.as_ref()?;
    Some(Receiver::Mode(mode.name()))
}

#[cfg(test)]
mod tests {
    use crate::base::ClientId;
    use crate::model::state::effect::{Effect, PaneEffect, TimerEffect};
    use crate::model::state::input::Input;
    use crate::model::state::timers::Purpose;
    use crate::model::testing::TestWorld;

    /// The hints of a client that are shown, as text.
    fn shown(fixture: &mut TestWorld, client: ClientId) -> String {
        use crate::scene::Overlay;
        let scene = fixture.scene(client).unwrap();
        let lines = scene.overlays.iter().flat_map(|overlay| match overlay {
            Overlay::Box { lines, .. } => lines.clone(),
            _ => vec![],
        });
        lines.map(|line| line.text() + "\n").collect()
    }

    /// Lets the timer of the hints be due. Returns its time, if one runs.
    fn hesitate(fixture: &mut TestWorld) -> Option<u64> {
        let mut timers = fixture.world.timers.iter();
        let timer = timers.find(|(_, purpose)| matches!(purpose, Purpose::KeyHints(_)));
        let id = *timer?.0;
        let started = fixture.effects.iter().find_map(|effect| match effect {
            Effect::Timer(timer, TimerEffect::Start(ms)) if *timer == id => Some(*ms),
            _ => None,
        });
        fixture.apply(Input::Timer(id));
        started
    }

    #[test]
    fn hints_show_the_live_bindings_when_one_hesitates_after_the_prefix() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("bind -N 'Mine alone' T new-window ; bind Y kill-pane ; unbind c");
        fixture.keys(client, &["C-b"]);
        assert_eq!(shown(&mut fixture, client), "");
        assert_eq!(hesitate(&mut fixture), Some(600));
        let text = shown(&mut fixture, client);
        for part in [
            "Panes",
            "%  ",
            "split left",
            "Mine alone",
            "kill-pane",
            "more",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("new window"), "{text}");
        fixture.keys(client, &["%"]);
        assert_eq!(shown(&mut fixture, client), "");
        assert_eq!(fixture.format("#{window_panes}"), "2");
        assert_eq!(hesitate(&mut fixture), None);
    }

    #[test]
    fn a_key_acts_the_same_with_hints_and_without() {
        let keys = [
            &["C-b", "%"][..],
            &["C-b", "Z"],
            &["C-b", "Escape"],
            &["C-b", "C-b"],
            &["C-b", ":", "x"],
            &["C-b", "[", "Up"],
            &["C-b", "C-Right", "C-Right"],
            &["C-b", "g", "1"],
            &["C-b", "Any"],
            &["a"],
        ];
        for keys in keys {
            let run = |option: &str| {
                let mut fixture = TestWorld::new();
                let client = fixture.attach();
                fixture.ok("split-window -h ; select-pane -t 0");
                fixture.ok(&format!("set -g key-hints {option}"));
                let mut seen = Vec::new();
                for key in keys {
                    hesitate(&mut fixture);
                    fixture.forget_effects();
                    fixture.keys(client, &[key]);
                    let effects = fixture.effects.iter();
                    let effects = effects.filter_map(|effect| match effect {
                        Effect::Pane(pane, PaneEffect::Write(bytes)) => {
                            Some(format!("{pane:?} {bytes:?}"))
                        }
                        Effect::Pane(pane, PaneEffect::Resize(size)) => {
                            Some(format!("{pane:?} {size:?}"))
                        }
                        _ => None,
                    });
                    seen.extend(effects.collect::<Vec<_>>());
                    seen.push(fixture.format(
                        "#{window_layout} #{pane_mode} #{client_prefix} #{client_key_table}",
                    ));
                }
                seen
            };
            assert_eq!(run("0.6"), run("off"), "{keys:?}");
        }
    }

    #[test]
    fn hints_cost_a_fast_key_no_frame_and_leave_no_timer() {
        let run = |option: &str| {
            let mut fixture = TestWorld::new();
            let client = fixture.attach();
            fixture.ok(&format!("splitw -h ; set -g key-hints {option}"));
            let mut seen = Vec::new();
            for key in [
                "a", "C-b", "Left", "b", "C-b", "[", "Up", "q", "C-b", "z", "c",
            ] {
                fixture.forget_effects();
                let known = fixture.world.clients.get_mut(&client).unwrap();
                known.stale = false;
                fixture.keys(client, &[key]);
                let drawn = fixture.world.clients[&client].stale;
                let effects = fixture.effects.iter();
                let others = effects.filter(|effect| !matches!(effect, Effect::Timer(..)));
                let others: Vec<String> = others.map(|effect| format!("{effect:?}")).collect();
                // Only the prefix key and a mode start the timer of hints, and the next key stops
                // it.
                let timers = match key {
                    "a" | "b" | "c" => fixture.effects.len() - others.len(),
                    _ => 0,
                };
                seen.push((key, drawn, others, timers));
                if key != "C-b" && key != "[" {
                    let running = fixture.world.timers.values();
                    let hints = running
                        .filter(|p| matches!(p, Purpose::KeyHints(_)))
                        .count();
                    assert_eq!(hints, 0, "{key}");
                }
            }
            seen
        };
        assert_eq!(run("0.6"), run("off"));
    }

    #[test]
    fn eighty_columns_have_room_for_resizing_and_closing() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.keys(client, &["C-b"]);
        hesitate(&mut fixture);
        let text = shown(&mut fixture, client);
        for part in [
            "arrows  go to a pane",
            "Ctrl-arrows  resize",
            "close the pane",
            "detach",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        // A key that the user bound anew is one of their own.
        fixture.keys(client, &["Escape"]);
        fixture.ok("bind -N mine Up new-window");
        fixture.keys(client, &["C-b"]);
        hesitate(&mut fixture);
        let text = shown(&mut fixture, client);
        assert!(
            !text.contains("go to a pane") && text.contains("mine"),
            "{text}"
        );
    }

    #[test]
    fn the_keys_that_are_used_most_come_first() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        for _ in 0..9 {
            fixture.keys(client, &["C-b", "i"]);
        }
        fixture.keys(client, &["C-b"]);
        hesitate(&mut fixture);
        let text = shown(&mut fixture, client);
        let at = |part: &str| text.find(part).unwrap_or(usize::MAX);
        assert!(at("about the window") < at("new window"), "{text}");
    }

    #[test]
    fn copy_mode_names_the_keys_that_search() {
        for (keys, hint) in [
            ("emacs", "Ctrl-r Ctrl-s search up, down"),
            ("vi", "? / search up, down"),
        ] {
            let mut fixture = TestWorld::new();
            let client = fixture.attach();
            fixture.ok(&format!("set -g mode-keys {keys}"));
            fixture.keys(client, &["C-b", "["]);
            hesitate(&mut fixture);
            let text = shown(&mut fixture, client);
            assert!(text.contains(hint), "{text}");
        }
    }

    #[test]
    fn further_tables_are_shown_at_once_and_repeats_close_the_hints() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("new-pane cat");
        // Fast keys see no hints at all.
        fixture.keys(client, &["C-b", "g"]);
        assert_eq!(shown(&mut fixture, client), "");
        assert_eq!(hesitate(&mut fixture), Some(600));
        assert!(shown(&mut fixture, client).contains("half"));
        fixture.keys(client, &["Escape", "C-b"]);
        hesitate(&mut fixture);
        fixture.keys(client, &["g"]);
        let text = shown(&mut fixture, client);
        assert!(text.contains("half") && !text.contains("split"), "{text}");
        fixture.keys(client, &["Escape"]);
        fixture.ok("split-window -h -t 0");
        fixture.keys(client, &["C-b"]);
        hesitate(&mut fixture);
        fixture.keys(client, &["C-Left"]);
        assert_eq!(shown(&mut fixture, client), "");
        assert_eq!(hesitate(&mut fixture), None);
        fixture.keys(client, &["C-Left"]);
        assert_eq!(shown(&mut fixture, client), "");
    }

    #[test]
    fn modes_and_prompts_have_hints_until_the_first_key() {
        for (keys, part) in [
            (&["C-b", "["][..], "leave"),
            (&["C-b", "w"], "choose"),
            (&["C-b", "t"], "any key"),
            (&["C-b", ":"], "complete"),
            (&["C-b", ","], "accept"),
            (&["C-b", "&"], "yes"),
        ] {
            let mut fixture = TestWorld::new();
            let client = fixture.attach();
            fixture.keys(client, keys);
            let before = shown(&mut fixture, client);
            assert_eq!(hesitate(&mut fixture), Some(1200), "{keys:?}");
            let text = shown(&mut fixture, client);
            assert!(text.contains(part) && text != before, "{keys:?}: {text}");
            fixture.keys(client, &["Down"]);
            assert!(!shown(&mut fixture, client).contains(part), "{keys:?}");
            assert_eq!(hesitate(&mut fixture), None, "{keys:?}");
        }
    }

    #[test]
    fn clients_called_tmux_and_the_option_have_none() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("set -g key-hints off");
        fixture.keys(client, &["C-b"]);
        assert_eq!(hesitate(&mut fixture), None);
        fixture.keys(client, &["Escape"]);
        fixture.ok("set -g key-hints 2");
        fixture.keys(client, &["C-b"]);
        assert_eq!(hesitate(&mut fixture), Some(2000));
        fixture.keys(client, &["Escape"]);
        fixture
            .world
            .clients
            .get_mut(&client)
            .unwrap()
            .caller
            .as_tmux = true;
        fixture.keys(client, &["C-b"]);
        assert_eq!(hesitate(&mut fixture), None);
        for wrong in ["on", "x", "-1", "1.x", ""] {
            let error = fixture.fails(&format!("set -g key-hints '{wrong}'"));
            assert_eq!(error, format!("value is invalid: {wrong}").trim_end());
        }
    }
}
