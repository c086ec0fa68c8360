//! What commands say and do where no installed tmux is asked: refusals that change nothing, and
//! what takes several inputs.

use crate::bench::Bench;
use mux::base::{CursorShape, Key, KeyCode, KeyEvent, PaneId, Size};
use mux::model::state::input::Exit;
use mux::model::{ClientEffect, Effect, Input, PaneEffect, TimerEffect};

#[test]
fn what_is_refused_changes_nothing() {
    let mut bench = Bench::with_session();
    for line in ["split-window", "split-window -h", "new-window -d"] {
        assert_eq!(bench.run(line).status, Some(0), "{line}");
    }
    let before = bench.state();
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
        let outcome = bench.run(line);
        assert_eq!(outcome.err, format!("{message}\n"), "{line}");
        assert_eq!(
            (outcome.status, outcome.out.as_str()),
            (Some(1), ""),
            "{line}"
        );
        assert_eq!(bench.state(), before, "{line}");
    }
}

#[test]
fn a_window_without_space_refuses_panes_and_stays() {
    let mut bench = Bench::with_session();
    for line in [
        "resize-window -x 3 -y 2",
        "split-window -h",
        "new-window -d",
    ] {
        assert_eq!(bench.run(line).status, Some(0), "{line}");
    }
    let before = bench.state();
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
        let outcome = bench.run(line);
        assert_eq!(outcome.err, format!("{message}\n"), "{line}");
        assert_eq!(outcome.status, Some(1), "{line}");
        assert_eq!(bench.state(), before, "{line}");
    }
}

fn spawned(bench: &Bench) -> Vec<(PaneId, Vec<String>)> {
    let spawns = bench.effects.iter().filter_map(|e| match e {
        Effect::Pane(pane, PaneEffect::Spawn(spawn)) => Some((*pane, spawn.argv.clone())),
        _ => None,
    });
    spawns.collect()
}

#[test]
fn a_running_program_ends_before_the_next_one_starts() {
    let mut bench = Bench::with_session();
    bench.stubborn = true;
    bench.run("split-window");
    let pane = PaneId(1);
    let answered = |bench: &Bench| {
        let mut effects = bench.effects.iter();
        effects.any(|effect| matches!(effect, Effect::Client(_, ClientEffect::Exit(0))))
    };
    assert_eq!(bench.run("respawn-pane -k -c /tmp top -d").status, None);
    assert_eq!(spawned(&bench), []);
    assert!(
        bench
            .effects
            .contains(&Effect::Pane(pane, PaneEffect::Signal(1))),
        "{:?}",
        bench.effects
    );
    let timer = bench.effects.iter().find_map(|e| match e {
        Effect::Timer(timer, TimerEffect::Start(1000)) => Some(*timer),
        _ => None,
    });
    bench.input(Input::Timer(timer.expect("a timer runs")));
    assert!(
        bench
            .effects
            .contains(&Effect::Pane(pane, PaneEffect::Signal(9))),
        "{:?}",
        bench.effects
    );
    assert!(!answered(&bench), "the program before is there yet");
    let before = bench.state();
    bench.input(Input::Exited(
        pane,
        Exit {
            status: None,
            signal: Some(9),
        },
    ));
    assert!(answered(&bench), "{:?}", bench.effects);
    assert_eq!(
        spawned(&bench),
        [(pane, vec!["top".to_owned(), "-d".to_owned()])]
    );
    assert!(
        bench
            .effects
            .contains(&Effect::Pane(pane, PaneEffect::ResetScreen))
    );
    assert_eq!(bench.world.panes[&pane].cwd, "/tmp");
    assert_eq!(bench.state(), before);
    bench.input(Input::Exited(
        pane,
        Exit {
            status: Some(0),
            signal: None,
        },
    ));
    assert!(
        !bench.world.panes.contains_key(&pane),
        "the next end is the end"
    );
}

#[test]
fn a_window_starts_again_with_its_first_pane() {
    let mut bench = Bench::with_session();
    for line in ["split-window", "split-window -h", "resize-pane -Z"] {
        assert_eq!(bench.run(line).status, Some(0), "{line}");
    }
    assert_eq!(bench.run("respawn-window -k").status, Some(0));
    for gone in [PaneId(1), PaneId(2)] {
        assert!(
            bench
                .effects
                .contains(&Effect::Pane(gone, PaneEffect::Close)),
            "{gone}"
        );
    }
    assert_eq!(
        bench.state(),
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
        let mut bench = Bench::with_session();
        bench.run("split-window");
        bench.run("split-window -h");
        let client = bench.attach(Size::new(83, 24));
        let outcome = bench.run(&format!("display-panes {flags}"));
        assert_eq!(outcome.status, None, "the command waits");
        assert_eq!(bench.overlays(client), 3, "{flags}");
        bench.input(Input::Key(client, press(key)));
        let window = bench.world.windows.values().next().expect("a window");
        assert_eq!(window.active, active, "{flags} {key}");
        let swapped = window.panes()[0] != PaneId(0);
        assert_eq!(swapped, flags.contains("swap"), "{flags} {key}");
        assert_eq!(bench.overlays(client) > 0, still, "{flags} {key}");
        let done = bench
            .effects
            .iter()
            .any(|e| matches!(e, Effect::Client(_, ClientEffect::Exit(0))));
        assert_eq!(done, !still, "{flags} {key}");
    }
}

#[test]
fn numbers_go_by_themselves() {
    let mut bench = Bench::with_session();
    let client = bench.attach(Size::new(83, 24));
    let outcome = bench.run("display-panes -b -d 700");
    assert_eq!(outcome.status, Some(0), "-b does not wait");
    let timer = bench.effects.iter().find_map(|e| match e {
        Effect::Timer(timer, TimerEffect::Start(700)) => Some(*timer),
        _ => None,
    });
    assert_eq!(bench.overlays(client), 1);
    bench.input(Input::Timer(timer.expect("a timer runs")));
    assert_eq!(bench.overlays(client), 0);
}

#[test]
fn the_marked_pane_has_a_border_in_reverse() {
    let mut bench = Bench::with_session();
    bench.run("split-window");
    let client = bench.attach(Size::new(80, 24));
    assert_eq!(bench.reversed(client), []);
    bench.run("select-pane -m -t 0");
    assert_eq!(bench.reversed(client), [PaneId(0)]);
    bench.run("set-option -g pane-border-style reverse");
    assert_eq!(bench.reversed(client), []);
    bench.run("select-pane -M");
    assert_eq!(bench.reversed(client), [PaneId(0)]);
}

#[test]
fn options_say_how_a_cursor_looks_that_no_program_chose() {
    let mut bench = Bench::with_session();
    let client = bench.attach(Size::new(80, 24));
    let look = |bench: &Bench| {
        let cursor = bench.cursor(client).expect("a cursor");
        (cursor.shape, cursor.blink, cursor.color)
    };
    bench.write(0, "x");
    assert_eq!(look(&bench), (CursorShape::Default, false, None));
    bench.run("set-option -g cursor-style blinking-bar");
    bench.run("set-option -g cursor-colour '#010203'");
    assert_eq!(look(&bench), (CursorShape::Bar, true, Some((1, 2, 3))));
    bench.write(0, "\x1b[4 q\x1b]12;#040506\x07");
    assert_eq!(
        look(&bench),
        (CursorShape::Underline, false, Some((4, 5, 6)))
    );
    bench.run("set-option -g prompt-cursor-style block");
    bench.run("command-prompt");
    assert_eq!(look(&bench), (CursorShape::Block, false, None));
}
