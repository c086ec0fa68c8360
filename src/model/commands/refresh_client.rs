//! `refresh-client`: redraw a client, or move its view of a window larger than the terminal.

use crate::base::{Error, Point, Result};
use crate::model::command::def::Command;
use crate::model::ops::{clipboard, window_size};
use crate::model::state::command::{CommandContext, Flow};

/// Redraw a client.
#[derive(clap::Args, Debug)]
pub struct RefreshClient {
    /// Make the view follow the cursor again
    #[arg(short = 'c')]
    follow: bool,
    /// Move the view down
    #[arg(short = 'D')]
    down: bool,
    /// Read the terminal's clipboard into a paste buffer
    #[arg(short = 'l')]
    clipboard: bool,
    /// Move the view left
    #[arg(short = 'L')]
    left: bool,
    /// Move the view right
    #[arg(short = 'R')]
    right: bool,
    /// Redraw only the status line
    #[arg(short = 'S')]
    status: bool,
    /// Move the view up
    #[arg(short = 'U')]
    up: bool,
    /// Client flags, comma-separated: read-only, ignore-size (! before a flag clears it)
    #[arg(short = 'f', value_name = "flags")]
    flags: Option<String>,
    /// Target client (default: the current client)
    #[arg(short = 't', value_name = "target-client")]
    target: Option<String>,
    /// Number of cells to move the view (default: 1)
    #[arg(value_name = "adjustment")]
    adjustment: Option<String>,
}

impl Command for RefreshClient {
    const NAME: &'static str = "refresh-client";
    const ALIAS: &'static str = "refresh";
    const READ_ONLY_OK: bool = true;
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let id = cx.client_target(self.target.as_deref())?;
        let by = match &self.adjustment {
            None => 1,
            Some(text) => text
                .parse::<u16>()
                .ok()
                .filter(|n| *n > 0)
                .ok_or_else(|| Error::user("adjustment invalid"))?,
        };
        let moving = self.up || self.down || self.left || self.right;
        let view = cx.world.view_offset(id);
        let Some(client) = cx.world.clients.get_mut(&id) else {
            return Ok(Flow::Done);
        };
        client.stale = true;
        if self.follow {
            client.view = None;
        } else if moving {
            client.view = Some(Point::new(
                if self.left {
                    view.x.saturating_sub(by)
                } else {
                    view.x + by * u16::from(self.right)
                },
                if self.up {
                    view.y.saturating_sub(by)
                } else {
                    view.y + by * u16::from(self.down)
                },
            ));
        } else if let Some(flags) = &self.flags {
            for flag in flags.split(',') {
                match flag {
                    "read-only" => client.read_only = true,
                    "!read-only" => client.read_only = false,
                    "ignore-size" => client.ignore_size = true,
                    "!ignore-size" => client.ignore_size = false,
                    _ => {}
                }
            }
            window_size::update_window_sizes(cx.world);
        } else if self.clipboard {
            clipboard::copy_client_clipboard(cx.world, id);
        } else if !self.status {
            client.redraw = true;
        }
        Ok(Flow::Done)
    }
}
