//! Generates the man page, the reference pages and the shell completions from the tables of
//! commands, options, hooks, keys and variables, so that none of them is written twice. The room
//! returns text; the caller writes the files.
//!
//! The completion of a value follows from its name in the definition of a command: a value called
//! `target-session` is a session, `path` is a file. [`completion_kind`] lists the names.

mod bash;
mod coming_from;
mod command_spec;
mod completion;
pub mod completion_kind;
mod fish;
mod help;
pub mod local_commands;
mod man;
mod man_language;
mod reference;
mod shell_integration;
pub mod skill;
pub mod svg;
mod tables;
#[cfg(test)]
mod tests;
mod zsh;

pub use completion::{Shell, completion};
pub use man::man_page;
pub use reference::{Page, pages};
pub use tables::Reference;
