//! Timers the world waits for, and what each is for.

use crate::base::TimerId;
use crate::model::state::effect::{Effect, TimerEffect};
use crate::model::state::pane_access::Sight;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

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
    use crate::model::state::input::Input;
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
