//! What the world sees when it looks: screens, and facts about the programs in front.

use super::pane::Pane;
use crate::base::PaneId;
use crate::model::PaneAccess;
use crate::sys::process::{self, Pid};
use crate::sys::user;
use crate::term::Screen;
use std::collections::BTreeMap;
use std::os::fd::AsFd;
use std::sync::Arc;

/// The panes of this server.
pub type Panes = BTreeMap<PaneId, Arc<Pane>>;

/// Eyes on `panes`.
#[derive(Clone, Copy)]
pub struct Eyes<'a>(pub &'a Panes);

impl Eyes<'_> {
    /// A fact about the program in the pane's foreground, or about the one it was started with.
    fn of_program<T>(self, pane: PaneId, fact: impl Fn(Pid) -> Option<T>) -> Option<T> {
        let program = self.0.get(&pane)?.program()?;
        let front = process::foreground(program.tty.get_ref().as_fd());
        let first = || Pid::try_from(program.pid).ok();
        front.and_then(&fact).or_else(|| fact(first()?))
    }
}

impl PaneAccess for Eyes<'_> {
    fn screen(&self, pane: PaneId, look: &mut dyn FnMut(&Screen)) -> bool {
        let Some(pane) = self.0.get(&pane) else {
            return false;
        };
        pane.look(look);
        true
    }

    fn command(&self, pane: PaneId) -> Option<String> {
        self.of_program(pane, process::command)
    }

    fn cwd(&self, pane: PaneId) -> Option<String> {
        let path = self.of_program(pane, process::cwd)?;
        Some(path.to_string_lossy().into_owned())
    }

    fn words(&self, pane: PaneId) -> Vec<String> {
        let Some(program) = self.0.get(&pane).and_then(|pane| pane.program()) else {
            return Vec::new();
        };
        let front = process::foreground(program.tty.get_ref().as_fd());
        let front = front.filter(|front| Pid::try_from(program.pid) != Ok(*front));
        front.map(process::args).unwrap_or_default()
    }

    fn is_shell(&self, path: &str) -> bool {
        user::is_shell(path)
    }
}
