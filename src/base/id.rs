//! Ids of sessions, windows, panes and others. A server never uses an id twice.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $sign:literal) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($sign, "{}"), self.0)
            }
        }
    };
}

id!(
    /// A session, `$N` in targets.
    SessionId, "$"
);
id!(
    /// A window, `@N` in targets.
    WindowId, "@"
);
id!(
    /// A pane, `%N` in targets and in `TMUX_PANE`.
    PaneId, "%"
);
id!(
    /// A client's connection; only the server knows it.
    ClientId, "client-"
);
id!(
    /// A shell command in the background.
    JobId, "job-"
);
id!(
    /// A timer that the world requested.
    TimerId, "timer-"
);
