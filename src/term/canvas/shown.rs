//! The cells that were painted last, comparable with those of the canvas to be painted next.

use super::Canvas;
use super::cell::{CLUSTER, Cell, Look, Table};
use crate::base::{Link, Size};
use std::hash::Hash;

/// A copy of a canvas's cells that outlives the canvas: what was painted last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    size: Size,
    cells: Vec<Cell>,
    looks: Vec<Look>,
    links: Vec<Link>,
    clusters: Vec<String>,
}

impl Shown {
    /// Forgets the cells; `size` is what the next comparison is with.
    pub(crate) fn forget(&mut self, size: Size) {
        self.size = size;
        self.cells.clear();
        self.cells.resize(size.area(), Cell::UNKNOWN);
    }

    /// The size of what was painted.
    pub(crate) const fn size(&self) -> Size {
        self.size
    }

    /// Makes the cells comparable with those of `canvas`: cells that it cannot express become
    /// [`Cell::UNKNOWN`].
    pub(crate) fn rebase(&mut self, canvas: &Canvas) {
        let tables = &canvas.tables;
        if tables.looks.entries.starts_with(&self.looks)
            && tables.links.entries.starts_with(&self.links)
            && tables.clusters.entries.starts_with(&self.clusters)
        {
            return;
        }
        let links: Vec<Option<u32>> = numbers(&self.links, &tables.links);
        let looks: Vec<Option<u32>> = self
            .looks
            .iter()
            .map(|look| {
                let link = match look.link.checked_sub(1) {
                    Some(n) => links[n as usize]? + 1,
                    None => 0,
                };
                tables.looks.numbers.get(&Look { link, ..*look }).copied()
            })
            .collect();
        let clusters: Vec<Option<u32>> = numbers(&self.clusters, &tables.clusters);
        for cell in &mut self.cells {
            *cell = translated(*cell, &looks, &clusters).unwrap_or(Cell::UNKNOWN);
        }
        self.looks.clear();
        self.links.clear();
        self.clusters.clear();
    }

    /// The cells of row `y`, which must exist.
    pub(crate) fn row(&self, y: u16) -> &[Cell] {
        let cols = usize::from(self.size.cols);
        &self.cells[usize::from(y) * cols..][..cols]
    }

    /// Takes over row `y` of a canvas of the same size that this was rebased to.
    pub(crate) fn take_row(&mut self, y: u16, canvas: &Canvas) {
        let cols = usize::from(self.size.cols);
        self.cells[usize::from(y) * cols..][..cols].copy_from_slice(canvas.row(y));
    }

    /// Remembers the tables of `canvas`, all of whose rows were taken or are equal.
    pub(crate) fn take_tables(&mut self, canvas: &Canvas) {
        extend(&mut self.looks, &canvas.tables.looks.entries);
        extend(&mut self.links, &canvas.tables.links.entries);
        extend(&mut self.clusters, &canvas.tables.clusters.entries);
    }
}

fn extend<T: Clone>(known: &mut Vec<T>, all: &[T]) {
    let new = all.get(known.len()..).unwrap_or_default();
    known.extend_from_slice(new);
}

fn numbers<T: Eq + Hash>(entries: &[T], table: &Table<T>) -> Vec<Option<u32>> {
    let number = |entry| table.numbers.get(entry).copied();
    entries.iter().map(number).collect()
}

fn translated(cell: Cell, looks: &[Option<u32>], clusters: &[Option<u32>]) -> Option<Cell> {
    if cell == Cell::UNKNOWN {
        return None;
    }
    let mut new = cell.with_look((*looks.get(cell.look() as usize)?)?);
    if cell.is_cluster() {
        let [_, a, b, c] = (*clusters.get(cell.cluster_number())?)?.to_be_bytes();
        new.text = [CLUSTER, a, b, c];
    }
    Some(new)
}

#[cfg(test)]
mod tests {
    use super::super::cell::TABLE_FLOOR;
    use super::*;
    use crate::base::{Color, Style};

    #[test]
    fn tables_start_anew_and_a_copy_notices() {
        let shade = |n: usize| Style {
            fg: Color::Rgb((n >> 16) as u8, (n >> 8) as u8, n as u8),
            ..Style::DEFAULT
        };
        let size = Size::new(2, 1);
        let mut canvas = Canvas::new(size);
        let mut shown = Shown::default();
        shown.forget(size);
        for n in 0..3 * TABLE_FLOOR {
            canvas.clear();
            canvas.put_str(0, 0, "x", shade(n));
            canvas.put_str(1, 0, "y", shade(1));
            shown.rebase(&canvas);
            assert_ne!(shown.row(0)[0], canvas.row(0)[0]);
            shown.take_row(0, &canvas);
            shown.take_tables(&canvas);
            assert!(canvas.tables.looks.entries.len() <= TABLE_FLOOR + 3);
        }
        let mut other = Canvas::new(size);
        other.put_str(0, 0, "a", shade(7));
        other.put_str(1, 0, "y", shade(1));
        shown.rebase(&other);
        assert_eq!(shown.row(0)[1], other.row(0)[1], "the same look elsewhere");
        assert_ne!(shown.row(0)[0], other.row(0)[0]);
    }
}
