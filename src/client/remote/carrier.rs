//! The process that carries a connection to another host: ssh, or `mux web link`. It is started,
//! its standard error is collected, and it is ended.

use super::host::{RemoteHost, Way};
use crate::base::{Error, Result};
use crate::sys::process;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long to wait for the exit of the process after its output ended.
const EXIT_TIMEOUT: Duration = Duration::from_millis(300);
/// How long to wait before the first connection was made: its error message is then the only
/// explanation there is.
const FIRST_EXIT_TIMEOUT: Duration = Duration::from_secs(3);
/// The pause between two checks of the process.
const POLL_INTERVAL: Duration = Duration::from_millis(5);
/// How much of standard error is kept, in bytes.
const MAX_STDERR: usize = 4 << 10;

/// Whether the process may use the terminal while it connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interactive {
    /// It may ask for a password, and its messages go to standard error.
    Yes,
    /// The terminal shows a session: it asks nothing, and its messages are only collected.
    No,
}

/// The running process. Dropping it waits up to 300 ms for its exit, then kills it.
#[derive(Debug)]
pub struct Carrier {
    child: Child,
    stderr: Arc<Mutex<Stderr>>,
}

/// The standard error so far.
#[derive(Debug, Default)]
struct Stderr {
    text: String,
    /// Collect the text without passing it on.
    quiet: bool,
    /// End of file was read.
    ended: bool,
}

/// Starts the process that reaches `host`. The stream is its standard input and output.
///
/// # Errors
/// If it cannot be started.
pub fn start(host: &RemoteHost, interactive: Interactive) -> Result<(UnixStream, Carrier)> {
    let failed = |e: io::Error| {
        let program = match &host.way {
            Way::Ssh { ssh, .. } => ssh.as_deref().unwrap_or("ssh"),
            Way::Web => "mux web link",
        };
        Error::system(format!("{program}: {e}"))
    };
    let (ours, theirs) = UnixStream::pair().map_err(failed)?;
    let end = || {
        theirs
            .try_clone()
            .map(|end| Stdio::from(OwnedFd::from(end)))
    };
    let mut command = command(host, interactive).map_err(failed)?;
    command.stdin(end().map_err(failed)?);
    command.stdout(end().map_err(failed)?);
    let mut child = command.stderr(Stdio::piped()).spawn().map_err(failed)?;
    let stderr = Arc::new(Mutex::new(Stderr {
        quiet: interactive == Interactive::No,
        ..Stderr::default()
    }));
    if let Some(from) = child.stderr.take() {
        let to = Arc::clone(&stderr);
        std::thread::spawn(move || collect(from, &to));
    }
    Ok((ours, Carrier { child, stderr }))
}

fn command(host: &RemoteHost, interactive: Interactive) -> io::Result<Command> {
    let batch = interactive == Interactive::No;
    let mut command = match &host.way {
        Way::Ssh { ssh, .. } => {
            let mut command = ssh_program(ssh.as_deref());
            command.arg("-T");
            if batch {
                command.args(["-o", "BatchMode=yes"]);
            }
            command
        }
        Way::Web => {
            let mut command = Command::new(process::own_program()?);
            command.args(["web", "link"]);
            if batch {
                command.arg("--batch");
            }
            command
        }
    };
    if batch {
        // A process group of its own: SIGINT and SIGTSTP from the terminal are not for it.
        command.process_group(0);
    }
    for forward in &host.forwards {
        command.args([forward.side.flag(), &forward.spec]);
    }
    command.arg(&host.host);
    if let Way::Ssh { command: there, .. } = &host.way {
        command.arg(there);
    }
    Ok(command)
}

/// `ssh`, or the command line that replaces it.
fn ssh_program(line: Option<&str>) -> Command {
    let Some(line) = line else {
        return Command::new("ssh");
    };
    let mut shell = Command::new("/bin/sh");
    shell
        .arg("-c")
        .arg(format!("exec {line} \"$@\""))
        .arg("ssh");
    shell
}

/// Reads standard error to its end. Passes it on unless the terminal shows a session.
fn collect(mut from: ChildStderr, to: &Mutex<Stderr>) {
    let mut buffer = [0; 1024];
    while let Ok(n @ 1..) = from.read(&mut buffer) {
        let mut stderr = lock(to);
        if !stderr.quiet {
            // A closed standard error is no reason to end the connection.
            drop(io::stderr().write_all(&buffer[..n]));
        }
        if stderr.text.len() < MAX_STDERR {
            stderr.text.push_str(&String::from_utf8_lossy(&buffer[..n]));
        }
    }
    lock(to).ended = true;
}

fn lock(stderr: &Mutex<Stderr>) -> std::sync::MutexGuard<'_, Stderr> {
    stderr.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Carrier {
    /// Forgets the messages so far and passes no more of them on: a session takes over the
    /// terminal.
    pub fn silence(&self) {
        let mut stderr = lock(&self.stderr);
        stderr.quiet = true;
        stderr.text.clear();
    }

    /// Kills the process without waiting for data that it still has to send.
    pub fn kill(&mut self) {
        // Fails only for a process that has exited.
        drop(self.child.kill());
    }

    /// Why the connection ended: the last line of standard error. Waits up to 300 ms for it.
    pub fn last_error(&mut self) -> String {
        self.wait(EXIT_TIMEOUT);
        let stderr = lock(&self.stderr);
        let last = stderr.text.lines().rfind(|line| !line.trim().is_empty());
        last.unwrap_or("connection closed").trim().to_owned()
    }

    /// The exit status of ssh. Waits up to 3 s for it.
    pub fn exit_code(&mut self) -> Option<i32> {
        self.wait(FIRST_EXIT_TIMEOUT)?.code()
    }

    /// Waits until the process has exited and its standard error was read to the end, or until
    /// `timeout`.
    fn wait(&mut self, timeout: Duration) -> Option<ExitStatus> {
        let end = Instant::now() + timeout;
        loop {
            let status = self.child.try_wait().ok().flatten();
            if status.is_some() && lock(&self.stderr).ended || Instant::now() >= end {
                return status;
            }
            std::thread::sleep(POLL_INTERVAL);
        }
    }
}

impl Drop for Carrier {
    fn drop(&mut self) {
        // Its input is closed by now, so it exits by itself after it has sent its remaining data.
        if self.wait(EXIT_TIMEOUT).is_none() {
            drop(self.child.kill());
            drop(self.child.wait());
        }
    }
}
