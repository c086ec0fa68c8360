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
    pub(in crate::model) own: bool,
    pub(in crate::model) define: fn() -> clap::Command,
    pub(in crate::model) start: fn(&mut CommandContext<'_>, &ArgMatches) -> Result<Flow>,
}

impl std::fmt::Debug for CommandDef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
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
