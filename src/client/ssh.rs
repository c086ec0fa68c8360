//! The program that leads to another machine: started, listened to, ended. It does not know what is
//! said over it.

use super::far::Far;
use crate::base::{Error, Result};
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a program whose output has ended may take to end itself.
const PATIENCE: Duration = Duration::from_millis(300);
/// The same before there was a link: what it says is all that there is to tell.
const FIRST: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(5);
/// How much of what it said is remembered, in bytes.
const SAID: usize = 4 << 10;
/// The status of a shell that did not find the command.
const NOT_FOUND: i32 = 127;

/// Who is there while the link is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attended {
    /// A person, whom it may ask, and who reads what it says.
    Yes,
    /// The terminal shows something else: it may not ask, and what it says is kept.
    No,
}

/// A running ssh. It is ended when this is dropped.
#[derive(Debug)]
pub struct Ssh {
    child: Child,
    said: Arc<Mutex<Said>>,
}

/// What it said on standard error.
#[derive(Debug, Default)]
struct Said {
    text: String,
    quiet: bool,
    /// That was all.
    ended: bool,
}

/// Starts ssh to `far`. What it reads and writes is the stream.
///
/// # Errors
/// If it cannot be started.
pub fn start(far: &Far, attended: Attended) -> Result<(UnixStream, Ssh)> {
    let failed = |e: io::Error| {
        let program = far.ssh.as_deref().unwrap_or("ssh");
        Error::system(format!("{program}: {e}"))
    };
    let (ours, theirs) = UnixStream::pair().map_err(failed)?;
    let end = || {
        theirs
            .try_clone()
            .map(|end| Stdio::from(OwnedFd::from(end)))
    };
    let mut command = command(far, attended);
    command.stdin(end().map_err(failed)?);
    command.stdout(end().map_err(failed)?);
    let mut child = command.stderr(Stdio::piped()).spawn().map_err(failed)?;
    let said = Arc::new(Mutex::new(Said {
        quiet: attended == Attended::No,
        ..Said::default()
    }));
    if let Some(from) = child.stderr.take() {
        let to = Arc::clone(&said);
        std::thread::spawn(move || listen(from, &to));
    }
    Ok((ours, Ssh { child, said }))
}

fn command(far: &Far, attended: Attended) -> Command {
    let mut command = match &far.ssh {
        None => Command::new("ssh"),
        Some(line) => {
            let mut shell = Command::new("/bin/sh");
            shell
                .arg("-c")
                .arg(format!("exec {line} \"$@\""))
                .arg("ssh");
            shell
        }
    };
    command.arg("-T");
    if attended == Attended::No {
        command.args(["-o", "BatchMode=yes"]);
        // Keys that mean a signal are for whoever has the terminal.
        command.process_group(0);
    }
    command.arg(&far.host).arg(&far.command);
    command
}

/// Reads what it says, and passes it on as long as there is someone who can read it.
fn listen(mut from: ChildStderr, to: &Mutex<Said>) {
    let mut buffer = [0; 1024];
    while let Ok(n @ 1..) = from.read(&mut buffer) {
        let mut said = lock(to);
        if !said.quiet {
            // Whoever closed our output does not want to know more.
            drop(io::stderr().write_all(&buffer[..n]));
        }
        if said.text.len() < SAID {
            said.text.push_str(&String::from_utf8_lossy(&buffer[..n]));
        }
    }
    lock(to).ended = true;
}

fn lock(said: &Mutex<Said>) -> std::sync::MutexGuard<'_, Said> {
    said.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ssh {
    /// From now on the terminal shows something else: what it says is only kept.
    pub fn hush(&self) {
        let mut said = lock(&self.said);
        said.quiet = true;
        said.text.clear();
    }

    /// Ends it without waiting for what it has to deliver.
    pub fn kill(&mut self) {
        // One that has ended already needs no more.
        drop(self.child.kill());
    }

    /// Why the link ended, in the last line of what was said about it.
    pub fn reason(&mut self) -> String {
        self.wait(PATIENCE);
        let said = lock(&self.said);
        let last = said.text.lines().rfind(|line| !line.trim().is_empty());
        last.unwrap_or("the link ended").trim().to_owned()
    }

    /// Whether the other machine was reached and has no such program.
    pub fn found_nothing(&mut self) -> bool {
        let status = self.wait(FIRST).and_then(|status| status.code());
        status == Some(NOT_FOUND)
    }

    /// Waits a moment for its end, and for the end of what it says.
    fn wait(&mut self, patience: Duration) -> Option<ExitStatus> {
        let end = Instant::now() + patience;
        loop {
            let status = self.child.try_wait().ok().flatten();
            if status.is_some() && lock(&self.said).ended || Instant::now() >= end {
                return status;
            }
            std::thread::sleep(PAUSE);
        }
    }
}

impl Drop for Ssh {
    fn drop(&mut self) {
        // It may have something to deliver: the end of its input tells it to go.
        if self.wait(PATIENCE).is_none() {
            drop(self.child.kill());
            drop(self.child.wait());
        }
    }
}
