//! `choose-tree`: choose a session, window or pane from a tree.

use crate::base::Result;
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;
use crate::model::commands::values::sort_order;
use crate::model::state::chooser::{Chooser, Kind};

/// The default template: switch the client to the chosen target.
pub(super) const TEMPLATE: &str = "switch-client -Zt \"%%%\"";

/// Choose a session, a window or a pane from a list.
#[derive(clap::Args, Debug)]
pub struct ChooseTree {
    /// Do not show what is selected below the list
    #[arg(short = 'N')]
    plain: bool,
    /// Turn the order around
    #[arg(short = 'r')]
    reversed: bool,
    /// All sessions of a group, not one for the group
    #[arg(short = 'G')]
    groups: bool,
    /// Only sessions show at first
    #[arg(short = 's')]
    sessions: bool,
    /// Sessions and windows show at first
    #[arg(short = 'w')]
    windows: bool,
    /// Do not ask before something is killed
    #[arg(short = 'y')]
    sure: bool,
    /// Zoom the pane for the list
    #[arg(short = 'Z')]
    zoom: bool,
    /// How a row is written
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Only rows for which this is true
    #[arg(short = 'f', value_name = "filter")]
    filter: Option<String>,
    /// Which key chooses a row
    #[arg(short = 'K', value_name = "key-format")]
    key_format: Option<String>,
    /// In which order: index, name, activity
    #[arg(short = 'O', value_name = "sort-order")]
    order: Option<String>,
    /// The pane
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// What to run: %% stands for what was chosen
    #[arg(value_name = "template")]
    template: Option<String>,
}

impl Verb for ChooseTree {
    const NAME: &'static str = "choose-tree";

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        let place = call.pane_target(self.target.as_deref())?;
        let depth = if self.sessions {
            0
        } else if self.windows {
            1
        } else {
            2
        };
        let (open, at) = call.world.first_open(place, depth);
        let chooser = Chooser {
            kind: Kind::Tree,
            format: self.format,
            key_format: self.key_format,
            filter: self.filter,
            template: self.template.unwrap_or_else(|| TEMPLATE.to_owned()),
            order: sort_order(self.order.as_deref(), Kind::Tree.orders())?,
            reversed: self.reversed,
            preview: !self.plain,
            sure: self.sure,
            open,
            at: Some(at),
            ..Chooser::default()
        };
        call.world
            .enter_chooser(place, chooser, self.zoom, call.sight);
        Ok(Flow::Done)
    }
}
