//! The types of the fields of [`State`](super::state::State).

use crate::base::palette::Rgb;
use crate::base::{Size, Style};
use crate::term::parse::charset::Charsets;
use std::collections::BTreeMap;

bitflags::bitflags! {
    /// Modes that only the screen itself needs.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(in crate::term) struct Switches: u32 {
        /// DECAWM (7).
        const WRAP = 1;
        /// DECOM (6).
        const ORIGIN = 1 << 1;
        /// IRM (4).
        const INSERT = 1 << 2;
        /// DECSCNM (5).
        const REVERSE = 1 << 3;
        /// Reverse wrap-around (45).
        const BACK_WRAP = 1 << 4;
        /// DECLRMM (69).
        const SIDES = 1 << 5;
        /// DECTCEM (25).
        const CURSOR = 1 << 6;
        /// Blinking cursor (12).
        const BLINK = 1 << 7;
        /// DECCOLM allowed (40).
        const COLUMNS = 1 << 8;
        /// DECCOLM (3).
        const WIDE = 1 << 9;
        /// Characters join to grapheme clusters (2027).
        const CLUSTERS = 1 << 10;
        /// The next character may join the last one.
        const JOIN = 1 << 11;
        /// The last character wants to see the next one.
        const GLUE = 1 << 12;
        /// Areas of DECCARA and DECRARA are rectangles (DECSACE 2).
        const RECTANGLE = 1 << 13;
        /// Reverse wrap-around also over rows that did not wrap (1045).
        const BACK_WRAP_ALL = 1 << 14;
        /// National replacement sets (DECNRCM, 42).
        const NATIONAL = 1 << 15;
        /// Protection is that of SPA: what erases spares it, not only selective erase.
        const GUARDED = 1 << 16;
    }
}

/// The cursor's place. In this order a row is never read together with a flag that was just
/// written, which processors are slow at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub(in crate::term) struct Place {
    /// The last column was written; the next character goes to the next row.
    pub pending: bool,
    /// Column.
    pub x: u16,
    /// Row.
    pub y: u16,
}

/// How text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct Pen {
    /// Its style.
    pub style: Style,
    /// Its hyperlink by number, 0 for none.
    pub link: u32,
}

/// What DECSC saves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct Saved {
    /// The cursor, with a pending wrap.
    pub place: Place,
    /// The pen.
    pub pen: Pen,
    /// The character sets.
    pub charsets: Charsets,
    /// DECOM.
    pub origin: bool,
}

/// The margins; `bottom` and `right` are the first outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::term) struct Margins {
    pub top: u16,
    pub bottom: u16,
    pub left: u16,
    pub right: u16,
}

impl Margins {
    /// No margins.
    pub fn whole(size: Size) -> Self {
        Self {
            top: 0,
            bottom: size.rows,
            left: 0,
            right: size.cols,
        }
    }
}

/// Colours that a program may set or ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct Colors {
    /// What the outer terminal has: text and background.
    pub outer: [Option<Rgb>; 2],
    /// What the program set: text, background, cursor.
    pub own: [Option<Rgb>; 3],
    /// Palette entries that the program set.
    pub palette: BTreeMap<u8, Rgb>,
}

/// Keyboard flags in effect on one screen, and those saved below them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct Keyboard {
    pub flags: u8,
    pub stack: Vec<u8>,
}

/// How much of its prompt a shell draws again when the width changes (`redraw=` with mark A).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::term) enum Redraw {
    /// All of it.
    #[default]
    All,
    /// Its last line.
    Last,
    /// Nothing.
    Nothing,
}

impl Redraw {
    /// What the parameters of mark A say.
    pub fn from_params<'a>(mut params: impl Iterator<Item = &'a str>) -> Self {
        match params.find_map(|param| param.strip_prefix("redraw=")) {
            Some("0") => Self::Nothing,
            Some("last") => Self::Last,
            _ => Self::All,
        }
    }

    /// For a checkpoint.
    pub fn number(self) -> u64 {
        match self {
            Self::All => 0,
            Self::Last => 1,
            Self::Nothing => 2,
        }
    }

    /// The reverse of [`Redraw::number`].
    pub fn from_number(number: u64) -> Self {
        match number {
            1 => Self::Last,
            2 => Self::Nothing,
            _ => Self::All,
        }
    }
}

/// Where a shell is between its marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct Shell {
    /// The column and row in which the person's input begins, while it is on the screen.
    pub input: Option<(u16, u16)>,
    /// The shell has said where output begins, so that it will again.
    pub says_output: bool,
    /// The command that ran last.
    pub command: Option<String>,
    /// With which status it ended, if the shell told.
    pub status: Option<i32>,
    /// How much of the prompt it draws again.
    pub redraw: Redraw,
}

/// A notification of OSC 99 of which more pieces come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct Note {
    pub id: String,
    pub title: String,
    pub body: String,
}

/// The rows of the cursor's line, but for its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::term) struct Around {
    pub above: u16,
    pub below: u16,
}

/// A line that has another number of rows than its program knows.
#[derive(Clone, Copy, Debug)]
pub(in crate::term) struct Stale {
    /// As the program knows it.
    pub known: Around,
    /// The cursor's row now.
    pub y: u16,
    /// When the width changed. Once a row has changed since, the program knows more.
    pub tick: u64,
}
