//! Tree mode: lists of sessions, windows and panes, of clients, of paste buffers, of options, of
//! keys, and of what fits a typed text. The rows are computed from the world at each use; the mode
//! keeps only selection, tags and filters.

mod binding_rows;
pub(in crate::model) mod draw;
pub(in crate::model) mod hit_rows;
pub(in crate::model) mod keys;
pub(in crate::model) mod lifecycle;
mod option_rows;
pub(in crate::model) mod rows;
mod switch_rows;
#[cfg(test)]
mod tests;
mod word_filter;
