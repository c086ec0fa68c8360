//! Pane numbers (`display-panes`): a key selects a pane.

use crate::base::{ClientId, Key, KeyCode, MouseEvent, PaneId, Rect, Style};
use crate::lang::tables::options;
use crate::model::ops::{overlays, queue};
use crate::model::overlays::event::{KeyOutcome, is_press};
use crate::model::overlays::prompt::substitute;
use crate::model::script::parse;
use crate::model::state::command::{Origin, Queue};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::{OverlayKind, PaneNumbers};
use crate::model::state::window::Window;
use crate::model::state::world::World;
use crate::scene::Overlay;

/// A digit or a letter runs the template with the pane of that number. Another key closes the
/// numbers and goes on to the key tables.
pub(crate) fn key(world: &mut World, id: ClientId, key: Key) -> KeyOutcome {
    let Some(client) = world.clients.get(&id) else {
        return KeyOutcome::Pass;
    };
    let Some(numbers) = client.overlays.get::<PaneNumbers>().cloned() else {
        return KeyOutcome::Pass;
    };
    if numbers.ignore_keys {
        return KeyOutcome::Pass;
    }
    let place = client.session.and_then(|s| world.session_location(s));
    overlays::close(world, id, OverlayKind::PaneNumbers);
    let digit = match key.code {
        KeyCode::Char(c @ '0'..='9') if key.mods.is_empty() => u32::from(c) - u32::from('0'),
        KeyCode::Char(c @ 'a'..='z') if key.mods.is_empty() => u32::from(c) - u32::from('a') + 10,
        _ => return KeyOutcome::Pass,
    };
    let Some(place) = place else {
        return KeyOutcome::Taken;
    };
    let base = world.get(
        options::PANE_BASE_INDEX,
        OptionScope::Window(Some(place.window)),
    );
    let chosen = usize::try_from(i64::from(digit) - i64::from(base)).ok();
    let panes = world.windows.get(&place.window).map(Window::panes);
    let pane = chosen.and_then(|at| panes.unwrap_or_default().get(at).copied());
    if let Some(pane) = pane {
        world.changed = true;
        let text = substitute(&numbers.template, &[pane.to_string()]);
        if let Ok(script) = parse::parse(world, &text) {
            let run = Queue {
                client: Some(id),
                origin: Origin::Key,
                ..Queue::default()
            };
            queue::enqueue(world, run, script);
        }
    }
    KeyOutcome::Taken
}

/// A press closes the numbers and goes on to the key tables.
pub(crate) fn mouse(world: &mut World, id: ClientId, event: MouseEvent) -> bool {
    if is_press(event) {
        overlays::close(world, id, OverlayKind::PaneNumbers);
    }
    false
}

/// A number in each pane of a window, with the pane's size in its corner.
pub(crate) fn draw(world: &World, place: Location, places: &[(PaneId, Rect)]) -> Vec<Overlay> {
    let session = OptionScope::Session(Some(place.session));
    let base = world.get(
        options::PANE_BASE_INDEX,
        OptionScope::Window(Some(place.window)),
    );
    let window = world.windows.get(&place.window);
    let active = window.map(|w| w.active);
    let overlays = places.iter().filter_map(|(pane, rect)| {
        let at = window.and_then(|w| w.position(*pane))?;
        let option = if active == Some(*pane) {
            options::DISPLAY_PANES_ACTIVE_COLOUR
        } else {
            options::DISPLAY_PANES_COLOUR
        };
        let color = world.get(option, session).unwrap_or_default();
        Some(Overlay::Number {
            rect: *rect,
            number: u32::from(base) + u32::try_from(at).unwrap_or(0),
            style: Style {
                bg: color,
                ..Style::DEFAULT
            },
            note: format!("{}x{}", rect.cols, rect.rows),
        })
    });
    overlays.collect()
}
