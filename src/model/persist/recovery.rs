//! Fallback state when the snapshot is unreadable: every pane in a session `recovered`.

use crate::base::{PaneId, SessionId, Size};
use crate::model::ops::lifecycle::pane_lifecycle::Program;
use crate::model::ops::lifecycle::session_lifecycle::NewSession;
use crate::model::ops::lifecycle::{session_lifecycle, window_lifecycle};
use crate::model::state::command::CommandDef;
use crate::model::state::host_info::HostInfo;
use crate::model::state::world::World;

/// The name of the session.
const NAME: &str = "recovered";

/// A world with one session that has a window for each of these panes. The programs run already in
/// the keeper, so the effects that would start them are dropped.
pub fn recovered(
    host: HostInfo,
    commands: &'static [CommandDef],
    panes: &[(PaneId, Size)],
) -> World {
    let mut world = World::new(host, commands);
    let cwd = world.host.home.clone();
    let mut session: Option<SessionId> = None;
    for (index, (pane, size)) in (0..).zip(panes) {
        world.next.pane = pane.0;
        if let Some(session) = session {
            let program = Program::default();
            window_lifecycle::create_window(
                &mut world, session, index, None, *size, &program, false,
            );
        } else {
            let new = NewSession {
                name: Some(NAME.to_owned()),
                cwd: cwd.clone(),
                size: *size,
                ..NewSession::default()
            };
            session = Some(session_lifecycle::create_session(&mut world, new).session);
        }
    }
    world.next.pane = panes.iter().map(|(pane, _)| pane.0 + 1).max().unwrap_or(0);
    world.effects.clear();
    world
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Now;
    use crate::model::commands::COMMANDS;
    use crate::model::state::effect::{Effect, PaneEffect};
    use crate::model::state::input::Input;
    use crate::model::state::pane_access::NoPanes;

    #[test]
    fn programs_go_on_in_a_session_of_their_own() {
        let size = Size::new(80, 24);
        let panes = [(PaneId(3), size), (PaneId(7), Size::new(100, 30))];
        let mut world = recovered(HostInfo::default(), COMMANDS, &panes);
        let running = panes.map(|(pane, _)| (pane, 100 + pane.0, None));
        let effects = world.apply(Input::Adopted(running.to_vec()), Now::default(), &NoPanes);
        let starts = |effect: &Effect| {
            matches!(
                effect,
                Effect::Pane(_, PaneEffect::Spawn(_) | PaneEffect::Close)
            )
        };
        assert!(!effects.iter().any(starts), "{effects:?}");
        let session = world.sessions.values().next().unwrap();
        assert_eq!((session.name.as_str(), session.windows.len()), (NAME, 2));
        assert_eq!(world.panes[&PaneId(7)].pid(), Some(107));
        assert_eq!(world.next.pane, 8);
        assert!(
            recovered(HostInfo::default(), COMMANDS, &[])
                .sessions
                .is_empty()
        );
    }
}
