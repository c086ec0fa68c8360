//! Time as a value: the pure rooms receive the time as an argument and read no clock.

use serde::{Deserialize, Serialize};

/// A point in time, on two clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Now {
    /// Milliseconds on a monotonic clock, for durations and timers.
    pub mono: u64,
    /// Milliseconds since 1970-01-01 00:00 UTC, for display and storage.
    pub wall: i64,
    /// The offset of local time from UTC in seconds, positive to the east.
    pub utc_offset: i32,
}

impl Now {
    /// Whole seconds since 1970-01-01 00:00 UTC.
    pub const fn unix(self) -> i64 {
        self.wall.div_euclid(1000)
    }
}
