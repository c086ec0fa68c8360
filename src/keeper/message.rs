//! What keeper and server say to each other. A keeper lives longer than the server that it started
//! first, so variants and fields are only ever added at the end.

use crate::base::Size;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io;

/// The version of what keeper and server say to each other. Messages that one side does not know are
/// left aside, so this changes only if that is not enough.
pub const PROTOCOL: u16 = 1;

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProgramExit {
    /// With this status.
    Status(i32),
    /// By this signal.
    Signal(i32),
    /// In a way that nobody could see, because its keeper had been killed.
    Unknown,
}

/// From the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToKeeper {
    /// Start a program in a new terminal; answered by [`FromKeeper::Spawned`] or
    /// [`FromKeeper::SpawnFailed`].
    Spawn {
        /// Which pane it is for; one that has a program, or had one that is not forgotten, is refused.
        pane: u32,
        /// What to run and its arguments.
        argv: Vec<String>,
        /// Its name if not `argv[0]`: `-sh` for a login shell.
        argv0: Option<String>,
        /// The whole environment.
        env: Vec<(String, String)>,
        /// Where to start; the nearest directory above it if it is gone.
        cwd: String,
        /// The size of the terminal.
        size: Size,
    },
    /// Let go of a pane: its terminal is closed and a program that still runs gets SIGHUP.
    Forget {
        /// The pane.
        pane: u32,
    },
    /// Send a signal to the process group of a pane's program.
    Signal {
        /// The pane.
        pane: u32,
        /// The number of the signal.
        signal: i32,
    },
    /// End everything: programs, socket, keeper. The server ends by itself.
    Shutdown,
    /// Let every server from the next on be this program, called with the words of
    /// [`SERVER_FLAG`](super::SERVER_FLAG). The server that asks ends by itself, and the next one comes
    /// without delay. If the program cannot be run or dies twice in a row, it is as it was before.
    Upgrade {
        /// The file of the program.
        program: String,
    },
    /// Make the socket again, because someone has removed it; answered by [`FromKeeper::Listener`].
    Rebind,
    /// Start this program as a candidate for the place of the server that asks. Answered by
    /// [`FromKeeper::CandidateReady`] or [`FromKeeper::Abandoned`].
    Try {
        /// The file of the program.
        program: String,
    },
    /// The server stands still, and the candidate may look at everything; answered by
    /// [`FromKeeper::Proof`] or [`FromKeeper::Abandoned`].
    Frozen {
        /// For the candidate. The keeper does not look into it.
        state: Vec<u8>,
    },
    /// End the candidate, because it does not do; answered by [`FromKeeper::Abandoned`].
    Abandon,
    /// From a candidate: it has heard hello and waits for [`FromKeeper::TakeOver`].
    Ready,
    /// From a candidate: what it has. It is the server once it hears [`FromKeeper::Committed`].
    Proved {
        /// For the server. The keeper does not look into it.
        state: Vec<u8>,
    },
    /// The candidate has proved that it has everything: let it take over. Answered by
    /// [`FromKeeper::Committed`] or [`FromKeeper::Abandoned`].
    Commit,
    /// From a candidate that ends now.
    Refused {
        /// Why.
        message: String,
    },
    /// Let the keeper itself be this program from now on. If it cannot be run, all stays as it is.
    Renew {
        /// The file of the program.
        program: String,
    },
}

/// From the keeper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FromKeeper {
    /// The first message. With descriptors: the listening socket, and the memory file of the world's
    /// [`StateFile`](crate::sys::state_file::StateFile).
    Hello {
        /// Grows with each server.
        epoch: u64,
        /// How many servers in a row died before they were 30 s old (1 s if they were killed by SIGKILL),
        /// until this one.
        restarts: u32,
        /// What was given to [`ensure`](super::ensure).
        context: Vec<u8>,
        /// Where the socket is.
        socket: String,
    },
    /// A program from before this server's time. With descriptors: its terminal, the memory files of
    /// its [`Journal`](crate::sys::journal::Journal) and of its history, which is a
    /// [`RecordFile`](crate::sys::record_file::RecordFile).
    Pane {
        /// The pane.
        pane: u32,
        /// Its process.
        pid: i32,
        /// How it ended, if it has.
        exit: Option<ProgramExit>,
    },
    /// That was everything from before.
    Done,
    /// A program runs. With descriptors as for [`FromKeeper::Pane`].
    Spawned {
        /// The pane.
        pane: u32,
        /// Its process.
        pid: i32,
    },
    /// A program could not be started. The keeper handles nothing for the pane any more.
    SpawnFailed {
        /// The pane.
        pane: u32,
        /// Why.
        message: String,
    },
    /// A program ended. What it wrote can still be read; the keeper remembers it until
    /// [`ToKeeper::Forget`].
    Exited {
        /// The pane.
        pane: u32,
        /// Its process, because a pane may have had another one before.
        pid: i32,
        /// How it ended.
        exit: ProgramExit,
    },
    /// The keeper was asked to end. The server has 3 s to save what it wants and to say
    /// [`ToKeeper::Shutdown`].
    Terminate,
    /// The socket was made again. With descriptors as for [`FromKeeper::Hello`]; nobody finds the old
    /// socket any more.
    Listener,
    /// The candidate that was asked for waits; the server may stand still now.
    CandidateReady,
    /// What the candidate has; the server judges.
    Proof {
        /// What it said in [`ToKeeper::Proved`].
        state: Vec<u8>,
    },
    /// The candidate is the server from now on; told to both. The old one ends by itself.
    Committed,
    /// There is no candidate any more, and the server is what it was.
    Abandoned {
        /// Why.
        message: String,
    },
    /// To a candidate, after the programs and [`FromKeeper::Done`]: the server stands still.
    TakeOver {
        /// What it said in [`ToKeeper::Frozen`].
        state: Vec<u8>,
    },
}

pub(super) fn encode(message: &impl Serialize) -> io::Result<Vec<u8>> {
    postcard::to_allocvec(message).map_err(io::Error::other)
}

pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
    postcard::from_bytes(bytes).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))
}
