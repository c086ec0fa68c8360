//! The client in control mode (`-C`, `-CC`): lines of standard input go to the server, and the
//! stream of the server goes to standard output.

use super::args::Args;
use super::connection::{Connection, Incoming, Received};
use super::transport::Transport;
use crate::base::sorted::SortedMap;
use crate::base::{ClientInfo, Error, PaneId, Result};
use crate::client::remote::carrier::Interactive;
use crate::sys::poll::{Interest, Ready, wait};
use crate::sys::terminal::RawMode;
use crate::wire::{ToClient, ToServer};
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::time::Duration;

/// Bytes per read of standard input.
const READ: usize = 16 << 10;

/// The pause between two attempts to reach the next server.
const RETRY: Duration = Duration::from_millis(100);

/// The attempts to reach the next server, which a keeper starts at once.
const RETRIES: u32 = 100;

/// The introducer with which `-CC` begins (DCS 1000 p), for terminals that speak the protocol.
const BEGIN: &[u8] = b"\x1bP1000p";

/// The string terminator with which `-CC` ends.
const END: &[u8] = b"\x1b\\";

/// How the conversation ended.
struct Exit {
    status: u8,
    /// The reason of `%exit`.
    reason: String,
}

/// Runs the command in control mode and stays attached if it attaches the client. Returns the exit
/// status.
///
/// # Errors
/// If the server cannot be reached or does not speak the protocol.
pub fn run(
    args: &Args,
    client: &ClientInfo,
    transport: &Transport,
    connection: Connection,
) -> Result<i32> {
    let framed = args.control > 1;
    let raw = framed
        .then(|| RawMode::enter(io::stdin().as_fd()).ok())
        .flatten();
    if framed {
        write(BEGIN);
    }
    let mut session = Session {
        transport,
        connection,
        client: client.clone(),
        reattach: None,
        input: Vec::new(),
        input_ended: false,
        wait_exit: false,
        positions: SortedMap::new(),
        framed,
    };
    session.open(&args.words);
    let exit = session.talk();
    if let Ok(exit) = &exit {
        let reason = if exit.reason.is_empty() { "" } else { " " };
        session.write(format!("%exit{reason}{}\n", exit.reason).as_bytes());
    }
    if session.wait_exit {
        session.wait_for_empty_line();
    }
    if framed {
        write(END);
    }
    // Fails only if the terminal is gone.
    raw.iter().for_each(|raw| drop(raw.pause()));
    exit.map(|exit| i32::from(exit.status))
}

/// Writes to standard output. A closed one is noticed as the end of standard input.
fn write(bytes: &[u8]) {
    let mut out = io::stdout().lock();
    drop(out.write_all(bytes).and_then(|()| out.flush()));
}

struct Session<'a> {
    transport: &'a Transport,
    connection: Connection,
    client: ClientInfo,
    /// The command that attaches again, once attached.
    reattach: Option<Vec<String>>,
    /// The beginning of the next line.
    input: Vec<u8>,
    input_ended: bool,
    wait_exit: bool,
    /// The positions in the output of panes up to which it was written.
    positions: SortedMap<PaneId, u64>,
    /// `-CC`: the terminal is in raw mode.
    framed: bool,
}

impl Session<'_> {
    /// Writes lines. In raw mode the terminal does not turn a line feed into a new line.
    fn write(&self, lines: &[u8]) {
        if !self.framed {
            return write(lines);
        }
        let mut out = Vec::with_capacity(lines.len() + 64);
        for byte in lines {
            if *byte == b'\n' {
                out.push(b'\r');
            }
            out.push(*byte);
        }
        write(&out);
    }

    /// Queues the first messages.
    fn open(&mut self, words: &[String]) {
        self.connection.send(&ToServer::Control);
        if !self.positions.is_empty() {
            let positions = self.positions.iter().map(|(pane, at)| (*pane, *at));
            let positions = positions.collect();
            self.connection.send(&ToServer::OutputFrom(positions));
        }
        self.connection.send(&ToServer::Run {
            words: words.to_vec(),
            client: Box::new(self.client.clone()),
        });
    }

    /// Talks to the server until it ends the client.
    fn talk(&mut self) -> Result<Exit> {
        loop {
            let lost = match self.connection.flush() {
                Ok(()) => self.wait()?,
                Err(_) => true,
            };
            if let Some(exit) = self.on_messages()? {
                return Ok(exit);
            }
            if lost {
                self.reconnect()?;
            }
        }
    }

    /// Waits for input or for the server, and reads it. True: the server is gone.
    fn wait(&mut self) -> Result<bool> {
        let stdin = io::stdin();
        let mut fds = vec![(self.connection.as_fd(), Interest::Read)];
        if !self.input_ended {
            fds.push((stdin.as_fd(), Interest::Read));
        }
        let ready = wait(&fds, None).unwrap_or_default();
        let is_ready = |at: usize| ready.get(at).is_some_and(|r: &Ready| r.read);
        let (server, input) = (is_ready(0), is_ready(1));
        if input {
            self.send_lines();
        }
        Ok(server && self.connection.receive()? == Received::Eof)
    }

    /// Reads standard input and sends its lines. Its end detaches the client, as an empty line
    /// does.
    fn send_lines(&mut self) {
        self.read_input();
        while let Some(line) = self.next_line() {
            self.send_line(&line);
        }
        if self.input_ended {
            let rest = std::mem::take(&mut self.input);
            if !rest.is_empty() {
                self.send_line(&rest);
            }
            self.connection.send(&ToServer::Line(String::new()));
        }
    }

    /// Reads once from standard input. An error counts as its end.
    fn read_input(&mut self) {
        let mut piece = [0; READ];
        match io::stdin().lock().read(&mut piece) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Ok(0) | Err(_) => self.input_ended = true,
            Ok(n) => self.input.extend_from_slice(&piece[..n]),
        }
    }

    /// Takes the first complete line of the input, without its end. In raw mode, Enter is a
    /// carriage return.
    fn next_line(&mut self) -> Option<Vec<u8>> {
        let ends = |b: &u8| *b == b'\n' || self.framed && *b == b'\r';
        let end = self.input.iter().position(ends)?;
        let mut line: Vec<u8> = self.input.drain(..=end).collect();
        line.pop();
        Some(line)
    }

    fn send_line(&mut self, line: &[u8]) {
        let line = String::from_utf8_lossy(line).into_owned();
        self.connection.send(&ToServer::Line(line));
    }

    fn on_messages(&mut self) -> Result<Option<Exit>> {
        while let Some(incoming) = self.connection.next()? {
            let Incoming::Message(message) = incoming else {
                continue;
            };
            match message {
                ToClient::Stdout(bytes) | ToClient::Stderr(bytes) => self.write(&bytes),
                ToClient::Output(bytes, positions) => {
                    self.write(&bytes);
                    self.positions.extend(positions);
                }
                ToClient::Attached { reattach, .. } => self.reattach = Some(reattach),
                ToClient::WaitExit(on) => self.wait_exit = on,
                ToClient::Exit(status) => {
                    let reason = String::new();
                    return Ok(Some(Exit { status, reason }));
                }
                ToClient::Detached {
                    message, status, ..
                } => {
                    let reason = message;
                    return Ok(Some(Exit { status, reason }));
                }
                // Standard input has commands, and nothing is drawn.
                ToClient::ReadStdin
                | ToClient::Frame(_)
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
                | ToClient::DetachInfo(_) => {}
            }
        }
        Ok(None)
    }

    /// The server is gone: attaches to the same session of the next one.
    fn reconnect(&mut self) -> Result<()> {
        let lost = || Error::system("server exited unexpectedly");
        let words = self.reattach.clone().ok_or_else(lost)?;
        self.client.reattaching = true;
        for _ in 0..RETRIES {
            if let Ok(connection) = self.transport.connect(Interactive::No) {
                self.connection = connection;
                self.open(&words);
                self.write(b"%message the server was replaced\n");
                if self.input_ended {
                    self.connection.send(&ToServer::Line(String::new()));
                }
                return Ok(());
            }
            std::thread::sleep(RETRY);
        }
        Err(lost())
    }

    /// Reads standard input until an empty line (client flag `wait-exit`).
    fn wait_for_empty_line(&mut self) {
        while !self.input_ended {
            while let Some(line) = self.next_line() {
                if line.is_empty() {
                    return;
                }
            }
            self.read_input();
        }
    }
}
