//! `send-prefix`: send the prefix key to a pane.

use crate::base::{KeyCode, Result};
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::commands::send_keys::type_key;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::options::OptionScope;

/// Send the prefix key to a pane.
#[derive(clap::Args, Debug)]
pub struct SendPrefix {
    /// Send the second prefix key (see prefix2)
    #[arg(short = '2')]
    second: bool,
    /// Target pane (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for SendPrefix {
    const NAME: &'static str = "send-prefix";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let option = if self.second {
            options::PREFIX2
        } else {
            options::PREFIX
        };
        let key = cx
            .world
            .get(option, OptionScope::Session(Some(place.session)));
        if key.code != KeyCode::None {
            type_key(cx, place, key)?;
        }
        Ok(Flow::Done)
    }
}
