//! Picks the role of this process and sets its exit code.

use mux::base::{Error, Result};
use mux::client::{self, Start};
use std::os::unix::net::UnixStream;

fn main() {
    std::process::exit(client::run(std::env::args_os(), &start));
}

/// Starts a server and connects to it.
fn start(wanted: &Start) -> Result<UnixStream> {
    Err(Error::system(format!(
        "no server can be started on {}",
        wanted.socket.display()
    )))
}
