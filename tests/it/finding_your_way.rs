//! Key hints, the palette and the switcher in a terminal: what a person sees and gets.

use crate::harness::terminal::Exit;
use crate::harness::{Mux, SIZE, Terminal};

/// A terminal that shows a session named `first`, whose shell has printed its prompt.
fn attached(mux: &Mux) -> Terminal {
    mux.ok(&["new-session", "-d", "-s", "first", "cat"]);
    let terminal = mux.attach("first");
    mux.wait_for(&["list-clients"], |clients| !clients.is_empty());
    terminal
}

#[test]
fn hints_appear_after_the_prefix_and_the_next_key_acts() {
    let mux = Mux::with_config("set -g status-right ''\n");
    let terminal = attached(&mux);
    terminal.keys("C-b");
    terminal.wait_for_text("split left/right");
    terminal.keys("%");
    mux.wait_for(&["display", "-p", "#{window_panes}"], |n| n == "2");
    terminal.wait_until_gone("split left/right");
    terminal.keys("C-b g");
    terminal.wait_for_text("Fill the window");
    terminal.keys("Escape");
    terminal.wait_until_gone("Fill the window");
    mux.ok(&["set", "-g", "key-hints", "off"]);
    terminal.keys("C-b ?");
    terminal.wait_for_text("type to search");
    terminal.keys("Escape");
    terminal.wait_until_gone("type to search");
}

#[test]
fn the_palette_runs_edits_and_remembers_its_choices_across_servers() {
    let mux = Mux::with_config("set -g status-right ''\n");
    let terminal = attached(&mux);
    terminal.keys("C-b Enter");
    terminal.wait_for_text("Palette");
    terminal.type_text("zoom or unzoom");
    terminal.wait_for_text("Zoom or unzoom the pane");
    terminal.keys("Tab");
    terminal.wait_for_text(":resize-pane -Z");
    terminal.keys("C-u");
    terminal.type_line("rename-window edited");
    mux.wait_for(&["display", "-p", "#W"], |name| name == "edited");
    mux.process("server", None).kill();
    mux.wait_for(&["list-clients"], |clients| !clients.is_empty());
    terminal.keys("C-b Enter");
    terminal.wait_for_text("Recent");
    terminal.keys("Escape");
    terminal.wait_until_gone("Palette");
    // They are in the saved state too.
    mux.ok(&["save"]);
    mux.power_off();
    let terminal = mux.start(&[], SIZE);
    mux.wait_for(&["list-clients"], |clients| !clients.is_empty());
    terminal.keys("C-b Enter");
    terminal.wait_for_text("Recent");
    terminal.wait_for_text("Zoom or unzoom the pane");
    terminal.keys("Escape");
}

#[test]
fn the_switcher_restores_a_session_that_was_closed() {
    let mux = Mux::with_config("set -g status-right ''\nset -g restore off\n");
    let project = mux.home().join("project");
    std::fs::create_dir_all(&project).unwrap();
    mux.ok(&[
        "new-session",
        "-d",
        "-s",
        "gone",
        "-c",
        project.to_str().unwrap(),
        "printf 'seen \\033[31mbefore\\033[m\\n'; exec cat",
    ]);
    mux.wait_for(&["capture-pane", "-p", "-t", "gone"], |text| {
        text.contains("seen before")
    });
    let terminal = attached(&mux);
    mux.ok(&["save"]);
    mux.ok(&["kill-session", "-t", "gone"]);
    terminal.keys("C-b P");
    terminal.wait_for_text("Saved sessions");
    terminal.type_text("gone");
    // The preview has the picture as it was saved.
    terminal.wait_for_text("seen before");
    terminal.keys("Enter");
    mux.wait_for(&["list-clients", "-F", "#{session_name}"], |name| {
        name == "gone"
    });
    terminal.wait_for_text("seen before");
    // The first row is the session before, so that the keys toggle.
    terminal.keys("C-b P");
    terminal.wait_for_text("Go to");
    terminal.keys("Enter");
    mux.wait_for(&["list-clients", "-F", "#{session_name}"], |name| {
        name == "first"
    });
}

#[test]
fn a_directory_and_a_link_to_it_have_one_session() {
    let mux = Mux::with_config("set -g status-right ''\n");
    let real = mux.home().join("work/my.app");
    std::fs::create_dir_all(&real).unwrap();
    let link = mux.home().join("link");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let terminal = attached(&mux);
    let go = |path: &std::path::Path| {
        terminal.keys("C-b :");
        terminal.type_line(&format!("pick -c {}", path.display()));
    };
    go(&link);
    mux.wait_for(&["list-clients", "-F", "#{session_name}"], |name| {
        name == "my_app"
    });
    mux.ok(&["switch-client", "-t", "first"]);
    go(&real);
    mux.wait_for(&["list-clients", "-F", "#{session_name}"], |name| {
        name == "my_app"
    });
    assert_eq!(
        mux.ok(&["list-sessions", "-F", "#{session_name}"]),
        "first\nmy_app"
    );
    go(&mux.home().join("nowhere"));
    terminal.wait_for_text("no such directory");
    assert_eq!(
        mux.ok(&["list-sessions", "-F", "#{session_name}"]),
        "first\nmy_app"
    );
}

#[test]
fn mux_pick_outside_attaches_or_leaves_nothing_behind() {
    let mux = Mux::with_config("set -g status-right ''\n");
    // Without a session: one is there while the list is open.
    let mut terminal = mux.start(&["pick"], SIZE);
    terminal.wait_for_text("Go to");
    terminal.keys("Escape");
    assert_eq!(terminal.wait_exit(), Exit::Code(0));
    mux.ok(&["new-session", "-d", "-s", "first", "cat"]);
    mux.ok(&["new-session", "-d", "-s", "second", "cat"]);
    let mut terminal = mux.start(&["pick", "fir"], SIZE);
    terminal.wait_for_text("> fir");
    terminal.keys("Escape");
    assert_eq!(terminal.wait_exit(), Exit::Code(0));
    assert_eq!(
        mux.ok(&["list-sessions", "-F", "#{session_name}"]),
        "first\nsecond"
    );
    let terminal = mux.start(&["pick", "fir"], SIZE);
    terminal.wait_for_text("> fir");
    terminal.keys("Enter");
    mux.wait_for(&["list-clients", "-F", "#{session_name}"], |name| {
        name == "first"
    });
    let second = mux.start(&["pick", "second"], SIZE);
    mux.wait_for(&["list-clients", "-F", "#{session_name}"], |names| {
        names == "first\nsecond"
    });
    drop(second);
}

#[test]
fn lists_and_prompts_return_after_the_server_was_killed() {
    let mux = Mux::with_config("set -g status-right ''\nset -g key-hints off\n");
    let terminal = attached(&mux);
    for (keys, before, typed) in [("C-b ?", "> ", "new w"), ("C-b :", ":", "display -p typed")] {
        terminal.keys(keys);
        terminal.type_text(typed);
        terminal.wait_for_text(&format!("{before}{typed}"));
        let server = mux.process("server", None);
        server.kill();
        mux.process("server", Some(server.pid));
        // Text that the person goes on typing belongs to the list, not to the program.
        terminal.type_text("q");
        terminal.wait_for_text(&format!("{before}{typed}q"));
        mux.wait_for(&["list-clients"], |clients| !clients.is_empty());
        terminal.keys("Escape");
        terminal.wait_until_gone(&format!("{typed}q"));
    }
}
