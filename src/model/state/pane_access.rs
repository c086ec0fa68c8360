//! Read access to the screens and programs of panes.

use crate::base::PaneId;
use crate::term::Screen;

/// The part of the server that the world reads while it applies an input. Everything is read on
/// demand, because a screen lock or a look at `/proc` costs more than most inputs.
pub trait PaneAccess {
    /// Calls `look` with the pane's screen. Returns false if the pane has none.
    fn screen(&self, pane: PaneId, look: &mut dyn FnMut(&Screen)) -> bool;

    /// The name of the foreground program of the pane.
    fn command(&self, pane: PaneId) -> Option<String>;

    /// The working directory of the foreground program of the pane.
    fn cwd(&self, pane: PaneId) -> Option<String>;

    /// The arguments of the foreground program of the pane. Empty if the foreground program is the
    /// one that the pane was started with, such as a shell at its prompt.
    fn words(&self, _pane: PaneId) -> Vec<String> {
        Vec::new()
    }

    /// The milliseconds since the last output of the pane's program, or since the server started.
    fn output_age(&self, _pane: PaneId) -> u64 {
        u64::MAX
    }

    /// Whether lines that changed since the death of the previous server were too many to be kept
    /// for its waits.
    fn has_forgotten_lines(&self, _pane: PaneId) -> bool {
        false
    }

    /// The terminal of the pane's program and what the program does with it; `None` if the pane has
    /// no program.
    fn terminal(&self, _pane: PaneId) -> Option<ProgramTerminal> {
        None
    }

    /// How much of the input with this number ([`PaneEffect::RecordInput`]) is written.
    ///
    /// [`PaneEffect::RecordInput`]: crate::model::state::effect::PaneEffect::RecordInput
    fn recorded_input(&self, _pane: PaneId, _number: u64) -> WrittenPart {
        WrittenPart::None
    }

    /// Whether a path is an executable shell. The default, for tests without files, is true.
    fn is_shell(&self, _path: &str) -> bool {
        true
    }

    /// A number that changes when a file is written or replaced; `None` if there is no file.
    fn file_stamp(&self, _path: &str) -> Option<u64> {
        None
    }

    /// The text of a file; `None` if it cannot be read.
    fn file_text(&self, _path: &str) -> Option<String> {
        None
    }

    /// The id of the user with this name. The default, for tests, knows three.
    fn user_id(&self, name: &str) -> Option<u32> {
        let known = [("root", 0), ("bob", 1001), ("amy", 1002)];
        known
            .into_iter()
            .find(|(user, _)| *user == name)
            .map(|(_, uid)| uid)
    }
}

/// The terminal of a pane's program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProgramTerminal {
    /// The terminal echoes input (ECHO).
    pub echo: bool,
    /// Input is read in lines (ICANON).
    pub lines: bool,
    /// Bytes of input that the program has not read.
    pub unread: usize,
    /// The program that the pane was started with is in the foreground and waits, without a child
    /// in the foreground.
    pub idle: bool,
}

/// How much of a recorded input was written to the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WrittenPart {
    /// Nothing, and no attempt was made.
    #[default]
    None,
    /// An attempt was made, whose result is not known.
    Unknown,
    /// All but this many bytes at the end.
    AllBut(usize),
    /// All of it.
    All,
}

/// The result of `look` on the pane's screen, or `T`'s default if the pane has no screen.
pub fn of_screen<T: Default>(
    access: &dyn PaneAccess,
    pane: PaneId,
    mut look: impl FnMut(&Screen) -> T,
) -> T {
    let mut value = T::default();
    access.screen(pane, &mut |screen| value = look(screen));
    value
}

/// An access without panes, for formats that need no screen and for tests.
pub struct NoPanes;

impl PaneAccess for NoPanes {
    fn screen(&self, _: PaneId, _: &mut dyn FnMut(&Screen)) -> bool {
        false
    }

    fn command(&self, _: PaneId) -> Option<String> {
        None
    }

    fn cwd(&self, _: PaneId) -> Option<String> {
        None
    }
}
