//! Configuration files: errors are reported with file and line, and the other lines apply.

use crate::harness::{Mux, until};
use mux::base::Size;

const BROKEN: &str = "\
set -g status-left '<#S>'
set -g no-such-option on
frobnicate
set -g base-index 1
bind-key
set -g history-limit many
if-shell -F 1 { set -g @inside yes }
%if #{==:1,2}
set -g @never yes
%else
set -g @else \"a b\"
%endif
HOME_OF_TEST=here
set -g @var \"$HOME_OF_TEST\"
set -g @long a\\
b
bind -n F5 {
  set -g @bound first
  set -g @more second
}
set -g @last applied # and a comment
";

#[test]
fn errors_are_reported_and_the_rest_applies() {
    let mux = Mux::with_config(BROKEN);
    // Wide enough that no error is truncated, even with a long path.
    let terminal = mux.start(&["new-session", "cat"], Size::new(160, 24));
    let file = mux.dir().join("config/mux/mux.conf").display().to_string();
    let errors = [
        (2, "invalid option: no-such-option"),
        (3, "unknown command: frobnicate"),
        (5, "command bind-key: too few arguments"),
        (6, "value is invalid: many"),
    ];
    for (line, message) in errors {
        let text = format!("{file}:{line}: {message}");
        terminal.wait_for_text(&text);
    }
    terminal.keys("q");
    terminal.wait_for_text("<0> 1:");
    for (option, value) in [
        ("@inside", "yes"),
        ("@else", "a b"),
        ("@var", "here"),
        ("@long", "ab"),
        ("@last", "applied"),
        ("@never", ""),
    ] {
        assert_eq!(mux.ok(&["show-options", "-gqv", option]), value, "{option}");
    }
    terminal.send(b"\x1b[15~");
    mux.wait_for(&["show-options", "-gqv", "@more"], |more| more == "second");
    assert_eq!(mux.ok(&["show-options", "-gv", "@bound"]), "first");
}

#[test]
fn errors_are_in_the_log_of_a_session_without_client() {
    let mux = Mux::with_config("set -g nothing-like-it on\nset -g @here yes\n");
    mux.ok(&["new-session", "-d", "cat"]);
    assert_eq!(mux.ok(&["show-options", "-gv", "@here"]), "yes");
    // Wide enough that view mode's position does not cover the error.
    let terminal = mux.start(&["attach-session"], Size::new(160, 24));
    terminal.wait_for_text("mux.conf:1: invalid option: nothing-like-it");
}

#[test]
fn a_sourced_file_with_a_mistake_runs_nothing() {
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", "cat"]);
    let path = mux.write("home/more.conf", "set -g @one 1\nbogus\nset -g @two 2\n");
    let output = mux.run(&["source-file", path.to_str().unwrap()]);
    assert_eq!(output.status, 1);
    assert_eq!(
        (output.stdout, output.stderr),
        (
            format!("{}:2: unknown command: bogus\n", path.display()),
            String::new()
        )
    );
    assert_eq!(mux.ok(&["show-options", "-gqv", "@one"]), "");
    assert_eq!(mux.ok(&["show-options", "-gqv", "@two"]), "");
    let missing = mux.fails(&["source-file", "/nowhere/at/all.conf"]);
    assert_eq!(missing, "No such file or directory: /nowhere/at/all.conf");
    mux.ok(&["source-file", "-q", "/nowhere/at/all.conf"]);
}

#[test]
fn files_are_found_in_their_order() {
    let mux = Mux::new();
    std::fs::remove_file(mux.dir().join("config/mux/mux.conf")).unwrap();
    mux.write("home/.tmux.conf", "set -g @from tmux\n");
    let from = ["start-server", ";", "show-options", "-gv", "@from"];
    assert_eq!(mux.ok(&from), "tmux");
    mux.run(&["kill-server"]);
    mux.write("home/.mux.conf", "set -g @from home\n");
    assert_eq!(mux.ok(&from), "home");
    mux.run(&["kill-server"]);
    mux.write("config/mux/mux.conf", "set -g @from config\n");
    assert_eq!(mux.ok(&from), "config");
    mux.run(&["kill-server"]);
    mux.write("home/own.conf", "set -g @from own\n");
    assert_eq!(mux.ok(&[&["-f", "own.conf"], &from[..]].concat()), "own");
}

#[test]
fn a_changed_file_is_read_again_where_the_option_says_so() {
    let config = |value: u32| format!("set -s reload-config on\nset -g @value {value}\n");
    let mux = Mux::with_config(&config(0));
    let terminal = mux.start(&["new-session", "cat"], Size::new(160, 24));
    terminal.wait_for_text("0:cat");
    let mut value = 0;
    // The first look at the files only notes how they are.
    let read_again = until(|| {
        value += 1;
        mux.write("config/mux/mux.conf", &config(value));
        mux.ok(&["show-options", "-gv", "@value"]) != "0"
    });
    assert!(read_again);
    terminal.wait_for_text("Configuration read again: ");
    mux.write("config/mux/mux.conf", "set -g @value 1\nno-such-command\n");
    terminal.wait_for_text("mux.conf:2: unknown command: no-such-command");
}
