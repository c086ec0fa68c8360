//! `mux proxy`: relays standard input and output to the local server, for a client on another host.
//! When the server is replaced the proxy connects to the next one, so the ssh login survives.
//!
//! Messages pass unread, except that the first one gets the working directory, environment and pid
//! of the proxy. The client notices the replacement by a second hello between two messages, and
//! answers with a hello of its own. Input that the client sent to a server that is gone must not
//! reach the next one: the client's n-th hello opens the n-th connection, and nothing before it is
//! delivered there.

use crate::base::ClientInfo;
use crate::base::client_info::{COMMAND, FORWARDS, HOST, UTF8};
use crate::base::{Error, ErrorKind, Result};
use crate::client::args::Args;
use crate::client::client_info;
use crate::sys::socket;
use crate::wire::{self, MAX_TO_CLIENT, MAX_TO_SERVER, Pieces, ToClient, ToServer};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long to wait for the next server.
const RECONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// The pause between two attempts to connect.
const PAUSE: Duration = Duration::from_millis(10);
const READ_BYTES: usize = 32 << 10;
/// How much of the last message is kept, in bytes: more than `Exit` and `Detached` ever take.
const MAX_LAST_MESSAGE: usize = 4 << 10;
/// The length prefix of a message, in bytes.
const HEAD: usize = 4;

/// The connection to the current server.
#[derive(Debug)]
struct ServerSide {
    stream: UnixStream,
    /// Counts the servers, from 1.
    number: u64,
    /// The client's hello, to be repeated to the next server.
    hello: Vec<u8>,
}

/// Relays until one side ends. Returns the exit status: 0 if the conversation was complete.
pub fn run(socket: &Path, stream: UnixStream) -> i32 {
    let Ok(reader) = stream.try_clone() else {
        return 1;
    };
    let server = Mutex::new(ServerSide {
        stream,
        number: 1,
        hello: Vec::new(),
    });
    std::thread::scope(|scope| {
        scope.spawn(|| {
            relay_to_server(&mut io::stdin().lock(), &server);
            // The client is gone, so the output of the other thread has no reader.
            std::process::exit(0);
        });
        let mut out = BufWriter::new(io::stdout().lock());
        std::process::exit(relay_to_client(reader, &server, socket, &mut out))
    })
}

fn lock(server: &Mutex<ServerSide>) -> MutexGuard<'_, ServerSide> {
    server.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Relays from the client to the server, until the client ends.
fn relay_to_server(from: &mut impl Read, server: &Mutex<ServerSide>) {
    let mut pieces = Pieces::default();
    let mut hellos = 0;
    let mut greeted = false;
    let mut buffer = [0; READ_BYTES];
    while let Some(bytes) = read(from, &mut buffer) {
        pieces.push(bytes);
        loop {
            // The server would refuse a longer message and end the connection.
            let Ok(piece) = pieces.take(MAX_TO_SERVER + HEAD) else {
                return;
            };
            let Some(piece) = piece else { break };
            let is_hello = wire::is_hello(piece);
            if is_hello {
                hellos += 1;
                if hellos > 1 {
                    // The server got the first hello when the proxy connected.
                    greeted = true;
                    continue;
                }
                lock(server).hello = piece.to_vec();
            }
            let first = greeted && !is_hello;
            greeted = is_hello;
            let changed = first.then(|| localized(piece)).flatten();
            deliver(changed.as_deref().unwrap_or(piece), hellos, server);
        }
    }
}

/// Sends a piece to the current server if it was meant for that one.
fn deliver(piece: &[u8], hellos: u64, server: &Mutex<ServerSide>) {
    let server = lock(server);
    let here = server.number == hellos;
    let stream = server.stream.try_clone();
    drop(server);
    if here && let Ok(mut stream) = stream {
        // The thread that reads notices a server that is gone.
        drop(stream.write_all(piece));
    }
}

/// The first message with the working directory and environment of this process, which ssh
/// started; `None` if it is another message.
fn localized(piece: &[u8]) -> Option<Vec<u8>> {
    let message = wire::decode(piece.get(HEAD..)?).ok()?;
    let ToServer::Run { words, mut client } = message else {
        return None;
    };
    localize(&mut client);
    let mut out = Vec::new();
    wire::encode(&ToServer::Run { words, client }, &mut out);
    Some(out)
}

fn localize(client: &mut ClientInfo) {
    let here = client_info::collect(false, &Args::default());
    let passed_on = [HOST, UTF8, COMMAND, FORWARDS];
    let of_client = |(name, _): &(String, String)| passed_on.contains(&name.as_str());
    let passed = client.env.iter().filter(|pair| of_client(pair));
    let mut passed: Vec<_> = passed.cloned().collect();
    client.pid = here.pid;
    client.cwd = here.cwd;
    client.env = here.env;
    client.env.retain(|pair| !of_client(pair));
    client.env.append(&mut passed);
}

/// Relays from the server to the client, until the conversation is complete or the client is gone.
fn relay_to_client(
    mut from: UnixStream,
    server: &Mutex<ServerSide>,
    socket: &Path,
    to: &mut impl Write,
) -> i32 {
    loop {
        match relay(&mut from, to) {
            Relayed::Finished => return 0,
            Relayed::ClientGone => return 1,
            Relayed::ServerLost => {}
        }
        let next = reconnect(socket).and_then(|next| {
            let reader = next.try_clone();
            reader
                .map(|reader| (next, reader))
                .map_err(|e| Error::system(e.to_string()))
        });
        let Ok((mut next, reader)) = next else {
            return 1;
        };
        from = reader;
        let mut server = lock(server);
        // The next read notices a server that is gone again.
        drop(next.write_all(&server.hello));
        server.stream = next;
        server.number += 1;
    }
}

/// Why relaying from one server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relayed {
    /// The server sent the last message of the conversation.
    Finished,
    /// The server is gone without that.
    ServerLost,
    /// The client is gone, or the server sent something else than messages.
    ClientGone,
}

/// Relays whole hellos and messages.
fn relay(from: &mut UnixStream, to: &mut impl Write) -> Relayed {
    let mut pieces = Pieces::default();
    let mut buffer = [0; READ_BYTES];
    let mut last = Vec::new();
    while let Some(bytes) = read(from, &mut buffer) {
        pieces.push(bytes);
        loop {
            match pieces.take(MAX_TO_CLIENT + HEAD) {
                Ok(Some(piece)) if to.write_all(piece).is_err() => return Relayed::ClientGone,
                Ok(Some(piece)) => {
                    last.clear();
                    last.extend_from_slice(&piece[..piece.len().min(MAX_LAST_MESSAGE)]);
                }
                Ok(None) => break,
                Err(_) => return Relayed::ClientGone,
            }
        }
        if to.flush().is_err() {
            return Relayed::ClientGone;
        }
    }
    match last.get(HEAD..).map(wire::decode) {
        Some(Ok(ToClient::Exit(_) | ToClient::Detached { .. })) => Relayed::Finished,
        _ => Relayed::ServerLost,
    }
}

/// Reads once; `None` at the end.
fn read<'a>(from: &mut impl Read, buffer: &'a mut [u8]) -> Option<&'a [u8]> {
    loop {
        match from.read(buffer) {
            Ok(0) => return None,
            Ok(n) => return Some(&buffer[..n]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
}

/// Connects to the next server, which the keeper starts.
///
/// # Errors
/// If none listens within 3 s.
fn reconnect(socket: &Path) -> Result<UnixStream> {
    let end = Instant::now() + RECONNECT_TIMEOUT;
    loop {
        std::thread::sleep(PAUSE);
        match socket::connect(socket) {
            Err(e) if e.kind == ErrorKind::NotFound && Instant::now() < end => {}
            done => return done,
        }
    }
}
