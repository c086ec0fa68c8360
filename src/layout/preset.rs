//! The named layouts of `select-layout` and the sizes that options give them.

use super::cell::{Cell, LEAST, Rim};
use super::split::Extent;
use super::{BorderStatus, Tree};
use crate::base::{Axis, PaneId, Size};
use serde::{Deserialize, Serialize};

/// A named layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Preset {
    /// All side by side.
    EvenHorizontal,
    /// All one above the other.
    EvenVertical,
    /// The first at the top, the others side by side below.
    MainHorizontal,
    /// The first at the bottom, the others side by side above.
    MainHorizontalMirrored,
    /// The first at the left, the others one above the other beside it.
    MainVertical,
    /// The first at the right, the others one above the other beside it.
    MainVerticalMirrored,
    /// Rows and columns of equal size.
    Tiled,
}

/// What options say of sizes in presets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresetSizes {
    /// Columns of the first pane (`main-pane-width`).
    pub main_width: Extent,
    /// Rows of the first pane (`main-pane-height`).
    pub main_height: Extent,
    /// Columns of the others (`other-pane-width`); 0 for what is left.
    pub other_width: Extent,
    /// Rows of the others (`other-pane-height`); 0 for what is left.
    pub other_height: Extent,
    /// The most columns of panes in the tiled layout (`tiled-layout-max-columns`); 0 for any.
    pub max_columns: u16,
}

/// tmux's default for `main-pane-width`, also used when the option does not fit the window.
const MAIN_WIDTH: u16 = 80;
/// tmux's default for `main-pane-height`, used likewise.
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
    /// All of them, in the order of `next-layout`.
    pub const ALL: [Self; 7] = [
        Self::EvenHorizontal,
        Self::EvenVertical,
        Self::MainHorizontal,
        Self::MainHorizontalMirrored,
        Self::MainVertical,
        Self::MainVerticalMirrored,
        Self::Tiled,
    ];

    /// The name as `select-layout` takes it.
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

    /// The layout of this name, or the only one whose name starts so.
    pub fn parse(name: &str) -> Option<Self> {
        if let Some(exact) = Self::ALL.into_iter().find(|p| p.name() == name) {
            return Some(exact);
        }
        let mut found = Self::ALL.into_iter().filter(|p| p.name().starts_with(name));
        found.next().filter(|_| found.next().is_none())
    }

    /// The one after `last`, or the first.
    pub fn next(last: Option<Self>) -> Self {
        Self::ALL[last.map_or(0, |p| (p as usize + 1) % Self::ALL.len())]
    }

    /// The one before `last`, or the last.
    pub fn previous(last: Option<Self>) -> Self {
        let count = Self::ALL.len();
        Self::ALL[last.map_or(count - 1, |p| (p as usize + count - 1) % count)]
    }
}

impl Tree {
    /// The panes in a named layout. A single pane stays as it is; a window that is too small for
    /// one cell each grows.
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

/// What a preset is laid out in.
struct Canvas<'a> {
    size: Size,
    border: BorderStatus,
    sizes: &'a PresetSizes,
}

/// The least extent of `count` cells of `each` with their borders.
fn row_of(count: usize, each: u16) -> u16 {
    (count * (usize::from(each) + 1) - 1).min(usize::from(Size::MAX)) as u16
}

impl Canvas<'_> {
    fn even(&self, panes: &[PaneId], axis: Axis) -> Cell {
        let rim = Rim::of_window(self.border);
        let least = row_of(panes.len(), LEAST) + rim.taken(axis);
        let mut size = self.size;
        match axis {
            Axis::LeftRight => size.cols = size.cols.max(least),
            Axis::TopBottom => size.rows = size.rows.max(least),
        }
        spread_row(panes, axis, size, rim)
    }

    /// The first pane along `axis`, then all others across it.
    fn main(&self, panes: &[PaneId], axis: Axis, mirrored: bool) -> Cell {
        let (first, others) = (panes[0], &panes[1..]);
        let (main, other) = self.main_and_other(axis);
        let across = match axis {
            Axis::LeftRight => Axis::TopBottom,
            Axis::TopBottom => Axis::LeftRight,
        };
        let window = Rim::of_window(self.border);
        let rim = window.of_child(axis, usize::from(!mirrored), 2);
        let least = row_of(others.len(), LEAST) + rim.taken(across);
        let mut whole = Cell::pane(first, self.size);
        whole.set_extent(across, whole.extent(across).max(least));
        whole.set_extent(axis, main + other + 1);
        let whole = whole.size;
        let mut top = Cell::pane(first, whole);
        top.set_extent(axis, main);
        let mut rest = Cell::pane(first, whole);
        rest.set_extent(axis, other);
        let rest = match others {
            [only] => Cell::pane(*only, rest.size),
            _ => spread_row(others, across, rest.size, rim),
        };
        let cells = if mirrored {
            vec![rest, top]
        } else {
            vec![top, rest]
        };
        Cell::split(axis, whole, cells)
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

    fn tiled(&self, panes: &[PaneId]) -> Cell {
        let (rows, columns) = self.grid(panes.len());
        let cols = (self.size.cols.saturating_sub(columns as u16 - 1) / columns as u16).max(LEAST);
        let tile_rows = (self.size.rows.saturating_sub(rows as u16 - 1) / rows as u16).max(LEAST);
        let whole = Size::new(
            self.size.cols.max(row_of(columns, cols)),
            self.size.rows.max(row_of(rows, tile_rows)),
        );
        let tile = Size::new(cols, tile_rows);
        let mut lines: Vec<Cell> = panes
            .chunks(columns)
            .map(|line| line_of_tiles(line, tile, whole.cols))
            .collect();
        let rim = Rim::of_window(self.border);
        let over = i32::from(whole.rows) - i32::from(row_of(lines.len(), tile_rows));
        if let Some(last) = lines.last_mut() {
            last.adjust(Axis::TopBottom, over, rim);
        }
        match <[Cell; 1]>::try_from(lines) {
            Ok([line]) => line,
            Err(lines) => Cell::split(Axis::TopBottom, whole, lines),
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

/// One row of tiles, the last of them as wide as it takes to fill `cols`.
fn line_of_tiles(panes: &[PaneId], tile: Size, cols: u16) -> Cell {
    let whole = Size::new(cols, tile.rows);
    if let [only] = panes {
        return Cell::pane(*only, whole);
    }
    let mut cells: Vec<Cell> = panes.iter().map(|id| Cell::pane(*id, tile)).collect();
    if let Some(last) = cells.last_mut() {
        last.size.cols += cols - row_of(panes.len(), tile.cols);
    }
    Cell::split(Axis::LeftRight, whole, cells)
}

/// Panes of equal size along `axis`, filling `size`.
fn spread_row(panes: &[PaneId], axis: Axis, size: Size, rim: Rim) -> Cell {
    let cells = panes.iter().map(|id| Cell::pane(*id, size)).collect();
    let mut cell = Cell::split(axis, size, cells);
    cell.spread(rim);
    cell
}
