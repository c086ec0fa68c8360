//! What has left the screen: logical lines, numbered for ever, the newest in an open block, older
//! ones in sealed blocks that are compressed when somebody has time and then lie in a store.
//! It knows nothing of the screen's state; a width is given when rows are asked for.

use super::chunk;
use super::chunk_store::ChunkStore;
use super::history_block::{Block, MAX_LINES, Place};
use super::interner::Tables;
use super::row::RowInfo;
use crate::base::{Attrs, Line, Result, Style};
use crate::term::codec::{Reader, damaged, put};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

/// How much history a screen keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Logical lines.
    pub history_lines: usize,
    /// Bytes, as stored.
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
    /// Rows at a width, as last computed.
    pub rows: Cell<(u16, usize)>,
    /// The columns of each line, once it was looked at: rows are then counted without it. `None` if
    /// that takes its text.
    pub columns: OnceCell<Option<Box<[u16]>>>,
}

pub(super) enum Body {
    /// Not yet compressed.
    Pending(Box<Block>),
    /// In the store.
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

    /// What it takes, with its columns.
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
    /// The last line of the tail goes on in the first row of the screen.
    pub(super) open: bool,
    /// So many of the oldest lines that are still stored do not count any more.
    skip: usize,
    /// Bytes of all chunks.
    pub(super) sealed_bytes: usize,
    /// Lines before this one stay in history when the screen grows.
    pub(super) fixed: u64,
    /// The lowest number after the last line since the last archive: later lines were on the screen
    /// again.
    pub(super) lowest: u64,
    /// It was cleared since the last archive.
    pub(super) cleared: bool,
    limits: Limits,
    /// A block whose memory can be used again.
    spare: Option<Box<Block>>,
    /// The chunk that was read last.
    read: RefCell<Option<Arc<Block>>>,
}

impl History {
    /// An empty history.
    pub fn new(limits: Limits, store: Box<dyn ChunkStore>) -> Self {
        Self {
            store,
            chunks: VecDeque::new(),
            tail: Block::new(0),
            open: false,
            skip: 0,
            sealed_bytes: 0,
            fixed: 0,
            lowest: u64::MAX,
            cleared: false,
            limits,
            spare: None,
            read: RefCell::new(None),
        }
    }

    /// How many logical lines there are.
    pub fn lines(&self) -> usize {
        self.stored() - self.skipped()
    }

    /// How many lines are there, with those that do not count any more.
    fn stored(&self) -> usize {
        let first = self.chunks.front().map_or(self.tail.first, |c| c.first);
        (self.tail.end() - first) as usize
    }

    /// How many of the oldest lines that are there do not count any more. The limit is enforced
    /// when a block is sealed; until then, lines over it count as gone.
    fn skipped(&self) -> usize {
        let over = self.stored().saturating_sub(self.limits.history_lines);
        over.max(self.skip)
    }

    /// The number of the line after the last one.
    pub fn end(&self) -> u64 {
        self.tail.end()
    }

    /// The number of the first line that counts.
    pub fn oldest(&self) -> u64 {
        let first = self.chunks.front().map_or(self.tail.first, |c| c.first);
        first + self.skipped() as u64
    }

    /// How many bytes they take.
    pub fn bytes(&self) -> usize {
        self.sealed_bytes + self.tail.weight()
    }

    /// Whether the last line goes on in the first row of the screen.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Other limits from now on.
    pub fn set_limits(&mut self, limits: Limits) {
        self.enforce();
        self.limits = limits;
        self.enforce();
    }

    /// The limits.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Lines that are there now stay in history when the screen grows.
    pub fn fix(&mut self) {
        self.fixed = self.tail.end();
    }

    /// Numbers of the screen's tables have changed.
    pub fn forget_numbers(&mut self) {
        self.tail.forget_numbers();
    }

    /// Appends a row that left the screen, with its cells up to the blank end.
    #[inline]
    pub fn push_row(&mut self, cells: &[u64], fill: u32, info: &RowInfo, tables: &Tables) {
        if self.limits.history_lines == 0 {
            return;
        }
        if self.open && self.tail.is_full() && self.tail.break_line() {
            self.seal();
            self.open = false;
        }
        self.open = self.tail.push_row(cells, fill, info, self.open, tables);
        if !self.open && self.tail.is_full() {
            self.seal();
        }
    }

    /// Appends a line of printable ASCII in the default look. What was appended before must not go
    /// on.
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
        if fresh.looks.is_empty() {
            *fresh = Block::new(next);
        }
        fresh.reuse(next);
        std::mem::swap(&mut *fresh, &mut self.tail);
        self.tail.take_known(&mut fresh);
        self.sealed_bytes += fresh.weight();
        let (first, lines) = (fresh.first, fresh.lines.len());
        self.chunks
            .push_back(Chunk::new(first, lines, Body::Pending(fresh)));
        self.enforce();
    }

    pub(super) fn enforce(&mut self) {
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

    /// Forgets everything. Line numbers go on.
    pub fn clear(&mut self) {
        self.cleared = true;
        self.skip = 0;
        while !self.chunks.is_empty() {
            self.drop_oldest_chunk();
        }
        self.spare = None;
        self.tail = Block::new(self.tail.end());
        self.open = false;
        self.fixed = self.tail.first;
        self.read.replace(None);
    }

    /// Compresses sealed blocks and hands them to the store.
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

    /// The block of a chunk; a note in its place if it cannot be read.
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

    /// Does something with the block of a chunk.
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
                block.rows(skip, cols)
            }),
        };
        if skip == 0 {
            chunk.rows.set((cols, rows));
        }
        rows
    }

    /// How many rows all lines take at a width.
    pub fn rows(&self, cols: u16) -> usize {
        let oldest = self.oldest();
        let chunks = self.chunks.iter();
        let rows = chunks.map(|c| self.chunk_rows(c, cols, skip(oldest, c.first, c.lines)));
        let tail = skip(oldest, self.tail.first, self.tail.lines.len());
        rows.sum::<usize>() + self.tail.rows(tail, cols)
    }

    /// Rows by their distance from the end: `1..3` are the last two, the older one first.
    pub fn view(&self, cols: u16, back: Range<usize>) -> Vec<Line> {
        let mut out = Vec::new();
        self.visit(cols, &back, |found| {
            let mut rows = found.block.wrap(found.line, found.place, cols, found.open);
            rows.truncate(found.rows.end);
            out.extend(rows.drain(found.rows.start.min(rows.len())..).rev());
        });
        out.reverse();
        out
    }

    /// The marks of rows by their distance from the end, for every row that has any.
    pub fn marks(&self, cols: u16, back: Range<usize>) -> Vec<(usize, u8)> {
        let mut out = Vec::new();
        self.visit(cols, &back, |found| {
            let marks = found.block.marks(found.line);
            if marks != 0 && found.rows.start == 0 {
                out.push((found.distance, marks));
            }
        });
        out.reverse();
        out
    }

    /// Walks over lines from the newest, for each with rows inside of `back` (distances from the
    /// end): its block, number, place, the range of its rows, and whether it goes on on the screen.
    fn visit(&self, cols: u16, back: &Range<usize>, mut f: impl FnMut(Found<'_>)) {
        let mut search = Search {
            cols,
            back: back.clone(),
            passed: 0,
        };
        let oldest = self.oldest();
        let tail_skip = skip(oldest, self.tail.first, self.tail.lines.len());
        search.block(&self.tail, tail_skip, self.open, &mut f);
        for chunk in self.chunks.iter().rev() {
            if search.passed + 1 >= back.end {
                return;
            }
            let skip = skip(oldest, chunk.first, chunk.lines);
            let rows = self.chunk_rows(chunk, cols, skip);
            if search.passed + rows >= back.start {
                self.with(chunk, |block| search.block(block, skip, false, &mut f));
            } else {
                search.passed += rows;
            }
        }
    }

    /// Takes back the last line as cells, with its fill and marks: for the screen to show again.
    /// Unless `any`, only a line that left after the last [`History::fix`].
    pub fn pop_line(&mut self, tables: &mut Tables, any: bool) -> Option<(Vec<u64>, u32, u8)> {
        if self.lines() == 0 || !any && self.tail.end() <= self.fixed {
            return None;
        }
        if self.tail.lines.is_empty() {
            let chunk = self.chunks.pop_back()?;
            self.sealed_bytes -= chunk.bytes();
            self.tail = match chunk.body {
                Body::Pending(block) => *block,
                Body::Stored { .. } => (*self.load(&chunk)).clone(),
            };
            self.tail.forget_numbers();
            self.read.replace(None);
        }
        self.skip = self.skipped();
        self.open = false;
        let popped = self.tail.pop_line(tables);
        self.lowest = self.lowest.min(self.tail.end());
        popped
    }

    /// Appends all of it to a checkpoint; what is sealed is in the store afterwards.
    pub fn save(&mut self, out: &mut Vec<u8>) {
        self.compress_pending();
        put(out, self.store.len());
        put(out, self.skipped() as u64);
        put(out, self.fixed);
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
        chunk::write_block(self.tail.whole(), out);
    }

    /// The reverse of [`History::save`]. The store forgets what came after the checkpoint.
    pub fn load_checkpoint(
        from: &mut Reader<'_>,
        limits: Limits,
        mut store: Box<dyn ChunkStore>,
    ) -> Result<Self> {
        store.truncate(from.number()?);
        let mut history = Self::new(limits, store);
        history.skip = from.small()?;
        history.fixed = from.number()?;
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

    /// Line numbers must follow each other.
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

/// How many rows lines of so many columns take.
fn rows_of(columns: &[u16], cols: u16) -> usize {
    let rows = columns.iter().map(|n| n.div_ceil(cols).max(1));
    rows.map(usize::from).sum()
}

/// How many of `lines` lines, of which `first` is the first, do not count if `oldest` is the first
/// that does.
fn skip(oldest: u64, first: u64, lines: usize) -> usize {
    (oldest.saturating_sub(first) as usize).min(lines)
}

/// A line that [`History::visit`] came by.
struct Found<'a> {
    block: &'a Block,
    line: usize,
    place: Place,
    /// Which of its rows are wanted.
    rows: Range<usize>,
    /// The distance of its first row from the end.
    distance: usize,
    /// It goes on on the screen.
    open: bool,
}

/// A walk from the newest row to older ones.
struct Search {
    cols: u16,
    back: Range<usize>,
    /// Rows that lie behind.
    passed: usize,
}

impl Search {
    fn block(&mut self, block: &Block, skip: usize, open: bool, f: &mut impl FnMut(Found<'_>)) {
        let places = block.places();
        for line in (skip..block.lines.len()).rev() {
            if self.passed + 1 >= self.back.end {
                return;
            }
            let rows = block.line_rows(line, places[line], self.cols);
            let distance = self.passed + rows;
            let first = (distance + 1).saturating_sub(self.back.end);
            let end = (distance + 1).saturating_sub(self.back.start).min(rows);
            if first < end {
                f(Found {
                    block,
                    line,
                    place: places[line],
                    rows: first..end,
                    distance,
                    open: open && line + 1 == block.lines.len(),
                });
            }
            self.passed = distance;
        }
    }
}

/// What stands for a chunk that cannot be read: as many lines, the first of which says so.
fn gap(chunk: &Chunk) -> Block {
    let mut block = gap_of(chunk.lines as u64);
    block.first = chunk.first;
    let blank = RowInfo::default();
    let tables = Tables::new();
    for _ in 1..chunk.lines {
        block.push_row(&[], 0, &blank, false, &tables);
    }
    block
}

/// A line that says how many are missing.
pub(super) fn gap_of(lines: u64) -> Block {
    let mut block = Block::new(0);
    let style = Style {
        attrs: Attrs::DIM,
        ..Style::DEFAULT
    };
    block.push_note(&format!("[{lines} lines lost]"), style);
    block
}
