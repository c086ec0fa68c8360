//! The flags of conditions that `await` and `submit` share, and times.

use crate::base::{Error, Result};
use crate::lang::line_pattern::LinePattern;
use crate::lang::time::{USUAL_WAIT_MS, duration_ms};
use crate::model::state::automation::wait::{Condition, Limit, WaitFor};

/// Conditions of a pane.
#[derive(clap::Args, Clone, Debug)]
pub struct ConditionArgs {
    /// Wait until the program of the pane ends
    #[arg(long)]
    exit: bool,
    /// Wait for a line that contains this text (may be repeated)
    #[arg(long, value_name = "text")]
    text: Vec<String>,
    /// Wait for a line that matches this regular expression (may be repeated)
    #[arg(long, value_name = "regex")]
    regex: Vec<String>,
    /// Wait until there is no output for this time, such as 500ms
    #[arg(long, value_name = "time")]
    quiet: Option<String>,
    /// Wait until the shell is at its prompt
    #[arg(long)]
    prompt: bool,
    /// Wait until a command of the shell ends
    #[arg(long)]
    command: bool,
    /// Wait for a state: working, blocked, done, idle or error (separated by commas)
    #[arg(long, value_name = "states")]
    state: Option<String>,
    /// Wait until the pane is closed
    #[arg(long)]
    gone: bool,
    /// End with status 5 at a line that matches this regular expression (may be repeated)
    #[arg(long, value_name = "regex")]
    stop: Vec<String>,
}

/// The states that a pane can be in.
const STATES: [&str; 5] = ["working", "blocked", "done", "idle", "error"];

/// An error about arguments.
pub(super) fn usage(message: impl Into<String>) -> Error {
    Error::coded(2, "usage", message)
}

impl ConditionArgs {
    /// The conditions; `None` if there is none.
    ///
    /// # Errors
    /// If a regular expression, a time or a state is wrong.
    pub(super) fn wanted(&self, all: bool) -> Result<Option<WaitFor>> {
        let wrong = |error: Error| error.with_code(2, "usage");
        let mut conditions = Vec::new();
        if self.exit {
            conditions.push(Condition::Exit);
        }
        for text in &self.text {
            conditions.push(Condition::Line(LinePattern::text(text).map_err(wrong)?));
        }
        for regex in &self.regex {
            conditions.push(Condition::Line(LinePattern::regex(regex).map_err(wrong)?));
        }
        if let Some(time) = &self.quiet {
            conditions.push(Condition::Quiet(milliseconds("--quiet", time)?));
        }
        if self.prompt {
            conditions.push(Condition::Prompt);
        }
        if self.command {
            conditions.push(Condition::Command);
        }
        if let Some(states) = &self.state {
            let states: Vec<String> = states.split(',').map(str::to_owned).collect();
            if let Some(wrong) = states
                .iter()
                .find(|state| !STATES.contains(&state.as_str()))
            {
                let known = STATES.join(", ");
                return Err(usage(format!("unknown state: {wrong} (use {known})")));
            }
            conditions.push(Condition::State(states));
        }
        if self.gone {
            conditions.push(Condition::Gone);
        }
        let stops = self.stop.iter().map(|stop| LinePattern::regex(stop));
        let stops = stops.collect::<Result<Vec<_>>>().map_err(wrong)?;
        Ok((!conditions.is_empty()).then_some(WaitFor {
            conditions,
            stops,
            all,
        }))
    }
}

/// The milliseconds of a time.
///
/// # Errors
/// If it is none.
fn milliseconds(flag: &str, text: &str) -> Result<u64> {
    let known = duration_ms(text);
    known.ok_or_else(|| {
        usage(format!(
            "{flag}: not a time: {text} (use 500ms, 30s, 5m or 1h)"
        ))
    })
}

/// The time to wait of `--timeout`.
///
/// # Errors
/// If it is neither a time nor `none`.
pub(super) fn limit(timeout: Option<&str>) -> Result<Limit> {
    match timeout {
        None => Ok(Some(USUAL_WAIT_MS)),
        Some("none") => Ok(None),
        Some(text) => milliseconds("--timeout", text).map(Some),
    }
}
