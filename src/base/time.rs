//! Time as a value: the pure rooms are told what time it is and never ask.

use serde::{Deserialize, Serialize};

/// The moment at which something happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Now {
    /// Milliseconds on a clock that never goes back; for durations and timers.
    pub mono: u64,
    /// Milliseconds since 1970-01-01 00:00 UTC; for people.
    pub wall: i64,
    /// Seconds that local time is ahead of UTC at this moment.
    pub utc_offset: i32,
}

impl Now {
    /// Whole seconds since 1970-01-01 00:00 UTC.
    pub const fn unix(self) -> i64 {
        self.wall.div_euclid(1000)
    }
}
