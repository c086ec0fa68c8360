//! Dispatch of the commands that work without a server.

use super::invocation::Invocation;
use super::{config, doctor, saved_state, service};
use crate::base::json::Json;
use crate::model::commands::COMMANDS;
use crate::model::commands::saved_state::parse as saved_state_command;
use std::io::{self, Write};

/// Runs `config`, `doctor`, `service` and, where no server runs, the commands about saved state.
/// Returns the exit status, or `None` for all other commands.
pub fn answer(invocation: &Invocation) -> Option<i32> {
    let words: Vec<&str> = invocation.words.iter().map(String::as_str).collect();
    let answer = match words.as_slice() {
        ["doctor"] => Ok(doctor::run(invocation, false)),
        ["doctor", "--json"] => Ok(doctor::run(invocation, true)),
        ["doctor", ..] => Err("usage: mux doctor [--json]".to_owned()),
        ["config", words @ ..] => config::run(words),
        ["service", "run"] => return None,
        ["service", words @ ..] => service::run(words),
        _ => match saved_state_command(COMMANDS, &invocation.words)? {
            Ok(command) => saved_state::run(invocation, command)?,
            Err(error) => Err(error.message),
        },
    };
    // Nothing can be reported if the output cannot be written.
    Some(match answer {
        Ok((text, status)) => {
            drop(io::stdout().write_all(text.as_bytes()));
            status
        }
        Err(why) => {
            let why = match invocation.words.iter().any(|word| word == "--json") {
                true => Json::object([("error", Json::from(why))]).to_string(),
                false => why,
            };
            drop(writeln!(io::stderr(), "{why}"));
            1
        }
    })
}
