//! The completion scripts in the shells that they are for, with a `mux` that only answers lists.
//! A shell that is not installed is skipped, with a message.

#![allow(clippy::print_stdout, reason = "tests say what they skip")]

mod harness;

use clap::{Arg, ArgAction, Command};
use harness::{Mux, Output, SIZE, Terminal, finish};
use mux::docgen::{Book, Shell, completion};
use mux::lang::bindings::DEFAULTS;
use mux::lang::hooks::HOOKS;
use mux::lang::options::OPTIONS;
use std::os::unix::fs::PermissionsExt as _;

/// Answers lists as a server with two sessions would; another one on the socket `other`.
const ANSWERS: &str = r#"#!/bin/sh
case "$*" in
'-L other list-sessions '*) echo elsewhere ;;
'list-sessions -F #{session_name}') printf 'work\nwork two\nplay\n' ;;
'list-windows -a -F '*) printf 'work:0\nwork:1\nplay:0\n' ;;
'list-buffers '*) echo buffer0 ;;
*) echo "unexpected: $*"; exit 1 ;;
esac
"#;

fn flag(letter: char) -> Arg {
    let help = "It's a [flag]: \\ or not";
    Arg::new(letter.to_string())
        .short(letter)
        .action(ArgAction::SetTrue)
        .help(help)
}

fn value(letter: char, name: &'static str) -> Arg {
    Arg::new(letter.to_string())
        .short(letter)
        .value_name(name)
        .help("What's \"it\": $x")
}

fn script(shell: Shell) -> String {
    let program =
        Command::new("mux").args([value('L', "socket-name"), value('f', "file"), flag('v')]);
    let commands = [
        Command::new("attach-session")
            .visible_alias("attach")
            .about("Show a session: it's \"here\"")
            .args([
                flag('d'),
                value('c', "working-directory"),
                value('t', "target-session"),
            ]),
        Command::new("select-window")
            .visible_alias("selectw")
            .about("Make a window current")
            .args([flag('l'), value('t', "target-window")]),
        Command::new("select-layout")
            .about("Arrange")
            .arg(Arg::new("l").value_name("layout-name")),
        Command::new("list-sessions")
            .about("List")
            .arg(
                Arg::new("json")
                    .long("json")
                    .action(ArgAction::SetTrue)
                    .help("JSON"),
            )
            .arg(
                Arg::new("O")
                    .short('O')
                    .value_name("order")
                    .value_parser(["name", "size"]),
            ),
        Command::new("set-option")
            .about("Set")
            .arg(Arg::new("option").value_name("option"))
            .arg(Arg::new("value").value_name("value")),
        Command::new("paste-buffer")
            .about("Paste")
            .arg(value('b', "buffer-name")),
    ];
    completion(
        shell,
        &Book {
            program: &program,
            commands: &commands,
            options: OPTIONS,
            hooks: HOOKS,
            bindings: DEFAULTS,
            layouts: &["tiled", "even-vertical"],
            variables: &[],
        },
    )
}

/// A line up to the cursor, and what it can be completed to.
const CASES: &[(&str, &[&str])] = &[
    ("mux at", &["attach-session"]),
    ("mux select-", &["select-layout", "select-window"]),
    ("mux attach -t p", &["play"]),
    ("mux attach-session -d -t p", &["play"]),
    ("mux att -dt p", &["play"]),
    ("mux -v attach -t p", &["play"]),
    ("mux -L other attach -t ", &["elsewhere"]),
    ("mux selectw -t wor", &["work:0", "work:1"]),
    ("mux select-layout ", &["even-vertical", "tiled"]),
    ("mux list-sessions -O ", &["name", "size"]),
    ("mux list-sessions --js", &["--json"]),
    ("mux set-option escape", &["escape-time"]),
    ("mux paste-buffer -b ", &["buffer0"]),
];

/// A world with the script and the answering `mux`, or `None` without the shell.
fn world(shell: Shell) -> Option<Mux> {
    let mux = Mux::new();
    if finish(
        mux.program("/bin/sh", &["-c", &format!("command -v {}", shell.name())]),
        "",
    )
    .status
        != 0
    {
        println!("skipped: no {}", shell.name());
        return None;
    }
    let fake = mux.write("tmp/mux", ANSWERS);
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(fake, executable).expect("a file of ours");
    mux.write("tmp/script", &script(shell));
    Some(mux)
}

fn run(mux: &Mux, shell: &str, text: &str) -> Output {
    let mut command = mux.program(shell, &["-c", text]);
    let path = std::env::var("PATH").unwrap_or_default();
    command.env(
        "PATH",
        format!("{}:{path}", mux.dir().join("tmp").display()),
    );
    command.env("SCRIPT", mux.dir().join("tmp/script"));
    finish(command, "")
}

fn sorted(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn bash() {
    let Some(mux) = world(Shell::Bash) else {
        return;
    };
    let complete = |line: &str| {
        // bash cuts words at a colon, so only what follows it is replaced.
        let text = format!(
            "source $SCRIPT; COMP_LINE='{line}' COMP_POINT=${{#COMP_LINE}}; \
             COMP_POINT=${{#COMP_LINE}}; COMP_WORDS=(mux); _mux_complete mux; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let output = run(&mux, "bash", &text);
        assert_eq!(output.stderr, "", "{line}");
        sorted(output.stdout.trim_end_matches('\n'))
    };
    for (line, expected) in CASES {
        assert_eq!(complete(line), *expected, "{line}");
    }
    assert_eq!(complete("mux selectw -t work:"), ["0", "1"]);
    assert_eq!(complete("mux attach -t work"), ["work", "work\\ two"]);
    assert_eq!(complete("mux attach -d ; selectw -t play"), ["play:0"]);
    assert_eq!(complete("mux attach -"), ["-c", "-d", "-t"]);
    assert_eq!(complete("mux -"), ["-L", "-f", "-v"]);
    assert_eq!(complete("mux set-option status some"), [""; 0]);
}

#[test]
fn fish() {
    let Some(mux) = world(Shell::Fish) else {
        return;
    };
    for (line, expected) in CASES {
        let text = format!("source $SCRIPT; complete -C '{line}'");
        let output = run(&mux, "fish", &text);
        assert_eq!(output.stderr, "", "{line}");
        let words = output.stdout.lines().filter_map(|l| l.split('\t').next());
        let mut words: Vec<&str> = words.map(|w| w.strip_prefix("-dt").unwrap_or(w)).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words, *expected, "{line}");
    }
}

#[test]
fn zsh() {
    let Some(mux) = world(Shell::Zsh) else {
        return;
    };
    let mut command = mux.program("zsh", &["-f", "-i"]);
    let path = std::env::var("PATH").unwrap_or_default();
    command.env(
        "PATH",
        format!("{}:{path}", mux.dir().join("tmp").display()),
    );
    command.env("SCRIPT", mux.dir().join("tmp/script"));
    let terminal = Terminal::spawn(command, SIZE);
    terminal.type_line("PS1='> '; autoload -Uz compinit && compinit -D -u; source $SCRIPT");
    terminal.type_line("setopt no_beep; zstyle ':completion:*' format ''; echo rea''dy");
    terminal.wait_for_text("\nready");
    for (line, expected) in CASES {
        terminal.type_line("clear");
        terminal.wait_for("an empty screen", |screen| {
            screen.contents().trim_end() == ">"
        });
        terminal.type_text(line);
        match expected {
            // The only possibility is put in.
            [only] => {
                terminal.keys("Tab");
                let done = line.rsplit_once(' ').map_or("", |(before, _)| before);
                terminal.wait_for(&format!("{done} {only}"), |screen| {
                    let first = harness::terminal::row(screen, 0);
                    first.ends_with(only) && !first.ends_with(line)
                });
            }
            // Several are shown.
            _ => {
                terminal.keys("C-d");
                terminal.wait_for(&format!("{expected:?} for {line}"), |screen| {
                    let shown = screen.contents();
                    expected.iter().all(|word| shown.contains(word))
                });
            }
        }
        // C-c would interrupt a completion that is still at work.
        terminal.keys("C-u");
        terminal.wait_for("a new prompt", |screen| {
            let (y, _) = screen.cursor_position();
            harness::terminal::row(screen, y) == ">"
        });
    }
}
