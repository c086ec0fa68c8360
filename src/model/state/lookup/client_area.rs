//! The areas of a client's terminal: status lines, window, and the visible part of a larger window.

use crate::base::{BoxRect, ClientId, PaneId, Point, Rect, Size, WindowId};
use crate::lang::tables::choices::StatusPosition;
use crate::lang::tables::options;
use crate::layout::{Extent, PresetSizes};
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

impl World {
    /// The rectangle of a client's terminal that shows the window: all of it but the status lines.
    pub(crate) fn window_area(&self, id: ClientId) -> Rect {
        let size = self.clients.get(&id).map(|c| c.size).unwrap_or_default();
        let rows = self.status_rows(id).min(size.rows.saturating_sub(1));
        let y = if self.status_on_top(id) { rows } else { 0 };
        Rect::new(0, y, size.cols, size.rows - rows)
    }

    /// Whether the status lines are above the window (`status-position top`).
    pub(crate) fn status_on_top(&self, id: ClientId) -> bool {
        let session = self.clients.get(&id).and_then(|c| c.session);
        self.get(options::STATUS_POSITION, OptionScope::Session(session)) == StatusPosition::Top
    }

    /// The number of rows that the status lines of a client's session take (`status`).
    pub(crate) fn status_rows(&self, client: ClientId) -> u16 {
        let session = self.clients.get(&client).and_then(|c| c.session);
        self.get(options::STATUS, OptionScope::Session(session))
            .lines()
    }

    /// The row of messages and prompts of a client: the status line that `message-line` selects, or
    /// the row where the status line would be.
    pub(crate) fn message_row(&self, id: ClientId) -> u16 {
        let Some(client) = self.clients.get(&id) else {
            return 0;
        };
        let bottom = client.size.rows.saturating_sub(1);
        let rows = self.status_rows(id).min(bottom);
        let selected = self.get(options::MESSAGE_LINE, OptionScope::Session(client.session));
        let line = selected.line().min(rows.saturating_sub(1));
        if self.status_on_top(id) {
            line
        } else if rows == 0 {
            bottom
        } else {
            self.window_area(id).bottom() + line
        }
    }

    /// The size that a client has for its window: its terminal without the status lines, and at
    /// least one cell.
    pub(crate) fn window_space(&self, client: ClientId) -> Size {
        let size = self
            .clients
            .get(&client)
            .map_or(Size::new(80, 24), |c| c.size);
        let rows = match self.is_control(client) {
            true => size.rows,
            false => size.rows.saturating_sub(self.status_rows(client)),
        };
        Size::new(size.cols, rows).clamped()
    }

    /// The pane sizes of the named layouts, from the options `main-pane-width` and so on.
    pub(crate) fn preset_sizes(&self, window: WindowId) -> PresetSizes {
        let of = OptionScope::Window(Some(window));
        let usual = PresetSizes::default();
        let extent = |option, usual| Extent::parse(self.get(option, of)).unwrap_or(usual);
        PresetSizes {
            main_width: extent(options::MAIN_PANE_WIDTH, usual.main_width),
            main_height: extent(options::MAIN_PANE_HEIGHT, usual.main_height),
            other_width: extent(options::OTHER_PANE_WIDTH, usual.other_width),
            other_height: extent(options::OTHER_PANE_HEIGHT, usual.other_height),
            max_columns: self.get(options::TILED_LAYOUT_MAX_COLUMNS, of),
        }
    }

    /// The top left cell of a window that a client shows when the window is larger than its area:
    /// the chosen offset, or one at which the active pane is visible.
    pub(crate) fn view_offset(&self, id: ClientId) -> Point {
        let Some(client) = self.clients.get(&id) else {
            return Point::default();
        };
        let place = client.session.and_then(|s| self.session_location(s));
        let window = place.and_then(|p| self.windows.get(&p.window));
        let Some(window) = window else {
            return Point::default();
        };
        let (area, size) = (self.window_area(id), window.size());
        let most = Point::new(
            size.cols.saturating_sub(area.cols),
            size.rows.saturating_sub(area.rows),
        );
        let wanted = client.view.unwrap_or_else(|| {
            let border = self.border_status(window.id);
            let rect = window.place(window.active, border).unwrap_or_default();
            let from = |at: i32, end: i32, room: u16| {
                let at = u16::try_from(at).unwrap_or(0);
                if end > i32::from(room) { at } else { 0 }
            };
            Point::new(
                from(rect.x, rect.right(), area.cols),
                from(rect.y, rect.bottom(), area.rows),
            )
        });
        Point::new(wanted.x.min(most.x), wanted.y.min(most.y))
    }
}

/// A cell of the client as a cell of its window.
pub(crate) fn to_window(world: &World, id: ClientId, at: Point) -> Option<Point> {
    let area = world.window_area(id);
    let view = world.view_offset(id);
    let x = at.x.clamp(area.x, area.right().saturating_sub(1)) - area.x;
    let y = at.y.clamp(area.y, area.bottom().saturating_sub(1)) - area.y;
    (area.cols > 0 && area.rows > 0).then(|| Point::new(x + view.x, y + view.y))
}

/// A part of a window's row in client coordinates; `None` if the client does not show it.
pub(crate) fn client_row(world: &World, id: ClientId, row: Rect) -> Option<Rect> {
    let (area, view) = (world.window_area(id), world.view_offset(id));
    let x = (row.x + area.x).checked_sub(view.x)?;
    let y = (row.y + area.y).checked_sub(view.y)?;
    Some(Rect::new(x, y, row.cols, row.rows)).filter(|row| area.contains(Point::new(row.x, row.y)))
}

/// The cells of a pane in client coordinates, visible or not.
pub(crate) fn client_rect(world: &World, id: ClientId, pane: PaneId) -> Option<BoxRect> {
    let place = world.session_location(world.clients.get(&id)?.session?)?;
    let window = world.windows.get(&place.window)?;
    let rect = window.place(pane, world.border_status(place.window))?;
    Some(rect.in_view(world.window_area(id), world.view_offset(id)))
}
