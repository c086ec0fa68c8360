//! Pane numbers (`display-panes`): a key selects a pane.

use crate::base::{ClientId, Key, KeyCode};
use crate::lang::tables::options;
use crate::model::ops::queue;
use crate::model::ops::timers;
use crate::model::overlays::prompt::substitute;
use crate::model::script::parse;
use crate::model::state::options::OptionScope;
use crate::model::state::queue::{Origin, Queue};
use crate::model::state::world::World;

impl World {
    /// A key while numbers show. False if it is not for them.
    pub(crate) fn pane_numbers_key(&mut self, id: ClientId, key: Key) -> bool {
        let Some(client) = self.clients.get(&id) else {
            return false;
        };
        let Some(numbers) = client.numbers.clone() else {
            return false;
        };
        if numbers.ignore_keys {
            return false;
        }
        let place = client.session.and_then(|s| self.place_in(s));
        self.clear_pane_numbers(id);
        let digit = match key.code {
            KeyCode::Char(c) if key.mods.is_empty() => match c {
                '0'..='9' => u32::from(c) - u32::from('0'),
                'a'..='z' => u32::from(c) - u32::from('a') + 10,
                _ => return false,
            },
            _ => return false,
        };
        let Some(place) = place else { return true };
        let base = self.get(
            options::PANE_BASE_INDEX,
            OptionScope::Window(Some(place.window)),
        );
        let chosen = usize::try_from(i64::from(digit) - i64::from(base)).ok();
        let panes = self
            .windows
            .get(&place.window)
            .map(crate::model::state::window::Window::panes);
        let pane = chosen.and_then(|at| panes.unwrap_or_default().get(at).copied());
        if let Some(pane) = pane {
            self.changed = true;
            let text = substitute(&numbers.template, &[pane.to_string()]);
            if let Ok(script) = parse::parse(self, &text) {
                let run = Queue {
                    client: Some(id),
                    origin: Origin::Key,
                    ..Queue::default()
                };
                queue::enqueue(self, run, &script);
            }
        }
        true
    }

    /// Takes the numbers away.
    pub(crate) fn clear_pane_numbers(&mut self, id: ClientId) {
        if let Some(client) = self.clients.get_mut(&id)
            && let Some(numbers) = client.numbers.take()
        {
            client.stale = true;
            timers::stop_timer(self, numbers.timer);
            if let Some(run) = numbers.run {
                queue::wake(self, run);
            }
        }
    }
}
