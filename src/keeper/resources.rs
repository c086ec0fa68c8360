//! Everything that a keeper owns, so that it can be created or taken over as one value.

use super::channel::Serve;
use super::pane_handle::{Fds, PaneHandle};
use crate::base::Result;
use crate::base::sorted::SortedMap;
use crate::sys::process;
use crate::sys::socket::{self, Lock};
use crate::sys::state_file::StateFile;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Sockets, descriptors and programs of a keeper.
pub(super) struct Resources {
    /// Path of the socket.
    pub socket: PathBuf,
    /// The lock that makes this the only keeper of the socket.
    pub lock: Lock,
    /// The `context` in each server's hello.
    pub context: Vec<u8>,
    /// The main function of servers.
    pub serve: Serve,
    /// The listening socket and the state file of the world.
    pub shared: Fds,
    /// Programs by pane.
    pub handles: SortedMap<u32, PaneHandle>,
    /// The number of servers so far.
    pub epoch: u64,
    /// Limit of open descriptors for programs.
    pub descriptors: u64,
    /// The program to run as the server instead of `serve`, after an upgrade.
    pub program: Option<PathBuf>,
}

impl Resources {
    /// Listens at `socket` and creates an empty state file.
    pub fn found(socket: &Path, lock: Lock, context: Vec<u8>, serve: Serve) -> Result<Self> {
        let listener = socket::listen(socket)?;
        let shared = vec![OwnedFd::from(listener), StateFile::create("mux-world")?];
        Ok(Self {
            socket: socket.to_owned(),
            lock,
            context,
            serve,
            shared: Rc::new(shared),
            handles: SortedMap::new(),
            epoch: 0,
            descriptors: process::raise_descriptor_limit(),
            program: None,
        })
    }
}
