//! Tests of the program as a whole: they start the real `mux`, a terminal or a shell. One program
//! with a module per topic, so that the harness and the library are linked once.
//!
//! `cargo test --test it` runs all of them, `cargo test --test it session::` one module.

#![allow(clippy::unwrap_used, reason = "a test fails where it cannot go on")]
#![allow(
    clippy::disallowed_types,
    reason = "the size of a test program does not matter"
)]

mod floating;
mod harness;

mod agents;
mod automation;
mod bad_input;
mod called_as_tmux;
mod client;
mod completions;
mod config;
mod control;
mod copying;
mod faults;
mod finding_your_way;
mod harness_selftest;
mod history;
mod idle_sessions;
mod json;
mod keys;
mod machine;
mod mouse;
mod newcomer;
mod reboot;
mod remote;
mod screen_options;
mod server;
mod session;
mod snippets;
mod sshd;
mod store;
mod survival;
mod terminal_options;
mod tmux_parity;
mod versions;
#[cfg(feature = "web")]
mod web;
#[cfg(feature = "web")]
mod web_browser;
mod web_link;
mod workspace;

use std::path::{Path, PathBuf};

/// The files in `dir` and below that no `mod` line of `parent` and its submodules names. Cargo and
/// rustc ignore such files silently.
fn forgotten(dir: &Path, parent: &Path) -> Vec<PathBuf> {
    let text = std::fs::read_to_string(parent).unwrap();
    let named = |name: &str| {
        let lines = text.lines().map(|line| line.trim_start_matches("pub "));
        lines
            .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
            .any(|module| module == name)
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if path.is_dir() {
            let inside = path.join("mod.rs");
            let beside = dir.join(format!("{name}.rs"));
            let file = if inside.exists() { inside } else { beside };
            let has_code = std::fs::read_dir(&path)
                .unwrap()
                .any(|e| e.unwrap().path().extension().is_some_and(|e| e == "rs"));
            if has_code && named(name) && file.exists() {
                found.extend(forgotten(&path, &file));
            } else if has_code {
                found.push(path);
            }
        } else if path.extension().is_some_and(|e| e == "rs")
            && path != parent
            && name != "mod"
            && !named(name)
        {
            found.push(path);
        }
    }
    found
}

#[test]
fn every_file_is_a_module() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let files = forgotten(&dir, &dir.join("main.rs"));
    assert!(files.is_empty(), "no `mod` line names {files:?}");
}
