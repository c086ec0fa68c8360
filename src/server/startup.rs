//! From the start of the process to the first input: what the keeper hands over becomes a running
//! server.

use crate::base::client_info::TMUX_VERSION;
use crate::base::sorted::SortedMap;
use crate::base::{Error, PaneId, Result};
use crate::keeper::{KeeperChannel, ToKeeper};
use crate::model::commands::COMMANDS;
use crate::model::ops::lifecycle::start_notes;
use crate::model::persist::{recovery, snapshot};
use crate::model::state::host_info::HostInfo;
use crate::model::{Input, World};
use crate::server::client::connection;
use crate::server::fault_injection;
use crate::server::hub::{Hub, ServerIdentity, State};
use crate::server::keeper::adopt::{self, AdoptedPane};
use crate::server::keeper::events;
use crate::server::keeper::queue::KeeperQueue;
use crate::server::keeper::start_args::StartArgs;
use crate::server::keeper::startup_state::{self, StartupState};
use crate::server::log;
use crate::server::saving::save_queue::SaveQueue;
use crate::server::saving::store_thread;
use crate::server::shutdown;
use crate::server::upgrade::attempt;
use crate::sys::daemon::title;
use crate::sys::signals::{self, Signal};
use crate::sys::{clock, command_links, daemon, heap, paths, process, terminfo_exists, user};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Tasks that are polled between two looks at the event queue, at most. It bounds how long a key
/// waits while panes produce output.
const EVENT_INTERVAL: u32 = 5;

/// Servers that died in a row before the next one starts in safe mode.
const DEATHS: u32 = 3;

/// How long clients need to reconnect after the death of a server: a banner before that reaches
/// nobody.
const RECONNECT_TIME: Duration = Duration::from_secs(2);

/// The banner of safe mode.
const SAFE_MODE: &str =
    "safe mode after many deaths: no hooks, no #(), until 'mux upgrade'; see server.log";

/// The banner after the world of the previous server could not be read.
const WORLD_LOST: &str = "what the server knew of sessions could not be read: all programs run on in the \
                    session 'recovered', and 'mux restore' brings sessions back as they were saved";

/// Serves until everything ends, and returns the exit status. The keeper calls it in a process of
/// its own.
pub fn serve(link: KeeperChannel) -> i32 {
    serve_from(link, startup_state::receive)
}

/// As [`serve`], for the candidate of an upgrade.
pub fn serve_as_candidate(link: KeeperChannel) -> i32 {
    serve_from(link, |link| {
        fault_injection::strike_candidate();
        startup_state::receive_as_candidate(link)
    })
}

fn serve_from(
    link: KeeperChannel,
    receive: impl FnOnce(&KeeperChannel) -> Result<StartupState>,
) -> i32 {
    heap::tune();
    // A write beyond the limit of file sizes fails, and must not end the server. Without the
    // handler the server works as well, unless there is such a limit.
    let _ = signals::discard(Signal::SIGXFSZ);
    daemon::set_name("mux: server");
    let startup = receive(&link);
    if let Ok(startup) = &startup {
        set_title(startup.start.as_tmux, &startup.socket);
    }
    if let Ok(file) = paths::log_file() {
        let verbosity = startup
            .as_ref()
            .map_or(0, |startup| startup.start.verbosity);
        log::start(file, verbosity);
    }
    finish(startup.and_then(|startup| run(link, startup)))
}

/// Sets name and command line as `ps` shows them. A server that was started as `tmux` keeps the
/// command line of its first client, as tmux does: tools count such processes.
fn set_title(as_tmux: bool, socket: &str) {
    if !as_tmux {
        return title::set(&format!("mux: server ({socket})"));
    }
    daemon::set_name("tmux: server");
    if !title::restore("tmux") {
        title::set(&format!("tmux: server ({socket})"));
    }
}

fn finish(done: Result<()>) -> i32 {
    let status = match done {
        Ok(()) => 0,
        Err(error) => {
            tracing::error!(%error, "server stops");
            1
        }
    };
    log::finish();
    status
}

fn run(link: KeeperChannel, startup: StartupState) -> Result<()> {
    let run = || {
        // One thread takes a key from the socket to the PTY and its echo back to the socket,
        // without a wake-up of another one. Work that takes long is done on threads beside it.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .event_interval(EVENT_INTERVAL)
            .enable_all()
            .thread_name("mux-beside")
            .build()?;
        let done = runtime.block_on(async { tokio::spawn(live(link, startup)).await });
        runtime.shutdown_timeout(Duration::ZERO);
        done.map_err(io::Error::other)?
    };
    run().map_err(|e: io::Error| Error::system(e.to_string()))
}

/// From the first input to the last effect.
async fn live(link: KeeperChannel, mut startup: StartupState) -> io::Result<()> {
    let takeover = take_over(&link, &mut startup)?;
    let listener = startup.listener.try_clone()?;
    let meanwhile = std::mem::take(&mut startup.meanwhile);
    let start_args = startup.start.clone();
    let (candidate, previous) = (takeover.candidate, takeover.previous);
    let (adopted, restarts) = (takeover.adopted, startup.restarts);
    let hub = Arc::new(new_hub(link, startup, takeover.world, &adopted)?);
    match previous {
        Previous::None => start_fresh(&hub, start_args).await,
        Previous::Loaded | Previous::Unreadable => {
            log_takeover(candidate, adopted.len(), restarts);
            let unreadable = matches!(previous, Previous::Unreadable);
            resume(&hub, adopted, restarts, unreadable.then_some(start_args));
            let cause = candidate.then_some("before an upgrade");
            store_thread::start_after_takeover(&hub, store_thread::directory(&hub), cause);
            for (pane, bytes) in takeover.unread_input {
                if let Some(pane) = hub.pane(pane) {
                    pane.take_over_input();
                    pane.write(&bytes);
                }
            }
        }
    }
    // The keeper sent these while the screens were made. They come before anything that it sends
    // now.
    for (message, fds) in meanwhile {
        events::handle(&hub, message, fds);
    }
    if candidate {
        attempt::upgrade_keeper(&hub);
    }
    spawn_tasks(&hub);
    connection::open(&hub, listener.into())?;
    hub.end.notified().await;
    hub.last_save().await;
    shutdown::finish(&hub).await;
    Ok(())
}

/// What became of the world of the previous server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Previous {
    /// There was no server before.
    None,
    /// It was loaded.
    Loaded,
    /// It could not be read: the panes are in a session of their own.
    Unreadable,
}

/// What a server takes over from the previous one.
struct Takeover {
    world: World,
    previous: Previous,
    adopted: Vec<AdoptedPane>,
    unread_input: Vec<(PaneId, Vec<u8>)>,
    candidate: bool,
}

/// Loads the world and adopts the panes. A candidate becomes the server here, or gives up.
fn take_over(link: &KeeperChannel, startup: &mut StartupState) -> io::Result<Takeover> {
    let candidate = startup.handoff.is_some();
    let (mut world, previous) = load_world(startup);
    if previous == Previous::Loaded {
        let before = std::mem::take(&mut world.program_before);
        start_notes::took_over(&mut world, &before, !candidate);
    }
    let adopted = match previous {
        Previous::None => Vec::new(),
        Previous::Loaded => adopt::panes(startup, Some(&world)),
        Previous::Unreadable => adopt::panes(startup, None),
    };
    let unread_input = if candidate && previous == Previous::Unreadable {
        Err(Error::protocol("it cannot read what the server knows"))
    } else {
        startup.take_over(link, &world, &adopt::panes_of(&adopted))
    };
    let unread_input = unread_input.map_err(|error| {
        // If the keeper does not receive it, it sees this process end.
        let message = error.message.clone();
        let _ = link.send(&ToKeeper::Refused { message });
        io::Error::other(error.message)
    })?;
    Ok(Takeover {
        world,
        previous,
        adopted,
        unread_input,
        candidate,
    })
}

fn load_world(startup: &StartupState) -> (World, Previous) {
    let Some(saved) = startup.snapshot.read() else {
        return (World::new(host_info(startup), COMMANDS), Previous::None);
    };
    let loaded = catch_unwind(AssertUnwindSafe(|| {
        assert!(!fault_injection::wanted("world-unreadable"), "struck");
        let mut world = snapshot::load(&saved, host_info(startup), COMMANDS)?;
        let buffers = startup.snapshot.read_attachment();
        if let Err(error) = snapshot::load_buffers(&mut world, &buffers) {
            tracing::error!(%error, "paste buffers are lost");
        }
        Ok::<World, Error>(world)
    }));
    match loaded {
        Ok(Ok(world)) => return (world, Previous::Loaded),
        Ok(Err(error)) => tracing::error!(%error, "previous world is unreadable"),
        Err(_) => tracing::error!("panic while loading the previous world"),
    }
    let world = recovery::recovered(host_info(startup), COMMANDS, &startup.sizes());
    (world, Previous::Unreadable)
}

fn new_hub(
    link: KeeperChannel,
    startup: StartupState,
    world: World,
    adopted: &[AdoptedPane],
) -> io::Result<Hub> {
    let identity = ServerIdentity {
        epoch: startup.epoch,
        context: startup.start.encode(),
        socket: startup.socket,
        listener: Mutex::new(startup.listener.into()),
    };
    // A server that follows a crash has no counts but those in the memory file.
    let mut counts = startup.input_counts;
    if counts.is_empty() {
        counts = startup.snapshot.read_counters();
    }
    // On failure a second crash costs the input that is not acknowledged then.
    drop(startup.snapshot.write_counters(&counts));
    let state = State {
        world,
        panes: adopt::by_id(adopted),
        clients: SortedMap::new(),
        timers: SortedMap::new(),
        jobs: SortedMap::new(),
        searches: SortedMap::new(),
        snapshot: startup.snapshot,
    };
    let save_queue = Arc::new(SaveQueue::default());
    let keeper = KeeperQueue::new(link)?;
    let hub = Hub::new(state, identity, keeper, save_queue, user::uid());
    hub.input_acks.import(counts);
    Ok(hub)
}

/// The first server: nothing runs yet. Saved sessions come back once the config has been read.
async fn start_fresh(hub: &Arc<Hub>, args: StartArgs) {
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        socket = hub.identity.socket,
        "server starts"
    );
    let found = store_thread::start(hub, store_thread::directory(hub)).await;
    hub.apply(Input::FoundLayout(Box::new(found)));
    let StartArgs {
        config, explicit, ..
    } = args;
    hub.apply(Input::Start { config, explicit });
}

fn log_takeover(candidate: bool, panes: usize, restarts: u32) {
    if candidate {
        tracing::info!(panes, "took over from the previous server");
    } else {
        tracing::warn!(panes, restarts, "took over from a server that died");
    }
}

/// Resumes the adopted panes. `lost_world`: the arguments of the first server, to read the config
/// again, if the world of the previous one is unreadable.
fn resume(hub: &Arc<Hub>, adopted: Vec<AdoptedPane>, restarts: u32, lost_world: Option<StartArgs>) {
    for one in &adopted {
        hub.save_queue.wrote(&one.pane, 1);
    }
    if restarts >= DEATHS {
        hub.apply(Input::SafeMode);
        let hub = Arc::clone(hub);
        tokio::spawn(async move {
            tokio::time::sleep(RECONNECT_TIME).await;
            hub.apply(Input::Banner(SAFE_MODE.to_owned()));
        });
    }
    adopt::resume(hub, adopted);
    if let Some(StartArgs {
        config, explicit, ..
    }) = lost_world
    {
        hub.apply(Input::Start { config, explicit });
        hub.apply(Input::Banner(WORLD_LOST.to_owned()));
    }
}

fn spawn_tasks(hub: &Arc<Hub>) {
    tokio::spawn(events::listen(Arc::clone(hub)));
    tokio::spawn(shutdown::handle_signals(Arc::clone(hub)));
    let hub = Arc::clone(hub);
    tokio::spawn(async move { hub.checkpoints.run().await });
}

fn host_info(startup: &StartupState) -> HostInfo {
    let known = ["tmux-256color", "screen-256color"].into_iter();
    let terminal = known.into_iter().find(|name| terminfo_exists(name));
    let home = user::home().unwrap_or_else(|| "/".into());
    let as_tmux = startup.start.as_tmux;
    let version = if as_tmux {
        TMUX_VERSION
    } else {
        env!("CARGO_PKG_VERSION")
    };
    let first_steps_file = paths::state_dir().map(|dir| dir.join("first-steps"));
    let first_steps_file = first_steps_file.unwrap_or_default();
    HostInfo {
        pid: u32::try_from(process::own_pid()).unwrap_or(0),
        socket: startup.socket.clone(),
        host: user::hostname(),
        uid: user::uid(),
        user: user::name(),
        home: home.to_string_lossy().into_owned(),
        shell: user::shell(),
        as_tmux,
        version: version.to_owned(),
        started: clock::now().wall,
        terminal: terminal.unwrap_or("screen").to_owned(),
        environment: environment(),
        start_directory: startup.start.directory.clone(),
        commands: commands(&startup.socket),
        workspaces: paths::workspaces_dir()
            .map(|path| path.to_string_lossy().into_owned())
            .unwrap_or_default(),
        first_steps: std::fs::read_to_string(&first_steps_file).unwrap_or_default(),
        first_steps_file: first_steps_file.to_string_lossy().into_owned(),
    }
}

/// The directory with links to this program; empty if it cannot be created.
fn commands(socket: &str) -> String {
    let directory = command_links::directory(Path::new(socket));
    let made = directory.and_then(|place| command_links::ensure(&place).map(|()| place));
    match made {
        Ok(place) => place.to_string_lossy().into_owned(),
        Err(error) => {
            tracing::warn!(%error, "panes do not find this program in their PATH");
            String::new()
        }
    }
}

/// Variables by which a service manager talks to its services: not for programs in panes.
const SERVICE_VARIABLES: [&str; 9] = [
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

/// The environment of the server process, as far as it is valid UTF-8.
fn environment() -> Vec<(String, String)> {
    let all = std::env::vars_os();
    let all = all.filter(|(name, _)| !SERVICE_VARIABLES.iter().any(|of| name == of));
    all.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}
