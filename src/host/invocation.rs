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
    /// The selection of `restore --dry-run`, or its usage error; `None` for other commands.
    pub restore_preview: Option<Result<RestoreSelection, String>>,
}

/// The selection of a preview of a restore.
#[derive(Clone, Debug, Default)]
pub struct RestoreSelection {
    /// The number of the snapshot; `None` for the newest.
    pub id: Option<i64>,
    /// The name of the session; `None` for all.
    pub session: Option<String>,
}
