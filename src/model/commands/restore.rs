//! `restore`: restore sessions from a snapshot.

use crate::base::{Error, Result};
use crate::lang::script::from_words;
use crate::model::command::def::Command;
use crate::model::script::table;
use crate::model::state::command::{CommandContext, CommandDef, Flow};
use crate::model::state::effect::Effect;
use crate::model::state::store_request::{PendingRestore, RestoreFilter, StoreRequest};

const DRY_RUN: &str = "--dry-run";

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
    const STARTS_SERVER: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        if self.list {
            return Ok(cx.ask_store(StoreRequest::Snapshots { json: false }));
        }
        let Selection { id, session } = self.selection()?;
        let choice = RestoreFilter {
            session,
            ..RestoreFilter::default()
        };
        let request = PendingRestore {
            choice,
            dry_run: self.is_dry_run(),
        };
        let run = cx.run;
        cx.world.queues.pending_restores.insert(run, request);
        Ok(cx.ask_store(StoreRequest::Layout {
            id,
            lines: !self.is_dry_run(),
        }))
    }
}

/// What a restore is limited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The number of the snapshot; `None` for the newest.
    pub id: Option<i64>,
    /// The name of the session; `None` for all.
    pub session: Option<String>,
}

impl Restore {
    /// Whether `--dry-run` is given, before or after the snapshot.
    fn is_dry_run(&self) -> bool {
        self.dry_run || self.words.iter().any(|word| word == DRY_RUN)
    }

    fn selection(&self) -> Result<Selection> {
        let words = self.words.iter().map(String::as_str);
        let words: Vec<&str> = words.filter(|word| *word != DRY_RUN).collect();
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
        Ok(Selection {
            id: snapshot.map(number).transpose()?,
            session: target.or_else(|| self.target.clone()),
        })
    }
}

/// The selection of `restore --dry-run` in these words. `None` if they are another command.
///
/// # Errors
/// If the arguments are wrong.
pub fn dry_run(table: &'static [CommandDef], words: &[String]) -> Option<Result<Selection>> {
    let line = from_words(words).commands.into_iter().next()?;
    let command = table::lookup(table, &line).ok()?;
    if command.name != Restore::NAME {
        return None;
    }
    let parsed = table::parse(table, &line).and_then(|parsed| parsed.args::<Restore>());
    match parsed {
        Ok(restore) if restore.is_dry_run() && !restore.list => Some(restore.selection()),
        Ok(_) => None,
        Err(error) => words
            .iter()
            .any(|word| word == DRY_RUN)
            .then_some(Err(error)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::commands::COMMANDS;

    #[test]
    fn a_dry_run_is_recognised_without_a_server() {
        let selected = |line: &str| {
            let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            let selection = dry_run(COMMANDS, &words)?;
            Some(selection.map(|s| (s.id, s.session)).map_err(|e| e.message))
        };
        let work = || Some("work".to_owned());
        for (line, want) in [
            ("restore", None),
            ("restore 3", None),
            ("ls --dry-run", None),
            ("restore --list --dry-run", None),
            ("restore --dry-run", Some(Ok((None, None)))),
            ("restore --dry-run 3", Some(Ok((Some(3), None)))),
            ("restore 3 --dry-run", Some(Ok((Some(3), None)))),
            ("rest --dry-run -t work 3", Some(Ok((Some(3), work())))),
            ("restore 3 -t work --dry-run", Some(Ok((Some(3), work())))),
            (
                "restore --dry-run x",
                Some(Err("can't find snapshot: x".to_owned())),
            ),
        ] {
            assert_eq!(selected(line), want, "{line}");
        }
    }
}
