//! The outgoing stream of a control client: answers and notifications of the world, the output of
//! panes, and messages of the protocol, in one order.
//!
//! A client that does not read costs bounded memory. With `pause-after`, a pane whose output is too
//! old is paused and its unsent output dropped. Without, the readers of its panes wait, and a
//! client that has not made room for [`MAX_AGE`] is ended, as in tmux.

use crate::base::PaneId;
use crate::base::sorted::{SortedMap, SortedSet};
use crate::server::lock::lock;
use crate::wire::{self, ToClient};
use std::collections::VecDeque;
use std::sync::Mutex;
use tokio::sync::Notify;
use tokio::time::{Duration, Instant};

/// Unsent bytes above which the readers of panes wait.
const FULL: usize = 1 << 20;

/// Unsent bytes at which a client is ended if its panes cannot wait, because a terminal shows them.
const MAX_UNSENT: usize = 32 << 20;

/// How long a client may leave no room before it is ended.
const MAX_AGE: Duration = Duration::from_secs(300);

/// Bytes of output in one line at most, before escaping.
const LINE: usize = 16 << 10;

/// One piece of the stream.
#[derive(Debug)]
enum Chunk {
    /// Complete lines.
    Text(Vec<u8>),
    /// Output of a pane, not escaped, and the position after it.
    Output(PaneId, Instant, Vec<u8>, u64),
    /// The position in the output of a pane at which its output begins.
    Position(PaneId, u64),
    /// An encoded message of the protocol.
    Message(Vec<u8>),
}

/// The outcome of [`ControlStream::push_output`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// The output is queued, or is not for this client.
    Queued,
    /// The pane is paused now: the world is to be told.
    Paused,
    /// The client is too far behind: it is to be ended.
    TooFarBehind,
}

#[derive(Debug, Default)]
struct State {
    chunks: VecDeque<Chunk>,
    /// Unsent bytes.
    bytes: usize,
    /// Panes that are paused.
    paused: SortedSet<PaneId>,
    pause_after: Option<Duration>,
    /// When the stream became full.
    full_since: Option<Instant>,
    /// The client was ended: nothing more is queued.
    ended: bool,
}

/// The stream of a control client.
#[derive(Debug, Default)]
pub struct ControlStream {
    state: Mutex<State>,
    room: Notify,
}

impl ControlStream {
    /// Queues complete lines.
    pub fn push_text(&self, text: Vec<u8>) {
        self.push(Chunk::Text(text));
    }

    /// Queues a message of the protocol.
    pub fn push_message(&self, message: &ToClient) {
        let mut bytes = Vec::new();
        wire::encode(message, &mut bytes);
        self.push(Chunk::Message(bytes));
    }

    /// Queues the position in the output of a pane at which its output begins.
    pub fn push_position(&self, pane: PaneId, position: u64) {
        self.push(Chunk::Position(pane, position));
    }

    fn push(&self, chunk: Chunk) {
        let mut state = lock(&self.state);
        state.bytes += chunk.len();
        state.chunks.push_back(chunk);
    }

    /// Queues output of a pane and the position after it, read at `now`. `can_wait`: its reader
    /// waits while the stream is full.
    pub fn push_output(
        &self,
        pane: PaneId,
        (bytes, end): (&[u8], u64),
        can_wait: bool,
        now: Instant,
    ) -> Pushed {
        let mut state = lock(&self.state);
        if state.ended || state.paused.contains(&pane) {
            return Pushed::Queued;
        }
        if state
            .pause_after
            .is_some_and(|limit| state.has_output_of_age(pane, limit, now))
        {
            state.drop_output(pane);
            state.paused.insert(pane);
            let line = format!("%pause {pane}\n").into_bytes();
            state.bytes += line.len();
            state.chunks.push_back(Chunk::Text(line));
            return Pushed::Paused;
        }
        let full_since = state.full_since;
        if (!can_wait && state.bytes > MAX_UNSENT)
            || full_since.is_some_and(|since| now - since >= MAX_AGE)
        {
            state.end();
            return Pushed::TooFarBehind;
        }
        let mut left = bytes.len();
        for piece in bytes.chunks(LINE) {
            state.bytes += piece.len();
            left -= piece.len();
            let after = end.saturating_sub(left as u64);
            state
                .chunks
                .push_back(Chunk::Output(pane, now, piece.to_vec(), after));
        }
        if state.bytes > FULL && state.full_since.is_none() {
            state.full_since = Some(now);
        }
        Pushed::Queued
    }

    /// Stops sending the output of a pane and drops what is not sent, or goes on with new output.
    pub fn pause(&self, pane: PaneId, stop: bool) {
        let mut state = lock(&self.state);
        if stop {
            state.drop_output(pane);
            state.paused.insert(pane);
        } else {
            state.paused.remove(&pane);
        }
    }

    /// Sets the age of unsent output at which a pane is paused.
    pub fn set_pause_after(&self, limit: Option<Duration>) {
        lock(&self.state).pause_after = limit;
    }

    /// Whether the readers of panes wait.
    pub fn is_full(&self) -> bool {
        let state = lock(&self.state);
        !state.ended && state.pause_after.is_none() && state.bytes > FULL
    }

    /// Waits until the stream has room, or until the client has to be ended.
    pub async fn has_room(&self) {
        let until = lock(&self.state).full_since.map(|since| since + MAX_AGE);
        match until {
            Some(until) => {
                // Timeout: the next output ends the client.
                let _ = tokio::time::timeout_at(until, self.room.notified()).await;
            }
            None => self.room.notified().await,
        }
    }

    /// Whether nothing is unsent.
    pub fn is_empty(&self) -> bool {
        lock(&self.state).chunks.is_empty()
    }

    /// Takes about `budget` bytes of the stream as encoded messages, with the positions in the
    /// output of panes if the client knows them.
    pub fn take(&self, budget: usize, with_positions: bool) -> Vec<u8> {
        let mut state = lock(&self.state);
        let (mut out, mut text) = (Vec::new(), Vec::new());
        let aged = state.pause_after.is_some();
        let mut positions = SortedMap::new();
        while out.len() + text.len() < budget
            && let Some(chunk) = state.chunks.pop_front()
        {
            state.bytes -= chunk.len();
            match chunk {
                Chunk::Text(lines) => text.extend(lines),
                Chunk::Position(pane, at) => {
                    positions.insert(pane, at);
                }
                Chunk::Output(pane, at, bytes, end) => {
                    positions.insert(pane, end);
                    let age = aged.then(|| at.elapsed().as_millis());
                    write_output(pane, age, &bytes, &mut text);
                }
                Chunk::Message(message) => {
                    flush(&mut text, &mut positions, with_positions, &mut out);
                    out.extend(message);
                }
            }
        }
        flush(&mut text, &mut positions, with_positions, &mut out);
        if state.bytes <= FULL / 2 {
            state.full_since = None;
            drop(state);
            self.room.notify_waiters();
        }
        out
    }
}

impl State {
    /// Whether the oldest unsent output of a pane was read before `now` and is at least `limit`
    /// old.
    fn has_output_of_age(&self, pane: PaneId, limit: Duration, now: Instant) -> bool {
        let oldest = self.chunks.iter().find_map(|chunk| match chunk {
            Chunk::Output(of, at, ..) if *of == pane => Some(*at),
            Chunk::Text(_) | Chunk::Output(..) | Chunk::Position(..) | Chunk::Message(_) => None,
        });
        oldest.is_some_and(|oldest| oldest != now && now - oldest >= limit)
    }

    fn drop_output(&mut self, pane: PaneId) {
        self.chunks
            .retain(|chunk| !matches!(chunk, Chunk::Output(of, ..) if *of == pane));
        self.bytes = self.chunks.iter().map(Chunk::len).sum();
    }

    fn end(&mut self) {
        self.ended = true;
        self.chunks
            .retain(|chunk| matches!(chunk, Chunk::Message(_)));
        self.bytes = self.chunks.iter().map(Chunk::len).sum();
    }
}

impl Chunk {
    const fn len(&self) -> usize {
        match self {
            Self::Text(bytes) | Self::Output(_, _, bytes, _) | Self::Message(bytes) => bytes.len(),
            Self::Position(..) => 0,
        }
    }
}

/// Encodes the lines so far. A position goes with its output in one message, so that a client never
/// has one without the other.
fn flush(
    text: &mut Vec<u8>,
    positions: &mut SortedMap<PaneId, u64>,
    with_positions: bool,
    out: &mut Vec<u8>,
) {
    let (text, positions) = (std::mem::take(text), std::mem::take(positions));
    if with_positions && !positions.is_empty() {
        let positions = positions.into_iter().collect();
        wire::encode(&ToClient::Output(text, positions), out);
    } else if !text.is_empty() {
        wire::encode(&ToClient::Stdout(text), out);
    }
}

/// Writes `%output`, or `%extended-output` with the age in milliseconds. Bytes below a space and
/// the backslash are written as three octal digits (tmux(1), CONTROL MODE).
fn write_output(pane: PaneId, age: Option<u128>, bytes: &[u8], out: &mut Vec<u8>) {
    let head = match age {
        Some(age) => format!("%extended-output {pane} {age} : "),
        None => format!("%output {pane} "),
    };
    out.extend_from_slice(head.as_bytes());
    for byte in bytes {
        if *byte < b' ' || *byte == b'\\' {
            let digit = |shift: u8| b'0' + (byte >> shift & 7);
            out.extend_from_slice(&[b'\\', digit(6), digit(3), digit(0)]);
        } else {
            out.push(*byte);
        }
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Framer;

    fn text(bytes: &[u8]) -> String {
        let mut framer = Framer::new(1 << 24);
        framer.push(bytes);
        let mut text = Vec::new();
        while let Some(message) = framer.take::<ToClient>().unwrap() {
            match message {
                ToClient::Stdout(bytes) => text.extend(bytes),
                other => text.extend(format!("<{other:?}>").into_bytes()),
            }
        }
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn output_is_escaped_and_keeps_its_place_between_lines() {
        let stream = ControlStream::default();
        stream.push_text(b"%begin\n".to_vec());
        stream.push_output(
            PaneId(1),
            ("a\\\r\n\u{1b}é\u{7f}".as_bytes(), 9),
            true,
            Instant::now(),
        );
        stream.push_message(&ToClient::Exit(0));
        let got = text(&stream.take(1 << 20, false));
        assert_eq!(
            got,
            "%begin\n%output %1 a\\134\\015\\012\\033é\u{7f}\n<Exit(0)>"
        );
        assert!(stream.is_empty());
    }

    #[test]
    fn positions_go_with_the_output_in_one_message() {
        let stream = ControlStream::default();
        let (now, long) = (Instant::now(), vec![b'x'; LINE + 2]);
        stream.push_position(PaneId(2), 7);
        stream.push_output(PaneId(1), (&long, 100_000), true, now);
        let first = stream.take(LINE, true);
        let rest = stream.take(1 << 20, true);
        let message = |bytes: &[u8]| {
            let mut framer = Framer::new(1 << 24);
            framer.push(bytes);
            framer.take::<ToClient>().unwrap().unwrap()
        };
        let ToClient::Output(text, positions) = message(&first) else {
            panic!("{first:?}");
        };
        assert_eq!(text.len(), "%output %1 \n".len() + LINE);
        assert_eq!(positions, [(PaneId(1), 99_998), (PaneId(2), 7)]);
        let wanted = ToClient::Output(b"%output %1 xx\n".to_vec(), vec![(PaneId(1), 100_000)]);
        assert_eq!(message(&rest), wanted);
    }

    #[test]
    fn old_output_pauses_its_pane_alone() {
        let now = Instant::now();
        let stream = ControlStream::default();
        stream.set_pause_after(Some(Duration::from_secs(2)));
        assert_eq!(
            stream.push_output(PaneId(1), (b"one", 0), true, now),
            Pushed::Queued
        );
        let later = now + Duration::from_secs(3);
        assert_eq!(
            stream.push_output(PaneId(2), (b"two", 0), true, later),
            Pushed::Queued
        );
        assert_eq!(
            stream.push_output(PaneId(1), (b"more", 0), true, later),
            Pushed::Paused
        );
        assert_eq!(
            stream.push_output(PaneId(1), (b"lost", 0), true, later),
            Pushed::Queued
        );
        let got = text(&stream.take(1 << 20, false));
        assert_eq!(got, "%extended-output %2 0 : two\n%pause %1\n");
        stream.pause(PaneId(1), false);
        stream.push_output(PaneId(1), (b"again", 0), true, later);
        assert_eq!(
            text(&stream.take(1 << 20, false)),
            "%extended-output %1 0 : again\n"
        );
    }

    #[test]
    fn a_client_that_does_not_read_is_ended() {
        let now = Instant::now();
        let stream = ControlStream::default();
        let piece = vec![b'x'; FULL];
        stream.push_output(PaneId(1), (&piece, 0), true, now);
        assert!(!stream.is_full());
        stream.push_output(PaneId(1), (b"x", 0), true, now);
        assert!(stream.is_full());
        let later = now + MAX_AGE;
        assert_eq!(
            stream.push_output(PaneId(1), (b"x", 0), true, later),
            Pushed::TooFarBehind
        );
        assert!(stream.is_empty() && !stream.is_full());
        // A pane that a terminal shows does not wait, so the limit is a size.
        let stream = ControlStream::default();
        let mut pushed = (0..40).map(|_| stream.push_output(PaneId(1), (&piece, 0), false, later));
        assert!(pushed.any(|p| p == Pushed::TooFarBehind));
    }
}
