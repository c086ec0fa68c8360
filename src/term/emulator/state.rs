//! The state of an emulated terminal. The parser calls its methods; the other files of this folder
//! implement the control functions as further methods.

use super::fields::{
    Colors, CursorPos, IconName, Keyboard, Margins, ModeFlags, PageLengths, Pen,
    PendingNotification, RedrawnLine, SavedCursor, ShellState,
};
use crate::base::sorted::SortedMap;
use crate::base::{Attrs, Color, CursorShape, Line, Point, Size, Style};
use crate::term::event::Event;
use crate::term::grid::cell::{self, StyleId};
use crate::term::grid::cell_grid::Grid;
use crate::term::grid::history::History;
use crate::term::grid::interner::{Interners, PackedStyle};
use crate::term::grid::reflow::OverflowRows;
use crate::term::grid::row::trimmed;
use crate::term::modes::Modes;
use crate::term::parse::charset::Charsets;
use crate::term::screen_options::ScreenOptions;

/// The conformance level of a new terminal: VT400.
pub(in crate::term) const DEFAULT_LEVEL: u8 = 4;

/// The state of a screen without its parser.
pub(in crate::term) struct State {
    pub grid: Grid,
    /// The screen that is not visible: the main screen while the alternate one is.
    pub other: Option<Grid>,
    pub alternate: bool,
    pub history: History,
    pub interners: Interners,
    pub cursor: CursorPos,
    pub pen: Pen,
    /// The pen's style id, once it is interned.
    pub pen_style_id: Option<u32>,
    pub charsets: Charsets,
    /// The cursor that DECSC saved on the visible screen and on the other one.
    pub saved: [Option<SavedCursor>; 2],
    /// The cursor that mode 1049 saved.
    pub saved_main: Option<SavedCursor>,
    pub margins: Margins,
    /// Whether each column has a tab stop.
    pub tabs: Vec<bool>,
    pub flags: ModeFlags,
    pub modes: Modes,
    /// The keyboard flags of the visible screen and of the other one.
    pub keyboards: [Keyboard; 2],
    pub shape: CursorShape,
    pub title: String,
    pub titles: Vec<String>,
    pub icon: IconName,
    /// The pen stack (XTPUSHSGR).
    pub pens: Vec<Pen>,
    pub shell: ShellState,
    /// An incomplete OSC 99 notification.
    pub notification: Option<PendingNotification>,
    /// Rows that did not fit when the main screen shrank.
    pub overflow: OverflowRows,
    /// The line that its program may redraw after a resize.
    pub redrawn_line: Option<RedrawnLine>,
    /// User options.
    pub options: ScreenOptions,
    /// The working directory as the program reported it (OSC 7), usually a URI.
    pub cwd: Option<String>,
    pub colors: Colors,
    /// The number of colour queries so far.
    pub color_queries: u64,
    /// The last character printed, for REP.
    pub last_char: Option<char>,
    /// A buffer for the text of a cluster.
    pub scratch: String,
    /// A buffer for the ends of lines in a lookahead.
    pub line_ends: Vec<usize>,
    /// The private modes that XTSAVE saved.
    pub saved_modes: SortedMap<u16, bool>,
    /// The conformance level, 1 to 5 (DECSCL).
    pub level: u8,
    /// Lengths that the program set and that DECRQSS reports.
    pub page: PageLengths,
    pub generation: u64,
    /// How many bytes of output the screen has processed: the stamp of changes.
    pub fed: u64,
    /// As `fed`, before the bytes that are processed now.
    pub fed_before: u64,
    /// How many screens the pane had up to this one.
    pub era: u32,
    /// Something other than a row changed.
    pub changed: bool,
    /// The number of synchronized updates so far.
    pub updates: u64,
    pub events: Vec<Event>,
}

impl State {
    /// A blank screen. The size is clamped.
    pub fn new(size: Size, history: History) -> Self {
        let size = size.clamped();
        let mut state = Self {
            grid: Grid::new(size, 1),
            other: None,
            alternate: false,
            history,
            interners: Interners::new(),
            cursor: CursorPos::default(),
            pen: Pen::default(),
            pen_style_id: Some(0),
            charsets: Charsets::default(),
            saved: [None, None],
            saved_main: None,
            margins: Margins::whole(size),
            tabs: Vec::new(),
            flags: Self::initial_flags(),
            modes: Self::initial_modes(),
            keyboards: Default::default(),
            shape: CursorShape::Default,
            title: String::new(),
            titles: Vec::new(),
            icon: IconName::default(),
            pens: Vec::new(),
            shell: ShellState::default(),
            notification: None,
            overflow: OverflowRows::default(),
            redrawn_line: None,
            options: ScreenOptions::default(),
            cwd: None,
            colors: Colors::default(),
            color_queries: 0,
            last_char: None,
            scratch: String::new(),
            line_ends: Vec::new(),
            saved_modes: SortedMap::new(),
            level: DEFAULT_LEVEL,
            page: PageLengths::default(),
            generation: 1,
            fed: 0,
            fed_before: 0,
            era: 1,
            changed: false,
            updates: 0,
            events: Vec::new(),
        };
        state.default_tabs();
        state
    }

    fn initial_flags() -> ModeFlags {
        ModeFlags::WRAP | ModeFlags::CURSOR | ModeFlags::CLUSTERS
    }

    fn initial_modes() -> Modes {
        Modes {
            alternate_scroll: true,
            cell_pixels: Size::new(16, 32),
            ..Modes::default()
        }
    }

    /// Sets a tab stop every eight columns.
    pub fn default_tabs(&mut self) {
        let cols = self.grid.size().cols;
        self.tabs = (0..cols).map(|x| x % 8 == 0 && x > 0).collect();
    }

    /// Starts a new tick for the changes that follow.
    pub fn begin(&mut self) {
        let tick = self.generation + 1;
        self.grid.set_tick(tick);
        self.grid.set_stamp(self.fed);
        if let Some(other) = &mut self.other {
            other.set_tick(tick);
            other.set_stamp(self.fed);
        }
        self.changed = false;
    }

    /// Ends the tick of [`State::begin`]. `before` is the position of the cursor at its start.
    pub fn end(&mut self, before: CursorPos) {
        if self.changed || before != self.cursor || self.grid.has_changed() {
            self.generation += 1;
        }
        self.grid.flush_touched();
        if self.interners.is_full() {
            self.sweep();
        }
    }

    /// Frees the ids of styles, hyperlinks and clusters that nothing uses.
    pub fn sweep(&mut self) {
        let pen_style_id = self.style_id();
        let saved = self.saved.iter().flatten().chain(&self.saved_main);
        let links: Vec<u32> = saved.map(|s| s.pen.link).chain([self.pen.link]).collect();
        let rows = self.grid.all_rows();
        let rows = rows.chain(self.other.iter().flat_map(Grid::all_rows));
        let rows = rows.chain(self.overflow.rows());
        self.interners.sweep(rows, &[pen_style_id], &links);
        self.history.clear_style_cache();
    }

    pub fn size(&self) -> Size {
        self.grid.size()
    }

    /// Whether a flag is set.
    #[inline]
    pub fn has(&self, flag: ModeFlags) -> bool {
        self.flags.contains(flag)
    }

    /// The style id of the pen.
    #[inline]
    pub fn style_id(&mut self) -> StyleId {
        if let Some(style_id) = self.pen_style_id {
            return style_id;
        }
        let style_id = PackedStyle::new(self.pen.style, self.pen.link);
        let style_id = self.interners.styles.intern(&style_id);
        self.pen_style_id = Some(style_id);
        style_id
    }

    /// The style id of erased cells: the pen's background colour (background colour erase).
    #[inline]
    pub fn blank_style_id(&mut self) -> StyleId {
        if self.pen.style.bg == Color::Default {
            return 0;
        }
        self.colored_blank_style_id()
    }

    fn colored_blank_style_id(&mut self) -> StyleId {
        let style = Style {
            bg: self.pen.style.bg,
            ..Style::DEFAULT
        };
        self.interners.styles.intern(&PackedStyle::new(style, 0))
    }

    /// Replaces the pen.
    pub fn set_pen(&mut self, pen: Pen) {
        self.pen = pen;
        self.pen_style_id = None;
    }

    /// Sends a reply to the program.
    pub fn reply(&mut self, bytes: impl Into<Vec<u8>>) {
        self.events.push(Event::Reply(bytes.into()));
    }

    /// Reports a change of the modes or the cursor's shape.
    pub fn modes_changed(&mut self) {
        self.changed = true;
        if self.events.last() != Some(&Event::Modes) {
            self.events.push(Event::Modes);
        }
    }

    /// Whether the left and right margins are at the edges.
    #[inline]
    pub fn full_width(&self) -> bool {
        self.margins.left == 0 && self.margins.right == self.grid.size().cols
    }

    /// Whether the cursor is within the left and right margins.
    pub fn inside_side_margins(&self) -> bool {
        (self.margins.left..self.margins.right).contains(&self.cursor.x)
    }

    /// Whether the cursor is within the margins.
    pub fn inside_margins(&self) -> bool {
        (self.margins.top..self.margins.bottom).contains(&self.cursor.y)
            && self.inside_side_margins()
    }

    /// Scrolls the text within the margins up by `n` rows (SU). Rows that leave the main screen at
    /// the top margin go to history, as in tmux (xterm keeps only those of the first row). Parts of
    /// rows, between left and right margins, do not.
    #[inline]
    pub fn scroll_up(&mut self, n: u16) {
        let style_id = self.blank_style_id();
        let Margins {
            top,
            bottom,
            left,
            right,
        } = self.margins;
        if !self.full_width() {
            self.grid
                .scroll_up_part(top, bottom, left..right, n, style_id);
            return;
        }
        if !self.alternate && top == 0 {
            let n = n.min(bottom);
            for y in 0..n {
                self.push_to_history(y);
            }
            self.marks_scrolled(n);
        } else if top > 0 {
            self.leave_region(n);
        }
        self.grid.scroll_up(top, bottom, n, style_id);
    }

    /// Copies the `n` rows that leave a region below the first row to history.
    fn leave_region(&mut self, n: u16) {
        let Margins { top, bottom, .. } = self.margins;
        self.grid.set_wrapped(top - 1, false);
        if self.alternate {
            return;
        }
        let n = n.min(bottom - top);
        for y in top..top + n {
            let info = self.grid.info(y);
            let (cells, fill) = trimmed(self.grid.row(y), info, self.grid.size().cols);
            self.history
                .push_region_row(cells, fill, info, &self.interners);
        }
        if let Some((x, y)) = self.shell.input
            && (top..bottom).contains(&y)
        {
            self.shell.input = (y >= top + n).then(|| (x, y - n));
        }
    }

    /// Scrolls the text within the margins down by `n` rows (SD).
    pub fn scroll_down(&mut self, n: u16) {
        let style_id = self.blank_style_id();
        let Margins {
            top,
            bottom,
            left,
            right,
        } = self.margins;
        if self.full_width() {
            self.grid.scroll_down(top, bottom, n, style_id);
            if bottom > 0 {
                self.grid.set_wrapped(bottom - 1, false);
            }
        } else {
            self.grid
                .scroll_down_part(top, bottom, left..right, n, style_id);
        }
    }

    /// Copies row `y` of the main screen to the end of history.
    #[inline]
    pub fn push_to_history(&mut self, y: u16) {
        let info = self.grid.info(y);
        let (cells, fill) = trimmed(self.grid.row(y), info, self.grid.size().cols);
        self.history.push_row(cells, fill, info, &self.interners);
    }

    /// Moves the used rows of the main screen to history, as clear(1) causes.
    pub fn move_screen_to_history(&mut self) {
        let rows = self.grid.content_rows();
        for y in 0..rows {
            self.push_to_history(y);
        }
        self.marks_scrolled(rows);
        let style_id = self.blank_style_id();
        let size = self.size();
        self.grid.scroll_up(0, size.rows, rows, style_id);
        self.grid.erase_rows(0, size.rows, style_id);
        self.history.pin_lines();
    }

    /// DECSCL: sets the conformance level (61 to 65) after a soft reset. Replies stay in the
    /// seven-bit form.
    pub fn set_level(&mut self, level: u16) {
        if let 61..=65 = level {
            self.soft_reset();
            self.level = (level - 60) as u8;
        }
    }

    /// Soft reset (DECSTR).
    pub fn soft_reset(&mut self) {
        self.flags
            .remove(ModeFlags::ORIGIN | ModeFlags::INSERT | ModeFlags::SIDE_MARGINS);
        self.flags
            .remove(ModeFlags::REVERSE_WRAP | ModeFlags::EXTENDED_REVERSE_WRAP);
        self.flags
            .remove(ModeFlags::NATIONAL_SETS | ModeFlags::ISO_PROTECTION);
        self.flags.remove(ModeFlags::KEYBOARD_LOCK);
        self.flags.insert(ModeFlags::WRAP | ModeFlags::CURSOR);
        self.margins = Margins::whole(self.size());
        self.set_pen(Pen::default());
        self.charsets = Charsets::default();
        self.saved[0] = None;
        self.modes.cursor_keys = false;
        self.modes.keypad = false;
        self.keyboards[0] = Keyboard::default();
        self.modes.kitty = 0;
        self.modes_changed();
    }

    /// Full reset (RIS). Title, directory, size and history stay.
    pub fn full_reset(&mut self) {
        if self.alternate {
            self.leave_alternate();
        }
        self.other = None;
        self.pen = Pen::default();
        self.pen_style_id = Some(0);
        if self.options.scroll_on_clear {
            self.move_screen_to_history();
        }
        let size = self.size();
        self.grid.erase_rows(0, size.rows, 0);
        self.cursor = CursorPos::default();
        self.charsets = Charsets::default();
        self.saved = [None, None];
        self.saved_main = None;
        self.margins = Margins::whole(size);
        self.default_tabs();
        self.flags = Self::initial_flags();
        self.modes = Modes {
            cell_pixels: self.modes.cell_pixels,
            modify_other_keys: u8::from(self.options.keys.extended),
            csi_u: self.options.keys.csi_u,
            ..Self::initial_modes()
        };
        self.keyboards = Default::default();
        self.shape = CursorShape::Default;
        self.titles.clear();
        self.icon.stack.clear();
        self.pens.clear();
        self.shell = ShellState {
            counts: self.shell.counts,
            ..ShellState::default()
        };
        self.notification = None;
        self.saved_modes.clear();
        self.level = DEFAULT_LEVEL;
        self.page = PageLengths::default();
        self.last_char = None;
        if self.colors.own != [None; 3] || !self.colors.palette.is_empty() {
            self.colors.own = [None; 3];
            self.colors.palette.clear();
            self.events.push(Event::Palette);
        }
        self.colors.special.clear();
        self.modes_changed();
    }

    /// Scrolls the whole screen up by one row and writes `line` in the last one.
    pub fn show_last_row(&mut self, line: &Line) {
        let size = self.size();
        self.soft_reset();
        self.cursor = CursorPos {
            y: size.rows - 1,
            ..CursorPos::default()
        };
        self.scroll_up(1);
        for span in &line.spans {
            self.set_pen(Pen {
                style: span.style,
                link: 0,
            });
            span.text.chars().for_each(|c| self.print_char(c));
        }
        self.set_pen(Pen::default());
        self.flags.remove(ModeFlags::CURSOR);
        self.carriage_return();
    }

    /// DECALN: fills the screen with `E`.
    pub fn alignment_test(&mut self) {
        let size = self.size();
        self.margins = Margins::whole(size);
        self.flags.remove(ModeFlags::ORIGIN);
        self.cursor = CursorPos::default();
        let row = vec![b'E'; usize::from(size.cols)];
        for y in 0..size.rows {
            self.grid.erase(y, 0, size.cols, 0);
            self.grid.write_ascii(y, 0, &row, 0);
        }
    }

    /// Whether a style is protected from selective erase.
    pub fn is_protected(interners: &Interners, style_id: u32) -> bool {
        interners
            .style(style_id)
            .style()
            .attrs
            .contains(Attrs::PROTECTED)
    }

    /// Appends the text of a cell: a space for a blank, nothing for a spacer.
    pub fn cell_text(&self, value: u64, to: &mut String) {
        match cell::content(value) {
            cell::Content::Blank => to.push(' '),
            cell::Content::Spacer => {}
            cell::Content::Char(c) => to.push(c),
            cell::Content::Cluster(n) => to.push_str(self.interners.cluster(n)),
        }
    }

    /// The position of the cursor without the pending wrap.
    pub fn point(&self) -> Point {
        Point::new(self.cursor.x, self.cursor.y)
    }
}
