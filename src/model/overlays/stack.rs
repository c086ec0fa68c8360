//! The stack of overlays of a client: dispatches keys and the mouse from the top, draws from the
//! bottom, and decides about the cursor. A new kind of overlay is a row in `state::overlay`, a file
//! in this folder and an arm in each function here.

use crate::base::{ClientId, KeyEvent, MouseEvent, PaneId, Rect};
use crate::model::ops::overlays;
use crate::model::overlays::event::KeyOutcome;
use crate::model::overlays::list::{draw as list_draw, events as list_events};
use crate::model::overlays::{completion, menu, message, pane_numbers, popup, prompt};
use crate::model::state::location::Location;
use crate::model::state::overlay::{Overlay, OverlayKind};
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;
use crate::scene::{Label, Overlay as SceneOverlay};

/// The cursor of a client while an overlay is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverlayCursor {
    /// The cursor is in the overlay.
    Own,
    /// The cursor is that of the program in the popup.
    Popup,
    /// The cursor is in the typed text of the list.
    List,
    /// The cursor is hidden.
    Hidden,
    /// The overlay does not change the cursor.
    Below,
}

/// Offers a key to the overlays of a client, the highest first.
pub(crate) fn key(
    world: &mut World,
    id: ClientId,
    event: &KeyEvent,
    panes: &dyn PaneAccess,
) -> KeyOutcome {
    for kind in overlays::kinds(world, id) {
        let outcome = match kind {
            OverlayKind::Prompt => prompt::key(world, id, event, panes),
            OverlayKind::Menu => menu::key(world, id, event.key, panes),
            OverlayKind::Popup => popup::key(world, id, event, panes),
            OverlayKind::List => list_events::key(world, id, event.key),
            OverlayKind::Message => message::key(world, id),
            OverlayKind::PaneNumbers => pane_numbers::key(world, id, event.key),
        };
        if outcome != KeyOutcome::Pass {
            return outcome;
        }
    }
    KeyOutcome::Pass
}

/// Offers a mouse event to the overlays of a client, the highest first. False if none used it.
pub(crate) fn mouse(
    world: &mut World,
    id: ClientId,
    event: MouseEvent,
    panes: &dyn PaneAccess,
) -> bool {
    overlays::kinds(world, id)
        .into_iter()
        .any(|kind| match kind {
            OverlayKind::Menu => menu::mouse(world, id, event, panes),
            OverlayKind::Popup => popup::mouse(world, id, event, panes),
            OverlayKind::List => list_events::mouse(world, id, event),
            OverlayKind::Message => message::mouse(world, id, event),
            OverlayKind::PaneNumbers => pane_numbers::mouse(world, id, event),
            OverlayKind::Prompt => completion::mouse(world, id, event),
        })
}

/// Offers pasted text to the overlays of a client. False if none used it.
pub(crate) fn paste(world: &mut World, id: ClientId, text: &str, panes: &dyn PaneAccess) -> bool {
    overlays::kinds(world, id)
        .into_iter()
        .any(|kind| match kind {
            OverlayKind::Prompt => prompt::paste(world, id, text),
            OverlayKind::Popup => popup::paste(world, id, text, panes),
            OverlayKind::List => list_events::paste(world, id, text),
            OverlayKind::Menu | OverlayKind::Message | OverlayKind::PaneNumbers => false,
        })
}

/// The overlays of a client that are drawn above the panes, the lowest first.
pub(crate) fn draw(
    world: &World,
    id: ClientId,
    place: Location,
    places: &[(PaneId, Rect)],
    panes: &dyn PaneAccess,
) -> Vec<SceneOverlay> {
    let client = world.clients.get(&id);
    let overlays = client.into_iter().flat_map(|c| c.overlays.iter());
    let drawn = overlays.flat_map(|overlay| match overlay {
        Overlay::PaneNumbers(_) => pane_numbers::draw(world, place, places),
        Overlay::Popup(popup) => vec![popup::overlay(popup, panes)],
        Overlay::Menu(menu) => vec![menu.overlay()],
        Overlay::List(list) => {
            let drawn = client.map(|client| list_draw::overlay(world, client, list, panes));
            drawn.into_iter().collect()
        }
        // These two are drawn over the status line.
        Overlay::Message(_) => vec![],
        Overlay::Prompt(prompt) => {
            let list = client.and_then(|client| completion::overlay(world, client, prompt));
            list.into_iter().collect()
        }
    });
    drawn.collect()
}

/// The line that an overlay of a client shows in place of its status line.
pub(crate) fn status_line(world: &World, id: ClientId, panes: &dyn PaneAccess) -> Option<Label> {
    let client = world.clients.get(&id)?;
    client
        .overlays
        .iter()
        .rev()
        .find_map(|overlay| match overlay {
            Overlay::Prompt(prompt) => Some(prompt::label(world, client, prompt)),
            Overlay::Message(message) => Some(message::label(world, client, message, panes)),
            Overlay::Menu(_) | Overlay::Popup(_) | Overlay::List(_) | Overlay::PaneNumbers(_) => {
                None
            }
        })
}

/// The cursor by the highest overlay that decides about it.
pub(crate) fn cursor(world: &World, id: ClientId) -> OverlayCursor {
    let decides = |kind: OverlayKind| match kind {
        OverlayKind::Prompt => Some(OverlayCursor::Own),
        OverlayKind::Popup => Some(OverlayCursor::Popup),
        OverlayKind::List => Some(OverlayCursor::List),
        OverlayKind::Menu | OverlayKind::PaneNumbers => Some(OverlayCursor::Hidden),
        OverlayKind::Message => None,
    };
    let decided = overlays::kinds(world, id).into_iter().find_map(decides);
    decided.unwrap_or(OverlayCursor::Below)
}
