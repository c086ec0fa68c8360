//! Whether the other machine still answers. It asks nothing itself.

/// After how long without a word it is asked for one, in milliseconds.
const IDLE: u64 = 5_000;
/// How long it may owe an answer before the person is told.
const NOTICED: u64 = 2_000;
/// How long before a key makes us dial anew.
const DOUBTED: u64 = 4_000;
/// How long before we do so anyway.
const LOST: u64 = 10_000;

/// When it was heard last, and since when it owes an answer. Times are milliseconds on a clock that
/// never goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pulse {
    heard: u64,
    asked: Option<u64>,
}

/// What to think of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// All is well.
    Well,
    /// It should be asked for a sign of life.
    Idle,
    /// It owes an answer for so many seconds; `doubted`: long enough to dial anew at a key.
    Slow {
        /// Whole seconds.
        seconds: u64,
        /// A key is reason enough to dial.
        doubted: bool,
    },
    /// It is to be dialled anew.
    Lost,
}

impl Pulse {
    /// The pulse of a link that was just made.
    pub const fn new(now: u64) -> Self {
        Self {
            heard: now,
            asked: None,
        }
    }

    /// Anything came from there.
    pub const fn heard(&mut self, now: u64) {
        self.heard = now;
        self.asked = None;
    }

    /// Something went there that will be answered.
    pub fn asked(&mut self, now: u64) {
        self.asked.get_or_insert(now);
    }

    /// What to think of the link.
    pub fn health(&self, now: u64) -> Health {
        let waiting = |since: u64| now.saturating_sub(since);
        match self.asked {
            Some(asked) if waiting(asked) >= LOST => Health::Lost,
            Some(asked) if waiting(asked) >= NOTICED => Health::Slow {
                seconds: waiting(asked) / 1000,
                doubted: waiting(asked) >= DOUBTED,
            },
            None if waiting(self.heard) >= IDLE => Health::Idle,
            _ => Health::Well,
        }
    }

    /// When to look again.
    pub fn deadline(&self, now: u64) -> u64 {
        match self.asked {
            None => self.heard + IDLE,
            Some(asked) if now < asked + NOTICED => asked + NOTICED,
            Some(asked) => now + 1000 - now.saturating_sub(asked) % 1000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_noticed_doubted_and_ended() {
        let mut pulse = Pulse::new(1_000);
        assert_eq!(pulse.health(5_999), Health::Well);
        assert_eq!(pulse.deadline(1_000), 6_000);
        assert_eq!(pulse.health(6_000), Health::Idle);
        pulse.asked(6_000);
        pulse.asked(7_000);
        assert_eq!(pulse.health(7_999), Health::Well);
        for (now, seconds, doubted) in [(8_000, 2, false), (9_999, 3, false), (10_000, 4, true)] {
            assert_eq!(pulse.health(now), Health::Slow { seconds, doubted });
        }
        assert_eq!(pulse.deadline(8_100), 9_000);
        assert_eq!(pulse.health(16_000), Health::Lost);
        pulse.heard(16_000);
        assert_eq!(pulse.health(16_000), Health::Well);
    }
}
