//! The one error type of the pure rooms: a kind that decides what the caller does, and a sentence
//! for the person who reads it.

use std::fmt;

/// What kind of thing went wrong. The kind decides; the message explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The person asked for something that cannot be: a wrong flag, value or size.
    User,
    /// A session, window, pane, client, buffer or file that was named is not there.
    NotFound,
    /// Text that does not parse: a config line, a format, a layout, a key.
    Syntax,
    /// Bytes from another process that do not follow the protocol.
    Protocol,
    /// The system refused: no memory, no descriptor, no permission.
    System,
}

/// An error with a sentence to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What kind of thing went wrong.
    pub kind: ErrorKind,
    /// What to show, in tmux's words where tmux has words for it; no trailing full stop.
    pub message: String,
}

/// The exit status of a command that wants a yes first.
pub const UNCONFIRMED: u8 = 2;

/// A result whose error can be shown.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of `kind` that says `message`.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    /// A mistake of the person who asked.
    pub fn user(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::User, message)
    }

    /// Something that was named and is not there.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::NotFound, message)
    }

    /// Text that does not parse.
    pub fn syntax(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Syntax, message)
    }

    /// Bytes that do not follow the protocol.
    pub fn protocol(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Protocol, message)
    }

    /// The system refused.
    pub fn system(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::System, message)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
