//! Notifications and progress bars: OSC 9, 99 and 777.

use super::fields::PendingNotification;
use super::osc::printable;
use super::state::State;
use crate::base::base64;
use crate::term::event::Event;

/// The largest title or body of a notification in several parts. Bytes.
const MAX_NOTIFICATION: usize = 16 << 10;

impl State {
    /// OSC 9: progress (`4`), working directory (`9`), or a notification.
    pub fn osc_9(&mut self, text: &str) {
        let mut parts = text.splitn(4, ';');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("4"), state, value) => {
                let number = |t: Option<&str>| t.and_then(|t| t.parse::<u8>().ok()).unwrap_or(0);
                self.events.push(Event::Progress {
                    state: number(state),
                    value: number(value).min(100),
                });
            }
            (Some("9"), Some(path), _) => {
                let path = printable(path.trim_matches('"').as_bytes());
                self.cwd = Some(path.clone());
                self.events.push(Event::Cwd(path));
            }
            _ => self.notify("", text),
        }
    }

    /// OSC 777: `notify`, title, body.
    pub fn notify_777(&mut self, text: &str) {
        let mut parts = text.splitn(3, ';');
        if parts.next() == Some("notify") {
            let mut part = || parts.next().unwrap_or_default();
            let (title, body) = (part(), part());
            self.notify(title, body);
        }
    }

    /// OSC 99 (kitty): `key=value` pairs, `;`, and a part of the title or the body. `d=0` announces
    /// another part with the same id.
    pub fn notify_kitty(&mut self, text: &str) {
        let Some((meta, payload)) = text.split_once(';') else {
            return;
        };
        let value = |key| meta.split(':').find_map(|m| m.strip_prefix(key));
        let kind = value("p=").unwrap_or("title");
        if !matches!(kind, "title" | "body") {
            return;
        }
        let bytes = match value("e=") {
            Some("1") => base64::decode(payload.as_bytes()).unwrap_or_default(),
            _ => payload.as_bytes().to_vec(),
        };
        let id = printable(value("i=").unwrap_or_default().as_bytes());
        let mut pending = self
            .notification
            .take()
            .filter(|n| n.id == id)
            .unwrap_or_default();
        let part = match kind {
            "body" => &mut pending.body,
            _ => &mut pending.title,
        };
        if part.len() + bytes.len() <= MAX_NOTIFICATION {
            part.push_str(&String::from_utf8_lossy(&bytes));
        }
        if value("d=") == Some("0") {
            self.notification = Some(PendingNotification { id, ..pending });
        } else if pending.body.is_empty() {
            // With a title alone, show it as the body.
            self.notify("", &pending.title);
        } else {
            self.notify(&pending.title, &pending.body);
        }
    }

    fn notify(&mut self, title: &str, body: &str) {
        let (title, body) = (printable(title.as_bytes()), printable(body.as_bytes()));
        if !title.is_empty() || !body.is_empty() {
            self.events.push(Event::Notify { title, body });
        }
    }
}
