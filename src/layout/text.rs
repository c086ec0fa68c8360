//! Layout strings, as `#{window_layout}` shows them and `select-layout` takes them.

use super::cell::{Body, Cell, corners};
use super::{BorderStatus, Tree};
use crate::base::{Axis, Error, PaneId, Point, Result, Size};
use std::fmt::Write as _;

/// How deep a layout string may nest; no window of the largest size needs as much.
const DEEPEST: usize = 256;

impl Tree {
    /// The layout string with its checksum: `b25d,80x24,0,0,0`.
    pub fn dump(&self) -> String {
        let mut text = String::new();
        write_cell(&self.root, Point::default(), &mut text);
        format!("{:04x},{text}", checksum(&text))
    }

    /// Reads a layout string and puts `panes` into its cells in order. Cells that are too many are
    /// closed, from the bottom right.
    ///
    /// # Errors
    /// `invalid layout`, `have N panes but need M`, `size mismatch after applying layout`; the
    /// commands add `: ` and the string.
    pub fn parse(text: &str, panes: &[PaneId]) -> Result<Self> {
        let invalid = || Error::syntax("invalid layout");
        let (sum, body) = text.split_once(',').ok_or_else(invalid)?;
        let hex = sum.len() == 4 && sum.bytes().all(|b| b.is_ascii_hexdigit());
        if !hex || u16::from_str_radix(sum, 16) != Ok(checksum(body)) || panes.is_empty() {
            return Err(invalid());
        }
        let mut reader = Reader { rest: body };
        let root = reader.cell(0).filter(|_| reader.rest.is_empty());
        let mut tree = Self {
            root: root.ok_or_else(invalid)?,
            border: BorderStatus::Off,
        };
        tree.close_down_to(panes.len())?;
        tree.correct_root();
        if !consistent(&tree.root) {
            return Err(Error::user("size mismatch after applying layout"));
        }
        Ok(tree.with_panes(panes))
    }

    fn close_down_to(&mut self, count: usize) -> Result<()> {
        let cells = self.count();
        if count > cells {
            let message = format!("have {count} panes but need {cells}");
            return Err(Error::user(message));
        }
        for _ in count..cells {
            let mut path = Vec::new();
            let mut cell = &self.root;
            while let Body::Split(_, cells) = &cell.body {
                path.push(cells.len() - 1);
                cell = &cells[cells.len() - 1];
            }
            if let Some((index, parent)) = path.split_last() {
                self.cut(parent, *index);
            }
        }
        Ok(())
    }

    /// Makes the root as large as its children say: old versions of tmux wrote it wrong.
    fn correct_root(&mut self) {
        let Body::Split(axis, cells) = &self.root.body else {
            return;
        };
        let along = cells
            .iter()
            .map(|c| u32::from(c.extent(*axis)) + 1)
            .sum::<u32>()
            - 1;
        let (axis, last) = (*axis, cells[cells.len() - 1].size);
        self.root.size = last;
        self.root
            .set_extent(axis, along.min(u32::from(u16::MAX)) as u16);
    }
}

/// 16 bits, rotated right by one before each byte is added.
fn checksum(text: &str) -> u16 {
    text.bytes().fold(0u16, |sum, byte| {
        sum.rotate_right(1).wrapping_add(u16::from(byte))
    })
}

fn write_cell(cell: &Cell, at: Point, out: &mut String) {
    let Size { cols, rows } = cell.size;
    let written = write!(out, "{cols}x{rows},{},{}", at.x, at.y);
    debug_assert!(written.is_ok(), "a string takes everything");
    match &cell.body {
        Body::Pane(id) => {
            out.push(',');
            out.push_str(&id.0.to_string());
        }
        Body::Split(axis, cells) => {
            let (open, close) = match axis {
                Axis::LeftRight => ('{', '}'),
                Axis::TopBottom => ('[', ']'),
            };
            out.push(open);
            for (i, (child, corner)) in cells.iter().zip(corners(*axis, cells, at)).enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_cell(child, corner, out);
            }
            out.push(close);
        }
    }
}

/// Whether children fill their parents exactly, and nothing is empty or too large.
fn consistent(cell: &Cell) -> bool {
    let bounds = 1..=Size::MAX;
    if !bounds.contains(&cell.size.cols) || !bounds.contains(&cell.size.rows) {
        return false;
    }
    let Body::Split(axis, cells) = &cell.body else {
        return true;
    };
    let along: u32 = cells.iter().map(|c| u32::from(c.extent(*axis)) + 1).sum();
    let across = cells.iter().all(|c| match axis {
        Axis::LeftRight => c.size.rows == cell.size.rows,
        Axis::TopBottom => c.size.cols == cell.size.cols,
    });
    across && along == u32::from(cell.extent(*axis)) + 1 && cells.iter().all(consistent)
}

/// What is left to read.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    /// `COLSxROWS,X,Y`, then `,PANE`, `{…}`, `[…]` or nothing. Positions and panes are not kept:
    /// they follow from sizes and order.
    fn cell(&mut self, depth: usize) -> Option<Cell> {
        if depth > DEEPEST {
            return None;
        }
        let cols = self.number()?;
        self.eat('x')?;
        let rows = self.number()?;
        for _ in 0..2 {
            self.eat(',')?;
            self.number()?;
        }
        self.pane();
        let size = Size::new(cols, rows);
        let (axis, close) = match self.rest.chars().next() {
            Some('{') => (Axis::LeftRight, '}'),
            Some('[') => (Axis::TopBottom, ']'),
            _ => return Some(Cell::pane(PaneId::default(), size)),
        };
        let mut cells = Vec::new();
        loop {
            self.rest = &self.rest[1..];
            cells.push(self.cell(depth + 1)?);
            if !self.rest.starts_with(',') {
                break;
            }
        }
        self.eat(close)?;
        match <[Cell; 1]>::try_from(cells) {
            Ok([only]) => Some(only),
            Err(cells) => Some(Cell::split(axis, size, cells)),
        }
    }

    /// The id of a pane, unless what follows the comma is the next cell.
    fn pane(&mut self) {
        if let Some(after) = self.rest.strip_prefix(',') {
            let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
            if !after.starts_with('x') {
                self.rest = after;
            }
        }
    }

    fn number(&mut self) -> Option<u16> {
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        digits.parse().ok()
    }

    fn eat(&mut self, c: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(c)?;
        Some(())
    }
}
