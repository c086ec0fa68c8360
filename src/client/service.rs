//! `mux service run`, the command of the systemd unit and the launchd agent: starts a server that
//! stays without sessions, reports the keeper as the main process, and exits.

use super::args::Args;
use crate::base::{Error, Result};
use crate::sys::sd_notify;
use crate::sys::socket::Lock;
use std::path::Path;

/// The command line that makes the server stay without sessions.
pub fn keep_running(args: &Args) -> Args {
    let words = ["set-option", "-s", "exit-empty", "off"];
    Args {
        words: words.map(str::to_owned).to_vec(),
        ..args.clone()
    }
}

/// Notifies the service manager (sd_notify(3)) that the server at `socket` is ready, and which
/// process to watch. Does nothing without a service manager.
///
/// # Errors
/// If no keeper holds the lock of the socket, or the notification cannot be sent.
pub fn notify_ready(socket: &Path) -> Result<()> {
    let keeper = Lock::owner(socket)
        .ok_or_else(|| Error::system(format!("no keeper found for {}", socket.display())))?;
    let status = format!(
        "MAINPID={keeper}\nREADY=1\nSTATUS=serving {}\n",
        socket.display()
    );
    let told = sd_notify::tell(&status);
    told.map(drop)
        .map_err(|e| Error::system(format!("cannot notify the service manager: {e}")))
}
