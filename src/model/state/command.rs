//! A row of the command table, and the context in which a command runs.

use crate::base::{Now, Result};
use crate::lang::script::Arg;
use crate::model::state::location::Location;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;
use clap::ArgMatches;

/// A row of the command table.
pub struct CommandDef {
    /// The name.
    pub name: &'static str,
    /// The short name, or nothing.
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

/// Whether the queue goes on after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// With the next command.
    Done,
    /// Not until something wakes it.
    Wait,
    /// Not until the program of the pane there has started.
    Start(Location),
}

/// The context of a running command.
pub struct CommandContext<'a> {
    /// The world.
    pub world: &'a mut World,
    /// Screens and programs of panes.
    pub sight: &'a dyn PaneAccess,
    /// The queue that the command is in.
    pub run: u64,
    /// The time of the input.
    pub now: Now,
    /// The command's words as they were parsed, its name first.
    pub words: Vec<Arg>,
    /// The config file that the command is in.
    pub file: Option<std::sync::Arc<str>>,
}
