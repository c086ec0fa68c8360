//! Format expansion in the world: the context of a format, its variables, loops and shell commands.

pub mod client;
pub mod context;
pub mod copy;
pub mod evaluate;
pub mod options;
pub mod pane;
pub mod server;
pub mod session;
pub mod window;
