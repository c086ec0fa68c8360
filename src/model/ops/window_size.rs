//! Window sizes by `window-size`, and the effects of a resize.

use crate::base::{Size, WindowId};
use crate::lang::tables::choices::WindowSize;
use crate::lang::tables::options;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

impl World {
    /// Gives every window the size that its clients and options ask for.
    pub(crate) fn fit_windows(&mut self) {
        let windows: Vec<WindowId> = self.windows.keys().copied().collect();
        for window in windows {
            if let Some(size) = self.wanted_size(window) {
                self.resize_window(window, size);
            }
        }
    }

    fn wanted_size(&self, id: WindowId) -> Option<Size> {
        let window = self.windows.get(&id)?;
        let how = self.get(options::WINDOW_SIZE, OptionScope::Window(Some(id)));
        if how == WindowSize::Manual {
            return window.manual;
        }
        self.size_by(id, how)
    }

    /// The size of a window by the clients that show it. `None` if no client does.
    pub(crate) fn size_by(&self, id: WindowId, how: WindowSize) -> Option<Size> {
        let aggressive = self.get(options::AGGRESSIVE_RESIZE, OptionScope::Window(Some(id)));
        let seeing = self.clients.values().filter(|client| {
            let session = client.session.and_then(|s| self.sessions.get(&s));
            !client.ignore_size
                && session.is_some_and(|s| {
                    if aggressive {
                        s.window() == Some(id)
                    } else {
                        s.windows.values().any(|l| l.window == id)
                    }
                })
        });
        let mut sizes: Vec<(u64, Size)> = seeing.map(|c| (c.order, self.room(c.id))).collect();
        sizes.sort_unstable_by_key(|(order, _)| *order);
        let all = sizes.iter().map(|(_, size)| *size);
        match how {
            WindowSize::Largest => {
                all.reduce(|a, b| Size::new(a.cols.max(b.cols), a.rows.max(b.rows)))
            }
            WindowSize::Smallest => {
                all.reduce(|a, b| Size::new(a.cols.min(b.cols), a.rows.min(b.rows)))
            }
            WindowSize::Latest | WindowSize::Manual => sizes.last().map(|(_, size)| *size),
        }
    }

    /// Gives a window a size.
    pub(crate) fn resize_window(&mut self, id: WindowId, size: Size) {
        let Some(window) = self.windows.get_mut(&id) else {
            return;
        };
        if window.size() != size {
            window.tree = window.tree.resize(size);
        }
        self.fit_panes(id);
    }

    /// Tells every pane of a window its size where that changed, and has the window drawn. A pane
    /// that was not started yet is told when it is.
    pub(crate) fn fit_panes(&mut self, id: WindowId) {
        let Some(window) = self.windows.get(&id) else {
            return;
        };
        let border = self.border_status(id);
        let mut places = window.tree.places(border);
        if window.zoomed {
            for (pane, rect) in window.places(border) {
                places.retain(|(p, _)| *p != pane);
                places.push((pane, rect));
            }
        }
        for (pane, rect) in places {
            let size = rect.size().clamped();
            if let Some(known) = self.panes.get_mut(&pane)
                && known.size != size
            {
                let started = known.size != Size::default();
                known.size = size;
                if started {
                    self.effects
                        .push(Effect::Pane(pane, PaneEffect::Resize(size)));
                }
            }
        }
        self.redraw_window(id);
    }

    /// Everyone who sees the window sees it anew.
    pub(crate) fn redraw_window(&mut self, id: WindowId) {
        for client in self.clients.values_mut() {
            let session = client.session.and_then(|s| self.sessions.get(&s));
            if session.is_some_and(|s| s.windows.values().any(|l| l.window == id)) {
                client.stale = true;
            }
        }
    }

    /// All clients see everything anew.
    pub(crate) fn redraw_all(&mut self) {
        for client in self.clients.values_mut() {
            client.stale = true;
        }
    }
}

impl World {
    /// The size that a new window of a session should have.
    pub(crate) fn size_for(&self, session: Option<crate::base::SessionId>) -> Size {
        let of = OptionScope::Session(session);
        let seen = session.and_then(|s| {
            let clients = self.attached_to(s).into_iter();
            let latest = clients.max_by_key(|c| self.clients.get(c).map(|c| c.order));
            latest.map(|c| self.room(c))
        });
        seen.unwrap_or_else(|| {
            let text = self.get(options::DEFAULT_SIZE, of);
            let size = text
                .split_once('x')
                .and_then(|(cols, rows)| Some(Size::new(cols.parse().ok()?, rows.parse().ok()?)));
            size.unwrap_or(Size::new(80, 24)).clamped()
        })
    }
}
