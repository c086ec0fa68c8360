//! `previous-layout`: switch a window to the previous preset layout.

use crate::base::Result;
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;
use crate::model::commands::select_layout::cycle;

/// Switch to the previous preset layout.
#[derive(clap::Args, Debug)]
pub struct PreviousLayout {
    /// Target window (default: the current window)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
}

impl Verb for PreviousLayout {
    const NAME: &'static str = "previous-layout";
    const ALIAS: &'static str = "prevl";

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        let place = call.window_target(self.target.as_deref())?;
        cycle(call, place, false)
    }
}
