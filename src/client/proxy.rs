//! `mux proxy`: joins standard input and output to the server of this machine, for a client on
//! another one. When the server is replaced it finds the next one, so the way here need not be made
//! again. It passes messages on as they are but for the first, in which it says where the client is.
//!
//! The client learns of another server by its hello among the messages, and says its own again. What
//! it meant for a server that is gone is dropped: its n-th hello opens the n-th connection, and nothing
//! said before that reaches it.

use super::caller;
use crate::base::{Error, ErrorKind, Result};
use crate::sys::socket;
use crate::wire::{self, ClientInfo, MAX_TO_CLIENT, MAX_TO_SERVER, Pieces, ToClient, ToServer};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long the next server is waited for.
const PATIENCE: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(10);
const READ_BYTES: usize = 32 << 10;
/// No last word is longer, in bytes.
const LAST_WORD: usize = 4 << 10;
/// What frames a message, in bytes.
const HEAD: usize = 4;

/// The variable by which the client calls this machine.
pub const HOST: &str = "MUX_HOST";

/// The connection to the server of the moment.
#[derive(Debug)]
struct Door {
    stream: UnixStream,
    /// Which one it is; the first is 1.
    number: u64,
    /// What the client says at the start.
    hello: Vec<u8>,
}

/// Joins until one side ends; returns the exit status.
pub fn run(socket: &Path, stream: UnixStream) -> i32 {
    let Ok(reader) = stream.try_clone() else {
        return 1;
    };
    let door = Mutex::new(Door {
        stream,
        number: 1,
        hello: Vec::new(),
    });
    std::thread::scope(|scope| {
        scope.spawn(|| {
            up(&mut io::stdin().lock(), &door);
            // Nobody is there any more for whom the other thread could go on.
            std::process::exit(0);
        });
        let mut out = BufWriter::new(io::stdout().lock());
        std::process::exit(down(reader, &door, socket, &mut out))
    })
}

fn lock(door: &Mutex<Door>) -> MutexGuard<'_, Door> {
    door.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From the client to the server, until the client ends.
fn up(from: &mut impl Read, door: &Mutex<Door>) {
    let mut pieces = Pieces::default();
    let mut hellos = 0;
    let mut greeted = false;
    let mut buffer = [0; READ_BYTES];
    while let Some(bytes) = read(from, &mut buffer) {
        pieces.push(bytes);
        loop {
            // One that is too long is refused by the server, which says so.
            let Ok(piece) = pieces.take(MAX_TO_SERVER + HEAD) else {
                return;
            };
            let Some(piece) = piece else { break };
            let is_hello = wire::is_hello(piece);
            if is_hello {
                hellos += 1;
                if hellos > 1 {
                    // It was said when the connection was made.
                    greeted = true;
                    continue;
                }
                lock(door).hello = piece.to_vec();
            }
            let first = greeted && !is_hello;
            greeted = is_hello;
            let changed = first.then(|| introduced(piece)).flatten();
            deliver(changed.as_deref().unwrap_or(piece), hellos, door);
        }
    }
}

/// Gives a piece to the server if it is meant for the one of the moment.
fn deliver(piece: &[u8], hellos: u64, door: &Mutex<Door>) {
    let door = lock(door);
    let here = door.number == hellos;
    let stream = door.stream.try_clone();
    drop(door);
    if here && let Ok(mut stream) = stream {
        // A server that is gone is noticed where it is read.
        drop(stream.write_all(piece));
    }
}

/// A first message that says where the client is: here, with what ssh gave it.
fn introduced(piece: &[u8]) -> Option<Vec<u8>> {
    let message = wire::decode(piece.get(HEAD..)?).ok()?;
    let ToServer::Run {
        words,
        client: mut caller,
    } = message
    else {
        return None;
    };
    introduce(&mut caller);
    let mut out = Vec::new();
    wire::encode(
        &ToServer::Run {
            words,
            client: caller,
        },
        &mut out,
    );
    Some(out)
}

fn introduce(caller: &mut ClientInfo) {
    let here = caller::caller(false);
    let host = caller.env.iter().find(|(name, _)| name == HOST).cloned();
    caller.pid = here.pid;
    caller.cwd = here.cwd;
    caller.env = here.env;
    caller.env.retain(|(name, _)| name != HOST);
    caller.env.extend(host);
}

/// From the server to the client, until the conversation is over or nobody listens.
fn down(mut from: UnixStream, door: &Mutex<Door>, socket: &Path, to: &mut impl Write) -> i32 {
    loop {
        match pass(&mut from, to) {
            Passed::Over => return 0,
            Passed::Unheard => return 1,
            Passed::Broken => {}
        }
        let next = redial(socket).and_then(|next| {
            let reader = next.try_clone();
            reader
                .map(|reader| (next, reader))
                .map_err(|e| Error::system(e.to_string()))
        });
        let Ok((mut next, reader)) = next else {
            return 1;
        };
        from = reader;
        let mut door = lock(door);
        // A server that is gone again is noticed where it is read.
        drop(next.write_all(&door.hello));
        door.stream = next;
        door.number += 1;
    }
}

/// How passing on came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Passed {
    /// The server said its last word.
    Over,
    /// The server is gone without one.
    Broken,
    /// Nobody listens any more, or these are no messages.
    Unheard,
}

/// Passes on whole hellos and messages.
fn pass(from: &mut UnixStream, to: &mut impl Write) -> Passed {
    let mut pieces = Pieces::default();
    let mut buffer = [0; READ_BYTES];
    let mut last = Vec::new();
    while let Some(bytes) = read(from, &mut buffer) {
        pieces.push(bytes);
        loop {
            match pieces.take(MAX_TO_CLIENT + HEAD) {
                Ok(Some(piece)) if to.write_all(piece).is_err() => return Passed::Unheard,
                Ok(Some(piece)) => {
                    last.clear();
                    last.extend_from_slice(&piece[..piece.len().min(LAST_WORD)]);
                }
                Ok(None) => break,
                Err(_) => return Passed::Unheard,
            }
        }
        if to.flush().is_err() {
            return Passed::Unheard;
        }
    }
    match last.get(HEAD..).map(wire::decode) {
        Some(Ok(ToClient::Exit(_) | ToClient::Detached { .. })) => Passed::Over,
        _ => Passed::Broken,
    }
}

/// The next bytes; `None` at the end.
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

/// Connects to the next server, which someone else starts.
fn redial(socket: &Path) -> Result<UnixStream> {
    let end = Instant::now() + PATIENCE;
    loop {
        std::thread::sleep(PAUSE);
        match socket::connect(socket) {
            Err(e) if e.kind == ErrorKind::NotFound && Instant::now() < end => {}
            done => return done,
        }
    }
}
