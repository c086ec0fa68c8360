//! Answers to requests of commands about saved sessions and scrollback.

use crate::base::{Error, PaneId, Result};
use crate::model::SavedLayout;
use crate::model::state::store_request::{Snapshot, StoreReply, StoreRequest, StoreStatus};
use crate::server::saving::store_thread::StoreThread;
use crate::store::export::export_pane;
use crate::store::search::{MAX_HITS, search};
use crate::store::{Db, SCROLLBACK, STATE, backup, commands, find_damage, snapshots};
use crate::sys::process;
use crate::sys::socket::Lock;
use std::path::Path;

fn off() -> Error {
    Error::system("nothing is saved; the server's log says why")
}

impl StoreThread {
    /// Answers one request.
    pub(super) fn answer(&mut self, request: StoreRequest) -> Result<StoreReply> {
        let state = self.layouts.db.as_ref().ok_or_else(off);
        match request {
            StoreRequest::Save => match self.faults.describe() {
                Some(why) => Err(Error::system(format!("cannot save to {why}"))),
                None => state.map(|_| StoreReply::Done),
            },
            StoreRequest::Snapshots => {
                snapshots::list_with_contents(state?).map(StoreReply::Snapshots)
            }
            StoreRequest::Search(query) => {
                let hits = search(self.scrollback_db()?, &query, MAX_HITS)?;
                Ok(StoreReply::Hits(hits))
            }
            StoreRequest::Commands(query) => {
                let found = commands::list(self.scrollback_db()?, &query)?;
                Ok(StoreReply::Commands(found))
            }
            StoreRequest::Export {
                lineage,
                pane,
                format,
            } => {
                let lines = export_pane(self.scrollback_db()?, lineage, pane, format)?;
                Ok(StoreReply::Text(lines))
            }
            StoreRequest::MakeBackup { file } => {
                backup::write(state?, self.scrollback_db()?, Path::new(&file))?;
                Ok(StoreReply::Done)
            }
            StoreRequest::TakeBackup { file } => self.read_backup(Path::new(&file)),
            StoreRequest::Status { check } => {
                let damage = check.then(|| self.damage());
                let facts = StoreStatus {
                    damage,
                    ..self.store_facts()
                };
                Ok(StoreReply::Status(Box::new(facts)))
            }
            StoreRequest::Layouts { id } => {
                snapshots::restorable(state?, id).map(StoreReply::Layouts)
            }
            StoreRequest::Lines { mut layout, ended } => {
                self.complete(&mut layout, &ended);
                self.load_scrollback(&layout);
                Ok(StoreReply::Lines(layout))
            }
        }
    }

    /// Takes the directories and programs of these panes from the last snapshot that has them.
    fn complete(&self, layout: &mut SavedLayout, ended: &[PaneId]) {
        let Some(db) = self.layouts.db.as_ref().filter(|_| !ended.is_empty()) else {
            return;
        };
        let snapshots = snapshots::restorable(db, None).unwrap_or_default();
        let snapshots = snapshots
            .iter()
            .filter(|s| s.layout.lineage == layout.lineage);
        for pane in layout
            .panes
            .iter_mut()
            .filter(|pane| ended.contains(&pane.id))
        {
            let known = snapshots
                .clone()
                .find_map(|snapshot| snapshot.layout.pane(pane.id));
            if let Some(known) = known {
                pane.cwd.clone_from(&known.cwd);
                pane.running.clone_from(&known.running);
            }
        }
    }

    fn scrollback_db(&self) -> Result<&Db> {
        self.scrollback.db.as_ref().ok_or_else(off)
    }

    fn read_backup(&mut self, file: &Path) -> Result<StoreReply> {
        let (Some(state), Some(scrollback)) = (&mut self.layouts.db, &mut self.scrollback.db)
        else {
            return Err(off());
        };
        let id = backup::read(state, scrollback, file)?;
        let (header, layout) = snapshots::load(state, id)?;
        Ok(StoreReply::Layouts(vec![Snapshot {
            id,
            at: header.at,
            layout,
        }]))
    }

    fn store_facts(&self) -> StoreStatus {
        let size = |db: &Option<Db>| db.as_ref().map_or(0, Db::size);
        let open = self.layouts.db.is_some() || self.scrollback.db.is_some();
        let all = self.layouts.db.as_ref();
        let all = all.and_then(|db| snapshots::list(db).ok());
        StoreStatus {
            directory: if open {
                self.dir.to_string_lossy().into_owned()
            } else {
                String::new()
            },
            state_bytes: size(&self.layouts.db),
            scrollback_bytes: size(&self.scrollback.db),
            snapshots: all.map_or(0, |all| all.len()),
            saved: self.last_saved,
            written: process::written().unwrap_or(0),
            resident: process::resident().unwrap_or(0),
            keeper: Lock::owner(&self.socket).map_or(0, i32::unsigned_abs),
            fault: self.faults.describe(),
            damage: None,
        }
    }

    /// The damage that the databases' integrity checks find; empty if there is none.
    fn damage(&self) -> String {
        let files = [(&self.layouts.db, STATE), (&self.scrollback.db, SCROLLBACK)];
        let found = files.into_iter().filter_map(|(db, kind)| {
            let found = find_damage(&db.as_ref()?.connection, &kind);
            let found = found.unwrap_or_else(|error| Some(error.to_string()))?;
            Some(format!("{}.db: {found}", kind.name))
        });
        found.collect::<Vec<_>>().join("; ")
    }
}
