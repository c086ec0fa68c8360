//! The progress of a text that a script types, in memory that outlives the server: the next server
//! writes what the PTY has not taken, and nothing twice.

use crate::sys::journal::{InputProgress, InputRecord};

/// The recorded texts of a pane's input.
#[derive(Debug, Default)]
pub struct Recording {
    /// The number of the text that is written next.
    next: Option<(u64, InputRecord)>,
    /// The texts that are being written.
    current: Vec<Recorded>,
}

#[derive(Debug)]
struct Recorded {
    progress: InputProgress,
    record: InputRecord,
    /// The bytes of input before it.
    ahead: usize,
}

impl Recording {
    /// Records the next text under a number.
    pub fn record_next(&mut self, number: u64, record: InputRecord) {
        self.next = Some((number, record));
    }

    /// A text is appended to the input, of which `ahead` bytes are not written.
    pub fn begin(&mut self, ahead: usize, length: usize) {
        if let Some((number, record)) = self.next.take() {
            let progress = InputProgress {
                number,
                length: length as u64,
                written: 0,
            };
            store(&record, progress);
            self.current.push(Recorded {
                progress,
                record,
                ahead,
            });
        }
    }

    /// The PTY has taken bytes of input.
    pub fn advance(&mut self, bytes: usize) {
        for text in &mut self.current {
            let own = bytes.saturating_sub(text.ahead) as u64;
            text.ahead = text.ahead.saturating_sub(bytes);
            if own > 0 {
                let progress = &mut text.progress;
                progress.written = (progress.written + own).min(progress.length);
                store(&text.record, *progress);
            }
        }
        self.current
            .retain(|text| text.progress.written < text.progress.length);
    }
}

/// Stores progress; a failure is logged.
pub fn store(record: &InputRecord, progress: InputProgress) {
    if let Err(error) = record.store(progress) {
        tracing::error!(%error, "the progress of input cannot be recorded");
    }
}
