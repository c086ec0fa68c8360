//! A window: panes in a layout, one of them active.

use crate::base::{BoxRect, Direction, PaneId, Rect, Size, WindowId};
use crate::layout::{
    Arrangement, BorderStatus, Float, Floats, Preset, PresetSizes, Restack, Stack, Tree,
};
use crate::model::state::mode::scrollbars::Scrollbars;
use crate::model::state::mode::spacing::Spacing;
use crate::model::state::options::OptionSet;
use serde::{Deserialize, Serialize};

/// A window of one or more sessions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Window {
    /// The id, printed as `@N`.
    pub id: WindowId,
    /// The name in the status line.
    pub name: String,
    /// The layout of the tiled panes.
    pub tree: Tree,
    /// The active pane fills the window and hides the others (`resize-pane -Z`).
    pub zoomed: bool,
    /// The active pane.
    pub active: PaneId,
    /// Panes that were active before, the most recent last.
    pub last: Vec<PaneId>,
    /// The size that the user set (`resize-window`, `window-size manual`).
    pub manual: Option<Size>,
    /// The window options that are set on this window.
    pub options: OptionSet,
    /// The last named layout, for `next-layout`.
    pub preset: Option<Preset>,
    /// The layout before the last change of layout (`select-layout -o`).
    pub old_layout: Option<Tree>,
    /// The creation time, milliseconds since 1970.
    pub created: i64,
    /// The time of the last output, milliseconds since 1970.
    pub activity: i64,
    /// The time of the last output in milliseconds of the monotonic clock, for `monitor-silence`.
    #[serde(skip)]
    pub wrote: u64,
    /// The panes by index after a mirrored layout, which places the first pane last; empty if they
    /// are in layout order. Encoded behind the world, because older versions lack it.
    #[serde(skip)]
    pub order: Vec<PaneId>,
    /// The scrollbars of the panes, which follow from options and modes.
    #[serde(skip)]
    pub scrollbars: Scrollbars,
    /// The tiled panes are a stack, in which one is open. It follows from `auto-layout`.
    #[serde(skip)]
    pub stacked: bool,
    /// The blank cells around the texts of panes, which follow from options.
    #[serde(skip)]
    pub spacing: Spacing,
    /// The floating panes. Encoded behind the world, because older versions lack them.
    #[serde(skip)]
    pub floats: Floats,
}

impl Window {
    /// The size of the window in cells.
    pub fn size(&self) -> Size {
        self.tree.size()
    }

    /// The layout string of the window (`#{window_layout}`).
    pub(crate) fn layout(&self) -> String {
        self.arrangement().dump()
    }

    /// The layout string of the panes that are visible: of a zoomed window the active pane alone
    /// (`#{window_visible_layout}`).
    pub(crate) fn visible_layout(&self) -> String {
        match self.zoomed_pane() {
            Some(pane) => Tree::single(pane, self.size()).dump(),
            None => self.layout(),
        }
    }

    /// The pane that fills the window: of a zoomed window the active pane, or the one below if the
    /// active pane is shown above it (`new-pane -A`).
    pub(crate) fn zoomed_pane(&self) -> Option<PaneId> {
        let above = &self.floats.above;
        let under = above
            .under
            .filter(|_| above.over_zoom.contains(&self.active));
        self.zoomed.then(|| under.unwrap_or(self.active))
    }

    /// Zooms the active pane.
    pub(crate) fn zoom(&mut self) {
        self.zoomed = true;
        self.floats.above.under = None;
    }

    /// The layout with the floating panes as they are shown.
    pub(crate) fn arrangement(&self) -> Arrangement {
        let floats = self.floats.front_to_back();
        let size = self.size();
        Arrangement {
            tree: self.tree.clone(),
            floats: Some(floats.map(|f| (f.pane, f.shown(size))).collect()),
        }
    }

    /// The panes by index: the tiled ones, then the floating ones.
    pub fn panes(&self) -> Vec<PaneId> {
        let mut panes = self.tiled();
        panes.extend(self.floats.panes());
        panes
    }

    /// The tiled panes by index: in layout order, unless a mirrored layout was applied.
    pub fn tiled(&self) -> Vec<PaneId> {
        let layout = self.tree.panes();
        if self.order.is_empty() {
            return layout;
        }
        let known = self.order.iter().filter(|pane| layout.contains(pane));
        let mut order: Vec<PaneId> = known.copied().collect();
        // A new pane follows the pane before it in the layout.
        let mut before = None;
        for pane in layout {
            if !order.contains(&pane) {
                let at = before.and_then(|before| order.iter().position(|p| *p == before));
                order.insert(at.map_or(0, |at| at + 1), pane);
            }
            before = Some(pane);
        }
        order
    }

    /// Arranges the panes in a preset layout. Their indexes stay.
    pub fn arrange(&self, preset: Preset, sizes: &PresetSizes) -> (Tree, Vec<PaneId>) {
        let panes = self.tiled();
        let tree = self.tree.with_panes(&panes).preset(preset, sizes);
        let order = if tree.panes() == panes { vec![] } else { panes };
        (tree, order)
    }

    /// Moves every pane to the position of the pane before it, or after it without `up`
    /// (`rotate-window`).
    pub fn rotate(&mut self, up: bool) {
        let old = self.tiled();
        let mut new = old.clone();
        if old.is_empty() {
            return;
        }
        if up {
            new.rotate_left(1);
        } else {
            new.rotate_right(1);
        }
        self.rename_panes(|pane| {
            let at = old.iter().position(|p| *p == pane);
            at.map_or(pane, |at| new[at])
        });
    }

    /// Puts other panes in the positions of the present ones.
    pub fn rename_panes(&mut self, name: impl Fn(PaneId) -> PaneId) {
        let panes: Vec<PaneId> = self.tree.panes().into_iter().map(&name).collect();
        self.tree = self.tree.with_panes(&panes);
        for pane in &mut self.order {
            *pane = name(*pane);
        }
        self.floats.rename(name);
    }

    /// The visible panes of the layout and their rectangles; only the active pane if the window is
    /// zoomed.
    pub fn places(&self, border: BorderStatus) -> Vec<(PaneId, Rect)> {
        self.texts(self.wholes(border))
    }

    /// The visible panes and their parts of the layout.
    fn wholes(&self, border: BorderStatus) -> Vec<(PaneId, Rect)> {
        match (self.zoomed_pane(), self.stack()) {
            (Some(pane), _) => Tree::single(pane, self.size()).places(border),
            (None, Some(stack)) => vec![(stack.open, stack.place)],
            (None, None) => self.tree.places(border),
        }
    }

    /// The stack of the tiled panes; `None` if they are arranged as in the layout.
    pub(crate) fn stack(&self) -> Option<Stack> {
        let several = self.stacked && !self.zoomed && self.tree.count() > 1;
        several.then(|| {
            let open = self.recent().into_iter().find(|p| self.tree.contains(*p));
            Stack::new(&self.tiled(), open.unwrap_or(self.active), self.size())
        })
    }

    /// The panes of the layout and their rectangles, as without zoom. Those of a stack have the
    /// cells that they get when they are opened.
    pub fn all_places(&self, border: BorderStatus) -> Vec<(PaneId, Rect)> {
        if !self.stacked || self.tree.count() < 2 {
            return self.texts(self.tree.places(border));
        }
        let (panes, size) = (self.tiled(), self.size());
        let opened = panes.iter().map(|pane| {
            let stack = Stack::new(&panes, *pane, size);
            (*pane, stack.place)
        });
        self.texts(opened.collect())
    }

    /// The rectangles of panes without their scrollbars and blank cells.
    fn texts(&self, wholes: Vec<(PaneId, Rect)>) -> Vec<(PaneId, Rect)> {
        let wholes = wholes.into_iter();
        wholes
            .map(|(pane, whole)| (pane, self.text(pane, whole)))
            .collect()
    }

    /// The cells of a pane's text, given those of its part of the layout.
    fn text(&self, pane: PaneId, whole: Rect) -> Rect {
        let card = self.spacing.card(whole, self.size());
        self.scrollbars.text(pane, self.spacing.text(card))
    }

    /// The visible panes of the layout and the cells that belong to each, its padding included.
    pub fn cards(&self, border: BorderStatus) -> Vec<(PaneId, Rect)> {
        let size = self.size();
        let wholes = self.wholes(border).into_iter();
        wholes
            .map(|(pane, whole)| (pane, self.spacing.card(whole, size)))
            .collect()
    }

    /// The cells of a pane, visible or not. Their number is that of the pane's PTY.
    pub fn place(&self, pane: PaneId, border: BorderStatus) -> Option<BoxRect> {
        let float = self.floats.get(pane);
        if let Some(float) = float.filter(|_| self.zoomed_pane() != Some(pane)) {
            return Some(float.shown(self.size()));
        }
        let places = self.places(border).into_iter();
        let mut all = places.chain(self.all_places(border));
        all.find(|(p, _)| *p == pane).map(|(_, rect)| rect.into())
    }

    /// Makes a pane float, in front of the others, at a place without its border. A tiled pane
    /// leaves the layout.
    pub(crate) fn float(&mut self, pane: PaneId, rect: BoxRect, bordered: bool) {
        let size = self.size();
        if self.tree.contains(pane) {
            let rest = self.tree.remove(pane).ok().flatten();
            let border = self.tree.border();
            self.tree = rest.unwrap_or_else(|| Tree::vacant(size).with_border(border));
            self.order.retain(|p| *p != pane);
        }
        self.floats.add(Float {
            pane,
            rect,
            of: size,
            bordered,
        });
    }

    /// Makes `pane` active. Returns false if it is active already or not in this window, or if
    /// another pane is modal.
    pub fn select(&mut self, pane: PaneId) -> bool {
        let blocked = self.floats.above.blocks(pane);
        if pane == self.active || blocked || !self.panes().contains(&pane) {
            return false;
        }
        let zoomed = self.zoomed_pane();
        let above = &mut self.floats.above;
        above.under = zoomed.filter(|under| *under != pane && above.over_zoom.contains(&pane));
        self.last.retain(|p| *p != pane && *p != self.active);
        self.last.push(self.active);
        self.active = pane;
        self.raise_active();
        true
    }

    /// Brings the active pane to the front and shows it, if it floats.
    pub(crate) fn raise_active(&mut self) {
        if self.floats.restack(self.active, Restack::Front) {
            self.floats.hidden = false;
        }
    }

    /// The pane next to `pane` in a direction. Of a floating pane it is the nearest floating pane
    /// whose middle lies in that direction, else the tiled pane at the edge of the box.
    pub fn neighbour(&self, pane: PaneId, direction: Direction) -> Option<PaneId> {
        let size = self.size();
        let Some(from) = self.floats.get(pane).map(|float| float.shown(size)) else {
            if self.stacked {
                return self.beside_in_stack(pane, direction);
            }
            return self.tree.neighbour(pane, direction, &self.recent());
        };
        let middle = |rect: BoxRect| {
            let (cols, rows) = (i32::from(rect.cols), i32::from(rect.rows));
            (rect.x * 2 + cols, rect.y * 2 + rows)
        };
        let (x, y) = middle(from);
        let others = self.floats.front_to_back().filter(|f| f.pane != pane);
        let there = others.filter_map(|float| {
            let (to_x, to_y) = middle(float.shown(size));
            let (right, down) = (to_x - x, to_y - y);
            let (ahead, aside) = match direction {
                Direction::Left => (-right, down.abs()),
                Direction::Right => (right, down.abs()),
                Direction::Up => (-down, right.abs()),
                Direction::Down => (down, right.abs()),
            };
            (ahead > aside).then_some((ahead, float.pane))
        });
        let near = there.min_by_key(|(ahead, _)| *ahead);
        near.map(|(_, pane)| pane).or_else(|| {
            let (x, y) = match direction {
                Direction::Left => (from.x - 2, y / 2),
                Direction::Right => (from.right() + 1, y / 2),
                Direction::Up => (x / 2, from.y - 2),
                Direction::Down => (x / 2, from.bottom() + 1),
            };
            let tiles = match self.stack() {
                Some(_) => self.places(BorderStatus::Off),
                None => self.tree.places(BorderStatus::Off),
            };
            let distance = |rect: Rect| {
                let dx = x - x.clamp(i32::from(rect.x), i32::from(rect.right()) - 1);
                let dy = y - y.clamp(i32::from(rect.y), i32::from(rect.bottom()) - 1);
                dx.abs() + dy.abs()
            };
            let nearest = tiles.into_iter().min_by_key(|(_, rect)| distance(*rect));
            nearest.map(|(pane, _)| pane)
        })
    }

    /// The pane above or below `pane` in a stack; the last one follows the first.
    fn beside_in_stack(&self, pane: PaneId, direction: Direction) -> Option<PaneId> {
        let panes = self.tiled();
        let at = panes.iter().position(|known| *known == pane)?;
        let step = match direction {
            Direction::Up => panes.len() - 1,
            Direction::Down => 1,
            Direction::Left | Direction::Right => return None,
        };
        let found = panes.get((at + step) % panes.len()).copied();
        found.filter(|found| *found != pane)
    }

    /// The pane that was active before (`last-pane`).
    pub fn last_pane(&self) -> Option<PaneId> {
        self.last.last().copied()
    }

    /// The panes by the time they were active, the most recent first.
    pub fn recent(&self) -> Vec<PaneId> {
        let before = self.last.iter().rev().copied();
        std::iter::once(self.active).chain(before).collect()
    }

    /// The index of the pane in layout order, from 0 (`pane-base-index` is not added).
    pub fn position(&self, pane: PaneId) -> Option<usize> {
        self.panes().iter().position(|p| *p == pane)
    }

    /// Removes `pane` from the history of active panes after the layout lost it. If it was active,
    /// the last active pane becomes active, else its neighbour in `order`, the layout order before
    /// the removal.
    pub fn forget(&mut self, pane: PaneId, order: &[PaneId]) {
        self.last.retain(|p| *p != pane);
        self.order.retain(|p| *p != pane);
        self.floats.forget(pane);
        if self.active != pane {
            return;
        }
        let before = order.iter().position(|p| *p == pane).map(|at| match at {
            0 => order.get(1),
            at => order.get(at - 1),
        });
        if let Some(next) = self.last.pop().or_else(|| before.flatten().copied()) {
            self.active = next;
            self.raise_active();
        }
    }
}
