//! One task per client sends messages and frames. At most one frame is unacknowledged, or a few
//! small ones, so a client that does not read costs no memory.

use crate::scene::Frame;
use crate::server::client::frame::{FrameBuilder, next_frame};
use crate::server::client::socket::ClientSocket;
use crate::server::client::state::{Client, Urgency};
use crate::server::hub::Hub;
use crate::wire::{self, MAX_SMALL_FRAMES, SMALL_FRAME, ToClient, since};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::yield_now;
use tokio::time::{Instant, timeout_at};

/// The interval between frames that do not follow input.
const PACE: Duration = Duration::from_millis(16);

/// How far frames may run ahead of [`PACE`] after idle time. A program that starts draws a few
/// times in a row, and the user waits for the last line of that.
const AHEAD: Duration = PACE.saturating_mul(3);

/// Output that pauses for so long is shown before [`PACE`] is over: the user waits for its end.
const QUIET: Duration = Duration::from_millis(3);

/// The least interval between frames that show a pause, so that a program that writes and pauses in
/// quick succession gets at most twice the frames.
const LEAST: Duration = Duration::from_millis(8);

/// Bytes of messages after which the task yields.
const LARGE: usize = 16 << 10;

/// Sends messages and frames to `client` until its last message is sent or the connection is lost.
pub async fn run(hub: Arc<Hub>, client: Arc<Client>, socket: Arc<ClientSocket>) {
    // The reader of the connection sees its end as well.
    let _ = send_all(&hub, &client, &socket).await;
    socket.shutdown();
    client.mark_closed();
}

async fn send_all(hub: &Arc<Hub>, client: &Arc<Client>, socket: &ClientSocket) -> io::Result<()> {
    let mut builder = FrameBuilder::new(Arc::clone(client));
    let mut pace = Pace::default();
    loop {
        let (messages, last) = client.take_messages(Instant::now());
        if !messages.is_empty() {
            socket.write_all(&messages).await?;
            if messages.len() >= LARGE {
                // A client that reads as fast as this writes does not hold up the others.
                yield_now().await;
            }
            continue;
        }
        if last {
            return Ok(());
        }
        let ack_due = client.ack_due();
        match pace.next(client, builder.retry_at).by(ack_due) {
            Step::Draw => {
                if let Some(frame) = next_frame(hub, &mut builder) {
                    let number = frame.number;
                    let (bytes, len) = encode(frame, client.take_ack());
                    pace.sent(number, len);
                    socket.write_all(&bytes).await?;
                }
            }
            Step::Wait(None) => client.wake.notified().await,
            Step::Wait(Some(until)) => {
                // Timeout or wake: both continue the loop.
                let _ = timeout_at(until, client.wake.notified()).await;
            }
        }
    }
}

/// The message of the frame behind that of the acknowledgement, and the length of the former.
fn encode(frame: Frame, ack: Option<ToClient>) -> (Vec<u8>, usize) {
    let mut bytes = Vec::with_capacity(1 << 10);
    if let Some(ack) = ack {
        wire::encode(&ack, &mut bytes);
    }
    let start = bytes.len();
    wire::encode(&ToClient::Frame(Box::new(frame)), &mut bytes);
    let len = bytes.len() - start;
    (bytes, len)
}

/// When the next frame may be sent.
#[derive(Debug, Default)]
struct Pace {
    /// The number of the last frame.
    sent: u64,
    /// The number of the last frame that is not small.
    sent_large: u64,
    /// When the last frame was sent.
    drawn: Option<Instant>,
    /// When all frames so far would be sent if they kept the pace.
    until: Option<Instant>,
}

/// The next step of the writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Draw,
    Wait(Option<Instant>),
}

impl Step {
    /// The same, with no wait beyond `due`.
    fn by(self, due: Option<Instant>) -> Self {
        match self {
            Self::Wait(Some(until)) => Self::Wait(Some(due.map_or(until, |due| due.min(until)))),
            Self::Wait(None) => Self::Wait(due),
            Self::Draw => Self::Draw,
        }
    }
}

impl Pace {
    /// The frame `number` is sent, with a message of `len` bytes.
    fn sent(&mut self, number: u64, len: usize) {
        self.sent = number;
        if len > SMALL_FRAME {
            self.sent_large = number;
        }
        let now = Instant::now();
        self.drawn = Some(now);
        let until = self.until.map_or(now, |until| until.max(now)) + PACE;
        self.until = Some(until.min(now + PACE + AHEAD));
    }

    /// Whether another frame may be sent, if all up to `acknowledged` are acknowledged.
    fn may_send(&self, client: &Client, acknowledged: u64) -> bool {
        let lazy = client.version() >= since::LAZY_ACKS;
        let unacknowledged = self.sent.saturating_sub(acknowledged);
        let small = acknowledged >= self.sent_large;
        unacknowledged == 0 || lazy && small && unacknowledged < MAX_SMALL_FRAMES
    }

    /// When the output of panes is drawn: at the pace, or once it pauses.
    fn paced(&self, client: &Client) -> Option<Instant> {
        let at_pace = self.until? - AHEAD;
        let pauses = (client.last_change() + QUIET).max(self.drawn? + LEAST);
        Some(at_pace.min(pauses))
    }

    /// What to do next, if part of the builder was held back until `retry_at`.
    fn next(&self, client: &Client, retry_at: Option<Instant>) -> Step {
        if !self.may_send(client, client.acknowledged())
            && !self.may_send(client, client.await_ack())
        {
            return Step::Wait(None);
        }
        let now = Instant::now();
        let due = match client.urgency() {
            Urgency::Now => Some(now),
            Urgency::Paced => Some(self.paced(client).unwrap_or(now)),
            Urgency::None => retry_at,
        };
        match due {
            Some(at) if at <= now => Step::Draw,
            later => Step::Wait(later),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{ClientId, PaneId};

    #[test]
    fn frames_wait_for_acknowledgement_and_pace() {
        let client = Client::new(ClientId(1));
        let mut pace = Pace::default();
        assert_eq!(pace.next(&client, None), Step::Wait(None));
        client.pane_changed(PaneId(1));
        assert_eq!(
            pace.next(&client, None),
            Step::Draw,
            "the first change after idle"
        );
        client.frame_begins();
        pace.sent(1, 1);
        client.pane_changed(PaneId(1));
        client.needs_frame(Urgency::Now);
        assert_eq!(pace.next(&client, None), Step::Wait(None), "one on its way");
        client.acknowledge(1);
        assert_eq!(pace.next(&client, None), Step::Draw, "someone waits for it");
        let mut frames = 1;
        let waits = loop {
            client.frame_begins();
            frames += 1;
            pace.sent(frames, 1);
            client.acknowledge(frames);
            client.pane_changed(PaneId(1));
            match pace.next(&client, None) {
                Step::Draw if frames < 1000 => {}
                other => break other,
            }
        };
        assert!(matches!(waits, Step::Wait(Some(_))), "a flood is paced");
        assert!(frames > 2, "not the first frames after idle");
    }

    #[test]
    fn small_frames_do_not_wait_for_acknowledgements() {
        let client = Client::new(ClientId(1));
        client.set_version(since::LAZY_ACKS);
        let mut pace = Pace::default();
        let mut next = |number: u64, len: usize| {
            client.frame_begins();
            pace.sent(number, len);
            client.needs_frame(Urgency::Now);
            pace.next(&client, None)
        };
        for number in 1..MAX_SMALL_FRAMES {
            assert_eq!(next(number, SMALL_FRAME), Step::Draw);
        }
        assert_eq!(next(MAX_SMALL_FRAMES, 1), Step::Wait(None));
        client.acknowledge(1);
        assert_eq!(next(MAX_SMALL_FRAMES, 1), Step::Draw);
        client.acknowledge(MAX_SMALL_FRAMES);
        let large = MAX_SMALL_FRAMES + 1;
        assert_eq!(next(large, SMALL_FRAME + 1), Step::Wait(None));
        client.acknowledge(large);
        assert_eq!(next(large + 1, 1), Step::Draw);
    }

    #[test]
    fn an_acknowledgement_wakes_only_a_writer_that_waits_for_it() {
        let client = Client::new(ClientId(1));
        client.set_version(since::LAZY_ACKS);
        let woken = || {
            let notified = client.wake.notified();
            tokio::pin!(notified);
            notified.enable()
        };
        let mut pace = Pace::default();
        pace.sent(1, 1);
        pace.next(&client, None);
        client.acknowledge(1);
        assert!(!woken());
        pace.sent(2, SMALL_FRAME + 1);
        assert_eq!(pace.next(&client, None), Step::Wait(None));
        client.acknowledge(2);
        assert!(woken());
    }

    #[test]
    fn the_end_of_a_flood_is_drawn_before_the_pace_is_over() {
        let client = Client::new(ClientId(1));
        let begun = Instant::now();
        let far = begun + 10 * PACE;
        let pace = Pace {
            drawn: Some(begun),
            until: Some(far + AHEAD),
            ..Pace::default()
        };
        client.pane_changed(PaneId(1));
        let Step::Wait(Some(until)) = pace.next(&client, None) else {
            panic!("output that may go on is drawn at once");
        };
        assert!(until >= begun + LEAST, "frames keep their distance");
        assert!(until < begun + PACE, "a pause is noticed within the pace");
    }
}
