//! Commands for scripts that are asked again after the death of the server. The server knows a
//! request by the number that its client chose, so nothing is typed twice, and a wait continues
//! where it began.

use super::connection::Connection;
use super::one_shot::{self, Ending, Streams};
use super::program::CommandTable;
use crate::base::{ClientInfo, Error, Result};
use crate::sys::socket;
use crate::wire::ToServer;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long to wait for the next server.
const NEXT_SERVER: Duration = Duration::from_secs(10);

/// The time between two attempts to reach it.
const PAUSE: Duration = Duration::from_millis(5);

/// How many servers may die during one request.
const MOST_SERVERS: u32 = 1000;

/// The words of a request, with its number; `None` if the command is none. The text `-` of `submit`
/// is replaced by standard input, which can be read only once.
pub fn words(words: &[String], commands: CommandTable) -> Option<Vec<String>> {
    if !(commands.takes_request)(words) {
        return None;
    }
    let number = RandomState::new().build_hasher().finish() >> 1;
    let mut words = words.to_vec();
    let types = (commands.name)(&words) == Some("submit");
    let place = words.iter().position(|word| word == "-" && types);
    if let Some(word) = place.and_then(|place| words.get_mut(place)) {
        let mut input = Vec::new();
        // An unreadable standard input counts as empty, as everywhere.
        drop(io::stdin().lock().read_to_end(&mut input));
        *word = format!("--stdin={}", String::from_utf8_lossy(&input));
    }
    words.insert(1, format!("--request={number}"));
    Some(words)
}

/// Runs a request on the server behind `connection`, and on the next ones at the socket if it dies.
/// Returns the exit status.
///
/// # Errors
/// If no server follows.
pub fn run(
    words: &[String],
    client: &ClientInfo,
    socket: &Path,
    connection: Connection,
) -> Result<i32> {
    let mut connection = connection;
    for _ in 0..MOST_SERVERS {
        connection.send(&ToServer::Run {
            words: words.to_vec(),
            client: Box::new(client.clone()),
        });
        let streams = Streams {
            input: None::<io::Stdin>,
            out: Held(Vec::new()),
            err: io::stderr(),
            write_error: None,
            sending: false,
        };
        match one_shot::run(&mut connection, streams) {
            Ok(Ending::Exit(status)) => return Ok(i32::from(status)),
            // No command for scripts attaches.
            Ok(Ending::Attached(_)) => return Ok(1),
            Err(_) => connection = next(socket)?,
        }
    }
    Err(lost())
}

fn lost() -> Error {
    Error::system("server exited unexpectedly")
}

/// Connects to the next server.
fn next(path: &Path) -> Result<Connection> {
    let end = Instant::now() + NEXT_SERVER;
    loop {
        match socket::connect(path) {
            Ok(stream) => return Ok(Connection::new(stream)),
            Err(_) if Instant::now() < end => std::thread::sleep(PAUSE),
            Err(_) => return Err(lost()),
        }
    }
}

/// Standard output that is written when the command has ended: the next server prints it again.
struct Held(Vec<u8>);

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(&std::mem::take(&mut self.0))?;
        out.flush()
    }
}
