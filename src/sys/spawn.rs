#![allow(unsafe_code)]
//! Starting a program in a terminal of its own. It does not know which pane it is for.

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

/// Where programs are looked for when the environment has no PATH.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

/// A program to start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// What to run and its arguments. Without a slash the first is looked for in the PATH of `env`.
    pub argv: Vec<String>,
    /// The name that the program is given instead of `argv[0]`: a login shell's begins with `-`.
    pub argv0: Option<String>,
    /// The whole environment. `PWD` is set to the directory where the program really starts.
    pub env: Vec<(String, String)>,
    /// The directory to start in; if it is gone, the nearest one above it that is there.
    pub cwd: PathBuf,
    /// The size of its terminal.
    pub size: Size,
    /// Descriptors that it may open, if they are to be limited otherwise than our own.
    pub descriptors: Option<u64>,
}

/// A program that is being started.
#[derive(Debug)]
pub struct Started {
    /// The process: its own session and group, with the terminal as controlling one.
    pub pid: Pid,
    /// Our end of its terminal; never blocks.
    pub pty: OwnedFd,
    /// Whether it could be started.
    pub verdict: Verdict,
}

/// Says in time whether a program could be started; readable when it is known.
#[derive(Debug)]
pub struct Verdict(File);

impl Verdict {
    /// Waits for the verdict: nothing to say if the program runs, or why it does not.
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

/// Starts `program` in a new terminal. Returns before it runs: a slow disk holds up only the child.
/// Works only in a process with one thread.
pub fn spawn(program: &Program) -> Result<Started> {
    let image = Image::new(program)?;
    let pty = pty::open(program.size.clamped())?;
    let (read, write) = pipe2(OFlag::O_CLOEXEC).map_err(|e| failed("couldn't pipe", e))?;
    let slave = &pty.slave;
    let pid = daemon::fork(|| {
        let failure = start(&image, program, slave);
        // If nobody reads any more, nobody wants to know.
        let _ = File::from(write).write_all(failure.message.as_bytes());
        1
    })?;
    Ok(Started {
        pid,
        pty: pty.master,
        verdict: Verdict(File::from(read)),
    })
}

/// Turns this process into `file` with the arguments `args`, which keeps its environment and the
/// descriptors `keep`. Returns only why that could not be.
pub fn become_program(file: &Path, args: &[String], keep: &[BorrowedFd<'_>]) -> Error {
    let words = args.iter().map(text).collect::<Result<Vec<_>>>();
    let (file, words) = match text(file).and_then(|file| Ok((file, words?))) {
        Ok(words) => words,
        Err(e) => return e,
    };
    for fd in keep {
        if let Err(e) = fcntl(fd, FcntlArg::F_SETFD(FdFlag::empty())) {
            return failed("couldn't keep a descriptor", e);
        }
    }
    let reason = match execv(&file, &words) {
        Ok(never) => match never {},
        Err(e) => e,
    };
    for fd in keep {
        // Worked the other way round a moment ago.
        let _ = fcntl(fd, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC));
    }
    failed(
        format_args!("couldn't run {}", file.to_string_lossy()),
        reason,
    )
}

/// A program's words in the form that the system takes, made before the fork.
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

    /// Becomes the program; returns only why that could not be.
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

/// Turns the forked child into the program. Returns only the reason why that failed.
fn start(image: &Image, program: &Program, terminal: &OwnedFd) -> Error {
    if let Err(e) = take_terminal(terminal) {
        return failed("couldn't take the terminal", e);
    }
    if let Some(limit) = program.descriptors
        && let Ok((_, hard)) = getrlimit(Resource::RLIMIT_NOFILE)
    {
        // Lowering one's own limit cannot be refused.
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

/// Goes to `wanted` or the nearest directory above it that can be entered, and says where that is.
fn enter(wanted: &Path) -> PathBuf {
    let mut places = wanted.ancestors().filter(|place| place.is_absolute());
    let place = places.find(|place| chdir(*place).is_ok());
    place.unwrap_or_else(|| Path::new("/")).to_owned()
}

fn text(word: impl AsRef<OsStr>) -> Result<CString> {
    CString::new(word.as_ref().as_bytes())
        .map_err(|_| Error::user("a command or its environment contains a NUL byte"))
}
