//! The trait that a command implements, and its row of the command table.

use crate::base::Result;
use crate::model::script::getopt::spoken;
use clap::ArgMatches;

use crate::model::state::command::{CommandContext, CommandDef, Flow};

/// A command: its arguments, and what it does.
pub trait Command: clap::Args {
    /// Its name.
    const NAME: &'static str;
    /// tmux's short name for it, or nothing.
    const ALIAS: &'static str = "";
    /// Whether it is a word of mux's own, which gets out of the way of tmux's.
    const OWN: bool = false;

    /// Does it.
    ///
    /// # Errors
    /// With a sentence for the person who asked.
    fn run(self, call: &mut CommandContext<'_>) -> Result<Flow>;
}

pub(crate) fn define<V: Command>() -> clap::Command {
    V::augment_args(clap::Command::new(V::NAME))
        .no_binary_name(true)
        .disable_help_flag(true)
        .args_override_self(true)
}

pub(crate) fn start<V: Command>(
    call: &mut CommandContext<'_>,
    matches: &ArgMatches,
) -> Result<Flow> {
    let args = V::from_arg_matches(matches);
    args.map_err(|e| spoken(V::NAME, &e))?.run(call)
}

impl CommandDef {
    /// The row of a command.
    pub const fn of<V: Command>() -> Self {
        Self {
            name: V::NAME,
            alias: V::ALIAS,
            own: V::OWN,
            define: define::<V>,
            start: start::<V>,
        }
    }
}
