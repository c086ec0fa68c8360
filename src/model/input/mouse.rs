//! Mouse events: hit test, key, drag.

use crate::base::key::{MouseAction, MouseKey, MousePlace};
use crate::base::{
    BoxPart, ClientId, Key, KeyCode, MouseButton, MouseEvent, MouseEventKind, PaneId, Point, Rect,
};
use crate::lang::style::RangeKind;
use crate::lang::tables::first_steps::RANGE;
use crate::lang::tables::options;
use crate::layout::{BorderHit, BorderStatus};
use crate::model::copy::scrollbar;
use crate::model::input::{floats, key_dispatch};
use crate::model::modes::copy_mode::mouse as copy_mouse;
use crate::model::modes::mode_dispatch;
use crate::model::ops::lifecycle::manual_layout;
use crate::model::ops::lifecycle::{client_lifecycle, close};
use crate::model::ops::lifecycle::{first_steps, pane_lifecycle};
use crate::model::ops::pane_input::type_mouse;
use crate::model::ops::{timers, window_size};
use crate::model::overlays::event::is_press;
use crate::model::overlays::stack;
use crate::model::state::client::{Client, Drag, MouseHit};
use crate::model::state::location::Location;
use crate::model::state::lookup::client_area;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::timers::Purpose;
use crate::model::state::window::Window;
use crate::model::state::world::World;

/// The maximum time between the clicks of a double or triple click, in milliseconds, as in tmux.
const CLICK_MS: u64 = 300;

/// Dispatches a mouse event: to overlays, a drag, a binding, or the pane under it.
pub(crate) fn mouse(world: &mut World, id: ClientId, event: MouseEvent, access: &dyn PaneAccess) {
    if !client_lifecycle::record_activity(world, id) {
        return;
    }
    if stack::mouse(world, id, event, access) || dragged(world, id, event, access) {
        return;
    }
    let Some(hit) = hit(world, id, event, access) else {
        return;
    };
    let start = drag_start(world, id, event, access).unwrap_or_else(|| hit.clone());
    if beside_modal(world, id, &start) {
        return;
    }
    let on_hint = matches!(&hit.range, Some(RangeKind::User(name)) if name == RANGE);
    if on_hint && is_press(event) && first_steps::dismiss(world, id) {
        return;
    }
    focus_follows(world, id, &hit);
    if is_press(event)
        && let Some(client) = world.clients.get_mut(&id)
    {
        client.mouse.down_on = Some(hit.on);
        client.mouse.slider_row = hit.cell.y;
    }
    let keys = mouse_keys(world, id, event, start.on);
    time_double_click(world, id, event, &start);
    for key in keys {
        if is_bound(world, id, &start, key) {
            key_dispatch::dispatch_binding(world, id, key, Some(start), access);
            return;
        }
    }
    mouse_to_pane(world, id, &hit, access);
}

/// Starts the timer of a double click at a second click. Another click or a drag stops it.
fn time_double_click(world: &mut World, id: ClientId, event: MouseEvent, hit: &MouseHit) {
    if !is_press(event) && !matches!(event.kind, MouseEventKind::Drag(_)) {
        return;
    }
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    let second = is_press(event) && client.mouse.clicks == 2;
    let before = client.mouse.second_click.take().map(|(timer, _)| timer);
    timers::stop_timer(world, before);
    if second {
        let timer = timers::start_timer(world, Purpose::DoubleClick(id), CLICK_MS);
        if let Some(client) = world.clients.get_mut(&id) {
            client.mouse.second_click = Some((timer, Box::new(hit.clone())));
        }
    }
}

/// Runs the binding of a double click, when its timer is due.
pub(crate) fn double_click(world: &mut World, id: ClientId, access: &dyn PaneAccess) {
    let client = world.clients.get_mut(&id);
    let Some((_, hit)) = client.and_then(|client| client.mouse.second_click.take()) else {
        return;
    };
    let MouseEventKind::Press(button) = hit.event.kind else {
        return;
    };
    let code = MouseKey {
        action: MouseAction::DoubleClick,
        button: number(button),
        place: hit.on,
    };
    let key = Key::new(KeyCode::Mouse(code), hit.event.mods);
    let there = hit.place.and_then(|place| world.pane_location(place.pane));
    if there.is_some() && is_bound(world, id, &hit, key) {
        key_dispatch::dispatch_binding(world, id, key, Some(*hit), access);
    }
}

fn is_bound(world: &World, id: ClientId, hit: &MouseHit, key: Key) -> bool {
    world.keys.find("root", key).is_some() || table_has(world, id, key) || mode_has(world, hit, key)
}

/// Whether a modal pane keeps the mouse from the rest of its window. A press beside it closes the
/// pane if it was made so.
fn beside_modal(world: &mut World, id: ClientId, hit: &MouseHit) -> bool {
    let client = world.clients.get(&id);
    let read_only = client.is_some_and(|client| client.read_only);
    let here = client.and_then(|client| world.session_location(client.session?));
    let window = here.and_then(|here| world.windows.get(&here.window));
    let Some(modal) = window.and_then(|window| window.floats.above.modal) else {
        return false;
    };
    let on_it = hit.on == MousePlace::Pane || hit.grip.is_some();
    let inside = on_it && hit.place.is_some_and(|place| place.pane == modal.pane);
    if inside || !world.window_area(id).contains(hit.event.at) {
        return false;
    }
    let pressed = match hit.event.kind {
        MouseEventKind::Press(MouseButton::WheelUp | MouseButton::WheelDown) => false,
        kind => matches!(kind, MouseEventKind::Press(_)),
    };
    if modal.close_on_click && pressed && !read_only {
        world.changed = true;
        close::close_pane(world, modal.pane);
    }
    true
}

/// Selects the pane under a mouse that moves without a button (`focus-follows-mouse`).
fn focus_follows(world: &mut World, id: ClientId, hit: &MouseHit) {
    let Some(client) = world.clients.get(&id) else {
        return;
    };
    let follows = world.get(
        options::FOCUS_FOLLOWS_MOUSE,
        OptionScope::Session(client.session),
    );
    let moved = hit.event.kind == MouseEventKind::Move && hit.on == MousePlace::Pane;
    if let Some(place) = hit.place.filter(|_| follows && moved && !client.read_only)
        && world
            .windows
            .get(&place.window)
            .is_some_and(|w| w.active != place.pane)
    {
        pane_lifecycle::select(world, place, true);
        world.changed = true;
        window_size::redraw_all(world);
    }
}

/// The target where a drag began. It stays the target of the drag's key while the mouse moves.
fn drag_start(
    world: &World,
    id: ClientId,
    event: MouseEvent,
    access: &dyn PaneAccess,
) -> Option<MouseHit> {
    let mouse = &world.clients.get(&id)?.mouse;
    let down = mouse.down;
    let at = down.filter(|_| matches!(event.kind, MouseEventKind::Drag(_)))?;
    let mut hit = hit(world, id, MouseEvent { at, ..event }, access)?;
    // The slider has moved from where the button went down.
    let slider = MousePlace::ScrollbarSlider;
    if mouse.down_on == Some(slider) && is_scrollbar(hit.on) {
        hit.on = slider;
    }
    Some(MouseHit { event, ..hit })
}

const fn is_scrollbar(on: MousePlace) -> bool {
    matches!(
        on,
        MousePlace::ScrollbarUp | MousePlace::ScrollbarSlider | MousePlace::ScrollbarDown
    )
}

fn mode_has(world: &World, hit: &MouseHit, key: Key) -> bool {
    let place = hit.place.filter(|_| hit.on == MousePlace::Pane);
    let table = place.and_then(|p| key_dispatch::mode_table(world, p));
    table.is_some_and(|t| world.keys.find(t, key).is_some())
}

fn table_has(world: &World, id: ClientId, key: Key) -> bool {
    let table = world.clients.get(&id).and_then(|c| c.table.as_ref());
    table.is_some_and(|t| world.keys.find(t, key).is_some())
}

/// The names of an event as keys, the most specific first (`TripleClick1Pane` before
/// `MouseDown1Pane`). A double click has a timer, because a triple click is none.
fn mouse_keys(world: &mut World, id: ClientId, event: MouseEvent, on: MousePlace) -> Vec<Key> {
    let mono = world.now.mono;
    let Some(client) = world.clients.get_mut(&id) else {
        return vec![];
    };
    let mouse = &mut client.mouse;
    let key = |action, button| {
        let code = MouseKey {
            action,
            button,
            place: on,
        };
        Key::new(KeyCode::Mouse(code), event.mods)
    };
    match event.kind {
        MouseEventKind::Press(MouseButton::WheelUp) => vec![key(MouseAction::WheelUp, 0)],
        MouseEventKind::Press(MouseButton::WheelDown) => vec![key(MouseAction::WheelDown, 0)],
        MouseEventKind::Press(button) => {
            let number = number(button);
            let again = mouse.button == number
                && mouse.at == event.at
                && mono.saturating_sub(mouse.when) <= CLICK_MS;
            mouse.clicks = if again { mouse.clicks % 3 + 1 } else { 1 };
            mouse.button = number;
            mouse.at = event.at;
            mouse.when = mono;
            mouse.down = Some(event.at);
            let down = key(MouseAction::Down, number);
            match mouse.clicks {
                2 => vec![key(MouseAction::SecondClick, number), down],
                3 => vec![key(MouseAction::TripleClick, number), down],
                _ => vec![down],
            }
        }
        MouseEventKind::Drag(button) => vec![key(MouseAction::Drag, number(button))],
        MouseEventKind::Release(button) => {
            mouse.down = None;
            vec![key(MouseAction::Up, button.map_or(mouse.button, number))]
        }
        MouseEventKind::Move => vec![key(MouseAction::Move, 0)],
    }
}

/// Continues a drag. Returns false if there is none.
fn dragged(world: &mut World, id: ClientId, event: MouseEvent, access: &dyn PaneAccess) -> bool {
    let Some(client) = world.clients.get_mut(&id) else {
        return true;
    };
    let Some(drag) = client.mouse.drag.clone() else {
        return false;
    };
    let over = !matches!(event.kind, MouseEventKind::Drag(_));
    if over {
        client.mouse.drag = None;
        client.mouse.down = None;
    }
    match drag {
        Drag::Border(border) if !over => drag_border(world, id, &border, event.at),
        Drag::Float { pane, grip, grab } if !over => {
            floats::drag(world, id, (pane, grip, grab), event.at);
        }
        Drag::NewBox { pane, from } if !over => {
            floats::draw(world, id, (pane, from), event.at);
        }
        Drag::Border(_) | Drag::Float { .. } | Drag::NewBox { .. } => {}
        Drag::Copy(pane) if !over => copy_mouse::drag(world, id, pane, event.at, access),
        Drag::Copy(pane) => {
            copy_mouse::end_drag(world, id, pane, access);
            end_of_drag(world, id, pane, event, access);
            first_steps::tell_of_shift(world, id);
        }
        Drag::Pane(pane) => {
            if !over {
                first_steps::tell_of_shift(world, id);
            }
            let rect = client_area::client_rect(world, id, pane);
            if let Some(rect) = rect {
                let at = rect.nearest(event.at);
                type_mouse(world, pane, MouseEvent { at, ..event }, access);
            }
        }
    }
    true
}

/// Runs the binding of the end of a drag in a pane, wherever the mouse is.
fn end_of_drag(
    world: &mut World,
    id: ClientId,
    pane: PaneId,
    event: MouseEvent,
    access: &dyn PaneAccess,
) {
    let button = world.clients.get(&id).map_or(1, |c| c.mouse.button);
    let code = MouseKey {
        action: MouseAction::DragEnd,
        button,
        place: MousePlace::Pane,
    };
    let key = Key::new(KeyCode::Mouse(code), event.mods);
    let (Some(place), Some(cell)) = (
        world.pane_location(pane),
        copy_mouse::cell(world, id, pane, event.at),
    ) else {
        return;
    };
    let hit = MouseHit {
        event,
        place: Some(place),
        range: None,
        cell,
        on: MousePlace::Pane,
        border: None,
        grip: None,
    };
    if mode_has(world, &hit, key) || world.keys.find("root", key).is_some() {
        key_dispatch::dispatch_binding(world, id, key, Some(hit), access);
    }
}

/// Moves a border of the window that a client shows to a cell of the client.
pub(crate) fn drag_border(world: &mut World, id: ClientId, border: &BorderHit, to: Point) {
    let session = world.clients.get(&id).and_then(|c| c.session);
    if let Some(place) = session.and_then(|s| world.session_location(s))
        && let Some(at) = client_area::to_window(world, id, to)
        && let Some(window) = world.windows.get_mut(&place.window)
    {
        let tree = window.tree.drag(border, at);
        if window.tree != tree {
            window.tree = tree;
            manual_layout::pause(world, place.window, Some(id));
        }
        world.changed = true;
        window_size::update_pane_sizes(world, place.window);
    }
}

/// The target of an event.
fn hit(
    world: &World,
    id: ClientId,
    event: MouseEvent,
    access: &dyn PaneAccess,
) -> Option<MouseHit> {
    let client = world.clients.get(&id)?;
    let here = world.session_location(client.session?)?;
    let mut hit = MouseHit {
        event,
        place: Some(here),
        range: None,
        cell: Point::default(),
        on: MousePlace::StatusDefault,
        border: None,
        grip: None,
    };
    let area = world.window_area(id);
    if !area.contains(event.at) {
        let found = client.hits.iter().find(|h| h.rect.contains(event.at));
        if let Some(found) = found {
            hit.range = Some(found.kind.clone());
            hit.on = match found.kind {
                RangeKind::Left => MousePlace::StatusLeft,
                RangeKind::Right => MousePlace::StatusRight,
                RangeKind::Control(n) => MousePlace::Control(n),
                _ => MousePlace::Status,
            };
            hit.place = match found.kind {
                RangeKind::Window(index) => world.location_at(here.session, index).or(hit.place),
                RangeKind::Pane(pane) => world.pane_location(PaneId(pane)).or(hit.place),
                RangeKind::Session(session) => world
                    .session_location(crate::base::SessionId(session))
                    .or(hit.place),
                _ => hit.place,
            };
        }
        return Some(hit);
    }
    let at = client_area::to_window(world, id, event.at)?;
    let window = world.windows.get(&here.window)?;
    if let Some((pane, part)) = world.float_at(window, i32::from(at.x), i32::from(at.y)) {
        hit.place = Some(Location { pane, ..here });
        match part {
            BoxPart::Inside(cell) => {
                hit.on = MousePlace::Pane;
                hit.cell = cell;
            }
            BoxPart::Border(grip) => {
                hit.on = MousePlace::Border;
                hit.grip = Some(grip);
                control_at(client, &mut hit);
            }
        }
        return Some(hit);
    }
    let border = world.border_status(here.window);
    let places = window.places(border);
    if let Some((pane, rect)) = places.iter().find(|(_, rect)| rect.contains(at)) {
        hit.on = MousePlace::Pane;
        hit.place = Some(Location {
            pane: *pane,
            ..here
        });
        hit.cell = Point::new(at.x - rect.x, at.y - rect.y);
    } else if let Some((pane, bar)) = places.iter().find_map(|(pane, rect)| {
        let bar = window.scrollbars.bar(*pane, *rect)?;
        bar.contains(at).then_some((*pane, bar))
    }) {
        let slider = scrollbar::slider(world, pane, bar.rows, access);
        let row = at.y - bar.y;
        hit.on = if row < slider.start {
            MousePlace::ScrollbarUp
        } else if row < slider.end {
            MousePlace::ScrollbarSlider
        } else {
            MousePlace::ScrollbarDown
        };
        hit.place = Some(Location { pane, ..here });
        hit.cell = Point::new(0, row.saturating_sub(slider.start));
    } else if let Some((pane, rect)) = in_padding(window, border, at) {
        hit.on = MousePlace::Pane;
        hit.place = Some(Location { pane, ..here });
        hit.cell = Point::new(
            at.x.clamp(rect.x, rect.right() - 1) - rect.x,
            at.y.clamp(rect.y, rect.bottom() - 1) - rect.y,
        );
    } else {
        hit.on = MousePlace::Border;
        let stack = window.stack();
        hit.border = match stack {
            Some(_) => None,
            None => window.tree.border_at(at),
        };
        control_at(client, &mut hit);
        let mut titles = stack.iter().flat_map(|stack| &stack.titles);
        let title = titles.find(|(_, row)| *row == at.y);
        if let Some((pane, _)) = title {
            hit.place = Some(Location {
                pane: *pane,
                ..here
            });
            return Some(hit);
        }
        let named = |r: &Rect| match border {
            BorderStatus::Top => r.y == at.y + 1,
            BorderStatus::Bottom => r.bottom() == at.y,
            BorderStatus::Off => false,
        };
        let named = |(_, r): &&(PaneId, Rect)| named(r) && (r.x..r.right()).contains(&at.x);
        let owner = places.iter().find(named).or_else(|| {
            places.iter().find(|(_, r)| {
                Rect::new(
                    r.x.saturating_sub(1),
                    r.y.saturating_sub(1),
                    r.cols + 2,
                    r.rows + 2,
                )
                .contains(at)
            })
        });
        if let Some((pane, _)) = owner {
            hit.place = Some(Location {
                pane: *pane,
                ..here
            });
        }
    }
    Some(hit)
}

/// The pane in whose padding a cell of a window lies, and the cells of its text.
fn in_padding(window: &Window, border: BorderStatus, at: Point) -> Option<(PaneId, Rect)> {
    let mut cards = window.cards(border).into_iter();
    let (pane, _) = cards.find(|(_, card)| window.spacing.padding > 0 && card.contains(at))?;
    let mut texts = window.places(border).into_iter();
    texts.find(|(text, _)| *text == pane)
}

/// Makes a control in the border under the mouse the target.
fn control_at(client: &Client, hit: &mut MouseHit) {
    let mut hits = client.hits.iter();
    let found = hits.find(|h| h.rect.contains(hit.event.at));
    if let Some(RangeKind::Control(n)) = found.map(|h| &h.kind) {
        hit.on = MousePlace::Control(*n);
        hit.range = Some(RangeKind::Control(*n));
    }
}

/// Passes an event to the pane under it.
pub(crate) fn mouse_to_pane(
    world: &mut World,
    id: ClientId,
    hit: &MouseHit,
    access: &dyn PaneAccess,
) {
    let read_only = world.clients.get(&id).is_some_and(|c| c.read_only);
    let Some(place) = hit
        .place
        .filter(|_| hit.on == MousePlace::Pane && !read_only)
    else {
        return;
    };
    if mode_dispatch::mouse(world, id, place.pane, hit, access) {
        return;
    }
    let event = MouseEvent {
        at: hit.cell,
        ..hit.event
    };
    if type_mouse(world, place.pane, event, access)
        && is_press(event)
        && let Some(client) = world.clients.get_mut(&id)
    {
        client.mouse.drag = Some(Drag::Pane(place.pane));
    }
}

const fn number(button: MouseButton) -> u8 {
    match button {
        MouseButton::Left => 1,
        MouseButton::Middle => 2,
        MouseButton::Right => 3,
        MouseButton::Extra(n) => n,
        _ => 0,
    }
}
