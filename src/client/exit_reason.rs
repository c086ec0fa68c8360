//! The reason why an attached client exits, and the steps after the terminal is restored.

/// The end of an attachment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExitReason {
    /// A line for standard output.
    pub message: Option<String>,
    /// Bytes for standard output, before the message.
    pub stdout: Vec<u8>,
    /// Bytes for standard error.
    pub stderr: Vec<u8>,
    /// The exit status.
    pub status: u8,
    /// A shell command that replaces the client (`detach-client -E`).
    pub exec: Option<String>,
    /// Send SIGHUP to the parent process too (`detach-client -P`).
    pub hangup: bool,
}

impl ExitReason {
    /// An exit with a line on standard output.
    pub fn new(message: &str, status: u8) -> Self {
        Self {
            message: Some(message.to_owned()),
            status,
            ..Self::default()
        }
    }

    /// An exit because the server does not speak the protocol: `why` goes to standard error.
    pub fn protocol_error(why: &str) -> Self {
        Self {
            stderr: format!("{why}\n").into_bytes(),
            status: 1,
            ..Self::default()
        }
    }
}
