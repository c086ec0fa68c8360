//! Starts and stops timers.

use crate::base::TimerId;
use crate::model::state::effect::{Effect, TimerEffect};
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
}
