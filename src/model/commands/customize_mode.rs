//! `customize-mode`: browse and change options.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::chooser_args::TreeModeArgs;
use crate::model::modes::tree_mode::lifecycle;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::tree_mode::{TreeKind, TreeMode};

/// Browse and change options.
#[derive(clap::Args, Debug)]
pub struct CustomizeMode {
    #[command(flatten)]
    args: TreeModeArgs,
    /// Do not ask before changes (never done)
    #[arg(short = 'y')]
    sure: bool,
    /// Pane that shows the list (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for CustomizeMode {
    const NAME: &'static str = "customize-mode";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let zoom = self.args.zoom;
        let chooser = TreeMode {
            kind: TreeKind::Options,
            order: "name".to_owned(),
            sure: self.sure,
            ..self.args.tree_mode()
        };
        lifecycle::enter(cx.world, place, chooser, zoom, cx.access);
        Ok(Flow::Done)
    }
}
