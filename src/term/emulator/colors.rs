//! Colours that a program sets and queries: OSC 4, 10 to 12, 104, 110 to 112 (xterm ctlseqs).

use super::state::State;
use crate::base::palette;
use crate::base::palette::Rgb;
use crate::term::event::Event;

impl State {
    /// Reports a changed colour.
    pub fn colors_changed(&mut self) {
        self.changed = true;
        if self.events.last() != Some(&Event::Palette) {
            self.events.push(Event::Palette);
        }
    }

    /// OSC 4: pairs of a palette index and a colour or `?`.
    pub fn palette(&mut self, text: &str, bell: bool) {
        let mut parts = text.split(';');
        while let (Some(n), Some(color)) = (parts.next(), parts.next()) {
            let Ok(n) = n.parse::<u8>() else { continue };
            if color == "?" {
                let own = self.colors.palette.get(&n).copied();
                let value = own.unwrap_or_else(|| palette::indexed(n));
                self.reply_color(&format!("4;{n}"), value, bell);
            } else if let Some(color) = parse_color(color) {
                self.colors.palette.insert(n, color);
                self.colors_changed();
            }
        }
    }

    /// OSC 104: resets the listed palette entries, or all.
    pub fn reset_palette(&mut self, text: &str) {
        if text.is_empty() {
            self.colors.palette.clear();
        }
        for n in text.split(';').filter_map(|n| n.parse().ok()) {
            self.colors.palette.remove(&n);
        }
        self.colors_changed();
    }

    /// OSC 10 to 12: each further colour is for the next number.
    pub fn special_colors(&mut self, first: usize, text: &str, bell: bool) {
        for (which, color) in (first..3).zip(text.split(';')) {
            if color == "?" {
                if let Some(value) = self.special_color(which) {
                    self.reply_color(&(10 + which).to_string(), value, bell);
                }
            } else if let Some(color) = parse_color(color) {
                self.colors.own[which] = Some(color);
                self.colors_changed();
            }
        }
    }

    /// The current text (0), background (1) or cursor (2) colour, if known.
    pub fn special_color(&self, which: usize) -> Option<Rgb> {
        let outer = self.colors.outer[which.min(2) % 2];
        self.colors.own[which].or(outer)
    }

    fn reply_color(&mut self, what: &str, (r, g, b): Rgb, bell: bool) {
        let end = if bell { "\x07" } else { "\x1b\\" };
        self.reply(format!(
            "\x1b]{what};rgb:{r:02x}{r:02x}/{g:02x}{g:02x}/{b:02x}{b:02x}{end}"
        ));
    }
}

/// Parses a colour as XParseColor does: `rgb:r/g/b` with one to four digits each, `#rgb` and
/// longer, or a name.
fn parse_color(text: &str) -> Option<Rgb> {
    if let Some(rest) = text
        .strip_prefix("rgb:")
        .or_else(|| text.strip_prefix("rgba:"))
    {
        let mut parts = rest.split('/').map(|part| {
            let value = u32::from_str_radix(part, 16).ok()?;
            let most = (1u32 << (4 * part.len().min(4))) - 1;
            (part.len() <= 4).then(|| (value * 255 / most) as u8)
        });
        return Some((parts.next()??, parts.next()??, parts.next()??));
    }
    let Some(digits) = text.strip_prefix('#') else {
        return named_color(text);
    };
    let each = digits.len() / 3;
    if !digits.is_ascii() || digits.len() % 3 != 0 || !(1..=4).contains(&each) {
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

/// The most common colour names of X11 (`rgb.txt`), in any case.
fn named_color(name: &str) -> Option<Rgb> {
    const NAMES: [(&str, Rgb); 30] = [
        ("black", (0, 0, 0)),
        ("white", (255, 255, 255)),
        ("red", (255, 0, 0)),
        ("green", (0, 255, 0)),
        ("blue", (0, 0, 255)),
        ("yellow", (255, 255, 0)),
        ("cyan", (0, 255, 255)),
        ("magenta", (255, 0, 255)),
        ("gray", (190, 190, 190)),
        ("grey", (190, 190, 190)),
        ("darkgray", (169, 169, 169)),
        ("darkgrey", (169, 169, 169)),
        ("lightgray", (211, 211, 211)),
        ("lightgrey", (211, 211, 211)),
        ("orange", (255, 165, 0)),
        ("brown", (165, 42, 42)),
        ("purple", (160, 32, 240)),
        ("violet", (238, 130, 238)),
        ("pink", (255, 192, 203)),
        ("gold", (255, 215, 0)),
        ("navy", (0, 0, 128)),
        ("maroon", (176, 48, 96)),
        ("turquoise", (64, 224, 208)),
        ("beige", (245, 245, 220)),
        ("salmon", (250, 128, 114)),
        ("darkred", (139, 0, 0)),
        ("darkgreen", (0, 100, 0)),
        ("darkblue", (0, 0, 139)),
        ("lightblue", (173, 216, 230)),
        ("lightgreen", (144, 238, 144)),
    ];
    let found = NAMES.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
    found.map(|(_, color)| *color)
}
