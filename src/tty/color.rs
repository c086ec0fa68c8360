//! Reduces colours to the palette of a terminal.

use super::caps::Colors;
use crate::base::palette::{self, LEVELS, Rgb, SIXTEEN};
use crate::base::{Color, Style, Underline};

/// The colour of `colors` that is nearest to `color`.
pub(crate) fn reduce(color: Color, colors: Colors) -> Color {
    let color = color.plain();
    match (colors, color) {
        (Colors::None, _) | (_, Color::Default | Color::Role(_)) => Color::Default,
        (Colors::True, _) => color,
        (Colors::Palette, Color::Rgb(r, g, b)) => Color::Indexed(nearest_indexed((r, g, b))),
        (Colors::Palette, _) => color,
        (Colors::Sixteen, _) => Color::Ansi(nearest_ansi(color, 16)),
        (Colors::Eight, Color::Ansi(n)) => Color::Ansi(n % 8),
        (Colors::Eight, _) => Color::Ansi(nearest_ansi(color, 16) % 8),
    }
}

/// `style` without an underline colour that has no underline: equal looks get equal styles.
pub(crate) fn without_idle_underline(style: Style) -> Style {
    match style.underline {
        Underline::None => Style {
            ul: Color::Default,
            ..style
        },
        _ => style,
    }
}

fn nearest_ansi(color: Color, count: u8) -> u8 {
    let rgb = match color {
        Color::Default | Color::Role(_) => return 0,
        Color::Ansi(n) => return n % count,
        Color::Indexed(n) if n < 16 => return n % count,
        Color::Indexed(n) => palette::indexed(n),
        Color::Rgb(r, g, b) => (r, g, b),
    };
    let mut best = (u32::MAX, 0);
    for n in 0..count {
        let distance = distance(rgb, SIXTEEN[usize::from(n)]);
        if distance < best.0 {
            best = (distance, n);
        }
    }
    best.1
}

fn nearest_indexed((r, g, b): Rgb) -> u8 {
    let (ri, gi, bi) = (level(r), level(g), level(b));
    let cube = (
        LEVELS[usize::from(ri)],
        LEVELS[usize::from(gi)],
        LEVELS[usize::from(bi)],
    );
    let mean = (u32::from(r) + u32::from(g) + u32::from(b)) / 3;
    let step = (mean.saturating_sub(3) / 10).min(23) as u8;
    let gray = 8 + 10 * step;
    if distance((r, g, b), (gray, gray, gray)) < distance((r, g, b), cube) {
        232 + step
    } else {
        16 + 36 * ri + 6 * gi + bi
    }
}

/// The index of the colour cube level nearest to `value`.
fn level(value: u8) -> u8 {
    match value {
        0..=47 => 0,
        48..=114 => 1,
        _ => (value - 35) / 40,
    }
}

/// Squared distance with weights 3, 4, 2 for red, green, blue, since the eye is most sensitive to
/// green and least to blue.
fn distance(a: Rgb, b: Rgb) -> u32 {
    let square = |x: u8, y: u8| u32::from(x.abs_diff(y)).pow(2);
    3 * square(a.0, b.0) + 4 * square(a.1, b.1) + 2 * square(a.2, b.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_brought_down() {
        let rgb = Color::Rgb;
        for (color, colors, want) in [
            (rgb(1, 2, 3), Colors::True, rgb(1, 2, 3)),
            (rgb(255, 0, 0), Colors::Palette, Color::Indexed(196)),
            (rgb(0, 0, 0), Colors::Palette, Color::Indexed(16)),
            (rgb(255, 255, 255), Colors::Palette, Color::Indexed(231)),
            (rgb(128, 128, 128), Colors::Palette, Color::Indexed(244)),
            (rgb(9, 9, 9), Colors::Palette, Color::Indexed(232)),
            (rgb(94, 134, 176), Colors::Palette, Color::Indexed(67)),
            (Color::Ansi(9), Colors::Palette, Color::Ansi(9)),
            (Color::Indexed(9), Colors::Sixteen, Color::Ansi(9)),
            (Color::Indexed(196), Colors::Sixteen, Color::Ansi(9)),
            (rgb(200, 10, 10), Colors::Sixteen, Color::Ansi(1)),
            (rgb(200, 10, 10), Colors::Eight, Color::Ansi(1)),
            (Color::Ansi(12), Colors::Eight, Color::Ansi(4)),
            (Color::Indexed(255), Colors::Sixteen, Color::Ansi(7)),
            (Color::Ansi(1), Colors::None, Color::Default),
            (Color::Default, Colors::Sixteen, Color::Default),
        ] {
            assert_eq!(reduce(color, colors), want, "{color:?} for {colors:?}");
        }
    }

    #[test]
    fn every_palette_colour_is_its_own_nearest() {
        for n in 16..=255 {
            let rgb = palette::indexed(n);
            let got = nearest_indexed(rgb);
            assert_eq!(palette::indexed(got), rgb, "{n} became {got}");
        }
    }
}
