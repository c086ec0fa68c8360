//! All that a keeper handles, so that it can be founded or taken over as one thing. It starts nothing.

use super::channel::Serve;
use super::pane_handle::{Fds, PaneHandle};
use crate::base::Result;
use crate::sys::process;
use crate::sys::socket::{self, Lock};
use crate::sys::state_file::StateFile;
use std::collections::BTreeMap;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// What a keeper is made of, whoever held it before.
pub(super) struct Resources {
    /// Where clients connect.
    pub socket: PathBuf,
    /// The right to be there.
    pub lock: Lock,
    /// What servers are told.
    pub context: Vec<u8>,
    /// What servers do.
    pub serve: Serve,
    /// The listening socket and the world's memory.
    pub shared: Fds,
    /// The programs by pane.
    pub handles: BTreeMap<u32, PaneHandle>,
    /// How many servers there have been.
    pub epoch: u64,
    /// How many descriptors programs may open.
    pub descriptors: u64,
    /// What is run as the server instead of `serve`.
    pub program: Option<PathBuf>,
}

impl Resources {
    /// A new one, listening at `socket`, with nothing in it.
    pub fn found(socket: &Path, lock: Lock, context: Vec<u8>, serve: Serve) -> Result<Self> {
        let listener = socket::listen(socket)?;
        let shared = vec![OwnedFd::from(listener), StateFile::create("mux-world")?];
        Ok(Self {
            socket: socket.to_owned(),
            lock,
            context,
            serve,
            shared: Rc::new(shared),
            handles: BTreeMap::new(),
            epoch: 0,
            descriptors: process::raise_descriptor_limit(),
            program: None,
        })
    }
}
