//! The modes of a program that other rooms need, mainly to encode input.

use crate::base::{MouseTracking, Size};

/// Encodings of mouse reports (xterm ctlseqs, "Extended coordinates").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MouseEncoding {
    /// Three bytes after `CSI M`, each plus 32.
    #[default]
    X10,
    /// As `X10`, each value as a UTF-8 character (1005).
    Utf8,
    /// `CSI < b ; x ; y M` (1006).
    Sgr,
    /// `CSI b ; x ; y M` (1015).
    Urxvt,
    /// As `Sgr`, with positions in pixels (1016).
    SgrPixels,
}

/// Modes that determine how input is encoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Modes {
    /// DECCKM (1): cursor keys send SS3.
    pub cursor_keys: bool,
    /// DECNKM (66), DECKPAM: the keypad sends SS3.
    pub keypad: bool,
    /// LNM (20): Enter sends CR LF.
    pub newline: bool,
    /// DECBKM (67): Backspace sends BS instead of DEL.
    pub backarrow: bool,
    /// Bracketed paste (2004).
    pub bracketed_paste: bool,
    /// Focus reports (1004).
    pub focus: bool,
    /// The wheel sends cursor keys on the alternate screen (1007).
    pub alternate_scroll: bool,
    /// The tracked mouse events (9, 1000, 1002, 1003).
    pub mouse: MouseTracking,
    /// The encoding of mouse reports.
    pub mouse_encoding: MouseEncoding,
    /// The level of modifyOtherKeys, 0 to 2 (XTMODKEYS).
    pub modify_other_keys: u8,
    /// The flags of the kitty keyboard protocol on the visible screen; 0 is off.
    pub kitty: u8,
    /// A synchronized update is in progress (2026).
    pub synchronized: bool,
    /// Reports of changes between light and dark (2031).
    pub color_scheme: bool,
    /// Reports of size changes (2048).
    pub size_reports: bool,
    /// modifyOtherKeys uses `CSI code ; m u` (XTFMTKEYS 1).
    pub csi_u: bool,
    /// The size of a cell in pixels, for mouse and size reports.
    pub cell_pixels: Size,
}
