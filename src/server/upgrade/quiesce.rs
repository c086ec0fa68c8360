//! A quiesced pane: no output is read, no input is written, and the journal holds a checkpoint of
//! all output.

use crate::base::PaneId;
use crate::server::lock::lock;
use crate::server::pane::program::{Durable, Program};
use crate::server::pane::state::Pane;
use std::sync::{Arc, MutexGuard};

/// Holds the locks of a pane, which is quiesced for as long as this lives.
pub struct QuiescedPane<'a> {
    pane: &'a Pane,
    durable: MutexGuard<'a, Option<Durable>>,
    program: MutexGuard<'a, Option<Arc<Program>>>,
    input: MutexGuard<'a, Vec<u8>>,
}

impl Pane {
    /// Quiesces the pane. Called with the world locked, after [`Pane::checkpoint_now`], and with no
    /// reader since before that.
    pub fn quiesce(&self) -> QuiescedPane<'_> {
        QuiescedPane {
            pane: self,
            durable: lock(&self.durable),
            program: lock(&self.program),
            input: lock(&self.input),
        }
    }
}

impl QuiescedPane<'_> {
    /// The id of the pane.
    pub const fn id(&self) -> PaneId {
        self.pane.id
    }

    /// Whether there is a program to hand over.
    pub fn has_program(&self) -> bool {
        self.program.is_some() && self.durable.is_some()
    }

    /// The process id of the program; 0 if there is none.
    pub fn pid(&self) -> u32 {
        self.program.as_ref().map_or(0, |program| program.pid)
    }

    /// Input that the program has not read.
    pub fn input(&self) -> &[u8] {
        &self.input
    }

    /// The next server owns the program now: drops everything by which this one could still read or
    /// write.
    pub fn release(&mut self) {
        self.input.clear();
        *self.program = None;
        *self.durable = None;
    }

    /// The upgrade failed: this server keeps the pane. The recovery that the candidate tried does
    /// not count as an attempt.
    pub fn resume(&mut self) {
        if let Some(durable) = self.durable.as_mut() {
            durable.journal.settled();
        }
    }
}
