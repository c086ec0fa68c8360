//! The protocol between keeper and server. A keeper outlives the server that it started first, and
//! an upgrade connects different versions: variants and fields are only ever added at the end
//! (postcard encodes variants by index).

use crate::base::Size;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io;

/// Protocol version. Unknown messages are ignored, so it changes only when that is not enough.
pub const PROTOCOL: u16 = 1;

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProgramExit {
    /// Exit status.
    Status(i32),
    /// Number of the signal that killed it.
    Signal(i32),
    /// Unknown: the program ended while there was no keeper.
    Unknown,
}

/// Messages from a server or a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToKeeper {
    /// Starts a program in a new PTY. Answered by [`FromKeeper::Spawned`] or
    /// [`FromKeeper::SpawnFailed`].
    Spawn {
        /// The pane; refused if the pane has a program, or an ended one that was not forgotten.
        pane: u32,
        /// The program and its arguments.
        argv: Vec<String>,
        /// `argv[0]` if it differs: `-sh` for a login shell.
        argv0: Option<String>,
        /// The complete environment.
        env: Vec<(String, String)>,
        /// Working directory; if it does not exist, the nearest existing parent.
        cwd: String,
        /// Size of the PTY.
        size: Size,
    },
    /// Forgets a pane: its PTY is closed and a running program gets SIGHUP.
    Forget {
        /// The pane.
        pane: u32,
    },
    /// Sends a signal to the process group of a pane's program.
    Signal {
        /// The pane.
        pane: u32,
        /// Signal number.
        signal: i32,
    },
    /// Ends everything: programs, socket, keeper. The server ends by itself.
    Shutdown,
    /// Makes this program the server from the next start on; it is called with
    /// [`SERVER_FLAG`](super::SERVER_FLAG). The sender exits by itself, and the next server starts
    /// without backoff. If the program cannot be run or dies twice in a row, the old program serves
    /// again.
    Upgrade {
        /// Path of the program.
        program: String,
    },
    /// Listens at the socket path again, after the socket was removed. Answered by
    /// [`FromKeeper::Listener`].
    Relisten,
    /// Starts this program as a candidate. Answered by [`FromKeeper::CandidateReady`] or
    /// [`FromKeeper::Abandoned`].
    StartCandidate {
        /// Path of the program.
        program: String,
    },
    /// The server is quiesced, so the candidate may read everything. Answered by
    /// [`FromKeeper::Digest`] or [`FromKeeper::Abandoned`].
    Quiesced {
        /// Opaque data for the candidate.
        state: Vec<u8>,
    },
    /// Kills the candidate. Answered by [`FromKeeper::Abandoned`].
    Abandon,
    /// From a candidate: it got hello and waits for [`FromKeeper::TakeOver`].
    Ready,
    /// From a candidate: a digest of its state. It becomes the server at [`FromKeeper::Committed`].
    Digest {
        /// Opaque data for the server.
        state: Vec<u8>,
    },
    /// The digests match: make the candidate the server. Answered by [`FromKeeper::Committed`] or
    /// [`FromKeeper::Abandoned`].
    Commit,
    /// From a candidate that gives up and exits.
    Refused {
        /// The reason.
        message: String,
    },
    /// Replaces the keeper itself by this program (execve(2)). If that fails, the old keeper goes
    /// on.
    Reexec {
        /// Path of the program.
        program: String,
    },
}

/// Messages from the keeper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FromKeeper {
    /// The first message. Descriptors: the listening socket, and the
    /// [`StateFile`](crate::sys::state_file::StateFile) of the world.
    Hello {
        /// The number of this server; each server gets a higher one.
        epoch: u64,
        /// The number of servers in a row that died within 30 s of their start (1 s if killed by
        /// SIGKILL) before this one.
        restarts: u32,
        /// The `context` of [`ensure`](fn@super::ensure).
        context: Vec<u8>,
        /// Path of the socket.
        socket: String,
    },
    /// An existing program. Descriptors: its PTY, its [`Journal`](crate::sys::journal::Journal) and
    /// its history, which is a [`RecordFile`](crate::sys::record_file::RecordFile).
    Pane {
        /// The pane.
        pane: u32,
        /// Process id.
        pid: i32,
        /// The exit, if the program has ended.
        exit: Option<ProgramExit>,
    },
    /// The list of existing programs is complete.
    Done,
    /// A program was started. Descriptors as for [`FromKeeper::Pane`].
    Spawned {
        /// The pane.
        pane: u32,
        /// Process id.
        pid: i32,
    },
    /// A program could not be started. The keeper has forgotten the pane.
    SpawnFailed {
        /// The pane.
        pane: u32,
        /// The reason.
        message: String,
    },
    /// A program ended. Its last output can still be read; the keeper keeps the pane until
    /// [`ToKeeper::Forget`].
    Exited {
        /// The pane.
        pane: u32,
        /// Process id: the pane may have had another program before.
        pid: i32,
        /// How it ended.
        exit: ProgramExit,
    },
    /// The keeper was asked to end (SIGTERM or SIGINT). The server has 3 s to save its state and to
    /// send [`ToKeeper::Shutdown`].
    Terminate,
    /// The socket was created again. Descriptors as for [`FromKeeper::Hello`]; the old socket no
    /// longer has a name.
    Listener,
    /// The candidate is ready; the server may quiesce.
    CandidateReady,
    /// The digest of the candidate; the server compares it with its own.
    Digest {
        /// The data of [`ToKeeper::Digest`].
        state: Vec<u8>,
    },
    /// The candidate is the server from now on; sent to both. The old server exits by itself.
    Committed,
    /// There is no candidate any more; the server goes on.
    Abandoned {
        /// The reason.
        message: String,
    },
    /// To a candidate, after the programs and [`FromKeeper::Done`]: the server is quiesced.
    TakeOver {
        /// The data of [`ToKeeper::Quiesced`].
        state: Vec<u8>,
    },
}

pub(super) fn encode(message: &impl Serialize) -> io::Result<Vec<u8>> {
    postcard::to_allocvec(message).map_err(io::Error::other)
}

pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
    postcard::from_bytes(bytes).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))
}
