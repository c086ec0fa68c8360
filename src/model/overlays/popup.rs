//! Popups: keys, mouse, paste, drawing, and the menu of their border.

use crate::base::{
    Axis, BoxPart, BoxRect, ClientId, Color, Grip, Key, KeyCode, KeyEvent, KeyEventKind, Mods,
    MouseButton, MouseEvent, MouseEventKind, PaneId, Point, Size,
};
use crate::lang::tables::options;
use crate::model::ops::lifecycle::popup_lifecycle;
use crate::model::ops::pane_input::{modes, type_mouse};
use crate::model::ops::{messages, overlays};
use crate::model::overlays::box_title::title_line;
use crate::model::overlays::event::KeyOutcome;
use crate::model::overlays::menu;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::popup::{Popup, PopupAction, PopupDrag};
use crate::model::state::overlay::{Menu, MenuAction, MenuEntry, OverlayKind};
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::world::World;
use crate::scene::{Cursor, Overlay, PaneBox, Plane};
use crate::term::{Screen, encode_key, encode_paste};

/// The popup of a client.
pub(crate) fn shown(world: &World, id: ClientId) -> Option<&Popup> {
    world.clients.get(&id)?.overlays.get()
}

/// Whether the program of a popup has ended.
fn has_ended(world: &World, popup: &Popup) -> bool {
    let pane = world.panes.get(&popup.pane);
    pane.is_none_or(|pane| pane.exit().is_some())
}

/// The pane of the popup of a client that accepts input from it.
fn receiver(world: &World, id: ClientId) -> Option<PaneId> {
    let client = world.clients.get(&id).filter(|client| !client.read_only)?;
    let popup = client.overlays.get::<Popup>()?;
    (!has_ended(world, popup)).then_some(popup.pane)
}

/// A key closes the popup or goes to its program. No key passes it.
pub(crate) fn key(
    world: &mut World,
    id: ClientId,
    event: &KeyEvent,
    access: &dyn PaneAccess,
) -> KeyOutcome {
    let Some(popup) = shown(world, id) else {
        return KeyOutcome::Pass;
    };
    let ended = has_ended(world, popup);
    let cancels = [Key::plain(KeyCode::Escape), Key::ctrl('c')].contains(&event.key);
    let closes = cancels && (ended || !popup.closing.by_program());
    if (closes || ended && popup.closing.any_key) && event.kind == KeyEventKind::Press {
        overlays::close(world, id, OverlayKind::Popup);
        return KeyOutcome::Taken;
    }
    if let Some(pane) = receiver(world, id) {
        let mut bytes = Vec::new();
        encode_key(event, &modes(access, pane), &mut bytes);
        if !bytes.is_empty() {
            world.effect(Effect::Pane(pane, PaneEffect::Write(bytes)));
        }
    }
    KeyOutcome::Taken
}

/// Pasted text goes to the program.
pub(crate) fn paste(world: &mut World, id: ClientId, text: &str, access: &dyn PaneAccess) -> bool {
    if let Some(pane) = receiver(world, id) {
        let mut bytes = Vec::new();
        encode_paste(text, &modes(access, pane), &mut bytes);
        world.effect(Effect::Pane(pane, PaneEffect::Write(bytes)));
    }
    true
}

/// The smallest size of a popup, with its border.
pub(crate) const fn least(bordered: bool) -> Size {
    if bordered {
        Size::new(3, 3)
    } else {
        Size::new(1, 1)
    }
}

/// The mouse moves or resizes the popup by its border, or anywhere with Meta; opens its menu with
/// the right button on the left or upper border or outside; or goes to the program.
pub(crate) fn mouse(
    world: &mut World,
    id: ClientId,
    event: MouseEvent,
    access: &dyn PaneAccess,
) -> bool {
    let Some(popup) = shown(world, id) else {
        return false;
    };
    if let Some(drag) = popup.drag {
        dragged(world, id, drag, event);
        return true;
    }
    let rect = BoxRect::from(popup.rect);
    let (x, y) = (i32::from(event.at.x), i32::from(event.at.y));
    let part = rect.part(x, y, popup.bordered());
    let meta = event.mods == Mods::META && part.is_some();
    let plain_right = event.kind == MouseEventKind::Press(MouseButton::Right) && !meta;
    match part {
        None if plain_right => open_menu(world, id, event),
        None => {}
        Some(BoxPart::Border(grip)) if plain_right && event.mods.is_empty() && has_menu(grip) => {
            open_menu(world, id, event);
        }
        Some(BoxPart::Border(grip)) => start_drag(world, id, rect, event, grip),
        Some(BoxPart::Inside(_)) if meta => {
            start_drag(world, id, rect, event, Grip::default());
        }
        Some(BoxPart::Inside(at)) => {
            if let Some(pane) = receiver(world, id) {
                type_mouse(world, pane, MouseEvent { at, ..event }, access);
            }
        }
    }
    true
}

/// Whether the right button opens the menu on a part of the border: left, or at the top.
const fn has_menu(grip: Grip) -> bool {
    grip.x < 0 || grip.x == 0 && grip.y < 0
}

fn start_drag(world: &mut World, id: ClientId, rect: BoxRect, event: MouseEvent, grip: Grip) {
    // In tmux the left button moves at the corner too.
    let corner = grip == Grip::LOWER_RIGHT && !world.seen_as_tmux(Some(id));
    let drag = match event.kind {
        MouseEventKind::Press(MouseButton::Left) if !corner => {
            let from = |at: u16, edge: i32| u16::try_from(i32::from(at) - edge).unwrap_or(0);
            PopupDrag::Move(from(event.at.x, rect.x), from(event.at.y, rect.y))
        }
        MouseEventKind::Press(MouseButton::Left | MouseButton::Right) => {
            PopupDrag::Resize(Grip::LOWER_RIGHT)
        }
        MouseEventKind::Press(_)
        | MouseEventKind::Release(_)
        | MouseEventKind::Drag(_)
        | MouseEventKind::Move => return,
    };
    if let Some(popup) = popup_mut(world, id) {
        popup.drag = Some(drag);
    }
}

fn popup_mut(world: &mut World, id: ClientId) -> Option<&mut Popup> {
    world.clients.get_mut(&id)?.overlays.get_mut()
}

fn dragged(world: &mut World, id: ClientId, drag: PopupDrag, event: MouseEvent) {
    let size = world.clients.get(&id).map(|c| c.size).unwrap_or_default();
    let Some(popup) = popup_mut(world, id) else {
        return;
    };
    if !matches!(event.kind, MouseEventKind::Drag(_)) {
        popup.drag = None;
        return;
    }
    let rect = BoxRect::from(popup.rect);
    let (x, y) = (i32::from(event.at.x), i32::from(event.at.y));
    let new = match drag {
        PopupDrag::Move(left, top) => rect.moved((i32::from(left), i32::from(top)), x, y),
        PopupDrag::Resize(grip) => rect.resized(grip, x, y, least(popup.bordered())),
    };
    place(world, id, new.fitted(size));
}

/// Gives the popup of a client another place.
fn place(world: &mut World, id: ClientId, rect: BoxRect) {
    let size = world.clients.get(&id).map(|c| c.size).unwrap_or_default();
    if let Some(popup) = popup_mut(world, id) {
        popup.wanted = rect.visible(size).unwrap_or(popup.wanted);
    }
    world.changed = true;
    overlays::fit_popup(world, id);
}

fn open_menu(world: &mut World, id: ClientId, event: MouseEvent) {
    let buffer = world.buffers.find(None).map(|buffer| buffer.name.clone());
    let entry = |label: &str, key: char, action| {
        Some(MenuEntry {
            label: label.to_owned(),
            key: Some(Key::plain(KeyCode::Char(key))),
            action: MenuAction::Popup(action),
            enabled: true,
        })
    };
    let mut entries = vec![entry("Close", 'q', PopupAction::Close)];
    if let Some(name) = buffer {
        let name = name.replace('#', "##");
        let label = format!("Paste #[underscore]{name}");
        entries.push(entry(&label, 'p', PopupAction::Paste));
    }
    entries.extend([
        None,
        entry("Fill Space", 'F', PopupAction::Fill),
        entry("Centre", 'C', PopupAction::Centre),
        None,
        entry("To Horizontal Pane", 'h', PopupAction::ToHorizontalPane),
        entry("To Vertical Pane", 'v', PopupAction::ToVerticalPane),
    ]);
    let (cols, rows) = Menu::room("", &entries);
    let Some(client) = world.clients.get(&id) else {
        return;
    };
    let left = event.at.x.saturating_sub(cols / 2);
    let rect = BoxRect::new(
        i32::from(left),
        i32::from(event.at.y),
        Size::new(cols, rows),
    );
    if cols > client.size.cols || rows > client.size.rows {
        return;
    }
    let rect = rect.fitted(client.size).visible(client.size);
    let place = client.session.and_then(|s| world.session_location(s));
    let of = OptionScope::Window(place.map(|place| place.window));
    let menu = Menu {
        entries,
        rect: rect.unwrap_or_default(),
        lines: menu::border_lines(world.get(options::MENU_BORDER_LINES, of)),
        border_style: world.get(options::MENU_BORDER_STYLE, of).style(),
        style: world.get(options::MENU_STYLE, of).style(),
        selected_style: world.get(options::MENU_SELECTED_STYLE, of).style(),
        mouse: true,
        opened_at: Some(event.at),
        place,
        ..Menu::default()
    };
    menu::open(world, id, menu);
}

/// Performs an action of the menu.
pub(crate) fn act(world: &mut World, id: ClientId, action: PopupAction, access: &dyn PaneAccess) {
    let size = world.clients.get(&id).map(|c| c.size).unwrap_or_default();
    let result = match action {
        PopupAction::Close => {
            overlays::close(world, id, OverlayKind::Popup);
            Ok(())
        }
        PopupAction::Paste => {
            let text = world.buffers.find(None).map(|buffer| buffer.data.clone());
            let text = text.map(|data| String::from_utf8_lossy(&data).into_owned());
            if let Some(text) = text {
                paste(world, id, &text, access);
            }
            Ok(())
        }
        PopupAction::Fill => {
            place(world, id, BoxRect::new(0, 0, size));
            Ok(())
        }
        PopupAction::Centre => {
            let taken = shown(world, id).map(|popup| popup.rect.size());
            let taken = taken.unwrap_or_default();
            let middle = |room: u16, taken: u16| i32::from(room / 2) - i32::from(taken / 2);
            let (x, y) = (middle(size.cols, taken.cols), middle(size.rows, taken.rows));
            place(world, id, BoxRect::new(x, y, taken).fitted(size));
            Ok(())
        }
        PopupAction::ToHorizontalPane => popup_lifecycle::to_pane(world, id, Axis::LeftRight),
        PopupAction::ToVerticalPane => popup_lifecycle::to_pane(world, id, Axis::TopBottom),
    };
    if let Err(error) = result {
        messages::show_error(world, id, &error.message);
    }
}

/// The box of the scene.
pub(crate) fn overlay(popup: &Popup, access: &dyn PaneAccess) -> Overlay {
    let [text, back] = of_screen(access, popup.pane, Screen::colors);
    let color = |(r, g, b)| Color::Rgb(r, g, b);
    let mut look = popup.style;
    look.fg = text.map_or(look.fg, color);
    look.bg = back.map_or(look.bg, color);
    let cols = popup.rect.cols.saturating_sub(4);
    Overlay::Pane(Box::new(PaneBox {
        pane: popup.pane,
        rect: BoxRect::from(popup.rect),
        plane: Plane::Client,
        border: popup.lines,
        border_style: popup.border_style,
        title: title_line(&popup.title, cols, popup.lines, popup.border_style),
        title_below: false,
        look,
    }))
}

/// The cursor of the program, in client coordinates; `None` if it is hidden.
pub(crate) fn cursor(popup: &Popup, access: &dyn PaneAccess) -> Option<Cursor> {
    let own = of_screen(access, popup.pane, |screen| Some(screen.cursor()))?;
    let inside = overlays::popup_contents(popup).visible(Size::new(u16::MAX, u16::MAX))?;
    let at = Point::new(
        inside.x + own.at.x.min(inside.cols.saturating_sub(1)),
        inside.y + own.at.y.min(inside.rows.saturating_sub(1)),
    );
    own.visible.then_some(Cursor {
        at,
        shape: own.shape,
        blink: own.blink,
        color: own.color,
    })
}
