//! All that a program can set: cells, cursor, modes, margins, titles, colours. The parser calls it
//! piece by piece; the files beside this one hold the pieces' meaning.

use super::fields::{Colors, Keyboard, Margins, Note, Pen, Place, Saved, Shell, Stale, Switches};
use crate::base::{Attrs, Color, CursorShape, Point, Size, Style};
use crate::term::event::Event;
use crate::term::grid::cell;
use crate::term::grid::cell_grid::Grid;
use crate::term::grid::history::History;
use crate::term::grid::interner::{Look, Tables};
use crate::term::grid::reflow::Below;
use crate::term::grid::row::trimmed;
use crate::term::modes::Modes;
use crate::term::parse::charset::Charsets;
use crate::term::screen_options::Wishes;
use std::collections::BTreeMap;

/// Everything of a screen but its parser.
pub(in crate::term) struct State {
    pub grid: Grid,
    /// The screen that does not show: the main one while the alternate shows.
    pub other: Option<Grid>,
    pub alternate: bool,
    pub history: History,
    pub tables: Tables,
    pub place: Place,
    pub pen: Pen,
    /// The number of the pen's look, once it is known.
    pub pen_look: Option<u32>,
    pub charsets: Charsets,
    /// What DECSC saved on this screen and on the other one.
    pub saved: [Option<Saved>; 2],
    /// What mode 1049 saved.
    pub saved_main: Option<Saved>,
    pub margins: Margins,
    /// Columns with a tab stop.
    pub tabs: Vec<bool>,
    pub switches: Switches,
    pub modes: Modes,
    /// Keyboards of this screen and of the other one.
    pub keyboards: [Keyboard; 2],
    pub shape: CursorShape,
    pub title: String,
    pub titles: Vec<String>,
    /// Pens that XTPUSHSGR saved.
    pub pens: Vec<Pen>,
    pub shell: Shell,
    /// A notification of which more comes.
    pub note: Option<Note>,
    /// What did not fit below the main screen when it shrank.
    pub below: Below,
    /// The line that its program may write anew.
    pub stale: Option<Stale>,
    /// What the person wants.
    pub wishes: Wishes,
    pub cwd: Option<String>,
    pub colors: Colors,
    /// The last character printed, for REP.
    pub last: Option<char>,
    /// Room for the text of a cluster.
    pub scratch: String,
    /// Room for the ends of lines.
    pub line_ends: Vec<usize>,
    /// What XTVERSION answers.
    pub version: String,
    /// Private modes that XTSAVE saved.
    pub saved_modes: BTreeMap<u16, bool>,
    pub generation: u64,
    /// Something else than a row changed.
    pub changed: bool,
    /// How many synchronized updates have begun.
    pub updates: u64,
    pub events: Vec<Event>,
}

impl State {
    /// A blank screen.
    pub fn new(size: Size, history: History) -> Self {
        let size = size.clamped();
        let mut state = Self {
            grid: Grid::new(size, 1),
            other: None,
            alternate: false,
            history,
            tables: Tables::new(),
            place: Place::default(),
            pen: Pen::default(),
            pen_look: Some(0),
            charsets: Charsets::default(),
            saved: [None, None],
            saved_main: None,
            margins: Margins::whole(size),
            tabs: Vec::new(),
            switches: Self::fresh_switches(),
            modes: Self::fresh_modes(),
            keyboards: Default::default(),
            shape: CursorShape::Default,
            title: String::new(),
            titles: Vec::new(),
            pens: Vec::new(),
            shell: Shell::default(),
            note: None,
            below: Below::default(),
            stale: None,
            wishes: Wishes::default(),
            cwd: None,
            colors: Colors::default(),
            last: None,
            scratch: String::new(),
            line_ends: Vec::new(),
            version: concat!("mux ", env!("CARGO_PKG_VERSION")).to_owned(),
            saved_modes: BTreeMap::new(),
            generation: 1,
            changed: false,
            updates: 0,
            events: Vec::new(),
        };
        state.default_tabs();
        state
    }

    fn fresh_switches() -> Switches {
        Switches::WRAP | Switches::CURSOR | Switches::CLUSTERS
    }

    fn fresh_modes() -> Modes {
        Modes {
            alternate_scroll: true,
            cell_pixels: Size::new(16, 32),
            ..Modes::default()
        }
    }

    /// A tab stop every eight columns.
    pub fn default_tabs(&mut self) {
        let cols = self.grid.size().cols;
        self.tabs = (0..cols).map(|x| x % 8 == 0 && x > 0).collect();
    }

    /// Everything that follows happens at a new moment.
    pub fn begin(&mut self) {
        let tick = self.generation + 1;
        self.grid.set_tick(tick);
        if let Some(other) = &mut self.other {
            other.set_tick(tick);
        }
        self.changed = false;
    }

    /// Ends what [`State::begin`] began. `before` is the cursor as it was.
    pub fn end(&mut self, before: Place) {
        if self.changed || before != self.place || self.grid.has_changed() {
            self.generation += 1;
        }
        self.grid.settle();
        if self.tables.is_full() {
            self.sweep();
        }
    }

    /// Gives back the numbers of looks, links and clusters that nothing uses.
    pub fn sweep(&mut self) {
        let pen_look = self.look();
        let saved = self.saved.iter().flatten().chain(&self.saved_main);
        let links: Vec<u32> = saved.map(|s| s.pen.link).chain([self.pen.link]).collect();
        let rows = self.grid.all_rows();
        let rows = rows.chain(self.other.iter().flat_map(Grid::all_rows));
        let rows = rows.chain(self.below.rows());
        self.tables.sweep(rows, &[pen_look], &links);
        self.history.forget_numbers();
    }

    pub fn size(&self) -> Size {
        self.grid.size()
    }

    /// Whether a switch is on.
    #[inline]
    pub fn is(&self, switch: Switches) -> bool {
        self.switches.contains(switch)
    }

    /// The number of the pen's look.
    #[inline]
    pub fn look(&mut self) -> u32 {
        if let Some(look) = self.pen_look {
            return look;
        }
        let look = Look::new(self.pen.style, self.pen.link);
        let look = self.tables.looks.intern(&look);
        self.pen_look = Some(look);
        look
    }

    /// The look of erased cells: the pen's background alone.
    #[inline]
    pub fn blank_look(&mut self) -> u32 {
        if self.pen.style.bg == Color::Default {
            return 0;
        }
        self.colored_blank()
    }

    fn colored_blank(&mut self) -> u32 {
        let style = Style {
            bg: self.pen.style.bg,
            ..Style::DEFAULT
        };
        self.tables.looks.intern(&Look::new(style, 0))
    }

    /// Another pen from now on.
    pub fn set_pen(&mut self, pen: Pen) {
        self.pen = pen;
        self.pen_look = None;
    }

    /// Writes to the program.
    pub fn reply(&mut self, bytes: impl Into<Vec<u8>>) {
        self.events.push(Event::Reply(bytes.into()));
    }

    /// Something of the modes or the cursor's look changed.
    pub fn modes_changed(&mut self) {
        self.changed = true;
        if self.events.last() != Some(&Event::Modes) {
            self.events.push(Event::Modes);
        }
    }

    /// Whether the margins are the whole width.
    #[inline]
    pub fn full_width(&self) -> bool {
        self.margins.left == 0 && self.margins.right == self.grid.size().cols
    }

    /// Whether the cursor is between the left and right margins.
    pub fn inside_sides(&self) -> bool {
        (self.margins.left..self.margins.right).contains(&self.place.x)
    }

    /// Whether the cursor is inside the margins.
    pub fn inside(&self) -> bool {
        (self.margins.top..self.margins.bottom).contains(&self.place.y) && self.inside_sides()
    }

    /// Moves the text between the margins up; on the main screen, rows that leave at the very top
    /// go into history.
    #[inline]
    pub fn scroll_up(&mut self, n: u16) {
        let look = self.blank_look();
        let Margins {
            top,
            bottom,
            left,
            right,
        } = self.margins;
        if !self.full_width() {
            self.grid.scroll_up_part(top, bottom, left..right, n, look);
            return;
        }
        if !self.alternate && top == 0 {
            let n = n.min(bottom);
            for y in 0..n {
                self.push_to_history(y);
            }
            self.marks_scrolled(n);
        } else if top > 0 {
            self.grid.set_wrapped(top - 1, false);
        }
        self.grid.scroll_up(top, bottom, n, look);
    }

    /// Moves the text between the margins down.
    pub fn scroll_down(&mut self, n: u16) {
        let look = self.blank_look();
        let Margins {
            top,
            bottom,
            left,
            right,
        } = self.margins;
        if self.full_width() {
            self.grid.scroll_down(top, bottom, n, look);
            if bottom > 0 {
                self.grid.set_wrapped(bottom - 1, false);
            }
        } else {
            self.grid
                .scroll_down_part(top, bottom, left..right, n, look);
        }
    }

    /// Row `y` of the main screen goes to the end of history.
    #[inline]
    pub fn push_to_history(&mut self, y: u16) {
        let info = self.grid.info(y);
        let (cells, fill) = trimmed(self.grid.row(y), info, self.grid.size().cols);
        self.history.push_row(cells, fill, info, &self.tables);
    }

    /// The main screen's used rows go into history and it is blank (what `clear` does).
    pub fn scroll_all_out(&mut self) {
        let rows = self.grid.content_rows();
        for y in 0..rows {
            self.push_to_history(y);
        }
        self.marks_scrolled(rows);
        let look = self.blank_look();
        let size = self.size();
        self.grid.scroll_up(0, size.rows, rows, look);
        self.grid.erase_rows(0, size.rows, look);
        self.history.fix();
    }

    /// Soft reset (DECSTR).
    pub fn soft_reset(&mut self) {
        self.switches
            .remove(Switches::ORIGIN | Switches::INSERT | Switches::SIDES);
        self.switches
            .remove(Switches::BACK_WRAP | Switches::BACK_WRAP_ALL);
        self.switches.remove(Switches::NATIONAL | Switches::GUARDED);
        self.switches.insert(Switches::WRAP | Switches::CURSOR);
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
        self.pen_look = Some(0);
        if self.wishes.keep_cleared {
            self.scroll_all_out();
        }
        let size = self.size();
        self.grid.erase_rows(0, size.rows, 0);
        self.place = Place::default();
        self.charsets = Charsets::default();
        self.saved = [None, None];
        self.saved_main = None;
        self.margins = Margins::whole(size);
        self.default_tabs();
        self.switches = Self::fresh_switches();
        self.modes = Modes {
            cell_pixels: self.modes.cell_pixels,
            ..Self::fresh_modes()
        };
        self.keyboards = Default::default();
        self.shape = CursorShape::Default;
        self.titles.clear();
        self.pens.clear();
        self.shell = Shell::default();
        self.note = None;
        self.saved_modes.clear();
        self.last = None;
        if self.colors.own != [None; 3] || !self.colors.palette.is_empty() {
            self.colors.own = [None; 3];
            self.colors.palette.clear();
            self.events.push(Event::Palette);
        }
        self.modes_changed();
    }

    /// DECALN: the screen full of `E`.
    pub fn alignment_test(&mut self) {
        let size = self.size();
        self.margins = Margins::whole(size);
        self.switches.remove(Switches::ORIGIN);
        self.place = Place::default();
        let row = vec![b'E'; usize::from(size.cols)];
        for y in 0..size.rows {
            self.grid.erase(y, 0, size.cols, 0);
            self.grid.write_ascii(y, 0, &row, 0);
        }
    }

    /// Whether a look is protected from selective erase.
    pub fn is_protected(tables: &Tables, look: u32) -> bool {
        tables.look(look).style().attrs.contains(Attrs::PROTECTED)
    }

    /// The text of a cell; a space where nothing stands, nothing for the right half of something.
    pub fn cell_text(&self, value: u64, to: &mut String) {
        match cell::content(value) {
            cell::Content::Blank => to.push(' '),
            cell::Content::Spacer => {}
            cell::Content::Char(c) => to.push(c),
            cell::Content::Cluster(n) => to.push_str(self.tables.cluster(n)),
        }
    }

    /// The cursor's place without the pending wrap.
    pub fn point(&self) -> Point {
        Point::new(self.place.x, self.place.y)
    }
}
