//! Command lines: look-up in the command table, getopt, aliases, checks.

pub mod command_line;
pub mod getopt;
pub(crate) mod hint;
pub mod parse;
pub mod table;
pub(crate) mod unsupported;
