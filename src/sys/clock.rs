#![allow(unsafe_code)]
//! The system clock. It is read here alone; pure rooms get the time as a value.

use super::fault;
use crate::base::Now;
use nix::libc;
use nix::time::{ClockId, clock_gettime};
use std::cell::Cell;
use std::sync::Once;
use std::time::{SystemTime, UNIX_EPOCH};

/// The current time on all clocks. The monotonic clock is the same for all processes until the next
/// boot.
pub fn now() -> Now {
    let wall = SystemTime::now().duration_since(UNIX_EPOCH);
    let wall = wall.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(0));
    let wall = wall + fault::number("clock").unwrap_or(0);
    Now {
        mono: mono(),
        wall,
        utc_offset: recent_utc_offset(wall.div_euclid(1000)),
    }
}

/// Milliseconds of CLOCK_MONOTONIC.
pub fn mono() -> u64 {
    let Ok(time) = clock_gettime(ClockId::CLOCK_MONOTONIC) else {
        return 0;
    };
    let (seconds, nanos) = (time.tv_sec().max(0), time.tv_nsec().max(0));
    seconds.unsigned_abs() * 1000 + nanos.unsigned_abs() / 1_000_000
}

/// Time zones change their offset at multiples of so many seconds.
const OFFSET_STEP: i64 = 15 * 60;

/// As [`utc_offset`], remembered: it is needed for every key.
fn recent_utc_offset(unix: i64) -> i32 {
    thread_local! {
        static LAST: Cell<(i64, i32)> = const { Cell::new((i64::MIN, 0)) };
    }
    let step = unix.div_euclid(OFFSET_STEP);
    let (known, offset) = LAST.get();
    if known == step {
        return offset;
    }
    let offset = utc_offset(step * OFFSET_STEP);
    LAST.set((step, offset));
    offset
}

/// Seconds by which local time is ahead of UTC at `unix` seconds since 1970.
pub fn utc_offset(unix: i64) -> i32 {
    unsafe extern "C" {
        fn tzset();
    }
    static ZONE: Once = Once::new();
    // SAFETY: tzset reads the environment and the zone's file; done once, before any conversion.
    ZONE.call_once(|| unsafe { tzset() });
    // SAFETY: all fields of a tm are numbers and a pointer, for which zero is valid.
    let mut local: libc::tm = unsafe { std::mem::zeroed() };
    let time: libc::time_t = unix;
    // SAFETY: both pointers lead to values that live until the call returns.
    let converted = unsafe { libc::localtime_r(&raw const time, &raw mut local) };
    if converted.is_null() {
        return 0;
    }
    i32::try_from(local.tm_gmtoff).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn the_clocks_go_on() {
        let (a, b) = (now(), now());
        assert!(b.mono >= a.mono && a.wall > 1_700_000_000_000);
    }

    #[test]
    fn a_remembered_offset_is_that_of_its_time() {
        for unix in [0, 1_700_000_000, 1_720_000_000, 899, -1, 1_700_000_001] {
            assert_eq!(recent_utc_offset(unix), utc_offset(unix), "{unix}");
        }
    }

    #[test]
    fn the_offset_is_that_of_the_zone() {
        let said = Command::new("date")
            .args(["+%z", "-d", "@1700000000"])
            .output()
            .unwrap();
        let said = String::from_utf8(said.stdout).unwrap();
        let (sign, digits) = said.trim().split_at(1);
        let number: i32 = digits.parse().unwrap();
        let seconds = (number / 100 * 60 + number % 100) * 60;
        let wanted = if sign == "-" { -seconds } else { seconds };
        assert_eq!(utc_offset(1_700_000_000), wanted);
    }
}
