//! When to reconnect to a server that went away, when to tell the user, and when to give up.
//!
//! A local server is reconnected to every few milliseconds and silently: a crash or an upgrade
//! takes a fraction of a second, and a message that flashes by would only worry. After 30 s, or 3 s
//! without a listener, the server will not come back. Another host may be unreachable for hours (a
//! closed laptop, a train), so the client never gives up on it; the pauses grow to 10 s and a key
//! skips them.

use crate::base::counted;
use crate::client::link_message::LinkMessage;

/// How long a server may be away before the user is told, in milliseconds.
const SILENT: u64 = 100;
/// How long to retry while something listens on the socket, in milliseconds.
const GIVE_UP: u64 = 30_000;
/// How long to retry while nothing listens, in milliseconds: a keeper may be starting a new server.
const GIVE_UP_NO_LISTENER: u64 = 3_000;
/// How long another host may take to answer before the attempt is abandoned, in milliseconds.
const ATTEMPT_TIMEOUT: u64 = 20_000;
/// The first and the longest pause between attempts, in milliseconds.
const LOCAL_PAUSES: (u64, u64) = (5, 200);
const REMOTE_PAUSES: (u64, u64) = (500, 10_000);

/// The schedule of reconnection attempts, from the loss of a connection until the next one is
/// usable: exponential backoff. Times are milliseconds of a monotonic clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    since: u64,
    next: u64,
    last_attempt: u64,
    pause: u64,
    no_listener_since: Option<u64>,
    /// The network to another host failed: retry forever, and at once at a key.
    remote: bool,
}

/// Why retrying is useless.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GaveUp {
    /// Nothing listens: the server ended.
    NoListener,
    /// Something listens and does not answer.
    NoAnswer,
}

impl GaveUp {
    /// The message with which the client exits (tmux's words).
    pub const fn message(self) -> &'static str {
        match self {
            Self::NoListener => "[server exited]",
            Self::NoAnswer => "[server exited unexpectedly]",
        }
    }
}

/// The contents of a message about a lost server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LostServer<'a> {
    /// The host name as the user wrote it, if the network to it failed; `None`: only the server is
    /// away.
    pub host: Option<&'a str>,
    /// The local time of the loss, `HH:MM`.
    pub at: &'a str,
    /// Why the last attempt failed; empty if unknown.
    pub reason: &'a str,
    /// A paste waits for the user's decision.
    pub paste_held: bool,
    /// How many keys are kept for the server.
    pub keys_waiting: usize,
    /// How to leave.
    pub leave: &'a str,
}

impl Backoff {
    /// The schedule for a local server: the first attempt is due at once.
    pub const fn local(now: u64) -> Self {
        Self {
            since: now,
            next: now,
            last_attempt: now,
            pause: LOCAL_PAUSES.0,
            no_listener_since: None,
            remote: false,
        }
    }

    /// The schedule for another host: the first attempt is due at once, and there is no last one.
    pub const fn remote(now: u64) -> Self {
        Self {
            pause: REMOTE_PAUSES.0,
            remote: true,
            ..Self::local(now)
        }
    }

    /// Whether the network to another host failed, and not only the server there.
    pub const fn is_remote(&self) -> bool {
        self.remote
    }

    /// Whether an attempt is due.
    pub const fn is_due(&self, now: u64) -> bool {
        now >= self.next
    }

    /// Notes that an attempt starts.
    pub const fn attempt(&mut self, now: u64) {
        self.last_attempt = now;
    }

    /// Whether the attempt has gone unanswered so long that another one is better.
    pub const fn timed_out(&self, now: u64) -> bool {
        self.remote && now >= self.last_attempt + ATTEMPT_TIMEOUT
    }

    /// Notes that an attempt failed; `no_listener`: the socket is missing or refuses connections.
    pub fn failed(&mut self, now: u64, no_listener: bool) {
        let longest = if self.remote {
            REMOTE_PAUSES.1
        } else {
            LOCAL_PAUSES.1
        };
        self.next = now + self.pause;
        self.pause = (self.pause * 2).min(longest);
        self.no_listener_since = no_listener.then(|| self.no_listener_since.unwrap_or(now));
    }

    /// Makes the next attempt on another host due now, but not less than 500 ms after the last one.
    /// The user has pressed a key.
    pub fn skip_pause(&mut self, now: u64) {
        if self.remote {
            self.next = self.next.min(now.max(self.last_attempt + REMOTE_PAUSES.0));
        }
    }

    /// Stops the attempts until the user is there to log in.
    pub const fn wait_for_login(&mut self) {
        self.next = u64::MAX;
    }

    /// Whether the next attempt waits for the user to log in.
    pub const fn waits_for_login(&self) -> bool {
        self.next == u64::MAX
    }

    /// How long the server is away. `now` may lie before the loss was noticed.
    pub const fn away(&self, now: u64) -> u64 {
        now.saturating_sub(self.since)
    }

    /// Why to stop retrying; `None`: go on.
    pub fn gave_up(&self, now: u64) -> Option<GaveUp> {
        if self.remote {
            return None;
        }
        if self
            .no_listener_since
            .is_some_and(|t| now.saturating_sub(t) >= GIVE_UP_NO_LISTENER)
        {
            return Some(GaveUp::NoListener);
        }
        (self.away(now) >= GIVE_UP).then_some(GaveUp::NoAnswer)
    }

    /// The message about a lost server, with an attempt `pending` or not; `None` for the first 100
    /// ms.
    pub fn message(&self, now: u64, pending: bool, lost: &LostServer<'_>) -> Option<LinkMessage> {
        let away = self.away(now);
        if away < SILENT {
            return None;
        }
        let waiting = match lost.keys_waiting {
            0 => String::new(),
            keys => format!("{} waiting", counted(keys as u64, "key")),
        };
        let paste = if lost.paste_held {
            "your paste is waiting"
        } else {
            ""
        };
        let Some(host) = lost.host else {
            let short = match away / 1000 {
                0 => "reconnecting…".to_owned(),
                seconds => format!("reconnecting… {seconds} s"),
            };
            let message = LinkMessage::new(format!("mux: server lost, {short}"), &short);
            // A restart takes a fraction of a second: there is nothing to decide about yet.
            return Some(match away / 1000 {
                0 => message,
                _ => message.with(2, paste).with(3, waiting).with(1, lost.leave),
            });
        };
        let at = lost.at;
        let (next, short_next) = match self.next.saturating_sub(now).div_ceil(1000) {
            _ if self.waits_for_login() && !pending => {
                ("Enter: log in again".to_owned(), String::new())
            }
            1.. if !pending => {
                let short = format!(
                    "retrying in {} s",
                    self.next.saturating_sub(now).div_ceil(1000)
                );
                (format!("{short} · any key: now"), short)
            }
            _ => ("reconnecting…".to_owned(), String::new()),
        };
        let short = format!("{host}: lost at {at}");
        let message = LinkMessage::new(format!("{host}: connection lost at {at}"), &short);
        let message = message.with(3, paste).with(4, waiting);
        let message = message.with_short(2, next, &short_next);
        let message = message.with(1, lost.leave);
        Some(message.because(lost.reason))
    }

    /// When something is due next: an attempt (unless one is `pending`), or another message.
    pub fn deadline(&self, now: u64, pending: bool) -> u64 {
        let away = self.away(now);
        let message = if away < SILENT {
            self.since + SILENT
        } else {
            self.since + (away / 1000 + 1) * 1000
        };
        if pending {
            message
        } else {
            message.min(self.next)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_bound() {
        for (mut backoff, want) in [
            (Backoff::local(1000), [5, 10, 20, 40, 80, 160, 200, 200]),
            (
                Backoff::remote(1000),
                [500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000],
            ),
        ] {
            let mut now = 1000;
            let mut pauses = Vec::new();
            for _ in 0..8 {
                assert!(backoff.is_due(now));
                backoff.failed(now, false);
                assert!(!backoff.is_due(now));
                pauses.push(backoff.next - now);
                now = backoff.next;
            }
            assert_eq!(pauses, want);
        }
    }

    #[test]
    fn a_time_before_the_loss_counts_as_the_loss() {
        for backoff in [Backoff::local(1000), Backoff::remote(1000)] {
            assert_eq!(backoff.gave_up(999), None);
            assert_eq!(backoff.message(999, false, &lost(None)), None);
            assert_eq!(backoff.deadline(999, true), 1000 + SILENT);
        }
    }

    #[test]
    fn a_local_server_is_given_up_and_a_host_never() {
        let mut backoff = Backoff::local(0);
        backoff.failed(0, true);
        assert_eq!(backoff.gave_up(2_999), None);
        assert_eq!(backoff.gave_up(3_000), Some(GaveUp::NoListener));
        backoff.failed(2_000, false);
        backoff.failed(2_500, true);
        assert_eq!(backoff.gave_up(5_499), None);
        backoff.failed(5_499, false);
        assert_eq!(backoff.gave_up(29_999), None);
        assert_eq!(backoff.gave_up(30_000), Some(GaveUp::NoAnswer));
        let mut remote = Backoff::remote(0);
        remote.failed(0, true);
        assert_eq!(remote.gave_up(u64::MAX), None);
    }

    #[test]
    fn a_key_skips_the_pause_before_a_remote_attempt() {
        let mut backoff = Backoff::remote(0);
        for now in [0, 500, 1_500, 3_500] {
            backoff.attempt(now);
            backoff.failed(now, false);
        }
        assert_eq!(backoff.next, 7_500);
        backoff.skip_pause(3_600);
        assert_eq!(backoff.next, 4_000, "500 ms after the last attempt");
        backoff.attempt(4_000);
        assert!(!backoff.timed_out(23_999) && backoff.timed_out(24_000));
        backoff.failed(5_000, false);
        backoff.skip_pause(9_000);
        assert!(backoff.is_due(9_000));
    }

    fn lost(host: Option<&str>) -> LostServer<'_> {
        LostServer {
            host,
            at: "14:03",
            reason: "",
            paste_held: false,
            keys_waiting: 0,
            leave: "C-b d: give up",
        }
    }

    fn text(backoff: &Backoff, now: u64, pending: bool, lost: &LostServer<'_>) -> String {
        let message = backoff.message(now, pending, lost);
        message.map(|message| message.text()).unwrap_or_default()
    }

    #[test]
    fn the_message_comes_after_100_ms_and_counts_seconds() {
        let backoff = Backoff::local(500);
        let text = |now| text(&backoff, now, false, &lost(None));
        assert_eq!(text(599), "");
        assert_eq!(text(600), "mux: server lost, reconnecting…");
        assert_eq!(
            text(3_700),
            "mux: server lost, reconnecting… 3 s · C-b d: give up"
        );
        assert_eq!(backoff.deadline(500, true), 600);
        assert_eq!(backoff.deadline(600, true), 1_500);
        assert_eq!(backoff.deadline(1_500, true), 2_500);
        assert_eq!(backoff.deadline(1_500, false), 500);
    }

    #[test]
    fn the_message_about_a_host_names_time_next_attempt_and_reason() {
        let mut backoff = Backoff::remote(0);
        let mut lost = lost(Some("box"));
        assert_eq!(text(&backoff, 99, true, &lost), "");
        assert_eq!(
            text(&backoff, 100, true, &lost),
            "box: connection lost at 14:03 · reconnecting… · C-b d: give up"
        );
        backoff.failed(1_000, false);
        backoff.failed(1_000, false);
        lost.reason = "Connection refused";
        assert_eq!(
            text(&backoff, 1_100, false, &lost),
            "box: connection lost at 14:03 · retrying in 1 s · any key: now · C-b d: give up · \
             Connection refused"
        );
        backoff.wait_for_login();
        (lost.reason, lost.paste_held, lost.keys_waiting) = ("", true, 2);
        assert_eq!(
            text(&backoff, 1_100, false, &lost),
            "box: connection lost at 14:03 · your paste is waiting · 2 keys waiting · \
             Enter: log in again · C-b d: give up"
        );
    }
}
