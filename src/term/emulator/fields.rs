//! The types of the fields of [`State`](super::state::State).

use crate::base::palette::Rgb;
use crate::base::sorted::SortedMap;
use crate::base::{Size, Style};
use crate::term::parse::charset::Charsets;
use std::collections::VecDeque;
use std::ops::Range;

bitflags::bitflags! {
    /// Modes that only the emulator needs. The numbers are those of DECSET and SM.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(in crate::term) struct ModeFlags: u32 {
        /// DECAWM (7): autowrap.
        const WRAP = 1;
        /// DECOM (6): origin mode.
        const ORIGIN = 1 << 1;
        /// IRM (4): insert mode.
        const INSERT = 1 << 2;
        /// DECSCNM (5): reverse screen.
        const REVERSE = 1 << 3;
        /// Reverse wraparound (45).
        const REVERSE_WRAP = 1 << 4;
        /// DECLRMM (69): left and right margins.
        const SIDE_MARGINS = 1 << 5;
        /// DECTCEM (25): visible cursor.
        const CURSOR = 1 << 6;
        /// Blinking cursor (12).
        const BLINK = 1 << 7;
        /// DECCOLM is allowed (40).
        const ALLOW_COLUMN_MODE = 1 << 8;
        /// DECCOLM (3): 132 columns.
        const COLUMN_MODE = 1 << 9;
        /// Characters join to grapheme clusters (2027).
        const CLUSTERS = 1 << 10;
        /// The next character may join the last one: no control function came between them.
        const JOIN = 1 << 11;
        /// The last character may be extended by an ordinary one, so the next one needs the slow
        /// path.
        const OPEN_CLUSTER = 1 << 12;
        /// DECCARA and DECRARA change rectangles instead of streams (DECSACE 2).
        const RECTANGULAR_EXTENT = 1 << 13;
        /// Extended reverse wraparound (1045): also over rows that did not wrap.
        const EXTENDED_REVERSE_WRAP = 1 << 14;
        /// DECNRCM (42): national replacement character sets.
        const NATIONAL_SETS = 1 << 15;
        /// Protected characters are those of SPA, which ED, EL and ECH spare, and not those of
        /// DECSCA, which only selective erase spares.
        const ISO_PROTECTION = 1 << 16;
        /// DECSACE 1 was received, as opposed to 0, which means the same.
        const STREAM_EXTENT = 1 << 17;
        /// The more(1) fix (41): a tab ends a pending wrap in the next row.
        const MORE_FIX = 1 << 18;
        /// KAM (2): the keyboard is locked. Only stored.
        const KEYBOARD_LOCK = 1 << 19;
        /// SRM (12) is reset: local echo. Only stored.
        const LOCAL_ECHO = 1 << 20;
        /// DECSCLM (4): smooth scrolling. Only stored.
        const SMOOTH_SCROLL = 1 << 21;
        /// DECPFF (18): a printed page ends with a form feed. Only stored.
        const PRINT_FORM_FEED = 1 << 22;
        /// DECPEX (19): the whole screen is printed. Only stored.
        const PRINT_EXTENT = 1 << 23;
        /// DECHEBM (35): the Hebrew keyboard. Only stored.
        const HEBREW_KEYBOARD = 1 << 24;
    }
}

/// The position of the cursor. The order of the fields matters: `x` and `y` are loaded together,
/// and a load that overlaps a flag that was just stored would stall (failed store forwarding).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub(in crate::term) struct CursorPos {
    /// The last column was written, and the next character wraps.
    pub wrap_pending: bool,
    /// Column from 0.
    pub x: u16,
    /// Row from 0.
    pub y: u16,
}

/// The attributes of text to be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct Pen {
    /// The style of new cells.
    pub style: Style,
    /// The id of its hyperlink, 0 for none.
    pub link: u32,
}

/// The state that DECSC saves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct SavedCursor {
    /// The position with a pending wrap.
    pub cursor: CursorPos,
    /// The saved attributes.
    pub pen: Pen,
    /// The character sets.
    pub charsets: Charsets,
    /// DECOM.
    pub origin: bool,
}

/// The margins. `bottom` and `right` are the first row and column outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::term) struct Margins {
    pub top: u16,
    pub bottom: u16,
    pub left: u16,
    pub right: u16,
}

impl Margins {
    /// Margins that cover the whole screen.
    pub fn whole(size: Size) -> Self {
        Self {
            top: 0,
            bottom: size.rows,
            left: 0,
            right: size.cols,
        }
    }
}

/// The icon name (OSC 1). It shows nowhere; programs can save, restore and query it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct IconName {
    /// The name.
    pub name: String,
    /// The stack of saved names (XTWINOPS 22 and 23).
    pub stack: Vec<String>,
}

/// Lengths that a program set (DECSLPP, DECSNLS). They have no effect, because the size belongs to
/// the user; DECRQSS reports them until the size changes. `None` is the number of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct PageLengths {
    /// Lines per page.
    pub lines: Option<u16>,
    /// Lines per screen.
    pub screen_lines: Option<u16>,
}

/// Colours that a program can set and query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct Colors {
    /// Text and background colour of the outer terminal.
    pub outer: [Option<Rgb>; 2],
    /// Text, background and cursor colour that the program set.
    pub own: [Option<Rgb>; 3],
    /// Palette entries that the program set.
    pub palette: SortedMap<u8, Rgb>,
    /// Special colours that the program set: bold, underline, blink, reverse, italic.
    pub special: SortedMap<u8, Rgb>,
}

/// The flags of the kitty keyboard protocol on one screen, and the stack of saved flags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct Keyboard {
    pub flags: u8,
    pub stack: Vec<u8>,
}

/// The part of the prompt that a shell redraws when the width changes (`redraw=` with mark A).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::term) enum PromptRedraw {
    /// The whole prompt.
    #[default]
    All,
    /// The last line.
    Last,
    /// Nothing.
    Nothing,
}

impl PromptRedraw {
    /// Parses the parameters of mark A.
    pub fn from_params<'a>(mut params: impl Iterator<Item = &'a str>) -> Self {
        match params.find_map(|param| param.strip_prefix("redraw=")) {
            Some("0") => Self::Nothing,
            Some("last") => Self::Last,
            _ => Self::All,
        }
    }

    /// The number in a checkpoint.
    pub fn number(self) -> u64 {
        match self {
            Self::All => 0,
            Self::Last => 1,
            Self::Nothing => 2,
        }
    }

    /// The reverse of [`PromptRedraw::number`].
    pub fn from_number(number: u64) -> Self {
        match number {
            1 => Self::Last,
            2 => Self::Nothing,
            _ => Self::All,
        }
    }
}

/// The state of a shell as its OSC 133 marks tell it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct ShellState {
    /// Column and row where the user's input begins, while they are on the screen.
    pub input: Option<(u16, u16)>,
    /// The shell has sent mark C, so it marks its prompts completely.
    pub sends_all_marks: bool,
    /// The last command.
    pub command: Option<String>,
    /// The exit status of the last command, if the shell sent one.
    pub status: Option<i32>,
    /// The part of the prompt that the shell redraws.
    pub redraw: PromptRedraw,
    /// The last mark belongs to a prompt.
    pub at_prompt: bool,
    /// How many marks the shell has sent.
    pub counts: ShellCounts,
    /// Where the output of the last command begins: the number of the line, the place in its text
    /// in bytes, and the stamp before it; `None` on the alternate screen.
    pub output: Option<(u64, usize, u64)>,
    /// Where that output ends, once it has: the number of the line, and the place in its text in
    /// bytes.
    pub output_end: Option<(u64, usize)>,
    /// The commands that were typed, the oldest first.
    pub typed: VecDeque<TypedText>,
}

/// How many OSC 133 marks of each kind a shell has sent on a screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ShellCounts {
    /// Prompts (A).
    pub prompts: u64,
    /// Commands that began (C).
    pub outputs: u64,
    /// Commands that ended (D).
    pub ends: u64,
}

/// A command that was typed: a part of a line, between the marks B and C.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::term) struct TypedText {
    /// The number of the line.
    pub line: u64,
    /// The bytes of the line's text.
    pub bytes: Range<usize>,
    /// The stamp of mark C. The part means nothing in a line that changed later.
    pub stamp: u64,
}

/// The most commands that are remembered.
pub(in crate::term) const MAX_TYPED: usize = 256;

/// An OSC 99 notification that is not complete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct PendingNotification {
    pub id: String,
    pub title: String,
    pub body: String,
}

/// The number of rows of the cursor's logical line above and below the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::term) struct LineRows {
    pub above: u16,
    pub below: u16,
}

/// A line whose number of rows changed with the width and that its program may redraw.
#[derive(Clone, Copy, Debug)]
pub(in crate::term) struct RedrawnLine {
    /// The rows that the program expects.
    pub known: LineRows,
    /// The cursor's row after the change.
    pub y: u16,
    /// The tick of the change. If a row changed later, the program knows the new layout.
    pub tick: u64,
}
