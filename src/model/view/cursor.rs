//! The cursor of a client.

use crate::base::{ClientId, CursorShape, Point};
use crate::lang::color::color_rgb;
use crate::lang::tables::choices::CursorStyle;
use crate::lang::tables::opt::{Colour, Opt};
use crate::lang::tables::options;
use crate::model::copy::settings;
use crate::model::overlays::list::draw as list_draw;
use crate::model::overlays::popup;
use crate::model::overlays::stack::{self, OverlayCursor};
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::Prompt;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::world::World;
use crate::model::view::status;
use crate::scene::Cursor;

/// The cursor of a client in client coordinates; `None` hides it.
pub fn cursor(world: &World, id: ClientId, access: &dyn PaneAccess) -> Option<Cursor> {
    let client = world.clients.get(&id)?;
    let overlay = stack::cursor(world, id);
    if overlay == OverlayCursor::Own {
        let own = Cursor {
            at: status::prompt_cursor(world, id)?,
            ..Cursor::default()
        };
        let of = OptionScope::Session(client.session);
        let commanding = client.overlays.get().is_some_and(|p: &Prompt| p.commanding);
        let style = match commanding {
            true => options::PROMPT_COMMAND_CURSOR_STYLE,
            false => options::PROMPT_CURSOR_STYLE,
        };
        return Some(cursor_look(
            world,
            own,
            style,
            options::PROMPT_CURSOR_COLOUR,
            of,
        ));
    }
    if overlay == OverlayCursor::List {
        let (client, list) = list_draw::shown(world, id)?;
        let own = Cursor {
            at: list_draw::cursor(client, list),
            ..Cursor::default()
        };
        let of = OptionScope::Session(client.session);
        let (style, color) = (options::PROMPT_CURSOR_STYLE, options::PROMPT_CURSOR_COLOUR);
        return Some(cursor_look(world, own, style, color, of));
    }
    if overlay == OverlayCursor::Popup {
        let popup = popup::shown(world, id)?;
        let own = popup::cursor(popup, access)?;
        let of = OptionScope::Pane(popup.pane);
        let (style, color) = (options::CURSOR_STYLE, options::CURSOR_COLOUR);
        return Some(cursor_look(world, own, style, color, of));
    }
    let place = world.session_location(client.session?)?;
    let pane = world.panes.get(&place.pane)?;
    if overlay == OverlayCursor::Hidden {
        return None;
    }
    let window = world.windows.get(&place.window)?;
    let rect = window.place(place.pane, world.border_status(place.window))?;
    let cursor = if pane.mode.is_some() {
        screen_cursor(settings::cursor_cell(world, place.pane, access)?)
    } else {
        of_screen(access, place.pane, |s| Some(s.cursor()))?
    };
    let (area, view) = (world.window_area(id), world.view_offset(id));
    let cell = |at: i32, cursor: u16, len: u16, view: u16| {
        let cursor = i32::from(cursor.min(len.saturating_sub(1)));
        u16::try_from(at + cursor - i32::from(view)).ok()
    };
    let x = cell(rect.x, cursor.at.x, rect.cols, view.x)?;
    let y = cell(rect.y, cursor.at.y, rect.rows, view.y)?;
    let top = world.float_at(
        window,
        i32::from(x) + i32::from(view.x),
        i32::from(y) + i32::from(view.y),
    );
    let covered = top.is_some_and(|(pane, _)| pane != place.pane);
    let visible = cursor.visible && !covered && x < area.cols && y < area.rows;
    let own = Cursor {
        at: Point::new(area.x + x, area.y + y),
        shape: cursor.shape,
        blink: cursor.blink,
        color: cursor.color,
    };
    let of = OptionScope::Pane(place.pane);
    let (style, color) = (options::CURSOR_STYLE, options::CURSOR_COLOUR);
    visible.then(|| cursor_look(world, own, style, color, of))
}

/// A visible cursor of the usual look.
fn screen_cursor(at: Point) -> crate::term::Cursor {
    crate::term::Cursor {
        at,
        visible: true,
        ..crate::term::Cursor::default()
    }
}

/// A cursor with the shape and colour of the options where the program set none.
fn cursor_look(
    world: &World,
    own: Cursor,
    style: Opt<CursorStyle>,
    color: Opt<Colour>,
    of: OptionScope,
) -> Cursor {
    let (blink, shape) = match world.get(style, of) {
        CursorStyle::Default => (false, CursorShape::Default),
        CursorStyle::BlinkingBlock => (true, CursorShape::Block),
        CursorStyle::Block => (false, CursorShape::Block),
        CursorStyle::BlinkingUnderline => (true, CursorShape::Underline),
        CursorStyle::Underline => (false, CursorShape::Underline),
        CursorStyle::BlinkingBar => (true, CursorShape::Bar),
        CursorStyle::Bar => (false, CursorShape::Bar),
    };
    let color = || color_rgb(world.get(color, of)?);
    let chosen = own.shape != CursorShape::Default || shape == CursorShape::Default;
    Cursor {
        shape: if chosen { own.shape } else { shape },
        blink: if chosen { own.blink } else { blink },
        color: own.color.or_else(color),
        ..own
    }
}
