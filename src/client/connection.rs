//! One connection to the server: hello, then framed messages both ways. It does not know what
//! they mean.

use super::ssh::Ssh;
use crate::base::{Error, Result};
use crate::wire::{self, Framer, HELLO_BYTES, Hello, MAX_TO_CLIENT, ToClient, ToServer};
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

const READ_BYTES: usize = 32 << 10;

/// A connection. Blocks or not, as its socket does.
#[derive(Debug)]
pub struct Connection {
    stream: UnixStream,
    hello: Vec<u8>,
    framer: Framer,
    out: Vec<u8>,
    sent: usize,
    version: u16,
    /// What leads there, if it is another machine. Ended after the stream.
    ssh: Option<Ssh>,
}

/// What the other side said.
#[derive(Debug, PartialEq)]
pub enum Heard {
    /// A message.
    Message(ToClient),
    /// A hello: another server has taken the place of the one before, which never heard what it
    /// did not answer. Our hello is queued.
    Another,
}

/// What one attempt to read gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// Some bytes; there may be messages now.
    Some,
    /// Nothing for now.
    Nothing,
    /// The other side is gone.
    End,
}

impl Connection {
    /// A connection over `stream`. Our hello goes out with the first message.
    pub fn new(stream: UnixStream) -> Self {
        Self {
            stream,
            hello: Vec::with_capacity(HELLO_BYTES),
            framer: Framer::new(MAX_TO_CLIENT),
            out: Hello::ours().encode().to_vec(),
            sent: 0,
            version: 0,
            ssh: None,
        }
    }

    /// A connection to another machine over what `ssh` reads and writes.
    pub fn far(stream: UnixStream, ssh: Ssh) -> Self {
        Self {
            ssh: Some(ssh),
            ..Self::new(stream)
        }
    }

    /// What leads to another machine, if that is where the server is.
    pub const fn ssh(&mut self) -> Option<&mut Ssh> {
        self.ssh.as_mut()
    }

    /// The version of the messages that both sides understand; 0 until the other side has said it.
    pub const fn version(&self) -> u16 {
        self.version
    }

    /// From now on nothing blocks.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn set_nonblocking(&self) -> Result<()> {
        let set = self.stream.set_nonblocking(true);
        set.map_err(|e| Error::system(e.to_string()))
    }

    /// Queues a message.
    pub fn send(&mut self, message: &ToServer) {
        wire::encode(message, &mut self.out);
    }

    /// Queues messages that are framed already.
    pub fn send_framed(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// Whether messages wait to be written.
    pub const fn has_queued(&self) -> bool {
        self.sent < self.out.len()
    }

    /// Writes what is queued, as far as the socket takes it.
    ///
    /// # Errors
    /// If the other side is gone.
    pub fn flush(&mut self) -> io::Result<()> {
        while self.has_queued() {
            match self.stream.write(&self.out[self.sent..]) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(n) => self.sent += n,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) => return Err(e),
            }
        }
        self.out.clear();
        self.out.shrink_to(READ_BYTES);
        self.sent = 0;
        Ok(())
    }

    /// Reads once.
    ///
    /// # Errors
    /// If the other side is not a mux that speaks our version.
    pub fn receive(&mut self) -> Result<Received> {
        let mut buffer = [0; READ_BYTES];
        let n = loop {
            match self.stream.read(&mut buffer) {
                Ok(n) => break n,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(Received::Nothing),
                Err(_) => return Ok(Received::End),
            }
        };
        if n == 0 {
            return Ok(Received::End);
        }
        let rest = self.take_hello(&buffer[..n])?;
        self.framer.push(rest);
        Ok(Received::Some)
    }

    /// Whether the other side has said anything at all. If not, it has done nothing either.
    pub const fn was_answered(&self) -> bool {
        !self.hello.is_empty()
    }

    /// Whether the other side has shown that it is a mux.
    pub const fn was_greeted(&self) -> bool {
        self.hello.len() == HELLO_BYTES
    }

    /// The next whole message, if there is one, or that another server is there.
    ///
    /// # Errors
    /// If the bytes are no messages.
    pub fn next(&mut self) -> Result<Option<Heard>> {
        if let Some(hello) = self.framer.take_hello() {
            self.version = wire::agree(Hello::decode(&hello)?)?;
            self.start_anew();
            return Ok(Some(Heard::Another));
        }
        Ok(self.framer.take()?.map(Heard::Message))
    }

    /// What was queued for the server before is dropped, but for the rest of a message of which a
    /// part is out already.
    fn start_anew(&mut self) {
        let mut end = 0;
        while end < self.sent {
            let Some(len) = wire::piece_len(&self.out[end..]) else {
                break;
            };
            end += len;
        }
        self.out.truncate(end);
        self.out.extend_from_slice(&Hello::ours().encode());
    }

    /// Takes the other side's hello from the start of the bytes and returns what follows it.
    fn take_hello<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8]> {
        let missing = HELLO_BYTES - self.hello.len();
        if missing == 0 {
            return Ok(bytes);
        }
        let (head, rest) = bytes.split_at(missing.min(bytes.len()));
        self.hello.extend_from_slice(head);
        if let Ok(hello) = <&[u8; HELLO_BYTES]>::try_from(self.hello.as_slice()) {
            self.version = wire::agree(Hello::decode(hello)?)?;
        }
        Ok(rest)
    }
}

impl AsFd for Connection {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hello_and_messages_in_any_pieces() {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let mut connection = Connection::new(ours);
        connection.set_nonblocking().unwrap();
        let mut bytes = Hello::ours().encode().to_vec();
        wire::encode(&ToClient::Exit(3), &mut bytes);
        wire::encode(&ToClient::Suspend, &mut bytes);
        let mut got = Vec::new();
        assert_eq!(connection.receive(), Ok(Received::Nothing));
        for piece in bytes.chunks(5) {
            theirs.write_all(piece).unwrap();
            assert_eq!(connection.receive(), Ok(Received::Some));
            while let Some(heard) = connection.next().unwrap() {
                got.push(heard);
            }
        }
        let message = Heard::Message;
        assert_eq!(
            got,
            [message(ToClient::Exit(3)), message(ToClient::Suspend)]
        );
        drop(theirs);
        assert_eq!(connection.receive(), Ok(Received::End));
    }

    #[test]
    fn our_hello_goes_before_the_first_message() {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let mut connection = Connection::new(ours);
        connection.send(&ToServer::Bye);
        connection.flush().unwrap();
        let mut hello = [0; HELLO_BYTES];
        theirs.read_exact(&mut hello).unwrap();
        assert_eq!(Hello::decode(&hello), Ok(Hello::ours()));
        let mut rest = [0; 64];
        let n = theirs.read(&mut rest).unwrap();
        let mut framer = Framer::new(100);
        framer.push(&rest[..n]);
        assert_eq!(framer.take(), Ok(Some(ToServer::Bye)));
    }

    #[test]
    fn another_server_gets_only_what_is_meant_for_it() {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let mut connection = Connection::new(ours);
        connection.send(&ToServer::Ack(1));
        connection.send(&ToServer::Ack(2));
        let whole = connection.out.len();
        // The first message and a byte of the second are out.
        connection.sent = whole - 5;
        let hello = Hello::ours().encode();
        theirs.write_all(&hello).unwrap();
        theirs.write_all(&hello).unwrap();
        connection.receive().unwrap();
        assert_eq!(connection.next(), Ok(Some(Heard::Another)));
        assert_eq!(connection.next(), Ok(None));
        assert_eq!(connection.out.len(), whole + HELLO_BYTES);
        assert_eq!(connection.out[whole..], hello);
        connection.out.clear();
        connection.sent = 0;
        connection.send(&ToServer::Ack(3));
        theirs.write_all(&hello).unwrap();
        connection.receive().unwrap();
        assert_eq!(connection.next(), Ok(Some(Heard::Another)));
        assert_eq!(connection.out, hello);
    }

    #[test]
    fn something_else_is_refused() {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        theirs.write_all(b"HTTP/1.1 400 Bad Request\r\n").unwrap();
        assert!(Connection::new(ours).receive().is_err());
    }
}
