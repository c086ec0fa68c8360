//! Floating panes in a terminal: drawn above the layout, moved with the mouse, and there again
//! after the death of the server and after a reboot.

use crate::harness::terminal::row;
use crate::harness::{Mux, SIZE, until};

const PLACES: [&str; 3] = [
    "list-panes",
    "-F",
    "#{pane_id} #{pane_width}x#{pane_height}@#{pane_left},#{pane_top}\
     #{?pane_floating_flag, F#{pane_z},}#{?pane_active,*,}",
];

const WANTED: &str = "%0 80x23@0,0\n%1 20x5@10,4 F1\n%2 30x6@25,7 F0*\n";

fn open(mux: &Mux) {
    mux.ok(&[
        "new-pane", "-x", "20", "-y", "5", "-X", "10", "-Y", "4", "cat",
    ]);
    mux.ok(&[
        "new-pane", "-x", "30", "-y", "6", "-X", "25", "-Y", "7", "cat",
    ]);
}

#[test]
fn floating_panes_are_drawn_moved_and_survive_the_death_of_the_server() {
    let mux = Mux::with_config("set -g mouse on\nset -g status-right ''\n");
    let terminal = mux.start(&["new-session", "-n", "zero", "seq 100; exec cat"], SIZE);
    terminal.wait_for_text("[0] 0:zero*");
    open(&mux);
    terminal.type_line("typed above");
    terminal.wait_for("an echo in the box", |s| {
        let both = [7, 8].map(|y| row(s, y).contains("│typed above"));
        both == [true; 2] && row(s, 6).contains("╭─2 ")
    });
    assert_eq!(mux.ok(&PLACES), WANTED.trim_end());
    let before = terminal.text();
    mux.process("server", None).kill();
    assert_eq!(
        mux.wait_for(&PLACES, |text| !text.is_empty()),
        WANTED.trim_end()
    );
    terminal.wait_for("the same picture", |s| s.contents() == before);
    // A mouse event while the client is not connected is dropped.
    mux.wait_for(&["list-clients"], |clients| !clients.is_empty());
    // The upper border moves the box, the lower right corner resizes it.
    terminal.mouse(0, 40, 6, true);
    terminal.mouse(32, 42, 9, true);
    terminal.mouse(0, 42, 9, false);
    terminal.mouse(0, 57, 16, true);
    terminal.mouse(32, 60, 18, true);
    terminal.mouse(0, 60, 18, false);
    mux.wait_for(&PLACES, |text| text.contains("%2 33x8@27,10 F0*"));
    terminal.click(0, 12, 5);
    mux.wait_for(&PLACES, |text| text.contains("%1 20x5@10,4 F0*"));
    terminal.keys("C-b M-f");
    terminal.wait_until_gone("typed above");
    terminal.keys("C-b M-f");
    terminal.wait_for_text("typed above");
}

#[test]
fn floating_panes_are_there_after_a_reboot() {
    let mux = Mux::new();
    let place = mux.home().join("there");
    std::fs::create_dir_all(&place).unwrap();
    let terminal = mux.start(&["new-session", "-n", "zero"], SIZE);
    terminal.wait_for_text("[0] 0:zero*");
    let there = place.display().to_string();
    mux.ok(&[
        "new-pane", "-x", "20", "-y", "5", "-X", "10", "-Y", "4", "-c", &there,
    ]);
    mux.ok(&[
        "new-pane", "-x", "30", "-y", "6", "-X", "25", "-Y", "7", "-c", &there,
    ]);
    terminal.type_line("echo kept-$((40+2))");
    terminal.wait_for_text("kept-42");
    mux.ok(&["save"]);
    mux.power_off();
    drop(terminal);
    let mut start = mux.command(&["start-server"]);
    start.env("MUX_BOOT_ID", "two");
    let started = crate::harness::finish(start, "");
    assert_eq!(started.status, 0, "{started:?}");
    assert!(
        until(|| mux.ok(&PLACES) == WANTED.trim_end()),
        "{}",
        mux.ok(&PLACES)
    );
    let path = ["display-message", "-p", "-t", "%2", "#{pane_current_path}"];
    mux.wait_for(&path, |path| path == there);
    let text = mux.ok(&["capture-pane", "-p", "-S", "-", "-t", "%2"]);
    assert!(text.contains("kept-42"), "{text}");
}

#[test]
fn layouts_of_all_kinds_are_the_same_after_a_death_an_upgrade_and_a_reboot() {
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", "-s", "w", "-x", "100", "-y", "30"]);
    let run = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        mux.ok(&words)
    };
    for line in [
        "split-window -t w:0",
        "split-window -t w:0",
        "select-layout -t w:0 stacked",
        "new-window -t w:1",
        "set-option -w -t w:1 auto-layout tiled",
        "split-window -t w:1",
        "split-window -t w:1",
        "new-window -t w:2",
        "new-pane -t w:2 -x 30% -y 8 -X 50% -Y 3",
        "set-option -p -t w:2.1 pane-pinned on",
        "toggle-scratch -t w:2",
    ] {
        run(line);
    }
    let state = || {
        let place = "#I.#P #{pane_width}x#{pane_height}@#{pane_left},#{pane_top} \
                     #{pane_floating_flag}#{pane-pinned}#{pane_active} #{auto-layout}";
        mux.ok(&["list-panes", "-s", "-t", "w", "-F", place])
    };
    let before = state();
    assert_eq!(before.lines().count(), 9, "{before}");
    let server = mux.process("server", None);
    server.kill();
    mux.process("server", Some(server.pid));
    assert_eq!(state(), before);
    mux.ok(&["upgrade"]);
    assert_eq!(state(), before);
    mux.ok(&["save"]);
    mux.power_off();
    let mut start = mux.command(&["start-server"]);
    start.env("MUX_BOOT_ID", "two");
    assert_eq!(crate::harness::finish(start, "").status, 0);
    assert!(until(|| state() == before), "{}\n{before}", state());
    // The automatic layout goes on.
    run("split-window -t w:1");
    let count = ["list-panes", "-t", "w:1", "-F", "#{pane_width}"];
    assert_eq!(
        mux.ok(&count).lines().collect::<Vec<_>>(),
        ["49", "50", "49", "50"]
    );
}
