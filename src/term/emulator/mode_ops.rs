//! Setting, saving and reporting modes; keyboard protocols; cursor shapes.

use super::fields::{Margins, ModeFlags};
use super::state::State;
use crate::base::{CursorShape, MouseTracking};
use crate::term::modes::MouseEncoding;

/// The depth of the keyboard stack. At the limit the oldest entry is dropped (kitty protocol).
const MAX_KEYBOARDS: usize = 16;

impl State {
    /// SM and RM (ECMA-48, 8.3.125 and 8.3.106).
    pub fn set_ansi_mode(&mut self, mode: u16, on: bool) {
        match mode {
            2 => self.flags.set(ModeFlags::KEYBOARD_LOCK, on),
            4 => self.flags.set(ModeFlags::INSERT, on),
            12 => self.flags.set(ModeFlags::LOCAL_ECHO, !on),
            20 => self.modes.newline = on,
            34 => self.flags.set(ModeFlags::BLINK, !on),
            _ => return,
        }
        self.modes_changed();
    }

    /// The flag of a private mode, for modes that only set a flag.
    fn mode_flag(mode: u16) -> Option<ModeFlags> {
        Some(match mode {
            4 => ModeFlags::SMOOTH_SCROLL,
            5 => ModeFlags::REVERSE,
            7 => ModeFlags::WRAP,
            12 => ModeFlags::BLINK,
            18 => ModeFlags::PRINT_FORM_FEED,
            19 => ModeFlags::PRINT_EXTENT,
            25 => ModeFlags::CURSOR,
            35 => ModeFlags::HEBREW_KEYBOARD,
            40 => ModeFlags::ALLOW_COLUMN_MODE,
            41 => ModeFlags::MORE_FIX,
            42 => ModeFlags::NATIONAL_SETS,
            45 => ModeFlags::REVERSE_WRAP,
            1045 => ModeFlags::EXTENDED_REVERSE_WRAP,
            2027 => ModeFlags::CLUSTERS,
            _ => return None,
        })
    }

    /// The mouse tracking of a private mode.
    fn tracking(mode: u16) -> Option<MouseTracking> {
        Some(match mode {
            9 => MouseTracking::X10,
            1000 => MouseTracking::Normal,
            1002 => MouseTracking::Button,
            1003 => MouseTracking::Any,
            _ => return None,
        })
    }

    /// The mouse encoding of a private mode.
    fn encoding(mode: u16) -> Option<MouseEncoding> {
        Some(match mode {
            1005 => MouseEncoding::Utf8,
            1006 => MouseEncoding::Sgr,
            1015 => MouseEncoding::Urxvt,
            1016 => MouseEncoding::SgrPixels,
            _ => return None,
        })
    }

    /// The field of [`Modes`](crate::term::modes::Modes) for a private mode.
    fn field(&mut self, mode: u16) -> Option<&mut bool> {
        let modes = &mut self.modes;
        Some(match mode {
            1 => &mut modes.cursor_keys,
            66 => &mut modes.keypad,
            67 => &mut modes.backarrow,
            1004 => &mut modes.focus,
            1007 => &mut modes.alternate_scroll,
            2004 => &mut modes.bracketed_paste,
            2026 => &mut modes.synchronized,
            2031 => &mut modes.color_scheme,
            2048 => &mut modes.size_reports,
            _ => return None,
        })
    }

    /// DECSET and DECRST (xterm ctlseqs, "DEC Private Mode Set").
    pub fn set_mode(&mut self, mode: u16, on: bool) {
        if let Some(flag) = Self::mode_flag(mode) {
            self.flags.set(flag, on);
            self.cursor.wrap_pending &= self.has(ModeFlags::WRAP);
            if mode == 5 {
                self.grid.touch_all();
            }
        } else if let Some(tracking) = Self::tracking(mode) {
            self.modes.mouse = if on { tracking } else { MouseTracking::Off };
        } else if let Some(encoding) = Self::encoding(mode) {
            if on {
                self.modes.mouse_encoding = encoding;
            } else if self.modes.mouse_encoding == encoding {
                self.modes.mouse_encoding = MouseEncoding::X10;
            }
        } else if let Some(field) = self.field(mode) {
            let begins = mode == 2026 && on && !*field;
            *field = on;
            self.updates += u64::from(begins);
            if mode == 2048 {
                let report = self.size_report();
                report.into_iter().for_each(|report| self.reply(report));
            }
        } else {
            self.set_screen_mode(mode, on);
            return;
        }
        self.modes_changed();
    }

    fn set_screen_mode(&mut self, mode: u16, on: bool) {
        match mode {
            3 => self.set_wide(on),
            6 => {
                self.flags.set(ModeFlags::ORIGIN, on);
                self.home();
            }
            47 | 1047 if on => self.enter_alternate(false),
            47 => self.leave_alternate(),
            1047 => {
                if self.alternate {
                    let style_id = self.blank_style_id();
                    self.grid.erase_rows(0, self.size().rows, style_id);
                }
                self.leave_alternate();
            }
            // DECLRMM is a mode of VT400 and later.
            69 if self.level < 4 => {}
            69 => {
                self.flags.set(ModeFlags::SIDE_MARGINS, on);
                let size = self.size();
                let whole = Margins::whole(size);
                self.margins.left = whole.left;
                self.margins.right = whole.right;
            }
            1048 if on => self.save_cursor(),
            1048 => self.restore_cursor(),
            1049 => self.set_alternate_with_cursor(on),
            _ => {}
        }
    }

    fn set_alternate_with_cursor(&mut self, on: bool) {
        if on && self.options.alternate_screen {
            if !self.alternate {
                self.save_cursor();
                self.saved_main = self.saved[0];
            }
            self.enter_alternate(true);
        } else if self.alternate {
            self.leave_alternate();
            self.other = None;
            if let Some(saved) = self.saved_main.take() {
                self.restore(saved);
            }
        }
    }

    /// DECCOLM: clears the screen and resets the margins. The width belongs to the user and stays.
    fn set_wide(&mut self, on: bool) {
        if !self.has(ModeFlags::ALLOW_COLUMN_MODE) {
            return;
        }
        let size = self.size();
        self.flags.set(ModeFlags::COLUMN_MODE, on);
        self.margins = Margins::whole(size);
        self.flags.remove(ModeFlags::SIDE_MARGINS);
        let style_id = self.blank_style_id();
        self.grid.erase_rows(0, size.rows, style_id);
        self.home();
    }

    /// Whether a private mode is set; `None` for an unknown mode.
    fn is_set(&mut self, mode: u16) -> Option<bool> {
        if let Some(flag) = Self::mode_flag(mode) {
            return Some(self.has(flag));
        }
        if let Some(tracking) = Self::tracking(mode) {
            return Some(self.modes.mouse == tracking);
        }
        if let Some(encoding) = Self::encoding(mode) {
            return Some(self.modes.mouse_encoding == encoding);
        }
        if let Some(field) = self.field(mode) {
            return Some(*field);
        }
        match mode {
            3 if self.has(ModeFlags::ALLOW_COLUMN_MODE) => Some(self.has(ModeFlags::COLUMN_MODE)),
            6 => Some(self.has(ModeFlags::ORIGIN)),
            69 => Some(self.has(ModeFlags::SIDE_MARGINS)),
            47 | 1047 | 1049 => Some(self.alternate),
            1048 => Some(self.saved[0].is_some()),
            _ => None,
        }
    }

    /// DECRQM, a function of VT300 and later.
    pub fn report_mode(&mut self, mode: u16, private: bool) {
        if self.level < 3 {
            return;
        }
        let state = if private {
            self.is_set(mode)
        } else {
            match mode {
                2 => Some(self.has(ModeFlags::KEYBOARD_LOCK)),
                4 => Some(self.has(ModeFlags::INSERT)),
                12 => Some(!self.has(ModeFlags::LOCAL_ECHO)),
                20 => Some(self.modes.newline),
                34 => Some(!self.has(ModeFlags::BLINK)),
                _ => None,
            }
        };
        let value = match state {
            Some(true) => 1,
            Some(false) => 2,
            None => fixed_mode(mode, private),
        };
        let mark = if private { "?" } else { "" };
        self.reply(format!("\x1b[{mark}{mode};{value}$y"));
    }

    /// XTSAVE.
    pub fn save_mode(&mut self, mode: u16) {
        if let Some(on) = self.is_set(mode) {
            self.saved_modes.insert(mode, on);
        }
    }

    /// XTRESTORE.
    pub fn restore_mode(&mut self, mode: u16) {
        if let Some(&on) = self.saved_modes.get(&mode) {
            self.set_mode(mode, on);
        }
    }

    /// DECSCUSR.
    pub fn set_cursor_shape(&mut self, n: u16) {
        self.shape = match n {
            0 => CursorShape::Default,
            1 | 2 => CursorShape::Block,
            3 | 4 => CursorShape::Underline,
            5 | 6 => CursorShape::Bar,
            _ => return,
        };
        self.flags.set(ModeFlags::BLINK, n % 2 == 1);
        self.modes_changed();
    }

    /// The DECSCUSR parameter for the current shape.
    pub fn cursor_shape_number(&self) -> u16 {
        let steady = u16::from(!self.has(ModeFlags::BLINK));
        match self.shape {
            CursorShape::Default if steady == 1 => 0,
            CursorShape::Default | CursorShape::Block => 1 + steady,
            CursorShape::Underline => 3 + steady,
            CursorShape::Bar => 5 + steady,
        }
    }

    /// XTMODKEYS for modifyOtherKeys (resource 4).
    pub fn set_modify_keys(&mut self, which: Option<u16>, level: u16) {
        if matches!(which, None | Some(4)) {
            self.modes.modify_other_keys = level.min(2) as u8;
            self.modes_changed();
        }
    }

    /// XTFMTKEYS for modifyOtherKeys (resource 4).
    pub fn set_key_format(&mut self, which: Option<u16>, format: u16) {
        if matches!(which, None | Some(4)) {
            self.modes.csi_u = format == 1;
            self.modes_changed();
        }
    }

    /// XTQMODKEYS for modifyOtherKeys.
    pub fn report_modify_keys(&mut self) {
        let level = self.modes.modify_other_keys;
        self.reply(format!("\x1b[>4;{level}m"));
    }

    fn use_keyboard(&mut self, flags: u8) {
        self.keyboards[0].flags = flags;
        self.modes.kitty = flags;
        self.modes_changed();
    }

    /// Kitty keyboard: pushes the current flags and sets new ones (`CSI > flags u`).
    pub fn push_keyboard(&mut self, flags: u16) {
        let keyboard = &mut self.keyboards[0];
        if keyboard.stack.len() >= MAX_KEYBOARDS {
            keyboard.stack.remove(0);
        }
        keyboard.stack.push(keyboard.flags);
        self.use_keyboard((flags & 31) as u8);
    }

    /// Kitty keyboard: pops `n` entries; an empty stack gives 0 (`CSI < n u`).
    pub fn pop_keyboard(&mut self, n: u16) {
        let mut flags = self.keyboards[0].flags;
        for _ in 0..usize::from(n).min(MAX_KEYBOARDS + 1) {
            flags = self.keyboards[0].stack.pop().unwrap_or(0);
        }
        self.use_keyboard(flags);
    }

    /// Kitty keyboard: sets (1), adds (2) or removes (3) flags (`CSI = flags ; how u`).
    pub fn set_keyboard(&mut self, flags: u16, how: u16) {
        let flags = (flags & 31) as u8;
        let present = self.keyboards[0].flags;
        self.use_keyboard(match how {
            1 => flags,
            2 => present | flags,
            3 => present & !flags,
            _ => return,
        });
    }

    /// Kitty keyboard: reports the flags (`CSI ? u`).
    pub fn report_keyboard(&mut self) {
        let flags = self.keyboards[0].flags;
        self.reply(format!("\x1b[?{flags}u"));
    }
}

/// The DECRQM value of modes that cannot change: 3 for permanently set, 4 for permanently reset, 0
/// for unknown.
fn fixed_mode(mode: u16, private: bool) -> u8 {
    match (mode, private) {
        // DECANM, auto-repeat, and Meta and Alt sending ESC.
        (2 | 8 | 1036 | 1039, true) => 3,
        // DECCOLM unless mode 40 allows it, horizontal cursor coupling (DECHCCM), sixel scrolling,
        // no clearing with DECCOLM, highlight tracking.
        (3 | 60 | 80 | 95 | 1001 | 1034 | 1035, true) => 4,
        // The modes that a VT420 reports as permanently reset.
        (1 | 5 | 7 | 10 | 11 | 13..=19, false) => 4,
        _ => 0,
    }
}
