//! `export`: print the complete scrollback of a pane.

use crate::base::{Error, PaneId, Result};
use crate::model::command::def::Command;
use crate::model::script::hint;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::store_request::{ExportFormat, StoreReply, StoreRequest};

/// Print a pane's complete scrollback, including lines that are only on disk.
#[derive(clap::Args, Clone, Debug)]
pub struct Export {
    /// Output format: text (default), ansi, html
    #[arg(long, value_name = "format")]
    format: Option<String>,
    /// Target pane, or the id of a closed pane (default: the active pane). --format may follow it
    #[arg(value_name = "target-pane")]
    words: Vec<String>,
}

impl Command for Export {
    const NAME: &'static str = "export";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let (target, format) = self.selection()?;
        let (lineage, pane) = match cx.pane_target(target.as_deref()) {
            Ok(place) => (Some(cx.world.lineage), place.pane),
            // A closed pane is known by its id only.
            Err(error) => (None, target.as_deref().and_then(pane_id).ok_or(error)?),
        };
        let request = StoreRequest::Export {
            lineage,
            pane,
            format,
        };
        Ok(cx.ask_store(request, |cx, reply| {
            if let StoreReply::Text(lines) = reply? {
                lines.iter().for_each(|line| cx.print(line));
            }
            Ok(Flow::Done)
        }))
    }
}

/// The pane that a target names by its id.
pub fn pane_id(target: &str) -> Option<PaneId> {
    let number = target.strip_prefix('%')?;
    number.parse().ok().map(PaneId)
}

impl Export {
    /// The target pane and the format.
    ///
    /// # Errors
    /// If the arguments are wrong.
    pub fn selection(&self) -> Result<(Option<String>, ExportFormat)> {
        let mut target = None;
        let mut format = self.format.clone();
        let mut words = self.words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--format" => {
                    let missing = || Error::user("export: --format expects an argument");
                    format = Some(words.next().cloned().ok_or_else(missing)?);
                }
                long if long.starts_with("--format=") => {
                    format = long.strip_prefix("--format=").map(str::to_owned);
                }
                flag if flag.starts_with('-') => {
                    return Err(hint::unexpected("export", flag, &["--format"]));
                }
                _ if target.is_some() => {
                    return Err(Error::user("export: only one pane can be exported"));
                }
                word => target = Some(word.to_owned()),
            }
        }
        let format = match format.as_deref() {
            None | Some("text") => ExportFormat::Text,
            Some("ansi") => ExportFormat::Ansi,
            Some("html") => ExportFormat::Html,
            Some(other) => {
                return Err(Error::user(format!(
                    "unknown format: {other} (use text, ansi or html)"
                )));
            }
        };
        Ok((target, format))
    }
}
