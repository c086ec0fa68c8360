//! Replies to DA, DSR, XTVERSION and XTWINOPS.

use super::super::fields::ModeFlags;
use super::super::state::State;
use crate::base::Size;
use crate::base::palette::is_light;
use crate::term::parse::params::Params;

impl State {
    /// DA1: a VT420 with selective erase (6), horizontal scrolling (21), colours (22), rectangles
    /// (28) and clipboard access (52).
    pub fn report_identity(&mut self) {
        self.reply("\x1b[?64;6;21;22;28;52c");
    }

    /// XTVERSION.
    pub fn report_version(&mut self) {
        self.reply(format!("\x1bP>|{}\x1b\\", self.options.version));
    }

    /// DSR. `id` is the second parameter, which the reply to DECCKSR repeats.
    pub fn report_status(&mut self, what: u16, id: u16, private: bool) {
        match (what, private) {
            (5, false) => self.reply("\x1b[0n"),
            (6, _) => self.report_position(private),
            (15, true) => self.reply("\x1b[?13n"),
            (25, true) => self.reply("\x1b[?20n"),
            (26, true) => self.reply("\x1b[?27;1;0;0n"),
            (55, true) => self.reply("\x1b[?53n"),
            (56, true) => self.reply("\x1b[?57;0n"),
            (62, true) => self.reply("\x1b[0*{"),
            (63, true) => self.reply(format!("\x1bP{id}!~0000\x1b\\")),
            (75, true) => self.reply("\x1b[?70n"),
            (85, true) => self.reply("\x1b[?83n"),
            (996, true) => self.report_scheme(),
            _ => {}
        }
    }

    /// CPR. In origin mode the position is relative to the margins.
    fn report_position(&mut self, private: bool) {
        let (mut x, mut y) = (self.cursor.x, self.cursor.y);
        if self.has(ModeFlags::ORIGIN) {
            x = x.saturating_sub(self.margins.left);
            y = y.saturating_sub(self.margins.top);
        }
        let (row, column) = (y + 1, x + 1);
        if private {
            self.reply(format!("\x1b[?{row};{column};1R"));
        } else {
            self.reply(format!("\x1b[{row};{column}R"));
        }
    }

    fn report_scheme(&mut self) {
        if let Some(answer) = self.scheme() {
            self.reply(answer);
        }
    }

    /// The report of mode 2031: dark (1) or light (2) by the background, if that is known.
    pub fn scheme(&self) -> Option<String> {
        let scheme = if is_light(self.known_background()?) {
            2
        } else {
            1
        };
        Some(format!("\x1b[?997;{scheme}n"))
    }

    /// The report of mode 2048: rows, columns, height and width in pixels. `None` unless the mode
    /// is set.
    pub fn size_report(&self) -> Option<String> {
        let Size { cols, rows } = self.size();
        let pixels = self.modes.cell_pixels;
        let height = u32::from(rows) * u32::from(pixels.rows);
        let width = u32::from(cols) * u32::from(pixels.cols);
        let wanted = self.modes.size_reports;
        wanted.then(|| format!("\x1b[48;{rows};{cols};{height};{width}t"))
    }

    /// XTWINOPS 20 and 21. The title in the reply is empty unless the user allows it: the reply is
    /// input to the program, so any program that prints could make the shell run a command.
    fn report_title(&mut self, kind: char) {
        let title = match kind {
            _ if !self.options.allowed_reports.titles => "",
            'L' => &self.icon.name,
            _ => &self.title,
        };
        let answer = format!("\x1b]{kind}{title}\x1b\\");
        self.reply(answer);
    }

    /// XTWINOPS: reports and the stacks of titles. Operations on the window have no effect.
    pub fn window_op(&mut self, params: &Params) {
        let Size { cols, rows } = self.size();
        let (wide, high) = (self.modes.cell_pixels.cols, self.modes.cell_pixels.rows);
        let (width, height) = (
            u32::from(cols) * u32::from(wide),
            u32::from(rows) * u32::from(high),
        );
        match params.get(0) {
            11 => self.reply("\x1b[1t"),
            13 => self.reply("\x1b[3;0;0t"),
            14 => self.reply(format!("\x1b[4;{height};{width}t")),
            15 => self.reply(format!("\x1b[5;{height};{width}t")),
            16 => self.reply(format!("\x1b[6;{high};{wide}t")),
            18 => self.reply(format!("\x1b[8;{rows};{cols}t")),
            19 => self.reply(format!("\x1b[9;{rows};{cols}t")),
            20 => self.report_title('L'),
            21 => self.report_title('l'),
            22 => self.title_stack(true, params.get(1)),
            23 => self.title_stack(false, params.get(1)),
            // DECSLPP.
            lines @ 24.. => self.page.lines = Some(lines),
            _ => {}
        }
    }
}
