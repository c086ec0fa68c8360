//! The tables as man page, reference pages and shell completions, so that none of them is written
//! twice. Text in, text out; where the pages go is the caller's business.
//!
//! What a value completes to follows from its name in the definition of a command: a value called
//! `target-session` is a session, `path` a file. The names are in [`kind`].

mod bash;
mod digest;
mod fish;
mod help;
pub mod kind;
mod man;
pub mod own;
mod reference;
pub mod svg;
mod zsh;

pub use man::man_page;
pub use reference::{Page, pages};

use crate::lang::tables::bindings::Binding;
use crate::lang::tables::option_def::OptionDef;
use digest::Verb;

/// Everything that the pages are made from.
#[derive(Clone, Copy)]
pub struct Book<'a> {
    /// The program itself: its name, version, what it is, and the flags before a command.
    pub program: &'a clap::Command,
    /// The commands, in the order in which they are shown.
    pub commands: &'a [clap::Command],
    /// The options.
    pub options: &'a [OptionDef],
    /// The hooks.
    pub hooks: &'a [OptionDef],
    /// The default key tables.
    pub bindings: &'a [Binding],
    /// The layouts that have names.
    pub layouts: &'a [&'a str],
    /// The variables of formats: name and what it holds.
    pub variables: &'a [(&'a str, &'a str)],
}

impl Book<'_> {
    fn verbs(&self) -> Vec<Verb> {
        let shown = self.commands.iter().filter(|c| !c.is_hide_set());
        shown.map(Verb::of).collect()
    }
}

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
pub fn completion(shell: Shell, book: &Book<'_>) -> String {
    match shell {
        Shell::Bash => bash::script(book),
        Shell::Zsh => zsh::script(book),
        Shell::Fish => fish::script(book),
    }
}

#[cfg(test)]
mod tests;
