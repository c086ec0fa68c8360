//! Tree mode: lists of sessions, windows and panes, of clients, of paste buffers, of options and of
//! keys. The rows are computed from the world at each use; the mode keeps only selection, tags and
//! filters.

mod binding_rows;
pub(in crate::model) mod draw;
pub(in crate::model) mod key_rows;
pub(in crate::model) mod keys;
pub(in crate::model) mod lifecycle;
mod option_rows;
pub(in crate::model) mod rows;
#[cfg(test)]
mod tests;
