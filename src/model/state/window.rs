//! A window: panes in a layout, one of them active.

use crate::base::{PaneId, Rect, Size, WindowId};
use crate::layout::{BorderStatus, Preset, PresetSizes, Tree};
use crate::model::state::mode::scrollbars::Scrollbars;
use crate::model::state::options::OptionSet;
use serde::{Deserialize, Serialize};

/// A window of one or more sessions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Window {
    /// The id, printed as `@N`.
    pub id: WindowId,
    /// The name in the status line.
    pub name: String,
    /// The layout of the panes.
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
}

impl Window {
    /// The size of the window in cells.
    pub fn size(&self) -> Size {
        self.tree.size()
    }

    /// The layout string of the panes that are visible: of a zoomed window the active pane alone
    /// (`#{window_visible_layout}`).
    pub(crate) fn visible_layout(&self) -> String {
        if self.zoomed {
            Tree::single(self.active, self.size()).dump()
        } else {
            self.tree.dump()
        }
    }

    /// The panes by index: in layout order, unless a mirrored layout was applied.
    pub fn panes(&self) -> Vec<PaneId> {
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
        let panes = self.panes();
        let tree = self.tree.with_panes(&panes).preset(preset, sizes);
        let order = if tree.panes() == panes { vec![] } else { panes };
        (tree, order)
    }

    /// Moves every pane to the position of the pane before it, or after it without `up`
    /// (`rotate-window`).
    pub fn rotate(&mut self, up: bool) {
        let old = self.panes();
        let mut new = old.clone();
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
    }

    /// The visible panes and their rectangles; only the active pane if the window is zoomed.
    pub fn places(&self, border: BorderStatus) -> Vec<(PaneId, Rect)> {
        if self.zoomed {
            return self.texts(&Tree::single(self.active, self.size()), border);
        }
        self.all_places(border)
    }

    /// The panes of the layout and their rectangles, as without zoom.
    pub fn all_places(&self, border: BorderStatus) -> Vec<(PaneId, Rect)> {
        self.texts(&self.tree, border)
    }

    /// The rectangles of panes without their scrollbars.
    fn texts(&self, tree: &Tree, border: BorderStatus) -> Vec<(PaneId, Rect)> {
        let places = tree.places(border).into_iter();
        places
            .map(|(pane, whole)| (pane, self.scrollbars.text(pane, whole)))
            .collect()
    }

    /// The rectangle of a pane, visible or not. Its size is that of the pane's PTY.
    pub fn place(&self, pane: PaneId, border: BorderStatus) -> Option<Rect> {
        let places = self.places(border).into_iter();
        let mut all = places.chain(self.all_places(border));
        all.find(|(p, _)| *p == pane).map(|(_, rect)| rect)
    }

    /// Makes `pane` active. Returns false if it is active already or not in this window.
    pub fn select(&mut self, pane: PaneId) -> bool {
        if pane == self.active || !self.panes().contains(&pane) {
            return false;
        }
        self.last.retain(|p| *p != pane && *p != self.active);
        self.last.push(self.active);
        self.active = pane;
        true
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
        if self.active != pane {
            return;
        }
        let before = order.iter().position(|p| *p == pane).map(|at| match at {
            0 => order.get(1),
            at => order.get(at - 1),
        });
        if let Some(next) = self.last.pop().or_else(|| before.flatten().copied()) {
            self.active = next;
        }
    }
}
