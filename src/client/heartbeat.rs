//! The heartbeat of a connection to another host: it detects a connection that is dead although the
//! system does not know it. It sends nothing itself.
//!
//! TCP notices a cable that was pulled or a laptop that slept only after minutes. So a host that is
//! silent for 5 s is pinged. The user is told after 2 s without an answer, since mobile networks
//! often take that long; a key reconnects after 4 s, since then the user is waiting; after 10 s the
//! client reconnects by itself.

/// After how long a silence to ping, in milliseconds.
const IDLE: u64 = 5_000;
/// How long an answer may take before the user is told, in milliseconds.
const SLOW: u64 = 2_000;
/// How long before a key makes the client reconnect, in milliseconds.
const DOUBTFUL: u64 = 4_000;
/// How long before the client reconnects by itself, in milliseconds.
const LOST: u64 = 10_000;

/// When data arrived last, and since when an answer is due. Times are milliseconds of a monotonic
/// clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heartbeat {
    heard: u64,
    /// Since when an answer is due.
    due_since: Option<u64>,
}

/// The state of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// Nothing to do.
    Alive,
    /// It is time to ping.
    Idle,
    /// An answer is late.
    Slow {
        /// For how many whole seconds it has been due.
        seconds: u64,
        /// Late enough to reconnect at a key.
        doubtful: bool,
    },
    /// It is time to reconnect.
    Lost,
}

impl Heartbeat {
    /// The heartbeat of a new connection.
    pub const fn new(now: u64) -> Self {
        Self {
            heard: now,
            due_since: None,
        }
    }

    /// Data arrived.
    pub const fn heard(&mut self, now: u64) {
        self.heard = now;
        self.due_since = None;
    }

    /// Something was sent that the server answers.
    pub fn expect_answer(&mut self, now: u64) {
        self.due_since.get_or_insert(now);
    }

    /// The state of the connection.
    pub fn health(&self, now: u64) -> Health {
        let waiting = |since: u64| now.saturating_sub(since);
        match self.due_since {
            Some(since) if waiting(since) >= LOST => Health::Lost,
            Some(since) if waiting(since) >= SLOW => Health::Slow {
                seconds: waiting(since) / 1000,
                doubtful: waiting(since) >= DOUBTFUL,
            },
            None if waiting(self.heard) >= IDLE => Health::Idle,
            _ => Health::Alive,
        }
    }

    /// For how many whole seconds an answer has been due, if that is long enough to tell the user.
    pub fn late(&self, now: u64) -> Option<u64> {
        let waiting = now.saturating_sub(self.due_since?);
        (waiting >= SLOW).then_some(waiting / 1000)
    }

    /// When [`Heartbeat::late`] changes; `None`: no answer is due.
    pub fn answer_deadline(&self, now: u64) -> Option<u64> {
        self.due_since.map(|_| self.deadline(now))
    }

    /// When to ask for the state again.
    pub fn deadline(&self, now: u64) -> u64 {
        match self.due_since {
            None => self.heard + IDLE,
            Some(since) if now < since + SLOW => since + SLOW,
            Some(since) => now + 1000 - now.saturating_sub(since) % 1000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_pinged_then_slow_then_lost() {
        let mut heartbeat = Heartbeat::new(1_000);
        assert_eq!(heartbeat.health(5_999), Health::Alive);
        assert_eq!(heartbeat.deadline(1_000), 6_000);
        assert_eq!(heartbeat.health(6_000), Health::Idle);
        heartbeat.expect_answer(6_000);
        heartbeat.expect_answer(7_000);
        assert_eq!(heartbeat.health(7_999), Health::Alive);
        for (now, seconds, doubtful) in [(8_000, 2, false), (9_999, 3, false), (10_000, 4, true)] {
            assert_eq!(heartbeat.health(now), Health::Slow { seconds, doubtful });
        }
        assert_eq!(heartbeat.deadline(8_100), 9_000);
        assert_eq!(heartbeat.health(16_000), Health::Lost);
        heartbeat.heard(16_000);
        assert_eq!(heartbeat.health(16_000), Health::Alive);
    }
}
