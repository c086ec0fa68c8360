//! The thread that writes: one transaction for all panes a tick, the layout in a file of its own. It
//! asks panes for what is new and is the only one that waits for the disk.

use super::gate::lock;
use super::hub::Hub;
use super::pane::Pane;
use super::store::{Memory, Saver, Work};
use super::store_guard::{Guard, Verdict};
use super::store_tick::{Dirty, Known, Tick};
use crate::base::{Error, PaneId, Result};
use crate::model::persist::saved_layout;
use crate::model::state::store_request::Remembered;
use crate::model::state::store_request::StoreStatus;
use crate::model::state::store_request::{ExportFormat, SearchQuery, StoreReply, StoreRequest};
use crate::model::{Input, ProgramInfo, Saved};
use crate::store::export::{Format, export};
use crate::store::scrollback;
use crate::store::snapshots::{self, Stamp};
use crate::store::{
    Db, DbSpec, RetentionLimits, SCROLLBACK, STATE, WriteError, find_damage, open, retain,
};
use crate::store::{backup, search};
use crate::sys::socket::Lock;
use crate::sys::{clock, heap, paths, process};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;

/// Lines of a pane that come back with it; older ones stay in the file.
const RECALLED: usize = 50_000;

/// Lines of all panes that come back with them; there are fewer of each when there are many panes.
const RECALLED_IN_ALL: usize = 1_000_000;

/// Lines that a search finds at most.
const HITS: usize = 10_000;

/// How long after the disk was full it is tried again.
const RETRY: Duration = Duration::from_secs(10);

/// How the name of a file ends that was kept before an upgrade.
const BEFORE_UPGRADE: &str = "db.before-upgrade";

/// Ticks between two looks at what is over the limits.
const UPKEEP: u32 = 60;

/// The files and what is in them.
pub struct Writer {
    saver: Arc<Saver>,
    dir: PathBuf,
    /// Where the server listens.
    socket: PathBuf,
    boot: String,
    /// Files that nobody has looked at yet.
    unopened: Vec<DbSpec>,
    state: Option<Db>,
    scrollback: Option<Db>,
    saved: Option<Saved>,
    /// The layout before that one: closed panes are in it.
    before: Option<Saved>,
    lineage: i64,
    panes: BTreeMap<PaneId, Known>,
    facts: BTreeMap<PaneId, ProgramInfo>,
    guard: Guard,
    ticks: u32,
    full: bool,
    last: i64,
    /// What everyone should be told.
    news: Vec<String>,
    /// Memory is to be given back.
    spare: bool,
}

/// Where the files of the server behind `socket` are: each server has its own.
pub fn place(socket: &str) -> Option<PathBuf> {
    let state = paths::state_dir().ok()?;
    Some(paths::store_dir(&state, Path::new(socket)))
}

/// Starts the thread for a server that has nothing yet; what was there before. Where nothing was, no
/// file is touched before there is something to save.
pub async fn begin(hub: &Arc<Hub>, place: Option<PathBuf>) -> Remembered {
    let Some(place) = place else {
        return nowhere(&hub.saver);
    };
    let fresh = !STATE.file(&place).exists();
    let mut writer = Writer::new(Arc::clone(&hub.saver), place, &hub.place.socket);
    if fresh {
        start(hub, move |hub| writer.run(hub));
        return Remembered::default();
    }
    let opened = tokio::task::spawn_blocking(move || {
        let mut found = writer.open_state();
        if !found.saved.is_empty() {
            writer.open_rest();
            found.notes.append(&mut writer.news);
            writer.mark("before a restore");
            writer.prepare(&found.saved);
        }
        (writer, found)
    });
    let Ok((writer, found)) = opened.await else {
        return nowhere(&hub.saver);
    };
    start(hub, move |hub| writer.run(hub));
    found
}

/// Opens the files for a server that took over, on their own thread. A generation is kept for `cause`.
pub fn go_on(hub: &Arc<Hub>, place: Option<PathBuf>, cause: Option<&'static str>) {
    let (Some(place), saver) = (place, Arc::clone(&hub.saver)) else {
        nowhere(&hub.saver);
        return;
    };
    let inherited = saved_layout::saved(&lock(&hub.core).world);
    let mut writer = Writer::new(saver, place, &hub.place.socket);
    start(hub, move |hub| {
        let found = writer.open_state();
        writer.guard.inherit(&found.saved, &inherited);
        cause.into_iter().for_each(|cause| writer.mark(cause));
        writer.saved = Some(found.saved);
        writer.news.extend(found.notes);
        writer.open_rest();
        writer.run(hub);
    });
}

fn start(hub: &Arc<Hub>, run: impl FnOnce(&Weak<Hub>) + Send + 'static) {
    let weak = Arc::downgrade(hub);
    // What this thread tells the world may start a timer.
    let runtime = tokio::runtime::Handle::current();
    let thread = std::thread::Builder::new().name("mux-store".to_owned());
    let work = move || {
        let _entered = runtime.enter();
        run(&weak);
    };
    if let Err(error) = thread.spawn(work) {
        tracing::error!(%error, "nothing is saved");
        hub.saver.over();
    }
}

fn nowhere(saver: &Saver) -> Remembered {
    saver.over();
    let notes = vec!["nothing is saved: there is no place for it".to_owned()];
    Remembered {
        notes,
        ..Remembered::default()
    }
}

impl Writer {
    /// Files in `dir`, which are not open yet.
    fn new(saver: Arc<Saver>, dir: PathBuf, socket: &str) -> Self {
        Self {
            saver,
            dir,
            socket: socket.into(),
            boot: boot(),
            unopened: vec![STATE, SCROLLBACK],
            state: None,
            scrollback: None,
            saved: None,
            before: None,
            lineage: 0,
            panes: BTreeMap::new(),
            facts: BTreeMap::new(),
            guard: Guard::default(),
            ticks: 0,
            full: false,
            last: 0,
            news: Vec::new(),
            spare: false,
        }
    }

    /// Opens the layouts. What was there before, for a server that starts with nothing.
    fn open_state(&mut self) -> Remembered {
        self.unopened.retain(|kind| kind.name != STATE.name);
        self.state = self.open(&STATE);
        let latest = self.state.as_ref().and_then(snapshots::latest);
        Remembered {
            saved: latest.map(|(_, saved)| saved).unwrap_or_default(),
            notes: std::mem::take(&mut self.news),
        }
    }

    /// Opens what is not open yet.
    fn open_rest(&mut self) {
        for kind in std::mem::take(&mut self.unopened) {
            let db = self.open(&kind);
            if kind.name == STATE.name {
                self.state = db;
            } else {
                self.scrollback = db;
            }
        }
    }

    fn open(&mut self, kind: &DbSpec) -> Option<Db> {
        let opened = open(&self.dir, kind, clock::now().wall);
        opened
            .notes
            .iter()
            .for_each(|note| tracing::warn!("{note}"));
        self.news.extend(opened.notes);
        opened.db
    }

    /// Has the lines of all panes of `saved` at hand.
    pub fn prepare(&self, saved: &Saved) {
        let Some(db) = &self.scrollback else { return };
        let most = RECALLED.min(RECALLED_IN_ALL / saved.panes.len().max(1));
        let memories = saved.panes.iter().map(|pane| {
            let past = scrollback::load(db, saved.lineage, pane.id, most);
            let past = past.inspect_err(|error| tracing::error!(%error, "lines cannot be read"));
            let gone = !Path::new(&pane.cwd).is_dir();
            let memory = Memory {
                past: past.ok().flatten().unwrap_or_default(),
                gone: gone.then(|| pane.cwd.clone()),
            };
            ((saved.lineage, pane.id), memory)
        });
        self.saver.keep(memories);
    }

    /// A generation is kept before everything comes back.
    pub fn mark(&mut self, cause: &str) {
        if let Some(state) = &mut self.state
            && let Err(fault) = snapshots::mark(state, cause, clock::now().wall)
        {
            tracing::error!(?fault, "no snapshot could be kept");
        }
    }

    /// Writes until the end.
    pub fn run(mut self, hub: &Weak<Hub>) {
        loop {
            let work = self.saver.next();
            let Some(hub) = hub.upgrade() else { break };
            self.open_rest();
            let end = work.end;
            self.spare = !work.closed.is_empty();
            self.work(&hub, work);
            if std::mem::take(&mut self.spare) {
                let open = [&self.state, &self.scrollback].into_iter().flatten();
                open.for_each(Db::forget);
                heap::give_back();
            }
            if end.is_some() {
                break;
            }
        }
        self.state
            .take()
            .into_iter()
            .chain(self.scrollback.take())
            .for_each(Db::close);
        self.saver.over();
    }

    fn work(&mut self, hub: &Arc<Hub>, mut work: Work) {
        self.lineage = lock(&hub.core).world.lineage;
        let dirty: Vec<Arc<Pane>> = work.dirty.iter().filter_map(Weak::upgrade).collect();
        dirty.iter().for_each(|pane| self.learn(pane));
        if work.layout.is_some() {
            self.layout(hub, &mut work);
        }
        if work.output.is_some() {
            self.output(&dirty, &work);
        }
        for note in std::mem::take(&mut self.news) {
            hub.apply(Input::Note(note));
        }
        for (all, tell) in work.copies {
            // Whoever asked may have lost patience.
            let _ = tell.send(self.keep_files(all));
        }
        for (run, question) in work.questions {
            let answer = self.answer(question);
            hub.apply(Input::Stored(run, answer.map_err(|e| e.message)));
        }
    }

    /// Where the pane's program is, and what it is.
    fn learn(&mut self, pane: &Pane) {
        let Some(program) = pane.program() else {
            return;
        };
        let own = i32::try_from(program.pid).ok();
        let front = pane.foreground().or(own);
        let cwd = pane.look(|screen| screen.cwd().map(str::to_owned));
        let there = |path: &String| Path::new(path).is_dir();
        let of = |pid: Option<i32>| Some(process::cwd(pid?)?.to_string_lossy().into_owned());
        let running = if front == own {
            Vec::new()
        } else {
            front.map(process::args).unwrap_or_default()
        };
        let facts = ProgramInfo {
            cwd: cwd.filter(there).or_else(|| of(front)).or_else(|| of(own)),
            running,
        };
        self.facts.insert(pane.id, facts);
    }

    /// Saves the layout if it is another one.
    fn layout(&mut self, hub: &Hub, work: &mut Work) {
        let (mut now, fallen) = {
            let mut core = lock(&hub.core);
            // Who fell since the work was taken is missing in this world already.
            work.fallen.extend(self.saver.fallen());
            (
                saved_layout::saved(&core.world),
                core.world.take_killed_by_signal(),
            )
        };
        let moment = std::time::Instant::now();
        work.fallen
            .extend(fallen.into_iter().map(|pane| (pane, moment)));
        self.guard.fell(&work.fallen);
        now.learn(&self.facts);
        let verdict = self
            .guard
            .judge(self.saved.as_ref(), &now, work.acted, work.end);
        match verdict {
            Verdict::Same => {}
            Verdict::Later(after) => self.saver.later(after),
            Verdict::Never => {}
            Verdict::Ended => self.ended(),
            Verdict::Save(cause) => self.save(now, cause.as_deref()),
        }
    }

    fn save(&mut self, now: Saved, cause: Option<&str>) {
        let Some(state) = &mut self.state else {
            self.saved = Some(now);
            return;
        };
        let moment = Stamp {
            at: clock::now().wall,
            boot: &self.boot,
        };
        match snapshots::save(state, &now, moment, cause) {
            Ok(()) => {
                self.before = self.saved.replace(now);
                self.last = moment.at;
            }
            Err(fault) => self.fault(&fault, true),
        }
    }

    fn ended(&mut self) {
        if let Some(state) = &mut self.state
            && let Err(fault) = snapshots::end(state, "the server ended", clock::now().wall)
        {
            self.fault(&fault, true);
        }
    }

    /// Saves what is new in panes.
    fn output(&mut self, dirty: &[Arc<Pane>], work: &Work) {
        let closed = work.closed.iter();
        let closing = closed.filter_map(|(id, pane)| Some((*id, pane.clone()?, true)));
        let open = dirty.iter().map(|pane| (pane.id, Arc::clone(pane), false));
        let is_closed = |id: PaneId| work.closed.iter().any(|(closed, _)| *closed == id);
        let open = open.filter(|(id, ..)| !is_closed(*id));
        let all: Vec<Dirty> = open
            .chain(closing)
            .map(|(id, pane, closed)| Dirty { id, pane, closed })
            .collect();
        if all.is_empty() {
            return;
        }
        match self.write(&all) {
            Ok(rest) => {
                self.full = false;
                self.last = clock::now().wall;
                for pane in rest {
                    self.saver.wrote(&pane, 1);
                }
                self.upkeep();
            }
            Err(fault) => {
                let panes = all.iter().filter(|one| !one.closed);
                self.saver
                    .again(panes.map(|one| Arc::downgrade(&one.pane)), RETRY);
                self.fault(&fault, false);
            }
        }
        for closed in all.iter().filter(|one| one.closed) {
            self.panes.remove(&closed.id);
            self.facts.remove(&closed.id);
        }
    }

    /// Writes what is new in one transaction, a pane after the other; panes that have more come back.
    fn write(&mut self, all: &[Dirty]) -> std::result::Result<Vec<Arc<Pane>>, WriteError> {
        let Some(db) = &mut self.scrollback else {
            let forget = |one: &Dirty| one.pane.unsaved.store(0, Ordering::Release);
            all.iter().for_each(forget);
            return Ok(Vec::new());
        };
        let tick = Tick {
            lineage: self.lineage,
            at: clock::now().wall,
            saved: self.saved.as_ref(),
            before: self.before.as_ref(),
        };
        let panes = &mut self.panes;
        let (mut rest, mut next) = (Vec::new(), BTreeMap::new());
        db.write(|tx| {
            for one in all {
                let (known, more) = tick.write(tx, panes.entry(one.id).or_default(), one)?;
                next.insert(one.id, known);
                rest.extend(more.then(|| Arc::clone(&one.pane)));
            }
            Ok(())
        })?;
        panes.append(&mut next);
        Ok(rest)
    }

    fn upkeep(&mut self) {
        self.ticks += 1;
        if self.ticks % UPKEEP != 1 {
            return;
        }
        self.spare = true;
        if let Some(db) = &mut self.scrollback {
            let done =
                retain(db, &RetentionLimits::default(), clock::now().wall).and_then(|()| db.tidy());
            if let Err(fault) = done {
                self.fault(&fault, false);
            }
        }
    }

    /// Something could not be written: nothing waits for it, and it is tried again.
    fn fault(&mut self, fault: &WriteError, layout: bool) {
        if !std::mem::replace(&mut self.full, true) {
            tracing::error!(?fault, "what is new cannot be saved");
            let why = match fault {
                WriteError::Full => "the disk is full",
                WriteError::Damaged(why) | WriteError::Other(why) => why,
            };
            self.news
                .push(format!("what is new cannot be saved: {why}"));
        }
        if layout {
            self.saver.later(RETRY);
        }
        if let WriteError::Damaged(_) = fault {
            let kind = if layout { STATE } else { SCROLLBACK };
            drop(if layout {
                self.state.take()
            } else {
                self.scrollback.take()
            });
            self.unopened.push(kind);
            self.open_rest();
            if !layout {
                self.panes.clear();
            }
        }
        // What is known of panes is read and written again.
        self.panes.values_mut().for_each(|known| known.label = None);
    }

    fn answer(&mut self, question: StoreRequest) -> Result<StoreReply> {
        let state = self.state.as_ref();
        let state =
            state.ok_or_else(|| Error::system("nothing is saved; the server's log says why"));
        match question {
            StoreRequest::Save if self.full => Err(Error::system(
                "what is new cannot be saved; the server's log says why",
            )),
            StoreRequest::Save => state.map(|_| StoreReply::Lines(Vec::new())),
            StoreRequest::Snapshots { json } => Ok(StoreReply::Lines(
                super::store_list::snapshots(&snapshots::list(state?)?, json),
            )),
            StoreRequest::Search(query) => self.search(query),
            StoreRequest::Export { pane, form } => self.export(pane, form),
            StoreRequest::MakeBackup { file } => {
                backup::write(state?, self.scrollback()?, Path::new(&file))?;
                Ok(StoreReply::Lines(vec![format!("saved to {file}")]))
            }
            StoreRequest::TakeBackup { file } => self.take_backup(Path::new(&file)),
            StoreRequest::Status { json, check } => {
                let damage = check.then(|| self.damage());
                let facts = StoreStatus {
                    damage,
                    ..self.store_facts()
                };
                Ok(StoreReply::Facts(Box::new(facts), json))
            }
            StoreRequest::Layout { id, lines } => {
                let state = state?;
                let id = id.map_or_else(|| last(state), Ok)?;
                let (_, saved) = snapshots::load(state, id)?;
                if lines {
                    self.mark("before a restore");
                    self.prepare(&saved);
                }
                Ok(StoreReply::Layout(id, Box::new(saved)))
            }
        }
    }
}

impl Writer {
    fn scrollback(&self) -> Result<&Db> {
        let db = self.scrollback.as_ref();
        db.ok_or_else(|| Error::system("nothing is saved; the server's log says why"))
    }

    /// Keeps the files as they are now, for the time after an upgrade.
    fn keep_files(&self, all: bool) -> Result<()> {
        let lines = self.scrollback.as_ref().filter(|_| all);
        let files = [(&STATE, self.state.as_ref()), (&SCROLLBACK, lines)];
        for (kind, db) in files {
            if let Some(db) = db {
                let to = kind.file(&self.dir).with_extension(BEFORE_UPGRADE);
                backup::keep(db, &to)?;
            }
        }
        Ok(())
    }

    fn export(&self, (lineage, pane): (i64, PaneId), form: ExportFormat) -> Result<StoreReply> {
        let past = scrollback::load(self.scrollback()?, lineage, pane, usize::MAX)?;
        let format = match form {
            ExportFormat::Text => Format::Text,
            ExportFormat::Ansi => Format::Ansi,
            ExportFormat::Html => Format::Html,
        };
        Ok(StoreReply::Lines(export(&past.unwrap_or_default(), format)))
    }

    fn take_backup(&mut self, file: &Path) -> Result<StoreReply> {
        let (Some(state), Some(scrollback)) = (&mut self.state, &mut self.scrollback) else {
            return Err(Error::system("nothing is saved; the server's log says why"));
        };
        let id = backup::read(state, scrollback, file)?;
        let (_, saved) = snapshots::load(state, id)?;
        self.prepare(&saved);
        Ok(StoreReply::Layout(id, Box::new(saved)))
    }

    fn search(&self, query: SearchQuery) -> Result<StoreReply> {
        let hits = search::search(
            self.scrollback()?,
            &search::Wanted {
                pattern: query.pattern,
                ignore_case: query.ignore_case,
                session: query.session,
                pane: query.pane,
                since: query.since,
                most: HITS,
            },
        )?;
        let own = query.typed.map(|pane| (self.lineage, pane));
        let best = |hit: &&search::Hit| (!hit.closed, own != Some(hit.pane), hit.at);
        Ok(match hits.iter().max_by_key(best) {
            None => StoreReply::Nothing,
            Some(hit) if query.open => StoreReply::Open(hit.pane.0, hit.pane.1, hit.text.clone()),
            Some(_) => StoreReply::Lines(super::store_list::hits(&hits, query.json)),
        })
    }

    fn store_facts(&self) -> StoreStatus {
        let size = |db: &Option<Db>| db.as_ref().map_or(0, Db::size);
        let there = self.state.is_some() || self.scrollback.is_some();
        let all = self.state.as_ref().and_then(|db| snapshots::list(db).ok());
        StoreStatus {
            directory: if there {
                self.dir.to_string_lossy().into_owned()
            } else {
                String::new()
            },
            state_bytes: size(&self.state),
            scrollback_bytes: size(&self.scrollback),
            snapshots: all.map_or(0, |all| all.len()),
            saved: self.last,
            written: process::written().unwrap_or(0),
            resident: process::resident().unwrap_or(0),
            keeper: Lock::owner(&self.socket).map_or(0, i32::unsigned_abs),
            failing: self.full,
            damage: None,
        }
    }

    /// What is wrong with the databases; empty if nothing is.
    fn damage(&self) -> String {
        let files = [(&self.state, STATE), (&self.scrollback, SCROLLBACK)].into_iter();
        let found = files.filter_map(|(db, kind)| {
            let found = find_damage(&db.as_ref()?.connection, &kind);
            let found = found.unwrap_or_else(|error| Some(error.to_string()))?;
            Some(format!("{}.db: {found}", kind.name))
        });
        found.collect::<Vec<_>>().join("; ")
    }
}

/// The last generation that is not the present.
fn last(state: &Db) -> Result<i64> {
    let all = snapshots::list(state)?.into_iter();
    let mut before = all.filter(|header| header.kind == "step" || header.kind == "mark");
    let last = before.next().map(|header| header.id);
    last.ok_or_else(|| Error::not_found("there is nothing to restore"))
}

/// What names this run of the machine.
fn boot() -> String {
    let given = std::env::var("MUX_BOOT_ID").ok();
    given.or_else(process::boot_id).unwrap_or_default()
}
