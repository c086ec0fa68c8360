//! The server's state behind one lock. All changes of the world go through [`Hub::apply`]: lock,
//! apply the input, write the snapshot of the world if it changed, perform the effects, unlock. So
//! effects happen in the order in which the world returned them, and no key waits for another
//! thread to wake.

use crate::base::sorted::SortedMap;
use crate::base::{ClientId, JobId, PaneId, Result, TimerId};
use crate::model::persist::snapshot;
use crate::model::{ClientEffect, Effect, Input, User, World};
use crate::server::client::input_ack::{InputAcks, SeqGuard};
use crate::server::client::state::{Client, Urgency};
use crate::server::fault_injection;
use crate::server::keeper::queue::KeeperQueue;
use crate::server::lock::lock;
use crate::server::pane::checkpoints::Checkpoints;
use crate::server::pane::flood::FloodThreads;
use crate::server::pane::state::Pane;
use crate::server::pane_access::{LivePanes, Panes};
use crate::server::saving::save_queue::{EndReason, SaveQueue};
use crate::server::upgrade::installed::InstalledProgram;
use crate::server::upgrade::pending::PendingUpgrade;
use crate::sys::clock;
use crate::sys::state_file::StateFile;
use crate::sys::user;
use std::os::fd::OwnedFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, RwLock};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

/// The world, and the resources of the server that its ids name.
pub struct State {
    /// The world.
    pub world: World,
    /// Its panes.
    pub panes: Panes,
    /// All connected clients, attached or not.
    pub clients: SortedMap<ClientId, Arc<Client>>,
    /// The tasks of running timers.
    pub timers: SortedMap<TimerId, AbortHandle>,
    /// The process groups of running jobs.
    pub jobs: SortedMap<JobId, u32>,
    /// The flags that end running searches of copy mode, by the numbers of the searches.
    pub searches: SortedMap<u64, Arc<AtomicBool>>,
    /// The copy of the world in the keeper's memory, for the next server.
    pub snapshot: StateFile,
}

/// What identifies this server to clients and to the next keeper.
pub struct ServerIdentity {
    /// The number of this server in its chain, counted from 1.
    pub epoch: u64,
    /// The encoded arguments of the first server ([`super::StartArgs`]).
    pub context: Vec<u8>,
    /// The path of the socket.
    pub socket: String,
    /// The listening socket.
    pub listener: Mutex<OwnedFd>,
}

/// The server.
pub struct Hub {
    /// The world and its resources. This lock comes before all others.
    pub state: Mutex<State>,
    /// Epoch, socket and start arguments.
    pub identity: ServerIdentity,
    /// The messages to the keeper.
    pub keeper: KeeperQueue,
    /// Panes that wait for a checkpoint.
    pub checkpoints: Checkpoints,
    /// The threads that read floods.
    pub floods: FloodThreads,
    /// The work of the thread that saves.
    pub save_queue: Arc<SaveQueue>,
    /// How many keys and pastes were taken from each client.
    pub input_acks: InputAcks,
    /// Notified when the server is to end.
    pub end: Notify,
    /// Readers hold it shared from the read until the world has the events. The quiesce of an
    /// upgrade holds it exclusively, so that no screen is ahead of the world then.
    pub reads: RwLock<()>,
    /// The upgrade that is under way.
    pub upgrade: PendingUpgrade,
    /// The program file as it was at the start.
    pub installed: InstalledProgram,
    /// The task that accepts connections.
    pub accepting: Mutex<Option<AbortHandle>>,
    retired: AtomicBool,
    ending: AtomicBool,
    uid: u32,
    next_client: AtomicU32,
}

impl Hub {
    /// A server around `state` for the user `uid`.
    pub fn new(
        state: State,
        identity: ServerIdentity,
        keeper: KeeperQueue,
        save_queue: Arc<SaveQueue>,
        uid: u32,
    ) -> Self {
        Self {
            state: Mutex::new(state),
            identity,
            keeper,
            checkpoints: Checkpoints::default(),
            floods: FloodThreads::default(),
            save_queue,
            input_acks: InputAcks::default(),
            end: Notify::new(),
            reads: RwLock::new(()),
            upgrade: PendingUpgrade::default(),
            installed: InstalledProgram::now(),
            accepting: Mutex::default(),
            retired: AtomicBool::new(false),
            ending: AtomicBool::new(false),
            uid,
            next_client: AtomicU32::new(1),
        }
    }

    /// A new id for a connection.
    pub fn new_client(&self) -> ClientId {
        ClientId(self.next_client.fetch_add(1, Ordering::Relaxed))
    }

    /// Whether the user `uid` may connect (`server-access`).
    pub fn admits(&self, uid: u32) -> bool {
        lock(&self.state).world.access.admits(uid, self.uid)
    }

    /// Tells the world the user of a client that is not of the owner.
    pub fn set_user(self: &Arc<Self>, client: ClientId, uid: u32) {
        if uid != self.uid {
            let name = user::name_of(uid);
            self.apply(Input::User(client, User { uid, name }));
        }
    }

    /// Applies `input` to the world and performs the effects. A retired server drops it.
    pub fn apply(self: &Arc<Self>, input: Input) {
        if let Some(mut state) = self.lock_serving() {
            self.apply_locked(&mut state, input);
        }
    }

    /// As [`Hub::apply`], and counts the input of `guard` as taken. False if this server is
    /// retired: the client sends the input again, to the next server.
    pub fn apply_counted(self: &Arc<Self>, input: Input, guard: &SeqGuard<'_>) -> bool {
        let Some(mut state) = self.lock_serving() else {
            return false;
        };
        // Under the lock of the world: an upgrade hands over world and counts together, so no input
        // is in one of them alone.
        let (place, token, taken) = guard.count();
        // Without the count, a server that follows a crash takes no input of this client again.
        drop(state.snapshot.write_counter(place, token, taken));
        self.apply_locked(&mut state, input);
        true
    }

    /// The state, unless another server has taken over. A server retires under this lock, so
    /// nothing happens here after the handoff.
    fn lock_serving(&self) -> Option<MutexGuard<'_, State>> {
        let state = lock(&self.state);
        (!self.is_retired()).then_some(state)
    }

    fn apply_locked(self: &Arc<Self>, state: &mut State, input: Input) {
        if let Input::Timer(id) = input {
            state.timers.remove(&id);
        }
        if matches!(input, Input::Run { .. }) && self.is_ending() {
            return;
        }
        let from = sender(&input);
        tracing::debug!(input = input.kind(), client = from.map(|id| id.0), "apply");
        if from.is_some() && !matches!(input, Input::Resize(..) | Input::Focus(..)) {
            self.save_queue.record_activity();
        }
        for effect in state.decide(input, &self.save_queue) {
            log_effect(&effect);
            let done = AssertUnwindSafe(|| self.perform(state, from, effect));
            if catch_unwind(done).is_err() {
                tracing::error!("panic while performing an effect");
            }
        }
    }

    /// Applies `input` from a task of its own, for callers that hold the lock of the world.
    pub fn apply_later(self: &Arc<Self>, input: Input) {
        let hub = Arc::clone(self);
        tokio::spawn(async move { hub.apply(input) });
    }

    /// The system shuts down: saves the present layout as the one to restore, then ends everything.
    pub fn terminate(self: &Arc<Self>) {
        self.save_queue.end(EndReason::SystemShutdown);
        let hub = Arc::clone(self);
        tokio::spawn(async move {
            hub.last_save().await;
            hub.apply(Input::Terminate);
        });
    }

    /// Waits for the last save, on a thread that may block.
    pub async fn last_save(&self) {
        let queue = Arc::clone(&self.save_queue);
        // It fails only if no thread can be started.
        let _ = tokio::task::spawn_blocking(move || queue.wait()).await;
    }

    /// Begins the shutdown: the socket is removed at once, so that a client that comes now starts
    /// the next server.
    pub fn begin_shutdown(&self) {
        self.ending.store(true, Ordering::Release);
        self.close_socket();
        self.end.notify_one();
    }

    /// Stops accepting connections and removes the socket.
    pub fn close_socket(&self) {
        self.stop_accepting();
        // The keeper removes it as well, later.
        let _ = std::fs::remove_file(&self.identity.socket);
    }

    /// Stops accepting connections. Clients that connect wait in the backlog of the socket.
    pub fn stop_accepting(&self) {
        if let Some(task) = lock(&self.accepting).take() {
            task.abort();
        }
    }

    /// Whether the shutdown has begun.
    pub fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Acquire)
    }

    /// Whether another server has taken over.
    pub fn is_retired(&self) -> bool {
        self.retired.load(Ordering::Acquire)
    }

    /// Another server has taken over. Called with the world locked.
    pub fn retire(&self) {
        self.retired.store(true, Ordering::Release);
    }

    /// Adds a connected client. False if this server ends or is retired: the client may try the
    /// next one.
    pub fn add_client(self: &Arc<Self>, client: &Arc<Client>) -> bool {
        let mut state = lock(&self.state);
        let in_time = !self.is_ending() && !self.is_retired();
        if in_time {
            state.clients.insert(client.id, Arc::clone(client));
        }
        drop(state);
        if let Some(text) = self.installed.replacement_notice() {
            self.apply_later(Input::Banner(text));
        }
        in_time
    }

    /// Removes a client whose connection has ended.
    pub fn remove_client(self: &Arc<Self>, client: &Client) {
        if lock(&self.state).world.is_attached(client.id) {
            tracing::info!(client = %client.id, "connection lost");
        }
        self.apply(Input::Gone(client.id));
        lock(&self.state).clients.remove(&client.id);
    }

    /// Forgets the process group of a job that is done: its number may be reused.
    pub fn forget_job(&self, job: JobId) {
        lock(&self.state).jobs.remove(&job);
    }

    /// The pane with this id.
    pub fn pane(&self, pane: PaneId) -> Option<Arc<Pane>> {
        lock(&self.state).panes.get(&pane).cloned()
    }

    /// All connected clients.
    pub fn clients(&self) -> Vec<Arc<Client>> {
        lock(&self.state).clients.values().cloned().collect()
    }
}

impl State {
    /// Applies `input` to the world, and writes the snapshot if the world changed. The snapshot
    /// comes before the effects: a server that dies between the two leaves a world that knows of
    /// them.
    fn decide(&mut self, input: Input, save_queue: &SaveQueue) -> Vec<Effect> {
        let (world, panes) = (&mut self.world, LivePanes(&self.panes));
        let command_client = match &input {
            Input::Run { client, .. } => Some(*client),
            _ => None,
        };
        let applied = AssertUnwindSafe(|| {
            if let Input::Run { words, .. } = &input {
                words
                    .iter()
                    .for_each(|word| fault_injection::strike(word.as_bytes()));
            }
            world.apply(input, clock::now(), &panes)
        });
        let effects = catch_unwind(applied).unwrap_or_else(|_| {
            tracing::error!("panic while applying an input; the world is kept");
            command_client.map(report_panic).unwrap_or_default()
        });
        if self.world.take_changed() {
            self.write_snapshot();
            save_queue.world_changed(&self.world.take_killed_by_signal());
        }
        effects
    }
}

impl State {
    /// Writes the world to its snapshot, and the paste buffers if they changed.
    fn write_snapshot(&mut self) {
        // Buffers first: if the server dies between the two writes, the old world has the new
        // buffers, and none is lost.
        if let Some(buffers) = snapshot::save_buffers(&mut self.world)
            && let Err(error) = self.snapshot.write_attachment(&buffers)
        {
            tracing::error!(%error, "the snapshot of the paste buffers cannot be written");
            self.world.buffers.mark_unsaved();
        }
        let world = snapshot::save_without_buffers(&mut self.world);
        if let Err(error) = self.snapshot.write(&world) {
            tracing::error!(%error, "the snapshot of the world cannot be written");
        }
    }

    /// Writes the complete world to its snapshot, for a candidate of any version.
    ///
    /// # Errors
    /// If it is too large for the snapshot.
    pub fn write_handoff_snapshot(&mut self) -> Result<()> {
        self.snapshot.write(&snapshot::save(&self.world))?;
        // The world has its buffers itself now. An older version does not know the attachment, and
        // would leave it out of date.
        self.snapshot.write_attachment(&[])?;
        // If the upgrade fails, the next change writes the two parts again.
        self.world.buffers.mark_unsaved();
        Ok(())
    }
}

/// Ends the client whose command panicked.
fn report_panic(client: ClientId) -> Vec<Effect> {
    let text =
        b"mux: this command went wrong inside the server, which goes on; its log says more\n";
    vec![
        Effect::Client(client, ClientEffect::Stderr(text.to_vec())),
        Effect::Client(client, ClientEffect::Exit(1)),
    ]
}

/// Logs the kind of `effect`, and the pane or client that it is about.
fn log_effect(effect: &Effect) {
    let kind = effect.kind();
    match effect {
        Effect::Pane(pane, _) => tracing::debug!(effect = kind, %pane, "perform"),
        Effect::Client(client, _) => tracing::debug!(effect = kind, %client, "perform"),
        Effect::Timer(timer, _) => tracing::trace!(effect = kind, ?timer, "perform"),
        Effect::File { .. }
        | Effect::Job(_)
        | Effect::HistorySearch(_)
        | Effect::Store { .. }
        | Effect::Upgrade { .. }
        | Effect::Shutdown => tracing::debug!(effect = kind, "perform"),
    }
}

/// The client that sent `input`.
const fn sender(input: &Input) -> Option<ClientId> {
    match input {
        Input::Run { client, .. }
        | Input::Key(client, _)
        | Input::Command(client, _)
        | Input::Mouse(client, _)
        | Input::Paste(client, _)
        | Input::Resize(client, _)
        | Input::Focus(client, _) => Some(*client),
        _ => None,
    }
}

/// How urgently the result of an input from the client `from` is to be drawn.
pub const fn urgency(from: Option<ClientId>) -> Urgency {
    if from.is_some() {
        Urgency::Now
    } else {
        Urgency::Paced
    }
}
