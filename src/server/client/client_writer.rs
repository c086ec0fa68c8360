//! One task per client sends messages and frames. At most one frame is unacknowledged, so a client
//! that does not read costs no memory.

use crate::scene::Frame;
use crate::server::client::frame::{FrameBuilder, next_frame};
use crate::server::client::socket::ClientSocket;
use crate::server::client::state::{Client, Urgency};
use crate::server::hub::Hub;
use crate::wire::{self, ToClient};
use std::io;
use std::sync::Arc;
use std::time::Duration;
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
            continue;
        }
        if last {
            return Ok(());
        }
        let ack_due = client.ack_due();
        match pace.next(client, builder.retry_at).by(ack_due) {
            Step::Draw => {
                if let Some(frame) = next_frame(hub, &mut builder) {
                    pace.sent(frame.number);
                    socket.write_all(&encode(frame, client.take_ack())).await?;
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

fn encode(frame: Frame, ack: Option<ToClient>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1 << 10);
    if let Some(ack) = ack {
        wire::encode(&ack, &mut bytes);
    }
    wire::encode(&ToClient::Frame(Box::new(frame)), &mut bytes);
    bytes
}

/// When the next frame may be sent.
#[derive(Debug, Default)]
struct Pace {
    /// The number of the last frame.
    sent: u64,
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
    fn sent(&mut self, number: u64) {
        self.sent = number;
        let now = Instant::now();
        self.drawn = Some(now);
        let until = self.until.map_or(now, |until| until.max(now)) + PACE;
        self.until = Some(until.min(now + PACE + AHEAD));
    }

    /// When the output of panes is drawn: at the pace, or once it pauses.
    fn paced(&self, client: &Client) -> Option<Instant> {
        let at_pace = self.until? - AHEAD;
        let pauses = (client.last_change() + QUIET).max(self.drawn? + LEAST);
        Some(at_pace.min(pauses))
    }

    /// What to do next, if part of the builder was held back until `retry_at`.
    fn next(&self, client: &Client, retry_at: Option<Instant>) -> Step {
        if client.acknowledged() < self.sent {
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
        pace.sent(1);
        client.pane_changed(PaneId(1));
        client.needs_frame(Urgency::Now);
        assert_eq!(pace.next(&client, None), Step::Wait(None), "one on its way");
        client.acknowledge(1);
        assert_eq!(pace.next(&client, None), Step::Draw, "someone waits for it");
        let mut frames = 1;
        let waits = loop {
            client.frame_begins();
            frames += 1;
            pace.sent(frames);
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
    fn the_end_of_a_flood_is_drawn_before_the_pace_is_over() {
        let client = Client::new(ClientId(1));
        let begun = Instant::now();
        let far = begun + 10 * PACE;
        let pace = Pace {
            sent: 0,
            drawn: Some(begun),
            until: Some(far + AHEAD),
        };
        client.pane_changed(PaneId(1));
        let Step::Wait(Some(until)) = pace.next(&client, None) else {
            panic!("output that may go on is drawn at once");
        };
        assert!(until >= begun + LEAST, "frames keep their distance");
        assert!(until < begun + PACE, "a pause is noticed within the pace");
    }
}
