//! The socket by which commands talk to a running gateway: `status`, `reload`, `key`, `stop`. One
//! line each way.

use crate::base::{Error, Result};
use crate::sys::socket;
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a gateway may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The control socket of the gateway of the server at `socket`.
pub fn path(socket: &Path) -> PathBuf {
    let mut name = socket.as_os_str().to_owned();
    name.push(".web");
    name.into()
}

/// Asks the running gateway; `None`: none runs.
///
/// # Errors
/// It does not answer.
pub fn ask(path: &Path, request: &str) -> Result<Option<Value>> {
    let Ok(stream) = socket::connect(path) else {
        return Ok(None);
    };
    let failed = |e: std::io::Error| Error::system(format!("mux web does not answer: {e}"));
    let line = converse(&stream, request).map_err(failed)?;
    match serde_json::from_str(&line) {
        Ok(value) => Ok(Some(value)),
        Err(_) => Err(Error::system("mux web does not answer")),
    }
}

fn converse(mut stream: &UnixStream, request: &str) -> std::io::Result<String> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(format!("{request}\n").as_bytes())?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    Ok(line)
}
