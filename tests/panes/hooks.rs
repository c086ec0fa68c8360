//! Hooks of windows and panes, and the focus that programs are told of.

use crate::bench::Bench;
use mux::base::{PaneId, Size};
use mux::model::state::input::Exit;
use mux::model::{Effect, Input, PaneEffect};

const HOOKS: &[&str] = &[
    "session-window-changed",
    "window-linked",
    "window-unlinked",
    "window-pane-changed",
    "window-layout-changed",
    "window-resized",
    "window-renamed",
    "pane-mode-changed",
    "pane-exited",
    "pane-focus-in",
    "pane-focus-out",
];

/// A world where every hook sets an option of its name to what it is about.
fn hooked(before: &[&str]) -> Bench {
    let mut bench = Bench::with_session();
    for line in before {
        assert_eq!(bench.run(line).status, Some(0), "{line}");
    }
    for hook in HOOKS {
        let line = format!("set-hook -g {hook} 'set-option -agF @log \" {hook}:#S.#D\"'");
        assert_eq!(bench.run(&line).status, Some(0), "{line}");
    }
    bench.run("set-option -g @log ''");
    bench
}

fn log(bench: &mut Bench) -> Vec<String> {
    let out = bench.run("show-options -gv @log").out;
    bench.run("set-option -g @log ''");
    out.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn what_changed_runs_its_hooks_once() {
    for (before, line, expected) in [
        (
            &[][..],
            "split-window",
            &["window-pane-changed:s.%1", "window-layout-changed:s.%1"][..],
        ),
        (&[], "split-window -d", &["window-layout-changed:s.%0"]),
        (&["split-window"], "split-window -t 9", &[]),
        (
            &["split-window"],
            "select-pane -t 0",
            &["window-pane-changed:s.%0"],
        ),
        (&["split-window"], "select-pane -t 1", &[]),
        (
            &["split-window"],
            "resize-pane -U 2",
            &["window-layout-changed:s.%1"],
        ),
        (
            &["split-window"],
            "resize-pane -Z",
            &["window-layout-changed:s.%1"],
        ),
        (&[], "resize-pane -Z", &[]),
        (
            &[],
            "resize-window -x 50",
            &["window-resized:s.%0", "window-layout-changed:s.%0"],
        ),
        (
            &[],
            "new-window",
            &["window-linked:s.%1", "session-window-changed:s.%1"],
        ),
        (&[], "new-window -d", &["window-linked:s.%1"]),
        (
            &["new-window -d"],
            "kill-window -t 1",
            &["window-unlinked:s.%0"],
        ),
        (
            &["new-window -d"],
            "select-window -t 1",
            &["session-window-changed:s.%1"],
        ),
        (
            &["new-window -d"],
            "rename-window x",
            &["window-renamed:s.%0"],
        ),
        (
            &["split-window"],
            "swap-pane -s 0 -t 1",
            &["window-layout-changed:s.%1"],
        ),
        (
            &["split-window -d"],
            "set-hook -g window-layout-changed 'resize-pane -Z' ; resize-pane -U",
            &[],
        ),
    ] {
        let mut bench = hooked(before);
        bench.run(line);
        assert_eq!(log(&mut bench), expected, "{before:?} {line}");
    }
}

#[test]
fn what_happens_outside_runs_hooks_too() {
    let mut bench = hooked(&["split-window"]);
    let exit = Exit {
        status: Some(0),
        signal: None,
    };
    bench.input(Input::Exited(PaneId(1), exit));
    let expected = [
        "pane-exited:s.%0",
        "window-pane-changed:s.%0",
        "window-layout-changed:s.%0",
    ];
    assert_eq!(log(&mut bench), expected);
}

/// Focus reports written to panes by the last input.
fn told(bench: &Bench) -> Vec<(u32, &'static str)> {
    let told = bench.effects.iter().filter_map(|e| match e {
        Effect::Pane(pane, PaneEffect::Write(bytes)) if bytes == b"\x1b[I" => Some((pane.0, "in")),
        Effect::Pane(pane, PaneEffect::Write(bytes)) if bytes == b"\x1b[O" => Some((pane.0, "out")),
        _ => None,
    });
    told.collect()
}

#[test]
fn programs_are_told_where_the_focus_is() {
    let mut bench = Bench::with_session();
    for line in [
        "set-option -s focus-events on",
        "split-window",
        "new-window -d",
    ] {
        assert_eq!(bench.run(line).status, Some(0), "{line}");
    }
    for pane in 0..3 {
        bench.write(pane, "\x1b[?1004h");
    }
    let client = bench.attach(Size::new(83, 24));
    assert_eq!(told(&bench), [(1, "in")]);
    bench.run("select-pane -t 0");
    assert_eq!(told(&bench), [(1, "out"), (0, "in")]);
    bench.input(Input::Focus(client, false));
    assert_eq!(told(&bench), [(0, "out")]);
    bench.run("select-window -t 1");
    assert_eq!(told(&bench), []);
    bench.input(Input::Focus(client, true));
    assert_eq!(told(&bench), [(2, "in")]);
    bench.input(Input::Gone(client));
    assert_eq!(told(&bench), [(2, "out")]);
}
