//! The machine around mux: what the doctor looks at, the service that starts mux at boot, and what would
//! come back. It works without a server and knows no session.

mod doctor;
mod facts;
mod judge;
mod plan;
mod service;

use std::io::{self, Write};
use std::path::PathBuf;

/// What the command line says of the server that is meant.
#[derive(Clone, Debug, Default)]
pub struct Meant {
    /// `-L`.
    pub label: Option<String>,
    /// `-S`.
    pub socket: Option<PathBuf>,
    /// The words of the command.
    pub words: Vec<String>,
}

/// Answers `doctor`, `service` and, where no server runs, `restore --dry-run`; the exit status. `None` is
/// for all other words.
pub fn answer(meant: &Meant) -> Option<i32> {
    let words: Vec<&str> = meant.words.iter().map(String::as_str).collect();
    let answer = match words.as_slice() {
        ["doctor"] => Ok(doctor::run(meant, false)),
        ["doctor", "--json"] => Ok(doctor::run(meant, true)),
        ["doctor", ..] => Err("usage: mux doctor [--json]".to_owned()),
        ["service", "run"] => return None,
        ["service", words @ ..] => service::run(words),
        ["restore", words @ ..] => plan::run(meant, words)?,
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
