//! The palette of 256 colours: xterm's sixteen, a cube of 6x6x6 and 24 greys (xterm's `256colres.h`).

use super::style::Color;

/// A colour by its parts, each 0 to 255.
pub type Rgb = (u8, u8, u8);

/// The sixteen as xterm shows them by default.
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

/// The levels of the cube.
pub const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// A colour of the palette.
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

/// What xterm shows for a colour; none for the terminal's own.
pub fn shown(color: Color) -> Option<Rgb> {
    match color {
        Color::Default => None,
        Color::Ansi(n) => Some(indexed(n % 16)),
        Color::Indexed(n) => Some(indexed(n)),
        Color::Rgb(r, g, b) => Some((r, g, b)),
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
    fn the_palette_is_xterms() {
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
