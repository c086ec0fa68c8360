//! A command without a terminal: what the server says goes to standard output and error.

use super::connection::{Connection, Heard, Received};
use crate::base::{Error, Result};
use crate::wire::{ToClient, ToServer};
use std::io::{Read, Write};

/// How a conversation over a command ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ending {
    /// With an exit status.
    Exit(u8),
    /// The client is attached: the terminal is wanted.
    Attached(Attached),
}

/// What an attached client has to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attached {
    /// What to run to come back when the server went away.
    pub redial: Vec<String>,
    /// How long a lone escape byte may wait for more, in milliseconds.
    pub escape_time: u32,
}

/// Passes on what the server says until the command ends or the client is attached.
///
/// # Errors
/// If the server goes away before that, or is not one.
pub fn converse(
    connection: &mut Connection,
    mut input: impl Read,
    out: &mut impl Write,
    err: &mut impl Write,
) -> Result<Ending> {
    let lost = || Error::system("server exited unexpectedly");
    // Who is gone already may have said why.
    drop(connection.flush());
    loop {
        while let Some(heard) = connection.next()? {
            let Heard::Message(message) = heard else {
                return Err(lost());
            };
            match message {
                // Whoever closed our output does not want to know more; the status is told.
                ToClient::Stdout(bytes) => drop(out.write_all(&bytes)),
                ToClient::Stderr(bytes) => drop(err.write_all(&bytes)),
                ToClient::ReadStdin => send_stdin(connection, &mut input).map_err(|_| lost())?,
                ToClient::Exit(status) => return Ok(Ending::Exit(status)),
                ToClient::Attached {
                    reattach: redial,
                    escape_time,
                } => {
                    return Ok(Ending::Attached(Attached {
                        redial,
                        escape_time,
                    }));
                }
                ToClient::Detached {
                    message, status, ..
                } => {
                    drop(writeln!(out, "{message}"));
                    return Ok(Ending::Exit(status));
                }
                ToClient::Frame(_)
                | ToClient::Clipboard(..)
                | ToClient::Passthrough(_)
                | ToClient::Suspend
                | ToClient::Counted(_)
                | ToClient::Taken(_)
                | ToClient::Pong
                | ToClient::AskClipboard(_)
                | ToClient::Notify(..)
                | ToClient::Note(_) => {}
            }
        }
        if connection.receive()? == Received::End {
            return Err(lost());
        }
    }
}

/// Sends all of `input`, then the mark of its end.
fn send_stdin(connection: &mut Connection, input: &mut impl Read) -> std::io::Result<()> {
    let mut piece = vec![0; 64 << 10];
    loop {
        // What cannot be read is as if it were empty.
        let read = input.read(&mut piece).unwrap_or(0);
        connection.send(&ToServer::Stdin(piece[..read].to_vec()));
        connection.flush()?;
        if read == 0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{self, Hello};
    use std::os::unix::net::UnixStream;

    fn talk(messages: &[ToClient]) -> (Result<Ending>, String, String) {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let mut bytes = Hello::ours().encode().to_vec();
        for message in messages {
            wire::encode(message, &mut bytes);
        }
        theirs.write_all(&bytes).unwrap();
        theirs.shutdown(std::net::Shutdown::Write).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let ending = converse(&mut Connection::new(ours), &b""[..], &mut out, &mut err);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (ending, text(out), text(err))
    }

    #[test]
    fn output_goes_where_it_belongs() {
        let got = talk(&[
            ToClient::Stdout(b"0: zsh\n".to_vec()),
            ToClient::Stderr(b"bad\n".to_vec()),
            ToClient::Exit(1),
        ]);
        assert_eq!(
            got,
            (Ok(Ending::Exit(1)), "0: zsh\n".into(), "bad\n".into())
        );
    }

    #[test]
    fn attaching_ends_the_conversation() {
        let attached = Attached {
            redial: vec!["attach".to_owned()],
            escape_time: 10,
        };
        let (ending, ..) = talk(&[
            ToClient::Attached {
                reattach: attached.redial.clone(),
                escape_time: 10,
            },
            ToClient::Exit(1),
        ]);
        assert_eq!(ending, Ok(Ending::Attached(attached)));
    }

    #[test]
    fn a_server_that_dies_is_an_error() {
        let (ending, out, _) = talk(&[ToClient::Stdout(b"x".to_vec())]);
        assert_eq!(ending.unwrap_err().message, "server exited unexpectedly");
        assert_eq!(out, "x");
    }
}
