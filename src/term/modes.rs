//! The modes that a program can set, as far as anyone outside the screen needs to know them.

use crate::base::{MouseTracking, Size};

/// How mouse events are written for the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MouseEncoding {
    /// Three bytes after `CSI M`.
    #[default]
    X10,
    /// The same in UTF-8 (mode 1005).
    Utf8,
    /// `CSI < … M` (mode 1006).
    Sgr,
    /// Decimal without `<` (mode 1015).
    Urxvt,
    /// As `Sgr`, in pixels (mode 1016).
    SgrPixels,
}

/// Modes that decide how input is encoded for the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Modes {
    /// DECCKM: arrows as SS3.
    pub cursor_keys: bool,
    /// DECKPAM: the keypad sends SS3 sequences.
    pub keypad: bool,
    /// LNM: Enter sends CR LF.
    pub newline: bool,
    /// DECBKM (mode 67): Backspace sends BS instead of DEL.
    pub backarrow: bool,
    /// Mode 2004: pastes are bracketed.
    pub bracketed_paste: bool,
    /// Mode 1004: focus is reported.
    pub focus: bool,
    /// Mode 1007: the wheel sends arrows on the alternate screen.
    pub alternate_scroll: bool,
    /// Which mouse events are wanted.
    pub mouse: MouseTracking,
    /// How they are written.
    pub mouse_encoding: MouseEncoding,
    /// modifyOtherKeys, 0 to 2.
    pub modify_other_keys: u8,
    /// Flags of the kitty keyboard protocol on this screen, 0 when off.
    pub kitty: u8,
    /// Mode 2026: the program is in the middle of an update.
    pub synchronized: bool,
    /// Mode 2031: the program wants to know of light and dark.
    pub color_scheme: bool,
    /// Mode 2048: the program wants to read of another size.
    pub size_reports: bool,
    /// modifyOtherKeys as `CSI … u` (XTFMTKEYS 1).
    pub csi_u: bool,
    /// Pixels of a cell, for mouse reports and size reports.
    pub cell_pixels: Size,
}
