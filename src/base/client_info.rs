//! The process and terminal behind a client. It is part of the protocol between client and server,
//! which encodes fields by order: new ones go at the end and raise the version.

use crate::base::geom::Size;
use crate::base::key::Key;
use serde::{Deserialize, Serialize};

/// The version of tmux that a mux started as `tmux` reports.
pub const TMUX_VERSION: &str = "3.7c";

/// The version that it reports with the option `compatibility` at 3.8.
pub const NEWER_TMUX_VERSION: &str = "3.8";

/// The variable in which a client passes whether it writes UTF-8, if its environment does not say
/// so: it was called with `-u`, or it is on another host.
pub const UTF8: &str = "MUX_UTF8";

/// The variable in which a client passes the command that runs mux, if `mux` does not.
pub const COMMAND: &str = "MUX_COMMAND";

/// The variable in which a remote client passes the name that it uses for the server's host.
pub const HOST: &str = "MUX_HOST";

/// The variable in which a remote client passes the flags of its port forwards, quoted for a shell.
pub const FORWARDS: &str = "MUX_FORWARDS";

/// The variable in which `mux web` says for whom a client is: `owner` for a login with a password,
/// `viewer` for one that was shared or may only look.
pub const WEB: &str = "MUX_WEB";

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

/// How an attached client leaves and comes back. The server sends it in advance, so that the client
/// can detach by itself while there is no server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetachInfo {
    /// The key sequences that detach, such as prefix and `d`; the first one is named to the user.
    pub keys: Vec<Vec<Key>>,
    /// The name of the session.
    pub session: String,
    /// The shell command that attaches again; empty for a client called `tmux`.
    pub attach_again: String,
}

/// What the options say about the terminal of a client. The client applies it to what it found out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerminalSettings {
    /// The entries of `terminal-features`.
    pub features: Vec<String>,
    /// The entries of `terminal-overrides`.
    pub overrides: Vec<String>,
    /// The sequences of `user-keys`, by number.
    pub user_keys: Vec<(u16, Vec<u8>)>,
}

/// What a client found out about its terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerminalInfo {
    /// Name and version as the terminal reports them (XTVERSION); empty if it does not.
    pub version: String,
    /// The features with tmux's names, separated by commas.
    pub features: String,
}

impl ClientInfo {
    /// The value of an environment variable of the client.
    pub fn variable(&self, name: &str) -> Option<&str> {
        let mut env = self.env.iter();
        env.find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Whether the client writes UTF-8: by its flag `-u`, inside a multiplexer, or by its locale
    /// (`LC_ALL`, `LC_CTYPE`, `LANG`), as in tmux. Without any locale only a client called `tmux`
    /// does not: containers and services often have none, but terminals without UTF-8 are rare.
    pub fn is_utf8(&self) -> bool {
        if let Some(flag) = self.variable(UTF8) {
            return flag == "1";
        }
        let set = |name| self.variable(name).filter(|value| !value.is_empty());
        if set("TMUX").is_some() {
            return true;
        }
        let locale = set("LC_ALL")
            .or_else(|| set("LC_CTYPE"))
            .or_else(|| set("LANG"));
        locale.map_or(!self.as_tmux, |locale| {
            let locale = locale.to_ascii_uppercase();
            locale.contains("UTF-8") || locale.contains("UTF8")
        })
    }

    /// Whether the client runs inside the server on this socket, in a pane or in a shell command
    /// (`TMUX` names the socket).
    pub fn is_inside(&self, socket: &str) -> bool {
        let tmux = self.variable("TMUX").and_then(|t| t.split(',').next());
        tmux == Some(socket)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_or_a_flag_says_whether_a_client_writes_utf8() {
        let client = |env: &[(&str, &str)], as_tmux| ClientInfo {
            env: env
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            as_tmux,
            ..ClientInfo::default()
        };
        for (env, as_mux, as_tmux) in [
            (&[][..], true, false),
            (&[("LC_ALL", "C")], false, false),
            (&[("LANG", "de_DE.UTF-8")], true, true),
            (&[("LANG", "de_DE.utf8"), ("LC_ALL", "")], true, true),
            (&[("LANG", "C.UTF-8"), ("LC_CTYPE", "C")], false, false),
            (
                &[("LC_CTYPE", "C.UTF-8"), ("LC_ALL", "POSIX")],
                false,
                false,
            ),
            (&[("LC_ALL", "C"), ("TMUX", "/tmp/x,1,0")], true, true),
            (&[("LC_ALL", "C"), (UTF8, "1")], true, true),
            (&[("LANG", "C.UTF-8"), (UTF8, "0")], false, false),
        ] {
            assert_eq!(client(env, false).is_utf8(), as_mux, "{env:?}");
            assert_eq!(client(env, true).is_utf8(), as_tmux, "{env:?} as tmux");
        }
    }
}
