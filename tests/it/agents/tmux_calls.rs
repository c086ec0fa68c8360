//! Calls of coding agents to `tmux`, played in a pane through the link that `tmux-command` puts
//! first in the `PATH`. The files in `calls` have the calls (`>`) and the answers that the agents
//! parse: standard output (`<`), or one line of standard error and failure (`!`).

use crate::harness::{Mux, until};

/// A call and its answer.
struct Call {
    words: String,
    out: Vec<String>,
    error: Option<String>,
}

fn calls(text: &str) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    for line in text.lines() {
        let (sign, rest) = line.split_at(1);
        let rest = rest.strip_prefix(' ').unwrap_or(rest).to_owned();
        match (sign, calls.last_mut()) {
            ("#", _) => {}
            (">", _) => calls.push(Call {
                words: rest,
                out: vec![],
                error: None,
            }),
            ("<", Some(call)) => call.out.push(rest),
            ("!", Some(call)) => call.error = Some(rest),
            _ => panic!("unknown line: {line}"),
        }
    }
    calls
}

/// Runs the calls in a pane, one after the other, and compares their answers.
fn play(text: &str) {
    let calls = calls(text);
    let mux = Mux::new();
    let script: String = calls
        .iter()
        .enumerate()
        .map(|(n, call)| {
            let words = &call.words;
            format!("{{ {words}\n}} >out.{n} 2>err.{n} </dev/null; echo $? >status.{n}\n")
        })
        .collect();
    mux.write("home/play", &format!("{script}: >played\nexec cat\n"));
    mux.detached("s", "exec sh ./play");
    let read = |name: String| std::fs::read_to_string(mux.home().join(name)).unwrap_or_default();
    let played = || mux.home().join("played").exists();
    assert!(until(played), "{:?}", mux.run(&["capture-pane", "-p"]));
    for (n, call) in calls.iter().enumerate() {
        let words = &call.words;
        let err = read(format!("err.{n}"));
        let out: Vec<String> = read(format!("out.{n}"))
            .lines()
            .map(str::to_owned)
            .collect();
        assert_eq!(out, call.out, "{words}: {err}");
        assert_eq!(
            err.trim_end(),
            call.error.as_deref().unwrap_or(""),
            "{words}"
        );
        let failed = read(format!("status.{n}")).trim() != "0";
        assert_eq!(failed, call.error.is_some(), "{words}");
    }
}

#[test]
fn claude_code_gets_the_answers_that_it_parses() {
    play(include_str!("calls/claude-code.txt"));
}

#[test]
fn oh_my_opencode_gets_the_answers_that_it_parses() {
    play(include_str!("calls/oh-my-opencode.txt"));
}

#[test]
fn without_tmux_command_panes_have_no_tmux_of_mux() {
    let mux = Mux::with_config("set -g tmux-command off\n");
    mux.detached(
        "s",
        "command -v tmux >found; command -v mux >>found; : >played; exec cat",
    );
    assert!(until(|| mux.home().join("played").exists()));
    let found = std::fs::read_to_string(mux.home().join("found")).unwrap();
    let links = mux.dir().display().to_string();
    assert!(!found.contains(&links), "{found}");
}

#[test]
fn doctor_in_a_pane_tells_whether_tmux_is_mux() {
    let mux = Mux::new();
    let program = env!("CARGO_BIN_EXE_mux");
    let doctor = format!("{program} doctor --json");
    let script = format!("{doctor} >kept; PATH=/usr/bin:/bin {doctor} >lost; : >played; exec cat");
    mux.detached("s", &script);
    assert!(until(|| mux.home().join("played").exists()));
    let about = |name: &str| {
        let text = std::fs::read_to_string(mux.home().join(name)).unwrap();
        let all: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        let found = all.into_iter().find(|finding| finding["check"] == "tmux");
        found.unwrap_or_else(|| panic!("{text}"))
    };
    assert_eq!(about("kept")["verdict"], "ok");
    let lost = about("lost");
    assert_eq!(lost["verdict"], "note");
    assert!(
        lost["advice"].as_str().unwrap().contains("tmux-command"),
        "{lost}"
    );
}
