//! Completion scripts, one per shell.

use super::tables::Reference;
use super::{bash, fish, zsh};

/// A supported shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// GNU bash.
    Bash,
    /// zsh.
    Zsh,
    /// fish.
    Fish,
}

impl Shell {
    /// All supported shells.
    pub const ALL: [Self; 3] = [Self::Bash, Self::Zsh, Self::Fish];

    /// The shell with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shell| shell.name() == name)
    }

    /// The name of the shell.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Fish => "fish",
        }
    }

    /// The file name of the completions of `program` in the shell's completion directory.
    pub fn file_name(self, program: &str) -> String {
        match self {
            Self::Bash => format!("{program}.bash"),
            Self::Zsh => format!("_{program}"),
            Self::Fish => format!("{program}.fish"),
        }
    }
}

/// The script by which `shell` completes commands, flags, and the names of existing sessions,
/// windows, panes, clients and buffers.
pub fn completion(shell: Shell, reference: &Reference<'_>) -> String {
    match shell {
        Shell::Bash => bash::script(reference),
        Shell::Zsh => zsh::script(reference),
        Shell::Fish => fish::script(reference),
    }
}
