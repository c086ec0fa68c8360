//! A pane: one program and what is known of it. Its screen is elsewhere.

use crate::base::{PaneId, Size, WindowId};
use crate::model::state::input::Exit;
use crate::model::state::mode::Mode;
use crate::model::state::options::OptionSet;
use serde::{Deserialize, Serialize};

/// Where a pane's program is in its life.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Life {
    /// It has been asked for.
    #[default]
    Starting,
    /// It runs under this process id.
    Running(u32),
    /// It ended; the pane stays (`remain-on-exit`). When: milliseconds since 1970.
    Dead(Exit, i64),
}

/// A pane.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Pane {
    /// Its id.
    pub id: PaneId,
    /// The window that it is in.
    pub window: WindowId,
    /// Its program's life.
    pub life: Life,
    /// Its program is being ended and starts again then (`respawn-pane -k`).
    pub respawn: bool,
    /// Its terminal device.
    pub tty: String,
    /// Its title, by its program or by a person.
    pub title: String,
    /// The command it was started with; empty for the default shell.
    pub command: Vec<String>,
    /// Where it was started.
    pub cwd: String,
    /// Variables it was given by `-e`.
    pub extra_env: Vec<(String, String)>,
    /// Options set on it.
    pub options: OptionSet,
    /// The size its program was told.
    pub size: Size,
    /// Keys do not reach it (`select-pane -d`).
    pub input_off: bool,
    /// What shows instead of its screen.
    pub mode: Option<Mode>,
    /// How often the next command of its mode is done; 0 as usual.
    #[serde(skip)]
    pub repeat: u32,
    /// Something was written while nobody looked.
    pub unseen: bool,
    /// The name of its foreground program when it was last looked at.
    pub program: String,
    /// Progress that its program reported (OSC 9;4): state, percent.
    pub progress: Option<(u8, u8)>,
}

impl Pane {
    /// The process id, while its program runs.
    pub const fn pid(&self) -> Option<u32> {
        match self.life {
            Life::Running(pid) => Some(pid),
            _ => None,
        }
    }

    /// How its program ended, if it did.
    pub const fn exit(&self) -> Option<Exit> {
        match self.life {
            Life::Dead(exit, _) => Some(exit),
            _ => None,
        }
    }
}
