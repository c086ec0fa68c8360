//! Window sizes by `window-size`, and the effects of a resize.

use crate::base::{Size, WindowId};
use crate::lang::tables::choices::WindowSize;
use crate::lang::tables::options;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// Gives every window the size that its clients and options ask for.
pub(crate) fn fit_windows(world: &mut World) {
    let windows: Vec<WindowId> = world.windows.keys().copied().collect();
    for window in windows {
        if let Some(size) = wanted_size(world, window) {
            resize_window(world, window, size);
        }
    }
}

fn wanted_size(world: &World, id: WindowId) -> Option<Size> {
    let window = world.windows.get(&id)?;
    let how = world.get(options::WINDOW_SIZE, OptionScope::Window(Some(id)));
    if how == WindowSize::Manual {
        return window.manual;
    }
    size_by(world, id, how)
}

/// The size of a window by the clients that show it. `None` if no client does.
pub(crate) fn size_by(world: &World, id: WindowId, how: WindowSize) -> Option<Size> {
    let aggressive = world.get(options::AGGRESSIVE_RESIZE, OptionScope::Window(Some(id)));
    let seeing = world.clients.values().filter(|client| {
        let session = client.session.and_then(|s| world.sessions.get(&s));
        !client.ignore_size
            && session.is_some_and(|s| {
                if aggressive {
                    s.window() == Some(id)
                } else {
                    s.windows.values().any(|l| l.window == id)
                }
            })
    });
    let mut sizes: Vec<(u64, Size)> = seeing.map(|c| (c.order, world.room(c.id))).collect();
    sizes.sort_unstable_by_key(|(order, _)| *order);
    let all = sizes.iter().map(|(_, size)| *size);
    match how {
        WindowSize::Largest => all.reduce(|a, b| Size::new(a.cols.max(b.cols), a.rows.max(b.rows))),
        WindowSize::Smallest => {
            all.reduce(|a, b| Size::new(a.cols.min(b.cols), a.rows.min(b.rows)))
        }
        WindowSize::Latest | WindowSize::Manual => sizes.last().map(|(_, size)| *size),
    }
}

/// Gives a window a size.
pub(crate) fn resize_window(world: &mut World, id: WindowId, size: Size) {
    let Some(window) = world.windows.get_mut(&id) else {
        return;
    };
    if window.size() != size {
        window.tree = window.tree.resize(size);
    }
    fit_panes(world, id);
}

/// Tells every pane of a window its size where that changed, and has the window drawn. A pane
/// that was not started yet is told when it is.
pub(crate) fn fit_panes(world: &mut World, id: WindowId) {
    let Some(window) = world.windows.get(&id) else {
        return;
    };
    let border = world.border_status(id);
    let mut places = window.tree.places(border);
    if window.zoomed {
        for (pane, rect) in window.places(border) {
            places.retain(|(p, _)| *p != pane);
            places.push((pane, rect));
        }
    }
    for (pane, rect) in places {
        let size = rect.size().clamped();
        if let Some(known) = world.panes.get_mut(&pane)
            && known.size != size
        {
            let started = known.size != Size::default();
            known.size = size;
            if started {
                world
                    .effects
                    .push(Effect::Pane(pane, PaneEffect::Resize(size)));
            }
        }
    }
    redraw_window(world, id);
}

/// Everyone who sees the window sees it anew.
pub(crate) fn redraw_window(world: &mut World, id: WindowId) {
    for client in world.clients.values_mut() {
        let session = client.session.and_then(|s| world.sessions.get(&s));
        if session.is_some_and(|s| s.windows.values().any(|l| l.window == id)) {
            client.stale = true;
        }
    }
}

/// All clients see everything anew.
pub(crate) fn redraw_all(world: &mut World) {
    for client in world.clients.values_mut() {
        client.stale = true;
    }
}

/// The size that a new window of a session should have.
pub(crate) fn size_for(world: &World, session: Option<crate::base::SessionId>) -> Size {
    let of = OptionScope::Session(session);
    let seen = session.and_then(|s| {
        let clients = world.attached_to(s).into_iter();
        let latest = clients.max_by_key(|c| world.clients.get(c).map(|c| c.order));
        latest.map(|c| world.room(c))
    });
    seen.unwrap_or_else(|| {
        let text = world.get(options::DEFAULT_SIZE, of);
        let size = text
            .split_once('x')
            .and_then(|(cols, rows)| Some(Size::new(cols.parse().ok()?, rows.parse().ok()?)));
        size.unwrap_or(Size::new(80, 24)).clamped()
    })
}
