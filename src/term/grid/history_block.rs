//! A block of history: logical lines as text with runs of styles, complete in itself. It converts
//! rows of cells to text and back, and wraps lines to a width.

use super::cell::{self, Content};
use super::interner::{Interners, PackedStyle};
use super::line_wrap::LineWrap;
use super::row::{Reading, RowInfo};
use crate::base::{Cells, Line, Link, Style, tabs};
use std::ops::Range;

/// The line begins a prompt or output: the bits `MARK_PROMPT` and `MARK_OUTPUT` of `row`.
const MARKS: u8 = 3;
/// The logical line continues in the next stored line, because it was too long for one.
const CONTINUES: u8 = 4;
/// The line has a character or cluster that is not one column wide.
const HAS_WIDE: u8 = 8;

/// A block with this many lines is full.
pub(in crate::term) const MAX_LINES: usize = 1024;
/// A block of this size in bytes is full.
const MAX_BYTES: usize = 24 * 1024;
/// Entries of the style cache while rows are added; a power of two. A style that was evicted is
/// stored again, which costs 16 bytes.
const STYLE_CACHE: usize = 1024;
/// As [`STYLE_CACHE`], for a block with one screenful of rows.
const SMALL_STYLE_CACHE: usize = 64;
/// A longer line is stored in several pieces. Bytes.
const MAX_LINE: u32 = 16 * 1024;

/// A logical line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct LineInfo {
    /// The length of its text in bytes.
    pub text: u32,
    /// The width of the line in columns.
    pub cols: u32,
    /// The number of its runs. A line without runs is ASCII in the default style.
    pub runs: u32,
    /// The style that fills the rest of its last row.
    pub fill: u16,
    /// Marks, [`CONTINUES`] and [`HAS_WIDE`].
    pub flags: u8,
}

/// Characters with the same style and width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::term) struct Run {
    /// The index of the style in the block.
    pub style: u16,
    /// The width of a character, or that the run is one cluster.
    pub cells: Cells,
    /// The length of its text in bytes.
    pub text: u32,
}

/// Logical lines, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct Block {
    /// The number of the first line. Line numbers never restart.
    pub first: u64,
    /// The text of all lines. Tabs are the characters of [`tabs`].
    pub text: Vec<u8>,
    /// The lengths, styles and flags of the lines.
    pub lines: Vec<LineInfo>,
    /// The runs of all lines.
    pub runs: Vec<Run>,
    /// The styles of the runs; 0 is the default. The link of a style is an index into `links` plus
    /// 1.
    pub styles: Vec<PackedStyle>,
    /// The hyperlinks.
    pub links: Vec<Link>,
    /// A direct-mapped cache from the screen's style ids to indices in `styles`; empty unless rows
    /// are being added.
    style_cache: Vec<(u32, u16)>,
}

/// Consecutive lines, borrowed from a block.
#[derive(Clone, Copy, Debug)]
pub(in crate::term) struct BlockSlice<'a> {
    /// The number of the first line.
    pub first: u64,
    /// The text of the lines.
    pub text: &'a [u8],
    /// The lengths, styles and flags of the lines.
    pub lines: &'a [LineInfo],
    /// The runs of these lines.
    pub runs: &'a [Run],
    /// The styles of the whole block.
    pub styles: &'a [PackedStyle],
    /// The hyperlinks of the whole block.
    pub links: &'a [Link],
}

impl BlockSlice<'_> {
    /// The approximate size in bytes.
    pub const fn weight(&self) -> usize {
        self.text.len()
            + size_of_val(self.lines)
            + size_of_val(self.runs)
            + size_of_val(self.styles)
    }

    /// A block with these lines alone.
    pub fn to_block(self) -> Block {
        Block {
            first: self.first,
            text: self.text.to_vec(),
            lines: self.lines.to_vec(),
            runs: self.runs.to_vec(),
            styles: self.styles.to_vec(),
            links: self.links.to_vec(),
            style_cache: Vec::new(),
        }
    }
}

/// The position of a line's text and runs in its block.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::term) struct LineOffset {
    text: usize,
    runs: usize,
}

impl Block {
    /// An empty block. Its first line will have number `first`.
    pub fn new(first: u64) -> Self {
        Self {
            first,
            styles: vec![PackedStyle::default()],
            ..Self::default()
        }
    }

    /// Clears the block and keeps its allocations.
    pub fn reuse(&mut self, first: u64) {
        self.first = first;
        self.text.clear();
        self.lines.clear();
        self.runs.clear();
        self.styles.truncate(1);
        self.links.clear();
        self.style_cache.clear();
    }

    /// All lines.
    pub fn as_slice(&self) -> BlockSlice<'_> {
        BlockSlice {
            first: self.first,
            text: &self.text,
            lines: &self.lines,
            runs: &self.runs,
            styles: &self.styles,
            links: &self.links,
        }
    }

    /// The lines with the numbers `from..to`.
    pub fn slice(&self, from: u64, to: u64) -> BlockSlice<'_> {
        let at = |number: u64| (number.saturating_sub(self.first) as usize).min(self.lines.len());
        let (start, end) = (at(from), at(to.max(from)));
        let size = |lines: &[LineInfo]| {
            let text: usize = lines.iter().map(|l| l.text as usize).sum();
            let runs: usize = lines.iter().map(|l| l.runs as usize).sum();
            (text, runs)
        };
        let (before, part) = (size(&self.lines[..start]), size(&self.lines[start..end]));
        BlockSlice {
            first: self.first + start as u64,
            text: &self.text[before.0..before.0 + part.0],
            lines: &self.lines[start..end],
            runs: &self.runs[before.1..before.1 + part.1],
            ..self.as_slice()
        }
    }

    /// Uses a small style cache: the block will hold one screenful.
    pub fn use_small_cache(&mut self) {
        self.style_cache.resize(SMALL_STYLE_CACHE, (0, 0));
    }

    /// Takes the allocation of another block's style cache.
    pub fn take_cache(&mut self, other: &mut Self) {
        self.style_cache = std::mem::take(&mut other.style_cache);
        self.style_cache.clear();
    }

    /// Invalidates the style cache after a sweep of the screen's interners.
    pub fn clear_style_cache(&mut self) {
        self.style_cache.clear();
    }

    /// The number after the last line.
    pub fn end(&self) -> u64 {
        self.first + self.lines.len() as u64
    }

    /// The approximate size in bytes.
    pub fn weight(&self) -> usize {
        self.as_slice().weight()
    }

    /// Whether the block should be sealed.
    pub fn is_full(&self) -> bool {
        self.lines.len() >= MAX_LINES || self.weight() >= MAX_BYTES
    }

    /// Appends a row that left the screen. If `open`, it continues the last line. Returns whether
    /// the line continues in the next row.
    pub fn push_row(
        &mut self,
        cells: &[u64],
        fill: u32,
        info: &RowInfo,
        open: bool,
        interners: &Interners,
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
            fill => self.local_style(fill, interners),
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
            self.push_styled(cells, info, &mut line, interners);
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

    /// Appends a line of printable ASCII in the default style.
    #[inline]
    pub fn push_text(&mut self, text: &[u8]) {
        self.lines.push(LineInfo {
            text: text.len() as u32,
            cols: text.len() as u32,
            ..LineInfo::default()
        });
        self.text.extend_from_slice(text);
    }

    /// Appends the text of cells that hold ASCII only.
    fn push_plain(&mut self, cells: &[u64]) {
        let byte = |c: &u64| *c as u8 | (u8::from(*c as u8 == 0) << 5);
        self.text.extend(cells.iter().map(byte));
    }

    /// If the last line is too long, the text that follows becomes a line of its own.
    pub fn break_line(&mut self) -> bool {
        match self.lines.last_mut() {
            Some(last) if last.text >= MAX_LINE => {
                last.flags |= CONTINUES;
                true
            }
            _ => false,
        }
    }

    fn push_styled(
        &mut self,
        cells: &[u64],
        info: &RowInfo,
        line: &mut LineInfo,
        interners: &Interners,
    ) {
        let mut i = 0;
        while i < cells.len() {
            let style_id = cell::style_id(cells[i]);
            let end = match info.styled {
                true => {
                    let same = cells[i..]
                        .iter()
                        .take_while(|&&c| cell::style_id(c) == style_id);
                    i + same.count()
                }
                false => cells.len(),
            };
            let style = self.local_style(style_id, interners);
            if info.mixed {
                self.push_same_style(&cells[i..end], style, line, interners);
            } else {
                line.cols += (end - i) as u32;
                self.push_text_run(line, style, Cells::Narrow, end - i);
                self.push_plain(&cells[i..end]);
            }
            i = end;
        }
    }

    /// Appends cells of one style.
    fn push_same_style(
        &mut self,
        cells: &[u64],
        style: u16,
        line: &mut LineInfo,
        interners: &Interners,
    ) {
        self.text.reserve(3 * cells.len());
        let mut rest = cells;
        while let Some(&first) = rest.first() {
            let start = self.text.len();
            let kind = kind(first);
            rest = match kind {
                Some(Cells::Cluster(columns)) => {
                    if let Content::Cluster(n) = cell::content(first) {
                        self.text.extend_from_slice(interners.cluster(n).as_bytes());
                    }
                    line.cols += u32::from(columns);
                    line.flags |= HAS_WIDE;
                    &rest[1..]
                }
                Some(Cells::Wide) => self.push_wide(rest, line),
                Some(Cells::Narrow) => self.push_narrow(rest, line),
                None => &rest[1..],
            };
            if let Some(kind) = kind {
                self.push_text_run(line, style, kind, self.text.len() - start);
            }
        }
    }

    /// Appends the characters of one column at the front. Returns the remaining cells.
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

    /// Appends the characters of two columns at the front. Returns the remaining cells.
    fn push_wide<'a>(&mut self, cells: &'a [u64], line: &mut LineInfo) -> &'a [u64] {
        line.flags |= HAS_WIDE;
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

    fn push_text_run(&mut self, line: &mut LineInfo, style: u16, cells: Cells, text: usize) {
        if text > 0 {
            self.push_run(line, style, cells, text);
            line.text += text as u32;
        }
    }

    /// Gives the next `text` bytes a style and a width. Text before the line's first run becomes a
    /// run of its own.
    fn push_run(&mut self, line: &mut LineInfo, style: u16, cells: Cells, text: usize) {
        if line.runs == 0 && line.text > 0 {
            self.runs.push(Run {
                style: 0,
                cells: Cells::Narrow,
                text: line.text,
            });
            line.runs = 1;
        }
        match self.runs.last_mut() {
            Some(last)
                if line.runs > 0
                    && last.style == style
                    && last.cells == cells
                    && !matches!(cells, Cells::Cluster(_)) =>
            {
                last.text += text as u32;
            }
            _ => {
                self.runs.push(Run {
                    style,
                    cells,
                    text: text as u32,
                });
                line.runs += 1;
            }
        }
    }

    /// The index in `styles` for a style id of the screen.
    fn local_style(&mut self, style_id: u32, interners: &Interners) -> u16 {
        if style_id == 0 {
            return 0;
        }
        if self.style_cache.is_empty() {
            self.style_cache.resize(STYLE_CACHE, (0, 0));
        }
        let slot = style_id as usize & (self.style_cache.len() - 1);
        if self.style_cache[slot].0 == style_id {
            return self.style_cache[slot].1;
        }
        let mut wanted = interners.style(style_id);
        if wanted.link() != 0 {
            let link = interners.link(wanted.link());
            let link = link.map_or(0, |l| self.local_link(l));
            wanted = PackedStyle::new(wanted.style(), link);
        }
        let recent = self.styles.len().saturating_sub(2);
        let found = self.styles[recent..].iter().position(|l| *l == wanted);
        let number = match found {
            Some(n) => (recent + n) as u16,
            None if self.styles.len() < usize::from(u16::MAX) => {
                self.styles.push(wanted);
                (self.styles.len() - 1) as u16
            }
            None => 0,
        };
        self.style_cache[slot] = (style_id, number);
        number
    }

    fn local_link(&mut self, link: &Link) -> u32 {
        let found = self.links.iter().rposition(|l| l == link);
        let at = found.unwrap_or_else(|| {
            self.links.push(link.clone());
            self.links.len() - 1
        });
        at as u32 + 1
    }

    /// Appends a line with a message, such as that lines are lost.
    pub fn push_message(&mut self, text: &str, style: Style) {
        self.styles.push(PackedStyle::new(style, 0));
        self.text.extend_from_slice(text.as_bytes());
        self.runs.push(Run {
            style: (self.styles.len() - 1) as u16,
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

    /// The positions of all lines.
    pub fn offsets(&self) -> Vec<LineOffset> {
        let mut offset = LineOffset::default();
        let offsets = self.lines.iter().map(|line| {
            let here = offset;
            offset.text += line.text as usize;
            offset.runs += line.runs as usize;
            here
        });
        offsets.collect()
    }

    /// The runs of line `n`: text, width of its characters, style.
    fn segments(
        &self,
        n: usize,
        offset: LineOffset,
    ) -> impl Iterator<Item = (&str, Cells, PackedStyle)> {
        let line = self.lines[n];
        let plain = [Run {
            style: 0,
            cells: Cells::Narrow,
            text: line.text,
        }];
        let runs = match line.runs {
            0 => None,
            count => self.runs.get(offset.runs..offset.runs + count as usize),
        };
        let runs = runs.map_or_else(|| plain.to_vec(), <[Run]>::to_vec);
        let mut at = offset.text;
        runs.into_iter().map(move |run| {
            let bytes = self.text.get(at..at + run.text as usize).unwrap_or(&[]);
            at += run.text as usize;
            let text = std::str::from_utf8(bytes).unwrap_or("");
            (text, run.cells, self.style(run.style))
        })
    }

    fn style(&self, n: u16) -> PackedStyle {
        self.styles.get(usize::from(n)).copied().unwrap_or_default()
    }

    /// The mark bits of line `n`.
    pub fn marks(&self, n: usize) -> u8 {
        self.lines[n].flags & MARKS
    }

    /// The number of rows of line `n` at a width.
    pub fn line_rows(&self, n: usize, offset: LineOffset, cols: u16) -> usize {
        let line = self.lines[n];
        if line.flags & HAS_WIDE == 0 {
            return (line.cols as usize).div_ceil(usize::from(cols)).max(1);
        }
        let mut wrap = LineWrap::new(cols);
        for (text, cells, _) in self.segments(n, offset) {
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

    /// The width of each line, or `None` if a line has wide characters: then the number of its rows
    /// depends on its text.
    pub fn columns(&self) -> Option<Box<[u16]>> {
        let columns = self.lines.iter().map(|line| {
            let even = line.flags & HAS_WIDE == 0;
            u16::try_from(line.cols).ok().filter(|_| even)
        });
        columns.collect()
    }

    /// The number of rows of the lines with these indexes at a width.
    pub fn rows(&self, lines: Range<usize>, cols: u16) -> usize {
        let mut offset = LineOffset::default();
        let mut rows = 0;
        for (n, line) in self.lines.iter().enumerate().take(lines.end) {
            if n >= lines.start {
                rows += self.line_rows(n, offset, cols);
            }
            offset.text += line.text as usize;
            offset.runs += line.runs as usize;
        }
        rows
    }

    /// Visits the text of the lines with the numbers `lines`, forwards or backwards, until `visit`
    /// returns false. Returns false if it did. The flag says that the line goes on in the next one.
    pub fn scan(
        &self,
        lines: &Range<u64>,
        back: bool,
        visit: &mut impl FnMut(u64, &str, bool) -> bool,
    ) -> bool {
        let index = |n: u64| (n.saturating_sub(self.first) as usize).min(self.lines.len());
        let (from, to) = (index(lines.start), index(lines.end));
        let offsets = self.offsets();
        let whole = std::str::from_utf8(&self.text).unwrap_or("");
        let mut one = |n: usize| {
            let start = offsets[n].text;
            let text = whole.get(start..start + self.lines[n].text as usize);
            let continues = self.lines[n].flags & CONTINUES != 0;
            visit(self.first + n as u64, text.unwrap_or(""), continues)
        };
        if back {
            (from..to).rev().all(&mut one)
        } else {
            (from..to).all(&mut one)
        }
    }

    /// The number of the first or (`back`) the last of the lines with these numbers that has one of
    /// these marks.
    pub fn find_marked(&self, lines: &Range<u64>, back: bool, bits: u8) -> Option<u64> {
        let marked = |(number, line): &(u64, &LineInfo)| {
            lines.contains(number) && line.flags & MARKS & bits != 0
        };
        let mut all = (self.first..).zip(&self.lines);
        let found = if back {
            all.filter(marked).last()
        } else {
            all.find(marked)
        };
        found.map(|(number, _)| number)
    }

    /// The rows of line `n` at a width. `open`: the line continues on the screen.
    pub fn wrap(
        &self,
        n: usize,
        offset: LineOffset,
        cols: u16,
        open: bool,
        reading: Reading,
    ) -> Vec<Line> {
        let info = self.lines[n];
        let mut rows = vec![Line::default()];
        let mut wrap = LineWrap::new(cols);
        for (text, cells, packed) in self.segments(n, offset) {
            let style = reading.style(packed);
            let link = (packed.link() as usize).checked_sub(1);
            let link = link.and_then(|n| self.links.get(n));
            let blanks;
            let text = if reading == Reading::Shown && text.bytes().any(|byte| byte < b' ') {
                blanks = tabs::blanks(text);
                blanks.as_str()
            } else {
                text
            };
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
            let fill = self.style(info.fill).visible_style();
            if info.fill != 0 {
                let rest = usize::from(cols).saturating_sub(last.cols());
                last.push_run(&" ".repeat(rest), fill, None, Cells::Narrow);
            }
        }
        rows
    }

    /// Removes the last line and returns its cells with style ids of the screen, its fill style and
    /// its marks.
    pub fn pop_line(&mut self, interners: &mut Interners) -> Option<(Vec<u64>, u32, u8)> {
        let info = self.lines.last().copied()?;
        let n = self.lines.len() - 1;
        let offset = LineOffset {
            text: self.text.len() - (info.text as usize).min(self.text.len()),
            runs: self.runs.len() - (info.runs as usize).min(self.runs.len()),
        };
        let mut cells = Vec::with_capacity(info.cols as usize);
        for (text, width, style) in self.segments(n, offset) {
            let style = self.intern_style(style, interners);
            push_cells(&mut cells, text, width, style, interners);
        }
        let fill = self.intern_style(self.style(info.fill), interners);
        self.lines.pop();
        self.text.truncate(offset.text);
        self.runs.truncate(offset.runs);
        Some((cells, fill, info.flags & MARKS))
    }

    /// The style id on the screen for a style of this block.
    fn intern_style(&self, style: PackedStyle, interners: &mut Interners) -> u32 {
        let link = (style.link() as usize).checked_sub(1);
        let link = link.and_then(|n| self.links.get(n));
        let link = link.map_or(0, |l| interners.links.intern(l));
        interners
            .styles
            .intern(&PackedStyle::new(style.style(), link))
    }
}

/// The width class of a cell's content; `None` for a spacer.
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

/// Appends the cells of a run.
fn push_cells(to: &mut Vec<u64>, text: &str, cells: Cells, style: u32, interners: &mut Interners) {
    match cells {
        Cells::Narrow => to.extend(text.chars().map(|c| cell::character(c, false, style))),
        Cells::Wide => {
            for c in text.chars() {
                to.extend([cell::character(c, true, style), cell::spacer(style)]);
            }
        }
        Cells::Cluster(width) => {
            let number = interners.clusters.intern(text);
            to.push(cell::cluster(number, width == 2, style));
            if width == 2 {
                to.push(cell::spacer(style));
            }
        }
    }
}
