//! The parts of the command line that choose the server and the command.

use std::path::PathBuf;

/// The command line of a command that works without a server.
#[derive(Clone, Debug, Default)]
pub struct Invocation {
    /// Socket name (`-L`).
    pub label: Option<String>,
    /// Socket path (`-S`).
    pub socket: Option<PathBuf>,
    /// The command and its arguments.
    pub words: Vec<String>,
}
