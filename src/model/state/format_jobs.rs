//! Output of the shell commands in formats (`#(command)`).

use crate::base::JobId;
use crate::model::state::location::Location;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The shell commands of formats, by their text.
#[derive(Debug, Default)]
pub struct FormatJobs {
    /// Behind a `RefCell` because formats expand with `&World`, and the expansion records the
    /// commands that it needs.
    pub(in crate::model) known: RefCell<BTreeMap<String, FormatJob>>,
}

#[derive(Debug, Default)]
/// A shell command of a format and its last output.
pub(crate) struct FormatJob {
    pub(in crate::model) output: String,
    pub(in crate::model) running: Option<JobId>,
    pub(in crate::model) started: Option<u64>,
    pub(in crate::model) wanted: bool,
    pub(in crate::model) place: Option<Location>,
}

impl FormatJobs {
    /// The last output of `command`, empty before the first. Marks the command to be run again.
    pub fn output(&self, command: &str, place: Option<Location>) -> String {
        let mut known = self.known.borrow_mut();
        let job = known.entry(command.to_owned()).or_default();
        job.wanted = true;
        job.place = place;
        job.output.clone()
    }
}
