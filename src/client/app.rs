//! The attached client: one loop over the terminal, the server and signals. It keeps no state that
//! matters. When the server goes away it keeps the last frame on the screen and [`Link`]
//! reconnects.

use super::args::Args;
use super::client_info;
use super::clipboard_program;
use super::conn_state::{Action, Event};
use super::connection::{Connection, Incoming, Received};
use super::display::Display;
use super::exit_reason::ExitReason;
use super::input_messages::to_messages;
use super::link::{Identity, Link};
use super::one_shot::Attached;
use super::output::FrameAcks;
use super::remote::carrier::{Carrier, Interactive};
use super::terminal::Terminal;
use super::transport::Transport;
use crate::base::{ClientInfo, ErrorKind, Result, TerminalInfo, TerminalSettings};
use crate::lang::time::strftime;
use crate::sys::clock::{mono, now as clock};
use crate::sys::poll::{Interest, Ready, wait};
use crate::sys::signals::{Signal, Signals, suspend};
use crate::tty::{Caps, Decoder, InputEvent, TerminalReply};
use crate::wire::{ToClient, ToServer, since};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write;
use std::os::fd::AsFd;
use std::process::Command;
use std::time::Duration;

/// The signals that the client handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Watched {
    /// The terminal has another size.
    Resize,
    /// End the client.
    Terminate,
    /// The terminal is gone.
    HangUp,
    /// The terminal is in raw mode, so nobody types it: another process sent it.
    Interrupt,
    /// Stop the client.
    Stop,
    /// The client goes on after a stop.
    Continue,
}

impl Watched {
    /// The signals and their numbers.
    const ALL: [(Signal, Self); 6] = [
        (Signal::SIGWINCH, Self::Resize),
        (Signal::SIGTERM, Self::Terminate),
        (Signal::SIGHUP, Self::HangUp),
        (Signal::SIGINT, Self::Interrupt),
        (Signal::SIGTSTP, Self::Stop),
        (Signal::SIGCONT, Self::Continue),
    ];

    fn of(signal: Signal) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|(known, _)| *known == signal)
            .map(|(_, watched)| watched)
    }

    fn signals() -> Result<Signals> {
        Signals::watch(&Self::ALL.map(|(signal, _)| signal))
    }
}

/// The most reads of the socket per round of the loop, so that the terminal is served too.
const READS: usize = 16;

/// An attached client: terminal, link, connection and display.
struct AttachedClient<'a> {
    transport: &'a Transport,
    terminal: Terminal,
    signals: Option<Signals>,
    display: Display,
    acks: FrameAcks,
    decoder: Decoder,
    link: Link,
    /// Open while the link is connected or reconnecting.
    connection: Option<Connection>,
    /// The capabilities as far as the environment and the terminal's replies tell them.
    detected: Caps,
    /// What the options of the server say about the terminal.
    settings: TerminalSettings,
    /// The value of `TERM`, which the options name.
    term: String,
    /// Name and version of the terminal as it reports them (XTVERSION).
    terminal_version: String,
    /// Output of the server for after the exit.
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    /// The link has given up.
    gave_up: Option<ExitReason>,
}

/// Takes over the terminal and stays attached until the server or a signal ends it. The terminal is
/// restored before this returns.
///
/// # Errors
/// If standard input is not a terminal, or the terminal cannot be set to raw mode.
pub fn attach(
    transport: &Transport,
    mut connection: Connection,
    client: ClientInfo,
    attached: Attached,
    args: &Args,
) -> Result<ExitReason> {
    connection.set_nonblocking()?;
    let caps = client_info::caps(args, &client);
    if let Some(carrier) = connection.carrier() {
        carrier.silence();
    }
    let terminal = Terminal::take()?;
    let version = connection.version();
    let term = client.term.clone();
    let identity = Identity {
        client,
        host: transport.host().map(str::to_owned),
        reattach: attached.reattach,
        token: RandomState::new().build_hasher().finish(),
        wall_clock: || strftime("%H:%M", clock()),
    };
    let mut app = AttachedClient {
        transport,
        terminal,
        signals: Some(Watched::signals()?),
        display: Display::new(caps.clone(), client_info::size()),
        acks: FrameAcks::default(),
        decoder: Decoder::new(u64::from(attached.escape_time)),
        link: Link::new(identity, mono()),
        connection: Some(connection),
        detected: caps,
        settings: TerminalSettings::default(),
        term,
        terminal_version: String::new(),
        stdout: Vec::new(),
        stderr: Vec::new(),
        gave_up: None,
    };
    app.display.take_over();
    app.on_link(Event::Started { version });
    app.describe_terminal();
    // Messages may have arrived together with the one that attached the client.
    let exit = app.on_messages().unwrap_or_else(|| app.run());
    Ok(app.leave(exit))
}

impl AttachedClient<'_> {
    fn run(&mut self) -> ExitReason {
        loop {
            let now = mono();
            if let Some(exit) = self.do_due_work(now) {
                return exit;
            }
            let ready = self.wait(now);
            if let Some(exit) = self.on_ready(&ready) {
                return exit;
            }
        }
    }

    /// Runs due timers, then writes queued data as far as possible.
    fn do_due_work(&mut self, now: u64) -> Option<ExitReason> {
        let mut events = Vec::new();
        self.decoder.expire(now, &mut events);
        self.on_input(events);
        self.on_link(Event::Tick);
        if let Some(exit) = self.gave_up.take() {
            return Some(exit);
        }
        self.display.set_message(self.link.message(mono()).as_ref());
        loop {
            self.display.draw();
            if let Some(exit) = self.flush() {
                return Some(exit);
            }
            if !self.display.can_draw() {
                return None;
            }
        }
    }

    /// Passes an event to the link and performs the actions that it returns.
    fn on_link(&mut self, event: Event) {
        for action in self.link.handle(event, mono()) {
            match action {
                Action::Send(bytes) => {
                    if let Some(connection) = &mut self.connection {
                        connection.send_framed(&bytes);
                    }
                }
                Action::Connect(run) => {
                    let event = self.connect(&run);
                    self.on_link(event);
                }
                Action::LogIn(run) => {
                    let event = self.log_in(&run);
                    self.on_link(event);
                }
                Action::Close => {
                    if let Some(carrier) = self.connection.as_mut().and_then(Connection::carrier) {
                        carrier.kill();
                    }
                    self.connection = None;
                }
                Action::ForgetServer => {
                    self.display.forget_frames();
                    self.acks.forget();
                    self.stdout.clear();
                    self.stderr.clear();
                }
                Action::Exit(exit) => self.gave_up = Some(exit),
            }
        }
    }

    /// Opens a connection and queues `run` on it.
    fn connect(&mut self, run: &[u8]) -> Event {
        let opened = self.transport.connect(Interactive::No);
        let opened = opened.and_then(|mut connection| {
            connection.set_nonblocking()?;
            connection.send_framed(run);
            Ok(connection)
        });
        match opened {
            Ok(connection) => {
                self.connection = Some(connection);
                Event::Opened
            }
            Err(e) => Event::OpenFailed {
                no_listener: e.kind == ErrorKind::NotFound,
                reason: e.message,
            },
        }
    }

    /// Releases the terminal to ssh, which asks the user for a password, until the server answers
    /// or ssh gives up.
    fn log_in(&mut self, run: &[u8]) -> Event {
        let transport = self.transport;
        let mut connection = None;
        self.release_terminal(|| connection = log_in(transport, run).ok());
        let connected = connection.is_some();
        self.connection = connection;
        Event::LoginEnded { connected }
    }

    fn flush(&mut self) -> Option<ExitReason> {
        if let Some(undo) = self.display.new_undo() {
            self.terminal.set_undo(undo);
        }
        if self.display.output.flush(self.terminal.writer()).is_err() {
            return Some(ExitReason::new("[lost tty]", 1));
        }
        let now = mono();
        let done = self.display.output.take_done();
        let done = done.and_then(|number| self.acks.done(number, now));
        let queued = self.connection.as_ref().is_some_and(Connection::has_queued);
        if let Some(number) = done.or_else(|| self.acks.take_held(queued, now)) {
            self.send(ToServer::Ack(number));
        }
        if let Some(connection) = &mut self.connection
            && connection.flush().is_err()
        {
            // Messages that the server sent before it closed the connection are still to be read.
            return self.receive();
        }
        None
    }

    /// Sends a message that only the current connection needs.
    fn send(&mut self, message: ToServer) {
        self.on_link(Event::Message(message));
    }

    /// Waits for signals, the terminal and the server. Returns their readiness in this order.
    fn wait(&self, now: u64) -> [Ready; 3] {
        let interest = |write| {
            if write {
                Interest::Both
            } else {
                Interest::Read
            }
        };
        let to_terminal = !self.display.output.is_empty();
        let mut fds = vec![(self.terminal.as_fd(), interest(to_terminal))];
        if let Some(connection) = &self.connection {
            // A terminal that is slow to write to is not sent more: the server is not read, and
            // sends no frame before the last one is acknowledged.
            match (self.display.output.is_full(), connection.has_queued()) {
                (true, false) => {}
                (true, true) => fds.push((connection.as_fd(), Interest::Write)),
                (false, queued) => fds.push((connection.as_fd(), interest(queued))),
            }
        }
        let server = fds.len() > 1;
        fds.extend(self.signals.iter().map(|s| (s.as_fd(), Interest::Read)));
        let timeout = self
            .deadline(now)
            .map(|t| Duration::from_millis(t.saturating_sub(now)));
        // An error means that nothing is ready; the next round tries again.
        let ready = wait(&fds, timeout).unwrap_or_default();
        let at = |i: usize| ready.get(i).copied().unwrap_or_default();
        let (server, signals) = if server {
            (at(1), at(2))
        } else {
            (Ready::default(), at(1))
        };
        [signals, at(0), server]
    }

    fn deadline(&self, now: u64) -> Option<u64> {
        let link = self.link.deadline(now).into_iter();
        link.chain(self.decoder.deadline())
            .chain(self.acks.deadline())
            .min()
    }

    fn on_ready(&mut self, [signals, terminal, server]: &[Ready; 3]) -> Option<ExitReason> {
        if signals.read
            && let Some(exit) = self.on_signals()
        {
            return Some(exit);
        }
        if terminal.read
            && let Some(exit) = self.on_terminal()
        {
            return Some(exit);
        }
        if server.read { self.receive() } else { None }
    }

    fn on_signals(&mut self) -> Option<ExitReason> {
        let arrived = self.signals.as_ref().map(Signals::take).unwrap_or_default();
        for signal in arrived.into_iter().filter_map(Watched::of) {
            match signal {
                Watched::Terminate => return Some(ExitReason::new("[terminated]", 1)),
                Watched::HangUp => return Some(ExitReason::new("[lost tty]", 1)),
                Watched::Resize => self.resize(),
                Watched::Stop => self.suspend(),
                // SIGSTOP cannot be caught: the shell had the terminal meanwhile.
                Watched::Continue => self.release_terminal(|| ()),
                Watched::Interrupt => {}
            }
        }
        None
    }

    fn on_terminal(&mut self) -> Option<ExitReason> {
        let mut buffer = [0; 16 << 10];
        match self.terminal.read(&mut buffer) {
            Ok(None) => {}
            Ok(Some(n)) => {
                let mut events = Vec::new();
                self.decoder.feed(&buffer[..n], mono(), &mut events);
                self.on_input(events);
            }
            Err(_) => return Some(ExitReason::new("[lost tty]", 1)),
        }
        None
    }

    fn on_input(&mut self, events: Vec<InputEvent>) {
        for event in events {
            if let InputEvent::Reply(reply) = &event {
                self.on_reply(reply);
            }
            to_messages(event, |message| self.on_link(Event::Input(message)));
        }
    }

    /// The terminal has reported a capability, a colour or its clipboard.
    fn on_reply(&mut self, reply: &TerminalReply) {
        if self.detected.refine(reply) {
            self.update_caps();
        }
        match reply {
            TerminalReply::ColorScheme { .. } => self.display.query_colors(),
            TerminalReply::Clipboard { base64, .. } => {
                if let Some(data) = self.display.on_clipboard(base64) {
                    self.send(ToServer::Clipboard(data));
                }
            }
            TerminalReply::Color { slot, rgb } => {
                self.on_link(Event::Color(*slot, *rgb));
            }
            TerminalReply::Version(version) => {
                self.terminal_version.clone_from(version);
                self.describe_terminal();
            }
            // These refine the capabilities, or nothing has asked for them.
            TerminalReply::PrimaryAttributes(_)
            | TerminalReply::SecondaryAttributes(_)
            | TerminalReply::TertiaryAttributes(_)
            | TerminalReply::Mode { .. }
            | TerminalReply::KittyFlags(_)
            | TerminalReply::CursorPosition(_)
            | TerminalReply::Status(_)
            | TerminalReply::Setting { .. }
            | TerminalReply::Capability { .. }
            | TerminalReply::Size(_)
            | TerminalReply::PixelSize(..)
            | TerminalReply::CellSize(..)
            | TerminalReply::Other(_) => {}
        }
    }

    /// Applies the options to the detected capabilities.
    fn update_caps(&mut self) {
        let TerminalSettings {
            features,
            overrides,
            ..
        } = &self.settings;
        let mut caps = self.detected.clone();
        caps.apply_features(&self.term, features.iter().map(String::as_str));
        caps.apply_overrides(&self.term, overrides.iter().map(String::as_str));
        if caps != *self.display.caps() {
            self.display.set_caps(caps);
            self.describe_terminal();
        }
    }

    /// Tells the server what is known about the terminal.
    fn describe_terminal(&mut self) {
        let info = TerminalInfo {
            version: self.terminal_version.clone(),
            features: self.display.caps().feature_names(),
        };
        self.on_link(Event::Terminal(info));
    }

    /// Reads from the server, as long as the terminal can follow.
    fn receive(&mut self) -> Option<ExitReason> {
        for _ in 0..READS {
            match self.connection.as_mut()?.receive() {
                Ok(Received::WouldBlock) => return None,
                Ok(Received::Bytes) => self.on_link(Event::Heard),
                Ok(Received::LastBytes) => {
                    self.on_link(Event::Heard);
                    return self.on_messages();
                }
                Ok(Received::Eof) => {
                    self.hang_up();
                    return None;
                }
                Err(e) => return Some(ExitReason::protocol_error(&e.message)),
            }
            if let Some(exit) = self.on_messages() {
                return Some(exit);
            }
            if self.display.output.is_full() {
                return None;
            }
        }
        None
    }

    fn hang_up(&mut self) {
        let mut connection = self.connection.take();
        let carrier = connection.as_mut().and_then(Connection::carrier);
        let reason = carrier.map(Carrier::last_error);
        drop(connection);
        self.on_link(Event::HungUp { reason });
    }

    fn on_messages(&mut self) -> Option<ExitReason> {
        loop {
            match self.connection.as_mut()?.next() {
                Ok(None) => return None,
                Ok(Some(Incoming::ServerReplaced)) => self.on_link(Event::ServerReplaced),
                Ok(Some(Incoming::Message(message))) => {
                    if let Some(exit) = self.on_message(message) {
                        return Some(exit);
                    }
                }
                Err(e) => return Some(ExitReason::protocol_error(&e.message)),
            }
        }
    }

    fn on_message(&mut self, message: ToClient) -> Option<ExitReason> {
        match message {
            ToClient::Frame(frame) => {
                if let Some(connection) = &self.connection {
                    // The report of missed output needs exact acknowledgements from other hosts.
                    let lazy =
                        connection.version() >= since::LAZY_ACKS && self.transport.host().is_none();
                    self.acks
                        .received(frame.number, connection.message_len(), lazy);
                }
                self.display.apply(*frame);
            }
            ToClient::Attached {
                reattach,
                escape_time,
            } => {
                self.decoder.set_escape_time(u64::from(escape_time));
                let version = self.connection.as_ref().map_or(0, Connection::version);
                self.on_link(Event::Attached { reattach, version });
            }
            ToClient::Clipboard(selection, data) => {
                if !self.display.set_clipboard(&selection, &data) {
                    clipboard_program::set(&selection, data);
                }
            }
            ToClient::AskClipboard(selection) => self.display.query_clipboard(&selection),
            ToClient::Notify(title, body) => self.display.notify(&title, &body),
            ToClient::Passthrough(bytes) => self.display.passthrough(&bytes),
            ToClient::Suspend => self.suspend(),
            ToClient::Lock(command) => self.lock(&command),
            ToClient::Counted(taken) => self.on_link(Event::Counted(taken)),
            ToClient::Taken(taken) => self.on_link(Event::Taken(taken)),
            // Any data proves that the host is alive: `receive` has told the link.
            ToClient::Pong => {}
            ToClient::Note(note) => self.on_link(Event::Note(note)),
            ToClient::DetachInfo(info) => self.on_link(Event::DetachInfo(info)),
            ToClient::TerminalSettings(settings) => {
                self.decoder.set_user_keys(settings.user_keys.clone());
                self.settings = settings;
                self.update_caps();
            }
            ToClient::Palette(palette) => self.display.set_palette(palette),
            ToClient::Stdout(bytes) => self.stdout.extend_from_slice(&bytes),
            ToClient::Stderr(bytes) => self.stderr.extend_from_slice(&bytes),
            ToClient::Exit(status) => {
                return Some(ExitReason {
                    message: self.link.session_gone_message(),
                    status,
                    ..ExitReason::default()
                });
            }
            ToClient::Detached {
                message,
                status,
                exec,
                hangup,
            } => {
                return Some(ExitReason {
                    message: Some(message).filter(|m| !m.is_empty()),
                    status,
                    exec,
                    hangup,
                    ..ExitReason::default()
                });
            }
            // Standard input is the terminal of an attached client, so the server never asks for
            // it.
            // Only control clients get the others.
            ToClient::ReadStdin | ToClient::WaitExit(_) | ToClient::Output(..) => {}
        }
        None
    }

    fn resize(&mut self) {
        let size = client_info::size();
        self.display.resize(size);
        self.on_link(Event::Resized(size));
    }

    fn suspend(&mut self) {
        // Until the client goes on, signals have their default effect, and SIGTSTP must stop it.
        self.signals = None;
        self.release_terminal(suspend);
        self.signals = Watched::signals().ok();
    }

    /// Runs a shell command in the terminal until it ends. Keys that interrupt it must not end the
    /// client, which would show the session's shell; a handler, unlike an ignored signal, is reset
    /// in the command.
    fn lock(&mut self, command: &str) {
        self.signals = None;
        let handlers = Signals::watch(&[Signal::SIGINT, Signal::SIGQUIT, Signal::SIGTSTP]);
        self.release_terminal(|| {
            let status = Command::new("/bin/sh").args(["-c", command]).status();
            if let Err(error) = status {
                // The terminal is the only place where the user can see it.
                drop(writeln!(std::io::stderr(), "lock-command: {error}"));
            }
        });
        drop(handlers);
        self.signals = Watched::signals().ok();
    }

    /// Restores the terminal, calls `meanwhile`, takes the terminal over again and repaints.
    fn release_terminal(&mut self, meanwhile: impl FnOnce()) {
        self.cut_output();
        // If the terminal is gone, the next read fails too and ends the client.
        drop(self.terminal.release(meanwhile));
        let size = client_info::size();
        self.display.resize(size);
        self.display.take_over();
        self.on_link(Event::Resumed(size));
    }

    /// Drops the output that the terminal has not taken. What it took may end in the middle of a
    /// sequence: CAN aborts that (ECMA-48 8.3.6).
    fn cut_output(&mut self) {
        if !self.display.output.is_empty() {
            self.display.output.skip();
            drop(self.terminal.writer().write(b"\x18"));
        }
    }

    /// Tells the server that the client exits; the terminal is restored when `self` is dropped.
    fn leave(mut self, mut exit: ExitReason) -> ExitReason {
        self.send(ToServer::Bye);
        if let Some(connection) = &mut self.connection {
            // If the socket is full, the server learns it from the end of the connection.
            drop(connection.flush());
        }
        self.cut_output();
        exit.stdout = std::mem::take(&mut self.stdout);
        exit.stderr.splice(0..0, std::mem::take(&mut self.stderr));
        exit
    }
}

/// Connects while ssh uses the terminal, and waits for the hello of the server.
fn log_in(transport: &Transport, run: &[u8]) -> Result<Connection> {
    let mut connection = transport.connect(Interactive::Yes)?;
    connection.send_framed(run);
    let flushed = connection.flush();
    while flushed.is_ok() && !connection.has_hello() {
        if connection.receive()? == Received::Eof {
            break;
        }
    }
    if let Some(carrier) = connection.carrier() {
        carrier.silence();
    }
    connection.set_nonblocking()?;
    Ok(connection)
}
