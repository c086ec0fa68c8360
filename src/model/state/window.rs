//! A window: panes in a layout, one of them active.

use crate::base::{PaneId, Rect, Size, WindowId};
use crate::layout::{BorderStatus, Preset, Tree};
use crate::model::state::options::OptionSet;
use serde::{Deserialize, Serialize};

/// A window.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Window {
    /// Its id.
    pub id: WindowId,
    /// Its name.
    pub name: String,
    /// How its panes share its cells.
    pub tree: Tree,
    /// The active pane fills the window; the others wait behind it.
    pub zoomed: bool,
    /// The active pane.
    pub active: PaneId,
    /// Panes that were active before, the latest last.
    pub last: Vec<PaneId>,
    /// The size a person gave it (`window-size manual`).
    pub manual: Option<Size>,
    /// Options set on it.
    pub options: OptionSet,
    /// The preset chosen last, for `next-layout`.
    pub preset: Option<Preset>,
    /// The layout before the last change of layout (`select-layout -o`).
    pub old_layout: Option<Tree>,
    /// When it was made, milliseconds since 1970.
    pub created: i64,
    /// When something was last written in it, milliseconds since 1970.
    pub activity: i64,
    /// When something was last written in it, on the clock of timers.
    #[serde(skip)]
    pub wrote: u64,
}

impl Window {
    /// Its size.
    pub fn size(&self) -> Size {
        self.tree.size()
    }

    /// Its panes in layout order.
    pub fn panes(&self) -> Vec<PaneId> {
        self.tree.panes()
    }

    /// The panes that show, and where.
    pub fn places(&self, border: BorderStatus) -> Vec<(PaneId, Rect)> {
        if self.zoomed {
            return Tree::single(self.active, self.size()).places(border);
        }
        self.tree.places(border)
    }

    /// Where one pane is, whether or not it shows: its size is what its program has.
    pub fn place(&self, pane: PaneId, border: BorderStatus) -> Option<Rect> {
        let places = self.places(border).into_iter();
        let mut all = places.chain(self.tree.places(border));
        all.find(|(p, _)| *p == pane).map(|(_, rect)| rect)
    }

    /// Makes `pane` active. False if it is already or is not here.
    pub fn select(&mut self, pane: PaneId) -> bool {
        if pane == self.active || !self.panes().contains(&pane) {
            return false;
        }
        self.last.retain(|p| *p != pane && *p != self.active);
        self.last.push(self.active);
        self.active = pane;
        true
    }

    /// The pane that was active before this one.
    pub fn last_pane(&self) -> Option<PaneId> {
        self.last.last().copied()
    }

    /// The panes by when they were active, the latest first.
    pub fn recent(&self) -> Vec<PaneId> {
        let before = self.last.iter().rev().copied();
        std::iter::once(self.active).chain(before).collect()
    }

    /// The pane's number, counted from 0 in layout order.
    pub fn position(&self, pane: PaneId) -> Option<usize> {
        self.panes().iter().position(|p| *p == pane)
    }

    /// Takes `pane` out of the books after the tree lost it; the last active pane, or the one
    /// before it in `order` (the panes before it left), becomes active.
    pub fn forget(&mut self, pane: PaneId, order: &[PaneId]) {
        self.last.retain(|p| *p != pane);
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
