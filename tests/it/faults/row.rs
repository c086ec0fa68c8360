//! The number of attempts per fault, and the line of figures that each test prints.

use super::numbers::Numbers;
use std::io::Write as _;
use std::time::Duration;

/// Whether the long form runs (`MUX_FAULTS=full`).
pub fn full() -> bool {
    std::env::var_os("MUX_FAULTS").is_some_and(|form| form == "full")
}

/// `short`, or `long` in the full form.
pub fn times<T>(short: T, long: T) -> T {
    if full() { long } else { short }
}

/// The figures of one fault.
#[derive(Debug, Default)]
pub struct Row {
    /// Attempts.
    pub tried: usize,
    /// Lost lines or keys.
    pub lost: usize,
    /// Lines or keys that arrived twice.
    pub doubled: usize,
    /// The longest recovery.
    pub worst: Duration,
}

impl Row {
    /// Counts an attempt that recovered after `time`.
    pub fn recovered(&mut self, time: Duration) {
        self.tried += 1;
        self.worst = self.worst.max(time);
    }

    /// Counts lost and doubled lines of the panes.
    pub fn judge(&mut self, numbers: &Numbers) {
        let faults = numbers.faults();
        self.lost += faults.lost;
        self.doubled += faults.doubled;
    }

    /// Prints the figures of `fault`, also to the file that `MUX_FAULTS_REPORT` names, and fails if
    /// anything was lost or doubled.
    pub fn tell(&self, fault: &str) {
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
        // A macro's output is captured where the test passes.
        drop(std::io::stdout().write_all(line.as_bytes()));
        if let Some(file) = std::env::var_os("MUX_FAULTS_REPORT") {
            let mut options = std::fs::OpenOptions::new();
            let file = options.create(true).append(true).open(file);
            drop(file.and_then(|mut file| file.write_all(line.as_bytes())));
        }
        assert_eq!((self.lost, self.doubled), (0, 0), "{line}");
    }
}

/// A pseudorandom generator.
pub struct Luck(u64);

impl Luck {
    /// Seeded by the time.
    pub fn new() -> Self {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Self(now.map_or(1, |now| now.as_nanos() as u64) | 1)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    /// A byte.
    pub fn byte(&mut self) -> u8 {
        self.below(256) as u8
    }
}
