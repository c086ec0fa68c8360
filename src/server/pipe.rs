//! The commands at the other ends of panes' pipes (`pipe-pane`).

use super::hub::Hub;
use super::job::{exit, shell};
use super::pane::Pane;
use crate::model::Input;
use crate::model::state::effect::{Job, Ways};
use std::io;
use std::os::fd::OwnedFd;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::pipe::{Receiver, Sender};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::AbortHandle;
use tokio::time::sleep;

/// Bytes that wait for a command that does not read; what comes on top is dropped.
const WAITING: usize = 64 << 20;

/// Bytes that are read from a command at once.
const READ: usize = 16 << 10;

/// How long a command waits whose pane does not read.
const PAUSE: Duration = Duration::from_millis(20);

/// A pipe that is open. When it is dropped its command gets what waits, then the end of its input.
#[derive(Debug)]
pub struct Pipe {
    to: Option<(UnboundedSender<Vec<u8>>, Arc<AtomicUsize>)>,
    from: Option<AbortHandle>,
}

impl Pipe {
    /// Hands over what the pane's program wrote.
    pub fn hear(&self, bytes: &[u8]) {
        let Some((to, waiting)) = &self.to else {
            return;
        };
        if waiting.load(Ordering::Relaxed) + bytes.len() > WAITING {
            return;
        }
        waiting.fetch_add(bytes.len(), Ordering::Relaxed);
        // Its command may have ended, of which the world hears by itself.
        drop(to.send(bytes.to_vec()));
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.from.as_ref().inspect(|task| task.abort());
    }
}

/// Starts `job` at the other end of a pipe of `pane`.
///
/// # Errors
/// If the system cannot start a shell.
pub fn open(hub: &Arc<Hub>, pane: &Arc<Pane>, job: &Job, ways: Ways) -> io::Result<Pipe> {
    let mut command = shell(job);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut pipe = Pipe {
        to: None,
        from: None,
    };
    let mut typing = None;
    if ways.output {
        let (read, write) = io::pipe()?;
        command.stdin(read);
        let to = Sender::from_owned_fd(OwnedFd::from(write))?;
        let (sender, receiver) = mpsc::unbounded_channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        tokio::spawn(send(to, receiver, Arc::clone(&waiting)));
        pipe.to = Some((sender, waiting));
    }
    if ways.input {
        let (read, write) = io::pipe()?;
        command.stdout(write);
        let from = Receiver::from_owned_fd(OwnedFd::from(read))?;
        let task = tokio::spawn(receive(from, Arc::downgrade(pane)));
        pipe.from = Some(task.abort_handle());
        typing = Some(task);
    }
    let mut child = command.spawn()?;
    drop(command);
    let (hub, id) = (Arc::clone(hub), job.id);
    tokio::spawn(async move {
        hub.apply(Input::PipeStarted(id, child.id().unwrap_or(0)));
        let status = child.wait().await;
        if let Some(typing) = typing {
            // What it has written is typed before its pipe is closed; or the pipe is closed already.
            drop(typing.await);
        }
        hub.apply(Input::JobDone(id, String::new(), exit(status)));
    });
    Ok(pipe)
}

/// Passes on what the pane's program wrote.
async fn send(mut to: Sender, mut from: UnboundedReceiver<Vec<u8>>, waiting: Arc<AtomicUsize>) {
    while let Some(bytes) = from.recv().await {
        let sent = to.write_all(&bytes).await;
        waiting.fetch_sub(bytes.len(), Ordering::Relaxed);
        if sent.is_err() {
            return;
        }
    }
}

/// Types what the command writes.
async fn receive(mut from: Receiver, to: Weak<Pane>) {
    let mut buffer = vec![0; READ];
    while let Ok(n @ 1..) = from.read(&mut buffer).await {
        loop {
            let Some(pane) = to.upgrade() else { return };
            if pane.write(&buffer[..n]) {
                break;
            }
            drop(pane);
            sleep(PAUSE).await;
        }
    }
}
