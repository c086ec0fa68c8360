//! Status lines and prompts of a client.

use crate::base::width::str_width;
use crate::base::{ClientId, Color, Point, Rect, Style};
use crate::lang::keys::key_name;
use crate::lang::style::RangeKind;
use crate::lang::styled_text::draw;
use crate::lang::tables::first_steps::RANGE;
use crate::lang::tables::options;
use crate::model::format::context::FormatContext;
use crate::model::ops::lifecycle::first_steps;
use crate::model::ops::timers;
use crate::model::overlays::{message, prompt, stack};
use crate::model::state::client::Hit;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;
use crate::scene::Label;

/// The status lines of a client, with its message or prompt over one of them. Stores the hit areas
/// of the mouse.
pub(crate) fn status_bar(world: &mut World, id: ClientId, access: &dyn PaneAccess) -> Vec<Label> {
    let (mut lines, mut hits) = status_lines(world, id, access);
    if first_steps::shown_to(world, id) {
        hint(world, id, &mut lines, &mut hits);
    }
    lines.extend(saving_notice(world, id, &lines));
    if let Some(over) = stack::status_line(world, id, access) {
        lines.retain(|line| line.at.y != over.at.y);
        lines.push(over);
    }
    if let Some(client) = world.clients.get_mut(&id) {
        client.hits = hits;
    }
    lines
}

/// The notice that new output cannot be saved, at the right end of the last status line.
fn saving_notice(world: &World, id: ClientId, lines: &[Label]) -> Option<Label> {
    let notice = world.saving_notice.as_deref()?;
    let (client, line) = (world.clients.get(&id)?, lines.last()?);
    let of = OptionScope::Session(client.session);
    let style = if world.has_own_look() {
        world.get(options::MESSAGE_WARNING_STYLE, of)
    } else {
        world.get(options::MESSAGE_STYLE, of)
    };
    let text = format!(" {} ", notice.replace('#', "##"));
    let width = str_width(notice) + 2;
    let cols = u16::try_from(width)
        .unwrap_or(u16::MAX)
        .min(client.size.cols);
    let style = style.style();
    let drawn = draw(&text, cols, style);
    let mut label = message::bar(line.at.y, cols, drawn, style);
    label.at.x = client.size.cols - cols;
    Some(label)
}

fn status_lines(world: &World, id: ClientId, access: &dyn PaneAccess) -> (Vec<Label>, Vec<Hit>) {
    let Some(client) = world.clients.get(&id) else {
        return (vec![], vec![]);
    };
    let rows = world
        .status_rows(id)
        .min(client.size.rows.saturating_sub(1));
    let area = world.window_area(id);
    let first = if world.status_on_top(id) {
        0
    } else {
        area.bottom()
    };
    let of = OptionScope::Session(client.session);
    let place = client.session.and_then(|s| world.session_location(s));
    let context = FormatContext::new(world, access)
        .about(place)
        .seen_by(Some(id));
    let base = status_style(world, of, &context);
    let formats = world.get(options::STATUS_FORMAT, of);
    let mut lines = Vec::new();
    let mut hits = Vec::new();
    for row in 0..rows {
        let format = formats.get(&u32::from(row)).map_or("", String::as_str);
        let text = context.expand_time(format);
        let drawn = draw(&text, client.size.cols, base);
        let y = first + row;
        hits.extend(drawn.ranges.iter().map(|range| Hit {
            rect: Rect::new(range.from, y, range.to.saturating_sub(range.from), 1),
            kind: range.kind.clone(),
        }));
        lines.push(message::bar(y, client.size.cols, drawn, base));
    }
    (lines, hits)
}

/// Draws the hint for new users over the right side of the first status line, beside the list of
/// windows.
fn hint(world: &World, id: ClientId, lines: &mut [Label], hits: &mut Vec<Hit>) {
    let Some(line) = lines.first_mut() else {
        return;
    };
    let session = world.clients.get(&id).and_then(|c| c.session);
    let of = OptionScope::Session(session);
    let listed = |hit: &&Hit| {
        hit.rect.y == line.at.y && matches!(hit.kind, RangeKind::Left | RangeKind::Window(_))
    };
    let ends = hits.iter().filter(listed).map(|hit| hit.rect.right());
    let end = ends.max().unwrap_or(0) + 1;
    let prefix = key_name(world.get(options::PREFIX, of));
    let window = session.and_then(|s| world.session_location(s));
    let window = window.and_then(|place| world.windows.get(&place.window));
    let several = window.is_some_and(|window| window.panes().len() > 1);
    let room = usize::from(line.cols.saturating_sub(end + 1));
    let Some(text) = world.first_steps.text(&prefix, several, room) else {
        return;
    };
    let cols = u16::try_from(text.chars().count()).unwrap_or(line.cols);
    let at = line.cols - cols - 1;
    let style = line.fill.unwrap_or_default();
    let mut shown = line.line.slice(0, usize::from(end));
    let missing = usize::from(at).saturating_sub(shown.cols());
    shown.push_str(&" ".repeat(missing), style);
    shown.push_str(&text, style);
    line.line = shown;
    let rect = Rect::new(at, line.at.y, cols, 1);
    let kind = RangeKind::User(RANGE.to_owned());
    hits.insert(0, Hit { rect, kind });
}

fn status_style(world: &World, of: OptionScope, context: &FormatContext<'_>) -> Style {
    let text = context.expand(world.get(options::STATUS_STYLE, of).as_str());
    let mut base = crate::lang::style::parse_style(&text, Style::DEFAULT).unwrap_or_default();
    let set = |color: Option<Color>| color.filter(|c| *c != Color::Default);
    if let Some(color) = set(world.get(options::STATUS_FG, of)) {
        base.fg = color;
    }
    if let Some(color) = set(world.get(options::STATUS_BG, of)) {
        base.bg = color;
    }
    base
}

/// The cursor of a client's prompt, in client coordinates.
pub(crate) fn prompt_cursor(world: &World, id: ClientId) -> Option<Point> {
    let client = world.clients.get(&id)?;
    Some(prompt::cursor(world, client, client.overlays.get()?))
}

/// Redraws the status line of a client, and restarts the timer of `status-interval`.
pub(crate) fn redraw_status(world: &mut World, id: ClientId) {
    let session = world.clients.get(&id).and_then(|c| c.session);
    let interval = world.get(options::STATUS_INTERVAL, OptionScope::Session(session));
    let shown = session.is_some() && world.status_rows(id) > 0;
    let timer = (shown && interval > 0)
        .then(|| timers::start_timer(world, Purpose::Status(id), interval * 1000));
    if let Some(client) = world.clients.get_mut(&id) {
        client.clock = timer;
        client.stale = true;
    }
}

/// Starts the status timer of attached clients that have none.
pub(crate) fn start_status_timers(world: &mut World) {
    let without: Vec<ClientId> = world
        .clients
        .values()
        .filter(|c| c.attached() && c.clock.is_none())
        .map(|c| c.id)
        .collect();
    for id in without {
        redraw_status(world, id);
    }
}
