//! The server: the threads, sockets and files around the world, which itself is pure. Reads what
//! programs write, feeds the world with what happens, does what it asks for. It knows no command.
//!
//! Everything that happens goes through `Hub::apply`. One task reads each program, one reads
//! and one writes each client, one listens to the keeper.

mod checkpoints;
mod client;
mod connection;
mod eyes;
mod fault;
mod files;
mod foreign;
mod frame;
mod frozen;
mod gate;
mod handed;
mod history;
mod hub;
mod inherit;
mod job;
mod ledger;
mod link;
mod log;
mod missed;
mod pane;
mod perform;
mod pipe;
mod ranges;
mod reader;
mod ready;
mod start;
mod store;
mod store_guard;
mod store_list;
mod store_recall;
mod store_tick;
mod store_writer;
mod successor;
mod together;
mod upgrade;
mod writer;

use self::hub::{Core, Hub, Place};
use self::inherit::Estate;
use self::link::Keeper;
use self::store::Saver;
use self::upgrade::Wish;
use crate::base::{Error, Result};
use crate::keeper::{KeeperChannel, ToKeeper};
use crate::model::commands::COMMANDS;
use crate::model::persist::recovery;
use crate::model::persist::snapshot;
use crate::model::state::world::HostInfo;
use crate::model::{Input, World};
use crate::sys::signals::{Signal, Signals};
use crate::sys::{clock, daemon, heap, paths, process, terminfo_exists, user};
pub use ranges::{RANGES_FLAG, Ranges};
pub use start::Start;
use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::timeout;

/// Threads that work.
const WORKERS: usize = 2;

/// After how many tasks a worker looks for new events, at the latest: while a pane floods, a key waits
/// for no more than this.
const EVENT_INTERVAL: u32 = 5;

/// Deaths in a row after which a server is careful.
const DEATHS: u32 = 3;

/// When clients are back after the death of a server: news before that would find nobody.
const REDIALLED: Duration = Duration::from_secs(2);

/// What people are told then.
const SAFE_MODE: &str =
    "safe mode after many deaths: no hooks, no #(), until 'mux upgrade'; see server.log";

/// What people are told when what a server left cannot be read.
const LOST: &str = "what the server knew of sessions could not be read: all programs run on in the \
                    session 'recovered', and 'mux restore' brings sessions back as they were saved";

/// How long clients are waited for at the end.
const FAREWELL: Duration = Duration::from_secs(1);

/// Serves until everything ends; returns the exit status. To be called by the keeper in a process of
/// its own.
pub fn serve(link: KeeperChannel) -> i32 {
    begin();
    finish(inherit::estate(&link).and_then(|estate| run(link, estate)))
}

/// As [`serve`], for a process that may take the place of the server that runs.
pub fn serve_as_candidate(link: KeeperChannel) -> i32 {
    begin();
    fault::strike_candidate();
    finish(inherit::estate_of_candidate(&link).and_then(|estate| run(link, estate)))
}

fn begin() {
    heap::tune();
    daemon::set_name("mux: server");
    if let Ok(directory) = paths::state_dir() {
        log::start(directory.join("server.log"));
    }
}

fn finish(done: Result<()>) -> i32 {
    let status = match done {
        Ok(()) => 0,
        Err(error) => {
            tracing::error!(%error, "the server cannot go on");
            1
        }
    };
    log::finish();
    status
}

fn run(link: KeeperChannel, estate: Estate) -> Result<()> {
    run_threads(link, estate).map_err(|e| Error::system(e.to_string()))
}

fn run_threads(link: KeeperChannel, estate: Estate) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .event_interval(EVENT_INTERVAL)
        .enable_all()
        .thread_name("mux-worker")
        .build()?;
    let done = runtime.block_on(async { tokio::spawn(live(link, estate)).await });
    runtime.shutdown_timeout(Duration::ZERO);
    done.map_err(io::Error::other)?
}

/// From the first input to the last effect.
async fn live(link: KeeperChannel, mut estate: Estate) -> io::Result<()> {
    let candidate = estate.handed.is_some();
    let left = left_world(&estate);
    let (before, lost) = (!matches!(left, Left::Nothing), matches!(left, Left::Lost));
    let world = match left {
        Left::World(world) => *world,
        Left::Lost => recovery::recovered(facts(&estate), COMMANDS, &estate.sizes()),
        Left::Nothing => World::new(facts(&estate), COMMANDS),
    };
    let adopted = if before {
        estate.panes(Some(&world).filter(|_| !lost))
    } else {
        Vec::new()
    };
    let input = if candidate && lost {
        Err(Error::protocol("it cannot read what the server knows"))
    } else {
        estate.take_over(&link, &world, &adopted)
    };
    let input = input.map_err(|error| {
        // If the keeper does not hear it, it sees this process end.
        let message = error.message.clone();
        let _ = link.send(&ToKeeper::Refused { message });
        io::Error::other(error.message)
    })?;
    let place = Place {
        epoch: estate.epoch,
        context: estate.start.encode(),
        socket: estate.socket,
        listener: Mutex::new(estate.listener.try_clone()?.into()),
    };
    let listener = estate.listener;
    let core = Core {
        world,
        panes: inherit::by_id(&adopted),
        clients: BTreeMap::new(),
        timers: BTreeMap::new(),
        jobs: BTreeMap::new(),
        snapshot: estate.snapshot,
    };
    let saver = Arc::new(Saver::default());
    let place_of_store = store_writer::place(&place.socket);
    let hub = Arc::new(Hub::new(
        core,
        place,
        Keeper::new(link)?,
        Arc::clone(&saver),
        user::uid(),
    ));
    hub.ledger.go_on(estate.taken);
    if before {
        let (panes, restarts) = (adopted.len(), estate.restarts);
        if candidate {
            tracing::info!(panes, "took over from another server");
        } else {
            tracing::warn!(panes, restarts, "took over from a server that died");
        }
        adopted.iter().for_each(|a| saver.wrote(&a.pane, 1));
        if estate.restarts >= DEATHS {
            hub.apply(Input::SafeMode);
            let hub = Arc::clone(&hub);
            tokio::spawn(async move {
                tokio::time::sleep(REDIALLED).await;
                hub.apply(Input::Notice(SAFE_MODE.to_owned()));
            });
        }
        inherit::go_on(&hub, adopted);
        if lost {
            let Start { config, explicit } = estate.start;
            hub.apply(Input::Start { config, explicit });
            hub.apply(Input::Notice(LOST.to_owned()));
        }
        let cause = candidate.then_some("before an upgrade");
        store_writer::go_on(&hub, place_of_store, cause);
        for (pane, bytes) in input {
            if let Some(pane) = hub.pane(pane) {
                pane.write(&bytes);
            }
        }
    } else {
        tracing::info!(
            version = env!("CARGO_PKG_VERSION"),
            socket = hub.place.socket,
            "a server starts"
        );
        let found = store_writer::begin(&hub, place_of_store).await;
        hub.apply(Input::Remembered(Box::new(found)));
        let Start { config, explicit } = estate.start;
        hub.apply(Input::Start { config, explicit });
    }
    for (message, fds) in estate.meanwhile {
        link::hear(&hub, message, fds);
    }
    if candidate {
        upgrade::renew_keeper(&hub);
    }
    tokio::spawn(link::listen(Arc::clone(&hub)));
    tokio::spawn(obey(Arc::clone(&hub)));
    tokio::spawn({
        let hub = Arc::clone(&hub);
        async move { hub.checkpoints.run().await }
    });
    hub.open(listener)?;
    hub.end.notified().await;
    hub.saver.wait();
    farewell(&hub).await;
    Ok(())
}

/// What the server before this one left of its world.
enum Left {
    /// There was none.
    Nothing,
    /// All of it.
    World(Box<World>),
    /// Nothing that can be read.
    Lost,
}

fn left_world(estate: &Estate) -> Left {
    let Some(saved) = estate.snapshot.read() else {
        return Left::Nothing;
    };
    let loaded = catch_unwind(AssertUnwindSafe(|| {
        assert!(!fault::wanted("world-unreadable"), "struck");
        snapshot::load(&saved, facts(estate), COMMANDS)
    }));
    match loaded {
        Ok(Ok(world)) => return Left::World(Box::new(world)),
        Ok(Err(error)) => tracing::error!(%error, "the world before cannot be read"),
        Err(_) => tracing::error!("the world before cannot be borne"),
    }
    Left::Lost
}

/// Acts on signals: SIGTERM ends everything, SIGUSR1 makes a socket again that someone removed, SIGUSR2
/// upgrades to the program as it is on the disk now.
async fn obey(hub: Arc<Hub>) {
    let signals = [Signal::SIGTERM, Signal::SIGUSR1, Signal::SIGUSR2];
    let signals = Signals::watch(&signals).ok();
    let Some(Ok(signals)) = signals.map(ready::watch) else {
        return tracing::error!("the server does not see signals");
    };
    while let Ok(mut ready) = signals.readable().await {
        for signal in signals.get_ref().take() {
            match signal {
                Signal::SIGUSR1 => hub.keeper.send(&ToKeeper::Rebind),
                Signal::SIGUSR2 => {
                    tokio::spawn(upgrade::upgrade(Arc::clone(&hub), Wish::default()));
                }
                _ => hub.terminate(),
            }
        }
        ready.clear_ready();
    }
}

/// Sends clients their last messages, then ends the keeper.
async fn farewell(hub: &Hub) {
    let all = async {
        for client in hub.clients() {
            client.end();
            client.gone().await;
        }
    };
    if timeout(FAREWELL, all).await.is_err() {
        tracing::warn!("a client did not listen to the end");
    }
    hub.keeper.send(&ToKeeper::Shutdown);
    if timeout(FAREWELL, hub.keeper.has_taken_all()).await.is_err() {
        tracing::error!("the keeper does not listen and was not told of the end");
    }
}

fn facts(estate: &Estate) -> HostInfo {
    let known = ["tmux-256color", "screen-256color"].into_iter();
    let terminal = known.into_iter().find(|name| terminfo_exists(name));
    let home = user::home().unwrap_or_else(|| "/".into());
    HostInfo {
        pid: u32::try_from(process::own_pid()).unwrap_or(0),
        socket: estate.socket.clone(),
        host: user::hostname(),
        uid: user::uid(),
        user: user::name(),
        home: home.to_string_lossy().into_owned(),
        shell: user::shell(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started: clock::now().wall,
        terminal: terminal.unwrap_or("screen").to_owned(),
        environment: environment(),
        workspaces: paths::workspaces_dir()
            .map(|path| path.to_string_lossy().into_owned())
            .unwrap_or_default(),
    }
}

/// What a service manager tells its services about themselves: not for programs in panes.
const OF_SERVICES: [&str; 9] = [
    "INVOCATION_ID",
    "JOURNAL_STREAM",
    "LISTEN_FDS",
    "LISTEN_PID",
    "MANAGERPID",
    "NOTIFY_SOCKET",
    "SYSTEMD_EXEC_PID",
    "WATCHDOG_PID",
    "WATCHDOG_USEC",
];

/// The environment that the server was started with, as far as it is text.
fn environment() -> Vec<(String, String)> {
    let all = std::env::vars_os();
    let all = all.filter(|(name, _)| !OF_SERVICES.iter().any(|of| name == of));
    all.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}
