//! Command lines: look-up in the command table, getopt, aliases, checks.

pub mod command_line;
pub mod getopt;
pub mod parse;
pub mod table;
