//! Builds the scene of a client.

use crate::base::{Attrs, ClientId, Now, PaneId, Rect, WindowId};
use crate::lang::tables::options;
use crate::model::format::context::FormatContext;
use crate::model::overlays::{key_hints, popup, stack};
use crate::model::state::client::Hit;
use crate::model::state::location::Location;
use crate::model::state::lookup::client_area;
use crate::model::state::mode::spacing::{Spacing, both, strips};
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::world::World;
use crate::model::view::{borders, floats, scrollbars, stack as pane_stack, status};
use crate::scene::{MouseWanted, PaneArea, Scene};
use crate::term::Screen;

/// The current scene of an attached client; `None` if it is not attached. It takes `&mut self` only
/// for the clock and the hit areas of the status lines.
pub fn scene(world: &mut World, id: ClientId, now: Now, access: &dyn PaneAccess) -> Option<Scene> {
    world.now = now;
    let bars = status::status_bar(world, id, access);
    let client = world.clients.get(&id)?;
    let place = world.session_location(client.session?)?;
    let window = world.windows.get(&place.window)?;
    let area = world.window_area(id);
    let of = OptionScope::Window(Some(place.window));
    let border = world.border_status(place.window);
    let places = window.places(border);
    let panes = places
        .iter()
        .map(|(p, rect)| pane_area(world, place, *p, *rect, access));
    let fill = world.get(options::FILL_CHARACTER, of);
    let title = world
        .get(options::SET_TITLES, OptionScope::Session(client.session))
        .then(|| {
            let format = world.get(
                options::SET_TITLES_STRING,
                OptionScope::Session(client.session),
            );
            let context = FormatContext::new(world, access)
                .about(Some(place))
                .seen_by(Some(id));
            context.expand_time(format)
        });
    let cards = window.cards(border);
    // Names are on the border beside the padding.
    let named = match window.spacing == Spacing::default() {
        true => &places,
        false => &cards,
    };
    let (mut labels, controls) = borders::border_labels(world, place, named, border, access);
    let (blank, titles, more_controls) = pane_stack::titles(world, place, access);
    labels.extend(titles);
    labels.extend(scrollbars::labels(world, window, &places, access));
    let panes = panes.zip(&cards).map(|(area, (_, card))| {
        let mut areas = scrollbars::with_bar(area, &window.scrollbars);
        if window.spacing.padding > 0 {
            areas.extend(padding(&areas, *card));
        }
        areas
    });
    let panes: Vec<PaneArea> = panes.flatten().chain(blank).collect();
    let (mut overlays, mut on_floats) = floats::float_boxes(world, place, access);
    let size = window.size();
    let floating = world.shown_floats(window).into_iter();
    let visible = floating.filter_map(|(f, rect)| Some((f.pane, rect.visible(size)?)));
    let numbered: Vec<(PaneId, Rect)> = places.iter().copied().chain(visible).collect();
    overlays.extend(stack::draw(world, id, place, &numbered, access));
    overlays.extend(key_hints::overlay(world, id));
    on_floats.extend(controls);
    on_floats.extend(more_controls);
    let scene = Scene {
        size: client.size,
        area,
        window: size,
        view: world.view_offset(id),
        panes,
        border: borders::border_look(world, place.window),
        labels,
        status_lines: bars,
        overlays,
        title,
        mouse: mouse_wanted(world, id, place.window, access),
        fill: fill.chars().next(),
    };
    let shown = on_floats.into_iter().filter_map(|hit| {
        Some(Hit {
            rect: client_area::client_row(world, id, hit.rect)?,
            ..hit
        })
    });
    let shown: Vec<Hit> = shown.collect();
    if let Some(client) = world.clients.get_mut(&id) {
        client.hits.extend(shown);
    }
    Some(scene)
}

/// The id of areas that have no pane: the padding of panes.
const PADDING: PaneId = PaneId(u32::MAX / 2 - 2);

/// The areas of a pane's padding, around the areas of its text and scrollbar. They come after
/// those, so that the border beside them has the style of the pane.
fn padding(areas: &[PaneArea], card: Rect) -> Vec<PaneArea> {
    let Some(own) = areas.first() else {
        return vec![];
    };
    let shown = areas[1..]
        .iter()
        .fold(own.rect, |all, area| both(all, area.rect));
    let strips = strips(card, shown).into_iter();
    let blank = strips.map(|rect| PaneArea {
        pane: PADDING,
        rect,
        active: false,
        ..own.clone()
    });
    blank.collect()
}

fn pane_area(
    world: &World,
    place: Location,
    id: PaneId,
    rect: Rect,
    access: &dyn PaneAccess,
) -> PaneArea {
    let active = world
        .windows
        .get(&place.window)
        .is_some_and(|w| w.active == id);
    let own = of_screen(access, id, Screen::colors);
    let look = world.pane_style(id, own);
    let mut border = borders::border_style(world, place, id, active, access);
    if world.marked == Some(id) {
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

fn mouse_wanted(
    world: &World,
    id: ClientId,
    window: WindowId,
    access: &dyn PaneAccess,
) -> MouseWanted {
    use crate::base::MouseTracking;
    let session = world.clients.get(&id).and_then(|c| c.session);
    let popup = popup::shown(world, id).map(|popup| popup.pane);
    let of = OptionScope::Session(session);
    if world.get(options::MOUSE, of) {
        if world.get(options::FOCUS_FOLLOWS_MOUSE, of) {
            return MouseWanted::All;
        }
        let panes = world
            .windows
            .get(&window)
            .map(crate::model::state::window::Window::panes);
        let any = panes
            .unwrap_or_default()
            .iter()
            .chain(&popup)
            .any(|p| of_screen(access, *p, |s| s.modes().mouse == MouseTracking::Any));
        return if any {
            MouseWanted::All
        } else {
            MouseWanted::Buttons
        };
    }
    let active = popup.or_else(|| Some(world.windows.get(&window)?.active));
    let tracking = active.map(|p| of_screen(access, p, |s| s.modes().mouse));
    match tracking.unwrap_or_default() {
        MouseTracking::Off => MouseWanted::Off,
        MouseTracking::Any => MouseWanted::All,
        _ => MouseWanted::Buttons,
    }
}
