//! Runs commands of mux, each as a client process of its own: a cancelled call ends its client.

use crate::base::{Error, Result};
use crate::sys::process;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// The time after which a command is ended. Waits of commands end before.
const LIMIT: Duration = Duration::from_secs(90);

/// The most bytes of an answer that are passed on.
pub const ANSWER_MAX: usize = 256 << 10;

/// Runs commands on one server.
#[derive(Clone, Debug)]
pub struct Runner {
    program: PathBuf,
    server: Vec<OsString>,
}

/// The result of a command.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The exit status.
    pub status: i32,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

impl Runner {
    /// A runner for the server that `label` (`-L`) or `socket` (`-S`) names.
    ///
    /// # Errors
    /// If the path of this program is unknown.
    pub fn new(label: Option<&str>, socket: Option<&Path>) -> Result<Self> {
        let unknown = |error| Error::system(format!("the path of mux is unknown: {error}"));
        let mut server = Vec::new();
        if let Some(socket) = socket {
            server.extend([OsString::from("-S"), socket.as_os_str().to_owned()]);
        } else if let Some(label) = label {
            server.extend([OsString::from("-L"), OsString::from(label)]);
        }
        Ok(Self {
            program: process::own_program().map_err(unknown)?,
            server,
        })
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    /// If it cannot be started or takes too long.
    pub async fn run(&self, words: &[String]) -> Result<Answer> {
        let mut command = Command::new(&self.program);
        command
            .args(&self.server)
            .args(words)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        let failed = |error: std::io::Error| Error::system(format!("mux does not start: {error}"));
        let ended = tokio::time::timeout(LIMIT, command.output()).await;
        let late = |_| Error::system("the command did not end in time");
        let output = ended.map_err(late)?.map_err(failed)?;
        Ok(Answer {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        })
    }
}
