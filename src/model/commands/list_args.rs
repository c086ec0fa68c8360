//! The flags that the `list-*` commands have in common.

/// The flags of a list that can be sorted and filtered.
#[derive(clap::Args, Debug)]
pub(super) struct ListArgs {
    /// Reverse the sort order
    #[arg(short = 'r')]
    pub reversed: bool,
    /// Output format
    #[arg(short = 'F', value_name = "format")]
    pub format: Option<String>,
    /// List only items for which this format is true
    #[arg(short = 'f', value_name = "filter")]
    pub filter: Option<String>,
}
