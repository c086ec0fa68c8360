//! One task per client: sends it messages and frames. At most one frame is on its way, so a client
//! that does not read costs nothing.

use super::client::{Client, Urgency};
use super::frame::Picture;
use super::hub::Hub;
use crate::scene::Frame;
use crate::wire::{self, ToClient};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::unix::OwnedWriteHalf;
use tokio::time::{Instant, timeout_at};

/// The pace of frames that nobody waits for.
const PACE: Duration = Duration::from_millis(16);

/// Sends what waits for `client` until its last message is out or it is gone.
pub async fn write(hub: Arc<Hub>, client: Arc<Client>, mut socket: OwnedWriteHalf) {
    // A client that is gone is found by its reader.
    let _ = send_all(&hub, &client, &mut socket).await;
    let _ = socket.shutdown().await;
    client.done();
}

async fn send_all(
    hub: &Arc<Hub>,
    client: &Arc<Client>,
    socket: &mut OwnedWriteHalf,
) -> io::Result<()> {
    let mut picture = Picture::new(Arc::clone(client));
    let mut pace = Pace::default();
    loop {
        let (messages, last) = client.take_messages();
        if !messages.is_empty() {
            socket.write_all(&messages).await?;
            continue;
        }
        if last {
            return Ok(());
        }
        match pace.next(client, picture.look_again) {
            Step::Draw => {
                if let Some(frame) = hub.frame(&mut picture) {
                    pace.sent(frame.number);
                    socket.write_all(&encode(frame)).await?;
                }
            }
            Step::Wait(None) => client.wake.notified().await,
            Step::Wait(Some(until)) => {
                // The time being up is as good a reason to go on as being woken.
                let _ = timeout_at(until, client.wake.notified()).await;
            }
        }
    }
}

fn encode(frame: Frame) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1 << 10);
    wire::encode(&ToClient::Frame(Box::new(frame)), &mut bytes);
    bytes
}

/// When the next frame may go out.
#[derive(Debug, Default)]
struct Pace {
    /// The number of the last frame.
    sent: u64,
    /// When it was sent.
    at: Option<Instant>,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Draw,
    Wait(Option<Instant>),
}

impl Pace {
    fn sent(&mut self, number: u64) {
        self.sent = number;
        self.at = Some(Instant::now());
    }

    /// What to do next, if part of the picture was held back until `look_again`.
    fn next(&self, client: &Client, look_again: Option<Instant>) -> Step {
        if client.acknowledged() < self.sent {
            return Step::Wait(None);
        }
        let now = Instant::now();
        let due = match client.urgency() {
            Urgency::Now => Some(now),
            Urgency::Paced => Some(self.at.map_or(now, |at| at + PACE)),
            Urgency::None => look_again,
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
        client.frame_begins();
        client.pane_changed(PaneId(1));
        assert!(
            matches!(pace.next(&client, None), Step::Wait(Some(_))),
            "a flood is paced"
        );
    }
}
