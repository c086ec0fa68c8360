//! Connects a client to the server, and starts the keeper first if none runs. The conversation on
//! the connection is not known here.

use super::channel::Serve;
use super::resources::Resources;
use super::state::{Keeper, NAME};
use crate::base::{Error, ErrorKind, Result};
use crate::sys::process::Signal;
use crate::sys::socket::{self, Lock};
use crate::sys::{daemon, process, signals};
use std::io::{self, PipeWriter, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

/// Timeout for a keeper that is starting or ending.
const PATIENCE: Duration = Duration::from_secs(10);
/// Grace period after which a missing socket counts as removed by someone else.
const ODD: Duration = Duration::from_millis(300);
const PAUSE: Duration = Duration::from_millis(5);
/// The message of a new keeper that listens.
const READY: &str = "ready";

/// Connects to the server at `socket`. If there is none, starts a keeper, which starts a server
/// that runs `serve`. Every server finds `context` in its hello. When several processes call this
/// at once, one keeper is started. Call it while this process has one thread.
///
/// # Errors
/// The socket cannot be created or connected to; the messages are tmux's.
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

/// Once, after the grace period, asks a keeper whose socket was removed or replaced to listen
/// again.
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

/// Starts a keeper and returns when it listens.
fn start(socket: &Path, lock: Lock, context: &[u8], serve: Serve) -> Result<()> {
    socket::check_no_file(socket)?;
    let (mut said, ready) =
        io::pipe().map_err(|e| Error::system(format!("couldn't create a pipe ({e})")))?;
    let child = daemon::fork(move || {
        let keep = [lock.as_raw_fd(), ready.as_raw_fd()];
        // The files in memory are large: beyond a limit of file sizes they are an error to report.
        let keeper = daemon::detach(&keep)
            .and_then(|()| signals::discard(Signal::SIGXFSZ))
            .and_then(|()| Resources::found(socket, lock, context.to_vec(), serve))
            .and_then(|resources| Keeper::new(resources, None));
        run(keeper, ready)
    })?;
    process::wait_for(child);
    let mut message = String::new();
    // A read error after a partial message leaves that part as the message.
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
    // The starter may be gone and needs no answer then.
    let _ = ready.write_all(said.as_bytes());
    // Close the pipe before the first server is forked: the starter reads until its end.
    drop(ready);
    keeper.map_or(1, Keeper::run)
}
