//! What commands say and do where no installed tmux is asked: refusals that change nothing, and
//! what takes several inputs.

use crate::base::{CursorShape, Key, KeyCode, KeyEvent, PaneId, Size};
use crate::model::state::input::Exit;
use crate::model::testing::TestWorld;
use crate::model::tests::panes::{overlays, reversed, state, world};
use crate::model::{ClientEffect, Effect, Input, PaneEffect, TimerEffect};

#[test]
fn what_is_refused_changes_nothing() {
    let mut test = world();
    for line in ["split-window", "split-window -h", "new-window -d"] {
        assert_eq!(test.run(line).status, Some(0), "{line}");
    }
    let before = state(&mut test);
    for (line, message) in [
        ("select-pane -t 9", "can't find pane: 9"),
        ("select-pane -t s:9", "can't find window: 9"),
        ("select-pane -t x:0", "can't find session: x"),
        ("select-pane -t %99", "can't find pane: %99"),
        ("select-pane -P nonsense", "invalid style: nonsense"),
        ("select-pane -l -t s:1", "no last pane"),
        ("select-pane -x", "command select-pane: unknown flag -x"),
        ("last-pane -t s:1", "no last pane"),
        (
            "resize-pane -x",
            "command resize-pane: -x expects an argument",
        ),
        (
            "resize-pane -L 1 2",
            "command resize-pane: too many arguments (need at most 1)",
        ),
        ("resize-pane -x 101%", "width too large"),
        ("resize-pane -y -1", "height too small"),
        ("resize-pane -L abc", "adjustment invalid"),
        ("resize-pane -L 0", "adjustment too small"),
        ("swap-pane -s 9", "can't find pane: 9"),
        ("swap-pane -s 0 -t 9", "can't find pane: 9"),
        (
            "join-pane -s 0 -t 0",
            "source and target panes must be different",
        ),
        ("join-pane -s 0 -t 1 -l x", "size invalid"),
        ("join-pane -s 0 -t 1 -l 101%", "size too large"),
        (
            "move-pane -s 0 -t 0",
            "source and target panes must be different",
        ),
        ("break-pane -t s:1", "index in use: 1"),
        ("break-pane -s s:1.0 -t s:1", "same index: 1"),
        ("break-pane -t x:", "can't find session: x"),
        ("select-layout nonsense", "invalid layout: nonsense"),
        ("select-layout main", "invalid layout: main"),
        ("select-layout even", "invalid layout: even"),
        ("select-layout ''", "invalid layout: "),
        (
            "select-layout 0000,80x24,0,0,1",
            "invalid layout: 0000,80x24,0,0,1",
        ),
        (
            "select-layout b25f,80x24,0,0,2",
            "have 3 panes but need 1: b25f,80x24,0,0,2",
        ),
        ("select-layout -t 9 tiled", "can't find pane: 9"),
        ("next-layout -t s:9", "can't find window: 9"),
        ("capture-pane -p -a", "no alternate screen"),
        ("capture-pane -p -t 9", "can't find pane: 9"),
        ("clear-history -t 9", "can't find pane: 9"),
        (
            "respawn-pane",
            "respawn pane failed: pane s:0.2 still active",
        ),
        (
            "respawn-window",
            "respawn window failed: window s:0 still active",
        ),
        ("respawn-window -t s:9", "can't find window: 9"),
        ("resize-window -x 0", "width too small"),
        ("resize-window -y 10001", "height too large"),
        ("resize-window -x 1%", "width invalid"),
        ("display-panes", "no current client"),
        ("display-panes -t nobody", "can't find client: nobody"),
        ("split-window -l x", "size invalid"),
        ("split-window -p 101", "size too large"),
    ] {
        let outcome = test.run(line);
        assert_eq!(outcome.err, format!("{message}\n"), "{line}");
        assert_eq!(
            (outcome.status, outcome.out.as_str()),
            (Some(1), ""),
            "{line}"
        );
        assert_eq!(state(&mut test), before, "{line}");
    }
}

#[test]
fn a_window_without_space_refuses_panes_and_stays() {
    let mut test = world();
    for line in [
        "resize-window -x 3 -y 2",
        "split-window -h",
        "new-window -d",
    ] {
        assert_eq!(test.run(line).status, Some(0), "{line}");
    }
    let before = state(&mut test);
    for (line, message) in [
        ("split-window -t s:0.0", "no space for new pane"),
        ("split-window -h -t s:0.0", "no space for new pane"),
        (
            "join-pane -s s:1.0 -t s:0.0",
            "create pane failed: pane too small",
        ),
        (
            "join-pane -f -s s:1.0 -t s:0.0",
            "create pane failed: pane too small",
        ),
    ] {
        let outcome = test.run(line);
        assert_eq!(outcome.err, format!("{message}\n"), "{line}");
        assert_eq!(outcome.status, Some(1), "{line}");
        assert_eq!(state(&mut test), before, "{line}");
    }
}

fn spawned(test: &TestWorld) -> Vec<(PaneId, Vec<String>)> {
    let spawns = test.last_effects().iter().filter_map(|e| match e {
        Effect::Pane(pane, PaneEffect::Spawn(spawn)) => Some((*pane, spawn.argv.clone())),
        _ => None,
    });
    spawns.collect()
}

#[test]
fn a_running_program_ends_before_the_next_one_starts() {
    let mut test = world();
    test.exits_on_hangup = false;
    test.run("split-window");
    let pane = PaneId(1);
    let answered = |test: &TestWorld| {
        let mut effects = test.last_effects().iter();
        effects.any(|effect| matches!(effect, Effect::Client(_, ClientEffect::Exit(0))))
    };
    assert_eq!(test.run("respawn-pane -k -c /tmp top -d").status, None);
    assert_eq!(spawned(&test), []);
    assert!(
        test.last_effects()
            .contains(&Effect::Pane(pane, PaneEffect::Signal(1))),
        "{:?}",
        test.last_effects()
    );
    let timer = test.last_effects().iter().find_map(|e| match e {
        Effect::Timer(timer, TimerEffect::Start(1000)) => Some(*timer),
        _ => None,
    });
    test.apply(Input::Timer(timer.expect("a timer runs")));
    assert!(
        test.last_effects()
            .contains(&Effect::Pane(pane, PaneEffect::Signal(9))),
        "{:?}",
        test.last_effects()
    );
    assert!(!answered(&test), "the program before is there yet");
    let before = state(&mut test);
    test.apply(Input::Exited(
        pane,
        Exit {
            status: None,
            signal: Some(9),
        },
    ));
    assert!(answered(&test), "{:?}", test.last_effects());
    assert_eq!(
        spawned(&test),
        [(pane, vec!["top".to_owned(), "-d".to_owned()])]
    );
    assert!(
        test.last_effects()
            .contains(&Effect::Pane(pane, PaneEffect::ResetScreen))
    );
    assert_eq!(test.world.panes[&pane].cwd, "/tmp");
    assert_eq!(state(&mut test), before);
    test.apply(Input::Exited(
        pane,
        Exit {
            status: Some(0),
            signal: None,
        },
    ));
    assert!(
        !test.world.panes.contains_key(&pane),
        "the next end is the end"
    );
}

#[test]
fn a_window_starts_again_with_its_first_pane() {
    let mut test = world();
    for line in ["split-window", "split-window -h", "resize-pane -Z"] {
        assert_eq!(test.run(line).status, Some(0), "{line}");
    }
    assert_eq!(test.run("respawn-window -k").status, Some(0));
    for gone in [PaneId(1), PaneId(2)] {
        assert!(
            test.last_effects()
                .contains(&Effect::Pane(gone, PaneEffect::Close)),
            "{gone}"
        );
    }
    assert_eq!(
        state(&mut test),
        "s:0* @0 afdd,83x23,0,0,0 afdd,83x23,0,0,0 0=%0 83x23*\n"
    );
}

fn press(c: char) -> KeyEvent {
    KeyEvent::press(Key::plain(KeyCode::Char(c)))
}

#[test]
fn a_number_chooses_a_pane() {
    for (flags, key, active, still) in [
        ("", '1', PaneId(1), false),
        ("", '9', PaneId(2), false),
        ("", 'x', PaneId(2), false),
        ("-N", '1', PaneId(2), true),
        ("-d 0 'swap-pane -d -s %% -t 0'", '1', PaneId(2), false),
    ] {
        let mut test = world();
        test.run("split-window");
        test.run("split-window -h");
        let client = test.attach_sized(Size::new(83, 24));
        let outcome = test.run(&format!("display-panes {flags}"));
        assert_eq!(outcome.status, None, "the command waits");
        assert_eq!(overlays(&mut test, client), 3, "{flags}");
        test.apply(Input::Key(client, press(key)));
        let window = test.world.windows.values().next().expect("a window");
        assert_eq!(window.active, active, "{flags} {key}");
        let swapped = window.panes()[0] != PaneId(0);
        assert_eq!(swapped, flags.contains("swap"), "{flags} {key}");
        assert_eq!(overlays(&mut test, client) > 0, still, "{flags} {key}");
        let done = test
            .last_effects()
            .iter()
            .any(|e| matches!(e, Effect::Client(_, ClientEffect::Exit(0))));
        assert_eq!(done, !still, "{flags} {key}");
    }
}

#[test]
fn numbers_go_by_themselves() {
    let mut test = world();
    let client = test.attach_sized(Size::new(83, 24));
    let outcome = test.run("display-panes -b -d 700");
    assert_eq!(outcome.status, Some(0), "-b does not wait");
    let timer = test.last_effects().iter().find_map(|e| match e {
        Effect::Timer(timer, TimerEffect::Start(700)) => Some(*timer),
        _ => None,
    });
    assert_eq!(overlays(&mut test, client), 1);
    test.apply(Input::Timer(timer.expect("a timer runs")));
    assert_eq!(overlays(&mut test, client), 0);
}

#[test]
fn the_marked_pane_has_a_border_in_reverse() {
    let mut test = world();
    test.run("split-window");
    let client = test.attach_sized(Size::new(80, 24));
    assert_eq!(reversed(&mut test, client), []);
    test.run("select-pane -m -t 0");
    assert_eq!(reversed(&mut test, client), [PaneId(0)]);
    test.run("set-option -g pane-border-style reverse");
    assert_eq!(reversed(&mut test, client), []);
    test.run("select-pane -M");
    assert_eq!(reversed(&mut test, client), [PaneId(0)]);
}

#[test]
fn options_say_how_a_cursor_looks_that_no_program_chose() {
    let mut test = world();
    let client = test.attach_sized(Size::new(80, 24));
    let look = |test: &TestWorld| {
        let cursor = test.cursor(client).expect("a cursor");
        (cursor.shape, cursor.blink, cursor.color)
    };
    test.print(PaneId(0), "x".as_bytes());
    assert_eq!(look(&test), (CursorShape::Default, false, None));
    test.run("set-option -g cursor-style blinking-bar");
    test.run("set-option -g cursor-colour '#010203'");
    assert_eq!(look(&test), (CursorShape::Bar, true, Some((1, 2, 3))));
    test.print(PaneId(0), "\x1b[4 q\x1b]12;#040506\x07".as_bytes());
    assert_eq!(
        look(&test),
        (CursorShape::Underline, false, Some((4, 5, 6)))
    );
    test.run("set-option -g prompt-cursor-style block");
    test.run("command-prompt");
    assert_eq!(look(&test), (CursorShape::Block, false, None));
}
