//! The world's access to panes: their screens, and facts about their foreground programs.

use crate::base::sorted::SortedMap;
use crate::base::{PaneId, raw_bytes};
use crate::model::PaneAccess;
use crate::model::state::pane_access::{ProgramTerminal, WrittenPart};
use crate::server::lock::lock;
use crate::server::pane::state::Pane;
use crate::sys::process::{self, Pid};
use crate::sys::{pty, user};
use crate::term::Screen;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::sync::Arc;

/// The panes of this server.
pub type Panes = SortedMap<PaneId, Arc<Pane>>;

/// LivePanes on `panes`.
#[derive(Clone, Copy)]
pub struct LivePanes<'a>(pub &'a Panes);

impl LivePanes<'_> {
    /// A fact about the foreground program of the pane, or else about the program it was started
    /// with.
    fn of_program<T>(self, pane: PaneId, fact: impl Fn(Pid) -> Option<T>) -> Option<T> {
        let program = self.0.get(&pane)?.program()?;
        let front = process::foreground(program.tty.as_fd());
        let first = || Pid::try_from(program.pid).ok();
        front.and_then(&fact).or_else(|| fact(first()?))
    }
}

impl PaneAccess for LivePanes<'_> {
    fn screen(&self, pane: PaneId, look: &mut dyn FnMut(&Screen)) -> bool {
        let Some(pane) = self.0.get(&pane) else {
            return false;
        };
        pane.with_screen(look);
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
        let front = process::foreground(program.tty.as_fd());
        let front = front.filter(|front| Pid::try_from(program.pid) != Ok(*front));
        front.map(process::args).unwrap_or_default()
    }

    fn output_age(&self, pane: PaneId) -> u64 {
        self.0.get(&pane).map_or(u64::MAX, |pane| pane.output_age())
    }

    fn has_forgotten_lines(&self, pane: PaneId) -> bool {
        let pane = self.0.get(&pane);
        pane.is_some_and(|pane| pane.has_forgotten_lines())
    }

    fn terminal(&self, pane: PaneId) -> Option<ProgramTerminal> {
        let pane = self.0.get(&pane)?;
        let program = pane.program()?;
        let tty = program.tty.as_fd();
        let modes = pty::modes(tty).ok()?;
        let front = process::foreground(tty);
        let own = Pid::try_from(program.pid).ok();
        let idle = front == own && own.is_some_and(process::waits_alone);
        Some(ProgramTerminal {
            echo: modes.echo,
            lines: modes.lines,
            unread: pty::unread_input(tty).unwrap_or(0) + lock(&pane.input).len(),
            idle,
        })
    }

    fn recorded_input(&self, pane: PaneId, number: u64) -> WrittenPart {
        let pane = self.0.get(&pane);
        pane.map_or(WrittenPart::None, |pane| pane.recorded_input(number))
    }

    fn is_shell(&self, path: &str) -> bool {
        user::is_shell(path)
    }

    fn file_stamp(&self, path: &str) -> Option<u64> {
        let file = std::fs::metadata(path).ok()?;
        let mut stamp = DefaultHasher::new();
        (file.ino(), file.len(), file.mtime(), file.mtime_nsec()).hash(&mut stamp);
        Some(stamp.finish())
    }

    fn file_text(&self, path: &str) -> Option<String> {
        let bytes = std::fs::read(path).ok()?;
        Some(raw_bytes::to_text(&bytes))
    }

    fn user_id(&self, name: &str) -> Option<u32> {
        user::uid_of(name)
    }
}
