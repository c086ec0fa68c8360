//! Renders text with `#[…]` styles into a row of a given width: alignment, the scrolling list, and
//! click ranges. Formats are expanded before.

mod arrange;
mod cells;

use super::format::{Piece, cols, pieces};
use super::style::{Align, DefaultChange, ListPart, LookStyle, RangeKind};
use crate::base::line::Link;
use crate::base::{Color, Line, Style, width};
use arrange::{RowPart, RowParts, Segment};
pub use cells::Range;
use std::rc::Rc;

/// A rendered row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// The row, exactly as wide as requested; blank in the base style where there is no text.
    pub line: Line,
    /// Click ranges, in the order of the text.
    pub ranges: Vec<Range>,
    /// Columns covered by text, as (from, to), in drawing order. A row drawn over something else,
    /// such as a border label, shows only these columns.
    pub covered: Vec<(u16, u16)>,
    /// The fill colour of the rest of the row.
    pub fill: Option<Color>,
}

/// The width of a text without its styles.
pub fn text_width(text: &str) -> usize {
    cols(text)
}

/// Renders a text into a row of `cols` columns; `base` is the style where none is set, and the
/// meaning of `default`. An unterminated style gives an empty row.
pub fn draw(text: &str, cols: u16, base: Style) -> Drawn {
    let mut reader = Reader::new(base);
    let complete = reader.read(text);
    let mut drawn = Drawn::default();
    let blank = match reader.fill {
        Some(fill) if complete => Style {
            bg: fill,
            ..Style::DEFAULT
        },
        _ => base,
    };
    let mut row = cells::Row::new(usize::from(cols), blank);
    if complete {
        drawn.fill = reader.fill;
        reader.parts.leave_out(reader.segments, row.cols());
        arrange::arrange(reader.parts, reader.list_align, reader.focus, &mut row);
    }
    drawn.line = row.line();
    drawn.ranges = row.ranges;
    drawn.covered = row.covered;
    drawn
}

/// An open range.
struct Open {
    part: RowPart,
    from: usize,
    kind: RangeKind,
}

/// Splits a text into its parts.
struct Reader {
    parts: RowParts,
    part: RowPart,
    look: LookStyle,
    /// The current and the initial meaning of `default`.
    default: LookStyle,
    first_default: LookStyle,
    fill: Option<Color>,
    inside_list: bool,
    list_ended: bool,
    list_align: Option<Align>,
    /// First column of the focus in the list, and the column after it.
    focus: (Option<usize>, Option<usize>),
    open: Option<Open>,
    segments: Vec<Segment>,
}

impl Reader {
    fn new(base: Style) -> Self {
        let default = LookStyle::from_style(base);
        Self {
            parts: RowParts::default(),
            part: RowPart::Left,
            look: default.clone(),
            default: default.clone(),
            first_default: default,
            fill: None,
            inside_list: false,
            list_ended: false,
            list_align: None,
            focus: (None, None),
            open: None,
            segments: Vec::new(),
        }
    }

    /// Reads the text; returns false at an unterminated style.
    fn read(&mut self, text: &str) -> bool {
        for piece in pieces(text) {
            match piece {
                Some(Piece::Hashes(_, cols)) => self.put(&"#".repeat(cols)),
                Some(Piece::Style(style)) if self.look.ignore => self.put(style),
                Some(Piece::Style(style)) => self.style(&style[2..style.len() - 1]),
                Some(Piece::Cluster(cluster, _)) => self.put(cluster),
                None => return false,
            }
        }
        self.close();
        true
    }

    fn put(&mut self, text: &str) {
        let style = self.look.over(Style::DEFAULT);
        let link = self.look.link.as_ref().map(|uri| {
            let uri = uri.clone();
            Rc::new(Link {
                id: String::new(),
                uri,
            })
        });
        let link = link.as_ref();
        let strip = self.parts.get(self.part);
        let from = strip.cols();
        for cluster in width::clusters(text) {
            match line_drawing(cluster).filter(|_| self.look.acs) {
                Some(line) => strip.push(line, style, link),
                None => strip.push(cluster, style, link),
            }
        }
        let to = strip.cols();
        if let Some(importance) = self.look.segment {
            self.segment(importance, from, to);
        }
    }

    /// Adds columns of the current part to the open segment, or begins one.
    fn segment(&mut self, importance: u8, from: usize, to: usize) {
        let part = self.part;
        let open = self.segments.last_mut();
        let open = open.filter(|s| (s.part, s.to, s.importance) == (part, from, importance));
        match open {
            Some(open) => open.to = to,
            None => self.segments.push(Segment {
                part,
                from,
                to,
                importance,
            }),
        }
    }

    /// Applies a style; an invalid one changes nothing.
    fn style(&mut self, text: &str) {
        let before = self.look.clone();
        if self.look.change(text, &self.default).is_err() {
            return;
        }
        self.fill = self.look.fill.or(self.fill);
        match self.look.change {
            DefaultChange::Keep => {}
            DefaultChange::Push => self.default = before,
            DefaultChange::Pop => self.default = self.first_default.clone(),
            DefaultChange::Set => {
                self.default = before.clone();
                self.first_default = before;
            }
        }
        self.look.change = DefaultChange::Keep;
        self.place();
        self.range();
    }

    /// Selects the part that receives text.
    fn place(&mut self) {
        match self.look.list {
            ListPart::On => {
                if !self.inside_list {
                    self.open = None;
                    self.inside_list = true;
                    self.list_align = Some(self.look.align);
                }
                self.end_focus();
                self.part = RowPart::List;
            }
            ListPart::Focus if self.inside_list => {
                self.focus.0.get_or_insert(self.parts.list.cols());
            }
            ListPart::LeftMarker if self.inside_list && self.parts.left_marker.cols() == 0 => {
                self.enter_marker(RowPart::LeftMarker);
            }
            ListPart::RightMarker if self.inside_list && self.parts.right_marker.cols() == 0 => {
                self.enter_marker(RowPart::RightMarker);
            }
            ListPart::Off => {
                if self.inside_list {
                    self.open = None;
                    self.end_focus();
                    self.inside_list = false;
                    self.list_ended = true;
                }
                self.part = self.aligned();
            }
            _ => {}
        }
    }

    fn enter_marker(&mut self, part: RowPart) {
        self.open = None;
        if self.focus.1.is_none() {
            self.focus.0 = None;
        }
        self.part = part;
    }

    fn end_focus(&mut self) {
        if self.focus.0.is_some() {
            self.focus.1.get_or_insert(self.parts.list.cols());
        }
    }

    /// The part for text outside the list. After the list, this is the part that follows it.
    fn aligned(&self) -> RowPart {
        let side = |align| match align {
            Align::Default => Align::Left,
            align => align,
        };
        let here = side(self.look.align);
        if self.list_ended && self.list_align.map(side) == Some(here) {
            return RowPart::After;
        }
        match here {
            Align::Centre => RowPart::Centre,
            Align::Right => RowPart::Right,
            Align::AbsoluteCentre => RowPart::Absolute,
            Align::Default | Align::Left => RowPart::Left,
        }
    }

    /// Closes the range if another one begins here, and opens that.
    fn range(&mut self) {
        let same = match (&self.open, &self.look.range) {
            (Some(open), Some(kind)) => open.part == self.part && open.kind == *kind,
            (None, None) => true,
            _ => false,
        };
        if same {
            return;
        }
        self.close();
        self.open = self.look.range.clone().map(|kind| Open {
            part: self.part,
            from: self.parts.get(self.part).cols(),
            kind,
        });
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.parts.get(open.part).mark(open.from, open.kind);
        }
    }
}

/// The line drawing character (`acs`) for an ASCII character.
fn line_drawing(cluster: &str) -> Option<&'static str> {
    const SET: [&str; 31] = [
        "◆", "▒", "␉", "␌", "␍", "␊", "°", "±", "␤", "␋", "┘", "┐", "┌", "└", "┼", "⎺", "⎻", "─",
        "⎼", "⎽", "├", "┤", "┴", "┬", "│", "≤", "≥", "π", "≠", "£", "·",
    ];
    match cluster.as_bytes() {
        [byte @ b'`'..=b'~'] => SET.get(usize::from(byte - b'`')).copied(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
