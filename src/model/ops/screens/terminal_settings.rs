//! Passes options about terminals to the clients, which know their terminals:
//! `terminal-features`, `terminal-overrides`, `user-keys`.

use crate::base::{ClientId, TerminalSettings, raw_bytes};
use crate::lang::tables::opt::{List, Opt};
use crate::lang::tables::options;
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// Sends each client that draws the options if they have changed.
pub(crate) fn send_changes(world: &mut World) {
    let drawing = world.clients.values().filter(|client| client.draws());
    let clients: Vec<ClientId> = drawing.map(|client| client.id).collect();
    if clients.is_empty() {
        return;
    }
    let settings = settings(world);
    for id in clients {
        let Some(client) = world.clients.get_mut(&id) else {
            continue;
        };
        if client.terminal_settings != settings {
            client.terminal_settings = settings.clone();
            let settings = Box::new(settings.clone());
            world.effect(Effect::Client(id, ClientEffect::TerminalSettings(settings)));
        }
    }
}

fn settings(world: &World) -> TerminalSettings {
    let texts = |option: Opt<List>| -> Vec<String> {
        let list = world.get(option, OptionScope::Server);
        list.values().cloned().collect()
    };
    let keys = world.get(options::USER_KEYS, OptionScope::Server).iter();
    let keys = keys.filter_map(|(number, sequence)| {
        let number = u16::try_from(*number).ok()?;
        Some((number, raw_bytes::to_bytes(sequence)))
    });
    TerminalSettings {
        features: texts(options::TERMINAL_FEATURES),
        overrides: texts(options::TERMINAL_OVERRIDES),
        user_keys: keys.collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::state::effect::{ClientEffect, Effect};
    use crate::model::testing::TestWorld;

    #[test]
    fn clients_get_the_options_about_terminals_when_they_attach_and_when_they_change() {
        let mut fixture = TestWorld::new();
        fixture.ok("set -s user-keys[3] abc");
        fixture.attach();
        let told = |fixture: &TestWorld| {
            let effects = fixture.effects.iter().rev();
            let mut told = effects.filter_map(|effect| match effect {
                Effect::Client(_, ClientEffect::TerminalSettings(told)) => Some((**told).clone()),
                _ => None,
            });
            told.next()
        };
        let settings = told(&fixture).unwrap();
        assert_eq!(settings.user_keys, [(3, b"abc".to_vec())]);
        assert_eq!(settings.overrides, ["linux*:AX@"]);
        fixture.forget_effects();
        fixture.ok("set -g status off");
        assert_eq!(told(&fixture), None);
        fixture.ok("set -sa terminal-overrides ',foot*:RGB@'");
        assert_eq!(
            told(&fixture).unwrap().overrides,
            ["linux*:AX@", "foot*:RGB@"]
        );
    }
}
