//! mux: a terminal multiplexer that loses nothing. The rooms and their directions are described in
//! `docs/architecture.md`; `tests/layering.rs` compares the code with that page.

pub mod base;
pub mod canvas;
pub mod client;
pub mod docgen;
pub mod host;
pub mod keeper;
pub mod lang;
pub mod layout;

#[cfg(feature = "mcp")]
pub mod mcp;
pub mod model;
pub mod scene;
pub mod server;
pub mod store;
pub mod sys;
pub mod term;
pub mod tty;
pub mod ui;
#[cfg(feature = "web")]
pub mod web;
pub mod wire;
