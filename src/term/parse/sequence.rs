//! Control sequences and control strings as the parser passes them to the emulator.

use super::params::Params;

/// A complete control sequence.
pub(in crate::term) struct Csi<'a> {
    /// The private parameter byte `<`, `=`, `>` or `?`, or 0.
    pub private: u8,
    /// The intermediate byte (0x20 to 0x2f), or 0.
    pub intermediate: u8,
    /// The final byte (0x40 to 0x7e), which selects the function.
    pub final_byte: u8,
    /// The parameters.
    pub params: &'a Params,
}

/// Kinds of control strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::term) enum StringKind {
    /// Operating system command, `ESC ]`.
    Osc,
    /// Device control string, `ESC P`.
    Dcs,
    /// `ESC k`: a window name, as in screen and tmux.
    Name,
    /// Application program command, `ESC _`.
    Apc,
    /// SOS (`ESC X`) and PM (`ESC ^`), which have no effect.
    Ignored,
}

impl StringKind {
    /// All kinds in the order of their numbers in a checkpoint.
    pub const ALL: [Self; 5] = [Self::Osc, Self::Dcs, Self::Name, Self::Apc, Self::Ignored];
}
