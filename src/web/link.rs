//! One connection of a tab to its server: a hello, then framed messages, in both directions.

use crate::base::{Error, Result};
use crate::wire::{
    self, End, Framer, Hello, MAX_TO_CLIENT, MAX_TO_SERVER, ToClient, ToServer, since,
};
use std::io::{self, ErrorKind};
use std::path::Path;
use tokio::net::UnixStream;

/// Bytes per read.
const READ: usize = 32 << 10;

/// A connection.
#[derive(Debug)]
pub struct ServerLink {
    stream: UnixStream,
    framer: Framer,
    out: Vec<u8>,
    hello: bool,
}

impl ServerLink {
    /// Connects to the server at `socket` and queues the hello.
    ///
    /// # Errors
    /// No server listens there.
    pub async fn open(socket: &Path) -> io::Result<Self> {
        Ok(Self {
            stream: UnixStream::connect(socket).await?,
            framer: Framer::new(MAX_TO_CLIENT),
            out: Hello::ours().encode().to_vec(),
            hello: false,
        })
    }

    /// Queues a message.
    pub fn send(&mut self, message: &ToServer) {
        wire::encode(message, &mut self.out);
    }

    /// Queues framed messages.
    pub fn send_framed(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// Whether the server does not read: nothing more should be queued.
    pub const fn is_full(&self) -> bool {
        self.out.len() > MAX_TO_SERVER
    }

    /// Writes queued data and waits for the next message. `None`: the server has closed the
    /// connection. It may be cancelled without a loss.
    ///
    /// # Errors
    /// The server is too old, or its bytes violate the protocol.
    pub async fn next(&mut self) -> Result<Option<ToClient>> {
        loop {
            if let Some(message) = self.take()? {
                return Ok(Some(message));
            }
            let done = match self.out.is_empty() {
                true => self.stream.readable().await.and_then(|()| self.read()),
                false => {
                    tokio::select! {
                        ready = self.stream.readable() => ready.map(|()| true),
                        ready = self.stream.writable() => ready.map(|()| false),
                    }
                }
                .and_then(|reads| if reads { self.read() } else { self.write() }),
            };
            match done {
                Ok(true) => {}
                // What arrived before the connection was closed is complete.
                Ok(false) | Err(_) => return Ok(None),
            }
        }
    }

    fn take(&mut self) -> Result<Option<ToClient>> {
        if !self.hello {
            let Some(bytes) = self.framer.take_hello() else {
                return Ok(None);
            };
            let version = wire::agree(End::Client, Hello::decode(&bytes)?)?;
            // A page draws boxes with panes inside.
            if version < since::PANE_BOXES {
                return Err(Error::protocol(
                    "the running mux server is older than mux web: run \"mux upgrade\"",
                ));
            }
            self.hello = true;
        }
        self.framer.take()
    }

    /// Reads once; false at the end of the stream.
    fn read(&mut self) -> io::Result<bool> {
        let mut bytes = [0; READ];
        match self.stream.try_read(&mut bytes) {
            Ok(0) => Ok(false),
            Ok(n) => {
                self.framer.push(&bytes[..n]);
                Ok(true)
            }
            Err(e) if e.kind() == ErrorKind::WouldBlock => Ok(true),
            Err(e) => Err(e),
        }
    }

    /// Writes once.
    fn write(&mut self) -> io::Result<bool> {
        match self.stream.try_write(&self.out) {
            Ok(n) => {
                self.out.drain(..n);
                self.out.shrink_to(READ);
                Ok(true)
            }
            Err(e) if e.kind() == ErrorKind::WouldBlock => Ok(true),
            Err(e) => Err(e),
        }
    }
}
