//! A command that runs without taking over the terminal: the output of the server goes to standard
//! output and standard error.

use super::connection::{Connection, Incoming, Received};
use crate::base::{Error, Result};
use crate::sys::poll::{Interest, Ready, wait};
use crate::wire::{ToClient, ToServer};
use std::io::{ErrorKind, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};

/// How a command ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ending {
    /// The command ended with an exit status.
    Exit(u8),
    /// The server attached the client, which must take over the terminal.
    Attached(Attached),
}

/// The result of a conversation.
#[derive(Debug)]
pub enum Outcome {
    /// It is over; the exit status.
    Done(i32),
    /// The server ended before it answered, so it has not run the command.
    NeverAnswered(Connection),
}

/// The parameters of an attached client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attached {
    /// The command that attaches to the same session again.
    pub reattach: Vec<String>,
    /// How long to wait after an escape byte for the rest of a sequence, in milliseconds.
    pub escape_time: u32,
}

/// The standard streams of a command.
#[derive(Debug)]
pub struct Streams<I, O, E> {
    /// Standard input; `None` if it is empty.
    pub input: Option<I>,
    /// Standard output.
    pub out: O,
    /// Standard error.
    pub err: E,
    /// Why standard output could not be written.
    pub write_error: Option<ErrorKind>,
    /// The server asked for standard input, which has not ended.
    pub sending: bool,
}

/// The message about a failed write to standard output.
pub fn output_lost(error: &std::io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    format!("mux: cannot write the output: {}", &text[..end])
}

/// Serves the connection until the command ends or the client is attached.
///
/// # Errors
/// If the server goes away before that, or does not speak the protocol.
pub fn run<I: Read + AsFd, O: Write, E: Write>(
    connection: &mut Connection,
    mut streams: Streams<I, O, E>,
) -> Result<Ending> {
    // A server that refuses the client may have sent the reason before it closed the connection, so
    // a failed write is not the end.
    drop(connection.flush());
    loop {
        while let Some(incoming) = connection.next()? {
            let Incoming::Message(message) = incoming else {
                return Err(lost());
            };
            if let Some(ending) = streams.on_message(message, connection)? {
                return Ok(ending);
            }
        }
        let input = streams.input.as_ref().filter(|_| streams.sending);
        if input.is_some_and(|input| !server_is_ready(input.as_fd(), connection)) {
            streams.send_piece(connection).map_err(|_| lost())?;
        } else {
            match connection.receive()? {
                Received::Bytes | Received::LastBytes => {}
                Received::WouldBlock if !connection.is_silent() => {}
                Received::WouldBlock | Received::Eof => return Err(lost()),
            }
        }
    }
}

/// Waits for standard input or the server. Returns whether the server is ready: its answer may end
/// the command before the end of standard input.
fn server_is_ready(input: BorrowedFd<'_>, connection: &Connection) -> bool {
    loop {
        let fds = [
            (connection.as_fd(), Interest::Read),
            (input, Interest::Read),
        ];
        // Without poll, a piece of standard input is read before the next look at the server.
        let Ok(ready) = wait(&fds, None) else {
            return false;
        };
        let ready = |at: usize| ready.get(at).is_some_and(|r: &Ready| r.read || r.hangup);
        if ready(0) || ready(1) {
            return ready(0);
        }
    }
}

fn lost() -> Error {
    Error::system("server exited unexpectedly")
}

impl<I: Read + AsFd, O: Write, E: Write> Streams<I, O, E> {
    /// Acts on a message. Returns the ending of the command, if this is it.
    fn on_message(
        &mut self,
        message: ToClient,
        connection: &mut Connection,
    ) -> Result<Option<Ending>> {
        match message {
            ToClient::Stdout(bytes) => {
                let written = self.out.write_all(&bytes);
                self.note_write(written);
            }
            ToClient::Stderr(bytes) => drop(self.err.write_all(&bytes)),
            ToClient::ReadStdin => {
                self.sending = true;
                if self.input.is_none() {
                    self.send_piece(connection).map_err(|_| lost())?;
                }
            }
            ToClient::Exit(status) => {
                let flushed = self.out.flush();
                self.note_write(flushed);
                let failed = u8::from(self.write_error.is_some());
                return Ok(Some(Ending::Exit(status.max(failed))));
            }
            ToClient::Attached {
                reattach,
                escape_time,
            } => {
                return Ok(Some(Ending::Attached(Attached {
                    reattach,
                    escape_time,
                })));
            }
            ToClient::Detached {
                message, status, ..
            } => {
                drop(writeln!(self.out, "{message}"));
                return Ok(Some(Ending::Exit(status)));
            }
            // These are for attached clients.
            ToClient::Frame(_)
            | ToClient::Clipboard(..)
            | ToClient::Passthrough(_)
            | ToClient::Suspend
            | ToClient::Lock(_)
            | ToClient::Counted(_)
            | ToClient::Taken(_)
            | ToClient::Pong
            | ToClient::AskClipboard(_)
            | ToClient::Notify(..)
            | ToClient::Note(_)
            | ToClient::TerminalSettings(_)
            | ToClient::Palette(_)
            | ToClient::Output(..)
            | ToClient::DetachInfo(_)
            | ToClient::WaitExit(_) => {}
        }
        Ok(None)
    }

    /// Reports the first failed write to standard output. A reader that closed the pipe
    /// (`mux ls | head`) still wants the exit status, so that is no failure.
    fn note_write(&mut self, written: std::io::Result<()>) {
        let Err(error) = written else { return };
        if error.kind() == ErrorKind::BrokenPipe || self.write_error.is_some() {
            return;
        }
        drop(writeln!(self.err, "{}", output_lost(&error)));
        self.write_error = Some(error.kind());
    }

    /// Reads once from standard input and sends the piece; the empty piece marks the end. Blocks
    /// while the server does not read.
    fn send_piece(&mut self, connection: &mut Connection) -> std::io::Result<()> {
        let mut piece = vec![0; 64 << 10];
        // An unreadable standard input (closed, a directory) counts as empty, as in tmux.
        let read = match self.input.as_mut().map(|input| input.read(&mut piece)) {
            Some(Err(e)) if e.kind() == ErrorKind::Interrupted => return Ok(()),
            Some(read) => read.unwrap_or(0),
            None => 0,
        };
        piece.truncate(read);
        self.sending = read > 0;
        connection.send(&ToServer::Stdin(piece));
        connection.flush()
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
        let streams = Streams {
            input: None::<std::fs::File>,
            out: &mut out,
            err: &mut err,
            write_error: None,
            sending: false,
        };
        let ending = run(&mut Connection::new(ours), streams);
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
            reattach: vec!["attach".to_owned()],
            escape_time: 10,
        };
        let (ending, ..) = talk(&[
            ToClient::Attached {
                reattach: attached.reattach.clone(),
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
