//! The mouse in a terminal: panes, borders, the wheel, the status line, programs that track it.

use crate::harness::terminal::row;
use crate::harness::{Mux, SIZE, Terminal};

fn begin(command: &str) -> (Mux, Terminal) {
    let mux = Mux::new();
    let terminal = mux.start(&["new-session", "-n", "zero", command], SIZE);
    terminal.wait_for_text("[0] 0:zero*");
    (mux, terminal)
}

#[test]
fn a_click_selects_a_pane() {
    let (mux, terminal) = begin("cat");
    mux.ok(&["split-window", "-h", "cat"]);
    terminal.wait_for_text("│");
    let active = ["display-message", "-p", "#{pane_index}"];
    assert_eq!(mux.ok(&active), "1");
    terminal.click(0, 10, 5);
    mux.wait_for(&active, |index| index == "0");
    terminal.click(0, 60, 5);
    mux.wait_for(&active, |index| index == "1");
}

#[test]
fn a_border_is_dragged() {
    let (mux, terminal) = begin("cat");
    mux.ok(&["split-window", "-h", "cat"]);
    mux.ok(&["split-window", "cat"]);
    terminal.wait_for_text("├");
    let sizes = [
        "display-message",
        "-p",
        "#{P:#{pane_width}x#{pane_height} }",
    ];
    assert_eq!(mux.ok(&sizes), "40x23 39x11 39x11 ");
    terminal.mouse(0, 40, 3, true);
    for x in [38, 34, 30] {
        terminal.mouse(32, x, 3, true);
    }
    terminal.mouse(0, 30, 3, false);
    mux.wait_for(&sizes, |sizes| sizes == "30x23 49x11 49x11 ");
    terminal.mouse(0, 60, 11, true);
    terminal.mouse(32, 60, 15, true);
    terminal.mouse(0, 60, 15, false);
    mux.wait_for(&sizes, |sizes| sizes == "30x23 49x15 49x7 ");
    terminal.wait_for("the border where it is now", |s| {
        row(s, 15) == format!("{:30}├{}", "", "─".repeat(49))
    });
}

#[test]
fn the_wheel_scrolls_history_and_back() {
    let (mux, terminal) = begin("seq 100; exec cat");
    terminal.wait_for("the end", |s| row(s, 21) == "100");
    terminal.mouse(64, 5, 5, true);
    terminal.wait_for("a view of the history", |s| row(s, 0).ends_with("[0/78]"));
    terminal.mouse(64, 5, 5, true);
    terminal.wait_for("rows from above", |s| row(s, 0).starts_with("74"));
    terminal.mouse(64, 5, 5, true);
    terminal.wait_for("more of them", |s| row(s, 0).starts_with("69"));
    assert_eq!(
        mux.ok(&["display-message", "-p", "#{pane_mode}"]),
        "copy-mode"
    );
    for _ in 0..2 {
        terminal.mouse(65, 5, 5, true);
    }
    terminal.wait_for("the end again", |s| row(s, 21) == "100");
    mux.wait_for(&["display-message", "-p", "#{pane_in_mode}"], |on| {
        on == "0"
    });
}

#[test]
fn on_the_alternate_screen_the_wheel_types_arrows() {
    let (mux, terminal) = begin("stty raw -echo; printf '\\033[?1049hready'; exec cat -v");
    terminal.wait_for_text("ready");
    terminal.mouse(64, 5, 5, true);
    terminal.wait_for_text("ready^[[A^[[A^[[A");
    terminal.mouse(65, 5, 5, true);
    terminal.wait_for_text("^[[A^[[B^[[B^[[B");
    mux.ok(&["send-keys", "-l", "."]);
    terminal.wait_for_text("^[[B.");
    let in_mode = ["display-message", "-p", "#{pane_in_mode}"];
    assert_eq!(mux.ok(&in_mode), "0");
}

#[test]
fn the_status_line_is_clicked() {
    let (mux, terminal) = begin("cat");
    mux.ok(&["new-window", "-n", "one", "cat"]);
    mux.ok(&["new-window", "-n", "two", "cat"]);
    terminal.wait_for_text("2:two*");
    for (window, name) in [("0", "0:zero"), ("1", "1:one"), ("2", "2:two")] {
        let x = terminal.row(23).find(name).unwrap();
        terminal.click(0, u16::try_from(x).unwrap(), 23);
        mux.wait_for(&["display-message", "-p", "#I"], |index| index == window);
    }
    terminal.mouse(64, 10, 23, true);
    mux.wait_for(&["display-message", "-p", "#I"], |index| index == "1");
    terminal.mouse(65, 10, 23, true);
    mux.wait_for(&["display-message", "-p", "#I"], |index| index == "2");
    mux.ok(&["set-option", "-g", "status-position", "top"]);
    terminal.wait_for("the status line above", |s| {
        row(s, 0).starts_with("[0] 0:zero")
    });
    terminal.click(0, 5, 0);
    mux.wait_for(&["display-message", "-p", "#I"], |index| index == "0");
}

#[test]
fn programs_that_want_the_mouse_get_it() {
    let (mux, terminal) =
        begin("stty raw -echo; printf '\\033[?1002h\\033[?1006hready'; exec cat -v");
    terminal.wait_for_text("ready");
    mux.ok(&["split-window", "-h", "-b", "-d", "cat"]);
    terminal.wait_for_text("│");
    terminal.mouse(0, 50, 3, true);
    terminal.mouse(32, 52, 4, true);
    terminal.mouse(0, 52, 4, false);
    terminal.wait_for_text("^[[<0;10;4M^[[<32;12;5M");
    terminal.wait_for_text("^[[<0;12;5m");
    terminal.mouse(64, 50, 3, true);
    terminal.wait_for_text("[<64;10;4M");
    terminal.click(0, 5, 5);
    mux.wait_for(&["display-message", "-p", "#{pane_index}"], |index| {
        index == "0"
    });
}

#[test]
fn without_the_option_the_mouse_is_the_terminals() {
    let (mux, terminal) = begin("cat");
    terminal.wait_for("the mouse is wanted", |s| {
        s.mouse_protocol_mode() != vt100::MouseProtocolMode::None
    });
    mux.ok(&["set-option", "-g", "mouse", "off"]);
    terminal.wait_for("it is not", |s| {
        s.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    });
}
