//! `has-session`: report whether a session exists by the exit status.

use crate::base::Result;
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;

/// Exit with 0 if the session exists, with 1 if not.
#[derive(clap::Args, Debug)]
pub struct HasSession {
    /// Target session (default: the current session)
    #[arg(short = 't', value_name = "target-session")]
    target: Option<String>,
}

impl Verb for HasSession {
    const NAME: &'static str = "has-session";
    const ALIAS: &'static str = "has";

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        call.session_target(self.target.as_deref())?;
        Ok(Flow::Done)
    }
}
