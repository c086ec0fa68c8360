//! What the keeper handles for one pane: a program, its terminal and its memory. It does not talk to the
//! server.

use super::message::ProgramExit;
use crate::base::{Error, Result};
use crate::sys::journal::Journal;
use crate::sys::process::{self, Change, Pid, Signal};
use crate::sys::record_file::RecordFile;
use crate::sys::spawn::{Program, Verdict, spawn};
use std::os::fd::{AsFd, OwnedFd};
use std::rc::Rc;

/// Descriptors that are sent to servers, shared with the messages that wait to be sent.
pub(super) type Fds = Rc<Vec<OwnedFd>>;

/// The program of a pane.
pub(super) struct PaneHandle {
    /// Its process, which leads a group and a session.
    pub pid: Pid,
    /// Terminal, journal, history: in the order in which servers get them.
    pub fds: Fds,
    /// How it ended, if it has.
    pub exit: Option<ProgramExit>,
    /// Still open while it is not known whether the program could be started.
    pub verdict: Option<Verdict>,
    /// Whether it is a child of ours.
    pub ours: bool,
    /// Tells the end of a program that is no child of ours.
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

    /// Whether the program runs, as far as is known.
    pub fn runs(&self) -> bool {
        self.exit.is_none()
    }

    /// Waits for the verdict on the start, which comes as soon as the program runs or has failed.
    pub fn settle(&mut self) -> Result<(), Error> {
        self.verdict
            .take()
            .map_or(Ok(()), |mut verdict| verdict.wait())
    }

    /// Sends a signal to the program's group and to whatever has its terminal now.
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

    /// Asks the program to end as if its terminal had been closed, also if it is stopped.
    pub fn hang_up(&self) {
        self.signal_all(Signal::SIGHUP);
        self.signal_all(Signal::SIGCONT);
    }

    /// Notes what became of the process; whether this was its end. A program that was stopped goes on,
    /// because in a pane of its own there is nobody to continue it.
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
