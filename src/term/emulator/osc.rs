//! Control strings: titles, working directory, hyperlinks, clipboard.

use super::state::State;
use crate::base::{Link, base64};
use crate::term::event::Event;
use crate::term::parse::sequence::StringKind;

/// The longest title or name in bytes. Longer ones are cut.
const MAX_TITLE: usize = 4096;
/// The depth of a stack of titles or icon names.
const MAX_TITLES: usize = 10;
/// The longest URI of a hyperlink in bytes. A longer one is ignored.
const MAX_URI: usize = 8192;

impl State {
    /// Executes a control string. If `bell`, it ended with BEL, and replies end likewise.
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
            Some(0) => {
                self.icon.name = printable(rest);
                self.set_title(&printable(rest));
            }
            Some(1) => self.icon.name = printable(rest),
            Some(2) => self.set_title(&printable(rest)),
            Some(4) => self.palette(&text, bell),
            Some(5) => self.special_colors(&text, bell),
            Some(7) => self.set_directory(&text),
            Some(8) => self.set_link(&text),
            Some(9) => self.osc_9(&text),
            Some(n @ 10..=12) => self.dynamic_colors(usize::from(n - 10), &text, bell),
            Some(52) => self.clipboard(&text, bell),
            Some(99) => self.notify_kitty(&text),
            Some(104) => self.reset_palette(&text),
            Some(105) => self.reset_special_colors(&text),
            Some(n @ 110..=112) => self.set_dynamic_color(usize::from(n - 110), None),
            Some(133) => self.prompt_mark(&text),
            Some(777) => self.notify_777(&text),
            _ => {}
        }
    }

    /// Sets the title and reports a change.
    pub fn set_title(&mut self, title: &str) {
        if self.title != title {
            title.clone_into(&mut self.title);
            self.changed = true;
            self.events.push(Event::Title(title.to_owned()));
        }
    }

    /// XTWINOPS 22 and 23 with their second parameter: icon name and title (0), icon name (1) or
    /// title (2). Each has a stack of its own.
    pub fn title_stack(&mut self, push: bool, what: u16) {
        if matches!(what, 0 | 1) {
            if push {
                push_name(&mut self.icon.stack, &self.icon.name);
            } else if let Some(name) = self.icon.stack.pop() {
                self.icon.name = name;
            }
        }
        if matches!(what, 0 | 2) {
            if push {
                push_name(&mut self.titles, &self.title);
            } else if let Some(title) = self.titles.pop() {
                self.set_title(&title);
            }
        }
    }

    fn set_directory(&mut self, uri: &str) {
        let uri = printable(uri.as_bytes());
        let path = directory(&uri);
        self.cwd = (!uri.is_empty()).then_some(uri);
        self.changed = true;
        self.events.push(Event::Cwd(path));
    }

    /// OSC 8: parameters, `;`, URI. An empty URI ends the link.
    fn set_link(&mut self, text: &str) {
        let (params, uri) = text.split_once(';').unwrap_or((text, ""));
        let id = params.split(':').find_map(|p| p.strip_prefix("id="));
        self.pen.link = if uri.is_empty() || uri.len() > MAX_URI {
            0
        } else {
            self.interners.links.intern(&Link {
                id: id.unwrap_or_default().to_owned(),
                uri: printable(uri.as_bytes()),
            })
        };
        self.pen_style_id = None;
    }

    fn clipboard(&mut self, text: &str, bell: bool) {
        let Some((selection, data)) = text.split_once(';') else {
            return;
        };
        let known = |c: char| "cpqs01234567".contains(c);
        let selection: String = selection.chars().filter(|&c| known(c)).take(12).collect();
        if data == "?" {
            self.events.push(Event::ClipboardQuery { selection, bell });
        } else if let Some(data) = base64::decode(data.as_bytes()) {
            self.events.push(Event::Clipboard { selection, data });
        }
    }
}

fn push_name(stack: &mut Vec<String>, name: &str) {
    if stack.len() >= MAX_TITLES {
        stack.remove(0);
    }
    stack.push(name.to_owned());
}

/// The text without control characters, cut at [`MAX_TITLE`].
pub(in crate::term) fn printable(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut clean: String = text.chars().filter(|c| !c.is_control()).collect();
    while clean.len() > MAX_TITLE {
        clean.pop();
    }
    clean
}

/// The path of a `file:` URI, or the text itself if it is not a URI.
pub(in crate::term) fn directory(uri: &str) -> String {
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

pub(in crate::term) fn percent_decoded(bytes: &[u8]) -> Vec<u8> {
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
