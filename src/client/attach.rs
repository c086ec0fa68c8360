//! The attached client: one loop over terminal, server and signals. It holds nothing that matters:
//! when the server goes away it keeps the picture, dials again and goes on.

use super::args::Args;
use super::caller;
use super::command::Attached;
use super::connection::{Connection, Heard, Received};
use super::display::Display;
use super::keyboard::to_messages;
use super::link::Link;
use super::pulse::Pulse;
use super::route::Route;
use super::terminal::Terminal;
use super::typed::Typed;
use crate::base::Result;
use crate::sys::clock::mono;
use crate::sys::poll::{Interest, Ready, wait};
use crate::sys::signals::{Signal, Signals, suspend};
use crate::tty::{ColorSlot, Decoder, InputEvent, TerminalReply};
use crate::wire::{ClientInfo, ToClient, ToServer};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write;
use std::os::fd::AsFd;
use std::time::Duration;

const SIGNALS: [Signal; 6] = [
    Signal::SIGWINCH,
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGINT,
    Signal::SIGTSTP,
    Signal::SIGCONT,
];

/// How often the socket is read before the terminal has its turn again.
const READS: usize = 16;

/// How an attachment ended, for whoever has the terminal back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// For standard output, as a line.
    pub message: Option<String>,
    /// For standard output, before the message.
    pub stdout: Vec<u8>,
    /// For standard error.
    pub stderr: Vec<u8>,
    /// The exit status.
    pub status: u8,
    /// A shell command to become.
    pub exec: Option<String>,
    /// Hang up the parent too.
    pub hangup: bool,
}

impl End {
    pub(super) fn new(message: &str, status: u8) -> Self {
        Self {
            message: Some(message.to_owned()),
            status,
            ..Self::default()
        }
    }
}

/// An attached client.
pub(super) struct Session<'a> {
    pub(super) route: &'a Route,
    pub(super) caller: ClientInfo,
    terminal: Terminal,
    signals: Option<Signals>,
    pub(super) display: Display,
    pub(super) decoder: Decoder,
    pub(super) link: Link,
    /// What to run to come back.
    pub(super) redial: Vec<String>,
    /// When the link was lost, as people read clocks, and why it is not back.
    pub(super) lost_at: String,
    pub(super) why: String,
    pub(super) typed: Typed,
    /// What we call ourselves where what is typed is counted.
    pub(super) token: u64,
    /// The server has not said yet what it took from us.
    pub(super) counting: bool,
    pub(super) pulse: Pulse,
    /// What the server wants the person to know.
    pub(super) news: Option<String>,
    pub(super) colors: [Option<(u8, u8, u8)>; 2],
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
}

/// Takes the terminal over and stays until the server or a signal ends it. The terminal is given
/// back before this returns.
///
/// # Errors
/// If there is no terminal to take.
pub fn attach(
    route: &Route,
    mut connection: Connection,
    caller: ClientInfo,
    attached: Attached,
    args: &Args,
) -> Result<End> {
    connection.set_nonblocking()?;
    let caps = caller::caps(args);
    if let Some(ssh) = connection.ssh() {
        ssh.hush();
    }
    let terminal = Terminal::take()?;
    let mut session = Session {
        route,
        caller,
        terminal,
        signals: Some(Signals::watch(&SIGNALS)?),
        display: Display::new(caps, caller::size()),
        decoder: Decoder::new(u64::from(attached.escape_time)),
        link: Link::Up(connection),
        redial: attached.redial,
        lost_at: String::new(),
        why: String::new(),
        typed: Typed::default(),
        token: RandomState::new().build_hasher().finish(),
        counting: false,
        pulse: Pulse::new(mono()),
        news: None,
        colors: [None; 2],
        stdout: Vec::new(),
        stderr: Vec::new(),
    };
    session.display.take_over();
    session.begin();
    // Messages may have come together with the one that attached us.
    let end = session.on_messages().unwrap_or_else(|| session.run());
    Ok(session.leave(end))
}

impl Session<'_> {
    fn run(&mut self) -> End {
        loop {
            let now = mono();
            if let Some(end) = self.turn(now) {
                return end;
            }
            let ready = self.wait(now);
            if let Some(end) = self.on_ready(&ready) {
                return end;
            }
        }
    }

    /// What is due by time, then what can be written.
    fn turn(&mut self, now: u64) -> Option<End> {
        let mut events = Vec::new();
        self.decoder.expire(now, &mut events);
        self.on_events(events);
        if let Some(end) = self.dial(now) {
            return Some(end);
        }
        self.feel_pulse(now);
        loop {
            self.display.draw();
            if let Some(end) = self.flush() {
                return Some(end);
            }
            if !self.display.can_draw() {
                return None;
            }
        }
    }

    fn flush(&mut self) -> Option<End> {
        if let Some(undo) = self.display.new_undo() {
            self.terminal.set_undo(undo);
        }
        if self.display.output.flush(self.terminal.writer()).is_err() {
            return Some(End::new("[lost tty]", 1));
        }
        if let Some(number) = self.display.output.take_done() {
            self.send(&ToServer::Ack(number));
        }
        if let Link::Up(connection) | Link::Dialled(_, connection) = &mut self.link
            && connection.flush().is_err()
        {
            // What it said before it went is still to be read.
            return self.receive();
        }
        None
    }

    /// Waits for the signals, the terminal and the server, in this order.
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
        if let Link::Up(connection) | Link::Dialled(_, connection) = &self.link {
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
        // An error is one of arguments; the next turn tries again.
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
        let link = self.link_deadline(now).into_iter();
        link.chain(self.decoder.deadline()).min()
    }

    fn on_ready(&mut self, [signals, terminal, server]: &[Ready; 3]) -> Option<End> {
        if signals.read
            && let Some(end) = self.on_signals()
        {
            return Some(end);
        }
        if terminal.read
            && let Some(end) = self.on_terminal()
        {
            return Some(end);
        }
        if server.read { self.receive() } else { None }
    }

    fn on_signals(&mut self) -> Option<End> {
        let arrived = self.signals.as_ref().map(Signals::take).unwrap_or_default();
        for signal in arrived {
            match signal {
                Signal::SIGTERM => return Some(End::new("[terminated]", 1)),
                Signal::SIGHUP => return Some(End::new("[lost tty]", 1)),
                Signal::SIGWINCH => self.resize(),
                Signal::SIGTSTP => self.suspend(),
                // Somebody stopped us without asking: the shell had the terminal meanwhile.
                Signal::SIGCONT => self.lend(|| ()),
                _ => {}
            }
        }
        None
    }

    fn on_terminal(&mut self) -> Option<End> {
        let mut buffer = [0; 16 << 10];
        match self.terminal.read(&mut buffer) {
            Ok(None) => {}
            Ok(Some(n)) => {
                let mut events = Vec::new();
                self.decoder.feed(&buffer[..n], mono(), &mut events);
                self.on_events(events);
            }
            Err(_) => return Some(End::new("[lost tty]", 1)),
        }
        None
    }

    fn on_events(&mut self, events: Vec<InputEvent>) {
        for event in events {
            match &event {
                InputEvent::Reply(reply) => self.on_reply(reply),
                InputEvent::Key(key) if self.is_answer(key) => continue,
                InputEvent::Key(_) => self.news = None,
                _ => {}
            }
            to_messages(event, |message| self.put(&message));
        }
    }

    /// The terminal said what it can do or what its colours are.
    fn on_reply(&mut self, reply: &TerminalReply) {
        let mut caps = self.display.caps().clone();
        if caps.refine(reply) {
            self.display.learn(caps);
        }
        if matches!(reply, TerminalReply::ColorScheme { .. }) {
            self.display.ask_colors();
        }
        if let TerminalReply::Clipboard { base64, .. } = reply {
            let data = self.display.clipboard_said(base64);
            if let Some(data) = data {
                self.send(&ToServer::Clipboard(data));
            }
        }
        let TerminalReply::Color { slot, rgb } = reply else {
            return;
        };
        match slot {
            ColorSlot::Foreground => self.colors[0] = Some(*rgb),
            ColorSlot::Background => self.colors[1] = Some(*rgb),
            ColorSlot::Cursor | ColorSlot::Palette(_) => return,
        }
        self.send(&ToServer::Colors(self.colors[0], self.colors[1]));
    }

    /// Reads what the server says, as long as the terminal can follow.
    fn receive(&mut self) -> Option<End> {
        for _ in 0..READS {
            let (Link::Up(connection) | Link::Dialled(_, connection)) = &mut self.link else {
                return None;
            };
            match connection.receive() {
                Ok(Received::Nothing) => return None,
                Ok(Received::Some) => self.pulse.heard(mono()),
                Ok(Received::End) => {
                    self.hung_up();
                    return None;
                }
                Err(e) => return Some(self.refused(&e.message)),
            }
            if let Some(end) = self.on_messages() {
                return Some(end);
            }
            if self.display.output.is_full() {
                return None;
            }
        }
        None
    }

    fn on_messages(&mut self) -> Option<End> {
        loop {
            let (Link::Up(connection) | Link::Dialled(_, connection)) = &mut self.link else {
                return None;
            };
            match connection.next() {
                Ok(None) => return None,
                Ok(Some(Heard::Another)) => self.on_another(),
                Ok(Some(Heard::Message(message))) => {
                    if let Some(end) = self.on_message(message) {
                        return Some(end);
                    }
                }
                Err(e) => return Some(self.refused(&e.message)),
            }
        }
    }

    fn on_message(&mut self, message: ToClient) -> Option<End> {
        match message {
            ToClient::Frame(frame) => self.display.apply(*frame),
            ToClient::Attached {
                reattach: redial,
                escape_time,
            } => self.on_attached(redial, escape_time),
            ToClient::Clipboard(selection, data) => self.display.clipboard(&selection, &data),
            ToClient::AskClipboard(selection) => self.display.ask_clipboard(&selection),
            ToClient::Notify(title, body) => self.display.notify(&title, &body),
            ToClient::Passthrough(bytes) => self.display.passthrough(&bytes),
            ToClient::Suspend => self.suspend(),
            ToClient::Counted(taken) => self.on_counted(taken),
            ToClient::Taken(taken) => self.typed.taken(taken),
            ToClient::Pong => {}
            ToClient::Note(note) => self.news = Some(note),
            ToClient::Stdout(bytes) => self.stdout.extend_from_slice(&bytes),
            ToClient::Stderr(bytes) => self.stderr.extend_from_slice(&bytes),
            ToClient::Exit(status) => {
                return Some(End {
                    message: self.obituary(),
                    status,
                    ..End::default()
                });
            }
            ToClient::Detached {
                message,
                status,
                exec,
                hangup,
            } => {
                return Some(End {
                    message: Some(message).filter(|m| !m.is_empty()),
                    status,
                    exec,
                    hangup,
                    ..End::default()
                });
            }
            // Standard input is the terminal, and that is keys: no server asks for it.
            ToClient::ReadStdin => {}
        }
        None
    }

    /// The other end is not a mux that we can talk with.
    fn refused(&self, why: &str) -> End {
        End {
            stderr: format!("{why}\n").into_bytes(),
            status: 1,
            ..End::default()
        }
    }

    fn resize(&mut self) {
        let size = caller::size();
        self.display.resize(size);
        self.send(&ToServer::Resize(size));
    }

    fn suspend(&mut self) {
        // While we are stopped, and for the stop itself, signals do what they do by default.
        self.signals = None;
        self.lend(suspend);
        self.signals = Signals::watch(&SIGNALS).ok();
    }

    /// Gives the terminal back, does `meanwhile`, takes it over again and shows everything anew.
    pub(super) fn lend(&mut self, meanwhile: impl FnOnce()) {
        self.cut_output();
        // If the terminal is gone, reading from it says so.
        drop(self.terminal.lend(meanwhile));
        let size = caller::size();
        self.display.resize(size);
        self.display.take_over();
        self.send(&ToServer::Resume(size));
    }

    /// Drops what the terminal did not take. What it took may end in the middle of a sequence: CAN
    /// ends that.
    fn cut_output(&mut self) {
        if !self.display.output.is_empty() {
            self.display.output.skip();
            drop(self.terminal.writer().write(b"\x18"));
        }
    }

    /// Gives the terminal back.
    fn leave(mut self, mut end: End) -> End {
        self.send(&ToServer::Bye);
        if let Link::Up(connection) = &mut self.link {
            // If it does not take this now, the end of the connection says the same.
            drop(connection.flush());
        }
        self.cut_output();
        end.stdout = std::mem::take(&mut self.stdout);
        end.stderr.splice(0..0, std::mem::take(&mut self.stderr));
        end
    }
}
