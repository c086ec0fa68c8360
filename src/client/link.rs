//! The link to the server: a state machine that outlives single connections. Events in, actions
//! out; it does no input or output and reads no clock.
//!
//! While the server is away the client keeps the last frame on the screen, queues keys and pastes
//! (see [`UnackedInput`]) and reconnects by the schedule of [`Backoff`]. A connection is usable
//! once the server has attached the client on it. Input goes out only after the server has said how
//! much it had taken before, so that each key is delivered exactly once.

use super::conn_state::{Action, ConnState, Event};
use super::detach_keys::{DetachKeys, Pressed};
use super::exit_reason::ExitReason;
use super::heartbeat::{Health, Heartbeat};
use super::link_message::LinkMessage;
use super::remote::reconnect::{Backoff, LostServer};
use super::unacked_input::{LinkReady, UnackedInput};
use crate::base::ClientInfo;
use crate::base::{Key, KeyCode, KeyEvent, KeyEventKind, Mods, Size, TerminalInfo, counted};
use crate::tty::ColorSlot;
use crate::wire::{self, ToServer};

/// The first version of the protocol in which the server counts input and answers pings.
const COUNTING: u16 = 2;
/// The first version in which the server passes colour queries of programs on.
const TERMINAL_COLORS: u16 = 3;

/// The first version of the protocol in which the client describes its terminal.
const TERMINAL: u16 = 3;

/// How long the server must be away before C-c detaches, in milliseconds. A restart takes less, and
/// then C-c is meant for a program.
const INTERRUPTIBLE: u64 = 1000;

/// The fixed properties of a link.
#[derive(Debug)]
pub struct Identity {
    /// The client as the server knows it.
    pub client: ClientInfo,
    /// The host of the server; `None`: this machine.
    pub host: Option<String>,
    /// The command that attaches to the same session again.
    pub reattach: Vec<String>,
    /// A random number by which the server recognizes the client after a reconnection.
    pub token: u64,
    /// Returns the local time as `HH:MM`.
    pub wall_clock: fn() -> String,
}

/// The link of an attached client. Times are milliseconds of a monotonic clock.
#[derive(Debug)]
pub struct Link {
    identity: Identity,
    state: ConnState,
    input: UnackedInput,
    /// The server has not said yet how much input it took.
    awaiting_count: bool,
    /// The version of the messages on the current connection.
    version: u16,
    heartbeat: Heartbeat,
    /// The local time at which the connection was lost, and why there is no new one.
    lost_at: String,
    reason: String,
    /// A message from the server, to be shown until the next key.
    note: Option<String>,
    /// The terminal's colours: text and background.
    colors: [Option<(u8, u8, u8)>; 2],
    /// The keys that detach without a server.
    detach: DetachKeys,
    /// What the terminal reported about itself.
    terminal: TerminalInfo,
}

impl Link {
    /// The link of a client that was just attached. [`Event::Started`] is its first event.
    pub fn new(identity: Identity, now: u64) -> Self {
        Self {
            identity,
            state: ConnState::Connected,
            input: UnackedInput::default(),
            awaiting_count: false,
            version: 0,
            heartbeat: Heartbeat::new(now),
            lost_at: String::new(),
            reason: String::new(),
            note: None,
            colors: [None; 2],
            detach: DetachKeys::default(),
            terminal: TerminalInfo::default(),
        }
    }

    /// Applies an event. The actions are to be done in order.
    pub fn handle(&mut self, event: Event, now: u64) -> Vec<Action> {
        let mut out = Vec::new();
        match event {
            Event::Started { version } => self.start(version, now, &mut out),
            Event::Attached { reattach, version } => {
                self.identity.reattach = reattach;
                self.on_attached(version, now, &mut out);
            }
            Event::Heard => self.heartbeat.heard(now),
            Event::Counted(taken) => {
                self.awaiting_count = false;
                let bytes = self.input.on_counted(taken);
                self.send_framed(bytes, &mut out);
            }
            Event::Taken(taken) => self.input.on_taken(taken),
            Event::Note(note) => self.note = Some(note),
            Event::DetachInfo(info) => self.detach.set(info),
            Event::Terminal(info) => {
                self.terminal = info;
                self.send_terminal(&mut out);
            }
            Event::ServerReplaced => self.on_server_replaced(now, &mut out),
            Event::HungUp { reason } => self.on_hung_up(reason, now, &mut out),
            Event::Opened => self.on_opened(),
            Event::OpenFailed {
                no_listener,
                reason,
            } => self.on_open_failed(no_listener, reason, now),
            Event::LoginEnded { connected } => self.on_login_ended(connected, now),
            Event::Input(message) => self.on_input(&message, now, &mut out),
            Event::Message(message) => self.send(&message, &mut out),
            Event::Color(slot, rgb) => self.on_color(slot, rgb, &mut out),
            Event::Resized(size) => {
                self.identity.client.size = Some(size);
                self.send(&ToServer::Resize(size), &mut out);
            }
            Event::Resumed(size) => {
                self.identity.client.size = Some(size);
                self.send(&ToServer::Resume(size), &mut out);
            }
            Event::Tick => self.on_tick(now, &mut out),
        }
        out
    }

    /// When the next [`Event::Tick`] is due, or [`Link::message`] changes.
    pub fn deadline(&self, now: u64) -> Option<u64> {
        match &self.state {
            ConnState::Connected if self.has_heartbeat() => Some(self.heartbeat.deadline(now)),
            ConnState::Connected => self.heartbeat.answer_deadline(now),
            ConnState::Disconnected(backoff) => Some(backoff.deadline(now, false)),
            ConnState::Reconnecting(backoff) => Some(backoff.deadline(now, true)),
        }
    }

    /// The message to show over the last row of the screen.
    pub fn message(&self, now: u64) -> Option<LinkMessage> {
        match &self.state {
            ConnState::Connected => self.connected_message(now),
            ConnState::Disconnected(backoff) => self.lost_message(backoff, now, false),
            ConnState::Reconnecting(backoff) => self.lost_message(backoff, now, true),
        }
    }

    /// The message for a client that reached its host again and was not attached: the session ended
    /// meanwhile. `None` in all other cases.
    pub fn session_gone_message(&self) -> Option<String> {
        let host = self.identity.host.as_deref()?;
        let ConnState::Reconnecting(backoff) = &self.state else {
            return None;
        };
        backoff.is_remote().then(|| {
            let at = &self.lost_at;
            format!("[connection to {host} was lost at {at}; the session has ended since]")
        })
    }

    fn send(&self, message: &ToServer, out: &mut Vec<Action>) {
        self.send_framed(framed(message), out);
    }

    fn send_framed(&self, bytes: Vec<u8>, out: &mut Vec<Action>) {
        if self.state == ConnState::Connected && !bytes.is_empty() {
            out.push(Action::Send(bytes));
        }
    }

    /// Sends the description of the terminal. The server needs it on each connection.
    fn send_terminal(&self, out: &mut Vec<Action>) {
        if self.version >= TERMINAL && self.terminal != TerminalInfo::default() {
            self.send(&ToServer::Terminal(self.terminal.clone()), out);
        }
    }

    /// Whether the host of the server answers pings. A local server needs none: the system knows at
    /// once when it is gone.
    fn has_heartbeat(&self) -> bool {
        self.state == ConnState::Connected
            && self.identity.host.is_some()
            && self.version >= COUNTING
    }

    /// Begins to use a connection: asks how much input the server took before more is sent.
    fn start(&mut self, version: u16, now: u64, out: &mut Vec<Action>) {
        self.version = version;
        self.heartbeat = Heartbeat::new(now);
        self.awaiting_count = version >= COUNTING;
        if self.awaiting_count {
            self.send(&ToServer::Count(self.identity.token), out);
            self.heartbeat.expect_answer(now);
        } else {
            let bytes = self.input.on_connected_uncounted();
            self.send_framed(bytes, out);
        }
    }

    fn on_attached(&mut self, version: u16, now: u64, out: &mut Vec<Action>) {
        if !matches!(self.state, ConnState::Reconnecting(_)) {
            return;
        }
        self.state = ConnState::Connected;
        // A server that starts after a crash knows neither the colours nor a size that changed
        // after the connection was opened.
        if self.colors != [None; 2] {
            self.send(&ToServer::Colors(self.colors[0], self.colors[1]), out);
        }
        self.send(&ToServer::Resize(self.size()), out);
        self.start(version, now, out);
        self.send_terminal(out);
    }

    fn size(&self) -> Size {
        self.identity.client.size.unwrap_or_default()
    }

    fn on_color(&mut self, slot: ColorSlot, rgb: (u8, u8, u8), out: &mut Vec<Action>) {
        match slot {
            ColorSlot::Foreground => self.colors[0] = Some(rgb),
            ColorSlot::Background => self.colors[1] = Some(rgb),
            ColorSlot::Cursor => return self.send_color(None, rgb, out),
            ColorSlot::Palette(entry) => return self.send_color(Some(entry), rgb, out),
        }
        self.send(&ToServer::Colors(self.colors[0], self.colors[1]), out);
    }

    /// Sends a colour that a program queried.
    fn send_color(&mut self, entry: Option<u8>, rgb: (u8, u8, u8), out: &mut Vec<Action>) {
        if self.version >= TERMINAL_COLORS {
            self.send(&ToServer::TerminalColor(entry, rgb), out);
        }
    }

    fn on_input(&mut self, message: &ToServer, now: u64, out: &mut Vec<Action>) {
        if let ToServer::Key(key) = message {
            if let Some(pressed) = self.detach.press(key)
                && let Some(exit) = self.detached(pressed, now)
            {
                out.push(Action::Exit(exit));
                return;
            }
            if self.takes_key(key, now, out) {
                return;
            }
            self.note = None;
        }
        self.add_input(message, now, out);
    }

    /// The exit at keys that detach, if the server cannot do it: it is away, or has not answered
    /// for 2 s.
    fn detached(&self, pressed: Pressed, now: u64) -> Option<ExitReason> {
        let away = match &self.state {
            ConnState::Connected => {
                self.heartbeat.late(now)?;
                None
            }
            ConnState::Disconnected(backoff) | ConnState::Reconnecting(backoff) => Some(backoff),
        };
        let short = away.is_some_and(|backoff| backoff.away(now) < INTERRUPTIBLE);
        if pressed == Pressed::Interrupts && short {
            return None;
        }
        let info = self.detach.info();
        let from = if info.session.is_empty() {
            String::new()
        } else {
            format!(" (from session {})", info.session)
        };
        let lost = match (&self.identity.host, away) {
            (Some(host), Some(_)) => format!("; connection to {host} lost at {}", self.lost_at),
            (Some(host), None) => format!("; no reply from {host}"),
            (None, _) => "; no reply from the server".to_owned(),
        };
        let again = match info.attach_again.as_str() {
            "" => String::new(),
            command => format!("\nTo attach again: {command}"),
        };
        Some(ExitReason::new(
            &format!("[detached{from}{lost}]{again}"),
            0,
        ))
    }

    /// Sends input or queues it.
    fn add_input(&mut self, message: &ToServer, now: u64, out: &mut Vec<Action>) {
        let ready = match &self.state {
            ConnState::Connected if self.awaiting_count => LinkReady::AwaitingCount,
            ConnState::Connected => LinkReady::Now,
            ConnState::Disconnected(_) | ConnState::Reconnecting(_) => LinkReady::No,
        };
        let remote = self.identity.host.is_some();
        if let Some(bytes) = self.input.add(message, ready, remote) {
            self.send_framed(bytes, out);
            if self.input.awaits_ack() {
                self.heartbeat.expect_answer(now);
            }
        }
    }

    /// Whether a key is for the client and not for the server. It decides about a held paste, makes
    /// the client reconnect, or starts a login.
    fn takes_key(&mut self, key: &KeyEvent, now: u64, out: &mut Vec<Action>) -> bool {
        let pressed = key.kind != KeyEventKind::Release;
        let enter = key.key == Key::new(KeyCode::Enter, Mods::empty());
        match &mut self.state {
            // The held paste must not overtake the queued input before it, which waits for the
            // count.
            ConnState::Connected if self.awaiting_count => false,
            ConnState::Connected if self.input.has_held_paste() => {
                if pressed {
                    let bytes = self.input.release_held(enter);
                    self.send_framed(bytes, out);
                }
                true
            }
            ConnState::Connected => {
                let doubtful = matches!(
                    self.heartbeat.health(now),
                    Health::Slow { doubtful: true, .. }
                );
                if !(pressed && doubtful && self.has_heartbeat()) {
                    return false;
                }
                self.add_input(&ToServer::Key(key.clone()), now, out);
                self.drop_connection(now, out);
                true
            }
            ConnState::Disconnected(backoff) if backoff.waits_for_login() => {
                if pressed && enter {
                    self.state = ConnState::Disconnected(Backoff::remote(now));
                    out.push(Action::LogIn(self.reattach_message()));
                }
                true
            }
            ConnState::Disconnected(backoff) => {
                backoff.skip_pause(now);
                false
            }
            ConnState::Reconnecting(_) => false,
        }
    }

    /// The connection ended without a last message: the server died, or the network failed.
    fn on_hung_up(&mut self, reason: Option<String>, now: u64, out: &mut Vec<Action>) {
        out.push(Action::ForgetServer);
        if let Some(reason) = reason {
            self.reason = reason;
        }
        let new = if self.identity.host.is_some() {
            Backoff::remote(now)
        } else {
            Backoff::local(now)
        };
        self.state = match self.state {
            // An attempt failed. The schedule goes on, unless the server was replaced and now the
            // network fails too: that is a new loss.
            ConnState::Reconnecting(mut backoff) if backoff.is_remote() == new.is_remote() => {
                backoff.failed(now, false);
                if needs_login(&self.reason) {
                    backoff.wait_for_login();
                }
                ConnState::Disconnected(backoff)
            }
            _ => {
                self.lost_at = (self.identity.wall_clock)();
                ConnState::Disconnected(new)
            }
        };
    }

    /// Closes a connection on which nothing arrives any more.
    fn drop_connection(&mut self, now: u64, out: &mut Vec<Action>) {
        out.push(Action::Close);
        self.reason.clear();
        self.on_hung_up(None, now, out);
    }

    fn on_server_replaced(&mut self, now: u64, out: &mut Vec<Action>) {
        out.push(Action::ForgetServer);
        let backoff = match self.state {
            ConnState::Connected => Backoff::local(now),
            ConnState::Reconnecting(backoff) => backoff,
            ConnState::Disconnected(_) => return,
        };
        out.push(Action::Send(self.reattach_message()));
        self.state = ConnState::Reconnecting(backoff);
    }

    fn on_opened(&mut self) {
        if let ConnState::Disconnected(backoff) = self.state {
            self.state = ConnState::Reconnecting(backoff);
        }
    }

    fn on_open_failed(&mut self, no_listener: bool, reason: String, now: u64) {
        if let ConnState::Disconnected(backoff) = &mut self.state {
            backoff.failed(now, no_listener);
            self.reason = reason;
        }
    }

    fn on_login_ended(&mut self, connected: bool, now: u64) {
        // The login took as long as the user did: the schedule starts again.
        let mut backoff = Backoff::remote(now);
        self.state = if connected {
            backoff.attempt(now);
            ConnState::Reconnecting(backoff)
        } else {
            ConnState::Disconnected(backoff)
        };
    }

    /// Performs due actions: reconnects, gives up, pings.
    fn on_tick(&mut self, now: u64, out: &mut Vec<Action>) {
        match self.state {
            ConnState::Connected if !self.has_heartbeat() => {}
            ConnState::Connected => match self.heartbeat.health(now) {
                Health::Lost => self.drop_connection(now, out),
                Health::Idle => {
                    self.send(&ToServer::Ping, out);
                    self.heartbeat.expect_answer(now);
                }
                Health::Slow { .. } | Health::Alive => {}
            },
            ConnState::Disconnected(backoff) | ConnState::Reconnecting(backoff) => {
                self.retry(backoff, now, out);
            }
        }
    }

    fn retry(&mut self, mut backoff: Backoff, now: u64, out: &mut Vec<Action>) {
        let pending = matches!(self.state, ConnState::Reconnecting(_));
        if let Some(why) = backoff.gave_up(now) {
            if self.identity.host.is_none() {
                out.push(Action::Exit(ExitReason::new(why.message(), 1)));
            } else {
                // The server on the host was replaced and does not answer: a new login may help.
                self.drop_connection(now, out);
            }
        } else if pending && backoff.timed_out(now) {
            self.drop_connection(now, out);
        } else if !pending && backoff.is_due(now) {
            backoff.attempt(now);
            self.state = ConnState::Disconnected(backoff);
            out.push(Action::Connect(self.reattach_message()));
        }
    }

    /// The framed command that attaches the client to its session again.
    fn reattach_message(&mut self) -> Vec<u8> {
        self.identity.client.reattaching = true;
        framed(&ToServer::Run {
            words: self.identity.reattach.clone(),
            client: Box::new(self.identity.client.clone()),
        })
    }

    fn connected_message(&self, now: u64) -> Option<LinkMessage> {
        if let Some(seconds) = self.heartbeat.late(now) {
            let host = self.identity.host.as_deref().unwrap_or("the server");
            let text = format!("mux: no reply from {host} for {seconds} s");
            let short = format!("no reply: {seconds} s");
            return Some(LinkMessage::new(text, &short).with(1, self.leave_hint()));
        }
        self.identity.host.as_deref()?;
        if self.input.has_held_paste() && !self.awaiting_count {
            let lines = counted(self.input.held_lines() as u64, "line");
            let text = format!(
                "mux: you pasted {lines} while disconnected. Enter: send. Any other key: discard."
            );
            return Some(LinkMessage::new(text, "Enter: send paste"));
        }
        Some(LinkMessage::new(self.note.clone()?, ""))
    }

    /// How to leave while there is no server.
    fn leave_hint(&self) -> String {
        format!("{}: give up", self.detach.name())
    }

    fn lost_message(&self, backoff: &Backoff, now: u64, pending: bool) -> Option<LinkMessage> {
        let host = self.identity.host.as_deref();
        let lost = LostServer {
            host: host.filter(|_| backoff.is_remote()),
            at: &self.lost_at,
            reason: &self.reason,
            paste_held: self.input.has_held_paste(),
            keys_waiting: self.input.keys_waiting(),
            leave: &self.leave_hint(),
        };
        backoff.message(now, pending, &lost)
    }
}

fn framed(message: &ToServer) -> Vec<u8> {
    let mut bytes = Vec::new();
    wire::encode(message, &mut bytes);
    bytes
}

/// Whether ssh failed because it may not ask the user: a new attempt without a login is useless.
fn needs_login(reason: &str) -> bool {
    [
        "Permission denied",
        "Host key verification failed",
        "Too many authentication",
    ]
    .iter()
    .any(|sign| reason.contains(sign))
}

#[cfg(test)]
mod tests;
