//! The times of lines, and the commands that they belong to.

use super::{run, showing};
use crate::base::PaneId;
use crate::model::state::input::Input;
use crate::model::testing::TestWorld;

/// Prints text at a time, in seconds since 1970, and reports it as the server does.
fn print(fixture: &mut TestWorld, at: i64, text: &str) {
    fixture.now.wall = at * 1000;
    let events = fixture.print_events(PaneId(0), text.as_bytes());
    if !events.is_empty() {
        fixture.apply(Input::PaneEvents(PaneId(0), events));
    }
    fixture.apply(Input::PaneOutput(PaneId(0)));
}

#[test]
fn formats_tell_when_the_lines_of_the_view_were_written() {
    let mut fixture = showing("", 20, 4);
    for n in 0..20 {
        print(
            &mut fixture,
            1000 + n * 10,
            &format!("line {n} which is wrapped\r\n"),
        );
    }
    fixture.ok("copy-mode");
    run(&mut fixture, "history-top");
    let times = "#{top_line_time} #{copy_line_time}";
    assert_eq!(fixture.format(times), "1000 1000");
    run(&mut fixture, "cursor-down");
    assert_eq!(fixture.format(times), "1000 1000", "the same line");
    run(&mut fixture, "cursor-down");
    assert_eq!(fixture.format(times), "1000 1010");
    run(&mut fixture, "history-bottom; cursor-up");
    assert_eq!(fixture.format("#{copy_line_time}"), "1190");
    print(&mut fixture, 5000, "more\r\nand more\r\n");
    assert_eq!(
        fixture.format("#{copy_line_time}"),
        "1190",
        "the text stands still"
    );
    fixture.ok("setw -g copy-mode-position-format 'at #{copy_line_time}'");
    let rows = crate::model::modes::mode_dispatch::rows(&fixture.world, PaneId(0), &fixture.panes);
    assert!(rows.unwrap().1[0].text().starts_with("at 1190"));
}

#[test]
fn the_times_of_lines_survive_the_server() {
    let mut fixture = showing("", 20, 4);
    print(
        &mut fixture,
        1000,
        "one\r\ntwo\r\nthree\r\nfour\r\nfive\r\n",
    );
    fixture.ok("copy-mode");
    run(&mut fixture, "history-top");
    fixture.next_server();
    assert_eq!(fixture.format("#{top_line_time}"), "1000");
    // Lines that were written while no server ran have no time.
    fixture.print(PaneId(0), b"six\r\n");
    print(&mut fixture, 2000, "");
    print(&mut fixture, 3000, "seven\r\n");
    fixture.ok("send-keys -X cancel ; copy-mode");
    run(&mut fixture, "history-bottom; cursor-up");
    assert_eq!(fixture.format("#{copy_line_time}"), "3000");
    run(&mut fixture, "cursor-up");
    assert_eq!(fixture.format("#{copy_line_time}"), "");
    run(&mut fixture, "cursor-up");
    assert_eq!(fixture.format("#{copy_line_time}"), "1000");
}

#[test]
fn formats_tell_the_exit_status_and_the_duration_of_the_command_at_the_line() {
    let mut fixture = showing("", 30, 6);
    print(
        &mut fixture,
        100,
        "\u{1b}]133;A\u{7}$ make\r\n\u{1b}]133;C\u{7}",
    );
    print(&mut fixture, 102, "compiling\r\n");
    print(
        &mut fixture,
        175,
        "failed\r\n\u{1b}]133;D;2\u{7}\u{1b}]133;A\u{7}$ ",
    );
    print(&mut fixture, 200, "sleep 9\r\n\u{1b}]133;C\u{7}");
    fixture.now.wall = 203_000;
    fixture.ok("copy-mode");
    run(&mut fixture, "history-top; top-line");
    let all = "#{copy_command_status}|#{copy_command_duration}|#{copy_command_state}";
    for row in ["0", "1", "2"] {
        assert_eq!(fixture.format("#{copy_cursor_y}"), row);
        assert_eq!(fixture.format(all), "2|1m15s|exit 2, 1m15s", "row {row}");
        run(&mut fixture, "cursor-down");
    }
    let running = fixture.format(all);
    assert!(running.starts_with("|3.0s|running, 3.0s"), "{running}");
    fixture.ok("setw -g copy-mode-position-format ''");
}
