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
            return Ok(cx.ask_store(request, |cx, reply| match reply? {
                StoreReply::Layouts(all) => restore::restore_from(cx, all, &Selection::default()),
                _ => Ok(Flow::Done),
            }));
        }
        let request = StoreRequest::MakeBackup { file: file.clone() };
        Ok(cx.ask_store(request, move |cx, reply| {
            reply?;
            cx.report(&[format!("saved to {file}")]);
            Ok(Flow::Done)
        }))
    }
}
