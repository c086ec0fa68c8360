//! Decodes mouse reports (xterm ctlseqs, "Mouse Tracking").

use super::scan::Csi;
use crate::base::{Mods, MouseButton, MouseEvent, MouseEventKind, Point};

/// `CSI < b ; x ; y M`, or `m` for a release.
pub(super) fn sgr(csi: &Csi<'_>) -> Option<MouseEvent> {
    let at = position(csi.param(1)?, csi.param(2)?)?;
    event(csi.param(0)?, csi.last == b'm', at)
}

/// `CSI b ; x ; y M`, with 32 added to b.
pub(super) fn urxvt(csi: &Csi<'_>) -> Option<MouseEvent> {
    let at = position(csi.param(1)?, csi.param(2)?)?;
    unnamed_release(csi.param(0)?.checked_sub(32)?, at)
}

/// `CSI M b x y`, each with 32 added.
pub(super) fn x10(bytes: [u8; 3]) -> Option<MouseEvent> {
    let [b, x, y] = bytes.map(|byte| u32::from(byte).checked_sub(32));
    let at = position(x?, y?)?;
    unnamed_release(b?, at)
}

fn position(x: u32, y: u32) -> Option<Point> {
    let cell = |n: u32| u16::try_from(n.checked_sub(1)?).ok();
    Some(Point::new(cell(x)?, cell(y)?))
}

/// The older encodings report button 3 without motion for the release of any button.
fn unnamed_release(bits: u32, at: Point) -> Option<MouseEvent> {
    if bits & 0b1110_0011 == 3 {
        return Some(MouseEvent {
            kind: MouseEventKind::Release(None),
            at,
            mods: mods(bits),
        });
    }
    event(bits, false, at)
}

fn event(bits: u32, release: bool, at: Point) -> Option<MouseEvent> {
    let button = match bits & 0b1100_0011 {
        0 => Some(MouseButton::Left),
        1 => Some(MouseButton::Middle),
        2 => Some(MouseButton::Right),
        3 => None,
        64 => Some(MouseButton::WheelUp),
        65 => Some(MouseButton::WheelDown),
        66 => Some(MouseButton::WheelLeft),
        67 => Some(MouseButton::WheelRight),
        n @ 128..=131 => Some(MouseButton::Extra((n - 120) as u8)),
        _ => return None,
    };
    let motion = bits & 32 != 0;
    let kind = match (button, motion, release) {
        (_, _, true) => MouseEventKind::Release(button),
        (None, true, _) => MouseEventKind::Move,
        (None, false, _) => return None,
        (Some(button), true, _) => MouseEventKind::Drag(button),
        (Some(button), false, _) => MouseEventKind::Press(button),
    };
    Some(MouseEvent {
        kind,
        at,
        mods: mods(bits),
    })
}

fn mods(bits: u32) -> Mods {
    let mut mods = Mods::empty();
    mods.set(Mods::SHIFT, bits & 4 != 0);
    mods.set(Mods::META, bits & 8 != 0);
    mods.set(Mods::CTRL, bits & 16 != 0);
    mods
}
