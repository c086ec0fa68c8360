//! `choose-client`: choose a client from a list.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::values::sort_order;
use crate::model::modes::tree_mode::lifecycle;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::tree_mode::{TreeKind, TreeMode};

/// Choose a client from a list.
#[derive(clap::Args, Debug)]
pub struct ChooseClient {
    /// Do not show a preview below the list
    #[arg(short = 'N')]
    plain: bool,
    /// Reverse the sort order
    #[arg(short = 'r')]
    reversed: bool,
    /// Do not ask before detaching
    #[arg(short = 'y')]
    sure: bool,
    /// Zoom the pane while the list is open
    #[arg(short = 'Z')]
    zoom: bool,
    /// Format of each row
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Show only clients for which this format is true
    #[arg(short = 'f', value_name = "filter")]
    filter: Option<String>,
    /// Format of each row's shortcut key
    #[arg(short = 'K', value_name = "key-format")]
    key_format: Option<String>,
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

    fn run(self, call: &mut CommandContext<'_>) -> Result<Flow> {
        let place = call.pane_target(self.target.as_deref())?;
        let chooser = TreeMode {
            kind: TreeKind::Clients,
            format: self.format,
            key_format: self.key_format,
            filter: self.filter,
            template: self
                .template
                .unwrap_or_else(|| "detach-client -t \"%%%\"".to_owned()),
            order: sort_order(self.order.as_deref(), TreeKind::Clients.orders())?,
            reversed: self.reversed,
            preview: !self.plain,
            sure: self.sure,
            ..TreeMode::default()
        };
        lifecycle::enter(call.world, place, chooser, self.zoom, call.sight);
        Ok(Flow::Done)
    }
}
