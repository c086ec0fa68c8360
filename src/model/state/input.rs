//! What can happen to the world.

use crate::base::{ClientId, JobId, KeyEvent, MouseEvent, PaneId, Size, TimerId};
use crate::model::state::client::ClientIdentity;
use crate::model::state::store_request::{Remembered, StoreReply};
use crate::term::Event;
use serde::{Deserialize, Serialize};

/// How a program ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exit {
    /// The exit status, if it exited.
    pub status: Option<u8>,
    /// The signal, if one ended it.
    pub signal: Option<u8>,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// The server started with nothing: read these config files; those that are not there are
    /// passed over unless `explicit`.
    Start {
        /// Paths, in order.
        config: Vec<String>,
        /// They were named by a person (`-f`), so a missing one is an error.
        explicit: bool,
    },
    /// What was saved before this server, which has nothing yet. Comes before [`Input::Start`].
    Remembered(Box<Remembered>),
    /// Something about what is saved that everyone should know.
    Note(String),
    /// The store's answer to a queue, or why there is none.
    Stored(u64, Result<StoreReply, String>),
    /// The server took over from one that died. These programs run, or ended meanwhile.
    Adopted(Vec<(PaneId, u32, Option<Exit>)>),
    /// A client asks to run a command.
    Run {
        /// Which client; new.
        client: ClientId,
        /// The words of the command line.
        words: Vec<String>,
        /// What is known of the client.
        caller: Box<ClientIdentity>,
    },
    /// A key.
    Key(ClientId, KeyEvent),
    /// The mouse.
    Mouse(ClientId, MouseEvent),
    /// Pasted text.
    Paste(ClientId, String),
    /// The terminal got or lost the focus.
    Focus(ClientId, bool),
    /// The terminal has another size.
    Resize(ClientId, Size),
    /// The terminal's colours: text, background.
    Colors(ClientId, Option<(u8, u8, u8)>, Option<(u8, u8, u8)>),
    /// The terminal's answer to `ClientEffect::AskClipboard`: the bytes of its clipboard.
    Clipboard(ClientId, Vec<u8>),
    /// The connection is gone.
    Gone(ClientId),
    /// The pane's program runs: process id, terminal device.
    Spawned(PaneId, u32, String),
    /// It could not be started.
    SpawnFailed(PaneId, String),
    /// It ended, and all of its output is on the screen.
    Exited(PaneId, Exit),
    /// The pane's program said something beyond its screen.
    PaneEvents(PaneId, Vec<Event>),
    /// The pane's program wrote something. Told at most every 100 ms.
    PaneOutput(PaneId),
    /// A timer that was asked for is due.
    Timer(TimerId),
    /// A job has written this so far and goes on (for `#()`).
    JobOutput(JobId, String),
    /// The command of a pane's pipe runs under this process id.
    PipeStarted(JobId, u32),
    /// A job ended: all of its output, its status.
    JobDone(JobId, String, Exit),
    /// Files that were asked for: path and text, or why not.
    Files {
        /// The number of the request.
        request: u64,
        /// In the order of the patterns.
        files: Vec<(String, Result<String, String>)>,
    },
    /// A file that was to be written is, or why not.
    FileWritten {
        /// The number of the request.
        request: u64,
        /// The reason in the system's words.
        result: Result<(), String>,
    },
    /// Something that everyone who looks should know, or the first who comes.
    Notice(String),
    /// Servers die again and again: hooks and the shell commands of formats do not run from now on.
    SafeMode,
    /// The system wants the server to end (SIGTERM).
    Terminate,
}
