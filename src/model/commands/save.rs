//! `save`: write layouts and scrollback to disk.

use crate::base::Result;
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;
use crate::model::state::store_request::Question;

/// Write layouts and scrollback to disk and wait until done.
#[derive(clap::Args, Debug)]
pub struct Save {}

impl Verb for Save {
    const NAME: &'static str = "save";
    const OWN: bool = true;

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        Ok(call.ask_store(Question::Save))
    }
}
