//! The floating panes of a window: boxes above the tiled panes, with an order from front to back.
//!
//! A place is stored as the user chose it, for the size that the window had then. What is shown
//! follows from it and the present size, so that a window which shrinks and grows again shows
//! every box where it was.

use crate::base::sorted::SortedMap;
use crate::base::{BoxRect, PaneId, Size};
use crate::layout::above::Above;
use serde::{Deserialize, Serialize};

/// The part of a box, border included, that stays visible: columns and rows.
pub const LEAST_VISIBLE: Size = Size::new(8, 2);

/// The corner of the first floating pane without a place, and the step to the next one: columns and
/// rows, as in tmux.
const CASCADE: (u16, u16) = (4, 2);

/// A floating pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Float {
    /// The id of the pane.
    pub pane: PaneId,
    /// The cells of the pane, without the border, in window coordinates.
    pub rect: BoxRect,
    /// The size of the window that `rect` was chosen for.
    pub of: Size,
    /// Whether the box has a border around the cells of the pane.
    pub bordered: bool,
}

impl Float {
    /// The cells of the pane in a window of `size`. A box is made smaller only if the window has no
    /// space for it. A window that is smaller than the one the place was chosen for pulls the box
    /// in at the right and below. A part of the box stays visible in any case.
    pub fn shown(&self, size: Size) -> BoxRect {
        let frame = if self.bordered { 2 } else { 0 };
        let fit = |wanted: u16, whole: u16| wanted.min(whole.saturating_sub(frame)).max(1);
        let inside = BoxRect {
            cols: fit(self.rect.cols, size.cols),
            rows: fit(self.rect.rows, size.rows),
            ..self.rect
        };
        let outer = inside.around(self.bordered);
        let pull = |at: i32, taken: u16, whole: u16, was: u16| {
            let most = (i32::from(whole) - i32::from(taken)).max(0);
            if whole < was { at.min(most) } else { at }
        };
        let outer = BoxRect {
            x: pull(outer.x, outer.cols, size.cols, self.of.cols),
            y: pull(outer.y, outer.rows, size.rows, self.of.rows),
            ..outer
        };
        let shown = outer
            .kept_visible(size, LEAST_VISIBLE)
            .inside(self.bordered);
        BoxRect {
            cols: inside.cols,
            rows: inside.rows,
            ..shown
        }
    }
}

/// How [`Floats::restack`] moves a pane among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restack {
    /// Before all others.
    Front,
    /// Behind all others.
    Back,
    /// One place to the front.
    Forward,
    /// One place to the back.
    Backward,
    /// One place to the front; from the front to the back.
    ForwardLoop,
    /// One place to the back; from the back to the front.
    BackwardLoop,
    /// To this place, counted from 0 at the front.
    To(usize),
}

/// The floating panes of a window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floats {
    /// The panes by index.
    all: Vec<Float>,
    /// The panes from front to back.
    stack: Vec<PaneId>,
    /// The panes are not shown, except those that are pinned.
    pub hidden: bool,
    /// The corner of the last pane that got a place by itself.
    cascade: Option<(u16, u16)>,
    /// The places of panes that were floating and are tiled now.
    before: SortedMap<PaneId, BoxRect>,
    /// The panes above everything else.
    #[serde(skip)]
    pub above: Above,
}

impl Floats {
    /// Whether no pane floats.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The number of floating panes.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Whether `pane` floats.
    pub fn contains(&self, pane: PaneId) -> bool {
        self.get(pane).is_some()
    }

    /// A floating pane.
    pub fn get(&self, pane: PaneId) -> Option<&Float> {
        self.all.iter().find(|float| float.pane == pane)
    }

    /// The panes by index.
    pub fn panes(&self) -> impl Iterator<Item = PaneId> {
        self.all.iter().map(|float| float.pane)
    }

    /// The panes from front to back.
    pub fn front_to_back(&self) -> impl DoubleEndedIterator<Item = &Float> {
        self.stack.iter().filter_map(|pane| self.get(*pane))
    }

    /// The number of floating panes before `pane`; of a tiled pane that of all.
    pub fn depth(&self, pane: PaneId) -> usize {
        let at = self.stack.iter().position(|known| *known == pane);
        at.unwrap_or(self.stack.len())
    }

    /// Adds a pane before all others.
    pub fn add(&mut self, float: Float) {
        self.remove(float.pane);
        self.before.remove(&float.pane);
        self.stack.insert(0, float.pane);
        self.all.push(float);
        self.hidden = false;
        self.raise_modal();
    }

    /// Removes a pane. Returns it if it was floating.
    pub fn remove(&mut self, pane: PaneId) -> Option<Float> {
        let at = self.all.iter().position(|float| float.pane == pane)?;
        self.stack.retain(|known| *known != pane);
        self.above.forget(pane);
        let float = self.all.remove(at);
        if self.all.is_empty() {
            self.cascade = None;
            self.hidden = false;
        }
        Some(float)
    }

    /// Removes all panes.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Removes a pane that becomes tiled, and remembers its place.
    pub fn tile(&mut self, pane: PaneId) -> Option<Float> {
        let float = self.remove(pane)?;
        self.before.insert(pane, float.rect);
        Some(float)
    }

    /// The tiled panes that were floating before, and their places then.
    pub fn places_before(&self) -> impl Iterator<Item = (PaneId, BoxRect)> {
        self.before.iter().map(|(pane, rect)| (*pane, *rect))
    }

    /// Remembers the place that a tiled pane had while it was floating.
    pub fn remember(&mut self, pane: PaneId, rect: BoxRect) {
        self.before.insert(pane, rect);
    }

    /// The place that a tiled pane had when it was floating.
    pub fn place_before(&self, pane: PaneId) -> Option<BoxRect> {
        self.before.get(&pane).copied()
    }

    /// Forgets a pane that left the window.
    pub fn forget(&mut self, pane: PaneId) {
        self.remove(pane);
        self.before.remove(&pane);
        self.above.forget(pane);
    }

    /// Gives a pane another place, for a window of `size`.
    pub fn put(&mut self, pane: PaneId, rect: BoxRect, size: Size) {
        if let Some(float) = self.all.iter_mut().find(|float| float.pane == pane) {
            (float.rect, float.of) = (rect, size);
        }
    }

    /// Sets which panes have a border.
    pub fn set_borders(&mut self, bordered: impl Fn(PaneId) -> bool) {
        for float in &mut self.all {
            float.bordered = bordered(float.pane);
        }
    }

    /// Puts other panes in the places of the present ones.
    pub fn rename(&mut self, name: impl Fn(PaneId) -> PaneId) {
        self.above.rename(&name);
        for float in &mut self.all {
            float.pane = name(float.pane);
        }
        for pane in &mut self.stack {
            *pane = name(*pane);
        }
    }

    /// Moves a pane among the others. Returns whether it floats.
    pub fn restack(&mut self, pane: PaneId, how: Restack) -> bool {
        let Some(at) = self.stack.iter().position(|known| *known == pane) else {
            return false;
        };
        let last = self.stack.len() - 1;
        let to = match how {
            Restack::Front => 0,
            Restack::Back => last,
            Restack::Forward => at.saturating_sub(1),
            Restack::Backward => at + 1,
            Restack::ForwardLoop => at.checked_sub(1).unwrap_or(last),
            Restack::BackwardLoop if at == last => 0,
            Restack::BackwardLoop => at + 1,
            Restack::To(to) => to,
        };
        let pane = self.stack.remove(at);
        self.stack.insert(to.min(last), pane);
        self.raise_modal();
        true
    }

    /// Puts the modal pane before all others.
    fn raise_modal(&mut self) {
        let modal = self.above.modal.map(|modal| modal.pane);
        if let Some(at) = self.stack.iter().position(|pane| Some(*pane) == modal) {
            self.stack[..=at].rotate_right(1);
        }
    }

    /// Puts the panes in this order, from front to back. Panes that it does not name stay behind.
    pub fn set_order(&mut self, front_to_back: &[PaneId]) {
        let named = front_to_back.iter().filter(|pane| self.contains(**pane));
        let mut stack: Vec<PaneId> = named.copied().collect();
        stack.extend(
            self.stack
                .iter()
                .filter(|pane| !front_to_back.contains(pane)),
        );
        self.stack = stack;
        self.raise_modal();
    }

    /// The corner of the next pane that gets a place by itself: a step to the right of and below
    /// the last one, or the first corner again if the window ends there.
    pub fn next_corner(&mut self, size: Size) -> (i32, i32) {
        let step = |last: u16, first: u16, whole: u16| {
            let next = last.saturating_add(first);
            if next > whole { first } else { next }
        };
        let (x, y) = self.cascade.map_or(CASCADE, |(x, y)| {
            (step(x, CASCADE.0, size.cols), step(y, CASCADE.1, size.rows))
        });
        self.cascade = Some((x, y));
        (i32::from(x), i32::from(y))
    }
}

/// The size of a floating pane without a size of its own, as in tmux: half of the columns and a
/// quarter of the rows of its window.
pub fn usual_float_size(window: Size) -> Size {
    Size::new((window.cols / 2).max(1), (window.rows / 4).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Size = Size::new(80, 24);

    fn float(pane: u32, x: i32, y: i32, cols: u16, rows: u16) -> Float {
        Float {
            pane: PaneId(pane),
            rect: BoxRect::new(x, y, Size::new(cols, rows)),
            of: WINDOW,
            bordered: true,
        }
    }

    fn stacked(panes: &[u32]) -> Floats {
        let mut floats = Floats::default();
        for pane in panes.iter().rev() {
            floats.add(float(*pane, 1, 1, 10, 5));
        }
        floats
    }

    fn stack(floats: &Floats) -> Vec<u32> {
        floats.front_to_back().map(|float| float.pane.0).collect()
    }

    #[test]
    fn a_smaller_window_pulls_a_box_in_and_a_larger_one_shows_it_where_it_was() {
        let rect = float(0, 61, 19, 18, 4);
        for (size, wanted) in [
            (WINDOW, (61, 19, 18, 4)),
            (Size::new(40, 16), (21, 11, 18, 4)),
            (Size::new(10, 5), (1, 1, 8, 3)),
            (Size::new(1, 1), (1, 1, 1, 1)),
            (Size::new(200, 50), (61, 19, 18, 4)),
        ] {
            let shown = rect.shown(size);
            let got = (shown.x, shown.y, shown.cols, shown.rows);
            if size != Size::new(1, 1) {
                assert_eq!(got, wanted, "{size:?}");
            }
            assert!(shown.cols >= 1 && shown.rows >= 1);
        }
    }

    #[test]
    fn a_part_of_every_box_stays_visible() {
        for (x, y, wanted) in [
            (-60, -40, (-21, -7)),
            (500, 500, (73, 23)),
            (-5, 10, (-5, 10)),
        ] {
            let shown = float(0, x, y, 28, 8).shown(WINDOW);
            assert_eq!((shown.x, shown.y), wanted, "{x} {y}");
            let outer = shown.around(true);
            let visible = outer.visible(WINDOW).unwrap();
            assert!(visible.cols >= 8 && visible.rows >= 2, "{visible:?}");
        }
    }

    #[test]
    fn panes_move_among_the_others() {
        for (how, wanted) in [
            (Restack::Front, [2, 1, 3]),
            (Restack::Back, [1, 3, 2]),
            (Restack::Forward, [2, 1, 3]),
            (Restack::Backward, [1, 3, 2]),
            (Restack::To(9), [1, 3, 2]),
            (Restack::To(0), [2, 1, 3]),
        ] {
            let mut floats = stacked(&[1, 2, 3]);
            assert!(floats.restack(PaneId(2), how));
            assert_eq!(stack(&floats), wanted, "{how:?}");
        }
        let mut floats = stacked(&[1, 2, 3]);
        floats.restack(PaneId(1), Restack::ForwardLoop);
        assert_eq!(stack(&floats), [2, 3, 1]);
        floats.restack(PaneId(1), Restack::BackwardLoop);
        assert_eq!(stack(&floats), [1, 2, 3]);
        assert!(!floats.restack(PaneId(7), Restack::Front));
    }

    #[test]
    fn new_panes_step_to_the_right_and_down_and_begin_again() {
        let mut floats = Floats::default();
        let corners = [(); 4].map(|()| floats.next_corner(Size::new(13, 9)));
        assert_eq!(corners, [(4, 2), (8, 4), (12, 6), (4, 8)]);
    }

    #[test]
    fn a_tiled_pane_remembers_where_it_was_floating() {
        let mut floats = stacked(&[1]);
        let was = floats.tile(PaneId(1)).unwrap();
        assert_eq!(floats.place_before(PaneId(1)), Some(was.rect));
        floats.forget(PaneId(1));
        assert_eq!(floats.place_before(PaneId(1)), None);
    }
}
