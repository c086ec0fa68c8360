//! Output of the shell commands in formats (`#(command)`).

use crate::base::JobId;
use crate::model::state::location::Location;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Shell commands of formats.
#[derive(Debug, Default)]
pub struct Jobs {
    pub(in crate::model) known: RefCell<BTreeMap<String, Known>>,
}

#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(in crate::model) output: String,
    pub(in crate::model) running: Option<JobId>,
    pub(in crate::model) started: Option<u64>,
    pub(in crate::model) wanted: bool,
    pub(in crate::model) place: Option<Location>,
}

impl Jobs {
    /// What the command printed last; asks for it to be run.
    pub fn output(&self, command: &str, place: Option<Location>) -> String {
        let mut known = self.known.borrow_mut();
        let job = known.entry(command.to_owned()).or_default();
        job.wanted = true;
        job.place = place;
        job.output.clone()
    }
}
