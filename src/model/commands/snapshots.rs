//! `snapshots`: list the snapshots.

use crate::base::Result;
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;
use crate::model::state::store_request::Question;

/// List the snapshots (saved layouts), the current layout first.
#[derive(clap::Args, Debug)]
pub struct Snapshots {
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

impl Verb for Snapshots {
    const NAME: &'static str = "snapshots";
    const OWN: bool = true;

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        Ok(call.ask_store(Question::Snapshots { json: self.json }))
    }
}
