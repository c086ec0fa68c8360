//! A connected client: what is known of its terminal, and what it is doing.

use crate::base::palette::is_light;
use crate::base::{ClientId, Key, PaneId, Point, SessionId, Size, TimerId};
use crate::model::state::mouse::{Hit, MouseState};
use crate::model::state::overlay::{Menu, Message, PaneNumbers, Prompt};
use std::collections::VecDeque;

/// What a client says of itself when it connects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientIdentity {
    /// Its process id.
    pub pid: u32,
    /// Its working directory.
    pub cwd: String,
    /// Its environment.
    pub env: Vec<(String, String)>,
    /// Its terminal device.
    pub tty: Option<String>,
    /// Its terminal's size.
    pub size: Option<Size>,
    /// Its `TERM`.
    pub term: String,
    /// It was called as `tmux`.
    pub as_tmux: bool,
    /// Why it cannot attach.
    pub cannot_attach: Option<String>,
    /// It was attached and comes back.
    pub redial: bool,
}

impl ClientIdentity {
    /// A variable of its environment.
    pub fn variable(&self, name: &str) -> Option<&str> {
        let mut env = self.env.iter();
        env.find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Whether it was started by a server on this socket: in a pane or by a shell command.
    pub fn is_inside(&self, socket: &str) -> bool {
        let tmux = self.variable("TMUX").and_then(|t| t.split(',').next());
        tmux == Some(socket)
    }
}

/// A client.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// Its connection.
    pub id: ClientId,
    /// What it said of itself.
    pub caller: ClientIdentity,
    /// Its name: its terminal device, or `client-PID`.
    pub name: String,
    /// The session that it shows; `None` for one that only runs a command.
    pub session: Option<SessionId>,
    /// The session it showed before.
    pub last_session: Option<SessionId>,
    /// The size of its terminal.
    pub size: Size,
    /// When it connected, milliseconds since 1970.
    pub created: i64,
    /// When it last did something, milliseconds since 1970.
    pub activity: i64,
    /// Counts up with everything that any client does: who was last is `latest`.
    pub order: u64,
    /// The colours that its terminal told: text, background.
    pub colors: Option<[Option<(u8, u8, u8)>; 2]>,
    /// It can look and not touch.
    pub read_only: bool,
    /// Its size counts for nothing.
    pub ignore_size: bool,
    /// Its terminal has the focus.
    pub focused: bool,
    /// The key table of its next key, when not the session's.
    pub table: Option<String>,
    /// Until when a repeatable key needs no prefix, on the clock of timers.
    pub repeat_until: u64,
    /// Goes back to the root table when a prefix was not followed up.
    pub table_timer: Option<TimerId>,
    /// What it is being asked.
    pub prompt: Option<Prompt>,
    /// What it is being told.
    pub message: Option<Message>,
    /// The menu over its picture.
    pub menu: Option<Box<Menu>>,
    /// PaneNumbers over its panes.
    pub numbers: Option<PaneNumbers>,
    /// The part of a larger window that it chose to see; `None` follows the cursor.
    pub view: Option<Point>,
    /// The mouse.
    pub mouse: MouseState,
    /// What the mouse can hit in its bars, as last drawn.
    pub hits: Vec<Hit>,
    /// The status line is drawn again at this timer.
    pub clock: Option<TimerId>,
    /// The last key, for bindings that want it.
    pub key: Option<Key>,
    /// The scene that it has is not true any more.
    pub stale: bool,
    /// All of it is to be drawn anew.
    pub redraw: bool,
    /// What its terminal was asked about its clipboard, the oldest question first.
    pub asked: VecDeque<Asked>,
}

impl Client {
    /// Whether it shows a session.
    pub const fn attached(&self) -> bool {
        self.session.is_some()
    }

    /// `dark` or `light`, where its terminal told its background.
    pub fn theme(&self) -> Option<&'static str> {
        let [_, background] = self.colors?;
        Some(if is_light(background?) {
            "light"
        } else {
            "dark"
        })
    }
}

/// A question that a terminal was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The program that reads the answer.
    pub(in crate::model) pane: Option<PaneId>,
    /// The selection, in the program's words.
    pub(in crate::model) selection: String,
    /// The answer ends with BEL.
    pub(in crate::model) bell: bool,
    /// The answer becomes a buffer.
    pub(in crate::model) buffer: bool,
    /// Until when an answer is taken, on the clock of timers.
    pub(in crate::model) until: u64,
}
