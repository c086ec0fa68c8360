//! Popups: flags, closing rules, mouse, menu, and what survives the server.

use crate::base::{
    ClientId, ClientInfo, KeyEvent, Mods, MouseButton, MouseEvent, MouseEventKind, PaneId, Point,
    Rect, Size,
};
use crate::model::ops::saved_layout;
use crate::model::state::effect::{ClientEffect, Effect, PaneEffect, Spawn};
use crate::model::state::input::{Exit, Input};
use crate::model::state::overlay::popup::Popup;
use crate::model::testing::TestWorld;
use crate::scene::{BorderLines, MouseWanted, Overlay, PaneBox};
use crate::term::Event;

/// The pane of the first popup of a test.
const PANE: PaneId = PaneId(1);

/// A world with a client that shows a popup, and the client whose command opened it.
fn opened(flags: &str) -> (TestWorld, ClientId, ClientId) {
    let mut fixture = TestWorld::new();
    let client = fixture.attach();
    let script = fixture.start(&format!("display-popup {flags}"), outside());
    (fixture, client, script)
}

fn outside() -> ClientInfo {
    ClientInfo {
        cannot_attach: Some("not a terminal".to_owned()),
        ..ClientInfo::default()
    }
}

fn popup(fixture: &TestWorld, client: ClientId) -> Option<&Popup> {
    fixture.world.clients[&client].overlays.get()
}

fn rect(fixture: &TestWorld, client: ClientId) -> Rect {
    popup(fixture, client).map_or_else(Rect::default, |popup| popup.rect)
}

fn shown(fixture: &mut TestWorld, client: ClientId) -> Option<PaneBox> {
    let scene = fixture.scene(client)?;
    scene
        .overlays
        .into_iter()
        .find_map(|overlay| match overlay {
            Overlay::Pane(pane_box) => Some(*pane_box),
            Overlay::Box { .. } | Overlay::Number { .. } => None,
        })
}

fn spawn(fixture: &TestWorld) -> Option<&Spawn> {
    let mut effects = fixture.effects.iter();
    effects.find_map(|effect| match effect {
        Effect::Pane(PANE, PaneEffect::Spawn(spawn)) => Some(&**spawn),
        _ => None,
    })
}

fn exit(fixture: &mut TestWorld, status: u8) {
    let exit = Exit {
        status: Some(status),
        signal: None,
    };
    fixture.apply(Input::Exited(PANE, exit));
}

#[test]
fn size_and_position_follow_the_flags_and_the_client() {
    for (flags, want) in [
        ("", Rect::new(20, 6, 40, 12)),
        ("-w 60 -h 10", Rect::new(10, 7, 60, 10)),
        ("-w 50% -h 25%", Rect::new(20, 9, 40, 6)),
        ("-w 100% -h 100%", Rect::new(0, 0, 80, 24)),
        ("-w 500 -h 500", Rect::new(0, 0, 80, 24)),
        ("-w 20 -h 5 -x P -y P", Rect::new(0, 18, 20, 5)),
        ("-w 20 -h 5 -x R -y S", Rect::new(60, 18, 20, 5)),
        ("-w 20 -h 5 -x 0 -y 0", Rect::new(0, 0, 20, 5)),
        ("-w 20 -h 5 -x 70 -y 9", Rect::new(60, 4, 20, 5)),
        ("-w 20 -h 5 -x nowhere", Rect::new(0, 10, 20, 5)),
        (
            "-w 20 -h 5 -x '#{popup_pane_right}' -y '#{popup_height}'",
            Rect::new(60, 0, 20, 5),
        ),
    ] {
        let (fixture, client, _) = opened(flags);
        assert_eq!(rect(&fixture, client), want, "{flags}");
        let size = spawn(&fixture).map(|spawn| spawn.size);
        assert_eq!(size, Some(Size::new(want.cols - 2, want.rows - 2)));
    }
    let mut fixture = TestWorld::new();
    fixture.attach();
    for (flags, error) in [
        ("-w x", "width invalid"),
        ("-h 0", "height too small"),
        ("-w 101%", "width too large"),
        ("-b dots", "popup-border-lines unknown value: dots"),
        ("-c nobody", "can't find client: nobody"),
        ("-e NAME", "invalid environment: NAME"),
    ] {
        assert_eq!(fixture.fails(&format!("popup {flags}")), error);
        assert_eq!(fixture.world.panes.len(), 1, "{flags}: nothing is left");
    }
    fixture.ok("popup -w 2 -h 2");
    assert_eq!(fixture.world.panes.len(), 1, "no room for a border");
}

#[test]
fn look_and_program_follow_flags_and_options() {
    let (mut fixture, client, _) = opened("-T 'in #S' -s bg=red -S fg=blue -b double -d /tmp cat");
    let drawn = shown(&mut fixture, client).unwrap();
    assert_eq!(drawn.title.text(), "in s");
    assert_eq!(drawn.border, BorderLines::Double);
    let spawned = spawn(&fixture).unwrap();
    assert_eq!(spawned.argv, ["/bin/sh", "-c", "cat"]);
    assert_eq!(spawned.cwd, "/tmp");
    let (mut fixture, client, _) = opened("-B -e A=b cat /etc/passwd");
    let spawned = spawn(&fixture).unwrap();
    assert_eq!(spawned.argv, ["cat", "/etc/passwd"]);
    let value = |name: &str| {
        let found = spawned.env.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    };
    assert_eq!(value("A").as_deref(), Some("b"));
    assert_eq!(value("TMUX").as_deref(), Some("/tmp/bench,42,0"));
    assert_eq!(value("TMUX_PANE"), None, "it runs in no pane of a window");
    assert_eq!(spawned.size, Size::new(40, 12), "no border");
    assert_eq!(
        shown(&mut fixture, client).unwrap().border,
        BorderLines::None
    );
    let mut fixture = TestWorld::new();
    let client = fixture.attach();
    fixture.ok("set -g popup-border-lines rounded ; set -g popup-style bg=green");
    fixture.start("popup", outside());
    let drawn = shown(&mut fixture, client).unwrap();
    assert_eq!(drawn.border, BorderLines::Rounded);
    assert_eq!(drawn.look.bg, crate::base::Color::Ansi(2));
    assert_eq!(spawn(&fixture).unwrap().argv, ["/bin/sh"], "a shell");
}

#[test]
fn the_end_of_the_program_closes_as_the_flags_say() {
    for (flags, status, open) in [
        ("", 0, true),
        ("-E", 0, false),
        ("-E", 3, false),
        ("-EE", 0, false),
        ("-EE", 3, true),
        ("-k", 0, true),
        ("-k -E", 3, false),
    ] {
        let (mut fixture, client, script) = opened(&format!("{flags} cat"));
        assert_eq!(fixture.answer(script).status, None, "{flags}: it waits");
        exit(&mut fixture, status);
        assert_eq!(popup(&fixture, client).is_some(), open, "{flags} {status}");
        if open {
            let key = if flags == "-k" { "x" } else { "Escape" };
            if flags != "-k" {
                fixture.keys(client, &["x"]);
                assert!(popup(&fixture, client).is_some(), "{flags}: x closes");
            }
            fixture.keys(client, &[key]);
        }
        assert!(popup(&fixture, client).is_none(), "{flags}");
        assert_eq!(fixture.answer(script).status, Some(status), "{flags}");
        assert!(!fixture.world.panes.contains_key(&PANE));
        assert_eq!(fixture.typed(1), "", "a program that ended gets no key");
    }
}

#[test]
fn escape_closes_a_running_popup_unless_its_program_does() {
    for (flags, key, open) in [
        ("", "Escape", false),
        ("", "C-c", false),
        ("-k", "C-c", false),
        ("-E", "Escape", true),
        ("-EE", "C-c", true),
    ] {
        let (mut fixture, client, script) = opened(&format!("{flags} cat"));
        fixture.keys(client, &["x", key]);
        assert_eq!(popup(&fixture, client).is_some(), open, "{flags} {key}");
        let status = (!open).then_some(129);
        assert_eq!(fixture.answer(script).status, status, "{flags} {key}");
        assert_eq!(fixture.typed(1).len(), if open { 2 } else { 1 });
    }
    let (mut fixture, client, script) = opened("-E cat");
    fixture.ok("display-popup -C");
    assert!(popup(&fixture, client).is_none());
    assert_eq!(fixture.answer(script).status, Some(129));
    assert!(
        fixture
            .effects
            .contains(&Effect::Pane(PANE, PaneEffect::Close))
    );
    let (mut fixture, _, script) = opened("-E cat");
    let exit = Exit {
        status: None,
        signal: Some(9),
    };
    fixture.apply(Input::Exited(PANE, exit));
    assert_eq!(fixture.answer(script).status, Some(137));
}

#[test]
fn display_popup_in_an_open_popup_changes_it() {
    let (mut fixture, client, _) = opened("-E -T old cat");
    fixture.ok("popup -T new -b heavy -S fg=red other");
    let drawn = shown(&mut fixture, client).unwrap();
    assert_eq!(
        (drawn.title.text().as_str(), drawn.border),
        ("new", BorderLines::Heavy)
    );
    assert_eq!(fixture.world.panes.len(), 2, "the same program");
    fixture.ok("popup -B");
    let size = fixture.world.panes[&PANE].size;
    assert_eq!(size, rect(&fixture, client).size(), "without a border");
    assert_eq!(popup(&fixture, client).unwrap().title, "new");
    fixture.ok("popup -N");
    exit(&mut fixture, 0);
    assert!(popup(&fixture, client).is_some(), "-N undoes -E");
    fixture.ok("popup -k");
    fixture.keys(client, &["x"]);
    assert!(popup(&fixture, client).is_none());
}

#[test]
fn keys_pastes_and_the_mouse_go_to_the_program_in_its_modes() {
    let (mut fixture, client, _) = opened("-E -w 20 -h 10 -x 0 -y 0 vim");
    fixture.keys(client, &["C-b", "c", "Up"]);
    assert_eq!(fixture.typed(1), "\x02c\x1b[A");
    fixture.print(PANE, b"\x1b[?2004h\x1b[?1000h\x1b[?1006h\x1b[?1h");
    fixture.keys(client, &["Up"]);
    fixture.apply(Input::Paste(client, "a\nb".to_owned()));
    fixture.mouse(client, MouseEventKind::Press(MouseButton::Left), 1, 1);
    fixture.mouse(client, MouseEventKind::Press(MouseButton::Left), 50, 20);
    let typed = fixture.typed(1);
    assert_eq!(typed, "\x1bOA\x1b[200~a\nb\x1b[201~\x1b[<0;1;1M");
    assert_eq!(fixture.typed(0), "", "nothing reaches the pane below");
    fixture.ok("set -g mouse off");
    assert_eq!(fixture.scene(client).unwrap().mouse, MouseWanted::Buttons);
    fixture.print(PANE, b"\x1b[?1003h");
    assert_eq!(fixture.scene(client).unwrap().mouse, MouseWanted::All);
    fixture.print(PANE, b"\x1b[3;4H");
    let cursor = fixture.cursor(client).unwrap();
    assert_eq!(cursor.at, Point::new(4, 3));
    fixture.print(PANE, b"\x1b[?25l");
    assert_eq!(fixture.cursor(client), None);
    let mut release = KeyEvent::press(crate::base::Key::plain(crate::base::KeyCode::Char('a')));
    release.kind = crate::base::KeyEventKind::Release;
    fixture.print(PANE, b"\x1b[>11u");
    fixture.typed(1);
    fixture.apply(Input::Key(client, release));
    assert_eq!(fixture.typed(1), "\x1b[97;1:3u");
}

#[test]
fn prompts_and_menus_lie_above_a_popup() {
    let (mut fixture, client, _) = opened("-E cat");
    fixture.start("command-prompt -p ask 'set -g @x %%'", outside());
    fixture.keys(client, &["y", "Enter"]);
    assert_eq!(fixture.format("#{@x}"), "y");
    fixture.start("display-menu One o 'set -g @x menu'", outside());
    fixture.keys(client, &["o"]);
    assert_eq!(fixture.format("#{@x}"), "menu");
    fixture.keys(client, &["z"]);
    assert_eq!(fixture.typed(1), "z");
}

#[test]
fn the_mouse_moves_and_resizes_by_the_border() {
    use MouseEventKind::{Drag, Press, Release};
    let (left, right) = (MouseButton::Left, MouseButton::Right);
    for (from, button, to, want) in [
        ((20, 6), left, (0, 0), Rect::new(0, 0, 40, 12)),
        ((30, 6), left, (79, 23), Rect::new(40, 12, 40, 12)),
        ((25, 17), left, (30, 16), Rect::new(25, 5, 40, 12)),
        ((59, 17), left, (70, 20), Rect::new(20, 6, 51, 15)),
        ((59, 10), right, (21, 7), Rect::new(20, 6, 3, 3)),
        ((40, 17), right, (79, 23), Rect::new(20, 6, 60, 18)),
    ] {
        let (mut fixture, client, _) = opened("-E cat");
        fixture.mouse(client, Press(button), from.0, from.1);
        fixture.mouse(client, Drag(button), to.0, to.1);
        fixture.mouse(client, Release(Some(button)), to.0, to.1);
        fixture.mouse(client, Drag(button), 3, 3);
        assert_eq!(rect(&fixture, client), want, "{from:?} {to:?}");
        let size = fixture.world.panes[&PANE].size;
        assert_eq!(size, Size::new(want.cols - 2, want.rows - 2));
    }
    let (mut fixture, client, _) = opened("-E cat");
    let meta = |kind, x, y| MouseEvent {
        kind,
        at: Point::new(x, y),
        mods: Mods::META,
    };
    fixture.apply(Input::Mouse(client, meta(Press(left), 30, 10)));
    fixture.apply(Input::Mouse(client, meta(Drag(left), 31, 12)));
    assert_eq!(rect(&fixture, client), Rect::new(21, 8, 40, 12));
}

#[test]
fn a_resized_client_keeps_the_popup_inside_and_gives_its_room_back() {
    let (mut fixture, client, _) = opened("-E -w 40 -h 12 -x 39 -y 23 cat");
    let wanted = Rect::new(39, 11, 40, 12);
    for (size, want) in [
        (Size::new(80, 24), wanted),
        (Size::new(60, 20), Rect::new(20, 8, 40, 12)),
        (Size::new(30, 8), Rect::new(0, 0, 30, 8)),
        (Size::new(80, 24), wanted),
    ] {
        fixture.apply(Input::Resize(client, size));
        assert_eq!(rect(&fixture, client), want, "{size:?}");
        let cells = Size::new(want.cols - 2, want.rows - 2);
        assert_eq!(fixture.world.panes[&PANE].size, cells);
    }
}

#[test]
fn the_menu_of_the_border_changes_the_popup() {
    for (key, panes, open) in [
        ("q", 1, false),
        ("F", 1, true),
        ("C", 1, true),
        ("p", 1, true),
        ("h", 2, false),
        ("v", 2, false),
    ] {
        let (mut fixture, client, script) = opened("-E -w 20 -h 10 -x 1 -y 11 cat");
        fixture.ok("set-buffer text");
        let right = MouseEventKind::Press(MouseButton::Right);
        fixture.mouse(client, right, 5, 1);
        fixture.keys(client, &[key]);
        assert_eq!(popup(&fixture, client).is_some(), open, "{key}");
        assert_eq!(
            fixture.format("#{window_panes}"),
            panes.to_string(),
            "{key}"
        );
        let place = rect(&fixture, client);
        match key {
            "F" => assert_eq!(place, Rect::new(0, 0, 80, 24)),
            "C" => assert_eq!(place, Rect::new(30, 7, 20, 10)),
            "p" => assert_eq!(fixture.typed(1), "text"),
            "h" | "v" => {
                assert_eq!(fixture.format("#{pane_id} #{pane_pid}"), "%1 1001");
                let cells = fixture.world.panes[&PANE].size;
                let want = if key == "h" { (39, 23) } else { (80, 11) };
                assert_eq!((cells.cols, cells.rows), want, "{key}");
                assert!(
                    !fixture
                        .effects
                        .contains(&Effect::Pane(PANE, PaneEffect::Close))
                );
                assert_eq!(fixture.answer(script).status, Some(129));
            }
            _ => assert_eq!(fixture.answer(script).status, Some(129)),
        }
    }
}

#[test]
fn a_popup_is_in_no_list_and_no_saved_layout() {
    let (mut fixture, _, _) = opened("-E cat");
    assert_eq!(fixture.ok("list-panes -a -F '#{pane_id}'"), "%0\n");
    assert_eq!(fixture.format("#{window_panes}#{W:#{P:x}}"), "1x");
    let saved = saved_layout::saved(&fixture.world);
    assert_eq!(saved.panes.len(), 1);
    assert!(saved.unrecorded.contains(&PANE));
    assert!(
        fixture
            .fails("send-keys -t %1 x")
            .contains("can't find pane")
    );
    assert!(fixture.fails("kill-pane -t %1").contains("can't find pane"));
}

#[test]
fn a_client_that_leaves_ends_its_popup() {
    for how in ["detach", "gone"] {
        let (mut fixture, client, script) = opened("-E cat");
        if how == "gone" {
            fixture.apply(Input::Gone(client));
        } else {
            fixture.ok("detach-client");
        }
        assert!(
            fixture
                .effects
                .contains(&Effect::Pane(PANE, PaneEffect::Close))
        );
        assert!(!fixture.world.panes.contains_key(&PANE), "{how}");
        assert_eq!(fixture.answer(script).status, Some(129), "{how}");
    }
}

#[test]
fn what_a_program_reports_reaches_the_client_of_the_popup() {
    let (mut fixture, client, _) = opened("-E cat");
    fixture.ok("set -g set-clipboard on ; set -g allow-passthrough on");
    fixture.forget_effects();
    let events = vec![
        Event::Bell,
        Event::Clipboard {
            selection: "c".to_owned(),
            data: b"copied".to_vec(),
        },
        Event::Title("title".to_owned()),
        Event::Passthrough(b"\x1b]1;\x07".to_vec()),
    ];
    fixture.apply(Input::PaneEvents(PANE, events));
    for effect in [
        ClientEffect::Bell,
        ClientEffect::Clipboard("c".to_owned(), b"copied".to_vec()),
        ClientEffect::Passthrough(b"\x1b]1;\x07".to_vec()),
    ] {
        let effect = Effect::Client(client, effect);
        assert!(fixture.effects.contains(&effect), "{effect:?}");
    }
    assert_eq!(fixture.ok("show-buffer"), "copied");
}

#[test]
fn a_command_in_a_popup_acts_for_the_client_that_shows_it() {
    let mut fixture = TestWorld::new();
    fixture.ok("new-session -d -s other");
    let client = fixture.attach();
    fixture.ok("switch-client -c /dev/tty3 -t s");
    fixture.start("display-popup -E cat", outside());
    let inside = ClientInfo {
        tty: Some("/dev/pts/2".to_owned()),
        size: Some(Size::new(38, 10)),
        term: "xterm".to_owned(),
        env: vec![("TMUX".to_owned(), "/tmp/bench,42,0".to_owned())],
        ..ClientInfo::default()
    };
    let asked = fixture.start("display -p '#S #{client_name}'", inside.clone());
    assert!(
        fixture.answer(asked).out.starts_with("s"),
        "{:?}",
        fixture.answer(asked)
    );
    // As in tmux, a popup may show a session of the same server.
    let nested = fixture.start("attach -t other", inside.clone());
    assert!(
        fixture.world.is_attached(nested),
        "{:?}",
        fixture.answer(nested)
    );
    fixture.start("display-popup -C", inside);
    assert!(popup(&fixture, client).is_none());
}

#[test]
fn a_popup_comes_back_with_its_client_after_the_server_was_replaced() {
    for returns in [true, false] {
        let (mut fixture, client, _) = opened("-E -T kept cat");
        let caller = fixture.world.clients[&client].caller.clone();
        fixture.next_server();
        let panes = [0, 1].map(|n| (PaneId(n), 1000 + n, None));
        fixture.apply(Input::Adopted(panes.to_vec()));
        assert!(fixture.world.panes.contains_key(&PANE));
        assert_eq!(fixture.ok("list-panes -a -F '#{pane_id}'"), "%0\n");
        if returns {
            let again = ClientInfo {
                reattaching: true,
                ..caller
            };
            let client = fixture.start("attach-session", again);
            assert_eq!(popup(&fixture, client).unwrap().title, "kept");
            exit(&mut fixture, 0);
            assert!(popup(&fixture, client).is_none());
        } else {
            let timers = fixture.world.timers.iter();
            let waits = timers.filter(|(_, purpose)| {
                **purpose == crate::model::state::timers::Purpose::PopupsLeft
            });
            let timer = *waits.map(|(id, _)| id).next().unwrap();
            fixture.apply(Input::Timer(timer));
        }
        assert!(!fixture.world.panes.contains_key(&PANE));
    }
}

#[test]
fn a_client_in_control_mode_runs_the_program_of_a_popup() {
    let mut fixture = TestWorld::new();
    let client = fixture.attach();
    fixture.world.clients.get_mut(&client).unwrap().control = Some(Box::default());
    let script = fixture.start("display-popup -E -N true", outside());
    assert!(spawn(&fixture).is_some());
    assert_eq!(rect(&fixture, client).size(), Size::new(40, 12));
    assert_eq!(fixture.answer(script).status, None);
    exit(&mut fixture, 0);
    assert!(popup(&fixture, client).is_none(), "-N undoes earlier flags");
    assert_eq!(fixture.answer(script).status, Some(0));
}

#[test]
fn a_popup_takes_the_focus_from_the_pane_below_it() {
    let mut fixture = TestWorld::new();
    let client = fixture.attach();
    fixture.ok("set -s focus-events on");
    fixture.print(PaneId(0), b"\x1b[?1004h");
    fixture.apply(Input::Focus(client, true));
    fixture.typed(0);
    fixture.start("display-popup -E cat", outside());
    assert_eq!(fixture.typed(0), "\x1b[O");
    fixture.print(PANE, b"\x1b[?1004h");
    fixture.apply(Input::Focus(client, false));
    assert_eq!(
        (fixture.typed(0), fixture.typed(1)),
        (String::new(), "\x1b[O".into())
    );
    fixture.apply(Input::Focus(client, true));
    assert_eq!(
        (fixture.typed(0), fixture.typed(1)),
        (String::new(), "\x1b[I".into())
    );
    exit(&mut fixture, 0);
    assert_eq!(fixture.typed(0), "\x1b[I");
}

#[test]
fn the_left_button_moves_a_popup_of_a_client_called_tmux_by_its_corner() {
    use MouseEventKind::{Drag, Press};
    let (mut fixture, client, _) = opened("-E cat");
    let known = fixture.world.clients.get_mut(&client).unwrap();
    known.caller.as_tmux = true;
    fixture.mouse(client, Press(MouseButton::Left), 59, 17);
    fixture.mouse(client, Drag(MouseButton::Left), 70, 20);
    assert_eq!(rect(&fixture, client), Rect::new(31, 9, 40, 12));
}
