//! Decodes replies and reports of a terminal.

use super::scan::{Csi, number};
use crate::base::{Point, Size};
use crate::tty::reply::{ColorSlot, TerminalReply, parse_rgb};

/// Decodes a control sequence that is neither a key nor a mouse report. Unknown sequences are
/// [`TerminalReply::Other`], since no key sends them.
pub(super) fn csi(csi: &Csi<'_>) -> TerminalReply {
    known(csi).unwrap_or_else(|| TerminalReply::Other(csi.bytes.to_vec()))
}

fn known(csi: &Csi<'_>) -> Option<TerminalReply> {
    let param = |n| csi.param(n).and_then(|value| u16::try_from(value).ok());
    let all = || (0..csi.count()).filter_map(param).collect();
    Some(match (csi.private, csi.intermediate, csi.last) {
        (b'?', 0, b'c') => TerminalReply::PrimaryAttributes(all()),
        (b'>', 0, b'c') => TerminalReply::SecondaryAttributes(all()),
        (b'?', b'$', b'y') => TerminalReply::Mode {
            mode: param(0)?,
            state: u8::try_from(param(1)?).ok()?,
        },
        (b'?', 0, b'u') => TerminalReply::KittyFlags(u8::try_from(param(0)?).ok()?),
        (b'?', 0, b'n') if param(0) == Some(997) => TerminalReply::ColorScheme {
            dark: param(1)? == 1,
        },
        (0, 0, b'n') => TerminalReply::Status(param(0)?),
        (0 | b'?', 0, b'R') => {
            let (row, col) = (param(0)?.checked_sub(1)?, param(1)?.checked_sub(1)?);
            TerminalReply::CursorPosition(Point::new(col, row))
        }
        (0, 0, b't') => match param(0)? {
            4 => TerminalReply::PixelSize(param(1)?, param(2)?),
            6 => TerminalReply::CellSize(param(1)?, param(2)?),
            8 | 48 => TerminalReply::Size(Size::new(param(2)?, param(1)?)),
            _ => return None,
        },
        _ => return None,
    })
}

/// Decodes a control string; `kind` is the byte after its ESC.
pub(super) fn text(kind: u8, body: &[u8]) -> TerminalReply {
    let text = String::from_utf8_lossy(body);
    let reply = match kind {
        b']' => osc(&text),
        b'P' => dcs(&text),
        _ => None,
    };
    reply.unwrap_or_else(|| {
        let mut bytes = vec![0x1b, kind];
        bytes.extend_from_slice(body);
        TerminalReply::Other(bytes)
    })
}

fn osc(text: &str) -> Option<TerminalReply> {
    let (command, rest) = text.split_once(';')?;
    let color = |slot, text: &str| {
        let rgb = parse_rgb(text)?;
        Some(TerminalReply::Color { slot, rgb })
    };
    match command {
        "4" => {
            let (entry, value) = rest.split_once(';')?;
            let entry = u8::try_from(number(entry.as_bytes())?).ok()?;
            color(ColorSlot::Palette(entry), value)
        }
        "10" => color(ColorSlot::Foreground, rest),
        "11" => color(ColorSlot::Background, rest),
        "12" => color(ColorSlot::Cursor, rest),
        "52" => {
            let (selection, base64) = rest.split_once(';')?;
            Some(TerminalReply::Clipboard {
                selection: selection.to_owned(),
                base64: base64.to_owned(),
            })
        }
        _ => None,
    }
}

fn dcs(text: &str) -> Option<TerminalReply> {
    if let Some(version) = text.strip_prefix(">|") {
        return Some(TerminalReply::Version(version.to_owned()));
    }
    if let Some(unit) = text.strip_prefix("!|") {
        return Some(TerminalReply::TertiaryAttributes(unit.to_owned()));
    }
    let (known, rest) = match text.split_at_checked(1)? {
        ("1", rest) => (true, rest),
        ("0", rest) => (false, rest),
        _ => return None,
    };
    if let Some(text) = rest.strip_prefix("$r") {
        let text = text.to_owned();
        return Some(TerminalReply::Setting { known, text });
    }
    let text = rest.strip_prefix("+r")?.to_owned();
    Some(TerminalReply::Capability { known, text })
}
