//! Options and properties of the outer terminal that programs in panes see.

use crate::harness::{Mux, SIZE, Terminal, until};

/// A program that prints `bytes` (for `printf`) and then its input.
fn saying(bytes: &str) -> String {
    format!("printf '{bytes}'; exec cat")
}

/// A terminal with a new session that runs the program of [`saying`].
fn begin(mux: &Mux, bytes: &str) -> Terminal {
    mux.start(&["new-session", &saying(bytes)], SIZE)
}

/// Waits until a format expands to `wanted` in the only pane.
fn wait_for(mux: &Mux, format: &str, wanted: &str) {
    mux.wait_for(&["display-message", "-p", format], |text| {
        text.trim_end() == wanted
    });
}

#[test]
fn a_program_is_told_the_theme() {
    let mux = Mux::new();
    let terminal = begin(&mux, "ready\\033[?2031h");
    terminal.wait_for_text("ready");
    terminal.send(b"\x1b]11;rgb:0000/0000/0000\x1b\\");
    terminal.wait_for_text("^[[?997;1n");
    wait_for(&mux, "#{client_theme}", "dark");
    let asked = || {
        let raw = terminal.raw();
        raw.windows(6).filter(|w| w == b"\x1b]11;?").count()
    };
    let before = asked();
    terminal.send(b"\x1b[?997;2n");
    assert!(until(|| asked() > before), "its colours are queried again");
    terminal.send(b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
    terminal.wait_for_text("^[[?997;2n");
    wait_for(&mux, "#{client_theme}", "light");
}

#[test]
fn a_new_pane_knows_the_colours() {
    let mux = Mux::new();
    let terminal = begin(&mux, "ready");
    terminal.wait_for_text("ready");
    terminal.send(b"\x1b]11;rgb:1234/5678/9abc\x1b\\");
    wait_for(&mux, "#{client_theme}", "dark");
    mux.ok(&["new-window", &saying("\\033]11;?\\007")]);
    terminal.wait_for_text("^[]11;rgb:1212/5656/9a9a");
}

#[test]
fn an_update_that_does_not_end_shows() {
    let mux = Mux::new();
    let terminal = begin(&mux, "ready");
    terminal.wait_for_text("ready");
    mux.ok(&["respawn-pane", "-k", &saying("\\033[?2026hhalf of it")]);
    terminal.wait_for_text("half of it");
    wait_for(&mux, "#{synchronized_output_flag}", "0");
}

#[test]
fn options_reach_screens() {
    let mux = Mux::with_config("set -s codepoint-widths[0] 'U+2192=2'\n");
    mux.ok(&["new-session", "-d", &saying("→→")]);
    wait_for(&mux, "#{cursor_x}", "4");
    mux.ok(&["set", "-su", "codepoint-widths"]);
    mux.ok(&["respawn-pane", "-k", &saying("→→")]);
    wait_for(&mux, "#{cursor_x}", "2");
    mux.ok(&["set", "-g", "alternate-screen", "off"]);
    mux.ok(&["respawn-pane", "-k", &saying("\\033[?1049habc")]);
    wait_for(&mux, "#{cursor_x} #{alternate_on}", "3 0");
    mux.ok(&["set", "-g", "alternate-screen", "on"]);
    mux.ok(&["respawn-pane", "-k", &saying("\\033[?1049habcd")]);
    wait_for(&mux, "#{cursor_x} #{alternate_on}", "4 1");
}

#[test]
fn the_clipboard_is_the_latest_buffer_unless_that_is_off() {
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", "cat"]);
    mux.ok(&["set-buffer", "hello"]);
    mux.ok(&["respawn-pane", "-k", &saying("\\033]52;c;?\\007")]);
    let shown = |text: &str| text.contains("52;c;aGVsbG8=");
    mux.wait_for(&["capture-pane", "-p"], shown);
    mux.ok(&["set", "-s", "get-clipboard", "off"]);
    // The reply to the second query would follow a reply to the first.
    let both = "\\033]52;c;?\\007\\033[5n";
    mux.ok(&["respawn-pane", "-k", &saying(both)]);
    let text = mux.wait_for(&["capture-pane", "-p"], |text| text.contains("^[[0n"));
    assert!(!shown(&text), "{text}");
}

#[test]
fn an_update_that_does_not_end_is_ended_without_a_client() {
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", &saying("\\033[?2026hhalf")]);
    wait_for(&mux, "#{cursor_x} #{synchronized_output_flag}", "4 0");
}

#[test]
fn formats_know_the_last_command() {
    let mux = Mux::new();
    let shell = "\\033]133;A\\007$ \\033]133;B\\007make all\\r\\n\\033]133;C\\007done\\r\\n\\033]133;D;2\\007";
    mux.ok(&["new-session", "-d", &saying(shell)]);
    let format = "#{pane_last_command}: #{pane_last_command_status}";
    wait_for(&mux, format, "make all: 2");
}

#[test]
fn programs_may_ask_for_what_is_allowed() {
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", "cat"]);
    let questions = saying("\\033]2;its\\007\\033[21tA\\033[1;1;1;1;1;1*y\\033[5n");
    for (value, title, sum) in [
        ("off", false, false),
        ("titles", true, false),
        ("all", true, true),
    ] {
        mux.ok(&["set", "-g", "allow-reports", value]);
        mux.ok(&["respawn-pane", "-k", &questions]);
        let text = mux.wait_for(&["capture-pane", "-p"], |text| text.contains("^[[0n"));
        assert_eq!(text.contains("^[]lits^["), title, "{value}: {text}");
        assert_eq!(text.contains("^[P1!~"), sum, "{value}: {text}");
    }
}

#[test]
fn the_terminal_is_asked_for_its_clipboard() {
    let mux = Mux::new();
    let terminal = begin(&mux, "ready");
    terminal.wait_for_text("ready");
    mux.ok(&["set", "-s", "get-clipboard", "both"]);
    mux.ok(&["respawn-pane", "-k", &saying("\\033]52;c;?\\007")]);
    terminal.wait_for_raw(b"\x1b]52;c;?");
    terminal.send(b"\x1b]52;c;aGVsbG8=\x1b\\");
    terminal.wait_for_text("52;c;aGVsbG8=");
    assert_eq!(mux.ok(&["show-buffer"]), "hello");
}

#[test]
fn the_terminal_shows_notifications() {
    let mux = Mux::new();
    let terminal = begin(&mux, "ready");
    terminal.wait_for_text("ready");
    mux.ok(&[
        "respawn-pane",
        "-k",
        &saying("\\033]777;notify;mail;two new\\007"),
    ]);
    terminal.wait_for_raw(b"\x1b]9;mail: two new\x1b\\");
}
