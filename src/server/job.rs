//! Shell commands that run beside the panes.

use crate::base::JobId;
use crate::model::state::effect::Job;
use crate::model::{Exit, Input};
use crate::server::hub::Hub;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::pipe::Receiver;
use tokio::process::{Child, Command};
use tokio::time::{Instant, timeout, timeout_at};

/// Bytes of output that are kept of a job; the rest is read and dropped.
const MAX_OUTPUT: usize = 8 << 20;

/// How long a job may take to read its input before the world is told.
const UNREAD: Duration = Duration::from_secs(5);

/// How often the world is told the output of a running job.
const OUTPUT_INTERVAL: Duration = Duration::from_millis(500);

/// Starts `job`. Returns the process id, which is the id of its process group too.
///
/// # Errors
/// If no shell can be started.
pub fn start(hub: &Arc<Hub>, job: Job) -> io::Result<u32> {
    let (read, write) = io::pipe()?;
    let mut command = shell(&job);
    let reads = !job.input.is_empty();
    command.stdin(if reads { Stdio::piped() } else { Stdio::null() });
    if job.with_stderr {
        command.stderr(write.try_clone()?);
    } else {
        command.stderr(Stdio::null());
    }
    command.stdout(write);
    let mut child = command.spawn()?;
    // Closes this process's copy of the write end, so that the output ends with the job.
    drop(command);
    let pid = child.id().unwrap_or(0);
    let output = Receiver::from_owned_fd(OwnedFd::from(read))?;
    if let Some(mut to) = child.stdin.take() {
        // A command that does not read its input must not hold up the server, and one that ends
        // before is no error.
        let hub = Arc::clone(hub);
        tokio::spawn(async move {
            let mut written = pin!(to.write_all(&job.input));
            if timeout(UNREAD, &mut written).await.is_err() {
                hub.apply(Input::JobUnread(job.id));
                let _ = written.await;
            }
        });
    }
    tokio::spawn(watch(Arc::clone(hub), job.id, child, output));
    Ok(pid)
}

/// A shell for the command of `job`, in a process group of its own.
pub fn shell(job: &Job) -> Command {
    let shell = job.shell.as_deref().unwrap_or("/bin/sh");
    let name = shell.rsplit('/').next().unwrap_or(shell);
    let mut command = Command::new(shell);
    // Shells name themselves in front of their messages by it.
    command.arg0(name);
    let home = job.env.iter().find(|(name, _)| name == "HOME");
    let places = [Some(&job.cwd), home.map(|(_, home)| home)].into_iter();
    let there = |place: &&String| std::fs::metadata(place).is_ok_and(|place| place.is_dir());
    let place = places.flatten().find(there);
    command.current_dir(place.map_or("/", String::as_str));
    command.arg("-c").arg(&job.command);
    let env = job.env.iter().map(|(name, value)| (name, value));
    command.env_clear().envs(env).process_group(0);
    command
}

/// Reads the output of `child`, and tells the world.
async fn watch(hub: Arc<Hub>, id: JobId, mut child: Child, mut from: Receiver) {
    let mut output = Vec::new();
    let mut tell: Option<Instant> = None;
    let mut buffer = vec![0; 16 << 10];
    loop {
        let read = from.read(&mut buffer);
        let read = match tell {
            Some(at) => timeout_at(at, read).await,
            None => Ok(read.await),
        };
        match read {
            Ok(Ok(n @ 1..)) => {
                let room = MAX_OUTPUT.saturating_sub(output.len());
                output.extend_from_slice(&buffer[..n.min(room)]);
                tell = tell.or_else(|| Some(Instant::now() + OUTPUT_INTERVAL));
            }
            Ok(_) => break,
            Err(_) => {
                tell = None;
                hub.apply(Input::JobOutput(id, text(&output)));
            }
        }
    }
    let status = child.wait().await;
    hub.forget_job(id);
    hub.apply(Input::JobDone(id, text(&output), exit(status)));
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// How a process ended.
pub fn exit(status: io::Result<ExitStatus>) -> Exit {
    let part = |n: Option<i32>| n.and_then(|n| u8::try_from(n).ok());
    let status = status.ok();
    Exit {
        status: part(status.and_then(|s| s.code())),
        signal: part(status.and_then(|s| s.signal())),
    }
}
