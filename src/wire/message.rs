//! The messages between client and server. postcard encodes variants by index and fields by order:
//! new variants go at the end and raise the version, and nothing is ever reordered.

use crate::base::raw_bytes::whole as bytes;
use crate::base::{
    ClientInfo, DetachInfo, KeyEvent, MouseEvent, Palette, PaneId, Size, TerminalInfo,
    TerminalSettings,
};
use crate::scene::Frame;
use serde::{Deserialize, Serialize};

/// From a client to the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToServer {
    /// Run a command: the words of the command line. The first message on a connection.
    Run {
        /// The words; none means the default command.
        words: Vec<String>,
        /// The client.
        client: Box<ClientInfo>,
    },
    /// A key, from an attached client, as are all that follow.
    Key(KeyEvent),
    /// A mouse event.
    Mouse(MouseEvent),
    /// Pasted text, or a piece of it.
    Paste(String),
    /// The terminal gained (`true`) or lost the focus.
    Focus(bool),
    /// The new size of the terminal.
    Resize(Size),
    /// The colours of the terminal, as far as it reported them: text, background.
    Colors(Option<(u8, u8, u8)>, Option<(u8, u8, u8)>),
    /// The frame with this number, and all before it, are on the terminal. Since version 6 a client
    /// may send it later for small frames ([`super::SMALL_FRAME`]).
    Ack(u64),
    /// The client continues after it was stopped (`Suspend`, Ctrl-Z); the size of the terminal.
    Resume(Size),
    /// The client exits.
    Bye,
    /// A part of standard input, in reply to `ReadStdin`; an empty one marks the end.
    Stdin(#[serde(with = "bytes")] Vec<u8>),
    /// Identifies the client by a random token across connections. From now on its keys and pastes
    /// are counted (`Counted`, `Taken`), and its other connections are closed. Since version 2.
    Count(u64),
    /// Asks for a `Pong`. Since version 2.
    Ping,
    /// The reply to `AskClipboard`: the contents of the selection. Since version 2.
    Clipboard(Vec<u8>),
    /// What the terminal reported about itself. Since version 3.
    Terminal(TerminalInfo),
    /// The client is in control mode. Precedes `Run`. Since version 3.
    Control,
    /// A line from a control client, without its end; an empty one detaches it. Since version 3.
    Line(String),
    /// A colour of the terminal, in reply to a query that a program's pane passed on: the number of
    /// the palette entry, or `None` for the cursor. Since version 3.
    TerminalColor(Option<u8>, (u8, u8, u8)),
    /// As `Count`, from a client that knows how many of its keys and pastes were taken before: a
    /// server that does not know the token counts on from that number. The commands of this client
    /// are counted too. Since version 4.
    CountFrom(u64, u64),
    /// A command line, run as if a key of this client were bound to it. Since version 4.
    Command(String),
    /// The positions in the output of panes up to which a control client has it from the server
    /// before. Precedes `Run`. Since version 6.
    OutputFrom(Vec<(PaneId, u64)>),
}

/// From the server to a client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToClient {
    /// For standard output.
    Stdout(#[serde(with = "bytes")] Vec<u8>),
    /// For standard error.
    Stderr(#[serde(with = "bytes")] Vec<u8>),
    /// The command has ended; the client exits with this status.
    Exit(u8),
    /// The client is attached and takes over the terminal. Sent again when it switches sessions.
    Attached {
        /// The command that attaches to the same session after a reconnection.
        reattach: Vec<String>,
        /// How long to wait after an escape byte for the rest of a sequence, in milliseconds.
        escape_time: u32,
    },
    /// An update of the screen.
    Frame(Box<Frame>),
    /// Set a selection of the outer terminal (OSC 52): selection, data.
    Clipboard(String, Vec<u8>),
    /// Bytes to send unchanged to the outer terminal (`allow-passthrough`).
    Passthrough(#[serde(with = "bytes")] Vec<u8>),
    /// The client is no longer attached.
    Detached {
        /// One line for the user, without a line end: `[detached (from session 0)]`.
        message: String,
        /// The exit status.
        status: u8,
        /// A shell command that replaces the client (`detach-client -E`).
        exec: Option<String>,
        /// Send SIGHUP to the client's parent too (`detach-client -P`).
        hangup: bool,
    },
    /// Stop, as on Ctrl-Z (`suspend-client`).
    Suspend,
    /// Send standard input to its end.
    ReadStdin,
    /// The reply to `Count`: how many keys and pastes of this client were taken so far; `None`: the
    /// token is unknown. Since version 2.
    Counted(Option<u64>),
    /// How many keys and pastes were taken by now. Since version 2.
    Taken(u64),
    /// The reply to `Ping`. Since version 2.
    Pong,
    /// Query a selection of the outer terminal (OSC 52). Since version 2.
    AskClipboard(String),
    /// Show a desktop notification (OSC 9): title, text. Since version 2.
    Notify(String, String),
    /// A message for the user, to be shown until the next key; only to clients that are counted.
    /// Since version 2.
    Note(String),
    /// How to leave while there is no server. Sent again when it changes. Since version 3.
    DetachInfo(DetachInfo),
    /// Whether a control client waits for an empty line before it exits (client flag `wait-exit`).
    /// Since version 3.
    WaitExit(bool),
    /// Run a shell command in the terminal until it ends, then display the session again
    /// (`lock-client`). Since version 3.
    Lock(String),
    /// What the options say about the terminal. Sent again when they change. Since version 4.
    TerminalSettings(TerminalSettings),
    /// The inks of the roles in frames, sent before the first frame with others than those of the
    /// theme `terminal`, and when they change. Since version 5.
    Palette(Palette),
    /// Lines of a control client for standard output, and the positions in the output of panes that
    /// it has with them. Since version 6.
    Output(Vec<u8>, Vec<(PaneId, u64)>),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{decode, encode};

    #[test]
    fn bytes_have_the_form_of_a_sequence() {
        let text: Vec<u8> = (0..300_u32).map(|n| n as u8).collect();
        let mut framed = Vec::new();
        encode(&ToClient::Stdout(text.clone()), &mut framed);
        let plain = postcard::to_allocvec(&(0_u8, &text)).unwrap();
        assert_eq!(framed[4..], plain[..]);
        assert_eq!(decode(&plain), Ok(ToClient::Stdout(text)));
    }
}
