//! What client and server say to each other. New variants go at the end and raise the version.

use crate::base::{KeyEvent, MouseEvent, Size};
use crate::scene::Frame;
use serde::{Deserialize, Serialize};

/// Who runs a command, and from where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientInfo {
    /// Process id of the client.
    pub pid: u32,
    /// The working directory.
    pub cwd: String,
    /// The environment, variables in the order in which they were.
    pub env: Vec<(String, String)>,
    /// The terminal's device, if standard input is a terminal.
    pub tty: Option<String>,
    /// The terminal's size, if there is one.
    pub size: Option<Size>,
    /// `TERM`.
    pub term: String,
    /// The client was called as `tmux` and everything must be as there.
    pub as_tmux: bool,
    /// The client can attach: it has a terminal that it can draw on. If not, why not.
    pub cannot_attach: Option<String>,
    /// The client was attached and comes back after its server went away.
    pub reattaching: bool,
}

/// From a client to the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToServer {
    /// Run a command: the words of the command line. The first message on a connection.
    Run {
        /// The words; none means the default command.
        words: Vec<String>,
        /// Who asks.
        client: Box<ClientInfo>,
    },
    /// A key, from an attached client, as are all that follow.
    Key(KeyEvent),
    /// The mouse.
    Mouse(MouseEvent),
    /// Pasted text, or a piece of it.
    Paste(String),
    /// The terminal got or lost the focus.
    Focus(bool),
    /// The terminal has another size now.
    Resize(Size),
    /// What the terminal said its colours are: text, background.
    Colors(Option<(u8, u8, u8)>, Option<(u8, u8, u8)>),
    /// The frame with this number is on the terminal.
    Ack(u64),
    /// The client is being stopped and goes on later (`Resume` after Ctrl-Z).
    Resume(Size),
    /// The client goes away in order.
    Bye,
    /// A piece of standard input, which the server asked for; an empty one is its end.
    Stdin(Vec<u8>),
    /// The client is the one that calls itself so, by whichever connection. From now on its keys and
    /// pastes are counted (`Counted`, `Taken`), and its other connections are cut. Since version 2.
    Count(u64),
    /// Is anyone there? Since version 2.
    Ping,
    /// The answer to `AskClipboard`: what the terminal's clipboard holds. Since version 2.
    Clipboard(Vec<u8>),
}

/// From the server to a client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToClient {
    /// For standard output.
    Stdout(Vec<u8>),
    /// For standard error.
    Stderr(Vec<u8>),
    /// The command is done; the client exits with this status.
    Exit(u8),
    /// The client is attached now: take over the terminal. Sent again when the session changes.
    Attached {
        /// What to run to come back here when the server went away.
        reattach: Vec<String>,
        /// How long a lone escape byte may wait for more, in milliseconds.
        escape_time: u32,
    },
    /// Something to draw.
    Frame(Box<Frame>),
    /// Put this into the outer terminal's clipboard (OSC 52): selection, data.
    Clipboard(String, Vec<u8>),
    /// Bytes for the outer terminal as they are (`allow-passthrough`).
    Passthrough(Vec<u8>),
    /// The client is no longer attached.
    Detached {
        /// One line for the person, without a line end: `[detached (from session 0)]`.
        message: String,
        /// The exit status.
        status: u8,
        /// A shell command to become (`detach-client -E`).
        exec: Option<String>,
        /// Hang up the client's parent too (`detach-client -P`).
        hangup: bool,
    },
    /// Stop, as on Ctrl-Z (`suspend-client`).
    Suspend,
    /// Send standard input to its end.
    ReadStdin,
    /// The answer to `Count`: how many keys and pastes of this client were taken so far, or nothing if
    /// it was never counted here. Since version 2.
    Counted(Option<u64>),
    /// So many keys and pastes were taken by now. Since version 2.
    Taken(u64),
    /// The answer to `Ping`. Since version 2.
    Pong,
    /// Ask the outer terminal for this selection (OSC 52). Since version 2.
    AskClipboard(String),
    /// Have the outer terminal tell the person: title, text. Since version 2.
    Notify(String, String),
    /// A sentence for the person, to be shown until a key is pressed; only to clients that are counted.
    /// Since version 2.
    Note(String),
}
