//! Colours that a program sets and queries: OSC 4, 5, 10 to 12, 104, 105, 110 to 112 (xterm
//! ctlseqs). The screen replies with colours that the program or `pane-colours` set. It reports
//! queries for other colours as events, because the world knows styles and outer terminals.

use super::state::State;
use crate::base::palette::Rgb;
use crate::term::event::{ColorQuery, Event, QueriedColor};
use crate::term::parse::color::parse_color;

/// The number of the first special colour in OSC 4 and 104.
const SPECIAL: u16 = 256;
/// The number of special colours: bold, underline, blink, reverse, italic.
const SPECIALS: u8 = 5;

impl State {
    /// Reports a changed colour.
    pub fn colors_changed(&mut self) {
        self.changed = true;
        self.grid.touch_all();
        if self.events.last() != Some(&Event::Palette) {
            self.events.push(Event::Palette);
        }
    }

    /// OSC 4: pairs of a number and a colour or `?`. Numbers from 256 on are special colours.
    pub fn palette(&mut self, text: &str, bell: bool) {
        let mut parts = text.split(';');
        while let (Some(n), Some(color)) = (parts.next(), parts.next()) {
            match n.parse::<u16>() {
                Ok(n @ ..SPECIAL) => self.palette_entry(n as u8, color, bell),
                Ok(n) => self.special_color(n - SPECIAL, &format!("4;{n}"), color, bell),
                Err(_) => {}
            }
        }
    }

    fn palette_entry(&mut self, n: u8, color: &str, bell: bool) {
        if color == "?" {
            let known = self.palette_color(n);
            self.answer(QueriedColor::Palette(n), &format!("4;{n}"), known, bell);
        } else if let Some(color) = parse_color(color) {
            self.colors.palette.insert(n, color);
            self.colors_changed();
        }
    }

    /// OSC 5: pairs of the number of a special colour and a colour or `?`.
    pub fn special_colors(&mut self, text: &str, bell: bool) {
        let mut parts = text.split(';');
        while let (Some(n), Some(color)) = (parts.next(), parts.next()) {
            if let Ok(n) = n.parse() {
                self.special_color(n, &format!("5;{n}"), color, bell);
            }
        }
    }

    /// Sets or queries special colour `n`, which replies call `name`. These colours only keep their
    /// value: a colour that replaces an attribute would hide the attribute.
    fn special_color(&mut self, n: u16, name: &str, color: &str, bell: bool) {
        let Some(n) = u8::try_from(n).ok().filter(|n| *n < SPECIALS) else {
            return;
        };
        if color == "?" {
            let known = self.colors.special.get(&n).copied();
            self.answer(QueriedColor::Special, name, known, bell);
        } else if let Some(color) = parse_color(color) {
            self.colors.special.insert(n, color);
        }
    }

    /// OSC 104: resets the listed palette entries and special colours, or all palette entries.
    pub fn reset_palette(&mut self, text: &str) {
        if text.is_empty() {
            self.colors.palette.clear();
        }
        for n in text.split(';').filter_map(|n| n.parse::<u16>().ok()) {
            match (u8::try_from(n), u8::try_from(n.wrapping_sub(SPECIAL))) {
                (Ok(n), _) => self.colors.palette.remove(&n),
                (_, Ok(n)) => self.colors.special.remove(&n),
                _ => None,
            };
        }
        self.colors_changed();
    }

    /// OSC 105: resets the listed special colours, or all.
    pub fn reset_special_colors(&mut self, text: &str) {
        if text.is_empty() {
            self.colors.special.clear();
        }
        for n in text.split(';').filter_map(|n| n.parse().ok()) {
            self.colors.special.remove(&n);
        }
    }

    /// OSC 10 to 12: each further colour is for the next number.
    pub fn dynamic_colors(&mut self, first: usize, text: &str, bell: bool) {
        const QUERIED: [QueriedColor; 3] = [
            QueriedColor::Text,
            QueriedColor::Background,
            QueriedColor::Cursor,
        ];
        for (which, color) in (first..3).zip(text.split(';')) {
            if color == "?" {
                let known = self.colors.own[which];
                self.answer(QUERIED[which], &(10 + which).to_string(), known, bell);
            } else if let Some(color) = parse_color(color) {
                self.set_dynamic_color(which, Some(color));
            }
        }
    }

    /// Sets or resets the text (0), background (1) or cursor (2) colour. The cursor is read with
    /// every frame, so a change of its colour needs no event; editors change it with their mode.
    pub fn set_dynamic_color(&mut self, which: usize, color: Option<Rgb>) {
        self.colors.own[which] = color;
        self.changed = true;
        if which < 2 {
            self.colors_changed();
        }
    }

    /// Palette entry `n`, if the program or `pane-colours` set it.
    pub fn palette_color(&self, n: u8) -> Option<Rgb> {
        let own = self.colors.palette.get(&n);
        own.or_else(|| self.options.palette.get(&n)).copied()
    }

    /// The background colour, if the program set it or the outer terminal's is known.
    pub fn known_background(&self) -> Option<Rgb> {
        self.colors.own[1].or(self.colors.outer[1])
    }

    /// Replies with a known colour, or reports the query.
    fn answer(&mut self, color: QueriedColor, name: &str, known: Option<Rgb>, bell: bool) {
        self.color_queries += 1;
        let query = ColorQuery {
            number: self.color_queries,
            color,
            name: name.to_owned(),
            bell,
        };
        match known {
            Some(known) => self.reply(query.reply(known)),
            None => self.events.push(Event::ColorQuery(query)),
        }
    }
}
