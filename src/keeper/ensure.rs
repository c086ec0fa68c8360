//! How a client comes to a server: it connects, or it starts the keeper first. It does not know what
//! is said on the connection.

use super::channel::Serve;
use super::resources::Resources;
use super::state::{Keeper, NAME};
use crate::base::{Error, ErrorKind, Result};
use crate::sys::process::Signal;
use crate::sys::socket::{self, Lock};
use crate::sys::{daemon, process};
use std::io::{self, PipeWriter, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a keeper that is starting or ending is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a keeper may be without a socket before someone must have removed it.
const ODD: Duration = Duration::from_millis(300);
const PAUSE: Duration = Duration::from_millis(5);
/// What a new keeper says when its socket is there.
const READY: &str = "ready";

/// Connects to the server at `socket`, and before that starts a keeper and a server that does `serve`
/// if there is none. Every server finds `context` in its hello. When several processes do this at once,
/// one keeper comes of it. To be called while this process has one thread.
///
/// # Errors
/// Why the socket could not be made or connected to, in tmux's words.
pub fn ensure(socket: &Path, context: &[u8], serve: Serve) -> Result<UnixStream> {
    let patience = Instant::now() + PATIENCE;
    let mut call = Some(Instant::now() + ODD);
    loop {
        let refused = match socket::connect(socket) {
            Err(e) if e.kind == ErrorKind::NotFound => e,
            done => return done,
        };
        if let Some(lock) = Lock::try_take(socket)? {
            start(socket, lock, context, serve)?;
        } else if Instant::now() > patience {
            return Err(refused);
        } else {
            call_for_socket(socket, &mut call);
            std::thread::sleep(PAUSE);
        }
    }
}

/// Once, when its time has come, asks the keeper whose socket was removed, or has something else in
/// its place, for another one.
fn call_for_socket(socket: &Path, at: &mut Option<Instant>) {
    if at.is_none_or(|at| at > Instant::now()) {
        return;
    }
    *at = None;
    let owner = Lock::owner(socket).filter(|pid| process::name(*pid).as_deref() == Some(NAME));
    if let Some(owner) = owner {
        process::signal(owner, Signal::SIGUSR1 as i32);
    }
}

/// Starts a keeper and returns when its socket is there.
fn start(socket: &Path, lock: Lock, context: &[u8], serve: Serve) -> Result<()> {
    let (mut said, ready) =
        io::pipe().map_err(|e| Error::system(format!("couldn't pipe ({e})")))?;
    let child = daemon::fork(move || {
        let keep = [lock.as_raw_fd(), ready.as_raw_fd()];
        let keeper = daemon::detach(&keep)
            .and_then(|()| Resources::found(socket, lock, context.to_vec(), serve))
            .and_then(|resources| Keeper::new(resources, None));
        run(keeper, ready)
    })?;
    process::wait_for(child);
    let mut message = String::new();
    // Whatever came before an error is all there is to tell.
    let _ = said.read_to_string(&mut message);
    match message.as_str() {
        READY => Ok(()),
        "" => Err(Error::system("server exited unexpectedly")),
        _ => Err(Error::system(message)),
    }
}

fn run(keeper: Result<Keeper>, mut ready: PipeWriter) -> i32 {
    let said = keeper
        .as_ref()
        .map_or_else(|e| e.message.as_str(), |_| READY);
    // A starter that is gone needs no answer.
    let _ = ready.write_all(said.as_bytes());
    // Before the first server is forked: the starter waits for the end of the pipe.
    drop(ready);
    keeper.map_or(1, Keeper::run)
}
