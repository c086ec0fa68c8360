//! Mouse reports for a program (xterm ctlseqs, "Mouse Tracking").

use super::sequence::csi;
use crate::base::{Mods, MouseButton, MouseEvent, MouseEventKind, MouseTracking, Point, Size};
use crate::term::modes::{Modes, MouseEncoding};

/// The largest values of the encodings that add 32 to a value.
const MAX_BYTE: u16 = 255;
const MAX_UTF8: u16 = 2047;

/// Appends the report of a mouse event, whose position is relative to the pane. Returns false if
/// the program does not track the event or its encoding cannot express the position.
pub fn encode_mouse(event: &MouseEvent, modes: &Modes, out: &mut Vec<u8>) -> bool {
    let Some(button) = wanted(event.kind, modes.mouse) else {
        return false;
    };
    let release = matches!(event.kind, MouseEventKind::Release(_));
    let mut bits = match modes.mouse_encoding {
        MouseEncoding::Sgr | MouseEncoding::SgrPixels => button,
        _ if release => 3,
        _ => button,
    };
    if matches!(event.kind, MouseEventKind::Drag(_) | MouseEventKind::Move) {
        bits |= 32;
    }
    if modes.mouse != MouseTracking::X10 {
        bits |= mods(event.mods);
    }
    let Some(x) = event.at.x.checked_add(1) else {
        return false;
    };
    let Some(y) = event.at.y.checked_add(1) else {
        return false;
    };
    match modes.mouse_encoding {
        MouseEncoding::Sgr => {
            let last = if release { b'm' } else { b'M' };
            csi(format_args!("<{bits};{x};{y}"), last, out);
            true
        }
        MouseEncoding::SgrPixels => {
            let last = if release { b'm' } else { b'M' };
            let (x, y) = middle(event.at, modes.cell_pixels);
            csi(format_args!("<{bits};{x};{y}"), last, out);
            true
        }
        MouseEncoding::Urxvt => {
            csi(format_args!("{};{x};{y}", bits + 32), b'M', out);
            true
        }
        MouseEncoding::X10 => offset([bits, x, y], MAX_BYTE, out),
        MouseEncoding::Utf8 => offset([bits, x, y], MAX_UTF8, out),
    }
}

/// The button number, if the tracking mode covers the event.
fn wanted(kind: MouseEventKind, tracking: MouseTracking) -> Option<u16> {
    let (button, least) = match kind {
        MouseEventKind::Press(button) if button_number(button) < 3 => {
            (button_number(button), MouseTracking::X10)
        }
        MouseEventKind::Press(button) => (button_number(button), MouseTracking::Normal),
        MouseEventKind::Release(Some(button)) if is_wheel(button) => return None,
        MouseEventKind::Release(button) => (button.map_or(0, button_number), MouseTracking::Normal),
        MouseEventKind::Drag(button) => (button_number(button), MouseTracking::Button),
        MouseEventKind::Move => (3, MouseTracking::Any),
    };
    let rank = |tracking| match tracking {
        MouseTracking::Off => 0,
        MouseTracking::X10 => 1,
        MouseTracking::Normal => 2,
        MouseTracking::Button => 3,
        MouseTracking::Any => 4,
    };
    (rank(tracking) >= rank(least)).then_some(button)
}

/// The pixel position of the middle of a cell, from 1. Only the cell of the mouse is known.
fn middle(at: Point, cell: Size) -> (u32, u32) {
    let pixel = |n: u16, size: u16| u32::from(n) * u32::from(size) + u32::from(size / 2) + 1;
    (pixel(at.x, cell.cols), pixel(at.y, cell.rows))
}

fn is_wheel(button: MouseButton) -> bool {
    (64..128).contains(&button_number(button))
}

/// The button number of xterm.
fn button_number(button: MouseButton) -> u16 {
    match button {
        MouseButton::Left => 0,
        MouseButton::Middle => 1,
        MouseButton::Right => 2,
        MouseButton::WheelUp => 64,
        MouseButton::WheelDown => 65,
        MouseButton::WheelLeft => 66,
        MouseButton::WheelRight => 67,
        MouseButton::Extra(n) => 128 + u16::from(n.clamp(8, 11) - 8),
    }
}

fn mods(mods: Mods) -> u16 {
    let bit = |held, bit| if mods.contains(held) { bit } else { 0 };
    bit(Mods::SHIFT, 4) | bit(Mods::META, 8) | bit(Mods::CTRL, 16)
}

/// Appends `CSI M` and three values plus 32, as bytes or as UTF-8. Returns false if one is above
/// `max`.
fn offset(values: [u16; 3], max: u16, out: &mut Vec<u8>) -> bool {
    if values.iter().any(|value| *value > max - 32) {
        return false;
    }
    out.extend_from_slice(b"\x1b[M");
    for value in values.map(|value| value + 32) {
        match u8::try_from(value) {
            Ok(byte) if max == MAX_BYTE || byte.is_ascii() => out.push(byte),
            _ => {
                let c = char::from_u32(u32::from(value)).unwrap_or(' ');
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
    }
    true
}
