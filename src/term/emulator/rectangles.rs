//! Rectangle operations (DEC STD 070, VT420): fill, erase, copy, change attributes, checksum.

use super::fields::ModeFlags;
use super::sgr;
use super::state::State;
use crate::base::{Attrs, Style, Underline};
use crate::term::grid::cell;
use crate::term::grid::interner::PackedStyle;
use crate::term::parse::params::Params;
use crate::term::parse::sequence::Csi;
use std::ops::Range;

/// Rows and columns of a rectangle.
pub(in crate::term) struct Rectangle {
    pub rows: Range<u16>,
    pub cols: Range<u16>,
}

impl State {
    /// Executes a sequence with the intermediate byte `$` or `*`.
    pub fn rectangle_op(&mut self, csi: &Csi<'_>) {
        let p = csi.params;
        match (csi.intermediate, csi.final_byte) {
            (b'*', b'x') => {
                self.flags.set(ModeFlags::RECTANGULAR_EXTENT, p.get(0) == 2);
                self.flags.set(ModeFlags::STREAM_EXTENT, p.get(0) == 1);
            }
            (b'*', b'|') => self.page.screen_lines = Some(p.or(0, 24)),
            (b'$', b'x') => self.fill_rectangle(p),
            (b'$', b'z') => self.erase_rectangle(&self.rectangle(p, 0), false),
            (b'$', b'{') => self.erase_rectangle(&self.rectangle(p, 0), true),
            (b'$', b'v') => self.copy_rectangle(p),
            (b'$', b'r') => self.change_attributes(p, false),
            (b'$', b't') => self.change_attributes(p, true),
            (b'*', b'y') => self.report_checksum(p),
            (b'$', b'w') => self.report_presentation(p.get(0)),
            _ => {}
        }
    }

    /// The rectangle in the four parameters from index `i` on. In origin mode it is relative to the
    /// margins.
    pub fn rectangle(&self, p: &Params, i: usize) -> Rectangle {
        let size = self.size();
        let origin = self.has(ModeFlags::ORIGIN);
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
        Rectangle {
            rows: from(p.get(i), top, bottom)..to(p.get(i + 2), top, bottom),
            cols: from(p.get(i + 1), left, right)..to(p.get(i + 3), left, right),
        }
    }

    /// DECFRA.
    fn fill_rectangle(&mut self, p: &Params) {
        let byte @ (32..=126 | 160..=255) = p.or(0, 32) else {
            return;
        };
        let rectangle = self.rectangle(p, 1);
        let style_id = self.style_id();
        let c = char::from(byte as u8);
        for y in rectangle.rows {
            for x in rectangle.cols.clone() {
                self.grid.write(y, x, cell::character(c, false, style_id));
            }
        }
    }

    /// DECERA and DECSERA. DECSERA spares characters that DECSCA protects, but not those of SPA, as
    /// in xterm.
    fn erase_rectangle(&mut self, rectangle: &Rectangle, selective: bool) {
        let spare = selective && !self.has(ModeFlags::ISO_PROTECTION);
        let style_id = if selective { 0 } else { self.blank_style_id() };
        let interners = &self.interners;
        for y in rectangle.rows.clone() {
            if spare {
                let keep = |style_id| Self::is_protected(interners, style_id);
                self.grid
                    .erase_unless(y, rectangle.cols.start, rectangle.cols.end, style_id, keep);
            } else {
                self.grid
                    .erase(y, rectangle.cols.start, rectangle.cols.end, style_id);
            }
        }
    }

    /// DECCRA. There is one page.
    fn copy_rectangle(&mut self, p: &Params) {
        let from = self.rectangle(p, 0);
        let to = self.rectangle(p, 5);
        let cells: Vec<Vec<u64>> = from
            .rows
            .map(|y| from.cols.clone().map(|x| self.grid.cell(y, x)).collect())
            .collect();
        let size = self.size();
        for (row, y) in cells.iter().zip(to.rows.start..size.rows) {
            for (&value, x) in row.iter().zip(to.cols.start..size.cols) {
                let fits = !cell::is_wide(value) || x + 1 < size.cols;
                if cell::is_blank(value) || !fits {
                    self.grid.erase(y, x, x + 1, cell::style_id(value));
                } else if !cell::is_spacer(value) {
                    self.grid.write(y, x, value);
                }
            }
        }
    }

    /// DECCARA (sets attributes) and DECRARA (toggles them), in a rectangle or in a stream of
    /// lines.
    fn change_attributes(&mut self, p: &Params, toggle: bool) {
        let rectangle = self.rectangle(p, 0);
        let cols = self.size().cols;
        let (first, last) = (rectangle.rows.start, rectangle.rows.end);
        // Neighbours mostly have the same style.
        let mut known = None;
        for y in rectangle.rows {
            let (from, to) = if self.has(ModeFlags::RECTANGULAR_EXTENT) {
                (rectangle.cols.start, rectangle.cols.end)
            } else {
                let from = if y == first { rectangle.cols.start } else { 0 };
                let to = if y + 1 == last {
                    rectangle.cols.end
                } else {
                    cols
                };
                (from, to)
            };
            for x in from..to {
                let old = cell::style_id(self.grid.cell(y, x));
                let new = match known {
                    Some((before, after)) if before == old => after,
                    _ => self.changed_style(old, p, toggle),
                };
                known = Some((old, new));
                self.grid.set_style(y, x, new);
            }
        }
    }

    /// The style id after changing the attributes of a style.
    fn changed_style(&mut self, style_id: u32, p: &Params, toggle: bool) -> u32 {
        let style_id = self.interners.style(style_id);
        let mut style = style_id.style();
        let numbers = 4..p.len().max(5);
        for n in numbers.map(|i| p.get(i)) {
            if toggle {
                toggle_attribute(n, &mut style);
            } else if matches!(n, 0 | 1 | 4 | 5 | 7 | 8 | 22 | 24 | 25 | 27 | 28) {
                let mut one = Params::default();
                one.push(n, true, false);
                sgr::apply(&one, &mut style);
            }
        }
        self.interners
            .styles
            .intern(&PackedStyle::new(style, style_id.link()))
    }
}

fn toggle_attribute(n: u16, style: &mut Style) {
    let attrs = &mut style.attrs;
    match n {
        0 => {
            *attrs ^= Attrs::BOLD | Attrs::BLINK | Attrs::REVERSE;
            toggle_attribute(4, style);
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
