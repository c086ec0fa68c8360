//! Facts about the host and the server process.

/// Properties of the host, the user and the server process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostInfo {
    /// The server's process id.
    pub pid: u32,
    /// The path of the server's socket.
    pub socket: String,
    /// The host name.
    pub host: String,
    /// The user id.
    pub uid: u32,
    /// The user name.
    pub user: String,
    /// The user's home directory.
    pub home: String,
    /// The user's shell by `SHELL` or the system's user list, or `/bin/sh`.
    pub shell: String,
    /// The server was started as `tmux`: it reports that name and a version of tmux, and has the
    /// defaults of tmux.
    pub as_tmux: bool,
    /// The version to report (`#{version}`, `TERM_PROGRAM_VERSION`, XTVERSION).
    pub version: String,
    /// The start of this server, milliseconds since 1970.
    pub started: i64,
    /// The default of `default-terminal`: `tmux-256color` if the system has its terminfo entry,
    /// else `screen-256color` or `screen`.
    pub terminal: String,
    /// The environment the server was started with.
    pub environment: Vec<(String, String)>,
    /// The directory of the client that started the server; empty if it is unknown.
    pub start_directory: String,
    /// The directory with the links `mux` and `tmux` to the running program, for the `PATH` of
    /// panes; empty without one.
    pub commands: String,
    /// The directory of the user's workspaces; empty without one.
    pub workspaces: String,
    /// The file with the state of the hint for new users; empty without a state directory.
    pub first_steps_file: String,
    /// The content of that file at the start of the server.
    pub first_steps: String,
}

impl HostInfo {
    /// The name that programs in panes see (`TERM_PROGRAM`, XTVERSION).
    pub const fn program(&self) -> &'static str {
        if self.as_tmux { "tmux" } else { "mux" }
    }

    /// The user's editor: `VISUAL`, else `EDITOR`.
    pub(crate) fn editor(&self) -> Option<&str> {
        let value = |name| {
            let mut all = self.environment.iter();
            all.find(|(known, _)| known == name)
                .map(|(_, value)| value.as_str())
        };
        value("VISUAL").or_else(|| value("EDITOR"))
    }
}
