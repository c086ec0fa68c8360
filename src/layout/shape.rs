//! Trees as people describe them: panes side by side or one above the other, with sizes for some of
//! them. It knows nothing of how the description is written.

use super::cell::{Cell, LEAST};
use super::split::Extent;
use super::{BorderStatus, Tree};
use crate::base::{Axis, PaneId, Size};

/// A part of a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A pane.
    Pane,
    /// Parts side by side or one above the other, with a size along the axis for those that want one.
    Split(Axis, Vec<(Option<Extent>, Self)>),
}

impl Shape {
    /// How many panes it has.
    pub fn count(&self) -> usize {
        match self {
            Self::Pane => 1,
            Self::Split(_, parts) => parts.iter().map(|(_, part)| part.count()).sum(),
        }
    }

    /// The least it needs along an axis, borders included.
    fn least(&self, axis: Axis) -> u16 {
        match self {
            Self::Pane => LEAST,
            Self::Split(way, parts) if *way == axis => {
                let borders = u16::try_from(parts.len().saturating_sub(1)).unwrap_or(u16::MAX);
                let all = parts.iter().map(|(_, part)| part.least(axis));
                all.fold(borders, u16::saturating_add)
            }
            Self::Split(_, parts) => {
                let all = parts.iter().map(|(_, part)| part.least(axis));
                all.max().unwrap_or(LEAST)
            }
        }
    }

    fn cell(&self, size: Size, panes: &mut impl Iterator<Item = PaneId>) -> Option<Cell> {
        match self {
            Self::Pane => Some(Cell::pane(panes.next()?, size)),
            Self::Split(axis, parts) => {
                let extents = share(*axis, parts, super::cell::extent(size, *axis));
                let cells = parts.iter().zip(extents).map(|((_, part), extent)| {
                    let size = match axis {
                        Axis::LeftRight => Size::new(extent, size.rows),
                        Axis::TopBottom => Size::new(size.cols, extent),
                    };
                    part.cell(size, panes)
                });
                let mut cells = cells.collect::<Option<Vec<Cell>>>()?;
                match cells.len() {
                    0 => None,
                    1 => cells.pop(),
                    _ => Some(Cell::split(*axis, size, cells)),
                }
            }
        }
    }
}

/// What each part gets of `whole`. Sizes are followed as far as there is room, what is left goes to the
/// parts that want none, or else to the last.
fn share(axis: Axis, parts: &[(Option<Extent>, Shape)], whole: u16) -> Vec<u16> {
    let borders = u32::try_from(parts.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let room = u32::from(whole).saturating_sub(borders);
    let least: Vec<u32> = parts
        .iter()
        .map(|(_, part)| u32::from(part.least(axis)))
        .collect();
    let mut left = room;
    let mut unsized_left = parts.iter().filter(|(size, _)| size.is_none()).count();
    let mut got = vec![0; parts.len()];
    let mut after: u32 = least.iter().sum();
    let sized = |at: &usize| parts[*at].0.is_some();
    let (first, then): (Vec<usize>, Vec<usize>) = (0..parts.len()).partition(sized);
    let last = then.last().or(first.last()).copied();
    for at in first.into_iter().chain(then) {
        after -= least[at];
        let most = left.saturating_sub(after).max(least[at]);
        let wanted = match parts[at].0 {
            _ if Some(at) == last => most,
            Some(size) => size.of(whole),
            None => left / u32::try_from(unsized_left.max(1)).unwrap_or(1),
        };
        unsized_left -= usize::from(parts[at].0.is_none());
        got[at] = wanted.clamp(least[at], most);
        left = left.saturating_sub(got[at]);
    }
    got.into_iter()
        .map(|n| u16::try_from(n).unwrap_or(u16::MAX))
        .collect()
}

impl Tree {
    /// The tree of a shape in a window of `size`, or of a larger one if it needs that, with `panes` in
    /// layout order. `None` if there are too few of them.
    pub fn shaped(shape: &Shape, panes: &[PaneId], size: Size) -> Option<Self> {
        let size = Size::new(
            size.cols.max(shape.least(Axis::LeftRight)),
            size.rows.max(shape.least(Axis::TopBottom)),
        );
        let root = shape.cell(size.clamped(), &mut panes.iter().copied())?;
        Some(Self {
            root,
            border: BorderStatus::Off,
        })
    }

    /// The shape of the tree, with the size of every part in cells.
    pub fn shape(&self) -> Shape {
        fn of(cell: &Cell) -> Shape {
            match &cell.body {
                super::Body::Pane(_) => Shape::Pane,
                super::Body::Split(axis, cells) => {
                    let parts = cells
                        .iter()
                        .map(|cell| (Some(Extent::Cells(cell.extent(*axis))), of(cell)));
                    Shape::Split(*axis, parts.collect())
                }
            }
        }
        of(&self.root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Preset, PresetSizes};
    use proptest::prelude::*;

    fn panes(count: usize) -> Vec<PaneId> {
        (0..count)
            .map(|n| PaneId(u32::try_from(n).unwrap()))
            .collect()
    }

    fn row(sizes: &[Option<Extent>]) -> Shape {
        let parts = sizes.iter().map(|size| (*size, Shape::Pane));
        Shape::Split(Axis::LeftRight, parts.collect())
    }

    #[test]
    fn sizes_are_followed_as_far_as_there_is_room() {
        let (cells, percent) = (|n| Some(Extent::Cells(n)), |n| Some(Extent::Percent(n)));
        for (sizes, cols, wanted) in [
            (&[None, None][..], 81, &[40, 40][..]),
            (&[None, None, None], 80, &[26, 26, 26]),
            (&[percent(60), None], 101, &[60, 40]),
            (&[None, percent(25)], 81, &[60, 20]),
            (&[cells(20), None, cells(10)], 80, &[20, 48, 10]),
            (&[cells(20), cells(20)], 80, &[20, 59]),
            (&[percent(90), percent(90)], 80, &[72, 7]),
            (&[cells(500), None, None], 10, &[6, 1, 1]),
            (&[None, None, None], 2, &[1, 1, 1]),
        ] {
            let shape = row(sizes);
            let size = Size::new(cols, 24);
            let tree = Tree::shaped(&shape, &panes(sizes.len()), size).unwrap();
            let places = tree.places(BorderStatus::Off);
            let got: Vec<u16> = places.iter().map(|(_, rect)| rect.cols).collect();
            assert_eq!(got, wanted, "{sizes:?} in {cols}");
        }
        assert_eq!(
            Tree::shaped(&row(&[None, None]), &panes(1), Size::new(80, 24)),
            None
        );
    }

    proptest! {
        #[test]
        fn a_tree_comes_back_from_its_shape(
            count in 1_usize..12, preset in 0_usize..7, cols in 40_u16..200, rows in 40_u16..80,
        ) {
            let panes = panes(count);
            let shape = row(&vec![None; count]);
            let tree = Tree::shaped(&shape, &panes, Size::new(cols, rows)).unwrap();
            let tree = tree.preset(Preset::ALL[preset], &PresetSizes::default());
            let again = Tree::shaped(&tree.shape(), &tree.panes(), tree.size()).unwrap();
            prop_assert_eq!(again.dump(), tree.dump());
            // In another size it is still a whole: every cell is in one pane or border.
            let other = Tree::shaped(&tree.shape(), &panes, Size::new(30, 30)).unwrap();
            prop_assert_eq!(Tree::parse(&other.dump(), &panes).unwrap().dump(), other.dump());
        }
    }
}
