//! A newcomer solves five tasks with nothing but the screen: each step asserts the text that tells
//! the next key.

use crate::harness::terminal::{Exit, row};
use crate::harness::{Mux, SIZE, Terminal, until};

/// The row with the status line.
const STATUS: u16 = 23;

/// The environment of someone who has never used mux.
fn without_configuration() -> Mux {
    let mux = Mux::new();
    std::fs::remove_file(mux.dir().join("config/mux/mux.conf")).unwrap();
    mux
}

/// Waits until the screen says `text`, and then presses `keys`.
fn follow(terminal: &Terminal, text: &str, keys: &str) {
    terminal.wait_for_text(text);
    terminal.keys(keys);
}

fn widths(mux: &Mux) -> String {
    mux.ok(&["list-panes", "-F", "#{pane_width}"])
        .trim_end()
        .replace('\n', " ")
}

#[test]
fn five_tasks_are_solved_with_what_the_screen_says() {
    let mux = without_configuration();
    let mut terminal = mux.start(&[], SIZE);
    // Split.
    terminal.wait_for("the first keys", |s| {
        let line = row(s, STATUS);
        line.starts_with("[0]") && line.contains("C-b % split · C-b ? keys · C-b d leave")
    });
    terminal.keys("C-b %");
    terminal.wait_for("a border, and the next key", |s| {
        row(s, 3).contains('│') && row(s, STATUS).contains("C-b arrows move")
    });
    terminal.keys("C-b Left");
    assert!(until(|| mux.ok(&["display", "-p", "#{pane_index}"]) == "0"));
    // Resize: when one hesitates after the prefix key, keys appear, and one that lists all.
    assert_eq!(widths(&mux), "40 39");
    terminal.keys("C-b");
    follow(&terminal, "Ctrl-arrows  resize", "C-Left");
    assert!(until(|| widths(&mux) == "39 40"), "{}", widths(&mux));
    terminal.keys("C-b");
    follow(&terminal, "? lists all", "?");
    terminal.type_text("right by 5");
    follow(&terminal, "Move the pane's border right by 5", "Enter");
    assert!(until(|| widths(&mux) == "44 35"), "{}", widths(&mux));
    // Scroll and copy.
    terminal.type_line("echo copied-$((1+1))");
    terminal.wait_for_text("copied-2");
    terminal.keys("C-b");
    follow(&terminal, "scroll and copy", "[");
    follow(&terminal, "Alt-w copy", "Up C-a C-Space C-e M-w");
    let copied = || mux.ok(&["show-buffer"]);
    assert!(until(|| copied().starts_with("copied-2")), "{}", copied());
    // Detach and come back.
    terminal.keys("C-b d");
    assert_eq!(terminal.wait_exit(), Exit::Code(0));
    terminal.wait_for_text("still running; `mux` brings it back");
    let terminal = mux.start(&[], SIZE);
    terminal.wait_for_text("copied-2");
    // Undo a kill.
    terminal.keys("C-b");
    follow(&terminal, "? lists all", "?");
    terminal.type_text("close the pane");
    follow(&terminal, "Close the pane", "Enter");
    follow(&terminal, "(y/n)", "y");
    assert!(until(|| widths(&mux) == "80"), "{}", widths(&mux));
    terminal.wait_for("the way back", |s| {
        let line = row(s, STATUS);
        line.contains("Closed pane") && line.contains("brings it back")
    });
    terminal.keys("C-b M-u");
    assert!(until(|| widths(&mux) == "44 35"), "{}", widths(&mux));
}

#[test]
fn config_init_writes_a_file_that_config_check_accepts_and_overwrites_nothing() {
    let mux = without_configuration();
    let said = mux.ok(&["config", "init"]);
    assert!(said.contains("mux/mux.conf: written"), "{said}");
    let said = mux.ok(&["config", "check"]);
    assert!(said.ends_with(": no mistakes"), "{said}");
    let said = mux.fails(&["config", "init"]);
    assert!(said.contains("exists already"), "{said}");
    let wrong = mux.write("wrong.conf", "set -g mouse on\nset -g statu x\nnew-windw\n");
    let said = mux.fails(&["config", "check", &wrong.display().to_string()]);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(lines[0].contains("wrong.conf:2: "), "{said}");
    let hint = "unknown command: new-windw (did you mean new-window?)";
    assert!(
        lines[1].ends_with(&format!("wrong.conf:3: {hint}")),
        "{said}"
    );
    assert!(mux.processes().is_empty(), "no server was started");
}
