//! `undo`: bring back what was closed last.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::commands::restore;
use crate::model::persist::undo;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::store_request::{RestoreFilter, StoreReply, StoreRequest};

/// Bring back the pane, window or session that was closed last; repeat to go further back.
#[derive(clap::Args, Debug)]
pub struct Undo {
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

impl Command for Undo {
    const NAME: &'static str = "undo";
    const OWN: bool = true;
    const STARTS_SERVER: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let step = undo::newest_step(cx.world);
        let step = step.ok_or_else(|| Error::user("nothing to undo"))?;
        let request = StoreRequest::Lines {
            layout: Box::new(step.layout.clone()),
            ended: step.ended,
        };
        let closed = step.layout;
        Ok(cx.ask_store(request, move |cx, reply| {
            let layout = match reply {
                Ok(StoreReply::Lines(layout)) => *layout,
                // Without saved history the panes come back empty.
                Ok(_) | Err(_) => closed,
            };
            let lines = restore::perform(cx, &layout, &RestoreFilter::default(), true);
            // The step has nothing left to restore, and goes.
            undo::newest_step(cx.world);
            if lines.is_empty() {
                return Err(Error::user("nothing to undo"));
            }
            cx.report_outcome(self.json, "restored", &lines, None);
            Ok(Flow::Done)
        }))
    }
}
