//! SGR: parameters to a pen. It accepts colours with `;` (xterm) and with `:` (ITU T.416).

use super::fields::{ModeFlags, Pen};
use super::state::State;
use crate::base::{Attrs, Color, Style, Underline};
use crate::term::parse::params::Params;

/// The depth of the pen stack, as in xterm.
const MAX_PENS: usize = 10;

impl State {
    /// SGR (ECMA-48, 8.3.117).
    #[inline]
    pub fn select_graphics(&mut self, params: &Params) {
        apply(params, &mut self.pen.style);
        self.pen_style_id = None;
    }

    /// XTPUSHSGR.
    pub fn push_pen(&mut self) {
        if self.pens.len() >= MAX_PENS {
            self.pens.remove(0);
        }
        self.pens.push(Pen {
            link: 0,
            ..self.pen
        });
    }

    /// XTPOPSGR. The hyperlink stays.
    pub fn pop_pen(&mut self) {
        if let Some(pen) = self.pens.pop() {
            self.pen.style = pen.style;
            self.pen_style_id = None;
        }
    }

    /// DECSCA.
    pub fn set_protected(&mut self, n: u16) {
        self.flags.remove(ModeFlags::ISO_PROTECTION);
        self.protect(n == 1);
    }

    /// SPA and EPA. As in xterm (`charproc.c`), the last of SPA and DECSCA decides whether ED, EL
    /// and ECH spare protected characters.
    pub fn set_iso_protection(&mut self, on: bool) {
        if on {
            self.flags.insert(ModeFlags::ISO_PROTECTION);
        }
        self.protect(on);
    }

    fn protect(&mut self, on: bool) {
        self.pen.style.attrs.set(Attrs::PROTECTED, on);
        self.pen_style_id = None;
    }
}

/// Applies the parameters of an SGR sequence to a style.
pub(in crate::term) fn apply(params: &Params, style: &mut Style) {
    if params.len() == 0 {
        clear(style);
        return;
    }
    let mut i = 0;
    while i < params.len() {
        let mut end = i + 1;
        while params.is_sub(end) {
            end += 1;
        }
        i = match params.get(i) {
            38 => color(params, i, end, &mut style.fg),
            48 => color(params, i, end, &mut style.bg),
            58 => color(params, i, end, &mut style.ul),
            4 if end > i + 1 => {
                style.underline = underline(params.get(i + 1));
                end
            }
            n => {
                simple_attribute(n, style);
                end
            }
        };
    }
}

/// Resets everything except protection, which SGR does not control.
fn clear(style: &mut Style) {
    *style = Style {
        attrs: style.attrs & Attrs::PROTECTED,
        ..Style::DEFAULT
    };
}

fn underline(n: u16) -> Underline {
    match n {
        0 => Underline::None,
        2 => Underline::Double,
        3 => Underline::Curly,
        4 => Underline::Dotted,
        5 => Underline::Dashed,
        _ => Underline::Single,
    }
}

fn simple_attribute(n: u16, style: &mut Style) {
    let attrs = &mut style.attrs;
    match n {
        0 => clear(style),
        1 => attrs.insert(Attrs::BOLD),
        2 => attrs.insert(Attrs::DIM),
        3 => attrs.insert(Attrs::ITALIC),
        4 => style.underline = Underline::Single,
        5 | 6 => attrs.insert(Attrs::BLINK),
        7 => attrs.insert(Attrs::REVERSE),
        8 => attrs.insert(Attrs::HIDDEN),
        9 => attrs.insert(Attrs::STRIKE),
        21 => style.underline = Underline::Double,
        22 => attrs.remove(Attrs::BOLD | Attrs::DIM),
        23 => attrs.remove(Attrs::ITALIC),
        24 => style.underline = Underline::None,
        25 => attrs.remove(Attrs::BLINK),
        27 => attrs.remove(Attrs::REVERSE),
        28 => attrs.remove(Attrs::HIDDEN),
        29 => attrs.remove(Attrs::STRIKE),
        30..=37 => style.fg = Color::Ansi((n - 30) as u8),
        39 => style.fg = Color::Default,
        40..=47 => style.bg = Color::Ansi((n - 40) as u8),
        49 => style.bg = Color::Default,
        53 => attrs.insert(Attrs::OVERLINE),
        55 => attrs.remove(Attrs::OVERLINE),
        59 => style.ul = Color::Default,
        90..=97 => style.fg = Color::Ansi((n - 90 + 8) as u8),
        100..=107 => style.bg = Color::Ansi((n - 100 + 8) as u8),
        _ => {}
    }
}

/// Reads the colour after 38, 48 or 58 at index `i`; its subparameters end at `end`. Returns the
/// index after the colour.
fn color(params: &Params, i: usize, end: usize, to: &mut Color) -> usize {
    let byte = |n: u16| u8::try_from(n).ok();
    if end > i + 1 {
        // 38:5:n, 38:2:r:g:b or 38:2:colour-space:r:g:b.
        let found = match params.get(i + 1) {
            5 => byte(params.get(i + 2)).map(Color::Indexed),
            2 if end >= i + 5 => {
                let first = if end >= i + 6 { i + 3 } else { i + 2 };
                rgb(params, first)
            }
            _ => None,
        };
        *to = found.unwrap_or(*to);
        return end;
    }
    match params.get(i + 1) {
        5 => {
            *to = byte(params.get(i + 2)).map_or(*to, Color::Indexed);
            i + 3
        }
        2 => {
            *to = rgb(params, i + 2).unwrap_or(*to);
            i + 5
        }
        _ => params.len(),
    }
}

fn rgb(params: &Params, i: usize) -> Option<Color> {
    let byte = |n: usize| u8::try_from(params.get(n)).ok();
    Some(Color::Rgb(byte(i)?, byte(i + 1)?, byte(i + 2)?))
}
