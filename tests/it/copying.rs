//! Copy mode in a terminal: searches of a long history, clipboards, scrollbars.

use crate::harness::terminal::row;
use crate::harness::{Mux, SIZE, Terminal, until};
use std::os::unix::fs::PermissionsExt;

const CURSOR_LINE: [&str; 3] = ["display-message", "-p", "#{copy_cursor_line}"];

#[test]
fn a_search_through_a_long_history_reaches_its_far_end() {
    let mux = Mux::with_config("set -g history-limit 300000\n");
    mux.detached("long", "seq 200000; exec cat");
    mux.wait_for(&["capture-pane", "-p"], |text| text.contains("\n200000"));
    mux.ok(&["copy-mode"]);
    mux.ok(&["send-keys", "-X", "search-backward", "^4[2]$"]);
    assert_eq!(mux.ok(&CURSOR_LINE), "42");
    mux.ok(&["send-keys", "-X", "search-backward", "9999"]);
    let count = [
        "display-message",
        "-p",
        "#{search_count} #{search_count_partial}",
    ];
    assert_eq!(mux.ok(&count), "38 0");
    // Keys find it too, and the indicator shows the count.
    let terminal = mux.attach("long");
    terminal.wait_for_text("[long] 0:");
    mux.ok(&["send-keys", "-X", "history-bottom"]);
    // The prompt has the last search; C-u clears it.
    for text in ["199 is not there", "12345"] {
        terminal.keys("C-r");
        terminal.wait_for_text("Search up:");
        terminal.keys("C-u");
        terminal.type_line(text);
    }
    mux.wait_for(&CURSOR_LINE, |line| line == "123459");
    terminal.wait_for("the count", |s| row(s, 0).contains(" results)"));
}

#[test]
fn a_copy_goes_to_a_program_where_the_terminal_takes_no_osc_52() {
    let mux = Mux::new();
    let program = mux.write("wl-copy", "#!/bin/sh\nexec cat >\"$HOME/clip\"\n");
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&program, mode).unwrap();
    mux.detached("s", "echo some text; exec cat");
    let mut command = mux.command(&["attach-session", "-t", "s"]);
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{path}", mux.dir().display()));
    command.env("WAYLAND_DISPLAY", "wayland-9");
    command.env("TERM", "linux");
    let terminal = Terminal::spawn(command, SIZE);
    terminal.wait_for_text("some text");
    mux.ok(&["copy-mode"]);
    for word in [
        "history-top",
        "begin-selection",
        "end-of-line",
        "copy-selection",
    ] {
        mux.ok(&["send-keys", "-X", word]);
    }
    let clip = mux.home().join("clip");
    let copied = || std::fs::read_to_string(&clip).unwrap_or_default();
    assert!(until(|| copied() == "some text"), "{:?}", copied());
}

#[test]
fn a_scrollbar_is_drawn_beside_the_pane_and_dragged() {
    let mux = Mux::with_config("setw -g pane-scrollbars on\nset -g mouse on\n");
    let terminal = mux.start(&["new-session", "seq 200; exec cat"], SIZE);
    terminal.wait_for("the end", |s| row(s, 21) == "200");
    let width = ["display-message", "-p", "#{pane_width}"];
    assert_eq!(mux.ok(&width), "79");
    let white = |s: &vt100::Screen| {
        let color = |y: u16| s.cell(y, 79).map(vt100::Cell::bgcolor);
        let on = (0..23).filter(|y| color(*y) == Some(vt100::Color::Idx(7)));
        on.collect::<Vec<u16>>()
    };
    terminal.wait_for("the slider at the bottom", |s| white(s) == [21, 22]);
    terminal.mouse(0, 79, 21, true);
    terminal.mouse(32, 79, 0, true);
    terminal.wait_for("the oldest line", |s| row(s, 0).starts_with('1'));
    terminal.wait_for("the slider at the top", |s| white(s) == [0, 1]);
    terminal.mouse(32, 79, 22, true);
    terminal.mouse(0, 79, 22, false);
    terminal.wait_for("the newest line", |s| row(s, 21) == "200");
}
