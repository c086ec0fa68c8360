//! The lines that left the screen. They are logical (unwrapped) lines with numbers that never
//! restart. New lines go to an open block; full blocks are sealed, later compressed, and moved to a
//! [`ChunkStore`]. Callers pass the width when they ask for rows.

use super::chunk;
use super::chunk_store::{ChunkStore, MemoryStore};
use super::history_block::{Block, LineOffset, MAX_LINES};
use super::interner::Interners;
use super::row::{Reading, RowInfo};
use crate::base::{Attrs, Line, Result, Style, counted};
use crate::term::codec::{Reader, damaged, put};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

/// Limits of a screen's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest number of logical lines.
    pub history_lines: usize,
    /// The largest size in bytes, compressed where it is compressed.
    pub history_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            history_lines: 2000,
            history_bytes: 256 << 20,
        }
    }
}

/// A sealed block.
pub(super) struct Chunk {
    pub first: u64,
    pub lines: usize,
    pub body: Body,
    /// A width, and the number of rows at that width, as last computed.
    pub rows: Cell<(u16, usize)>,
    /// The width of each line in columns, cached when the block is first read. With it, rows can be
    /// counted without the block. `None` if the row count depends on the text (wide characters).
    pub columns: OnceCell<Option<Box<[u16]>>>,
}

pub(super) enum Body {
    /// The block is not compressed yet.
    Pending(Box<Block>),
    /// The chunk is at position `at` of the store.
    Stored { at: u64, len: usize },
}

impl Chunk {
    pub fn new(first: u64, lines: usize, body: Body) -> Self {
        Self {
            first,
            lines,
            body,
            rows: Cell::new((0, 0)),
            columns: OnceCell::new(),
        }
    }

    /// The memory of the block in bytes, cached widths included.
    pub fn bytes(&self) -> usize {
        match &self.body {
            Body::Pending(block) => block.weight(),
            Body::Stored { len, .. } => *len + self.lines * size_of::<u16>(),
        }
    }
}

/// The history of a screen.
pub(in crate::term) struct History {
    pub(super) store: Box<dyn ChunkStore>,
    pub(super) chunks: VecDeque<Chunk>,
    pub(super) tail: Block,
    /// The last line of `tail` continues in the first row of the screen.
    pub(super) open: bool,
    /// The last line of `tail` left a scroll region below the first row, and its row wrapped: the
    /// next row that leaves there continues it.
    region_open: bool,
    /// The number of oldest lines that are stored but over the limit.
    skip: usize,
    /// The size of all chunks in bytes.
    pub(super) sealed_bytes: usize,
    /// Lines before this one stay in history when the screen grows.
    pub(super) pinned_end: u64,
    /// The lowest line number that was popped since the last archive. Lines from there on were on
    /// the screen again and may have changed.
    pub(super) lowest_popped: u64,
    /// History was cleared since the last archive.
    pub(super) cleared: bool,
    limits: Limits,
    /// A block whose allocations can be reused.
    spare: Option<Box<Block>>,
    /// The chunk that was read last, because readers scroll line by line.
    read: RefCell<Option<Arc<Block>>>,
    /// A frozen view reads lines: they stay readable when the history is cleared.
    held: Cell<bool>,
    /// The histories as they were when they were cleared while a view read them, oldest first.
    past: RefCell<Vec<Self>>,
}

impl History {
    /// An empty history.
    pub fn new(limits: Limits, store: Box<dyn ChunkStore>) -> Self {
        Self {
            store,
            chunks: VecDeque::new(),
            tail: Block::new(0),
            open: false,
            region_open: false,
            skip: 0,
            sealed_bytes: 0,
            pinned_end: 0,
            lowest_popped: u64::MAX,
            cleared: false,
            limits,
            spare: None,
            read: RefCell::new(None),
            held: Cell::new(false),
            past: RefCell::default(),
        }
    }

    /// Keeps lines readable for frozen views when the history is cleared, until
    /// [`History::release`].
    pub fn hold(&self) {
        self.held.set(true);
    }

    /// No frozen view reads lines any more.
    pub fn release(&self) {
        self.held.set(false);
        self.past.borrow_mut().clear();
    }

    /// Calls `f` with the history of a view that reads the lines before number `end`: this one, or
    /// the one that was cleared since the view was made.
    pub fn seen_by<R>(&self, end: u64, f: impl FnOnce(&Self) -> R) -> R {
        let past = self.past.borrow();
        match past.iter().find(|past| end <= past.end()) {
            Some(past) => f(past),
            None => f(self),
        }
    }

    /// Keeps a copy for the views that read it. All copies have at most the size of one history.
    fn keep_past(&self) {
        let mut past = self.past.borrow_mut();
        let kept: usize = past.iter().map(Self::bytes).sum();
        if !self.held.get() || self.lines() == 0 || kept + self.bytes() > self.limits.history_bytes
        {
            return;
        }
        let mut copy = Self::new(self.limits, Box::new(MemoryStore::default()));
        for chunk in &self.chunks {
            let body = match &chunk.body {
                Body::Pending(block) => Body::Pending(block.clone()),
                Body::Stored { at, len } => {
                    let bytes = self.store.read(*at, *len);
                    let at = bytes.and_then(|bytes| copy.store.append(&bytes));
                    // A chunk that cannot be read is displayed as lost lines.
                    Body::Stored {
                        at: at.unwrap_or(u64::MAX),
                        len: *len,
                    }
                }
            };
            let chunk = Chunk::new(chunk.first, chunk.lines, body);
            copy.sealed_bytes += chunk.bytes();
            copy.chunks.push_back(chunk);
        }
        copy.tail = self.tail.clone();
        copy.open = self.open;
        copy.skip = self.skipped();
        past.push(copy);
    }

    /// The number of logical lines.
    pub fn lines(&self) -> usize {
        self.stored() - self.skipped()
    }

    /// The number of stored lines, including those over the limit.
    fn stored(&self) -> usize {
        let first = self.chunks.front().map_or(self.tail.first, |c| c.first);
        (self.tail.end() - first) as usize
    }

    /// The number of oldest stored lines that are over the limit. The limit is enforced when a
    /// block is sealed; until then, lines over it count as gone.
    fn skipped(&self) -> usize {
        let over = self.stored().saturating_sub(self.limits.history_lines);
        over.max(self.skip)
    }

    /// The number after the last line.
    pub fn end(&self) -> u64 {
        self.tail.end()
    }

    /// The number of the oldest line within the limit.
    pub fn oldest(&self) -> u64 {
        let first = self.chunks.front().map_or(self.tail.first, |c| c.first);
        first + self.skipped() as u64
    }

    /// The size in bytes.
    pub fn bytes(&self) -> usize {
        self.sealed_bytes + self.tail.weight()
    }

    /// Whether the last line continues in the first row of the screen.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Sets the limits and drops the lines over them.
    pub fn set_limits(&mut self, limits: Limits) {
        self.enforce_limits();
        self.limits = limits;
        self.enforce_limits();
    }

    /// The limits on lines and bytes.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Keeps all current lines in history when the screen grows.
    pub fn pin_lines(&mut self) {
        self.pinned_end = self.tail.end();
    }

    /// Invalidates cached style ids after a sweep of the interners.
    pub fn clear_style_cache(&mut self) {
        self.tail.clear_style_cache();
    }

    /// Appends a row that left the screen. `cells` has no trailing blanks; `fill` is the style of
    /// the rest of the row.
    #[inline]
    pub fn push_row(&mut self, cells: &[u64], fill: u32, info: &RowInfo, interners: &Interners) {
        self.region_open = false;
        if self.limits.history_lines == 0 {
            return;
        }
        if self.open && self.tail.is_full() && self.tail.break_line() {
            self.seal();
            self.open = false;
        }
        self.open = self.tail.push_row(cells, fill, info, self.open, interners);
        if !self.open && self.tail.is_full() {
            self.seal();
        }
    }

    /// Appends a row that left a scroll region below the first row, as [`History::push_row`]. A
    /// line that continues in the first row of the screen ends before it.
    pub fn push_region_row(
        &mut self,
        cells: &[u64],
        fill: u32,
        info: &RowInfo,
        interners: &Interners,
    ) {
        self.open = self.region_open;
        self.push_row(cells, fill, info, interners);
        self.region_open = std::mem::take(&mut self.open);
    }

    /// Appends a complete line of printable ASCII in the default style. The last line must not be
    /// open.
    #[inline]
    pub fn push_text(&mut self, text: &[u8]) {
        if self.limits.history_lines == 0 {
            return;
        }
        self.tail.push_text(text);
        if self.tail.is_full() {
            self.seal();
        }
    }

    fn seal(&mut self) {
        let next = self.tail.end();
        let mut fresh = self.spare.take().unwrap_or_default();
        if fresh.styles.is_empty() {
            *fresh = Block::new(next);
        }
        fresh.reuse(next);
        std::mem::swap(&mut *fresh, &mut self.tail);
        self.tail.take_cache(&mut fresh);
        self.sealed_bytes += fresh.weight();
        let (first, lines) = (fresh.first, fresh.lines.len());
        self.chunks
            .push_back(Chunk::new(first, lines, Body::Pending(fresh)));
        self.enforce_limits();
    }

    pub(super) fn enforce_limits(&mut self) {
        self.skip = self.skipped();
        while self.chunks.front().is_some_and(|c| c.lines <= self.skip) {
            self.skip -= self.chunks.front().map_or(0, |c| c.lines);
            self.drop_oldest_chunk();
        }
        while self.bytes() > self.limits.history_bytes && !self.chunks.is_empty() {
            self.drop_oldest_chunk();
            self.skip = 0;
        }
    }

    fn drop_oldest_chunk(&mut self) {
        let Some(chunk) = self.chunks.pop_front() else {
            return;
        };
        self.sealed_bytes -= chunk.bytes();
        match chunk.body {
            Body::Pending(block) => self.spare = Some(block),
            Body::Stored { at, len } => self.store.discard_before(at + len as u64),
        }
    }

    /// Removes all lines. Line numbers continue.
    pub fn clear(&mut self) {
        self.keep_past();
        self.cleared = true;
        self.skip = 0;
        while !self.chunks.is_empty() {
            self.drop_oldest_chunk();
        }
        self.spare = None;
        self.tail = Block::new(self.tail.end());
        self.open = false;
        self.region_open = false;
        self.pinned_end = self.tail.first;
        self.read.replace(None);
    }

    /// Compresses sealed blocks and moves them to the store.
    pub fn compress_pending(&mut self) {
        for chunk in &mut self.chunks {
            let Body::Pending(block) = &chunk.body else {
                continue;
            };
            let bytes = chunk::encode(block);
            let Ok(at) = self.store.append(&bytes) else {
                return;
            };
            self.sealed_bytes -= block.weight();
            chunk.columns = OnceCell::from(block.columns());
            chunk.body = Body::Stored {
                at,
                len: bytes.len(),
            };
            self.sealed_bytes += chunk.bytes();
        }
        self.spare = None;
    }

    /// The block of a chunk, or a placeholder for lost lines if it cannot be read.
    fn load(&self, chunk: &Chunk) -> Arc<Block> {
        let Body::Stored { at, len } = &chunk.body else {
            return Arc::new(Block::default());
        };
        if let Some(block) = &*self.read.borrow()
            && block.first == chunk.first
            && block.lines.len() == chunk.lines
        {
            return Arc::clone(block);
        }
        let read = self.store.read(*at, *len);
        let block = read.and_then(|bytes| chunk::decode(&bytes));
        let fits = |b: &Block| b.first == chunk.first && b.lines.len() == chunk.lines;
        let block = match block {
            Ok(block) if fits(&block) => block,
            _ => gap(chunk),
        };
        let block = Arc::new(block);
        self.read.replace(Some(Arc::clone(&block)));
        block
    }

    /// Calls `f` with the block of a chunk.
    fn with<R>(&self, chunk: &Chunk, f: impl FnOnce(&Block) -> R) -> R {
        match &chunk.body {
            Body::Pending(block) => f(block),
            Body::Stored { .. } => f(&self.load(chunk)),
        }
    }

    fn chunk_rows(&self, chunk: &Chunk, cols: u16, skip: usize) -> usize {
        let (known, rows) = chunk.rows.get();
        if known == cols && skip == 0 {
            return rows;
        }
        let rows = match (&chunk.body, chunk.columns.get()) {
            (Body::Stored { .. }, Some(Some(columns))) => rows_of(&columns[skip..], cols),
            _ => self.with(chunk, |block| {
                chunk.columns.get_or_init(|| block.columns());
                block.rows(skip..block.lines.len(), cols)
            }),
        };
        if skip == 0 {
            chunk.rows.set((cols, rows));
        }
        rows
    }

    /// The number of rows of all lines at a width.
    pub fn rows(&self, cols: u16) -> usize {
        self.rows_between(0, u64::MAX, cols)
    }

    /// The number of rows at a width of the lines with the numbers `from..end` that are stored.
    pub fn rows_between(&self, from: u64, end: u64, cols: u16) -> usize {
        let from = from.max(self.oldest());
        let chunks = self.chunks.iter().map(|chunk| {
            let skip = skip(from, chunk.first, chunk.lines);
            let lines = skip..part_before(end, chunk.first, chunk.lines);
            if lines.end == chunk.lines {
                self.chunk_rows(chunk, cols, skip)
            } else if lines.is_empty() {
                0
            } else {
                self.with(chunk, |block| block.rows(lines, cols))
            }
        });
        let (first, count) = (self.tail.first, self.tail.lines.len());
        let tail = skip(from, first, count)..part_before(end, first, count);
        chunks.sum::<usize>() + self.tail.rows(tail, cols)
    }

    /// Rows by their distance from the end: `1..3` are the last two. The oldest comes first.
    pub fn view(&self, cols: u16, back: Range<usize>, reading: Reading) -> Vec<Line> {
        let rows = self.view_before(u64::MAX, cols, back, reading).into_iter();
        rows.map(|(row, _)| row).collect()
    }

    /// Rows of the lines before number `end`, by their distance from there, with their marks. The
    /// oldest comes first.
    pub fn view_before(
        &self,
        end: u64,
        cols: u16,
        back: Range<usize>,
        reading: Reading,
    ) -> Vec<(Line, u8)> {
        let mut out = Vec::new();
        self.visit(end, cols, &back, |found| {
            let (line, offset) = (found.line, found.offset);
            let mut rows = found.block.wrap(line, offset, cols, found.open, reading);
            rows.truncate(found.rows.end);
            let marks = found.block.marks(found.line);
            let first = found.rows.start;
            let rows = rows.drain(first.min(rows.len())..).enumerate();
            let rows: Vec<_> = rows
                .map(|(n, row)| (row, if first + n == 0 { marks } else { 0 }))
                .collect();
            out.extend(rows.into_iter().rev());
        });
        out.reverse();
        out
    }

    /// The line before number `end` that has the row at this distance from there, and the index of
    /// that row in the line.
    pub fn line_at(&self, end: u64, cols: u16, distance: usize) -> Option<(u64, usize)> {
        let mut line = None;
        self.visit(end, cols, &(distance..distance + 1), |found| {
            line = Some((found.block.first + found.line as u64, found.rows.start));
        });
        line
    }

    /// Visits the text of the lines with the numbers `lines`, the oldest first or (`back`) the
    /// newest first, until `visit` returns false. The flag says that the line goes on in the next.
    pub fn scan(
        &self,
        lines: Range<u64>,
        back: bool,
        mut visit: impl FnMut(u64, &str, bool) -> bool,
    ) {
        let lines = lines.start.max(self.oldest())..lines.end;
        let overlaps =
            |first: u64, count: usize| first < lines.end && first + count as u64 > lines.start;
        let mut chunks: Vec<&Chunk> = self.chunks.iter().collect();
        chunks.retain(|chunk| overlaps(chunk.first, chunk.lines));
        let tail = overlaps(self.tail.first, self.tail.lines.len());
        if back {
            if tail && !self.tail.scan(&lines, back, &mut visit) {
                return;
            }
            chunks.reverse();
        }
        for chunk in chunks {
            if !self.with(chunk, |block| block.scan(&lines, back, &mut visit)) {
                return;
            }
        }
        if tail && !back {
            self.tail.scan(&lines, back, &mut visit);
        }
    }

    /// The first or (`back`) the last of the lines with these numbers that has one of these marks.
    pub fn find_marked(&self, lines: Range<u64>, back: bool, bits: u8) -> Option<u64> {
        let lines = lines.start.max(self.oldest())..lines.end;
        let in_chunk = |chunk: &Chunk| {
            let overlaps =
                chunk.first < lines.end && chunk.first + chunk.lines as u64 > lines.start;
            overlaps.then(|| self.with(chunk, |block| block.find_marked(&lines, back, bits)))?
        };
        let in_tail = || self.tail.find_marked(&lines, back, bits);
        if back {
            in_tail().or_else(|| self.chunks.iter().rev().find_map(in_chunk))
        } else {
            self.chunks.iter().find_map(in_chunk).or_else(in_tail)
        }
    }

    /// The marks of the rows in `back` (distances from the end), for every row that has any.
    pub fn marks(&self, cols: u16, back: Range<usize>) -> Vec<(usize, u8)> {
        let mut out = Vec::new();
        self.visit(u64::MAX, cols, &back, |found| {
            let marks = found.block.marks(found.line);
            if marks != 0 && found.rows.start == 0 {
                out.push((found.distance, marks));
            }
        });
        out.reverse();
        out
    }

    /// Visits the lines before number `end` from the newest on, as long as they have rows in `back`
    /// (distances from `end`).
    fn visit(&self, end: u64, cols: u16, back: &Range<usize>, mut f: impl FnMut(Found<'_>)) {
        let mut search = Search {
            cols,
            back: back.clone(),
            passed: 0,
        };
        let oldest = self.oldest();
        let (first, count) = (self.tail.first, self.tail.lines.len());
        let lines = skip(oldest, first, count)..part_before(end, first, count);
        search.block(&self.tail, lines, self.open, &mut f);
        for chunk in self.chunks.iter().rev().skip_while(|c| c.first >= end) {
            if search.passed + 1 >= back.end {
                return;
            }
            let skip = skip(oldest, chunk.first, chunk.lines);
            let lines = skip..part_before(end, chunk.first, chunk.lines);
            let rows = if lines.end < chunk.lines {
                None
            } else {
                Some(self.chunk_rows(chunk, cols, skip))
            };
            match rows {
                Some(rows) if search.passed + rows < back.start => search.passed += rows,
                _ => self.with(chunk, |block| search.block(block, lines, false, &mut f)),
            }
        }
    }

    /// Removes the last line and returns its cells, fill style and marks, so that the screen can
    /// show it again. Unless `any`, only lines after the last [`History::pin_lines`].
    pub fn pop_line(
        &mut self,
        interners: &mut Interners,
        any: bool,
    ) -> Option<(Vec<u64>, u32, u8)> {
        if self.lines() == 0 || !any && self.tail.end() <= self.pinned_end {
            return None;
        }
        if self.tail.lines.is_empty() {
            let chunk = self.chunks.pop_back()?;
            self.sealed_bytes -= chunk.bytes();
            self.tail = match chunk.body {
                Body::Pending(block) => *block,
                Body::Stored { .. } => (*self.load(&chunk)).clone(),
            };
            self.tail.clear_style_cache();
            self.read.replace(None);
        }
        self.skip = self.skipped();
        self.open = false;
        self.region_open = false;
        let popped = self.tail.pop_line(interners);
        self.lowest_popped = self.lowest_popped.min(self.tail.end());
        popped
    }

    /// Appends the history to a checkpoint. Sealed blocks are moved to the store and only
    /// referenced.
    pub fn save(&mut self, out: &mut Vec<u8>) {
        self.compress_pending();
        put(out, self.store.len());
        put(out, self.skipped() as u64);
        put(out, self.pinned_end);
        put(out, u64::from(self.open));
        put(out, self.chunks.len() as u64);
        for chunk in &self.chunks {
            put(out, chunk.first);
            put(out, chunk.lines as u64);
            let (at, len) = match chunk.body {
                Body::Stored { at, len } => (at, len),
                Body::Pending(_) => (u64::MAX, 0),
            };
            put(out, at);
            put(out, len as u64);
        }
        chunk::write_block(self.tail.as_slice(), out);
    }

    /// The reverse of [`History::save`]. Truncates the store to its length at the checkpoint.
    pub fn load_checkpoint(
        from: &mut Reader<'_>,
        limits: Limits,
        mut store: Box<dyn ChunkStore>,
    ) -> Result<Self> {
        store.truncate(from.number()?);
        let mut history = Self::new(limits, store);
        history.skip = from.small()?;
        history.pinned_end = from.number()?;
        history.open = from.flag()?;
        for _ in 0..from.count()? {
            let (first, lines) = (from.number()?, from.small()?);
            let (at, len) = (from.number()?, from.small()?);
            let chunk = Chunk::new(first, lines, Body::Stored { at, len });
            if lines > MAX_LINES * 2 {
                return Err(damaged());
            }
            history.sealed_bytes = history.sealed_bytes.saturating_add(chunk.bytes());
            history.chunks.push_back(chunk);
        }
        history.tail = chunk::read_block(from)?;
        history.check()?;
        Ok(history)
    }

    /// Checks that line numbers are contiguous.
    fn check(&self) -> Result<()> {
        let mut next = self.chunks.front().map_or(self.tail.first, |c| c.first);
        let first = next;
        let good = self.chunks.iter().all(|chunk| {
            let follows = chunk.first == next;
            next = chunk.first.wrapping_add(chunk.lines as u64);
            follows
        });
        let count = self.tail.end().wrapping_sub(first);
        let whole = good && next == self.tail.first && self.skip as u64 <= count;
        let open = !self.open || !self.tail.lines.is_empty();
        if whole && open {
            Ok(())
        } else {
            Err(damaged())
        }
    }
}

/// The number of rows of lines with these widths.
fn rows_of(columns: &[u16], cols: u16) -> usize {
    let rows = columns.iter().map(|n| n.div_ceil(cols).max(1));
    rows.map(usize::from).sum()
}

/// How many of `lines` lines, numbered from `first`, are older than `oldest`.
fn skip(oldest: u64, first: u64, lines: usize) -> usize {
    (oldest.saturating_sub(first) as usize).min(lines)
}

/// How many of `lines` lines, numbered from `first`, are before `end`.
fn part_before(end: u64, first: u64, lines: usize) -> usize {
    (end.saturating_sub(first) as usize).min(lines)
}

/// A line that [`History::visit`] found.
struct Found<'a> {
    block: &'a Block,
    line: usize,
    offset: LineOffset,
    /// The rows of the line that are in the requested range.
    rows: Range<usize>,
    /// The distance of its first row from the end.
    distance: usize,
    /// It continues on the screen.
    open: bool,
}

/// The state of a search from the newest row to older ones.
struct Search {
    cols: u16,
    back: Range<usize>,
    /// Rows that the search has passed.
    passed: usize,
}

impl Search {
    fn block(
        &mut self,
        block: &Block,
        lines: Range<usize>,
        open: bool,
        f: &mut impl FnMut(Found<'_>),
    ) {
        let offsets = block.offsets();
        for line in lines.rev() {
            if self.passed + 1 >= self.back.end {
                return;
            }
            let rows = block.line_rows(line, offsets[line], self.cols);
            let distance = self.passed + rows;
            let first = (distance + 1).saturating_sub(self.back.end);
            let end = (distance + 1).saturating_sub(self.back.start).min(rows);
            if first < end {
                f(Found {
                    block,
                    line,
                    offset: offsets[line],
                    rows: first..end,
                    distance,
                    open: open && line + 1 == block.lines.len(),
                });
            }
            self.passed = distance;
        }
    }
}

/// The placeholder for a chunk that cannot be read: the same number of lines, the first with a
/// message.
fn gap(chunk: &Chunk) -> Block {
    let mut block = gap_of(chunk.lines as u64);
    block.first = chunk.first;
    let blank = RowInfo::default();
    let interners = Interners::new();
    for _ in 1..chunk.lines {
        block.push_row(&[], 0, &blank, false, &interners);
    }
    block
}

/// A block with one line: how many lines are lost.
pub(super) fn gap_of(lines: u64) -> Block {
    let mut block = Block::new(0);
    let style = Style {
        attrs: Attrs::DIM,
        ..Style::DEFAULT
    };
    block.push_message(&format!("[{} lost]", counted(lines, "line")), style);
    block
}
