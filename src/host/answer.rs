//! Dispatch of the commands that this room answers.

use super::invocation::Invocation;
use super::{doctor, restore_preview, service};
use std::io::{self, Write};

/// Answers `doctor`, `service` and, where no server runs, `restore --dry-run`; the exit status. `None` is
/// for all other words.
pub fn answer(invocation: &Invocation) -> Option<i32> {
    let words: Vec<&str> = invocation.words.iter().map(String::as_str).collect();
    let answer = match words.as_slice() {
        ["doctor"] => Ok(doctor::run(invocation, false)),
        ["doctor", "--json"] => Ok(doctor::run(invocation, true)),
        ["doctor", ..] => Err("usage: mux doctor [--json]".to_owned()),
        ["service", "run"] => return None,
        ["service", words @ ..] => service::run(words),
        ["restore", words @ ..] => restore_preview::run(invocation, words)?,
        _ => return None,
    };
    // Nobody is left to tell if it cannot be written.
    Some(match answer {
        Ok((text, status)) => {
            drop(io::stdout().write_all(text.as_bytes()));
            status
        }
        Err(why) => {
            drop(writeln!(io::stderr(), "{why}"));
            1
        }
    })
}
