//! The list and the prompt of a client, in the form in which the next server gives them back.

use crate::model::state::overlay::Prompt;
use crate::model::state::overlay::list::ListLeft;
use serde::{Deserialize, Serialize};

/// What a client had open above its panes when its server ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverlaysLeft {
    /// The list.
    pub list: Option<ListLeft>,
    /// The prompt. The queue that waited for its answer is gone.
    pub prompt: Option<Prompt>,
}
