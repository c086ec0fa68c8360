//! The error type of the pure rooms: a kind for the caller and a message for the user.

use std::fmt;

/// The class of an error. Code decides by it; only people read the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// An invalid request: a wrong flag, value or size.
    User,
    /// The named session, window, pane, client, buffer or file does not exist.
    NotFound,
    /// Text that does not parse: a configuration line, a format, a layout, a key.
    Syntax,
    /// Bytes from another process or from a file that violate their format.
    Protocol,
    /// A system call failed: no memory, no descriptor, no permission.
    System,
}

/// An error with a message for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The class, by which callers decide.
    pub kind: ErrorKind,
    /// The message, in tmux's words where tmux has the same error; without a full stop at the end.
    pub message: String,
    /// What scripts decide by, for commands that are made for scripts.
    pub failure: Option<Box<Failure>>,
}

/// The part of an error that scripts decide by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The exit status.
    pub status: u8,
    /// A word, such as `target-gone`.
    pub code: &'static str,
    /// A command that helps, or nothing.
    pub hint: Option<String>,
}

/// The exit status of a command that needs a confirmation which it did not get.
pub const UNCONFIRMED: u8 = 2;

/// A result with a message for the user in its error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of `kind` with `message`.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            failure: None,
        }
    }

    /// An error with an exit status and a code for scripts.
    pub fn coded(status: u8, code: &'static str, message: impl Into<String>) -> Self {
        Self::user(message).with_code(status, code)
    }

    /// The same error with an exit status and a code for scripts.
    #[must_use]
    pub fn with_code(mut self, status: u8, code: &'static str) -> Self {
        self.failure = Some(Box::new(Failure {
            status,
            code,
            hint: None,
        }));
        self
    }

    /// The same error with a command that helps.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        if let Some(failure) = &mut self.failure {
            failure.hint = Some(hint.into());
        }
        self
    }

    /// The exit status.
    pub fn status(&self) -> u8 {
        self.failure.as_ref().map_or(1, |failure| failure.status)
    }

    /// An [`ErrorKind::User`] error.
    pub fn user(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::User, message)
    }

    /// An [`ErrorKind::NotFound`] error.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::NotFound, message)
    }

    /// An [`ErrorKind::Syntax`] error.
    pub fn syntax(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Syntax, message)
    }

    /// An [`ErrorKind::Protocol`] error.
    pub fn protocol(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Protocol, message)
    }

    /// An [`ErrorKind::System`] error.
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
