//! Modes of the outer terminal: they are set when the client takes the terminal over, changed while
//! it runs, and reset when it leaves. Only modes that were set are reset, in reverse order:
//! terminals keep some modes per screen and some on a stack, so the alternate screen is left last.

use super::caps::Caps;
use crate::base::MouseTracking;
use std::io::Write as _;

/// The modes to set. Modes that the terminal lacks are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DesiredModes {
    /// Mouse tracking (modes 1000, 1002, 1003 with encoding 1006).
    pub mouse: MouseTracking,
    /// Focus reports (mode 1004).
    pub focus: bool,
    /// Distinguish keys that share a byte in the legacy encoding (`extended-keys`).
    pub extended_keys: bool,
    /// Flags of the kitty keyboard protocol, used with `extended_keys` on terminals that have it.
    pub kitty: u8,
    /// Save the title, to restore it on exit (`set-titles`).
    pub title: bool,
    /// Reports of changes between light and dark (mode 2031).
    pub color_scheme: bool,
}

impl Default for DesiredModes {
    /// No mouse; focus, colour scheme and extended keys (disambiguated, with alternate keys).
    fn default() -> Self {
        Self {
            mouse: MouseTracking::Off,
            focus: true,
            extended_keys: true,
            kitty: 0b101,
            title: false,
            color_scheme: true,
        }
    }
}

/// A mode with its capability, and the bytes that set and reset it.
struct Switch {
    wanted: fn(&Caps, &DesiredModes) -> bool,
    on: &'static str,
    off: &'static str,
}

/// All modes except the kitty keyboard protocol, in the order in which they are set. An empty `on`
/// is for state that only the painter changes: it is reset in case a frame was cut short.
const SWITCHES: &[Switch] = &[
    Switch {
        wanted: |caps, desired| caps.title_stack && desired.title,
        on: "\x1b[22;0;0t",
        off: "\x1b[23;0;0t",
    },
    // Without the alternate screen the main one is cleared, as by tmux.
    Switch {
        wanted: |caps, _| caps.addressable && caps.keeps_main_screen,
        on: "\x1b[m\x1b[H\x1b[2J",
        off: "\x1b[H\x1b[2J",
    },
    Switch {
        wanted: |caps, _| caps.addressable && !caps.keeps_main_screen,
        on: "\x1b[?1049h\x1b[m\x1b[H\x1b[2J",
        // A terminal without an alternate screen (Linux console) is left with a clear screen.
        off: "\x1b[H\x1b[2J\x1b[?1049l",
    },
    Switch {
        wanted: |caps, _| caps.addressable,
        on: "",
        off: "\x1b[m\x1b[?25h",
    },
    Switch {
        wanted: |caps, _| caps.cursor_shape,
        on: "",
        off: "\x1b[0 q",
    },
    Switch {
        wanted: |caps, _| caps.cursor_color,
        on: "",
        off: "\x1b]112\x1b\\",
    },
    Switch {
        wanted: |caps, _| caps.hyperlinks,
        on: "",
        off: "\x1b]8;;\x1b\\",
    },
    // No autowrap: the last cell of the screen can then be written without scrolling.
    Switch {
        wanted: |caps, _| caps.addressable,
        on: "\x1b[?7l",
        off: "\x1b[?7h",
    },
    Switch {
        wanted: |caps, _| caps.addressable,
        on: "\x1b[?1h\x1b=",
        off: "\x1b[?1l\x1b>",
    },
    Switch {
        wanted: |caps, _| caps.bracketed_paste,
        on: "\x1b[?2004h",
        off: "\x1b[?2004l",
    },
    Switch {
        wanted: |caps, desired| caps.focus && desired.focus,
        on: "\x1b[?1004h",
        off: "\x1b[?1004l",
    },
    Switch {
        wanted: |caps, desired| caps.color_scheme && desired.color_scheme,
        on: "\x1b[?2031h",
        off: "\x1b[?2031l",
    },
    Switch {
        wanted: |caps, desired| caps.mouse && desired.mouse != MouseTracking::Off,
        on: "\x1b[?1006h",
        off: "\x1b[?1006l",
    },
    Switch {
        wanted: |caps, desired| {
            caps.mouse && matches!(desired.mouse, MouseTracking::X10 | MouseTracking::Normal)
        },
        on: "\x1b[?1000h",
        off: "\x1b[?1000l",
    },
    Switch {
        wanted: |caps, desired| caps.mouse && desired.mouse == MouseTracking::Button,
        on: "\x1b[?1002h",
        off: "\x1b[?1002l",
    },
    Switch {
        wanted: |caps, desired| caps.mouse && desired.mouse == MouseTracking::Any,
        on: "\x1b[?1003h",
        off: "\x1b[?1003l",
    },
    Switch {
        wanted: |caps, desired| {
            caps.modify_other_keys && desired.extended_keys && kitty_flags(caps, desired) == 0
        },
        on: "\x1b[>4;2m",
        off: "\x1b[>4m",
    },
    Switch {
        wanted: |caps, _| caps.synchronized,
        on: "",
        off: "\x1b[?2026l",
    },
];

/// The modes that are set at the moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TerminalModes {
    /// Bit n: mode n of the table is set.
    on: u32,
    /// The flags of the kitty protocol that were pushed; 0: none.
    kitty: u8,
}

impl TerminalModes {
    /// No mode is set.
    pub const fn new() -> Self {
        Self { on: 0, kitty: 0 }
    }

    /// Appends the changes from the current modes to the desired ones. The first call clears the
    /// screen.
    pub fn enter(&mut self, caps: &Caps, desired: &DesiredModes, out: &mut Vec<u8>) {
        let wanted = (0..)
            .zip(SWITCHES)
            .filter(|(_, switch)| (switch.wanted)(caps, desired))
            .fold(0, |bits, (n, _)| bits | 1 << n);
        let kitty = kitty_flags(caps, desired);
        // Resetting comes first: in some terminals resetting one mouse mode resets all of them.
        self.switch_off(self.on & !wanted, kitty == 0, out);
        for (n, switch) in (0..).zip(SWITCHES) {
            if wanted & !self.on & 1 << n != 0 {
                out.extend_from_slice(switch.on.as_bytes());
            }
        }
        self.on = wanted;
        self.set_kitty(kitty, out);
    }

    /// Appends the reset of all modes, in reverse order.
    pub fn leave(&mut self, out: &mut Vec<u8>) {
        self.switch_off(self.on, true, out);
    }

    /// The bytes that [`TerminalModes::leave`] would append. They are computed in advance, so that
    /// a panic hook can restore the terminal.
    pub fn undo(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.clone().leave(&mut out);
        out
    }

    fn switch_off(&mut self, switches: u32, kitty: bool, out: &mut Vec<u8>) {
        if kitty && self.kitty != 0 {
            out.extend_from_slice(b"\x1b[<u");
            self.kitty = 0;
        }
        for (n, switch) in SWITCHES.iter().enumerate().rev() {
            if switches & 1 << n != 0 {
                out.extend_from_slice(switch.off.as_bytes());
            }
        }
        self.on &= !switches;
    }

    fn set_kitty(&mut self, flags: u8, out: &mut Vec<u8>) {
        if flags == self.kitty {
            return;
        }
        // Writing to a vector cannot fail.
        let _ = match self.kitty {
            0 => write!(out, "\x1b[>{flags}u"),
            _ => write!(out, "\x1b[={flags};1u"),
        };
        self.kitty = flags;
    }
}

fn kitty_flags(caps: &Caps, desired: &DesiredModes) -> u8 {
    match caps.kitty_keyboard && desired.extended_keys {
        true => desired.kitty,
        false => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enter(modes: &mut TerminalModes, caps: &Caps, desired: &DesiredModes) -> String {
        let mut out = Vec::new();
        modes.enter(caps, desired, &mut out);
        String::from_utf8(out).unwrap()
    }

    fn leave(modes: &mut TerminalModes) -> String {
        let mut out = Vec::new();
        modes.leave(&mut out);
        String::from_utf8(out).unwrap()
    }

    fn everything() -> DesiredModes {
        DesiredModes {
            mouse: MouseTracking::Any,
            title: true,
            ..DesiredModes::default()
        }
    }

    #[test]
    fn a_dumb_terminal_gets_nothing() {
        let mut modes = TerminalModes::new();
        assert_eq!(enter(&mut modes, &Caps::NONE, &everything()), "");
        assert_eq!(leave(&mut modes), "");
    }

    #[test]
    fn modes_are_reset_in_reverse_order() {
        let mut modes = TerminalModes::new();
        let on = enter(&mut modes, &Caps::ALL, &everything());
        let undo = String::from_utf8(modes.undo()).unwrap();
        let off = leave(&mut modes);
        assert_eq!(off, undo);
        assert_eq!(modes, TerminalModes::new());
        for mode in ["1049", "2004", "1004", "2031", "1006", "1003", "1"] {
            assert!(on.contains(&format!("\x1b[?{mode}h")), "{mode}");
            assert!(off.contains(&format!("\x1b[?{mode}l")), "{mode}");
        }
        assert!(on.ends_with("\x1b[>5u"), "{on:?}");
        assert!(off.starts_with("\x1b[<u\x1b[?2026l"), "{off:?}");
        assert!(off.ends_with("\x1b[?1049l\x1b[23;0;0t"), "{off:?}");
        assert!(off.contains("\x1b[?25h") && off.contains("\x1b[0 q") && off.contains("\x1b[?7h"));
        assert!(
            !on.contains("\x1b[>4"),
            "one protocol for keys is enough: {on:?}"
        );
        assert_eq!(leave(&mut modes), "", "only once");
    }

    #[test]
    fn nothing_is_sent_twice() {
        let mut modes = TerminalModes::new();
        let first = enter(&mut modes, &Caps::ALL, &everything());
        assert_eq!(first.matches("1049").count(), 1);
        assert_eq!(enter(&mut modes, &Caps::ALL, &everything()), "");
    }

    #[test]
    fn changes_are_differences() {
        let desired = DesiredModes::default();
        let no_kitty = Caps {
            kitty_keyboard: false,
            ..Caps::ALL
        };
        let mut modes = TerminalModes::new();
        enter(&mut modes, &no_kitty, &desired);
        let mouse = |mouse| DesiredModes { mouse, ..desired };
        let kitty = |kitty| DesiredModes { kitty, ..desired };
        for (caps, desired, want) in [
            (&no_kitty, mouse(MouseTracking::Button), "␛[?1006h␛[?1002h"),
            (&no_kitty, mouse(MouseTracking::Any), "␛[?1002l␛[?1003h"),
            (&no_kitty, mouse(MouseTracking::Button), "␛[?1003l␛[?1002h"),
            (&no_kitty, desired, "␛[?1002l␛[?1006l"),
            (&Caps::ALL, desired, "␛[>4m␛[>5u"),
            (&Caps::ALL, kitty(15), "␛[=15;1u"),
            (&no_kitty, desired, "␛[<u␛[>4;2m"),
            (
                &no_kitty,
                DesiredModes {
                    extended_keys: false,
                    focus: false,
                    ..desired
                },
                "␛[>4m␛[?1004l",
            ),
        ] {
            let got = enter(&mut modes, caps, &desired).replace('\x1b', "␛");
            assert_eq!(got, want, "{desired:?}");
        }
    }
}
