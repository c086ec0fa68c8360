//! Commands about saved state where no server runs: they read the databases and start no server.

use super::invocation::Invocation;
use super::service::Answer;
use crate::base::json::Json;
use crate::base::{Error, Now, Result, counted};
use crate::lang::time::strftime_at;
use crate::model::commands::export::{Export, pane_id};
use crate::model::commands::history::{self, History};
use crate::model::commands::restore::{self as restore_command, Selection, choose};
use crate::model::commands::saved_state::SavedStateCommand;
use crate::model::commands::search::{self, Search};
use crate::model::commands::status::Status;
use crate::model::commands::{COMMANDS, snapshots as snapshot_list};
use crate::model::persist::{plan, restore, undo};
use crate::model::state::store_request::RestoreFilter;
use crate::model::state::undo::UndoStack;
use crate::model::{HostInfo, World};
use crate::store::export::export_pane;
use crate::store::search::{MAX_HITS, search as search_lines};
use crate::store::{self, Db, DbSpec, Health, SCROLLBACK, STATE, commands, snapshots};
use crate::sys::terminal::is_terminal;
use crate::sys::{clock, paths, socket};
use std::io;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long to wait for a server that ends and still writes, and the time between two looks.
const WAIT: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(50);

/// Answers a command about saved state; `None` if a running server has to answer, or one has to be
/// started.
pub fn run(invocation: &Invocation, command: SavedStateCommand) -> Option<Answer> {
    let saved = SavedState::find(invocation)?;
    if socket::connect(&saved.socket).is_ok() {
        return None;
    }
    let answer = match command {
        SavedStateCommand::Snapshots(wanted) => saved.snapshots(wanted.json),
        SavedStateCommand::Search(wanted) => saved.search(&wanted),
        SavedStateCommand::History(wanted) => saved.history(&wanted),
        SavedStateCommand::Export(wanted) => saved.export(&wanted),
        SavedStateCommand::Status(wanted) => saved.status(wanted),
        SavedStateCommand::Restore(wanted) if wanted.list => saved.snapshots(wanted.json),
        SavedStateCommand::Restore(wanted) => match saved.restore_plan(&wanted) {
            Ok(_) if !wanted.dry_run => return None,
            Ok(lines) if wanted.json => {
                let line = restore_command::outcome("planned", &lines, Vec::new());
                Ok((vec![line], 0))
            }
            plan => plan.map(|lines| (lines, 0)),
        },
        SavedStateCommand::Undo => match saved.can_undo() {
            Ok(true) => return None,
            Ok(false) => Err(Error::user("nothing to undo")),
            Err(error) => Err(error),
        },
    };
    let text = |lines: Vec<String>| lines.into_iter().map(|line| line + "\n").collect();
    let answer = answer.map(|(lines, status)| (text(lines), status));
    Some(answer.map_err(|error| error.message))
}

/// The names of the sessions that the next server restores; empty if nothing can be read.
pub fn session_names(invocation: &Invocation) -> Vec<String> {
    let layouts = SavedState::find(invocation).and_then(|saved| saved.layouts().ok()?);
    let Some(db) = layouts else {
        return Vec::new();
    };
    let saved = snapshots::latest(&db);
    db.close();
    let sessions = saved.map(|(_, layout)| layout.sessions).unwrap_or_default();
    sessions.into_iter().map(|session| session.name).collect()
}

/// The databases of a server that does not run.
struct SavedState {
    socket: PathBuf,
    directory: PathBuf,
    now: Now,
}

/// The lines of an answer and the exit status.
type Lines = Result<(Vec<String>, i32)>;

impl SavedState {
    /// The saved state of the server that a command line selects.
    fn find(invocation: &Invocation) -> Option<Self> {
        let label = invocation.label.as_deref();
        let socket = paths::socket_place(label, invocation.socket.as_deref()).ok()?;
        let directory = paths::store_dir(&paths::state_dir().ok()?, &socket);
        Some(Self {
            socket,
            directory,
            now: clock::now(),
        })
    }

    /// The database of layouts; `None` if there is none.
    fn layouts(&self) -> Result<Option<Db>> {
        let file = STATE.file(&self.directory);
        let mut waited = Duration::ZERO;
        loop {
            match store::examine(&file, &STATE) {
                Health::Missing => return Ok(None),
                Health::Whole => return self.open(&STATE).map(Some),
                Health::Locked if waited < WAIT => {
                    std::thread::sleep(PAUSE);
                    waited += PAUSE;
                }
                Health::Locked | Health::Newer(_) | Health::Damaged(_) => {
                    return Err(unreadable(&file));
                }
            }
        }
    }

    /// The database of scrollback; `None` if there is none.
    fn scrollback(&self) -> Result<Option<Db>> {
        if !SCROLLBACK.file(&self.directory).exists() {
            return Ok(None);
        }
        self.open(&SCROLLBACK).map(Some)
    }

    fn open(&self, kind: &DbSpec) -> Result<Db> {
        let db = store::open(&self.directory, kind, self.now.wall).db;
        db.ok_or_else(|| unreadable(&kind.file(&self.directory)))
    }

    fn snapshots(&self, json: bool) -> Lines {
        let all = match self.layouts()? {
            Some(db) => {
                let all = snapshots::list_with_contents(&db)?;
                db.close();
                all
            }
            None => Vec::new(),
        };
        Ok((snapshot_list::lines(&all, json, self.now), 0))
    }

    fn search(&self, wanted: &Search) -> Lines {
        if wanted.open {
            return Err(Error::user(
                "search --open needs a running server (start one: mux)",
            ));
        }
        let query = wanted.query(self.now)?;
        let hits = match self.scrollback()? {
            Some(db) => {
                let hits = search_lines(&db, &query, MAX_HITS);
                db.close();
                hits?
            }
            None => Vec::new(),
        };
        if hits.is_empty() && !wanted.json {
            return no_match(search::NO_MATCH);
        }
        let status = i32::from(hits.is_empty());
        Ok((search::lines(&hits, wanted.json, self.now), status))
    }

    fn history(&self, wanted: &History) -> Lines {
        let mut query = wanted.query(self.now)?;
        if wanted.here {
            let here = std::env::current_dir().map_err(|e| Error::system(e.to_string()))?;
            query.directories = vec![here.to_string_lossy().into_owned()];
        }
        let found = match self.scrollback()? {
            Some(db) => {
                let found = commands::list(&db, &query);
                db.close();
                found?
            }
            None => Vec::new(),
        };
        if found.is_empty() && !wanted.json {
            return no_match(history::NO_COMMAND);
        }
        let status = i32::from(found.is_empty());
        Ok((history::lines(&found, wanted.json, self.now, &[]), status))
    }

    fn export(&self, wanted: &Export) -> Lines {
        let format = wanted.export_format()?;
        let target = wanted.target.as_deref();
        let pane = target.and_then(pane_id).ok_or_else(|| {
            let target = target.unwrap_or_default();
            Error::user(format!(
                "can't find pane: {target} (without a server a pane is named by its id, such as %3)"
            ))
        })?;
        let unknown = || Error::not_found(format!("can't find pane: {pane}"));
        let db = self.scrollback()?.ok_or_else(unknown)?;
        let lines = export_pane(&db, None, pane, format);
        db.close();
        Ok((lines?, 0))
    }

    fn status(&self, wanted: Status) -> Lines {
        let damage = wanted.check.then(|| self.damage());
        let status = i32::from(damage.as_deref().is_some_and(|found| !found.is_empty()));
        let (mut count, mut at, mut saved) = (0, 0, None);
        if let Some(db) = self.layouts()? {
            count = snapshots::list(&db)?.len();
            saved = snapshots::latest(&db);
            at = snapshots::list(&db)?
                .iter()
                .map(|s| s.at)
                .max()
                .unwrap_or(0);
            db.close();
        }
        let size = |kind: &DbSpec| {
            let file = std::fs::metadata(kind.file(&self.directory));
            file.map_or(0, |file| file.len())
        };
        let ago = (at > 0).then(|| (self.now.wall - at).max(0) / 1000);
        let (sessions, panes) = saved.map_or((0, 0), |(header, _)| (header.sessions, header.panes));
        if wanted.json {
            let text = |path: &Path| Json::from(path.to_string_lossy().into_owned());
            let mut fields = vec![
                ("running", Json::from(false)),
                ("socket", text(&self.socket)),
                ("state_directory", text(&self.directory)),
                ("state_db_bytes", size(&STATE).into()),
                ("scrollback_db_bytes", size(&SCROLLBACK).into()),
                ("snapshots", count.into()),
                ("saved_time", Json::time(at)),
                ("saved_seconds_ago", ago.into()),
                ("saved_sessions", sessions.into()),
                ("saved_panes", panes.into()),
            ];
            fields.extend(damage.map(|damage| ("damage", Json::from(damage))));
            let line = Json::object(fields).to_string();
            return Ok((vec![line], status));
        }
        let time = strftime_at("%Y-%m-%d %H:%M:%S", at.div_euclid(1000), self.now);
        let mut lines = vec![
            format!("no server running on {}", self.socket.display()),
            format!("state directory: {}", self.directory.display()),
            format!("scrollback: {}", counted(size(&SCROLLBACK), "byte")),
        ];
        lines.push(match at {
            0 => "nothing is saved".to_owned(),
            _ => format!("{}, last save {time}", counted(count, "snapshot")),
        });
        if sessions > 0 {
            lines.push(format!(
                "{}, {} start again with: mux",
                counted(sessions, "session"),
                counted(panes, "pane")
            ));
        }
        lines.extend(damage.map(|damage| match damage.as_str() {
            "" => "databases: no damage".to_owned(),
            found => format!("databases: {found}"),
        }));
        Ok((lines, status))
    }

    /// The damage that a check of the databases finds; empty if there is none.
    fn damage(&self) -> String {
        let found = [STATE, SCROLLBACK].into_iter().filter_map(|kind| {
            match store::examine(&kind.file(&self.directory), &kind) {
                Health::Damaged(found) => Some(format!("{}.db: {found}", kind.name)),
                Health::Missing | Health::Whole | Health::Locked | Health::Newer(_) => None,
            }
        });
        found.collect::<Vec<_>>().join("; ")
    }

    /// The lines of `restore --dry-run`: the sessions that come back when a server starts, then
    /// what `restore` itself brings back.
    fn restore_plan(&self, wanted: &Selection) -> Result<Vec<String>> {
        let Some(db) = self.layouts()? else {
            return Err(Error::user("there is nothing to restore"));
        };
        let (world, mut lines) = started(&db);
        if !lines.is_empty() && wanted.id.is_none() && wanted.is_running(&world) {
            db.close();
            return Ok(lines);
        }
        let all = snapshots::restorable(&db, wanted.id);
        db.close();
        let choice = choose(&world, all?, wanted)?;
        lines.extend(choice.plan.lines(&choice.snapshot.layout));
        Ok(lines)
    }

    /// Whether `undo` would bring something back.
    fn can_undo(&self) -> Result<bool> {
        let Some(db) = self.layouts()? else {
            return Ok(false);
        };
        let (mut world, _) = started(&db);
        world.undo = UndoStack::new(snapshots::load_undo(&db));
        db.close();
        Ok(undo::newest_step(&mut world).is_some())
    }
}

/// A world as a server has it after its start, and the lines about the sessions that it restored.
fn started(db: &Db) -> (World, Vec<String>) {
    let mut world = World::new(HostInfo::default(), COMMANDS);
    let Some((_, saved)) = snapshots::latest(db) else {
        return (world, Vec::new());
    };
    let plan = plan::plan(&world, &saved, &RestoreFilter::default());
    let lines = plan.lines(&saved);
    restore::restore(&mut world, &saved, &plan, true);
    (world, lines)
}

/// Nothing was found: exit status 1, as grep(1). A person is told.
fn no_match(text: &str) -> Lines {
    match is_terminal(io::stderr().as_fd()) {
        true => Err(Error::user(text)),
        false => Ok((Vec::new(), 1)),
    }
}

fn unreadable(file: &Path) -> Error {
    Error::system(format!(
        "cannot read {} (mux doctor says why)",
        file.display()
    ))
}
