//! A connected client as the server holds it: what waits to be sent, and whether its picture is out
//! of date. It does no input or output.

use super::gate::lock;
use crate::base::{ClientId, PaneId};
use crate::wire::{self, ToClient};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering};
use tokio::sync::Notify;
use tokio::time::{Duration, Instant};

/// For how long after input the pane that got it is drawn without pacing.
const TYPED: Duration = Duration::from_millis(100);

/// Bytes that wait for an attached client besides frames; what comes on top is dropped.
const WAITING: usize = 16 << 20;

/// Bytes of standard input that are taken; the rest is dropped.
const STDIN: usize = 64 << 20;

/// No pane.
const NOWHERE: u32 = u32::MAX;

/// How urgently a client needs a new picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Not at all.
    None,
    /// At the pace of a display.
    Paced,
    /// At once: it answers something the person did.
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

/// What waits to be sent, besides rows.
#[derive(Debug, Default)]
pub struct Outbox {
    /// Messages, framed.
    pub bytes: Vec<u8>,
    /// The scene is out of date.
    pub scene: bool,
    /// All of it is to be drawn anew.
    pub all: bool,
    /// The bell is to ring.
    pub bell: bool,
    /// The connection ends after `bytes`.
    pub last: bool,
}

/// The line that each pane's program was writing to: pane, era of its screen, number.
pub type Lines = Vec<(PaneId, u32, u64)>;

/// What a client was shown.
#[derive(Debug, Default)]
struct Shown {
    /// By the frame on its way, and which one that is.
    next: Option<(u64, Lines)>,
    /// By the last one that is on its terminal.
    lines: Lines,
}

/// A client.
#[derive(Debug)]
pub struct Client {
    /// Its connection.
    pub id: ClientId,
    /// Tells its writer that there is something to do.
    pub wake: Notify,
    outbox: Mutex<Outbox>,
    urgency: AtomicU8,
    acknowledged: AtomicU64,
    typed_pane: AtomicU32,
    typed_at: AtomicU64,
    born: Instant,
    gone: Notify,
    /// The request that its standard input answers, and what came of it so far.
    stdin: Mutex<Option<(u64, Vec<u8>)>>,
    cut: Notify,
    version: AtomicU16,
    shown: Mutex<Shown>,
}

impl Client {
    /// A client that was sent nothing yet.
    pub fn new(id: ClientId) -> Self {
        Self {
            id,
            wake: Notify::new(),
            outbox: Mutex::default(),
            urgency: AtomicU8::new(0),
            acknowledged: AtomicU64::new(0),
            typed_pane: AtomicU32::new(NOWHERE),
            typed_at: AtomicU64::new(0),
            born: Instant::now(),
            gone: Notify::new(),
            stdin: Mutex::default(),
            cut: Notify::new(),
            version: AtomicU16::new(0),
            shown: Mutex::default(),
        }
    }

    /// Sends `message` after all that waits already.
    pub fn send(&self, message: &ToClient) {
        let mut outbox = lock(&self.outbox);
        let extra = matches!(
            message,
            ToClient::Clipboard(..) | ToClient::Passthrough(_) | ToClient::Notify(..)
        );
        if extra && outbox.bytes.len() > WAITING {
            return;
        }
        wire::encode(message, &mut outbox.bytes);
        drop(outbox);
        self.wake.notify_one();
    }

    /// It speaks this version of the messages.
    pub fn speaks(&self, version: u16) {
        self.version.store(version, Ordering::Release);
    }

    /// Sends `message`, which has been there since a version, to a client that knows it.
    pub fn send_since(&self, version: u16, message: &ToClient) {
        if self.version.load(Ordering::Acquire) >= version {
            self.send(message);
        }
    }

    /// Asks for its standard input.
    pub fn read_stdin(&self, request: u64) {
        *lock(&self.stdin) = Some((request, Vec::new()));
        self.send(&ToClient::ReadStdin);
    }

    /// A piece of its standard input came; at its end the request and all of it.
    pub fn stdin(&self, piece: &[u8]) -> Option<(u64, Vec<u8>)> {
        let mut stdin = lock(&self.stdin);
        if piece.is_empty() {
            return stdin.take();
        }
        let (_, all) = stdin.as_mut()?;
        let room = STDIN.saturating_sub(all.len());
        all.extend_from_slice(&piece[..piece.len().min(room)]);
        None
    }

    /// Sends bytes that are no message: the hello.
    pub fn send_raw(&self, bytes: &[u8]) {
        lock(&self.outbox).bytes.extend_from_slice(bytes);
        self.wake.notify_one();
    }

    /// Ends the connection after all that waits was sent.
    pub fn end(&self) {
        lock(&self.outbox).last = true;
        self.wake.notify_one();
    }

    /// Nothing is sent to it any more.
    pub fn done(&self) {
        self.gone.notify_one();
    }

    /// Waits until nothing is sent to it any more.
    pub async fn gone(&self) {
        self.gone.notified().await;
    }

    /// Nothing more is read from it: another connection has taken its place.
    pub fn cut(&self) {
        self.send(&ToClient::Exit(1));
        self.end();
        self.cut.notify_one();
    }

    /// Waits until nothing more is to be read from it.
    pub async fn is_cut(&self) {
        self.cut.notified().await;
    }

    /// Takes the messages that wait, and whether they are the last ones.
    pub fn take_messages(&self) -> (Vec<u8>, bool) {
        let mut outbox = lock(&self.outbox);
        (std::mem::take(&mut outbox.bytes), outbox.last)
    }

    /// Takes what the next frame has to bring besides rows: scene, all, bell.
    pub fn take_drawing(&self) -> (bool, bool, bool) {
        let mut outbox = lock(&self.outbox);
        let Outbox {
            scene, all, bell, ..
        } = &mut *outbox;
        (
            std::mem::take(scene),
            std::mem::take(all),
            std::mem::take(bell),
        )
    }

    /// The scene has changed; `all`: the picture is to be drawn anew as a whole.
    pub fn draw(&self, all: bool, urgency: Urgency) {
        {
            let mut outbox = lock(&self.outbox);
            outbox.scene = true;
            outbox.all |= all;
        }
        self.needs_frame(urgency);
    }

    /// Rings the bell with the next frame.
    pub fn ring(&self) {
        lock(&self.outbox).bell = true;
        self.needs_frame(Urgency::Now);
    }

    /// The screen of a pane that it sees has changed.
    pub fn pane_changed(&self, pane: PaneId) {
        let typed = self.typed_pane.load(Ordering::Relaxed) == pane.0
            && self
                .age()
                .saturating_sub(self.typed_at.load(Ordering::Relaxed))
                < TYPED.as_millis() as u64;
        self.needs_frame(if typed { Urgency::Now } else { Urgency::Paced });
    }

    /// Its input went to `pane`.
    pub fn typed(&self, pane: PaneId) {
        self.typed_at.store(self.age(), Ordering::Relaxed);
        self.typed_pane.store(pane.0, Ordering::Relaxed);
    }

    fn age(&self) -> u64 {
        self.born.elapsed().as_millis() as u64
    }

    /// Its picture is out of date.
    pub fn needs_frame(&self, urgency: Urgency) {
        let level = urgency as u8;
        if self.urgency.fetch_max(level, Ordering::AcqRel) < level {
            self.wake.notify_one();
        }
    }

    /// How urgently it needs a frame.
    pub fn urgency(&self) -> Urgency {
        Urgency::of(self.urgency.load(Ordering::Acquire))
    }

    /// The frame that is being made brings all that has changed until now.
    pub fn frame_begins(&self) {
        self.urgency.store(0, Ordering::Release);
    }

    /// The frame `number` is on its terminal.
    pub fn acknowledge(&self, number: u64) {
        {
            let mut shown = lock(&self.shown);
            if let Some((_, lines)) = shown.next.take_if(|(next, _)| *next <= number) {
                shown.lines = lines;
            }
        }
        self.acknowledged.fetch_max(number, Ordering::AcqRel);
        self.wake.notify_one();
    }

    /// The frame `number` shows its panes up to these lines.
    pub fn shows(&self, number: u64, lines: Lines) {
        lock(&self.shown).next = Some((number, lines));
    }

    /// Up to which lines its terminal shows its panes.
    pub fn shown(&self) -> Lines {
        lock(&self.shown).lines.clone()
    }

    /// The last frame that is on its terminal.
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
        client.typed(PaneId(1));
        client.pane_changed(PaneId(2));
        assert!(!woken());
        client.pane_changed(PaneId(1));
        assert!(woken());
        assert_eq!(client.urgency(), Urgency::Now);
        client.frame_begins();
        assert_eq!(client.urgency(), Urgency::None);
    }

    #[test]
    fn the_end_stays_the_end() {
        let client = Client::new(ClientId(1));
        client.send(&ToClient::Exit(3));
        client.end();
        let (bytes, last) = client.take_messages();
        assert!(!bytes.is_empty() && last);
        assert!(client.take_messages().1);
    }
}
