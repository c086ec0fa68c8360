//! Control mode: the state of a client that reads notifications as text instead of frames.

use crate::base::sorted::{SortedMap, SortedSet};
use crate::base::{ClientId, PaneId, SessionId, Size, WindowId};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// The control mode of a client (`-C`).
#[derive(Clone, Debug, Default)]
pub struct ControlClient {
    /// Command lines that wait for the one before.
    pub lines: VecDeque<String>,
    /// The queue of the command line that started the client.
    pub first: Option<u64>,
    /// The queue that runs the current command line.
    pub queue: Option<u64>,
    /// Notifications that wait for the end of an open block.
    pub held: String,
    /// The client asked to detach; it does when its queue has ended.
    pub leaving: bool,
    /// The client has set its size (`refresh-client -C`); before that, it does not affect windows.
    pub sized: bool,
    /// The sizes that it has set for single windows (`refresh-client -C @1:80x24`).
    pub window_sizes: SortedMap<WindowId, Size>,
    /// Client flag `no-output`: the client gets no `%output`.
    pub no_output: bool,
    /// Client flag `wait-exit`: the client waits for an empty line before it exits.
    pub wait_exit: bool,
    /// Client flag `pause-after`: the age of unread output, in seconds, at which a pane is paused.
    pub pause_after: Option<u32>,
    /// Client flag `active-pane`.
    pub active_pane: bool,
    /// Client flag `no-detach-on-destroy`: the client shows another session when its own ends.
    pub no_detach_on_destroy: bool,
    /// Panes whose output is switched off (`refresh-client -A %1:off`).
    pub off: SortedSet<PaneId>,
    /// Panes whose output is paused.
    pub paused: SortedSet<PaneId>,
    /// The panes whose output the server sends now.
    pub streamed: SortedSet<PaneId>,
    /// Subscriptions by name (`refresh-client -B`).
    pub subscriptions: SortedMap<String, Subscription>,
}

impl ControlClient {
    /// The names of the client flags that are set, as in `#{client_flags}`.
    pub fn flags(&self) -> Vec<String> {
        let pause_after = self
            .pause_after
            .map(|seconds| format!("pause-after={seconds}"));
        let flag = |on: bool, name: &str| on.then(|| name.to_owned());
        [
            flag(self.no_output, "no-output"),
            flag(self.wait_exit, "wait-exit"),
            pause_after,
            flag(self.active_pane, "active-pane"),
            flag(self.no_detach_on_destroy, "no-detach-on-destroy"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// The state of a control client that its next connection takes over after the death of the server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlLeft {
    /// The size that the client has set.
    pub size: Option<Size>,
    /// The sizes that it has set for single windows.
    pub window_sizes: SortedMap<WindowId, Size>,
    /// Panes whose output is switched off.
    pub off: SortedSet<PaneId>,
    /// Subscriptions by name.
    pub subscriptions: SortedMap<String, Subscription>,
    /// The client has the flag `pause-after`.
    pub pauses: bool,
}

/// A format that a control client watches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// The panes or windows whose value is watched.
    pub watched: Watched,
    /// The format.
    pub format: String,
    /// The last value that was sent, by session, window, window index and pane.
    pub sent: SortedMap<SubscriptionKey, String>,
}

/// A format whose changes fire an event (`set-hook -B`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Monitor {
    /// The session to which the watched objects belong.
    pub session: SessionId,
    /// What is watched, and its last values.
    pub subscription: Subscription,
    /// The values were observed once.
    pub seen: bool,
}

/// Session, window with its index, and pane of a value; what a subscription does not name is
/// `None`.
pub type SubscriptionKey = (SessionId, Option<(WindowId, u32)>, Option<PaneId>);

/// The object of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Watched {
    /// The attached session.
    Session,
    /// One pane.
    Pane(PaneId),
    /// All panes of the attached session.
    AllPanes,
    /// One window.
    Window(WindowId),
    /// All windows of the attached session.
    AllWindows,
}

/// The answer to one command of a control client, which is sent as a whole.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// The number of the command, which rises over all clients.
    pub number: u64,
    /// The start of the command, seconds since 1970.
    pub time: i64,
    /// The command is a line of the client, and not the command line that started it.
    pub line: bool,
    /// The output.
    pub text: Vec<u8>,
    /// The command failed.
    pub failed: bool,
}

/// The parts of the world that have notifications, as of the last comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ControlObserved {
    pub(in crate::model) sessions: SortedMap<SessionId, (String, Option<WindowId>)>,
    pub(in crate::model) links: SortedSet<(SessionId, WindowId)>,
    pub(in crate::model) windows: SortedMap<WindowId, ControlWindow>,
    pub(in crate::model) modes: SortedMap<PaneId, Option<&'static str>>,
    pub(in crate::model) clients: SortedMap<ClientId, (String, SessionId)>,
    pub(in crate::model) buffers: SortedMap<String, (i64, usize)>,
}

/// A window as last reported to control clients.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ControlWindow {
    pub(in crate::model) name: String,
    pub(in crate::model) active: PaneId,
    pub(in crate::model) layout: String,
    pub(in crate::model) visible: String,
}
