//! Commands about saved state that are answered without a server.

use crate::base::Result;
use crate::lang::script::from_words;
use crate::model::command::def::Command;
use crate::model::commands::export::Export;
use crate::model::commands::history::History;
use crate::model::commands::restore::{Restore, Selection};
use crate::model::commands::search::Search;
use crate::model::commands::snapshots::Snapshots;
use crate::model::commands::status::Status;
use crate::model::commands::undo::Undo;
use crate::model::script::table;
use crate::model::state::command::{CommandDef, ParsedCommand};

/// A command about saved state.
#[derive(Clone, Debug)]
pub enum SavedStateCommand {
    /// `snapshots`.
    Snapshots(Snapshots),
    /// `search`.
    Search(Search),
    /// `history`.
    History(History),
    /// `export`.
    Export(Export),
    /// `status`.
    Status(Status),
    /// `restore`, with or without `--dry-run` and `--list`.
    Restore(Selection),
    /// `undo`.
    Undo,
}

/// The command about saved state in these words. `None` if they are another command or several.
///
/// # Errors
/// If the arguments are wrong.
pub fn parse(
    commands: &'static [CommandDef],
    words: &[String],
) -> Option<Result<SavedStateCommand>> {
    let mut lines = from_words(words).commands.into_iter();
    let (line, None) = (lines.next()?, lines.next()) else {
        return None;
    };
    let name = table::lookup(commands, &line).ok()?.name;
    let command: fn(&ParsedCommand) -> Result<SavedStateCommand> = match name {
        Snapshots::NAME => |parsed| parsed.args().map(SavedStateCommand::Snapshots),
        Search::NAME => |parsed| parsed.args().map(SavedStateCommand::Search),
        History::NAME => |parsed| parsed.args().map(SavedStateCommand::History),
        Export::NAME => |parsed| parsed.args().map(SavedStateCommand::Export),
        Status::NAME => |parsed| parsed.args().map(SavedStateCommand::Status),
        Restore::NAME => |parsed| {
            let restore = parsed.args::<Restore>()?;
            restore.selection().map(SavedStateCommand::Restore)
        },
        Undo::NAME => |_| Ok(SavedStateCommand::Undo),
        _ => return None,
    };
    Some(table::parse(commands, &line).and_then(|parsed| command(&parsed)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::commands::COMMANDS;

    #[test]
    fn commands_about_saved_state_are_recognised_without_a_server() {
        let kind = |line: &str| {
            let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            parse(COMMANDS, &words).map(|command| match command {
                Ok(SavedStateCommand::Snapshots(_)) => "snapshots".to_owned(),
                Ok(SavedStateCommand::Search(_)) => "search".to_owned(),
                Ok(SavedStateCommand::History(_)) => "history".to_owned(),
                Ok(SavedStateCommand::Export(_)) => "export".to_owned(),
                Ok(SavedStateCommand::Status(_)) => "status".to_owned(),
                Ok(SavedStateCommand::Restore(selection)) => {
                    format!("restore {:?} {}", selection.id, selection.dry_run)
                }
                Ok(SavedStateCommand::Undo) => "undo".to_owned(),
                Err(error) => error.message,
            })
        };
        for (line, want) in [
            ("snapshots --json", Some("snapshots")),
            ("search -i word", Some("search")),
            ("history", Some("history")),
            ("history cargo test --failed", Some("history")),
            ("hist --json", Some("history")),
            (
                "search word --since",
                Some("search: --since expects an argument"),
            ),
            ("restore 3 -t work --dry-run", Some("restore Some(3) true")),
            ("export %3", Some("export")),
            ("status", Some("status")),
            ("rest --dry-run", Some("restore None true")),
            ("restore 3 --dry-run", Some("restore Some(3) true")),
            ("restore x", Some("can't find snapshot: x")),
            ("undo", Some("undo")),
            ("ls --dry-run", None),
            ("snapshots ; ls", None),
            ("", None),
        ] {
            assert_eq!(kind(line).as_deref(), want, "{line}");
        }
    }
}
