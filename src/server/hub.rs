//! The one door to the world: whoever has something to tell it takes its lock, tells it, and performs
//! what it asks for before anyone else does. So effects happen in the order in which they were
//! decided, and no key waits for another thread to wake.

use super::checkpoints::Checkpoints;
use super::client::{Client, Urgency};
use super::connection;
use super::eyes::{Eyes, Panes};
use super::fault;
use super::frame::{Picture, View};
use super::gate::lock;
use super::ledger::{Ledger, Turn};
use super::link::Keeper;
use super::store::{End, Saver};
use super::upgrade::{Installed, Pending};
use crate::base::{ClientId, JobId, PaneId, TimerId};
use crate::model::persist::snapshot;
use crate::model::view::cursor;
use crate::model::view::scene;
use crate::model::{ClientEffect, Effect, Input, World};
use crate::scene::Frame;
use crate::sys::clock;
use crate::sys::state_file::StateFile;
use crate::wire::ToClient;
use std::collections::BTreeMap;
use std::io;
use std::os::fd::OwnedFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use tokio::net::UnixListener;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

/// The world and what belongs to it here.
pub struct Core {
    /// The world.
    pub world: World,
    /// Its panes.
    pub panes: Panes,
    /// Its clients.
    pub clients: BTreeMap<ClientId, Arc<Client>>,
    /// Timers that run.
    pub timers: BTreeMap<TimerId, AbortHandle>,
    /// Jobs that run, by process group.
    pub jobs: BTreeMap<JobId, u32>,
    /// Where the world is kept.
    pub snapshot: StateFile,
}

/// Where this server is, for the next keeper.
pub struct Place {
    /// How many servers there have been.
    pub epoch: u64,
    /// What the first of them was told.
    pub context: Vec<u8>,
    /// Where clients connect.
    pub socket: String,
    /// There they come in.
    pub listener: Mutex<OwnedFd>,
}

/// The server.
pub struct Hub {
    /// The world, with its one lock.
    pub core: Mutex<Core>,
    /// Where it is.
    pub place: Place,
    /// The way to the keeper.
    pub keeper: Keeper,
    /// Panes that wait for a checkpoint.
    pub checkpoints: Checkpoints,
    /// What is to be saved.
    pub saver: Arc<Saver>,
    /// How much of what clients typed has been taken.
    pub ledger: Ledger,
    /// Told when everything ends.
    pub end: Notify,
    /// Held while a reader tells the world what it read.
    pub turn: RwLock<()>,
    /// Waits for the upgrade that is under way.
    pub upgrade: Mutex<Option<Pending>>,
    /// The program as it was on the disk at the start.
    pub installed: Installed,
    pub(super) retired: AtomicBool,
    ending: AtomicBool,
    uid: u32,
    next_client: AtomicU32,
    pub(super) accepting: Mutex<Option<AbortHandle>>,
}

impl Hub {
    /// A server around `core` for the user `uid`.
    pub fn new(core: Core, place: Place, keeper: Keeper, saver: Arc<Saver>, uid: u32) -> Self {
        Self {
            core: Mutex::new(core),
            place,
            keeper,
            checkpoints: Checkpoints::default(),
            saver,
            ledger: Ledger::default(),
            end: Notify::new(),
            turn: RwLock::new(()),
            upgrade: Mutex::default(),
            installed: Installed::now(),
            retired: AtomicBool::new(false),
            ending: AtomicBool::new(false),
            uid,
            next_client: AtomicU32::new(1),
            accepting: Mutex::default(),
        }
    }

    /// A number for a connection.
    pub fn new_client(&self) -> ClientId {
        ClientId(self.next_client.fetch_add(1, Ordering::Relaxed))
    }

    /// Clients come in at `listener` from now on, and nowhere else.
    ///
    /// # Errors
    /// If it cannot be listened to.
    pub fn open(self: &Arc<Self>, listener: std::os::unix::net::UnixListener) -> io::Result<()> {
        listener.set_nonblocking(true)?;
        *lock(&self.place.listener) = listener.try_clone()?.into();
        let listener = UnixListener::from_std(listener)?;
        let task = tokio::spawn(connection::accept(Arc::clone(self), listener));
        let old = lock(&self.accepting).replace(task.abort_handle());
        old.inspect(AbortHandle::abort);
        // The keeper made it anew before it heard of the end.
        if self.is_ending() {
            self.shut();
        }
        Ok(())
    }

    /// Whether the user `uid` may connect.
    pub const fn admits(&self, uid: u32) -> bool {
        uid == self.uid || uid == 0
    }

    /// Tells the world what happened, keeps what came of it, and does what it asks for.
    pub fn apply(self: &Arc<Self>, input: Input) {
        self.apply_in_turn(input, None);
    }

    /// As [`Hub::apply`], and what is in `turn` counts as taken. False if another server is in this
    /// one's place, which is to hear of it instead.
    pub fn apply_in_turn(self: &Arc<Self>, input: Input, turn: Option<&Turn<'_>>) -> bool {
        let from = sender(&input);
        if let Input::Timer(id) = input {
            lock(&self.core).timers.remove(&id);
        }
        let mut core = lock(&self.core);
        if self.is_retired() {
            return false;
        }
        turn.inspect(|turn| turn.take());
        if matches!(input, Input::Run { .. }) && self.is_ending() {
            return true;
        }
        if from.is_some() && !matches!(input, Input::Resize(..) | Input::Focus(..)) {
            self.saver.acted();
        }
        let effects = core.decide(input, &self.saver);
        for effect in effects {
            let done = AssertUnwindSafe(|| self.perform(&mut core, from, effect));
            if catch_unwind(done).is_err() {
                tracing::error!("an effect went wrong");
            }
        }
        true
    }

    /// The system takes everything down: what is there now is what comes back.
    pub fn terminate(self: &Arc<Self>) {
        self.saver.end(End::Torn);
        self.saver.wait();
        self.apply(Input::Terminate);
    }

    /// Everything ends: nobody comes in any more, and who comes now finds the place free for the next
    /// server.
    pub fn begin_to_end(&self) {
        self.ending.store(true, Ordering::Release);
        self.shut();
        self.end.notify_one();
    }

    fn shut(&self) {
        lock(&self.accepting).take().inspect(AbortHandle::abort);
        // The keeper removes it as well, later.
        let _ = std::fs::remove_file(&self.place.socket);
    }

    fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Acquire)
    }

    /// A client has connected. False if it is too late: it may try the next server.
    pub fn enter(self: &Arc<Self>, client: &Arc<Client>) -> bool {
        let mut core = lock(&self.core);
        let in_time = !self.is_ending() && !self.is_retired();
        if in_time {
            core.clients.insert(client.id, Arc::clone(client));
        }
        drop(core);
        if let Some(text) = self.installed.news() {
            self.apply_later(Input::Notice(text));
        }
        in_time
    }

    /// A client is gone.
    pub fn leave(self: &Arc<Self>, client: &Client) {
        if lock(&self.core).world.is_attached(client.id) {
            tracing::info!(client = %client.id, "a client is gone without a word");
        }
        self.apply(Input::Gone(client.id));
        lock(&self.core).clients.remove(&client.id);
    }

    /// A job is done.
    pub fn forget_job(&self, job: JobId) {
        lock(&self.core).jobs.remove(&job);
    }

    /// The pane, if there is one.
    pub fn pane(&self, pane: PaneId) -> Option<Arc<super::pane::Pane>> {
        lock(&self.core).panes.get(&pane).cloned()
    }

    /// Everyone connected.
    pub fn clients(&self) -> Vec<Arc<Client>> {
        lock(&self.core).clients.values().cloned().collect()
    }

    /// The next frame for the client of `picture`; `None` if it has everything.
    pub fn frame(&self, picture: &mut Picture) -> Option<Frame> {
        let client = Arc::clone(&picture.client);
        client.frame_begins();
        let (scene, all, bell) = client.take_drawing();
        let made = catch_unwind(AssertUnwindSafe(|| {
            assert!(!fault::wanted("frame-panics"), "struck");
            let view = lock(&self.core).view(&client, picture, (scene, all, bell));
            picture.frame(view?)
        }));
        made.unwrap_or_else(|_| {
            tracing::error!(client = %client.id, "a frame went wrong");
            let text = "[detached: its picture went wrong inside the server, which goes on]";
            client.send(&ToClient::Detached {
                message: text.to_owned(),
                status: 1,
                exec: None,
                hangup: false,
            });
            client.end();
            None
        })
    }
}

impl Core {
    /// Tells the world what happened, and keeps what came of it.
    fn decide(&mut self, input: Input, saver: &Saver) -> Vec<Effect> {
        let (world, eyes) = (&mut self.world, Eyes(&self.panes));
        let asker = match &input {
            Input::Run { client, .. } => Some(*client),
            _ => None,
        };
        let applied = AssertUnwindSafe(|| {
            if let Input::Run { words, .. } = &input {
                words.iter().for_each(|word| fault::strike(word.as_bytes()));
            }
            world.apply(input, clock::now(), &eyes)
        });
        let effects = catch_unwind(applied).unwrap_or_else(|_| {
            tracing::error!("the world could not bear an input");
            asker.map(sorry).unwrap_or_default()
        });
        if self.world.take_changed() {
            if let Err(error) = self.snapshot.write(&snapshot::save(&self.world)) {
                tracing::error!(%error, "the world is not kept");
            }
            saver.changed(&self.world.take_killed_by_signal());
        }
        effects
    }

    /// What `client` should see now.
    fn view(
        &mut self,
        client: &Client,
        picture: &Picture,
        (scene, all, bell): (bool, bool, bool),
    ) -> Option<View> {
        let eyes = Eyes(&self.panes);
        let scene = if scene || all {
            Some(scene::scene(
                &mut self.world,
                client.id,
                clock::now(),
                &eyes,
            )?)
        } else {
            None
        };
        let places = &scene.as_ref().unwrap_or(&picture.scene).panes;
        let ids = places.iter().map(|place| place.pane);
        let shown = ids.filter_map(|id| self.panes.get(&id));
        let panes = shown.map(|pane| {
            let mode = self.world.mode_view(pane.id, &eyes);
            (Arc::clone(pane), mode)
        });
        Some(View {
            panes: panes.collect(),
            cursor: cursor::cursor(&self.world, client.id, &eyes),
            scene,
            all,
            bell,
        })
    }
}

/// What a client hears whose command could not be borne.
fn sorry(client: ClientId) -> Vec<Effect> {
    let text =
        b"mux: this command went wrong inside the server, which goes on; its log says more\n";
    vec![
        Effect::Client(client, ClientEffect::Stderr(text.to_vec())),
        Effect::Client(client, ClientEffect::Exit(1)),
    ]
}

/// The client that an input came from.
const fn sender(input: &Input) -> Option<ClientId> {
    match input {
        Input::Run { client, .. }
        | Input::Key(client, _)
        | Input::Mouse(client, _)
        | Input::Paste(client, _)
        | Input::Resize(client, _)
        | Input::Focus(client, _) => Some(*client),
        _ => None,
    }
}

/// How urgently a change that came with an input from `from` is to be drawn.
pub const fn urgency(from: Option<ClientId>) -> Urgency {
    if from.is_some() {
        Urgency::Now
    } else {
        Urgency::Paced
    }
}
