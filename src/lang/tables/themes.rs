//! The built-in themes: the colours of all roles, as data.

use crate::base::Role;

/// The number of roles.
const ROLES: usize = Role::ALL.len();

/// A built-in theme.
#[derive(Debug)]
pub struct BuiltIn {
    /// The name for the options `theme`, `theme-light` and `theme-dark`.
    pub name: &'static str,
    /// It is made for terminals with a light background.
    pub light: bool,
    /// A few words for lists.
    pub about: &'static str,
    /// The colours as `0xRRGGBB`, in the order of [`Role::ALL`].
    pub colors: [u32; ROLES],
}

/// The built-in themes, in the order of lists.
#[rustfmt::skip]
pub const BUILT_IN: &[BuiltIn] = &[
    BuiltIn {
        name: "green-dark",
        light: false,
        about: "Green of tmux on dark grey-green",
        colors: [
            // Black to white, light grey, dark grey.
            0x1a241c, 0xf28b82, 0x7fd07f, 0xe3c36b, 0x8ab4f8, 0xd7a6e8, 0x7fd6cf, 0xdfe9df,
            0xb4c4b6, 0x6f8a73,
            // Text, surface, dim, accent, contrast, border.
            0xdfe9df, 0x223026, 0xa9c0ac, 0x7fd07f, 0x101a12, 0x4f6f55,
            // Selection and its text, ok, warn, error.
            0x3f5f46, 0xf2f8f2, 0x7fd07f, 0xe3c36b, 0xf69a92,
        ],
    },
    BuiltIn {
        name: "green-light",
        light: true,
        about: "Green of tmux on light grey-green",
        colors: [
            // Black to white, light grey, dark grey.
            0x16211a, 0xb3261e, 0x1c6b2c, 0x7a5600, 0x1f56b0, 0x8a2f9e, 0x0b6666, 0xf4faf4,
            0x5d7361, 0x43574a,
            // Text, surface, dim, accent, contrast, border.
            0x1b2a1f, 0xdfeee0, 0x47604c, 0x1a692b, 0xffffff, 0x8fb096,
            // Selection and its text, ok, warn, error.
            0xb6dcbc, 0x14231a, 0x1a692b, 0x7a5300, 0xb0221b,
        ],
    },
    BuiltIn {
        name: "gruvbox-dark",
        light: false,
        about: "Warm retro colours, dark",
        colors: [
            // Black to white, light grey, dark grey.
            0x282828, 0xfb8a7d, 0xb8bb26, 0xfabd2f, 0x8fb3a5, 0xe0a3b4, 0x9bcf8f, 0xebdbb2,
            0xbdae93, 0x928374,
            // Text, surface, dim, accent, contrast, border.
            0xebdbb2, 0x3c3836, 0xc9bb9d, 0xfabd2f, 0x282828, 0x7c6f64,
            // Selection and its text, ok, warn, error.
            0x665c54, 0xfbf1c7, 0xb8bb26, 0xfe9a4b, 0xff8f80,
        ],
    },
    BuiltIn {
        name: "gruvbox-light",
        light: true,
        about: "Warm retro colours, light",
        colors: [
            // Black to white, light grey, dark grey.
            0x282828, 0x9d0006, 0x5f5a00, 0x7f4f00, 0x076678, 0x8f3f71, 0x355f46, 0xfbf1c7,
            0x7c6f64, 0x504945,
            // Text, surface, dim, accent, contrast, border.
            0x3c3836, 0xebdbb2, 0x5a5048, 0x075d6e, 0xfbf1c7, 0xa89984,
            // Selection and its text, ok, warn, error.
            0xd5c4a1, 0x282828, 0x56530a, 0x7a3d00, 0x9d0006,
        ],
    },
    BuiltIn {
        name: "catppuccin-dark",
        light: false,
        about: "Soft pastel colours, dark",
        colors: [
            // Black to white, light grey, dark grey.
            0x45475a, 0xf38ba8, 0xa6e3a1, 0xf9e2af, 0x89b4fa, 0xf5c2e7, 0x94e2d5, 0xcdd6f4,
            0xbac2de, 0x7f849c,
            // Text, surface, dim, accent, contrast, border.
            0xcdd6f4, 0x313244, 0xaab2cd, 0x89b4fa, 0x1e1e2e, 0x6c7086,
            // Selection and its text, ok, warn, error.
            0x585b70, 0xeef1fb, 0xa6e3a1, 0xf9e2af, 0xf597b1,
        ],
    },
    BuiltIn {
        name: "catppuccin-light",
        light: true,
        about: "Soft pastel colours, light",
        colors: [
            // Black to white, light grey, dark grey.
            0x4c4f69, 0xb80a31, 0x28701c, 0x855200, 0x1c54c9, 0x9a2c83, 0x0f6a70, 0xeff1f5,
            0x6c6f85, 0x5c5f77,
            // Text, surface, dim, accent, contrast, border.
            0x4c4f69, 0xe6e9ef, 0x5c5f77, 0x1c57cf, 0xffffff, 0x9ca0b0,
            // Selection and its text, ok, warn, error.
            0xc5cbd9, 0x36384d, 0x28701c, 0x855200, 0xb80a31,
        ],
    },
    BuiltIn {
        name: "solarized-dark",
        light: false,
        about: "Solarized, dark",
        colors: [
            // Black to white, light grey, dark grey.
            0x002b36, 0xf07a75, 0xa3b500, 0xd6a71e, 0x4fa8e6, 0xe077ab, 0x39bdb2, 0xeee8d5,
            0x93a1a1, 0x657b83,
            // Text, surface, dim, accent, contrast, border.
            0xe6e0cd, 0x073642, 0x9fadad, 0x3fc0b5, 0x002b36, 0x586e75,
            // Selection and its text, ok, warn, error.
            0x586e75, 0xfdf6e3, 0xa3b500, 0xd6a71e, 0xff8f8a,
        ],
    },
    BuiltIn {
        name: "solarized-light",
        light: true,
        about: "Solarized, light",
        colors: [
            // Black to white, light grey, dark grey.
            0x073642, 0xb8231f, 0x586500, 0x7d5c00, 0x1a6299, 0xa8276b, 0x1b6d66, 0xfdf6e3,
            0x657b83, 0x586e75,
            // Text, surface, dim, accent, contrast, border.
            0x073642, 0xeee8d5, 0x4c6168, 0x186191, 0xfdf6e3, 0x93a1a1,
            // Selection and its text, ok, warn, error.
            0xd3cbb7, 0x002b36, 0x505c00, 0x765600, 0xb8231f,
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::sorted::SortedSet;

    /// The relative luminance of a colour (WCAG 2.1).
    fn luminance(color: u32) -> f64 {
        let [_, red, green, blue] = color.to_be_bytes();
        let linear = |byte: u8| {
            let part = f64::from(byte) / 255.0;
            if part <= 0.039_28 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// The contrast ratio of two colours (WCAG 2.1).
    fn contrast(a: u32, b: u32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_has_a_contrast_of_at_least_four_and_a_half_to_one() {
        use Role::{
            Accent, Contrast, Dim, Error, Ok, Selection, SelectionText, Surface, Text, Warn,
        };
        for theme in BUILT_IN {
            let color = |role: Role| theme.colors[role as usize];
            let on_surface = [Text, Dim, Accent, Ok, Warn, Error].map(|role| (role, Surface));
            let on_blocks = [Accent, Ok, Warn, Error].map(|role| (Contrast, role));
            let pairs = on_surface.into_iter().chain(on_blocks);
            for (text, back) in pairs.chain([(SelectionText, Selection)]) {
                let ratio = contrast(color(text), color(back));
                assert!(
                    ratio >= 4.5,
                    "{}: {text:?} on {back:?}: {ratio:.2}",
                    theme.name
                );
            }
            // Names on borders and hints have the background of the terminal.
            let back = if theme.light { 0xff_ffff } else { 0 };
            for text in [Text, Dim, Accent, Ok, Warn, Error] {
                let ratio = contrast(color(text), back);
                assert!(ratio >= 4.5, "{}: {text:?}: {ratio:.2}", theme.name);
            }
        }
    }

    #[test]
    fn there_are_eight_themes_a_light_and_a_dark_one_of_each_family() {
        let names: SortedSet<&str> = BUILT_IN.iter().map(|theme| theme.name).collect();
        assert_eq!((BUILT_IN.len(), names.len()), (8, 8));
        for theme in BUILT_IN {
            let (family, kind) = theme.name.rsplit_once('-').unwrap();
            assert_eq!(theme.light, kind == "light");
            let other = if theme.light { "dark" } else { "light" };
            assert!(names.contains(&*format!("{family}-{other}")), "{family}");
        }
    }
}
