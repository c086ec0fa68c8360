//! A pane's screen: the interface of this room.

use super::checkpoint;
use super::emulator::fields::ModeFlags;
use super::emulator::osc::{directory, printable};
use super::emulator::state::State;
use super::event::Event;
use super::grid::archive::{Archive, Piece, RawLines};
use super::grid::chunk_store::{ChunkStore, MemoryStore};
use super::grid::history::{History, Limits};
use super::grid::history_block::Block;
use super::grid::row::{Reading, RowInfo, trimmed};
use super::modes::Modes;
use super::parser::Parser;
use super::screen_options::ScreenOptions;
use crate::base::{Color, CursorShape, Line, Point, Result, Size, Style};
use std::ops::Range;

/// The cursor as it should be displayed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cursor {
    /// The position on the visible screen.
    pub at: Point,
    /// Whether it is visible (DECTCEM).
    pub visible: bool,
    /// The shape (DECSCUSR).
    pub shape: CursorShape,
    /// Whether it blinks.
    pub blink: bool,
    /// The colour as red, green, blue (OSC 12).
    pub color: Option<(u8, u8, u8)>,
}

/// An emulated terminal with its history. [`Screen::feed`] processes a program's output and appends
/// events.
pub struct Screen {
    pub(super) parser: Parser,
    pub(super) state: State,
}

/// Numbers of logical lines. They increase by one with every line and are never reused, except for
/// lines that return from history to the screen and are drawn over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineNumbers {
    /// The oldest line in history.
    pub oldest: u64,
    /// The first line that is entirely on the screen.
    pub shown: u64,
    /// The line at the cursor.
    pub last: u64,
}

impl Screen {
    /// A blank screen with history in memory. The size is clamped.
    pub fn new(size: Size, limits: Limits) -> Self {
        Self::with_store(size, limits, Box::new(MemoryStore::default()))
    }

    /// A blank screen with sealed history in `store`. The size is clamped.
    pub fn with_store(size: Size, limits: Limits, store: Box<dyn ChunkStore>) -> Self {
        Self {
            parser: Parser::default(),
            state: State::new(size, History::new(limits, store)),
        }
    }

    /// Processes output of the program. Events are appended to `events`.
    pub fn feed(&mut self, bytes: &[u8], events: &mut Vec<Event>) {
        let before = self.state.cursor;
        std::mem::swap(&mut self.state.events, events);
        self.state.fed_before = self.state.fed;
        self.state.fed += bytes.len() as u64;
        self.state.begin();
        self.parser.feed(bytes, &mut self.state);
        self.state.end(before);
        std::mem::swap(&mut self.state.events, events);
    }

    /// The size in cells.
    pub fn size(&self) -> Size {
        self.state.size()
    }

    /// Changes the size. The main screen is reflowed, the alternate screen is cut or extended.
    pub fn resize(&mut self, size: Size) {
        self.state.resize(size);
        self.state.events.clear();
    }

    /// Removes the rows below the cursor and fills their place from history (`resize-pane -T`).
    pub fn trim(&mut self) {
        self.state.trim();
        self.state.events.clear();
    }

    /// A counter that increases with every visible change.
    pub fn generation(&self) -> u64 {
        self.state.generation
    }

    /// The generation of row `y`'s last change; 0 outside the screen.
    pub fn row_generation(&self, y: u16) -> u64 {
        if y < self.size().rows {
            self.state.grid.changed(y)
        } else {
            0
        }
    }

    /// Row `y` of the visible screen; empty outside the screen.
    pub fn line(&self, y: u16) -> Line {
        if y < self.size().rows {
            self.state.line(y)
        } else {
            Line::default()
        }
    }

    /// The cursor of the visible screen, as it should be displayed.
    pub fn cursor(&self) -> Cursor {
        Cursor {
            at: self.state.point(),
            visible: self.state.has(ModeFlags::CURSOR),
            shape: self.state.shape,
            blink: self.state.has(ModeFlags::BLINK),
            color: self.state.colors.own[2],
        }
    }

    /// The modes that determine how input is encoded.
    pub fn modes(&self) -> &Modes {
        &self.state.modes
    }

    /// The title that the program or [`Screen::set_title`] set.
    pub fn title(&self) -> &str {
        &self.state.title
    }

    /// Sets the title without an event, from somewhere other than the program. Control characters
    /// are removed.
    pub fn set_title(&mut self, title: &str) {
        self.state.title = printable(title.as_bytes());
    }

    /// The last working directory that the program reported (OSC 7), as a path.
    pub fn cwd(&self) -> Option<String> {
        let path = self.state.cwd.as_deref().map(directory);
        path.filter(|path| !path.is_empty())
    }

    /// The last working directory that the program reported, as it was sent: usually a URI with
    /// host and percent escapes.
    pub fn reported_cwd(&self) -> Option<&str> {
        self.state.cwd.as_deref()
    }

    /// The bytes of the control sequence or string that has begun and not ended; empty outside of
    /// one. Of a very long sequence the end is missing.
    pub fn pending_sequence(&self) -> Vec<u8> {
        self.parser.pending()
    }

    /// Whether the alternate screen is visible.
    pub fn on_alternate(&self) -> bool {
        self.state.alternate
    }

    /// The position that the cursor had when the program entered the alternate screen (mode 1049).
    pub fn alternate_saved(&self) -> Option<Point> {
        let saved = self.state.saved_main?;
        Some(Point::new(saved.cursor.x, saved.cursor.y))
    }

    /// The number of logical lines in history.
    pub fn history_lines(&self) -> usize {
        self.state.history.lines()
    }

    /// The numbers of lines; `None` while the alternate screen is visible.
    pub fn line_numbers(&self) -> Option<LineNumbers> {
        let (history, grid) = (&self.state.history, &self.state.grid);
        if self.state.alternate {
            return None;
        }
        let shown = history.end();
        let above = (0..self.cursor().at.y).filter(|y| !grid.info(*y).wrapped);
        Some(LineNumbers {
            oldest: history.oldest(),
            shown,
            last: shown - u64::from(history.is_open()) + above.count() as u64,
        })
    }

    /// The number of rows in history at the current width.
    pub fn history_rows(&self) -> usize {
        self.state.history.rows(self.size().cols)
    }

    /// The size of history in bytes.
    pub fn history_bytes(&self) -> usize {
        self.state.history.bytes()
    }

    /// The limits of history.
    pub fn limits(&self) -> Limits {
        self.state.history.limits()
    }

    /// Sets the limits of history and drops lines over them.
    pub fn set_limits(&mut self, limits: Limits) {
        self.state.history.set_limits(limits);
    }

    /// Removes all history.
    pub fn clear_history(&mut self) {
        self.state.history.clear();
    }

    /// The visible rows after scrolling up by `scroll` rows, clamped to the history.
    pub fn view(&self, scroll: usize) -> Vec<Line> {
        let scroll = scroll.min(self.history_rows()) as i64;
        self.rows(-scroll..i64::from(self.size().rows) - scroll)
    }

    /// Rows as capture-pane(1) counts them: 0 is the first visible row, history is negative. Rows
    /// outside are left out.
    pub fn rows(&self, range: Range<i64>) -> Vec<Line> {
        self.state.rows(range, Reading::Shown)
    }

    /// As [`Screen::rows`], as the program sent them: with the characters of
    /// [`tabs`](crate::base::tabs) in the columns of tabs, and with
    /// [`Attrs::LINE_DRAWING`](crate::base::Attrs::LINE_DRAWING).
    pub fn sent_rows(&self, range: Range<i64>) -> Vec<Line> {
        self.state.rows(range, Reading::Sent)
    }

    /// The rows of the main screen while the alternate one is visible (`capture-pane -a`), or the
    /// reverse, if the alternate screen was kept.
    pub fn other_rows(&self) -> Option<Vec<Line>> {
        self.read_other(Reading::Shown)
    }

    /// As [`Screen::other_rows`], as the program sent them; see [`Screen::sent_rows`].
    pub fn other_sent_rows(&self) -> Option<Vec<Line>> {
        self.read_other(Reading::Sent)
    }

    fn read_other(&self, reading: Reading) -> Option<Vec<Line>> {
        let other = self.state.other.as_ref()?;
        let rows = 0..other.size().rows;
        Some(
            rows.map(|y| self.state.line_of(other, y, reading))
                .collect(),
        )
    }

    /// The rows with OSC 133 marks A or C, numbered as in [`Screen::rows`], oldest first.
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

    /// Resets the terminal (RIS). History stays.
    pub fn reset(&mut self) {
        self.state.begin();
        self.parser = Parser::default();
        self.state.full_reset();
        self.state.end(self.state.cursor);
        self.state.events.clear();
    }

    /// Sets the outer terminal's text and background colours, by which light and dark are told
    /// apart.
    pub fn set_colors(&mut self, fg: Option<(u8, u8, u8)>, bg: Option<(u8, u8, u8)>) {
        self.state.colors.outer = [fg, bg];
    }

    /// The text and background colours that the program set (OSC 10 and 11).
    pub fn colors(&self) -> [Option<(u8, u8, u8)>; 2] {
        [self.state.colors.own[0], self.state.colors.own[1]]
    }

    /// Row `y` of the visible screen as [`Screen::line`], in the colours of the pane's palette.
    pub fn colored_line(&self, y: u16) -> Line {
        self.colored(self.line(y))
    }

    /// A row in the colours of the pane's palette (OSC 4, `pane-colours`).
    pub fn colored(&self, mut line: Line) -> Line {
        let state = &self.state;
        if state.colors.palette.is_empty() && state.options.palette.is_empty() {
            return line;
        }
        for span in &mut line.spans {
            let Style { fg, bg, ul, .. } = &mut span.style;
            for color in [fg, bg, ul] {
                if let Color::Ansi(n) | Color::Indexed(n) = *color
                    && let Some((r, g, b)) = state.palette_color(n)
                {
                    *color = Color::Rgb(r, g, b);
                }
            }
        }
        line
    }

    /// The user options.
    pub fn options(&self) -> &ScreenOptions {
        &self.state.options
    }

    /// Sets the user options. A program that is on the alternate screen stays there.
    pub fn set_options(&mut self, options: ScreenOptions) {
        let recolored = self.state.options.palette != options.palette;
        self.state.options = options;
        if recolored {
            self.state.begin();
            self.state.grid.touch_all();
            self.state.end(self.state.cursor);
        }
    }

    /// Shows a row on the last line, below the text that is there: the screen scrolls up by one
    /// row. It cancels incomplete input, and hides the cursor.
    pub fn show_last_row(&mut self, line: &Line) {
        self.state.begin();
        self.parser = Parser::default();
        self.state.show_last_row(line);
        self.state.end(self.state.cursor);
        self.state.events.clear();
    }

    /// A blank screen for the next program, with the size, options and outer colours of this
    /// one.
    #[must_use]
    pub fn successor(&self, limits: Limits, store: Box<dyn ChunkStore>) -> Self {
        let mut next = Self::with_store(self.size(), limits, store);
        next.state.era = self.state.era.saturating_add(1);
        next.state.options = self.state.options.clone();
        next.state.modes.modify_other_keys = u8::from(next.state.options.keys.extended);
        next.state.modes.csi_u = next.state.options.keys.csi_u;
        next.state.colors.outer = self.state.colors.outer;
        next.state.modes.cell_pixels = self.state.modes.cell_pixels;
        next
    }

    /// Sets the size of a cell in pixels, for size and mouse reports.
    pub fn set_cell_pixels(&mut self, size: Size) {
        self.state.modes.cell_pixels = size;
    }

    /// The last command, if the shell marks it (OSC 133 B and C).
    pub fn command(&self) -> Option<&str> {
        self.state.shell.command.as_deref()
    }

    /// The exit status of the last command, if the shell sent it (OSC 133 D); `None` while a
    /// command runs.
    pub fn command_status(&self) -> Option<i32> {
        self.state.shell.status
    }

    /// The report for a program with mode 2031 after the colours changed between light and dark.
    /// `None` if the background is unknown.
    pub fn color_scheme_report(&self) -> Option<Vec<u8>> {
        self.state.scheme().map(String::into_bytes)
    }

    /// The report for a program with mode 2048 after a resize. `None` for other programs.
    pub fn size_report(&self) -> Option<Vec<u8>> {
        self.state.size_report().map(String::into_bytes)
    }

    /// The number of the synchronized update (mode 2026) in progress.
    pub fn update(&self) -> Option<u64> {
        self.state.modes.synchronized.then_some(self.state.updates)
    }

    /// Ends the synchronized update `number` if it is still in progress, as after a timeout.
    pub fn end_update(&mut self, number: u64) {
        if self.update() == Some(number) {
            self.state.modes.synchronized = false;
        }
    }

    /// Whether insert mode (IRM) is set.
    pub fn insert(&self) -> bool {
        self.state.has(ModeFlags::INSERT)
    }

    /// Whether origin mode (DECOM) is set.
    pub fn origin(&self) -> bool {
        self.state.has(ModeFlags::ORIGIN)
    }

    /// Whether autowrap (DECAWM) is set.
    pub fn wrap(&self) -> bool {
        self.state.has(ModeFlags::WRAP)
    }

    /// Whether the screen is reversed (DECSCNM).
    pub fn reverse(&self) -> bool {
        self.state.has(ModeFlags::REVERSE)
    }

    /// The first and the last row within the margins.
    pub fn scroll_region(&self) -> (u16, u16) {
        let margins = self.state.margins;
        (margins.top, margins.bottom - 1)
    }

    /// The columns with a tab stop.
    pub fn tabs(&self) -> Vec<u16> {
        let stops = self.state.tabs.iter().enumerate();
        stops
            .filter(|(_, on)| **on)
            .map(|(x, _)| x as u16)
            .collect()
    }

    /// Compresses sealed history and moves it to the store. It takes milliseconds after a flood, so
    /// call it when the screen is idle.
    pub fn compress_pending(&mut self) {
        self.state.history.compress_pending();
    }

    /// Appends a checkpoint to `out`: both screens, history that is not in the store, references to
    /// the rest, modes, and the parser's incomplete input.
    pub fn checkpoint(&mut self, out: &mut Vec<u8>) {
        checkpoint::write(&mut self.state, &self.parser, out);
    }

    /// Restores a checkpoint. `store` must be the store that the screen had then; it is truncated
    /// to its length at the checkpoint.
    ///
    /// # Errors
    /// If the bytes are not a checkpoint of this version.
    pub fn restore(bytes: &[u8], limits: Limits, store: Box<dyn ChunkStore>) -> Result<Self> {
        let (state, parser) = checkpoint::read(bytes, limits, store)?;
        Ok(Self { parser, state })
    }

    /// Exports lines from number `from` on, up to about `budget` bytes, and the main screen.
    pub fn archive(&mut self, from: u64, budget: usize) -> Archive {
        Archive {
            cleared: self.state.history.take_cleared(),
            pieces: self.state.history.archive(from, budget),
            end: self.state.history.complete_end(),
            shown: Some(Piece::of(self.shown().as_slice())),
        }
    }

    /// The used rows of the main screen as a block.
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
            open = block.push_row(cells, fill, info, open, &self.state.interners);
        }
        block
    }

    /// Imports archived lines before the screen's own history, which should be empty. A piece is
    /// the number of its first line, how many of its lines to use, and its uncompressed bytes; the
    /// oldest comes first. The next line to leave the screen gets number `end`, or the number after
    /// the last imported line if that is larger.
    pub fn prepend_history(&mut self, pieces: &[RawLines], end: u64) {
        self.state.history.prepend(pieces, end);
    }
}

/// The OSC 133 marks of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RowMarks {
    /// A prompt begins (A).
    pub prompt: bool,
    /// The output of a command begins (C).
    pub output: bool,
}
