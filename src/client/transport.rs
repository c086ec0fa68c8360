//! The transport to the server: a local socket, or a process that reaches another host.

use super::connection::Connection;
use super::remote::carrier::{self, Interactive};
use super::remote::host::RemoteHost;
use crate::base::ClientInfo;
use crate::base::Result;
use crate::base::client_info::{COMMAND, FORWARDS, HOST, UTF8};
use crate::sys::{socket, user};
use std::path::PathBuf;

/// How a client reaches its server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transport {
    /// A Unix socket on this machine.
    Local(PathBuf),
    /// Another host, over ssh or https.
    Remote(RemoteHost),
}

impl Transport {
    /// Connects. For [`Transport::Remote`] this only starts the carrier: the login goes on in
    /// the background and may still fail.
    ///
    /// # Errors
    /// `NotFound` if no server listens on the socket; otherwise the reason.
    pub fn connect(&self, interactive: Interactive) -> Result<Connection> {
        match self {
            Self::Local(socket) => socket::connect(socket).map(Connection::new),
            Self::Remote(host) => carrier::start(host, interactive)
                .map(|(stream, carrier)| Connection::over(stream, carrier)),
        }
    }

    /// The name of the other host; `None` for a local server.
    pub fn host(&self) -> Option<&str> {
        match self {
            Self::Local(_) => None,
            Self::Remote(host) => Some(&host.host),
        }
    }

    /// Adapts the client information to the server's machine. Local directories and variables mean
    /// nothing on another host, so they stay here and the proxy adds those of its own process.
    pub fn localize(&self, client: ClientInfo) -> ClientInfo {
        let Self::Remote(host) = self else {
            return client;
        };
        let here = user::hostname();
        let utf8 = if client.is_utf8() { "1" } else { "0" };
        let command = client.variable(COMMAND).map(str::to_owned);
        let passed = [
            (HOST, Some(host.display_name())),
            (UTF8, Some(utf8.to_owned())),
            (COMMAND, command),
            (FORWARDS, host.forward_flags()),
        ];
        let env = passed
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        ClientInfo {
            tty: client.tty.map(|tty| format!("{here}:{tty}")),
            cwd: String::new(),
            env: env.collect(),
            ..client
        }
    }
}
