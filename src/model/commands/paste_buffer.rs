//! `paste-buffer`: paste a buffer into a pane.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::pane_input::modes;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::effect::{Effect, PaneEffect};

/// The start and end of a bracketed paste (xterm ctlseqs, mode 2004).
const BRACKETS: (&[u8], &[u8]) = (b"\x1b[200~", b"\x1b[201~");

/// Paste a buffer into a pane.
#[derive(clap::Args, Debug)]
pub struct PasteBuffer {
    /// Delete the buffer afterwards
    #[arg(short = 'd')]
    delete: bool,
    /// Use bracketed paste if the program asked for it
    #[arg(short = 'p')]
    bracketed: bool,
    /// Do not replace line feeds with carriage returns
    #[arg(short = 'r')]
    raw: bool,
    /// Do not replace control characters with visible text
    #[arg(short = 'S')]
    unchanged: bool,
    /// Buffer to paste (default: the newest buffer)
    #[arg(short = 'b', value_name = "buffer-name")]
    buffer: Option<String>,
    /// Replacement for line feeds (default: a carriage return)
    #[arg(short = 's', value_name = "separator")]
    separator: Option<String>,
    /// Target pane (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for PasteBuffer {
    const NAME: &'static str = "paste-buffer";
    const ALIAS: &'static str = "pasteb";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let pane = cx.pane(place.pane)?;
        let deaf = pane.input_off;
        if pane.exit().is_some() {
            return Err(Error::user("target pane has exited"));
        }
        let buffers = &cx.world.buffers;
        let buffer = match &self.buffer {
            Some(name) => Some(buffers.to_read(Some(name))?),
            None => buffers.find(None),
        };
        let Some(buffer) = buffer else {
            return Ok(Flow::Done);
        };
        let (name, mut typed) = (buffer.name.clone(), self.typed(&buffer.data));
        if self.bracketed && modes(cx.access, place.pane).bracketed_paste {
            typed = [BRACKETS.0, &typed, BRACKETS.1].concat();
        }
        if !deaf {
            cx.world
                .effect(Effect::Pane(place.pane, PaneEffect::Write(typed)));
        }
        if self.delete {
            cx.world.buffers.remove(Some(&name))?;
        }
        Ok(Flow::Done)
    }
}

impl PasteBuffer {
    /// Returns the bytes to write to the pane for the data of a buffer.
    fn typed(&self, data: &[u8]) -> Vec<u8> {
        let usual = if self.raw { "\n" } else { "\r" };
        let separator = self.separator.as_deref().unwrap_or(usual);
        let mut out = Vec::with_capacity(data.len());
        let plain = |out: &mut Vec<u8>, byte: u8| match byte {
            b'\n' => out.extend_from_slice(separator.as_bytes()),
            b'\t' | b'\r' | 0x07 | 0x08 => out.push(byte),
            0x00..=0x1f | 0x7f if !self.unchanged => out.extend([b'^', byte ^ 0x40]),
            byte => out.push(byte),
        };
        for chunk in data.utf8_chunks() {
            for byte in chunk.valid().bytes() {
                plain(&mut out, byte);
            }
            for byte in chunk.invalid() {
                if self.unchanged {
                    out.push(*byte);
                } else {
                    out.extend_from_slice(meta(*byte).as_bytes());
                }
            }
        }
        out
    }
}

/// A byte of 0x80 or more in the form of vis(3).
fn meta(byte: u8) -> String {
    let low = byte & 0x7f;
    match low {
        b' ' => format!("\\{byte:03o}"),
        0x00..=0x1f | 0x7f => format!("M^{}", char::from(low ^ 0x40)),
        _ => format!("M-{}", char::from(low)),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    #[test]
    fn bytes_that_are_not_utf8_are_pasted_in_vis_form_unless_they_are_asked_for() {
        for (flags, typed) in [
            ("", &b"caf M-i M^@ \\240 b\xc3\xbc^[\r"[..]),
            ("-S", b"caf \xe9 \x80 \xa0 b\xc3\xbc\x1b\r"),
        ] {
            let mut fixture = TestWorld::new();
            fixture.ok("set-buffer \"caf \\351 \\200 \\240 bü\\033\\n\"");
            fixture.ok(&format!("paste-buffer {flags}"));
            assert_eq!(fixture.typed_bytes(0), typed, "{flags}");
        }
    }
}
