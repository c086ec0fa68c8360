//! Selections and the text that is copied.

use crate::base::{ClientId, PaneId};
use crate::model::Input;
use crate::model::state::effect::{ClientEffect, Effect, JobEffect};
use crate::model::testing::TestWorld;
use crate::model::tests::copying::{at_top, buffer, run, showing};

#[test]
fn the_text_between_the_ends_is_copied() {
    for (keys, commands, expected) in [
        ("emacs", "begin-selection ; -N 5 cursor-right", "first"),
        ("vi", "begin-selection ; -N 4 cursor-right", "first"),
        (
            "emacs",
            "-N 5 cursor-right ; begin-selection ; -N 5 cursor-left",
            "first",
        ),
        (
            "emacs",
            "begin-selection ; end-of-line",
            "first line, of words",
        ),
        (
            "vi",
            "begin-selection ; end-of-line",
            "first line, of words",
        ),
        (
            "emacs",
            "begin-selection ; -N 2 cursor-down ; -N 2 cursor-right",
            "first line, of words\n\n  ",
        ),
        // A wrapped line is one line.
        (
            "emacs",
            "-N 2 cursor-down ; begin-selection ; end-of-line",
            "  indented (a [b] c) x",
        ),
        (
            "emacs",
            "-N 7 cursor-down ; begin-selection ; end-of-line",
            "a line that is longer than its row is wide",
        ),
        // Wide characters and clusters are whole.
        (
            "emacs",
            "-N 4 cursor-down ; -N 5 cursor-right ; begin-selection ; -N 2 cursor-right",
            "\u{754c}\u{754c}",
        ),
        (
            "vi",
            "-N 4 cursor-down ; -N 5 cursor-right ; begin-selection ; cursor-right",
            "\u{754c}\u{754c}",
        ),
        (
            "vi",
            "-N 4 cursor-down ; -N 12 cursor-right ; begin-selection",
            "\u{1f469}\u{200d}\u{1f4bb}",
        ),
        // Tabs stay tabs.
        (
            "emacs",
            "-N 6 cursor-down ; begin-selection ; end-of-line",
            "one\ttab",
        ),
        (
            "emacs",
            "-N 6 cursor-down ; -N 4 cursor-right ; begin-selection ; end-of-line",
            "tab",
        ),
        ("emacs", "select-word", "first"),
        ("vi", "-N 2 cursor-right ; select-word", "first"),
        ("emacs", "-N 6 next-word ; select-word", "("),
        ("emacs", "-N 7 next-word ; select-word", "a"),
        ("emacs", "select-line", "first line, of words"),
        ("vi", "select-line", "first line, of words\n"),
        (
            "emacs",
            "-N 7 cursor-down ; select-line",
            "a line that is longer than its row is wide",
        ),
        ("emacs", "-N 2 select-line", "first line, of words\n"),
        (
            "emacs",
            "begin-selection ; -N 3 cursor-right ; other-end ; cursor-right",
            "ir",
        ),
        ("emacs", "select-word ; next-word", "first line"),
        (
            "emacs",
            "begin-selection ; selection-mode word ; next-word",
            "first line",
        ),
        // Rectangles.
        (
            "emacs",
            "-N 2 cursor-down ; -N 2 cursor-right ; begin-selection ; rectangle-on ; cursor-down ; cursor-right",
            "i\n",
        ),
        (
            "vi",
            "begin-selection ; rectangle-toggle ; -N 2 cursor-down ; -N 3 cursor-right",
            "firs\n\n  in",
        ),
        // Nothing is selected.
        ("emacs", "begin-selection ; clear-selection", ""),
        ("emacs", "cursor-down ; begin-selection", ""),
    ] {
        let mut fixture = at_top();
        fixture.ok(&format!("setw -g mode-keys {keys}"));
        run(&mut fixture, commands);
        run(&mut fixture, "copy-selection-no-clear");
        assert_eq!(buffer(&mut fixture), expected, "{keys}: {commands}");
    }
}

#[test]
fn a_long_selection_is_copied_like_a_short_one() {
    let mut fixture = TestWorld::without_session();
    fixture.ok("set -g history-limit 50000 ; new-session -d -s s -x 30 -y 5");
    let long = "x".repeat(40_000);
    let mut lines: Vec<String> = (0..15_000)
        .map(|n| match n {
            0 => "a first line that is longer than a row".to_owned(),
            7 => "tab\tand \u{754c}\u{754c}".to_owned(),
            900 => long.clone(),
            n if n % 5 == 0 => String::new(),
            n => format!("line {n}"),
        })
        .collect();
    lines.push("a last line that is longer than a row".to_owned());
    fixture.print(PaneId(0), lines.join("\r\n").as_bytes());
    fixture.ok("copy-mode");
    run(
        &mut fixture,
        "history-top; cursor-right; begin-selection; history-bottom; end-of-line",
    );
    run(&mut fixture, "cursor-left; copy-selection");
    let all = lines.join("\n");
    let copied = buffer(&mut fixture);
    assert_eq!(copied.len(), all.len() - 2);
    assert!(copied == all[1..all.len() - 1]);
}

#[test]
fn lines_are_copied_without_a_selection() {
    for (commands, expected) in [
        ("copy-line", "first line, of words"),
        ("-N 2 copy-line", "first line, of words\n"),
        ("-N 6 cursor-right ; copy-end-of-line", "line, of words"),
        (
            "-N 7 cursor-down ; copy-line",
            "a line that is longer than its row is wide",
        ),
        ("cursor-down ; copy-line", ""),
    ] {
        let mut fixture = at_top();
        run(&mut fixture, commands);
        assert_eq!(buffer(&mut fixture), expected, "{commands}");
        assert_eq!(fixture.format("#{pane_mode}"), "copy-mode");
    }
}

#[test]
fn copying_ends_the_selection_or_the_mode_by_its_name() {
    for (command, present, mode) in [
        ("copy-selection", "0", "copy-mode"),
        ("copy-selection-no-clear", "1", "copy-mode"),
        ("copy-selection-and-cancel", "", ""),
        ("copy-pipe", "0", "copy-mode"),
        ("copy-pipe-no-clear", "1", "copy-mode"),
        ("copy-pipe-and-cancel", "", ""),
        ("append-selection", "0", "copy-mode"),
        ("append-selection-and-cancel", "", ""),
        ("copy-line-and-cancel", "", ""),
        ("copy-pipe-end-of-line-and-cancel", "", ""),
    ] {
        let mut fixture = at_top();
        run(&mut fixture, "begin-selection ; -N 5 cursor-right");
        run(&mut fixture, command);
        let found = fixture.format("#{selection_present} #{pane_mode}");
        assert_eq!(found, format!("{present} {mode}"), "{command}");
        assert!(!buffer(&mut fixture).is_empty(), "{command}");
    }
}

#[test]
fn buffers_get_names_with_a_prefix_and_can_grow() {
    let mut fixture = at_top();
    run(&mut fixture, "select-word ; copy-selection note-");
    assert_eq!(fixture.ok("list-buffers -F '#{buffer_name}'"), "note-0\n");
    run(&mut fixture, "select-word ; append-selection");
    assert_eq!(fixture.ok("show-buffer"), "firstfirst");
    run(
        &mut fixture,
        "select-word ; copy-selection -P ; select-word ; pipe",
    );
    assert_eq!(fixture.ok("list-buffers -F '#{buffer_name}'"), "note-0\n");
}

fn with_client() -> (TestWorld, ClientId) {
    let mut fixture = showing("some words", 20, 6);
    let client = fixture.attach();
    fixture.ok("copy-mode");
    run(&mut fixture, "start-of-line");
    fixture.forget_effects();
    (fixture, client)
}

#[test]
fn copying_sets_the_clipboard_unless_that_is_off() {
    for (option, command, expected) in [
        ("external", "copy-selection", true),
        ("on", "copy-pipe", true),
        ("external", "append-selection", true),
        ("off", "copy-selection", false),
        ("external", "copy-selection -C", false),
        ("external", "pipe", false),
    ] {
        let (mut fixture, client) = with_client();
        fixture.ok(&format!("set -s set-clipboard {option}"));
        run(&mut fixture, "select-word");
        run(&mut fixture, command);
        let data = ClientEffect::Clipboard("c".to_owned(), b"some".to_vec());
        let set = fixture.effects.contains(&Effect::Client(client, data));
        assert_eq!(set, expected, "{option} {command}");
    }
}

/// The shell commands that were started, with their input.
fn jobs(fixture: &TestWorld) -> Vec<(String, String)> {
    let jobs = fixture.effects.iter().filter_map(|effect| match effect {
        Effect::Job(JobEffect::Start(job)) => {
            let input = String::from_utf8_lossy(&job.input).into_owned();
            Some((job.command.clone(), input))
        }
        _ => None,
    });
    jobs.collect()
}

#[test]
fn a_pipe_runs_its_command_or_the_usual_one() {
    for (option, command, expected, buffers) in [
        ("", "copy-pipe", None, 1),
        ("", "copy-pipe 'cat #{pane_id}'", Some("cat %0"), 1),
        ("xclip", "copy-pipe", Some("xclip"), 1),
        ("xclip", "copy-pipe-and-cancel cat", Some("cat"), 1),
        ("xclip", "pipe", Some("xclip"), 0),
        ("xclip", "copy-selection", None, 0),
    ] {
        let (mut fixture, _) = with_client();
        fixture.ok(&format!("set -s copy-command '{option}'"));
        run(&mut fixture, "select-word");
        run(&mut fixture, command);
        let expected = expected.map(|command| (command.to_owned(), "some".to_owned()));
        assert_eq!(
            jobs(&fixture),
            Vec::from_iter(expected),
            "{option} {command}"
        );
        let made = fixture.world.buffers.latest_first().count();
        assert!(made >= buffers, "{option} {command}");
    }
}

#[test]
fn read_only_clients_look_and_copy() {
    let (mut fixture, client) = with_client();
    fixture.ok("copy-mode -q");
    if let Some(client) = fixture.world.clients.get_mut(&client) {
        client.read_only = true;
    }
    fixture.keys(client, &["C-b", "[", "C-a", "C-Space", "M-f", "M-w"]);
    assert_eq!(buffer(&mut fixture), "some");
    assert_eq!(fixture.format("#{pane_in_mode}"), "0");
    fixture.keys(client, &["x"]);
    assert_eq!(fixture.typed(0), "");
}

#[test]
fn words_end_at_the_separators_of_the_option() {
    for (separators, expected) in [("", "a-b.c/d"), ("-", "b.c/d"), (".-", "b"), ("/", "a-b.c")] {
        let mut fixture = showing("a-b.c/d e", 20, 6);
        fixture.ok(&format!("set -g word-separators '{separators}'"));
        fixture.ok("copy-mode");
        run(
            &mut fixture,
            "start-of-line ; -N 2 cursor-right ; select-word ; copy-selection",
        );
        assert_eq!(buffer(&mut fixture), expected, "{separators}");
    }
}

#[test]
fn a_failed_pipe_is_told() {
    let (mut fixture, client) = with_client();
    fixture
        .jobs
        .insert("nonsense".to_owned(), (String::new(), 127));
    let key = |fixture: &mut TestWorld, name: &str| fixture.keys(client, &[name]);
    fixture.ok("bind-key -T copy-mode y { send-keys -X copy-pipe nonsense }");
    run(&mut fixture, "select-word");
    key(&mut fixture, "y");
    assert_eq!(fixture.message(client), Some("'nonsense' returned 127"));
    assert_eq!(buffer(&mut fixture), "some");
}

#[test]
fn a_pipe_that_does_not_read_is_told() {
    let (mut fixture, client) = with_client();
    fixture.ok("bind-key -T copy-mode y { send-keys -X copy-pipe 'sleep 100' }");
    run(&mut fixture, "select-word");
    fixture.keys(client, &["y"]);
    let job = *fixture.world.queues.jobs.keys().next_back().unwrap();
    fixture.apply(Input::JobUnread(job));
    let message = "'sleep 100' does not read its input";
    assert_eq!(fixture.message(client), Some(message));
}

#[test]
fn a_cut_copy_is_told_to_a_script_too() {
    let mut fixture = TestWorld::without_session();
    fixture.ok("set -g history-limit 100000 ; new-session -d -s s -x 80 -y 5");
    // Longer than what a clipboard takes.
    let text = format!("{}\r\n", "x".repeat(75)).repeat(14_000);
    fixture.print(PaneId(0), text.as_bytes());
    fixture.ok("copy-mode");
    run(
        &mut fixture,
        "history-top ; begin-selection ; history-bottom ; end-of-line",
    );
    let told = fixture.ok("send-keys -X copy-selection");
    assert_eq!(told, "Too long for the clipboard of the terminal\n");
    assert_eq!(buffer(&mut fixture).len(), text.len() - 14_000);
}

#[test]
fn selections_are_in_formats() {
    let mut fixture = at_top();
    let read = |fixture: &mut TestWorld| {
        fixture.format(
            "#{selection_present} #{selection_active} #{selection_mode} #{rectangle_toggle} \
             #{selection_start_x},#{selection_start_y} #{selection_end_x},#{selection_end_y}",
        )
    };
    assert_eq!(read(&mut fixture), "0 0 char 0 , ,");
    run(
        &mut fixture,
        "cursor-down ; cursor-down ; begin-selection ; -N 3 cursor-right",
    );
    assert_eq!(read(&mut fixture), "1 1 char 0 0,2 3,2");
    run(&mut fixture, "stop-selection ; rectangle-on");
    assert_eq!(read(&mut fixture), "1 0 char 1 0,2 3,2");
    run(
        &mut fixture,
        "clear-selection ; rectangle-off ; select-line",
    );
    assert_eq!(read(&mut fixture), "1 1 line 0 0,2 2,3");
}
