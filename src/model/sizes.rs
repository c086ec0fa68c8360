//! How large windows are: `window-size`, and what follows from a change.

use crate::base::{ClientId, Size, WindowId};
use crate::layout::{Extent, PresetSizes};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::options::Of;
use crate::model::state::world::World;

impl World {
    /// How many rows of a client the status lines of its session take.
    pub(crate) fn status_rows(&self, client: ClientId) -> u16 {
        let session = self.clients.get(&client).and_then(|c| c.session);
        match self.choice("status", Of::Session(session)).as_str() {
            "off" => 0,
            "on" => 1,
            n => n.parse().unwrap_or(1),
        }
    }

    /// The cells that a client has for its window.
    pub(crate) fn room(&self, client: ClientId) -> Size {
        let size = self
            .clients
            .get(&client)
            .map_or(Size::new(80, 24), |c| c.size);
        let rows = size.rows.saturating_sub(self.status_rows(client));
        Size::new(size.cols, rows).clamped()
    }

    /// What options say of the sizes of panes in named layouts.
    pub(crate) fn preset_sizes(&self, window: WindowId) -> PresetSizes {
        let of = Of::Window(Some(window));
        let usual = PresetSizes::default();
        let extent = |name: &str, usual| Extent::parse(&self.text(name, of)).unwrap_or(usual);
        PresetSizes {
            main_width: extent("main-pane-width", usual.main_width),
            main_height: extent("main-pane-height", usual.main_height),
            other_width: extent("other-pane-width", usual.other_width),
            other_height: extent("other-pane-height", usual.other_height),
            max_columns: u16::try_from(self.number("tiled-layout-max-columns", of)).unwrap_or(0),
        }
    }

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
        let how = self.choice("window-size", Of::Window(Some(id)));
        if how == "manual" {
            return window.manual;
        }
        self.size_by(id, &how)
    }

    /// The size that a window has by the clients that show it: `largest`, `smallest` or `latest`.
    /// `None` if nobody does.
    pub(crate) fn size_by(&self, id: WindowId, how: &str) -> Option<Size> {
        let aggressive = self.flag("aggressive-resize", Of::Window(Some(id)));
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
            "largest" => all.reduce(|a, b| Size::new(a.cols.max(b.cols), a.rows.max(b.rows))),
            "smallest" => all.reduce(|a, b| Size::new(a.cols.min(b.cols), a.rows.min(b.rows))),
            _ => sizes.last().map(|(_, size)| *size),
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
