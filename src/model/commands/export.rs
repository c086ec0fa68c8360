//! `export`: print the complete scrollback of a pane.

use crate::base::{Error, PaneId, Result};
use crate::model::command::def::Command;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::store_request::{ExportFormat, LineRange, StoreReply, StoreRequest};

/// Print a pane's complete scrollback, including lines that are only on disk.
#[derive(clap::Args, Clone, Debug)]
pub struct Export {
    /// Output format: text (default), ansi, html, json
    #[arg(long, value_name = "format")]
    format: Option<String>,
    /// With json: the newest lines below this number
    #[arg(long, value_name = "line", conflicts_with = "after")]
    before: Option<u64>,
    /// With json: the oldest lines above this number
    #[arg(long, value_name = "line")]
    after: Option<u64>,
    /// With json: the most lines (default: all)
    #[arg(long, value_name = "lines")]
    limit: Option<u64>,
    /// Target pane, or the id of a closed pane (default: the active pane)
    #[arg(value_name = "target-pane")]
    pub target: Option<String>,
}

impl Command for Export {
    const NAME: &'static str = "export";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let format = self.export_format()?;
        let target = self.target;
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
    /// The output format.
    ///
    /// # Errors
    /// If it is unknown, or cannot be limited to a part of the lines.
    pub fn export_format(&self) -> Result<ExportFormat> {
        let part = self.before.or(self.after).or(self.limit).is_some();
        if part && self.format.as_deref() != Some("json") {
            return Err(Error::user(
                "--before, --after and --limit need --format json",
            ));
        }
        match self.format.as_deref() {
            None | Some("text") => Ok(ExportFormat::Text),
            Some("ansi") => Ok(ExportFormat::Ansi),
            Some("html") => Ok(ExportFormat::Html),
            Some("json") => Ok(ExportFormat::Json(LineRange {
                before: self.before,
                after: self.after,
                limit: self.limit.unwrap_or(u64::MAX),
            })),
            Some(other) => Err(Error::user(format!(
                "unknown format: {other} (use text, ansi, html or json)"
            ))),
        }
    }
}
