//! Pipes of panes (`pipe-pane`).

use crate::base::JobId;
use crate::model::state::effect::PipeDirections;
use serde::{Deserialize, Serialize};

/// The pipe of a pane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipe {
    /// The job of the command; [`crate::model::Input::JobDone`] reports its end.
    pub job: JobId,
    /// The shell command.
    pub command: String,
    /// The direction of the bytes.
    pub directions: PipeDirections,
    /// The process id once the command runs.
    #[serde(skip)]
    pub pid: Option<u32>,
}
