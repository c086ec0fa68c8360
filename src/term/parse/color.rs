//! The syntax of colours in OSC 4, 5 and 10 to 12: that of XParseColor(3) with the additions of
//! tmux.

use crate::base::palette::Rgb;
use crate::base::x11_colors;

/// Parses a colour: `rgb:r/g/b` with one to four digits each, `#rgb` and longer, `r,g,b` in
/// decimal, `rgbi:`, `cmy:` and `cmyk:` with numbers from 0 to 1, the device-independent forms of
/// Xcms, or a name of X11 in any case and with blanks anywhere.
pub(in crate::term) fn parse_color(text: &str) -> Option<Rgb> {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix('#') {
        return hexadecimal(digits);
    }
    if let Some((space, values)) = text.split_once(':') {
        return match space.to_ascii_lowercase().as_str() {
            "rgb" | "rgba" => channels(values),
            space => in_space(space, values),
        };
    }
    decimal(text).or_else(|| named(text))
}

fn hexadecimal(digits: &str) -> Option<Rgb> {
    let each = digits.len() / 3;
    if !digits.is_ascii() || !digits.len().is_multiple_of(3) || !(1..=4).contains(&each) {
        return None;
    }
    let part = |n: usize| {
        let value = u32::from_str_radix(&digits[n * each..(n + 1) * each], 16).ok()?;
        Some(if each == 1 {
            value << 4
        } else {
            value >> (4 * each - 8)
        } as u8)
    };
    Some((part(0)?, part(1)?, part(2)?))
}

fn channels(text: &str) -> Option<Rgb> {
    let mut parts = text.split('/').map(|part| {
        let value = u32::from_str_radix(part, 16).ok()?;
        let most = (1u32 << (4 * part.len().min(4))) - 1;
        (part.len() <= 4).then(|| (value * 255 / most) as u8)
    });
    Some((parts.next()??, parts.next()??, parts.next()??))
}

fn decimal(text: &str) -> Option<Rgb> {
    let mut parts = text.split(',').map(|part| part.trim().parse().ok());
    let color = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(color)
}

fn named(name: &str) -> Option<Rgb> {
    let name: String = name.chars().filter(|c| *c != ' ').collect();
    // The eight names that styles use for the terminal's own colours.
    let ansi = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
    ];
    if let Some(bits) = ansi
        .iter()
        .position(|known| known.eq_ignore_ascii_case(&name))
    {
        let part = |bit: usize| if bits & bit != 0 { 255 } else { 0 };
        return Some((part(1), part(2), part(4)));
    }
    x11_colors::find(&name)
}

/// Three or four numbers in a colour space, separated by slashes.
fn in_space(space: &str, text: &str) -> Option<Rgb> {
    let values = text.split('/').map(|part| part.trim().parse::<f64>().ok());
    let values: Vec<f64> = values.collect::<Option<_>>()?;
    if !values.iter().all(|value| value.is_finite()) {
        return None;
    }
    let shares = || values.iter().all(|value| (0.0..=1.0).contains(value));
    match (space, values.as_slice()) {
        ("cmy", &[c, m, y]) if shares() => Some(printed(c, m, y, 0.0)),
        ("cmyk", &[c, m, y, k]) if shares() => Some(printed(c, m, y, k)),
        ("rgbi", &[r, g, b]) if shares() => Some((encoded(r), encoded(g), encoded(b))),
        ("ciexyz", &[x, y, z]) => Some(from_xyz(x, y, z)),
        ("ciexyy", &[x, y, luminance]) if y > 0.0 => {
            let scale = luminance / y;
            Some(from_xyz(x * scale, luminance, (1.0 - x - y) * scale))
        }
        ("cieuvy", &[u, v, luminance]) if v > 0.0 => Some(from_uv(u, v, luminance)),
        ("cielab", &[l, a, b]) => Some(from_lab(l, a, b)),
        ("cieluv", &[l, u, v]) => Some(if l > 0.0 {
            from_uv(
                u / (13.0 * l) + WHITE_U,
                v / (13.0 * l) + WHITE_V,
                luminance(l),
            )
        } else {
            (0, 0, 0)
        }),
        ("tekhvc", &[h, v, c]) => Some(from_tek(h, v, c)),
        _ => None,
    }
}

/// Cyan, magenta, yellow and black as shares of ink.
fn printed(c: f64, m: f64, y: f64, k: f64) -> Rgb {
    let part = |ink: f64| ((1.0 - ink) * (1.0 - k) * 255.0) as u8;
    (part(c), part(m), part(y))
}

/// A linear intensity as a component of sRGB (IEC 61966-2-1).
fn encoded(intensity: f64) -> u8 {
    let value = intensity.clamp(0.0, 1.0);
    let value = if value <= 0.003_130_8 {
        12.92 * value
    } else {
        1.055 * value.powf(1.0 / 2.4) - 0.055
    };
    (value * 255.0).round() as u8
}

/// The white point D65 as tristimulus values and in the coordinates u' and v'.
const WHITE: [f64; 3] = [0.950_47, 1.0, 1.088_83];
const WHITE_U: f64 = 0.197_83;
const WHITE_V: f64 = 0.468_32;

fn from_xyz(x: f64, y: f64, z: f64) -> Rgb {
    (
        encoded(3.240_6 * x - 1.537_2 * y - 0.498_6 * z),
        encoded(-0.968_9 * x + 1.875_8 * y + 0.041_5 * z),
        encoded(0.055_7 * x - 0.204_0 * y + 1.057_0 * z),
    )
}

fn from_uv(u: f64, v: f64, luminance: f64) -> Rgb {
    let scale = luminance / (4.0 * v);
    from_xyz(
        9.0 * u * scale,
        luminance,
        (12.0 - 3.0 * u - 20.0 * v) * scale,
    )
}

/// The luminance of a lightness L* from 0 to 100.
fn luminance(lightness: f64) -> f64 {
    if lightness > 8.0 {
        ((lightness + 16.0) / 116.0).powi(3)
    } else {
        lightness / 903.3
    }
}

fn from_lab(l: f64, a: f64, b: f64) -> Rgb {
    let share = |f: f64| {
        if f > 6.0 / 29.0 {
            f.powi(3)
        } else {
            (f - 16.0 / 116.0) / 7.787
        }
    };
    let y = (l + 16.0) / 116.0;
    let [white_x, white_y, white_z] = WHITE;
    from_xyz(
        white_x * share(y + a / 500.0),
        white_y * share(y),
        white_z * share(y - b / 200.0),
    )
}

/// TekHVC: hue in degrees from the best red, value from 0 to 100, chroma (Xcms(3), "TekHVC").
fn from_tek(hue: f64, value: f64, chroma: f64) -> Rgb {
    const BEST_RED: (f64, f64) = (0.712_7, 0.493_1);
    const CHROMA_SCALE: f64 = 7.507_25;
    if value <= 0.0 {
        return (0, 0, 0);
    }
    let red = (BEST_RED.1 - WHITE_V).atan2(BEST_RED.0 - WHITE_U);
    let angle = hue.to_radians() + red;
    let distance = chroma / (value * CHROMA_SCALE);
    from_uv(
        WHITE_U + distance * angle.cos(),
        WHITE_V + distance * angle.sin(),
        luminance(value),
    )
}
