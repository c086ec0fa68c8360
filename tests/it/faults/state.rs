//! Commands print the same state before and after the server is replaced.

use super::place::{kill, server_of};
use super::row::{Row, full, times};
use crate::harness::terminal::row;
use crate::harness::{Mux, SIZE, Terminal, until};
use std::time::{Duration, Instant};

/// Creates sessions, windows, panes, options and modes of every kind.
fn create_state(mux: &Mux) -> Terminal {
    let terminal = mux.start(&["new-session", "-s", "work", "-n", "first"], SIZE);
    terminal.wait_for_text("$");
    let modes = r"printf '\033]2;my title\033\\\033[?1000h\033[?1006h\033[?2004h\033[?1h\033=\033[4 q\033[3;9r\033[5;5H'; exec cat";
    let other = r"seq 100; printf '\033[?1049h\033[2J\033[31mred\033[?25l'; exec cat";
    for command in [
        &["split-window", "-h", modes][..],
        &["split-window", "-v", "-l", "8", other],
        &["new-window", "-n", "scrolled", "seq 1000; exec cat"],
        &["new-window", "-d", "-n", "third"],
        &[
            "new-session",
            "-d",
            "-s",
            "play",
            "-n",
            "fourth",
            "-x",
            "70",
            "-y",
            "20",
        ],
        &["set-option", "-s", "escape-time", "77"],
        &["set-option", "-t", "work", "@mine", "my own"],
        &[
            "set-option",
            "-w",
            "-t",
            "work:third",
            "synchronize-panes",
            "on",
        ],
        &["set-option", "-p", "-t", "work:first.1", "@pane", "its own"],
        &["bind-key", "-T", "root", "F1", "rename-window", "by key"],
        &[
            "bind-key",
            "-r",
            "-N",
            "a note",
            "M-z",
            "display-message",
            "hello ; there",
        ],
        &["unbind-key", "c"],
        // Without the time of the line, which is in the memory of the server alone.
        &[
            "set-option",
            "-g",
            "copy-mode-position-format",
            "[#{scroll_position}/#{history_size}]",
        ],
        &["set-hook", "-g", "window-renamed", "set -g @renamed yes"],
        &["set-environment", "-g", "GLOBAL", "one two"],
        &["set-environment", "-t", "work", "LOCAL", "three"],
        &["set-environment", "-t", "work", "-r", "GONE"],
        &["set-buffer", "-b", "named", "a\ttab and 世界"],
        &["set-buffer", "automatic"],
        &["select-layout", "-t", "work:first", "main-vertical"],
        &["select-pane", "-t", "work:first.1", "-m"],
        &["resize-pane", "-t", "work:first.2", "-Z"],
    ] {
        mux.ok(command);
    }
    // Wait until the programs have printed everything.
    for (pane, last) in [
        ("work:first.0", "$"),
        ("work:scrolled", "1000"),
        ("work:third", "$"),
        ("play:", "$"),
    ] {
        let shown = ["capture-pane", "-p", "-t", pane];
        mux.wait_for(&shown, |text| text.trim_end().ends_with(last));
    }
    for pane in ["work:first.1", "work:first.2", "work:scrolled"] {
        mux.wait_for_program(pane, "cat");
    }
    mux.ok(&["copy-mode", "-t", "work:scrolled"]);
    for command in [
        &[
            "send-keys",
            "-t",
            "work:scrolled",
            "-X",
            "-N",
            "3",
            "page-up",
        ][..],
        &["send-keys", "-t", "work:scrolled", "-X", "begin-selection"],
        &[
            "send-keys",
            "-t",
            "work:scrolled",
            "-X",
            "-N",
            "4",
            "cursor-up",
        ],
        &[
            "set-option",
            "-g",
            "status-right",
            "a 'quoted' \"thing\" ; #{q:x}",
        ],
        &["set-option", "-g", "status-left", "<#S> "],
    ] {
        mux.ok(command);
    }
    // The last change is in the last row of the screen, so all others have been drawn.
    terminal.wait_for("the status line", |s| {
        let status = row(s, SIZE.rows - 1);
        status.starts_with("<work> ") && status.ends_with("\"thing\" ;")
    });
    terminal
}

/// The output of every command that prints state.
fn state(mux: &Mux) -> Vec<String> {
    let panes = "#{pane_id} #{pane_pid} #{pane_tty} #{pane_title} #{pane_active} #{pane_in_mode} \
        #{pane_mode} #{scroll_position} #{copy_cursor_x},#{copy_cursor_y} #{selection_present} \
        #{cursor_x},#{cursor_y} #{cursor_flag} #{alternate_on} #{mouse_standard_flag} \
        #{mouse_sgr_flag} #{keypad_flag} #{keypad_cursor_flag} #{bracket_paste_flag} \
        #{scroll_region_upper},#{scroll_region_lower} #{history_size} #{pane_marked} \
        #{pane_width}x#{pane_height} #{pane_current_command} #{@pane}";
    let windows = "#{window_id} #{window_index} #{window_name} #{window_layout} #{window_flags} \
        #{window_active} #{window_zoomed_flag} #{window_last_flag}";
    let sessions = "#{session_id} #{session_name} #{session_created} #{session_windows} #{session_attached} #{session_last_attached}";
    let clients = "#{client_session} #{client_width}x#{client_height} #{client_tty}";
    let mut commands: Vec<Vec<&str>> = [
        &["list-sessions", "-F", sessions][..],
        &["list-windows", "-a", "-F", windows],
        &["list-panes", "-a", "-F", panes],
        &["list-clients", "-F", clients],
        &["list-keys"],
        &["list-keys", "-N"],
        &["show-options", "-s"],
        &["show-options", "-g"],
        &["show-options", "-t", "work"],
        &["show-options", "-gw"],
        &["show-options", "-w", "-t", "work:third"],
        &["show-options", "-p", "-t", "work:first.1"],
        &["show-hooks", "-g"],
        &["show-environment", "-g"],
        &["show-environment", "-t", "work"],
        &[
            "list-buffers",
            "-F",
            "#{buffer_name} #{buffer_size} #{buffer_sample}",
        ],
        &["show-buffer", "-b", "named"],
    ]
    .map(<[&str]>::to_vec)
    .to_vec();
    let list = mux.ok(&["list-panes", "-a", "-F", "#{pane_id}"]);
    for pane in list.lines() {
        commands.push(vec!["capture-pane", "-p", "-e", "-S", "-", "-t", pane]);
        commands.push(vec!["capture-pane", "-p", "-M", "-t", pane]);
    }
    let ask = |command: &Vec<&str>| format!("{command:?}\n{:?}", mux.run(command));
    commands.iter().map(ask).collect()
}

fn same(before: &[String], after: &[String], how: &str) {
    for (before, after) in before.iter().zip(after) {
        assert_eq!(before, after, "{how}");
    }
}

#[test]
fn a_new_server_reports_the_same_state() {
    let mux = Mux::new();
    let terminal = create_state(&mux);
    let keeper = mux.process("keeper", None).pid;
    let (before, picture) = (state(&mux), terminal.text());
    let server = server_of(keeper, None);
    kill(server);
    mux.wait_for(&["list-clients"], |list| !list.is_empty());
    same(&before, &state(&mux), "after kill -9");
    terminal.wait_for("the same picture", |screen| screen.contents() == picture);
    mux.ok(&["upgrade", env!("CARGO_BIN_EXE_mux")]);
    mux.wait_for(&["list-clients"], |list| !list.is_empty());
    same(&before, &state(&mux), "after an upgrade");
    terminal.wait_for("the same picture", |screen| screen.contents() == picture);
    terminal.keys("F1");
    mux.wait_for(&["show-options", "-gqv", "@renamed"], |value| {
        value == "yes"
    });
}

#[test]
fn a_client_with_many_panes_reattaches_fast() {
    let mut row = Row::default();
    let mux = Mux::new();
    let terminal = mux.start(&["new-session", "-x", "80", "exec cat"], SIZE);
    mux.wait_for(&["list-clients"], |list| !list.is_empty());
    let panes = times(20, 100);
    for _ in 1..panes {
        mux.ok(&["new-window", "-d", "seq 200; exec cat"]);
    }
    let keeper = mux.process("keeper", None).pid;
    for round in 0..times(3, 20) {
        std::thread::sleep(Duration::from_millis(1100));
        let server = server_of(keeper, None);
        let start = Instant::now();
        kill(server);
        // A key sent to the killed server is lost, so wait until the client is attached.
        mux.wait_for(&["list-clients"], |list| !list.is_empty());
        terminal.type_line(&format!("round {round}"));
        terminal.wait_for("an echo", |s| {
            s.contents().matches(&format!("round {round}")).count() == 2
        });
        row.recovered(start.elapsed());
        assert!(until(|| server_of(keeper, None) != server));
    }
    if full() && !cfg!(debug_assertions) {
        assert!(row.worst < Duration::from_millis(500), "{row:?}");
    }
    row.report("reconnection after kill -9 with many panes (key to echo)");
}

#[test]
fn no_kill_by_name_ends_a_shell() {
    let mux = Mux::new();
    let terminal = mux.start(&["new-session", "-s", "work"], SIZE);
    terminal.wait_for_text("$");
    mux.ok(&["new-window", "-d", "sleep 1000"]);
    let pids = || mux.ok(&["list-panes", "-s", "-t", "work", "-F", "#{pane_pid}"]);
    let before = pids();
    // As `killall mux` and `pkill -9 mux` do, but only for processes of this test.
    for hit in [
        |name: &str| name == "mux",
        |name: &str| name.contains("mux"),
    ] {
        for process in mux.processes() {
            if hit(&process.name) {
                process.kill();
            }
        }
        assert_eq!(pids(), before);
        let again = mux.attach("work");
        again.wait_for_text("$");
    }
}
