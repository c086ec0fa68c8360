//! The keeper's side of a pane: a program, its PTY and its memory files. It does not talk to the
//! server.

use super::message::ProgramExit;
use crate::base::{Error, Result};
use crate::sys::journal::Journal;
use crate::sys::process::{self, Change, Pid, Signal};
use crate::sys::record_file::RecordFile;
use crate::sys::spawn::{Program, Verdict, spawn};
use std::os::fd::{AsFd, OwnedFd};
use std::rc::Rc;

/// Descriptors for servers, shared with queued messages.
pub(super) type Fds = Rc<Vec<OwnedFd>>;

/// The program of a pane.
pub(super) struct PaneHandle {
    /// Process id; the program leads its process group and session.
    pub pid: Pid,
    /// PTY, journal, history: in the order in which servers receive them.
    pub fds: Fds,
    /// The exit, if the program has ended.
    pub exit: Option<ProgramExit>,
    /// Present until it is known whether the exec succeeded.
    pub verdict: Option<Verdict>,
    /// Whether the program is our child, so that we reap it.
    pub ours: bool,
    /// A pidfd that reports the end of a program that is not our child.
    pub watch: Option<OwnedFd>,
}

impl PaneHandle {
    /// Starts `program` with an empty journal and no history.
    pub fn start(program: &Program) -> Result<Self> {
        let memory = [Journal::create()?, RecordFile::create("mux-history")?];
        let started = spawn(program)?;
        let fds = [started.pty].into_iter().chain(memory).collect();
        Ok(Self {
            pid: started.pid,
            fds: Rc::new(fds),
            exit: None,
            verdict: Some(started.verdict),
            ours: true,
            watch: None,
        })
    }

    /// Whether the program is running, as far as known.
    pub fn runs(&self) -> bool {
        self.exit.is_none()
    }

    /// Waits for the result of the start. It arrives as soon as the program runs or has failed.
    pub fn settle(&mut self) -> Result<(), Error> {
        self.verdict
            .take()
            .map_or(Ok(()), |mut verdict| verdict.wait())
    }

    /// Signals the program's process group and the foreground group of its PTY.
    pub fn signal_all(&self, signal: Signal) {
        if !self.runs() {
            return;
        }
        let terminal = self.fds.first();
        let foreground = terminal.and_then(|pty| process::foreground(pty.as_fd()));
        let groups = [
            Some(self.pid),
            foreground.filter(|group| *group != self.pid),
        ];
        for group in groups.into_iter().flatten() {
            process::signal_group(group, signal as i32);
        }
    }

    /// Sends SIGHUP, as a closed terminal does, and SIGCONT so that a stopped program gets it.
    pub fn hang_up(&self) {
        self.signal_all(Signal::SIGHUP);
        self.signal_all(Signal::SIGCONT);
    }

    /// Records a state change of the process; returns whether it ended. A stopped program is
    /// continued, since no shell could continue the only program of a pane.
    pub fn note(&mut self, change: Change) -> bool {
        self.exit = match change {
            Change::Exited(status) => Some(ProgramExit::Status(status)),
            Change::Killed(signal) => Some(ProgramExit::Signal(signal)),
            Change::Stopped(signal) => {
                let waits_for_terminal =
                    [Signal::SIGTTIN as i32, Signal::SIGTTOU as i32].contains(&signal);
                if !waits_for_terminal {
                    process::signal_group(self.pid, Signal::SIGCONT as i32);
                }
                return false;
            }
        };
        true
    }
}
