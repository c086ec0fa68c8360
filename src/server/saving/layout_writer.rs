//! Writes layouts to `state.db`: the present one, and the ones before notable changes.

use crate::base::PaneId;
use crate::base::sorted::{SortedMap, SortedSet};
use crate::model::state::undo::UndoStack;
use crate::model::{ProgramInfo, SavedLayout};
use crate::server::pane::state::Pane;
use crate::server::saving::layout_guard::{LayoutGuard, Verdict};
use crate::server::saving::save_queue::Work;
use crate::store::snapshots::{self, Cause, Stamp};
use crate::store::{Db, WriteError};
use crate::sys::{clock, process};
use std::path::Path;

/// Writes layouts.
pub struct LayoutWriter {
    /// The database, if it is open.
    pub db: Option<Db>,
    /// The layout that was saved last.
    pub saved: Option<SavedLayout>,
    /// The one before that: panes that were closed since are in it.
    pub previous: Option<SavedLayout>,
    /// Decides whether a layout may replace the saved one.
    pub guard: LayoutGuard,
    /// The revision of the undo stack that was saved last.
    pub undo_revision: u64,
    boot: String,
    programs: SortedMap<PaneId, ProgramInfo>,
    /// The directories of the panes, and those among them that are new.
    directories: SortedSet<String>,
    entered: Vec<String>,
}

impl LayoutWriter {
    /// A writer without a database.
    pub fn new() -> Self {
        Self {
            db: None,
            saved: None,
            previous: None,
            guard: LayoutGuard::default(),
            undo_revision: 0,
            boot: boot_id(),
            programs: SortedMap::new(),
            directories: SortedSet::new(),
            entered: Vec::new(),
        }
    }

    /// The layout of the previous server, and when it was saved; empty if there is none.
    pub fn latest(&self) -> (SavedLayout, i64) {
        let latest = self.db.as_ref().and_then(snapshots::latest);
        latest
            .map(|(header, saved)| (saved, header.at))
            .unwrap_or_default()
    }

    /// The saved undo stack.
    pub fn saved_undo(&self) -> UndoStack {
        let steps = self.db.as_ref().map(snapshots::load_undo);
        UndoStack::new(steps.unwrap_or_default())
    }

    /// Saves the undo stack if it changed since it was last saved.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn save_undo(&mut self, undo: Option<UndoStack>) -> std::result::Result<(), WriteError> {
        let (Some(undo), Some(db)) = (undo, &mut self.db) else {
            return Ok(());
        };
        snapshots::save_undo(db, undo.steps())?;
        self.undo_revision = undo.revision();
        Ok(())
    }

    /// Keeps the present layout as a snapshot of its own.
    pub fn mark(&mut self, cause: &str) {
        if let Some(db) = &mut self.db
            && let Err(fault) = snapshots::mark(db, cause, clock::now().wall)
        {
            tracing::error!(?fault, "cannot keep a snapshot");
        }
    }

    /// Records what runs in the foreground of `pane`, and in which directory.
    pub fn observe(&mut self, pane: &Pane) {
        let Some(program) = pane.program() else {
            return;
        };
        let own = i32::try_from(program.pid).ok();
        let front = pane.foreground().or(own);
        let cwd = pane.with_screen(crate::term::Screen::cwd);
        let exists = |path: &String| Path::new(path).is_dir();
        let of = |pid: Option<i32>| Some(process::cwd(pid?)?.to_string_lossy().into_owned());
        let running = if front == own {
            Vec::new()
        } else {
            front.map(process::args).unwrap_or_default()
        };
        // The shell's own report (OSC 7) first, then what the system says.
        let facts = ProgramInfo {
            cwd: cwd.filter(exists).or_else(|| of(front)).or_else(|| of(own)),
            running,
        };
        let facts = match self.programs.remove(&pane.id) {
            Some(known) => facts.or_known(known),
            None => facts,
        };
        self.programs.insert(pane.id, facts);
    }

    /// Forgets a closed pane.
    pub fn forget(&mut self, pane: PaneId) {
        self.programs.remove(&pane);
    }

    /// Notes the directories into which panes came. Panes that are not recorded leave no trace.
    fn note_directories(&mut self, layout: &SavedLayout) {
        let panes = layout.panes.iter();
        let panes = panes.filter(|pane| !layout.unrecorded.contains(&pane.id));
        let now: SortedSet<String> = panes.map(|pane| pane.cwd.clone()).collect();
        let new = now.iter().filter(|path| path.starts_with('/'));
        let new = new.filter(|path| !self.directories.contains(*path));
        self.entered.extend(new.cloned());
        self.directories = now;
    }

    /// The directories into which panes came since the last call.
    pub fn take_entered(&mut self) -> Vec<String> {
        std::mem::take(&mut self.entered)
    }

    /// Whether `layout` is to be saved. Adds what is known of the programs to it.
    pub fn judge(&mut self, layout: &mut SavedLayout, work: &Work) -> Verdict {
        self.guard.record_killed(&work.killed);
        layout.learn(&self.programs);
        self.note_directories(layout);
        let saved = self.saved.as_ref();
        self.guard.judge(saved, layout, work.activity, work.end)
    }

    /// Saves `layout`; the one before is kept as a snapshot if there is a `cause`.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn save(
        &mut self,
        layout: SavedLayout,
        cause: Option<&Cause>,
    ) -> std::result::Result<(), WriteError> {
        if let Some(db) = &mut self.db {
            let moment = Stamp {
                at: clock::now().wall,
                boot: &self.boot,
            };
            snapshots::save(db, &layout, moment, cause)?;
            self.previous = self.saved.take();
        }
        self.saved = Some(layout);
        Ok(())
    }

    /// Saves the layout from before a closing, which may be newer than the saved one. The next
    /// layout is compared with it, so the snapshot of the closing has all that was closed.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn save_before_closing(
        &mut self,
        mut layout: SavedLayout,
        work: &Work,
        restored: bool,
    ) -> std::result::Result<(), WriteError> {
        layout.learn(&self.programs);
        let saved = self.saved.as_ref();
        match self.guard.judge(saved, &layout, work.activity, None) {
            Verdict::Save(cause) => {
                let cause = cause.or(restored.then_some(Cause::Restore));
                self.save(layout, cause.as_ref())
            }
            Verdict::Unchanged | Verdict::RetryAfter(_) | Verdict::Reject | Verdict::MarkEnded => {
                Ok(())
            }
        }
    }

    /// Records that the server ended on request: nothing is restored at the next start.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn mark_ended(&mut self) -> std::result::Result<(), WriteError> {
        match &mut self.db {
            Some(db) => snapshots::end(db, "the server ended", clock::now().wall),
            None => Ok(()),
        }
    }
}

/// Identifies the present boot of the machine. `MUX_BOOT_ID` overrides it, for tests.
fn boot_id() -> String {
    let given = std::env::var("MUX_BOOT_ID").ok();
    given.or_else(process::boot_id).unwrap_or_default()
}
