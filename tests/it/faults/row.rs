//! The number of attempts per fault, and the line of figures that each test prints.

use super::numbers::Numbers;
use std::io::Write as _;
use std::time::Duration;

/// Whether the long form runs (`MUX_FAULTS=full`).
pub fn full() -> bool {
    std::env::var_os("MUX_FAULTS").is_some_and(|form| form == "full")
}

/// `long` with `MUX_FAULTS=full`, otherwise `short`.
pub fn times<T>(short: T, long: T) -> T {
    if full() { long } else { short }
}

/// The figures of one fault.
#[derive(Debug, Default)]
pub struct Row {
    /// The number of attempts.
    pub tried: usize,
    /// The number of lost lines or keys.
    pub lost: usize,
    /// The number of lines or keys that arrived twice.
    pub doubled: usize,
    /// The longest time until everything worked again.
    pub worst: Duration,
}

impl Row {
    /// Counts an attempt that recovered after `time`.
    pub fn recovered(&mut self, time: Duration) {
        self.tried += 1;
        self.worst = self.worst.max(time);
    }

    /// Counts lost and doubled lines of the panes.
    pub fn check_panes(&mut self, numbers: &Numbers) {
        let faults = numbers.faults();
        self.lost += faults.lost;
        self.doubled += faults.doubled;
    }

    /// Prints the figures of `fault`, also to the file that `MUX_FAULTS_REPORT` names, and fails if
    /// anything was lost or doubled.
    pub fn report(&self, fault: &str) {
        let Self {
            tried,
            lost,
            doubled,
            worst,
        } = self;
        let line = format!(
            "fault: {fault}: tried {tried}, lost {lost}, doubled {doubled}, worst {} ms\n",
            worst.as_millis()
        );
        // `println!` is captured in tests that pass; this is not.
        drop(std::io::stdout().write_all(line.as_bytes()));
        if let Some(file) = std::env::var_os("MUX_FAULTS_REPORT") {
            let mut options = std::fs::OpenOptions::new();
            let file = options.create(true).append(true).open(file);
            drop(file.and_then(|mut file| file.write_all(line.as_bytes())));
        }
        assert_eq!((self.lost, self.doubled), (0, 0), "{line}");
    }
}

/// A linear congruential random number generator.
pub struct Rng(u64);

impl Rng {
    /// A generator seeded with the current time.
    pub fn new() -> Self {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Self(now.map_or(1, |now| now.as_nanos() as u64) | 1)
    }

    /// A random number in `0..bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    /// A random byte.
    pub fn byte(&mut self) -> u8 {
        self.below(256) as u8
    }
}
