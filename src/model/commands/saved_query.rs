//! What commands that ask about saved panes share: the target, and an answer without a match.

use crate::base::ClientId;
use crate::model::commands::export::pane_id;
use crate::model::state::command::CommandContext;
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::store_request::QueryTarget;

/// The panes that a target means where no server runs: a pane by its id, else a session by its
/// name.
pub(super) fn target(text: Option<&str>) -> QueryTarget {
    let pane = text.and_then(pane_id);
    QueryTarget {
        session: text.filter(|_| pane.is_none()).map(str::to_owned),
        pane: pane.map(|pane| (None, pane)),
        is_open: false,
    }
}

/// The same in a server: the name of a session comes first, then whatever names a pane that is
/// open.
pub(super) fn open_target(cx: &CommandContext<'_>, text: Option<&str>) -> QueryTarget {
    let mut found = target(text);
    let Some(text) = text else {
        return found;
    };
    found.is_open = cx.world.sessions.values().any(|s| s.name == text);
    if !found.is_open
        && let Ok(place) = cx.pane_target(Some(text))
    {
        found.session = None;
        found.pane = Some((Some(cx.world.lineage), place.pane));
    }
    found
}

/// Ends a query without a match: exit status 1, as grep(1). A person is told, one who asked for
/// JSON only if `json` is false.
pub(super) fn no_match(cx: &mut CommandContext<'_>, text: &str, json: bool) {
    cx.status(1);
    let client = cx.client().filter(|client| client.caller.tty.is_some());
    match client.map(|client| (client.id, client.attached())) {
        Some((_, true)) => cx.report(&[text.to_owned()]),
        Some((id, false)) if !json => tell(cx, id, text),
        Some(_) | None => {}
    }
}

fn tell(cx: &mut CommandContext<'_>, client: ClientId, text: &str) {
    let text = format!("{text}\n").into_bytes();
    cx.world
        .effect(Effect::Client(client, ClientEffect::Stderr(text)));
}
