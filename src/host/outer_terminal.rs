//! Asks the terminal of `mux doctor` for its capabilities.

use crate::sys::poll::{Interest, wait};
use crate::sys::terminal::{self, RawMode};
use crate::tty::decoder::{Decoder, InputEvent};
use crate::tty::{Caps, TerminalReply};
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::time::{Duration, Instant};

/// How long the terminal may take to reply.
const TIMEOUT: Duration = Duration::from_millis(500);

/// Sends the queries of an attached client to the terminal of standard output, and refines `caps`
/// by its replies. Returns whether it replied to the last query in time. Keys typed meanwhile are
/// lost.
pub fn ask(caps: &mut Caps) -> bool {
    let queries = caps.queries();
    if queries.is_empty() || !terminal::is_terminal(io::stdout().as_fd()) {
        return false;
    }
    let Ok(mut tty) = terminal::open().map(File::from) else {
        return false;
    };
    let raw = RawMode::enter(tty.as_fd());
    if raw.is_err() || tty.write_all(queries).is_err() {
        return false;
    }
    let mut replies = Replies::default();
    let end = Instant::now() + TIMEOUT;
    let mut piece = [0; 1024];
    while !replies.complete {
        let left = end.saturating_duration_since(Instant::now());
        let ready = wait(&[(tty.as_fd(), Interest::Read)], Some(left)).unwrap_or_default();
        if left.is_zero() || !ready.first().is_some_and(|ready| ready.read) {
            break;
        }
        match tty.read(&mut piece) {
            Ok(read @ 1..) => replies.take(&piece[..read], caps),
            Ok(0) | Err(_) => break,
        }
    }
    replies.complete
}

/// The replies so far.
struct Replies {
    decoder: Decoder,
    /// The reply to the last query (DA1) is among them.
    complete: bool,
}

impl Default for Replies {
    fn default() -> Self {
        Self {
            decoder: Decoder::new(0),
            complete: false,
        }
    }
}

impl Replies {
    fn take(&mut self, bytes: &[u8], caps: &mut Caps) {
        let mut events = Vec::new();
        self.decoder.feed(bytes, 0, &mut events);
        for event in events {
            if let InputEvent::Reply(reply) = event {
                self.complete |= matches!(reply, TerminalReply::PrimaryAttributes(_));
                caps.refine(&reply);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_attributes_of_a_terminal_say_whether_it_takes_the_clipboard() {
        for (replies, complete, clipboard) in [
            (&[&b"\x1b[?62;22;52c"[..]][..], true, true),
            (&[b"\x1bP>|some", b"thing 1\x1b\\\x1b[?62;22c"], true, false),
            (&[b"x\x1b[?2026;2$y"], false, false),
        ] {
            let mut caps = Caps::from_env(|name| (name == "TERM").then(|| "linux".to_owned()));
            assert!(!caps.clipboard);
            let mut asked = Replies::default();
            for piece in replies {
                asked.take(piece, &mut caps);
            }
            assert_eq!((asked.complete, caps.clipboard), (complete, clipboard));
        }
    }
}
