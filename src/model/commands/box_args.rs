//! The flags that boxes over the panes share: position, border, style.

use crate::base::{ClientId, Error, Point, Rect, Result, Size, Style};
use crate::lang::style::{RangeKind, parse_style};
use crate::lang::tables::choices::BoxLines;
use crate::lang::tables::opt::{Choice, Opt, StyleText};
use crate::model::overlays::menu::border_lines;
use crate::model::state::command::CommandContext;
use crate::model::state::location::Location;
use crate::model::state::lookup::client_area;
use crate::model::state::options::OptionScope;
use crate::scene::BorderLines;

/// The place of a box of `size` by the arguments of `-x` and `-y`, as far as possible within the
/// client. The argument of `-y` is the row below the box, as in tmux.
pub(super) fn rect(
    cx: &CommandContext<'_>,
    id: ClientId,
    place: Location,
    size: Size,
    (x, y): (Option<&str>, Option<&str>),
) -> Rect {
    let spots = Spots::new(cx, id, place, size);
    let (x, y) = (x.unwrap_or("C"), y.unwrap_or("C"));
    let x = spots.read(cx, place, x, spots.column(x));
    let y = spots.read(cx, place, y, spots.row(y));
    let y = (y - i32::from(size.rows)).max(0);
    let bound = |at: i32, room: u16, taken: u16| {
        let most = i32::from(room.saturating_sub(taken));
        u16::try_from(at.clamp(0, most)).unwrap_or(0)
    };
    Rect::new(
        bound(x, spots.screen.cols, size.cols),
        bound(y, spots.screen.rows, size.rows),
        size.cols,
        size.rows,
    )
}

/// The positions at which a menu can open, in client coordinates. A row is the one below the menu.
struct Spots {
    screen: Size,
    size: Size,
    area: Rect,
    pane: Rect,
    mouse: Option<Point>,
    window: Option<Rect>,
    last: Point,
}

impl Spots {
    fn new(cx: &CommandContext<'_>, id: ClientId, place: Location, size: Size) -> Self {
        let world = &cx.world;
        let area = world.window_area(id);
        let hit = world.queues.all.get(&cx.run).and_then(|r| r.mouse.as_ref());
        let client = world.clients.get(&id);
        let hits = client.map(|c| c.hits.as_slice()).unwrap_or_default();
        let index = RangeKind::Window(place.index);
        let screen = client.map(|c| c.size).unwrap_or_default();
        let pane = client_area::client_rect(world, id, place.pane);
        let pane = pane.and_then(|rect| rect.visible(screen));
        Self {
            screen,
            size,
            area,
            pane: pane.unwrap_or(area),
            mouse: hit.map(|hit| hit.event.at),
            last: client.map(|client| client.last_menu).unwrap_or_default(),
            window: hits
                .iter()
                .find(|hit| hit.kind == index)
                .map(|hit| hit.rect),
        }
    }

    fn centre(&self) -> (i32, i32) {
        let x = i32::from(self.screen.cols) / 2 - i32::from(self.size.cols) / 2;
        (
            x,
            i32::from(self.screen.rows) / 2 + i32::from(self.size.rows.div_ceil(2)),
        )
    }

    fn column(&self, letter: &str) -> Option<i32> {
        let mouse = self
            .mouse
            .map(|at| i32::from(at.x) - i32::from(self.size.cols) / 2);
        match letter {
            "C" => Some(self.centre().0),
            "R" => Some(i32::from(self.pane.right()) - i32::from(self.size.cols)),
            "L" => Some(i32::from(self.last.x)),
            "P" => Some(i32::from(self.pane.x)),
            "M" => Some(mouse.unwrap_or(self.centre().0).max(0)),
            "W" => Some(self.window.map_or(0, |rect| i32::from(rect.x))),
            _ => None,
        }
    }

    fn row(&self, letter: &str) -> Option<i32> {
        let rows = i32::from(self.size.rows);
        let beside_status = if self.area.y > 0 {
            i32::from(self.area.y) + rows
        } else {
            i32::from(self.area.bottom())
        };
        match letter {
            "C" => Some(self.centre().1),
            "L" => Some(i32::from(self.last.y) + rows),
            "P" => Some(i32::from(self.pane.bottom())),
            "M" => Some(
                self.mouse
                    .map_or(self.centre().1, |at| i32::from(at.y) + rows),
            ),
            "S" | "W" => Some(beside_status),
            _ => None,
        }
    }

    /// Returns `known`, the coordinate of a position letter, or else the number with which the
    /// expansion of `text` begins; 0 if there is none, as in tmux.
    fn read(
        &self,
        cx: &CommandContext<'_>,
        place: Location,
        text: &str,
        known: Option<i32>,
    ) -> i32 {
        if let Some(at) = known {
            return at;
        }
        let number = |at: Option<i32>| at.unwrap_or(0).to_string();
        let extra = [
            ("popup_width", self.size.cols.to_string()),
            ("popup_height", self.size.rows.to_string()),
            ("popup_centre_x", number(self.column("C"))),
            ("popup_centre_y", number(self.row("C"))),
            (
                "popup_mouse_x",
                number(self.mouse.map(|at| i32::from(at.x))),
            ),
            (
                "popup_mouse_y",
                number(self.mouse.map(|at| i32::from(at.y))),
            ),
            ("popup_last_x", number(self.column("L"))),
            ("popup_last_y", number(self.row("L"))),
            ("popup_mouse_centre_x", number(self.column("M"))),
            ("popup_mouse_top", number(self.row("M"))),
            (
                "popup_mouse_bottom",
                number(self.mouse.map(|at| i32::from(at.y))),
            ),
            ("popup_pane_left", number(self.column("P"))),
            ("popup_pane_right", number(self.column("R"))),
            (
                "popup_pane_top",
                (i32::from(self.pane.y) + i32::from(self.size.rows)).to_string(),
            ),
            ("popup_pane_bottom", number(self.row("P"))),
            ("popup_status_line_y", number(self.row("S"))),
            ("popup_window_status_line_x", number(self.column("W"))),
            ("popup_window_status_line_y", number(self.row("W"))),
        ];
        leading_number(&cx.expand_with(text, Some(place), &extra))
    }
}

/// The number at the start of a text; 0 if there is none.
fn leading_number(text: &str) -> i32 {
    let text = text.trim_start();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    let end = text.len() - digits.len() + count;
    text[..end].parse().unwrap_or(0)
}

/// The line characters that a word of `option` names.
///
/// # Errors
/// `OPTION unknown value: x`.
pub(super) fn lines(option: Opt<BoxLines>, word: &str) -> Result<BorderLines> {
    let lines = BoxLines::from_word(word);
    let name = option.name();
    let lines = lines.ok_or_else(|| Error::user(format!("{name} unknown value: {word}")))?;
    Ok(border_lines(lines))
}

/// The style of a flag, or of `option` without the flag.
///
/// # Errors
/// `invalid style: x`.
pub(super) fn style(
    cx: &CommandContext<'_>,
    of: OptionScope,
    option: Opt<StyleText<'static>>,
    given: Option<&str>,
) -> Result<Style> {
    match given {
        None => Ok(cx.world.get(option, of).style()),
        Some(text) => parse_style(text, Style::DEFAULT)
            .map_err(|_| Error::user(format!("invalid style: {text}"))),
    }
}
