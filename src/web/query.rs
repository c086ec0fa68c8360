//! One-shot commands: each on a connection of its own to a server.

use super::link::ServerLink;
use crate::base::{ClientInfo, Error, Result};
use crate::wire::{ToClient, ToServer};
use std::path::Path;
use std::time::Duration;
use tokio::time::timeout;

/// How long a command may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The most output of a command, in bytes.
const MOST_OUTPUT: usize = 32 << 20;

/// The output of a command.
#[derive(Debug, Default)]
pub struct Output {
    /// Its standard output.
    pub stdout: String,
    /// Its standard error, without a line end.
    pub stderr: String,
    /// Its exit status.
    pub status: u8,
}

/// A text as one word of a command: a semicolon at its end separates commands otherwise.
pub fn word(text: &str) -> String {
    match text.strip_suffix(';') {
        Some(before) => format!("{before}\\;"),
        None => text.to_owned(),
    }
}

/// Runs a command on the server at `socket`; words that are `;` separate several.
///
/// # Errors
/// No server listens, or it does not answer.
pub async fn run(socket: &Path, words: &[&str], client: &ClientInfo) -> Result<Output> {
    let link = ServerLink::open(socket).await;
    let mut link =
        link.map_err(|_| Error::not_found("no mux server is running: mux new starts one"))?;
    link.send(&ToServer::Run {
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        client: Box::new(client.clone()),
    });
    let late = || Error::system("the server does not answer");
    timeout(PATIENCE, listen(&mut link))
        .await
        .map_err(|_| late())?
}

async fn listen(link: &mut ServerLink) -> Result<Output> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = loop {
        match link.next().await? {
            Some(ToClient::Stdout(bytes)) => out.extend_from_slice(&bytes),
            Some(ToClient::Stderr(bytes)) => err.extend_from_slice(&bytes),
            Some(ToClient::Exit(status)) => break status,
            Some(ToClient::ReadStdin) => link.send(&ToServer::Stdin(Vec::new())),
            // Everything else is for attached clients.
            Some(_) => {}
            None => return Err(Error::system("the server has closed the connection")),
        }
        if out.len() + err.len() > MOST_OUTPUT {
            return Err(Error::system("the answer of the server is too long"));
        }
    };
    Ok(Output {
        stdout: String::from_utf8_lossy(&out).into_owned(),
        stderr: String::from_utf8_lossy(&err).trim_end().to_owned(),
        status,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_semicolon_at_the_end_is_part_of_a_word() {
        for (text, want) in [
            ("a", "a"),
            ("a;b", "a;b"),
            ("a;", "a\\;"),
            (";", "\\;"),
            ("", ""),
        ] {
            assert_eq!(word(text), want);
        }
    }
}
