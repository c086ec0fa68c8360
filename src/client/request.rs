//! Commands for scripts that are asked again after the death of the server, or after a lost link to
//! another host. The server knows a request by the number that its client chose, so nothing is
//! typed twice, and a wait continues where it began.

use super::connection::Connection;
use super::one_shot::{self, Ending, Outcome, Streams};
use super::program::CommandTable;
use crate::base::{ClientInfo, Error, Result};
use crate::lang::time::{USUAL_WAIT_MS, duration_ms};
use crate::wire::ToServer;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

/// How long to wait for the next server.
const NEXT_SERVER: Duration = Duration::from_secs(10);

/// The time between two attempts to reach it.
const PAUSE: Duration = Duration::from_millis(5);

/// The first and the longest time between two attempts to reach another host.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// How long a request without an end waits for another host.
const LONGEST_LOSS: Duration = Duration::from_secs(24 * 60 * 60);

/// How much longer than its time a request waits for another host: the server answers when the time
/// is over.
const GRACE: Duration = Duration::from_secs(5);

/// The exit status of a request whose time is over, as that of timeout(1).
const TIME_OVER: u8 = 124;

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

/// Runs a request on the server behind `connection`. If it dies, or the link to `host` fails, asks
/// again over a new connection.
///
/// # Errors
/// If no server follows, or the host is not reached again within the time of the request.
pub fn run(
    words: &[String],
    client: &ClientInfo,
    connection: Connection,
    mut connect: impl FnMut() -> Result<Connection>,
    host: Option<&str>,
) -> Result<Outcome> {
    let mut connection = connection;
    let mut answered = false;
    let mut dial = Dial::new(host, limit(words));
    for _ in 0..MOST_SERVERS {
        if host.is_some() {
            connection.notice_silence()?;
        }
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
            Ok(Ending::Exit(status)) => return Ok(Outcome::Done(i32::from(status))),
            // No command for scripts attaches.
            Ok(Ending::Attached(_)) => return Ok(Outcome::Done(1)),
            Err(_) => {}
        }
        if connection.has_hello() {
            answered = true;
            dial.connected();
        }
        if !answered && host.is_some() {
            return Ok(Outcome::NeverAnswered(connection));
        }
        // The proxy on the host may have found the next server already.
        if !connection.take_replaced() {
            connection = dial.next(&mut connect)?;
        }
    }
    Err(lost())
}

/// The error of a request whose server is gone.
pub fn lost() -> Error {
    Error::system("server exited unexpectedly")
}

/// The time that the words of a request allow; `None`: without end.
fn limit(words: &[String]) -> Option<Duration> {
    let mut own = words.iter().take_while(|word| *word != "--");
    let mut given = None;
    while let Some(word) = own.next() {
        if let Some(value) = word.strip_prefix("--timeout=") {
            given = Some(value);
        } else if word == "--timeout" {
            given = own.next().map(String::as_str);
        }
    }
    match given {
        Some("none") => None,
        given => {
            let given = given.and_then(duration_ms);
            Some(Duration::from_millis(given.unwrap_or(USUAL_WAIT_MS)))
        }
    }
}

/// The attempts to reach the next server.
struct Dial<'a> {
    host: Option<&'a str>,
    /// When a request to another host ends without an answer.
    until: Option<Instant>,
    /// The pause before the next attempt to reach a host.
    pause: Duration,
}

impl<'a> Dial<'a> {
    fn new(host: Option<&'a str>, limit: Option<Duration>) -> Self {
        Self {
            host,
            until: limit.and_then(|limit| Instant::now().checked_add(limit + GRACE)),
            pause: Duration::ZERO,
        }
    }

    /// A server answered.
    const fn connected(&mut self) {
        self.pause = Duration::ZERO;
    }

    /// Connects to the next server.
    fn next(&mut self, connect: &mut impl FnMut() -> Result<Connection>) -> Result<Connection> {
        let Some(host) = self.host else {
            return next_local(connect);
        };
        // The server keeps a request without an end for a day.
        let longest = Instant::now().checked_add(LONGEST_LOSS);
        let until = self.until.or(longest);
        loop {
            let now = Instant::now();
            if until.is_some_and(|until| now + self.pause >= until) {
                let time = match self.until {
                    Some(_) => "within the time of the command",
                    None => "for a day",
                };
                let message = format!("no connection to {host} {time}");
                return Err(Error::coded(TIME_OVER, "timeout", message));
            }
            std::thread::sleep(self.pause);
            self.pause = (self.pause * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
            if let Ok(connection) = connect() {
                return Ok(connection);
            }
        }
    }
}

/// Connects to the next server of this machine.
fn next_local(connect: &mut impl FnMut() -> Result<Connection>) -> Result<Connection> {
    let end = Instant::now() + NEXT_SERVER;
    loop {
        match connect() {
            Ok(connection) => return Ok(connection),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_request_is_that_of_its_words() {
        let limit_of = |text: &str| {
            let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            limit(&words).map(|limit| limit.as_secs())
        };
        assert_eq!(limit_of("await --prompt"), Some(30));
        assert_eq!(limit_of("await --timeout 2m --prompt"), Some(120));
        assert_eq!(limit_of("exec --timeout=5s -- sleep --timeout=9s"), Some(5));
        assert_eq!(limit_of("submit --timeout none x"), None);
    }
}
