//! Pipes of panes (`pipe-pane`).

use crate::base::JobId;
use crate::model::state::effect::Ways;
use serde::{Deserialize, Serialize};

/// A pane's pipe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipe {
    /// Names its process in [`crate::model::Input::JobDone`].
    pub job: JobId,
    /// The shell command.
    pub command: String,
    /// Which way bytes go.
    pub ways: Ways,
    /// Its process id, once it runs.
    #[serde(skip)]
    pub pid: Option<u32>,
}
