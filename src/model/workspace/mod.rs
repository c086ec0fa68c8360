//! Workspaces: files that say which windows, splits, directories and commands a session has. One is
//! written from a session or by hand, and a session is made from one. Where the files are is told by the
//! server, which also reads and writes them.

pub(crate) mod build;
pub(crate) mod capture;
pub(crate) mod load;
mod print;
mod schema;

pub use schema::{Part, Program, Share, Window, Workspace};
