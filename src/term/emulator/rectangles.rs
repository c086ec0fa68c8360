//! Rectangular areas (DEC STD 070, VT400): fill, erase, copy, change attributes.

use super::fields::Switches;
use super::sgr;
use super::state::State;
use crate::base::{Attrs, Style, Underline};
use crate::term::grid::cell;
use crate::term::grid::interner::Look;
use crate::term::parse::params::Params;
use crate::term::parse::sequence::Csi;
use std::ops::Range;

/// Columns and rows, the ends outside.
pub(in crate::term) struct Area {
    pub rows: Range<u16>,
    pub cols: Range<u16>,
}

impl State {
    /// A sequence about areas.
    pub fn area_op(&mut self, csi: &Csi<'_>) {
        let p = csi.params;
        match (csi.inter, csi.end) {
            (b'*', b'x') => self.switches.set(Switches::RECTANGLE, p.get(0) == 2),
            (b'$', b'x') => self.fill_area(p),
            (b'$', b'z') => self.erase_area(&self.area(p, 0), false),
            (b'$', b'{') => self.erase_area(&self.area(p, 0), true),
            (b'$', b'v') => self.copy_area(p),
            (b'$', b'r') => self.change_area(p, false),
            (b'$', b't') => self.change_area(p, true),
            (b'*', b'y') => self.report_checksum(p),
            (b'$', b'w') => self.report_presentation(p.get(0)),
            _ => {}
        }
    }

    /// The area that four parameters from number `i` on name; in origin mode inside the margins.
    pub fn area(&self, p: &Params, i: usize) -> Area {
        let size = self.size();
        let origin = self.is(Switches::ORIGIN);
        let m = self.margins;
        let (top, left) = if origin { (m.top, m.left) } else { (0, 0) };
        let (bottom, right) = if origin {
            (m.bottom, m.right)
        } else {
            (size.rows, size.cols)
        };
        let from = |n: u16, base: u16, end: u16| (n.max(1) - 1).saturating_add(base).min(end);
        let to = |n: u16, base: u16, end: u16| match n {
            0 => end,
            n => n.saturating_add(base).min(end),
        };
        Area {
            rows: from(p.get(i), top, bottom)..to(p.get(i + 2), top, bottom),
            cols: from(p.get(i + 1), left, right)..to(p.get(i + 3), left, right),
        }
    }

    /// DECFRA.
    fn fill_area(&mut self, p: &Params) {
        let byte @ (32..=126 | 160..=255) = p.or(0, 32) else {
            return;
        };
        let area = self.area(p, 1);
        let look = self.look();
        let c = char::from(byte as u8);
        for y in area.rows {
            for x in area.cols.clone() {
                self.grid.write(y, x, cell::character(c, false, look));
            }
        }
    }

    /// DECERA and DECSERA.
    fn erase_area(&mut self, area: &Area, selective: bool) {
        let look = if selective { 0 } else { self.blank_look() };
        let tables = &self.tables;
        for y in area.rows.clone() {
            if selective {
                let spare = |look| Self::is_protected(tables, look);
                self.grid
                    .erase_unless(y, area.cols.start, area.cols.end, look, spare);
            } else {
                self.grid.erase(y, area.cols.start, area.cols.end, look);
            }
        }
    }

    /// DECCRA, within the one page.
    fn copy_area(&mut self, p: &Params) {
        let from = self.area(p, 0);
        let to = self.area(p, 5);
        let cells: Vec<Vec<u64>> = from
            .rows
            .map(|y| from.cols.clone().map(|x| self.grid.cell(y, x)).collect())
            .collect();
        let size = self.size();
        for (row, y) in cells.iter().zip(to.rows.start..size.rows) {
            for (&value, x) in row.iter().zip(to.cols.start..size.cols) {
                let fits = !cell::is_wide(value) || x + 1 < size.cols;
                if cell::is_blank(value) || !fits {
                    self.grid.erase(y, x, x + 1, cell::look(value));
                } else if !cell::is_spacer(value) {
                    self.grid.write(y, x, value);
                }
            }
        }
    }

    /// DECCARA and DECRARA: attributes set or turned over, in a rectangle or along the lines.
    fn change_area(&mut self, p: &Params, toggle: bool) {
        let area = self.area(p, 0);
        let cols = self.size().cols;
        let (first, last) = (area.rows.start, area.rows.end);
        // Neighbours mostly look alike.
        let mut known = None;
        for y in area.rows {
            let (from, to) = if self.is(Switches::RECTANGLE) {
                (area.cols.start, area.cols.end)
            } else {
                let from = if y == first { area.cols.start } else { 0 };
                let to = if y + 1 == last { area.cols.end } else { cols };
                (from, to)
            };
            for x in from..to {
                let old = cell::look(self.grid.cell(y, x));
                let new = match known {
                    Some((before, after)) if before == old => after,
                    _ => self.changed_look(old, p, toggle),
                };
                known = Some((old, new));
                self.grid.set_look(y, x, new);
            }
        }
    }

    /// The number of the look that a look becomes.
    fn changed_look(&mut self, look: u32, p: &Params, toggle: bool) -> u32 {
        let look = self.tables.look(look);
        let mut style = look.style();
        let numbers = 4..p.len().max(5);
        for n in numbers.map(|i| p.get(i)) {
            if toggle {
                turn_over(n, &mut style);
            } else if matches!(n, 0 | 1 | 4 | 5 | 7 | 8 | 22 | 24 | 25 | 27 | 28) {
                let mut one = Params::default();
                one.push(n, true, false);
                sgr::apply(&one, &mut style);
            }
        }
        self.tables.looks.intern(&Look::new(style, look.link()))
    }
}

fn turn_over(n: u16, style: &mut Style) {
    let attrs = &mut style.attrs;
    match n {
        0 => {
            *attrs ^= Attrs::BOLD | Attrs::BLINK | Attrs::REVERSE;
            turn_over(4, style);
        }
        1 => *attrs ^= Attrs::BOLD,
        4 if style.underline == Underline::None => style.underline = Underline::Single,
        4 => style.underline = Underline::None,
        5 => *attrs ^= Attrs::BLINK,
        7 => *attrs ^= Attrs::REVERSE,
        8 => *attrs ^= Attrs::HIDDEN,
        _ => {}
    }
}
