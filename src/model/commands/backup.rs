//! `backup`: write all saved data to one file, or restore sessions from it.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::commands::restore::{self, Selection};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::store_request::{StoreReply, StoreRequest};

/// Back up layouts and scrollback to a file, or restore sessions from one.
#[derive(clap::Args, Debug)]
pub struct Backup {
    /// Restore the sessions in the file that do not run
    #[arg(long)]
    restore: bool,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// Path of the backup file
    #[arg(value_name = "file", required = true)]
    file: String,
}

impl Command for Backup {
    const NAME: &'static str = "backup";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        if self.file.is_empty() {
            return Err(Error::user("empty file name"));
        }
        let file = match cx.client() {
            Some(client) if !self.file.starts_with('/') => {
                format!("{}/{}", client.caller.cwd, self.file)
            }
            _ => self.file,
        };
        if self.restore {
            let request = StoreRequest::TakeBackup { file };
            let wanted = Selection {
                json: self.json,
                ..Selection::default()
            };
            return Ok(cx.ask_store(request, move |cx, reply| match reply? {
                StoreReply::Layouts(all) => restore::restore_from(cx, all, &wanted),
                _ => Ok(Flow::Done),
            }));
        }
        let request = StoreRequest::MakeBackup { file: file.clone() };
        Ok(cx.ask_store(request, move |cx, reply| {
            reply?;
            let lines = [format!("saved to {file}")];
            if self.json {
                let members = vec![("file", file.into())];
                cx.print(&restore::outcome("saved", &lines, members));
            } else {
                cx.report(&lines);
            }
            Ok(Flow::Done)
        }))
    }
}
