//! The thread that saves: the only one that waits for the disk. It takes work from the queue, asks
//! panes for their new output, writes layouts and scrollback, and answers requests.

use crate::base::Result;
use crate::model::Input;
use crate::model::SavedLayout;
use crate::model::ops::saved_layout;
use crate::model::persist::saved_settings;
use crate::model::state::shell::command_log::RememberedCommand;
use crate::model::state::store_request::{FoundLayout, StoreRequest};
use crate::server::hub::Hub;
use crate::server::lock::lock;
use crate::server::pane::state::Pane;
use crate::server::saving::faults::SavingFaults;
use crate::server::saving::layout_guard::Verdict;
use crate::server::saving::layout_writer::LayoutWriter;
use crate::server::saving::save_queue::{EndReason, SaveQueue, Work};
use crate::server::saving::scrollback_writer::ScrollbackWriter;
use crate::server::saving::settings_writer::SettingsWriter;
use crate::server::saving::write_batch::{Batch, DirtyPane};
use crate::store::snapshots::Cause;
use crate::store::{Db, DbSpec, SCROLLBACK, STATE, WriteError, backup, open};
use crate::sys::{clock, heap, paths, process};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

/// How long to wait after a failed write, for example on a full disk.
const RETRY: Duration = Duration::from_secs(10);

/// The extension of the copies of the files before an upgrade.
const BEFORE_UPGRADE: &str = "db.before-upgrade";

/// The thread that saves.
pub struct StoreThread {
    queue: Arc<SaveQueue>,
    pub(super) dir: PathBuf,
    /// The socket of the server.
    pub(super) socket: PathBuf,
    /// Databases that are not open yet.
    unopened: Vec<DbSpec>,
    pub(super) layouts: LayoutWriter,
    pub(super) scrollback: ScrollbackWriter,
    settings: SettingsWriter,
    pub(super) lineage: i64,
    /// The databases that cannot be written.
    pub(super) faults: SavingFaults,
    /// The notice about them that clients see.
    notice: Option<String>,
    /// When databases that could not be opened are opened again.
    reopen: Option<Instant>,
    /// When something was last saved, in milliseconds since 1970.
    pub(super) last_saved: i64,
    /// Notes for all clients.
    notes: Vec<String>,
    /// Memory is to be returned to the system.
    release_memory: bool,
}

/// The directory of the databases of this server: each socket has its own.
pub fn directory(hub: &Hub) -> Option<PathBuf> {
    let state = paths::state_dir().ok()?;
    Some(paths::store_dir(&state, Path::new(&hub.identity.socket)))
}

/// Starts the thread for a server that has no world yet. Returns the saved layout. If nothing was
/// saved, no file is created before there is something to save.
pub async fn start(hub: &Arc<Hub>, directory: Option<PathBuf>) -> FoundLayout {
    let Some(directory) = directory else {
        return without_persistence(&hub.save_queue);
    };
    let first = !STATE.file(&directory).exists();
    let queue = Arc::clone(&hub.save_queue);
    let mut thread = StoreThread::new(queue, directory, &hub.identity.socket);
    if first {
        spawn(hub, move |hub| thread.run(hub));
        return FoundLayout::default();
    }
    let opened = tokio::task::spawn_blocking(move || {
        let mut found = thread.open_state();
        if !found.saved.is_empty() {
            thread.open_rest(false);
            found.notes.append(&mut thread.notes);
            thread.layouts.mark("before a restore");
            thread.load_scrollback(&found.saved);
        }
        (thread, found)
    });
    let Ok((thread, found)) = opened.await else {
        return without_persistence(&hub.save_queue);
    };
    spawn(hub, move |hub| thread.run(hub));
    found
}

/// Starts the thread for a server that took over. The databases are opened on the thread, so that
/// clients do not wait. The layout is kept as a snapshot if there is a `cause`.
pub fn start_after_takeover(
    hub: &Arc<Hub>,
    directory: Option<PathBuf>,
    cause: Option<&'static str>,
) {
    let Some(directory) = directory else {
        without_persistence(&hub.save_queue);
        return;
    };
    let inherited = saved_layout::saved(&lock(&hub.state).world);
    let queue = Arc::clone(&hub.save_queue);
    let mut thread = StoreThread::new(queue, directory, &hub.identity.socket);
    spawn(hub, move |hub| {
        let found = thread.open_state();
        thread.layouts.guard.inherit(&found.saved, &inherited);
        if let Some(cause) = cause {
            thread.layouts.mark(cause);
        }
        thread.layouts.saved = Some(found.saved);
        // The previous server may have died before it saved the stack.
        thread.layouts.undo_revision = u64::MAX;
        thread.notes.extend(found.notes);
        thread.open_rest(false);
        thread.run(hub);
    });
}

fn spawn(hub: &Arc<Hub>, run: impl FnOnce(&Weak<Hub>) + Send + 'static) {
    let weak = Arc::downgrade(hub);
    // An input from this thread may start a timer, which needs the runtime.
    let runtime = tokio::runtime::Handle::current();
    let thread = std::thread::Builder::new().name("mux-store".to_owned());
    let work = move || {
        let _entered = runtime.enter();
        run(&weak);
    };
    if let Err(error) = thread.spawn(work) {
        tracing::error!(%error, "persistence is off: cannot start the thread");
        hub.save_queue.close();
    }
}

fn without_persistence(queue: &SaveQueue) -> FoundLayout {
    queue.close();
    let notes = vec!["persistence is off: there is no usable state directory".to_owned()];
    FoundLayout {
        notes,
        ..FoundLayout::default()
    }
}

impl StoreThread {
    /// For databases in `dir`, which are not open yet.
    fn new(queue: Arc<SaveQueue>, dir: PathBuf, socket: &str) -> Self {
        Self {
            queue,
            dir,
            socket: socket.into(),
            unopened: vec![STATE, SCROLLBACK],
            layouts: LayoutWriter::new(),
            scrollback: ScrollbackWriter::default(),
            settings: SettingsWriter::default(),
            lineage: 0,
            faults: SavingFaults::default(),
            notice: None,
            reopen: None,
            last_saved: 0,
            notes: Vec::new(),
            release_memory: false,
        }
    }

    /// Opens the layouts. Returns the latest one.
    fn open_state(&mut self) -> FoundLayout {
        self.unopened.retain(|kind| kind.name != STATE.name);
        self.layouts.db = self.open(&STATE);
        let db = self.layouts.db.as_ref();
        let settings = db.map(|db| self.settings.load(db)).unwrap_or_default();
        let (saved, at) = self.layouts.latest();
        FoundLayout {
            saved,
            at,
            undo: self.layouts.saved_undo(),
            settings,
            notes: std::mem::take(&mut self.notes),
        }
    }

    /// Opens the databases that are not open yet. One that cannot be opened is tried again after
    /// [`RETRY`], or at once with `again`.
    fn open_rest(&mut self, again: bool) {
        if !again && self.reopen.is_some_and(|at| Instant::now() < at) {
            return;
        }
        self.reopen = None;
        for kind in std::mem::take(&mut self.unopened) {
            let db = self.open(&kind);
            if kind.name == STATE.name {
                if let Some(db) = &db {
                    // What was saved so far may not be in this file.
                    self.layouts.saved = None;
                    drop(self.settings.load(db));
                }
                self.layouts.db = db;
            } else {
                self.scrollback.db = db;
            }
        }
    }

    fn open(&mut self, kind: &DbSpec) -> Option<Db> {
        let opened = open(&self.dir, kind, clock::now().wall);
        let known = match opened.failure {
            None => {
                self.faults.remove(kind);
                false
            }
            Some(fault) => {
                self.unopened.push(*kind);
                self.reopen = Some(Instant::now() + RETRY);
                self.queue.save_layout_after(RETRY);
                !self.faults.add(&self.dir, kind, within_limit(fault))
            }
        };
        // Each attempt to open it gives the same note.
        if !known {
            for note in &opened.notes {
                tracing::warn!("{note}");
            }
            self.notes.extend(opened.notes);
        }
        opened.db
    }

    /// Loads the scrollback of all panes of `layout`, for panes that start next.
    pub(super) fn load_scrollback(&self, layout: &SavedLayout) {
        self.queue.add_scrollback(self.scrollback.load(layout));
    }

    /// Works until the server ends.
    fn run(mut self, hub: &Weak<Hub>) {
        loop {
            let work = self.queue.next();
            let Some(hub) = hub.upgrade() else { break };
            self.open_rest(work.end.is_some() || !work.requests.is_empty());
            let end = work.end;
            self.release_memory = !work.closed.is_empty();
            self.save(&hub, work);
            if std::mem::take(&mut self.release_memory) {
                self.databases().for_each(Db::forget);
                heap::give_back();
            }
            if end.is_some() {
                break;
            }
        }
        let databases = [self.layouts.db.take(), self.scrollback.db.take()];
        databases.into_iter().flatten().for_each(Db::close);
        self.queue.close();
    }

    fn databases(&self) -> impl Iterator<Item = &Db> {
        [&self.layouts.db, &self.scrollback.db]
            .into_iter()
            .flatten()
    }

    fn save(&mut self, hub: &Arc<Hub>, mut work: Work) {
        self.lineage = lock(&hub.state).world.lineage;
        let dirty: Vec<Arc<Pane>> = work.dirty.iter().filter_map(Weak::upgrade).collect();
        for pane in &dirty {
            self.layouts.observe(pane);
        }
        if work.layout.is_some() {
            let ended = self.save_layout(hub, &mut work);
            self.save_settings(hub, ended);
        }
        if work.output.is_some() {
            self.save_output(&dirty, &work);
            self.save_commands(hub);
        }
        let saves = |(_, request): &(u64, StoreRequest)| matches!(request, StoreRequest::Save);
        if work.requests.iter().any(saves) || !(work.requests.is_empty() || self.faults.is_empty())
        {
            self.probe();
        }
        self.tell(hub);
        for (all, tell) in work.copies {
            // The upgrade that asked may have timed out.
            let _ = tell.send(self.copy_files(all));
        }
        for (run, request) in work.requests {
            let answer = self.answer(request);
            hub.apply(Input::StoreReply(run, answer.map_err(|e| e.message)));
        }
    }

    /// Writes to both databases. A command that reports whether they can be written must not rely
    /// on the last write, which may be long ago.
    fn probe(&mut self) {
        for kind in [STATE, SCROLLBACK] {
            let db = if kind.name == STATE.name {
                &mut self.layouts.db
            } else {
                &mut self.scrollback.db
            };
            match db.as_mut().map(|db| db.write(|_| Ok(()))) {
                None => {}
                Some(Ok(())) => self.faults.remove(&kind),
                Some(Err(fault)) => self.report_fault(&fault, &kind),
            }
        }
    }

    /// Tells the world the notes, and the faults if they changed.
    fn tell(&mut self, hub: &Arc<Hub>) {
        self.report_side_faults();
        for note in std::mem::take(&mut self.notes) {
            hub.apply(Input::Message(note));
        }
        let entered = self.layouts.take_entered();
        if !entered.is_empty() {
            hub.apply(Input::Visited(entered));
        }
        let notice = self.faults.notice();
        if notice != self.notice {
            self.notice.clone_from(&notice);
            hub.apply(Input::SavingFails(notice));
        }
    }

    /// Saves the changes by hand and the paste buffers if they changed. `ended`: the user ended the
    /// server.
    fn save_settings(&mut self, hub: &Hub, ended: bool) {
        let Some(db) = &mut self.layouts.db else {
            return;
        };
        let (change, revision) = {
            let state = lock(&hub.state);
            let world = &state.world;
            let discard = world.hand_changes.discarded || ended && world.host.as_tmux;
            if saved_settings::is_pending(world) && !discard {
                return;
            }
            (
                self.settings.change(world, discard),
                world.buffers.revision(),
            )
        };
        match self.settings.write(db, change, revision) {
            Ok(true) => self.saved(&STATE),
            Ok(false) => {}
            Err(fault) => self.report_fault(&fault, &STATE),
        }
    }

    /// Logs why the files that detect a loss could not be written.
    fn report_side_faults(&mut self) {
        for db in [&mut self.layouts.db, &mut self.scrollback.db] {
            if let Some(why) = db.as_mut().and_then(Db::take_side_fault) {
                tracing::warn!("{why}; a loss of the last changes would not be noticed");
            }
        }
    }

    /// Records a successful write.
    fn saved(&mut self, kind: &DbSpec) {
        self.faults.remove(kind);
        self.last_saved = clock::now().wall;
    }

    /// Saves the layout if it changed and the guard admits it, and the undo stack with it. Whether
    /// the user ended the server.
    fn save_layout(&mut self, hub: &Arc<Hub>, work: &mut Work) -> bool {
        let (closing, mut layout, restored, undo) = {
            let mut state = lock(&hub.state);
            // Programs killed since the work was taken are missing in this layout already, so the
            // guard has to know of them.
            work.killed.extend(self.queue.take_killed());
            let now = Instant::now();
            let killed = state.world.take_killed_by_signal().into_iter();
            work.killed.extend(killed.map(|pane| (pane, now)));
            let undo = &state.world.undo;
            let undo = (undo.revision() != self.layouts.undo_revision).then(|| undo.clone());
            let restored = state.world.take_restored_snapshot();
            let closing = state.world.take_unsaved_closing();
            let layout = saved_layout::saved(&state.world);
            (closing, layout, restored, undo)
        };
        if let Some(closing) = closing
            && let Err(fault) = self.layouts.save_before_closing(*closing, work, restored)
        {
            self.report_fault(&fault, &STATE);
        }
        let verdict = self.layouts.judge(&mut layout, work);
        // A server that ends before its first save has no layout to mark.
        let ended = verdict == Verdict::MarkEnded
            || (work.end == Some(EndReason::UserRequest) && self.layouts.saved.is_none());
        let saved = match verdict {
            // A rejected layout is one that a shutdown left over: its closings are not the user's.
            Verdict::Reject => Ok(()),
            Verdict::RetryAfter(delay) => {
                self.queue.save_layout_after(delay);
                Ok(())
            }
            Verdict::Unchanged => self.layouts.save_undo(undo),
            Verdict::MarkEnded => {
                let ended = self.layouts.mark_ended();
                ended.and_then(|()| self.layouts.save_undo(undo))
            }
            Verdict::Save(cause) => {
                let cause = cause.or(restored.then_some(Cause::Restore));
                let saved = self.layouts.save(layout, cause.as_ref());
                if saved.is_ok() && self.layouts.db.is_some() {
                    self.saved(&STATE);
                    if lock(&hub.state).world.events.is_recording() {
                        hub.apply(Input::LayoutSaved);
                    }
                }
                saved.and_then(|()| self.layouts.save_undo(undo))
            }
        };
        if let Err(fault) = saved {
            self.report_fault(&fault, &STATE);
        }
        ended
    }

    /// Saves the new output of panes.
    fn save_output(&mut self, dirty: &[Arc<Pane>], work: &Work) {
        let closed = work.closed.iter();
        let closing = closed.filter_map(|(id, pane)| Some((*id, pane.clone()?, true)));
        let open = dirty.iter().map(|pane| (pane.id, Arc::clone(pane), false));
        let is_closed = |id| work.closed.iter().any(|(closed, _)| *closed == id);
        let open = open.filter(|(id, ..)| !is_closed(*id));
        let all: Vec<DirtyPane> = open
            .chain(closing)
            .map(|(id, pane, closed)| DirtyPane { id, pane, closed })
            .collect();
        if all.is_empty() {
            return;
        }
        if self.scrollback.db.is_none() {
            // The output waits in the panes until the database can be opened.
            self.keep_unsaved(&all);
            return;
        }
        let batch = Batch {
            lineage: self.lineage,
            at: clock::now().wall,
            saved: self.layouts.saved.as_ref(),
            previous: self.layouts.previous.as_ref(),
        };
        match self.scrollback.write(&batch, &all) {
            Ok(rest) => {
                self.saved(&SCROLLBACK);
                for pane in rest {
                    self.queue.wrote(&pane, 1);
                }
                match self.scrollback.run_retention() {
                    Ok(ran) => self.release_memory |= ran,
                    Err(fault) => self.report_fault(&fault, &SCROLLBACK),
                }
            }
            Err(fault) => {
                self.keep_unsaved(&all);
                self.report_fault(&fault, &SCROLLBACK);
            }
        }
        for closed in all.iter().filter(|one| one.closed) {
            self.scrollback.forget(closed.id);
            self.layouts.forget(closed.id);
        }
    }

    /// Saves the commands that ran in panes. It follows their output, so that the rows of closed
    /// panes are there.
    fn save_commands(&mut self, hub: &Hub) {
        let unsaved = lock(&hub.state).world.command_log.unsaved().to_vec();
        if unsaved.is_empty() || self.scrollback.db.is_none() {
            return;
        }
        let unrecorded = self.layouts.saved.as_ref().map(|saved| &saved.unrecorded);
        let recorded = |command: &&RememberedCommand| {
            !unrecorded.is_some_and(|panes| panes.contains(&command.pane))
        };
        let wanted: Vec<RememberedCommand> = unsaved.iter().filter(recorded).cloned().collect();
        match self.scrollback.write_commands(self.lineage, &wanted) {
            Ok(()) => lock(&hub.state).world.command_log.saved(&unsaved),
            Err(fault) => self.report_fault(&fault, &SCROLLBACK),
        }
    }

    /// Saves the output of panes later.
    fn keep_unsaved(&self, all: &[DirtyPane]) {
        let panes = all.iter().filter(|one| !one.closed);
        let panes = panes.map(|one| Arc::downgrade(&one.pane));
        self.queue.save_output_after(panes, RETRY);
    }

    /// Reports a failed write once, until one succeeds. A damaged database is replaced by a new
    /// one.
    fn report_fault(&mut self, fault: &WriteError, kind: &DbSpec) {
        let fault = &within_limit(fault.clone());
        if self.faults.add(&self.dir, kind, fault.clone()) {
            let why = self.faults.describe().unwrap_or_default();
            tracing::error!("cannot save to {why}");
        }
        let layout = kind.name == STATE.name;
        if layout {
            self.queue.save_layout_after(RETRY);
        }
        if let WriteError::Damaged(_) = fault {
            // `open` moves a damaged file away. It has to be closed before.
            if layout {
                drop(self.layouts.db.take());
                self.unopened.push(STATE);
            } else {
                drop(self.scrollback.db.take());
                self.unopened.push(SCROLLBACK);
            }
            self.open_rest(true);
            // Opening it proves only that it can be read.
            self.faults.add(&self.dir, kind, fault.clone());
            if !layout {
                self.scrollback.forget_all();
            }
        }
        self.scrollback.invalidate();
    }

    /// Copies the databases, for a downgrade after an upgrade; scrollback only if `all`.
    fn copy_files(&self, all: bool) -> Result<()> {
        let scrollback = self.scrollback.db.as_ref().filter(|_| all);
        let files = [
            (&STATE, self.layouts.db.as_ref()),
            (&SCROLLBACK, scrollback),
        ];
        for (kind, db) in files {
            if let Some(db) = db {
                let to = kind.file(&self.dir).with_extension(BEFORE_UPGRADE);
                backup::keep(db, &to)?;
            }
        }
        Ok(())
    }
}

/// A fault with the limit of file sizes, if there is one and it may be the cause. Such a file is
/// not damaged.
fn within_limit(fault: WriteError) -> WriteError {
    match fault {
        WriteError::Damaged(why) | WriteError::Other(why)
            if process::file_size_limit().is_some() =>
        {
            WriteError::Other(format!("{why}{}", process::file_size_hint()))
        }
        other => other,
    }
}
