//! The cells that the terminal shows, comparable with those of the canvas to be painted next.

use super::cell::{CLUSTER, Cell, StyleId};
use super::style_table::{CellStyle, Table};
use super::surface::Canvas;
use crate::base::{Link, Size};
use std::hash::Hash;

/// A copy of the cells that were painted last. It outlives the canvas that they came from.
#[derive(Clone, Debug, Default)]
pub(crate) struct FrontBuffer {
    size: Size,
    cells: Vec<Cell>,
    /// The revision of each row of the canvas that is known to have these cells; 0: none is known.
    revisions: Vec<u64>,
    styles: Vec<CellStyle>,
    links: Vec<Link>,
    clusters: Vec<String>,
}

impl FrontBuffer {
    /// Makes every cell [`Cell::UNKNOWN`]. `size` is the size of the canvas to be painted next.
    pub(crate) fn invalidate(&mut self, size: Size) {
        self.size = size;
        self.cells.clear();
        self.cells.resize(size.area(), Cell::UNKNOWN);
        self.revisions.clear();
        self.revisions.resize(usize::from(size.rows), 0);
    }

    /// The size of the painted cells.
    pub(crate) const fn size(&self) -> Size {
        self.size
    }

    /// Translates the cells to the indices of `canvas`, so that they compare with its cells. Cells
    /// whose style, hyperlink or cluster `canvas` does not have become [`Cell::UNKNOWN`].
    pub(crate) fn rebase(&mut self, canvas: &Canvas) {
        let tables = &canvas.tables;
        if tables.styles.entries.starts_with(&self.styles)
            && tables.links.entries.starts_with(&self.links)
            && tables.clusters.entries.starts_with(&self.clusters)
        {
            return;
        }
        self.revisions.fill(0);
        let links: Vec<Option<u32>> = ids_in(&self.links, &tables.links);
        let styles: Vec<Option<StyleId>> = self
            .styles
            .iter()
            .map(|style| {
                let link = match style.link.checked_sub(1) {
                    Some(n) => links[n as usize]? + 1,
                    None => 0,
                };
                tables
                    .styles
                    .ids
                    .get(&CellStyle { link, ..*style })
                    .copied()
            })
            .collect();
        let clusters: Vec<Option<u32>> = ids_in(&self.clusters, &tables.clusters);
        for cell in &mut self.cells {
            *cell = translated(*cell, &styles, &clusters).unwrap_or(Cell::UNKNOWN);
        }
        self.styles.clear();
        self.links.clear();
        self.clusters.clear();
    }

    /// The cells of row `y`, which must exist.
    pub(crate) fn row(&self, y: u16) -> &[Cell] {
        let cols = usize::from(self.size.cols);
        &self.cells[usize::from(y) * cols..][..cols]
    }

    /// Whether row `y` has the same cells in `canvas`, which has the same size and was the last one
    /// rebased to.
    pub(crate) fn has_row(&mut self, y: u16, canvas: &Canvas) -> bool {
        let (known, revision) = (self.revisions[usize::from(y)], canvas.revision(y));
        if known == revision {
            return true;
        }
        let same = self.row(y) == canvas.row(y);
        if same {
            self.revisions[usize::from(y)] = revision;
        }
        same
    }

    /// Copies row `y` of `canvas`, which has the same size and was the last one rebased to.
    pub(crate) fn copy_row(&mut self, y: u16, canvas: &Canvas) {
        let cols = usize::from(self.size.cols);
        self.cells[usize::from(y) * cols..][..cols].copy_from_slice(canvas.row(y));
        self.revisions[usize::from(y)] = canvas.revision(y);
    }

    /// Copies the tables of `canvas`. Every row of it must have been copied or be equal.
    pub(crate) fn copy_tables(&mut self, canvas: &Canvas) {
        extend(&mut self.styles, &canvas.tables.styles.entries);
        extend(&mut self.links, &canvas.tables.links.entries);
        extend(&mut self.clusters, &canvas.tables.clusters.entries);
    }
}

fn extend<T: Clone>(known: &mut Vec<T>, all: &[T]) {
    let new = all.get(known.len()..).unwrap_or_default();
    known.extend_from_slice(new);
}

fn ids_in<T: Eq + Hash>(entries: &[T], table: &Table<T>) -> Vec<Option<u32>> {
    let id = |entry| table.ids.get(entry).copied();
    entries.iter().map(id).collect()
}

fn translated(cell: Cell, styles: &[Option<StyleId>], clusters: &[Option<u32>]) -> Option<Cell> {
    if cell == Cell::UNKNOWN {
        return None;
    }
    let mut new = cell.with_style((*styles.get(cell.style_id() as usize)?)?);
    if cell.is_cluster() {
        let [_, a, b, c] = (*clusters.get(cell.cluster_index())?)?.to_be_bytes();
        new.text = [CLUSTER, a, b, c];
    }
    Some(new)
}

#[cfg(test)]
mod tests {
    use super::super::style_table::TABLE_FLOOR;
    use super::*;
    use crate::base::{Color, Style};

    #[test]
    fn a_row_is_compared_again_after_it_was_written_to() {
        let size = Size::new(4, 2);
        let mut canvas = Canvas::new(size);
        let mut front = FrontBuffer::default();
        front.invalidate(size);
        front.rebase(&canvas);
        assert!(!front.has_row(0, &canvas), "the terminal is unknown");
        front.copy_row(0, &canvas);
        front.copy_row(1, &canvas);
        assert!(front.has_row(0, &canvas));
        canvas.put_str(0, 0, "ab", Style::DEFAULT);
        assert!(!front.has_row(0, &canvas) && front.has_row(1, &canvas));
        front.copy_row(0, &canvas);
        canvas.put_str(0, 0, "ab", Style::DEFAULT);
        assert!(front.has_row(0, &canvas), "written to with the same text");
        let bold = |style: Style| Style {
            attrs: crate::base::Attrs::BOLD,
            ..style
        };
        canvas.restyle(canvas.area(), bold);
        assert!(!front.has_row(0, &canvas) && !front.has_row(1, &canvas));
        let copy = canvas.clone();
        front.rebase(&copy);
        front.copy_row(1, &copy);
        assert!(front.has_row(1, &canvas), "a copy has the same rows");
        canvas.clear();
        assert!(!front.has_row(1, &canvas));
    }

    #[test]
    fn the_front_buffer_notices_that_tables_started_over() {
        let shade = |n: usize| Style {
            fg: Color::Rgb((n >> 16) as u8, (n >> 8) as u8, n as u8),
            ..Style::DEFAULT
        };
        let size = Size::new(2, 1);
        let mut canvas = Canvas::new(size);
        let mut front = FrontBuffer::default();
        front.invalidate(size);
        for n in 0..3 * TABLE_FLOOR {
            canvas.clear();
            canvas.put_str(0, 0, "x", shade(n));
            canvas.put_str(1, 0, "y", shade(1));
            front.rebase(&canvas);
            assert_ne!(front.row(0)[0], canvas.row(0)[0]);
            front.copy_row(0, &canvas);
            front.copy_tables(&canvas);
            assert!(canvas.tables.styles.entries.len() <= TABLE_FLOOR + 3);
        }
        let mut other = Canvas::new(size);
        other.put_str(0, 0, "a", shade(7));
        other.put_str(1, 0, "y", shade(1));
        front.rebase(&other);
        assert_eq!(
            front.row(0)[1],
            other.row(0)[1],
            "the same style in another canvas"
        );
        assert_ne!(front.row(0)[0], other.row(0)[0]);
    }
}
