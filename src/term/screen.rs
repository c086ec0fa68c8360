//! A pane's screen: what the rest of mux sees of this room.

use super::checkpoint;
use super::emulator::fields::Switches;
use super::emulator::osc::printable;
use super::emulator::state::State;
use super::event::Event;
use super::grid::archive::{Archive, Piece};
use super::grid::chunk_store::{ChunkStore, MemoryStore};
use super::grid::history::{History, Limits};
use super::grid::history_block::Block;
use super::grid::row::{MARK_OUTPUT, MARK_PROMPT, RowInfo, trimmed};
use super::modes::Modes;
use super::parser::Parser;
use super::screen_options::Wishes;
use crate::base::{CursorShape, Line, Point, Result, Size};
use std::ops::Range;

/// The cursor as it should be drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cursor {
    /// Where it is.
    pub at: Point,
    /// Whether it shows (DECTCEM).
    pub visible: bool,
    /// Its shape (DECSCUSR).
    pub shape: CursorShape,
    /// Whether it blinks.
    pub blink: bool,
    /// Its colour (OSC 12): red, green, blue.
    pub color: Option<(u8, u8, u8)>,
}

/// A screen with its history. Bytes of a program go in, events come out.
pub struct Screen {
    pub(super) parser: Parser,
    pub(super) state: State,
}

/// Logical lines by number. Numbers grow with every line and are given once, but for lines that are
/// drawn anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// The oldest in history.
    pub oldest: u64,
    /// The first of which nothing has left the screen.
    pub shown: u64,
    /// The one with the cursor.
    pub last: u64,
}

impl Screen {
    /// A blank screen whose history lies in memory. The size is brought into bounds.
    pub fn new(size: Size, limits: Limits) -> Self {
        Self::with_store(size, limits, Box::new(MemoryStore::default()))
    }

    /// A blank screen whose sealed history lies in `store`.
    pub fn with_store(size: Size, limits: Limits, store: Box<dyn ChunkStore>) -> Self {
        Self {
            parser: Parser::default(),
            state: State::new(size, History::new(limits, store)),
        }
    }

    /// Reads output of the program. What happens is appended to `events`.
    pub fn feed(&mut self, bytes: &[u8], events: &mut Vec<Event>) {
        let before = self.state.place;
        std::mem::swap(&mut self.state.events, events);
        self.state.begin();
        self.parser.feed(bytes, &mut self.state);
        self.state.end(before);
        std::mem::swap(&mut self.state.events, events);
    }

    /// Its size.
    pub fn size(&self) -> Size {
        self.state.size()
    }

    /// Another size. The main screen is wrapped again, the alternate is cut or extended.
    pub fn resize(&mut self, size: Size) {
        self.state.resize(size);
        self.state.events.clear();
    }

    /// Cuts off what is below the cursor; history comes down in its place (`resize-pane -T`).
    pub fn trim(&mut self) {
        self.state.trim();
        self.state.events.clear();
    }

    /// Grows with every visible change.
    pub fn generation(&self) -> u64 {
        self.state.generation
    }

    /// The generation at which row `y` last changed; 0 for a row that is not there.
    pub fn row_generation(&self, y: u16) -> u64 {
        if y < self.size().rows {
            self.state.grid.changed(y)
        } else {
            0
        }
    }

    /// Visible row `y`; empty for a row that is not there.
    pub fn line(&self, y: u16) -> Line {
        if y < self.size().rows {
            self.state.line(y)
        } else {
            Line::default()
        }
    }

    /// The cursor.
    pub fn cursor(&self) -> Cursor {
        Cursor {
            at: self.state.point(),
            visible: self.state.is(Switches::CURSOR),
            shape: self.state.shape,
            blink: self.state.is(Switches::BLINK),
            color: self.state.colors.own[2],
        }
    }

    /// The modes that decide how input is encoded.
    pub fn modes(&self) -> &Modes {
        &self.state.modes
    }

    /// The title.
    pub fn title(&self) -> &str {
        &self.state.title
    }

    /// Another title, from elsewhere than the program; control characters are left out.
    pub fn set_title(&mut self, title: &str) {
        self.state.title = printable(title.as_bytes());
    }

    /// The directory that the program named last (OSC 7), without host and escapes.
    pub fn cwd(&self) -> Option<&str> {
        self.state.cwd.as_deref()
    }

    /// Whether the alternate screen shows.
    pub fn on_alternate(&self) -> bool {
        self.state.alternate
    }

    /// Where the cursor was when the program entered the alternate screen with mode 1049.
    pub fn alternate_saved(&self) -> Option<Point> {
        let saved = self.state.saved_main?;
        Some(Point::new(saved.place.x, saved.place.y))
    }

    /// Logical lines in history.
    pub fn history_lines(&self) -> usize {
        self.state.history.lines()
    }

    /// Lines by number, while the main screen shows.
    pub fn numbers(&self) -> Option<Numbers> {
        let (history, grid) = (&self.state.history, &self.state.grid);
        if self.state.alternate {
            return None;
        }
        let shown = history.end();
        let above = (0..self.cursor().at.y).filter(|y| !grid.info(*y).wrapped);
        Some(Numbers {
            oldest: history.oldest(),
            shown,
            last: shown - u64::from(history.is_open()) + above.count() as u64,
        })
    }

    /// Rows in history at the present width.
    pub fn history_rows(&self) -> usize {
        self.state.history.rows(self.size().cols)
    }

    /// Bytes that history takes.
    pub fn history_bytes(&self) -> usize {
        self.state.history.bytes()
    }

    /// The limits of history.
    pub fn limits(&self) -> Limits {
        self.state.history.limits()
    }

    /// Other limits from now on; what is over them is dropped.
    pub fn set_limits(&mut self, limits: Limits) {
        self.state.history.set_limits(limits);
    }

    /// Drops all history.
    pub fn clear_history(&mut self) {
        self.state.history.clear();
    }

    /// What shows when scrolled up by `scroll` rows, as far as there is history.
    pub fn view(&self, scroll: usize) -> Vec<Line> {
        let scroll = scroll.min(self.history_rows()) as i64;
        self.rows(-scroll..i64::from(self.size().rows) - scroll)
    }

    /// Rows as `capture-pane` counts them: 0 is the first visible row, history is negative. What
    /// is not there is left out.
    pub fn rows(&self, range: Range<i64>) -> Vec<Line> {
        self.state.rows(range)
    }

    /// The rows of the main screen while the alternate one shows (`capture-pane -a`), or those of
    /// the alternate while the main one shows, if it was kept.
    pub fn other_rows(&self) -> Option<Vec<Line>> {
        let other = self.state.other.as_ref()?;
        let rows = 0..other.size().rows;
        Some(rows.map(|y| self.state.line_of(other, y)).collect())
    }

    /// Rows with prompt marks, counted as in [`Screen::rows`], oldest first: where the prompt
    /// begins, and where output begins (OSC 133 A and C).
    pub fn marks(&self) -> Vec<(i64, RowMarks)> {
        let cols = self.size().cols;
        let history = self.state.history.marks(cols, 1..usize::MAX);
        let history = history
            .into_iter()
            .map(|(back, bits)| (-(back as i64), bits));
        let visible = (0..self.size().rows).map(|y| (i64::from(y), self.state.grid.info(y).marks));
        let all = history.chain(visible).filter(|(_, bits)| *bits != 0);
        all.map(|(y, bits)| (y, RowMarks::from_bits(bits)))
            .collect()
    }

    /// Back to the beginning (RIS), history excepted.
    pub fn reset(&mut self) {
        self.state.begin();
        self.parser = Parser::default();
        self.state.full_reset();
        self.state.end(self.state.place);
        self.state.events.clear();
    }

    /// What queries for text and background colour are answered with, as red, green, blue.
    pub fn set_colors(&mut self, fg: Option<(u8, u8, u8)>, bg: Option<(u8, u8, u8)>) {
        self.state.colors.outer = [fg, bg];
    }

    /// The text and background colours that the program set (OSC 10 and 11).
    pub fn colors(&self) -> [Option<(u8, u8, u8)>; 2] {
        [self.state.colors.own[0], self.state.colors.own[1]]
    }

    /// The palette entry that the program set (OSC 4), if it did.
    pub fn palette(&self, n: u8) -> Option<(u8, u8, u8)> {
        self.state.colors.palette.get(&n).copied()
    }

    /// What the person wants of it.
    pub fn wishes(&self) -> &Wishes {
        &self.state.wishes
    }

    /// What the person wants of it from now on. A program that is on the alternate screen stays.
    pub fn set_wishes(&mut self, wishes: Wishes) {
        self.state.wishes = wishes;
    }

    /// A blank screen for the next program: size, wishes, the outer terminal's colours and the
    /// version are those of this one.
    #[must_use]
    pub fn successor(&self, limits: Limits, store: Box<dyn ChunkStore>) -> Self {
        let mut next = Self::with_store(self.size(), limits, store);
        next.state.wishes = self.state.wishes.clone();
        next.state.colors.outer = self.state.colors.outer;
        next.state.modes.cell_pixels = self.state.modes.cell_pixels;
        next.state.version.clone_from(&self.state.version);
        next
    }

    /// Pixels of a cell, which size reports answer with.
    pub fn set_cell_pixels(&mut self, size: Size) {
        self.state.modes.cell_pixels = size;
    }

    /// The command that ran last, as far as the shell's marks tell it (OSC 133 B and C).
    pub fn command(&self) -> Option<&str> {
        self.state.shell.command.as_deref()
    }

    /// With which status the last command ended, if the shell told (OSC 133 D); `None` while
    /// one runs.
    pub fn command_status(&self) -> Option<i32> {
        self.state.shell.status
    }

    /// What a program that set mode 2031 reads when the colours of [`Screen::set_colors`] turned
    /// from dark to light or back; `None` while no background is known.
    pub fn color_scheme_report(&self) -> Option<Vec<u8>> {
        self.state.scheme().map(String::into_bytes)
    }

    /// What a program that set mode 2048 reads when the screen has another size; `None` for others.
    pub fn size_report(&self) -> Option<Vec<u8>> {
        self.state.size_report().map(String::into_bytes)
    }

    /// What XTVERSION answers: name and version.
    pub fn set_version(&mut self, version: &str) {
        version.clone_into(&mut self.state.version);
    }

    /// The number of the synchronized update (mode 2026) that its program is in the middle of.
    pub fn update(&self) -> Option<u64> {
        self.state.modes.synchronized.then_some(self.state.updates)
    }

    /// Ends synchronized update `number`, if its program has not ended it.
    pub fn end_update(&mut self, number: u64) {
        if self.update() == Some(number) {
            self.state.modes.synchronized = false;
        }
    }

    /// Insert mode (IRM).
    pub fn insert(&self) -> bool {
        self.state.is(Switches::INSERT)
    }

    /// Origin mode (DECOM).
    pub fn origin(&self) -> bool {
        self.state.is(Switches::ORIGIN)
    }

    /// Autowrap (DECAWM).
    pub fn wrap(&self) -> bool {
        self.state.is(Switches::WRAP)
    }

    /// The whole screen in reverse (DECSCNM).
    pub fn reverse(&self) -> bool {
        self.state.is(Switches::REVERSE)
    }

    /// The first and the last row of the scroll region.
    pub fn scroll_region(&self) -> (u16, u16) {
        let margins = self.state.margins;
        (margins.top, margins.bottom - 1)
    }

    /// Columns with a tab stop.
    pub fn tabs(&self) -> Vec<u16> {
        let stops = self.state.tabs.iter().enumerate();
        stops
            .filter(|(_, on)| **on)
            .map(|(x, _)| x as u16)
            .collect()
    }

    /// Compresses sealed history and hands it to the store. Takes some milliseconds after a flood;
    /// call it when nobody waits.
    pub fn compress_pending(&mut self) {
        self.state.history.compress_pending();
    }

    /// Appends a checkpoint of everything to `out`: both screens, history that is not sealed, the
    /// index of what is, modes, and what the parser has read of an unfinished sequence.
    pub fn checkpoint(&mut self, out: &mut Vec<u8>) {
        checkpoint::write(&mut self.state, &self.parser, out);
    }

    /// A screen as it was at a checkpoint. `store` is the one that it had then; whatever was
    /// appended later is cut off.
    ///
    /// # Errors
    /// When the bytes are no checkpoint, or one of another form.
    pub fn restore(bytes: &[u8], limits: Limits, store: Box<dyn ChunkStore>) -> Result<Self> {
        let (state, parser) = checkpoint::read(bytes, limits, store)?;
        Ok(Self { parser, state })
    }

    /// Lines that left the screen from number `from` on, up to about `budget` bytes at once, and what
    /// shows.
    pub fn archive(&mut self, from: u64, budget: usize) -> Archive {
        Archive {
            cleared: self.state.history.take_cleared(),
            pieces: self.state.history.archive(from, budget),
            end: self.state.history.whole_end(),
            shown: Some(Piece::of(self.shown().whole())),
        }
    }

    /// The used rows of the main screen.
    fn shown(&self) -> Block {
        let main = if self.state.alternate {
            self.state.other.as_ref()
        } else {
            None
        };
        let grid = main.unwrap_or(&self.state.grid);
        let mut block = self.state.history.unfinished();
        let mut open = !block.lines.is_empty();
        for y in 0..grid.content_rows() {
            let info: &RowInfo = grid.info(y);
            let (cells, fill) = trimmed(grid.row(y), info, grid.size().cols);
            open = block.push_row(cells, fill, info, open, &self.state.tables);
        }
        block
    }

    /// Puts archived lines before what this screen has, which should be nothing: number, how many
    /// lines count, uncompressed bytes; the oldest first. The next line to leave the screen is number `end`, or
    /// follows them.
    pub fn recall(&mut self, pieces: &[(u64, u32, Vec<u8>)], end: u64) {
        self.state.history.recall(pieces, end);
    }
}

/// What begins in a row (OSC 133).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowMarks {
    /// A prompt.
    pub prompt: bool,
    /// A command's output.
    pub output: bool,
}

impl RowMarks {
    fn from_bits(bits: u8) -> Self {
        Self {
            prompt: bits & MARK_PROMPT != 0,
            output: bits & MARK_OUTPUT != 0,
        }
    }
}
