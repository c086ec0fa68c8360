//! The process and terminal behind a client. It is part of the protocol between client and server,
//! which encodes fields by order: new ones go at the end and raise the version.

use crate::base::geom::Size;
use serde::{Deserialize, Serialize};

/// The version of tmux that a mux started as `tmux` reports.
pub const TMUX_VERSION: &str = "3.7c";

/// The process and terminal that run a command.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientInfo {
    /// Process id of the client.
    pub pid: u32,
    /// The working directory.
    pub cwd: String,
    /// The environment, in its original order.
    pub env: Vec<(String, String)>,
    /// The terminal's device, if standard input is a terminal.
    pub tty: Option<String>,
    /// The terminal's size, if there is one.
    pub size: Option<Size>,
    /// The value of `TERM`: the type of the terminal.
    pub term: String,
    /// The client was started as `tmux`: messages and defaults are exactly those of tmux.
    pub as_tmux: bool,
    /// Why the client cannot attach; `None`: its terminal can display a session.
    pub cannot_attach: Option<String>,
    /// The client was attached and reconnects after it lost its server.
    pub reattaching: bool,
}

impl ClientInfo {
    /// The value of an environment variable of the client.
    pub fn variable(&self, name: &str) -> Option<&str> {
        let mut env = self.env.iter();
        env.find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Whether the client runs inside the server on this socket, in a pane or in a shell command
    /// (`TMUX` names the socket).
    pub fn is_inside(&self, socket: &str) -> bool {
        let tmux = self.variable("TMUX").and_then(|t| t.split(',').next());
        tmux == Some(socket)
    }
}
