//! What the world may look at while it decides: screens and facts about programs.

use crate::base::PaneId;
use crate::term::Screen;

/// Eyes on what is outside the world. Everything is read on demand, so what is never asked for
/// costs nothing.
pub trait PaneAccess {
    /// Shows the pane's screen to `look`. False if the pane has none.
    fn screen(&self, pane: PaneId, look: &mut dyn FnMut(&Screen)) -> bool;

    /// The name of the program in the pane's foreground.
    fn command(&self, pane: PaneId) -> Option<String>;

    /// The working directory of the program in the pane's foreground.
    fn cwd(&self, pane: PaneId) -> Option<String>;

    /// The words of the program in the pane's foreground; none for the one that the pane was started
    /// with, such as a shell that waits.
    fn words(&self, _pane: PaneId) -> Vec<String> {
        Vec::new()
    }

    /// Whether a file can be a shell. A world that sees no files believes it.
    fn is_shell(&self, _path: &str) -> bool {
        true
    }
}

/// A value of the pane's screen, or `T`'s default if there is no screen.
pub fn of_screen<T: Default>(
    sight: &dyn PaneAccess,
    pane: PaneId,
    mut look: impl FnMut(&Screen) -> T,
) -> T {
    let mut value = T::default();
    sight.screen(pane, &mut |screen| value = look(screen));
    value
}

/// Nothing to see: for worlds without processes.
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
