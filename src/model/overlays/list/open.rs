//! Opens a list, and gives it rows that arrive late.

use crate::base::{ClientId, Line};
use crate::model::ops::overlays;
use crate::model::state::overlay::OverlayKind;
use crate::model::state::overlay::list::{List, ListKind, ListRow};
use crate::model::state::world::World;

/// Opens a list over a client. One of this kind that it had under the previous server continues.
pub(crate) fn open(world: &mut World, id: ClientId, mut list: List) {
    let client = world.clients.get_mut(&id);
    let left = client.and_then(|c| c.list_left.take_if(|left| left.kind == list.kind));
    match left {
        Some(left) => list.resume(left),
        None => overlays::close(world, id, OverlayKind::Message),
    }
    world.changed = true;
    overlays::open(world, id, list);
}

/// Whether a client had a list of this kind under the previous server, which is about to open.
pub(crate) fn returns(world: &World, id: ClientId, kind: ListKind) -> bool {
    let client = world.clients.get(&id);
    let left = client.and_then(|client| client.list_left.as_ref());
    left.is_some_and(|left| left.kind == kind)
}

/// Replaces the rows of a section of the list of a client, if one of this kind is still open. The
/// chosen row stays chosen.
pub(crate) fn put_rows(
    world: &mut World,
    id: ClientId,
    kind: ListKind,
    section: usize,
    rows: Vec<ListRow>,
) {
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    let list = client.overlays.get_mut::<List>();
    if let Some(list) = list.filter(|list| list.kind == kind) {
        list.put_rows(section, rows);
        client.stale = true;
    }
}

/// Whether a list of this kind is open over a client.
pub(crate) fn is_open(world: &World, id: ClientId, kind: ListKind) -> bool {
    let client = world.clients.get(&id);
    let list = client.and_then(|client| client.overlays.get::<List>());
    list.is_some_and(|list| list.kind == kind)
}

/// Gives the list of a client, if one of this kind is still open, the picture of a row.
pub(crate) fn put_picture(
    world: &mut World,
    id: ClientId,
    kind: ListKind,
    row: String,
    picture: Vec<Line>,
) {
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    let list = client.overlays.get_mut::<List>();
    if let Some(list) = list.filter(|list| list.kind == kind) {
        list.pictures.insert(row, picture);
        client.stale = true;
    }
}
