//! Roles: colours that each client replaces by those of its own theme when it paints.

use super::style::{Attrs, Color, Style};
use serde::{Deserialize, Serialize};

/// Defines [`Role`], its names, and the palette of the theme `terminal`.
macro_rules! roles {
    ($($(#[$doc:meta])+ $role:ident = $name:literal, $color:expr, $attrs:expr;)+) => {
        /// A colour by its purpose. The first ten are the theme colours of tmux 3.8. The protocol
        /// between client and server encodes roles by order: new ones go at the end and raise the
        /// version.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Role {
            $($(#[$doc])+ $role,)+
        }

        impl Role {
            /// All roles, in order.
            pub const ALL: &'static [Self] = &[$(Self::$role),+];

            /// The name without `theme`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$role => $name,)+
                }
            }

            /// The ink in the theme `terminal`: default and ANSI colours, dim and reverse.
            pub const fn terminal(self) -> Ink {
                match self {
                    $(Self::$role => Ink { color: $color, attrs: $attrs },)+
                }
            }
        }
    };
}

const NONE: Attrs = Attrs::empty();

roles! {
    /// Black.
    Black = "black", Color::Ansi(0), NONE;
    /// Red.
    Red = "red", Color::Ansi(1), NONE;
    /// Green.
    Green = "green", Color::Ansi(2), NONE;
    /// Yellow.
    Yellow = "yellow", Color::Ansi(3), NONE;
    /// Blue.
    Blue = "blue", Color::Ansi(4), NONE;
    /// Magenta.
    Magenta = "magenta", Color::Ansi(5), NONE;
    /// Cyan.
    Cyan = "cyan", Color::Ansi(6), NONE;
    /// White.
    White = "white", Color::Ansi(7), NONE;
    /// Light grey.
    LightGrey = "lightgrey", Color::Ansi(7), NONE;
    /// Dark grey.
    DarkGrey = "darkgrey", Color::Ansi(8), NONE;
    /// Text on a surface.
    Text = "text", Color::Default, NONE;
    /// The background of status lines and boxes.
    Surface = "surface", Color::Default, NONE;
    /// Text on a surface that matters less.
    Dim = "dim", Color::Default, Attrs::DIM;
    /// What is current or active.
    Accent = "accent", Color::Ansi(2), NONE;
    /// Text on a background in accent, ok, warn or error.
    Contrast = "contrast", Color::Ansi(0), NONE;
    /// Borders of what is not active.
    Border = "border", Color::Default, Attrs::DIM;
    /// The background of selected text.
    Selection = "selection", Color::Default, Attrs::REVERSE;
    /// Selected text.
    SelectionText = "selection-text", Color::Default, NONE;
    /// Success.
    Ok = "ok", Color::Ansi(2), NONE;
    /// Warnings, and what waits for attention.
    Warn = "warn", Color::Ansi(3), NONE;
    /// Failure.
    Error = "error", Color::Ansi(1), NONE;
}

impl Role {
    /// The role with this name: `theme` and its name, with a hyphen between them or without.
    pub fn parse(text: &str) -> Option<Self> {
        let name = text.strip_prefix("theme")?;
        Self::named(name.strip_prefix('-').unwrap_or(name))
    }

    /// The role with this name, without `theme`.
    pub fn named(name: &str) -> Option<Self> {
        let name = match name {
            "lightgray" => "lightgrey",
            "darkgray" => "darkgrey",
            name => name,
        };
        Self::ALL.iter().copied().find(|role| role.name() == name)
    }

    /// The name as a style has it: `themered`, `theme-accent`. The theme colours of tmux 3.8 have
    /// no hyphen.
    pub fn style_name(self) -> String {
        let hyphen = if self > Self::DarkGrey { "-" } else { "" };
        format!("theme{hyphen}{}", self.name())
    }
}

/// The replacement of a role: a colour, and attributes that come with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ink {
    /// The colour; never a role.
    pub color: Color,
    /// The attributes.
    pub attrs: Attrs,
}

impl From<Color> for Ink {
    fn from(color: Color) -> Self {
        Self {
            color,
            attrs: Attrs::empty(),
        }
    }
}

/// The inks of a theme, by role. A role without an ink has that of the theme `terminal`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Palette(pub Vec<Ink>);

impl Palette {
    /// The ink of a role.
    pub fn ink(&self, role: Role) -> Ink {
        let ink = self.0.get(role as usize).copied();
        ink.unwrap_or_else(|| role.terminal())
    }

    /// The style with colours and attributes in place of its roles.
    pub fn resolve(&self, mut style: Style) -> Style {
        for color in [&mut style.fg, &mut style.bg, &mut style.ul] {
            if let Color::Role(role) = *color {
                let ink = self.ink(role);
                *color = ink.color;
                style.attrs |= ink.attrs;
            }
        }
        style
    }
}

impl Color {
    /// The colour itself; for a role, its colour in the theme `terminal`.
    pub const fn plain(self) -> Self {
        match self {
            Self::Role(role) => role.terminal().color,
            color => color,
        }
    }
}

impl Style {
    /// Whether a colour is a role.
    pub const fn has_roles(&self) -> bool {
        matches!(self.fg, Color::Role(_))
            || matches!(self.bg, Color::Role(_))
            || matches!(self.ul, Color::Role(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_and_named() {
        for (text, role, name) in [
            ("themered", Role::Red, "themered"),
            ("theme-red", Role::Red, "themered"),
            ("themelightgray", Role::LightGrey, "themelightgrey"),
            ("theme-accent", Role::Accent, "theme-accent"),
            ("themeaccent", Role::Accent, "theme-accent"),
            (
                "theme-selection-text",
                Role::SelectionText,
                "theme-selection-text",
            ),
        ] {
            assert_eq!(Role::parse(text), Some(role), "{text}");
            assert_eq!(role.style_name(), name, "{text}");
        }
        for text in ["theme", "theme-", "red", "theme-orange", "accent"] {
            assert_eq!(Role::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_palette_replaces_roles_and_adds_their_attributes() {
        let style = Style {
            fg: Color::Role(Role::Dim),
            bg: Color::Role(Role::Accent),
            attrs: Attrs::BOLD,
            ..Style::DEFAULT
        };
        let plain = Style {
            fg: Color::Default,
            bg: Color::Ansi(2),
            attrs: Attrs::BOLD | Attrs::DIM,
            ..Style::DEFAULT
        };
        assert!(style.has_roles() && !plain.has_roles());
        assert_eq!(Palette::default().resolve(style), plain);
        assert_eq!(Palette::default().resolve(plain), plain);
        let mut inks: Vec<Ink> = Role::ALL.iter().map(|role| role.terminal()).collect();
        inks[Role::Accent as usize] = Ink::from(Color::Rgb(1, 2, 3));
        assert_eq!(Palette(inks).resolve(style).bg, Color::Rgb(1, 2, 3));
    }
}
