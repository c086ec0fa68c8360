//! Hooks of windows and panes, and the focus that programs are told of.

use crate::base::{PaneId, Size};
use crate::lang::tables::hooks::HOOKS as HOOK_TABLE;
use crate::model::state::input::Exit;
use crate::model::state::timers::Purpose;
use crate::model::testing::TestWorld;
use crate::model::tests::panes::world;
use crate::model::{Effect, Input, PaneEffect};
use crate::term::{Event, PromptMark};

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
fn hooked(before: &[&str]) -> TestWorld {
    let mut test = world();
    for line in before {
        assert_eq!(test.run(line).status, Some(0), "{line}");
    }
    for hook in HOOKS {
        let line = format!("set-hook -g {hook} 'set-option -agF @log \" {hook}:#S.#D\"'");
        assert_eq!(test.run(&line).status, Some(0), "{line}");
    }
    test.run("set-option -g @log ''");
    test
}

fn log(test: &mut TestWorld) -> Vec<String> {
    let out = test.run("show-options -gv @log").out;
    test.run("set-option -g @log ''");
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
            &["window-layout-changed:s.%0", "window-resized:s.%0"],
        ),
        (
            &[],
            "new-window",
            &["session-window-changed:s.%1", "window-linked:s.%1"],
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
        let mut test = hooked(before);
        test.run(line);
        assert_eq!(log(&mut test), expected, "{before:?} {line}");
    }
}

#[test]
fn what_happens_outside_runs_hooks_too() {
    let mut test = hooked(&["split-window"]);
    let exit = Exit {
        status: Some(0),
        signal: None,
    };
    test.apply(Input::Exited(PaneId(1), exit));
    let expected = [
        "pane-exited:s.%0",
        "window-layout-changed:s.%0",
        "window-pane-changed:s.%0",
    ];
    assert_eq!(log(&mut test), expected);
}

/// Focus reports written to panes by the last input.
fn told(test: &TestWorld) -> Vec<(u32, &'static str)> {
    let told = test.last_effects().iter().filter_map(|e| match e {
        Effect::Pane(pane, PaneEffect::Write(bytes)) if bytes == b"\x1b[I" => Some((pane.0, "in")),
        Effect::Pane(pane, PaneEffect::Write(bytes)) if bytes == b"\x1b[O" => Some((pane.0, "out")),
        _ => None,
    });
    told.collect()
}

#[test]
fn programs_are_told_where_the_focus_is() {
    let mut test = world();
    for line in [
        "set-option -s focus-events on",
        "split-window",
        "new-window -d",
    ] {
        assert_eq!(test.run(line).status, Some(0), "{line}");
    }
    for pane in 0..3 {
        test.print(PaneId(pane), "\x1b[?1004h".as_bytes());
    }
    let client = test.attach_sized(Size::new(83, 24));
    assert_eq!(told(&test), [(1, "in")]);
    test.run("select-pane -t 0");
    assert_eq!(told(&test), [(1, "out"), (0, "in")]);
    test.apply(Input::Focus(client, false));
    assert_eq!(told(&test), [(0, "out")]);
    test.run("select-window -t 1");
    assert_eq!(told(&test), []);
    test.apply(Input::Focus(client, true));
    assert_eq!(told(&test), [(2, "in")]);
    test.apply(Input::Gone(client));
    assert_eq!(told(&test), [(2, "out")]);
}

#[test]
fn hooks_name_what_ended_in_the_order_in_which_it_did() {
    let names = "(#{hook_session_name}/#{hook_window_name}/#{hook_pane})";
    for (input, expected) in [
        (
            "exit %1",
            "pane-exited(//%1) window-unlinked(gone/ww/) session-closed(gone//)",
        ),
        (
            "kill-session -t gone",
            "session-closed(gone//) window-unlinked(gone/ww/)",
        ),
        (
            "kill-window -t gone",
            "window-unlinked(gone/ww/) session-closed(gone//)",
        ),
        (
            "neww -d -n x -t s: ; kill-window -t s:x",
            "window-unlinked(s/x/)",
        ),
        ("splitw -d -t s: ; kill-pane -t s:.1", ""),
    ] {
        let mut test = world();
        test.ok("new-session -d -s gone -n ww");
        for hook in ["pane-exited", "window-unlinked", "session-closed"] {
            test.ok(&format!(
                "set-hook -g {hook} 'set -agF @log \" {hook}{names}\"'"
            ));
        }
        match input.strip_prefix("exit %") {
            Some(pane) => test.apply(Input::Exited(
                PaneId(pane.parse().unwrap()),
                Exit {
                    status: Some(0),
                    signal: None,
                },
            )),
            None => drop(test.ok(input)),
        }
        assert_eq!(log(&mut test).join(" "), expected, "{input}");
    }
}

#[test]
fn commands_of_hooks_run_no_hooks() {
    let mut test = world();
    test.ok("set-hook -g session-renamed 'set -ga @log \" r\"'");
    test.ok("set-hook -g window-renamed 'set -ga @log \" w\" ; rename-session -t s: other'");
    test.ok("rename-window x");
    assert_eq!(log(&mut test), ["w"]);
}

#[test]
fn a_client_that_leaves_is_named_by_its_hook() {
    let mut test = world();
    test.ok("set-hook -g client-detached 'set -agF @log \" #{hook_client}\"'");
    let (one, two) = (test.attach(), test.attach());
    let names: Vec<String> = [one, two]
        .map(|id| test.world.clients[&id].name.clone())
        .into();
    test.ok(&format!("detach-client -t {}", names[0]));
    test.apply(Input::Gone(two));
    assert_eq!(log(&mut test), names);
}

/// Makes the event of a hook happen. A hook without a row here is that of a command that needs no
/// arguments.
fn fire(test: &mut TestWorld, hook: &str) {
    let line = match hook {
        "after-bind-key" => "bind X refresh",
        "after-kill-pane" => "splitw ; kill-pane",
        "after-load-buffer" => "load-buffer /file",
        "after-new-session" | "session-created" => "new -d -s new",
        "after-paste-buffer" => "set-buffer x ; paste-buffer",
        "after-rename-session" | "session-renamed" => "rename-session -t s: new",
        "after-rename-window" | "window-renamed" => "rename-window new",
        "after-save-buffer" => "set-buffer x ; save-buffer /file",
        "after-select-layout" => "select-layout tiled",
        "after-send-keys" => "send-keys x",
        "after-set-buffer" => "set-buffer x",
        "after-set-environment" => "setenv A b",
        "after-set-hook" => "set-hook -g @x y",
        "after-set-option" => "set @x y",
        "after-unbind-key" => "unbind X",
        "alert-silence" => "set -g silence-action any ; setw -g monitor-silence 1 ; neww",
        "command-error" => "has-session -t none",
        "marked-pane-changed" => "select-pane -m",
        "pane-created" => "splitw",
        "pane-mode-entered" => "copy-mode",
        "pane-mode-exited" => "copy-mode ; send -X cancel",
        "pane-moved" => "splitw ; break-pane",
        "pane-prompt-closed" | "pane-prompt-opened" => "bind T command-prompt -P",
        "session-added-to-group" => "new -d -t s",
        "session-removed-from-group" => "new -d -t s -s member ; kill-session -t member",
        "window-closed" => "neww -d ; kill-window -t 1",
        "window-created" => "neww -d",
        "window-unzoomed" => "splitw ; resizep -Z ; resizep -Z",
        "window-zoomed" => "splitw ; resizep -Z",
        "pane-died" => "set -g remain-on-exit on",
        "pane-exited" => "neww -d",
        "pane-focus-in" | "pane-focus-out" => "set -s focus-events on",
        "pane-mode-changed" => "copy-mode",
        "pane-title-changed" => "select-pane -T title",
        "session-closed" => "new -d -s gone ; kill-session -t gone",
        "session-window-changed" | "window-linked" => "neww",
        "window-layout-changed" | "window-pane-changed" => "splitw",
        "window-resized" => "resize-window -x 50",
        "window-unlinked" => "neww -d ; kill-window -t 1",
        _ => hook.strip_prefix("after-").unwrap_or("display x"),
    };
    test.files.insert("/file".into(), "text".into());
    let client = test.attach();
    let report = |event| Input::PaneEvents(PaneId(0), vec![event]);
    match hook {
        "after-display-panes" | "after-refresh-client" => {
            test.ok(&format!("bind F5 {line}"));
            test.keys(client, &["C-b", "F5"]);
            test.keys(client, &["Escape"]);
        }
        "command-error" => drop(test.fails(line)),
        _ => drop(test.run(line)),
    }
    match hook {
        "alert-activity" => {
            test.ok("set -g activity-action any ; setw -g monitor-activity on ; neww");
            test.apply(Input::PaneOutput(PaneId(0)));
        }
        "pane-activity" => test.apply(Input::PaneOutput(PaneId(0))),
        "pane-command-finished" | "pane-command-started" | "pane-shell-prompt" => {
            for mark in [
                PromptMark::Prompt,
                PromptMark::Output,
                PromptMark::End(None),
            ] {
                test.apply(report(Event::Prompt(mark, None)));
            }
        }
        "pane-prompt-closed" | "pane-prompt-opened" => {
            test.keys(client, &["C-b", "T", "Escape"]);
        }
        "pane-state" => drop(test.ok("report done")),
        "alert-bell" | "pane-bell" => test.apply(report(Event::Bell)),
        "alert-silence" => {
            let timers = test.world.timers.iter();
            let silence = timers.filter(|(_, purpose)| matches!(purpose, Purpose::Silence(_)));
            let silence: Vec<_> = silence.map(|(id, _)| *id).collect();
            for timer in silence {
                test.apply(Input::Timer(timer));
            }
        }
        "client-active" => {
            test.attach();
            test.keys(client, &["x"]);
        }
        "client-dark-theme" | "client-light-theme" => {
            for back in [0, 250, 0] {
                test.apply(Input::Colors(client, None, Some((back, back, back))));
            }
        }
        "client-closed" | "client-detached" => test.apply(Input::Gone(client)),
        "client-focus-in" | "client-focus-out" | "pane-focus-in" | "pane-focus-out" => {
            test.apply(Input::Focus(client, false));
            test.apply(Input::Focus(client, true));
        }
        "client-resized" => test.apply(Input::Resize(client, Size::new(50, 20))),
        "pane-died" | "pane-exited" => {
            test.apply(Input::Exited(PaneId(0), Exit::default()));
        }
        "pane-set-clipboard" => {
            test.ok("set -s set-clipboard on");
            test.apply(report(Event::Clipboard {
                selection: "c".into(),
                data: b"x".to_vec(),
            }));
        }
        _ => {}
    }
}

#[test]
fn every_hook_of_the_table_runs() {
    let mut silent = Vec::new();
    for hook in HOOK_TABLE.iter().filter(|hook| hook.inert.is_none()) {
        let mut test = world();
        test.ok(&format!("set-hook -g {} 'set -g @ran yes'", hook.name));
        fire(&mut test, hook.name);
        if test.format("#{@ran}") != "yes" {
            silent.push(hook.name);
        }
    }
    assert_eq!(silent, [] as [&str; 0]);
}

#[test]
fn a_hook_after_an_error_knows_the_command() {
    for (line, wanted) in [
        ("has-session -t none", "command-error|-t none|none|s"),
        (
            "neww -d -t s:0 sleep",
            "command-error|-d -t s:0 sleep|s:0|s",
        ),
        ("rename-window -t s: x", ""),
        ("nonsense", ""),
        (
            "set-hook -g after-rename-window 'kill-pane -t none' ; rename-window x",
            "",
        ),
    ] {
        let mut test = world();
        let about = "#{hook}|#{hook_arguments}|#{hook_flag_t}|#S";
        test.ok(&format!(
            "set-hook -g command-error {{ set -gF @e '{about}' }}"
        ));
        test.run(line);
        assert_eq!(test.format("#{@e}"), wanted, "{line}");
    }
    let mut test = world();
    test.ok("set-hook -g command-error 'set -g @e E' ; set-hook -t s: command-error 'set -g @e S'");
    test.fails("kill-pane -t none ; set -g @after yes");
    assert_eq!(test.format("#{@e}#{@after}"), "S");
}

#[test]
fn the_client_used_last_in_a_window_is_told_of_when_it_changes() {
    let mut test = world();
    test.ok("set-hook -g client-active 'set -agF @log \" #{hook_client}\"'");
    let (one, two) = (test.attach(), test.attach());
    let name = |test: &TestWorld, id| test.world.clients[&id].name.clone();
    let (first, second) = (name(&test, one), name(&test, two));
    assert_eq!(log(&mut test), [] as [&str; 0]);
    test.keys(two, &["x"]);
    assert_eq!(log(&mut test), [] as [&str; 0]);
    test.keys(one, &["x", "y"]);
    assert_eq!(log(&mut test), [first]);
    test.ok("neww");
    test.keys(one, &["x"]);
    assert_eq!(log(&mut test), [] as [&str; 0]);
    test.apply(Input::Resize(two, Size::new(70, 20)));
    assert_eq!(log(&mut test), [second]);
}
