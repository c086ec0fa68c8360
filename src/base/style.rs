//! How a character looks: colours, attributes, underline.

use serde::{Deserialize, Serialize};

/// A colour as a program names it. The two indexed forms are kept apart because terminals treat
/// them differently (bold may brighten SGR 31, never SGR 38;5;1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Color {
    /// The terminal's own (SGR 39, 49, 59).
    #[default]
    Default,
    /// One of the sixteen: 0 to 7 are SGR 30 to 37, 8 to 15 are SGR 90 to 97.
    Ansi(u8),
    /// The palette of 256 (SGR 38;5;n).
    Indexed(u8),
    /// Red, green, blue (SGR 38;2;r;g;b).
    Rgb(u8, u8, u8),
}

bitflags::bitflags! {
    /// Attributes that are on or off.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
    pub struct Attrs: u16 {
        /// SGR 1.
        const BOLD = 1;
        /// SGR 2.
        const DIM = 1 << 1;
        /// SGR 3.
        const ITALIC = 1 << 2;
        /// SGR 5 and 6.
        const BLINK = 1 << 3;
        /// SGR 7.
        const REVERSE = 1 << 4;
        /// SGR 8.
        const HIDDEN = 1 << 5;
        /// SGR 9.
        const STRIKE = 1 << 6;
        /// SGR 53.
        const OVERLINE = 1 << 7;
        /// Not a look: the cell may not be erased by selective erase (DECSCA).
        const PROTECTED = 1 << 8;
    }
}

/// Underline styles (SGR 4:0 to 4:5, SGR 21).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Underline {
    /// SGR 24 or 4:0.
    #[default]
    None,
    /// SGR 4.
    Single,
    /// SGR 21 or 4:2.
    Double,
    /// SGR 4:3.
    Curly,
    /// SGR 4:4.
    Dotted,
    /// SGR 4:5.
    Dashed,
}

/// How a character looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Style {
    /// Text colour.
    pub fg: Color,
    /// Background colour.
    pub bg: Color,
    /// Underline colour (SGR 58).
    pub ul: Color,
    /// Attributes.
    pub attrs: Attrs,
    /// Underline style.
    pub underline: Underline,
}

impl Style {
    /// Nothing set.
    pub const DEFAULT: Self = Self {
        fg: Color::Default,
        bg: Color::Default,
        ul: Color::Default,
        attrs: Attrs::empty(),
        underline: Underline::None,
    };
}
