//! Keys, mouse and pastes in a list.

use crate::base::{ClientId, Key, KeyCode, Mods, MouseButton, MouseEvent, MouseEventKind};
use crate::model::ops::{messages, overlays};
use crate::model::overlays::event::{KeyOutcome, is_press};
use crate::model::overlays::list::areas::Areas;
use crate::model::overlays::list::kinds;
use crate::model::overlays::list::outcome::{Then, prompt_with};
use crate::model::state::command::{Origin, Queue};
use crate::model::state::location::Location;
use crate::model::state::overlay::OverlayKind;
use crate::model::state::overlay::list::{List, ListLine, RowAction};
use crate::model::state::world::World;

/// The maximum time between the clicks of a double click, in milliseconds.
const CLICK_MS: u64 = 400;

/// The lines that a turn of the wheel scrolls.
const WHEEL_LINES: usize = 3;

/// Handles a key: it narrows the list, moves the choice, or is one of the keys of its kind.
pub(crate) fn key(world: &mut World, id: ClientId, key: Key) -> KeyOutcome {
    in_list(world, id, |world, list, areas| {
        list.note = None;
        list.wanted = None;
        if let Some(then) = kinds::key(world, list, key) {
            return then;
        }
        let page = isize::try_from(areas.rows.rows.max(2) - 1).unwrap_or(1);
        let ctrl = key.mods == Mods::CTRL;
        match key.code {
            KeyCode::Escape => return Then::Close,
            KeyCode::Char('c' | 'g') if ctrl => return Then::Close,
            KeyCode::Enter => return enter(list),
            KeyCode::Char('m' | 'j') if ctrl => return enter(list),
            KeyCode::Up | KeyCode::BackTab => list.step(-1),
            KeyCode::Down | KeyCode::Tab => list.step(1),
            KeyCode::Char('p') if ctrl => list.step(-1),
            KeyCode::Char('n') if ctrl => list.step(1),
            KeyCode::PageUp => list.step(-page.max(2)),
            KeyCode::PageDown => list.step(page.max(2)),
            KeyCode::Home if ctrl => list.choose(0),
            KeyCode::End if ctrl => list.choose(usize::MAX),
            KeyCode::Char(' ') if ctrl => list.toggle_mark(),
            _ => edit(list, key),
        }
        Then::Stay
    });
    KeyOutcome::Taken
}

/// Handles a key that edits the typed text.
fn edit(list: &mut List, key: Key) {
    let ctrl = key.mods == Mods::CTRL;
    let (at, count) = (list.cursor(), list.input_len());
    match key.code {
        KeyCode::Left => list.move_cursor(at.saturating_sub(1)),
        KeyCode::Char('b') if ctrl => list.move_cursor(at.saturating_sub(1)),
        KeyCode::Right => list.move_cursor(at + 1),
        KeyCode::Char('f') if ctrl => list.move_cursor(at + 1),
        KeyCode::Home => list.move_cursor(0),
        KeyCode::Char('a') if ctrl => list.move_cursor(0),
        KeyCode::End => list.move_cursor(count),
        KeyCode::Char('e') if ctrl => list.move_cursor(count),
        KeyCode::Char('u') if ctrl => list.remove(0, count),
        KeyCode::Char('k') if ctrl => list.remove(at, count),
        KeyCode::Char('w') if ctrl => list.remove(list.word_start(), at),
        KeyCode::Backspace if key.mods == Mods::META => list.remove(list.word_start(), at),
        KeyCode::Backspace if at > 0 => list.remove(at - 1, at),
        KeyCode::Char('h') if ctrl && at > 0 => list.remove(at - 1, at),
        KeyCode::Delete if at < count => list.remove(at, at + 1),
        KeyCode::Char('d') if ctrl && at < count => list.remove(at, at + 1),
        KeyCode::Char(c) if key.mods.difference(Mods::SHIFT).is_empty() => {
            list.insert(c.encode_utf8(&mut [0; 4]));
        }
        KeyCode::Keypad(c) if key.mods.is_empty() && c != '\r' => {
            list.insert(c.encode_utf8(&mut [0; 4]));
        }
        _ => {}
    }
}

/// The outcome of Enter on the chosen row.
fn enter(list: &List) -> Then {
    match list.chosen().map(|row| &row.action) {
        None | Some(RowAction::None) => Then::Stay,
        Some(RowAction::Run(command)) => Then::Run(command.clone()),
        Some(RowAction::Edit(command)) => Then::Run(prompt_with(command)),
    }
}

/// Handles the mouse: a click chooses a row, a double click is Enter, the wheel scrolls, a click
/// outside of the list closes it.
pub(crate) fn mouse(world: &mut World, id: ClientId, event: MouseEvent) -> bool {
    let now = world.now.mono;
    in_list(world, id, |world, list, areas| {
        let height = usize::from(areas.rows.rows);
        match event.kind {
            MouseEventKind::Press(MouseButton::WheelUp) => {
                list.scroll(false, WHEEL_LINES, height);
            }
            MouseEventKind::Press(MouseButton::WheelDown) => {
                list.scroll(true, WHEEL_LINES, height);
            }
            _ if !is_press(event) => {}
            _ if !areas.whole.contains(event.at) => return Then::Close,
            _ => {
                let line = areas.row_at(event.at);
                let line =
                    line.and_then(|y| list.lines().get(list.first_line(height) + y).copied());
                let Some(ListLine::Row(at)) = line else {
                    return Then::Stay;
                };
                list.note = None;
                list.settle(height);
                list.choose(at);
                let row = list.chosen().map(|row| row.id.clone()).unwrap_or_default();
                let last = list.clicked.replace((row.clone(), now));
                let again = |(id, when): (String, u64)| id == row && now < when + CLICK_MS;
                if last.is_some_and(again) {
                    list.clicked = None;
                    let enter = Key::plain(KeyCode::Enter);
                    return kinds::key(world, list, enter).unwrap_or_else(|| self::enter(list));
                }
            }
        }
        Then::Stay
    });
    true
}

/// Pasted text is inserted into the typed text.
pub(crate) fn paste(world: &mut World, id: ClientId, text: &str) -> bool {
    in_list(world, id, |_, list, _| {
        list.insert(text);
        Then::Stay
    });
    true
}

/// Calls `work` with the list of a client, and carries out the outcome.
fn in_list(world: &mut World, id: ClientId, work: impl FnOnce(&World, &mut List, Areas) -> Then) {
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    let size = client.size;
    let Some(list) = client.overlays.get_mut::<List>() else {
        return;
    };
    // The work reads the world, which the list is a part of.
    let mut list = std::mem::take(list);
    let areas = Areas::new(size, kinds::has_preview(list.kind));
    let then = work(world, &mut list, areas);
    list.settle(usize::from(areas.rows.rows));
    let place = list.place;
    // The next server gives the list back, and the colours of the client follow a chosen theme.
    world.changed = true;
    let (on_close, after_choice) = (list.on_close.clone(), list.after_choice.clone());
    if let Some(client) = world.clients.get_mut(&id) {
        client.stale = true;
        if let Some(own) = client.overlays.get_mut() {
            *own = list;
        }
    }
    match then {
        Then::Stay => {}
        Then::Close => {
            overlays::close(world, id, OverlayKind::List);
            if let Some(command) = on_close {
                run(world, id, place, &command);
            }
        }
        Then::Run(command) => {
            kinds::remember(world, id);
            overlays::close(world, id, OverlayKind::List);
            let after = after_choice.map(|after| format!(" ; {after}"));
            let command = format!("{command}{}", after.unwrap_or_default());
            run(world, id, place, &command);
        }
        Then::Keep(command) => run(world, id, place, &command),
    }
}

/// Runs a command line as a key of the client does.
fn run(world: &mut World, id: ClientId, place: Option<Location>, command: &str) {
    world.changed = true;
    let run = Queue {
        client: Some(id),
        origin: Origin::Key,
        place: place.filter(|place| world.panes.contains_key(&place.pane)),
        ..Queue::default()
    };
    messages::run_line(world, run, command);
}
