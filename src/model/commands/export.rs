//! `export`: print the complete scrollback of a pane.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::store_request::{ExportFormat, StoreRequest};

/// Print a pane's complete scrollback, including lines that are only on disk.
#[derive(clap::Args, Debug)]
pub struct Export {
    /// Output format: text (default), ansi, html
    #[arg(long, value_name = "format")]
    format: Option<String>,
    /// Target pane, optionally followed by --format (default: the active pane)
    #[arg(value_name = "target-pane")]
    words: Vec<String>,
}

impl Command for Export {
    const NAME: &'static str = "export";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        let (target, format) = match words[..] {
            [] => (None, self.format),
            [target] => (Some(target), self.format),
            [target, "--format", format] => (Some(target), Some(format.to_owned())),
            _ => {
                return Err(Error::user(
                    "command export: too many arguments (need at most 1)",
                ));
            }
        };
        let form = match format.as_deref() {
            None | Some("text") => ExportFormat::Text,
            Some("ansi") => ExportFormat::Ansi,
            Some("html") => ExportFormat::Html,
            Some(other) => {
                return Err(Error::user(format!(
                    "unknown format: {other} (use text, ansi or html)"
                )));
            }
        };
        let pane = cx.pane_target(target)?.pane;
        let pane = (cx.world.lineage, pane);
        Ok(cx.ask_store(StoreRequest::Export { pane, form }))
    }
}
