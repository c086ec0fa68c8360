//! `customize-mode`: browse and change options.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::modes::tree_mode::lifecycle;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::tree_mode::{TreeKind, TreeMode};

/// Browse and change options.
#[derive(clap::Args, Debug)]
pub struct CustomizeMode {
    /// Do not show the option's description below the list
    #[arg(short = 'N')]
    plain: bool,
    /// No effect (for compatibility with tmux)
    #[arg(short = 'y')]
    sure: bool,
    /// Zoom the pane while the list is open
    #[arg(short = 'Z')]
    zoom: bool,
    /// Format of each option
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Show only options for which this format is true
    #[arg(short = 'f', value_name = "filter")]
    filter: Option<String>,
    /// Pane that shows the list (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for CustomizeMode {
    const NAME: &'static str = "customize-mode";

    fn run(self, call: &mut CommandContext<'_>) -> Result<Flow> {
        let place = call.pane_target(self.target.as_deref())?;
        let chooser = TreeMode {
            kind: TreeKind::Options,
            format: self.format,
            filter: self.filter,
            order: "name".to_owned(),
            preview: !self.plain,
            sure: self.sure,
            ..TreeMode::default()
        };
        lifecycle::enter(call.world, place, chooser, self.zoom, call.sight);
        Ok(Flow::Done)
    }
}
