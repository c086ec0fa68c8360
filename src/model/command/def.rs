//! The trait that a command implements, and its row of the command table.

use crate::base::Result;
use crate::model::script::getopt::tmux_error;
use crate::model::state::command::{CommandContext, CommandDef, Flow, ParsedCommand};
use clap::ArgMatches;

/// A command: its arguments as a clap struct, and its action.
pub trait Command: clap::Args {
    /// The name, such as `split-window`.
    const NAME: &'static str;
    /// The short name in tmux, such as `splitw`; empty if there is none.
    const ALIAS: &'static str = "";
    /// Whether the command is mux's own. Its name never shadows a command of tmux or its
    /// abbreviations (see `script::table::find`).
    const OWN: bool = false;
    /// Whether the command starts a server when none runs.
    const STARTS_SERVER: bool = false;
    /// Whether a key of a read-only client may run it: it changes only what that client shows.
    const READ_ONLY_OK: bool = false;
    /// Whether the hook `after-NAME` runs after it.
    const AFTER_HOOK: bool = false;
    /// Whether it may change the part of the world that the snapshot holds.
    const CHANGES_WORLD: bool = true;
    /// Whether it is made for scripts: wrong arguments have exit status 2, and the client asks
    /// again after the death of the server.
    const FOR_SCRIPTS: bool = false;

    /// Runs the command.
    ///
    /// # Errors
    /// The message for the user, if the command fails.
    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow>;
}

/// The clap definition of a command. The words have no binary name, `-h` is free for commands, and
/// a repeated flag overrides the earlier one, as with getopt.
pub(crate) fn define<V: Command>() -> clap::Command {
    V::augment_args(clap::Command::new(V::NAME))
        .no_binary_name(true)
        .disable_help_flag(true)
        .args_override_self(true)
}

/// Runs a command with parsed arguments.
pub(crate) fn start<V: Command>(cx: &mut CommandContext<'_>, matches: &ArgMatches) -> Result<Flow> {
    let args = V::from_arg_matches(matches);
    args.map_err(|e| tmux_error(V::NAME, &e))?.run(cx)
}

impl ParsedCommand {
    /// The arguments of the command `V`.
    ///
    /// # Errors
    /// If it is another command.
    pub(crate) fn args<V: Command>(&self) -> Result<V> {
        V::from_arg_matches(&self.matches).map_err(|e| tmux_error(V::NAME, &e))
    }
}

impl CommandDef {
    /// The row of a command in the table.
    pub const fn of<V: Command>() -> Self {
        Self {
            name: V::NAME,
            alias: V::ALIAS,
            own: V::OWN,
            starts_server: V::STARTS_SERVER,
            read_only_ok: V::READ_ONLY_OK,
            after_hook: V::AFTER_HOOK,
            changes_world: V::CHANGES_WORLD,
            for_scripts: V::FOR_SCRIPTS,
            define: define::<V>,
            start: start::<V>,
        }
    }
}
