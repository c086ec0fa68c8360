//! Waits: commands that wait for conditions of panes.

use crate::base::sorted::SortedMap;
use crate::base::{PaneId, TimerId};
use crate::lang::line_pattern::LinePattern;
use crate::model::state::automation::watch::Found;
use crate::model::state::input::Exit;
use crate::term::ScreenPosition;
use serde::{Deserialize, Serialize};

/// A condition of a pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The program of the pane ends.
    Exit,
    /// A line contains a text or matches a regular expression.
    Line(LinePattern),
    /// There is no output for this many milliseconds.
    Quiet(u64),
    /// The shell is at its prompt.
    Prompt,
    /// The shell ends a command.
    Command,
    /// The pane has one of these states.
    State(Vec<String>),
    /// The pane is closed.
    Gone,
}

impl Condition {
    /// The name in JSON, which is that of the flag.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Exit => "exit",
            Self::Line(pattern) if pattern.is_regex() => "regex",
            Self::Line(_) => "text",
            Self::Quiet(_) => "quiet",
            Self::Prompt => "prompt",
            Self::Command => "command",
            Self::State(_) => "state",
            Self::Gone => "gone",
        }
    }
}

/// The time to wait, in milliseconds; `None` waits without end.
pub type Limit = Option<u64>;

/// What a wait waits for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaitFor {
    /// The conditions.
    pub conditions: Vec<Condition>,
    /// Patterns that end the wait without success.
    pub stops: Vec<LinePattern>,
    /// Each condition must be met in each pane, instead of one in one pane.
    pub all: bool,
}

/// A wait that is about to begin.
#[derive(Clone, Debug)]
pub struct NewWait {
    /// Who waits.
    pub kind: WaitKind,
    /// The conditions.
    pub wanted: WaitFor,
    /// The panes, and the positions from which on their output counts.
    pub panes: Vec<(PaneId, ScreenPosition)>,
    /// The lines that are about to be typed in these panes.
    pub typed: Option<TypedLines>,
    /// The time to wait.
    pub limit: Limit,
    /// Print JSON.
    pub json: bool,
    /// The request of the client.
    pub request: Option<u64>,
}

impl NewWait {
    /// The same wait for one pane.
    #[must_use]
    pub fn starting_at(self, pane: PaneId, from: ScreenPosition) -> Self {
        Self {
            panes: vec![(pane, from)],
            ..self
        }
    }
}

/// Lines that are about to be typed.
#[derive(Clone, Debug, Default)]
pub struct TypedLines {
    /// The lines that the program or its terminal echoes.
    pub echo: Vec<LinePattern>,
    /// They may be echoed by both.
    pub echoes_twice: bool,
    /// The shell was at its prompt.
    pub at_prompt: bool,
    /// The shell runs a command then: they are not empty.
    pub runs_command: bool,
}

/// Where the text that a wait prints comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaitKind {
    /// `await`, and `submit --await`.
    Conditions,
    /// `spawn`: the program has started.
    Start,
    /// `spawn --wait`: the exit status of the program is that of the command.
    Program,
    /// `exec`: the output and the exit status of a command in a shell.
    Exec,
}

/// A pane of a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitPane {
    /// Where the wait began.
    pub from: ScreenPosition,
    /// Lines after that position were gone already.
    pub missed: bool,
    /// The conditions that were met, by index.
    pub met: SortedMap<usize, Met>,
    /// Text was typed for the wait, so that prompts and ends of commands count only after the
    /// command began.
    pub typed: bool,
}

/// How a condition was met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Met {
    /// What was found in the output.
    pub found: Found,
    /// The exit of the program.
    pub exit: Option<Exit>,
    /// How a prompt was recognized.
    pub by: Option<PromptSign>,
    /// The state of the pane.
    pub state: Option<String>,
}

/// How a prompt was recognized.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PromptSign {
    /// The shell marks its prompts (OSC 133).
    Marks,
    /// A shell without marks waits and is quiet.
    Quiet,
}

impl PromptSign {
    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Marks => "marks",
            Self::Quiet => "quiet",
        }
    }
}

/// [`Wait::run`] of a wait whose client lost its link.
pub const NO_QUEUE: u64 = 0;

/// A command that waits for conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// The queue that waits; [`NO_QUEUE`] while the client on another machine is gone.
    pub run: u64,
    /// The request of the client, if it asks again after the death of the server or a lost link.
    pub request: Option<u64>,
    /// Who waits.
    pub kind: WaitKind,
    /// The conditions.
    pub wanted: WaitFor,
    /// The panes.
    pub panes: SortedMap<PaneId, WaitPane>,
    /// The time of its start, in milliseconds since 1970.
    pub started: i64,
    /// Its running timers.
    pub timers: Vec<TimerId>,
    /// Print JSON.
    pub json: bool,
}

impl Wait {
    /// Whether enough conditions are met.
    pub fn is_complete(&self) -> bool {
        let count = self.wanted.conditions.len();
        if self.wanted.all {
            self.panes.values().all(|pane| pane.met.len() == count)
        } else {
            self.panes.values().any(|pane| !pane.met.is_empty())
        }
    }
}

/// A timer of a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitTimer {
    /// The time is over.
    Limit,
    /// Check whether a pane was quiet for long enough.
    Quiet(PaneId),
    /// Check whether the shell of a pane without marks is at its prompt.
    Prompt(PaneId),
}

/// The end of a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The conditions are met, the last of them this one of this pane.
    Met(PaneId, usize),
    /// A pattern that ends the wait matched.
    Stopped(PaneId, String, Box<Found>),
    /// A pane was closed, or its program ended (the exit).
    Gone(PaneId, Option<Exit>),
    /// The time is over.
    TimeOver,
}

/// The waits by number.
pub type Waits = SortedMap<u64, Wait>;
