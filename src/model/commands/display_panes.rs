//! `display-panes`: show a number over each pane, to choose a pane with a key.

use crate::base::Result;
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::commands::values::milliseconds;
use crate::model::ops::{overlays, timers};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::{OverlayKind, PaneNumbers};
use crate::model::state::timers::Purpose;

/// Show pane numbers, to choose one with a key.
#[derive(clap::Args, Debug)]
pub struct DisplayPanes {
    /// Do not wait before running the next command
    #[arg(short = 'b')]
    background: bool,
    /// Do not choose a pane with a key
    #[arg(short = 'N')]
    ignore_keys: bool,
    /// Duration in milliseconds, 0 until a key is pressed (default: display-panes-time)
    #[arg(short = 'd', value_name = "duration")]
    duration: Option<String>,
    /// Client that shows the numbers (default: the current client)
    #[arg(short = 't', value_name = "target-client")]
    target: Option<String>,
    /// Command to run, with %% replaced by the chosen pane (default: select it)
    #[arg(value_name = "template")]
    template: Option<String>,
}

impl Command for DisplayPanes {
    const NAME: &'static str = "display-panes";
    const ALIAS: &'static str = "displayp";
    const READ_ONLY_OK: bool = true;
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let id = cx.client_target(self.target.as_deref())?;
        let session = cx.world.clients.get(&id).and_then(|c| c.session);
        let usual = cx
            .world
            .get(options::DISPLAY_PANES_TIME, OptionScope::Session(session));
        let ms = match &self.duration {
            None => usual,
            Some(text) => milliseconds(text, "delay")?,
        };
        if cx
            .world
            .clients
            .get(&id)
            .is_some_and(|c| c.overlays.has::<PaneNumbers>())
        {
            return Ok(Flow::Done);
        }
        let purpose = Purpose::Overlay(id, OverlayKind::PaneNumbers);
        let timer = (ms > 0).then(|| timers::start_timer(cx.world, purpose, ms));
        let run = (!self.background).then_some(cx.run);
        let numbers = PaneNumbers {
            timer,
            template: self
                .template
                .unwrap_or_else(|| "select-pane -t \"%%%\"".to_owned()),
            run,
            ignore_keys: self.ignore_keys,
        };
        overlays::open(cx.world, id, numbers);
        Ok(if self.background {
            Flow::Done
        } else {
            Flow::Wait
        })
    }
}
