//! The palette of 256 colours: 16 ANSI colours, a cube of 6×6×6 and 24 greys (xterm's
//! `256colres.h`).

use super::style::Color;

/// Red, green and blue, each 0 to 255.
pub type Rgb = (u8, u8, u8);

/// The ANSI colours with xterm's default values.
pub const SIXTEEN: [Rgb; 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];

/// The six intensities of a component in the cube.
pub const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Entry `n` of the palette.
pub fn indexed(n: u8) -> Rgb {
    match n {
        0..=15 => SIXTEEN[usize::from(n)],
        16..=231 => {
            let n = usize::from(n - 16);
            (LEVELS[n / 36], LEVELS[n / 6 % 6], LEVELS[n % 6])
        }
        232.. => {
            let grey = 8 + 10 * (n - 232);
            (grey, grey, grey)
        }
    }
}

/// The default value of a colour; `None` for the terminal's default colour.
pub fn shown(color: Color) -> Option<Rgb> {
    match color {
        Color::Default => None,
        Color::Ansi(n) => Some(indexed(n % 16)),
        Color::Indexed(n) => Some(indexed(n)),
        Color::Rgb(r, g, b) => Some((r, g, b)),
        Color::Role(role) => shown(role.terminal().color),
    }
}

/// Whether a colour is closer to white than to black by its perceived brightness (ITU-R BT.601 luma
/// above one half).
pub fn is_light((r, g, b): Rgb) -> bool {
    u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114 > 127_500
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_palette_is_that_of_xterm() {
        for (n, rgb) in [
            (4, (0, 0, 238)),
            (16, (0, 0, 0)),
            (110, (135, 175, 215)),
            (231, (255, 255, 255)),
            (232, (8, 8, 8)),
            (255, (238, 238, 238)),
        ] {
            assert_eq!(indexed(n), rgb, "{n}");
        }
    }
}
