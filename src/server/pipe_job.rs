//! The command at the other end of a pane's pipe (`pipe-pane`).

use crate::model::Input;
use crate::model::state::effect::{Job, PipeDirections};
use crate::server::hub::Hub;
use crate::server::job::{exit, shell};
use crate::server::pane::pipe::{Pipe, PipeOutput};
use crate::server::pane::state::Pane;
use std::io;
use std::os::fd::OwnedFd;
use std::process::Stdio;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::pipe::{Receiver, Sender};
use tokio::time::sleep;

/// Bytes per read from the command.
const READ: usize = 16 << 10;

/// How long to wait before typing again into a pane whose program does not read.
const RETRY: Duration = Duration::from_millis(20);

/// Starts `job` at the other end of a pipe of `pane`.
///
/// # Errors
/// If no shell can be started.
pub fn open(
    hub: &Arc<Hub>,
    pane: &Arc<Pane>,
    job: &Job,
    directions: PipeDirections,
) -> io::Result<Pipe> {
    let mut command = shell(job);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut pipe = Pipe::default();
    let mut typing = None;
    if directions.output {
        let (read, write) = io::pipe()?;
        command.stdin(read);
        let to = Sender::from_owned_fd(OwnedFd::from(write))?;
        tokio::spawn(send(to, pipe.open_output()));
    }
    if directions.input {
        let (read, write) = io::pipe()?;
        command.stdout(write);
        let from = Receiver::from_owned_fd(OwnedFd::from(read))?;
        let task = tokio::spawn(receive(from, Arc::downgrade(pane)));
        pipe.set_input(task.abort_handle());
        typing = Some(task);
    }
    let mut child = command.spawn()?;
    // Closes this process's copies of the ends that the command has.
    drop(command);
    let (hub, id) = (Arc::clone(hub), job.id);
    tokio::spawn(async move {
        hub.apply(Input::PipeStarted(id, child.id().unwrap_or(0)));
        let status = child.wait().await;
        if let Some(typing) = typing {
            // All output of the command is typed before the world closes the pipe. An error means
            // that the pipe is closed already.
            drop(typing.await);
        }
        hub.apply(Input::JobDone(id, String::new(), exit(status)));
    });
    Ok(pipe)
}

/// Writes the output of the pane to the command.
async fn send(mut to: Sender, mut from: PipeOutput) {
    while let Some(bytes) = from.next().await {
        let sent = to.write_all(&bytes).await;
        from.written(bytes.len());
        if sent.is_err() {
            return;
        }
    }
}

/// Types the output of the command into the pane.
async fn receive(mut from: Receiver, to: Weak<Pane>) {
    let mut buffer = vec![0; READ];
    while let Ok(n @ 1..) = from.read(&mut buffer).await {
        loop {
            let Some(pane) = to.upgrade() else { return };
            if pane.write(&buffer[..n]) {
                break;
            }
            drop(pane);
            sleep(RETRY).await;
        }
    }
}
