//! Formats: templates with `#{…}` that are expanded with values from a [`Context`] (tmux(1),
//! FORMATS). The room knows the language; of sessions, windows and panes it knows only that one can
//! loop over them. No input causes a panic, and the cost of one expansion is limited.

mod arithmetic;
mod context;
mod expand;
mod modifiers;
mod pattern;
mod replace;
mod scan;
#[cfg(test)]
mod tests;
mod text;

pub use context::{ClientFact, Context, Loop, Order, Over, SearchFlags, is_true};
pub use expand::{expand, expand_time, trace};
pub use pattern::{Pattern, compile_pattern, literal, posix_regex};
pub(super) use text::{Piece, cols, pieces};
