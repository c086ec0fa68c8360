//! Workspaces: TOML files that describe the windows, splits, directories and commands of a session.
//! They are written by hand or from a running session. The server reads and writes the files, and
//! sets their folder in `HostInfo`.

pub(crate) mod build;
pub(crate) mod capture;
mod floats;
pub(crate) mod load;
mod print;
mod schema;

pub use floats::{FloatingPane, Offset};
pub use schema::{Part, Program, Share, Window, Workspace};
