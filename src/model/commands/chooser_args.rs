//! The flags that the lists of tree mode have in common.

use crate::model::state::tree_mode::TreeMode;

/// The flags of every list.
#[derive(clap::Args, Debug)]
pub(super) struct TreeModeArgs {
    /// Do not show a preview below the list
    #[arg(short = 'N')]
    plain: bool,
    /// Zoom the pane while the list is open
    #[arg(short = 'Z')]
    pub zoom: bool,
    /// Format of each row
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Show only rows for which this format is true
    #[arg(short = 'f', value_name = "filter")]
    filter: Option<String>,
}

impl TreeModeArgs {
    /// Tree mode with these flags.
    pub fn tree_mode(self) -> TreeMode {
        TreeMode {
            format: self.format,
            filter: self.filter,
            preview: !self.plain,
            ..TreeMode::default()
        }
    }
}

/// The flags of the `choose-*` commands, except for the sort order, the target and the template.
#[derive(clap::Args, Debug)]
pub(super) struct ChooserArgs {
    #[command(flatten)]
    pub list: TreeModeArgs,
    /// Reverse the sort order
    #[arg(short = 'r')]
    reversed: bool,
    /// Do not ask before closing, detaching or deleting
    #[arg(short = 'y')]
    sure: bool,
    /// Format of each row's shortcut key
    #[arg(short = 'K', value_name = "key-format")]
    key_format: Option<String>,
}

impl ChooserArgs {
    /// Tree mode with these flags.
    pub fn tree_mode(self) -> TreeMode {
        TreeMode {
            key_format: self.key_format,
            reversed: self.reversed,
            sure: self.sure,
            ..self.list.tree_mode()
        }
    }
}
