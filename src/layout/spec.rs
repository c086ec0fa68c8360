//! Layouts as workspace files describe them: panes side by side or one above the other, with sizes
//! for some. The file format is not known here.

use super::node::{BorderStatus, LEAST, Node, NodeKind};
use super::split::Extent;
use super::tree::Tree;
use crate::base::{Axis, PaneId, Size};

/// The wanted layout of a window or of a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayoutSpec {
    /// One pane.
    Pane,
    /// Parts along an axis, each with an optional size along it.
    Split(Axis, Vec<(Option<Extent>, Self)>),
}

impl LayoutSpec {
    /// The number of panes.
    pub fn count(&self) -> usize {
        match self {
            Self::Pane => 1,
            Self::Split(_, parts) => parts.iter().map(|(_, part)| part.count()).sum(),
        }
    }

    /// The minimum extent along an axis, borders included.
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

    fn node(&self, size: Size, panes: &mut impl Iterator<Item = PaneId>) -> Option<Node> {
        match self {
            Self::Pane => Some(Node::pane(panes.next()?, size)),
            Self::Split(axis, parts) => {
                let extents = share(*axis, parts, super::node::extent(size, *axis));
                let nodes = parts.iter().zip(extents).map(|((_, part), extent)| {
                    let size = match axis {
                        Axis::LeftRight => Size::new(extent, size.rows),
                        Axis::TopBottom => Size::new(size.cols, extent),
                    };
                    part.node(size, panes)
                });
                let mut nodes = nodes.collect::<Option<Vec<Node>>>()?;
                match nodes.len() {
                    0 => None,
                    1 => nodes.pop(),
                    _ => Some(Node::split(*axis, size, nodes)),
                }
            }
        }
    }
}

/// The extent of each part of `whole`. Requested sizes are honoured as far as there is room; parts
/// without a size share the rest, or else the last part gets it.
fn share(axis: Axis, parts: &[(Option<Extent>, LayoutSpec)], whole: u16) -> Vec<u16> {
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
    /// The tree of a spec in a window of `size`, or of a larger one where the spec needs it, with
    /// `panes` in layout order. `None` if there are too few panes.
    pub fn from_spec(spec: &LayoutSpec, panes: &[PaneId], size: Size) -> Option<Self> {
        let size = Size::new(
            size.cols.max(spec.least(Axis::LeftRight)),
            size.rows.max(spec.least(Axis::TopBottom)),
        );
        let root = spec.node(size.clamped(), &mut panes.iter().copied())?;
        Some(Self {
            root,
            border: BorderStatus::Off,
        })
    }

    /// The spec of the tree, with the size of every part in cells.
    pub fn spec(&self) -> LayoutSpec {
        fn of(node: &Node) -> LayoutSpec {
            match &node.kind {
                NodeKind::Pane(_) => LayoutSpec::Pane,
                NodeKind::Split(axis, nodes) => {
                    let parts = nodes
                        .iter()
                        .map(|node| (Some(Extent::Cells(node.extent(*axis))), of(node)));
                    LayoutSpec::Split(*axis, parts.collect())
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

    fn row(sizes: &[Option<Extent>]) -> LayoutSpec {
        let parts = sizes.iter().map(|size| (*size, LayoutSpec::Pane));
        LayoutSpec::Split(Axis::LeftRight, parts.collect())
    }

    #[test]
    fn sizes_are_followed_as_far_as_there_is_room() {
        let (nodes, percent) = (|n| Some(Extent::Cells(n)), |n| Some(Extent::Percent(n)));
        for (sizes, cols, wanted) in [
            (&[None, None][..], 81, &[40, 40][..]),
            (&[None, None, None], 80, &[26, 26, 26]),
            (&[percent(60), None], 101, &[60, 40]),
            (&[None, percent(25)], 81, &[60, 20]),
            (&[nodes(20), None, nodes(10)], 80, &[20, 48, 10]),
            (&[nodes(20), nodes(20)], 80, &[20, 59]),
            (&[percent(90), percent(90)], 80, &[72, 7]),
            (&[nodes(500), None, None], 10, &[6, 1, 1]),
            (&[None, None, None], 2, &[1, 1, 1]),
        ] {
            let spec = row(sizes);
            let size = Size::new(cols, 24);
            let tree = Tree::from_spec(&spec, &panes(sizes.len()), size).unwrap();
            let places = tree.places(BorderStatus::Off);
            let got: Vec<u16> = places.iter().map(|(_, rect)| rect.cols).collect();
            assert_eq!(got, wanted, "{sizes:?} in {cols}");
        }
        assert_eq!(
            Tree::from_spec(&row(&[None, None]), &panes(1), Size::new(80, 24)),
            None
        );
    }

    proptest! {
        #[test]
        fn a_tree_comes_back_from_its_shape(
            count in 1_usize..12, preset in 0_usize..7, cols in 40_u16..200, rows in 40_u16..80,
        ) {
            let panes = panes(count);
            let spec = row(&vec![None; count]);
            let tree = Tree::from_spec(&spec, &panes, Size::new(cols, rows)).unwrap();
            let tree = tree.preset(Preset::ALL[preset], &PresetSizes::default());
            let again = Tree::from_spec(&tree.spec(), &tree.panes(), tree.size()).unwrap();
            prop_assert_eq!(again.dump(), tree.dump());
            // In another size it is still a tiling: every cell belongs to one pane or border.
            let other = Tree::from_spec(&tree.spec(), &panes, Size::new(30, 30)).unwrap();
            prop_assert_eq!(Tree::parse(&other.dump(), &panes).unwrap().dump(), other.dump());
        }
    }
}
