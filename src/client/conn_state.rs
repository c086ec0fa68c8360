//! The connection state of an attached client, and the events and actions of its state machine,
//! [`Link`](super::link::Link).

use super::exit_reason::ExitReason;
use super::remote::reconnect::Backoff;
use crate::base::{DetachInfo, Size, TerminalInfo};
use crate::tty::ColorSlot;
use crate::wire::ToServer;

/// Whether the server can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnState {
    /// The server answers on the connection.
    Connected,
    /// There is no connection.
    Disconnected(Backoff),
    /// A new connection is open, and the server has not attached the client on it yet.
    Reconnecting(Backoff),
}

/// Something that happened to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The client was attached on its first connection, which speaks this version of the protocol.
    Started {
        /// The version of the messages.
        version: u16,
    },
    /// The server has attached the client, or shows it another session.
    Attached {
        /// The command that attaches to the same session again.
        reattach: Vec<String>,
        /// The version of the messages.
        version: u16,
    },
    /// Data arrived from the server.
    Heard,
    /// The server says how many keys and pastes it took from this client; `None`: it does not know
    /// the client.
    Counted(Option<u64>),
    /// The server has taken so many keys and pastes.
    Taken(u64),
    /// The server has a message for the user, to be shown until the next key.
    Note(String),
    /// How to leave while there is no server.
    DetachInfo(DetachInfo),
    /// The terminal has described itself.
    Terminal(TerminalInfo),
    /// A new server answers on the same connection.
    ServerReplaced,
    /// The connection ended.
    HungUp {
        /// The last error message of ssh, if the connection went through it.
        reason: Option<String>,
    },
    /// The connection that [`Action::Connect`] asked for is open.
    Opened,
    /// The connection that [`Action::Connect`] asked for cannot be opened.
    OpenFailed {
        /// Nothing listens on the socket.
        no_listener: bool,
        /// The error message.
        reason: String,
    },
    /// The login that [`Action::LogIn`] asked for is over.
    LoginEnded {
        /// There is a connection.
        connected: bool,
    },
    /// A key, paste, mouse or focus event from the terminal.
    Input(ToServer),
    /// A message that concerns the current connection only, and is dropped if there is none.
    Message(ToServer),
    /// The terminal reported one of its colours.
    Color(ColorSlot, (u8, u8, u8)),
    /// The terminal has another size.
    Resized(Size),
    /// The client was stopped and goes on; the terminal has this size.
    Resumed(Size),
    /// Time has passed, or the client is about to wait.
    Tick,
}

/// Something for the client to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Send these framed messages on the connection.
    Send(Vec<u8>),
    /// Open a connection without asking the user anything, send these framed messages on it, and
    /// report [`Event::Opened`] or [`Event::OpenFailed`].
    Connect(Vec<u8>),
    /// As `Connect`, with the terminal released to ssh, which may ask for a password; report
    /// [`Event::LoginEnded`].
    LogIn(Vec<u8>),
    /// Close the connection without waiting for anything.
    Close,
    /// Drop the output of the server that is gone: unacknowledged frames, and text for after the
    /// exit.
    ForgetServer,
    /// End the attachment.
    Exit(ExitReason),
}
