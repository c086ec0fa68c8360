//! A pane that stands still: nothing is read from its program, nothing is written to it, and its journal
//! holds a checkpoint of all that was read.

use super::gate::lock;
use super::pane::{Kept, Pane, Program};
use crate::base::PaneId;
use std::sync::{Arc, MutexGuard};

/// A pane that stands still for as long as this lives.
pub struct Frozen<'a> {
    pane: &'a Pane,
    kept: MutexGuard<'a, Option<Kept>>,
    program: MutexGuard<'a, Option<Arc<Program>>>,
    input: MutexGuard<'a, Vec<u8>>,
}

impl Pane {
    /// Stands still. Call with the world locked, after [`Pane::renewed`] and with no reader in its turn
    /// since before that.
    pub fn freeze(&self) -> Frozen<'_> {
        Frozen {
            pane: self,
            kept: lock(&self.kept),
            program: lock(&self.program),
            input: lock(&self.input),
        }
    }
}

impl Frozen<'_> {
    /// The pane's id.
    pub const fn id(&self) -> PaneId {
        self.pane.id
    }

    /// Whether there is something to hand over.
    pub fn has_program(&self) -> bool {
        self.program.is_some() && self.kept.is_some()
    }

    /// The process id of its program; 0 if there is none.
    pub fn pid(&self) -> u32 {
        self.program.as_ref().map_or(0, |program| program.pid)
    }

    /// What its program has not read.
    pub fn input(&self) -> &[u8] {
        &self.input
    }

    /// Another server reads and writes from now on: this one has nothing left to do it with.
    pub fn let_go(&mut self) {
        self.input.clear();
        *self.program = None;
        *self.kept = None;
    }

    /// It is this server's after all; what another one has tried with the journal does not count.
    pub fn go_on(&mut self) {
        if let Some(kept) = self.kept.as_mut() {
            kept.journal.settled();
        }
    }
}
