//! `choose-tree`: choose a session, window or pane from a tree.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::chooser_args::ChooserArgs;
use crate::model::commands::values::sort_order;
use crate::model::modes::tree_mode::{keys, lifecycle};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::tree_mode::{TreeKind, TreeMode};

/// The default template: switch the client to the chosen target.
pub(super) const TEMPLATE: &str = "switch-client -Zt \"%%%\"";

/// Choose a session, window or pane from a tree.
#[derive(clap::Args, Debug)]
pub struct ChooseTree {
    #[command(flatten)]
    args: ChooserArgs,
    /// Show all sessions of each session group (default: the current one, or the first)
    #[arg(short = 'G')]
    groups: bool,
    /// Start with sessions collapsed
    #[arg(short = 's')]
    sessions: bool,
    /// Start with windows collapsed
    #[arg(short = 'w')]
    windows: bool,
    /// Sort order: index (default), name, activity
    #[arg(short = 'O', value_name = "sort-order")]
    order: Option<String>,
    /// Pane that shows the list (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Command to run, with %% replaced by the chosen target (default: switch to it)
    #[arg(value_name = "template")]
    template: Option<String>,
}

impl Command for ChooseTree {
    const NAME: &'static str = "choose-tree";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let depth = if self.sessions {
            0
        } else if self.windows {
            1
        } else {
            2
        };
        let (open, at) = keys::first_open(cx.world, place, depth);
        let zoom = self.args.list.zoom;
        let chooser = TreeMode {
            kind: TreeKind::Tree,
            template: self.template.unwrap_or_else(|| TEMPLATE.to_owned()),
            order: sort_order(self.order.as_deref(), TreeKind::Tree.orders())?,
            open,
            at: Some(at),
            all_of_groups: self.groups,
            ..self.args.tree_mode()
        };
        lifecycle::enter(cx.world, place, chooser, zoom, cx.access);
        Ok(Flow::Done)
    }
}
