//! Sets the clipboard by a program of the machine, for terminals that do not take OSC 52.

use crate::sys::paths;
use crate::tty::clipboard_program::clipboard_program;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

/// Gives `data` to the program that sets a selection, on a thread of its own: a program that does
/// not read must not hold up the client. Without such a program it does nothing.
pub fn set(selection: &str, data: Vec<u8>) {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let Some(words) = clipboard_program(selection, set, paths::is_in_path) else {
        return;
    };
    let mut program = Command::new(words[0]);
    program
        .args(&words[1..])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0);
    std::thread::spawn(move || {
        if let Ok(mut child) = program.spawn() {
            if let Some(mut input) = child.stdin.take() {
                // A program that ends early is no error.
                let _ = input.write_all(&data);
            }
            let _ = child.wait();
        }
    });
}
