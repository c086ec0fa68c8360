//! `choose-buffer`: choose a paste buffer from a list.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::values::sort_order;
use crate::model::modes::tree_mode::lifecycle;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::tree_mode::{TreeKind, TreeMode};

/// Choose a paste buffer from a list.
#[derive(clap::Args, Debug)]
pub struct ChooseBuffer {
    /// Do not show a preview below the list
    #[arg(short = 'N')]
    plain: bool,
    /// Reverse the sort order
    #[arg(short = 'r')]
    reversed: bool,
    /// Do not ask before deleting
    #[arg(short = 'y')]
    sure: bool,
    /// Zoom the pane while the list is open
    #[arg(short = 'Z')]
    zoom: bool,
    /// Format of each row
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Show only buffers for which this format is true
    #[arg(short = 'f', value_name = "filter")]
    filter: Option<String>,
    /// Format of each row's shortcut key
    #[arg(short = 'K', value_name = "key-format")]
    key_format: Option<String>,
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

    fn run(self, call: &mut CommandContext<'_>) -> Result<Flow> {
        let place = call.pane_target(self.target.as_deref())?;
        let chooser = TreeMode {
            kind: TreeKind::Buffers,
            format: self.format,
            key_format: self.key_format,
            filter: self.filter,
            template: self
                .template
                .unwrap_or_else(|| "paste-buffer -p -b \"%%%\"".to_owned()),
            order: sort_order(self.order.as_deref(), TreeKind::Buffers.orders())?,
            reversed: self.reversed,
            preview: !self.plain,
            sure: self.sure,
            ..TreeMode::default()
        };
        lifecycle::enter(call.world, place, chooser, self.zoom, call.sight);
        Ok(Flow::Done)
    }
}
