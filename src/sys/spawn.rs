#![allow(unsafe_code)]
//! Starts a program in a PTY of its own.

use super::error::failed;
use super::process::Pid;
use super::{daemon, pty};
use crate::base::{Error, Result, Size};
use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, OFlag, fcntl};
use nix::libc;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::unistd::{chdir, dup2_stderr, dup2_stdin, dup2_stdout, execv, execve, pipe2, setsid};
use std::ffi::{CString, OsStr};
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// The search path when the environment has no PATH.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

/// A program to start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// The program and its arguments. A name without a slash is searched in the PATH of `env`.
    pub argv: Vec<String>,
    /// `argv[0]` for the program, if it differs: that of a login shell begins with `-`.
    pub argv0: Option<String>,
    /// The complete environment; `PWD` is set to the actual working directory.
    pub env: Vec<(String, String)>,
    /// Working directory; if it does not exist, the nearest existing parent.
    pub cwd: PathBuf,
    /// Size of the PTY.
    pub size: Size,
    /// Limit of open descriptors, if it differs from ours.
    pub descriptors: Option<u64>,
}

/// A program that is being started.
#[derive(Debug)]
pub struct Started {
    /// Process id; the process leads its group and session and has the PTY as controlling terminal.
    pub pid: Pid,
    /// The master side of the PTY, non-blocking.
    pub pty: OwnedFd,
    /// The pending result of the exec.
    pub verdict: Verdict,
}

/// The result of an exec; readable when it is known.
#[derive(Debug)]
pub struct Verdict(File);

impl Verdict {
    /// Waits for the result.
    ///
    /// # Errors
    /// The program cannot be run; the error says why.
    pub fn wait(&mut self) -> Result<()> {
        let mut message = String::new();
        let read = self.0.read_to_string(&mut message);
        match (read, message.is_empty()) {
            (Ok(_), true) => Ok(()),
            (Ok(_), false) => Err(Error::system(message)),
            (Err(e), _) => Err(Error::system(format!("couldn't start a program ({e})"))),
        }
    }
}

impl AsFd for Verdict {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// Starts `program` in a new PTY. Returns before the exec, so that a slow disk delays only the
/// child. Fails in a process with more than one thread.
pub fn spawn(program: &Program) -> Result<Started> {
    let image = Image::new(program)?;
    let pty = pty::open(program.size.clamped())?;
    let (read, write) = pipe2(OFlag::O_CLOEXEC).map_err(|e| failed("couldn't create a pipe", e))?;
    let slave = &pty.slave;
    let pid = daemon::fork(|| {
        let failure = start(&image, program, slave);
        // The keeper may be gone; then the reason is not needed.
        let _ = File::from(write).write_all(failure.message.as_bytes());
        1
    })?;
    Ok(Started {
        pid,
        pty: pty.master,
        verdict: Verdict(File::from(read)),
    })
}

/// Replaces this process by `file` with the arguments `args` (execve(2)); the environment and the
/// descriptors `keep` stay. Returns only on failure, with the reason.
pub fn become_program(file: &Path, args: &[String], keep: &[BorrowedFd<'_>]) -> Error {
    let words = args.iter().map(text).collect::<Result<Vec<_>>>();
    let (file, words) = match text(file).and_then(|file| Ok((file, words?))) {
        Ok(words) => words,
        Err(e) => return e,
    };
    for fd in keep {
        if let Err(e) = fcntl(fd, FcntlArg::F_SETFD(FdFlag::empty())) {
            return failed("couldn't pass on a descriptor", e);
        }
    }
    let reason = match execv(&file, &words) {
        Ok(never) => match never {},
        Err(e) => e,
    };
    for fd in keep {
        // The opposite call succeeded a moment ago.
        let _ = fcntl(fd, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC));
    }
    failed(
        format_args!("couldn't run {}", file.to_string_lossy()),
        reason,
    )
}

/// Arguments and candidate paths as C strings, made before the fork because allocation after it is
/// not safe.
struct Image {
    argv: Vec<CString>,
    candidates: Vec<CString>,
}

impl Image {
    fn new(program: &Program) -> Result<Self> {
        let file = program.argv.first().filter(|file| !file.is_empty());
        let file = file.ok_or_else(|| Error::user("no command to run"))?;
        let first = program.argv0.as_ref().unwrap_or(file);
        let words = std::iter::once(first).chain(&program.argv[1..]);
        let argv = words.map(text).collect::<Result<_>>()?;
        let candidates = if file.contains('/') {
            vec![text(file)?]
        } else {
            let path = program.env.iter().rfind(|(name, _)| name == "PATH");
            let places = path.map_or(PATH, |(_, path)| path).split(':');
            let files = places.map(|place| text(Path::new(place).join(file)));
            files.collect::<Result<_>>()?
        };
        Ok(Self { argv, candidates })
    }

    /// Runs execve on each candidate; returns only on failure, with the reason.
    fn run(&self, env: &[CString]) -> Errno {
        let mut reason = Errno::ENOENT;
        for file in &self.candidates {
            match execve(file, &self.argv, env) {
                Err(Errno::ENOENT | Errno::ENOTDIR) => {}
                Err(e) => reason = e,
                Ok(never) => match never {},
            }
        }
        reason
    }
}

/// Replaces the forked child by the program; returns only on failure, with the reason.
fn start(image: &Image, program: &Program, terminal: &OwnedFd) -> Error {
    if let Err(e) = take_terminal(terminal) {
        return failed("couldn't set the controlling terminal", e);
    }
    if let Some(limit) = program.descriptors
        && let Ok((_, hard)) = getrlimit(Resource::RLIMIT_NOFILE)
    {
        // Lowering one's own limit is never refused.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, limit.min(hard), hard);
    }
    let cwd = enter(&program.cwd);
    let others = program.env.iter().filter(|(name, _)| name != "PWD");
    let variables = others.map(|(name, value)| format!("{name}={value}"));
    let pwd = format!("PWD={}", cwd.display());
    let env: Result<Vec<_>> = variables.chain([pwd]).map(text).collect();
    match env {
        Ok(env) => failed(
            format_args!("couldn't run {}", program.argv[0]),
            image.run(&env),
        ),
        Err(e) => e,
    }
}

fn take_terminal(terminal: &OwnedFd) -> nix::Result<()> {
    setsid()?;
    // SAFETY: TIOCSCTTY takes a number and touches no memory.
    Errno::result(unsafe { libc::ioctl(terminal.as_raw_fd(), libc::TIOCSCTTY, 0) })?;
    dup2_stdin(terminal)?;
    dup2_stdout(terminal)?;
    dup2_stderr(terminal)
}

/// Changes to `wanted` or its nearest parent that can be entered, and returns the path.
fn enter(wanted: &Path) -> PathBuf {
    let mut places = wanted.ancestors().filter(|place| place.is_absolute());
    let place = places.find(|place| chdir(*place).is_ok());
    place.unwrap_or_else(|| Path::new("/")).to_owned()
}

fn text(word: impl AsRef<OsStr>) -> Result<CString> {
    CString::new(word.as_ref().as_bytes())
        .map_err(|_| Error::user("a command or its environment contains a NUL byte"))
}
