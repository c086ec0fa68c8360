//! The preset layouts of `select-layout` and the options for their sizes.

use super::node::{BorderStatus, Edges, LEAST, Node};
use super::split::Extent;
use super::tree::Tree;
use crate::base::{Axis, PaneId, Size};
use serde::{Deserialize, Serialize};

/// A preset layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Preset {
    /// All panes side by side.
    EvenHorizontal,
    /// All panes one above the other.
    EvenVertical,
    /// The first pane at the top, the others side by side below.
    MainHorizontal,
    /// The first pane at the bottom, the others side by side above.
    MainHorizontalMirrored,
    /// The first pane at the left, the others one above the other beside it.
    MainVertical,
    /// The first pane at the right, the others one above the other beside it.
    MainVerticalMirrored,
    /// Rows and columns of equal size.
    Tiled,
}

/// The values of the options that set sizes in presets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresetSizes {
    /// Columns of the main pane (`main-pane-width`).
    pub main_width: Extent,
    /// Rows of the main pane (`main-pane-height`).
    pub main_height: Extent,
    /// Columns of the other panes (`other-pane-width`); 0 for the remaining space.
    pub other_width: Extent,
    /// Rows of the other panes (`other-pane-height`); 0 for the remaining space.
    pub other_height: Extent,
    /// The maximum number of columns in the tiled layout (`tiled-layout-max-columns`); 0 for no
    /// limit.
    pub max_columns: u16,
}

/// tmux's default for `main-pane-width`, also used when the option does not fit the window.
const MAIN_WIDTH: u16 = 80;
/// tmux's default for `main-pane-height`, used in the same case.
const MAIN_HEIGHT: u16 = 24;

impl Default for PresetSizes {
    fn default() -> Self {
        Self {
            main_width: Extent::Cells(MAIN_WIDTH),
            main_height: Extent::Cells(MAIN_HEIGHT),
            other_width: Extent::Cells(0),
            other_height: Extent::Cells(0),
            max_columns: 0,
        }
    }
}

impl Preset {
    /// All presets, in the order of `next-layout`.
    pub const ALL: [Self; 7] = [
        Self::EvenHorizontal,
        Self::EvenVertical,
        Self::MainHorizontal,
        Self::MainHorizontalMirrored,
        Self::MainVertical,
        Self::MainVerticalMirrored,
        Self::Tiled,
    ];

    /// The name that `select-layout` accepts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EvenHorizontal => "even-horizontal",
            Self::EvenVertical => "even-vertical",
            Self::MainHorizontal => "main-horizontal",
            Self::MainHorizontalMirrored => "main-horizontal-mirrored",
            Self::MainVertical => "main-vertical",
            Self::MainVerticalMirrored => "main-vertical-mirrored",
            Self::Tiled => "tiled",
        }
    }

    /// The preset with this name, or the only one whose name starts with it.
    pub fn parse(name: &str) -> Option<Self> {
        if let Some(exact) = Self::ALL.into_iter().find(|p| p.name() == name) {
            return Some(exact);
        }
        let mut found = Self::ALL.into_iter().filter(|p| p.name().starts_with(name));
        found.next().filter(|_| found.next().is_none())
    }

    /// The preset after `last`, or the first one.
    pub fn next(last: Option<Self>) -> Self {
        Self::ALL[last.map_or(0, |p| (p as usize + 1) % Self::ALL.len())]
    }

    /// The preset before `last`, or the last one.
    pub fn previous(last: Option<Self>) -> Self {
        let count = Self::ALL.len();
        Self::ALL[last.map_or(count - 1, |p| (p as usize + count - 1) % count)]
    }
}

impl Tree {
    /// Arranges the panes in a preset layout. A single pane stays as it is; a window that is too
    /// small for one cell per pane grows.
    pub fn preset(&self, preset: Preset, sizes: &PresetSizes) -> Self {
        let panes = self.panes();
        if panes.len() < 2 {
            return self.clone();
        }
        let canvas = Canvas {
            size: self.size(),
            border: self.border,
            sizes,
        };
        let root = match preset {
            Preset::EvenHorizontal => canvas.even(&panes, Axis::LeftRight),
            Preset::EvenVertical => canvas.even(&panes, Axis::TopBottom),
            Preset::MainHorizontal => canvas.main(&panes, Axis::TopBottom, false),
            Preset::MainHorizontalMirrored => canvas.main(&panes, Axis::TopBottom, true),
            Preset::MainVertical => canvas.main(&panes, Axis::LeftRight, false),
            Preset::MainVerticalMirrored => canvas.main(&panes, Axis::LeftRight, true),
            Preset::Tiled => canvas.tiled(&panes),
        };
        Self {
            root,
            border: self.border,
        }
    }
}

/// The window in which a preset is laid out.
struct Canvas<'a> {
    size: Size,
    border: BorderStatus,
    sizes: &'a PresetSizes,
}

/// The minimum extent of `count` nodes of `each` with their borders.
fn row_of(count: usize, each: u16) -> u16 {
    (count * (usize::from(each) + 1) - 1).min(usize::from(Size::MAX)) as u16
}

impl Canvas<'_> {
    fn even(&self, panes: &[PaneId], axis: Axis) -> Node {
        let edges = Edges::of_window(self.border);
        let least = row_of(panes.len(), LEAST) + edges.taken(axis);
        let mut size = self.size;
        match axis {
            Axis::LeftRight => size.cols = size.cols.max(least),
            Axis::TopBottom => size.rows = size.rows.max(least),
        }
        spread_row(panes, axis, size, edges)
    }

    /// The first pane along `axis`, then all others across it.
    fn main(&self, panes: &[PaneId], axis: Axis, mirrored: bool) -> Node {
        let (first, others) = (panes[0], &panes[1..]);
        let (main, other) = self.main_and_other(axis);
        let across = match axis {
            Axis::LeftRight => Axis::TopBottom,
            Axis::TopBottom => Axis::LeftRight,
        };
        let window = Edges::of_window(self.border);
        let edges = window.of_child(axis, usize::from(!mirrored), 2);
        let least = row_of(others.len(), LEAST) + edges.taken(across);
        let mut whole = Node::pane(first, self.size);
        whole.set_extent(across, whole.extent(across).max(least));
        whole.set_extent(axis, main + other + 1);
        let whole = whole.size;
        let mut top = Node::pane(first, whole);
        top.set_extent(axis, main);
        let mut rest = Node::pane(first, whole);
        rest.set_extent(axis, other);
        let rest = match others {
            [only] => Node::pane(*only, rest.size),
            _ => spread_row(others, across, rest.size, edges),
        };
        let nodes = if mirrored {
            vec![rest, top]
        } else {
            vec![top, rest]
        };
        Node::split(axis, whole, nodes)
    }

    fn main_and_other(&self, axis: Axis) -> (u16, u16) {
        let (whole, main, other, default) = match axis {
            Axis::LeftRight => (
                self.size.cols,
                self.sizes.main_width,
                self.sizes.other_width,
                MAIN_WIDTH,
            ),
            Axis::TopBottom => (
                self.size.rows,
                self.sizes.main_height,
                self.sizes.other_height,
                MAIN_HEIGHT,
            ),
        };
        let space = whole.saturating_sub(1);
        let within = |extent: Extent| u16::try_from(extent.of(space)).ok().filter(|n| *n <= space);
        let main = within(main).unwrap_or(default);
        if main.saturating_add(LEAST) >= space {
            return (space.saturating_sub(LEAST).max(LEAST), LEAST);
        }
        match within(other) {
            Some(other) if other > 0 && space - other >= main => (space - other, other),
            _ => (main.max(LEAST), space - main.max(LEAST)),
        }
    }

    fn tiled(&self, panes: &[PaneId]) -> Node {
        let (rows, columns) = self.grid(panes.len());
        let cols = (self.size.cols.saturating_sub(columns as u16 - 1) / columns as u16).max(LEAST);
        let tile_rows = (self.size.rows.saturating_sub(rows as u16 - 1) / rows as u16).max(LEAST);
        let whole = Size::new(
            self.size.cols.max(row_of(columns, cols)),
            self.size.rows.max(row_of(rows, tile_rows)),
        );
        let tile = Size::new(cols, tile_rows);
        let mut lines: Vec<Node> = panes
            .chunks(columns)
            .map(|line| line_of_tiles(line, tile, whole.cols))
            .collect();
        let edges = Edges::of_window(self.border);
        let over = i32::from(whole.rows) - i32::from(row_of(lines.len(), tile_rows));
        if let Some(last) = lines.last_mut() {
            last.adjust(Axis::TopBottom, over, edges);
        }
        match <[Node; 1]>::try_from(lines) {
            Ok([line]) => line,
            Err(lines) => Node::split(Axis::TopBottom, whole, lines),
        }
    }

    /// (rows, columns) of the smallest grid for `count` panes.
    fn grid(&self, count: usize) -> (usize, usize) {
        let most = usize::from(self.sizes.max_columns);
        let (mut rows, mut columns) = (1, 1);
        while rows * columns < count {
            rows += 1;
            if rows * columns < count && (most == 0 || columns < most) {
                columns += 1;
            }
        }
        (rows, columns)
    }
}

/// One row of tiles; the last tile is widened to fill `cols`.
fn line_of_tiles(panes: &[PaneId], tile: Size, cols: u16) -> Node {
    let whole = Size::new(cols, tile.rows);
    if let [only] = panes {
        return Node::pane(*only, whole);
    }
    let mut nodes: Vec<Node> = panes.iter().map(|id| Node::pane(*id, tile)).collect();
    if let Some(last) = nodes.last_mut() {
        last.size.cols += cols - row_of(panes.len(), tile.cols);
    }
    Node::split(Axis::LeftRight, whole, nodes)
}

/// Panes of equal size along `axis`, filling `size`.
fn spread_row(panes: &[PaneId], axis: Axis, size: Size, edges: Edges) -> Node {
    let nodes = panes.iter().map(|id| Node::pane(*id, size)).collect();
    let mut node = Node::split(axis, size, nodes);
    node.spread(edges);
    node
}
