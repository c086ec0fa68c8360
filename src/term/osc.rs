//! Strings: titles, directories, colours, hyperlinks, clipboards, notifications, prompt marks.

use super::event::{Event, PromptMark};
use super::grid::{MARK_OUTPUT, MARK_PROMPT};
use super::parser::StringKind;
use super::report;
use super::state::{Rgb, State};
use crate::base::Link;

/// A title or name longer than this is cut. Bytes.
const MAX_TITLE: usize = 4096;
/// How many titles a program may stack.
const MAX_TITLES: usize = 10;
/// A longer address is no hyperlink. Bytes.
const MAX_URI: usize = 8192;

impl State {
    /// A complete string. `bell`: it ended with BEL, and so do answers to it.
    pub fn string(&mut self, kind: StringKind, bytes: &[u8], bell: bool) {
        match kind {
            StringKind::Osc => self.osc(bytes, bell),
            StringKind::Dcs => self.dcs(bytes),
            StringKind::Name => self.events.push(Event::Rename(printable(bytes))),
            StringKind::Apc if bytes.first() != Some(&b'G') => self.set_title(&printable(bytes)),
            StringKind::Apc | StringKind::Ignored => {}
        }
    }

    fn osc(&mut self, bytes: &[u8], bell: bool) {
        let split = bytes.iter().position(|&b| b == b';');
        let (number, rest) = match split {
            Some(at) => (&bytes[..at], &bytes[at + 1..]),
            None => (bytes, &bytes[bytes.len()..]),
        };
        let number = std::str::from_utf8(number)
            .ok()
            .and_then(|n| n.parse::<u16>().ok());
        let text = String::from_utf8_lossy(rest);
        match number {
            Some(0 | 2) => self.set_title(&printable(rest)),
            Some(4) => self.palette(&text, bell),
            Some(7) => self.set_directory(&text),
            Some(8) => self.set_link(&text),
            Some(9) => self.osc_9(&text),
            Some(n @ 10..=12) => self.special_colors(usize::from(n - 10), &text, bell),
            Some(52) => self.clipboard(&text),
            Some(99) => self.notify_kitty(&text),
            Some(104) => self.reset_palette(&text),
            Some(n @ 110..=112) => {
                self.colors.own[usize::from(n - 110)] = None;
                self.colors_changed();
            }
            Some(133) => self.prompt_mark(&text),
            Some(777) => self.notify_777(&text),
            _ => {}
        }
    }

    /// Another title.
    pub fn set_title(&mut self, title: &str) {
        if self.title != title {
            title.clone_into(&mut self.title);
            self.changed = true;
            self.events.push(Event::Title(title.to_owned()));
        }
    }

    /// XTWINOPS 22: the title goes on the stack.
    pub fn push_title(&mut self) {
        if self.titles.len() >= MAX_TITLES {
            self.titles.remove(0);
        }
        self.titles.push(self.title.clone());
    }

    /// XTWINOPS 23: the title comes off the stack.
    pub fn pop_title(&mut self) {
        if let Some(title) = self.titles.pop() {
            self.set_title(&title);
        }
    }

    fn set_directory(&mut self, uri: &str) {
        let path = directory(uri);
        self.cwd = (!path.is_empty()).then(|| path.clone());
        self.changed = true;
        self.events.push(Event::Cwd(path));
    }

    /// OSC 8: parameters, `;`, address; an empty address ends the link.
    fn set_link(&mut self, text: &str) {
        let (params, uri) = text.split_once(';').unwrap_or((text, ""));
        let id = params.split(':').find_map(|p| p.strip_prefix("id="));
        self.pen.link = if uri.is_empty() || uri.len() > MAX_URI {
            0
        } else {
            self.tables.links.intern(&Link {
                id: id.unwrap_or_default().to_owned(),
                uri: printable(uri.as_bytes()),
            })
        };
        self.pen_look = None;
    }

    fn osc_9(&mut self, text: &str) {
        let mut parts = text.splitn(3, ';');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("4"), state, value) => {
                let number = |t: Option<&str>| t.and_then(|t| t.parse::<u8>().ok()).unwrap_or(0);
                self.events.push(Event::Progress {
                    state: number(state),
                    value: number(value).min(100),
                });
            }
            (Some("9"), Some(path), _) => {
                self.cwd = Some(path.to_owned());
                self.events.push(Event::Cwd(path.to_owned()));
            }
            _ => self.events.push(Event::Notify {
                title: String::new(),
                body: printable(text.as_bytes()),
            }),
        }
    }

    fn notify_777(&mut self, text: &str) {
        let mut parts = text.splitn(3, ';');
        if parts.next() == Some("notify") {
            let mut part = || printable(parts.next().unwrap_or_default().as_bytes());
            let (title, body) = (part(), part());
            self.events.push(Event::Notify { title, body });
        }
    }

    /// OSC 99 in its simple form: one piece, which is the title.
    fn notify_kitty(&mut self, text: &str) {
        let Some((meta, payload)) = text.split_once(';') else {
            return;
        };
        let value = |key| meta.split(':').find_map(|m| m.strip_prefix(key));
        let plain = matches!(value("p="), None | Some("title" | "body"));
        if !plain || payload.is_empty() {
            return;
        }
        let bytes = match value("e=") {
            Some("1") => report::from_base64(payload.as_bytes()),
            _ => Some(payload.as_bytes().to_vec()),
        };
        let body = printable(&bytes.unwrap_or_default());
        self.events.push(Event::Notify {
            title: String::new(),
            body,
        });
    }

    fn clipboard(&mut self, text: &str) {
        let Some((selection, data)) = text.split_once(';') else {
            return;
        };
        let known = |c: char| "cpqs01234567".contains(c);
        let selection: String = selection.chars().filter(|&c| known(c)).take(12).collect();
        if data == "?" {
            self.events.push(Event::ClipboardQuery { selection });
        } else if let Some(data) = report::from_base64(data.as_bytes()) {
            self.events.push(Event::Clipboard { selection, data });
        }
    }

    fn prompt_mark(&mut self, text: &str) {
        let mut parts = text.split(';');
        let mark = match parts.next().unwrap_or_default() {
            "A" | "N" => PromptMark::Prompt,
            "B" => PromptMark::Input,
            "C" => PromptMark::Output,
            "D" => PromptMark::End(parts.next().and_then(|n| n.parse().ok())),
            _ => return,
        };
        match mark {
            PromptMark::Prompt => self.grid.add_marks(self.place.y, MARK_PROMPT),
            PromptMark::Output => self.grid.add_marks(self.place.y, MARK_OUTPUT),
            PromptMark::Input | PromptMark::End(_) => {}
        }
        self.events.push(Event::Prompt(mark));
    }

    fn colors_changed(&mut self) {
        self.changed = true;
        if self.events.last() != Some(&Event::Palette) {
            self.events.push(Event::Palette);
        }
    }

    /// OSC 4: pairs of number and colour or `?`.
    fn palette(&mut self, text: &str, bell: bool) {
        let mut parts = text.split(';');
        while let (Some(n), Some(color)) = (parts.next(), parts.next()) {
            let Ok(n) = n.parse::<u8>() else { continue };
            if color == "?" {
                let own = self.colors.palette.get(&n).copied();
                let value = own.unwrap_or_else(|| default_palette(n));
                self.reply_color(&format!("4;{n}"), value, bell);
            } else if let Some(color) = parse_color(color) {
                self.colors.palette.insert(n, color);
                self.colors_changed();
            }
        }
    }

    fn reset_palette(&mut self, text: &str) {
        if text.is_empty() {
            self.colors.palette.clear();
        }
        for n in text.split(';').filter_map(|n| n.parse().ok()) {
            self.colors.palette.remove(&n);
        }
        self.colors_changed();
    }

    /// OSC 10 to 12: further colours are those of the following numbers.
    fn special_colors(&mut self, first: usize, text: &str, bell: bool) {
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

    /// Text (0), background (1) or cursor (2) as it is now, if that is known.
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

/// Text without control characters, of bounded length.
pub(super) fn printable(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut clean: String = text.chars().filter(|c| !c.is_control()).collect();
    while clean.len() > MAX_TITLE {
        clean.pop();
    }
    clean
}

/// The path of a `file:` address, or the text itself if it is none.
fn directory(uri: &str) -> String {
    let rest = uri
        .strip_prefix("file://")
        .or_else(|| uri.strip_prefix("kitty-shell-cwd://"));
    let Some(rest) = rest else {
        return printable(uri.as_bytes());
    };
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    if uri.starts_with("kitty") {
        return printable(path.as_bytes());
    }
    printable(&percent_decoded(path.as_bytes()))
}

fn percent_decoded(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = (bytes[i] == b'%')
            .then(|| bytes.get(i + 1..i + 3))
            .flatten();
        let hex = hex.and_then(|h| std::str::from_utf8(h).ok());
        match hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                i += 3;
            }
            None => {
                out.push(bytes[i]);
                i += 1;
            }
        }
    }
    out
}

/// A colour as X11 writes it: `rgb:r/g/b` with one to four digits each, or `#rgb` and longer.
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
    let digits = text.strip_prefix('#')?;
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

/// xterm's palette.
fn default_palette(n: u8) -> Rgb {
    const BASE: [Rgb; 16] = [
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
    match n {
        0..=15 => BASE[usize::from(n)],
        16..=231 => {
            let level = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
            let n = n - 16;
            (level(n / 36), level(n / 6 % 6), level(n % 6))
        }
        232.. => {
            let grey = 8 + 10 * (n - 232);
            (grey, grey, grey)
        }
    }
}
