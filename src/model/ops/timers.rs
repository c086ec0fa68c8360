//! Starts and stops timers.

use crate::base::TimerId;
use crate::model::state::effect::{Effect, TimerEffect};
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// Starts a timer that is due in `ms` milliseconds.
pub(crate) fn start_timer(world: &mut World, purpose: Purpose, ms: u64) -> TimerId {
    let id = world.new_timer();
    world.timers.insert(id, purpose);
    world.effect(Effect::Timer(id, TimerEffect::Start(ms)));
    id
}

/// Stops a timer. A timer that is not running is ignored.
pub(crate) fn stop_timer(world: &mut World, id: Option<TimerId>) {
    if let Some(id) = id
        && world.timers.remove(&id).is_some()
    {
        world.effect(Effect::Timer(id, TimerEffect::Cancel));
    }
}
