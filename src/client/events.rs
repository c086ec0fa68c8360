//! `mux events`: asks for the events after the last one again and again, also the next server.
//! The server keeps a bounded number of events, so a slow reader costs it nothing.

use super::connection::Connection;
use super::one_shot::{self, Ending, Streams};
use crate::base::{ClientInfo, Error, ErrorKind, Result};
use crate::sys::poll::{Interest, wait};
use crate::wire::ToServer;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd as _;
use std::time::Duration;

/// How often the client tries to reach a server before it gives up, and the pause between.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(100);

/// Whether the words ask for all events from now on.
pub fn is_wanted(words: &[String], name: Option<&str>) -> bool {
    name == Some("events")
        && !words
            .iter()
            .any(|word| word == "--once" || word.ends_with(';'))
}

/// Prints events until an error, or until the reader of standard output is gone. Returns the exit
/// status.
///
/// # Errors
/// If there is no server, or it is gone and none replaces it.
pub fn follow(
    words: &[String],
    client: &ClientInfo,
    first: Connection,
    mut connect: impl FnMut() -> Result<Connection>,
) -> Result<i32> {
    end_with_the_reader();
    let mut lines = Lines::new(io::stdout());
    let mut connection = first;
    let mut failures = 0;
    loop {
        let mut asked = words.to_vec();
        asked.push("--follow".to_owned());
        if let Some(number) = lines.last {
            asked.extend(["--since".to_owned(), number.to_string()]);
        }
        connection.send(&ToServer::Run {
            words: asked,
            client: Box::new(client.clone()),
        });
        let streams = Streams {
            input: None::<File>,
            out: &mut lines,
            err: io::stderr(),
            write_error: None,
            sending: false,
        };
        match one_shot::run(&mut connection, streams) {
            Ok(Ending::Exit(0)) => failures = 0,
            Ok(Ending::Exit(status)) => return Ok(i32::from(status)),
            Ok(Ending::Attached(_)) => return Err(Error::protocol("unexpected attachment")),
            Err(error) if failures >= TRIES => return Err(error),
            Err(_) => {
                failures += 1;
                std::thread::sleep(PAUSE);
            }
        }
        lines.drop_partial();
        if lines.closed {
            return Ok(0);
        }
        connection = loop {
            match connect() {
                Ok(connection) => break connection,
                // A server that was killed is replaced at once, and has a socket again by then.
                Err(error)
                    if failures >= TRIES || error.kind == ErrorKind::NotFound && failures > 20 =>
                {
                    return Err(error);
                }
                Err(_) => {
                    failures += 1;
                    std::thread::sleep(PAUSE);
                }
            }
        };
    }
}

/// Ends the process when the reader of standard output is gone, also while no event comes: else
/// `mux events | head -n 1` would last until the second event. A terminal or a file is ready at
/// once, and is not watched.
fn end_with_the_reader() {
    std::thread::spawn(|| {
        let out = io::stdout();
        loop {
            let Ok(ready) = wait(&[(out.as_fd(), Interest::Read)], None) else {
                return;
            };
            if ready.iter().any(|ready| ready.hangup) {
                std::process::exit(0);
            }
            if ready.iter().any(|ready| ready.read) {
                return;
            }
        }
    });
}

/// Complete lines for standard output, and the number of the last one.
struct Lines<W> {
    out: W,
    partial: Vec<u8>,
    last: Option<u64>,
    closed: bool,
}

impl<W: Write> Lines<W> {
    const fn new(out: W) -> Self {
        Self {
            out,
            partial: Vec::new(),
            last: None,
            closed: false,
        }
    }

    /// Drops a line that a server did not send to its end: the next one sends the event again.
    fn drop_partial(&mut self) {
        self.partial.clear();
    }
}

impl<W: Write> Write for &mut Lines<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.partial.extend_from_slice(bytes);
        let Some(end) = self.partial.iter().rposition(|byte| *byte == b'\n') else {
            return Ok(bytes.len());
        };
        let complete: Vec<u8> = self.partial.drain(..=end).collect();
        let text = String::from_utf8_lossy(&complete);
        self.last = text.lines().filter_map(number_of).next_back().or(self.last);
        let written = self
            .out
            .write_all(&complete)
            .and_then(|()| self.out.flush());
        self.closed |= written.is_err();
        written.map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The number of an event: each line begins with it.
fn number_of(line: &str) -> Option<u64> {
    let rest = line.strip_prefix("{\"seq\":")?;
    rest.split(',').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_complete_lines_are_printed_and_count() {
        let mut lines = Lines::new(Vec::new());
        let mut to = &mut lines;
        to.write_all(b"{\"seq\":7,\"event\":\"a\"}\n{\"seq\":8,")
            .unwrap();
        assert_eq!(lines.last, Some(7));
        lines.drop_partial();
        let mut to = &mut lines;
        to.write_all(b"{\"seq\":8,\"event\":\"b\"}").unwrap();
        to.write_all(b"\n").unwrap();
        assert_eq!(lines.last, Some(8));
        let wanted = "{\"seq\":7,\"event\":\"a\"}\n{\"seq\":8,\"event\":\"b\"}\n";
        assert_eq!(String::from_utf8(lines.out).unwrap(), wanted);
    }

    #[test]
    fn a_single_answer_is_not_followed() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(is_wanted(&words("events --json"), Some("events")));
        assert!(!is_wanted(&words("events --once"), Some("events")));
        assert!(!is_wanted(&words("events ; ls"), Some("events")));
        assert!(!is_wanted(&words("ls"), Some("list-sessions")));
    }
}
