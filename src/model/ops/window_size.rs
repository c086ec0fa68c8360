//! Window sizes. A window has one size for all clients that show it, which `window-size` chooses. A
//! larger client pads the window, and a smaller one shows a part of it.

use crate::base::sorted::sort_by_key;
use crate::base::{Size, WindowId};
use crate::lang::tables::choices::WindowSize;
use crate::lang::tables::options;
use crate::model::ops::lifecycle::auto_layout;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// Recomputes the size of every window. Called after every change of clients, sessions or options,
/// because each can change the clients that count for a window. A window that no client shows keeps
/// its size.
pub(crate) fn update_window_sizes(world: &mut World) {
    let windows: Vec<WindowId> = world.windows.keys().copied().collect();
    for window in windows {
        if let Some(size) = configured_size(world, window) {
            resize_window(world, window, size);
        }
    }
}

/// The size of a window by `window-size`; `None` keeps the current size.
fn configured_size(world: &World, id: WindowId) -> Option<Size> {
    let window = world.windows.get(&id)?;
    let how = world.get(options::WINDOW_SIZE, OptionScope::Window(Some(id)));
    if how == WindowSize::Manual {
        return window.manual;
    }
    size_for_clients(world, id, how)
}

/// The size of a window by the clients that count for it; `None` if there are none. Clients with
/// `ignore-size` do not count. With `aggressive-resize` only clients that show the window count,
/// otherwise all clients whose session has it.
pub(crate) fn size_for_clients(world: &World, id: WindowId, how: WindowSize) -> Option<Size> {
    let aggressive = world.get(options::AGGRESSIVE_RESIZE, OptionScope::Window(Some(id)));
    let seeing = world.clients.values().filter(|client| {
        let session = client.session.and_then(|s| world.sessions.get(&s));
        !client.ignore_size
            && client
                .control
                .as_ref()
                .is_none_or(|c| c.sized || c.window_sizes.contains_key(&id))
            && session.is_some_and(|s| {
                if aggressive {
                    s.window() == Some(id)
                } else {
                    s.windows.values().any(|l| l.window == id)
                }
            })
    });
    let mut sizes: Vec<(u64, Size)> = seeing
        .map(|c| {
            let own = c
                .control
                .as_ref()
                .and_then(|control| control.window_sizes.get(&id));
            (
                c.order,
                own.copied().unwrap_or_else(|| world.window_space(c.id)),
            )
        })
        .collect();
    sort_by_key(&mut sizes, |(order, _)| *order);
    let all = sizes.iter().map(|(_, size)| *size);
    match how {
        WindowSize::Largest => all.reduce(|a, b| Size::new(a.cols.max(b.cols), a.rows.max(b.rows))),
        WindowSize::Smallest => {
            all.reduce(|a, b| Size::new(a.cols.min(b.cols), a.rows.min(b.rows)))
        }
        WindowSize::Latest | WindowSize::Manual => sizes.last().map(|(_, size)| *size),
    }
}

/// Resizes a window and its panes.
pub(crate) fn resize_window(world: &mut World, id: WindowId, size: Size) {
    let Some(window) = world.windows.get_mut(&id) else {
        return;
    };
    if window.size() != size {
        window.tree = window.tree.resize(size);
    }
    update_pane_sizes(world, id);
}

/// Applies the automatic layout of a window, resizes its panes to their cells, and redraws it. A
/// pane that has no program yet gets its size with the spawn. Only changed sizes are sent, because
/// each one is a SIGWINCH to the program.
pub(crate) fn update_pane_sizes(world: &mut World, id: WindowId) {
    auto_layout::follow(world, id);
    auto_layout::follow_shares(world, id);
    let Some(window) = world.windows.get(&id) else {
        return;
    };
    let border = world.border_status(id);
    let tiled = window.all_places(border).into_iter();
    let mut places: Vec<_> = tiled.map(|(pane, rect)| (pane, rect.size())).collect();
    let floats = window.floats.front_to_back();
    places.extend(floats.map(|float| (float.pane, float.shown(window.size()).size())));
    // The hidden panes of a zoomed window keep their sizes, so that zooming sends no SIGWINCH to
    // them.
    if window.zoomed {
        for (pane, rect) in window.places(border) {
            places.retain(|(p, _)| *p != pane);
            places.push((pane, rect.size()));
        }
        let zoomed = window.zoomed_pane();
        places.retain(|(pane, _)| Some(*pane) == zoomed || !world.window_sized.contains(pane));
    } else {
        for (pane, _) in &places {
            world.window_sized.remove(pane);
        }
    }
    for (pane, size) in places {
        let size = size.clamped();
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

/// Redraws all clients whose session has the window, because status lines show its name.
pub(crate) fn redraw_window(world: &mut World, id: WindowId) {
    for client in world.clients.values_mut() {
        let session = client.session.and_then(|s| world.sessions.get(&s));
        if session.is_some_and(|s| s.windows.values().any(|l| l.window == id)) {
            client.stale = true;
        }
    }
}

/// Redraws all clients.
pub(crate) fn redraw_all(world: &mut World) {
    for client in world.clients.values_mut() {
        client.stale = true;
    }
}

/// The size of a new window: that of the session's most recently used client, else `default-size`.
pub(crate) fn new_window_size(world: &World, session: Option<crate::base::SessionId>) -> Size {
    let of = OptionScope::Session(session);
    let seen = session.and_then(|s| {
        let clients = world.attached_to(s).into_iter();
        let latest = clients.max_by_key(|c| world.clients.get(c).map(|c| c.order));
        latest.map(|c| world.window_space(c))
    });
    seen.unwrap_or_else(|| {
        let text = world.get(options::DEFAULT_SIZE, of);
        let size = text
            .split_once('x')
            .and_then(|(cols, rows)| Some(Size::new(cols.parse().ok()?, rows.parse().ok()?)));
        size.unwrap_or(Size::new(80, 24)).clamped()
    })
}
