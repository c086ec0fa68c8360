//! A reboot with three sessions of four windows of four panes, each in its own directory with
//! coloured output, and an editor in one of them.

use crate::harness::{Mux, SIZE, Terminal, finish, until};
use std::fs;

const SESSIONS: [&str; 3] = ["alpha", "beta", "gamma"];

/// Prints the layout, which must be the same after the reboot.
const LAYOUT: [&str; 4] = [
    "list-panes",
    "-a",
    "-F",
    "#{session_id} #{session_name} #{window_id} #{window_index} #{window_name} #{window_active} \
     #{window_layout} #{window_zoomed_flag} #{pane_id} #{pane_active} #{pane_width}x#{pane_height} \
     #{pane_current_path}",
];

fn mux_in(mux: &Mux, boot: &str, args: &[&str]) -> String {
    let mut command = mux.command(args);
    command.env("MUX_BOOT_ID", boot);
    let output = finish(command, "");
    assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{args:?}");
    output.stdout
}

/// Creates a session with four windows of four panes.
fn fill(mux: &Mux, session: &str) {
    for window in 0..4 {
        let place = |pane: u32| {
            let place = mux.home().join(format!("{session}/{window}/{pane}"));
            fs::create_dir_all(&place).unwrap();
            place.display().to_string()
        };
        let target = format!("{session}:{window}");
        let name = format!("win{window}");
        let (first, width) = (place(0), format!("{}", 20 + window * 10));
        if window == 0 {
            let args = [
                "new-session",
                "-d",
                "-s",
                session,
                "-n",
                &name,
                "-c",
                &first,
                "-x",
                "100",
                "-y",
                "30",
            ];
            mux_in(mux, "one", &args);
        } else {
            mux_in(
                mux,
                "one",
                &["new-window", "-d", "-t", &target, "-n", &name, "-c", &first],
            );
        }
        let (second, third, fourth) = (place(1), place(2), place(3));
        mux.ok(&[
            "split-window",
            "-h",
            "-l",
            &width,
            "-t",
            &format!("{target}.0"),
            "-c",
            &second,
        ]);
        mux.ok(&[
            "split-window",
            "-v",
            "-l",
            "30%",
            "-t",
            &format!("{target}.1"),
            "-c",
            &third,
        ]);
        mux.ok(&[
            "split-window",
            "-v",
            "-b",
            "-t",
            &format!("{target}.0"),
            "-c",
            &fourth,
        ]);
        for pane in 0..4 {
            let line = format!(
                "printf '\\033[3{}mpaint%s\\033[0m\\n' -{session}-{window}-{pane}",
                pane + 1
            );
            mux.ok(&[
                "send-keys",
                "-t",
                &format!("{target}.{pane}"),
                &line,
                "Enter",
            ]);
        }
    }
}

fn each_pane(mut visit: impl FnMut(&str, u32, u32)) {
    for session in SESSIONS {
        for window in 0..4 {
            (0..4).for_each(|pane| visit(session, window, pane));
        }
    }
}

/// Waits until a pane has shown `wanted`, escape sequences included.
fn shows(mux: &Mux, target: &str, wanted: &str) {
    mux.wait_for(
        &["capture-pane", "-p", "-e", "-J", "-S", "-", "-t", target],
        |text| text.contains(wanted),
    );
}

#[test]
fn three_sessions_of_four_windows_of_four_panes_come_back() {
    let mux = Mux::with_config("set -g status off\nset -g automatic-rename off\n");
    SESSIONS.iter().for_each(|session| fill(&mux, session));
    each_pane(|session, window, pane| {
        let painted = format!("\x1b[3{}mpaint-{session}-{window}-{pane}", pane + 1);
        shows(&mux, &format!("{session}:{window}.{pane}"), &painted);
    });
    // Stands for an editor: it uses the alternate screen.
    let editor = mux.write(
        "home/editor",
        "#!/bin/sh\nprintf '\\033[?1049h\\033[2Jediting %s' \"$1\"\nread line\n",
    );
    let line = format!("sh {} notes.txt", editor.display());
    mux.ok(&["send-keys", "-t", "beta:2.1", &line, "Enter"]);
    shows(&mux, "beta:2.1", "editing notes.txt");
    mux.ok(&["select-window", "-t", "beta:2"]);
    mux.ok(&["select-pane", "-t", "beta:2.1"]);
    mux.ok(&["resize-pane", "-Z", "-t", "gamma:3.2"]);
    let before = mux.ok(&LAYOUT);
    assert_eq!(before.lines().count(), 48);
    mux.ok(&["save"]);
    // A reboot: every process is killed, the sockets disappear, the boot id changes.
    mux.power_off();
    let mut command = mux.command(&[]);
    command.env("MUX_BOOT_ID", "two");
    let size = mux::base::Size::new(100, 30);
    let terminal = Terminal::spawn(command, size);
    terminal.wait_for_text("restored · last output");
    // Layout and contents are as before.
    mux.wait_for(&LAYOUT, |after| after == before);
    each_pane(|session, window, pane| {
        let painted = format!("\x1b[3{}mpaint-{session}-{window}-{pane}", pane + 1);
        shows(&mux, &format!("{session}:{window}.{pane}"), &painted);
    });
    // The editor's command is typed at the prompt but not run.
    mux.wait_for(&["capture-pane", "-p", "-J", "-t", "beta:2.1"], |text| {
        text.trim_end().ends_with("editor notes.txt") && !text.contains("editing")
    });
    mux.wait_for_program("beta:2.1", "sh");
    mux.ok(&["send-keys", "-t", "beta:2.1", "Enter"]);
    shows(&mux, "beta:2.1", "editing notes.txt");
    // A second restore adds nothing.
    let again = mux.ok(&["restore"]);
    assert!(
        again.starts_with("Nothing restored: all sessions of snapshot"),
        "{again}"
    );
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "alpha\nbeta\ngamma");
}

/// Changes of every kind, the command that shows each, and its output after the change.
const CHANGES: &[(&[&str], &[&str], &str)] = &[
    (
        &["set", "-g", "prefix", "C-q"],
        &["show", "-gv", "prefix"],
        "C-q",
    ),
    (
        &["set", "-s", "escape-time", "77"],
        &["show", "-sv", "escape-time"],
        "77",
    ),
    (
        &["set", "-gw", "mode-keys", "vi"],
        &["show", "-gwv", "mode-keys"],
        "vi",
    ),
    (
        &["set", "-g", "@user", "a 'b' \"c\" $d"],
        &["show", "-gv", "@user"],
        "a 'b' \"c\" $d",
    ),
    (
        &["set", "-t", "s:", "status-left", "L"],
        &["show", "-vt", "s:", "status-left"],
        "L",
    ),
    (
        &["set", "-w", "-t", "s:", "@window", "w"],
        &["show", "-wvt", "s:", "@window"],
        "w",
    ),
    (
        &["set", "-p", "-t", "s:", "@pane", "p"],
        &["show", "-pvt", "s:", "@pane"],
        "p",
    ),
    (
        &["bind", "X", "display", "hi"],
        &["list-keys", "-T", "prefix", "X"],
        "bind-key -T prefix X display-message hi",
    ),
    (
        &["bind", "-T", "own", "y", "display a ; display b"],
        &["list-keys", "-T", "own"],
        "bind-key -T own y display-message a \\; display-message b",
    ),
    (
        &["setenv", "-g", "FOO", "bar"],
        &["showenv", "-g", "FOO"],
        "FOO=bar",
    ),
    (
        &["setenv", "-t", "s:", "BAR", "foo"],
        &["showenv", "-t", "s:", "BAR"],
        "BAR=foo",
    ),
    (
        &["set-hook", "-g", "session-renamed", "display x"],
        &["show-hooks", "-g", "session-renamed"],
        "session-renamed[0] display-message x",
    ),
    (
        &["set-buffer", "older"],
        &["show-buffer", "-b", "buffer0"],
        "older",
    ),
    (&["set-buffer", "newer"], &["show-buffer"], "newer"),
    (
        &["set-buffer", "-b", "mine", "named"],
        &["show-buffer", "-b", "mine"],
        "named",
    ),
];

#[test]
fn everything_that_was_set_by_hand_survives_a_reboot() {
    let mux = Mux::with_config("set -g prefix C-a\nset -g status-right old\nset -g @conf 1\n");
    mux_in(&mux, "one", &["new-session", "-d", "-s", "s"]);
    for (change, _, _) in CHANGES {
        mux.ok(change);
    }
    mux.ok(&["unbind", "c"]);
    mux.ok(&["set", "-gu", "@conf"]);
    mux.ok(&["save"]);
    let changed = mux.ok(&["options", "--changed"]);
    mux.power_off();
    let config = "set -g prefix C-x\nset -g status-right new\nset -g @conf 2\n";
    mux.write("config/mux/mux.conf", config);
    mux_in(&mux, "two", &["new-session", "-d", "-s", "t"]);
    for (change, show, shown) in CHANGES {
        assert_eq!(mux.ok(show).trim_end(), *shown, "{change:?}");
    }
    // The configuration file is read first: what it sets and nobody changed is new.
    assert_eq!(mux.ok(&["show", "-gv", "status-right"]).trim_end(), "new");
    assert_eq!(mux.ok(&["show", "-gqv", "@conf"]), "");
    let keys = mux.ok(&["list-keys", "-T", "prefix", "-F", "#{key_string}"]);
    assert!(!keys.lines().any(|key| key == "c"), "{keys}");
    let again = mux.ok(&["options", "--changed"]);
    assert_eq!(again.lines().count(), changed.lines().count(), "{again}");
    // A second reboot keeps what was changed in between.
    mux.ok(&["set", "-g", "prefix", "C-w"]);
    mux.ok(&["delete-buffer", "-b", "mine"]);
    mux.ok(&["save"]);
    mux.power_off();
    mux_in(&mux, "three", &["new-session", "-d", "-s", "u"]);
    assert_eq!(mux.ok(&["show", "-gv", "prefix"]).trim_end(), "C-w");
    assert_eq!(
        mux.ok(&["list-buffers", "-F", "#{buffer_name}"]),
        "buffer1\nbuffer0"
    );
}

#[test]
fn restore_ask_set_by_hand_holds_at_the_next_start() {
    let mux = Mux::new();
    mux_in(&mux, "one", &["new-session", "-d", "-s", "s"]);
    mux.ok(&["set", "-g", "restore", "ask"]);
    mux.ok(&["save"]);
    mux.power_off();
    mux_in(&mux, "two", &["new-session", "-d", "-s", "t"]);
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "t");
    assert_eq!(mux.ok(&["show", "-gv", "restore"]).trim_end(), "ask");
}

#[test]
fn kill_server_starts_afresh_and_the_end_of_the_last_shell_does_not() {
    let mux = Mux::new();
    let value = || mux.ok(&["show", "-gqv", "@set"]);
    let ended = || assert!(until(|| mux.processes().is_empty()));
    mux.ok(&["new-session", "-d", "-s", "s"]);
    mux.ok(&["set", "-g", "@set", "1"]);
    mux.ok(&["set-buffer", "text"]);
    mux.ok(&["kill-session", "-t", "s"]);
    ended();
    mux.ok(&["new-session", "-d", "-s", "s"]);
    assert_eq!(value(), "1");
    assert_eq!(mux.ok(&["show-buffer"]), "text");
    mux.ok(&["kill-server"]);
    ended();
    mux.ok(&["new-session", "-d", "-s", "s"]);
    assert_eq!(value(), "");
    assert_eq!(mux.ok(&["list-buffers"]), "");
    // Started as tmux, a server begins anew after each end, as in tmux.
    mux.ok(&["kill-server"]);
    ended();
    let tmux = mux.dir().join("tmux");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_mux"), &tmux).unwrap();
    let as_tmux = |args: &[&str]| finish(mux.program(&tmux, args), "").stdout;
    as_tmux(&["new-session", "-d", "-s", "s"]);
    as_tmux(&["set", "-g", "@set", "1"]);
    as_tmux(&["kill-session", "-t", "s"]);
    ended();
    as_tmux(&["new-session", "-d", "-s", "s"]);
    assert_eq!(as_tmux(&["show", "-gqv", "@set"]), "");
}

#[test]
fn attach_and_a_name_without_a_server_attach_to_the_saved_session_of_that_name() {
    let mux = Mux::new();
    mux.detached("work", "sleep 1000");
    mux.detached("other", "sleep 1000");
    mux.ok(&["save"]);
    mux.power_off();
    // A name of no saved session is a host.
    let mut command = mux.command(&["attach", "nothing"]);
    command.env("MUX_SSH", "echo asked >&2; exit 255; #");
    let output = finish(command, "");
    assert_eq!(output.status, 1, "{output:?}");
    assert!(mux.sockets().is_empty(), "no server was started");
    let mut terminal = mux.start(&["attach", "work"], SIZE);
    let clients = ["list-clients", "-F", "#{session_name}"];
    mux.wait_for(&clients, |names| names == "work");
    mux.ok(&["detach-client", "-s", "work"]);
    terminal.wait_exit();
    assert_eq!(mux.ok(&["ls", "-F", "#{session_name}"]), "other\nwork");
}
