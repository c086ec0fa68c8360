//! The stack of closed panes, windows and sessions, for `undo`.

use crate::base::PaneId;
use crate::model::state::saved_layout::SavedLayout;
use serde::{Deserialize, Serialize};

/// The number of steps that the stack keeps.
pub const DEPTH: usize = 20;

/// What one command, or the end of one program, closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClosedStep {
    /// When it was closed, milliseconds since 1970.
    pub at: i64,
    /// The layout before, reduced to the closed panes, the windows that had them, and the sessions
    /// that had these windows.
    pub layout: SavedLayout,
    /// Panes whose programs had ended: their directories could not be read any more.
    pub ended: Vec<PaneId>,
}

/// The closed panes, windows and sessions that `undo` brings back, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UndoStack {
    steps: Vec<ClosedStep>,
    /// The encoded steps. They are kept because the world is encoded after every change, and the
    /// steps change seldom.
    encoded: Vec<u8>,
    /// Counts the changes, so that the stack is written to disk only after one.
    revision: u64,
}

impl UndoStack {
    /// A stack of these steps, the newest last.
    pub fn new(steps: Vec<ClosedStep>) -> Self {
        let mut stack = Self {
            steps,
            ..Self::default()
        };
        stack.encode();
        stack
    }

    /// The stack that [`Self::encoded`] encoded; an empty one if the bytes cannot be decoded.
    pub fn decode(bytes: &[u8]) -> Self {
        Self::new(postcard::from_bytes(bytes).unwrap_or_default())
    }

    /// The steps as bytes.
    pub fn encoded(&self) -> &[u8] {
        &self.encoded
    }

    /// The steps, the newest last.
    pub fn steps(&self) -> &[ClosedStep] {
        &self.steps
    }

    /// Adds a step. Drops the oldest one if there are more than [`DEPTH`].
    pub fn push(&mut self, step: ClosedStep) {
        self.steps.push(step);
        let surplus = self.steps.len().saturating_sub(DEPTH);
        self.steps.drain(..surplus);
        self.changed();
    }

    /// Drops the steps for which `keep` is false.
    pub fn retain(&mut self, keep: impl FnMut(&ClosedStep) -> bool) {
        let before = self.steps.len();
        self.steps.retain(keep);
        if self.steps.len() != before {
            self.changed();
        }
    }

    /// Takes the newest step.
    pub fn pop(&mut self) -> Option<ClosedStep> {
        let step = self.steps.pop()?;
        self.changed();
        Some(step)
    }

    /// The number of changes since this server has the stack.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    fn changed(&mut self) {
        self.revision += 1;
        self.encode();
    }

    fn encode(&mut self) {
        self.encoded = if self.steps.is_empty() {
            Vec::new()
        } else {
            postcard::to_allocvec(&self.steps).unwrap_or_default()
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stack_keeps_the_newest_steps_and_survives_encoding() {
        let mut stack = UndoStack::default();
        for at in 0..25 {
            let step = ClosedStep {
                at,
                ..ClosedStep::default()
            };
            stack.push(step);
        }
        let times = |stack: &UndoStack| stack.steps().iter().map(|s| s.at).collect::<Vec<_>>();
        assert_eq!(times(&stack), (5..25).collect::<Vec<_>>());
        let mut again = UndoStack::decode(stack.encoded());
        assert_eq!(times(&again), times(&stack));
        assert_eq!(again.pop().map(|step| step.at), Some(24));
        assert!(UndoStack::decode(&[9, 9]).steps().is_empty());
    }
}
