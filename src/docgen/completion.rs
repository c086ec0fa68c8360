//! Completion scripts, one per shell.

use super::tables::Reference;
use super::{bash, fish, zsh};

/// A shell that completions are made for.
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
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Bash, Self::Zsh, Self::Fish];

    /// The shell of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shell| shell.name() == name)
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Fish => "fish",
        }
    }

    /// What the completions of `program` are called where the shell looks for them.
    pub fn file_name(self, program: &str) -> String {
        match self {
            Self::Bash => format!("{program}.bash"),
            Self::Zsh => format!("_{program}"),
            Self::Fish => format!("{program}.fish"),
        }
    }
}

/// The script that makes `shell` complete commands, flags, and the names of sessions, windows,
/// panes, clients and buffers that there are at that moment.
pub fn completion(shell: Shell, reference: &Reference<'_>) -> String {
    match shell {
        Shell::Bash => bash::script(reference),
        Shell::Zsh => zsh::script(reference),
        Shell::Fish => fish::script(reference),
    }
}
