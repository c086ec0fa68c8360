//! Ends the server, and adopts the programs of the server before.

use crate::base::{ClientId, PaneId};
use crate::lang::tables::options;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::input::Exit;
use crate::model::state::options::OptionScope;
use crate::model::state::pane::Life;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;

impl World {
    /// Everything ends.
    pub(crate) fn end(&mut self) {
        let clients: Vec<ClientId> = self
            .clients
            .values()
            .filter(|c| c.attached())
            .map(|c| c.id)
            .collect();
        for client in clients {
            self.dismiss(client);
        }
        let panes: Vec<PaneId> = std::mem::take(&mut self.panes).into_keys().collect();
        for pane in panes {
            self.effect(Effect::Pane(pane, PaneEffect::Close));
        }
        self.windows.clear();
        self.sessions.clear();
        if !self.effects.contains(&Effect::Shutdown) {
            self.effect(Effect::Shutdown);
        }
    }

    /// After another server died: what runs goes on, what ended meanwhile ends now, what was
    /// asked for and never started is started.
    pub(crate) fn adopt(
        &mut self,
        running: &[(PaneId, u32, Option<Exit>)],
        _sight: &dyn PaneAccess,
    ) {
        for (pane, pid, _) in running {
            match self.panes.get_mut(pane) {
                Some(known) if known.exit().is_none() => known.life = Life::Running(*pid),
                Some(_) => {}
                None => self.effect(Effect::Pane(*pane, PaneEffect::Close)),
            }
        }
        for (pane, _, exit) in running {
            if let Some(exit) = exit
                && self.panes.get(pane).is_some_and(|p| p.exit().is_none())
            {
                self.exited(*pane, *exit);
            }
        }
        let known = |pane: &PaneId| running.iter().any(|(p, _, _)| p == pane);
        let missing: Vec<PaneId> = self
            .panes
            .values()
            .filter(|p| !known(&p.id) && p.exit().is_none())
            .map(|p| p.id)
            .collect();
        for pane in missing {
            let started = self.panes.get(&pane).is_some_and(|p| p.pid().is_some());
            match self.place_of(pane) {
                Some(place) if !started => self.launch(place),
                _ => self.close_pane(pane),
            }
        }
        self.watch_idle();
        self.reopen_pipes();
        // The other server died when it had nothing left to do but end.
        if self.sessions.is_empty() && self.get(options::EXIT_EMPTY, OptionScope::Server) {
            self.end();
        }
    }
}
