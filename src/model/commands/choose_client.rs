//! `choose-client`: choose a client from a list.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::chooser_args::ChooserArgs;
use crate::model::commands::values::sort_order;
use crate::model::modes::tree_mode::lifecycle;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::tree_mode::{TreeKind, TreeMode};

/// Choose a client from a list.
#[derive(clap::Args, Debug)]
pub struct ChooseClient {
    #[command(flatten)]
    args: ChooserArgs,
    /// Sort order: name (default), size, creation, activity
    #[arg(short = 'O', value_name = "sort-order")]
    order: Option<String>,
    /// Pane that shows the list (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Command to run, with %% replaced by the client's name (default: detach the client)
    #[arg(value_name = "template")]
    template: Option<String>,
}

impl Command for ChooseClient {
    const NAME: &'static str = "choose-client";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let zoom = self.args.list.zoom;
        let chooser = TreeMode {
            kind: TreeKind::Clients,
            template: self
                .template
                .unwrap_or_else(|| "detach-client -t \"%%%\"".to_owned()),
            order: sort_order(self.order.as_deref(), TreeKind::Clients.orders())?,
            ..self.args.tree_mode()
        };
        lifecycle::enter(cx.world, place, chooser, zoom, cx.access);
        Ok(Flow::Done)
    }
}
