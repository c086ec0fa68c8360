//! Locks clients: `lock-command` runs in the terminal of a client until it ends.

use crate::base::{ClientId, SessionId};
use crate::lang::tables::options;
use crate::model::ops::timers;
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::options::OptionScope;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// Locks a client that displays a session. An empty `lock-command` locks nothing, as in tmux.
pub(crate) fn lock_client(world: &mut World, id: ClientId) {
    let Some(client) = world.clients.get(&id).filter(|c| c.draws()) else {
        return;
    };
    let of = OptionScope::Session(client.session);
    let command = world.get(options::LOCK_COMMAND, of).to_owned();
    if !command.is_empty() {
        world.effect(Effect::Client(id, ClientEffect::Lock(command)));
    }
}

/// Locks all clients of a session.
pub(crate) fn lock_session(world: &mut World, id: SessionId) {
    for client in world.attached_to(id) {
        lock_client(world, client);
    }
}

/// Locks all clients.
pub(crate) fn lock_server(world: &mut World) {
    let all: Vec<ClientId> = world.clients.keys().copied().collect();
    for client in all {
        lock_client(world, client);
    }
}

/// Starts the timer of `lock-after-time` for every session that clients show and that has none.
pub(crate) fn start_lock_timers(world: &mut World) {
    let sessions: Vec<SessionId> = world.sessions.keys().copied().collect();
    for id in sessions {
        let runs = world
            .timers
            .values()
            .any(|purpose| *purpose == Purpose::Lock(id));
        if !runs && let Some(ms) = until_lock(world, id) {
            timers::start_timer(world, Purpose::Lock(id), ms);
        }
    }
}

/// The timer of a session is due: locks it if nobody used it meanwhile, and waits anew.
pub(crate) fn check(world: &mut World, id: SessionId) {
    let Some(rest) = until_lock(world, id) else {
        return;
    };
    let seconds = world.get(options::LOCK_AFTER_TIME, OptionScope::Session(Some(id)));
    let ms = if rest == 0 {
        lock_session(world, id);
        seconds.saturating_mul(1000)
    } else {
        rest
    };
    timers::start_timer(world, Purpose::Lock(id), ms);
}

/// The time until a session is locked, in milliseconds; `None`: never, or no client shows it.
fn until_lock(world: &World, id: SessionId) -> Option<u64> {
    let seconds = world.get(options::LOCK_AFTER_TIME, OptionScope::Session(Some(id)));
    if seconds == 0 || world.attached_to(id).is_empty() {
        return None;
    }
    let idle = world.now.wall - world.sessions.get(&id)?.activity;
    let limit = seconds.saturating_mul(1000);
    Some(limit.saturating_sub(u64::try_from(idle).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientId, TimerId};
    use crate::model::state::effect::{ClientEffect, Effect, TimerEffect};
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;

    fn locked(fixture: &mut TestWorld) -> Vec<ClientId> {
        let effects = std::mem::take(&mut fixture.effects);
        let locked = effects.into_iter().filter_map(|effect| match effect {
            Effect::Client(id, ClientEffect::Lock(command)) => {
                assert_eq!(command, "vlock");
                Some(id)
            }
            _ => None,
        });
        locked.collect()
    }

    #[test]
    fn locking_reaches_the_clients_that_the_command_names() {
        let mut fixture = TestWorld::new();
        let first = fixture.attach();
        fixture.ok("new-session -d -s other");
        let second = fixture.attach();
        fixture.ok("set -g lock-command vlock");
        let name = fixture.world.clients[&first].name.clone();
        fixture.ok(&format!("switch-client -c {name} -t other"));
        let other = fixture.world.clients[&second].name.clone();
        fixture.ok(&format!("switch-client -c {other} -t s"));
        for (command, clients) in [
            (format!("lock-client -t {name}"), vec![first]),
            ("lock-session -t s".to_owned(), vec![second]),
            ("lock-server".to_owned(), vec![first, second]),
            (
                "lock ; set -g lock-command ''".to_owned(),
                vec![first, second],
            ),
            ("lock-server".to_owned(), vec![]),
        ] {
            fixture.effects.clear();
            fixture.ok(&command);
            assert_eq!(locked(&mut fixture), clients, "{command}");
        }
    }

    #[test]
    fn a_session_is_locked_after_its_time_without_a_key() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("set -g lock-command vlock ; set -g lock-after-time 10");
        let due = |fixture: &mut TestWorld| -> (TimerId, u64) {
            let timers = fixture.effects.iter().rev();
            let mut timers = timers.filter_map(|effect| match effect {
                Effect::Timer(id, TimerEffect::Start(ms)) => Some((*id, *ms)),
                _ => None,
            });
            timers.next().expect("a timer")
        };
        let (timer, ms) = due(&mut fixture);
        assert!(ms <= 10_000, "{ms}");
        fixture.now.wall += 5000;
        fixture.keys(client, &["x"]);
        fixture.now.wall += 5000;
        fixture.effects.clear();
        fixture.apply(Input::Timer(timer));
        let (timer, ms) = due(&mut fixture);
        assert!((4000..=5000).contains(&ms), "{ms}");
        assert_eq!(locked(&mut fixture), []);
        fixture.now.wall += 5000;
        fixture.apply(Input::Timer(timer));
        assert_eq!(locked(&mut fixture), [client]);
    }
}
