//! Messages over the status line.

use crate::base::{ClientId, MouseEvent, Point, Style};
use crate::lang::styled_text::{Drawn, draw};
use crate::lang::tables::options;
use crate::model::format::context::FormatContext;
use crate::model::ops::overlays;
use crate::model::overlays::event::{KeyOutcome, is_press};
use crate::model::state::client::Client;
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::{Message, OverlayKind};
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;
use crate::scene::Label;

/// A key closes the message and goes on to the key tables, unless the message ignores keys
/// (`display-message -N`).
pub(crate) fn key(world: &mut World, id: ClientId) -> KeyOutcome {
    let message = world.clients.get(&id).and_then(|c| c.overlays.get());
    if message.is_some_and(|m: &Message| m.ignore_keys) {
        return KeyOutcome::Taken;
    }
    overlays::close(world, id, OverlayKind::Message);
    KeyOutcome::Pass
}

/// A press closes the message and goes on to the key tables.
pub(crate) fn mouse(world: &mut World, id: ClientId, event: MouseEvent) -> bool {
    if is_press(event) {
        overlays::close(world, id, OverlayKind::Message);
    }
    false
}

/// The message over the first column of the status line, as the option `message-format` says.
pub(crate) fn label(
    world: &World,
    client: &Client,
    message: &Message,
    panes: &dyn PaneAccess,
) -> Label {
    let of = OptionScope::Session(client.session);
    let style = world.get(options::MESSAGE_STYLE, of).style();
    let format = world.get(options::MESSAGE_FORMAT, of);
    let place = client.session.and_then(|s| world.session_location(s));
    let extra = [
        ("message", message.text.clone()),
        ("command_prompt", "0".to_owned()),
        ("message_kind", message.kind.word().to_owned()),
    ];
    let context = FormatContext::new(world, panes)
        .about(place)
        .seen_by(Some(client.id))
        .with(&extra);
    let text = if format.is_empty() {
        message.text.clone()
    } else {
        context.expand_time(format)
    };
    let drawn = draw(&text, client.size.cols, style);
    bar(world.message_row(client.id), client.size.cols, drawn, style)
}

/// A styled text as a line of `cols` columns; the columns that it does not reach take its `fill`.
pub(crate) fn bar(y: u16, cols: u16, drawn: Drawn, base: Style) -> Label {
    let fill = Style {
        bg: drawn.fill.unwrap_or(base.bg),
        ..base
    };
    Label {
        at: Point::new(0, y),
        cols,
        line: drawn.line,
        fill: Some(fill),
    }
}
