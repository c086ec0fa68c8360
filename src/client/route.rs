//! The way to the server: a socket of this machine, or ssh to another. It does not know what is said.

use super::connection::Connection;
use super::far::Far;
use super::proxy;
use super::ssh::{self, Attended};
use crate::base::Result;
use crate::sys::{socket, user};
use crate::wire::ClientInfo;
use std::path::PathBuf;

/// Where the server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// It listens on a socket of this machine.
    Near(PathBuf),
    /// It is on another machine.
    Far(Far),
}

impl Route {
    /// Connects. To another machine the connection is only on its way, and may yet fail.
    ///
    /// # Errors
    /// `NotFound` when no server is there; otherwise why there is no way.
    pub fn dial(&self, attended: Attended) -> Result<Connection> {
        match self {
            Self::Near(socket) => socket::connect(socket).map(Connection::new),
            Self::Far(far) => {
                ssh::start(far, attended).map(|(stream, ssh)| Connection::far(stream, ssh))
            }
        }
    }

    /// The other machine, if that is where the server is.
    pub fn host(&self) -> Option<&str> {
        match self {
            Self::Near(_) => None,
            Self::Far(far) => Some(&far.host),
        }
    }

    /// What the server may know of a caller. Another machine has directories and variables of its
    /// own: the proxy there tells of them.
    pub fn introduce(&self, caller: ClientInfo) -> ClientInfo {
        let Self::Far(far) = self else { return caller };
        let here = user::hostname();
        ClientInfo {
            tty: caller.tty.map(|tty| format!("{here}:{tty}")),
            cwd: String::new(),
            env: vec![(proxy::HOST.to_owned(), far.shown())],
            ..caller
        }
    }
}
