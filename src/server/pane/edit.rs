//! Changes of a pane's screen that do not come from its program. Three kinds:
//!
//! | method | checkpoint | redraw |
//! |---|---|---|
//! | [`Pane::edit`] | yes | no |
//! | [`Pane::edit_and_redraw`] | yes | yes |
//! | [`Pane::edit_transient`] | no | no |
//!
//! The journal holds output only, so a change that comes from elsewhere survives a crash of the
//! server only in a checkpoint.

use crate::base::Size;
use crate::server::lock::lock;
use crate::server::pane::state::{Pane, write_checkpoint};
use crate::term::{Limits, Screen};
use std::sync::Arc;

impl Pane {
    /// Changes the screen and takes a checkpoint.
    pub fn edit(&self, change: impl FnOnce(&mut Screen)) {
        let mut durable = lock(&self.durable);
        let mut screen = self.screen.lock();
        change(&mut screen);
        if let Some(durable) = durable.as_mut() {
            write_checkpoint(self.id, durable, &mut screen);
        }
    }

    /// As [`Pane::edit`], and wakes the clients that watch.
    pub fn edit_and_redraw(&self, change: impl FnOnce(&mut Screen)) {
        self.edit(change);
        self.wake_watchers();
    }

    /// Changes state of the screen that shows in no row and that the world sets again after a
    /// crash.
    pub fn edit_transient(&self, change: impl FnOnce(&mut Screen)) {
        change(&mut self.screen.lock());
    }

    /// Feeds bytes to the screen that the program did not write.
    pub fn print(&self, bytes: &[u8]) {
        self.edit_and_redraw(|screen| screen.feed(bytes, &mut Vec::new()));
    }

    /// Sets how much history is kept.
    pub fn set_limits(&self, limits: Limits) {
        *lock(&self.limits) = limits;
        self.edit(|screen| screen.set_limits(limits));
    }

    /// Resizes screen and PTY, and sends the size report (mode 2048) if the program wants it.
    pub fn resize(self: &Arc<Self>, size: Size) {
        let mut report = None;
        self.edit(|screen| {
            screen.resize(size);
            report = screen.size_report();
        });
        if let Some(program) = self.program() {
            program.set_size(size);
        }
        if let Some(report) = report {
            self.write(&report);
        }
        self.wake_watchers();
    }

    /// Sets the colours that queries are answered with, and sends the colour scheme report (mode
    /// 2031) if it changed and the program wants it.
    pub fn set_colors(self: &Arc<Self>, text: Option<(u8, u8, u8)>, back: Option<(u8, u8, u8)>) {
        let report = {
            let mut screen = self.screen.lock();
            let before = screen.color_scheme_report();
            screen.set_colors(text, back);
            let wanted = screen.modes().color_scheme;
            let report = screen.color_scheme_report();
            report.filter(|report| wanted && before.as_ref() != Some(report))
        };
        if let Some(report) = report {
            self.write(&report);
        }
    }

    /// Ends a synchronized update (mode 2026) that the program has not ended in time.
    pub fn end_update(&self, number: u64) {
        self.edit_transient(|screen| screen.end_update(number));
        self.wake_watchers();
    }
}
