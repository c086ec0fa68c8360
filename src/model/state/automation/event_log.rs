//! The log of events (`mux events`): what changed in the world, numbered. It is kept only while
//! somebody listens.

use crate::base::json::Json;
use crate::base::sorted::{SortedMap, SortedSet};
use crate::base::{PaneId, SessionId, WindowId};
use crate::lang::time::rfc3339;
use crate::model::state::control::ControlObserved;
use std::collections::VecDeque;

/// A kind of event. Only rows of [`KINDS`] have a value of this type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventKind(&'static str);

impl EventKind {
    /// The name, as in the member `event`.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

/// Defines a constant for each kind, and the table of all kinds with their members.
macro_rules! kinds {
    ($($kind:ident $name:literal $members:literal, $about:literal;)+) => {
        $(
            #[doc = concat!("`", $name, "`: ", $about, ".")]
            pub const $kind: EventKind = EventKind($name);
        )+

        /// Every kind: the name, the members of its object beside `seq`, `at`, `event` and the ids,
        /// and its meaning.
        pub const KINDS: &[(&str, &str, &str)] = &[$(($name, $members, $about)),+];
    };
}

kinds! {
    SNAPSHOT "snapshot" "v sessions windows panes clients", "everything, as list-* --json print it";
    RESYNC "resync" "v sessions windows panes clients",
        "as snapshot: the events before it are not known any more";
    BUFFER "buffer" "name bytes", "a paste buffer was made, changed or deleted (bytes is null)";
    CLIENT_ATTACHED "client-attached" "client", "a client attached to a session";
    CLIENT_DETACHED "client-detached" "client", "a client is not attached any more";
    CLIENT_SESSION "client-session" "client", "a client shows another session";
    LAYOUT "layout" "layout", "the layout of a window changed";
    PANE_ADDED "pane-added" "", "a pane was created";
    PANE_BELL "pane-bell" "", "the bell rang in a pane";
    PANE_CLOSED "pane-closed" "", "a pane is gone";
    PANE_COMMAND "pane-command" "phase status seconds",
        "the shell of a pane started or finished a command (phase)";
    PANE_CWD "pane-cwd" "cwd", "the program of a pane reported its directory";
    PANE_EXITED "pane-exited" "status signal", "the program of a pane exited";
    PANE_MOVED "pane-moved" "", "a pane moved to another window";
    PANE_NOTIFICATION "pane-notification" "title body", "the program of a pane sent a notification";
    PANE_PROMPT "pane-prompt" "", "the shell of a pane shows its prompt";
    PANE_QUIET "pane-quiet" "", "a pane had no output for one second";
    PANE_STATE "pane-state" "state message source", "the state of a pane changed";
    PANE_TITLE "pane-title" "title", "the title of a pane changed";
    SAVED "saved" "", "the layout was saved";
    SESSION_ADDED "session-added" "name", "a session was created";
    SESSION_CLOSED "session-closed" "name", "a session is gone";
    SESSION_RENAMED "session-renamed" "name", "a session was renamed";
    SESSION_WINDOW "session-window" "", "another window of a session is current";
    WINDOW_ADDED "window-added" "name", "a window was created";
    WINDOW_CLOSED "window-closed" "name", "a window is gone";
    WINDOW_LINKED "window-linked" "", "a window was linked to a session";
    WINDOW_PANE "window-pane" "", "another pane of a window is active";
    WINDOW_RENAMED "window-renamed" "name", "a window was renamed";
    WINDOW_UNLINKED "window-unlinked" "", "a window was unlinked from a session";
}

/// The objects of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventAbout {
    /// The pane.
    pub pane: Option<PaneId>,
    /// The window.
    pub window: Option<WindowId>,
    /// The sessions: of a window all that have it.
    pub sessions: Vec<SessionId>,
}

/// An event.
#[derive(Clone, Debug)]
pub struct Event {
    /// The number, which rises by one and survives the server.
    pub number: u64,
    /// Milliseconds since 1970.
    pub at: i64,
    /// The kind.
    pub kind: EventKind,
    /// The objects.
    pub about: EventAbout,
    /// The other members.
    pub members: Vec<(&'static str, Json)>,
}

impl Event {
    /// The event as JSON.
    pub fn json(&self) -> Json {
        let id = |id: Option<String>| id.map(Json::from);
        let ids = [
            (
                "session",
                id(self.about.sessions.first().map(ToString::to_string)),
            ),
            (
                "window",
                id(self.about.window.map(|window| window.to_string())),
            ),
            ("pane", id(self.about.pane.map(|pane| pane.to_string()))),
        ];
        let ids = ids.into_iter().filter_map(|(name, id)| Some((name, id?)));
        let start = [
            ("seq", Json::from(self.number)),
            ("at", rfc3339(self.at).into()),
            ("event", self.kind.name().into()),
        ];
        let members = self.members.iter().cloned();
        Json::object(start.into_iter().chain(ids).chain(members))
    }
}

/// An object whose events are wanted, with those of the objects in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventTarget {
    /// A session.
    Session(SessionId),
    /// A window.
    Window(WindowId),
    /// A pane.
    Pane(PaneId),
}

/// Which events are wanted.
#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// The objects; empty for all.
    pub targets: Vec<EventTarget>,
    /// The names of the kinds; empty for all.
    pub kinds: Vec<&'static str>,
}

impl EventFilter {
    /// Whether an event is wanted.
    pub fn fits(&self, event: &Event) -> bool {
        let about = &event.about;
        let of = |target: &EventTarget| match target {
            EventTarget::Session(id) => about.sessions.contains(id),
            EventTarget::Window(id) => about.window == Some(*id),
            EventTarget::Pane(id) => about.pane == Some(*id),
        };
        (self.kinds.is_empty() || self.kinds.contains(&event.kind.name()))
            && (self.targets.is_empty() || self.targets.iter().any(of))
    }
}

/// A queue that waits for events.
#[derive(Clone, Debug)]
pub struct EventWaiter {
    /// The queue.
    pub queue: u64,
    /// The events that it waits for.
    pub filter: EventFilter,
    /// The number of the last event that it knows.
    pub after: u64,
}

/// The parts of the world whose changes are events, as of the last comparison.
#[derive(Clone, Debug, Default)]
pub(crate) struct EventsObserved {
    pub(in crate::model) common: ControlObserved,
    pub(in crate::model) panes: SortedMap<PaneId, (WindowId, String)>,
}

/// The log.
#[derive(Debug, Default)]
pub struct EventLog {
    /// The number of the last event.
    pub(in crate::model) last: u64,
    /// The events that are kept, the newest last.
    pub(in crate::model) events: VecDeque<Event>,
    /// The number before the first event that is or was kept since somebody listens.
    pub(in crate::model) start: u64,
    /// The last observation; `None` while nobody listens.
    pub(in crate::model) observed: Option<EventsObserved>,
    /// The end of listening without a waiting queue, milliseconds of the monotonic clock.
    pub(in crate::model) until: u64,
    /// The queues that wait.
    pub(in crate::model) waiters: Vec<EventWaiter>,
    /// The panes whose silence a timer checks.
    pub(in crate::model) quiet: SortedSet<PaneId>,
}

impl EventLog {
    /// The log of a server whose predecessor recorded events up to a number.
    pub fn after_number(last: u64) -> Self {
        Self {
            last,
            ..Self::default()
        }
    }

    /// Whether events are recorded.
    pub const fn is_recording(&self) -> bool {
        self.observed.is_some()
    }

    /// Whether every event after number `after` is kept.
    pub fn continues(&self, after: u64) -> bool {
        self.is_recording() && (self.start..=self.last).contains(&after)
    }

    /// The wanted events after number `after`, at most `most`.
    pub fn after(&self, after: u64, filter: &EventFilter, most: usize) -> Vec<&Event> {
        let known = self.events.iter().skip_while(|event| event.number <= after);
        known
            .filter(|event| filter.fits(event))
            .take(most)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_unique_and_described() {
        for (at, (name, _, about)) in KINDS.iter().enumerate() {
            assert!(
                KINDS[..at].iter().all(|(known, ..)| known != name),
                "{name}"
            );
            assert!(!about.is_empty() && !about.ends_with('.'), "{name}");
        }
    }
}
