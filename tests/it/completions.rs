//! The completion scripts in their shells, with a fake `mux` that only answers list commands.

use crate::harness::{Mux, Output, SIZE, Terminal, finish, skip};
use clap::{Arg, ArgAction, Command};
use mux::docgen::local_commands::files;
use mux::docgen::{Reference, Shell, completion};
use mux::lang::tables::bindings::DEFAULTS;
use mux::lang::tables::hooks::HOOKS;
use mux::lang::tables::options::OPTIONS;
use std::os::unix::fs::PermissionsExt as _;

/// A fake `mux` that answers list commands for two sessions, and for one on the socket `other`.
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
        &Reference {
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

/// Lines up to the cursor, each with its completions.
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

/// A test home with the script and the fake `mux`; `None` if the shell is not installed.
fn world(shell: Shell) -> Option<Mux> {
    let mux = Mux::new();
    if finish(
        mux.program("/bin/sh", &["-c", &format!("command -v {}", shell.name())]),
        "",
    )
    .status
        != 0
    {
        skip(shell.name(), "it is not installed");
        return None;
    }
    let fake = mux.write("tmp/mux", ANSWERS);
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(fake, executable).expect("a file of ours");
    mux.write("tmp/script", &script(shell));
    Some(mux)
}

/// `mux -h` and the manual agree, and the program prints the generated files as committed.
#[test]
fn the_program_prints_its_own_pages() {
    let mux = Mux::new();
    let ask = |words: &[&str]| {
        let output = mux.run(words);
        assert_eq!(
            (output.status, output.stderr.as_str()),
            (0, ""),
            "{words:?}"
        );
        output.stdout
    };
    let file = |name: &str| {
        files()
            .into_iter()
            .find(|f| f.name == name)
            .expect(name)
            .text
    };
    for (words, name) in [
        (&["man"][..], "docs/mux.1"),
        (&["completions", "bash"], "completions/mux.bash"),
        (&["completions", "zsh"], "completions/_mux"),
        (&["completions", "fish"], "completions/mux.fish"),
    ] {
        assert_eq!(ask(words), file(name), "{words:?}");
    }
    let wrong = mux.run(&["completions", "csh"]);
    assert_eq!((wrong.status, wrong.stdout.as_str()), (1, ""));
    assert!(
        wrong.stderr.contains("bash, zsh or fish"),
        "{}",
        wrong.stderr
    );
    let usage = ask(&["-h"]);
    let (letters, rest) = usage
        .split_once("[-")
        .expect("flags")
        .1
        .split_once(']')
        .expect("flags");
    let manual = file("docs/mux.1");
    let flags = manual
        .split(".SH FLAGS")
        .nth(1)
        .expect("flags")
        .split(".SH")
        .next()
        .expect("flags");
    for line in flags.lines().filter(|line| line.starts_with("\\fB\\-")) {
        let flag = line.replace('\\', "");
        let flag = flag.trim_start_matches("fB").split("fR").next();
        let flag = flag.expect("a flag");
        let letter = flag.trim_start_matches('-');
        let known = flag.len() == 2 && letters.contains(letter);
        let known = known || rest.contains(&format!("[{flag} "));
        assert!(known, "{flag} is in the manual and not in {usage}");
    }
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

/// The scripts of the project complete the commands of the project.
#[test]
fn the_projects_own_scripts() {
    let real = |shell: Shell| {
        let mux = world(shell)?;
        let name = format!("completions/{}", shell.file_name("mux"));
        let file = files().into_iter().find(|file| file.name == name)?;
        mux.write("tmp/script", &file.text);
        Some(mux)
    };
    for (line, expected) in [
        ("mux att", &["attach-session"][..]),
        ("mux attach -t p", &["play"]),
        ("mux kill-session -t p", &["play"]),
        ("mux select-window -t pl", &["play:0"]),
        (
            "mux select-layout main-v",
            &["main-vertical", "main-vertical-mirrored"],
        ),
        ("mux completions z", &["zsh"]),
        ("mux set -g mous", &["mouse"]),
    ] {
        if let Some(mux) = real(Shell::Bash) {
            assert_eq!(bash_completes(&mux, line), *expected, "bash: {line}");
        }
        if let Some(mux) = real(Shell::Fish) {
            assert_eq!(fish_completes(&mux, line), *expected, "fish: {line}");
        }
    }
    if let Some(mux) = real(Shell::Zsh) {
        let output = run(
            &mux,
            "zsh",
            "autoload -Uz compinit; compinit -D -u; source $SCRIPT",
        );
        assert_eq!((output.status, output.stderr.as_str()), (0, ""));
    }
}

fn bash_completes(mux: &Mux, line: &str) -> Vec<String> {
    let text = format!(
        "source $SCRIPT; COMP_LINE='{line}' COMP_POINT=${{#COMP_LINE}}; \
         COMP_POINT=${{#COMP_LINE}}; COMP_WORDS=(mux); _mux_complete mux; \
         printf '%s\\n' \"${{COMPREPLY[@]}}\""
    );
    let output = run(mux, "bash", &text);
    assert_eq!(output.stderr, "", "{line}");
    sorted(output.stdout.trim_end_matches('\n'))
}

fn fish_completes(mux: &Mux, line: &str) -> Vec<String> {
    let output = run(
        mux,
        "fish",
        &format!("source $SCRIPT; complete -C '{line}'"),
    );
    assert_eq!(output.stderr, "", "{line}");
    let words = output.stdout.lines().filter_map(|l| l.split('\t').next());
    // A value attached to its flag is completed together with it.
    let words: Vec<&str> = words.map(|w| w.strip_prefix("-dt").unwrap_or(w)).collect();
    let mut words = sorted(&words.join("\n"));
    words.dedup();
    words
}

#[test]
fn bash() {
    let Some(mux) = world(Shell::Bash) else {
        return;
    };
    let complete = |line: &str| bash_completes(&mux, line);
    for (line, expected) in CASES {
        assert_eq!(complete(line), *expected, "{line}");
    }
    // bash splits words at a colon, so it replaces only the part after it.
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
        assert_eq!(fish_completes(&mux, line), *expected, "{line}");
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
    for (number, (line, expected)) in CASES.iter().enumerate() {
        terminal.type_line(&format!("clear; echo case' '{number}"));
        let ready = format!("case {number}\n>");
        terminal.wait_for(&ready, |screen| screen.contents().trim_end() == ready);
        terminal.type_text(line);
        match expected {
            // A single completion is inserted.
            [only] => {
                terminal.keys("Tab");
                let done = line.rsplit_once(' ').map_or("", |(before, _)| before);
                terminal.wait_for(&format!("{done} {only}"), |screen| {
                    let first = crate::harness::terminal::row(screen, 1);
                    first.ends_with(only) && !first.ends_with(line)
                });
            }
            // Several completions are listed.
            _ => {
                terminal.keys("C-d");
                terminal.wait_for(&format!("{expected:?} for {line}"), |screen| {
                    let shown = screen.contents();
                    expected.iter().all(|word| shown.contains(word))
                });
            }
        }
        terminal.keys("C-u");
    }
}
