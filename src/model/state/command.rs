//! A row of the command table, and the context in which a command runs.

use crate::base::{Now, Result};
use crate::lang::script::Arg;
use crate::model::state::location::Location;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;
use clap::ArgMatches;

/// A row of the command table.
pub struct CommandDef {
    /// The name, such as `split-window`.
    pub name: &'static str,
    /// The short name, such as `splitw`; empty if there is none.
    pub alias: &'static str,
    /// Whether tmux does not have the command.
    pub(in crate::model) own: bool,
    /// Whether the command starts a server when none runs.
    pub starts_server: bool,
    /// Whether a key of a read-only client may run it.
    pub read_only_ok: bool,
    /// Whether the hook `after-NAME` runs after it.
    pub after_hook: bool,
    pub(in crate::model) define: fn() -> clap::Command,
    pub(in crate::model) start: fn(&mut CommandContext<'_>, &ArgMatches) -> Result<Flow>,
}

impl std::fmt::Debug for CommandDef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// A command with its parsed arguments.
#[derive(Clone, Debug)]
pub struct ParsedCommand {
    /// The row of the command table.
    pub def: &'static CommandDef,
    pub(in crate::model) matches: ArgMatches,
}

/// How the queue continues after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The next command runs at once.
    Done,
    /// The queue waits until `wake` is called with its number.
    Wait,
    /// The queue waits until the program of this pane has started or failed to.
    Start(Location),
}

/// The context of a running command.
pub struct CommandContext<'a> {
    /// The world.
    pub world: &'a mut World,
    /// Access to the screens and programs of panes.
    pub sight: &'a dyn PaneAccess,
    /// The number of the queue that runs the command.
    pub run: u64,
    /// The time of the input.
    pub now: Now,
    /// The command's name and arguments before clap parsed them.
    pub words: Vec<Arg>,
    /// The config file that contains the command.
    pub file: Option<std::sync::Arc<str>>,
}
