//! Styles of text: colours, attributes, underline.

use super::theme::Role;
use serde::{Deserialize, Serialize};

/// A colour as the program selected it. `Ansi` and `Indexed` are distinct because terminals may
/// brighten bold text in SGR 31 but not in SGR 38;5;1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Color {
    /// The default colour (SGR 39, 49, 59).
    #[default]
    Default,
    /// An ANSI colour: 0 to 7 are SGR 30 to 37, 8 to 15 are SGR 90 to 97.
    Ansi(u8),
    /// An entry of the palette of 256 (SGR 38;5;n).
    Indexed(u8),
    /// Red, green and blue (SGR 38;2;r;g;b).
    Rgb(u8, u8, u8),
    /// A colour of the theme of the client that paints it. No program can select one.
    Role(Role),
}

bitflags::bitflags! {
    /// Attributes that are on or off (ECMA-48, 8.3.117 SGR).
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
        /// Not displayed: selective erase spares the character (DECSCA).
        const PROTECTED = 1 << 8;
        /// Not displayed: the program sent the character as a letter of the DEC special graphics
        /// set.
        const LINE_DRAWING = 1 << 9;
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

/// The style of a character.
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
    /// Default colours and no attributes.
    pub const DEFAULT: Self = Self {
        fg: Color::Default,
        bg: Color::Default,
        ul: Color::Default,
        attrs: Attrs::empty(),
        underline: Underline::None,
    };
}
