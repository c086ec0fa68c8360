//! The command language: scripts and quoting, targets, formats, styles, key names, and the tables
//! of options, variables, hooks and default keys. It knows no session and no screen.

pub mod color;
pub mod config;
pub mod format;
pub mod fuzzy;
pub mod glob;
pub mod keys;
mod lexer;
pub mod line_pattern;
pub mod parse_env;
pub mod script;
pub mod shell;
pub mod style;
pub mod styled_text;
pub mod tables;
pub mod target;
pub mod theme;
pub mod time;
