//! What a client should see: from the world to a scene.

use crate::base::{Attrs, ClientId, CursorShape, Now, PaneId, Point, Rect, Size, Style, WindowId};
use crate::lang::color::{color_rgb, parse_color};
use crate::lang::styled_text::draw;
use crate::layout::BorderStatus;
use crate::model::format::FormatContext;
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::location::Place;
use crate::model::state::mouse::Hit;
use crate::model::state::options::Of;
use crate::model::state::pane_access::{Sight, of_screen};
use crate::model::state::world::World;
use crate::scene::{
    BorderIndicators, BorderLines, BorderLook, Cursor, Label, MouseWanted, Overlay, PaneArea, Scene,
};

impl World {
    /// What an attached client should see now.
    pub fn scene(&mut self, id: ClientId, now: Now, sight: &dyn Sight) -> Option<Scene> {
        self.now = now;
        let bars = self.bars(id, sight);
        let client = self.clients.get(&id)?;
        let place = self.place_in(client.session?)?;
        let window = self.windows.get(&place.window)?;
        let area = self.area(id);
        let of = Of::Window(Some(place.window));
        let border = self.border_status(place.window);
        let places = window.places(border);
        let panes = places
            .iter()
            .map(|(p, rect)| self.pane_area(place, *p, *rect, sight));
        let fill = self.text("fill-character", of);
        let title = self
            .flag("set-titles", Of::Session(client.session))
            .then(|| {
                let format = self.text("set-titles-string", Of::Session(client.session));
                let context = FormatContext::new(self, sight)
                    .about(Some(place))
                    .seen_by(Some(id));
                context.expand_time(&format)
            });
        let (labels, controls) = self.border_labels(place, &places, border, sight);
        let scene = Scene {
            size: client.size,
            area,
            window: window.size(),
            view: self.view(id),
            panes: panes.collect(),
            border: self.border_look(place.window),
            labels,
            status_lines: bars,
            overlays: self.overlays(id, place, &places),
            title,
            mouse: self.mouse_wanted(id, place.window, sight),
            fill: fill.chars().next(),
        };
        let shown = controls.into_iter().filter_map(|hit| {
            Some(Hit {
                rect: self.client_row(id, hit.rect)?,
                ..hit
            })
        });
        let shown: Vec<Hit> = shown.collect();
        if let Some(client) = self.clients.get_mut(&id) {
            client.hits.extend(shown);
        }
        Some(scene)
    }

    fn pane_area(&self, place: Place, id: PaneId, rect: Rect, sight: &dyn Sight) -> PaneArea {
        let active = self
            .windows
            .get(&place.window)
            .is_some_and(|w| w.active == id);
        let of = Of::Pane(id);
        let look = self.style("window-style", of);
        let look = if active {
            self.style_over("window-active-style", of, look)
        } else {
            look
        };
        let mut border = self.border_style(place, id, active, sight);
        if self.marked == Some(id) {
            border.attrs.toggle(Attrs::REVERSE);
        }
        PaneArea {
            pane: id,
            rect,
            active,
            look,
            border,
        }
    }

    fn border_style(&self, place: Place, id: PaneId, active: bool, sight: &dyn Sight) -> Style {
        let context = FormatContext::new(self, sight).about(Some(Place { pane: id, ..place }));
        let option = if active {
            "pane-active-border-style"
        } else {
            "pane-border-style"
        };
        let border = context.expand(&self.text(option, Of::Pane(id)));
        crate::lang::style::parse_style(&border, Style::DEFAULT).unwrap_or_default()
    }

    fn border_look(&self, window: WindowId) -> BorderLook {
        let of = Of::Window(Some(window));
        BorderLook {
            lines: match self.choice("pane-border-lines", of).as_str() {
                "double" => BorderLines::Double,
                "heavy" => BorderLines::Heavy,
                "simple" => BorderLines::Simple,
                "number" => BorderLines::Number,
                "spaces" => BorderLines::Spaces,
                _ => BorderLines::Single,
            },
            indicators: match self.choice("pane-border-indicators", of).as_str() {
                "off" => BorderIndicators::Off,
                "arrows" => BorderIndicators::Arrows,
                "both" => BorderIndicators::Both,
                _ => BorderIndicators::Colour,
            },
            style: self.style("pane-border-style", of),
        }
    }

    /// The texts in borders, and what of them the mouse can hit, both in window coordinates.
    fn border_labels(
        &self,
        place: Place,
        places: &[(PaneId, Rect)],
        border: BorderStatus,
        sight: &dyn Sight,
    ) -> (Vec<Label>, Vec<Hit>) {
        let mut labels = Vec::new();
        let mut controls = Vec::new();
        if border == BorderStatus::Off {
            return (labels, controls);
        }
        for (id, rect) in places {
            let format = self.text("pane-border-format", Of::Pane(*id));
            let context = FormatContext::new(self, sight).about(Some(Place { pane: *id, ..place }));
            let text = context.expand(&format);
            let active = self.windows.get(&place.window);
            let active = active.is_some_and(|w| w.active == *id);
            let style = self.border_style(place, *id, active, sight);
            let cols = rect.cols.saturating_sub(4);
            let drawn = draw(&text, cols, style);
            let y = match border {
                BorderStatus::Top => rect.y.saturating_sub(1),
                _ => rect.bottom(),
            };
            controls.extend(drawn.ranges.iter().map(|range| Hit {
                rect: Rect::new(
                    rect.x + 2 + range.from,
                    y,
                    range.to.saturating_sub(range.from),
                    1,
                ),
                kind: range.kind.clone(),
            }));
            labels.extend(drawn.covered.iter().map(|(from, to)| Label {
                at: Point::new(rect.x + 2 + from, y),
                cols: to - from,
                line: drawn.line.slice(usize::from(*from), usize::from(*to)),
                fill: None,
            }));
        }
        (labels, controls)
    }

    /// What is above everything else: numbers over panes, a menu.
    fn overlays(&self, id: ClientId, place: Place, places: &[(PaneId, Rect)]) -> Vec<Overlay> {
        let menu = self.clients.get(&id).and_then(|c| c.menu.as_ref());
        let numbers = self.numbers_over(id, place, places).into_iter();
        numbers.chain(menu.map(|menu| menu.overlay())).collect()
    }

    fn numbers_over(&self, id: ClientId, place: Place, places: &[(PaneId, Rect)]) -> Vec<Overlay> {
        if self.clients.get(&id).is_none_or(|c| c.numbers.is_none()) {
            return vec![];
        }
        let session = Of::Session(Some(place.session));
        let base = self.number("pane-base-index", Of::Window(Some(place.window)));
        let window = self.windows.get(&place.window);
        let active = window.map(|w| w.active);
        let overlays = places.iter().filter_map(|(pane, rect)| {
            let at = window.and_then(|w| w.position(*pane))?;
            let option = if active == Some(*pane) {
                "display-panes-active-colour"
            } else {
                "display-panes-colour"
            };
            let color = self.text(option, session);
            let color = crate::lang::style::parse_color(&color)
                .ok()
                .flatten()
                .unwrap_or_default();
            Some(Overlay::Number {
                rect: *rect,
                number: u32::try_from(base).unwrap_or(0) + u32::try_from(at).unwrap_or(0),
                style: Style {
                    bg: color,
                    ..Style::DEFAULT
                },
                note: format!("{}x{}", rect.cols, rect.rows),
            })
        });
        overlays.collect()
    }

    fn mouse_wanted(&self, id: ClientId, window: WindowId, sight: &dyn Sight) -> MouseWanted {
        use crate::base::MouseTracking;
        let session = self.clients.get(&id).and_then(|c| c.session);
        if self.flag("mouse", Of::Session(session)) {
            let panes = self
                .windows
                .get(&window)
                .map(crate::model::state::window::Window::panes);
            let any = panes
                .unwrap_or_default()
                .iter()
                .any(|p| of_screen(sight, *p, |s| s.modes().mouse == MouseTracking::Any));
            return if any {
                MouseWanted::All
            } else {
                MouseWanted::Buttons
            };
        }
        let active = self.windows.get(&window).map(|w| w.active);
        let tracking = active.map(|p| of_screen(sight, p, |s| s.modes().mouse));
        match tracking.unwrap_or_default() {
            MouseTracking::Off => MouseWanted::Off,
            MouseTracking::Any => MouseWanted::All,
            _ => MouseWanted::Buttons,
        }
    }

    /// The part of the window that a client shows when the window is larger: where the cursor is,
    /// or what the person chose.
    pub(crate) fn view(&self, id: ClientId) -> Point {
        let Some(client) = self.clients.get(&id) else {
            return Point::default();
        };
        let place = client.session.and_then(|s| self.place_in(s));
        let window = place.and_then(|p| self.windows.get(&p.window));
        let Some(window) = window else {
            return Point::default();
        };
        let (area, size) = (self.area(id), window.size());
        let most = Point::new(
            size.cols.saturating_sub(area.cols),
            size.rows.saturating_sub(area.rows),
        );
        let wanted = client.view.unwrap_or_else(|| {
            let border = self.border_status(window.id);
            let rect = window.place(window.active, border).unwrap_or_default();
            Point::new(
                if rect.right() > area.cols { rect.x } else { 0 },
                if rect.bottom() > area.rows { rect.y } else { 0 },
            )
        });
        Point::new(wanted.x.min(most.x), wanted.y.min(most.y))
    }

    /// Where a client's cursor is and how it looks; `None` hides it.
    pub fn cursor(&self, id: ClientId, sight: &dyn Sight) -> Option<Cursor> {
        let client = self.clients.get(&id)?;
        if client.prompt.is_some() {
            let own = Cursor {
                at: self.prompt_cursor(id)?,
                ..Cursor::default()
            };
            let of = Of::Session(client.session);
            return Some(self.cursor_look(own, "prompt-cursor-style", "prompt-cursor-colour", of));
        }
        let place = self.place_in(client.session?)?;
        let pane = self.panes.get(&place.pane)?;
        if pane.mode.is_some() || client.numbers.is_some() || client.menu.is_some() {
            return None;
        }
        let window = self.windows.get(&place.window)?;
        let rect = window.place(place.pane, self.border_status(place.window))?;
        let cursor = of_screen(sight, place.pane, |s| Some(s.cursor()))?;
        let (area, view) = (self.area(id), self.view(id));
        let x = (rect.x + cursor.at.x.min(rect.cols.saturating_sub(1))).checked_sub(view.x)?;
        let y = (rect.y + cursor.at.y.min(rect.rows.saturating_sub(1))).checked_sub(view.y)?;
        let visible = cursor.visible && x < area.cols && y < area.rows;
        let own = Cursor {
            at: Point::new(area.x + x, area.y + y),
            shape: cursor.shape,
            blink: cursor.blink,
            color: cursor.color,
        };
        let of = Of::Pane(place.pane);
        visible.then(|| self.cursor_look(own, "cursor-style", "cursor-colour", of))
    }

    /// A cursor in the shape and colour that options name, where its program chose none.
    fn cursor_look(&self, own: Cursor, style: &str, color: &str, of: Of) -> Cursor {
        let name = self.choice(style, of);
        let (blink, shape) = match name.strip_prefix("blinking-") {
            Some(shape) => (true, shape),
            None => (false, name.as_str()),
        };
        let shape = match shape {
            "block" => CursorShape::Block,
            "underline" => CursorShape::Underline,
            "bar" => CursorShape::Bar,
            _ => CursorShape::Default,
        };
        let color = || color_rgb(parse_color(&self.text(color, of)).ok()??);
        let chosen = own.shape != CursorShape::Default || shape == CursorShape::Default;
        Cursor {
            shape: if chosen { own.shape } else { shape },
            blink: if chosen { own.blink } else { blink },
            color: own.color.or_else(color),
            ..own
        }
    }

    /// Ends an input: asks for what clients should see anew.
    pub(crate) fn settle(&mut self, _sight: &dyn Sight) {
        self.refresh_choosers();
        self.start_clocks();
        self.start_format_jobs();
        let mut draws = Vec::new();
        for client in self.clients.values_mut() {
            if client.session.is_some() && std::mem::take(&mut client.stale) {
                draws.push(Effect::Client(
                    client.id,
                    ClientEffect::Draw(std::mem::take(&mut client.redraw)),
                ));
            }
        }
        self.effects.extend(draws);
    }

    /// The size that a new window of a session should have.
    pub(crate) fn size_for(&self, session: Option<crate::base::SessionId>) -> Size {
        let of = Of::Session(session);
        let seen = session.and_then(|s| {
            let clients = self.attached_to(s).into_iter();
            let latest = clients.max_by_key(|c| self.clients.get(c).map(|c| c.order));
            latest.map(|c| self.room(c))
        });
        seen.unwrap_or_else(|| {
            let text = self.text("default-size", of);
            let size = text
                .split_once('x')
                .and_then(|(cols, rows)| Some(Size::new(cols.parse().ok()?, rows.parse().ok()?)));
            size.unwrap_or(Size::new(80, 24)).clamped()
        })
    }
}
