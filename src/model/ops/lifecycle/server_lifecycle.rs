//! Ends the server, and adopts the programs of a previous server.

use crate::base::PaneId;
use crate::lang::tables::options;
use crate::model::ops::lifecycle::{close, pane_lifecycle};
use crate::model::ops::{idle, pipe};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::input::Exit;
use crate::model::state::options::OptionScope;
use crate::model::state::pane::ProgramState;
use crate::model::state::world::World;

/// Adopts the programs that the keeper holds after the previous server ended: pane, process id, and
/// the exit if the program ended in between. Panes whose program was requested and never started
/// are started now. Panes whose program is missing are closed.
pub(crate) fn adopt_programs(world: &mut World, running: &[(PaneId, u32, Option<Exit>)]) {
    for (pane, pid, _) in running {
        match world.panes.get_mut(pane) {
            Some(known) if known.exit().is_none() => known.state = ProgramState::Running(*pid),
            Some(_) => {}
            None => world.effect(Effect::Pane(*pane, PaneEffect::Close)),
        }
    }
    for (pane, _, exit) in running {
        if let Some(exit) = exit
            && world.panes.get(pane).is_some_and(|p| p.exit().is_none())
        {
            close::exited(world, *pane, *exit);
        }
    }
    let known = |pane: &PaneId| running.iter().any(|(p, _, _)| p == pane);
    let missing: Vec<PaneId> = world
        .panes
        .values()
        .filter(|p| !known(&p.id) && p.exit().is_none())
        .map(|p| p.id)
        .collect();
    for pane in missing {
        let started = world.panes.get(&pane).is_some_and(|p| p.pid().is_some());
        match world.pane_location(pane) {
            Some(place) if !started => pane_lifecycle::start_program(world, place, None),
            _ => close::close_pane(world, pane),
        }
    }
    idle::start_idle_timer(world);
    pipe::reopen_pipes(world);
    // The previous server may have died between its last session and its exit.
    if world.sessions.is_empty() && world.get(options::EXIT_EMPTY, OptionScope::Server) {
        close::end_server(world);
    }
}
