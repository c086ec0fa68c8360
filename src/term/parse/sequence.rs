//! Control sequences and control strings as the parser hands them on.

use super::params::Params;

/// A complete control sequence.
pub(in crate::term) struct Csi<'a> {
    /// `<`, `=`, `>` or `?` after the introducer, or 0.
    pub private: u8,
    /// The intermediate byte, or 0.
    pub inter: u8,
    /// The final byte.
    pub end: u8,
    /// The parameters.
    pub params: &'a Params,
}

/// Kinds of strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::term) enum StringKind {
    /// `ESC ]`.
    Osc,
    /// `ESC P`.
    Dcs,
    /// `ESC k`, a name in screen's and tmux's way.
    Name,
    /// `ESC _`.
    Apc,
    /// `ESC X` and `ESC ^`, which mean nothing here.
    Ignored,
}

impl StringKind {
    /// Every kind, in the order of their numbers in a checkpoint.
    pub const ALL: [Self; 5] = [Self::Osc, Self::Dcs, Self::Name, Self::Apc, Self::Ignored];
}
