//! A pane: its program, its size, its mode, its pipe.

use crate::base::{JobId, PaneId, Size, WindowId};
use crate::model::state::effect::PipeDirections;
use crate::model::state::input::Exit;
use crate::model::state::mode::Mode;
use crate::model::state::options::OptionSet;
use serde::{Deserialize, Serialize};

/// The state of a pane's program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProgramState {
    /// The spawn was requested.
    #[default]
    Starting,
    /// The program runs under this process id.
    Running(u32),
    /// The program ended and the pane stays (`remain-on-exit`): its exit and the time, milliseconds
    /// since 1970.
    Dead(Exit, i64),
}

/// A search in copy mode, for the next one in the pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastSearch {
    /// The text or regular expression.
    pub text: String,
    /// It is a regular expression.
    pub regex: bool,
}

/// The commands of a pane's shell as it marks them (OSC 133), and the last output. All times are
/// milliseconds since 1970; 0 is never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShellTimes {
    /// The last prompt.
    pub prompt: i64,
    /// The start of the last command.
    pub start: i64,
    /// The end of the last command; 0 while it runs.
    pub end: i64,
    /// The exit status of the last command, if the shell reported it.
    pub status: Option<i32>,
    /// The last output.
    pub output: i64,
}

impl ShellTimes {
    /// Whether a command runs.
    pub const fn is_running(&self) -> bool {
        self.start > 0 && self.end == 0
    }
}

/// A pane of a window.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Pane {
    /// The id, printed as `%N`.
    pub id: PaneId,
    /// The window that contains the pane; [`Pane::NO_WINDOW`] for that of a popup.
    pub window: WindowId,
    /// The state of the program.
    pub state: ProgramState,
    /// The program is being ended and is started again afterwards (`respawn-pane -k`).
    pub respawn: bool,
    /// The path of the PTY.
    pub tty: String,
    /// The title, set by the program or the user.
    pub title: String,
    /// The command that the pane was started with; empty for the default shell.
    pub command: Vec<String>,
    /// The command is executed without a shell even if it is one word.
    #[serde(skip)]
    pub direct: bool,
    /// The directory in which the program was started.
    pub cwd: String,
    /// The environment variables given with `-e`.
    pub extra_env: Vec<(String, String)>,
    /// The pane options that are set on this pane.
    pub options: OptionSet,
    /// The size that the PTY was set to.
    pub size: Size,
    /// Input to the pane is disabled (`select-pane -d`).
    pub input_off: bool,
    /// The mode that the pane is in.
    pub mode: Option<Mode>,
    /// The modes under it, the one that was entered last at the end. They end with the server.
    #[serde(skip)]
    pub modes_below: Vec<Mode>,
    /// The last search in copy mode (`#{pane_search_string}`).
    #[serde(skip)]
    pub last_search: LastSearch,
    /// The repeat count of the next command of the mode; 0 if none was typed.
    #[serde(skip)]
    pub repeat: u32,
    /// Output arrived while the pane was in a mode (`#{pane_unseen_changes}`).
    pub unseen: bool,
    /// The name of the foreground program at the last check.
    pub program: String,
    /// The times that the shell marked, and of the last output.
    #[serde(skip)]
    pub shell: ShellTimes,
    /// The progress that the program reported (OSC 9;4): state, percent.
    pub progress: Option<(u8, u8)>,
}

impl Pane {
    /// The window of a pane that belongs to none: that of a popup.
    pub const NO_WINDOW: WindowId = WindowId(u32::MAX);

    /// Whether the pane is that of a popup.
    pub fn in_popup(&self) -> bool {
        self.window == Self::NO_WINDOW
    }

    /// Whether the pane was made without a program: its command is one empty word. The keeper runs
    /// a program that does nothing in it, because only programs outlive a server.
    pub fn without_program(&self) -> bool {
        matches!(self.command.as_slice(), [one] if one.is_empty())
    }

    /// The process id while the program runs.
    pub fn pid(&self) -> Option<u32> {
        match self.state {
            ProgramState::Running(pid) if !self.without_program() => Some(pid),
            _ => None,
        }
    }

    /// The exit of the program, if it ended.
    pub const fn exit(&self) -> Option<Exit> {
        match self.state {
            ProgramState::Dead(exit, _) => Some(exit),
            _ => None,
        }
    }
}

/// The pipe of a pane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipe {
    /// The job of the command; [`crate::model::Input::JobDone`] reports its end.
    pub job: JobId,
    /// The shell command.
    pub command: String,
    /// The direction of the bytes.
    pub directions: PipeDirections,
    /// The process id once the command runs.
    #[serde(skip)]
    pub pid: Option<u32>,
}
