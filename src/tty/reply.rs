//! Replies and reports of a terminal (xterm ctlseqs).

use crate::base::{Point, Size};

/// A reply to a query, or an unsolicited report. Never a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TerminalReply {
    /// DA1: the parameters of `CSI ? … c`.
    PrimaryAttributes(Vec<u16>),
    /// DA2: the parameters of `CSI > … c`.
    SecondaryAttributes(Vec<u16>),
    /// DA3: the text of `DCS ! | … ST`.
    TertiaryAttributes(String),
    /// XTVERSION: name and version, as in `foot(1.16.2)`.
    Version(String),
    /// DECRPM for a private mode: 0 unknown, 1 set, 2 reset, 3 always set, 4 always reset.
    Mode {
        /// Number of the mode.
        mode: u16,
        /// The state of the mode: 0 to 4, as above.
        state: u8,
    },
    /// The active flags of the kitty keyboard protocol (`CSI ? flags u`).
    KittyFlags(u8),
    /// The cursor position (CPR), from 0.
    CursorPosition(Point),
    /// DSR: 0 no malfunction, 3 malfunction.
    Status(u16),
    /// OSC 4, 10, 11, 12: a colour.
    Color {
        /// The queried colour.
        slot: ColorSlot,
        /// Red, green, blue.
        rgb: (u8, u8, u8),
    },
    /// OSC 52: the contents of a selection.
    Clipboard {
        /// The letters of the selection, as in the reply.
        selection: String,
        /// The contents in base64.
        base64: String,
    },
    /// `CSI ? 997 ; n n`: the colour scheme (mode 2031).
    ColorScheme {
        /// The scheme is dark.
        dark: bool,
    },
    /// DECRPSS: the reply to a query for a setting.
    Setting {
        /// The terminal knows it.
        known: bool,
        /// The setting as a control sequence without CSI.
        text: String,
    },
    /// XTGETTCAP: the reply to a query for a terminfo capability.
    Capability {
        /// The terminal knows it.
        known: bool,
        /// Name and value in hexadecimal.
        text: String,
    },
    /// The size in cells: XTWINOPS 18, or a report of mode 2048.
    Size(Size),
    /// XTWINOPS 14: height and width of the text area in pixels.
    PixelSize(u16, u16),
    /// XTWINOPS 16: height and width of a cell in pixels.
    CellSize(u16, u16),
    /// Any other reply, with its bytes.
    Other(Vec<u8>),
}

/// A colour that can be queried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorSlot {
    /// Text (OSC 10).
    Foreground,
    /// Background (OSC 11).
    Background,
    /// Cursor (OSC 12).
    Cursor,
    /// A palette entry (OSC 4).
    Palette(u8),
}

/// Parses a colour in the syntax of XParseColor(3): `rgb:ff/80/00`, `rgb:ffff/8080/0000`,
/// `#ff8000`.
pub fn parse_rgb(text: &str) -> Option<(u8, u8, u8)> {
    if let Some(hex) = text.strip_prefix('#') {
        let each = hex.len() / 3;
        if !hex.is_ascii() || hex.len() % 3 != 0 {
            return None;
        }
        let part = |n: usize| channel(&hex[n * each..(n + 1) * each]);
        return Some((part(0)?, part(1)?, part(2)?));
    }
    let text = text
        .strip_prefix("rgb:")
        .or_else(|| text.strip_prefix("rgba:"))?;
    let mut parts = text.split('/').map(channel);
    Some((parts.next()??, parts.next()??, parts.next()??))
}

/// One to four hexadecimal digits, scaled to eight bits.
fn channel(hex: &str) -> Option<u8> {
    let max = match hex.len() {
        1 => 0xf,
        2 => 0xff,
        3 => 0xfff,
        4 => 0xffff,
        _ => return None,
    };
    let value = u32::from_str_radix(hex, 16).ok()?;
    u8::try_from((value * 255 + max / 2) / max).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_in_all_spellings() {
        for (text, want) in [
            ("rgb:ff/80/00", Some((255, 128, 0))),
            ("rgb:ffff/8080/0000", Some((255, 128, 0))),
            ("rgba:ffff/8080/0000/ffff", Some((255, 128, 0))),
            ("rgb:f/8/0", Some((255, 136, 0))),
            ("#ff8000", Some((255, 128, 0))),
            ("#ffff80800000", Some((255, 128, 0))),
            ("#f80", Some((255, 136, 0))),
            ("#ff80", None),
            ("rgb:ff/80", None),
            ("rgb:fffff/0/0", None),
            ("rgb:x/0/0", None),
            ("#é", None),
            ("red", None),
        ] {
            assert_eq!(parse_rgb(text), want, "{text}");
        }
    }
}
