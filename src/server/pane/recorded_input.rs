//! Recorded input of a pane ([`Recording`]): what the world asks for and is told.
//!
//! [`Recording`]: crate::server::pane::recording::Recording

use crate::model::state::pane_access::WrittenPart;
use crate::server::lock::lock;
use crate::server::pane::recording::store;
use crate::server::pane::state::Pane;
use crate::sys::journal::InputProgress;

impl Pane {
    /// Records the progress of the next input under this number.
    pub fn record_next_input(&self, number: u64) {
        let record = lock(&self.durable)
            .as_ref()
            .and_then(|durable| durable.journal.input_record().ok());
        if let Some(record) = record {
            lock(&self.recording).record_next(number, record);
        }
    }

    /// How much of the input with this number is written.
    pub fn recorded_input(&self, number: u64) -> WrittenPart {
        let progress = lock(&self.durable)
            .as_ref()
            .and_then(|durable| durable.journal.input_progress(number));
        progress.map_or(WrittenPart::None, |progress| {
            let left = progress.length.saturating_sub(progress.written);
            match (progress.written, left) {
                (_, 0) => WrittenPart::All,
                (0, _) => WrittenPart::Unknown,
                _ => WrittenPart::AllBut(usize::try_from(left).unwrap_or(usize::MAX)),
            }
        })
    }

    /// This server writes the rest of all input, which the previous one handed over.
    pub fn take_over_input(&self) {
        let durable = lock(&self.durable);
        let unfinished = durable.as_ref().map(|d| d.journal.unfinished_inputs());
        for (record, progress) in unfinished.into_iter().flatten() {
            let written = progress.length;
            store(
                &record,
                InputProgress {
                    written,
                    ..progress
                },
            );
        }
    }
}
