//! `status`: show sessions, memory use and the last save.

use crate::base::Result;
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;
use crate::model::state::store_request::Question;

/// Show sessions, memory use and when the state was last saved.
#[derive(clap::Args, Debug)]
pub struct Status {
    /// Also check the databases for damage
    #[arg(long)]
    check: bool,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

impl Verb for Status {
    const NAME: &'static str = "status";
    const OWN: bool = true;

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        let Self { check, json } = self;
        Ok(call.ask_store(Question::Status { json, check }))
    }
}
