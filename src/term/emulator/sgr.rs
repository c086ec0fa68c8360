//! SGR: parameters to a pen. Knows both spellings of colours, with `;` and with `:`.

use super::fields::{Pen, Switches};
use super::state::State;
use crate::base::{Attrs, Color, Style, Underline};
use crate::term::parse::params::Params;

/// How many pens a program may stack, as in xterm.
const MAX_PENS: usize = 10;

impl State {
    /// SGR.
    #[inline]
    pub fn select_graphics(&mut self, params: &Params) {
        apply(params, &mut self.pen.style);
        self.pen_look = None;
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

    /// XTPOPSGR. The hyperlink is not a part of it.
    pub fn pop_pen(&mut self) {
        if let Some(pen) = self.pens.pop() {
            self.pen.style = pen.style;
            self.pen_look = None;
        }
    }

    /// DECSCA.
    pub fn set_protected(&mut self, n: u16) {
        self.switches.remove(Switches::GUARDED);
        self.protect(n == 1);
    }

    /// SPA and EPA. As in xterm's `charproc.c`, it depends on which of SPA and DECSCA came last
    /// whether ED, EL and ECH spare what is protected.
    pub fn guard(&mut self, on: bool) {
        if on {
            self.switches.insert(Switches::GUARDED);
        }
        self.protect(on);
    }

    fn protect(&mut self, on: bool) {
        self.pen.style.attrs.set(Attrs::PROTECTED, on);
        self.pen_look = None;
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
                simple(n, style);
                end
            }
        };
    }
}

/// Everything off but protection, which is not a look.
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

fn simple(n: u16, style: &mut Style) {
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

/// A colour after 38, 48 or 58 at `i`, whose colon parameters end at `end`. Returns where to go on.
fn color(params: &Params, i: usize, end: usize, to: &mut Color) -> usize {
    let byte = |n: u16| u8::try_from(n).ok();
    if end > i + 1 {
        // 38:5:n, 38:2:r:g:b or 38:2:space:r:g:b
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
