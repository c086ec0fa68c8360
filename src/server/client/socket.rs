//! The socket of one client.

use crate::base::Result;
use crate::server::async_fd::{self, Pollable};
use crate::sys::socket;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;

/// A connected socket. One task reads it, one writes it.
#[derive(Debug)]
pub struct ClientSocket(Pollable<UnixStream>);

impl ClientSocket {
    /// A socket around `stream`.
    ///
    /// # Errors
    /// If the system cannot poll it.
    pub fn new(stream: UnixStream) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        Ok(Self(async_fd::readable(stream)?))
    }

    /// The user id of the peer.
    ///
    /// # Errors
    /// If the system does not tell it.
    pub fn peer_user(&self) -> Result<u32> {
        socket::peer_user(self.0.get_ref().as_fd())
    }

    /// Reads at least one byte into `bytes`; 0 at the end of the stream.
    ///
    /// # Errors
    /// If the connection is lost.
    pub async fn read(&self, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            let mut ready = self.0.readable().await?;
            match (&**self.0.get_ref()).read(bytes) {
                Ok(n) => {
                    // A short read took everything: the next data wakes again.
                    if n > 0 && n < bytes.len() {
                        ready.clear_ready();
                    }
                    return Ok(n);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => ready.clear_ready(),
                Err(e) => return Err(e),
            }
        }
    }

    /// Reads until `bytes` is full.
    ///
    /// # Errors
    /// `UnexpectedEof` at the end of the stream; if the connection is lost.
    pub async fn read_exact(&self, bytes: &mut [u8]) -> io::Result<()> {
        let mut filled = 0;
        while filled < bytes.len() {
            match self.read(&mut bytes[filled..]).await? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                n => filled += n,
            }
        }
        Ok(())
    }

    /// Writes all of `bytes`.
    ///
    /// # Errors
    /// If the connection is lost.
    pub async fn write_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match (&**self.0.get_ref()).write(bytes) {
                Ok(n) => bytes = &bytes[n..],
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                    async_fd::writable(self.0.get_ref().as_fd()).await;
                }
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    /// Ends the stream to the client.
    pub fn shutdown(&self) {
        // A client that has gone needs no end.
        let _ = self.0.get_ref().shutdown(Shutdown::Write);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block_on<T>(work: impl Future<Output = T>) -> T {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build().unwrap().block_on(work)
    }

    #[test]
    fn more_than_the_buffer_of_the_system_is_written_and_read_in_order() {
        block_on(async {
            let (ours, theirs) = UnixStream::pair().unwrap();
            let (ours, theirs) = (
                ClientSocket::new(ours).unwrap(),
                ClientSocket::new(theirs).unwrap(),
            );
            let all: Vec<u8> = (0..4_000_000_u32).map(|n| n as u8).collect();
            let mut read = vec![0; all.len()];
            let write = async {
                ours.write_all(&all).await.unwrap();
                ours.shutdown();
            };
            tokio::join!(write, async { theirs.read_exact(&mut read).await.unwrap() });
            assert!(read == all);
            assert_eq!(theirs.read(&mut [0; 8]).await.unwrap(), 0, "the end");
        });
    }

    #[test]
    fn an_end_behind_a_short_read_is_seen() {
        block_on(async {
            let (mut ours, theirs) = UnixStream::pair().unwrap();
            let theirs = ClientSocket::new(theirs).unwrap();
            ours.write_all(b"one").unwrap();
            drop(ours);
            let mut bytes = [0; 8];
            assert_eq!(theirs.read(&mut bytes).await.unwrap(), 3);
            assert_eq!(theirs.read(&mut bytes).await.unwrap(), 0);
        });
    }
}
