//! Colour names: parsing, printing and RGB values. Styles are built on top of them.

use crate::base::{
    Color, Error, Result, Role,
    palette::{self, Rgb},
    x11_colors,
};

/// The eight colours in the order of SGR 30 to 37; with `bright` before them, SGR 90 to 97.
const NAMES: [&str; 8] = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
];

/// Parses a colour: a name (`red`, `brightred`, `colour123`, `color123`, `#rrggbb`, a number 0 to 7
/// or 90 to 97, an X11 name, or a role such as `themered` or `theme-accent`) or `terminal` for the
/// terminal's default. `default` gives `None`: the colour of the layer below. Case-insensitive.
/// Fails with tmux's "bad colour: X".
pub fn parse_color(text: &str) -> Result<Option<Color>> {
    let lower = text.to_ascii_lowercase();
    let color = match lower.as_str() {
        "default" => return Ok(None),
        "terminal" => Some(Color::Default),
        name => Role::parse(name)
            .map(Color::Role)
            .or_else(|| rgb(name))
            .or_else(|| indexed(name))
            .or_else(|| sixteen(name))
            .or_else(|| x11_colors::find(name).map(|(r, g, b)| Color::Rgb(r, g, b))),
    };
    color
        .map(Some)
        .ok_or_else(|| Error::user(format!("bad colour: {text}")))
}

fn rgb(name: &str) -> Option<Color> {
    let digits = name.strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = value.to_be_bytes();
    Some(Color::Rgb(red, green, blue))
}

fn indexed(name: &str) -> Option<Color> {
    let digits = name
        .strip_prefix("colour")
        .or_else(|| name.strip_prefix("color"))?;
    number::<u8>(digits).map(Color::Indexed)
}

fn sixteen(name: &str) -> Option<Color> {
    let (name, bright) = match name.strip_prefix("bright") {
        Some(rest) => (rest, 8),
        None => (name, 0),
    };
    if let Some(at) = NAMES.iter().position(|n| *n == name) {
        return u8::try_from(at).ok().map(|n| Color::Ansi(n + bright));
    }
    match name.parse::<u8>() {
        Ok(n @ 0..=7) if bright == 0 && name.len() == 1 => Some(Color::Ansi(n)),
        Ok(n @ 90..=97) if bright == 0 && name.len() == 2 => Some(Color::Ansi(n - 82)),
        _ => None,
    }
}

/// A number of digits only: no sign, not empty.
pub(super) fn number<T: std::str::FromStr>(digits: &str) -> Option<T> {
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// The name of a colour as `show-options` prints it; `None` prints as `default`.
pub fn color_name(color: Option<Color>) -> String {
    match color {
        None => "default".into(),
        Some(Color::Default) => "terminal".into(),
        Some(Color::Ansi(n @ 0..=7)) => NAMES[usize::from(n)].into(),
        Some(Color::Ansi(n)) => format!("bright{}", NAMES[usize::from(n % 8)]),
        Some(Color::Indexed(n)) => format!("colour{n}"),
        Some(Color::Rgb(r, g, b)) => format!("#{r:02x}{g:02x}{b:02x}"),
        Some(Color::Role(role)) => role.style_name(),
    }
}

/// RGB values of a colour, from xterm's palette for numbered ones; `None` for the terminal's
/// default.
pub fn color_rgb(color: Color) -> Option<Rgb> {
    const LOW: [Rgb; 16] = [
        (0, 0, 0),
        (128, 0, 0),
        (0, 128, 0),
        (128, 128, 0),
        (0, 0, 128),
        (128, 0, 128),
        (0, 128, 128),
        (192, 192, 192),
        (128, 128, 128),
        (255, 0, 0),
        (0, 255, 0),
        (255, 255, 0),
        (0, 0, 255),
        (255, 0, 255),
        (0, 255, 255),
        (255, 255, 255),
    ];
    match color {
        Color::Ansi(n) | Color::Indexed(n @ 0..=15) => Some(LOW[usize::from(n % 16)]),
        Color::Role(role) => color_rgb(role.terminal().color),
        _ => palette::shown(color),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_and_named() {
        for (text, color, name) in [
            ("red", Some(Color::Ansi(1)), "red"),
            ("Red", Some(Color::Ansi(1)), "red"),
            ("0", Some(Color::Ansi(0)), "black"),
            ("7", Some(Color::Ansi(7)), "white"),
            ("brightwhite", Some(Color::Ansi(15)), "brightwhite"),
            ("97", Some(Color::Ansi(15)), "brightwhite"),
            ("90", Some(Color::Ansi(8)), "brightblack"),
            ("colour1", Some(Color::Indexed(1)), "colour1"),
            ("color255", Some(Color::Indexed(255)), "colour255"),
            ("#AbCdEf", Some(Color::Rgb(0xab, 0xcd, 0xef)), "#abcdef"),
            ("DarkOrange", Some(Color::Rgb(255, 140, 0)), "#ff8c00"),
            ("gray100", Some(Color::Rgb(255, 255, 255)), "#ffffff"),
            ("terminal", Some(Color::Default), "terminal"),
            ("themered", Some(Color::Role(Role::Red)), "themered"),
            (
                "theme-Accent",
                Some(Color::Role(Role::Accent)),
                "theme-accent",
            ),
            ("default", None, "default"),
        ] {
            assert_eq!(parse_color(text), Ok(color), "{text}");
            assert_eq!(color_name(color), name, "{text}");
        }
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for text in [
            "",
            "rd",
            "8",
            "98",
            "colour256",
            "colour",
            "colour+1",
            "#12345",
            "#12345g",
            "#1234567",
            "bright1",
            "bright",
            "007",
            "none",
        ] {
            let error = parse_color(text).unwrap_err();
            assert_eq!(error.message, format!("bad colour: {text}"));
        }
    }

    #[test]
    fn palette_has_the_values_of_xterm() {
        for (color, rgb) in [
            (Color::Ansi(1), Some((128, 0, 0))),
            (Color::Ansi(9), Some((255, 0, 0))),
            (Color::Indexed(16), Some((0, 0, 0))),
            (Color::Indexed(123), Some((0x87, 0xff, 0xff))),
            (Color::Indexed(231), Some((255, 255, 255))),
            (Color::Indexed(232), Some((8, 8, 8))),
            (Color::Indexed(255), Some((238, 238, 238))),
            (Color::Default, None),
        ] {
            assert_eq!(color_rgb(color), rgb, "{color:?}");
        }
    }
}
