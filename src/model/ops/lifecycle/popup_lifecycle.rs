//! Starts and ends the programs of popups, and gives popups back to clients that reconnect.

use crate::base::{Axis, ClientId, Error, PaneId, Result};
use crate::lang::tables::options;
use crate::layout::Split;
use crate::model::ops::lifecycle::pane_lifecycle::{self, Program};
use crate::model::ops::{overlays, timers, window_size};
use crate::model::state::input::Exit;
use crate::model::state::location::Location;
use crate::model::state::overlay::OverlayKind;
use crate::model::state::overlay::popup::{Popup, PopupOwner};
use crate::model::state::pane::{Pane, ProgramState};
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// The time that a client has to come back to its popup after the server was replaced, in
/// milliseconds.
const RETURN_MS: u64 = 60_000;

/// Opens `popup` over a client and starts its program with the environment of `place`.
pub(crate) fn open(
    world: &mut World,
    id: ClientId,
    mut popup: Popup,
    program: &Program,
    place: Location,
) {
    let pane = pane_lifecycle::new_pane(world, Pane::NO_WINDOW, program);
    popup.pane = pane;
    if let Some(known) = world.panes.get_mut(&pane) {
        known.options.set_flag(options::RECORD, false);
    }
    let size = overlays::popup_contents(&popup).size();
    overlays::open(world, id, popup);
    pane_lifecycle::spawn(world, Location { pane, ..place }, size, None);
    world.changed = true;
}

/// Handles the end of a popup's program: the popup closes, or it stays until a key. Returns false
/// for panes of windows.
pub(crate) fn exited(world: &mut World, id: PaneId, exit: Exit) -> bool {
    let Some(pane) = world.panes.get_mut(&id).filter(|pane| pane.in_popup()) else {
        return false;
    };
    pane.state = ProgramState::Dead(exit, world.now.wall);
    world.changed = true;
    let closes = |popup: &Popup| {
        let closing = popup.closing;
        closing.at_exit || closing.at_success && exit.status == Some(0)
    };
    if let Some(client) = world.popup_client(id) {
        let popup = world.clients.get_mut(&client);
        if let Some(client) = popup {
            client.stale = true;
        }
        let popup = world.clients.get(&client).and_then(|c| c.overlays.get());
        if popup.is_some_and(closes) {
            overlays::close(world, client, OverlayKind::Popup);
        }
    } else {
        let all = std::mem::take(&mut world.popups_left).into_iter();
        let (gone, kept) = all.partition(|(_, popup)| popup.pane == id && closes(popup));
        world.popups_left = kept;
        end_all(world, gone);
    }
    true
}

/// The popups that the next server gives back to their clients.
pub(crate) fn to_save(world: &World) -> Vec<(PopupOwner, Popup)> {
    let shown = world.clients.values().filter_map(|client| {
        let popup = client.overlays.get::<Popup>()?;
        Some((owner(world, client.id)?, popup.clone()))
    });
    shown.chain(world.popups_left.iter().cloned()).collect()
}

/// The name and the process of a client, by which a new server knows it again.
pub(crate) fn owner(world: &World, id: ClientId) -> Option<PopupOwner> {
    let client = world.clients.get(&id)?;
    Some((client.name.clone(), client.caller.pid))
}

/// Starts the time in which the clients of a previous server have to come back to their popups,
/// lists and prompts, and control clients to their subscriptions.
pub(crate) fn await_clients(world: &mut World) {
    world
        .popups_left
        .retain(|(_, popup)| world.panes.contains_key(&popup.pane));
    let overlays = !world.popups_left.is_empty() || !world.overlays_left.is_empty();
    if overlays || !world.control_left.is_empty() {
        timers::start_timer(world, Purpose::PopupsLeft, RETURN_MS);
    }
}

/// Gives a client that reconnected its popup back.
pub(crate) fn give_back(world: &mut World, id: ClientId) {
    let Some(owner) = owner(world, id) else {
        return;
    };
    let at = world.popups_left.iter().position(|(of, _)| *of == owner);
    let Some(at) = at else {
        return;
    };
    let (_, popup) = world.popups_left.remove(at);
    overlays::open(world, id, popup);
    overlays::fit_popup(world, id);
}

/// Ends the programs of popups whose clients have not come back.
pub(crate) fn end_left(world: &mut World) {
    world.control_left.clear();
    world.overlays_left.clear();
    let left = std::mem::take(&mut world.popups_left);
    end_all(world, left);
}

fn end_all(world: &mut World, popups: Vec<(PopupOwner, Popup)>) {
    for (_, popup) in popups {
        overlays::end_popup(world, &popup);
    }
}

/// Makes the popup of a client a pane beside the active one. Its program goes on.
///
/// # Errors
/// `no space for new pane`.
pub(crate) fn to_pane(world: &mut World, id: ClientId, axis: Axis) -> Result<()> {
    let client = world.clients.get(&id);
    let place = client.and_then(|c| world.session_location(c.session?));
    let place = place.ok_or_else(|| Error::not_found("no current target"))?;
    let popup = client.and_then(|c| c.overlays.get::<Popup>());
    let Some(pane) = popup.map(|popup| popup.pane) else {
        return Ok(());
    };
    let split = Split {
        axis,
        before: false,
        full: false,
        size: None,
    };
    pane_lifecycle::insert_pane(world, place, pane, split, true)?;
    if let Some(pane) = world.panes.get_mut(&pane) {
        pane.options.unset(options::RECORD.name());
    }
    window_size::update_pane_sizes(world, place.window);
    overlays::close(world, id, OverlayKind::Popup);
    Ok(())
}
