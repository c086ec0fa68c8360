//! Sequences for the outer terminal that do not draw cells: title, clipboard, bell, notifications,
//! progress, cursor colour (xterm ctlseqs, "Operating System Commands"). Control characters are
//! removed from text, so that it cannot end the sequence. A terminal that lacks the capability gets
//! nothing.

use super::caps::Caps;
use crate::base::base64;
use std::io::Write as _;

/// Appends the window title (OSC 2).
pub fn title(text: &str, caps: &Caps, out: &mut Vec<u8>) {
    if caps.title {
        osc(&["2;", &safe(text)], out);
    }
}

/// Appends OSC 52, which sets a selection to `data`: `c` clipboard, `p` primary, empty the default.
pub fn clipboard(selection: &str, data: &[u8], caps: &Caps, out: &mut Vec<u8>) {
    if caps.clipboard {
        osc(
            &["52;", &letters(selection), ";", &base64::encode(data)],
            out,
        );
    }
}

/// Appends the query for a selection (OSC 52); the reply is `TerminalReply::Clipboard`.
pub fn clipboard_query(selection: &str, caps: &Caps, out: &mut Vec<u8>) {
    if caps.clipboard {
        osc(&["52;", &letters(selection), ";?"], out);
    }
}

/// Appends BEL.
pub fn bell(out: &mut Vec<u8>) {
    out.push(0x07);
}

/// Appends a desktop notification: of kitty (OSC 99), with a title (OSC 777), or with one text,
/// which has the title before it (OSC 9).
pub fn notification(title: &str, body: &str, caps: &Caps, out: &mut Vec<u8>) {
    if !caps.queries {
        return;
    }
    if caps.kitty_notifications {
        let first = if title.is_empty() { body } else { title };
        osc(&["99;i=mux:d=0;", &safe(first)], out);
        let rest = if title.is_empty() { "" } else { body };
        osc(&["99;i=mux:d=1:p=body;", &safe(rest)], out);
        return;
    }
    if caps.titled_notifications {
        // A semicolon would end the title.
        let title = safe(title).replace(';', ",");
        osc(&["777;notify;", &title, ";", &safe(body)], out);
        return;
    }
    match title {
        "" => osc(&["9;", &safe(body)], out),
        _ => osc(&["9;", &safe(title), ": ", &safe(body)], out),
    }
}

/// Appends a progress bar (OSC 9;4, ConEmu). `state`: 0 none, 1 normal, 2 error, 3 indeterminate,
/// 4 paused; `value` in percent.
pub fn progress(state: u8, value: u8, caps: &Caps, out: &mut Vec<u8>) {
    if caps.progress {
        // Writing to a vector cannot fail.
        let _ = write!(out, "\x1b]9;4;{state};{value}\x1b\\");
    }
}

/// Appends the cursor colour (OSC 12), or its reset (OSC 112).
pub fn cursor_color(color: Option<(u8, u8, u8)>, caps: &Caps, out: &mut Vec<u8>) {
    if !caps.cursor_color {
        return;
    }
    match color {
        Some((r, g, b)) => {
            // Writing to a vector cannot fail.
            let _ = write!(out, "\x1b]12;rgb:{r:02x}/{g:02x}/{b:02x}\x1b\\");
        }
        None => osc(&["112"], out),
    }
}

fn osc(parts: &[&str], out: &mut Vec<u8>) {
    out.extend_from_slice(b"\x1b]");
    for part in parts {
        out.extend_from_slice(part.as_bytes());
    }
    out.extend_from_slice(b"\x1b\\");
}

/// `text` without control characters.
fn safe(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// The letters of `selection` that xterm knows.
fn letters(selection: &str) -> String {
    let known = |c: &char| matches!(c, 'c' | 'p' | 'q' | 's' | '0'..='7');
    selection.chars().filter(known).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl Fn(&Caps, &mut Vec<u8>)) -> String {
        let mut none = Vec::new();
        write(&Caps::NONE, &mut none);
        assert_eq!(none, b"", "a terminal that can only print");
        let mut out = Vec::new();
        write(&Caps::ALL, &mut out);
        String::from_utf8(out).unwrap().replace('\x1b', "␛")
    }

    fn without_kitty(caps: &Caps) -> Caps {
        Caps {
            kitty_notifications: false,
            ..caps.clone()
        }
    }

    fn with_one_text(caps: &Caps) -> Caps {
        Caps {
            titled_notifications: false,
            ..without_kitty(caps)
        }
    }

    #[test]
    fn sequences_are_safe_and_need_their_capability() {
        for (got, want) in [
            (text(|c, o| title("a\x1b\\b\u{9c}é", c, o)), "␛]2;a\\bé␛\\"),
            (
                text(|c, o| clipboard("c", b"hello", c, o)),
                "␛]52;c;aGVsbG8=␛\\",
            ),
            (text(|c, o| clipboard("x;\x1b", b"", c, o)), "␛]52;;␛\\"),
            (text(|c, o| clipboard_query("p", c, o)), "␛]52;p;?␛\\"),
            (
                text(|c, o| notification("ma;ke", "do\x07ne", c, o)),
                "␛]99;i=mux:d=0;ma;ke␛\\␛]99;i=mux:d=1:p=body;done␛\\",
            ),
            (
                text(|c, o| notification("ma;ke", "a;b", &without_kitty(c), o)),
                "␛]777;notify;ma,ke;a;b␛\\",
            ),
            (
                text(|c, o| notification("", "done", &with_one_text(c), o)),
                "␛]9;done␛\\",
            ),
            (
                text(|c, o| notification("make", "done", &with_one_text(c), o)),
                "␛]9;make: done␛\\",
            ),
            (text(|c, o| progress(1, 50, c, o)), "␛]9;4;1;50␛\\"),
            (
                text(|c, o| cursor_color(Some((255, 0, 1)), c, o)),
                "␛]12;rgb:ff/00/01␛\\",
            ),
            (text(|c, o| cursor_color(None, c, o)), "␛]112␛\\"),
        ] {
            assert_eq!(got, want);
        }
    }
}
