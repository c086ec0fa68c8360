//! `restore`: restore sessions from a snapshot.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::effect::Effect;
use crate::model::state::store_request::{PendingRestore, RestoreFilter, StoreRequest};

/// Restore sessions from a snapshot without touching running ones.
#[derive(clap::Args, Debug)]
pub struct Restore {
    /// Only list what would be restored
    #[arg(long = "dry-run")]
    dry_run: bool,
    /// List the snapshots
    #[arg(long)]
    list: bool,
    /// Only this session, under a new name if its name is taken
    #[arg(short = 't', value_name = "session")]
    target: Option<String>,
    /// Number from mux snapshots, optionally followed by -t (default: the newest before now)
    #[arg(value_name = "snapshot")]
    words: Vec<String>,
}

impl Command for Restore {
    const NAME: &'static str = "restore";
    const OWN: bool = true;

    fn run(self, call: &mut CommandContext<'_>) -> Result<Flow> {
        if self.list {
            return Ok(call.ask_store(StoreRequest::Snapshots { json: false }));
        }
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        let (snapshot, target) = match words[..] {
            [] => (None, None),
            [id] => (Some(id), None),
            [id, "-t", session] => (Some(id), Some(session.to_owned())),
            _ => {
                return Err(Error::user(
                    "command restore: too many arguments (need at most 1)",
                ));
            }
        };
        let number = |id: &str| {
            let known = id.parse::<i64>();
            known.map_err(|_| Error::not_found(format!("can't find snapshot: {id}")))
        };
        let id = snapshot.map(number).transpose()?;
        let choice = RestoreFilter {
            session: target.or(self.target),
            ..RestoreFilter::default()
        };
        let wish = PendingRestore {
            choice,
            dry_run: self.dry_run,
        };
        let run = call.run;
        call.world.queues.wishes.insert(run, wish);
        Ok(call.ask_store(StoreRequest::Layout {
            id,
            lines: !self.dry_run,
        }))
    }
}

impl CommandContext<'_> {
    /// Sends a request to the store. The command queue waits for the reply.
    pub(crate) fn ask_store(&mut self, question: StoreRequest) -> Flow {
        let run = self.run;
        self.world.effect(Effect::Store { run, question });
        Flow::Wait
    }
}
