//! Movements of the cursor on text with wide characters, tabs, wrapped and empty lines.
//!
//! The rows of the text are: 0 `first line, of words`, 1 empty, 2 `  indented (a [b] c)`, 3 ` x`
//! (wrapped), 4 `wide 界界 and 👩‍💻 c` and 5 `luster` (wrapped), 6 `one     tab`, 7 to 9 the long
//! line, 10 empty, 11 blanks, 12 `last.one two`.

use crate::model::tests::copying::{TEXT, at_top, buffer, cursor, run, showing};

#[test]
fn commands_move_the_cursor() {
    for (keys, commands, expected) in [
        ("emacs", "cursor-right", (1, 0)),
        ("emacs", "end-of-line", (20, 0)),
        ("vi", "end-of-line", (19, 0)),
        ("emacs", "end-of-line ; cursor-right", (0, 1)),
        ("emacs", "end-of-line ; cursor-down ; cursor-down", (20, 2)),
        (
            "emacs",
            "cursor-down ; cursor-down ; back-to-indentation",
            (2, 2),
        ),
        ("emacs", "-N 3 cursor-down ; start-of-line", (0, 2)),
        ("emacs", "-N 2 cursor-down ; end-of-line", (2, 3)),
        ("emacs", "-N 4 cursor-down ; -N 6 cursor-right", (7, 4)),
        (
            "emacs",
            "-N 4 cursor-down ; -N 8 cursor-right ; cursor-left",
            (9, 4),
        ),
        ("emacs", "next-word", (6, 0)),
        ("emacs", "next-word-end", (5, 0)),
        ("vi", "next-word-end", (4, 0)),
        ("emacs", "-N 2 next-word", (10, 0)),
        ("emacs", "-N 2 next-space", (12, 0)),
        ("emacs", "-N 2 next-space-end", (11, 0)),
        ("emacs", "-N 5 next-word", (2, 2)),
        ("emacs", "-N 5 next-word ; previous-word", (15, 0)),
        ("emacs", "-N 12 cursor-down ; next-word", (4, 12)),
        ("emacs", "-N 12 cursor-down ; next-space", (9, 12)),
        ("emacs", "-N 7 cursor-down ; -N 4 next-word", (15, 7)),
        ("emacs", "next-paragraph", (0, 1)),
        ("emacs", "-N 2 next-paragraph", (0, 10)),
        ("emacs", "history-bottom ; previous-paragraph", (0, 11)),
        ("emacs", "history-bottom", (12, 12)),
        ("vi", "history-bottom", (11, 12)),
        ("emacs", "jump-forward w", (15, 0)),
        ("emacs", "jump-to-forward w", (14, 0)),
        ("emacs", "-N 2 jump-forward r ; jump-reverse", (2, 0)),
        ("emacs", "jump-forward s ; jump-again", (19, 0)),
        ("emacs", "end-of-line ; jump-backward f", (13, 0)),
        ("emacs", "end-of-line ; jump-to-backward f", (14, 0)),
        ("emacs", "jump-forward z", (0, 0)),
        (
            "emacs",
            "cursor-down ; cursor-down ; jump-forward ( ; next-matching-bracket",
            (19, 2),
        ),
        (
            "vi",
            "cursor-down ; cursor-down ; next-matching-bracket",
            (19, 2),
        ),
        (
            "vi",
            "-N 2 cursor-down ; jump-forward ) ; next-matching-bracket",
            (11, 2),
        ),
        (
            "emacs",
            "-N 2 cursor-down ; jump-forward ) ; previous-matching-bracket",
            (11, 2),
        ),
        ("emacs", "set-mark ; history-bottom ; jump-to-mark", (0, 0)),
        (
            "emacs",
            "set-mark ; history-bottom ; jump-to-mark ; jump-to-mark",
            (12, 12),
        ),
        ("emacs", "bottom-line", (0, 5)),
        ("emacs", "bottom-line ; top-line", (0, 0)),
        ("emacs", "middle-line", (0, 2)),
        ("emacs", "cursor-centre-vertical", (0, 3)),
        ("emacs", "cursor-centre-horizontal", (10, 0)),
        ("emacs", "cursor-up ; cursor-left", (0, 0)),
        (
            "emacs",
            "history-bottom ; -N 99 cursor-down ; -N 9 cursor-right",
            (12, 12),
        ),
        ("emacs", "goto-line 3 ; top-line", (0, 4)),
        ("emacs", "goto-line 999 ; top-line", (0, 0)),
        ("emacs", "goto-line x ; top-line", (0, 0)),
        ("emacs", "page-down", (0, 4)),
        ("emacs", "halfpage-down", (0, 3)),
        ("emacs", "page-down ; page-down ; page-up", (0, 7)),
        ("emacs", "-N 3 scroll-down", (0, 3)),
        ("vi", "-N 3 scroll-down", (0, 3)),
        ("emacs", "bottom-line ; scroll-top ; top-line", (0, 5)),
        ("emacs", "-N 7 cursor-down ; scroll-bottom", (0, 7)),
        (
            "emacs",
            "-N 7 cursor-down ; -N 3 recentre-top-bottom",
            (0, 7),
        ),
    ] {
        let mut fixture = at_top();
        fixture.ok(&format!("setw -g mode-keys {keys}"));
        run(&mut fixture, commands);
        assert_eq!(cursor(&mut fixture), expected, "{keys}: {commands}");
    }
}

#[test]
fn positions_in_the_view_change_by_scrolling() {
    for (commands, expected) in [
        ("-N 7 cursor-down ; scroll-top", "0,0,0"),
        ("-N 7 cursor-down ; scroll-middle", "0,2,2"),
        ("-N 7 cursor-down ; recentre-top-bottom", "0,2,2"),
        (
            "-N 7 cursor-down ; recentre-top-bottom ; recentre-top-bottom",
            "0,0,0",
        ),
        ("page-down ; page-down", "0,4,0"),
        ("bottom-line ; -N 2 scroll-up", "0,5,7"),
    ] {
        let mut fixture = at_top();
        run(&mut fixture, commands);
        let found = fixture.format("#{copy_cursor_x},#{copy_cursor_y},#{scroll_position}");
        assert_eq!(found, expected, "{commands}");
    }
}

#[test]
fn commands_that_cancel_leave_at_the_bottom_only() {
    for (commands, mode) in [
        ("page-down-and-cancel", "copy-mode"),
        ("-N 9 page-down-and-cancel", ""),
        ("-N 9 page-down", "copy-mode"),
        ("scroll-exit-on ; -N 9 page-down", ""),
        (
            "scroll-exit-on ; scroll-exit-off ; -N 9 page-down",
            "copy-mode",
        ),
        ("-N 99 scroll-down-and-cancel", ""),
        ("-N 99 scroll-down", "copy-mode"),
        ("history-bottom ; cursor-down-and-cancel", ""),
        ("cursor-down-and-cancel", "copy-mode"),
        ("begin-selection ; -N 9 page-down-and-cancel", "copy-mode"),
        ("cancel", ""),
    ] {
        let mut fixture = at_top();
        run(&mut fixture, commands);
        assert_eq!(fixture.format("#{pane_mode}"), mode, "{commands}");
    }
}

#[test]
fn prompts_are_found_by_their_marks() {
    let shell = "\x1b]133;A\x07$ one\r\n\x1b]133;C\x07out\r\nmore\r\n\x1b]133;D;0\x07\
        \x1b]133;A\x07$ two\r\n\x1b]133;C\x07out\r\n\x1b]133;A\x07$ ";
    let mut fixture = showing(shell, 20, 4);
    fixture.ok("copy-mode");
    for (commands, expected) in [
        ("previous-prompt", (0, 3)),
        ("previous-prompt", (0, 0)),
        ("previous-prompt", (0, 0)),
        ("next-prompt -o", (0, 1)),
        ("next-prompt -o", (0, 4)),
        ("next-prompt", (0, 5)),
        ("previous-prompt -o", (0, 4)),
    ] {
        run(&mut fixture, commands);
        assert_eq!(cursor(&mut fixture), expected, "{commands}");
    }
}

#[test]
fn the_output_of_a_command_is_selected_by_marks() {
    let shell = "\x1b]133;A\x07$ one\r\n\x1b]133;C\x07out\r\nmore\r\n\x1b]133;D;0\x07\
        \x1b]133;A\x07$ two\r\n\x1b]133;C\x07\x1b]133;A\x07$ ";
    for (commands, expected) in [
        ("select-output", "more"),
        ("history-top ; select-output", "out\nmore"),
        (
            "history-top ; -N 2 cursor-down ; select-output",
            "out\nmore",
        ),
    ] {
        let mut fixture = showing(&shell.replace("C\x07\x1b]133;A", "A"), 20, 4);
        fixture.ok("copy-mode");
        run(&mut fixture, commands);
        run(&mut fixture, "copy-selection");
        assert!(buffer(&mut fixture).ends_with(expected), "{commands}");
    }
    // An output in the history is found from any of its lines.
    let long: String = (0..2000).map(|n| format!("line {n}\r\n")).collect();
    let long = format!(
        "\x1b]133;A\x07$ one\r\n\x1b]133;C\x07out\r\n\x1b]133;D;0\x07\x1b]133;A\x07$ two\r\n\
         \x1b]133;C\x07{long}\x1b]133;D;0\x07\x1b]133;A\x07$ "
    );
    for (commands, start, end) in [
        ("select-output", "line 0\n", "line 1999"),
        ("goto-line 900 ; select-output", "line 0\n", "line 1999"),
        ("goto-line 2001 ; select-output", "line 0\n", "line 1999"),
        ("history-top ; select-output", "out", "out"),
    ] {
        let mut fixture = showing(&long, 20, 4);
        fixture.ok("copy-mode");
        run(&mut fixture, commands);
        run(&mut fixture, "copy-selection");
        let copied = buffer(&mut fixture);
        assert!(
            copied.starts_with(start) && copied.ends_with(end),
            "{commands}"
        );
    }
    let mut fixture = showing("$ unmarked", 20, 4);
    fixture.ok("copy-mode");
    let message = "no marked command output (see mux shell-integration)";
    assert_eq!(fixture.fails("send-keys -X select-output"), message);
    assert_eq!(
        fixture.fails("send-keys -X copy-output-and-cancel"),
        message
    );
    assert_eq!(fixture.format("#{pane_mode}"), "");
}

#[test]
fn formats_tell_what_is_at_the_cursor() {
    let mut fixture = showing(TEXT, 20, 6);
    fixture.print(
        crate::base::PaneId(0),
        b"\r\n\x1b]8;;http://x.org\x07link\x1b]8;;\x07",
    );
    assert_eq!(fixture.format("#{copy_cursor_x}|#{scroll_position}"), "|");
    fixture.ok("copy-mode");
    run(&mut fixture, "start-of-line");
    assert_eq!(fixture.format("#{copy_cursor_hyperlink}"), "http://x.org");
    run(&mut fixture, "cursor-up ; -N 6 cursor-right");
    assert_eq!(fixture.format("#{copy_cursor_word}"), "one");
    assert_eq!(fixture.format("#{copy_cursor_line}"), "last.one two");
    run(
        &mut fixture,
        "history-top ; -N 7 cursor-down ; -N 19 cursor-right",
    );
    assert_eq!(fixture.format("#{copy_cursor_word}"), "longer");
}
