//! `choose-buffer`: choose a paste buffer from a list.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::commands::chooser_args::ChooserArgs;
use crate::model::commands::values::sort_order;
use crate::model::modes::tree_mode::lifecycle;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::tree_mode::{TreeKind, TreeMode};

/// Choose a paste buffer from a list.
#[derive(clap::Args, Debug)]
pub struct ChooseBuffer {
    #[command(flatten)]
    args: ChooserArgs,
    /// Sort order: creation (default), name, size
    #[arg(short = 'O', value_name = "sort-order")]
    order: Option<String>,
    /// Pane that shows the list (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Command to run, with %% replaced by the buffer's name (default: paste the buffer)
    #[arg(value_name = "template")]
    template: Option<String>,
}

impl Command for ChooseBuffer {
    const NAME: &'static str = "choose-buffer";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let zoom = self.args.list.zoom;
        let chooser = TreeMode {
            kind: TreeKind::Buffers,
            template: self
                .template
                .unwrap_or_else(|| "paste-buffer -p -b \"%%%\"".to_owned()),
            order: sort_order(self.order.as_deref(), TreeKind::Buffers.orders())?,
            ..self.args.tree_mode()
        };
        lifecycle::enter(cx.world, place, chooser, zoom, cx.access);
        // tmux says nothing here.
        if !cx.world.seen_as_tmux(cx.client_id())
            && cx.world.buffers.latest_first().next().is_none()
        {
            return Err(Error::user("no paste buffers"));
        }
        Ok(Flow::Done)
    }
}
