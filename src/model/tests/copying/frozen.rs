//! The text of copy mode stands still: while output arrives, while lines leave the history, after
//! a resize, and in the next server.

use crate::base::{PaneId, Size};
use crate::model::Input;
use crate::model::modes::mode_dispatch;
use crate::model::state::pane_access::PaneAccess as _;
use crate::model::testing::TestWorld;
use crate::model::tests::copying::{buffer, cursor, run, showing};

fn numbered(count: usize) -> String {
    let lines: Vec<String> = (1..=count).map(|n| format!("line {n}\r\n")).collect();
    lines.concat()
}

fn view(fixture: &TestWorld) -> Vec<String> {
    let view = mode_dispatch::rows(&fixture.world, PaneId(0), &fixture.panes);
    let rows = view.unwrap().1.into_iter();
    rows.map(|row| row.text().trim_end().to_owned()).collect()
}

fn frozen(lines: usize) -> TestWorld {
    let mut fixture = showing(&numbered(lines), 20, 6);
    fixture.ok("setw -g copy-mode-position-format ''");
    fixture.ok("copy-mode");
    fixture
}

#[test]
fn output_changes_neither_view_nor_selection() {
    for commands in ["", "page-up", "history-top"] {
        let mut fixture = frozen(30);
        run(&mut fixture, commands);
        run(&mut fixture, "begin-selection ; cursor-right");
        let before = (view(&fixture), cursor(&mut fixture));
        fixture.print(PaneId(0), numbered(50).as_bytes());
        fixture.print(PaneId(0), b"\x1b[2J\x1b[H");
        assert_eq!((view(&fixture), cursor(&mut fixture)), before, "{commands}");
    }
}

#[test]
fn lines_that_leave_the_history_do_not_move_the_view() {
    let mut fixture = TestWorld::new();
    fixture.ok("set -g history-limit 40");
    fixture.ok("new-session -d -s t -x 20 -y 6");
    fixture.print(PaneId(1), numbered(100).as_bytes());
    fixture.ok("setw -g copy-mode-position-format ''");
    fixture.ok("copy-mode -t t:");
    fixture.ok("send-keys -t t: -X page-up");
    let rows = |fixture: &TestWorld| {
        let view = mode_dispatch::rows(&fixture.world, PaneId(1), &fixture.panes);
        view.unwrap()
            .1
            .iter()
            .map(|row| row.text())
            .collect::<Vec<_>>()
    };
    let before = rows(&fixture);
    fixture.print(PaneId(1), numbered(20).as_bytes());
    assert_eq!(rows(&fixture), before);
    // The rest of the history leaves too: the copied rows remain.
    fixture.print(PaneId(1), numbered(5000).as_bytes());
    fixture.ok("send-keys -t t: -X history-top");
    assert_eq!(rows(&fixture)[0], "line 96");
}

#[test]
fn a_line_that_continues_on_the_screen_stays_as_it_was() {
    let mut fixture = showing(&"abcdefghij".repeat(20), 20, 6);
    fixture.ok("setw -g copy-mode-position-format ''");
    fixture.ok("copy-mode");
    run(&mut fixture, "history-top");
    let before = view(&fixture);
    fixture.print(PaneId(0), "X".repeat(300).as_bytes());
    assert_eq!(view(&fixture), before);
    run(&mut fixture, "copy-line");
    assert_eq!(buffer(&mut fixture), "abcdefghij".repeat(20));
}

#[test]
fn a_cleared_history_stays_in_the_view() {
    for clears in ["\u{1b}[3J", "\u{1b}[H\u{1b}[2J\u{1b}[3J"] {
        let mut fixture = frozen(1500);
        run(
            &mut fixture,
            "history-top; cursor-down; select-line; goto-line 1400",
        );
        let before = (view(&fixture), fixture.format("#{selection_start_y}"));
        fixture.print(PaneId(0), clears.as_bytes());
        fixture.print(PaneId(0), b"new\r\n");
        assert_eq!(
            (view(&fixture), fixture.format("#{selection_start_y}")),
            before
        );
        run(
            &mut fixture,
            "history-top; cursor-down; select-line; copy-selection-no-clear",
        );
        assert_eq!(buffer(&mut fixture).trim_end(), "line 2", "{clears:?}");
        run(
            &mut fixture,
            "clear-selection; history-bottom; search-backward '^line 77$'",
        );
        assert_eq!(fixture.format("#{copy_cursor_line}"), "line 77");
        fixture.print(PaneId(0), clears.as_bytes());
        assert_eq!(fixture.format("#{copy_cursor_line}"), "line 77");
        // What came since is shown when the view is made anew.
        run(&mut fixture, "refresh-now");
        assert_eq!(fixture.format("#{copy_position_limit}"), "0");
        fixture.ok("copy-mode -q ; copy-mode");
        assert_eq!(fixture.format("#{copy_position_limit}"), "0");
    }
}

#[test]
fn a_refresh_shows_what_came() {
    for command in ["refresh-from-pane", "refresh-now"] {
        let mut fixture = frozen(30);
        fixture.print(PaneId(0), b"news\r\n");
        assert!(!view(&fixture).contains(&"news".to_owned()));
        run(&mut fixture, command);
        assert!(view(&fixture).contains(&"news".to_owned()), "{command}");
    }
    let mut fixture = frozen(30);
    run(&mut fixture, "page-up ; refresh-on");
    let before = view(&fixture);
    fixture.print(PaneId(0), b"news\r\n");
    fixture.apply(Input::PaneOutput(PaneId(0)));
    assert_eq!(view(&fixture), before);
    run(&mut fixture, "history-bottom");
    assert!(view(&fixture).contains(&"news".to_owned()));
    assert_eq!(
        fixture.format("#{refresh_active} #{pane_unseen_changes}"),
        "1 0"
    );
    for (command, active) in [("off", "0"), ("toggle", "1"), ("toggle", "0")] {
        run(&mut fixture, &format!("refresh-{command}"));
        assert_eq!(fixture.format("#{refresh_active}"), active, "{command}");
    }
    fixture.print(PaneId(0), b"more news\r\n");
    fixture.apply(Input::PaneOutput(PaneId(0)));
    assert!(!view(&fixture).contains(&"more news".to_owned()));
}

fn resize(fixture: &mut TestWorld, cols: u16, rows: u16) {
    fixture.ok(&format!("resize-window -x {cols} -y {rows}"));
    let size = fixture.world.panes[&PaneId(0)].size;
    assert_eq!(size, Size::new(cols, rows));
}

#[test]
fn a_resize_keeps_cursor_selection_and_view_on_their_text() {
    let long = "some words of a line that is quite long";
    let text: String = (1..=30).map(|n| format!("{n} {long}\r\n")).collect();
    for (cols, rows) in [(20, 6), (10, 6), (40, 12), (7, 3), (80, 40)] {
        let mut fixture = showing(&text, 20, 6);
        fixture.ok("copy-mode");
        run(
            &mut fixture,
            "search-backward '12 some' ; -N 3 cursor-right",
        );
        run(&mut fixture, "begin-selection ; next-word ; next-word");
        resize(&mut fixture, cols, rows);
        fixture.print(PaneId(0), numbered(10).as_bytes());
        assert_eq!(fixture.format("#{copy_cursor_word}"), "of", "{cols}x{rows}");
        run(&mut fixture, "copy-selection-no-clear");
        assert_eq!(buffer(&mut fixture), "some words ", "{cols}x{rows}");
        resize(&mut fixture, 20, 6);
        assert_eq!(fixture.format("#{copy_cursor_word}"), "of", "{cols}x{rows}");
    }
}

#[test]
fn a_taller_pane_keeps_the_text_of_the_view() {
    let mut fixture = frozen(30);
    run(&mut fixture, "page-up");
    let first = view(&fixture)[0].clone();
    resize(&mut fixture, 20, 20);
    fixture.print(PaneId(0), b"\x1b[H\x1b[2Jother\r\n");
    let now = view(&fixture);
    assert!(now.contains(&first), "{now:?}");
    assert!(!now.contains(&"other".to_owned()));
}

#[test]
fn the_next_server_has_the_mode_as_it_was() {
    let mut fixture = frozen(60);
    run(
        &mut fixture,
        "page-up ; begin-selection ; cursor-up ; set-mark",
    );
    let mode = fixture.world.panes[&PaneId(0)].mode.clone();
    let before = view(&fixture);
    fixture.next_server();
    assert_eq!(fixture.world.panes[&PaneId(0)].mode, mode);
    assert_eq!(view(&fixture), before);
}

#[test]
fn modes_lie_upon_each_other() {
    let mut fixture = frozen(30);
    fixture.ok("clock-mode");
    assert_eq!(
        fixture.format("#{pane_in_mode} #{pane_mode}"),
        "2 clock-mode"
    );
    fixture.ok("copy-mode");
    assert_eq!(
        fixture.format("#{pane_in_mode} #{pane_mode}"),
        "2 copy-mode"
    );
    run(&mut fixture, "cancel");
    assert_eq!(
        fixture.format("#{pane_in_mode} #{pane_mode}"),
        "1 clock-mode"
    );
    fixture.ok("copy-mode ; copy-mode -q");
    assert_eq!(fixture.format("#{pane_in_mode} #{pane_mode}"), "0 ");
}

#[test]
fn a_mode_that_replaces_another_runs_the_hook() {
    let mut fixture = frozen(30);
    fixture.ok("set -g @modes '' ; set-hook -g pane-mode-changed \
        'set -agF @modes \"#{pane_mode} \"'");
    fixture.ok("clock-mode");
    fixture.ok("copy-mode");
    run(&mut fixture, "cancel");
    fixture.ok("copy-mode -q");
    assert_eq!(
        fixture.format("#{@modes}"),
        "clock-mode copy-mode clock-mode  "
    );
}

#[test]
fn a_tab_over_the_end_of_a_row_is_copied_as_one() {
    let mut fixture = showing("abc\tdef\tghi", 40, 6);
    resize(&mut fixture, 6, 6);
    fixture.ok("copy-mode");
    run(
        &mut fixture,
        "history-top; begin-selection; history-bottom; end-of-line",
    );
    run(&mut fixture, "copy-selection");
    assert_eq!(buffer(&mut fixture).trim_end(), "abc\tdef\tghi");
}

#[test]
fn another_pane_can_be_the_source() {
    let mut fixture = showing(&numbered(30), 20, 6);
    fixture.ok("split-window");
    fixture.print(PaneId(1), b"second\r\n");
    fixture.ok("copy-mode -s %0 -t %1");
    fixture.ok("send-keys -t %1 -X history-top");
    let rows = mode_dispatch::rows(&fixture.world, PaneId(1), &fixture.panes);
    assert!(rows.unwrap().1[0].text().starts_with("line 1"));
}

#[test]
fn view_mode_has_the_same_commands() {
    let mut fixture = showing("", 40, 6);
    let client = fixture.attach_sized(Size::new(40, 7));
    fixture.ok("setw -g copy-mode-position-format ''");
    fixture.ok("bind-key x { list-keys -T prefix }");
    fixture.keys(client, &["C-b", "x"]);
    assert_eq!(fixture.format("#{pane_mode}"), "view-mode");
    assert_eq!(fixture.format("#{copy_cursor_x},#{copy_cursor_y}"), "0,0");
    let first = view(&fixture)[0].clone();
    run(
        &mut fixture,
        "history-bottom ; history-top ; begin-selection ; -N 8 cursor-right",
    );
    assert_eq!(view(&fixture)[0], first);
    run(&mut fixture, "copy-selection");
    assert_eq!(buffer(&mut fixture), "bind-key");
    run(&mut fixture, "search-forward detach-client");
    assert_eq!(fixture.format("#{search_present}"), "1");
    fixture.keys(client, &["q"]);
    assert_eq!(fixture.format("#{pane_mode}"), "");
}

#[test]
fn a_view_whose_lines_ended_with_the_server_is_reported() {
    for cleared in [true, false] {
        let mut fixture = frozen(30);
        run(&mut fixture, "history-top");
        assert_eq!(view(&fixture)[0], "line 1");
        if cleared {
            fixture.print(PaneId(0), b"\x1b[3J");
            assert_eq!(view(&fixture)[0], "line 1");
        }
        fixture.next_server();
        // The next server has the screen without the lines that were kept beside it.
        fixture
            .panes
            .screen(PaneId(0), &mut |screen| screen.release_frozen());
        fixture.apply(Input::Adopted(vec![(PaneId(0), 1000, None)]));
        let notice = fixture.world.startup_notice.clone();
        let wanted = "copy mode of %0: cleared lines were lost with the server";
        assert_eq!(notice.as_deref(), cleared.then_some(wanted));
        assert_eq!(view(&fixture)[0] == "line 1", !cleared);
    }
}
