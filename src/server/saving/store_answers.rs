//! Answers to requests of commands about saved sessions and scrollback.

use crate::base::{Error, PaneId, Result};
use crate::model::state::store_request::StoreStatus;
use crate::model::state::store_request::{ExportFormat, SearchQuery, StoreReply, StoreRequest};
use crate::server::saving::layout_writer::LayoutWriter;
use crate::server::saving::store_format;
use crate::server::saving::store_thread::StoreThread;
use crate::store::export::{Format, export};
use crate::store::{Db, SCROLLBACK, STATE, backup, find_damage, scrollback, search, snapshots};
use crate::sys::process;
use crate::sys::socket::Lock;
use std::path::Path;

/// Lines that a search finds at most.
const MAX_HITS: usize = 10_000;

fn off() -> Error {
    Error::system("nothing is saved; the server's log says why")
}

impl StoreThread {
    /// Answers one request.
    pub(super) fn answer(&mut self, request: StoreRequest) -> Result<StoreReply> {
        let state = self.layouts.db.as_ref().ok_or_else(off);
        match request {
            StoreRequest::Save if self.failing => Err(Error::system(
                "what is new cannot be saved; the server's log says why",
            )),
            StoreRequest::Save => state.map(|_| StoreReply::Lines(Vec::new())),
            StoreRequest::Snapshots { json } => {
                let all = snapshots::list(state?)?;
                Ok(StoreReply::Lines(store_format::snapshots(&all, json)))
            }
            StoreRequest::Search(query) => self.search(query),
            StoreRequest::Export { pane, form } => self.export(pane, form),
            StoreRequest::MakeBackup { file } => {
                backup::write(state?, self.scrollback_db()?, Path::new(&file))?;
                Ok(StoreReply::Lines(vec![format!("saved to {file}")]))
            }
            StoreRequest::TakeBackup { file } => self.read_backup(Path::new(&file)),
            StoreRequest::Status { json, check } => {
                let damage = check.then(|| self.damage());
                let facts = StoreStatus {
                    damage,
                    ..self.store_facts()
                };
                Ok(StoreReply::Status(Box::new(facts), json))
            }
            StoreRequest::Layout { id, lines } => {
                let state = state?;
                let id = id.map_or_else(|| LayoutWriter::last_snapshot(state), Ok)?;
                let (_, saved) = snapshots::load(state, id)?;
                if lines {
                    self.layouts.mark("before a restore");
                    self.load_scrollback(&saved);
                }
                Ok(StoreReply::Layout(id, Box::new(saved)))
            }
        }
    }

    fn scrollback_db(&self) -> Result<&Db> {
        self.scrollback.db.as_ref().ok_or_else(off)
    }

    fn export(&self, (lineage, pane): (i64, PaneId), form: ExportFormat) -> Result<StoreReply> {
        let past = scrollback::load(self.scrollback_db()?, lineage, pane, usize::MAX)?;
        let format = match form {
            ExportFormat::Text => Format::Text,
            ExportFormat::Ansi => Format::Ansi,
            ExportFormat::Html => Format::Html,
        };
        Ok(StoreReply::Lines(export(&past.unwrap_or_default(), format)))
    }

    fn read_backup(&mut self, file: &Path) -> Result<StoreReply> {
        let (Some(state), Some(scrollback)) = (&mut self.layouts.db, &mut self.scrollback.db)
        else {
            return Err(off());
        };
        let id = backup::read(state, scrollback, file)?;
        let (_, saved) = snapshots::load(state, id)?;
        self.load_scrollback(&saved);
        Ok(StoreReply::Layout(id, Box::new(saved)))
    }

    fn search(&self, query: SearchQuery) -> Result<StoreReply> {
        let hits = search::search(
            self.scrollback_db()?,
            &search::Wanted {
                pattern: query.pattern,
                ignore_case: query.ignore_case,
                session: query.session,
                pane: query.pane,
                since: query.since,
                most: MAX_HITS,
            },
        )?;
        // The pane in which the search was typed has the pattern on its command line.
        let own = query.typed.map(|pane| (self.lineage, pane));
        let best = |hit: &&search::Hit| (!hit.closed, own != Some(hit.pane), hit.at);
        Ok(match hits.iter().max_by_key(best) {
            None => StoreReply::Nothing,
            Some(hit) if query.open => StoreReply::Open(hit.pane.0, hit.pane.1, hit.text.clone()),
            Some(_) => StoreReply::Lines(store_format::hits(&hits, query.json)),
        })
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
            failing: self.failing,
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
