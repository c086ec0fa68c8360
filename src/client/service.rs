//! `mux service run`: what a service manager starts. It has a server that stays, says so, and ends; the
//! keeper is the service then.

use super::args::Args;
use crate::base::{Error, Result};
use crate::sys::notify;
use crate::sys::socket::Lock;
use std::path::Path;

/// The command after which a server stays, also without sessions.
pub fn stay(args: &Args) -> Args {
    let words = ["set-option", "-s", "exit-empty", "off"];
    Args {
        words: words.map(str::to_owned).to_vec(),
        ..args.clone()
    }
}

/// Tells the service manager that the server at `socket` answers, and which process to watch.
pub fn ready(socket: &Path) -> Result<()> {
    let keeper = Lock::owner(socket).ok_or_else(|| Error::system("the keeper cannot be found"))?;
    let news = format!(
        "MAINPID={keeper}\nREADY=1\nSTATUS=serving {}\n",
        socket.display()
    );
    let told = notify::tell(&news);
    told.map(drop)
        .map_err(|e| Error::system(format!("the service manager does not listen: {e}")))
}
