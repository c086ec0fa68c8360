//! Types the commands of restored panes at the prompts of their shells.

use crate::base::PaneId;
use crate::model::ops::timers;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// The time without output after which a shell counts as being at its prompt, in milliseconds.
const PROMPT_QUIET_MS: u64 = 300;

/// Restarts the timer of a restored pane at its output: the prompt is there when output pauses.
pub(crate) fn schedule_restored_command(world: &mut World, pane: PaneId) {
    let Some((_, timer)) = world.restored_commands.get(&pane) else {
        return;
    };
    let running = *timer;
    timers::stop_timer(world, running);
    let timer = timers::start_timer(world, Purpose::RestoredCommand(pane), PROMPT_QUIET_MS);
    if let Some(offer) = world.restored_commands.get_mut(&pane) {
        offer.1 = Some(timer);
    }
}

/// Types the saved command at the prompt of a restored pane.
pub(crate) fn type_restored_command(world: &mut World, pane: PaneId) {
    if let Some((text, _)) = world.restored_commands.remove(&pane)
        && world.panes.contains_key(&pane)
    {
        world.effect(Effect::Pane(pane, PaneEffect::Write(text.into_bytes())));
    }
}

/// Drops the saved commands of panes that got input, because the text would mix with that of the
/// user.
pub(crate) fn drop_restored_commands(world: &mut World) {
    if world.restored_commands.is_empty() {
        return;
    }
    let typed = |effect: &Effect| match effect {
        Effect::Pane(pane, PaneEffect::Write(_)) => Some(*pane),
        _ => None,
    };
    let panes: Vec<PaneId> = world.effects.iter().filter_map(typed).collect();
    for pane in panes {
        if let Some((_, timer)) = world.restored_commands.remove(&pane) {
            timers::stop_timer(world, timer);
        }
    }
}
