//! A connected client: its outgoing messages, and whether its picture is out of date. It does no
//! I/O.

use crate::base::sorted::SortedMap;
use crate::base::{ClientId, PaneId, raw_bytes};
use crate::model::Input;
use crate::server::client::control_stream::ControlStream;
use crate::server::lock::lock;
use crate::wire::{self, ToClient, since};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use tokio::sync::Notify;
use tokio::time::{Duration, Instant};

/// For how long after input the pane that received it is drawn without pacing.
const ECHO_TIME: Duration = Duration::from_millis(100);

/// Bytes of unsent messages above which optional messages (clipboard, notifications) are dropped.
const MAX_UNSENT: usize = 16 << 20;

/// Bytes of standard input that are kept; the rest is dropped.
const MAX_STDIN: usize = 64 << 20;

/// Bytes of the stream of a control client that are written at a time.
const CONTROL_PIECE: usize = 256 << 10;

/// How long an acknowledgement of input waits for a frame or a message that it can go with. The
/// echo of a key usually follows at once; alone, the acknowledgement costs client and server a
/// wake-up each.
const ACK_DELAY: Duration = Duration::from_millis(50);

/// Stands for no pane.
const NO_PANE: u32 = u32::MAX;

/// How soon a client needs the next frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Not at all.
    None,
    /// At the pace of the display ([`super::client_writer`]).
    Paced,
    /// At once: it shows the result of input.
    Now,
}

impl Urgency {
    const fn of(level: u8) -> Self {
        match level {
            0 => Self::None,
            1 => Self::Paced,
            _ => Self::Now,
        }
    }
}

/// What the next frame brings besides changed rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Redraw {
    /// The scene is out of date.
    pub scene: bool,
    /// Every row is sent again.
    pub all: bool,
    /// The bell rings.
    pub bell: bool,
}

impl Redraw {
    /// Why a frame is built, for the log.
    pub const fn reason(self) -> &'static str {
        match self {
            Self { all: true, .. } => "full redraw",
            Self { scene: true, .. } => "scene changed",
            Self { bell: true, .. } => "bell",
            Self { .. } => "pane output",
        }
    }
}

/// What is not sent yet.
#[derive(Debug, Default)]
struct Outbox {
    /// Encoded messages.
    bytes: Vec<u8>,
    /// The acknowledgement of input that is not sent yet: how many keys and pastes were taken, and
    /// when it is sent at the latest.
    taken: Option<(u64, Instant)>,
    /// For the next frame.
    redraw: Redraw,
    /// The connection ends after `bytes`.
    last: bool,
}

impl Outbox {
    fn take_ack(&mut self) -> Option<ToClient> {
        let (taken, _) = self.taken.take()?;
        Some(ToClient::Taken(taken))
    }
}

/// The line that each pane's program was writing to: pane, era of its screen, line number.
pub type LinePositions = Vec<(PaneId, u32, u64)>;

/// Up to which lines the terminal of a client shows its panes.
#[derive(Debug, Default)]
struct ShownLines {
    /// With the frames that are not acknowledged yet, and their numbers.
    unacknowledged: VecDeque<(u64, LinePositions)>,
    /// With the last acknowledged frame.
    acknowledged: LinePositions,
}

/// The use of a client's standard input, with the number of the request.
#[derive(Debug)]
pub enum StdinUse {
    /// Collect all bytes, at most [`MAX_STDIN`].
    Collect(u64, Vec<u8>),
    /// Pass each piece on. The client waits while the server does not read its messages.
    Stream(u64),
}

/// A connected client.
#[derive(Debug)]
pub struct Client {
    /// The id of the connection.
    pub id: ClientId,
    /// Wakes the writer.
    pub wake: Notify,
    outbox: Mutex<Outbox>,
    urgency: AtomicU8,
    acknowledged: AtomicU64,
    /// The writer waits for an acknowledgement.
    awaits_ack: AtomicBool,
    input_pane: AtomicU32,
    /// When `input_pane` received input, in milliseconds since `born`.
    input_at: AtomicU64,
    /// When a watched pane last changed, as [`Client::age`].
    changed_at: AtomicU64,
    born: Instant,
    closed: Notify,
    /// The use of standard input while a command reads it.
    stdin: Mutex<Option<StdinUse>>,
    disconnect: Notify,
    version: AtomicU16,
    shown: Mutex<ShownLines>,
    control: OnceLock<Arc<ControlStream>>,
    /// The positions in the output of panes that it has from the previous server.
    output_from: Mutex<SortedMap<PaneId, u64>>,
}

impl Client {
    /// A client to which nothing was sent.
    pub fn new(id: ClientId) -> Self {
        Self {
            id,
            wake: Notify::new(),
            outbox: Mutex::default(),
            urgency: AtomicU8::new(0),
            acknowledged: AtomicU64::new(0),
            awaits_ack: AtomicBool::new(false),
            input_pane: AtomicU32::new(NO_PANE),
            input_at: AtomicU64::new(0),
            changed_at: AtomicU64::new(0),
            born: Instant::now(),
            closed: Notify::new(),
            stdin: Mutex::default(),
            disconnect: Notify::new(),
            version: AtomicU16::new(0),
            shown: Mutex::default(),
            control: OnceLock::new(),
            output_from: Mutex::default(),
        }
    }

    /// Puts the client into control mode: everything goes through one stream from now on.
    pub fn become_control(&self) {
        self.control.get_or_init(Arc::default);
    }

    /// Sets the positions in the output of panes that it has from the previous server.
    pub fn set_output_from(&self, positions: &[(PaneId, u64)]) {
        *lock(&self.output_from) = positions.iter().copied().collect();
    }

    /// Takes the positions in the output of panes that it has from the previous server.
    pub fn take_output_from(&self) -> SortedMap<PaneId, u64> {
        std::mem::take(&mut *lock(&self.output_from))
    }

    /// The stream of a control client.
    pub fn control_stream(&self) -> Option<Arc<ControlStream>> {
        self.control.get().cloned()
    }

    /// Queues `message`. Optional messages are dropped while too much is unsent.
    pub fn send(&self, message: &ToClient) {
        if let Some(stream) = self.control.get() {
            stream.push_message(message);
            self.wake.notify_one();
            return;
        }
        let mut outbox = lock(&self.outbox);
        let optional = matches!(
            message,
            ToClient::Clipboard(..) | ToClient::Passthrough(_) | ToClient::Notify(..)
        );
        if optional && outbox.bytes.len() > MAX_UNSENT {
            return;
        }
        wire::encode(message, &mut outbox.bytes);
        drop(outbox);
        self.wake.notify_one();
    }

    /// Sets the version of the protocol that was agreed on.
    pub fn set_version(&self, version: u16) {
        self.version.store(version, Ordering::Release);
    }

    /// The version of the protocol that was agreed on; 0 before.
    pub fn version(&self) -> u16 {
        self.version.load(Ordering::Acquire)
    }

    /// Queues `message`, which the protocol has since `version`; a client of an older version does
    /// not get it.
    pub fn send_since(&self, version: u16, message: &ToClient) {
        if self.version() >= version {
            self.send(message);
        }
    }

    /// Asks the client for its standard input.
    pub fn read_stdin(&self, stdin: StdinUse) {
        *lock(&self.stdin) = Some(stdin);
        self.send(&ToClient::ReadStdin);
    }

    /// Receives a piece of standard input; the empty piece is the end. Returns the input for the
    /// world: each piece of a stream, or all bytes at the end.
    pub fn stdin(&self, piece: Vec<u8>) -> Option<Input> {
        let mut stdin = lock(&self.stdin);
        let end = piece.is_empty();
        match stdin.as_mut()? {
            StdinUse::Stream(request) => {
                let request = *request;
                if end {
                    *stdin = None;
                }
                Some(Input::StdinPiece { request, piece })
            }
            StdinUse::Collect(request, all) if end => {
                let files = vec![("-".to_owned(), Ok(raw_bytes::to_text(all)))];
                let request = *request;
                *stdin = None;
                Some(Input::Files { request, files })
            }
            StdinUse::Collect(_, all) => {
                let room = MAX_STDIN.saturating_sub(all.len());
                all.extend_from_slice(&piece[..piece.len().min(room)]);
                None
            }
        }
    }

    /// Queues bytes that are no message: the hello.
    pub fn send_raw(&self, bytes: &[u8]) {
        lock(&self.outbox).bytes.extend_from_slice(bytes);
        self.wake.notify_one();
    }

    /// Ends the connection once everything queued is sent.
    pub fn end(&self) {
        lock(&self.outbox).last = true;
        self.wake.notify_one();
    }

    /// The writer has ended.
    pub fn mark_closed(&self) {
        self.closed.notify_one();
    }

    /// Waits until the writer has ended.
    pub async fn closed(&self) {
        self.closed.notified().await;
    }

    /// Ends this connection because the same client has connected again.
    pub fn disconnect(&self) {
        self.send(&ToClient::Exit(1));
        self.end();
        self.disconnect.notify_one();
    }

    /// Waits for [`Client::disconnect`].
    pub async fn disconnected(&self) {
        self.disconnect.notified().await;
    }

    /// Acknowledges `taken` keys and pastes, with the next frame or message.
    pub fn input_taken(&self, taken: u64) {
        let mut outbox = lock(&self.outbox);
        let due = outbox.taken.map(|(_, due)| due);
        let due = due.unwrap_or_else(|| Instant::now() + ACK_DELAY);
        outbox.taken = Some((taken, due));
        drop(outbox);
        self.wake.notify_one();
    }

    /// When the acknowledgement of input is sent at the latest.
    pub fn ack_due(&self) -> Option<Instant> {
        lock(&self.outbox).taken.map(|(_, due)| due)
    }

    /// Takes the acknowledgement of input, as a message.
    pub fn take_ack(&self) -> Option<ToClient> {
        lock(&self.outbox).take_ack()
    }

    /// Takes the messages to send at `now`, and whether they are the last ones.
    pub fn take_messages(&self, now: Instant) -> (Vec<u8>, bool) {
        let mut outbox = lock(&self.outbox);
        let mut bytes = std::mem::take(&mut outbox.bytes);
        let due = outbox.taken.is_some_and(|(_, due)| due <= now);
        if (due || outbox.last || !bytes.is_empty())
            && let Some(ack) = outbox.take_ack()
        {
            wire::encode(&ack, &mut bytes);
        }
        if let Some(stream) = self.control.get() {
            bytes.extend(stream.take(CONTROL_PIECE, self.version() >= since::POSITIONS));
            return (bytes, outbox.last && stream.is_empty());
        }
        (bytes, outbox.last)
    }

    /// Takes what the next frame has to bring besides changed rows.
    pub fn take_redraw(&self) -> Redraw {
        std::mem::take(&mut lock(&self.outbox).redraw)
    }

    /// Marks the scene as out of date; `all`: every row is sent again.
    pub fn redraw(&self, all: bool, urgency: Urgency) {
        {
            let mut outbox = lock(&self.outbox);
            outbox.redraw.scene = true;
            outbox.redraw.all |= all;
        }
        self.needs_frame(urgency);
    }

    /// Rings the bell with the next frame.
    pub fn ring_bell(&self) {
        lock(&self.outbox).redraw.bell = true;
        self.needs_frame(Urgency::Now);
    }

    /// The screen of a watched pane has changed. The echo of input is not paced.
    pub fn pane_changed(&self, pane: PaneId) {
        let now = self.age();
        self.changed_at.store(now, Ordering::Relaxed);
        let echo = self.input_pane.load(Ordering::Relaxed) == pane.0
            && now.saturating_sub(self.input_at.load(Ordering::Relaxed))
                < ECHO_TIME.as_millis() as u64;
        self.needs_frame(if echo { Urgency::Now } else { Urgency::Paced });
    }

    /// When a watched pane last changed.
    pub fn last_change(&self) -> Instant {
        self.born + Duration::from_millis(self.changed_at.load(Ordering::Relaxed))
    }

    /// Records that input went to `pane`.
    pub fn record_input(&self, pane: PaneId) {
        self.input_at.store(self.age(), Ordering::Relaxed);
        self.input_pane.store(pane.0, Ordering::Relaxed);
    }

    /// Milliseconds since the connection began.
    fn age(&self) -> u64 {
        self.born.elapsed().as_millis() as u64
    }

    /// Asks for a frame. Only the first and a more urgent call wake the writer.
    pub fn needs_frame(&self, urgency: Urgency) {
        let level = urgency as u8;
        if self.urgency.fetch_max(level, Ordering::AcqRel) < level {
            self.wake.notify_one();
        }
    }

    /// How soon the next frame is needed.
    pub fn urgency(&self) -> Urgency {
        Urgency::of(self.urgency.load(Ordering::Acquire))
    }

    /// A frame is made now: it brings all changes so far, and only later ones ask for the next.
    pub fn frame_begins(&self) {
        self.urgency.store(0, Ordering::Release);
    }

    /// The client has drawn the frame `number`.
    pub fn acknowledge(&self, number: u64) {
        {
            let mut shown = lock(&self.shown);
            let done = |(sent, _): &mut (u64, LinePositions)| *sent <= number;
            while let Some((_, lines)) = shown.unacknowledged.pop_front_if(done) {
                shown.acknowledged = lines;
            }
        }
        self.acknowledged.fetch_max(number, Ordering::AcqRel);
        if self.awaits_ack.swap(false, Ordering::AcqRel) {
            self.wake.notify_one();
        }
    }

    /// The next acknowledgement wakes the writer. Returns the last acknowledged frame.
    pub fn await_ack(&self) -> u64 {
        self.awaits_ack.store(true, Ordering::Release);
        self.acknowledged()
    }

    /// The frame `number`, which shows panes up to these lines, is sent.
    pub fn frame_sent(&self, number: u64, lines: LinePositions) {
        lock(&self.shown).unacknowledged.push_back((number, lines));
    }

    /// Up to which lines the terminal shows panes.
    pub fn shown_lines(&self) -> LinePositions {
        lock(&self.shown).acknowledged.clone()
    }

    /// The last acknowledged frame.
    pub fn acknowledged(&self) -> u64 {
        self.acknowledged.load(Ordering::Acquire)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_change_and_a_more_urgent_one_wake_the_writer() {
        let client = Client::new(ClientId(1));
        let woken = || {
            let notified = client.wake.notified();
            tokio::pin!(notified);
            notified.enable()
        };
        client.pane_changed(PaneId(1));
        assert!(woken());
        client.pane_changed(PaneId(1));
        assert!(!woken());
        client.record_input(PaneId(1));
        client.pane_changed(PaneId(2));
        assert!(!woken());
        client.pane_changed(PaneId(1));
        assert!(woken());
        assert_eq!(client.urgency(), Urgency::Now);
        client.frame_begins();
        assert_eq!(client.urgency(), Urgency::None);
    }

    #[test]
    fn an_acknowledgement_goes_with_the_next_message_or_alone_when_it_is_due() {
        let client = Client::new(ClientId(1));
        let now = Instant::now();
        client.input_taken(1);
        assert!(client.take_messages(now).0.is_empty(), "it waits");
        client.send(&ToClient::Pong);
        let with_message = client.take_messages(now).0.len();
        client.send(&ToClient::Pong);
        assert!(with_message > client.take_messages(now).0.len());
        client.input_taken(2);
        let due = client.ack_due().unwrap();
        client.input_taken(3);
        assert_eq!(client.ack_due(), Some(due), "later input does not delay it");
        assert!(!client.take_messages(due).0.is_empty());
        assert_eq!(client.take_ack(), None);
    }

    #[test]
    fn the_end_stays_the_end() {
        let client = Client::new(ClientId(1));
        client.send(&ToClient::Exit(3));
        client.end();
        let (bytes, last) = client.take_messages(Instant::now());
        assert!(!bytes.is_empty() && last);
        assert!(client.take_messages(Instant::now()).1);
    }
}
