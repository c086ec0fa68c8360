//! What each kind of list adds: its keys and its preview.

use crate::base::{ClientId, Key, Line, Size};
use crate::model::overlays::list::outcome::{OwnKey, Then};
use crate::model::overlays::list::{history_list, key_list, palette, switcher};
use crate::model::state::overlay::list::{List, ListKind, ListRow};
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;

/// The own keys of a kind, with those that all lists have where they do something else. The first
/// is Enter.
pub(super) const fn keys(kind: ListKind) -> &'static [OwnKey] {
    match kind {
        ListKind::Keys => key_list::KEYS,
        ListKind::Palette => palette::KEYS,
        ListKind::Switcher => switcher::KEYS,
        ListKind::History => history_list::KEYS,
    }
}

/// Whether a kind has previews.
pub(super) const fn has_preview(kind: ListKind) -> bool {
    match kind {
        ListKind::Keys | ListKind::Switcher | ListKind::History => true,
        ListKind::Palette => false,
    }
}

/// Handles a key that is one of the own keys of a list; `None` for other keys.
pub(super) fn key(world: &World, list: &mut List, key: Key) -> Option<Then> {
    match list.kind {
        ListKind::Keys => key_list::key(world, list, key),
        ListKind::Palette => palette::key(world, list, key),
        ListKind::Switcher => switcher::key(list, key),
        ListKind::History => history_list::key(list, key),
    }
}

/// The preview of a row.
pub(super) fn preview(
    world: &World,
    list: &List,
    row: &ListRow,
    size: Size,
    access: &dyn PaneAccess,
) -> Vec<Line> {
    match list.kind {
        ListKind::Keys => key_list::preview(world, row, size),
        ListKind::Palette => vec![],
        ListKind::Switcher => switcher::preview(world, list, row, size, access),
        ListKind::History => history_list::preview(world, row, size),
    }
}

/// Records the choice of the chosen row of a client's list.
pub(super) fn remember(world: &mut World, id: ClientId) {
    let client = world.clients.get(&id);
    let Some(list) = client.and_then(|client| client.overlays.get::<List>()) else {
        return;
    };
    match list.kind {
        ListKind::Keys | ListKind::Switcher | ListKind::History => {}
        ListKind::Palette => {
            if let Some(id) = list.chosen().and_then(palette::kept_id) {
                world.habits.chosen(&id);
                world.changed = true;
            }
        }
    }
}
