//! Timers the world waits for, and what each is for.

use crate::base::{ClientId, PaneId, TimerId, WindowId};
use crate::model::effect::{Effect, TimerEffect};
use crate::model::sight::Sight;
use crate::model::world::World;
use std::collections::BTreeMap;

/// Why a timer runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A message goes away.
    Message(ClientId),
    /// A prefix was not followed up.
    KeyTable(ClientId),
    /// The status line is drawn again.
    Status(ClientId),
    /// Numbers over panes go away.
    Numbers(ClientId),
    /// A window was silent for long enough.
    Silence(WindowId),
    /// A queue goes on (`run-shell -d`).
    Run(u64),
    /// A program that was hung up still runs.
    Kill(PaneId),
    /// The clock over a pane goes on.
    Clock(PaneId),
    /// The shell of a restored pane is at its prompt.
    Offer(PaneId),
    /// A window's name is looked at again.
    Name(WindowId),
    /// A session may have been idle for long enough.
    Idle,
}

/// Timers that run.
pub type Timers = BTreeMap<TimerId, Purpose>;

impl World {
    /// Starts a timer of `ms` milliseconds.
    pub(crate) fn start_timer(&mut self, purpose: Purpose, ms: u64) -> TimerId {
        let id = self.new_timer();
        self.timers.insert(id, purpose);
        self.effect(Effect::Timer(id, TimerEffect::Start(ms)));
        id
    }

    /// Stops a timer; nothing happens if it does not run.
    pub(crate) fn stop_timer(&mut self, id: Option<TimerId>) {
        if let Some(id) = id
            && self.timers.remove(&id).is_some()
        {
            self.effect(Effect::Timer(id, TimerEffect::Cancel));
        }
    }

    /// Whether a timer has something drawn again and changes nothing that is kept.
    pub(crate) fn only_draws(&self, id: TimerId) -> bool {
        match self.timers.get(&id) {
            Some(Purpose::Status(_) | Purpose::Clock(_)) | None => true,
            Some(_) => false,
        }
    }

    pub(crate) fn timer(&mut self, id: TimerId, sight: &dyn Sight) {
        match self.timers.remove(&id) {
            None => {}
            Some(Purpose::Message(client)) => self.clear_message(client),
            Some(Purpose::KeyTable(client)) => self.leave_key_table(client),
            Some(Purpose::Status(client)) => self.redraw_status(client),
            Some(Purpose::Numbers(client)) => self.clear_numbers(client),
            Some(Purpose::Silence(window)) => self.silence(window),
            Some(Purpose::Clock(pane)) => self.tick(pane),
            Some(Purpose::Run(run)) => self.wake(run),
            Some(Purpose::Kill(pane)) => self.kill_program(pane),
            Some(Purpose::Offer(pane)) => self.offer(pane),
            Some(Purpose::Idle) => self.end_idle(sight),
            Some(Purpose::Name(window)) => self.refresh_name(window, sight),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Now;
    use crate::model::Input;
    use crate::model::testing::Bench;

    #[test]
    fn a_status_line_that_is_drawn_again_changes_nothing_that_is_kept() {
        let mut bench = Bench::new();
        let client = bench.attach();
        bench.world.take_changed();
        for (purpose, changes) in [
            (Purpose::Status(client), false),
            (Purpose::Message(client), true),
        ] {
            let id = bench.world.start_timer(purpose, 0);
            bench
                .world
                .apply(Input::Timer(id), Now::default(), &bench.eyes);
            assert_eq!(bench.world.take_changed(), changes, "{purpose:?}");
        }
    }
}
