//! A block of history: logical lines as text with runs of looks, complete in itself. It knows how
//! screen rows become text and how text is wrapped again; not where blocks are kept.

use super::cell::{self, Content};
use super::interner::{Look, Tables};
use super::line_wrap::Wrap;
use super::row::RowInfo;
use crate::base::{Cells, Line, Link, Style};

/// The line begins a prompt (as `grid::MARK_PROMPT`) or output (`grid::MARK_OUTPUT`).
const MARKS: u8 = 3;
/// The text goes on in the next stored line: it was too long for one.
const CONTINUES: u8 = 4;
/// Some character takes another number of columns than one.
const UNEVEN: u8 = 8;

/// A block is full at this many lines.
pub(in crate::term) const MAX_LINES: usize = 1024;
/// A block is full at about this many bytes.
const MAX_BYTES: usize = 24 * 1024;
/// How many numbers of looks are remembered while rows are added. A look that falls out of memory
/// is written down again, which costs sixteen bytes. A power of two.
const KNOWN: usize = 1024;
/// The same for a block that is made for a screenful. A power of two.
const KNOWN_OF_FEW: usize = 64;
/// A line longer than this is stored in pieces. Bytes.
const MAX_LINE: u32 = 16 * 1024;

/// One logical line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct LineInfo {
    /// Bytes of text.
    pub text: u32,
    /// Columns.
    pub cols: u32,
    /// How many runs it has; a line without any is ASCII in the default look.
    pub runs: u32,
    /// The look that fills the rest of its last row.
    pub fill: u16,
    /// Marks and flags.
    pub flags: u8,
}

/// Characters that look alike and take the same number of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::term) struct Run {
    /// The look, by its number in the block.
    pub look: u16,
    /// How many columns a character takes, or that all of it is one cluster.
    pub cells: Cells,
    /// Bytes of text.
    pub text: u32,
}

/// Logical lines, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct Block {
    /// The number of the first line; lines are numbered for ever.
    pub first: u64,
    /// The text of all lines.
    pub text: Vec<u8>,
    /// The lines.
    pub lines: Vec<LineInfo>,
    /// The runs of all lines.
    pub runs: Vec<Run>,
    /// The looks that runs name; 0 is the default. A link is an index into `links` plus 1.
    pub looks: Vec<Look>,
    /// The hyperlinks.
    pub links: Vec<Link>,
    /// Which number a look of the screen's tables has here; only while rows are added.
    known: Vec<(u32, u16)>,
}

/// Lines of a block, where they lie.
#[derive(Clone, Copy, Debug)]
pub(in crate::term) struct Part<'a> {
    /// The number of the first line.
    pub first: u64,
    /// The text of the lines.
    pub text: &'a [u8],
    /// The lines.
    pub lines: &'a [LineInfo],
    /// Their runs.
    pub runs: &'a [Run],
    /// The looks that runs of the block name.
    pub looks: &'a [Look],
    /// The hyperlinks that these name.
    pub links: &'a [Link],
}

impl Part<'_> {
    /// About how many bytes they take.
    pub const fn weight(&self) -> usize {
        self.text.len() + size_of_val(self.lines) + size_of_val(self.runs) + size_of_val(self.looks)
    }

    /// A block of their own.
    pub fn to_block(self) -> Block {
        Block {
            first: self.first,
            text: self.text.to_vec(),
            lines: self.lines.to_vec(),
            runs: self.runs.to_vec(),
            looks: self.looks.to_vec(),
            links: self.links.to_vec(),
            known: Vec::new(),
        }
    }
}

/// Where a line lies in its block.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::term) struct Place {
    text: usize,
    runs: usize,
}

impl Block {
    /// An empty block whose first line will be number `first`.
    pub fn new(first: u64) -> Self {
        Self {
            first,
            looks: vec![Look::default()],
            ..Self::default()
        }
    }

    /// Empties it, keeping its memory.
    pub fn reuse(&mut self, first: u64) {
        self.first = first;
        self.text.clear();
        self.lines.clear();
        self.runs.clear();
        self.looks.truncate(1);
        self.links.clear();
        self.known.clear();
    }

    /// All of it.
    pub fn whole(&self) -> Part<'_> {
        Part {
            first: self.first,
            text: &self.text,
            lines: &self.lines,
            runs: &self.runs,
            looks: &self.looks,
            links: &self.links,
        }
    }

    /// The lines from number `from` up to `to`.
    pub fn part(&self, from: u64, to: u64) -> Part<'_> {
        let at = |number: u64| (number.saturating_sub(self.first) as usize).min(self.lines.len());
        let (start, end) = (at(from), at(to.max(from)));
        let size = |lines: &[LineInfo]| {
            let text: usize = lines.iter().map(|l| l.text as usize).sum();
            let runs: usize = lines.iter().map(|l| l.runs as usize).sum();
            (text, runs)
        };
        let (before, part) = (size(&self.lines[..start]), size(&self.lines[start..end]));
        Part {
            first: self.first + start as u64,
            text: &self.text[before.0..before.0 + part.0],
            lines: &self.lines[start..end],
            runs: &self.runs[before.1..before.1 + part.1],
            ..self.whole()
        }
    }

    /// Few looks will be added: it is made for a screenful, and not to be filled.
    pub fn stays_small(&mut self) {
        self.known.resize(KNOWN_OF_FEW, (0, 0));
    }

    /// Takes over the room of another block's memory of numbers.
    pub fn take_known(&mut self, other: &mut Self) {
        self.known = std::mem::take(&mut other.known);
        self.known.clear();
    }

    /// The numbers of the screen's tables have changed.
    pub fn forget_numbers(&mut self) {
        self.known.clear();
    }

    /// The number after its last line.
    pub fn end(&self) -> u64 {
        self.first + self.lines.len() as u64
    }

    /// About how many bytes it takes.
    pub fn weight(&self) -> usize {
        self.whole().weight()
    }

    /// Whether it should be sealed.
    pub fn is_full(&self) -> bool {
        self.lines.len() >= MAX_LINES || self.weight() >= MAX_BYTES
    }

    /// Appends a row that left the screen to the line at the end, or as a line of its own.
    /// Returns whether the line goes on.
    pub fn push_row(
        &mut self,
        cells: &[u64],
        fill: u32,
        info: &RowInfo,
        open: bool,
        tables: &Tables,
    ) -> bool {
        if !open && !info.mixed && !info.styled && fill == 0 {
            self.lines.push(LineInfo {
                text: cells.len() as u32,
                cols: cells.len() as u32,
                flags: info.marks & MARKS,
                ..LineInfo::default()
            });
            self.push_plain(cells);
            return info.wrapped;
        }
        let joins = open && !self.break_line();
        if !joins {
            self.lines.push(LineInfo::default());
        }
        let fill = match fill {
            0 => 0,
            fill => self.number(fill, tables),
        };
        let Some(line) = self.lines.last_mut() else {
            return info.wrapped;
        };
        line.flags |= info.marks & MARKS;
        if fill != 0 {
            line.fill = fill;
        }
        if info.mixed || info.styled || line.runs > 0 {
            let mut line = *line;
            self.push_styled(cells, info, &mut line, tables);
            if let Some(last) = self.lines.last_mut() {
                *last = line;
            }
        } else {
            line.text += cells.len() as u32;
            line.cols += cells.len() as u32;
            self.push_plain(cells);
        }
        info.wrapped
    }

    /// Appends a line of printable ASCII in the default look.
    #[inline]
    pub fn push_text(&mut self, text: &[u8]) {
        self.lines.push(LineInfo {
            text: text.len() as u32,
            cols: text.len() as u32,
            ..LineInfo::default()
        });
        self.text.extend_from_slice(text);
    }

    /// Appends the text of cells that hold ASCII alone.
    fn push_plain(&mut self, cells: &[u64]) {
        self.text.extend(cells.iter().map(|&c| (c as u8).max(b' ')));
    }

    /// If the last line is too long for one, what comes next becomes a line of its own.
    pub fn break_line(&mut self) -> bool {
        match self.lines.last_mut() {
            Some(last) if last.text >= MAX_LINE => {
                last.flags |= CONTINUES;
                true
            }
            _ => false,
        }
    }

    fn push_styled(&mut self, cells: &[u64], info: &RowInfo, line: &mut LineInfo, tables: &Tables) {
        let mut i = 0;
        while i < cells.len() {
            let look = cell::look(cells[i]);
            let end = match info.styled {
                true => {
                    let same = cells[i..].iter().take_while(|&&c| cell::look(c) == look);
                    i + same.count()
                }
                false => cells.len(),
            };
            let look = self.number(look, tables);
            if info.mixed {
                self.push_alike(&cells[i..end], look, line, tables);
            } else {
                line.cols += (end - i) as u32;
                self.push_text_run(line, look, Cells::Narrow, end - i);
                self.push_plain(&cells[i..end]);
            }
            i = end;
        }
    }

    /// Appends cells of one look.
    fn push_alike(&mut self, cells: &[u64], look: u16, line: &mut LineInfo, tables: &Tables) {
        self.text.reserve(3 * cells.len());
        let mut rest = cells;
        while let Some(&first) = rest.first() {
            let start = self.text.len();
            let kind = kind(first);
            rest = match kind {
                Some(Cells::Cluster(columns)) => {
                    if let Content::Cluster(n) = cell::content(first) {
                        self.text.extend_from_slice(tables.cluster(n).as_bytes());
                    }
                    line.cols += u32::from(columns);
                    line.flags |= UNEVEN;
                    &rest[1..]
                }
                Some(Cells::Wide) => self.push_wide(rest, line),
                Some(Cells::Narrow) => self.push_narrow(rest, line),
                None => &rest[1..],
            };
            if let Some(kind) = kind {
                self.push_text_run(line, look, kind, self.text.len() - start);
            }
        }
    }

    /// Appends the characters of one column at the beginning. Returns the other cells.
    fn push_narrow<'a>(&mut self, cells: &'a [u64], line: &mut LineInfo) -> &'a [u64] {
        let narrow = |c: &&u64| kind(**c) == Some(Cells::Narrow);
        let (these, rest) = cells.split_at(cells.iter().take_while(narrow).count());
        line.cols += these.len() as u32;
        if these.iter().all(|&c| cell::text(c) < 0x80) {
            self.push_plain(these);
        } else {
            let texts = these.iter().map(|&c| cell::text(c));
            texts.for_each(|c| push_char(&mut self.text, c));
        }
        rest
    }

    /// Appends the characters of two columns at the beginning. Returns the other cells.
    fn push_wide<'a>(&mut self, cells: &'a [u64], line: &mut LineInfo) -> &'a [u64] {
        line.flags |= UNEVEN;
        let mut rest = cells;
        while let Some((&value, more)) = rest.split_first()
            && kind(value) == Some(Cells::Wide)
        {
            line.cols += 2;
            push_char(&mut self.text, cell::text(value));
            let spacers = usize::from(more.first().is_some_and(|c| cell::is_spacer(*c)));
            rest = &more[spacers..];
        }
        rest
    }

    fn push_text_run(&mut self, line: &mut LineInfo, look: u16, cells: Cells, text: usize) {
        if text > 0 {
            self.push_run(line, look, cells, text);
            line.text += text as u32;
        }
    }

    /// Notes that the next `text` bytes look so. What the line had without runs becomes one.
    fn push_run(&mut self, line: &mut LineInfo, look: u16, cells: Cells, text: usize) {
        if line.runs == 0 && line.text > 0 {
            self.runs.push(Run {
                look: 0,
                cells: Cells::Narrow,
                text: line.text,
            });
            line.runs = 1;
        }
        match self.runs.last_mut() {
            Some(last)
                if line.runs > 0
                    && last.look == look
                    && last.cells == cells
                    && !matches!(cells, Cells::Cluster(_)) =>
            {
                last.text += text as u32;
            }
            _ => {
                self.runs.push(Run {
                    look,
                    cells,
                    text: text as u32,
                });
                line.runs += 1;
            }
        }
    }

    /// The number that a look of the screen's tables has here.
    fn number(&mut self, look: u32, tables: &Tables) -> u16 {
        if look == 0 {
            return 0;
        }
        if self.known.is_empty() {
            self.known.resize(KNOWN, (0, 0));
        }
        let slot = look as usize & (self.known.len() - 1);
        if self.known[slot].0 == look {
            return self.known[slot].1;
        }
        let mut wanted = tables.look(look);
        if wanted.link() != 0 {
            let link = tables.link(wanted.link());
            let link = link.map_or(0, |l| self.link_number(l));
            wanted = Look::new(wanted.style(), link);
        }
        let recent = self.looks.len().saturating_sub(2);
        let found = self.looks[recent..].iter().position(|l| *l == wanted);
        let number = match found {
            Some(n) => (recent + n) as u16,
            None if self.looks.len() < usize::from(u16::MAX) => {
                self.looks.push(wanted);
                (self.looks.len() - 1) as u16
            }
            None => 0,
        };
        self.known[slot] = (look, number);
        number
    }

    fn link_number(&mut self, link: &Link) -> u32 {
        let found = self.links.iter().rposition(|l| l == link);
        let at = found.unwrap_or_else(|| {
            self.links.push(link.clone());
            self.links.len() - 1
        });
        at as u32 + 1
    }

    /// A line of one text in one style, to say that something is missing.
    pub fn push_note(&mut self, text: &str, style: Style) {
        self.looks.push(Look::new(style, 0));
        self.text.extend_from_slice(text.as_bytes());
        self.runs.push(Run {
            look: (self.looks.len() - 1) as u16,
            cells: Cells::Narrow,
            text: text.len() as u32,
        });
        self.lines.push(LineInfo {
            text: text.len() as u32,
            cols: text.chars().count() as u32,
            runs: 1,
            ..LineInfo::default()
        });
    }

    /// Where each line lies, oldest first.
    pub fn places(&self) -> Vec<Place> {
        let mut place = Place::default();
        let places = self.lines.iter().map(|line| {
            let here = place;
            place.text += line.text as usize;
            place.runs += line.runs as usize;
            here
        });
        places.collect()
    }

    /// The pieces of line `n`: text, columns of its characters, look.
    fn pieces(&self, n: usize, place: Place) -> impl Iterator<Item = (&str, Cells, Look)> {
        let line = self.lines[n];
        let plain = [Run {
            look: 0,
            cells: Cells::Narrow,
            text: line.text,
        }];
        let runs = match line.runs {
            0 => None,
            count => self.runs.get(place.runs..place.runs + count as usize),
        };
        let runs = runs.map_or_else(|| plain.to_vec(), <[Run]>::to_vec);
        let mut at = place.text;
        runs.into_iter().map(move |run| {
            let bytes = self.text.get(at..at + run.text as usize).unwrap_or(&[]);
            at += run.text as usize;
            let text = std::str::from_utf8(bytes).unwrap_or("");
            (text, run.cells, self.look(run.look))
        })
    }

    fn look(&self, n: u16) -> Look {
        self.looks.get(usize::from(n)).copied().unwrap_or_default()
    }

    /// The mark bits of line `n`.
    pub fn marks(&self, n: usize) -> u8 {
        self.lines[n].flags & MARKS
    }

    /// How many rows line `n` takes at a width.
    pub fn line_rows(&self, n: usize, place: Place, cols: u16) -> usize {
        let line = self.lines[n];
        if line.flags & UNEVEN == 0 {
            return (line.cols as usize).div_ceil(usize::from(cols)).max(1);
        }
        let mut wrap = Wrap::new(cols);
        for (text, cells, _) in self.pieces(n, place) {
            match cells {
                Cells::Narrow => wrap.advance_by(text, 1),
                Cells::Wide => wrap.advance_by(text, 2),
                Cells::Cluster(width) => {
                    wrap.advance(width);
                }
            }
        }
        wrap.rows
    }

    /// The columns of each line, if they alone say how many rows it takes at any width.
    pub fn columns(&self) -> Option<Box<[u16]>> {
        let columns = self.lines.iter().map(|line| {
            let even = line.flags & UNEVEN == 0;
            u16::try_from(line.cols).ok().filter(|_| even)
        });
        columns.collect()
    }

    /// How many rows all lines from `skip` on take at a width.
    pub fn rows(&self, skip: usize, cols: u16) -> usize {
        let mut place = Place::default();
        let mut rows = 0;
        for (n, line) in self.lines.iter().enumerate() {
            if n >= skip {
                rows += self.line_rows(n, place, cols);
            }
            place.text += line.text as usize;
            place.runs += line.runs as usize;
        }
        rows
    }

    /// Line `n` wrapped at a width. `open`: it goes on on the screen.
    pub fn wrap(&self, n: usize, place: Place, cols: u16, open: bool) -> Vec<Line> {
        let info = self.lines[n];
        let mut rows = vec![Line::default()];
        let mut wrap = Wrap::new(cols);
        for (text, cells, look) in self.pieces(n, place) {
            let style = look.visible_style();
            let link = (look.link() as usize).checked_sub(1);
            let link = link.and_then(|n| self.links.get(n));
            let mut push = |part: &str, begins: bool| {
                if begins && let Some(last) = rows.last_mut() {
                    last.wrapped = true;
                    rows.push(Line::default());
                }
                if let Some(last) = rows.last_mut() {
                    last.push_run(part, style, link, cells);
                }
            };
            match cells {
                Cells::Cluster(width) => push(text, wrap.advance(width)),
                Cells::Narrow | Cells::Wide => {
                    let width = 1 + usize::from(cells == Cells::Wide);
                    let mut rest = text;
                    while !rest.is_empty() {
                        let (part, begins);
                        (part, rest, begins) = wrap.fit(rest, width);
                        push(part, begins);
                    }
                }
            }
        }
        if let Some(last) = rows.last_mut() {
            last.wrapped = open || info.flags & CONTINUES != 0;
            let fill = self.look(info.fill).visible_style();
            if info.fill != 0 {
                let rest = usize::from(cols).saturating_sub(last.cols());
                last.push_run(&" ".repeat(rest), fill, None, Cells::Narrow);
            }
        }
        rows
    }

    /// Takes the last line off as cells of the screen's tables, with its fill and marks.
    pub fn pop_line(&mut self, tables: &mut Tables) -> Option<(Vec<u64>, u32, u8)> {
        let info = self.lines.last().copied()?;
        let n = self.lines.len() - 1;
        let place = Place {
            text: self.text.len() - (info.text as usize).min(self.text.len()),
            runs: self.runs.len() - (info.runs as usize).min(self.runs.len()),
        };
        let mut cells = Vec::with_capacity(info.cols as usize);
        for (text, width, look) in self.pieces(n, place) {
            let look = self.adopt(look, tables);
            push_cells(&mut cells, text, width, look, tables);
        }
        let fill = self.adopt(self.look(info.fill), tables);
        self.lines.pop();
        self.text.truncate(place.text);
        self.runs.truncate(place.runs);
        Some((cells, fill, info.flags & MARKS))
    }

    /// The number of one of its looks in the screen's tables.
    fn adopt(&self, look: Look, tables: &mut Tables) -> u32 {
        let link = (look.link() as usize).checked_sub(1);
        let link = link.and_then(|n| self.links.get(n));
        let link = link.map_or(0, |l| tables.links.intern(l));
        tables.looks.intern(&Look::new(look.style(), link))
    }
}

/// What a cell holds; `None` for the right half of something.
#[inline]
fn kind(value: u64) -> Option<Cells> {
    let wide = cell::is_wide(value);
    match cell::is_cluster(value) {
        _ if cell::is_spacer(value) => None,
        true => Some(Cells::Cluster(1 + u8::from(wide))),
        false if wide => Some(Cells::Wide),
        false => Some(Cells::Narrow),
    }
}

/// Appends a character as UTF-8.
#[inline]
fn push_char(to: &mut Vec<u8>, c: u32) {
    let low = |shift: u32| 0x80 | (c >> shift & 0x3f) as u8;
    match c {
        0 => to.push(b' '),
        1..0x80 => to.push(c as u8),
        0x80..0x800 => to.extend([0xc0 | (c >> 6) as u8, low(0)]),
        0x800..0x1_0000 => to.extend([0xe0 | (c >> 12) as u8, low(6), low(0)]),
        _ => to.extend([0xf0 | (c >> 18) as u8, low(12), low(6), low(0)]),
    }
}

/// Text as cells.
fn push_cells(to: &mut Vec<u64>, text: &str, cells: Cells, look: u32, tables: &mut Tables) {
    match cells {
        Cells::Narrow => to.extend(text.chars().map(|c| cell::character(c, false, look))),
        Cells::Wide => {
            for c in text.chars() {
                to.extend([cell::character(c, true, look), cell::spacer(look)]);
            }
        }
        Cells::Cluster(width) => {
            let number = tables.clusters.intern(text);
            to.push(cell::cluster(number, width == 2, look));
            if width == 2 {
                to.push(cell::spacer(look));
            }
        }
    }
}
