//! Replies to a program's queries.

mod settings;
mod status;
