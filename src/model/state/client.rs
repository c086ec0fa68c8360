//! A connected client: its terminal, its state, its mouse.

use crate::base::key::MousePlace;
use crate::base::palette::is_light;
use crate::base::{
    ClientId, ClientInfo, DetachInfo, Grip, Key, MouseEvent, Palette, PaneId, Point, Rect,
    SessionId, Size, TerminalInfo, TerminalSettings, TimerId,
};
use crate::lang::style::RangeKind;
use crate::layout::BorderHit;
use crate::model::state::control::ControlClient;
use crate::model::state::location::Location;
use crate::model::state::overlay::Overlays;
use crate::model::state::overlay::key_hints::KeyHints;
use crate::model::state::overlay::list::ListLeft;
use crate::model::state::settings::access::User;
use crate::term::ColorQuery;
use std::collections::VecDeque;

/// A connected client.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// The id of the connection.
    pub id: ClientId,
    /// The identity that the client sent.
    pub caller: ClientInfo,
    /// The name for `-t` and `-c`: the terminal device, or `client-PID`.
    pub name: String,
    /// The session that the client shows; `None` if it is not attached and only runs a command.
    pub session: Option<SessionId>,
    /// The session that the client showed before (`switch-client -l`).
    pub last_session: Option<SessionId>,
    /// The size of the terminal in cells.
    pub size: Size,
    /// The time of the connection, milliseconds since 1970.
    pub created: i64,
    /// The time of the last input, milliseconds since 1970.
    pub activity: i64,
    /// A number that rises with the input of all clients: the client with the highest one was used
    /// last (`window-size latest`).
    pub order: u64,
    /// The default colours that the terminal reported: text, background.
    pub colors: Option<[Option<(u8, u8, u8)>; 2]>,
    /// The user, if it is not the owner of the server.
    pub user: Option<User>,
    /// The client is read-only (`attach-session -r`).
    pub read_only: bool,
    /// The size of the client does not affect windows (flag `ignore-size`).
    pub ignore_size: bool,
    /// The terminal has the focus.
    pub focused: bool,
    /// The request of its command, if it asks again after the death of the server.
    pub request: Option<u64>,
    /// Its command line asks for JSON, so its errors are JSON too.
    pub json: bool,
    /// The key table for the next key; `None` is the session's `key-table`.
    pub table: Option<String>,
    /// The time until which a repeatable key needs no prefix, in milliseconds of the monotonic
    /// clock.
    pub repeat_until: u64,
    /// The timer that leaves the key table when no key follows a prefix (`prefix-timeout`).
    pub table_timer: Option<TimerId>,
    /// The hints for the next key.
    pub hints: KeyHints,
    /// The overlays above the panes.
    pub overlays: Overlays,
    /// The list of the previous server that is about to open again.
    pub list_left: Option<ListLeft>,
    /// The top left corner of the visible part of a window that is larger than the terminal; `None`
    /// follows the active pane.
    pub view: Option<Point>,
    /// Clicks, drags and the last position of the mouse.
    pub mouse: MouseState,
    /// The top left cell of the last menu, for another one in its place.
    pub last_menu: Point,
    /// The ranges of the status lines that the mouse can hit, as last drawn.
    pub hits: Vec<Hit>,
    /// The timer of `status-interval`.
    pub clock: Option<TimerId>,
    /// The last key, for bindings that pass it on.
    pub key: Option<Key>,
    /// The scene that the client shows is out of date.
    pub stale: bool,
    /// The next frame repaints the whole terminal.
    pub redraw: bool,
    /// What the client was told last about detaching.
    pub detach_info: DetachInfo,
    /// The time of the last key, in milliseconds of the monotonic clock.
    pub last_key: u64,
    /// The keys arrive so fast that they count as pasted (`assume-paste-time`).
    pub pasting: bool,
    /// What the client was told last about its terminal.
    pub terminal_settings: TerminalSettings,
    /// What the client was told last about the colours of its theme.
    pub palette: Option<Palette>,
    /// What the terminal reported about itself.
    pub terminal: TerminalInfo,
    /// The control mode; `None` for a client that draws.
    pub control: Option<Box<ControlClient>>,
    /// The clipboard queries that the terminal has not answered, the oldest first.
    pub clipboard_queries: VecDeque<ClipboardQuery>,
    /// The colour queries of programs that the terminal has not answered, the oldest first.
    pub color_queries: Vec<SentColorQuery>,
}

impl Client {
    /// Whether the client shows a session.
    pub const fn attached(&self) -> bool {
        self.session.is_some()
    }

    /// Whether the client displays its session, and is not in control mode.
    pub const fn draws(&self) -> bool {
        self.session.is_some() && self.control.is_none()
    }

    /// `dark` or `light` by the background colour, if the terminal reported one.
    pub fn theme(&self) -> Option<&'static str> {
        let [_, background] = self.colors?;
        Some(if is_light(background?) {
            "light"
        } else {
            "dark"
        })
    }
}

/// A clipboard query (OSC 52) that was sent to a client's terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClipboardQuery {
    /// The pane whose program gets the reply.
    pub(in crate::model) pane: Option<PaneId>,
    /// The selection as the program named it, for the reply.
    pub(in crate::model) selection: String,
    /// The reply ends with BEL, as the query did, instead of ST.
    pub(in crate::model) bell: bool,
    /// The reply becomes a paste buffer.
    pub(in crate::model) buffer: bool,
    /// The time after which a reply is dropped, in milliseconds of the monotonic clock.
    pub(in crate::model) until: u64,
}

/// A colour query of a pane's program that was passed on to a client's terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentColorQuery {
    /// The pane whose program gets the reply.
    pub(in crate::model) pane: PaneId,
    /// The query.
    pub(in crate::model) query: ColorQuery,
    /// The time after which a reply is dropped, in milliseconds of the monotonic clock.
    pub(in crate::model) until: u64,
}

/// Clicks, drags and the last position of the mouse.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MouseState {
    /// The number of clicks in a row at one cell.
    pub clicks: u8,
    /// The button of the clicks.
    pub button: u8,
    /// The cell of the last click, in client coordinates.
    pub at: Point,
    /// The time of the last click, in milliseconds of the monotonic clock.
    pub when: u64,
    /// The drag in progress.
    pub drag: Option<Drag>,
    /// A second click that becomes a double click if no third one comes: its timer and target.
    pub second_click: Option<(TimerId, Box<MouseHit>)>,
    /// The cell where the held button went down; `None` if no button is down.
    pub down: Option<Point>,
    /// The kind of target where the held button went down.
    pub down_on: Option<MousePlace>,
    /// The row of the slider of a scrollbar at which the held button went down.
    pub slider_row: u16,
    /// The last cell of the mouse, in client coordinates.
    pub last: Point,
}

/// A drag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drag {
    /// A border between panes.
    Border(crate::layout::BorderHit),
    /// A floating pane, which the mouse holds at a part of its border and a cell of its box.
    Float {
        /// The pane.
        pane: PaneId,
        /// The part of the border.
        grip: Grip,
        /// The cell of the box, border included.
        grab: (i32, i32),
    },
    /// The box of a new floating pane, from this cell of its window to the mouse.
    NewBox {
        /// The pane.
        pane: PaneId,
        /// The cell where the button went down.
        from: Point,
    },
    /// A drag that began in this pane: the pane gets every event until the button is released.
    Pane(PaneId),
    /// A selection in this pane, which is in copy mode, follows the mouse.
    Copy(PaneId),
}

/// A range of the status lines that the mouse can hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The cells of the range, in client coordinates.
    pub rect: Rect,
    /// The kind of range.
    pub kind: crate::lang::style::RangeKind,
}

/// A mouse event and its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MouseHit {
    /// The event, in client coordinates.
    pub event: MouseEvent,
    /// The target pane, or the active pane of the target window in the status line.
    pub place: Option<Location>,
    /// The range of the status line under the mouse.
    pub range: Option<RangeKind>,
    /// The cell in the target pane, in pane coordinates.
    pub cell: Point,
    /// The kind of target, for the name of the mouse key.
    pub on: MousePlace,
    /// The pane border under the mouse.
    pub border: Option<BorderHit>,
    /// The border of a floating pane under the mouse: the part of it.
    pub grip: Option<Grip>,
}
