//! Writes scrollback to `scrollback.db`: one transaction for all panes with new output.

use crate::base::PaneId;
use crate::base::sorted::SortedMap;
use crate::model::SavedLayout;
use crate::model::state::shell::command_log::RememberedCommand;
use crate::server::pane::state::Pane;
use crate::server::saving::saved_scrollback::{SavedScrollback, ScrollbackKey};
use crate::server::saving::write_batch::{Batch, DirtyPane, WrittenPane};
use crate::store::{Db, RetentionLimits, WriteError, commands, retain, scrollback};
use crate::sys::clock;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Lines of a pane that are restored with it; older ones stay in the file.
const MAX_RESTORED_LINES: usize = 50_000;

/// Lines of all panes that are restored; with many panes each gets fewer.
const MAX_RESTORED_LINES_TOTAL: usize = 1_000_000;

/// Batches between two runs of the retention.
const RETENTION_INTERVAL: u32 = 60;

/// Writes scrollback.
#[derive(Default)]
pub struct ScrollbackWriter {
    /// The database, if it is open.
    pub db: Option<Db>,
    panes: SortedMap<PaneId, WrittenPane>,
    batches: u32,
}

impl ScrollbackWriter {
    /// Writes the new output of `dirty` in one transaction. Returns the panes that have more than
    /// one batch takes. Without a database the output counts as saved.
    ///
    /// # Errors If the database cannot be written. Nothing is written then, and the next batch
    /// takes all of it again.
    pub fn write(
        &mut self,
        batch: &Batch<'_>,
        dirty: &[DirtyPane],
    ) -> std::result::Result<Vec<Arc<Pane>>, WriteError> {
        let Some(db) = &mut self.db else {
            for one in dirty {
                one.pane.unsaved.store(0, Ordering::Release);
            }
            return Ok(Vec::new());
        };
        let panes = &mut self.panes;
        let (mut rest, mut written) = (Vec::new(), SortedMap::new());
        db.write(|tx| {
            for one in dirty {
                let known = panes.entry(one.id).or_default();
                let (known, more) = batch.write(tx, known, one)?;
                written.insert(one.id, known);
                rest.extend(more.then(|| Arc::clone(&one.pane)));
            }
            Ok(())
        })?;
        // Only now: a transaction that failed has written nothing.
        panes.append(&mut written);
        Ok(rest)
    }

    /// Writes commands of panes. Without a database they count as saved.
    ///
    /// # Errors
    /// If the database cannot be written. Nothing is written then.
    pub fn write_commands(
        &mut self,
        lineage: i64,
        all: &[RememberedCommand],
    ) -> std::result::Result<(), WriteError> {
        let Some(db) = self.db.as_mut().filter(|_| !all.is_empty()) else {
            return Ok(());
        };
        db.write(|tx| {
            all.iter()
                .try_for_each(|command| commands::write(tx, lineage, command))
        })
    }

    /// Deletes what exceeds the limits, now and then. Returns whether it ran.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn run_retention(&mut self) -> std::result::Result<bool, WriteError> {
        self.batches += 1;
        if self.batches % RETENTION_INTERVAL != 1 {
            return Ok(false);
        }
        if let Some(db) = &mut self.db {
            retain(db, &RetentionLimits::default(), clock::now().wall)?;
            db.tidy()?;
        }
        Ok(true)
    }

    /// Forgets a closed pane.
    pub fn forget(&mut self, pane: PaneId) {
        self.panes.remove(&pane);
    }

    /// Forgets all panes: the database is a new one.
    pub fn forget_all(&mut self) {
        self.panes.clear();
    }

    /// Reads the state of every pane from the database again with the next batch.
    pub fn invalidate(&mut self) {
        self.panes.values_mut().for_each(|known| known.label = None);
    }

    /// The saved lines of all panes of `layout`, for a restore.
    pub fn load(&self, layout: &SavedLayout) -> Vec<(ScrollbackKey, SavedScrollback)> {
        let Some(db) = &self.db else {
            return Vec::new();
        };
        let most = MAX_RESTORED_LINES.min(MAX_RESTORED_LINES_TOTAL / layout.panes.len().max(1));
        let load = |pane: &crate::model::state::saved_layout::SavedPane| {
            let past = scrollback::load(db, layout.lineage, pane.id, most);
            let past = past.inspect_err(|error| tracing::error!(%error, "cannot read scrollback"));
            let missing = !Path::new(&pane.cwd).is_dir();
            let scrollback = SavedScrollback {
                past: past.ok().flatten().unwrap_or_default(),
                missing_directory: missing.then(|| pane.cwd.clone()),
                command_waits: false,
            };
            ((layout.lineage, pane.id), scrollback)
        };
        layout.panes.iter().map(load).collect()
    }
}
