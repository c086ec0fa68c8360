//! One connection to the server: a hello, then framed messages, in both directions. It does not
//! interpret the messages.

use super::remote::carrier::Carrier;
use crate::base::{Error, Result};
use crate::wire::{
    self, End, Framer, HELLO_BYTES, Hello, MAX_TO_CLIENT, ToClient, ToServer, since,
};
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::time::Duration;

const READ_BYTES: usize = 32 << 10;

/// After how much silence another host is asked whether it is there.
const SILENCE: Duration = Duration::from_secs(5);

/// After how many silences in a row the connection counts as lost.
const MAX_SILENCES: u32 = 3;

/// A connection. It blocks until [`Connection::set_nonblocking`] is called.
#[derive(Debug)]
pub struct Connection {
    stream: UnixStream,
    hello: Vec<u8>,
    framer: Framer,
    out: Vec<u8>,
    sent: usize,
    version: u16,
    /// The proxy has connected to a new server.
    replaced: bool,
    /// How often nothing arrived for [`SILENCE`].
    silences: u32,
    /// The process behind the stream. It is dropped after the stream, so that it sees the end of
    /// its input.
    carrier: Option<Carrier>,
}

/// A complete item from the server.
#[derive(Debug, PartialEq)]
pub enum Incoming {
    /// A message.
    Message(ToClient),
    /// A second hello: the proxy has connected to a new server. The client's hello to it is queued,
    /// and messages that were queued for the old server are dropped.
    ServerReplaced,
}

/// The result of one read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// Data arrived; there may be messages now, and there may be more data.
    Bytes,
    /// As [`Received::Bytes`], and there was no more data.
    LastBytes,
    /// No data at the moment.
    WouldBlock,
    /// The server is gone.
    Eof,
}

impl Connection {
    /// A connection over `stream`. The hello is sent together with the first message.
    pub fn new(stream: UnixStream) -> Self {
        Self {
            stream,
            hello: Vec::with_capacity(HELLO_BYTES),
            framer: Framer::new(MAX_TO_CLIENT),
            out: Hello::ours().encode().to_vec(),
            sent: 0,
            version: 0,
            replaced: false,
            silences: 0,
            carrier: None,
        }
    }

    /// A connection to another host; `stream` is the standard input and output of the carrier.
    pub fn over(stream: UnixStream, carrier: Carrier) -> Self {
        Self {
            carrier: Some(carrier),
            ..Self::new(stream)
        }
    }

    /// The process that carries a connection to another host.
    pub const fn carrier(&mut self) -> Option<&mut Carrier> {
        self.carrier.as_mut()
    }

    /// The protocol version that both sides speak; 0 before the hello of the server arrived.
    pub const fn version(&self) -> u16 {
        self.version
    }

    /// Makes reads and writes non-blocking.
    ///
    /// # Errors
    /// If the system call fails.
    pub fn set_nonblocking(&self) -> Result<()> {
        let set = self.stream.set_nonblocking(true);
        set.map_err(|e| Error::system(e.to_string()))
    }

    /// The bytes of the last message from the server, with its length prefix.
    pub const fn message_len(&self) -> usize {
        self.framer.taken_len()
    }

    /// Lets reads return after some silence ([`Connection::is_silent`]): a network may fail without
    /// the end of the stream.
    ///
    /// # Errors
    /// If the system call fails.
    pub fn notice_silence(&self) -> Result<()> {
        let set = self.stream.set_read_timeout(Some(SILENCE));
        set.map_err(|e| Error::system(e.to_string()))
    }

    /// Nothing arrived for some time: asks the server for an answer. Returns whether there was none
    /// for so long that the connection is lost.
    pub fn is_silent(&mut self) -> bool {
        self.silences += 1;
        if self.version >= since::PINGS {
            self.send(&ToServer::Ping);
            // A connection that cannot be written ends at the next read.
            drop(self.flush());
        }
        self.silences > MAX_SILENCES
    }

    /// Queues a message.
    pub fn send(&mut self, message: &ToServer) {
        wire::encode(message, &mut self.out);
    }

    /// Queues framed messages.
    pub fn send_framed(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// Whether data is queued.
    pub const fn has_queued(&self) -> bool {
        self.sent < self.out.len()
    }

    /// Writes queued data until the socket is full.
    ///
    /// # Errors
    /// If the server has closed the connection.
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
    /// If the hello is invalid or the versions do not overlap.
    pub fn receive(&mut self) -> Result<Received> {
        let mut buffer = [0; READ_BYTES];
        let n = loop {
            match self.stream.read(&mut buffer) {
                Ok(n) => break n,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(Received::WouldBlock),
                Err(_) => return Ok(Received::Eof),
            }
        };
        if n == 0 {
            return Ok(Received::Eof);
        }
        self.silences = 0;
        let rest = self.take_hello(&buffer[..n])?;
        self.framer.push(rest);
        Ok(if n < READ_BYTES {
            Received::LastBytes
        } else {
            Received::Bytes
        })
    }

    /// Whether the proxy has connected to a new server since the last call.
    pub const fn take_replaced(&mut self) -> bool {
        std::mem::replace(&mut self.replaced, false)
    }

    /// Whether any data arrived. If none did, the server has not run the command.
    pub const fn was_answered(&self) -> bool {
        !self.hello.is_empty()
    }

    /// Whether the hello of the server arrived.
    pub const fn has_hello(&self) -> bool {
        self.hello.len() == HELLO_BYTES
    }

    /// The next whole message or hello, if there is one.
    ///
    /// # Errors
    /// If the data is neither, or the message is too long.
    pub fn next(&mut self) -> Result<Option<Incoming>> {
        if let Some(hello) = self.framer.take_hello() {
            self.version = wire::agree(End::Client, Hello::decode(&hello)?)?;
            self.requeue_hello();
            self.replaced = true;
            return Ok(Some(Incoming::ServerReplaced));
        }
        Ok(self.framer.take()?.map(Incoming::Message))
    }

    /// Drops the messages for the old server and queues a hello for the new one. A message of which
    /// a part was sent stays: the proxy must be able to find the end of it.
    fn requeue_hello(&mut self) {
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

    /// Takes the hello of the server from the start of the data. Returns the rest.
    fn take_hello<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8]> {
        let missing = HELLO_BYTES - self.hello.len();
        if missing == 0 {
            return Ok(bytes);
        }
        let (head, rest) = bytes.split_at(missing.min(bytes.len()));
        self.hello.extend_from_slice(head);
        if let Ok(hello) = <&[u8; HELLO_BYTES]>::try_from(self.hello.as_slice()) {
            self.version = wire::agree(End::Client, Hello::decode(hello)?)?;
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
        assert_eq!(connection.receive(), Ok(Received::WouldBlock));
        for piece in bytes.chunks(5) {
            theirs.write_all(piece).unwrap();
            assert_eq!(connection.receive(), Ok(Received::LastBytes));
            while let Some(incoming) = connection.next().unwrap() {
                got.push(incoming);
            }
        }
        let message = Incoming::Message;
        assert_eq!(
            got,
            [message(ToClient::Exit(3)), message(ToClient::Suspend)]
        );
        drop(theirs);
        assert_eq!(connection.receive(), Ok(Received::Eof));
    }

    #[test]
    fn the_hello_precedes_the_first_message() {
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
    fn a_new_server_gets_no_message_for_the_old_one() {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let mut connection = Connection::new(ours);
        connection.send(&ToServer::Ack(1));
        connection.send(&ToServer::Ack(2));
        let whole = connection.out.len();
        // The first message and a byte of the second were sent.
        connection.sent = whole - 5;
        let hello = Hello::ours().encode();
        theirs.write_all(&hello).unwrap();
        theirs.write_all(&hello).unwrap();
        connection.receive().unwrap();
        assert_eq!(connection.next(), Ok(Some(Incoming::ServerReplaced)));
        assert_eq!(connection.next(), Ok(None));
        assert_eq!(connection.out.len(), whole + HELLO_BYTES);
        assert_eq!(connection.out[whole..], hello);
        connection.out.clear();
        connection.sent = 0;
        connection.send(&ToServer::Ack(3));
        theirs.write_all(&hello).unwrap();
        connection.receive().unwrap();
        assert_eq!(connection.next(), Ok(Some(Incoming::ServerReplaced)));
        assert_eq!(connection.out, hello);
    }

    #[test]
    fn another_protocol_is_refused() {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        theirs.write_all(b"HTTP/1.1 400 Bad Request\r\n").unwrap();
        assert!(Connection::new(ours).receive().is_err());
    }
}
